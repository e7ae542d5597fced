import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, inject } from 'vitest';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import type { Grappe, Modele } from './postgresql.ts';
import { BASE_MODELE, administrer, demarrerPostgresql, urlDeLaBase } from './postgresql.ts';

export type GenreBase = Base['genre'];
/** Une base neuve, à fermer par `jeter`. `url` : seulement sur PostgreSQL, pour s’y connecter d’à côté. */
export interface BaseDeTest { readonly base: Base; readonly url: string | undefined; jeter(): Promise<void> }

/** Les grappes de ce processus d’essais, d’une suite à l’autre. Une grappe ne sert qu’une base à la fois ; libre, elle en accueille une autre sans redémarrer. Le processus qui finit les arrête. */
const grappes: { readonly grappe: Grappe; libre: boolean }[] = [];
const prendreGrappe = async (modele: Modele): Promise<(typeof grappes)[number]> => {
  const libre = grappes.find((une) => une.libre);
  if (libre !== undefined) return Object.assign(libre, { libre: false });
  const neuve = { grappe: await demarrerPostgresql(modele), libre: false };
  grappes.push(neuve);
  return neuve;
};

/** Une base de plus sur ce serveur, copie du modèle s’il en a un. */
const ouvrirSur = async (serveur: string, modele: string | null, rendre: () => void): Promise<BaseDeTest> => {
  const nom = `siao_test_${randomUUID().replaceAll('-', '')}`;
  await administrer(serveur, `create database ${nom}${modele === null ? '' : ` template ${modele}`}`);
  const url = urlDeLaBase(serveur, nom);
  const base = await ouvrirBase({ url });
  return { base, url, jeter: async () => { await base.fermer(); await administrer(serveur, `drop database if exists ${nom} with (force)`); rendre(); } };
};

/**
 * Ouvre une base neuve : PGlite en mémoire, ou PostgreSQL. Là, une grappe à elle seule ; avec `DATABASE_URL_TEST`, une base à nom unique du serveur donné
 * (lancer alors vitest avec `--no-file-parallelism` : les suites d’un même serveur retardent leurs tirages entre elles).
 */
export const baseDeTest = async (genre: GenreBase): Promise<BaseDeTest> => {
  if (genre === 'pglite') {
    // un parcours dans la fenêtre n’est pas sous vitest : il fait son initdb
    const base = await ouvrirBase(process.env['VITEST'] === undefined ? {} : { image: new Blob([readFileSync(inject('imagePglite'))]) });
    return { base, url: undefined, jeter: () => base.fermer() };
  }
  const acces = inject('postgresql');
  if (acces.genre === 'serveur') return ouvrirSur(acces.url, null, () => undefined);
  const prise = await prendreGrappe(acces.modele);
  return ouvrirSur(prise.grappe.url, BASE_MODELE, () => { prise.libre = true; });
};

/** Décrit la même suite sur PGlite et sur un vrai PostgreSQL. Sans lui les essais échouent (voir `grappe.ts`) : une moitié sautée passerait pour éprouvée. */
export const surChaqueBase = (titre: string, suite: (genre: GenreBase) => void): void => {
  describe(`${titre} (PGlite)`, () => { suite('pglite'); });
  describe(`${titre} (PostgreSQL)`, () => { suite('postgresql'); });
};

/** Une suite dont rien ne dépend de la base (courriels, agents, mots de passe, arguments faussés, curseurs abîmés) : PostgreSQL seulement ; ce que ces tables ont de propre à chaque base est éprouvé par `comptes-connexion`, sur les deux. */
export const surPostgresql = (titre: string, suite: (genre: GenreBase) => void): void => { describe(titre, () => { suite('postgresql'); }); };
