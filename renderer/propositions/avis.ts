import type { Avis } from '../../contract/methodesPropositions.ts';

/** Ce qui a été décidé d’un coup sur une fiche, par une personne : une phrase, et les avis qu’elle dit. */
export interface Nouvelle { readonly cle: string; readonly genre: Avis['genre']; readonly objet: Avis['objet']; readonly ficheId: string; readonly propositionId: string | null; readonly phrase: string; readonly le: string; readonly cles: readonly string[] }

const enumerer = (textes: readonly string[]): string => (textes.length < 2 ? textes.join('') : `${textes.slice(0, -1).join(', ')} et ${textes.at(-1) ?? ''}`);
const VERBES: Readonly<Record<string, string>> = { prevalider: 'a prévalidé', valider: 'a validé', renvoyer: 'a renvoyé à corriger', refuser: 'a refusé', suspendre: 'a suspendu', retablir: 'a rétabli' };

const phraseDe = (avis: readonly Avis[]): string => {
  const [premier] = avis;
  if (premier === undefined) return '';
  const motifs = [...new Set(avis.flatMap(({ motif }) => (motif === null ? [] : [motif])))];
  const motif = motifs.length === 0 ? '' : ` (${motifs.map((texte) => texte.replace(/\.$/u, '')).join(' ; ')})`;
  if (premier.genre === 'fiche') return `${premier.par} ${VERBES[premier.decision] ?? 'a décidé de'} « ${premier.fiche} »${motif}.`;
  const champs = (decision: string): string => enumerer(avis.filter((lu) => lu.decision === decision).map(({ champ }) => champ ?? ''));
  const verbes = [champs('acceptee') === '' ? '' : `accepté ${champs('acceptee')}`, champs('refusee') === '' ? '' : `refusé ${champs('refusee')}${motif}`].filter((partie) => partie !== '');
  return `« ${premier.fiche} » : ${premier.par} a ${verbes.join(' et ')}.`;
};

/** Regroupe les avis d’une même proposition et d’une même personne ; un pas du circuit reste seul. L’ordre reçu (le plus récent d’abord) est gardé. */
export const nouvellesDe = (avis: readonly Avis[]): readonly Nouvelle[] => {
  const groupes = new Map<string, Avis[]>();
  for (const lu of avis) {
    const cle = lu.propositionId === null ? lu.cle : `${lu.propositionId}:${lu.par}`;
    groupes.set(cle, [...(groupes.get(cle) ?? []), lu]);
  }
  return [...groupes].flatMap(([cle, lus]): Nouvelle[] => {
    const [premier] = lus;
    return premier === undefined ? [] : [{ cle, genre: premier.genre, objet: premier.objet, ficheId: premier.ficheId, propositionId: premier.propositionId, phrase: phraseDe(lus), le: premier.le, cles: lus.map((lu) => lu.cle) }];
  });
};
