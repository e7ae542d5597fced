import { createCipheriv, randomBytes, randomUUID, scryptSync } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Coffre } from '../../../sync/coffre.ts';
import { creerCoffre } from '../../../sync/coffre.ts';
import { temoinDe } from '../../../sync/descriptifCoffre.ts';
import type { SecretStore } from '../../../sync/secrets.ts';
import { arreterPartout, jouerJusqua } from '../../outils/arret.ts';
import type { SecretsEnMemoire } from '../../outils/secrets.ts';
import { secretsEnMemoire } from '../../outils/secrets.ts';

const PHRASE = 'quatre mots dans le désordre';
const NOUVELLE = 'cinq autres mots, un peu plus longs';
const COMPTES = ['camille@siao59.fr', 'dominique@siao62.fr'];

/** Ce qui survit à un arrêt : le dossier, le trousseau, et pour chaque fichier chiffré la clé qui l’a écrit en dernier. */
interface Monde { readonly dossier: string; readonly secrets: SecretsEnMemoire; readonly fichiers: Map<string, { readonly compte: string; cle: string }> }

const dossiers: string[] = [];
afterEach(() => { for (const dossier of dossiers.splice(0)) rmSync(dossier, { recursive: true, force: true }); });
const mondeNeuf = (): Monde => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-arrets-'));
  dossiers.push(dossier);
  return { dossier, secrets: secretsEnMemoire(), fichiers: new Map() };
};
const copier = ({ dossier, secrets, fichiers }: Monde): Monde => {
  const copie: Monde = { dossier: join(tmpdir(), `siao-arrets-${randomUUID()}`), secrets: secretsEnMemoire(new Map(secrets.entrees)), fichiers: new Map([...fichiers].map(([nom, fichier]) => [nom, { ...fichier }])) };
  dossiers.push(copie.dossier);
  cpSync(dossier, copie.dossier, { recursive: true });
  return copie;
};
const ouvrir = async ({ dossier, secrets }: Monde, relier: (secrets: SecretStore) => SecretStore = (liste) => liste): Promise<Coffre> => {
  const coffre = creerCoffre({ dossier, secrets: relier(secrets) });
  if ((await coffre.ouvrir()).etat === 'phrase_a_donner') await coffre.ouvrirParPhrase(PHRASE);
  return coffre;
};
const ecrireFichiers = ({ fichiers }: Monde, coffre: Coffre, nombre = 3): void => {
  for (let rang = 0; rang < nombre; rang += 1) {
    const compte = COMPTES[rang % COMPTES.length] ?? '';
    fichiers.set(`f${fichiers.size}`, { compte, cle: coffre.cles(compte)[0]?.toString('hex') ?? '' });
  }
};
/** Récrit chaque fichier, une étape chacun ; refuse d’en récrire un que les clés reçues ne lisent pas. */
const rechiffrer = (coffre: Coffre, { fichiers }: Monde, etape: (nom: string) => void) => coffre.changerCle(async (cles) => {
  for (const [nom, fichier] of fichiers) {
    const { anciennes, nouvelle } = cles(fichier.compte);
    if (![...anciennes, nouvelle].some((cle) => cle.toString('hex') === fichier.cle)) throw new Error(`${nom} illisible pendant le changement`);
    etape(`rechiffrer ${nom}`);
    fichier.cle = nouvelle.toString('hex');
  }
});
const toutSeLit = (coffre: Coffre, { fichiers }: Monde): void => {
  expect(coffre.etat()).toMatchObject({ etat: 'ouvert' });
  for (const [nom, { compte, cle }] of fichiers) expect(coffre.cles(compte).map((candidate) => candidate.toString('hex')), nom).toContain(cle);
};
/** Après un changement fini : une clé, au trousseau elle seule, et tous les fichiers par elle. */
const changementFini = (coffre: Coffre, monde: Monde): void => {
  toutSeLit(coffre, monde);
  expect(coffre.cles(COMPTES[0] ?? '')).toHaveLength(1);
  if (coffre.etat().genre === 'trousseau') expect(monde.secrets.entrees.size).toBe(1);
};

/** Un poste à phrase dont la dérivation est légère : les arrêts se comptent par dizaines. */
const ecrireParPhrase = (dossier: string): void => {
  const [poste, sel, cle, iv] = [randomUUID(), randomBytes(16), randomBytes(32), randomBytes(12)];
  const chiffreur = createCipheriv('aes-256-gcm', scryptSync(PHRASE, sel, 32, { N: 2 ** 14, r: 8, p: 1 }), iv).setAAD(Buffer.from(`siao-offre/coffre/${poste}/1`));
  const chiffre = Buffer.concat([chiffreur.update(cle), chiffreur.final()]);
  const enveloppe = { iv: iv.toString('base64'), chiffre: chiffre.toString('base64'), sceau: chiffreur.getAuthTag().toString('base64') };
  writeFileSync(join(dossier, 'coffre.json'), JSON.stringify({
    version: 1, poste, genre: 'phrase', courante: 1, cles: [{ numero: 1, creeLe: new Date().toISOString(), temoin: temoinDe(cle), enveloppe }], derivation: { sel: sel.toString('base64'), N: 2 ** 14, r: 8, p: 1 },
  }));
};
const pretTrousseau = async (): Promise<Monde> => {
  const monde = mondeNeuf();
  ecrireFichiers(monde, await ouvrir(monde));
  return monde;
};
const pretPhrase = async (): Promise<Monde> => {
  const monde = mondeNeuf();
  ecrireParPhrase(monde.dossier);
  ecrireFichiers(monde, await ouvrir(monde));
  return monde;
};

describe('un arrêt avant chaque étape', () => {
  test('premier démarrage au trousseau : le suivant ouvre, et garde sa clé', async () => {
    const neuf = mondeNeuf();
    const arrets = await arreterPartout(neuf, copier, ({ relier }) => ouvrir(neuf, relier), async (monde) => {
      ecrireFichiers(monde, await ouvrir(monde));
      toutSeLit(await ouvrir(monde), monde);
    });
    expect(arrets).toBe(12);
  });

  test('choix de la phrase : encore à choisir, ou choisie', async () => {
    const neuf = mondeNeuf();
    neuf.secrets.panne = 'absent';
    const etats: string[] = [];
    await arreterPartout(neuf, copier, async ({ relier }) => (await ouvrir(neuf, relier)).choisirPhrase(PHRASE), async ({ dossier }) => {
      const coffre = creerCoffre({ dossier, secrets: neuf.secrets });
      const { etat } = await coffre.ouvrir();
      etats.push(etat);
      if (etat === 'phrase_a_donner') expect(await coffre.ouvrirParPhrase(PHRASE)).toMatchObject({ etat: 'ouvert' });
      else expect(existsSync(join(dossier, 'coffre.json'))).toBe(false);
    });
    expect(etats).toEqual([...Array<string>(8).fill('phrase_a_choisir'), ...Array<string>(4).fill('phrase_a_donner')]);
  }, 120_000);

  test.each([['trousseau', pretTrousseau], ['phrase', pretPhrase]])('changement de clé (%s) : chaque fichier se lit ; le reprendre le finit, arrêts de la reprise compris', async (genre, preparer) => {
    let interrompus = 0;
    const pret = await preparer();
    const arrets = await arreterPartout(pret, copier, async ({ relier, etape }) => rechiffrer(await ouvrir(pret, relier), pret, etape), async (monde) => {
      const coffre = await ouvrir(monde);
      toutSeLit(coffre, monde);
      if (coffre.cles('').length === 1) return;
      interrompus += 1;
      // la même reprise, arrêtée elle aussi partout, depuis l’état que l’arrêt a laissé
      await arreterPartout(monde, copier, async ({ relier, etape }) => rechiffrer(await ouvrir(monde, relier), monde, etape), async (copie, arret) => {
        if (genre === 'phrase' && arret !== undefined) return;
        const repris = await ouvrir(copie);
        toutSeLit(repris, copie);
        if (repris.cles('').length > 1) await rechiffrer(repris, copie, () => undefined);
        changementFini(repris, copie);
        if (arret === undefined) expect(repris.etat().cle).toBe(2);
      });
    });
    expect(arrets).toBeGreaterThan(20);
    expect(interrompus).toBeGreaterThan(8);
  }, 120_000);

  test('changement de phrase : l’une ou l’autre ouvre, jamais aucune', async () => {
    const ouvrantes: string[] = [];
    const pret = await pretPhrase();
    await arreterPartout(pret, copier, async ({ relier }) => (await ouvrir(pret, relier)).changerPhrase(PHRASE, NOUVELLE), async (monde) => {
      const coffre = creerCoffre({ dossier: monde.dossier, secrets: monde.secrets });
      await coffre.ouvrir();
      const ancienne = await coffre.ouvrirParPhrase(PHRASE).then(() => true, () => false);
      if (!ancienne) await coffre.ouvrirParPhrase(NOUVELLE);
      ouvrantes.push(ancienne ? 'ancienne' : 'nouvelle');
      toutSeLit(coffre, monde);
    });
    expect(ouvrantes).toEqual([...Array<string>(7).fill('ancienne'), ...Array<string>(4).fill('nouvelle')]);
  }, 120_000);

  test('repartir : rien ne se perd en route, et recommencer finit dans un seul dossier', async () => {
    const pret = await pretTrousseau();
    writeFileSync(join(pret.dossier, 'travail.sqlite'), 'chiffré');
    pret.secrets.entrees.clear();
    const repartir = (coffre: Coffre, { dossier }: Monde, etape: (nom: string) => void) => coffre.repartir((rangement) => {
      etape('ranger');
      if (existsSync(join(dossier, 'travail.sqlite'))) renameSync(join(dossier, 'travail.sqlite'), join(rangement, 'travail.sqlite'));
    });
    await arreterPartout(pret, copier, async ({ relier, etape }) => repartir(await ouvrir(pret, relier), pret, etape), async (monde) => {
      const coffre = await ouvrir(monde);
      if (coffre.etat().etat === 'cle_perdue') await repartir(coffre, monde, () => undefined);
      expect(coffre.etat()).toMatchObject({ etat: 'ouvert' });
      expect(readdirSync(monde.dossier).filter((nom) => nom !== 'coffre.json.nouveau').sort()).toEqual(['coffre.json', 'illisible-1']);
      expect(readdirSync(join(monde.dossier, 'illisible-1')).sort()).toEqual(['coffre.json', 'travail.sqlite']);
    });
  });

  test('détruire : l’appel suivant finit, il ne reste aucune clé', async () => {
    const pret = await pretTrousseau();
    await expect((await ouvrir(pret)).changerCle(() => Promise.reject(new Error('deux clés')))).rejects.toThrow('deux clés');
    await arreterPartout(pret, copier, async ({ relier }) => (await ouvrir(pret, relier)).detruire(), async (monde) => {
      await creerCoffre({ dossier: monde.dossier, secrets: monde.secrets }).detruire();
      expect([monde.secrets.entrees.size, existsSync(join(monde.dossier, 'coffre.json'))]).toEqual([0, false]);
    });
  });
});

const gestes = fc.array(fc.oneof(
  fc.record({ geste: fc.constant('ecrire' as const) }),
  fc.record({ geste: fc.constant('changerCle' as const), arretA: fc.nat(40), panneA: fc.nat(40) }),
  fc.record({ geste: fc.constant('demarrer' as const), arretA: fc.nat(15), panneA: fc.nat(15) }),
), { minLength: 1, maxLength: 12 });

test('quels que soient les arrêts et les pannes du trousseau, une clé du coffre lit chaque fichier', async () => {
  let arretes = 0;
  await fc.assert(fc.asyncProperty(gestes, async (suite) => {
    const monde = mondeNeuf();
    for (const pas of suite) {
      monde.secrets.panne = null;
      const coffre = await ouvrir(monde);
      toutSeLit(coffre, monde);
      if (pas.geste === 'ecrire') { ecrireFichiers(monde, coffre, 2); continue; }
      const { arret } = await jouerJusqua(pas.arretA, async (processus) => {
        // le trousseau cesse de répondre après `panneA` étapes
        const relier = (secrets: SecretStore): SecretStore => {
          const relies = processus.relier(secrets);
          const puis = <T>(appel: () => Promise<T>): Promise<T> => { if (processus.etapes.length >= pas.panneA) monde.secrets.panne = 'verrouillé'; return appel(); };
          return { lire: (nom) => puis(() => relies.lire(nom)), ecrire: (nom, valeur) => puis(() => relies.ecrire(nom, valeur)), effacer: (nom) => puis(() => relies.effacer(nom)) };
        };
        const autre = await ouvrir(monde, relier);
        if (pas.geste === 'changerCle' && autre.etat().etat === 'ouvert') await rechiffrer(autre, monde, processus.etape).catch((erreur: { code?: string }) => { if (erreur.code !== 'secret.indisponible') throw erreur; });
      });
      if (arret !== undefined) arretes += 1;
    }
    monde.secrets.panne = null;
    const coffre = await ouvrir(monde);
    toutSeLit(coffre, monde);
    await rechiffrer(coffre, monde, () => undefined);
    changementFini(coffre, monde);
  }), { numRuns: 60 });
  expect(arretes).toBeGreaterThan(20);
}, 120_000);
