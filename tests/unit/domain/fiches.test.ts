import { describe, expect, it } from 'vitest';
import { NATURES, TYPES } from '../../../domain/nomenclature/natures.ts';
import { estEnVigueur } from '../../../domain/nomenclature/code.ts';
import { capaciteAu } from '../../../domain/objets/groupe.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, P177, acteur, decider, dispositif, entite, groupe, monde, saisieDispositif, saisieEntite, saisieGroupe } from '../../outils/fabrique.ts';

const NOUVEL_ID = '44444444-4444-4444-8444-444444444444';
const statutCree = (decision: ReturnType<typeof decider>): string | null => (decision.accepte && decision.changements[0]?.genre === 'creer' ? ((decision.changements[0].ligne as { statut?: string }).statut ?? 'cree') : null);

describe('créer : chaque profil, dans et hors de sa portée', () => {
  // profil → statut obtenu, écrit à la main (domain.md §4 et §5)
  const attendus: readonly [string, Partial<Record<Profil, string>>][] = [
    ['entite', { admin_national: 'valide', admin_departemental: 'valide', admin_siao: 'brouillon' }],
    ['dispositif non P177', { admin_national: 'valide', admin_siao: 'brouillon', gestionnaire_entite: 'brouillon' }],
    ['dispositif P177', { admin_national: 'valide', admin_departemental: 'valide', gestionnaire_entite: 'brouillon' }],
    ['groupe', { gestionnaire_entite: 'cree', assistant: 'cree' }],
  ];
  const creer = (quoi: string, profil: Profil, departement: string) => {
    const etat = monde({ objet: 'entite', ligne: entite({ departements: ['59', '62'] }) }, { objet: 'dispositif', ligne: dispositif() });
    switch (quoi) {
      case 'entite': return decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite({ siren: '552100554' }), motif: 'm' }, acteur(profil, departement), etat);
      case 'groupe': return decider('creerGroupeDePlaces', { id: NOUVEL_ID, saisie: saisieGroupe({ libelle: 'Nouveau' }) }, acteur(profil, departement), etat);
      default: return decider('creerDispositif', { id: NOUVEL_ID, saisie: saisieDispositif(quoi === 'dispositif P177' ? { financements: P177 } : {}), motif: 'm' }, acteur(profil, departement), etat);
    }
  };
  for (const [quoi, attendu] of attendus) {
    for (const profil of CODES_PROFILS) {
      it(`${profil} crée ${quoi} : ${attendu[profil] ?? 'refus'}`, () => {
        expect(statutCree(creer(quoi, profil, '59'))).toBe(attendu[profil] ?? null);
        expect(statutCree(creer(quoi, profil, '62'))).toBe(profil === 'admin_national' ? (attendu[profil] ?? null) : null);
      });
    }
  }
});

describe('entité', () => {
  const ddets = acteur('admin_departemental');
  it('un siren déjà porté est refusé et l’entité nommée', () => {
    const etat = monde({ objet: 'entite', ligne: entite() });
    expect(decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite() }, ddets, etat)).toMatchObject({ accepte: false, code: 'champ.siren', champ: 'siren', message: expect.stringContaining('Hainaut Accueil') as string });
  });
  it('le nom d’une entité hors périmètre n’est pas révélé', () => {
    const etat = monde({ objet: 'entite', ligne: entite({ departements: ['13'], raisonSociale: 'Secrète' }) });
    const decision = decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite() }, ddets, etat);
    expect(decision).toMatchObject({ accepte: false, code: 'champ.siren' });
    expect(JSON.stringify(decision)).not.toContain('Secrète');
  });
  it('une commune d’un autre département est refusée', () => {
    expect(decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite({ commune: '13055' }) }, ddets, monde())).toMatchObject({ accepte: false, code: 'champ.commune', champ: 'commune' });
  });
  it('créée directement validée, elle doit être complète', () => {
    expect(decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite({ adresse: null }) }, ddets, monde())).toMatchObject({ accepte: false, code: 'incomplete', champ: 'adresse' });
  });
  it('des arguments faux nomment le champ', () => {
    expect(decider('creerEntite', { id: NOUVEL_ID, saisie: saisieEntite({ siren: '123456789' }) }, ddets, monde())).toMatchObject({ accepte: false, code: 'arguments', champ: 'siren' });
    expect(decider('creerEntite', { id: 'pas-un-uuid', saisie: saisieEntite() }, ddets, monde())).toMatchObject({ accepte: false, code: 'arguments', champ: 'id' });
    expect(decider('creerEntite', null, ddets, monde())).toMatchObject({ accepte: false, code: 'arguments' });
  });
  it('un champ sensible d’une fiche validée n’appartient pas au gestionnaire', () => {
    const etat = monde({ objet: 'entite', ligne: entite() });
    const gestionnaire = acteur('gestionnaire_entite');
    expect(decider('modifierEntite', { id: ENTITE_ID, champs: { siren: '552100554' } }, gestionnaire, etat)).toMatchObject({ accepte: false, code: 'champ_sensible', champ: 'siren' });
    expect(decider('modifierEntite', { id: ENTITE_ID, champs: { adresse: '1 rue neuve' } }, gestionnaire, etat).accepte).toBe(true);
    expect(decider('modifierEntite', { id: ENTITE_ID, champs: { siren: '552100554' } }, ddets, etat).accepte).toBe(true);
  });
  it('personne ne rattache l’entité à un département hors de son périmètre', () => {
    const etat = monde({ objet: 'entite', ligne: entite() });
    expect(decider('modifierEntite', { id: ENTITE_ID, champs: { departements: ['59', '62'] } }, ddets, etat)).toMatchObject({ accepte: false, code: 'droit.perimetre', champ: 'departements' });
    expect(decider('modifierEntite', { id: ENTITE_ID, champs: { departements: ['59', '62'] } }, acteur('gestionnaire_entite'), etat).accepte).toBe(false);
  });
});

describe('dispositif', () => {
  const siao = acteur('admin_siao');
  const etat = monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif() });
  it.each<[string, Parameters<typeof saisieDispositif>[0] & object, string]>([
    ['type d’une autre nature', { type: 'hebergement_chrs.115' }, 'champ.type'],
    ['département où l’entité n’est pas', { departement: '62', commune: null }, 'champ.departement'],
    ['commune hors du département', { commune: '62041' }, 'champ.commune'],
    ['commune inconnue', { commune: '59999' }, 'champ.commune'],
  ])('%s', (_cas, champs, code) => {
    expect(decider('creerDispositif', { id: NOUVEL_ID, saisie: saisieDispositif(champs) }, acteur('gestionnaire_entite', '59'), etat)).toMatchObject({ accepte: false, code: champs.departement === '62' ? 'droit.perimetre' : code });
    expect(decider('creerDispositif', { id: NOUVEL_ID, saisie: saisieDispositif(champs) }, { ...siao, perimetre: { genre: 'siao', siao: 's', departements: ['59', '62'] } }, etat)).toMatchObject({ accepte: false, code });
  });
  it('le SIAO ne fait pas basculer sa proposition en P177', () => {
    const brouillon = monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif({ statut: 'brouillon', creeParProfil: 'admin_siao' }) });
    expect(decider('modifierDispositif', { id: DISPOSITIF_ID, champs: { financements: P177 } }, siao, brouillon)).toMatchObject({ accepte: false, champ: 'financements' });
  });
  it('une fiche soumise ne se modifie plus, sauf par qui décide', () => {
    const soumise = monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif({ statut: 'a_prevalider' }) });
    expect(decider('modifierDispositif', { id: DISPOSITIF_ID, champs: { nom: 'Autre nom' } }, acteur('gestionnaire_entite'), soumise)).toMatchObject({ accepte: false, code: 'statut' });
    expect(decider('modifierDispositif', { id: DISPOSITIF_ID, champs: { nom: 'Autre nom' } }, acteur('admin_departemental'), soumise).accepte).toBe(true);
  });
  it('financeP177 suit les financements', () => {
    const decision = decider('modifierDispositif', { id: DISPOSITIF_ID, champs: { financements: P177 } }, acteur('admin_departemental'), etat);
    expect(decision).toMatchObject({ accepte: true, changements: [{ champs: { financeP177: true } }] });
  });
});

describe('groupe de places', () => {
  const gestionnaire = acteur('gestionnaire_entite');
  const etat = (type: string, ...groupes: ReturnType<typeof groupe>[]) => monde({ objet: 'dispositif', ligne: dispositif({ nature: type.split('.')[0] as string, type }) }, ...groupes.map((ligne) => ({ objet: 'groupe' as const, ligne })));
  it('la modalité vient du groupe ; un type « 115 » n’accepte pas l’insertion', () => {
    const insertion = { id: NOUVEL_ID, saisie: saisieGroupe({ modalite: 'insertion' }) };
    expect(decider('creerGroupeDePlaces', insertion, gestionnaire, etat('hebergement_chrs.115'))).toMatchObject({ accepte: false, champ: 'modalite' });
    expect(decider('creerGroupeDePlaces', insertion, gestionnaire, etat('hebergement_chrs.mixte')).accepte).toBe(true);
  });
  it('le libellé est unique dans le dispositif, aux accents près', () => {
    expect(decider('creerGroupeDePlaces', { id: NOUVEL_ID, saisie: saisieGroupe({ libelle: 'ÙRGENCE' }) }, gestionnaire, etat('hebergement_chrs.mixte', groupe()))).toMatchObject({ accepte: false, champ: 'libelle' });
  });
  it('une veille sociale n’a pas de groupe', () => {
    expect(decider('creerGroupeDePlaces', { id: NOUVEL_ID, saisie: saisieGroupe() }, gestionnaire, etat('veille_sociale.maraude'))).toMatchObject({ accepte: false, code: 'nature' });
  });
  it('une capacité passée ne se réécrit pas', () => {
    const changer = (capacites: { depuis: string; capacite: number }[]) => decider('modifierGroupeDePlaces', { id: GROUPE_ID, champs: { capacites } }, gestionnaire, etat('hebergement_chrs.mixte', groupe()));
    expect(changer([{ depuis: '2026-01-01', capacite: 30 }])).toMatchObject({ accepte: false, code: 'capacite_passee' });
    expect(changer([{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2026-06-01', capacite: 30 }])).toMatchObject({ accepte: false, code: 'capacite_passee' });
    expect(changer([{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2026-12-01', capacite: 30 }]).accepte).toBe(true);
  });
  it('capacité à une date : bornes', () => {
    const g = groupe({ capacites: [{ depuis: '2026-01-01', capacite: 10 }, { depuis: '2026-06-01', capacite: 20 }], fermeture: '2026-12-01' });
    expect(['2025-12-31', '2026-01-01', '2026-05-31', '2026-06-01', '2026-11-30', '2026-12-01'].map((date) => capaciteAu(g, date))).toEqual([0, 10, 10, 20, 20, 0]);
  });
});

describe('nomenclature', () => {
  it('a les 8 natures et les 29 types de S0, chacun dans une nature', () => {
    expect(NATURES).toHaveLength(8);
    expect(TYPES).toHaveLength(2 + 5 + 3 + 3 + 2 + 5 + 5 + 5);
    for (const type of TYPES) expect(NATURES.some(({ code }) => code === type.nature)).toBe(true);
  });
  it('un code retiré reste lisible et n’est plus en vigueur', () => {
    const code = { code: 'x', libelle: 'X', debut: '2023-01-01', fin: '2024-12-31' };
    expect([estEnVigueur(code, '2024-12-31'), estEnVigueur(code, '2025-01-01'), estEnVigueur(code, '2022-12-31')]).toEqual([true, false, false]);
  });
});
