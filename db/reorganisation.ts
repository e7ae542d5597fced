import type { ApercuReorganisation, Destinations, LignePont } from '../contract/methodesGroupes.ts';
import type { ArgumentsReorganiser } from '../domain/commandes/reorganisation.ts';
import { reorganiserPlaces, schemaGroupeScinde } from '../domain/commandes/reorganisation.ts';
import type { Decision } from '../domain/commandes/commande.ts';
import type { Groupe } from '../domain/objets/groupe.ts';
import { capaciteAu } from '../domain/objets/groupe.ts';
import type { Place } from '../domain/objets/place.ts';
import { etatAu } from '../domain/objets/place.ts';
import { paquets } from './apercuPlaces.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';
import { lireLigneCache, lireLignesCache, lireLignesPar } from './lignes.ts';

const PAQUET = 10_000;
const nonFermee = (jour: string) => ({ etats }: Place): boolean => (etatAu(etats, jour)?.etat ?? 'fermee') !== 'fermee';
const lirePlaces = (base: BaseLecture, ids: readonly string[]): Place[] => paquets(ids, PAQUET).flatMap((paquet) => lireLignesCache(base, 'place', paquet));
const compterPar = (places: readonly Place[]): ReadonlyMap<string, number> => places.reduce((comptes, { groupeId }) => comptes.set(groupeId, (comptes.get(groupeId) ?? 0) + 1), new Map<string, number>());

/** Les groupes ouverts du dispositif de ces places, avec ce qui y est choisi, et de quoi préremplir un nouveau groupe. */
export const destinations = (base: BaseLecture, ids: readonly string[], jour: string): Destinations => {
  const choisies = lirePlaces(base, ids);
  const [dispositifId, autre] = [...new Set(choisies.map((place) => place.dispositifId))];
  const dispositif = dispositifId === undefined || autre !== undefined ? undefined : lireLigneCache(base, 'dispositif', dispositifId);
  if (dispositif === undefined) return { dispositif: null, groupes: [], modele: null, pmr: 0 };
  const comptes = compterPar(choisies.filter(nonFermee(jour)));
  const groupes = lireLignesPar(base, 'groupe', 'dispositifId', dispositif.id).sort((un, autreGroupe) => un.libelle.localeCompare(autreGroupe.libelle, 'fr'));
  const principal = [...groupes].sort((un, autreGroupe) => (comptes.get(autreGroupe.id) ?? 0) - (comptes.get(un.id) ?? 0))[0];
  return {
    dispositif: { id: dispositif.id, nom: dispositif.nom },
    groupes: groupes.filter(({ ouverture, fermeture }) => ouverture <= jour && (fermeture === null || fermeture > jour)).map((groupe) => ({
      id: groupe.id, libelle: groupe.libelle, modalite: groupe.modalite, capacite: capaciteAu(groupe, jour), places: lireLignesPar(base, 'place', 'groupeId', groupe.id).filter(nonFermee(jour)).length, choisies: comptes.get(groupe.id) ?? 0,
    })),
    // le schéma ôte ce qu’un nouveau groupe ne reprend pas
    modele: principal === undefined ? null : schemaGroupeScinde.parse(principal), pmr: groupes.reduce((somme, { id, pmr }) => somme + Math.min(pmr, comptes.get(id) ?? 0), 0),
  };
};

/** Les arguments de la commande : sous `reunir`, un groupe dont toutes les places ouvertes sont choisies part en entier. */
export const argumentsDe = (base: BaseLecture, ids: readonly string[], { reunir, pmr, vers }: { readonly reunir: boolean; readonly pmr: number; readonly vers: ArgumentsReorganiser['vers'] }, jour: string): ArgumentsReorganiser => {
  const choisies = lirePlaces(base, ids);
  const citees = new Set(ids);
  const entiers = !reunir ? [] : [...new Set(choisies.map(({ groupeId }) => groupeId))].filter((id) => id !== vers.id && lireLignesPar(base, 'place', 'groupeId', id).filter(nonFermee(jour)).every((place) => citees.has(place.id)));
  return { ids: choisies.filter(({ groupeId }) => !entiers.includes(groupeId)).map(({ id }) => id), reunis: entiers, pmr, vers };
};

/** Une réorganisation jugée sur le cache : la décision, le pont, groupe par groupe, et les commandes qui la déferaient (`null` quand des groupes ont fermé). */
export const jugerReorganisation = (base: BaseLecture, args: ArgumentsReorganiser, cadre: Cadre): { readonly decision: Decision; readonly apercu: ApercuReorganisation; readonly inverses: readonly ArgumentsReorganiser[] | null } => {
  const jour = cadre.contexte.aujourdhui;
  const decision = juger(base, reorganiserPlaces.nom, args, cadre);
  if (!decision.accepte) return { decision, apercu: { refus: { code: decision.code, message: decision.message, ...(decision.champ === undefined ? {} : { champ: decision.champ }) }, deplacees: 0, lignes: [] }, inverses: null };
  const partent = lirePlaces(base, decision.changements.flatMap((changement) => (changement.genre === 'modifier' && changement.objet === 'place' ? [changement.id] : [])));
  const parties = compterPar(partent.filter(nonFermee(jour)));
  const recues = [...parties.values()].reduce((somme, combien) => somme + combien, 0);
  const avants = new Map<string, Groupe>();
  const lignes = decision.changements.flatMap((changement): LignePont[] => {
    if (changement.objet !== 'groupe') return [];
    if (changement.genre === 'creer') { const groupe = changement.ligne as Groupe; return [{ id: groupe.id, libelle: groupe.libelle, modalite: groupe.modalite, sort: 'nouveau', placesAvant: 0, placesApres: recues, capaciteAvant: 0, capaciteApres: capaciteAu(groupe, jour) }]; }
    const avant = lireLigneCache(base, 'groupe', changement.id);
    if (avant === undefined || changement.genre === 'supprimer') return [];
    avants.set(avant.id, avant);
    const placesAvant = lireLignesPar(base, 'place', 'groupeId', avant.id).filter(nonFermee(jour)).length;
    const arrive = avant.id === args.vers.id;
    return [{
      id: avant.id, libelle: avant.libelle, modalite: avant.modalite, sort: arrive ? 'arrivee' : args.reunis.includes(avant.id) ? 'reuni' : 'depart', placesAvant, placesApres: arrive ? placesAvant + recues : placesAvant - (parties.get(avant.id) ?? 0),
      capaciteAvant: capaciteAu(avant, jour), capaciteApres: capaciteAu({ ...avant, ...changement.champs }, jour),
    }];
  });
  const parSource = new Map<string, string[]>();
  for (const { id, groupeId } of partent) parSource.set(groupeId, [...(parSource.get(groupeId) ?? []), id]);
  const cedees = (id: string): number => decision.changements.reduce((somme, changement) => (changement.genre === 'modifier' && changement.id === id && typeof changement.champs['pmr'] === 'number' ? (avants.get(id)?.pmr ?? 0) - changement.champs['pmr'] : somme), 0);
  const inverses = args.reunis.length > 0 ? null : [...parSource].map(([source, ids], rang): ArgumentsReorganiser => {
    // le groupe né de la scission se réunit au dernier dont il vient : il emporte ce qui reste, et ferme
    const dernier = args.vers.genre === 'nouveau' && rang === parSource.size - 1;
    return { ids: dernier ? [] : ids, reunis: dernier ? [args.vers.id] : [], pmr: dernier ? 0 : cedees(source), vers: { genre: 'groupe', id: source } };
  });
  return { decision, apercu: { refus: null, deplacees: partent.length, lignes }, inverses };
};
