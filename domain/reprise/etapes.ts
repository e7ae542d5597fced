/** Un calcul long, coupé en étapes : entre deux, qui le mène peut répondre à d’autres, ou s’arrêter là. */
export type Etapes<T> = Generator<undefined, T, undefined>;

/** Mène un calcul d’une seule traite. */
export const duneTraite = <T>(etapes: Etapes<T>): T => {
  for (;;) {
    const etape = etapes.next();
    if (etape.done === true) return etape.value;
  }
};

const PAS = 250;
/** Vrai une fois sur `pas` : quand une boucle doit rendre la main (`if (finEtape()) yield;`). */
export const cadencer = (pas = PAS): (() => boolean) => {
  let tours = 0;
  return () => { tours += 1; return tours % pas === 0; };
};
