/** Ce que l’on attend les lignes d’une page avant d’y aller quand même, en millisecondes. */
const ATTENTE_MS = 100;

interface Options {
  /** Le rang où mènent ces pages (négatif : vers le haut) depuis la cellule courante ; `null` quand il n’y en a pas, ou plus. */
  readonly viser: (pages: number) => number | null;
  /** Se résout quand les lignes autour de ce rang sont lues. */
  readonly preparer: (rang: number) => Promise<unknown>;
  readonly aller: (rang: number) => void;
  /** Se résout à l’image suivante. */
  readonly image: () => Promise<unknown>;
  readonly attente?: number;
}

/**
 * Tourne les pages d’une grille. Une touche tenue envoie plus de pages que la fenêtre n’en peint, et chaque page peinte retarde les lignes qui arrivent : les pages demandées pendant
 * une image se réunissent en un seul saut, qui attend ses lignes.
 */
export const tourneurDePages = ({ viser, preparer, aller, image, attente = ATTENTE_MS }: Options): ((sens: 1 | -1) => void) => {
  let demandees = 0;
  let enRoute = false;
  const partir = async (): Promise<void> => {
    enRoute = true;
    try {
      while (demandees !== 0) {
        const rang = viser(demandees);
        if (rang === null) break;
        const faites = demandees;
        await Promise.race([preparer(rang).catch(() => undefined), new Promise((suite) => { setTimeout(suite, attente); })]);
        // pendant l’attente, d’autres pages ont pu être demandées : elles font le saut suivant
        if (viser(0) === null) break;
        demandees -= faites;
        aller(rang);
        await image();
      }
    } finally {
      demandees = 0;
      enRoute = false;
    }
  };
  return (sens) => {
    demandees += sens;
    if (!enRoute) void partir();
  };
};
