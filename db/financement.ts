import { randomUUID } from 'node:crypto';
import type { DispositifFinance } from '../contract/methodesGroupes.ts';
import { nombrer } from '../domain/commandes/noms.ts';
import { peutDeciderChamp } from '../domain/commandes/propositions.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import { etatAu } from '../domain/objets/place.ts';
import type { ChangementFinancement } from '../domain/places/financement.ts';
import { changerFinancement } from '../domain/places/financement.ts';
import { paquets } from './apercuPlaces.ts';
import type { BaseLecture } from './base.ts';
import type { CommandePrete } from './caracteristiques.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';
import { lireLignesCache } from './lignes.ts';

const PAQUET = 10_000;
const lignes = (financements: Dispositif['financements']): DispositifFinance['avant'] => financements.map(({ code, places, debut, fin }) => ({ code, places, debut, fin }));

/**
 * Juge, dispositif par dispositif, un changement de financement des dispositifs de ces places. Qui décide du financement le change ; qui ne fait que le demander le propose, avec son motif.
 * `commandes` le feraient, `inverses` le déferaient (une proposition se retire).
 */
export const jugerFinancement = (base: BaseLecture, ids: readonly string[], changement: ChangementFinancement, entiers: boolean, motif: string, cadre: Cadre): { readonly dispositifs: readonly DispositifFinance[]; readonly commandes: readonly CommandePrete[]; readonly inverses: readonly CommandePrete[] } => {
  const { acteur, contexte: { aujourdhui } } = cadre;
  const choisies = new Map<string, number>();
  const ouverte = ({ etats }: { readonly etats: Parameters<typeof etatAu>[0] }): boolean => (etatAu(etats, aujourdhui)?.etat ?? 'fermee') !== 'fermee';
  for (const place of paquets(ids, PAQUET).flatMap((paquet) => lireLignesCache(base, 'place', paquet))) if (ouverte(place)) choisies.set(place.dispositifId, (choisies.get(place.dispositifId) ?? 0) + 1);
  // une lecture de toutes les places, plutôt qu’une par dispositif
  const ouvertes = new Map(base.tous<{ id: string; places: number }>(`select "dispositifId" as id, count(*) as places from place where "etatJour" <> 'fermee' group by "dispositifId"`).map(({ id, places }) => [id, places]));
  const commandes: CommandePrete[] = [];
  const inverses: CommandePrete[] = [];
  const dispositifs = lireLignesCache(base, 'dispositif', [...choisies.keys()]).map((dispositif): DispositifFinance => {
    const prises = choisies.get(dispositif.id) ?? 0;
    const places = Math.max(prises, ouvertes.get(dispositif.id) ?? 0);
    const financements = changerFinancement(dispositif.financements, changement);
    const propose = !peutDeciderChamp('dispositif', dispositif, 'financements', acteur, aujourdhui);
    const vise = { id: dispositif.id, nom: dispositif.nom, choisies: prises, places, propose, avant: lignes(dispositif.financements), apres: financements === null ? null : lignes([...financements]) };
    if (financements === null) return { ...vise, refus: { code: 'sans_effet', message: 'Aucune ligne de ce financement à cette date.' } };
    if (prises < places && !entiers) return { ...vise, refus: { code: 'partiel', message: `${nombrer(prises, 'place choisie', 'places choisies')} sur ${places} : le financement est celui du dispositif entier.` } };
    const id = randomUUID();
    const commande: CommandePrete = propose
      ? { nom: 'proposerChangement', args: { id, objet: 'dispositif', ficheId: dispositif.id, champs: { financements }, motif } }
      : { nom: 'modifierDispositif', args: { id: dispositif.id, champs: { financements }, ...(motif === '' ? {} : { motif }) } };
    const decision = juger(base, commande.nom, commande.args, cadre);
    if (!decision.accepte) return { ...vise, refus: { code: decision.code, message: decision.message } };
    commandes.push(commande);
    inverses.push(propose ? { nom: 'retirerProposition', args: { id } } : { nom: 'modifierDispositif', args: { id: dispositif.id, champs: { financements: dispositif.financements } } });
    return { ...vise, refus: null };
  });
  // d’abord ce qui change, puis ce qui est refusé, puis ce qui est déjà ainsi
  const rang = ({ refus }: DispositifFinance): number => (refus === null ? 0 : refus.code === 'sans_effet' ? 2 : 1);
  return { dispositifs: [...dispositifs].sort((un, autre) => rang(un) - rang(autre) || autre.choisies - un.choisies || un.nom.localeCompare(autre.nom, 'fr')), commandes, inverses };
};
