import type { Issue } from '../contract/service.ts';
import { trouverCommande } from '../domain/commandes/catalogue.ts';
import type { BaseLecture } from './base.ts';

/** Les places que visent les arguments d’une commande en nombre. */
const idsDePlaces = (args: unknown): string[] => {
  const { blocs = [], changements = [], ids = [], lignes = [], places = [] } = args as { blocs?: readonly { ids: readonly string[] }[]; changements?: readonly { ids: readonly string[] }[]; ids?: readonly string[]; lignes?: readonly { id: string }[]; places?: readonly { id: string }[] };
  return [...new Set([...[...blocs, ...changements].flatMap((bloc) => bloc.ids), ...ids, ...lignes.map(({ id }) => id), ...places.map(({ id }) => id)])];
};
/** Les places qu’un retour non classé dit refusées, entières ou en partie. */
export const placesRefusees = (base: BaseLecture): ReadonlySet<string> => new Set(base.tous<{ args: string; issue: string }>(`select args, issue from retour where classe = 0 and nom in ('changerPlaces', 'annulerPlaces', 'modifierPlaces', 'reorganiserPlaces', 'declarerOccupation', 'deciderDemande')`).flatMap(({ args, issue }) => {
  const lue = JSON.parse(issue) as Issue;
  return lue.issue === 'appliquee' ? (lue.refusees ?? []).map(({ id }) => id) : idsDePlaces(JSON.parse(args));
}));

const GESTES_PLACES = ['creerPlaces', 'changerPlaces', 'modifierPlaces', 'declarerOccupation', 'deciderDemande', 'annulerPlaces'] as const;
/** Un geste en nombre de ce poste : son lot, les places qu’il visait, le numéro de sa dernière commande ; `annule` : le lot qu’il défait, pour une annulation ; `cree` : il a créé ses places ; `declares` : les dispositifs dont il a déclaré l’occupation ; `le` : l’instant, à l’horloge du poste. */
export interface LotDePlaces { readonly lot: string; readonly le: string; readonly cree: boolean; readonly declares: readonly string[]; readonly annule: string | null; readonly intitule: string; readonly numero: number; readonly ids: readonly string[] }
/** Les derniers gestes en nombre sur des places, du plus récent au plus ancien ; les commandes d’un même lot n’en font qu’un. Les refusés n’y sont pas. */
export const lotsDePlaces = (base: BaseLecture, limite = 200): readonly LotDePlaces[] => {
  const lots = new Map<string, { le: string; cree: boolean; declares: string[]; annule: string | null; intitule: string; numero: number; ids: string[] }>();
  const noms = GESTES_PLACES.map((nom) => `'${nom}'`).join(', ');
  for (const { numero, nom, args, creeLe } of base.tous<{ numero: number; nom: string; args: string; creeLe: string }>(`select numero, nom, args, "creeLe" from file where nom in (${noms}) and (issue is null or json_extract(issue, '$.issue') = 'appliquee')
    union select numero, nom, args, "creeLe" from archive where nom in (${noms}) order by numero desc limit ?`, limite)) {
    const lus = JSON.parse(args) as { lot: string; nouveauLot?: string; decision?: string; dispositifId?: string };
    // une demande refusée n’a rien changé
    if (lus.decision === 'refusee') continue;
    const lot = nom === 'annulerPlaces' ? (lus.nouveauLot ?? lus.lot) : lus.lot;
    const connu = lots.get(lot) ?? { le: creeLe, cree: nom === 'creerPlaces', declares: [], annule: nom === 'annulerPlaces' ? lus.lot : null, intitule: trouverCommande(nom)?.libelle ?? nom, numero, ids: [] };
    connu.ids.push(...idsDePlaces(lus));
    if (nom === 'declarerOccupation' && lus.dispositifId !== undefined) connu.declares.push(lus.dispositifId);
    lots.set(lot, connu);
  }
  return [...lots].map(([lot, reste]) => ({ lot, ...reste }));
};

/**
 * Ce que Ctrl+Z annulerait et ce que Ctrl+Y referait. `lots` : du plus récent au plus ancien. Une annulation retire son geste de la pile ; la défaire l’y remet, sous son propre
 * lot (c’est lui que les places portent) ; un geste nouveau efface ce qui restait à refaire. Une création annulée ne se refait pas : ses places ne sont plus là. Une
 * déclaration non plus : à la personne de redire qu’elle a regardé. Comme rien ne les referait, celles d’avant `depuis` ne sont pas dans la pile : un Ctrl+Z de trop ne retire pas
 * les places du mois dernier.
 */
export const pileDeLots = (connus: readonly LotDePlaces[], depuis = ''): { readonly annuler: LotDePlaces | undefined; readonly refaire: LotDePlaces | undefined } => {
  const lots = connus.filter(({ cree, declares, le }) => le >= depuis || (!cree && declares.length === 0));
  const aAnnuler: LotDePlaces[] = [];
  const aRefaire: LotDePlaces[] = [];
  const retirer = (pile: LotDePlaces[], lot: string): LotDePlaces | undefined => { const rang = pile.findIndex((candidat) => candidat.lot === lot); return rang === -1 ? undefined : pile.splice(rang, 1)[0]; };
  for (const lot of [...lots].reverse()) {
    if (lot.annule === null) { aAnnuler.push(lot); aRefaire.length = 0; continue; }
    const geste = retirer(aAnnuler, lot.annule);
    if (geste !== undefined && (geste.cree || geste.declares.length > 0)) continue;
    if (geste !== undefined) aRefaire.push({ ...lot, intitule: geste.intitule });
    else { const refait = retirer(aRefaire, lot.annule); if (refait !== undefined) aAnnuler.push({ ...lot, intitule: refait.intitule }); }
  }
  return { annuler: aAnnuler.at(-1), refaire: aRefaire.at(-1) };
};
