/** Codes de sortie de la console. Documentés par `--help` et `console/README.md`. */
export const SORTIES = { reussi: 0, anomalies: 1, usage: 2, fichier: 3, interne: 4 } as const;
export type Sortie = typeof SORTIES[keyof typeof SORTIES];
export const LIBELLES_SORTIES: Readonly<Record<Sortie, string>> = {
  0: 'réussi', 1: 'anomalies ou refus trouvés', 2: 'mauvais usage de la commande', 3: 'fichier, dossier, base ou réseau en défaut', 4: 'erreur inattendue du programme',
};

/** Arrêt voulu : une phrase en français pour la personne, et le code de sortie. */
export class ErreurConsole extends Error {
  readonly sortie: Sortie;
  constructor(sortie: Sortie, message: string) {
    super(message);
    this.name = 'ErreurConsole';
    this.sortie = sortie;
  }
}

export interface OptionVerbe {
  readonly type: 'string' | 'boolean';
  /** Nom de la valeur dans l’aide (`N`, `DOSSIER`). */
  readonly valeur?: string;
  readonly aide: string;
}

/** Ce qu’un verbe reçoit. Il n’écrit que par `ecrire` (JSON, sortie standard) et `dire` (messages, erreur standard). */
export interface ContexteVerbe {
  readonly texte: (option: string) => string | undefined;
  readonly oui: (option: string) => boolean;
  readonly positionnels: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dire: (message: string) => void;
  /** Écrit un document JSON ; `ligne` le garde sur une seule ligne. */
  readonly ecrire: (document: unknown, forme?: 'ligne') => void;
}

export interface Verbe {
  /** Un ou deux mots : « seed », « reprise check ». */
  readonly nom: string;
  readonly resume: string;
  readonly positionnels: readonly { readonly nom: string; readonly aide: string }[];
  readonly options: Readonly<Record<string, OptionVerbe>>;
  readonly executer: (contexte: ContexteVerbe) => Promise<Sortie>;
}

/** Options communes aux verbes qui ouvrent une base. */
export const OPTIONS_BASE = {
  dossier: { type: 'string', valeur: 'DOSSIER', aide: 'base PGlite de ce dossier ; sans elle, DATABASE_URL (PostgreSQL), sinon le dossier de données de la personne' },
} as const satisfies Record<string, OptionVerbe>;

/** Lit un entier ; refuse (code 2) ce qui n’en est pas un, ou qui sort des bornes. */
export const lireEntier = (contexte: ContexteVerbe, option: string, defaut: number, min: number, max: number): number => {
  const texte = contexte.texte(option);
  if (texte === undefined) return defaut;
  const nombre = Number(texte);
  if (!/^\d{1,15}$/u.test(texte) || nombre < min || nombre > max) throw new ErreurConsole(SORTIES.usage, `--${option} attend un entier de ${min} à ${max} : « ${texte} » ne convient pas.`);
  return nombre;
};

/** Lit un choix fermé ; refuse (code 2) une autre valeur. */
export const lireChoix = <T extends string>(contexte: ContexteVerbe, option: string, choix: readonly T[], defaut?: T): T => {
  const texte = contexte.texte(option) ?? defaut;
  const trouve = choix.find((candidat) => candidat === texte);
  if (trouve === undefined) throw new ErreurConsole(SORTIES.usage, texte === undefined ? `--${option} est obligatoire : ${choix.join(', ')}.` : `--${option} attend ${choix.join(', ')} : « ${texte} » ne convient pas.`);
  return trouve;
};

const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });
export const aujourdhuiAParis = (): string => PARIS.format(new Date());
/** La date donnée par l’option, ou celle du jour à Paris. Refuse (code 2) une date qui n’existe pas. */
export const lireDate = (contexte: ContexteVerbe, option: string): string => {
  const texte = contexte.texte(option);
  if (texte === undefined) return aujourdhuiAParis();
  const instant = /^\d{4}-\d{2}-\d{2}$/u.test(texte) ? Date.parse(`${texte}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== texte) throw new ErreurConsole(SORTIES.usage, `--${option} attend une date AAAA-MM-JJ : « ${texte} » ne convient pas.`);
  return texte;
};
