import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LigneChangement } from '../../../contract/service.ts';
import type { Objet } from '../../../domain/droits.ts';
import { cibleDe } from '../../../domain/objets/objets.ts';
import type { Acteur, Perimetre, Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { lireCle } from '../../../server/comptes/jetons.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { appliquer } from '../../../server/synchronisation/application.ts';
import { CURSEUR_MAXIMAL, ecrireCurseur, lireCurseur } from '../../../server/synchronisation/curseur.ts';
import { estVisible } from '../../../server/synchronisation/perimetre.ts';
import { surPostgresql } from '../../outils/base.ts';
import { acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Page, Poste } from './outils.ts';
import { brancher, livres, monter, retires } from './outils.ts';

const DEPARTEMENTS = ['59', '62', '80'] as const;
type Droits = Pick<Acteur, 'profil' | 'perimetre'>;

/** Ce qu’un poste tient de l’offre, et sa position. Vérifie au passage que rien n’est livré hors des droits du moment, ni remis à zéro. */
const creerBureau = (poste: Poste, droits: () => Droits) => {
  const lignes = new Map<string, Record<string, unknown>>();
  let curseur = '';
  const appliquerLigne = (ligne: LigneChangement): void => {
    expect(ligne.genre).not.toBe('remise_a_zero');
    if (ligne.genre === 'retrait') lignes.delete(ligne.id);
    if (ligne.genre !== 'ligne') return;
    expect(estVisible({ utilisateurId: '', nom: '', ...droits() }, ligne.objet, cibleDe(ligne.objet, ligne.ligne as never)), JSON.stringify([droits(), ligne])).toBe(true);
    lignes.set(String(ligne.ligne.id), ligne.ligne);
  };
  const tirer = async (limite: number): Promise<Page> => {
    const page = await poste.page(curseur, limite);
    expect(page.statut).toBe(200);
    expect(page.lignes.length).toBeLessThanOrEqual(limite);
    page.lignes.forEach(appliquerLigne);
    ({ curseur } = page.fin);
    return page;
  };
  const finir = async (limite: number): Promise<number> => {
    for (let pages = 1; pages < 2_000; pages += 1) if (!(await tirer(limite)).fin.encore) return pages;
    throw new Error('Le tirage ne finit pas.');
  };
  return { tirer, finir, lignes, curseur: () => curseur, contenu: () => Object.fromEntries([...lignes].sort(([a], [b]) => (a < b ? -1 : 1))) };
};

/** Déplace une fiche par le code qui applique les commandes : ligne, suivi, journal. */
const deplacer = ({ base }: Montage, objet: Objet, id: string, departements: readonly string[]): Promise<void> => base.db.transaction().execute(async (transaction) => {
  await verrouillerEcriture(transaction);
  const champs = objet === 'entite' ? { departements, departement: departements[0] } : { departement: departements[0] };
  await appliquer({ transaction, acteur: acteur('admin_national'), maintenant: new Date('2026-11-24T11:00:00.000Z'), commande: 'essai', clientId: randomUUID(), seq: 1, versionClient: null }, { accepte: true, changements: [{ genre: 'modifier', objet, id, champs }] });
});

const semer = async ({ base }: Montage) => {
  const entites = [randomUUID(), randomUUID()] as const;
  const dispositifs = DEPARTEMENTS.map((departement, rang) => dispositif({ id: randomUUID(), departement, entiteId: entites[rang % 2] ?? '' }));
  const groupes = dispositifs.map((parent, rang) => groupe({ id: randomUUID(), dispositifId: parent.id, departement: parent.departement, entiteId: parent.entiteId, libelle: `Groupe ${rang}` }));
  const places = groupes.flatMap((parent, rang) => ['1', '2'].map((numero) => place({ groupeId: parent.id, dispositifId: parent.dispositifId, entiteId: parent.entiteId, departement: parent.departement, numero: `${rang}-${numero}` })));
  await chargerEnMasse(base, [
    { objet: 'entite', lignes: entites.map((id, rang) => entite({ id, siren: null, raisonSociale: `Entité ${rang}`, departements: ['59', '62'] })) },
    { objet: 'dispositif', lignes: dispositifs }, { objet: 'groupe', lignes: groupes }, { objet: 'place', lignes: places },
  ]);
  const fiches: { objet: Objet; id: string }[] = [...entites.map((id) => ({ objet: 'entite' as const, id })), ...dispositifs.map(({ id }) => ({ objet: 'dispositif' as const, id })), ...groupes.map(({ id }) => ({ objet: 'groupe' as const, id })), ...places.map(({ id }) => ({ objet: 'place' as const, id }))];
  return { entites, dispositifs: dispositifs.map(({ id }) => id), places: places.map(({ id }) => id), fiches };
};

const departements = fc.uniqueArray(fc.constantFrom(...DEPARTEMENTS), { minLength: 1, maxLength: 2 });
const desDroits = (entites: readonly string[], dispositifs: readonly string[]): fc.Arbitrary<Droits> => {
  const perimetres: Record<Perimetre['genre'], fc.Arbitrary<Perimetre>> = {
    national: fc.constant({ genre: 'national' }),
    departements: departements.map((codes) => ({ genre: 'departements', departements: codes })),
    siao: departements.map((codes) => ({ genre: 'siao', siao: 'x', departements: codes })),
    entite: fc.tuple(fc.constantFrom(...entites), departements).map(([entiteId, codes]) => ({ genre: 'entite', entiteId, departements: codes })),
    dispositifs: fc.tuple(fc.constantFrom(...entites), fc.subarray([...dispositifs])).map(([entiteId, liste]) => ({ genre: 'dispositifs', entiteId, dispositifs: liste })),
  };
  return fc.constantFrom(...CODES_PROFILS).chain((profil: Profil) => perimetres[PROFILS[profil].perimetre].map((perimetre) => ({ profil, perimetre })));
};

surPostgresql('transition de droits', (genre) => {
  let essai: Montage;
  let graines: Awaited<ReturnType<typeof semer>>;
  beforeAll(async () => {
    essai = await monter(genre);
    graines = await semer(essai);
  });
  afterAll(() => essai.fermer());

  const nouveauPoste = async (depart: Droits) => {
    const poste = await essai.poste('admin_siao');
    let droits = depart;
    const changer = async (vers: Droits): Promise<void> => {
      droits = vers;
      await changerDroits(essai.base, poste.utilisateurId, vers);
    };
    await changer(depart);
    return { poste, changer, bureau: creerBureau(poste, () => droits), neuf: () => creerBureau(brancher(essai.requete, poste), () => droits) };
  };
  const siao = (...codes: readonly string[]): Droits => ({ profil: 'admin_siao', perimetre: { genre: 'siao', siao: 'x', departements: codes } });
  const ANALYSTE: Droits = { profil: 'analyste', perimetre: { genre: 'departements', departements: [...DEPARTEMENTS] } };

  it('livre ce qui entre, retire ce qui sort, ne redonne pas ce qui reste, puis suit son cours', async () => {
    const { bureau, changer } = await nouveauPoste(siao('59', '62'));
    await bureau.finir(500);
    await changer(siao('62', '80'));
    const page = await bureau.tirer(500);
    expect(page.fin).toMatchObject({ encore: true });
    // dispositif, groupe et deux places de chaque département ; les deux entités (59 et 62) restent
    expect([livres(page.lignes), retires(page.lignes)].map((ids) => ids.length)).toEqual([4, 4]);
    expect((await bureau.tirer(500)).fin).toMatchObject({ encore: false });
    expect((await bureau.tirer(500)).lignes).toEqual([]);
  });

  it('plus aucun droit de lecture : tout est retiré ; les droits rendus : tout revient', async () => {
    // le profil seul change, pas le périmètre
    const { bureau, changer, neuf } = await nouveauPoste({ profil: 'admin_departemental', perimetre: ANALYSTE.perimetre });
    await bureau.finir(500);
    expect(bureau.lignes.size).toBeGreaterThan(4);
    await changer(ANALYSTE);
    await bureau.finir(2);
    expect(bureau.contenu()).toEqual({});
    await changer(siao('59'));
    await bureau.finir(2);
    const temoin = neuf();
    await temoin.finir(500);
    expect(bureau.contenu()).toEqual(temoin.contenu());
  });

  it('une fiche partie, entre deux tirages, vers un département que les nouveaux droits n’ont jamais couvert est retirée', async () => {
    const { bureau, changer } = await nouveauPoste(siao('59'));
    const id = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ id, siren: null, departements: ['59'] })] }]);
    await bureau.finir(500);
    expect(bureau.lignes.has(id)).toBe(true);
    await deplacer(essai, 'entite', id, ['80']);
    await changer(siao('62'));
    await bureau.finir(3);
    expect(bureau.lignes.has(id)).toBe(false);
  });

  it('reprend au même endroit quand la page s’est perdue, et au début quand les droits changent encore', async () => {
    const { poste, bureau, changer, neuf } = await nouveauPoste(siao('59'));
    await bureau.finir(500);
    await changer(siao('62'));
    await bureau.tirer(2);
    const [une, deux] = [await poste.page(bureau.curseur(), 2), await poste.page(bureau.curseur(), 2)];
    expect(une.lignes).toEqual(deux.lignes);
    await changer(siao('80'));
    await bureau.tirer(1);
    await changer(siao('59'));
    await bureau.finir(2);
    const temoin = neuf();
    await temoin.finir(500);
    expect(bureau.contenu()).toEqual(temoin.contenu());
  });

  it('pendant un premier chargement inachevé, le reste se recompte et tout finit juste', async () => {
    const { bureau, changer, neuf } = await nouveauPoste({ profil: 'admin_national', perimetre: { genre: 'national' } });
    expect((await bureau.tirer(3)).fin.restantes).toBeGreaterThan(5);
    await changer(siao('62'));
    const cle = await lireCle(essai.base);
    const pages: { readonly lignes: number; readonly restantes: number; readonly transition: boolean }[] = [];
    for (let encore = true; encore;) {
      const { fin, lignes } = await bureau.tirer(2);
      ({ encore } = fin);
      pages.push({ lignes: lignes.length, restantes: fin.restantes ?? -1, transition: lireCurseur(cle, fin.curseur)?.x !== undefined });
    }
    const derniere = pages.findIndex(({ transition }) => !transition);
    expect(derniere).toBeGreaterThan(0);
    // une fois la transition finie, le compte est celui de ce qui vient, jusqu’à zéro
    expect(pages[derniere]?.restantes).toBe(pages.slice(derniere + 1).reduce((total, { lignes }) => total + lignes, 0));
    expect(pages.at(-1)?.restantes).toBe(0);
    const temoin = neuf();
    await temoin.finir(500);
    expect(bureau.contenu()).toEqual(temoin.contenu());
  });

  it('les numéros acquittés ne reculent pas et n’avancent pas pendant la transition', async () => {
    const { poste, bureau, changer } = await nouveauPoste(siao('59'));
    await poste.faire('inventee', {});
    await bureau.finir(500);
    await poste.faire('inventee', {});
    await changer(siao('62'));
    expect((await bureau.tirer(2)).fin).toMatchObject({ dernierSeq: 1, derniers: { [poste.clientId]: 1 } });
    await bureau.finir(500);
    expect((await bureau.tirer(500)).fin.dernierSeq).toBe(2);
  });

  it('une fiche entrée et changée depuis la dernière page attend la suite, avec le numéro qui l’acquitte', async () => {
    const { poste, bureau, changer } = await nouveauPoste(siao('59'));
    await bureau.finir(500);
    const id = randomUUID();
    const avant = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ id: avant, siren: null, departements: ['62'], departement: '62' })] }]);
    await bureau.finir(500);
    await poste.faire('inventee', {});
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ id, siren: null, departements: ['62'], departement: '62' })] }]);
    await changer(siao('62'));
    const transition = await bureau.tirer(500);
    expect(transition.fin).toMatchObject({ encore: true, dernierSeq: 0 });
    expect([bureau.lignes.has(avant), bureau.lignes.has(id)]).toEqual([true, false]);
    expect((await bureau.tirer(500)).fin).toMatchObject({ encore: false, dernierSeq: 1 });
    expect(bureau.lignes.has(id)).toBe(true);
  });

  describe('curseurs', () => {
    let cle: Buffer;
    beforeEach(async () => { cle = await lireCle(essai.base); });

    it('un curseur d’avant (sans droits) continue sous les mêmes droits, remet à zéro sous d’autres', async () => {
      const { poste, changer } = await nouveauPoste(siao('59'));
      const { fin } = await poste.toutTirer();
      const { a: _droits, ...ancien } = lireCurseur(cle, fin.curseur) ?? { t: '0', r: 0, l: '', u: '', d: 0 };
      const curseur = ecrireCurseur(cle, ancien) ?? '';
      const suite = await poste.page(curseur);
      expect(suite).toMatchObject({ statut: 200, lignes: [], fin: { encore: false } });
      expect(lireCurseur(cle, suite.fin.curseur)?.a).toEqual({ o: 8, ...siao('59') });
      await changer(siao('62'));
      expect(await poste.page(curseur)).toMatchObject({ lignes: [{ genre: 'remise_a_zero', motif: 'base' }], fin: { curseur: '', encore: true } });
    });

    it('cent départements tiennent dans le curseur, transition comprise', async () => {
      const cent = Array.from({ length: 101 }, (_, rang) => String(rang + 1).padStart(3, '0'));
      const { bureau, changer } = await nouveauPoste(siao('59', ...cent));
      await bureau.finir(500);
      await changer(siao('62', ...cent));
      await bureau.tirer(1);
      expect(lireCurseur(cle, bureau.curseur())?.x).toBeDefined();
      expect(bureau.curseur().length).toBeLessThan(CURSEUR_MAXIMAL / 2);
      await bureau.finir(3);
    });

    it('un périmètre démesuré n’entre pas dans le curseur : le tirage continue, un changement remet à zéro', async () => {
      const beaucoup = Array.from({ length: 300 }, () => randomUUID());
      const { poste, changer } = await nouveauPoste({ profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: graines.entites[0], dispositifs: [...graines.dispositifs, ...beaucoup] } });
      const { fin, lignes } = await poste.toutTirer('', 3);
      expect(livres(lignes).length).toBeGreaterThan(5);
      expect(fin.curseur.length).toBeLessThan(CURSEUR_MAXIMAL);
      expect((await poste.page(fin.curseur)).lignes).toEqual([]);
      await changer(siao('62'));
      const page = await poste.page(fin.curseur);
      expect(page.lignes).toEqual([{ genre: 'remise_a_zero', motif: 'base' }]);
      // l’inverse : la transition vers ce périmètre ne pourrait pas être reprise, elle n’est pas commencée
      const petit = await poste.toutTirer();
      await changer({ profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: graines.entites[0], dispositifs: beaucoup } });
      expect((await poste.page(petit.fin.curseur, 1)).lignes).toEqual([{ genre: 'remise_a_zero', motif: 'base' }]);
    });
  });

  const seed = Number(process.env.GRAINE ?? Date.now() % 2_147_483_647);
  it(`tout tiré, un poste tient ce que tiendrait un poste neuf du même compte (propriété, graine ${seed})`, async () => {
    let transitions = 0;
    const { entites, dispositifs, fiches } = graines;
    const droits = desDroits(entites, dispositifs);
    const geste = fc.oneof(
      { weight: 3, arbitrary: fc.record({ genre: fc.constant('deplacer' as const), fiche: fc.nat(fiches.length - 1), vers: departements }) },
      { weight: 2, arbitrary: fc.record({ genre: fc.constant('droits' as const), droits }) },
      { weight: 4, arbitrary: fc.record({ genre: fc.constant('tirer' as const), limite: fc.integer({ min: 1, max: 6 }) }) },
    );
    await fc.assert(fc.asyncProperty(droits, fc.array(geste, { minLength: 4, maxLength: 30 }), fc.integer({ min: 1, max: 8 }), async (depart, gestes, limite) => {
      const { bureau, changer, neuf } = await nouveauPoste(depart);
      for (const pas of gestes) {
        const fiche = pas.genre === 'deplacer' ? fiches[pas.fiche] : undefined;
        if (pas.genre === 'deplacer' && fiche !== undefined) await deplacer(essai, fiche.objet, fiche.id, pas.vers);
        if (pas.genre === 'droits') { await changer(pas.droits); transitions += bureau.curseur() === '' ? 0 : 1; }
        if (pas.genre === 'tirer') await bureau.tirer(pas.limite);
      }
      await bureau.finir(limite);
      const temoin = neuf();
      await temoin.finir(500);
      expect(bureau.contenu()).toEqual(temoin.contenu());
    }), { seed, numRuns: 60 });
    expect(transitions).toBeGreaterThan(40);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  }, 180_000);
});

describe('transition et simultanéité (PostgreSQL)', () => {
  let essai: Montage;
  let graines: Awaited<ReturnType<typeof semer>>;
  beforeAll(async () => {
    essai = await monter('postgresql');
    graines = await semer(essai);
  });
  afterAll(() => essai.fermer());
  const siao = (departement: string): Droits => ({ profil: 'admin_siao', perimetre: { genre: 'siao', siao: 'x', departements: [departement] } });

  /** Déplace une place sans le verrou du service : les transactions se recouvrent. À valider par l’appelant. */
  const deplacerPlace = async (client: pg.Client, id: string, departement: string): Promise<void> => {
    await client.query('begin');
    await client.query('update place set departement = $2, version = version + 1 where id = $1', [id, departement]);
    await client.query(`update changement set departements = array[$2::text], "departementsAvant" = array(select distinct d from unnest("departementsAvant" || array[$2::text]) d), txid = pg_current_xact_id(), rev = nextval('changement_rev') where objet = 'place' and id = $1`, [id, departement]);
  };
  const connecter = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: essai.url });
    await client.connect();
    return client;
  };

  it('une fiche sortie dans une transaction que la borne retient encore est retirée quand même', async () => {
    const poste = await essai.poste('admin_siao', '59');
    let droits = siao('59');
    const bureau = creerBureau(poste, () => droits);
    await bureau.finir(500);
    const [lent, rapide] = [await connecter(), await connecter()];
    await lent.query('begin');
    await lent.query('select pg_current_xact_id()');
    const id = graines.places[0] ?? '';
    await deplacerPlace(rapide, id, '80');
    await rapide.query('commit');
    droits = siao('62');
    await changerDroits(essai.base, poste.utilisateurId, droits);
    await bureau.finir(2);
    await lent.query('commit');
    await bureau.finir(2);
    expect(bureau.lignes.has(id)).toBe(false);
    await Promise.all([lent.end(), rapide.end()]);
  });

  it('des déplacements et des droits qui se croisent sans fin laissent le poste juste', async () => {
    const poste = await essai.poste('admin_siao', '59');
    let droits = siao('59');
    // les droits peuvent changer entre la demande et la réponse : ce que la page montre se juge sur les deux
    const bureau = creerBureau(poste, () => ({ ...droits, perimetre: { genre: 'national' } }));
    let reste = 6;
    let tours = 0;
    const ecrivains = Array.from({ length: reste }, async (_, rang) => {
      const client = await connecter();
      // chacun sa place : deux écrivains d’une même ligne s’attendraient, et les transactions ne se recouvriraient plus
      const id = graines.places[rang] ?? '';
      // jusqu’à ce que le lecteur ait assez tiré, si lente que soit la machine
      for (let tour = 0; tour < 30 || tours < 60; tour += 1) {
        await deplacerPlace(client, id, DEPARTEMENTS[(rang + tour * 5 + (tour % 4)) % 3] ?? '59');
        await new Promise((resoudre) => { setTimeout(resoudre, ((rang * 7 + tour * 13) % 11) * 3); });
        await client.query('commit');
      }
      await client.end();
      reste -= 1;
    });
    while (reste > 0) {
      if (tours % 4 === 0) {
        droits = siao(DEPARTEMENTS[(tours / 4) % 3] ?? '59');
        await changerDroits(essai.base, poste.utilisateurId, droits);
      }
      await bureau.tirer(1 + (tours % 3));
      tours += 1;
    }
    await Promise.all(ecrivains);
    await bureau.finir(3);
    const temoin = creerBureau(brancher(essai.requete, poste), () => droits);
    await temoin.finir(500);
    expect(bureau.contenu()).toEqual(temoin.contenu());
  });
});
