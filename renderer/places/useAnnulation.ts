import { useCallback, useEffect, useRef } from 'react';
import { client, messageErreur } from '../poste/client.ts';
import { compte } from '../ui/formats.ts';
import { estSaisie, useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { mener } from './gesteEnCours.ts';
import { TEXTES } from './textes.ts';

export interface Annulation {
  /** Défait un lot et dit ce qui n’a pas pu l’être ; l’annulation s’annule à son tour. */
  defaire(lot: string): void;
  annulerDernier(): void;
  refaire(): void;
}

/** Annuler et refaire les gestes en nombre : le dernier de ce poste, même après synchronisation ou un redémarrage. Ctrl+Z, Ctrl+Y. `aLEcran` : les places que l’on voit, rendues les premières. */
export const useAnnulation = (aLEcran?: () => readonly string[]): Annulation => {
  const annoncer = useAnnoncer();
  const devant = useRef(aLEcran);
  useEffect(() => { devant.current = aLEcran; });
  const defaire = useCallback((lot: string): void => {
    mener(client.appeler('places.annuler', { lot, ...(devant.current === undefined ? {} : { devant: [...devant.current()] }) })).then(({ lot: nouveau, changees, refusees, refus, cree, declarations }) => {
      if (nouveau === null) { annoncer(refus?.message ?? TEXTES.rienAAnnuler, { genre: 'erreur' }); return; }
      if (changees === 0 && declarations > 0) { annoncer(`${declarations === 1 ? 'Déclaration annulée' : `${declarations} déclarations annulées`}.${refusees === 0 ? '' : ` ${compte(refusees, 'refaite depuis, laissée telle quelle', 'refaites depuis, laissées telles quelles')}.`}`, { genre: 'succes' }); return; }
      annoncer(`${declarations === 0 ? '' : 'Déclaration annulée : '}${cree ? compte(changees, 'place retirée', 'places retirées') : compte(changees, 'place a repris son état', 'places ont repris leur état')}${refusees === 0 ? '.' : ` ; ${compte(refusees, 'changée depuis, laissée telle quelle', 'changées depuis, laissées telles quelles')}.`}`, { genre: refusees === 0 ? 'succes' : 'info' });
    }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  }, [annoncer]);
  const depuisLaPile = useCallback((sens: 'annuler' | 'refaire'): void => {
    client.appeler('places.annulable', {}).then((pile) => {
      const geste = pile[sens];
      if (geste === null) annoncer(sens === 'annuler' ? TEXTES.rienAAnnuler : TEXTES.rienARefaire, { genre: 'info' });
      else if (geste.genre === 'places') defaire(geste.lot);
      else return client.appeler('places.defaire', { lot: geste.lot }).then(({ refus }) => { annoncer(refus?.message ?? `« ${geste.intitule} » : défait.`, { genre: refus === null ? 'succes' : 'erreur' }); });
      return undefined;
    }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  }, [annoncer, defaire]);
  const annulerDernier = useCallback(() => { depuisLaPile('annuler'); }, [depuisLaPile]);
  const refaire = useCallback(() => { depuisLaPile('refaire'); }, [depuisLaPile]);
  // un message encore affiché a la priorité sur Ctrl+Z : il s’annule lui-même (voir Toasts)
  useRaccourcis({
    'Ctrl+z': ({ target }) => { if (estSaisie(target)) return false; annulerDernier(); return true; },
    'Ctrl+y': ({ target }) => { if (estSaisie(target)) return false; refaire(); return true; },
  });
  return { defaire, annulerDernier, refaire };
};
