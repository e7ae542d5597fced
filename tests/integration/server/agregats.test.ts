import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agregats } from '../../../contract/agregats.ts';
import { CHEMIN_AGREGATS } from '../../../contract/agregats.ts';
import { additionner } from '../../../domain/agregats/secret.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { ENTITE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

const JOUR = 24 * 3_600_000;

surChaqueBase('agrégats', (genre) => {
  let essai: Montage;
  const ajouter = async (nombre: number, champs: object, capacite = 10): Promise<void> => {
    const dispositifs = Array.from({ length: nombre }, (_, rang) => dispositif({ id: randomUUID(), nom: `Secret ${rang}`, contacts: [{ fonction: 'gestion', nom: 'Personne Nommée', telephone: '06 00 00 00 00', courriel: 'nommee@asso.example' }], ...champs }));
    const groupes = dispositifs.map(({ id, departement }) => groupe({ id: randomUUID(), dispositifId: id, departement, modalite: 'insertion', capacites: [{ depuis: '2026-01-01', capacite }], ouverture: '2026-01-01', fermeture: null }));
    const places = groupes.flatMap(({ id: groupeId, dispositifId, departement }) => (['occupee', 'occupee', 'libre'] as const).map((occupation, rang) => place({ groupeId, dispositifId, departement, numero: String(rang), occupation })));
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: dispositifs }, { objet: 'groupe', lignes: groupes }, { objet: 'place', lignes: places }]);
  };
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ departements: ['59', '62'] })] }]);
    await ajouter(7, { nature: 'hebergement_chrs', type: 'hebergement_chrs.insertion', statut: 'valide' });
    await ajouter(2, { nature: 'hebergement_chrs', type: 'hebergement_chrs.115', statut: 'valide' });
    await ajouter(3, { nature: 'veille_sociale', type: 'veille_sociale.maraude', statut: 'valide' });
    await ajouter(9, { nature: 'hebergement_chrs', type: 'hebergement_chrs.insertion', statut: 'brouillon' });
    await ajouter(2, { nature: 'hebergement_chrs', type: 'hebergement_chrs.insertion', statut: 'valide', departement: '62', commune: '62041' });
  });
  afterAll(() => essai.fermer());
  const lire = async (profil: Parameters<Montage['poste']>[0], departement = '59') => essai.requete<Agregats & { erreur: { code: string } }>('GET', CHEMIN_AGREGATS, { jeton: (await essai.poste(profil, departement)).jeton });

  it('ne publie que des paquets d’au moins cinq structures validées ; un département trop petit se tait', async () => {
    const { statut, corps } = await lire('analyste');
    expect(statut).toBe(200);
    expect(corps.paquets.reduce((somme, { structures }) => somme + structures, 0)).toBe(12);
    for (const { structures } of corps.paquets) expect(structures).toBeGreaterThanOrEqual(5);
    // les trois de veille sociale ne se comptent pas en places : neuf dispositifs de dix places, deux occupées et une libre dans chacun
    expect(additionner(corps.paquets.map(({ mesures }) => mesures))).toEqual({ groupes: 9, capacite: 90, capacite115: 0, capaciteInsertion: 90, capaciteAutre: 0, occupees: 18, reservees: 0, libres: 9, indisponibles: 0 });
    expect((await lire('analyste', '62')).corps.paquets).toEqual([]);
  });

  it('aucun nom, courriel, téléphone, code ni identifiant : rien que des codes d’axe et des nombres', async () => {
    const texte = JSON.stringify((await lire('analyste')).corps);
    expect(texte).not.toMatch(/Secret|Nommée|asso\.example|06 00|DIS-|ENT-/u);
    expect(texte).not.toContain(ENTITE_ID);
  });

  it('refuse les profils qui ne lisent pas d’agrégats', async () => {
    const lecteurs = ['analyste', 'admin_national', 'admin_departemental', 'admin_siao'];
    for (const profil of CODES_PROFILS) expect([profil, (await lire(profil)).statut]).toEqual([profil, lecteurs.includes(profil) ? 200 : 403]);
    expect((await essai.requete('GET', CHEMIN_AGREGATS)).statut).toBe(401);
  });

  it('la publication du jour ne bouge plus : une création ne se lit pas par différence ; le lendemain elle compte', async () => {
    const avant = (await lire('analyste')).corps;
    await ajouter(1, { nature: 'hebergement_chrs', type: 'hebergement_chrs.insertion', statut: 'valide' }, 33);
    expect((await lire('analyste')).corps).toEqual(avant);
    essai.avancer(JOUR);
    const apres = (await lire('analyste')).corps;
    expect(apres.jour > avant.jour).toBe(true);
    expect(apres.paquets.reduce((somme, { structures }) => somme + structures, 0)).toBe(13);
  });
});
