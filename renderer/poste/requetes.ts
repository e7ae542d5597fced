import { QueryClient, keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ArgsDe, ChargeDe, NomEvenement, NomMethode, ResultatDe } from '../../contract/poste.ts';
import { client, codeErreur } from './client.ts';

/**
 * Le cache des lectures. Rien ne périme seul : l’événement `donnees` dit quand relire. `networkMode: always` : la page
 * ne parle qu’au processus de données, que la machine ait ou non du réseau.
 */
export const requetes = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, gcTime: 60_000, networkMode: 'always', refetchOnWindowFocus: false, refetchOnReconnect: false, retry: (essais, erreur) => codeErreur(erreur) === 'coupure' && essais < 3, retryDelay: 300 },
    mutations: { networkMode: 'always' },
  },
});

interface OptionsAppel {
  readonly actif?: boolean;
  /** Garde le résultat précédent à l’écran pendant que les nouveaux arguments se lisent. */
  readonly garder?: boolean;
}

/** Les états qu’un événement du même nom tient à jour, et combien de fois il l’a fait. */
const tenus = new Map<string, number>();
/** Lit un état tenu par ses événements : celui qui arrive pendant la lecture est le plus récent, et la réponse ne doit pas l’effacer. */
export const lire = async <N extends NomMethode>(methode: N, args: ArgsDe<N>): Promise<ResultatDe<N>> => {
  const avant = tenus.get(methode);
  const lu = await client.appeler(methode, args);
  return tenus.get(methode) === avant ? lu : (requetes.getQueryData<ResultatDe<N>>([methode, args]) ?? lu);
};
const tenir = <N extends 'sync.etat' | 'session.etat' | 'application.etat'>(nom: N, etat: ResultatDe<N>): void => {
  tenus.set(nom, (tenus.get(nom) ?? 0) + 1);
  requetes.setQueryData([nom, {}], etat);
};

/** Appelle une méthode de lecture du processus de données et la relit quand le cache change. */
export const useAppel = <N extends NomMethode>(methode: N, args: ArgsDe<N>, { actif = true, garder = false }: OptionsAppel = {}): UseQueryResult<ResultatDe<N>> =>
  useQuery<ResultatDe<N>>({
    queryKey: [methode, args], queryFn: () => lire(methode, args), enabled: actif,
    ...(garder ? { placeholderData: keepPreviousData as never } : {}),
  });

/** Écoute un événement du processus de données pendant la vie du composant. `recevoir` doit être stable. */
export const useEvenement = <N extends NomEvenement>(nom: N, recevoir: (charge: ChargeDe<N>) => void): void => {
  useEffect(() => client.ecouter(nom, recevoir), [nom, recevoir]);
};

/** Ce qu’un changement de l’offre ne change pas : un mois figé ne bouge plus. */
const SANS_RELECTURE = new Set(['session.etat', 'sync.etat', 'application.etat', 'geographie.communes', 'geographie.commune', 'indicateurs.instantanes']);

/** Branche les événements sur le cache des lectures. À appeler une fois au démarrage. */
export const brancherEvenements = (): void => {
  let prevu: ReturnType<typeof setTimeout> | undefined;
  client.ecouter('sync.etat', (etat) => {
    tenir('sync.etat', etat);
    void requetes.invalidateQueries({ queryKey: ['sync.file'] });
  });
  client.ecouter('session.etat', (etat) => { tenir('session.etat', etat); });
  client.ecouter('application', (etat) => { tenir('application.etat', etat); });
  client.ecouter('rapports', () => { void requetes.invalidateQueries({ queryKey: ['rapports.programmes'] }); });
  // un premier chargement émet des rafales : une relecture suffit pour chacune
  client.ecouter('donnees', ({ origine }) => {
    // au milieu d’un geste en nombre, seules les lignes à l’écran se relisent : le reste attend qu’il finisse
    if (origine === 'geste') return;
    prevu ??= setTimeout(() => {
      prevu = undefined;
      void requetes.invalidateQueries({ predicate: ({ queryKey }) => !SANS_RELECTURE.has(String(queryKey[0])) });
    }, 120);
  });
};
