import type { CommandeEnFile } from '../../contract/poste.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import type { Siao } from '../../domain/geographie/siao.ts';
import { SIAOS } from '../../domain/geographie/siao.ts';
import type { CompteOffre } from '../../domain/objets/utilisateur.ts';
import { schemaIdentite, schemaSaisiePerimetre } from '../../domain/objets/utilisateur.ts';
import type { Acteur, Perimetre, Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';

/** Ce que portent les champs d’un compte, tels qu’ils sont tapés. */
export interface Valeurs { readonly nom: string; readonly email: string; readonly telephone: string; readonly fonction: string; readonly profil: Profil | ''; readonly departements: readonly string[]; readonly siao: string; readonly entiteId: string; readonly dispositifs: readonly string[] }
export const VIDES: Valeurs = { nom: '', email: '', telephone: '', fonction: '', profil: '', departements: [], siao: '', entiteId: '', dispositifs: [] };

const champsDuPerimetre = (perimetre: Perimetre): Pick<Valeurs, 'departements' | 'siao' | 'entiteId' | 'dispositifs'> => ({
  departements: perimetre.genre === 'national' || perimetre.genre === 'dispositifs' ? [] : perimetre.departements, siao: perimetre.genre === 'siao' ? perimetre.siao : '',
  entiteId: perimetre.genre === 'entite' || perimetre.genre === 'dispositifs' ? perimetre.entiteId : '', dispositifs: perimetre.genre === 'dispositifs' ? perimetre.dispositifs : [],
});
export const valeursDuCompte = ({ nom, email, telephone, fonction, profil, perimetre }: Pick<CompteOffre, 'nom' | 'email' | 'telephone' | 'fonction' | 'profil' | 'perimetre'>): Valeurs =>
  ({ nom, email, telephone: telephone ?? '', fonction: fonction ?? '', profil, ...champsDuPerimetre(perimetre) });
/** La saisie d’une commande refusée, pour la reprendre. */
export const valeursDeSaisie = (saisie: CommandeEnFile['args']): Partial<Valeurs> => {
  const lue = (typeof saisie === 'object' && saisie !== null ? saisie : {}) as Partial<CompteOffre>;
  return {
    ...(lue.nom === undefined ? {} : { nom: lue.nom }), ...(lue.email === undefined ? {} : { email: lue.email }), ...(lue.telephone === undefined ? {} : { telephone: lue.telephone ?? '' }), ...(lue.fonction === undefined ? {} : { fonction: lue.fonction ?? '' }),
    ...(lue.profil === undefined ? {} : { profil: lue.profil }), ...(lue.perimetre === undefined ? {} : champsDuPerimetre(lue.perimetre)),
  };
};

/** Ce qu’un acteur peut donner : ses départements, ses SIAO, l’entité et les dispositifs hors desquels il ne va pas (`null` : pas de limite). */
export interface Choix { readonly departements: readonly string[]; readonly siaos: readonly Siao[]; readonly entiteId: string | null; readonly dispositifs: readonly string[] | null }
export const choixDe = ({ perimetre }: Acteur): Choix => {
  const tous = DEPARTEMENTS.map(({ code }) => code);
  const departements = perimetre.genre === 'national' || perimetre.genre === 'dispositifs' ? tous : perimetre.departements;
  return {
    departements, siaos: SIAOS.filter((siao) => siao.departements.every((code) => departements.includes(code)) && (perimetre.genre !== 'siao' || siao.siao === perimetre.siao)),
    entiteId: perimetre.genre === 'entite' || perimetre.genre === 'dispositifs' ? perimetre.entiteId : null, dispositifs: perimetre.genre === 'dispositifs' ? perimetre.dispositifs : null,
  };
};
/** Le périmètre de départ d’un profil qu’on vient de choisir : ce qui n’a qu’une réponse est déjà répondu. */
export const perimetreInitial = (profil: Profil, { departements, siaos, entiteId, dispositifs }: Choix): Pick<Valeurs, 'departements' | 'siao' | 'entiteId' | 'dispositifs'> => {
  const seul = departements.length === 1 ? departements : [];
  const siao = siaos.length === 1 ? siaos[0] : undefined;
  switch (PROFILS[profil].perimetre) {
    case 'national': return { departements: [], siao: '', entiteId: '', dispositifs: [] };
    case 'departements': return { departements: seul, siao: '', entiteId: '', dispositifs: [] };
    case 'siao': return { departements: siao?.departements ?? [], siao: siao?.siao ?? '', entiteId: '', dispositifs: [] };
    case 'entite': return { departements: seul, siao: '', entiteId: entiteId ?? '', dispositifs: [] };
    case 'dispositifs': return { departements: [], siao: '', entiteId: entiteId ?? '', dispositifs: dispositifs?.length === 1 ? dispositifs : [] };
  }
};
export const perimetreDe = ({ profil, departements, siao, entiteId, dispositifs }: Valeurs): Perimetre | null => {
  if (profil === '') return null;
  switch (PROFILS[profil].perimetre) {
    case 'national': return { genre: 'national' };
    case 'departements': return { genre: 'departements', departements: [...departements].sort() };
    case 'siao': return { genre: 'siao', siao, departements };
    case 'entite': return { genre: 'entite', entiteId, departements: [...departements].sort() };
    case 'dispositifs': return { genre: 'dispositifs', entiteId, dispositifs };
  }
};

export type Erreurs = Readonly<Partial<Record<keyof Valeurs | 'perimetre' | 'motif', string>>>;
const vide = (texte: string): string | null => (texte.trim() === '' ? null : texte.trim());
export const identiteDe = ({ nom, email, telephone, fonction }: Valeurs): { nom: string; email: string; telephone: string | null; fonction: string | null } => ({ nom: nom.trim().replace(/\s+/gu, ' '), email: email.trim().toLowerCase(), telephone: vide(telephone), fonction: vide(fonction) });
/** Défauts de l’identité, par champ. */
export const erreursIdentite = (valeurs: Valeurs): Erreurs => {
  const lu = schemaIdentite.safeParse(identiteDe(valeurs));
  if (lu.success) return {};
  const erreurs: Record<string, string> = {};
  for (const { path, message } of lu.error.issues) erreurs[String(path[0])] ??= message;
  return erreurs;
};
/** Premier défaut du périmètre ; `null` quand il se tient. */
export const erreurPerimetre = (valeurs: Valeurs): string | null => {
  const perimetre = perimetreDe(valeurs);
  if (perimetre === null) return null;
  if ('entiteId' in perimetre && perimetre.entiteId === '') return 'Choisir une entité.';
  const lu = schemaSaisiePerimetre.safeParse(perimetre);
  return lu.success ? null : (lu.error.issues[0]?.message ?? 'Choisir un périmètre.');
};
