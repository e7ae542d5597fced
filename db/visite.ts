import type { ChangementVu } from '../contract/methodesAccueil.ts';
import { numeroDuJour } from '../domain/dates.ts';
import type { Pas } from '../domain/objets/commun.ts';
import type { BaseEcriture, BaseLecture } from './base.ts';
import { ecrireReglage, lireReglage } from './base.ts';

/** Deux passages que sépare moins que cela sont la même visite : une session rouverte, un poste redémarré. */
const PAUSE_MS = 30 * 60_000;
const VUE = 'visite.vue';
const PRECEDENTE = 'visite.precedente';

/** Note que la personne est là, à un instant ISO. Après une pause, une visite commence : la fin de celle d’avant est la borne de « ce qui a changé ». */
export const noterPassage = (base: BaseEcriture, maintenant: string): void => {
  const vue = lireReglage(base, VUE);
  if (vue !== null && Date.parse(maintenant) - Date.parse(vue) > PAUSE_MS) ecrireReglage(base, PRECEDENTE, vue);
  ecrireReglage(base, VUE, maintenant);
};
/** Fin de la visite d’avant ; `null` à la première. */
export const visitePrecedente = (base: BaseLecture): string | null => lireReglage(base, PRECEDENTE);

interface LigneLue { readonly objet: ChangementVu['objet']; readonly id: string; readonly nom: string; readonly code: string | null; readonly complement: string | null; readonly statut: string | null; readonly moment: string; readonly cree: number; readonly par: string; readonly nombre: number; readonly parcours: string | null; readonly ficheObjet: string; readonly ficheId: string }

/**
 * Une requête par objet : ce que d’autres ont changé depuis la borne. Les places se comptent par groupe : cent places changées d’un geste sont un événement, pas cent. Ce qui a pu changer se trouve dans un index :
 * au pays entier, lire un demi-million de lignes pour en garder quelques-unes tiendrait l’accueil deux secondes. `majJour` : le jour où une place a changé, au plus tôt.
 */
const SOURCES = {
  entite: `select 'entite' as objet, id, "raisonSociale" as nom, code, null as complement, statut, "modifieLe" as moment, "creeLe" > :depuis as cree, "modifiePar" as par, 1 as nombre, parcours, 'entite' as "ficheObjet", id as "ficheId" from entite where "modifieLe" > :depuis and "modifiePar" <> :moi`,
  dispositif: `select 'dispositif' as objet, d.id, d.nom, d.code, e."raisonSociale" as complement, d.statut, d."modifieLe" as moment, d."creeLe" > :depuis as cree, d."modifiePar" as par, 1 as nombre, d.parcours, 'dispositif' as "ficheObjet", d.id as "ficheId" from dispositif d left join entite e on e.id = d."entiteId" where d.rang in (select rang from dispositif indexed by dispositif_indicateurs where "modifieLe" > :depuis) and d."modifiePar" <> :moi`,
  groupe: `select 'groupe' as objet, g.id, g.libelle as nom, g.code, d.nom as complement, null as statut, g."modifieLe" as moment, g."creeLe" > :depuis as cree, g."modifiePar" as par, 1 as nombre, null as parcours, 'groupe' as "ficheObjet", g.id as "ficheId" from groupe g left join dispositif d on d.id = g."dispositifId" where g.rang in (select rang from groupe indexed by groupe_indicateurs where "modifieLe" > :depuis) and g."modifiePar" <> :moi`,
  place: `select 'place' as objet, p."groupeId" as id, g.libelle as nom, g.code, d.nom as complement, null as statut, max(p."modifieLe") as moment, min(p."creeLe" > :depuis) as cree, max(p."modifiePar") as par, count(*) as nombre, null as parcours, 'groupe' as "ficheObjet", p."groupeId" as "ficheId" from place p left join groupe g on g.id = p."groupeId" left join dispositif d on d.id = p."dispositifId" where p.rang in (select rang from place indexed by place_maj where "majJour" >= :jour) and p."modifieLe" > :depuis and p."modifiePar" <> :moi group by p."groupeId"`,
  proposition: `select 'proposition' as objet, p.id, coalesce(d.nom, e."raisonSociale", g.libelle, '') as nom, null as code, p.auteur as complement, p.statut, p."modifieLe" as moment, p."creeLe" > :depuis as cree, p."modifiePar" as par, 1 as nombre, null as parcours, p.objet as "ficheObjet", p."ficheId" from proposition p left join dispositif d on d.id = p."ficheId" left join entite e on e.id = p."ficheId" left join groupe g on g.id = p."ficheId" where p."modifieLe" > :depuis and p."modifiePar" <> :moi`,
  piece: `select 'piece' as objet, p.id, p.nom, null as code, coalesce(d.nom, e."raisonSociale") as complement, p.statut, p."modifieLe" as moment, p."creeLe" > :depuis as cree, p."modifiePar" as par, 1 as nombre, null as parcours, p.objet as "ficheObjet", p."ficheId" from piece p left join dispositif d on d.id = p."ficheId" left join entite e on e.id = p."ficheId" where p."modifieLe" > :depuis and p."modifiePar" <> :moi`,
  demande: `select 'demande' as objet, p.id, d.nom, null as code, p.auteur as complement, p.statut, p."modifieLe" as moment, p."creeLe" > :depuis as cree, p."modifiePar" as par, 1 as nombre, null as parcours, 'dispositif' as "ficheObjet", p."dispositifId" as "ficheId" from demande p join dispositif d on d.id = p."dispositifId" where p."modifieLe" > :depuis and p."modifiePar" <> :moi`,
} as const;
type ObjetVu = keyof typeof SOURCES;
const OBJETS_VUS = Object.keys(SOURCES) as readonly ObjetVu[];

const positionnels = (requete: string, depuis: string, moi: string): readonly [string, readonly (string | number)[]] => {
  const valeurs: (string | number)[] = [];
  return [requete.replace(/:(depuis|moi|jour)\b/gu, (_tout, nom) => { valeurs.push(nom === 'depuis' ? depuis : nom === 'moi' ? moi : numeroDuJour(depuis.slice(0, 10))); return '?'; }), valeurs];
};

/** Le dernier geste du circuit depuis la borne, s’il y en a eu un : il dit mieux ce qui s’est passé que « modifiée ». */
const dernierPas = (parcours: string | null, depuis: string): Pas | undefined => (parcours === null ? undefined : (JSON.parse(parcours) as Pas[]).filter(({ le }) => le > depuis).at(-1));

/**
 * Ce que d’autres ont changé dans le cache depuis un instant ISO, le plus récent d’abord (`limite` par objet), et combien par objet.
 * Se lit hors ligne. Les noms d’auteur sont ceux que le poste connaît ; `null` quand il ne lit pas ce compte.
 */
export const changementsDepuis = (base: BaseLecture, depuis: string, moi: string, limite: number): { readonly lignes: readonly ChangementVu[]; readonly compteurs: Readonly<Record<ObjetVu, number>> } => {
  const lignes: ChangementVu[] = [];
  const compteurs = Object.fromEntries(OBJETS_VUS.map((objet) => [objet, 0])) as Record<ObjetVu, number>;
  for (const objet of OBJETS_VUS) {
    const [requete, valeurs] = positionnels(SOURCES[objet], depuis, moi);
    compteurs[objet] = base.un<{ nombre: number }>(`select coalesce(sum(nombre), 0) as nombre from (${requete})`, ...valeurs)?.nombre ?? 0;
    if (compteurs[objet] === 0) continue;
    for (const lue of base.tous<LigneLue>(`select * from (${requete}) order by moment desc, id limit ?`, ...valeurs, limite)) {
      const pas = dernierPas(lue.parcours, depuis);
      const auteur = pas?.nom ?? base.un<{ nom: string }>('select nom from utilisateur where id = ?', lue.par)?.nom ?? null;
      lignes.push({
        objet, id: lue.id, nom: lue.nom, code: lue.code, complement: lue.complement, statut: lue.statut, moment: lue.moment, auteur, nombre: lue.nombre,
        geste: pas?.geste ?? (lue.cree === 1 ? 'creer' : 'modifier'), suppleance: pas?.suppleance === true, fiche: { objet: lue.ficheObjet as 'entite' | 'dispositif' | 'groupe', id: lue.ficheId },
      });
    }
  }
  return { lignes: lignes.sort((une, autre) => (une.moment < autre.moment ? 1 : -1)), compteurs };
};
