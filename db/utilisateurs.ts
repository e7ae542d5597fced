import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Activite, ColonneACocher, DefinitionUtilisateurs, FicheUtilisateur, FiltreUtilisateurs, GesteCompte, IssueCompte, LigneUtilisateur, TotauxUtilisateurs } from '../contract/methodesUtilisateurs.ts';
import type { Decision } from '../domain/commandes/commande.ts';
import { refusEncadrement } from '../domain/commandes/encadrement.ts';
import type { ContexteDroit, Geste, Objet } from '../domain/droits.ts';
import { MATRICE, autoriser } from '../domain/droits.ts';
import type { CompteOffre } from '../domain/objets/utilisateur.ts';
import { dispositifsDuPerimetre } from '../domain/objets/utilisateur.ts';
import type { Acteur, Perimetre, Profil } from '../domain/profils.ts';
import { CODES_PROFILS, PROFILS } from '../domain/profils.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';
import { attentesParFiche } from './file.ts';
import { lireLigneCache } from './lignes.ts';
import { aUneLettrePres, contient, contientApeuPres, et, motsDe } from './rechercheTexte.ts';
import { requetes } from './schema.ts';

/** Vue ouverte de la grille Utilisateurs : la suite ordonnée des lignes, par `rang`. Une fenêtre se relit par clé primaire. */
export interface VueUtilisateurs { readonly rangs: Int32Array; readonly total: number; readonly totaux: TotauxUtilisateurs; readonly filtres: TotauxUtilisateurs; readonly proche: boolean }

/** Le moment où l’on regarde : `aujourdhui` à Paris, `maintenant` en instant ISO. */
export interface Moment { readonly aujourdhui: string; readonly maintenant: string }
const MOIS_INACTIF = 12;
const JOURS_INVITATION = 7;
const IDS_MAXIMUM = 5000;

interface Seuils { readonly mois: string; readonly invitation: string }
const seuilsDe = ({ aujourdhui, maintenant }: Moment): Seuils => {
  const mois = Number(aujourdhui.slice(0, 4)) * 12 + Number(aujourdhui.slice(5, 7)) - 1 - MOIS_INACTIF;
  return { mois: `${String(Math.floor(mois / 12)).padStart(4, '0')}-${String((mois % 12) + 1).padStart(2, '0')}`, invitation: new Date(Date.parse(maintenant) - JOURS_INVITATION * 86_400_000).toISOString() };
};
const activiteDe = ({ statut, inviteLe, derniereConnexion }: Pick<CompteOffre, 'statut' | 'inviteLe' | 'derniereConnexion'>, { mois, invitation }: Seuils): Activite => {
  if (derniereConnexion !== null) return derniereConnexion <= mois ? 'inactive' : 'recente';
  return statut === 'invite' && inviteLe !== null && inviteLe < invitation ? 'invitation_expiree' : 'jamais';
};
const activite = ({ mois, invitation }: Seuils): RawBuilder<unknown> => sql`case when u."derniereConnexion" is not null then case when u."derniereConnexion" <= ${mois} then 'inactive' else 'recente' end
  when u.statut = 'invite' and u."inviteLe" < ${invitation} then 'invitation_expiree' else 'jamais' end`;

/** Rang d’un code dans une liste, pour trier dans l’ordre de la liste plutôt que des codes. */
const ordreDe = (colonne: RawBuilder<unknown>, codes: readonly string[]): RawBuilder<unknown> => sql`case ${colonne} ${sql.join(codes.map((code, rang) => sql`when ${code} then ${sql.lit(rang)}`), sql` `)} end`;
const PROFILS_TRIES = [...CODES_PROFILS].sort((gauche, droite) => cleDeTri(PROFILS[gauche].libelle).localeCompare(cleDeTri(PROFILS[droite].libelle)));

/** Libellés de périmètre et leur clé, triés : SQLite ne sait ranger ni « É » ni « Œ ». */
const perimetres = (base: BaseLecture): { libelle: string; cle: string }[] =>
  base.tous<{ libelle: string }>('select distinct "perimetreLibelle" as libelle from utilisateur').map(({ libelle }) => ({ libelle, cle: cleDeTri(libelle) })).sort((gauche, droite) => (gauche.cle < droite.cle ? -1 : gauche.cle > droite.cle ? 1 : gauche.libelle < droite.libelle ? -1 : 1));

const VALEURS = (seuils: Seuils): Record<Exclude<ColonneACocher, 'departements'>, RawBuilder<unknown>> => ({ profil: sql`u.profil`, statut: sql`u.statut`, secondFacteur: sql`case when u."secondFacteur" = 1 then 'oui' else 'non' end`, activite: activite(seuils) });
const enListe = (valeurs: readonly string[]): RawBuilder<unknown> => sql`(select value from json_each(${JSON.stringify(valeurs)}))`;

const conditionFiltre = (base: BaseLecture, nom: string, filtre: FiltreUtilisateurs, seuils: Seuils): RawBuilder<boolean> | null => {
  if (filtre.genre === 'parmi') {
    // un compte national n’a pas de département : la valeur vide le désigne
    if (nom === 'departements') return sql<boolean>`(exists (select 1 from json_each(u.departements) d where d.value in ${enListe(filtre.valeurs)})${filtre.valeurs.includes('') ? sql` or u.departements = '[]'` : sql``})`;
    const valeur = (VALEURS(seuils) as Readonly<Record<string, RawBuilder<unknown>>>)[nom];
    return valeur === undefined ? null : sql<boolean>`${valeur} in ${enListe(filtre.valeurs)}`;
  }
  const mots = motsDe(filtre.texte);
  if (mots.length === 0) return null;
  switch (nom) {
    case 'nom': return et(mots.map((mot) => contient(sql`u."cleTri"`, mot)));
    case 'email': return contient(sql`u.email`, filtre.texte.trim().toLowerCase());
    case 'perimetre': return sql<boolean>`u."perimetreLibelle" in ${enListe(perimetres(base).filter(({ cle }) => mots.every((mot) => cle.includes(mot))).map(({ libelle }) => libelle))}`;
    default: return null;
  }
};
const conditionsFiltres = (base: BaseLecture, { filtres }: DefinitionUtilisateurs, seuils: Seuils, sauf?: string): RawBuilder<boolean>[] => [
  // un compte supprimé n’est gardé que pour le journal
  sql<boolean>`u.statut <> 'supprime'`,
  ...Object.entries(filtres).filter(([nom]) => nom !== sauf).map(([nom, filtre]) => conditionFiltre(base, nom, filtre, seuils)).filter((condition) => condition !== null),
];

/** La recherche en SQL, ou, quand rien ne la contient, les comptes qui la contiennent à une lettre près. */
const rechercher = (base: BaseLecture, recherche: string): { readonly condition: RawBuilder<boolean> | null; readonly proche: boolean } => {
  const mots = motsDe(recherche);
  if (mots.length === 0) return { condition: null, proche: false };
  const exacte = et(mots.map((mot) => contient(sql`u.recherche`, mot)));
  if (base.requete(sql<{ un: number }>`select 1 as un from utilisateur u where u.statut <> 'supprime' and ${exacte} limit 1`.compile(requetes)).length > 0) return { condition: exacte, proche: false };
  const proches = base.tous<{ rang: number; recherche: string }>('select rang, recherche from utilisateur').filter((ligne) => contientApeuPres(ligne.recherche, mots)).map(({ rang }) => rang);
  return proches.length === 0 ? { condition: exacte, proche: false } : { condition: sql<boolean>`u.rang in (select value from json_each(${JSON.stringify(proches)}))`, proche: true };
};

const compter = (base: BaseLecture, condition: RawBuilder<boolean>, seuils: Seuils): TotauxUtilisateurs => {
  const somme = (cas: RawBuilder<unknown>): RawBuilder<unknown> => sql`coalesce(sum(${cas}), 0)`;
  return base.requete(sql<TotauxUtilisateurs>`select count(*) as comptes, ${somme(sql`u.statut = 'actif'`)} as actifs, ${somme(sql`u.statut = 'invite'`)} as invites, ${somme(sql`u.statut = 'suspendu'`)} as suspendus,
    ${somme(sql`u.statut = 'actif' and u."secondFacteur" = 0 and u.profil in ('admin_national', 'admin_departemental', 'admin_siao')`)} as "administrateursSansSecondFacteur",
    ${somme(sql`u.statut = 'actif' and u."derniereConnexion" <= ${seuils.mois}`)} as inactifs from utilisateur u where ${condition}`.compile(requetes))[0] as TotauxUtilisateurs;
};

const trier = (base: BaseLecture, { tri }: DefinitionUtilisateurs): { readonly avec: RawBuilder<unknown>; readonly ordre: RawBuilder<unknown> } => {
  const parPerimetre = tri.some(({ colonne }) => colonne === 'perimetre');
  const colonnes: Readonly<Record<string, RawBuilder<unknown>>> = {
    nom: sql`u."cleTri"`, email: sql`u.email`, profil: ordreDe(sql`u.profil`, PROFILS_TRIES), perimetre: sql`p.key`, departements: sql`u.departement`, statut: ordreDe(sql`u.statut`, ['actif', 'invite', 'suspendu']),
    secondFacteur: sql`u."secondFacteur"`, activite: sql`u."derniereConnexion"`,
  };
  const termes = tri.flatMap(({ colonne, sens }) => { const expression = colonnes[colonne]; return expression === undefined ? [] : [sens === 'asc' ? sql`${expression} asc nulls last` : sql`${expression} desc nulls last`]; });
  return {
    avec: parPerimetre ? sql` left join json_each(${JSON.stringify(perimetres(base).map(({ libelle }) => libelle))}) p on p.value = u."perimetreLibelle"` : sql``,
    ordre: sql.join([...termes, sql`u."cleTri"`, sql`u.id`], sql`, `),
  };
};

/** Ouvre une vue : tri, filtres et recherche en SQL, la suite des lignes est figée. */
export const ouvrirVueUtilisateurs = (base: BaseLecture, definition: DefinitionUtilisateurs, moment: Moment): VueUtilisateurs => {
  const seuils = seuilsDe(moment);
  const { condition, proche } = rechercher(base, definition.recherche);
  const filtres = conditionsFiltres(base, definition, seuils);
  const toutes = et(condition === null ? filtres : [...filtres, condition]);
  const { avec, ordre } = trier(base, definition);
  const rangs = Int32Array.from(base.requete(sql<{ rang: number }>`select u.rang from utilisateur u${avec} where ${toutes} order by ${ordre}`.compile(requetes)), ({ rang }) => rang);
  const totaux = compter(base, sql<boolean>`u.statut <> 'supprime'`, seuils);
  return { rangs, total: rangs.length, totaux, filtres: rangs.length === totaux.comptes ? totaux : compter(base, toutes, seuils), proche };
};

type Brute = Omit<LigneUtilisateur, 'departements' | 'secondFacteur' | 'activite' | 'attente'> & { rang: number; departements: string; secondFacteur: number };
/** Lignes [debut, fin[ d’une vue ; une ligne disparue depuis l’ouverture est sautée. */
export const lireUtilisateurs = (base: BaseLecture, vue: VueUtilisateurs, debut: number, fin: number, moment: Moment): LigneUtilisateur[] => {
  const seuils = seuilsDe(moment);
  const attentes = attentesParFiche(base);
  const rangs = [...vue.rangs.subarray(debut, Math.min(fin, vue.total))];
  const lues = new Map(base.tous<Brute>(`select rang, id, nom, email, profil, "perimetreLibelle", departements, statut, "secondFacteur", "inviteLe", "derniereConnexion" from utilisateur where rang in (select value from json_each(?))`, JSON.stringify(rangs)).map((ligne) => [ligne.rang, ligne]));
  return rangs.flatMap((rang) => {
    const brute = lues.get(rang);
    if (brute === undefined) return [];
    const { rang: _rang, ...ligne } = brute;
    return [{ ...ligne, departements: JSON.parse(ligne.departements) as string[], secondFacteur: ligne.secondFacteur === 1, activite: activiteDe(ligne, seuils), attente: attentes.get(ligne.id) ?? 'aucune' }];
  });
};
export const rangUtilisateur = (base: BaseLecture, vue: VueUtilisateurs, id: string): number => {
  const rang = base.un<{ rang: number }>('select rang from utilisateur where id = ?', id)?.rang;
  return rang === undefined ? -1 : vue.rangs.indexOf(rang);
};
/** Les comptes d’une vue, dans son ordre, 5 000 au plus. */
export const idsDeVue = (base: BaseLecture, vue: VueUtilisateurs): string[] => {
  const rangs = [...vue.rangs.subarray(0, IDS_MAXIMUM)];
  const ids = new Map(base.tous<{ rang: number; id: string }>('select rang, id from utilisateur where rang in (select value from json_each(?))', JSON.stringify(rangs)).map(({ rang, id }) => [rang, id]));
  return rangs.flatMap((rang) => ids.get(rang) ?? []);
};

/** Valeurs d’une colonne et leur nombre, sous les autres filtres. Un compte de deux départements compte dans chacun. */
export const valeursUtilisateurs = (base: BaseLecture, colonne: ColonneACocher, definition: DefinitionUtilisateurs, moment: Moment): { valeur: string; nombre: number }[] => {
  const seuils = seuilsDe(moment);
  const { condition } = rechercher(base, definition.recherche);
  const toutes = et([...conditionsFiltres(base, definition, seuils, colonne), ...(condition === null ? [] : [condition])]);
  const expression = colonne === 'departements' ? sql`coalesce(d.value, '')` : VALEURS(seuils)[colonne];
  const depuis = colonne === 'departements' ? sql`utilisateur u left join json_each(u.departements) d` : sql`utilisateur u`;
  return base.requete(sql<{ valeur: string; nombre: number }>`select ${expression} as valeur, count(*) as nombre from ${depuis} where ${toutes} group by 1 order by nombre desc, valeur`.compile(requetes));
};

const JUGES: Readonly<Record<Exclude<GesteCompte['geste'], 'modifier' | 'reaffecter'>, readonly [string, object]>> = {
  suspendre: ['suspendreUtilisateur', { motif: 'motif' }], retablir: ['retablirUtilisateur', { motif: 'motif' }], inviter: ['assisterUtilisateur', { aide: 'inviter' }], mot_de_passe: ['assisterUtilisateur', { aide: 'mot_de_passe' }],
  second_facteur: ['assisterUtilisateur', { aide: 'second_facteur', motif: 'motif' }], debloquer: ['assisterUtilisateur', { aide: 'debloquer' }],
};
/** Les gestes qui ont un sens pour ce compte, avec la raison de ceux qui sont fermés : le jugement des commandes elles-mêmes. */
const gestesDe = (base: BaseLecture, compte: CompteOffre, cadre: Cadre): GesteCompte[] => {
  if (compte.statut === 'supprime') return [];
  const depuis = (geste: GesteCompte['geste'], jugement: Decision | null): GesteCompte => (jugement === null || jugement.accepte ? { geste, possible: true, code: null, raison: null } : { geste, possible: false, code: jugement.code, raison: jugement.message });
  const ouverts = (['suspendre', 'retablir', 'inviter', 'mot_de_passe', 'second_facteur', 'debloquer'] as const).filter((geste) => {
    switch (geste) {
      case 'suspendre': return compte.statut !== 'suspendu';
      case 'retablir': return compte.statut === 'suspendu';
      case 'inviter': return compte.statut === 'invite';
      case 'second_facteur': return compte.statut !== 'invite' && compte.secondFacteur;
      default: return compte.statut !== 'invite';
    }
  });
  return [
    ...(['modifier', 'reaffecter'] as const).map((geste) => depuis(geste, refusEncadrement(cadre.acteur, geste, compte))),
    ...ouverts.map((geste) => depuis(geste, juger(base, JUGES[geste][0], { id: compte.id, ...JUGES[geste][1] }, cadre))),
  ];
};

/** Tout ce que la fiche montre d’un compte ; `null` quand le poste ne l’a pas. */
export const lireFicheUtilisateur = (base: BaseLecture, id: string, cadre: Cadre): FicheUtilisateur | null => {
  const ligne = lireLigneCache(base, 'utilisateur', id);
  if (ligne === undefined) return null;
  const entite = ligne.entiteId === null ? undefined : lireLigneCache(base, 'entite', ligne.entiteId);
  const cites = dispositifsDuPerimetre(ligne.perimetre);
  const dispositifs = base.tous<{ id: string; nom: string; departement: string }>('select id, nom, departement from dispositif where id in (select value from json_each(?)) order by "cleTri", id', JSON.stringify(cites));
  return {
    ligne, activite: activiteDe(ligne, seuilsDe(cadre.contexte)), entite: entite === undefined ? null : { id: entite.id, nom: entite.raisonSociale }, dispositifs, inconnus: cites.length - dispositifs.length, gestes: gestesDe(base, ligne, cadre),
  };
};

interface Demande { readonly nom: string; readonly email: string; readonly entiteId: string | null; readonly departements: readonly string[]; readonly sauf: string | null }
interface Proche { id: string; nom: string; email: string; perimetreLibelle: string; statut: string; raison: 'email' | 'nom' }
/** Mots d’un nom, dans l’ordre alphabétique : « Vasseur Claire » est « Claire Vasseur ». */
const motsTries = (nom: string): string[] => motsDe(nom).sort();
const memePersonne = (gauche: readonly string[], droite: readonly string[]): boolean => gauche.length === droite.length && gauche.every((mot, rang) => aUneLettrePres(mot, droite[rang] ?? ''));

/** Comptes qui sont peut-être déjà ceux de cette personne : même adresse n’importe où, ou nom proche dans la même entité ou le même département. */
export const comptesProches = (base: BaseLecture, { nom, email, entiteId, departements, sauf }: Demande): Proche[] => {
  const adresse = email.trim().toLowerCase();
  const mots = motsTries(nom);
  const lues = base.tous<Omit<Proche, 'raison'> & { cleTri: string }>(
    `with q(email, entite, lieux, sauf) as (values (?, ?, ?, ?)) select u.id, u.nom, u.email, u."perimetreLibelle", u.statut, u."cleTri" from utilisateur u, q where u.statut <> 'supprime' and u.id is not q.sauf
       and ((q.email <> '' and u.email = q.email) or u."entiteId" = q.entite or exists (select 1 from json_each(u.departements) d where d.value in (select value from json_each(q.lieux)))) order by u."cleTri"`, adresse, entiteId, JSON.stringify(departements), sauf);
  return lues.flatMap(({ cleTri, ...compte }): Proche[] => (compte.email === adresse ? [{ ...compte, raison: 'email' }] : mots.length > 1 && memePersonne(mots, motsTries(cleTri)) ? [{ ...compte, raison: 'nom' }] : []))
    .sort((gauche, droite) => Number(droite.raison === 'email') - Number(gauche.raison === 'email')).slice(0, 5);
};

const PERSONNES = 6;
/** Personnes actives qui peuvent faire ce geste à cet endroit, hormis celle qui demande ; l’État local d’abord, la suppléance nationale en dernier. */
export const personnesQuiPeuvent = (base: BaseLecture, geste: Geste, objet: Objet, cible: ContexteDroit, demandeur: Acteur): { personnes: { id: string; nom: string; profil: Profil; perimetreLibelle: string }[]; total: number } => {
  const profils = CODES_PROFILS.filter((profil) => MATRICE.some((regle) => regle.profil === profil && regle.objet === objet && regle.geste === geste));
  const trouvees = base.tous<{ id: string; nom: string; profil: Profil; perimetre: string; perimetreLibelle: string }>(
    `select id, nom, profil, perimetre, "perimetreLibelle" from utilisateur where statut = 'actif' and id <> ? and profil in (select value from json_each(?)) order by "cleTri", id`, demandeur.utilisateurId, JSON.stringify(profils))
    .filter(({ id, nom, profil, perimetre }) => autoriser({ utilisateurId: id, nom, profil, perimetre: JSON.parse(perimetre) as Perimetre }, geste, objet, cible).accordee)
    .sort((gauche, droite) => Number(gauche.profil === 'admin_national') - Number(droite.profil === 'admin_national') || CODES_PROFILS.indexOf(gauche.profil) - CODES_PROFILS.indexOf(droite.profil));
  return { personnes: trouvees.slice(0, PERSONNES).map(({ perimetre: _perimetre, ...personne }) => personne), total: trouvees.length };
};

/** Le même geste sur plusieurs comptes : `faire` juge ou exécute chacun. Un refus n’empêche pas les suivants. */
export const enNombre = (base: BaseLecture, ids: readonly string[], faire: (id: string) => { readonly accepte: boolean; readonly code?: string; readonly message?: string; readonly champ?: string }): IssueCompte[] => ids.map((id) => {
  const { nom, email } = base.un<{ nom: string; email: string }>('select nom, email from utilisateur where id = ?', id) ?? { nom: '', email: '' };
  const { accepte, code = '', message = '', champ } = faire(id);
  return { id, nom, email, refus: accepte ? null : { code, message, ...(champ === undefined ? {} : { champ }) } };
});
