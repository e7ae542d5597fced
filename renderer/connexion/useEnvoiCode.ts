import type { RefObject } from 'react';
import { useRef, useState } from 'react';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { conclureConnexion } from '../poste/session.ts';
import type { Echec } from './Messages.tsx';
import { lireEchec } from './Messages.tsx';

interface EnvoiCode {
  readonly code: string;
  readonly changer: (code: string) => void;
  readonly erreur: string | undefined;
  /** Montre une erreur sous le champ et y ramène le focus ; `undefined` l’ôte. */
  readonly signaler: (erreur: string | undefined) => void;
  readonly echec: Echec | null;
  readonly effacer: () => void;
  readonly occupe: boolean;
  readonly champ: RefObject<HTMLInputElement | null>;
  readonly envoyer: (saisi: string) => Promise<void>;
}

/** L’envoi d’un code d’une étape de connexion : un code faux se dit sous le champ, vidé ; une autre panne, en bas de la carte. */
export const useEnvoiCode = (methode: 'session.repondre' | 'session.enroler'): EnvoiCode => {
  const [code, changerCode] = useState('');
  const [erreur, montrer] = useState<string | undefined>();
  const [echec, echouer] = useState<Echec | null>(null);
  const [occupe, occuper] = useState(false);
  const champ = useRef<HTMLInputElement>(null);
  const effacer = (): void => { montrer(undefined); echouer(null); };
  return {
    code, erreur, echec, occupe, champ, effacer,
    changer: (saisi) => { changerCode(saisi); montrer(undefined); },
    signaler: (phrase) => { montrer(phrase); champ.current?.focus(); },
    envoyer: async (saisi) => {
      if (occupe) return;
      effacer();
      occuper(true);
      try {
        await client.appeler(methode, { code: saisi });
        await conclureConnexion();
      } catch (panne) {
        occuper(false);
        changerCode('');
        if (codeErreur(panne) === 'secondFacteur.code') montrer(messageErreur(panne));
        else echouer(lireEchec(panne));
        champ.current?.focus();
      }
    },
  };
};
