/** Hasard reproductible : la même graine et les mêmes étiquettes donnent toujours la même suite, sur toute machine. */
export interface Alea {
  /** Réel de [0, 1[. */
  reel(): number;
  /** Entier de [min, max], bornes comprises. */
  entier(min: number, max: number): number;
  /** Vrai avec la probabilité donnée. */
  chance(probabilite: number): boolean;
  /** Un élément au hasard ; la liste n’est pas vide. */
  choisir<T>(liste: readonly T[]): T;
  /** Un élément tiré selon son poids : `[valeur, poids]`. */
  peser<T>(paires: readonly (readonly [T, number])[]): T;
  /** Copie mélangée. */
  melanger<T>(liste: readonly T[]): T[];
}

/** Hache un texte en quatre mots de 32 bits (xmur3, domaine public). */
const hacher = (texte: string): () => number => {
  let h = 1_779_033_703 ^ texte.length;
  for (let rang = 0; rang < texte.length; rang += 1) {
    h = Math.imul(h ^ texte.charCodeAt(rang), 3_432_918_353);
    h = (h << 13) | (h >>> 19);
  }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2_246_822_507);
    h = Math.imul(h ^ (h >>> 13), 3_266_489_909);
    h ^= h >>> 16;
    return h >>> 0;
  };
};

/** Générateur sfc32 (domaine public), amorcé par la graine et des étiquettes : chaque sujet a sa suite, et n’en décale pas une autre. */
export const creerAlea = (graine: number, ...etiquettes: readonly string[]): Alea => {
  const mot = hacher([String(graine), ...etiquettes].join('\u0000'));
  let a = mot(), b = mot(), c = mot(), d = 1;
  const suivant = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let tour = 0; tour < 12; tour += 1) suivant();
  const reel = (): number => suivant() / 4_294_967_296;
  const entier = (min: number, max: number): number => min + Math.floor(reel() * (max - min + 1));
  return {
    reel,
    entier,
    chance: (probabilite) => reel() < probabilite,
    choisir: <T>(liste: readonly T[]) => liste[entier(0, liste.length - 1)] as T,
    peser: <T>(paires: readonly (readonly [T, number])[]) => {
      let reste = reel() * paires.reduce((total, [, poids]) => total + poids, 0);
      for (const [valeur, poids] of paires) {
        reste -= poids;
        if (reste < 0) return valeur;
      }
      return (paires.at(-1) as readonly [T, number])[0];
    },
    melanger: <T>(liste: readonly T[]) => {
      const copie = [...liste];
      for (let rang = copie.length - 1; rang > 0; rang -= 1) {
        const autre = entier(0, rang);
        [copie[rang], copie[autre]] = [copie[autre] as T, copie[rang] as T];
      }
      return copie;
    },
  };
};

/** Numéros d’objets dans les UUID : `compte` sert aux personnes, avec ou sans compte. */
const SORTES = { entite: 1, dispositif: 2, groupe: 3, place: 4, compte: 5 } as const;
const hexa = (nombre: number, chiffres: number): string => nombre.toString(16).padStart(chiffres, '0');

/**
 * UUID de version 8 (RFC 9562, contenu libre) : rang du département, sorte, numéro d’ordre, puis une empreinte de la graine. L’ordre des UUID
 * suit l’ordre de création, ce qui garde les index de la base compacts. `rang` : 0 à 255 ; `numero` : moins de 2^36.
 */
export const uuidDuSemis = (graine: number, sorte: keyof typeof SORTES, rang: number, numero: number): string => {
  const debut = `${hexa(rang, 2)}${hexa(SORTES[sorte], 1)}${hexa(numero, 9)}`;
  const mot = hacher(`${graine}\u0000${debut}`);
  return `${debut.slice(0, 8)}-${debut.slice(8)}-8${hexa(mot() & 0xfff, 3)}-${hexa(0x8000 | (mot() & 0x3fff), 4)}-${hexa(mot(), 8)}${hexa(mot() & 0xffff, 4)}`;
};
