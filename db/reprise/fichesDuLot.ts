import type { FicheDuLot } from '../../domain/commandes/lots.ts';
import type { Proposition } from '../../domain/objets/proposition.ts';
import type { BaseLecture } from '../base.ts';
import type { ValeurSql } from '../connexion.ts';
import { decoder } from '../lignes.ts';

// les mêmes termes que l’index `…_lot` (schemaOffre.ts) : sans eux, chaque lot relirait toutes les places
export const PAR_LOT = 'f."provenance" is not null and json_extract(f."provenance", \'$.lot\') = (select lot from vise)';
/** Changée depuis sa création : par le service (révision), ou ici par une commande qui attend. */
const CHANGEE = '(f.version > 1 or f."modifieLe" <> f."creeLe")';
/** Ce que le lot propose lui-même de ses fiches ne les travaille pas, tant que personne n’en a rien décidé : cela se retire avec lui. Une proposition retirée ne demande plus rien. */
const PROPOSEE = 'exists (select 1 from proposition p where p."ficheId" = f.id and p.statut <> \'retiree\' and (json_extract(p.provenance, \'$.lot\') is not (select lot from vise) or exists (select 1 from json_each(p.champs) c where json_extract(c.value, \'$.decision\') is not null)))';
const CITEE = `${PROPOSEE} or exists (select 1 from piece p where p."ficheId" = f.id)`;
const ETRANGER = (objet: string, colonne: string): string => `exists (select 1 from ${objet} e where e."${colonne}" = f.id and json_extract(e.provenance, '$.lot') is not (select lot from vise))`;

/** Les fiches d’un lot de reprise que ce poste tient, et si autre chose que la reprise les a changées ou s’appuie sur elles. Les mêmes règles que le service (`server/reprise/fichesDuLot.ts`). */
export const lireFichesDuLotCache = (base: BaseLecture, lotId: string): readonly FicheDuLot[] => base.tous<Omit<FicheDuLot, 'touchee'> & { readonly touchee: number }>(`
  with vise(lot) as (values (?))
  select 'entite' as objet, f.id, f."raisonSociale" as nom, ${CHANGEE} or ${ETRANGER('dispositif', 'entiteId')} or ${CITEE} or exists (select 1 from utilisateur u where u."entiteId" = f.id) as touchee from entite f where ${PAR_LOT}
  union all select 'dispositif', f.id, f.nom, ${CHANGEE} or ${ETRANGER('groupe', 'dispositifId')} or ${CITEE} or exists (select 1 from demande d where d."dispositifId" = f.id)
    or exists (select 1 from utilisateur u, json_each(u.perimetre, '$.dispositifs') p where p.value = f.id) from dispositif f where ${PAR_LOT}
  union all select 'groupe', f.id, f.libelle, ${CHANGEE} or ${ETRANGER('place', 'groupeId')} or ${PROPOSEE} from groupe f where ${PAR_LOT}
  union all select 'place', f.id, f.numero, ${CHANGEE} from place f where ${PAR_LOT}
  union all select 'utilisateur', f.id, f.nom, ${CHANGEE} or f.statut <> 'invite' or f."inviteLe" is not null or exists (select 1 from mandat m where m."utilisateurId" = f.id) or exists (select 1 from dispositif d where d."responsableId" = f.id) from utilisateur f where ${PAR_LOT}`, lotId).map(({ touchee, ...fiche }) => ({ ...fiche, touchee: touchee === 1 }));

/** Combien d’entités et de dispositifs de ce lot sont validés. */
export const compterValides = (base: BaseLecture, lotId: string): number => base.un<{ nombre: number }>(`
  with vise(lot) as (values (?))
  select (select count(*) from entite f where ${PAR_LOT} and f.statut = 'valide') + (select count(*) from dispositif f where ${PAR_LOT} and f.statut = 'valide') as nombre`, lotId)?.nombre ?? 0;

/** Les propositions que ce lot a déposées et que ce poste tient. `parmi` : celles qui portent sur ces fiches, par leur index. */
export const lirePropositionsDuLotCache = (base: BaseLecture, lotId: string, parmi?: readonly string[]): readonly Proposition[] => (parmi === undefined
  ? base.tous<Record<string, ValeurSql>>(`with vise(lot) as (values (?)) select f.* from proposition f where ${PAR_LOT} order by f.id`, lotId)
  : base.tous<Record<string, ValeurSql>>('select f.* from json_each(?) j join proposition f on f."ficheId" = j.value where json_extract(f.provenance, \'$.lot\') = ? order by f.id', JSON.stringify(parmi), lotId)
).map((sql) => decoder('proposition', sql));
