import { useCallback, useRef } from 'react';
import { client, messageErreur } from '../poste/client.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Annulation } from '../places/useAnnulation.ts';
import type { Blocs } from './demandes.ts';
import { raisonDe } from './demandes.ts';
import { TEXTES } from './textes.ts';

/** Fait un changement du calendrier, tout entier ou pas du tout. Rend `null` quand il est fait et annoncé, sinon ce qui ne va pas. */
export type Changer = (blocs: Blocs, dit: string) => Promise<string | null>;

/** Le poste juge d’abord sans rien écrire : un déplacement dont la seconde moitié serait refusée laisserait la place sans son indisponibilité. */
export const useChangement = (annulation: Annulation, numero: (id: string) => string): Changer => {
  const annoncer = useAnnoncer();
  // l’un après l’autre : deux déplacements rapides d’une même barre ne se jugent pas sur le même état
  const file = useRef<Promise<unknown>>(Promise.resolve());
  const faire = useCallback<Changer>(async (blocs, dit) => {
    const visees = new Set(blocs.flatMap(({ ids }) => ids)).size;
    const demande = { blocs: blocs.map(({ geste, ids }) => ({ geste, ids: [...ids] })), numeros: [] };
    try {
      const essai = await client.appeler('places.coller', { essai: true, ...demande });
      const faute = raisonDe(essai.lignes, numero, visees) ?? essai.refus?.message ?? (essai.changees === 0 ? TEXTES.rien : null);
      if (faute !== null) return faute;
      const fait = await client.appeler('places.coller', { essai: false, ...demande });
      if (fait.lot === null) return raisonDe(fait.lignes, numero, visees) ?? fait.refus?.message ?? TEXTES.rien;
      const { lot } = fait;
      // une page reçue entre les deux a pu changer une place
      if (fait.lignes.length > 0) { await client.appeler('places.annuler', { lot }); return TEXTES.dejaFait; }
      annoncer(dit, { action: { libelle: 'Annuler', annule: true, agir: () => { annulation.defaire(lot); } } });
      return null;
    } catch (panne) {
      return messageErreur(panne);
    }
  }, [annoncer, annulation, numero]);
  return useCallback<Changer>((blocs, dit) => { const issue = file.current.then(() => faire(blocs, dit)); file.current = issue; return issue; }, [faire]);
};
