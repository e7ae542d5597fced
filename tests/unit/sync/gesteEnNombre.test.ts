import { setImmediate as rendreLaMain } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { retirerEffetsLocaux } from '../../../db/execution.ts';
import { lireAEnvoyer, lireNonJugees, lotRetenu } from '../../../db/file.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { creerGestesEnNombre } from '../../../sync/gesteEnNombre.ts';
import { creerEcranPlaces } from '../../../sync/ecranPlaces.ts';
import type { SessionPoste } from '../../../sync/session.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const FERMER = { genre: 'fermer', le: AUJOURDHUI } as const;
const PLACES = Array.from({ length: 60 }, (_, rang) => place({ numero: String(rang + 1) }));
const IDS = PLACES.map(({ id }) => id);
let essai: CacheEssai;
beforeEach(() => {
  essai = ouvrirCacheEssai();
  appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ...PLACES.map((ligne) => ligneDe('place', ligne))], fin('c1'), cadre());
});
afterEach(() => { essai.jeter(); });

const gestes = () => creerGestesEnNombre({ session: () => essai as unknown as SessionPoste, cadre: () => cadre(), ecran: creerEcranPlaces(), montrer: () => undefined, parCommande: 5 });
const lues = (): unknown[] => essai.base.tous('select * from place order by id');
/** Un disque plein, pour SQLite : il n’a plus que `reste` pages à donner. */
const borner = (fichier: 'main' | 'offre', reste: number | null): void => {
  const pages = Number(Object.values(essai.base.un<Record<string, number>>(`pragma ${fichier}.page_count`) ?? {})[0]);
  essai.base.un(`pragma ${fichier}.max_page_count = ${reste === null ? 1_000_000 : pages + reste}`);
};

it('le disque plein au milieu d’un geste : toutes les places le portent, ou aucune, et rien ne part à moitié', async () => {
  const avant = lues();
  let echecs = 0;
  await fc.assert(fc.asyncProperty(fc.constantFrom('main' as const, 'offre' as const), fc.integer({ min: 0, max: 8 }), async (fichier, reste) => {
    borner(fichier, reste);
    const issue = await gestes().appliquer(IDS, FERMER, null).then((fait) => fait.changees.length, (erreur: unknown) => (erreur as { code?: string }).code ?? '');
    if (issue === 60) {
      expect(lireAEnvoyer(essai.base, -1)).toHaveLength(12);
    } else {
      echecs += 1;
      expect(lireAEnvoyer(essai.base, -1)).toEqual([]);
    }
    borner('main', null);
    borner('offre', null);
    // la place revenue, le geste suivant finit de défaire, puis se fait
    if (issue !== 60) {
      expect([issue === 'geste.a_defaire', lotRetenu(essai.base) === null]).toEqual([issue === 'geste.a_defaire', issue !== 'geste.a_defaire']);
      if (issue !== 'geste.a_defaire') expect(lues()).toEqual(avant);
      expect((await gestes().appliquer(IDS, FERMER, null)).changees).toHaveLength(60);
      expect(lireNonJugees(essai.base)).toHaveLength(12);
    }
    essai.base.transaction(() => { essai.base.ecrire('delete from file'); });
    essai.base.transaction(() => { retirerEffetsLocaux(essai.base, cadre().ecriture, new Set()); });
    for (const nom of ['main', 'offre']) essai.base.executer(`vacuum ${nom}`);
    expect(lues()).toEqual(avant);
  }), { numRuns: 25 });
  expect(echecs).toBeGreaterThan(5);
});

it('ni finir, ni défaire : rien ne part, la personne sait quoi faire, et le geste suivant remet d’abord les places', async () => {
  const avant = lues();
  const enNombre = gestes();
  const fait = enNombre.appliquer(IDS, FERMER, null);
  const refuse = expect(fait).rejects.toMatchObject({ code: 'geste.a_defaire', message: expect.stringContaining('Libérer de la place') as string });
  await rendreLaMain();
  essai.base.executer('pragma query_only = 1');
  await refuse;
  expect(lireNonJugees(essai.base).length).toBeGreaterThan(0);
  expect(lireAEnvoyer(essai.base, -1)).toEqual([]);
  expect(lues()).not.toEqual(avant);
  essai.base.executer('pragma query_only = 0');
  // un geste qui ne change rien suffit à défaire le reste
  expect((await enNombre.appliquer(IDS, { genre: 'disponible', le: AUJOURDHUI }, null)).changees).toEqual([]);
  expect(lues()).toEqual(avant);
  expect(lireNonJugees(essai.base)).toEqual([]);
});
