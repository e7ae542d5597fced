import type { GroupeVise } from '../contract/methodesGroupes.ts';
import type { Caracteristiques } from '../domain/places/caracteristiques.ts';
import { champsQuiChangent } from '../domain/places/caracteristiques.ts';
import { nombrer } from '../domain/commandes/noms.ts';
import type { Groupe } from '../domain/objets/groupe.ts';
import { etatAu } from '../domain/objets/place.ts';
import { paquets } from './apercuPlaces.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';
import { lireLignesCache, lireLignesPar } from './lignes.ts';

const PAQUET = 10_000;
const COMMANDE = 'modifierGroupeDePlaces';
interface Jugement { readonly vise: GroupeVise; readonly groupe: Groupe; readonly champs: ReturnType<typeof champsQuiChangent> }
/** Une commande et ses arguments, prête à exécuter. */
export interface CommandePrete { readonly nom: string; readonly args: unknown }

/** Juge, groupe par groupe, un changement de caractéristiques des groupes de ces places : `commandes` le feraient, `inverses` le déferaient. */
export const jugerCaracteristiques = (base: BaseLecture, ids: readonly string[], caracteristiques: Caracteristiques, entiers: boolean, cadre: Cadre): { readonly groupes: readonly GroupeVise[]; readonly commandes: readonly CommandePrete[]; readonly inverses: readonly CommandePrete[] } => {
  const choisies = new Map<string, number>();
  for (const { groupeId, etats } of paquets(ids, PAQUET).flatMap((paquet) => lireLignesCache(base, 'place', paquet))) if ((etatAu(etats, cadre.contexte.aujourdhui)?.etat ?? 'fermee') !== 'fermee') choisies.set(groupeId, (choisies.get(groupeId) ?? 0) + 1);
  const groupes = lireLignesCache(base, 'groupe', [...choisies.keys()]);
  const dispositifs = new Map(lireLignesCache(base, 'dispositif', [...new Set(groupes.map(({ dispositifId }) => dispositifId))]).map(({ id, nom }) => [id, nom]));
  const juges = groupes.map((groupe): Jugement => {
    const prises = choisies.get(groupe.id) ?? 0;
    const places = lireLignesPar(base, 'place', 'groupeId', groupe.id).filter(({ etats }) => (etatAu(etats, cadre.contexte.aujourdhui)?.etat ?? 'fermee') !== 'fermee').length;
    const champs = champsQuiChangent(groupe, caracteristiques);
    const vise = { id: groupe.id, libelle: groupe.libelle, dispositif: dispositifs.get(groupe.dispositifId) ?? '', choisies: prises, places };
    if (Object.keys(champs).length === 0) return { groupe, champs, vise: { ...vise, refus: { code: 'sans_effet', message: 'Déjà ainsi.' } } };
    if (prises < places && !entiers) return { groupe, champs, vise: { ...vise, refus: { code: 'partiel', message: `${nombrer(prises, 'place choisie', 'places choisies')} sur ${places} : prendre tout le groupe, ou scinder d’abord.` } } };
    const decision = juger(base, COMMANDE, { id: groupe.id, champs }, cadre);
    return { groupe, champs, vise: { ...vise, refus: decision.accepte ? null : { code: decision.code, message: decision.message } } };
  }).sort((un, autre) => autre.vise.choisies - un.vise.choisies || un.vise.libelle.localeCompare(autre.vise.libelle, 'fr'));
  const faits = juges.filter(({ vise }) => vise.refus === null);
  return {
    groupes: juges.map(({ vise }) => vise),
    commandes: faits.map(({ groupe, champs }) => ({ nom: COMMANDE, args: { id: groupe.id, champs } })),
    inverses: faits.map(({ groupe, champs }) => ({ nom: COMMANDE, args: { id: groupe.id, champs: Object.fromEntries(Object.keys(champs).map((champ) => [champ, groupe[champ as keyof typeof champs]])) } })),
  };
};
