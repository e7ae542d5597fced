import { useCallback, useState } from 'react';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { client, messageErreur } from './client.ts';
import { requetes } from './requetes.ts';

export interface GestesSync { readonly occupe: boolean; readonly maintenant: () => void; readonly annuler: () => void }

/** Lancer un échange (ou reprendre un chargement interrompu) et interrompre un chargement, avec l’échec annoncé. */
export const useGestesSync = (): GestesSync => {
  const annoncer = useAnnoncer();
  const [occupe, occuper] = useState(false);
  const appeler = useCallback((methode: 'sync.maintenant' | 'sync.annuler') => {
    occuper(true);
    client.appeler(methode, {}).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }).finally(() => { occuper(false); void requetes.invalidateQueries({ queryKey: ['sync.file'] }); });
  }, [annoncer]);
  return { occupe, maintenant: () => { appeler('sync.maintenant'); }, annuler: () => { appeler('sync.annuler'); } };
};
