import type { z } from 'zod';
import type { Objet } from '../droits.ts';
import type { Champs } from './champ.ts';
import { champsDispositif, schemaDispositif } from './dispositif.ts';
import type { Dispositif } from './dispositif.ts';
import { champsEntite, schemaEntite } from './entite.ts';
import type { Entite } from './entite.ts';
import { champsGroupe, schemaGroupe } from './groupe.ts';
import type { Groupe } from './groupe.ts';
import { champsPlace, schemaPlace } from './place.ts';
import type { Place } from './place.ts';
import { champsUtilisateur, dispositifsDuPerimetre, schemaUtilisateurOffre } from './utilisateur.ts';
import type { CompteOffre } from './utilisateur.ts';
import { champsNomenclature, schemaCodeNomenclature } from './nomenclature.ts';
import type { CodeNomenclature } from './nomenclature.ts';
import { champsPiece, schemaPiece } from './piece.ts';
import type { Piece } from './piece.ts';
import { champsDemande, schemaDemande } from './demande.ts';
import type { Demande } from './demande.ts';
import { champsProposition, schemaProposition } from './proposition.ts';
import type { Proposition } from './proposition.ts';
import { champsVue, schemaVue } from './vue.ts';
import type { Vue } from './vue.ts';
import { champsLot, schemaLot } from './lot.ts';
import type { Lot } from './lot.ts';
import { champsMandat, schemaMandat } from './mandat.ts';
import type { Mandat } from './mandat.ts';
import { champsCorrespondance, schemaCorrespondance } from './correspondance.ts';
import type { Correspondance } from './correspondance.ts';
import type { Cible } from '../profils.ts';

/** La ligne de chaque objet, telle que le service la garde et que le poste la reçoit. */
export interface Lignes { entite: Entite; dispositif: Dispositif; groupe: Groupe; place: Place; utilisateur: CompteOffre; nomenclature: CodeNomenclature; proposition: Proposition; piece: Piece; demande: Demande; vue: Vue; mandat: Mandat; lot: Lot; correspondance: Correspondance }
export type Ligne = Lignes[Objet];

export const SCHEMAS: { readonly [O in Objet]: z.ZodType<Lignes[O]> } = { entite: schemaEntite, dispositif: schemaDispositif, groupe: schemaGroupe, place: schemaPlace, utilisateur: schemaUtilisateurOffre, nomenclature: schemaCodeNomenclature, proposition: schemaProposition, piece: schemaPiece, demande: schemaDemande, vue: schemaVue, mandat: schemaMandat, lot: schemaLot, correspondance: schemaCorrespondance };
export const CHAMPS: { readonly [O in Objet]: Champs } = { entite: champsEntite, dispositif: champsDispositif, groupe: champsGroupe, place: champsPlace, utilisateur: champsUtilisateur, nomenclature: champsNomenclature, proposition: champsProposition, piece: champsPiece, demande: champsDemande, vue: champsVue, mandat: champsMandat, lot: champsLot, correspondance: champsCorrespondance };
/** Dans l’ordre où une synchronisation les livre : le parent avant l’enfant. */
export const ORDRE_OBJETS = ['entite', 'dispositif', 'groupe', 'place', 'utilisateur', 'nomenclature', 'proposition', 'piece', 'demande', 'vue', 'mandat', 'lot', 'correspondance'] as const satisfies readonly Objet[];

/** Comment chaque colonne est rangée, la même en PostgreSQL et en SQLite. `json` : jsonb ou texte JSON. */
export type SorteColonne = 'texte' | 'entier' | 'booleen' | 'json';
const communes = { id: 'texte', code: 'texte', version: 'entier', departement: 'texte', creePar: 'texte', creeParProfil: 'texte', creeLe: 'texte', modifiePar: 'texte', modifieLe: 'texte', provenance: 'json' } as const;
const depuisChamps = (champs: Champs): Record<string, SorteColonne> => Object.fromEntries(Object.entries(champs).map(([nom, { sorte }]) =>
  [nom, sorte === 'liste' || sorte === 'objet' ? 'json' : sorte === 'entier' ? 'entier' : sorte === 'booleen' ? 'booleen' : 'texte']));
export const COLONNES: { readonly [O in Objet]: Readonly<Record<string, SorteColonne>> } = {
  entite: { ...communes, ...depuisChamps(champsEntite), statut: 'texte', parcours: 'json' },
  dispositif: { ...communes, ...depuisChamps(champsDispositif), statut: 'texte', parcours: 'json', financeP177: 'booleen', occupationDeclaree: 'json' },
  groupe: { ...communes, ...depuisChamps(champsGroupe), entiteId: 'texte' },
  place: { ...communes, ...depuisChamps(champsPlace), dispositifId: 'texte', entiteId: 'texte' },
  utilisateur: { ...communes, ...depuisChamps(champsUtilisateur), perimetreLibelle: 'texte', departements: 'json', entiteId: 'texte', statut: 'texte', secondFacteur: 'booleen', inviteLe: 'texte', derniereConnexion: 'texte' },
  nomenclature: { ...communes, ...depuisChamps(champsNomenclature) },
  proposition: { ...communes, ...depuisChamps(champsProposition), auteur: 'texte', departements: 'json', entiteId: 'texte', dispositifId: 'texte' },
  piece: { ...communes, ...depuisChamps(champsPiece), auteur: 'texte', departements: 'json', entiteId: 'texte', dispositifId: 'texte' },
  demande: { ...communes, ...depuisChamps(champsDemande), auteur: 'texte', entiteId: 'texte' },
  vue: { ...communes, ...depuisChamps(champsVue), auteur: 'texte', departements: 'json', entiteId: 'texte' },
  mandat: { ...communes, ...depuisChamps(champsMandat), auteur: 'texte' },
  lot: { ...communes, ...depuisChamps(champsLot), auteur: 'texte' },
  correspondance: { ...communes, ...depuisChamps(champsCorrespondance), auteur: 'texte' },
};

/** Où une ligne se trouve dans les périmètres. */
export const cibleDe = <O extends Objet>(objet: O, ligne: Lignes[O]): Cible => {
  if (objet === 'entite') {
    const entite = ligne as Entite;
    return { departements: entite.departements, entiteId: entite.id, dispositifId: null };
  }
  if (objet === 'dispositif') {
    const dispositif = ligne as Dispositif;
    return { departements: [dispositif.departement], entiteId: dispositif.entiteId, dispositifId: dispositif.id };
  }
  if (objet === 'utilisateur') {
    const { departements, entiteId, perimetre } = ligne as CompteOffre;
    return { departements, entiteId, dispositifId: null, affectations: dispositifsDuPerimetre(perimetre) };
  }
  if (objet === 'nomenclature') return { departements: [], entiteId: null, dispositifId: null, partout: true };
  if (objet === 'proposition' || objet === 'piece') {
    const { departements, entiteId, dispositifId } = ligne as Proposition | Piece;
    return { departements, entiteId, dispositifId };
  }
  if (objet === 'vue') {
    const { departements, entiteId } = ligne as Vue;
    return { departements, entiteId, dispositifId: null };
  }
  if (objet === 'mandat') return { departements: (ligne as Mandat).departements, entiteId: null, dispositifId: null };
  if (objet === 'lot' || objet === 'correspondance') return { departements: [ligne.departement], entiteId: null, dispositifId: null };
  const enfant = ligne as Groupe | Place | Demande;
  return { departements: [enfant.departement], entiteId: enfant.entiteId, dispositifId: enfant.dispositifId };
};

/** Nom à montrer d’une ligne. */
export const nomDe = (objet: Objet, ligne: Ligne): string => {
  switch (objet) {
    case 'entite': return (ligne as Entite).raisonSociale;
    case 'dispositif': return (ligne as Dispositif).nom;
    case 'groupe': return (ligne as Groupe).libelle;
    case 'place': return (ligne as Place).numero;
    case 'utilisateur': return (ligne as CompteOffre).nom;
    case 'nomenclature': return (ligne as CodeNomenclature).versions.at(-1)?.libelle ?? (ligne as CodeNomenclature).code;
    case 'proposition': return `Proposition de ${(ligne as Proposition).auteur}`;
    case 'piece': return (ligne as Piece).nom;
    case 'demande': return `Demande de ${(ligne as Demande).auteur}`;
    case 'vue': return (ligne as Vue).nom;
    case 'mandat': return `Mandat de ${(ligne as Mandat).nom}`;
    case 'correspondance': return (ligne as Correspondance).nom;
    case 'lot': return (ligne as Lot).code ?? `Lot du ${(ligne as Lot).departement}`;
  }
};
