import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import type { Acteur, Cible, Perimetre } from '../../domain/profils.ts';
import { estDansLePerimetre } from '../../domain/profils.ts';

/** Vrai quand l’acteur peut recevoir cette ligne : son profil lit cet objet, et la ligne est dans son périmètre. */
export const estVisible = (acteur: Acteur, objet: Objet, cible: Cible): boolean => objetsLisibles(acteur.profil).includes(objet) && estDansLePerimetre(acteur.perimetre, cible);

/**
 * `estDansLePerimetre` en SQL, sur les colonnes de `changement`. `colonne` : `departements` (où la ligne est) ou `departementsAvant` (où elle a été).
 * Une personne change d’entité et de dispositifs, l’offre non : d’où elle a été se lit alors aussi dans `entitesAvant` et `affectationsAvant`.
 * Une propriété vérifie que les deux écritures disent la même chose.
 */
export const perimetreEnSql = (perimetre: Perimetre, colonne: 'departements' | 'departementsAvant'): RawBuilder<boolean> => {
  const avant = colonne === 'departementsAvant';
  const touche = (departements: readonly string[]) => sql<boolean>`c.${sql.ref(colonne)} && ${[...departements]}::text[]`;
  const deLEntite = (id: string) => (avant ? sql<boolean>`(c."entiteId" is not distinct from ${id} or ${id} = any(coalesce(c."entitesAvant", '{}')))` : sql<boolean>`c."entiteId" is not distinct from ${id}`);
  const affectee = (dispositifs: readonly string[]) => sql<boolean>`c.${sql.ref(avant ? 'affectationsAvant' : 'affectations')} && ${[...dispositifs]}::text[]`;
  switch (perimetre.genre) {
    case 'national': return sql<boolean>`true`;
    case 'departements':
    case 'siao': return touche(perimetre.departements);
    case 'entite': return sql<boolean>`(${deLEntite(perimetre.entiteId)} and ((c."dispositifId" is null and c.affectations is null) or ${touche(perimetre.departements)}))`;
    case 'dispositifs': return sql<boolean>`(case when c.affectations is not null then ${deLEntite(perimetre.entiteId)} and ${affectee(perimetre.dispositifs)} when c."dispositifId" is null then c."entiteId" is not distinct from ${perimetre.entiteId} else c."dispositifId" = any(${[...perimetre.dispositifs]}::text[]) end)`;
  }
};

/** `estVisible` en SQL. `sauf` : objets que le poste ne connaît pas encore (protocole d’avant). */
export const visibleEnSql = (acteur: Pick<Acteur, 'profil' | 'perimetre'>, colonne: 'departements' | 'departementsAvant', sauf: readonly Objet[] = []): RawBuilder<boolean> => {
  const objets = objetsLisibles(acteur.profil).filter((objet) => !sauf.includes(objet));
  return objets.length === 0 ? sql<boolean>`false` : sql<boolean>`(c.objet = any(${objets}::text[]) and (c.objet = 'nomenclature' or ${perimetreEnSql(acteur.perimetre, colonne)}))`;
};
