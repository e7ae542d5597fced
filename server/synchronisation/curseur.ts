import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import { PROTOCOLE, schemaPerimetre } from '../../contract/service.ts';
import type { Objet } from '../../domain/droits.ts';
import { OBJETS_PAR_PROTOCOLE } from '../../domain/droits.ts';
import type { Acteur, Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { canonique } from '../base/canonique.ts';
import { signatureJuste, signer } from '../comptes/jetons.ts';
import { visibleEnSql } from './perimetre.ts';

/** Ce qui décide des lignes qu’un compte reçoit. `o` : protocole du poste, quand il connaît d’autres objets que l’offre (2 : les comptes ; 3 : nomenclature, propositions, pièces ; 4 : demandes ; 5 : vues ; 6 : mandats et lots de reprise ; 7 : correspondances ; 8 : propositions sur un groupe). Absent, le poste est d’avant. */
const schemaDroits = z.object({ o: z.number().int().optional(), profil: z.string().refine((profil): profil is Profil => Object.hasOwn(PROFILS, profil)), perimetre: schemaPerimetre });
export type Droits = z.infer<typeof schemaDroits>;
export const droitsDe = ({ profil, perimetre }: Acteur, protocole: number): Droits => schemaDroits.parse({ profil, perimetre, ...(protocole >= 2 ? { o: Math.min(protocole, PROTOCOLE) } : {}) });
const inconnus = ({ o = 1 }: Droits): readonly Objet[] => Object.entries(OBJETS_PAR_PROTOCOLE).flatMap(([depuis, objets]) => (Number(depuis) > o ? objets : []));
/** Ce que ces droits montrent, en SQL. */
export const visibleSelonDroits = (droits: Droits, colonne: 'departements' | 'departementsAvant'): RawBuilder<boolean> => {
  const visible = visibleEnSql(droits, colonne, inconnus(droits));
  // un poste d’avant ne saurait pas lire une proposition qui porte sur un groupe (décision 039)
  return (droits.o ?? 1) >= 8 ? visible : sql<boolean>`(${visible} and not (c.objet = 'proposition' and exists (select 1 from proposition p where p.id = c.id and p.objet = 'groupe')))`;
};
export const memesDroits = (un: Droits, autre: Droits): boolean => canonique(un) === canonique(autre);

/**
 * Passage d’anciens droits à ceux du moment (`transition.ts`) : `a`, les droits sous lesquels le poste a reçu ce qu’il tient ; `o`, `i`, dernière fiche vue
 * (rang de l’objet dans `ORDRE_OBJETS`, identifiant).
 */
const schemaTransition = z.object({ a: z.array(schemaDroits).min(1), o: z.number().int().min(0), i: z.string() });
export type Transition = z.infer<typeof schemaTransition>;

/**
 * Position d’un poste dans la suite des changements. `t`, `r` : dernier (transaction, révision) livré ; `l` : lignée de la base ; `u`, `d` : compte et
 * version de ses droits ; `a` : ses droits à cette page, absents d’un curseur d’avant ou trop gros ; `x` : transition en cours ;
 * `n` : lignes restantes d’un premier chargement, absent ensuite.
 */
const schemaCurseur = z.object({
  t: z.string().regex(/^\d{1,19}$/u), r: z.number().int().min(0), l: z.string(), u: z.string(), d: z.number().int(), n: z.number().int().min(0).optional(),
  a: schemaDroits.optional(), x: schemaTransition.optional(),
});
export type Curseur = z.infer<typeof schemaCurseur>;

/** Un curseur voyage dans l’adresse de la requête, que bien des mandataires bornent à 8 Kio. */
export const CURSEUR_MAXIMAL = 6_000;

/**
 * Curseur opaque et signé : le poste le rend tel quel. Un périmètre trop gros pour y tenir (une centaine de dispositifs) n’y est pas mis : un changement de
 * droits vaudra remise à zéro. `undefined` quand c’est une transition qui n’y tient pas : elle ne pourrait pas être reprise.
 */
export const ecrireCurseur = (cle: Buffer, curseur: Curseur): string | undefined => {
  const corps = Buffer.from(JSON.stringify(curseur)).toString('base64url');
  const texte = `${corps}.${signer(cle, 'curseur', corps)}`;
  if (texte.length <= CURSEUR_MAXIMAL) return texte;
  if (curseur.x !== undefined || curseur.a === undefined) return undefined;
  const { a: _trop, ...reste } = curseur;
  return ecrireCurseur(cle, reste);
};

/** `undefined` quand le curseur n’a pas été fait par ce service. */
export const lireCurseur = (cle: Buffer, texte: string): Curseur | undefined => {
  const [corps, signature, reste] = texte.split('.');
  if (corps === undefined || signature === undefined || reste !== undefined || !signatureJuste(cle, 'curseur', corps, signature)) return undefined;
  const lu = schemaCurseur.safeParse(JSON.parse(Buffer.from(corps, 'base64url').toString('utf8')));
  return lu.success ? lu.data : undefined;
};
