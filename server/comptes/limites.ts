interface Compteur { nombre: number; depuis: number }

/** Compte des échecs par clé, sur une fenêtre glissante grossière, avec une taille bornée (la plus ancienne clé sort). */
export interface Limiteur {
  /** Millisecondes à attendre avant un nouvel essai ; 0 quand il est permis. */
  attente(cle: string, maintenant: number): number;
  /** Compte un essai et rend le nouveau total de la fenêtre. */
  compter(cle: string, maintenant: number): number;
  oublier(cle: string): void;
}

/** `maximum` essais par `fenetre` millisecondes. En mémoire : chaque service compte les siens, ce qui multiplie la borne par le nombre de services. */
export const creerLimiteur = (maximum: number, fenetre: number, taille = 20_000): Limiteur => {
  const compteurs = new Map<string, Compteur>();
  const courant = (cle: string, maintenant: number): Compteur | undefined => {
    const compteur = compteurs.get(cle);
    if (compteur !== undefined && maintenant - compteur.depuis >= fenetre) {
      compteurs.delete(cle);
      return undefined;
    }
    return compteur;
  };
  return {
    attente: (cle, maintenant) => {
      const compteur = courant(cle, maintenant);
      return compteur !== undefined && compteur.nombre >= maximum ? compteur.depuis + fenetre - maintenant : 0;
    },
    compter: (cle, maintenant) => {
      const compteur = courant(cle, maintenant) ?? { nombre: 0, depuis: maintenant };
      compteur.nombre += 1;
      compteurs.set(cle, compteur);
      const ancienne = compteurs.keys().next().value;
      if (compteurs.size > taille && ancienne !== undefined) compteurs.delete(ancienne);
      return compteur.nombre;
    },
    oublier: (cle) => { compteurs.delete(cle); },
  };
};
