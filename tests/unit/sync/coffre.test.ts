import { createCipheriv, hkdfSync, randomBytes, randomUUID, scryptSync } from 'node:crypto';
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { creerCoffre } from '../../../sync/coffre.ts';
import { jouerJusqua } from '../../outils/arret.ts';
import type { SecretsEnMemoire } from '../../outils/secrets.ts';
import { secretsEnMemoire } from '../../outils/secrets.ts';

const PHRASE = 'quatre mots dans le désordre';
const COMPTE = 'camille@siao59.fr';
let dossier: string;
let secrets: SecretsEnMemoire;
beforeEach(() => {
  dossier = mkdtempSync(join(tmpdir(), 'siao-coffre-'));
  secrets = secretsEnMemoire();
});
afterEach(() => { rmSync(dossier, { recursive: true, force: true }); });

const fichier = (): string => join(dossier, 'coffre.json');
const lireJson = (): Record<string, unknown> => JSON.parse(readFileSync(fichier(), 'utf8')) as Record<string, unknown>;
const neuf = () => creerCoffre({ dossier, secrets });
const ouvert = async () => {
  const coffre = neuf();
  expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert' });
  return coffre;
};
const rien = async (): Promise<void> => undefined;

/** Un coffre.json de version 1 écrit ici sans le code du produit : ce que le poste doit encore savoir ouvrir demain. Dérivation légère, pour des essais rapides. */
const ecrireParPhrase = (phrase = PHRASE, nombre = 1): Buffer[] => {
  const poste = randomUUID();
  const sel = randomBytes(16);
  const enveloppe = scryptSync(phrase.normalize('NFKC'), sel, 32, { N: 2 ** 14, r: 8, p: 1 });
  const valeurs = Array.from({ length: nombre }, () => randomBytes(32));
  const cles = valeurs.map((valeur, rang) => {
    const iv = randomBytes(12);
    const chiffreur = createCipheriv('aes-256-gcm', enveloppe, iv).setAAD(Buffer.from(`siao-offre/coffre/${poste}/${rang + 1}`));
    const chiffre = Buffer.concat([chiffreur.update(valeur), chiffreur.final()]);
    const temoin = Buffer.from(hkdfSync('sha256', valeur, '', 'siao-offre:temoin', 8)).toString('base64');
    return { numero: rang + 1, creeLe: '2026-01-05T08:00:00.000Z', temoin, enveloppe: { iv: iv.toString('base64'), chiffre: chiffre.toString('base64'), sceau: chiffreur.getAuthTag().toString('base64') } };
  });
  writeFileSync(fichier(), JSON.stringify({ version: 1, poste, genre: 'phrase', courante: nombre, cles, derivation: { sel: sel.toString('base64'), N: 2 ** 14, r: 8, p: 1 } }));
  return valeurs;
};
const cleAttendue = (valeur: Buffer): Buffer => Buffer.from(hkdfSync('sha256', valeur, '', `siao-offre/${COMPTE}`, 32));

describe('premier démarrage', () => {
  test('le trousseau répond : la clé y est, le descriptif ne la contient pas, et rouvrir la retrouve', async () => {
    const coffre = neuf();
    expect(coffre.etat()).toMatchObject({ etat: 'trousseau_muet', genre: null });
    expect(await coffre.ouvrir()).toEqual({ etat: 'ouvert', genre: 'trousseau', cle: 1, depuis: expect.stringMatching(/^\d{4}-.*Z$/u), message: null });
    const { poste } = lireJson();
    expect([...secrets.entrees.keys()]).toEqual([`${String(poste)}.1`]);
    const valeur = Buffer.from([...secrets.entrees.values()][0] ?? '', 'base64');
    expect(valeur).toHaveLength(32);
    expect(statSync(fichier()).mode & 0o777).toBe(0o600);
    for (const texte of [valeur.toString('base64'), valeur.toString('hex')]) expect(readFileSync(fichier(), 'utf8')).not.toContain(texte);
    expect(coffre.cles(COMPTE)).toEqual([cleAttendue(valeur)]);
    expect(coffre.cles('autre@siao59.fr')).not.toEqual(coffre.cles(COMPTE));
    expect((await ouvert()).cles(COMPTE)).toEqual([cleAttendue(valeur)]);
  });

  test('le descriptif est sur le disque avant d’avoir son nom, et son nom avant que le coffre se dise ouvert', async () => {
    const { etapes } = await jouerJusqua(Infinity, (processus) => creerCoffre({ dossier, secrets: processus.relier(secrets) }).ouvrir());
    expect(etapes).toEqual([
      'trousseau ecrire', 'trousseau lire', 'disque mkdirSync', 'disque rmSync', 'disque openSync', 'disque writeFileSync', 'disque fsyncSync', 'disque closeSync', 'disque renameSync',
      'disque openSync', 'disque fsyncSync', 'disque closeSync',
    ]);
  });

  test('pas de trousseau : une phrase est à choisir, rien n’est écrit ; réessayer avec un trousseau suffit, sans entrée orpheline', async () => {
    const coffre = neuf();
    secrets.panne = 'absent';
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'phrase_a_choisir', genre: null, cle: 0, depuis: null, message: expect.stringContaining('phrase secrète') });
    expect(readdirSync(dossier)).toEqual([]);
    expect(() => coffre.cles(COMPTE)).toThrowError(expect.objectContaining({ code: 'coffre.etat' }));
    secrets.panne = null;
    // la première écriture aboutit, sa relecture non : la réponse s’est perdue
    const { ecrire } = secrets;
    secrets.ecrire = async (nom, valeur) => { await ecrire(nom, valeur); secrets.panne = 'perdue'; };
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'phrase_a_choisir' });
    secrets.ecrire = ecrire;
    secrets.panne = null;
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert', genre: 'trousseau' });
    expect(secrets.entrees.size).toBe(1);
  });

  test('un trousseau qui accepte tout sans rien garder n’est pas un trousseau', async () => {
    secrets.ecrire = rien;
    expect(await neuf().ouvrir()).toMatchObject({ etat: 'phrase_a_choisir' });
    expect(existsSync(fichier())).toBe(false);
  });

  test('un dossier où rien ne s’écrit se dit, et se réessaie', async () => {
    rmSync(dossier, { recursive: true });
    writeFileSync(dossier, '');
    const coffre = neuf();
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'trousseau_muet', genre: null, message: expect.stringContaining('ENOTDIR') });
    rmSync(dossier);
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert' });
  });
});

describe('phrase secrète', () => {
  test('choisie, redemandée, refusée si elle diffère ; ni elle ni la clé ne sont dans le descriptif', async () => {
    secrets.panne = 'absent';
    const coffre = neuf();
    await coffre.ouvrir();
    await expect(coffre.choisirPhrase('onze lettre')).rejects.toMatchObject({ code: 'phrase.courte' });
    // douze signes tapés, mais onze lettres : l’accent est à part
    await expect(coffre.choisirPhrase('onze lettre\u0301')).rejects.toMatchObject({ code: 'phrase.courte' });
    // un double clic : le second geste ne fabrique pas une autre clé
    const [premier, second] = await Promise.allSettled([coffre.choisirPhrase(PHRASE), coffre.choisirPhrase('une tout autre phrase')]);
    expect(premier).toMatchObject({ status: 'fulfilled', value: { etat: 'ouvert', genre: 'phrase', cle: 1, message: null } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'coffre.etat' } });
    const [cle] = coffre.cles(COMPTE);
    expect(lireJson()).toMatchObject({ genre: 'phrase', derivation: { N: 2 ** 17, r: 8, p: 1 } });
    expect(readFileSync(fichier(), 'utf8')).not.toContain('quatre mots');
    expect(secrets.entrees.size).toBe(0);

    const rouvert = neuf();
    expect(await rouvert.ouvrir()).toMatchObject({ etat: 'phrase_a_donner', genre: 'phrase', cle: 1 });
    await expect(rouvert.ouvrirParPhrase(`${PHRASE} `)).rejects.toMatchObject({ code: 'phrase.refusee' });
    expect(rouvert.etat()).toMatchObject({ etat: 'phrase_a_donner' });
    // « é » tapé en deux signes, comme sur un Mac
    expect(await rouvert.ouvrirParPhrase(PHRASE.normalize('NFD'))).toMatchObject({ etat: 'ouvert' });
    expect(rouvert.cles(COMPTE)).toEqual([cle]);
  });

  test('un descriptif écrit par un autre programme selon le format 1 s’ouvre', async () => {
    const [valeur] = ecrireParPhrase();
    const coffre = neuf();
    await coffre.ouvrir();
    expect(await coffre.ouvrirParPhrase(PHRASE)).toEqual({ etat: 'ouvert', genre: 'phrase', cle: 1, depuis: '2026-01-05T08:00:00.000Z', message: null });
    expect(coffre.cles(COMPTE)).toEqual([cleAttendue(valeur ?? Buffer.alloc(0))]);
  });

  test('changer la phrase exige l’ancienne et ne change aucune clé', async () => {
    const valeurs = ecrireParPhrase(PHRASE, 2);
    const coffre = neuf();
    await coffre.ouvrir();
    await coffre.ouvrirParPhrase(PHRASE);
    const avant = readFileSync(fichier(), 'utf8');
    await expect(coffre.changerPhrase('pas la bonne phrase', 'une nouvelle phrase')).rejects.toMatchObject({ code: 'phrase.refusee' });
    await expect(coffre.changerPhrase(PHRASE, 'courte')).rejects.toMatchObject({ code: 'phrase.courte' });
    expect(readFileSync(fichier(), 'utf8')).toBe(avant);
    await coffre.changerPhrase(PHRASE, 'une nouvelle phrase');
    const rouvert = neuf();
    await rouvert.ouvrir();
    await expect(rouvert.ouvrirParPhrase(PHRASE)).rejects.toMatchObject({ code: 'phrase.refusee' });
    await rouvert.ouvrirParPhrase('une nouvelle phrase');
    expect(rouvert.cles(COMPTE)).toEqual(valeurs.map(cleAttendue).reverse());
    expect(lireJson()).toMatchObject({ derivation: { N: 2 ** 17 } });
  });

  test('une seule enveloppe abîmée sur deux n’est pas une phrase refusée', async () => {
    ecrireParPhrase(PHRASE, 2);
    const { cles, ...reste } = lireJson() as { cles: { enveloppe: { sceau: string } }[] };
    writeFileSync(fichier(), JSON.stringify({ ...reste, cles: cles.map((cle, rang) => (rang === 0 ? { ...cle, enveloppe: { ...cle.enveloppe, sceau: randomBytes(16).toString('base64') } } : cle)) }));
    const coffre = neuf();
    await coffre.ouvrir();
    expect(await coffre.ouvrirParPhrase(PHRASE)).toMatchObject({ etat: 'cle_perdue', message: expect.stringContaining('abîmé') });
  });

  test('un poste du trousseau n’a pas de phrase, un poste ouvert n’en choisit pas', async () => {
    const coffre = await ouvert();
    for (const geste of [coffre.choisirPhrase(PHRASE), coffre.ouvrirParPhrase(PHRASE), coffre.changerPhrase(PHRASE, PHRASE)]) await expect(geste).rejects.toMatchObject({ code: 'coffre.etat' });
  });
});

describe('démarrages suivants', () => {
  test('trousseau muet : réessayer ; il répond sans l’entrée, ou avec une autre : clé perdue ; rétabli : ouvert', async () => {
    const cles = (await ouvert()).cles(COMPTE);
    const avant = readFileSync(fichier(), 'utf8');
    const [[nom, valeur] = ['', '']] = [...secrets.entrees];
    const coffre = neuf();
    secrets.panne = 'verrouillé';
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'trousseau_muet', genre: 'trousseau', cle: 1, message: expect.stringContaining('déverrouiller') });
    secrets.panne = null;
    for (const autre of [undefined, randomBytes(32).toString('base64'), 'pas une clé']) {
      if (autre === undefined) secrets.entrees.delete(nom);
      else secrets.entrees.set(nom, autre);
      expect(await coffre.ouvrir()).toMatchObject({ etat: 'cle_perdue', genre: 'trousseau', message: expect.stringContaining('rien n’est effacé') });
    }
    expect(readFileSync(fichier(), 'utf8')).toBe(avant);
    secrets.entrees.set(nom, valeur);
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert', message: null });
    expect(coffre.cles(COMPTE)).toEqual(cles);
    // ouvert, il le reste : « réessayer » ne referme rien
    secrets.panne = 'verrouillé';
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert' });
  });

  test('le rangement qui ne protège rien le dit, coffre ouvert compris', async () => {
    expect(await creerCoffre({ dossier, secrets: { ...secrets, mention: 'Démonstration' } }).ouvrir()).toMatchObject({ etat: 'ouvert', message: 'Démonstration' });
  });

  test.each([
    ['vide', () => ''],
    ['coupé', (texte: string) => texte.slice(0, 40)],
    ['autre chose', () => '[]'],
    ['sans sa clé courante', (texte: string) => texte.replace('"courante": 1', '"courante": 7')],
    ['d’un genre inconnu', (texte: string) => texte.replace('trousseau', 'fichier')],
    ['phrase sans enveloppe', (texte: string) => texte.replace('"trousseau"', '"phrase"')],
    ['d’une dérivation démesurée', (texte: string) => texte.replace('"aEffacer"', `"derivation": {"sel":"${randomBytes(16).toString('base64')}","N":1073741824,"r":8,"p":1}, "aEffacer"`)],
  ])('un descriptif %s : clé perdue, rien n’est récrit', async (_cas, abimer) => {
    await ouvert();
    const abime = abimer(readFileSync(fichier(), 'utf8'));
    writeFileSync(fichier(), abime);
    const coffre = neuf();
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'cle_perdue', genre: null, message: expect.stringContaining('abîmé') });
    await expect(coffre.choisirPhrase(PHRASE)).rejects.toMatchObject({ code: 'coffre.etat' });
    await expect(coffre.detruire()).rejects.toMatchObject({ code: 'coffre.etat' });
    expect(readFileSync(fichier(), 'utf8')).toBe(abime);
  });

  test('un descriptif plus récent, ou que le système refuse : réessayer, aucun geste ne le touche', async () => {
    await ouvert();
    const recent = readFileSync(fichier(), 'utf8').replace('"version": 1', '"version": 2');
    writeFileSync(fichier(), recent);
    const coffre = neuf();
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'trousseau_muet', genre: null, message: expect.stringContaining('mettre l’application à jour') });
    for (const geste of [() => coffre.choisirPhrase(PHRASE), () => coffre.ouvrirParPhrase(PHRASE), () => coffre.repartir(() => undefined), () => coffre.changerCle(rien), () => coffre.detruire()]) {
      await expect(geste()).rejects.toMatchObject({ code: 'coffre.etat' });
    }
    expect(readFileSync(fichier(), 'utf8')).toBe(recent);
    rmSync(fichier());
    mkdirSync(fichier());
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'trousseau_muet', genre: null, message: expect.stringContaining('EISDIR') });
  });
});

describe('changer de clé', () => {
  test('la neuve est la courante, l’ancienne quitte le trousseau', async () => {
    const coffre = await ouvert();
    const [ancienne] = coffre.cles(COMPTE);
    const [ancienNom = ''] = secrets.entrees.keys();
    let nouvelle: Buffer | undefined;
    const etat = await coffre.changerCle(async (cles) => {
      nouvelle = cles(COMPTE).nouvelle;
      expect(cles(COMPTE).anciennes).toEqual([ancienne]);
      // un fichier ouvert pendant le changement prend la neuve, et relit l’ancienne
      expect(coffre.cles(COMPTE)).toEqual([nouvelle, ancienne]);
      expect(secrets.entrees.size).toBe(2);
    });
    expect(etat).toMatchObject({ etat: 'ouvert', cle: 2 });
    expect(coffre.cles(COMPTE)).toEqual([nouvelle]);
    expect([...secrets.entrees.keys()]).toEqual([ancienNom.replace(/1$/u, '2')]);
    expect(lireJson()).toMatchObject({ courante: 2, aEffacer: [] });
    expect((await ouvert()).cles(COMPTE)).toEqual([nouvelle]);
  });

  test('par phrase, sans la redemander', async () => {
    ecrireParPhrase();
    const coffre = neuf();
    await coffre.ouvrir();
    await coffre.ouvrirParPhrase(PHRASE);
    const [ancienne] = coffre.cles(COMPTE);
    await coffre.changerCle(rien);
    const rouvert = neuf();
    await rouvert.ouvrir();
    expect(await rouvert.ouvrirParPhrase(PHRASE)).toMatchObject({ cle: 2 });
    expect(rouvert.cles(COMPTE)).toEqual(coffre.cles(COMPTE));
    expect(rouvert.cles(COMPTE)).not.toContainEqual(ancienne);
    expect(secrets.entrees.size).toBe(0);
  });

  test('un rechiffrement qui échoue garde les deux clés, et recommencer finit celui-là', async () => {
    const coffre = await ouvert();
    await expect(coffre.changerCle(() => Promise.reject(new Error('disque plein')))).rejects.toThrow('disque plein');
    const deux = coffre.cles(COMPTE);
    expect(deux).toHaveLength(2);
    const rouvert = await ouvert();
    expect(rouvert.cles(COMPTE)).toEqual(deux);
    expect(await rouvert.changerCle(rien)).toMatchObject({ cle: 2 });
    expect(rouvert.cles(COMPTE)).toEqual([deux[0]]);
    expect(secrets.entrees.size).toBe(1);
  });

  test('trousseau muet au début : rien n’a changé ; à la fin : l’ancienne est effacée au démarrage suivant', async () => {
    const coffre = await ouvert();
    const avant = readFileSync(fichier(), 'utf8');
    secrets.panne = 'verrouillé';
    await expect(coffre.changerCle(rien)).rejects.toMatchObject({ name: 'ErreurPoste', code: 'secret.indisponible' });
    expect(readFileSync(fichier(), 'utf8')).toBe(avant);
    secrets.panne = null;
    expect(await coffre.changerCle(async () => { secrets.panne = 'verrouillé'; })).toMatchObject({ etat: 'ouvert', cle: 2 });
    expect(secrets.entrees.size).toBe(2);
    secrets.panne = null;
    await ouvert();
    expect([...secrets.entrees.keys()]).toEqual([expect.stringMatching(/\.2$/u)]);
  });

  test('une écriture passée puis dite en échec : le numéro qu’elle a pris ne change plus de clé', async () => {
    const coffre = await ouvert();
    const { fsyncSync } = fs;
    let appels = 0;
    fs.fsyncSync = (descripteur) => {
      appels += 1;
      // le second est celui du dossier, après le renommage
      if (appels === 2) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fsync' });
      fsyncSync(descripteur);
    };
    syncBuiltinESMExports();
    await expect(coffre.changerCle(rien).finally(() => { fs.fsyncSync = fsyncSync; syncBuiltinESMExports(); })).rejects.toMatchObject({ code: 'EIO' });
    expect(lireJson()).toMatchObject({ courante: 2 });
    const { ecrire } = secrets;
    secrets.ecrire = async (nom, valeur) => { await ecrire(nom, valeur); secrets.panne = 'perdu'; };
    await expect(coffre.changerCle(rien)).rejects.toMatchObject({ code: 'secret.indisponible' });
    secrets.panne = null;
    expect((await ouvert()).cles(COMPTE)).toHaveLength(2);
  });

  test('une ancienne clé manque pendant un changement interrompu : clé perdue, des fichiers n’ont peut-être qu’elle', async () => {
    await expect((await ouvert()).changerCle(() => Promise.reject(new Error('arrêt')))).rejects.toThrow('arrêt');
    for (const nom of secrets.entrees.keys()) if (nom.endsWith('.1')) secrets.entrees.delete(nom);
    expect(await neuf().ouvrir()).toMatchObject({ etat: 'cle_perdue' });
  });
});

describe('repartir, détruire', () => {
  test('repartir range d’abord les fichiers, puis le descriptif, et laisse les anciennes clés au trousseau', async () => {
    const [perdue] = (await ouvert()).cles(COMPTE);
    const { poste } = lireJson();
    const entrees = [...secrets.entrees];
    writeFileSync(join(dossier, 'travail.sqlite'), 'chiffré');
    secrets.entrees.clear();
    const coffre = neuf();
    await coffre.ouvrir();
    const ranger = (rangement: string): void => { renameSync(join(dossier, 'travail.sqlite'), join(rangement, 'travail.sqlite')); };
    await expect(coffre.repartir(() => { throw new Error('disque plein'); })).rejects.toThrow('disque plein');
    expect(await neuf().ouvrir()).toMatchObject({ etat: 'cle_perdue' });
    expect(await coffre.repartir(ranger)).toMatchObject({ etat: 'ouvert', cle: 1 });
    expect(coffre.cles(COMPTE)).not.toEqual([perdue]);
    expect(lireJson()).not.toMatchObject({ poste });
    expect(readdirSync(dossier).sort()).toEqual(['coffre.json', 'illisible-1']);
    // l’ancien trousseau retrouvé, le dossier mis de côté se suffit à lui-même
    for (const [nom, valeur] of entrees) secrets.entrees.set(nom, valeur);
    const mis = creerCoffre({ dossier: join(dossier, 'illisible-1'), secrets });
    await mis.ouvrir();
    expect(mis.cles(COMPTE)).toEqual([perdue]);
  });

  test('une phrase oubliée laisse repartir ; un coffre ouvert ou un trousseau muet, non', async () => {
    ecrireParPhrase();
    const coffre = neuf();
    await coffre.ouvrir();
    expect(await coffre.repartir(() => undefined)).toMatchObject({ etat: 'ouvert', genre: 'trousseau' });
    await expect(coffre.repartir(() => undefined)).rejects.toMatchObject({ code: 'coffre.etat' });
    secrets.panne = 'verrouillé';
    const muet = neuf();
    await muet.ouvrir();
    await expect(muet.repartir(() => undefined)).rejects.toMatchObject({ code: 'coffre.etat' });
  });

  test('détruire efface les clés puis le descriptif ; un trousseau muet ne détruit rien', async () => {
    const coffre = await ouvert();
    const [detruite] = coffre.cles(COMPTE);
    secrets.panne = 'verrouillé';
    await expect(coffre.detruire()).rejects.toMatchObject({ code: 'secret.indisponible' });
    expect(coffre.cles(COMPTE)).toHaveLength(1);
    secrets.panne = null;
    await coffre.detruire();
    expect(coffre.etat()).toMatchObject({ etat: 'trousseau_muet', genre: null, cle: 0 });
    expect(() => coffre.cles(COMPTE)).toThrowError(expect.objectContaining({ code: 'coffre.etat' }));
    expect([secrets.entrees.size, readdirSync(dossier)]).toEqual([0, []]);
    await coffre.detruire();
    expect(await coffre.ouvrir()).toMatchObject({ etat: 'ouvert', cle: 1 });
    expect(coffre.cles(COMPTE)).not.toEqual([detruite]);
  });
});
