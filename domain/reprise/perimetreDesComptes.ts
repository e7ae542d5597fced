import { nomDepartement } from '../geographie/departements.ts';
import { siaoDe } from '../geographie/siao.ts';
import type { Perimetre, Profil } from '../profils.ts';
import { PROFILS } from '../profils.ts';
import { cleDeTri } from '../texte.ts';

/** Ce qu’il faut de l’offre pour savoir où une personne travaille. `identifiant` : celui de la reprise, quand la fiche en vient. */
export interface OffreDesComptes {
  readonly entites: readonly { readonly id: string; readonly identifiant: string | null; readonly nom: string; readonly siren: string | null; readonly finess: string | null; readonly departements: readonly string[] }[];
  readonly dispositifs: readonly { readonly id: string; readonly identifiant: string | null; readonly nom: string; readonly finess: string | null; readonly siret: string | null; readonly type: string; readonly entiteId: string; readonly departement: string }[];
}
/** Une fiche que nomme une structure du fichier. */
interface FicheCitee { readonly objet: 'entite' | 'dispositif'; readonly id: string; readonly nom: string; readonly entiteId: string; readonly maraude: boolean }
/** Une structure du fichier, et les fiches que son texte désigne : une seule, elle est trouvée ; plusieurs, personne ne choisit à la place de la personne. */
export interface StructureCherchee { readonly texte: string; readonly fiches: readonly FicheCitee[] }
/** Le périmètre d’un compte, ou pourquoi il reste à préciser. */
export type PerimetreTrouve = { readonly perimetre: Perimetre; readonly manque: null } | { readonly perimetre: null; readonly manque: string };

/** `dispositifs` : combien une entité en a dans le département. */
export interface Annuaire { readonly chercher: (texte: string) => StructureCherchee; readonly departements: (entiteId: string) => readonly string[]; readonly dispositifs: (entiteId: string) => number }
const MARAUDE = 'veille_sociale.maraude';

/** Range l’offre par ce qui la nomme. Un texte se lit du plus sûr au moins sûr : identifiant d’origine, FINESS, siret, siren, puis nom exact (sans accent ni casse) ; le premier rang qui répond décide. */
export const construireAnnuaire = ({ entites, dispositifs }: OffreDesComptes): Annuaire => {
  const rangs = Array.from({ length: 5 }, () => new Map<string, FicheCitee[]>());
  const ranger = (rang: number, cle: string | null, fiche: FicheCitee): void => {
    const table = rangs[rang];
    if (cle === null || cle === '' || table === undefined) return;
    const liste = table.get(cle);
    if (liste === undefined) table.set(cle, [fiche]); else liste.push(fiche);
  };
  const parEntite = new Map<string, number>();
  for (const { id, identifiant, nom, finess, siret, type, entiteId } of dispositifs) {
    const fiche: FicheCitee = { objet: 'dispositif', id, nom, entiteId, maraude: type === MARAUDE };
    parEntite.set(entiteId, (parEntite.get(entiteId) ?? 0) + 1);
    ranger(0, identifiant, fiche);
    ranger(1, finess, fiche);
    ranger(2, siret, fiche);
    ranger(4, cleDeTri(nom), fiche);
  }
  const parId = new Map(entites.map((entite) => [entite.id, entite.departements]));
  for (const { id, identifiant, nom, siren, finess } of entites) {
    const fiche: FicheCitee = { objet: 'entite', id, nom, entiteId: id, maraude: false };
    // l’identifiant d’une entité reprise est son siren : il ne doit pas se confondre avec celui d’une structure
    ranger(1, finess, fiche);
    ranger(3, siren ?? identifiant, fiche);
    ranger(4, cleDeTri(nom), fiche);
  }
  return {
    departements: (entiteId) => parId.get(entiteId) ?? [], dispositifs: (entiteId) => parEntite.get(entiteId) ?? 0,
    chercher: (texte) => {
      const [brut, chiffres, nom] = [texte.trim(), texte.replaceAll(/[\s.]/gu, ''), cleDeTri(texte)];
      const cles = [brut, chiffres, chiffres, chiffres, nom];
      for (const [rang, table] of rangs.entries()) {
        const fiches = table.get(cles[rang] ?? '');
        if (fiches !== undefined) return { texte, fiches };
      }
      return { texte, fiches: [] };
    },
  };
};

const citer = (textes: readonly string[]): string => textes.map((texte) => `« ${texte} »`).join(', ');

/** Où la personne agirait avec ce profil, d’après ses structures et le département du lot. Rien n’est deviné : le moindre doute laisse le périmètre à préciser, et dit pourquoi. */
export const resoudrePerimetre = (profil: Profil, structures: readonly StructureCherchee[], departement: string, annuaire: Annuaire): PerimetreTrouve => {
  const manque = (phrase: string): PerimetreTrouve => ({ perimetre: null, manque: phrase });
  const trouve = (perimetre: Perimetre): PerimetreTrouve => ({ perimetre, manque: null });
  const genre = PROFILS[profil].perimetre;
  if (genre === 'national') return trouve({ genre });
  if (genre === 'departements') return trouve({ genre, departements: [departement] });
  if (genre === 'siao') { const { siao, departements } = siaoDe(departement); return trouve({ genre, siao, departements }); }
  if (structures.length === 0) return manque('Le fichier ne dit pas sa structure.');
  const inconnues = structures.filter(({ fiches }) => fiches.length === 0);
  if (inconnues.length > 0) return manque(`Pas dans l’offre : ${citer(inconnues.map(({ texte }) => texte))}.`);
  const ambigues = structures.filter(({ fiches }) => fiches.length > 1);
  if (ambigues.length > 0) return manque(`Plusieurs fiches portent ce nom : ${citer(ambigues.map(({ texte }) => texte))}.`);
  const fiches = structures.flatMap((structure) => structure.fiches);
  const entites = [...new Set(fiches.map(({ entiteId }) => entiteId))];
  const [entiteId] = entites;
  if (entiteId === undefined || entites.length > 1) return manque('Ses structures sont de plusieurs entités : un compte n’en a qu’une.');
  if (genre === 'entite') return annuaire.departements(entiteId).includes(departement) ? trouve({ genre, entiteId, departements: [departement] }) : manque(`Son entité n’est pas rattachée au département ${departement}.`);
  const entiere = fiches.filter(({ objet }) => objet === 'entite');
  if (entiere.length > 0) return manque(`${citer(entiere.map(({ nom }) => nom))} est une entité : dire lesquels de ses dispositifs.`);
  return trouve({ genre, entiteId, dispositifs: [...new Set(fiches.map(({ id }) => id))].sort() });
};

/** Un périmètre en toutes lettres, avec les noms que l’offre connaît. */
export const libellePerimetre = (perimetre: Perimetre, { entites, dispositifs }: OffreDesComptes): string => {
  switch (perimetre.genre) {
    case 'national': return 'France entière';
    case 'departements': return perimetre.departements.map((code) => `${code} – ${nomDepartement(code)}`).join(', ');
    case 'siao': return siaoDe(perimetre.departements[0] ?? '').libelle;
    case 'entite': return entites.find(({ id }) => id === perimetre.entiteId)?.nom ?? 'une entité que ce poste ne connaît pas';
    case 'dispositifs': return perimetre.dispositifs.map((cherche) => dispositifs.find(({ id }) => id === cherche)?.nom ?? 'un dispositif que ce poste ne connaît pas').join(', ');
  }
};
