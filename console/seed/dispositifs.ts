import { trouverCommune } from '../../domain/geographie/cog.ts';
import type { Statut } from '../../domain/cycleDeVie.ts';
import { COMPOSITIONS, PUBLICS } from '../../domain/nomenclature/referentiels.ts';
import type { Dispositif, Financement } from '../../domain/objets/dispositif.ts';
import { estFinanceP177 } from '../../domain/objets/dispositif.ts';
import { STATUTS_DECLARANTS } from '../../domain/places/occupation.ts';
import type { Entite } from '../../domain/objets/entite.ts';
import type { Groupe } from '../../domain/objets/groupe.ts';
import type { Alea } from './alea.ts';
import { decaler, premierJanvier } from './dates.ts';
import { finessFictif, siretFictif } from './identifiants.ts';
import type { DispositifNomme } from './noms.ts';
import { adresse, courriel, nomDispositif, personneAuHasard, telephone } from './noms.ts';
import { ecrireParcours } from './parcours.ts';
import type { Equipe, Personne } from './personnes.ts';
import { tirerProfil } from './profilsDispositif.ts';
import type { ProfilDispositif } from './profilsDispositif.ts';
import { tirerCodes, tirerCommune } from './tirages.ts';

const COMMENTES = [
  ['financements', 'Joindre la convention qui porte ces places.'], ['adresse', 'Préciser l’entrée du public.'], ['publics', 'Les publics ne correspondent pas à l’habilitation.'],
  ['type', 'Une partie des groupes relève du 115 : choisir « Mixte ».'],
] as const;
const CODES_COMPOSITIONS = COMPOSITIONS.map(({ code }) => code);
const CODES_PUBLICS = PUBLICS.map(({ code }) => code);
const HORAIRES = ['24 h / 24', 'De 18 h à 9 h', 'Du lundi au vendredi, 9 h – 17 h', 'Tous les jours, 8 h – 20 h'];

/** Âge de la dernière déclaration d’occupation, en jours : la plupart à jour, quelques-unes en retard, une jamais faite. */
const DECLAREES_DEPUIS = [1, 3, 6, 19, 2, 0, 5, null, 4, 9, 7, 2, 1] as const;

export interface DemandeDispositif {
  readonly alea: Alea;
  readonly id: string;
  readonly rang: number;
  readonly departement: string;
  readonly au: string;
  readonly statut: Statut;
  /** Impose ou exclut le P177 ; libre quand il est absent. */
  readonly p177: boolean | undefined;
  readonly entite: Entite;
  readonly gestionnaire: Personne;
  readonly equipe: Equipe;
  readonly nommer: (proposer: () => string) => string;
  readonly impose: DispositifNomme | undefined;
}
export interface DispositifSeme { readonly dispositif: Dispositif; readonly profil: ProfilDispositif; readonly financement: string }

/** Un dispositif sans ses places : `avecPlaces` y ajoute les financements une fois ses groupes connus. */
export const semerDispositif = ({ alea, id, rang, departement, au, statut, p177, entite, gestionnaire, equipe, nommer, impose }: DemandeDispositif): DispositifSeme => {
  const { profil, financement } = tirerProfil(alea, p177, impose?.type);
  const nature = profil.type.slice(0, profil.type.indexOf('.'));
  const tiree = tirerCommune(alea, departement);
  const commune = impose === undefined ? tiree : (trouverCommune(impose.commune) ?? tiree);
  const finance = financement === 'P177';
  // le SIAO ne propose que du non P177 (matrice des droits)
  const auteur = finance || alea.chance(0.7) ? gestionnaire : equipe.admin_siao;
  const reprise = statut === 'a_prevalider' && alea.chance(0.2);
  const trace = ecrireParcours({ alea, au, statut, p177: finance, directe: finance && alea.chance(0.6), reprise, auteur, equipe, commentes: COMMENTES });
  const incomplet = statut === 'brouillon' || (statut === 'a_corriger' && alea.chance(0.5));
  const personne = personneAuHasard(alea);
  const enPlaces = profil.groupes !== undefined;
  // par le rang, non par l’aléa : les tirages suivants restent ceux d’avant
  const declaration = DECLAREES_DEPUIS[rang % DECLAREES_DEPUIS.length] ?? null;
  return {
    profil, financement,
    dispositif: {
      id, code: null, version: 0, departement, ...trace, statut, provenance: reprise ? { source: 'demonstration', identifiant: `SI-${departement}-${String(rang).padStart(5, '0')}` } : null,
      entiteId: entite.id, nom: nommer(() => impose?.nom ?? nomDispositif(alea, departement, nature, profil.type, commune.nom)), nature, type: profil.type, commune: commune.code,
      adresse: incomplet && alea.chance(0.4) ? null : adresse(alea, commune), siret: entite.siren === null || (incomplet && alea.chance(0.6)) ? null : siretFictif(entite.siren, alea.entier(2, 9_999)),
      finessEt: alea.chance(nature === 'hebergement_chrs' || nature === 'logement_residence_sociale' ? 0.85 : 0.35) ? finessFictif(departement, 'et', rang) : null,
      financements: [], placesFinancees: null, compositions: enPlaces && alea.chance(0.9) ? tirerCodes(alea, CODES_COMPOSITIONS, 4) : [], publics: alea.chance(0.5) ? tirerCodes(alea, CODES_PUBLICS, 3) : [],
      horaires: alea.chance(0.7) ? alea.choisir(HORAIRES) : null,
      contacts: incomplet || alea.chance(0.12) ? [] : [{ fonction: alea.choisir(['gestion', 'accompagnement', 'astreinte']), nom: personne, telephone: telephone(alea), courriel: courriel(personne, entite.raisonSociale) }],
      responsable: alea.chance(0.85) ? personneAuHasard(alea) : null,
      delegationSiao: statut === 'valide' && enPlaces && alea.chance(0.35) ? { debut: decaler(au, -alea.entier(30, 300)), fin: alea.chance(0.8) ? decaler(au, alea.entier(40, 400)) : null } : null,
      financeP177: false,
      occupationDeclaree: declaration === null || !enPlaces || !STATUTS_DECLARANTS.includes(statut) ? null : { le: decaler(au, -declaration), par: trace.creePar, source: 'saisie' },
    },
  };
};

/** Financements datés : la ligne principale court encore, une plus ancienne garde le passé, un forfait la complète parfois. */
const financementsDe = (alea: Alea, code: string, places: number | null, au: string): Financement[] => {
  const debut = premierJanvier(au, -alea.entier(0, 2));
  const fin = alea.chance(0.4) ? `${Number(au.slice(0, 4)) + alea.entier(0, 2)}-12-31` : null;
  const revisee = alea.chance(0.45);
  // révisée au premier janvier, ou la même depuis plus longtemps : le passé est financé aussi
  const lignes: Financement[] = [{ code, places, debut: revisee ? debut : premierJanvier(debut, -3), fin }];
  if (revisee) lignes.unshift({ code, places: places === null ? null : Math.max(places - alea.entier(0, 6), 1), debut: premierJanvier(debut, -alea.entier(1, 4)), fin: decaler(debut, -1) });
  if (code !== 'CAF' && alea.chance(0.15)) lignes.push({ code: 'CAF', places: null, debut: premierJanvier(au, -1), fin: null });
  return lignes;
};

/** Complète un dispositif avec ses groupes : places financées par modalité, financements, `financeP177`. */
export const avecPlaces = (alea: Alea, { dispositif, profil, financement }: DispositifSeme, groupes: readonly Groupe[], au: string): Dispositif => {
  const somme = (modalite: string): number => groupes.filter((groupe) => groupe.modalite === modalite && (groupe.fermeture === null || groupe.fermeture > au)).reduce((total, { capacites }) => total + (capacites.at(-1)?.capacite ?? 0), 0);
  const parModalite = { urgence: somme('115'), insertion: somme('insertion'), autres: somme('autre') };
  const total = parModalite.urgence + parModalite.insertion + parModalite.autres;
  const sans = dispositif.statut === 'brouillon' && alea.chance(0.5);
  const prevues = total > 0 ? total : alea.entier(8, 60);
  const financements = sans ? [] : financementsDe(alea, financement, profil.groupes === undefined ? null : prevues, au);
  return { ...dispositif, financements, financeP177: estFinanceP177(financements, au), placesFinancees: total > 0 ? parModalite : null };
};

const finDuMois = (au: string): string => new Date(Date.UTC(Number(au.slice(0, 4)), Number(au.slice(5, 7)), 0)).toISOString().slice(0, 10);
/** De quoi corriger : quelques dispositifs validés ont moins de places financées que de places, d’autres une délégation qui finit ce mois-ci. Par le rang, non par l’aléa : les tirages restent ceux d’avant. */
export const avecDefauts = (dispositif: Dispositif, rang: number, au: string): Dispositif => {
  if (dispositif.statut !== 'valide') return dispositif;
  const { financements, delegationSiao } = dispositif;
  const ecart = rang % 16 === 7 ? 1 + (rang % 5) : 0;
  const courante = financements.findIndex(({ places, debut, fin }) => places !== null && places > ecart && debut <= au && (fin === null || fin >= au));
  return {
    ...dispositif, financements: financements.map((ligne, place) => (ecart > 0 && place === courante ? { ...ligne, places: (ligne.places ?? 0) - ecart } : ligne)),
    delegationSiao: delegationSiao !== null && rang % 23 === 5 ? { ...delegationSiao, fin: finDuMois(au) } : delegationSiao,
  };
};
