import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reprendreAncienCache } from '../../../db/ancien.ts';
import type { Base } from '../../../db/base.ts';
import { ecrireReglage, lireEtat, lireReglage, ouvrirBase } from '../../../db/base.ts';
import { ErreurCache, cleSql, connecter, refusDuDisque } from '../../../db/connexion.ts';
import { executerCommande, rejouerFile } from '../../../db/execution.ts';
import { compterFile, clientCourant, derniersCompris, lireFile, listerFile, noterIssue, repartirDe, retirerComprises } from '../../../db/file.ts';
import { lireLigneCache } from '../../../db/lignes.ts';
import { MIGRATIONS } from '../../../db/migrations/index.ts';
import { rechiffrer } from '../../../db/rechiffrement.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { listerSauvegardes, sauvegarder } from '../../../db/sauvegardes.ts';
import { VERSION_OFFRE } from '../../../db/schemaOffre.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { CLE, MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { DISPOSITIF_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const AUTRE_CLE = Buffer.alloc(32, 9);
const CORPUS = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus');
let essai: CacheEssai;
let base: Base;
beforeEach(() => { essai = ouvrirCacheEssai(); base = essai.base; });
afterEach(() => { essai.jeter(); });

const parc = (): void => { appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('place', place())], fin('c1'), cadre()); };
const nommer = (nom: string) => executerCommande(base, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { nom } }, cadre());
const nomLu = (): string | undefined => lireLigneCache(base, 'dispositif', DISPOSITIF_ID)?.nom;
const noms = (): string[] => lireFile(base).map(({ args }) => (args as { champs: { nom: string } }).champs.nom);
const rouvrir = (): void => { base = essai.rouvrir(); rejouerFile(base, cadre()); retirerComprises(base); };
/** Écrase des octets au milieu d’un fichier. */
const abimer = (chemin: string, depuis: number, longueur = 4096): void => {
  const descripteur = openSync(chemin, 'r+');
  writeSync(descripteur, Buffer.alloc(longueur, 0xa5), 0, longueur, depuis);
  closeSync(descripteur);
};

describe('réglages et chiffrement', () => {
  it('le travail est en WAL et en synchronisation complète, l’offre en WAL et normale', () => {
    expect(base.un('pragma main.journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(base.un('pragma main.synchronous')).toEqual({ synchronous: 2 });
    expect(base.un('pragma offre.journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(base.un('pragma offre.synchronous')).toEqual({ synchronous: 1 });
    // chaque fichier a sa mémoire de pages : sans elle, une grille nationale relit le disque à chaque fenêtre
    for (const fichier of ['main', 'offre']) expect(base.un(`pragma ${fichier}.cache_size`)).toEqual({ cache_size: -65_536 });
    expect(base.un('pragma foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(base.un('pragma user_version')).toEqual({ user_version: MIGRATIONS.at(-1)?.numero });
    expect(base.un('pragma offre.user_version')).toEqual({ user_version: VERSION_OFFRE });
  });
  it('aucun fichier ne laisse lire une fiche, une commande ou le nom d’une table', () => {
    parc();
    nommer('Nom très reconnaissable');
    sauvegarder(base, MAINTENANT);
    const lisibles = ['Nom très reconnaissable', 'Les Remparts', 'Hainaut Accueil', 'SQLite format', 'create table'];
    const fichiers = readdirSync(essai.dossier, { recursive: true, withFileTypes: true }).filter((entree) => entree.isFile()).map((entree) => join(entree.parentPath, entree.name));
    expect(fichiers.length).toBeGreaterThanOrEqual(5);
    for (const fichier of fichiers) for (const mot of lisibles) expect(readFileSync(fichier).includes(mot), `${fichier} : ${mot}`).toBe(false);
  });
  it('une autre clé n’ouvre rien, et ne touche à rien', () => {
    parc();
    base.fermer();
    const avant = readFileSync(join(essai.dossier, 'travail.sqlite'));
    expect(() => connecter(join(essai.dossier, 'travail.sqlite'), [AUTRE_CLE])).toThrow(ErreurCache);
    expect(readFileSync(join(essai.dossier, 'travail.sqlite')).equals(avant)).toBe(true);
  });
  it('rechiffrer garde tout, et l’ancienne clé n’ouvre plus rien', () => {
    parc();
    nommer('Le Rempart');
    sauvegarder(base, MAINTENANT);
    base.fermer();
    const fichiers = [join(essai.dossier, 'travail.sqlite'), join(essai.dossier, 'offre.sqlite'), ...readdirSync(join(essai.dossier, 'sauvegardes')).map((nom) => join(essai.dossier, 'sauvegardes', nom))];
    for (const fichier of fichiers) { rechiffrer(fichier, [CLE], AUTRE_CLE); rechiffrer(fichier, [CLE], AUTRE_CLE); }
    for (const fichier of fichiers) expect(() => connecter(fichier, [CLE])).toThrow(ErreurCache);
    const autre = ouvrirBase(essai.dossier, [AUTRE_CLE, CLE], { maintenant: MAINTENANT });
    expect(lireFile(autre)).toHaveLength(1);
    expect(lireLigneCache(autre, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Le Rempart' });
    autre.fermer();
  });
  it('un changement de clé arrêté entre deux fichiers laisse tout lisible', () => {
    parc();
    nommer('Le Rempart');
    base.fermer();
    rechiffrer(join(essai.dossier, 'travail.sqlite'), [CLE], AUTRE_CLE);
    const autre = ouvrirBase(essai.dossier, [AUTRE_CLE, CLE], { maintenant: MAINTENANT });
    expect(lireFile(autre)).toHaveLength(1);
    expect(lireEtat(autre, 'curseur')).toBe('c1');
    autre.fermer();
  });
});

describe('versions des fichiers', () => {
  it('refuse un travail d’une version plus récente, sans y toucher', () => {
    base.fermer();
    const { sqlite } = connecter(join(essai.dossier, 'travail.sqlite'), [CLE]);
    sqlite.pragma('user_version = 999');
    sqlite.close();
    expect(() => essai.rouvrir()).toThrow(/plus récente/u);
    const relu = connecter(join(essai.dossier, 'travail.sqlite'), [CLE]).sqlite;
    expect(relu.pragma('user_version', { simple: true })).toBe(999);
    relu.close();
    expect(existsSync(join(essai.dossier, 'abimes'))).toBe(false);
  });
  it('une offre d’un autre schéma est vidée pour être rechargée ; la file reste', () => {
    parc();
    nommer('Le Rempart');
    base.fermer();
    const { sqlite } = connecter(join(essai.dossier, 'offre.sqlite'), [CLE]);
    sqlite.pragma('user_version = 1');
    sqlite.close();
    rouvrir();
    expect(lireEtat(base, 'curseur')).toBeNull();
    expect(noms()).toEqual(['Le Rempart']);
  });
  it('reprend la file d’un cache de la version 0.1, en clair, puis l’efface', () => {
    const ancien = join(essai.dossier, 'ancien.sqlite');
    copyFileSync(join(CORPUS, 'cache-0.1.sqlite'), ancien);
    expect(reprendreAncienCache(base, ancien)).toBe(true);
    expect(existsSync(ancien)).toBe(false);
    const lue = lireFile(base);
    expect(lue.map(({ numero }) => numero)).toEqual(Array.from({ length: 18 }, (_, rang) => rang + 1));
    expect(new Set(lue.map(({ nom }) => nom)).size).toBe(13);
    expect(lue[0]).toMatchObject({ clientId: '7a1f0c52-6f0e-4c1b-9a55-0d6a5b3f9e01', seq: 1, avant: { nom: 'Les Remparts', horaires: null }, issue: { issue: 'appliquee' } });
    expect(clientCourant(base)).toBe('7a1f0c52-6f0e-4c1b-9a55-0d6a5b3f9e01');
    expect(lireReglage(base, 'prochainSeq')).toBe('19');
    expect(lireReglage(base, 'verificateur')).not.toBeNull();
    expect(compterFile(base)).toMatchObject({ enAttente: 15, conflits: 1, refus: 1 });
    parc();
    expect(lireLigneCache(base, 'dispositif', 'b0000000-0000-4000-8000-000000000001')).toBeUndefined();
    expect(lireLigneCache(base, 'dispositif', 'b0000000-0000-4000-8000-000000000002')).toMatchObject({ nom: 'La Halte' });
    expect(reprendreAncienCache(base, ancien)).toBe(false);
  });
  it('un ancien cache illisible est laissé en place', () => {
    const ancien = join(essai.dossier, 'ancien.sqlite');
    writeFileSync(ancien, 'pas une base'.repeat(1000));
    expect(reprendreAncienCache(base, ancien)).toBe(false);
    expect(existsSync(ancien)).toBe(true);
  });
});

describe('arrêts', () => {
  /** Fait un geste, puis remet l’un des deux fichiers dans l’état d’avant : l’arrêt a eu lieu entre les deux validations. */
  const dechirer = (geste: () => void, perdu: 'travail' | 'offre'): void => {
    base.fermer();
    const garde = mkdtempSync(join(tmpdir(), 'siao-dechirure-'));
    copyFileSync(join(essai.dossier, `${perdu}.sqlite`), join(garde, perdu));
    base = essai.rouvrir();
    geste();
    base.fermer();
    copyFileSync(join(garde, perdu), join(essai.dossier, `${perdu}.sqlite`));
    rmSync(garde, { recursive: true });
    rouvrir();
  };
  it('un geste dont l’effet n’a pas atteint l’offre l’y retrouve', () => {
    parc();
    dechirer(() => { nommer('Le Rempart'); }, 'offre');
    expect(noms()).toEqual(['Le Rempart']);
    expect(nomLu()).toBe('Le Rempart');
  });
  it('un geste qui n’a pas atteint la file ne laisse pas d’effet', () => {
    parc();
    dechirer(() => { nommer('Le Rempart'); }, 'travail');
    expect(noms()).toEqual([]);
    expect(nomLu()).toBe('Les Remparts');
    expect(base.tous('select * from serveur')).toEqual([]);
  });
  it.each(['travail', 'offre'] as const)('une page dont %s n’a rien gardé ne perd aucune commande', (perdu) => {
    parc();
    nommer('Le Rempart');
    nommer('Le Rempart neuf');
    noterIssue(base, clientCourant(base), { seq: 1, issue: 'appliquee', lignes: [] });
    const client = clientCourant(base);
    dechirer(() => { appliquerPage(base, [ligneDe('dispositif', dispositif({ version: 2, nom: 'Le Rempart' }))], fin('c2', { [client]: 1 }), cadre()); }, perdu);
    expect(noms()).toContain('Le Rempart neuf');
    expect(nomLu()).toBe('Le Rempart neuf');
    expect(lireEtat(base, 'curseur')).toBe(perdu === 'offre' ? 'c1' : 'c2');
    // la page revient : tout converge
    appliquerPage(base, [ligneDe('dispositif', dispositif({ version: 2, nom: 'Le Rempart' }))], fin('c2', { [client]: 1 }), cadre());
    expect(noms()).toEqual(['Le Rempart neuf']);
    expect(derniersCompris(base)).toEqual({ [client]: 1 });
  });
  it('après un arrêt net, une offre abîmée est vidée, un travail sain est gardé', () => {
    parc();
    nommer('Le Rempart');
    // l’arrêt net : les journaux d’écriture restent
    const copie = mkdtempSync(join(tmpdir(), 'siao-net-'));
    for (const nom of readdirSync(essai.dossier)) if (!nom.endsWith('-shm')) copyFileSync(join(essai.dossier, nom), join(copie, nom));
    expect(statSync(join(copie, 'offre.sqlite-wal')).size).toBeGreaterThan(0);
    abimer(join(copie, 'offre.sqlite-wal'), 200_000, 20_000);
    const ouverte = ouvrirBase(copie, [CLE], { maintenant: MAINTENANT });
    expect(lireFile(ouverte)).toHaveLength(1);
    ouverte.fermer();
    rmSync(copie, { recursive: true });
  });
});

describe('sauvegardes et réparation', () => {
  it('une sauvegarde se relit seule, et les anciennes tournent', () => {
    parc();
    nommer('Le Rempart');
    for (let jour = 1; jour <= 12; jour += 1) for (const heure of ['08', '18']) sauvegarder(base, `2026-11-${String(jour).padStart(2, '0')}T${heure}:00:00.000Z`);
    const gardees = listerSauvegardes(base.chemins);
    expect(gardees.map(({ le }) => le.slice(8, 13))).toEqual(['12T18', '12T08', '11T18', '10T18', '09T18', '08T18', '07T18', '06T18']);
    const { sqlite } = connecter(gardees[0]?.chemin ?? '', [CLE]);
    expect(sqlite.prepare('select count(*) as n from file').get()).toEqual({ n: 1 });
    sqlite.close();
  });
  it('un travail détruit revient de sa sauvegarde, l’ancien est gardé à part, et le numéro d’envoi repart sous un autre nom', () => {
    parc();
    nommer('Le Rempart');
    const ancien = clientCourant(base);
    sauvegarder(base, MAINTENANT);
    base.fermer();
    writeFileSync(join(essai.dossier, 'travail.sqlite'), Buffer.alloc(40_000, 0x5a));
    rouvrir();
    expect(lireFile(base)).toMatchObject([{ numero: 1, clientId: ancien, seq: 1 }]);
    expect(clientCourant(base)).not.toBe(ancien);
    expect(nomLu()).toBe('Le Rempart');
    const [dossier] = readdirSync(join(essai.dossier, 'abimes'));
    expect(readFileSync(join(essai.dossier, 'abimes', dossier ?? '', 'travail.sqlite')).equals(Buffer.alloc(40_000, 0x5a))).toBe(true);
    expect(JSON.parse(lireReglage(base, 'reparation') ?? '')).toMatchObject({ le: MAINTENANT, message: expect.stringContaining('1 commande retrouvée') });
    expect(nommer('Encore')).toMatchObject({ accepte: true });
    expect(lireFile(base).at(-1)).toMatchObject({ seq: 1, clientId: clientCourant(base) });
  });
  it('un travail abîmé par endroits rend tout ce qui s’y lit encore', () => {
    parc();
    for (let rang = 0; rang < 400; rang += 1) nommer(`Nom ${rang}`);
    sauvegarder(base, MAINTENANT);
    for (let rang = 400; rang < 500; rang += 1) nommer(`Nom ${rang}`);
    base.fermer();
    const chemin = join(essai.dossier, 'travail.sqlite');
    abimer(chemin, Math.floor(statSync(chemin).size / 2 / 4096) * 4096);
    base = ouvrirBase(essai.dossier, [CLE], { maintenant: MAINTENANT, verifier: true });
    essai.base = base;
    // la page perdue est au milieu : les sauvegardes la comblent, la fin se lit par l’autre bout
    expect(noms()).toEqual(Array.from({ length: 500 }, (_, rang) => `Nom ${rang}`));
  }, 60_000);
  it('un travail tronqué et sans sauvegarde repart vide, et le dit', () => {
    parc();
    nommer('Le Rempart');
    base.fermer();
    truncateSync(join(essai.dossier, 'travail.sqlite'), 5000);
    rouvrir();
    expect(noms()).toEqual([]);
    expect(JSON.parse(lireReglage(base, 'reparation') ?? '')).toMatchObject({ message: expect.stringContaining('0 commande retrouvée') });
    expect(existsSync(join(essai.dossier, 'abimes'))).toBe(true);
  });
  it('une commande déjà archivée ne revient pas en file par une vieille sauvegarde', () => {
    parc();
    nommer('Le Rempart');
    const client = clientCourant(base);
    sauvegarder(base, '2026-11-23T08:00:00.000Z');
    noterIssue(base, client, { seq: 1, issue: 'appliquee', lignes: [] });
    appliquerPage(base, [ligneDe('dispositif', dispositif({ version: 2, nom: 'Le Rempart' }))], fin('c2', { [client]: 1 }), cadre());
    nommer('Autre');
    sauvegarder(base, '2026-11-23T09:00:00.000Z');
    base.fermer();
    writeFileSync(join(essai.dossier, 'travail.sqlite'), 'ruine'.repeat(5000));
    rouvrir();
    expect(noms()).toEqual(['Autre']);
  });
  it('une réparation arrêtée avant la mise en place se termine à l’ouverture suivante', () => {
    parc();
    nommer('Le Rempart');
    base.fermer();
    copyFileSync(join(essai.dossier, 'travail.sqlite'), join(essai.dossier, 'travail.repare.sqlite'));
    writeFileSync(join(essai.dossier, 'travail.sqlite'), 'ruine'.repeat(5000));
    writeFileSync(join(essai.dossier, 'travail.sqlite-wal'), 'ruine'.repeat(5000));
    rouvrir();
    expect(noms()).toEqual(['Le Rempart']);
    expect(existsSync(join(essai.dossier, 'travail.repare.sqlite'))).toBe(false);
  });
});

describe('service revenu en arrière', () => {
  it('ce qu’il a oublié repart devant ce qui attend, sous un nouvel identifiant ; un refus ne revient pas', () => {
    parc();
    const ancien = clientCourant(base);
    for (const nom of ['Nom A', 'Nom B', 'Nom C', 'Nom D', 'Nom E']) expect(nommer(nom)).toMatchObject({ accepte: true });
    for (const seq of [1, 2, 4]) noterIssue(base, ancien, { seq, issue: 'appliquee', lignes: [] });
    noterIssue(base, ancien, { seq: 3, issue: 'rejetee', code: 'statut', message: 'Non.' });
    appliquerPage(base, [], fin('c2', { [ancien]: 2 }), cadre());
    expect(noms()).toEqual(['Nom C', 'Nom D', 'Nom E']);
    // restauré d’avant B : il attend la 2
    expect(repartirDe(base, ancien, 2)).toBe(1);
    expect(noms()).toEqual(['Nom B', 'Nom D', 'Nom E']);
    expect(lireFile(base).map(({ seq, clientId, issue }) => [seq, clientId === clientCourant(base), issue])).toEqual([[1, true, null], [2, true, null], [3, true, null]]);
    expect(listerFile(base).filter(({ etat }) => etat === 'refusee')).toHaveLength(1);
    nommer('Nom F');
    expect(lireFile(base).at(-1)).toMatchObject({ seq: 4 });
  });
});

describe('disque', () => {
  it('plein : le geste est refusé en clair, rien n’est à moitié écrit, et tout reprend quand il y a de la place', () => {
    parc();
    base.executer('pragma main.max_page_count = 12');
    let refuse: unknown;
    for (let rang = 0; rang < 200 && refuse === undefined; rang += 1) { try { nommer(`Nom ${rang} ${'x'.repeat(200)}`); } catch (erreur) { refuse = erreur; } }
    expect(refusDuDisque(refuse)).toMatchObject({ code: 'disque.plein' });
    const gardees = noms();
    expect(gardees.length).toBeGreaterThan(0);
    expect(nomLu()).toBe(gardees.at(-1));
    expect(Number(lireReglage(base, 'prochainSeq'))).toBe(gardees.length + 1);
    base.executer('pragma main.max_page_count = 1000000');
    expect(nommer('Après')).toMatchObject({ accepte: true });
    expect(lireFile(base).map(({ seq }) => seq)).toEqual(Array.from({ length: gardees.length + 1 }, (_, rang) => rang + 1));
  });
  it('plein pendant une page : le curseur ne bouge pas', () => {
    parc();
    base.executer('pragma offre.max_page_count = 30');
    const lignes = Array.from({ length: 500 }, (_, rang) => ligneDe('place', place({ id: randomUUID(), numero: String(rang) })));
    let refuse: unknown;
    try { appliquerPage(base, lignes, fin('c2'), cadre()); } catch (erreur) { refuse = erreur; }
    expect(refusDuDisque(refuse)).toMatchObject({ code: 'disque.plein' });
    expect(lireEtat(base, 'curseur')).toBe('c1');
    expect(base.un<{ n: number }>('select count(*) as n from place')?.n).toBe(1);
  });
  it('en lecture seule : le refus le dit', () => {
    const lectureSeule = new BetterSqlite3(join(essai.dossier, 'travail.sqlite'), { readonly: true });
    lectureSeule.pragma(`cipher = 'sqlcipher'`);
    lectureSeule.pragma(`key = ${cleSql(CLE)}`);
    let refuse: unknown;
    try { lectureSeule.exec(`insert into reglage values ('a', 'b')`); } catch (erreur) { refuse = erreur; }
    lectureSeule.close();
    expect(refusDuDisque(refuse)).toMatchObject({ code: 'disque.lecture_seule' });
    expect(refusDuDisque(new Error('autre'))).toBeUndefined();
  });
  it('une transaction qui échoue n’écrit rien, dans aucun des deux fichiers', () => {
    parc();
    expect(() => base.transaction(() => { nommer('Le Rempart'); ecrireReglage(base, 'a', '1'); throw new Error('panne'); })).toThrow('panne');
    expect([lireReglage(base, 'a'), noms(), nomLu()]).toEqual([null, [], 'Les Remparts']);
  });
});
