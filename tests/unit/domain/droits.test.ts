import { describe, expect, it } from 'vitest';
import type { Objet } from '../../../domain/droits.ts';
import { MATRICE, autoriser, objetsLisibles } from '../../../domain/droits.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur } from '../../outils/fabrique.ts';
import { ATTENDU, CIRCONSTANCES, ORDRE, accorde } from '../../outils/matriceAttendue.ts';

// un code de nomenclature vaut partout : dedans comme dehors
const cible = (objet: Objet) => ({ departements: ['59'], entiteId: ENTITE_ID, dispositifId: objet === 'entite' ? null : DISPOSITIF_ID, ...(objet === 'nomenclature' ? { partout: true as const } : {}) });
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
          expect(dehors.accordee).toBe((profil === 'admin_national' || objet === 'nomenclature') && accorde(signe, circonstance));
        }
      });
    }
  }
  it('la table du programme n’a aucune règle de plus', () => {
    const connues = new Set(ATTENDU.map(([objet, geste]) => `${objet}.${geste}`));
    expect(MATRICE.filter(({ objet, geste }) => objet !== 'utilisateur' && !connues.has(`${objet}.${geste}`))).toEqual([]);
    expect(new Set(ORDRE)).toEqual(new Set(CODES_PROFILS));
  });
  it('l’analyste ne lit aucune ligne de l’offre : la nomenclature, et rien d’autre', () => { expect(objetsLisibles('analyste')).toEqual(['nomenclature']); });
  it('un gestionnaire n’atteint pas les dispositifs de son entité hors de ses départements, mais lit l’entité', () => {
    const gestionnaire = acteur('gestionnaire_entite');
    expect(autoriser(gestionnaire, 'lire', 'dispositif', { departements: ['62'], entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID }).accordee).toBe(false);
    expect(autoriser(gestionnaire, 'lire', 'entite', { departements: ['62'], entiteId: ENTITE_ID, dispositifId: null }).accordee).toBe(true);
  });
});
