import { describe, expect, it } from 'vitest';
import type { Geste } from '../../../domain/droits.ts';
import { MATRICE, autoriser, objetsLisibles, profilsEncadres, quiEncadre } from '../../../domain/droits.ts';
import { dispositifsDuPerimetre, entiteDuPerimetre } from '../../../domain/objets/utilisateur.ts';
import type { Perimetre, Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS, perimetreInclus } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur } from '../../outils/fabrique.ts';
import { ENCADREMENT, GESTES_COMPTE, ORDRE, permis } from '../../outils/matriceAttendue.ts';

const cible = (perimetre: Perimetre, departements: readonly string[], profil: Profil) =>
  ({ departements, entiteId: entiteDuPerimetre(perimetre), dispositifId: null, affectations: dispositifsDuPerimetre(perimetre), vise: { profil, perimetre } });

describe('encadrement des comptes : chaque profil × profil visé × geste × portée', () => {
  for (const profil of CODES_PROFILS) {
    for (const [rang, vise] of ORDRE.entries()) {
      const signe = ENCADREMENT[profil][rang] ?? '.';
      it(`${profil} sur ${vise} : ${signe}`, () => {
        const perimetre = acteur(vise).perimetre;
        const ailleurs = acteur(vise, '62').perimetre;
        for (const geste of GESTES_COMPTE) {
          const dedans = autoriser(acteur(profil), geste, 'utilisateur', cible(perimetre, vise === 'admin_national' ? [] : ['59'], vise));
          expect(dedans.accordee, geste).toBe(permis(signe, geste));
          if (!dedans.accordee) expect(dedans.message).toMatch(/profil|périmètre/u);
          const dehors = autoriser(acteur(profil), geste, 'utilisateur', cible(ailleurs, vise === 'admin_national' ? [] : ['62'], vise));
          expect(dehors.accordee, `${geste} hors périmètre`).toBe(profil === 'admin_national' && permis(signe, geste));
        }
      });
    }
  }
  it('seuls les encadrants lisent des comptes, et la table ne dit rien d’autre que cela', () => {
    expect(CODES_PROFILS.filter((profil) => objetsLisibles(profil).includes('utilisateur'))).toEqual(CODES_PROFILS.filter((profil) => ENCADREMENT[profil] !== '..........'));
    const connus = new Set<Geste>([...GESTES_COMPTE, 'lire']);
    expect(MATRICE.filter(({ objet, geste }) => objet === 'utilisateur' && !connus.has(geste))).toEqual([]);
    for (const profil of CODES_PROFILS) for (const geste of GESTES_COMPTE) expect(profilsEncadres(profil, geste)).toEqual(CODES_PROFILS.filter((vise) => permis(ENCADREMENT[profil][ORDRE.indexOf(vise)] ?? '.', geste)));
  });
  it('un refus nomme ceux qui peuvent', () => {
    expect(quiEncadre('creer', 'admin_departemental')).toBe('Peuvent le faire : Administrateur national, Administrateur départemental.');
    const refus = autoriser(acteur('admin_siao'), 'creer', 'utilisateur', cible(acteur('travailleur_social').perimetre, ['59'], 'travailleur_social'));
    expect(refus).toMatchObject({ accordee: false, code: 'droit.condition', message: expect.stringContaining('n’encadre pas le profil « Travailleur social ». Peuvent le faire : Administrateur national, Gestionnaire d’entité') as string });
  });
});

describe('un périmètre dans un autre', () => {
  const entite = (departements: string[], entiteId = ENTITE_ID): Perimetre => ({ genre: 'entite', entiteId, departements });
  const cas: readonly [string, Perimetre, readonly string[], Perimetre, boolean][] = [
    ['deux départements ne tiennent pas dans un', { genre: 'departements', departements: ['59', '62'] }, ['59', '62'], { genre: 'departements', departements: ['59'] }, false],
    ['un département tient dans deux', { genre: 'departements', departements: ['59'] }, ['59'], { genre: 'departements', departements: ['59', '62'] }, true],
    ['le pays ne tient dans aucun département', { genre: 'national' }, [], { genre: 'departements', departements: ['59'] }, false],
    ['le pays tient dans le pays', { genre: 'national' }, [], { genre: 'national' }, true],
    ['une entité de deux départements dépasse une DDETS', entite(['59', '62']), ['59', '62'], { genre: 'departements', departements: ['59'] }, false],
    ['une autre entité dépasse un gestionnaire', entite(['59'], '99999999-9999-4999-8999-999999999999'), ['59'], entite(['59']), false],
    ['un département de plus dépasse un gestionnaire', entite(['59', '62']), ['59', '62'], entite(['59']), false],
    ['un autre SIAO du même département n’est pas le sien', { genre: 'siao', siao: 'B', departements: ['59'] }, ['59'], { genre: 'siao', siao: 'A', departements: ['59'] }, false],
    ['un dispositif sans département connu n’est dans aucun', { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] }, [], { genre: 'departements', departements: ['59'] }, false],
    ['un dispositif de plus dépasse un responsable', { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID, 'autre'] }, ['59'], { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] }, false],
    ['une entité entière dépasse un responsable', entite(['59']), ['59'], { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] }, false],
  ];
  for (const [titre, dedans, departements, dehors, attendu] of cas) it(titre, () => { expect(perimetreInclus(dedans, departements, dehors)).toBe(attendu); });
});
