import { FREIN } from '../contract/methodesComptes.ts';

/** Deux horloges, en millisecondes : la monotone ne recule jamais mais peut s’arrêter en veille ; celle du mur compte la veille mais se règle. */
interface Horloges { readonly monotone: () => number; readonly mur: () => number }
const HORLOGES: Horloges = { monotone: () => performance.now(), mur: () => Date.now() };

export interface OptionsVerrou {
  readonly delaiMs: number;
  readonly avertissementMs: number;
  /** Fermé, ouvert, ou avertissement posé ou levé. */
  readonly surChangement: () => void;
  readonly horloges?: Horloges;
}

/** Le verrou d’inactivité. Il n’agit qu’armé, c’est-à-dire compte ouvert. */
export interface Verrou {
  readonly ferme: () => boolean;
  readonly avertir: () => boolean;
  /** Un compte vient d’être ouvert : ouvert, le temps repart. */
  armer(): void;
  /** Plus de compte ouvert. */
  desarmer(): void;
  activite(): void;
  fermer(): void;
  ouvrir(): void;
  arreter(): void;
}

/** Vérifie le temps passé chaque seconde au plus : la plus longue des deux horloges compte, si bien que ni la veille ni une horloge reculée ne prolongent l’accès. */
export const creerVerrou = ({ delaiMs, avertissementMs, surChangement, horloges = HORLOGES }: OptionsVerrou): Verrou => {
  let arme = false;
  let ferme = false;
  let avertir = false;
  let depuis = { monotone: 0, mur: 0 };
  const repartir = (): void => { depuis = { monotone: horloges.monotone(), mur: horloges.mur() }; };
  const changer = (nouveau: { ferme: boolean; avertir: boolean }): void => {
    if (nouveau.ferme === ferme && nouveau.avertir === avertir) return;
    ({ ferme, avertir } = nouveau);
    surChangement();
  };
  const verifier = (): void => {
    if (!arme || ferme) return;
    const passe = Math.max(horloges.monotone() - depuis.monotone, horloges.mur() - depuis.mur);
    if (passe >= delaiMs) changer({ ferme: true, avertir: false });
    else changer({ ferme: false, avertir: passe >= delaiMs - avertissementMs });
  };
  const minuterie = setInterval(verifier, Math.max(20, Math.min(1000, delaiMs / 20)));
  minuterie.unref();
  return {
    // au retour de veille, une méthode peut arriver avant la minuterie
    ferme: () => { verifier(); return ferme; },
    avertir: () => avertir,
    armer: () => { arme = true; ferme = false; avertir = false; repartir(); },
    desarmer: () => { arme = false; ferme = false; avertir = false; },
    activite: () => {
      verifier();
      if (!arme || ferme) return;
      repartir();
      changer({ ferme: false, avertir: false });
    },
    fermer: () => { if (arme) changer({ ferme: true, avertir: false }); },
    ouvrir: () => {
      if (!arme) return;
      repartir();
      changer({ ferme: false, avertir: false });
    },
    arreter: () => { clearInterval(minuterie); },
  };
};

/** Frein aux essais d’un mot de passe vérifié sur ce poste : cinq, puis 30 s, 60 s, 120 s… */
export interface Frein {
  /** Secondes à attendre, 0 quand un essai est permis. */
  attente(): number;
  /** Essais restants avant une attente. */
  restants(): number;
  /** Compte un essai, avant de le vérifier : des essais simultanés ne passent pas la borne. Rend le nombre d’essais faux, à garder. */
  prendre(): number;
  reussir(): void;
}

/** `deja` : essais faux gardés d’un démarrage à l’autre ; redémarrer n’efface pas l’attente, elle recommence. */
export const creerFrein = (deja: number, monotone: () => number = HORLOGES.monotone): Frein => {
  let essais = deja;
  let libre = 0;
  const retenir = (): void => {
    if (essais < FREIN.essais) return;
    libre = monotone() + 1000 * Math.min(FREIN.maximum, FREIN.attente * 2 ** Math.min(essais - FREIN.essais, 20));
  };
  retenir();
  const attente = (): number => Math.max(0, Math.ceil((libre - monotone()) / 1000));
  return {
    attente,
    restants: () => Math.max(0, FREIN.essais - essais),
    prendre: () => {
      essais += 1;
      retenir();
      return essais;
    },
    reussir: () => { essais = 0; libre = 0; },
  };
};
