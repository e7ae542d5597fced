import type { LigneControle } from '../../contract/methodesControles.ts';
import { completude } from '../../domain/objets/champ.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { CodeControle, ObjetControle } from '../../domain/qualite/controles.ts';
import type { Constat, ContexteControles, OffreControlee } from '../../domain/qualite/constats.ts';
import { compterConstats, relever } from '../../domain/qualite/constats.ts';
import type { BaseEcriture, BaseLecture } from '../base.ts';
import { gardee } from '../gardes.ts';
import { marqueDuJour, memoireDe } from '../indicateurs/memoire.ts';
import { lireLignesCache } from '../lignes.ts';

const json = <T>(texte: string | null): T => (texte === null ? null as T : JSON.parse(texte) as T);
/** Le taux est arrondi vers le bas, sur moins de cent champs : il n’y a qu’un nombre de champs remplis qui le donne. */
const champsDe = (objet: ObjetControle): ((taux: number) => { readonly attendus: number; readonly remplis: number }) => {
  const attendus = Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
  return (taux) => ({ attendus, remplis: Math.ceil((taux * attendus) / 100) });
};

/** L’offre que le poste tient, réduite à ce que les contrôles lisent. Colonne par colonne : au pays entier, soixante-dix mille fiches, que chaque accueil relit après une écriture. */
const lireOffre = (base: BaseLecture): OffreControlee => {
  const [entite, dispositif, groupe] = [champsDe('entite'), champsDe('dispositif'), champsDe('groupe')];
  type Commune = [id: string, departement: string, nom: string, statut: string, modifieLe: string, taux: number];
  return {
    entites: base.bruts<[...Commune, string | null, string, string | null]>('select id, departement, "raisonSociale", statut, "modifieLe", completude, siren, departements, "conventionP177" from entite')
      .map(([id, departement, nom, statut, modifieLe, taux, siren, departements, convention]) => ({ id, departement, nom, statut, modifieLe, ...entite(taux), siren, departements: json(departements), conventionP177: json(convention) })),
    dispositifs: base.bruts<[...Commune, string, string, string | null, string, string | null, string | null]>('select id, departement, nom, statut, "modifieLe", completude, "entiteId", nature, siret, financements, "delegationSiao", "occupationDeclaree" from dispositif')
      .map(([id, departement, nom, statut, modifieLe, taux, entiteId, nature, siret, financements, delegation, declaree]) => { const { attendus, remplis } = dispositif(taux); return { id, departement, nom, statut, modifieLe, attendus, remplis, entiteId, nature, siret, financements: json(financements), delegationSiao: json(delegation), occupationDeclaree: json(declaree) }; }),
    groupes: base.bruts<[id: string, departement: string, nom: string, modifieLe: string, taux: number, dispositifId: string, ouverture: string, fermeture: string | null, capacite: number]>('select id, departement, libelle, "modifieLe", completude, "dispositifId", ouverture, fermeture, "capaciteJour" from groupe')
      .map(([id, departement, nom, modifieLe, taux, dispositifId, ouverture, fermeture, capacite]) => { const { attendus, remplis } = groupe(taux); return { id, departement, nom, modifieLe, attendus, remplis, dispositifId, ouverture, fermeture, capacite }; }),
  };
};

/** Ce que les contrôles relèvent sur le poste ; gardé avec les faits des indicateurs, tant que rien n’y est écrit et que le jour ne change pas. */
export const releverCache = (base: BaseEcriture, contexte: ContexteControles): readonly Constat[] => memoireDe(base, marqueDuJour(contexte.aujourdhui, contexte.compteesEnPlaces))('controles', () => relever(lireOffre(base), contexte));

type Nombres = readonly (readonly [CodeControle, number])[];
/** Combien chaque contrôle relève, en tout et sur un territoire. Gardé tant que l’offre ne change pas ; `marque` nulle : recompté. */
export const compterCache = (base: BaseEcriture, contexte: ContexteControles, territoire: ReadonlySet<string>, marque: string | null): { readonly nombres: ReadonlyMap<CodeControle, number>; readonly duTerritoire: ReadonlyMap<CodeControle, number> } => {
  const [nombres, duTerritoire] = gardee<readonly [Nombres, Nombres]>(base, 'controles', marque === null ? null : `${marque}|${[...territoire].join()}`, () => {
    const constats = releverCache(base, contexte);
    return [[...compterConstats(constats)], [...compterConstats(constats, territoire)]];
  });
  return { nombres: new Map(nombres), duTerritoire: new Map(duTerritoire) };
};

const NOMS: Readonly<Record<ObjetControle, string>> = {
  entite: 'select id, code, "raisonSociale" as nom, null as parent, id as "entiteId", null as "dispositifId", departement, statut, "cleTri" from entite where id in (select value from json_each(?))',
  dispositif: 'select d.id, d.code, d.nom, e."raisonSociale" as parent, d."entiteId", d.id as "dispositifId", d.departement, d.statut, d."cleTri" from dispositif d left join entite e on e.id = d."entiteId" where d.id in (select value from json_each(?))',
  groupe: 'select g.id, g.code, g.libelle as nom, d.nom as parent, g."entiteId", g."dispositifId", g.departement, d.statut, g."cleTri" from groupe g left join dispositif d on d.id = g."dispositifId" where g.id in (select value from json_each(?))',
};
const OBJETS = ['entite', 'dispositif', 'groupe'] as const;
type Nommee = Omit<LigneControle, 'objet' | 'constat' | 'depuis' | 'autre'> & { readonly cleTri: string };

/** Les fiches qu’un contrôle relève, nommées, les plus anciennes d’abord, puis par département et par nom ; une fiche incomplète dit les champs qui lui manquent. `maximum` : au-delà, la liste s’arrête. */
export const listerControle = (base: BaseEcriture, controle: CodeControle, contexte: ContexteControles, maximum: number): { readonly total: number; readonly lignes: readonly LigneControle[] } => {
  const retenus = releverCache(base, contexte).filter((constat) => constat.controle === controle);
  const lignes = OBJETS.flatMap((objet) => {
    const siens = new Map(retenus.filter((constat) => constat.objet === objet).map((constat) => [constat.id, constat]));
    const ids = [...siens.keys()];
    const manquants = controle === 'incompletes' ? new Map(lireLignesCache(base, objet, ids.slice(0, maximum)).map((ligne) => [ligne.id, completude(CHAMPS[objet], ligne as unknown as Readonly<Record<string, unknown>>).manquants.map((champ) => CHAMPS[objet][champ]?.libelle ?? champ)])) : null;
    return base.tous<Nommee>(NOMS[objet], JSON.stringify(ids)).map((nommee) => {
      const constat = siens.get(nommee.id) as Constat;
      const manque = manquants?.get(nommee.id);
      return { ...nommee, objet, constat: manque === undefined ? constat.texte : `Manque\u00a0: ${manque.join(', ').toLowerCase()}`, depuis: constat.depuis, autre: constat.autre };
    });
  });
  lignes.sort((une, autre) => {
    if (une.depuis !== autre.depuis) return (une.depuis ?? '') < (autre.depuis ?? '') ? -1 : 1;
    if (une.departement !== autre.departement) return une.departement < autre.departement ? -1 : 1;
    return une.cleTri < autre.cleTri ? -1 : une.cleTri > autre.cleTri ? 1 : une.id < autre.id ? -1 : 1;
  });
  return { total: lignes.length, lignes: lignes.slice(0, maximum).map(({ cleTri: _cle, ...ligne }) => ligne) };
};
