import { z } from 'zod';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import { naissance, schemaDepartement, schemaId } from '../objets/commun.ts';
import type { Correspondance } from '../objets/correspondance.ts';
import { cleDeTerme, schemaPaires } from '../objets/correspondance.ts';
import type { Mandat } from '../objets/mandat.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import { GENRES_FICHIER, VOCABULAIRES } from '../reprise/gabarit/colonne.ts';
import { GABARITS, codesDuVocabulaire } from '../reprise/gabarit/gabarit.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, lireNomenclature, refus } from './commande.ts';
import { refusMandat } from './mandats.ts';
import { INTROUVABLE } from './regles.ts';

const nomme = z.string().trim().min(1, 'Donner un nom, ou un terme.').max(120, '120 caractères au plus.').refine((nom) => cleDeTerme(nom) !== '', 'Ce terme n’a ni lettre ni chiffre.');
const schemaCible = z.string().min(1).max(56);
/** `avant` : ce que la personne voyait quand elle a choisi ; `null` : rien. Un choix fait entre-temps par un collègue n’est jamais recouvert sans être vu. */
const schemaContenu = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('terme'), portee: z.enum(VOCABULAIRES), nom: nomme, cible: schemaCible, avant: schemaCible.nullable() }),
  z.object({ genre: z.literal('association'), portee: z.enum(GENRES_FICHIER), nom: nomme, paires: schemaPaires.min(1, 'Associer au moins une colonne.'), avant: schemaPaires.nullable() }),
]);
export type ContenuCorrespondance = z.infer<typeof schemaContenu>;

/** Les mêmes colonnes sous les mêmes en-têtes, dans quelque ordre que ce soit. */
export const memesPaires = (unes: Correspondance['paires'], autres: Correspondance['paires']): boolean => {
  const parCle = new Map(autres.map(({ cle, entete }) => [cle, entete]));
  return unes.length === parCle.size && unes.every(({ cle, entete }) => parCle.get(cle) === entete);
};

/** Vrai quand c’est bien ce contenu-là que la personne avait sous les yeux. */
const estVue = ({ cible, paires, statut }: Correspondance, avant: string | Correspondance['paires'] | null): boolean =>
  (avant === null ? statut === 'retiree' : statut === 'partagee' && (typeof avant === 'string' ? cible === avant : cible === null && memesPaires(paires, avant)));

const schemaPartager = z.object({ id: schemaId, mandatId: schemaId, departement: schemaDepartement, contenu: schemaContenu });
type ArgumentsPartager = z.infer<typeof schemaPartager>;
interface EtatPartager { readonly correspondance: Correspondance | undefined; readonly mandat: Mandat | undefined; readonly codes: readonly CodeNomenclature[] }

const refusContenu = (contenu: ContenuCorrespondance, codes: readonly CodeNomenclature[], { aujourdhui }: Contexte): Refus | null => {
  if (contenu.genre === 'terme') {
    const connu = codesDuVocabulaire(contenu.portee, construireNomenclature(codes, aujourdhui), aujourdhui).some(({ code }) => code === contenu.cible);
    return connu ? null : refus('champ.cible', `Le code choisi pour « ${contenu.nom} » n’est pas, ou plus, dans la nomenclature : en choisir un autre.`, 'cible');
  }
  const colonnes = new Set(GABARITS[contenu.portee].map(({ cle }) => cle));
  const inconnue = contenu.paires.find(({ cle }) => !colonnes.has(cle));
  return inconnue === undefined ? null : refus('champ.paires', `La colonne « ${inconnue.cle} » n’est pas du gabarit des ${contenu.portee}.`, 'paires');
};

/**
 * Partage avec le département un terme rattaché ou une association nommée, ou change ce que l’équipe en avait décidé. Redire ce qui est déjà décidé ne change rien.
 * Refus : `droit.mandat`, `existe`, `champ.*`, `change` (un collègue en a décidé autrement entre-temps).
 */
export const partagerCorrespondance: Commande<'partagerCorrespondance', ArgumentsPartager, EtatPartager> = {
  nom: 'partagerCorrespondance', version: 1, libelle: 'Partager une correspondance', schema: schemaPartager,
  cible: ({ id }) => ({ objet: 'correspondance', id }),
  // la commande juge elle-même, sur la valeur que la personne voyait : deux collègues du même avis ne sont pas en conflit
  champsTouches: () => [],
  *lire({ id, mandatId, contenu }): Lire<EtatPartager> {
    return { correspondance: yield* lireLigne('correspondance', id), mandat: yield* lireLigne('mandat', mandatId), codes: contenu.genre === 'terme' ? yield* lireNomenclature() : [] };
  },
  decide({ correspondance, mandat, codes }, { id, departement, contenu }, acteur, contexte): Decision {
    const erreur = refusMandat(mandat, departement, acteur, contexte.aujourdhui) ?? refusContenu(contenu, codes, contexte);
    if (erreur !== null) return erreur;
    const { genre, portee, nom } = contenu;
    const cle = cleDeTerme(nom);
    const [cible, paires] = contenu.genre === 'terme' ? [contenu.cible, []] : [null, contenu.paires];
    if (correspondance === undefined) {
      if (contenu.avant !== null) return refus('change', `« ${nom} » n’est plus dans la table du département : le choisir de nouveau.`);
      return {
        accepte: true,
        changements: [{
          genre: 'creer', objet: 'correspondance',
          ligne: {
            id, genre, portee, nom, cle, cible, paires, statut: 'partagee', auteur: acteur.nom, code: null, version: 0, departement,
            ...naissance(acteur, contexte.maintenant), provenance: null,
          },
        }],
      };
    }
    if (correspondance.departement !== departement || correspondance.genre !== genre || correspondance.portee !== portee || correspondance.cle !== cle) return refus('existe', 'Cet identifiant est celui d’une autre correspondance.');
    const partagee = correspondance.statut === 'partagee';
    if (partagee && correspondance.cible === cible && memesPaires(correspondance.paires, paires)) return { accepte: true, changements: [] };
    if (!estVue(correspondance, contenu.avant)) return refus('change', `${correspondance.auteur} ${partagee ? 'en a décidé autrement' : 'l’a retirée'} entre-temps pour « ${nom} » : votre choix n’a pas recouvert le sien. Choisir de nouveau s’il le faut.`);
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'correspondance', id, champs: { nom, cible, paires, statut: 'partagee', auteur: acteur.nom } }] };
  },
};

const schemaRetirer = z.object({ id: schemaId, mandatId: schemaId, avant: z.union([schemaCible, schemaPaires]) });
interface EtatRetirer { readonly correspondance: Correspondance | undefined; readonly mandat: Mandat | undefined }

/** Retire une correspondance de la table du département : le terme redevient à arbitrer ; les fichiers déjà chargés ne changent pas. Refus : `introuvable`, `droit.mandat`, `statut`, `change`. */
export const retirerCorrespondance: Commande<'retirerCorrespondance', z.infer<typeof schemaRetirer>, EtatRetirer> = {
  nom: 'retirerCorrespondance', version: 1, libelle: 'Retirer une correspondance', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'correspondance', id }),
  champsTouches: () => [],
  *lire({ id, mandatId }): Lire<EtatRetirer> { return { correspondance: yield* lireLigne('correspondance', id), mandat: yield* lireLigne('mandat', mandatId) }; },
  decide({ correspondance, mandat }, { id, avant }, acteur, { aujourdhui }): Decision {
    if (correspondance === undefined) return INTROUVABLE('Correspondance');
    const erreur = refusMandat(mandat, correspondance.departement, acteur, aujourdhui);
    if (erreur !== null) return erreur;
    if (correspondance.statut === 'retiree') return refus('statut', 'Cette correspondance est déjà retirée.');
    if (!estVue(correspondance, avant)) return refus('change', `${correspondance.auteur} en a décidé autrement entre-temps pour « ${correspondance.nom} » : rien n’est retiré. La retirer de nouveau s’il le faut.`);
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'correspondance', id, champs: { statut: 'retiree', auteur: acteur.nom } }] };
  },
};
