import { describe, expect, it } from 'vitest';
import type { Statut } from '../../../domain/cycleDeVie.ts';
import { CODES_STATUTS, TRANSITIONS, niveauAge } from '../../../domain/cycleDeVie.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, P177, acteur, contexte, decider, dispositif, entite, monde } from '../../outils/fabrique.ts';

const COMMANDES = ['soumettre', 'prevalider', 'valider', 'renvoyerACorriger', 'refuser'] as const;
// statut de départ → commande → profils qui aboutissent, écrit à la main (domain.md §4 et §5) ; « + » P177, « − » non P177
const ATTENDU: Record<string, Partial<Record<(typeof COMMANDES)[number], { '−'?: readonly Profil[]; '+'?: readonly Profil[]; vers: Statut }>>> = {
  brouillon: { soumettre: { '−': ['gestionnaire_entite'], '+': ['gestionnaire_entite'], vers: 'a_prevalider' } },
  a_corriger: { soumettre: { '−': ['gestionnaire_entite'], '+': ['gestionnaire_entite'], vers: 'a_prevalider' } },
  a_prevalider: {
    prevalider: { '−': ['admin_siao'], vers: 'prevalide' },
    valider: { '+': ['admin_national', 'admin_departemental'], vers: 'valide' },
    renvoyerACorriger: { '−': ['admin_siao'], '+': ['admin_national', 'admin_departemental'], vers: 'a_corriger' },
    refuser: { '−': ['admin_siao'], '+': ['admin_national', 'admin_departemental'], vers: 'refuse' },
  },
  prevalide: {
    valider: { '−': ['admin_national', 'admin_departemental'], '+': ['admin_national', 'admin_departemental'], vers: 'valide' },
    renvoyerACorriger: { '−': ['admin_national', 'admin_departemental'], '+': ['admin_national', 'admin_departemental'], vers: 'a_corriger' },
    refuser: { '−': ['admin_national', 'admin_departemental'], '+': ['admin_national', 'admin_departemental'], vers: 'refuse' },
  },
};

describe('cycle de vie d’un dispositif : statut × commande × profil × portée × P177', () => {
  for (const statut of CODES_STATUTS) {
    for (const nom of COMMANDES) {
      for (const signe of ['−', '+'] as const) {
        it(`${statut} ${nom} ${signe}P177`, () => {
          const fiche = dispositif({ statut, ...(signe === '+' ? { financements: P177, financeP177: true } : {}) });
          const etat = monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: fiche });
          const attendu = ATTENDU[statut]?.[nom];
          for (const profil of CODES_PROFILS) {
            const args = { objet: 'dispositif', id: DISPOSITIF_ID, motif: 'Parce que.' };
            const decision = decider(nom, args, acteur(profil), etat);
            const aboutit = attendu?.[signe]?.includes(profil) ?? false;
            expect([profil, decision.accepte]).toEqual([profil, aboutit]);
            if (decision.accepte) {
              expect(decision.changements).toHaveLength(1);
              expect(decision.changements[0]).toMatchObject({ genre: 'modifier', id: DISPOSITIF_ID, champs: { statut: attendu?.vers } });
              expect(decision.suppleance === true).toBe(profil === 'admin_national');
            }
            const dehors = decider(nom, args, acteur(profil, '62'), etat);
            expect([profil, dehors.accepte]).toEqual([profil, aboutit && profil === 'admin_national']);
          }
        });
      }
    }
  }
});

describe('règles du circuit', () => {
  const fiche = (champs: Parameters<typeof dispositif>[0] = {}) => monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif(champs) });
  const args = { objet: 'dispositif', id: DISPOSITIF_ID };

  it('personne ne prévalide et ne décide la même fiche', () => {
    const ddets = acteur('admin_departemental');
    const parcours = [{ geste: 'prevalider', vers: 'prevalide', par: ddets.utilisateurId, nom: 'X', profil: 'admin_siao', le: contexte.maintenant }];
    expect(decider('valider', args, ddets, fiche({ statut: 'prevalide', parcours }))).toMatchObject({ accepte: false, code: 'meme_personne' });
    expect(decider('valider', args, acteur('admin_departemental', '59', 'autre'), fiche({ statut: 'prevalide', parcours })).accepte).toBe(true);
  });
  it('une suppléance sans motif est refusée', () => {
    expect(decider('valider', args, acteur('admin_national'), fiche({ statut: 'prevalide' }))).toMatchObject({ accepte: false, code: 'motif', champ: 'motif' });
  });
  it.each(['renvoyerACorriger', 'refuser'])('%s demande un motif', (nom) => {
    expect(decider(nom, { ...args, motif: '  ' }, acteur('admin_siao'), fiche({ statut: 'a_prevalider' }))).toMatchObject({ accepte: false, code: 'motif' });
  });
  it('une fiche incomplète ne se soumet pas, et les champs manquants sont nommés', () => {
    const decision = decider('soumettre', args, acteur('gestionnaire_entite'), fiche({ statut: 'brouillon', siret: null, financements: [] }));
    expect(decision).toMatchObject({ accepte: false, code: 'incomplete', champ: 'siret', message: 'Il manque : Siret, Financements.' });
  });
  it('un dispositif ne se valide pas avant son entité', () => {
    const etat = monde({ objet: 'entite', ligne: entite({ statut: 'prevalide' }) }, { objet: 'dispositif', ligne: dispositif({ statut: 'prevalide' }) });
    expect(decider('valider', args, acteur('admin_departemental'), etat)).toMatchObject({ accepte: false, code: 'entite_non_validee' });
  });
  it('le SIAO ne soumet que ce qu’un SIAO a proposé', () => {
    expect(decider('soumettre', args, acteur('admin_siao'), fiche({ statut: 'brouillon' }))).toMatchObject({ accepte: false, code: 'droit.condition' });
    expect(decider('soumettre', args, acteur('admin_siao'), fiche({ statut: 'brouillon', creeParProfil: 'admin_siao' })).accepte).toBe(true);
  });
  it('un commentaire porte sur un champ qui existe', () => {
    const decision = decider('renvoyerACorriger', { ...args, motif: 'm', commentaires: { inconnu: 'x' } }, acteur('admin_siao'), fiche({ statut: 'a_prevalider' }));
    expect(decision).toMatchObject({ accepte: false, code: 'arguments' });
  });
  it('le parcours garde qui, quand, pourquoi', () => {
    const decision = decider('renvoyerACorriger', { ...args, motif: 'Capacité à préciser.', commentaires: { financements: '56 ou 64 ?' } }, acteur('admin_siao'), fiche({ statut: 'a_prevalider' }));
    expect(decision.accepte && decision.changements[0]?.genre === 'modifier' ? decision.changements[0].champs['parcours'] : null).toEqual([
      { geste: 'renvoyer', vers: 'a_corriger', par: 'admin_siao-59', nom: 'Nom admin_siao', profil: 'admin_siao', le: contexte.maintenant, motif: 'Capacité à préciser.', commentaires: { financements: '56 ou 64 ?' } },
    ]);
  });
});

describe('table des transitions', () => {
  it('part et arrive sur des statuts connus, sans deux lignes pour un même cas', () => {
    const cas = TRANSITIONS.flatMap(({ geste, de, condition }) => (condition === undefined ? ['p177', 'non_p177'] : [condition]).map((valeur) => `${geste} ${de} ${valeur}`));
    expect(new Set(cas).size).toBe(cas.length);
  });
  it('aucun geste ne part d’un statut final', () => { expect(TRANSITIONS.filter(({ de }) => de === 'archive')).toEqual([]); });
  it.each([[0, 'dans_les_delais'], [5, 'dans_les_delais'], [6, 'a_surveiller'], [10, 'a_surveiller'], [11, 'bientot_en_retard'], [15, 'bientot_en_retard'], [16, 'en_retard']])('%i jours : %s', (jours, niveau) => {
    expect(niveauAge(jours)).toBe(niveau);
  });
});
