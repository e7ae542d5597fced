import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import type { schemaChangementLu, schemaDisponibiliteLue, schemaDispositifLu, schemaEntiteLue, schemaGroupeLu } from '../../contract/offrePartenaire.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { capaciteAu } from '../../domain/objets/groupe.ts';
import type { Requetes } from '../base/schema.ts';
import { ErreurService } from '../erreurs.ts';
import { lireFaitsService } from '../indicateurs/lecture.ts';
import type { Portee } from './cles.ts';

/** Ce qui se publie : ni brouillon, ni fiche en circuit, ni archive. */
const STATUTS_PUBLIES = ['valide', 'suspendu', 'ferme'];
/** L’adresse d’un lieu qui accueille des personnes victimes de violences ne se publie pas. */
const PUBLICS_PROTEGES = new Set(['vif']);
type Objet = 'entite' | 'dispositif' | 'groupe';

/** Les lignes qu’une clé lit, d’une table. */
const dans = (portee: Portee, objet: Objet): RawBuilder<boolean> => {
  switch (portee.genre) {
    case 'entite': return objet === 'entite' ? sql`t.id = ${portee.entiteId}` : sql`t."entiteId" = ${portee.entiteId}`;
    case 'dispositifs': return objet === 'entite' ? sql`t.id = ${portee.entiteId}` : objet === 'dispositif' ? sql`t.id = any(${[...portee.dispositifs]})` : sql`t."dispositifId" = any(${[...portee.dispositifs]})`;
    case 'territoire': return portee.departements.length === 0 ? sql`true` : objet === 'entite' ? sql`exists (select 1 from jsonb_array_elements_text(t.departements) d where d = any(${[...portee.departements]}))` : sql`t.departement = any(${[...portee.departements]})`;
  }
};
const publie: RawBuilder<boolean> = sql`t.statut = any(${STATUTS_PUBLIES})`;
const dispositifPublie: RawBuilder<boolean> = sql`exists (select 1 from dispositif x where x.id = t."dispositifId" and x.statut = any(${STATUTS_PUBLIES}))`;

/** Un curseur de liste est le dernier identifiant rendu : une ligne ajoutée ou ôtée entre deux pages n’en fait ni manquer ni redoubler une autre. */
const PREFIXE = 'l:';
const ecrireCurseur = (id: string): string => Buffer.from(`${PREFIXE}${id}`).toString('base64url');
const lireCurseur = (apres: string | undefined): string => {
  if (apres === undefined) return '';
  const lu = Buffer.from(apres, 'base64url').toString();
  if (!lu.startsWith(PREFIXE) || !z.uuid().safeParse(lu.slice(PREFIXE.length)).success) throw new ErreurService(400, 'curseur', 'Ce curseur n’a pas été donné par ce service : reprendre sans curseur.', { champ: 'apres' });
  return lu.slice(PREFIXE.length);
};

export interface DemandeListe { readonly apres?: string | undefined; readonly limite: number; readonly departement?: string | undefined }
interface Page<L> { readonly lignes: L[]; readonly suite: string | null }
const lirePage = async <L extends { readonly id: string }>(db: Requetes, objet: Objet, portee: Portee, { apres, limite, departement }: DemandeListe, colonnes: RawBuilder<unknown>): Promise<Page<L>> => {
  const { rows } = await sql<L>`select ${colonnes} from ${sql.table(objet)} t where t.id > ${lireCurseur(apres)} and ${dans(portee, objet)} and ${objet === 'groupe' ? dispositifPublie : publie} ${departement === undefined ? sql`` : sql`and t.departement = ${departement}`} order by t.id limit ${limite + 1}`.execute(db);
  const lignes = rows.slice(0, limite);
  return { lignes, suite: rows.length > limite ? ecrireCurseur((lignes.at(-1) as L).id) : null };
};

export const listerEntites = (db: Requetes, portee: Portee, demande: DemandeListe): Promise<Page<z.infer<typeof schemaEntiteLue>>> =>
  lirePage(db, 'entite', portee, demande, sql`t.id, t.code, t.statut, t."modifieLe", t."raisonSociale", t."statutJuridique", t.siren, t."finessEj", t.commune, t.departement, t.departements`);

export const listerDispositifs = async (db: Requetes, portee: Portee, demande: DemandeListe): Promise<Page<z.infer<typeof schemaDispositifLu>>> => {
  const page = await lirePage<z.infer<typeof schemaDispositifLu> & { readonly tousPublics: string[] }>(db, 'dispositif', portee, demande, sql`t.id, t.code, t.statut, t."modifieLe", t."entiteId", t.nom, t.nature, t.type, t.departement, t.commune, t.adresse, t.siret, t."finessEt", t.compositions, t.publics, t.horaires,
    coalesce((select jsonb_agg(distinct p) from groupe g, jsonb_array_elements_text(g.publics) p where g."dispositifId" = t.id), '[]'::jsonb) as "tousPublics"`);
  return { ...page, lignes: page.lignes.map(({ tousPublics, ...ligne }) => ([...ligne.publics, ...tousPublics].some((code) => PUBLICS_PROTEGES.has(code)) ? { ...ligne, adresse: null } : ligne)) };
};

type GroupeBrut = Omit<z.infer<typeof schemaGroupeLu>, 'capacite'> & { readonly capacites: { depuis: string; capacite: number }[] };
export const listerGroupes = async (db: Requetes, portee: Portee, demande: DemandeListe, aujourdhui: string): Promise<Page<z.infer<typeof schemaGroupeLu>>> => {
  const page = await lirePage<GroupeBrut>(db, 'groupe', portee, demande, sql`t.id, t.code, t."modifieLe", t."dispositifId", t."entiteId", t.libelle, t.departement, t.modalite, t.forme, t."typeUnite", t.permanence, t.capacites, t.ouverture, t.fermeture, t.compositions, t.publics, t."ageMin", t."ageMax", t.pmr`);
  return { ...page, lignes: page.lignes.map(({ capacites, ...ligne }) => ({ ...ligne, capacite: capaciteAu({ ...ligne, capacites }, aujourdhui) })) };
};

interface Cadre { readonly db: Requetes; readonly aujourdhui: string; readonly maintenant: string }
/** Les faits d’un indicateur que cette clé lit. */
const faitsDe = async ({ db, aujourdhui, maintenant }: Cadre, portee: Portee, indicateur: Indicateur, periode: Periode): Promise<readonly Fait[]> => {
  const territoire = portee.genre === 'territoire' ? (portee.departements.length === 0 ? DEPARTEMENTS.map(({ code }) => code) : portee.departements) : [];
  // une entité peut agir dans plusieurs départements : les siens se lisent d’abord, le reste s’écarte ensuite
  const departements = portee.genre === 'territoire' ? (portee.departements.length === 0 ? null : portee.departements) : (await db.selectFrom('dispositif').select('departement').distinct().where('entiteId', '=', portee.entiteId).execute()).map(({ departement }) => departement);
  const nomenclature = construireNomenclature(await db.selectFrom('nomenclature').selectAll().execute(), aujourdhui);
  const faits = await lireFaitsService({ db, aujourdhui, maintenant, nomenclature, departements, territoire }, [indicateur], periode);
  if (portee.genre === 'territoire') return faits;
  return faits.filter(({ cles }) => cles.entite === portee.entiteId && (portee.genre === 'entite' || (cles.dispositif !== undefined && portee.dispositifs.includes(cles.dispositif))));
};

/** Ce qui est libre ce soir, groupe par groupe. */
export const listerDisponibilites = async (cadre: Cadre, portee: Portee, demande: DemandeListe): Promise<Page<z.infer<typeof schemaDisponibiliteLue>>> => {
  const { lignes, suite } = await listerGroupes(cadre.db, portee, demande, cadre.aujourdhui);
  if (lignes.length === 0) return { lignes: [], suite };
  const { rows } = await sql<{ groupeId: string; etat: string; n: number }>`select "groupeId", case when jour.etat = 'ouverte' then occupation else jour.etat end as etat, count(*)::int as n from place,
    lateral (select coalesce((select e->>'etat' from jsonb_array_elements(etats) with ordinality as x(e, rang) where e->>'debut' <= ${cadre.aujourdhui} and (e->>'fin' is null or e->>'fin' >= ${cadre.aujourdhui}) order by rang desc limit 1), 'fermee') as etat) jour
    where "groupeId" = any(${lignes.map(({ id }) => id)}) group by 1, 2`.execute(cadre.db);
  const compte = (groupeId: string, etat: string): number => rows.find((ligne) => ligne.groupeId === groupeId && ligne.etat === etat)?.n ?? 0;
  return {
    suite,
    lignes: lignes.map(({ id, dispositifId, departement, modalite, publics, capacite, ouverture, fermeture }) => {
      // fermé ou pas encore ouvert : rien n’y est libre, quoi que disent ses places
      const ouvert = ouverture <= cadre.aujourdhui && (fermeture === null || fermeture > cadre.aujourdhui);
      const lu = (etat: string): number => (ouvert ? compte(id, etat) : 0);
      return { groupeId: id, dispositifId, departement, modalite, publics, capacite, libres: lu('libre'), reservees: lu('reservee'), occupees: lu('occupee'), indisponibles: lu('indisponible') };
    }),
  };
};

export const calculerPour = async (cadre: Cadre, portee: Portee, indicateur: Indicateur, periode: Periode, axes: readonly Axe[]) => {
  const { lignes, total } = calculer(indicateur, await faitsDe(cadre, portee, indicateur, periode), { axes, filtres: {}, jours: joursDans(periode) });
  const chiffre = ({ numerateur, denominateur, valeur }: typeof total) => ({ numerateur, denominateur, valeur });
  return { total: chiffre(total), lignes: lignes.map((ligne) => ({ cles: [...ligne.cles], ...chiffre(ligne) })) };
};

const CURSEUR_CHANGEMENTS = /^c:([^:]+):(\d{1,20}):(\d{1,20})$/u;
/** Ce qui a changé depuis un curseur, dans l’ordre où les postes le reçoivent : une transaction encore ouverte ne laisse rien derrière elle. Un identifiant n’y est qu’une fois, à son dernier changement. */
export const lireChangements = async (db: Requetes, lignee: string, portee: Portee, depuis: string | undefined, limite: number): Promise<{ readonly lignes: z.infer<typeof schemaChangementLu>[]; readonly suite: string; readonly encore: boolean }> => {
  const recu = depuis === undefined ? null : CURSEUR_CHANGEMENTS.exec(Buffer.from(depuis, 'base64url').toString());
  if (depuis !== undefined && (recu === null || recu[1] !== lignee || BigInt(recu[2] as string) > 2n ** 63n - 1n || BigInt(recu[3] as string) > 2n ** 63n - 1n)) throw new ErreurService(400, 'curseur', 'Ce curseur n’a pas été donné par ce service, ou sa base a été restaurée : reprendre sans curseur.', { champ: 'depuis' });
  const [t, r] = [recu?.[2] ?? '0', recu?.[3] ?? '0'];
  const borne = (await sql<{ borne: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as borne`.execute(db)).rows[0]?.borne ?? '0';
  const touche = portee.genre === 'entite' ? sql<boolean>`(c."entiteId" = ${portee.entiteId} or (c.objet = 'entite' and c.id = ${portee.entiteId}))`
    : portee.genre === 'dispositifs' ? sql<boolean>`(c."dispositifId" = any(${[...portee.dispositifs]}) or (c.objet = 'dispositif' and c.id = any(${[...portee.dispositifs]})) or (c.objet = 'entite' and c.id = ${portee.entiteId}))`
      : portee.departements.length === 0 ? sql<boolean>`true` : sql<boolean>`(c.departements && ${[...portee.departements]}::text[] or c."departementsAvant" && ${[...portee.departements]}::text[])`;
  const present = (objet: Objet) => sql`exists (select 1 from ${sql.table(objet)} t where t.id = c.id and ${dans(portee, objet)} and ${objet === 'groupe' ? dispositifPublie : publie})`;
  const { rows } = await sql<{ objet: 'entite' | 'dispositif' | 'groupe' | 'place'; id: string; dispositifId: string | null; txid: string; rev: string; present: boolean }>`
    select c.objet, c.id, c."dispositifId", c.txid::text as txid, c.rev::text as rev, case c.objet when 'entite' then ${present('entite')} when 'dispositif' then ${present('dispositif')} when 'groupe' then ${present('groupe')}
      else exists (select 1 from place p join groupe t on t.id = p."groupeId" where p.id = c.id and ${dans(portee, 'groupe')} and ${dispositifPublie}) end as present
    from changement c where (c.txid, c.rev) > (${t}::xid8, ${r}::bigint) and c.txid < ${borne}::xid8 and c.objet in ('entite', 'dispositif', 'groupe', 'place') and ${touche} order by c.txid, c.rev limit ${limite + 1}`.execute(db);
  const lignes = rows.slice(0, limite);
  const encore = rows.length > limite;
  const derniere = lignes.at(-1);
  const [vt, vr] = encore && derniere !== undefined ? [derniere.txid, derniere.rev] : [borne, '0'];
  return { lignes: lignes.map(({ objet, id, dispositifId, present: la }) => ({ objet, id, retire: !la, dispositifId: objet === 'dispositif' ? id : dispositifId })), suite: Buffer.from(`c:${lignee}:${vt}:${vr}`).toString('base64url'), encore };
};
