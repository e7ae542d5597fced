import type { ComponentType } from 'react';
import type { Charge } from './charge.ts';
import { charge } from './charge.ts';
import type { Ecran } from './ecrans.ts';

type SansProps = Record<never, never>;
const ecran = (lire: () => Promise<ComponentType<SansProps>>): Charge<SansProps> => charge(lire);

/** Chaque écran dans son morceau : l’application s’ouvre sans lire ceux qu’on ne regarde pas. */
export const ECRANS = {
  accueil: ecran(async () => (await import('../accueil/Accueil.tsx')).Accueil),
  offre: ecran(async () => (await import('../offre/Offre.tsx')).Offre),
  places: ecran(async () => (await import('../places/Places.tsx')).Places),
  calendrier: ecran(async () => (await import('../calendrier/Calendrier.tsx')).Calendrier),
  occupation: ecran(async () => (await import('../occupation/Occupation.tsx')).Occupation),
  demandes: ecran(async () => (await import('../demandes/Demandes.tsx')).Demandes),
  validation: ecran(async () => (await import('../validation/Validation.tsx')).Validation),
  agregats: ecran(async () => (await import('../agregats/Agregats.tsx')).Agregats),
  controles: ecran(async () => (await import('../controles/Controles.tsx')).Controles),
  indicateurs: ecran(async () => (await import('../indicateurs/Indicateurs.tsx')).Indicateurs),
  journal: ecran(async () => (await import('../journal/Journal.tsx')).Journal),
  utilisateurs: ecran(async () => (await import('../utilisateurs/Utilisateurs.tsx')).Utilisateurs),
  nomenclature: ecran(async () => (await import('../nomenclature/Nomenclature.tsx')).Nomenclature),
  reprise: ecran(async () => (await import('../reprise/Reprise.tsx')).Reprise),
  droits: ecran(async () => (await import('../droits/Matrice.tsx')).Matrice),
  synchronisation: ecran(async () => (await import('../synchronisation/Synchronisation.tsx')).Synchronisation),
  compte: ecran(async () => (await import('../compte/MonCompte.tsx')).MonCompte),
} as const satisfies Record<Ecran, Charge<SansProps>> & Record<string, Charge<SansProps>>;

const DEPUIS: Partial<Record<Ecran, readonly Charge<SansProps>[]>> = { places: [ECRANS.calendrier, ECRANS.occupation, ECRANS.demandes], indicateurs: [ECRANS.controles] };

/** Ceux que ce profil peut ouvrir, dans l’ordre de la navigation. */
export const aPrecharger = (permis: readonly Ecran[]): readonly Charge<SansProps>[] =>
  [...permis.map((nom) => ECRANS[nom]), ECRANS.synchronisation, ...permis.flatMap((nom) => DEPUIS[nom] ?? []), ECRANS.compte, ECRANS.droits];
