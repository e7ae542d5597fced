import type { PorteursCode, UsageCode } from '../contract/methodesNomenclature.ts';
import { champsDuReferentiel } from '../domain/commandes/nomenclature.ts';
import type { ObjetCode } from '../domain/nomenclature/nomenclature.ts';
import { REFERENTIEL_DU_CHAMP } from '../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature, Referentiel } from '../domain/objets/nomenclature.ts';
import { COLONNES } from '../domain/objets/objets.ts';
import type { BaseLecture, ValeurSql } from './connexion.ts';
import { decoder } from './lignes.ts';

/** Les codes que l’administrateur national a ajoutés ou changés ; `construireNomenclature` les pose sur ceux de départ. */
export const lireNomenclatureCache = (base: BaseLecture): readonly CodeNomenclature[] => base.tous<Record<string, ValeurSql>>('select * from nomenclature order by id').map((sql) => decoder('nomenclature', sql));

const OBJETS = Object.keys(REFERENTIEL_DU_CHAMP) as readonly ObjetCode[];
/** Ce qui porte un code dans une ligne d’un tableau (`codesDans`) ; les autres listes sont des listes de codes. */
const CLE_DANS_LISTE: Readonly<Record<string, string>> = { financements: 'code', etats: 'motif' };
const estListe = (objet: ObjetCode, champ: string): boolean => (COLONNES[objet] as Readonly<Record<string, string>>)[champ] === 'json';

/** Les codes d’un champ, une ligne par fiche et par code. Les textes JSON identiques ne se lisent qu’une fois : c’est ce qui rend la passe courte. */
const codesDuChamp = (objet: ObjetCode, champ: string): string => {
  if (!estListe(objet, champ)) return `select "${champ}" as code, count(*) as nombre from "${objet}" where "${champ}" is not null group by 1`;
  const cle = CLE_DANS_LISTE[champ];
  const textes = (ou: string): string => `select "${champ}" as texte, count(*) as nombre from "${objet}" where ${ou} group by 1`;
  const codes = cle === undefined ? `select distinct texte, nombre, element.value as code from (${textes(`"${champ}" <> '[]'`)}), json_each(texte) as element`
    // sans motif, un état ne porte aucun code : la condition est celle de l’index (`place_motif`)
    : `select distinct texte, nombre, element.atom as code from (${textes(`instr("${champ}", '"${cle}"') > 0`)}), json_tree(texte) as element where element.key = '${cle}'`;
  return `select code, sum(nombre) as nombre from (${codes}) where code is not null group by 1`;
};

/** Combien de fiches de ce poste portent chaque code d’un référentiel, par objet. Un code absent du résultat n’est porté par aucune. */
export const usagesDe = (base: BaseLecture, referentiel: Referentiel): UsageCode[] => OBJETS.flatMap((objet) => {
  const [champ, ...autres] = champsDuReferentiel(objet, referentiel);
  if (champ === undefined) return [];
  // une fiche qui porterait un code par deux champs compterait deux fois
  if (autres.length > 0) throw new Error(`Deux champs de ${objet} portent des codes de ${referentiel}.`);
  return base.tous<{ code: string; nombre: number }>(codesDuChamp(objet, champ)).map((ligne) => ({ ...ligne, objet }));
});

const porte = (objet: ObjetCode, champ: string): string => {
  if (!estListe(objet, champ)) return `f."${champ}" = (select code from choix)`;
  const cle = CLE_DANS_LISTE[champ];
  // d’abord ce qui se voit sans lire le JSON
  const vu = `${cle === undefined ? '' : `instr(f."${champ}", '"${cle}"') > 0 and `}instr(f."${champ}", (select '"' || code || '"' from choix)) > 0`;
  return `(${vu} and exists (select 1 from json_each(f."${champ}") as element where ${cle === undefined ? 'element.value' : `element.value ->> '$.${cle}'`} = (select code from choix)))`;
};
/** Ce qui nomme une fiche, et ce qui la situe. */
const NOMS: Readonly<Record<ObjetCode, readonly [nom: string, complement: string, statut: string, jointure: string]>> = {
  entite: ['f."raisonSociale"', `''`, 'f.statut', ''],
  dispositif: ['f.nom', 'e."raisonSociale"', 'f.statut', 'left join entite e on e.id = f."entiteId"'],
  groupe: ['f.libelle', 'd.nom', 'null', 'left join dispositif d on d.id = f."dispositifId"'],
  place: ['f.numero', `g.libelle || ' · ' || d.nom`, 'null', 'left join groupe g on g.id = f."groupeId" left join dispositif d on d.id = f."dispositifId"'],
};

/** Les fiches de ce poste qui portent un code : comptées par objet, statut et département (les premiers), listées jusqu’à `limite` par département puis par nom. */
export const porteursDe = (base: BaseLecture, referentiel: Referentiel, code: string, limite: number): PorteursCode => {
  const porteurs: PorteursCode = { total: 0, parObjet: [], parStatut: [], parDepartement: [], departements: 0, lignes: [] };
  const statuts = new Map<string, number>();
  const departements = new Map<string, number>();
  const ajouter = (compte: Map<string, number>, cle: string, nombre: number): void => { compte.set(cle, (compte.get(cle) ?? 0) + nombre); };
  for (const objet of OBJETS) {
    const [champ] = champsDuReferentiel(objet, referentiel);
    if (champ === undefined) continue;
    const [nom, complement, statut, jointure] = NOMS[objet];
    const ou = porte(objet, champ);
    const comptes = base.tous<{ statut: string | null; departement: string; nombre: number }>(`with choix(code) as (select ?) select ${statut} as statut, f.departement, count(*) as nombre from "${objet}" f where ${ou} group by 1, 2`, code);
    const total = comptes.reduce((somme, { nombre }) => somme + nombre, 0);
    if (total === 0) continue;
    for (const ligne of comptes) {
      if (ligne.statut !== null) ajouter(statuts, ligne.statut, ligne.nombre);
      ajouter(departements, ligne.departement, ligne.nombre);
    }
    porteurs.total += total;
    porteurs.parObjet.push({ objet, nombre: total });
    const reste = limite - porteurs.lignes.length;
    if (reste <= 0) continue;
    const lignes = base.tous<Omit<PorteursCode['lignes'][number], 'objet'>>(`with choix(code) as (select ?) select f.id, ${nom} as nom, coalesce(${complement}, '') as complement, f.code, f.departement, ${statut} as statut, f.version
      from "${objet}" f ${jointure} where ${ou} order by f.departement, f."cleTri", f.id limit ?`, code, reste);
    porteurs.lignes.push(...lignes.map((ligne) => ({ ...ligne, objet })));
  }
  const ranger = (compte: ReadonlyMap<string, number>) => [...compte].sort(([un, nombreUn], [autre, nombreAutre]) => nombreAutre - nombreUn || (un < autre ? -1 : 1));
  porteurs.parStatut = ranger(statuts).map(([statut, nombre]) => ({ statut, nombre }));
  porteurs.parDepartement = ranger(departements).slice(0, 5).map(([departement, nombre]) => ({ departement, nombre }));
  porteurs.departements = departements.size;
  return porteurs;
};
