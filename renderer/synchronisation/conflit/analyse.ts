import type { CommandeEnFile } from '../../../contract/poste.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { forme } from '../../offre/formulaire/lecture.ts';
import { CONFLIT } from '../textes.ts';

export type Ligne = Readonly<Record<string, unknown>>;
/** `autre` : valeur saisie dans la fenêtre ; `erreur` : pourquoi elle ne convient pas encore. */
export type Choix = { readonly genre: 'mienne' | 'leur' | 'union' } | { readonly genre: 'autre'; readonly valeur: unknown; readonly erreur: string | null };
export type ChoixParChamp = Readonly<Record<string, Choix>>;

/** Un champ changé sans conflit. `deux` : les deux côtés ont écrit la même valeur. */
export interface ChampFusionne { readonly champ: string; readonly cote: 'mienne' | 'leur' | 'deux'; readonly avant: unknown; readonly apres: unknown }
export interface Analyse { readonly conflits: readonly string[]; readonly fusionnes: readonly ChampFusionne[] }

const estObjet = (valeur: unknown): valeur is Record<string, unknown> => typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur);
export const argsDe = ({ args }: CommandeEnFile): Ligne => (estObjet(args) ? args : {});
/** Champs qu’une modification porte ; vide pour un geste du circuit, qui porte sur l’étape. */
export const mesChamps = (commande: CommandeEnFile): Ligne => {
  const { champs } = argsDe(commande);
  return estObjet(champs) ? champs : {};
};

const estVide = (valeur: unknown): boolean => valeur === undefined || valeur === null || valeur === '';
export const memeValeur = (gauche: unknown, droite: unknown): boolean => (estVide(gauche) && estVide(droite)) || forme(gauche ?? null) === forme(droite ?? null);

/** Libellé d’un champ, « Étape du circuit » pour le statut. */
export const libelleChamp = ({ objet }: CommandeEnFile, champ: string): string => (champ === 'statut' ? CONFLIT.etape : (CHAMPS[objet][champ]?.libelle ?? champ));

/**
 * Compare base, mienne et leur. Ne demande un choix que pour un champ que les deux côtés ont changé vers des valeurs différentes. Sans base (fiche créée ici),
 * seul le service sait ce qu’il a changé : sa liste de champs fait foi.
 */
export const analyser = (commande: CommandeEnFile): Analyse => {
  const miennes = mesChamps(commande);
  const serveur = commande.serveur ?? {};
  const { base } = commande;
  const conflits: string[] = [];
  const fusionnes: ChampFusionne[] = [];
  const ordre = [...Object.keys(CHAMPS[commande.objet]), 'statut'];
  for (const champ of ordre) {
    const avant = base === null ? undefined : base[champ];
    const leurChange = base === null ? commande.champs.includes(champ) : !memeValeur(avant, serveur[champ]);
    if (champ in miennes) {
      if (memeValeur(miennes[champ], serveur[champ])) fusionnes.push({ champ, cote: leurChange ? 'deux' : 'mienne', avant, apres: miennes[champ] });
      else if (leurChange) conflits.push(champ);
      else fusionnes.push({ champ, cote: 'mienne', avant, apres: miennes[champ] });
    } else if (base !== null && leurChange) fusionnes.push({ champ, cote: 'leur', avant, apres: serveur[champ] });
  }
  return { conflits, fusionnes };
};

export const estListe = (commande: CommandeEnFile, champ: string): boolean => CHAMPS[commande.objet][champ]?.sorte === 'liste';
/** Les deux listes à la suite, dans l’ordre, sans doublon de valeur. Des capacités datées se rangent par date. */
const unir = (champ: string, mienne: unknown, leur: unknown): readonly unknown[] => {
  const resultat: unknown[] = [];
  for (const element of [...(Array.isArray(mienne) ? mienne as unknown[] : []), ...(Array.isArray(leur) ? leur as unknown[] : [])]) if (!resultat.some((deja) => memeValeur(deja, element))) resultat.push(element);
  return champ === 'capacites' ? (resultat as { depuis: string }[]).sort((gauche, droite) => gauche.depuis.localeCompare(droite.depuis)) : resultat;
};
/** Pourquoi les deux listes ne peuvent pas être gardées ensemble ; `null` si elles le peuvent. */
export const raisonSansUnion = (champ: string, mienne: unknown, leur: unknown): string | null => {
  if (champ !== 'capacites') return null;
  const dates = (unir(champ, mienne, leur) as { depuis: string }[]).map(({ depuis }) => depuis);
  return new Set(dates).size === dates.length ? null : CONFLIT.capacitesMemeDate;
};

export const valeurRetenue = (commande: CommandeEnFile, champ: string, choix: Choix): unknown => {
  switch (choix.genre) {
    case 'mienne': return mesChamps(commande)[champ];
    case 'leur': return commande.serveur?.[champ];
    case 'union': return unir(champ, mesChamps(commande)[champ], commande.serveur?.[champ]);
    case 'autre': return choix.valeur;
  }
};

/** La fiche telle que les choix la feraient : la ligne du service, mes champs seuls à moi, et ce qui est retenu (à défaut la mienne si `sinonMienne`). */
export const ficheRetenue = (commande: CommandeEnFile, { conflits, fusionnes }: Analyse, choix: ChoixParChamp, sinonMienne: boolean): Ligne => {
  const retenus = conflits.flatMap((champ): [string, unknown][] => {
    const choisi = choix[champ];
    if (choisi !== undefined) return [[champ, valeurRetenue(commande, champ, choisi)]];
    return sinonMienne ? [[champ, mesChamps(commande)[champ]]] : [];
  });
  return { ...commande.serveur, ...Object.fromEntries(fusionnes.filter(({ cote }) => cote === 'mienne').map(({ champ, apres }) => [champ, apres])), ...Object.fromEntries(retenus) };
};

/** La commande qui tient lieu de celle en conflit ; `null` quand les choix ne changent rien à la fiche du service. */
export const commandeRetenue = (commande: CommandeEnFile, analyse: Analyse, choix: ChoixParChamp): { readonly nom: string; readonly args: unknown } | null => {
  const retenue = ficheRetenue(commande, analyse, choix, false);
  const champs = Object.fromEntries(Object.keys(mesChamps(commande)).filter((champ) => !memeValeur(retenue[champ], commande.serveur?.[champ])).map((champ) => [champ, retenue[champ]]));
  if (Object.keys(champs).length === 0) return null;
  return { nom: commande.nom, args: { ...argsDe(commande), id: commande.id, champs } };
};

export const parcoursDe = (ligne: Ligne | null): readonly Pas[] => (Array.isArray(ligne?.['parcours']) ? ligne['parcours'] as Pas[] : []);
/** Nom de qui a fait cette révision, quand le parcours de la fiche le connaît : une ligne ne garde que l’identifiant. */
export const auteurDe = (ligne: Ligne | null, moi: { readonly id: string; readonly nom: string }): string | null => {
  const par = ligne?.['modifiePar'];
  if (typeof par !== 'string') return null;
  if (par === moi.id) return `${moi.nom}, d’un autre poste`;
  return [...parcoursDe(ligne)].reverse().find((pas) => pas.par === par)?.nom ?? null;
};
