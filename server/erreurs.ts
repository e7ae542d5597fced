/** Erreur voulue : devient une réponse `schemaErreur`. Toute autre erreur devient un 500 sans détail. */
export class ErreurService extends Error {
  readonly statut: number;
  readonly code: string;
  readonly champ: string | undefined;
  /** Secondes à attendre avant de recommencer (en-tête Retry-After). */
  readonly attendre: number | undefined;
  constructor(statut: number, code: string, message: string, complement: { readonly champ?: string; readonly attendre?: number } = {}) {
    super(message);
    this.name = 'ErreurService';
    this.statut = statut;
    this.code = code;
    this.champ = complement.champ;
    this.attendre = complement.attendre;
  }
}
