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
 * Une propriété vérifie que les deux écritures disent la même chose.
 */
export const perimetreEnSql = (perimetre: Perimetre, colonne: 'departements' | 'departementsAvant'): RawBuilder<boolean> => {
  const touche = (departements: readonly string[]) => sql<boolean>`c.${sql.ref(colonne)} && ${[...departements]}::text[]`;
  switch (perimetre.genre) {
    case 'national': return sql<boolean>`true`;
    case 'departements':
    case 'siao': return touche(perimetre.departements);
    case 'entite': return sql<boolean>`(c."entiteId" is not distinct from ${perimetre.entiteId} and (c."dispositifId" is null or ${touche(perimetre.departements)}))`;
    case 'dispositifs': return sql<boolean>`(case when c."dispositifId" is null then c."entiteId" is not distinct from ${perimetre.entiteId} else c."dispositifId" = any(${[...perimetre.dispositifs]}::text[]) end)`;
  }
};

/** `estVisible` en SQL. */
export const visibleEnSql = (acteur: Pick<Acteur, 'profil' | 'perimetre'>, colonne: 'departements' | 'departementsAvant'): RawBuilder<boolean> => {
  const objets = [...objetsLisibles(acteur.profil)];
  return objets.length === 0 ? sql<boolean>`false` : sql<boolean>`(c.objet = any(${objets}::text[]) and ${perimetreEnSql(acteur.perimetre, colonne)})`;
};
