import type { LignePlace } from '../../contract/methodesPlaces.ts';
import { codesDe } from '../../contract/nomenclatureAffichee.ts';
import { dateEcrite } from '../../domain/dates.ts';
import { codesEnVigueur } from '../../domain/nomenclature/code.ts';
import { NUMERO_MAXIMUM } from '../../domain/objets/place.ts';
import type { EtatMontre, GestePlaces } from '../../domain/places/gestes.ts';
import { gestesPourChanger } from '../../domain/places/indisponibilite.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { ColonneCollable, LectureCellule } from '../grille/coller.ts';
import type { ColonneGrille } from '../grille/Socle.tsx';
import { lireDateFrancaise } from '../grille/valeurs.ts';
import { ETATS, TITRES } from './textes.ts';

/*
 * Ce qu’un bloc collé demande aux places, sans React : chaque cellule est lue, puis chaque ligne devient un ou deux gestes datés. Rien n’est appliqué ici.
 */

const bon = (valeur: unknown): LectureCellule => ({ ok: true, valeur });
const faux = (message: string): LectureCellule => ({ ok: false, message });

const ETATS_LUS = new Map<string, EtatMontre>([...Object.entries(ETATS).flatMap(([etat, { mot }]) => [[cleDeTri(mot), etat as EtatMontre] as const, [etat, etat as EtatMontre] as const]), ['ouverte', 'libre'], ['disponible', 'libre']]);
const lireEtat = (texte: string): LectureCellule => {
  const etat = ETATS_LUS.get(cleDeTri(texte));
  return etat === undefined ? faux(`État inconnu : écrire ${Object.values(ETATS).map(({ mot }) => mot).join(', ')}.`) : bon(etat);
};
const lireMotif = (aujourdhui: string) => (texte: string): LectureCellule => {
  if (texte.trim() === '') return bon(null);
  const code = codesEnVigueur(codesDe('motif'), aujourdhui).find(({ code: candidat, libelle }) => candidat === texte.trim() || cleDeTri(libelle) === cleDeTri(texte));
  return code === undefined ? faux('Motif inconnu de la nomenclature.') : bon(code.code);
};
const lireDate = (texte: string): LectureCellule => {
  if (texte.trim() === '') return bon(null);
  const date = lireDateFrancaise(texte);
  return date === null ? faux('Date illisible : écrire jj/mm/aaaa.') : bon(date);
};
const lireNumero = (texte: string): LectureCellule => {
  const numero = texte.trim();
  return numero === '' ? faux('Le numéro est obligatoire.') : numero.length > NUMERO_MAXIMUM ? faux(`${NUMERO_MAXIMUM} caractères au plus.`) : bon(numero);
};

/** Les colonnes affichées, telles qu’un collage les lit. `numerote` : faux quand la personne ne renumérote pas. */
export const colonnesCollables = (colonnes: readonly ColonneGrille<LignePlace>[], aujourdhui: string, numerote: boolean): readonly ColonneCollable[] => {
  const lectures: Readonly<Record<string, (texte: string) => LectureCellule>> = { ...(numerote ? { numero: lireNumero } : {}), etat: lireEtat, motif: lireMotif(aujourdhui), depuis: lireDate, jusquau: lireDate };
  return colonnes.map(({ colId }) => ({ cle: colId, libelle: TITRES[colId]?.[1] ?? colId, editable: Object.hasOwn(lectures, colId), lire: lectures[colId] ?? bon }));
};

/** Ce qu’une ligne collée dit d’une place ; une clé absente ne dit rien, `null` : cellule vide. */
export interface SaisieLigne { readonly numero?: string; readonly etat?: EtatMontre; readonly motif?: string | null; readonly depuis?: string | null; readonly jusquau?: string | null }
export type Demande = { readonly gestes: readonly GestePlaces[]; readonly numero: string | null } | { readonly defaut: string };

const rendreIndisponible = (place: LignePlace, saisie: SaisieLigne, aujourdhui: string): readonly GestePlaces[] | string => {
  const courante = place.etat === 'indisponible' ? place : null;
  const motif = saisie.motif === undefined ? courante?.motif : saisie.motif;
  const debut = saisie.depuis ?? courante?.depuis ?? aujourdhui;
  const fin = saisie.jusquau === undefined ? (courante?.jusquau ?? null) : saisie.jusquau;
  if (motif === null || motif === undefined) return 'Une indisponibilité demande un motif : remplir la colonne Motif (l’état suivra), ou choisir le geste avec Ctrl+M.';
  if (fin !== null && fin < debut) return `« Jusqu’au ${dateEcrite(fin)} » précède « Depuis le ${dateEcrite(debut)} ».`;
  if (courante === null) return [{ genre: 'indisponible', motif, debut, fin }];
  return gestesPourChanger({ motif: courante.motif ?? '', debut: courante.depuis ?? aujourdhui, fin: courante.jusquau, differee: false }, { motif, debut, fin }, aujourdhui);
};

/** Les gestes qu’une ligne collée demande à sa place, dans l’ordre, ou ce qui ne va pas. Une ligne qui redit ce qui est ne demande rien. */
export const demandeDe = (place: LignePlace, saisie: SaisieLigne, aujourdhui: string): Demande => {
  const numero = saisie.numero === undefined || saisie.numero === place.numero ? null : saisie.numero;
  // un motif seul dit l’état : personne ne saisit deux cellules pour une indisponibilité
  const etat = saisie.etat ?? (saisie.motif != null && place.etat !== 'fermee' ? 'indisponible' : place.etat);
  const le = saisie.depuis ?? aujourdhui;
  const avec = (gestes: readonly GestePlaces[]): Demande => ({ gestes, numero });
  if (etat === 'indisponible') {
    const gestes = rendreIndisponible(place, saisie, aujourdhui);
    return typeof gestes === 'string' ? { defaut: gestes } : avec(gestes);
  }
  if (saisie.motif !== undefined && saisie.motif !== null) return { defaut: `Un motif ne va qu’avec l’état « Indisponible », pas « ${ETATS[etat].mot} ».` };
  if (etat === 'fermee') return avec(place.etat === 'fermee' ? [] : [{ genre: 'fermer', le }]);
  const ouverture: readonly GestePlaces[] = place.etat === 'indisponible' ? [{ genre: 'disponible', le }] : place.etat === 'fermee' ? [{ genre: 'ouvrir', le, fin: null }] : [];
  const inchangee = ouverture.length === 0 && etat === place.etat && (saisie.depuis === undefined || saisie.depuis === null || saisie.depuis === place.depuis);
  // redevenue disponible, une place est libre : le dire encore serait un second constat
  return avec([...ouverture, ...(inchangee || (ouverture.length > 0 && etat === 'libre') ? [] : [{ genre: 'occupation' as const, occupation: etat, le }])]);
};

export interface Blocs { readonly blocs: readonly { readonly geste: GestePlaces; readonly ids: readonly string[] }[]; readonly numeros: readonly { readonly id: string; readonly numero: string }[] }
/** Rassemble les mêmes gestes : d’abord le premier de chaque place, puis le second. */
export const enBlocs = (demandes: readonly { readonly id: string; readonly demande: Extract<Demande, { gestes: unknown }> }[]): Blocs => {
  const blocs: { geste: GestePlaces; ids: string[] }[] = [];
  const tours = Math.max(0, ...demandes.map(({ demande }) => demande.gestes.length));
  for (let tour = 0; tour < tours; tour += 1) {
    const parGeste = new Map<string, { geste: GestePlaces; ids: string[] }>();
    for (const { id, demande } of demandes) {
      const geste = demande.gestes[tour];
      if (geste === undefined) continue;
      const cle = JSON.stringify(geste);
      const bloc = parGeste.get(cle) ?? { geste, ids: [] };
      bloc.ids.push(id);
      parGeste.set(cle, bloc);
    }
    blocs.push(...parGeste.values());
  }
  return { blocs, numeros: demandes.flatMap(({ id, demande }) => (demande.numero === null ? [] : [{ id, numero: demande.numero }])) };
};
