import type { VuePartagee } from '../contract/methodesVues.ts';
import { partageDe, refusRetrait } from '../domain/commandes/vues.ts';
import { autoriser } from '../domain/droits.ts';
import { DEPARTEMENTS, nomDepartement } from '../domain/geographie/departements.ts';
import type { Vue } from '../domain/objets/vue.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture } from './base.ts';
import { lireLignesPar } from './lignes.ts';

const DEPARTEMENTS_NOMMES = 3;
/** « les DDETS et SIAO (59 – Nord) », « l’équipe de Hainaut Accueil ». */
const enClair = (base: BaseLecture, { departements, entiteId }: Pick<Vue, 'departements' | 'entiteId'>): string => {
  if (entiteId !== null) return `l’équipe de ${base.un<{ nom: string }>('select "raisonSociale" as nom from entite where id = ?', entiteId)?.nom ?? 'son entité'}`;
  if (departements.length >= DEPARTEMENTS.length) return 'toutes les DDETS et tous les SIAO';
  const nommes = departements.slice(0, DEPARTEMENTS_NOMMES).map((code) => `${code} – ${nomDepartement(code)}`);
  return `les DDETS et SIAO (${nommes.join(', ')}${departements.length > DEPARTEMENTS_NOMMES ? ` et ${departements.length - DEPARTEMENTS_NOMMES} autres départements` : ''})`;
};

/** Avec qui cette personne partagerait une vue ; `null` quand son profil n’en partage pas. */
export const partageEnClair = (base: BaseLecture, acteur: Acteur): string | null => {
  const partage = partageDe(acteur.perimetre);
  return autoriser(acteur, 'creer', 'vue', { ...partage, dispositifId: null }).accordee ? enClair(base, partage) : null;
};

/** Les vues partagées d’un écran que la personne voit, par nom. */
export const vuesPartagees = (base: BaseLecture, ecran: string, acteur: Acteur): VuePartagee[] => lireLignesPar(base, 'vue', 'ecran', ecran).filter(({ statut }) => statut === 'partagee').map((vue) => {
  const sienne = vue.creePar === acteur.utilisateurId;
  return { id: vue.id, nom: vue.nom, contenu: vue.contenu, auteur: vue.auteur, avec: enClair(base, vue), sienne, retirable: refusRetrait(vue, acteur) === null };
});
