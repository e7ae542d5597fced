import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DefinitionVue, Filtre, LigneOffre, TotauxOffre } from '../contract/poste.ts';
import type { BaseLecture } from './base.ts';
import { attentesParFiche } from './file.ts';
import { contient, et, motsDe } from './rechercheTexte.ts';
import { requetes } from './schema.ts';

/**
 * Une vue ouverte de la grille Offre : la suite ordonnée des lignes, par genre et `rang`. Le tri, les filtres et la recherche se font en SQL ;
 * ici on ne garde que des nombres (9 octets par ligne), et une fenêtre se relit par clé primaire, quelle que soit sa place.
 */
export interface Vue { readonly definition: DefinitionVue; readonly genres: Uint8Array; readonly rangs: Int32Array; readonly total: number; readonly totaux: TotauxOffre; readonly filtres: TotauxOffre }

const GENRES = ['entite', 'dispositif', 'groupe'] as const;
type Genre = (typeof GENRES)[number];
/** Statuts dont les places sont au parc : les autres affichent « — » en occupation. */
const AU_PARC = sql`d.statut in ('valide', 'suspendu')`;

/** Sommes de places d’un dispositif (`d`), par ses groupes. */
const SOMMES = sql`select g."dispositifId" as id, sum(g."capaciteJour") as capacite, sum(coalesce(a.occupees, 0)) as occupees, sum(coalesce(a.indisponibles, 0)) as indisponibles, sum(coalesce(a.libres, 0)) as libres, count(*) as groupes
  from groupe g left join agregat a on a."groupeId" = g.id group by g."dispositifId"`;

interface Colonne { readonly tri: RawBuilder<unknown>; readonly triEntite: RawBuilder<unknown>; readonly triGroupe: RawBuilder<unknown>; readonly genre: 'texte' | 'code' | 'nombre' }
const texte = (dispositif: RawBuilder<unknown>, entite: RawBuilder<unknown>, groupe: RawBuilder<unknown>, genre: Colonne['genre'] = 'texte'): Colonne => ({ tri: dispositif, triEntite: entite, triGroupe: groupe, genre });
/** Colonnes triables et filtrables : l’expression au niveau du dispositif, de l’entité, du groupe. */
const COLONNES_GRILLE: Readonly<Record<string, Colonne>> = {
  nom: texte(sql`d."cleTri"`, sql`e."cleTri"`, sql`g."cleTri"`),
  code: texte(sql`d.code`, sql`e.code`, sql`g.code`),
  entite: texte(sql`e."cleTri"`, sql`e."cleTri"`, sql`g."cleTri"`),
  commune: texte(sql`d.commune`, sql`e.commune`, sql`g.commune`, 'code'),
  departement: texte(sql`d.departement`, sql`e.departement`, sql`g.departement`, 'code'),
  nature: texte(sql`d.nature`, sql`e."cleTri"`, sql`g.modalite`, 'code'),
  type: texte(sql`d.type`, sql`e."cleTri"`, sql`g.modalite`, 'code'),
  statut: texte(sql`d.statut`, sql`e.statut`, sql`g."cleTri"`, 'code'),
  capacite: texte(sql`s.capacite`, sql`se.capacite`, sql`g."capaciteJour"`, 'nombre'),
  occupees: texte(sql`case when ${AU_PARC} then s.occupees end`, sql`se.occupees`, sql`a.occupees`, 'nombre'),
  indisponibles: texte(sql`case when ${AU_PARC} then s.indisponibles end`, sql`se.indisponibles`, sql`a.indisponibles`, 'nombre'),
  libres: texte(sql`case when ${AU_PARC} then s.libres end`, sql`se.libres`, sql`a.libres`, 'nombre'),
  completude: texte(sql`d.completude`, sql`e.completude`, sql`g.completude`, 'nombre'),
  modifieLe: texte(sql`d."modifieLe"`, sql`e."modifieLe"`, sql`g."modifieLe"`),
};

const conditionFiltre = (nom: string, filtre: Filtre): RawBuilder<boolean> | null => {
  const colonne = COLONNES_GRILLE[nom];
  if (colonne === undefined) return null;
  switch (filtre.genre) {
    case 'contient': {
      const mots = motsDe(filtre.texte);
      if (mots.length === 0) return null;
      // une commune se cherche par son nom, qui est dans la clé de recherche de la ligne ; un nom, dans ceux des trois niveaux
      const cible = nom === 'entite' ? sql`e."cleTri"` : nom === 'nom' ? sql`(e."cleTri" || ' ' || d."cleTri")` : nom === 'commune' ? sql`d.recherche` : nom === 'code' ? sql`lower(coalesce(d.code, ''))` : sql`coalesce(${colonne.tri}, '')`;
      return mots.map((mot) => contient(cible, nom === 'code' ? filtre.texte.toLowerCase().trim() : mot)).reduce((gauche, droite) => sql<boolean>`${gauche} and ${droite}`);
    }
    case 'parmi': return sql<boolean>`coalesce(${colonne.tri}, '') in (select value from json_each(${JSON.stringify(filtre.valeurs)}))`;
    case 'entre': {
      if (filtre.min === null && filtre.max === null) return null;
      const bas = filtre.min === null ? sql<boolean>`true` : sql<boolean>`coalesce(${colonne.tri}, 0) >= ${filtre.min}`;
      return filtre.max === null ? bas : sql<boolean>`${bas} and coalesce(${colonne.tri}, 0) <= ${filtre.max}`;
    }
  }
};

const rechercheGlobale = (recherche: string): RawBuilder<boolean> | null => {
  const mots = motsDe(recherche);
  if (mots.length === 0) return null;
  return mots.map((mot) => sql<boolean>`(${contient(sql`d.recherche`, mot)} or ${contient(sql`e.recherche`, mot)} or exists (select 1 from groupe gr where gr."dispositifId" = d.id and ${contient(sql`gr.recherche`, mot)}))`)
    .reduce((gauche, droite) => sql<boolean>`${gauche} and ${droite}`);
};

const conditions = (definition: DefinitionVue, sauf?: string): RawBuilder<boolean>[] => [
  rechercheGlobale(definition.recherche),
  ...Object.entries(definition.filtres).filter(([nom]) => nom !== sauf).map(([nom, filtre]) => conditionFiltre(nom, filtre)),
].filter((condition): condition is RawBuilder<boolean> => condition !== null);

/** Ordre demandé, complété du nom puis de l’identifiant : l’ordre est total, deux ouvertures donnent la même suite. */
const ordre = (definition: DefinitionVue, niveau: 'tri' | 'triEntite' | 'triGroupe', alias: RawBuilder<unknown>): RawBuilder<unknown> => {
  const termes = definition.tri.flatMap(({ colonne, sens }) => {
    const expression = COLONNES_GRILLE[colonne]?.[niveau];
    return expression === undefined ? [] : [sens === 'asc' ? sql`${expression} asc nulls last` : sql`${expression} desc nulls last`];
  });
  return sql.join([...termes, sql`${alias}."cleTri"`, sql`${alias}.id`], sql`, `);
};

interface DispositifTrie { rang: number; id: string; entiteId: string; capacite: number | null }
const lireDispositifs = (base: BaseLecture, definition: DefinitionVue): DispositifTrie[] => base.requete(sql<DispositifTrie>`
  with s as (${SOMMES}) select d.rang, d.id, d."entiteId", s.capacite from dispositif d join entite e on e.id = d."entiteId" left join s on s.id = d.id
  where ${et(conditions(definition))} order by ${ordre(definition, 'tri', sql`d`)}`.compile(requetes));

interface EntiteTriee { rang: number; id: string; trouvee: number }
const lireEntites = (base: BaseLecture, definition: DefinitionVue): EntiteTriee[] => {
  // une entité sans dispositif reste visible quand rien ne filtre les dispositifs et que la recherche la désigne
  const mots = motsDe(definition.recherche);
  const trouvee = mots.length === 0 ? sql`1` : mots.map((mot) => contient(sql`e.recherche`, mot)).reduce((gauche, droite) => sql<boolean>`${gauche} and ${droite}`);
  return base.requete(sql<EntiteTriee>`
    with s as (${SOMMES}), se as (select d."entiteId" as id, sum(s.capacite) as capacite, sum(case when ${AU_PARC} then s.occupees end) as occupees, sum(case when ${AU_PARC} then s.indisponibles end) as indisponibles,
      sum(case when ${AU_PARC} then s.libres end) as libres from dispositif d left join s on s.id = d.id group by d."entiteId")
    select e.rang, e.id, ${trouvee} as trouvee from entite e left join se on se.id = e.id order by ${ordre(definition, 'triEntite', sql`e`)}`.compile(requetes));
};

const parCle = <T>(lignes: readonly T[], cle: (ligne: T) => string): Map<string, T[]> => {
  const groupes = new Map<string, T[]>();
  for (const ligne of lignes) {
    const liste = groupes.get(cle(ligne));
    if (liste === undefined) groupes.set(cle(ligne), [ligne]);
    else liste.push(ligne);
  }
  return groupes;
};

const estDeplie = (definition: DefinitionVue, exceptions: ReadonlySet<string>, genre: Genre, id: string): boolean => {
  const defaut = definition.deplie === 'tout' || (definition.deplie === 'dispositifs' && genre === 'entite');
  return exceptions.has(id) ? !defaut : defaut;
};

const compter = (base: BaseLecture): TotauxOffre => base.un<TotauxOffre>(`select (select count(*) from entite) as entites, (select count(*) from dispositif) as dispositifs,
  (select count(*) from groupe) as groupes, (select coalesce(sum("capaciteJour"), 0) from groupe g join dispositif d on d.id = g."dispositifId" where d.statut in ('valide', 'suspendu')) as capacite`) as TotauxOffre;

/** Ouvre une vue : exécute les requêtes et fige la suite des lignes. Environ 50 ms pour 10 000 dispositifs. */
export const ouvrirVue = (base: BaseLecture, definition: DefinitionVue): Vue => {
  const dispositifs = lireDispositifs(base, definition);
  const filtree = conditions(definition).length > 0;
  const suite: [number, number][] = [];
  let entites = 0;
  const idsDispositifs = JSON.stringify(dispositifs.map(({ id }) => id));
  const groupesFiltres = filtree ? (base.un<{ n: number }>('select count(*) as n from groupe where "dispositifId" in (select value from json_each(?))', idsDispositifs)?.n ?? 0) : -1;
  if (definition.mode === 'liste') {
    for (const { rang } of dispositifs) suite.push([1, rang]);
    entites = new Set(dispositifs.map(({ entiteId }) => entiteId)).size;
  } else {
    const exceptions = new Set(definition.exceptions);
    const enfants = parCle(dispositifs, ({ entiteId }) => entiteId);
    const ouverts = dispositifs.filter(({ id }) => estDeplie(definition, exceptions, 'dispositif', id)).map(({ id }) => id);
    const groupes = ouverts.length === 0 ? new Map<string, { rang: number; dispositifId: string }[]>() : parCle(base.requete(sql<{ rang: number; dispositifId: string }>`
      select g.rang, g."dispositifId" from groupe g left join agregat a on a."groupeId" = g.id where g."dispositifId" in (select value from json_each(${JSON.stringify(ouverts)}))
      order by ${ordre(definition, 'triGroupe', sql`g`)}`.compile(requetes)), ({ dispositifId }) => dispositifId);
    const sansFiltre = Object.keys(definition.filtres).length === 0;
    for (const entite of lireEntites(base, definition)) {
      const siens = enfants.get(entite.id);
      if (siens === undefined && !(sansFiltre && entite.trouvee === 1)) continue;
      entites += 1;
      suite.push([0, entite.rang]);
      if (!estDeplie(definition, exceptions, 'entite', entite.id)) continue;
      for (const dispositif of siens ?? []) {
        suite.push([1, dispositif.rang]);
        for (const { rang } of groupes.get(dispositif.id) ?? []) suite.push([2, rang]);
      }
    }
  }
  const totaux = compter(base);
  return {
    definition, genres: Uint8Array.from(suite, ([genre]) => genre), rangs: Int32Array.from(suite, ([, rang]) => rang), total: suite.length, totaux,
    filtres: { entites, dispositifs: dispositifs.length, groupes: groupesFiltres === -1 ? totaux.groupes : groupesFiltres, capacite: dispositifs.reduce((somme, { capacite }) => somme + (capacite ?? 0), 0) },
  };
};

type Brute = Omit<LigneOffre, 'deplie' | 'attente' | 'objet' | 'niveau' | 'p177'> & { rang: number; p177: number | null };
const LECTURES: Record<Genre, string> = {
  entite: `with choix(rang) as (select value from json_each(?)), s as (select g."dispositifId" as id, g."entiteId", sum(g."capaciteJour") as capacite, sum(coalesce(a.occupees, 0)) as occupees, sum(coalesce(a.indisponibles, 0)) as indisponibles, sum(coalesce(a.libres, 0)) as libres
      from groupe g left join agregat a on a."groupeId" = g.id where g."entiteId" in (select id from entite where rang in (select rang from choix)) group by g."dispositifId")
    select e.rang, e.id, (select count(*) from dispositif d where d."entiteId" = e.id) as enfants, e.code, e."raisonSociale" as nom, null as nature, e."statutJuridique" as type, e.commune, e.departement,
      (select sum(s.capacite) from s where s."entiteId" = e.id) as capacite, v.occupees, v.indisponibles, v.libres, e.statut, e.completude, e.id as "entiteId", e."raisonSociale" as entite, null as "dispositifId", null as p177, e."modifieLe"
    from entite e left join (select d."entiteId" as id, sum(s.occupees) as occupees, sum(s.indisponibles) as indisponibles, sum(s.libres) as libres from dispositif d join s on s.id = d.id where d.statut in ('valide', 'suspendu') group by d."entiteId") v on v.id = e.id
    where e.rang in (select rang from choix)`,
  dispositif: `with choix(rang) as (select value from json_each(?)), s as (select g."dispositifId" as id, sum(g."capaciteJour") as capacite, sum(coalesce(a.occupees, 0)) as occupees, sum(coalesce(a.indisponibles, 0)) as indisponibles, sum(coalesce(a.libres, 0)) as libres, count(*) as groupes
      from groupe g left join agregat a on a."groupeId" = g.id where g."dispositifId" in (select id from dispositif where rang in (select rang from choix)) group by g."dispositifId")
    select d.rang, d.id, coalesce(s.groupes, 0) as enfants, d.code, d.nom, d.nature, d.type, d.commune, d.departement, s.capacite, case when d.statut in ('valide', 'suspendu') then s.occupees end as occupees,
      case when d.statut in ('valide', 'suspendu') then s.indisponibles end as indisponibles, case when d.statut in ('valide', 'suspendu') then s.libres end as libres, d.statut, d.completude, d."entiteId", e."raisonSociale" as entite, d.id as "dispositifId", d."financeP177" as p177, d."modifieLe"
    from dispositif d join entite e on e.id = d."entiteId" left join s on s.id = d.id where d.rang in (select rang from choix)`,
  groupe: `with choix(rang, jour) as (select value, jour from json_each(?), (select ? as jour)) select g.rang, g.id, 0 as enfants, g.code, g.libelle as nom, g.modalite as nature, g."typeUnite" as type, coalesce(g.commune, d.commune) as commune, g.departement, g."capaciteJour" as capacite,
      case when d.statut in ('valide', 'suspendu') then coalesce(a.occupees, 0) end as occupees, case when d.statut in ('valide', 'suspendu') then coalesce(a.indisponibles, 0) end as indisponibles,
      case when d.statut in ('valide', 'suspendu') then coalesce(a.libres, 0) end as libres, case when g.fermeture is not null and g.fermeture <= (select jour from choix) then 'ferme' end as statut, g.completude, g."entiteId", e."raisonSociale" as entite, g."dispositifId", null as p177, g."modifieLe"
    from groupe g join dispositif d on d.id = g."dispositifId" join entite e on e.id = g."entiteId" left join agregat a on a."groupeId" = g.id where g.rang in (select rang from choix)`,
};

/** Lit les lignes [debut, fin[ d’une vue. Une ligne disparue depuis l’ouverture est sautée ; la fenêtre reste alors plus courte jusqu’à la réouverture. `nomCommune` traduit les codes. */
export const lireFenetre = (base: BaseLecture, vue: Vue, debut: number, fin: number, aujourdhui: string, nomCommune: (code: string) => string | undefined): LigneOffre[] => {
  const borne = Math.min(fin, vue.total);
  const exceptions = new Set(vue.definition.exceptions);
  const attentes = attentesParFiche(base);
  const parGenre = GENRES.map((genre, indice) => {
    const rangs: number[] = [];
    for (let place = debut; place < borne; place += 1) if (vue.genres[place] === indice) rangs.push(vue.rangs[place] as number);
    const lignes = rangs.length === 0 ? [] : base.tous<Brute>(LECTURES[genre], JSON.stringify(rangs), ...(genre === 'groupe' ? [aujourdhui] : []));
    return new Map(lignes.map((ligne) => [ligne.rang, ligne]));
  });
  const resultat: LigneOffre[] = [];
  for (let place = debut; place < borne; place += 1) {
    const indice = vue.genres[place] as number;
    const objet = GENRES[indice] as Genre;
    const brute = parGenre[indice]?.get(vue.rangs[place] as number);
    if (brute === undefined) continue;
    const { rang: _rang, ...ligne } = brute;
    resultat.push({
      ...ligne, objet, niveau: vue.definition.mode === 'liste' ? 0 : indice, p177: ligne.p177 === null ? null : ligne.p177 === 1, commune: ligne.commune === null ? null : (nomCommune(ligne.commune) ?? ligne.commune),
      deplie: vue.definition.mode === 'liste' || ligne.enfants === 0 || objet === 'groupe' ? null : estDeplie(vue.definition, exceptions, objet, ligne.id), attente: attentes.get(ligne.id) ?? 'aucune',
    });
  }
  return resultat;
};

/** Rang d’une fiche dans la vue, −1 quand elle n’y est pas (filtrée, ou parent replié). */
export const rangDans = (base: BaseLecture, vue: Vue, id: string): number => {
  for (const [indice, genre] of GENRES.entries()) {
    const rang = base.un<{ rang: number }>(`select rang from "${genre}" where id = ?`, id)?.rang;
    if (rang === undefined) continue;
    for (let place = 0; place < vue.total; place += 1) if (vue.genres[place] === indice && vue.rangs[place] === rang) return place;
  }
  return -1;
};

/** Valeurs d’une colonne et leur nombre, sous les autres filtres de la vue : de quoi remplir un filtre à cocher. */
export const valeursDe = (base: BaseLecture, colonne: 'statut' | 'nature' | 'type' | 'departement' | 'commune', definition: DefinitionVue): { valeur: string; nombre: number }[] => {
  const expression = COLONNES_GRILLE[colonne]?.tri ?? sql`d.statut`;
  return base.requete(sql<{ valeur: string; nombre: number }>`with s as (${SOMMES}) select coalesce(${expression}, '') as valeur, count(*) as nombre from dispositif d join entite e on e.id = d."entiteId" left join s on s.id = d.id
    where ${et(conditions(definition, colonne))} group by 1 order by nombre desc, valeur`.compile(requetes));
};
