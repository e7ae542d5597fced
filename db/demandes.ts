import { randomUUID } from 'node:crypto';
import type { DemandeLue, LigneDemandeeLue } from '../contract/methodesDemandes.ts';
import type { GesteDemandable } from '../domain/commandes/demandes.ts';
import { demanderPlaces, droitSurDemande } from '../domain/commandes/demandes.ts';
import type { Demande } from '../domain/objets/demande.ts';
import { LIGNES_PAR_DEMANDE } from '../domain/objets/demande.ts';
import { etatMontre } from '../domain/places/gestes.ts';
import { paquets, placesRefusantes } from './apercuPlaces.ts';
import type { BaseLecture, ValeurSql } from './base.ts';
import { jugerCaracteristiques } from './caracteristiques.ts';
import type { CommandePrete } from './caracteristiques.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';
import { decoder, lireLigneCache, lireLignesCache } from './lignes.ts';

const CLOSES_MONTREES = 50;
const PAQUET = 10_000;

/** Ce que l’acteur ne peut pas faire faute de délégation, par dispositif : des places, ou des groupes pour une modalité. */
const sansDelegation = (base: BaseLecture, ids: readonly string[], geste: GesteDemandable, entiers: boolean, cadre: Cadre): ReadonlyMap<string, readonly string[]> => {
  const parDispositif = new Map<string, string[]>();
  const ranger = (objet: 'place' | 'groupe', vises: readonly string[]): void => {
    const ou = new Map(paquets(vises, PAQUET).flatMap((paquet) => lireLignesCache(base, objet, paquet)).map(({ id, dispositifId }) => [id, dispositifId]));
    for (const id of vises) {
      const dispositifId = ou.get(id) ?? '';
      const siennes = parDispositif.get(dispositifId);
      if (siennes === undefined) parDispositif.set(dispositifId, [id]); else siennes.push(id);
    }
  };
  if (geste.genre === 'modalite') {
    const { groupes } = jugerCaracteristiques(base, ids, { modalite: geste.modalite, permanence: null, publicsAjoutes: [], publicsOtes: [] }, entiers, cadre);
    ranger('groupe', groupes.filter(({ refus }) => refus?.code === 'sans_delegation').map(({ id }) => id));
  } else ranger('place', placesRefusantes(base, ids, geste, cadre).filter(({ code }) => code === 'sans_delegation').map(({ id }) => id));
  return parDispositif;
};

/** Les demandes que ce geste ferait : celles dont au moins une ligne changerait. Rien ne s’écrit. */
export const preparerDemandes = (base: BaseLecture, ids: readonly string[], geste: GesteDemandable, entiers: boolean, motif: string, cadre: Cadre): { readonly commandes: readonly CommandePrete[]; readonly lignes: number; readonly dispositifs: number; readonly refus: { readonly code: string; readonly message: string } | null } => {
  const commandes: CommandePrete[] = [];
  const dispositifs = new Set<string>();
  let lignes = 0;
  let refus: { code: string; message: string } | null = null;
  for (const [dispositifId, siennes] of sansDelegation(base, ids, geste, entiers, cadre)) {
    for (const paquet of paquets(siennes, LIGNES_PAR_DEMANDE)) {
      const args = { id: randomUUID(), dispositifId, geste, ids: paquet, motif };
      const decision = juger(base, demanderPlaces.nom, args, cadre);
      if (!decision.accepte) { refus ??= { code: decision.code, message: decision.message }; continue; }
      const laissees = new Set((decision.refusees ?? []).map(({ id }) => id));
      const prises = paquet.filter((id) => !laissees.has(id));
      commandes.push({ nom: demanderPlaces.nom, args: { ...args, ids: prises } });
      lignes += prises.length;
      dispositifs.add(dispositifId);
    }
  }
  return { commandes, lignes, dispositifs: dispositifs.size, refus };
};

/** Une demande telle que cette personne la lit, contre ses places d’aujourd’hui ; `undefined` quand le dispositif n’est pas dans le cache. */
const lireDemande = (base: BaseLecture, { id, dispositifId, entiteId, departement, geste, lignes, motif, statut, auteur, creeLe, creePar }: Demande, enAttente: ReadonlySet<string>, cadre: Cadre): DemandeLue | undefined => {
  const dispositif = lireLigneCache(base, 'dispositif', dispositifId);
  if (dispositif === undefined) return undefined;
  const { aujourdhui } = cadre.contexte;
  const ids = lignes.map((ligne) => ligne.id);
  const places = geste.genre === 'modalite' ? [] : lireLignesCache(base, 'place', ids);
  const groupes = new Map(lireLignesCache(base, 'groupe', geste.genre === 'modalite' ? ids : [...new Set(places.map(({ groupeId }) => groupeId))]).map((groupe) => [groupe.id, groupe]));
  const actuels = new Map<string, { valeur: string; groupe: string }>(geste.genre === 'modalite'
    ? [...groupes.values()].map((groupe) => [groupe.id, { valeur: groupe.modalite, groupe: groupe.libelle }])
    : places.map((place) => [place.id, { valeur: etatMontre(place, aujourdhui), groupe: groupes.get(place.groupeId)?.libelle ?? '' }]));
  const mienne = creePar === cadre.acteur.utilisateurId;
  const droit = droitSurDemande(cadre.acteur, geste, dispositif, aujourdhui);
  const decidable = statut === 'ouverte' && droit.accordee && !mienne;
  const restantes = lignes.filter(({ decision }) => decision === null);
  // le jugement du service, à blanc : ce qui ne s’accepterait plus se dit avant
  const essai = decidable && restantes.length > 0 ? juger(base, 'deciderDemande', { id, lot: id, decision: 'acceptee', lignes: restantes.map((ligne) => ({ id: ligne.id, vu: actuels.get(ligne.id)?.valeur ?? '' })) }, cadre) : undefined;
  const empechees = new Map((essai?.refusees ?? (essai === undefined || essai.accepte ? [] : restantes.map((ligne) => ({ id: ligne.id, message: essai.message })))).map((refusee) => [refusee.id, refusee.message]));
  return {
    id, dispositifId, dispositif: dispositif.nom, entite: lireLigneCache(base, 'entite', entiteId)?.raisonSociale ?? '', departement, geste, motif, statut, auteur, creeLe, mienne,
    retirable: mienne && statut === 'ouverte' && restantes.length === lignes.length, decidable, raison: decidable || mienne || statut !== 'ouverte' || droit.accordee ? null : droit.message, attente: enAttente.has(id),
    lignes: lignes.map(({ id: ligne, nom, avant, decision, nomPar, le, motif: raison }): LigneDemandeeLue => {
      const actuel = actuels.get(ligne);
      return { id: ligne, nom, groupe: actuel?.groupe ?? '', avant, actuel: actuel?.valeur ?? null, change: decision === null && actuel?.valeur !== avant, empeche: empechees.get(ligne) ?? null, decision, nomPar, le, motif: raison };
    }),
  };
};

/** Les demandes du cache : celles qui attendent, de la plus ancienne à la plus récente, puis les dernières closes. */
export const lireDemandes = (base: BaseLecture, cadre: Cadre): { readonly demandes: readonly DemandeLue[]; readonly aDecider: number } => {
  const lire = (requete: string, ...valeurs: readonly ValeurSql[]): Demande[] => base.tous<Record<string, ValeurSql>>(requete, ...valeurs).map((sql) => decoder('demande', sql));
  const enAttente = new Set(base.tous<{ id: string }>(`select json_extract(args, '$.id') as id from file where nom in ('demanderPlaces', 'deciderDemande', 'retirerDemande') and issue is null`).map(({ id }) => id));
  const toutes = [...lire(`select * from demande where statut = 'ouverte' order by "creeLe", id`), ...lire(`select * from demande where statut <> 'ouverte' order by "modifieLe" desc, id limit ?`, CLOSES_MONTREES)];
  const demandes = toutes.flatMap((demande) => lireDemande(base, demande, enAttente, cadre) ?? []);
  return { demandes, aDecider: demandes.filter(({ decidable }) => decidable).length };
};
