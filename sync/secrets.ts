/**
 * Où se range un secret court : le trousseau du système. `lire` rend `null` quand le trousseau répond et n’a pas cette entrée ;
 * `effacer` ne dit rien d’une entrée absente. Les trois rejettent par `ErreurSecret`, jamais autrement, et rendent la main en un temps borné.
 */
export interface SecretStore {
  lire(nom: string): Promise<string | null>;
  ecrire(nom: string, valeur: string): Promise<void>;
  effacer(nom: string): Promise<void>;
  /** Phrase que le coffre ouvert montre quand ce rangement ne protège rien (démonstration). Absente pour un vrai trousseau. */
  readonly mention?: string | undefined;
}

/** Pas de trousseau, trousseau verrouillé, ou qui n’a pas répondu à temps. `message` dit laquelle, en français. */
export class ErreurSecret extends Error {
  readonly code = 'secret.indisponible' as const;
  constructor(message: string) {
    super(message);
    this.name = 'ErreurSecret';
  }
}
