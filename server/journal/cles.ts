import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lireReglage, reglageOuDefaut } from '../base/lignee.ts';
import type { Requetes } from '../base/schema.ts';

/** Environnement où se lisent les clés ; celui du processus par défaut. */
export type Environnement = Readonly<Record<string, string | undefined>>;

/** Clés du journal : la première signe, toutes vérifient. Un changement de clé garde l’ancienne derrière la neuve. */
export type Cles = readonly [Buffer, ...Buffer[]];

const TAILLE_CLE = 32;
const lireTexte = (texte: string, nom: string): Cles => {
  const cles = texte.split(',').map((cle) => Buffer.from(cle.trim(), 'base64'));
  const [premiere, ...suite] = cles;
  if (premiere === undefined || cles.some(({ length }) => length < TAILLE_CLE)) throw new Error(`${nom} : ${TAILLE_CLE} octets au moins, en base64 ; plusieurs clés se séparent par des virgules, la neuve d’abord.`);
  return [premiere, ...suite];
};

/**
 * Les clés de `SIAO_CLE_JOURNAL`, sinon celle des jetons (`SIAO_CLE_JETONS`), sinon celle de la base. Cette dernière ne protège que des maladresses :
 * qui écrit dans la base peut la lire et signer.
 */
export const lireClesJournal = async (requetes: Requetes, environnement: Environnement = process.env): Promise<Cles> => {
  for (const nom of ['SIAO_CLE_JOURNAL', 'SIAO_CLE_JETONS']) {
    const texte = environnement[nom];
    if (texte !== undefined && texte !== '') return lireTexte(texte, nom);
  }
  // lire d’abord : un rôle en lecture seule doit pouvoir vérifier
  return lireTexte(await lireReglage(requetes, 'cle_jetons') ?? await reglageOuDefaut(requetes, 'cle_jetons', randomBytes(TAILLE_CLE).toString('base64')), 'La clé de la base');
};

const signer = (cle: Buffer, usage: string, texte: string): string => createHmac('sha256', cle).update(`${usage}\n${texte}`).digest('base64url');

/** Signature d’une ligne par la clé du moment. */
export const signerLigne = ([cle]: Cles, no: number, empreinte: string): string => signer(cle, 'journal.ligne', `${no}:${empreinte}`);

const egale = (attendue: string, recue: string): boolean => {
  const [a, b] = [Buffer.from(attendue), Buffer.from(recue)];
  return a.length === b.length && timingSafeEqual(a, b);
};
/** Rang de la clé qui a signé cette ligne, −1 si aucune. */
export const rangSignature = (cles: Cles, no: number, empreinte: string, signature: string): number => cles.findIndex((cle) => egale(signer(cle, 'journal.ligne', `${no}:${empreinte}`), signature));

/** Dernière ligne écrite. `signeDepuis` : première ligne signée (1, sauf pour une base d’avant la migration 0005). */
export interface Tete { readonly no: number; readonly empreinte: string; readonly signeDepuis: number }
const texteTete = ({ no, empreinte, signeDepuis }: Tete): string => `${no}:${empreinte}:${signeDepuis}`;

/** La tête telle qu’elle se range dans `reglage`. */
export const ecrireTete = ([cle]: Cles, tete: Tete): string => `${texteTete(tete)}:${signer(cle, 'journal.tete', texteTete(tete))}`;

/** `undefined` quand cette tête n’a pas été signée par une des clés. */
export const lireTete = (cles: Cles, texte: string): Tete | undefined => {
  const [no, empreinte, signeDepuis, signature] = texte.split(':');
  if (no === undefined || empreinte === undefined || signeDepuis === undefined || signature === undefined) return undefined;
  const tete = { no: Number(no), empreinte, signeDepuis: Number(signeDepuis) };
  return cles.some((cle) => egale(signer(cle, 'journal.tete', texteTete(tete)), signature)) ? tete : undefined;
};
