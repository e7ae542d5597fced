import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import type { Profil } from '../../../domain/profils.ts';
import type { Statut } from '../../../domain/cycleDeVie.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { ENTITE_ID, P177, dispositif, entite, groupe, saisieDispositif, saisieEntite, saisieGroupe } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

interface Cas {
  readonly titre: string;
  readonly commande: string;
  /** Prépare les fiches et rend les arguments de la commande. */
  preparer(essai: Montage): Promise<unknown>;
  /** Les profils qui peuvent, dans leur périmètre. Tous les autres sont refusés. */
  readonly peuvent: readonly Profil[];
}

const MOTIF = 'Motif de l’essai';
const uneEntite = async (essai: Montage, statut: Statut, creeParProfil: Profil = 'admin_siao'): Promise<string> => {
  const id = randomUUID();
  await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ id, siren: null, statut, creeParProfil })] }]);
  return id;
};
const unDispositif = async (essai: Montage, statut: Statut, champs: Parameters<typeof dispositif>[0] = {}): Promise<string> => {
  const id = randomUUID();
  await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id, statut, ...champs })] }]);
  return id;
};
const unGroupe = async (essai: Montage): Promise<string> => {
  const id = randomUUID();
  const dispositifId = await unDispositif(essai, 'valide');
  await chargerEnMasse(essai.base, [{ objet: 'groupe', lignes: [groupe({ id, dispositifId })] }]);
  return id;
};
const p177 = { financements: P177, financeP177: true };

const CAS: readonly Cas[] = [
  { titre: 'proposer ou créer une entité', commande: 'creerEntite', peuvent: ['admin_national', 'admin_departemental', 'admin_siao'],
    preparer: async () => ({ id: randomUUID(), saisie: saisieEntite({ siren: sirenLibre() }), motif: MOTIF }) },
  { titre: 'modifier une entité validée', commande: 'modifierEntite', peuvent: ['admin_departemental', 'gestionnaire_entite'],
    preparer: async () => ({ id: ENTITE_ID, champs: { adresse: `${randomUUID()} rue Neuve` }, motif: MOTIF }) },
  { titre: 'changer un champ sensible d’une entité validée', commande: 'modifierEntite', peuvent: ['admin_departemental'],
    preparer: async () => ({ id: ENTITE_ID, champs: { siren: sirenLibre() }, motif: MOTIF }) },
  { titre: 'créer un dispositif P177', commande: 'creerDispositif', peuvent: ['admin_national', 'admin_departemental', 'gestionnaire_entite'],
    preparer: async () => ({ id: randomUUID(), saisie: saisieDispositif({ financements: P177 }), motif: MOTIF }) },
  { titre: 'créer un dispositif hors P177', commande: 'creerDispositif', peuvent: ['admin_national', 'admin_siao', 'gestionnaire_entite'],
    preparer: async () => ({ id: randomUUID(), saisie: saisieDispositif(), motif: MOTIF }) },
  { titre: 'modifier un dispositif validé', commande: 'modifierDispositif', peuvent: ['admin_departemental', 'gestionnaire_entite'],
    preparer: async (essai) => ({ id: await unDispositif(essai, 'valide'), champs: { horaires: '24 h' }, motif: MOTIF }) },
  { titre: 'changer un champ sensible d’un dispositif validé', commande: 'modifierDispositif', peuvent: ['admin_departemental'],
    preparer: async (essai) => ({ id: await unDispositif(essai, 'valide'), champs: { financements: [] }, motif: MOTIF }) },
  { titre: 'modifier un brouillon proposé par le SIAO', commande: 'modifierDispositif', peuvent: ['admin_departemental', 'admin_siao', 'gestionnaire_entite'],
    preparer: async (essai) => ({ id: await unDispositif(essai, 'brouillon', { creeParProfil: 'admin_siao' }), champs: { horaires: '24 h' }, motif: MOTIF }) },
  { titre: 'créer un groupe', commande: 'creerGroupeDePlaces', peuvent: ['gestionnaire_entite', 'assistant'],
    preparer: async (essai) => ({ id: randomUUID(), saisie: saisieGroupe({ dispositifId: await unDispositif(essai, 'valide') }) }) },
  { titre: 'modifier un groupe', commande: 'modifierGroupeDePlaces', peuvent: ['admin_departemental', 'gestionnaire_entite', 'assistant'],
    preparer: async (essai) => ({ id: await unGroupe(essai), champs: { pmr: 1 } }) },
  { titre: 'fermer un groupe', commande: 'fermerGroupeDePlaces', peuvent: ['gestionnaire_entite', 'assistant'],
    preparer: async (essai) => ({ id: await unGroupe(essai), date: '2026-11-24', motif: MOTIF }) },
  { titre: 'soumettre un dispositif du gestionnaire', commande: 'soumettre', peuvent: ['gestionnaire_entite'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'brouillon'), motif: MOTIF }) },
  { titre: 'soumettre un dispositif du SIAO', commande: 'soumettre', peuvent: ['gestionnaire_entite', 'admin_siao'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'brouillon', { creeParProfil: 'admin_siao' }), motif: MOTIF }) },
  { titre: 'prévalider un dispositif hors P177', commande: 'prevalider', peuvent: ['admin_siao'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'a_prevalider'), motif: MOTIF }) },
  { titre: 'prévalider un dispositif P177', commande: 'prevalider', peuvent: [],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'a_prevalider', p177), motif: MOTIF }) },
  { titre: 'valider un dispositif prévalidé', commande: 'valider', peuvent: ['admin_national', 'admin_departemental'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'prevalide'), motif: MOTIF }) },
  { titre: 'valider un dispositif P177 soumis', commande: 'valider', peuvent: ['admin_national', 'admin_departemental'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'a_prevalider', p177), motif: MOTIF }) },
  { titre: 'valider un dispositif hors P177 non prévalidé', commande: 'valider', peuvent: [],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'a_prevalider'), motif: MOTIF }) },
  { titre: 'renvoyer un dispositif soumis', commande: 'renvoyerACorriger', peuvent: ['admin_siao'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'a_prevalider'), motif: MOTIF }) },
  { titre: 'renvoyer une entité prévalidée', commande: 'renvoyerACorriger', peuvent: ['admin_national', 'admin_departemental'],
    preparer: async (essai) => ({ objet: 'entite', id: await uneEntite(essai, 'prevalide'), motif: MOTIF }) },
  { titre: 'refuser un dispositif prévalidé', commande: 'refuser', peuvent: ['admin_national', 'admin_departemental'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'prevalide'), motif: MOTIF }) },
  { titre: 'fermer un dispositif sans groupe', commande: 'fermer', peuvent: ['admin_departemental'],
    preparer: async (essai) => ({ objet: 'dispositif', id: await unDispositif(essai, 'valide'), date: '2026-11-24', motif: MOTIF }) },
  { titre: 'fermer une entité sans dispositif', commande: 'fermer', peuvent: ['admin_departemental'],
    preparer: async (essai) => ({ objet: 'entite', id: await uneEntite(essai, 'valide'), date: '2026-11-24', motif: MOTIF }) },
];

let dernierSiren = 100_000_00;
const cleDeLuhn = (base: string): string => {
  const somme = [...base].reverse().reduce((total, chiffre, rang) => { const double = Number(chiffre) * (rang % 2 === 0 ? 2 : 1); return total + (double > 9 ? double - 9 : double); }, 0);
  return `${base}${(10 - (somme % 10)) % 10}`;
};
const sirenLibre = (): string => {
  dernierSiren += 1;
  return cleDeLuhn(String(dernierSiren));
};

surChaqueBase('droits par HTTP', (genre) => {
  let essai: Montage;
  const dedans = new Map<Profil, Poste>();
  const dehors = new Map<Profil, Poste>();
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }]);
    for (const profil of CODES_PROFILS) {
      dedans.set(profil, await essai.poste(profil));
      if (profil !== 'admin_national') dehors.set(profil, await essai.poste(profil, '62'));
    }
  });
  afterAll(() => essai.fermer());

  const revision = async (): Promise<number> => (await essai.base.db.selectFrom('journal').select(({ fn }) => fn.max('no').as('no')).executeTakeFirst())?.no ?? 0;

  describe.each(CAS)('$titre ($commande)', ({ commande, preparer, peuvent }) => {
    it.each(CODES_PROFILS)('%s', async (profil) => {
      const args = await preparer(essai);
      const avant = await revision();
      const issue = await dedans.get(profil)?.faire(commande, args, 10_000);
      if (peuvent.includes(profil)) {
        expect(issue).toMatchObject({ issue: 'appliquee' });
        return;
      }
      expect(issue).toMatchObject({ issue: 'rejetee' });
      expect(issue?.issue === 'rejetee' ? issue.code : '').toMatch(/^(?:droit\.\w+|introuvable|champ_sensible|statut)$/u);
      expect(await revision()).toBe(avant);
    });
    it('personne hors de son périmètre', async () => {
      for (const [profil, poste] of dehors) {
        const args = await preparer(essai);
        const avant = await revision();
        const issue = await poste.faire(commande, args, 10_000);
        expect(issue, profil).toMatchObject({ issue: 'rejetee' });
        expect(issue.issue === 'rejetee' ? issue.code : '', profil).toMatch(/^(?:droit\.\w+|introuvable)$/u);
        expect(await revision(), profil).toBe(avant);
      }
    });
  });

  it('toutes les commandes du catalogue ont un cas', async () => {
    const { COMMANDES } = await import('../../../domain/commandes/catalogue.ts');
    expect(Object.keys(COMMANDES).filter((nom) => !CAS.some(({ commande }) => commande === nom))).toEqual([]);
  });
});
