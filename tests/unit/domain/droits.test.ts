import { describe, expect, it } from 'vitest';
import type { Geste, Objet } from '../../../domain/droits.ts';
import { MATRICE, autoriser, objetsLisibles } from '../../../domain/droits.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur } from '../../outils/fabrique.ts';

// Recopiée à la main de domain.md §5, indépendamment de la table du programme. Un caractère par profil, dans cet ordre :
// N administrateur national, D départemental, A analyste, S administrateur SIAO, O opérateur, E écoutant, G gestionnaire, a assistant, R responsable, T travailleur social.
// « x » accordé, « s » en suppléance, « 7 » si P177, « n » si non P177, « b » avant validation (fiche d’un SIAO), « d » sous délégation, « . » refusé.
const ORDRE: readonly Profil[] = ['admin_national', 'admin_departemental', 'analyste', 'admin_siao', 'operateur_siao', 'ecoutant_115', 'gestionnaire_entite', 'assistant', 'responsable_dispositif', 'travailleur_social'];
const ATTENDU: readonly [Objet, Geste, string][] = [
  //                             NDASOEGaRT
  ['entite', 'lire', /*       */ 'xx.xxxxxxx'],
  ['entite', 'proposer', /*   */ '...x......'],
  ['entite', 'creer', /*      */ 'sx........'],
  ['entite', 'prevalider', /* */ '...x......'],
  ['entite', 'valider', /*    */ 'sx........'],
  ['entite', 'modifier', /*   */ '.x.b..x...'],
  ['entite', 'decider_sensible', '.x........'],
  ['entite', 'fermer', /*     */ '.x........'],
  ['dispositif', 'lire', /*   */ 'xx.xxxxxxx'],
  ['dispositif', 'proposer', /**/ '...n..x...'],
  ['dispositif', 'creer', /*  */ 's7........'],
  ['dispositif', 'prevalider', '...n......'],
  ['dispositif', 'valider', /**/ 'sx........'],
  ['dispositif', 'modifier', /**/ '.x.b..x...'],
  ['dispositif', 'decider_sensible', '.x........'],
  ['dispositif', 'fermer', /* */ '.x........'],
  ['groupe', 'lire', /*       */ 'xx.xxxxxxx'],
  ['groupe', 'creer', /*      */ '......xx..'],
  ['groupe', 'modifier', /*   */ '.x....xx..'],
  ['groupe', 'fermer', /*     */ '......xx..'],
  ['place', 'lire', /*        */ 'xx.xxxxxxx'],
  ['place', 'etat_places', /* */ '...d..xxx.'],
];
const cible = (objet: Objet) => ({ departements: ['59'], entiteId: ENTITE_ID, dispositifId: objet === 'entite' ? null : DISPOSITIF_ID });
const CIRCONSTANCES = [
  { p177: false, proposeeParSiaoAvantValidation: false, delegationEnCours: false },
  { p177: true, proposeeParSiaoAvantValidation: false, delegationEnCours: false },
  { p177: false, proposeeParSiaoAvantValidation: true, delegationEnCours: true },
];
const accorde = (signe: string, circonstance: (typeof CIRCONSTANCES)[number]): boolean => {
  switch (signe) {
    case 'x': case 's': return true;
    case '7': return circonstance.p177;
    case 'n': return !circonstance.p177;
    case 'b': return circonstance.proposeeParSiaoAvantValidation;
    case 'd': return circonstance.delegationEnCours;
    default: return false;
  }
};

describe('matrice des droits : chaque profil × objet × geste × portée', () => {
  for (const [objet, geste, signes] of ATTENDU) {
    for (const [rang, profil] of ORDRE.entries()) {
      const signe = signes[rang] ?? '.';
      it(`${profil} ${geste} ${objet} : ${signe}`, () => {
        for (const circonstance of CIRCONSTANCES) {
          const dedans = autoriser(acteur(profil), geste, objet, { ...cible(objet), ...circonstance });
          expect(dedans.accordee).toBe(accorde(signe, circonstance));
          if (dedans.accordee) expect(dedans.suppleance).toBe(signe === 's');
          else expect(dedans.message).not.toBe('');
          const dehors = autoriser(acteur(profil, '62'), geste, objet, { ...cible(objet), ...circonstance });
          expect(dehors.accordee).toBe(profil === 'admin_national' && accorde(signe, circonstance));
        }
      });
    }
  }
  it('la table du programme n’a aucune règle de plus', () => {
    const connues = new Set(ATTENDU.map(([objet, geste]) => `${objet}.${geste}`));
    expect(MATRICE.filter(({ objet, geste }) => !connues.has(`${objet}.${geste}`))).toEqual([]);
    expect(new Set(ORDRE)).toEqual(new Set(CODES_PROFILS));
  });
  it('l’analyste ne lit aucune ligne', () => { expect(objetsLisibles('analyste')).toEqual([]); });
  it('un gestionnaire n’atteint pas les dispositifs de son entité hors de ses départements, mais lit l’entité', () => {
    const gestionnaire = acteur('gestionnaire_entite');
    expect(autoriser(gestionnaire, 'lire', 'dispositif', { departements: ['62'], entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID }).accordee).toBe(false);
    expect(autoriser(gestionnaire, 'lire', 'entite', { departements: ['62'], entiteId: ENTITE_ID, dispositifId: null }).accordee).toBe(true);
  });
});
