import { z } from 'zod';
import { DEPARTEMENTS } from '../geographie/departements.ts';
import { autoriser } from '../droits.ts';
import { naissance, schemaId } from '../objets/commun.ts';
import { cibleDe } from '../objets/objets.ts';
import type { Vue } from '../objets/vue.ts';
import { schemaContenuVue, schemaNomVue } from '../objets/vue.ts';
import { ECRAN_RAPPORTS, estRapportExact } from '../rapports/rapport.ts';
import type { Acteur, Perimetre } from '../profils.ts';
import type { Commande, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, refus } from './commande.ts';
import { INTROUVABLE } from './regles.ts';

/** Écrans dont une vue se partage. Un rapport (décision 034) se partage comme une vue : son contenu est un rapport, et rien d’autre. */
const ECRANS_PARTAGES = ['places', ECRAN_RAPPORTS] as const;

/** Avec qui une vue se partage : tout le périmètre de son auteur, ni plus, ni moins. */
export const partageDe = (perimetre: Perimetre): Pick<Vue, 'departements' | 'entiteId'> => {
  switch (perimetre.genre) {
    case 'national': return { departements: DEPARTEMENTS.map(({ code }) => code), entiteId: null };
    case 'departements':
    case 'siao': return { departements: [...perimetre.departements], entiteId: null };
    case 'entite':
    case 'dispositifs': return { departements: [], entiteId: perimetre.entiteId };
  }
};

const schemaPartager = z.object({ id: schemaId, ecran: z.enum(ECRANS_PARTAGES), nom: schemaNomVue, contenu: schemaContenuVue })
  .refine(({ ecran, contenu }) => ecran !== ECRAN_RAPPORTS || estRapportExact(contenu), { path: ['contenu'], message: 'Ce rapport ne se lit pas : l’enregistrer de nouveau, puis le partager.' });
type ArgumentsPartager = z.infer<typeof schemaPartager>;
interface EtatVue { readonly vue: Vue | undefined }
const estAuteur = (vue: Vue, acteur: Acteur): boolean => vue.creePar === acteur.utilisateurId;

/**
 * Partage une vue avec le périmètre de l’acteur, ou change celle qu’il partage déjà. Refus : `droit.*`, `existe` (celle d’un autre), `sans_effet`.
 */
export const partagerVue: Commande<'partagerVue', ArgumentsPartager, EtatVue> = {
  nom: 'partagerVue', version: 3, libelle: 'Partager une vue', schema: schemaPartager,
  cible: ({ id }) => ({ objet: 'vue', id }),
  champsTouches: () => ['nom', 'contenu', 'statut'],
  *lire({ id }): Lire<EtatVue> { return { vue: yield* lireLigne('vue', id) }; },
  decide({ vue }, { id, ecran, nom, contenu }, acteur, { maintenant }): Decision {
    const partage = partageDe(acteur.perimetre);
    // celle que l’on change garde le périmètre où elle a été partagée : y être encore
    const droit = autoriser(acteur, 'creer', 'vue', vue === undefined ? { ...partage, dispositifId: null } : cibleDe('vue', vue));
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (vue === undefined) {
      return {
        accepte: true,
        changements: [{
          genre: 'creer', objet: 'vue',
          ligne: {
            id, ecran, nom, contenu, statut: 'partagee', auteur: acteur.nom, ...partage, code: null, version: 0, departement: partage.departements[0] ?? '', ...naissance(acteur, maintenant), provenance: null,
          },
        }],
      };
    }
    if (!estAuteur(vue, acteur)) return refus('existe', `${ecran === ECRAN_RAPPORTS ? 'Ce rapport est celui' : 'Cette vue est celle'} d’une autre personne : en partager une copie.`);
    // une vue ne change pas d’écran : un rapport ne prend pas l’identifiant d’une vue des places
    if (vue.ecran !== ecran) return refus('existe', 'Cet identifiant est celui d’une vue d’un autre écran.');
    if (vue.nom === nom && vue.contenu === contenu && vue.statut === 'partagee') return refus('sans_effet', ecran === ECRAN_RAPPORTS ? 'Ce rapport est déjà partagé tel quel.' : 'Cette vue est déjà partagée telle quelle.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'vue', id, champs: { nom, contenu, statut: 'partagee' } }] };
  },
};

/** Vrai quand tous ceux qui voient la vue sont dans ce périmètre. */
const tientDans = (vue: Vue, perimetre: Perimetre): boolean => perimetre.genre === 'national' || vue.entiteId !== null || ('departements' in perimetre && vue.departements.every((code) => perimetre.departements.includes(code)));

/** Pourquoi cette personne ne peut pas arrêter le partage ; `null` quand elle le peut. */
export const refusRetrait = (vue: Vue, acteur: Acteur): Refus | null => {
  const droit = autoriser(acteur, estAuteur(vue, acteur) ? 'creer' : 'fermer', 'vue', cibleDe('vue', vue));
  if (!droit.accordee) return refus(droit.code, droit.message);
  if (estAuteur(vue, acteur) || tientDans(vue, acteur.perimetre)) return null;
  return refus('droit.perimetre', `${vue.ecran === ECRAN_RAPPORTS ? 'Ce rapport est aussi partagé' : 'Cette vue est aussi partagée'} hors de votre périmètre : son auteur, ou qui couvre tous ces départements, peut en arrêter le partage.`);
};

const schemaRetirer = z.object({ id: schemaId });

/** Arrête le partage d’une vue : son auteur, ou qui en a le droit dans ce périmètre. Refus : `introuvable`, `droit.*`, `statut`. */
export const retirerVue: Commande<'retirerVue', z.infer<typeof schemaRetirer>, EtatVue> = {
  nom: 'retirerVue', version: 1, libelle: 'Arrêter le partage d’une vue', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'vue', id }),
  champsTouches: () => ['statut'],
  *lire({ id }): Lire<EtatVue> { return { vue: yield* lireLigne('vue', id) }; },
  decide({ vue }, { id }, acteur): Decision {
    if (vue === undefined) return INTROUVABLE('Vue');
    const erreur = refusRetrait(vue, acteur);
    if (erreur !== null) return erreur;
    if (vue.statut === 'retiree') return refus('statut', vue.ecran === ECRAN_RAPPORTS ? 'Ce rapport n’est déjà plus partagé.' : 'Cette vue n’est déjà plus partagée.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'vue', id, champs: { statut: 'retiree' } }] };
  },
};
