// Le processus de données demande au principal ce que seul Electron sait faire : chaque demande porte un numéro, que sa réponse rappelle.

export type Demandes<V> = {
  /** Attend la réponse au message que `envoyer` fait partir sous ce numéro. */
  poser(envoyer: (id: number) => void): Promise<V>;
  /** Une réponse que personne n’attend est sans effet. */
  repondre(id: number, valeur: V): void;
};

/** Côté données : les demandes d’une même sorte qui attendent leur réponse. */
export function demandesNumerotees<V>(): Demandes<V> {
  const enCours = new Map<number, (valeur: V) => void>();
  let suivant = 1;
  return {
    poser(envoyer) {
      const id = suivant;
      suivant += 1;
      return new Promise((resoudre) => {
        enCours.set(id, resoudre);
        envoyer(id);
      });
    },
    repondre(id, valeur) {
      const resoudre = enCours.get(id);
      enCours.delete(id);
      resoudre?.(valeur);
    },
  };
}

/** Côté principal : un message de cette sorte, avec son numéro ; `undefined` pour tout autre. */
export function demandeDe(message: unknown, sorte: string): { readonly id: number; readonly champs: Record<string, unknown> } | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const champs = message as Record<string, unknown>;
  const { type, id } = champs;
  return type === sorte && typeof id === 'number' && Number.isSafeInteger(id) ? { id, champs } : undefined;
}
