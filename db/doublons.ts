import type { ArgsDe, Doublon, ResultatDe } from '../contract/poste.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { objetsLisibles } from '../domain/droits.ts';
import type { NomDecoupe } from '../domain/proximite.ts';
import { decouperNom, nomsProches } from '../domain/proximite.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture } from './base.ts';

type Demande = ArgsDe<'offre.doublons'>;
interface Candidate { id: string; nom: string; code: string | null; statut: string; lieu: string | null; parent: string | null }
const MAXIMUM = 5;
const LETTRES_MINIMUM = 4;

/** Noms déjà découpés : à chaque frappe, ce sont les mêmes fiches qui se comparent. Borné, puis repart à vide. */
const decoupes = new Map<string, NomDecoupe>();
const decoupe = (cle: string): NomDecoupe => {
  const connus = decoupes.get(cle);
  if (connus !== undefined) return connus;
  const nouveau = decouperNom(cle);
  if (decoupes.size > 50_000) decoupes.clear();
  decoupes.set(cle, nouveau);
  return nouveau;
};

interface Lue { id: string; cleTri: string; identifiant: string | null }
/** Au-delà, filtrer par département coûte plus que tout comparer. */
const DEPARTEMENTS_MAXIMUM = 20;
const lire = (base: BaseLecture, demande: Demande): Lue[] => {
  if (demande.objet === 'entite') {
    const { siren, departements, sauf } = demande;
    return departements.length > DEPARTEMENTS_MAXIMUM
      ? base.tous<Lue>(`select id, "cleTri", siren as identifiant from entite where statut not in ('archive', 'refuse') and id is not ?`, sauf)
      : base.tous<Lue>(
        `with p(siren, lieux, sauf) as (values (?, ?, ?)) select e.id, e."cleTri", e.siren as identifiant from entite e, p where e.statut not in ('archive', 'refuse') and e.id is not p.sauf
         and ((p.siren <> '' and e.siren = p.siren) or exists (select 1 from json_each(e.departements) d where d.value in (select value from json_each(p.lieux))))`, siren, JSON.stringify(departements), sauf);
  }
  const { siret, entiteId, commune, sauf } = demande;
  return base.tous<Lue>(
    `with p(siret, entite, commune, sauf) as (values (?, ?, ?, ?)) select d.id, d."cleTri", d.siret as identifiant from dispositif d, p where d.statut not in ('archive', 'refuse') and d.id is not p.sauf
     and ((p.siret <> '' and d.siret = p.siret) or d."entiteId" = p.entite or (p.commune <> '' and d.commune = p.commune))`, siret, entiteId, commune, sauf);
};
const details = (base: BaseLecture, objet: Demande['objet'], ids: readonly string[]): Candidate[] => base.tous<Candidate>(objet === 'entite'
  ? `select id, "raisonSociale" as nom, code, statut, departement as lieu, null as parent from entite where id in (select value from json_each(?))`
  : `select d.id, d.nom, d.code, d.statut, d.commune as lieu, e."raisonSociale" as parent from dispositif d join entite e on e.id = d."entiteId" where d.id in (select value from json_each(?))`, JSON.stringify(ids));

/** Fiches du cache qui sont peut-être déjà celle que l’on saisit : même identifiant d’abord, puis nom proche. Un avertissement, jamais un blocage. */
export const chercherDoublons = (base: BaseLecture, demande: Demande, nomCommune: (code: string) => string | undefined): Doublon[] => {
  const saisi = demande.nom.trim().length < LETTRES_MINIMUM ? null : decouperNom(demande.nom);
  const [cherche, raison] = demande.objet === 'entite' ? [demande.siren, 'siren' as const] : [demande.siret, 'siret' as const];
  const trouvees = new Map<string, { readonly raison: Doublon['raison']; readonly identifiant: string | null }>();
  for (const { id, cleTri, identifiant } of lire(base, demande)) {
    if (cherche !== '' && identifiant === cherche) trouvees.set(id, { raison, identifiant });
    else if (saisi !== null && nomsProches(saisi, decoupe(cleTri))) trouvees.set(id, { raison: 'nom', identifiant });
  }
  return details(base, demande.objet, [...trouvees.keys()])
    .flatMap(({ lieu, parent, ...fiche }): Doublon[] => {
      const trouvee = trouvees.get(fiche.id);
      const ou = lieu === null ? '' : demande.objet === 'entite' ? nomDepartement(lieu) : (nomCommune(lieu) ?? lieu);
      return trouvee === undefined ? [] : [{ objet: demande.objet, ...fiche, ...trouvee, complement: [parent, ou].filter((partie) => partie !== null && partie !== '').join(' · ') }];
    })
    .sort((gauche, droite) => Number(gauche.raison === 'nom') - Number(droite.raison === 'nom') || gauche.nom.localeCompare(droite.nom, 'fr'))
    .slice(0, MAXIMUM);
};

/** Comptes qui peuvent répondre d’un dispositif de cette entité : ceux que la commande acceptera. */
export const responsablesPossibles = (base: BaseLecture, entiteId: string, acteur: Acteur): ResultatDe<'offre.responsables'> => ({
  lisible: objetsLisibles(acteur.profil).includes('utilisateur'),
  comptes: base.tous<{ id: string; nom: string; statut: string }>(`select id, nom, statut from utilisateur where profil = 'responsable_dispositif' and "entiteId" = ? and statut <> 'supprime' order by "cleTri", id`, entiteId),
});
