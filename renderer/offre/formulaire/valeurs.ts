import type { CommandeEnFile } from '../../../contract/poste.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { dateFr, sirenFr } from '../../ui/formats.ts';
import type { ObjetOffre } from '../creations.ts';

export interface SaisieContact { fonction: string; nom: string; telephone: string; courriel: string }
interface SaisieFinancement { code: string; places: string; debut: string; fin: string }
interface SaisieCapacite { depuis: string; capacite: string }

/** Ce que les formulaires tiennent : du texte tel que saisi (dates jj/mm/aaaa, nombres), pour les trois objets. Chaque formulaire n’en montre qu’une part. */
export interface Valeurs {
  raisonSociale: string; statutJuridique: string; siren: string; finessEj: string; adresse: string; commune: string; departements: string[]; conventionDebut: string; conventionFin: string; contacts: SaisieContact[];
  entiteId: string; nom: string; nature: string; type: string; departement: string; siret: string; finessEt: string; financements: SaisieFinancement[]; placesUrgence: string; placesInsertion: string; placesAutres: string;
  compositions: string[]; publics: string[]; horaires: string; responsable: string; responsableId: string; delegationDebut: string; delegationFin: string;
  dispositifId: string; libelle: string; modalite: string; forme: string; typeUnite: string; permanence: string; capacites: SaisieCapacite[]; ouverture: string; ageMin: string; ageMax: string; pmr: string;
  motif: string;
}

export const VALEURS_VIDES: Valeurs = {
  raisonSociale: '', statutJuridique: '', siren: '', finessEj: '', adresse: '', commune: '', departements: [], conventionDebut: '', conventionFin: '', contacts: [],
  entiteId: '', nom: '', nature: '', type: '', departement: '', siret: '', finessEt: '', financements: [], placesUrgence: '', placesInsertion: '', placesAutres: '',
  compositions: [], publics: [], horaires: '', responsable: '', responsableId: '', delegationDebut: '', delegationFin: '',
  dispositifId: '', libelle: '', modalite: '', forme: '', typeUnite: '', permanence: 'perenne', capacites: [], ouverture: '', ageMin: '', ageMax: '', pmr: '0',
  motif: '',
};

type ContactLu = Entite['contacts'][number];
const contacts = (lus: readonly ContactLu[]): SaisieContact[] => lus.map(({ fonction, nom, telephone, courriel }) => ({ fonction, nom, telephone: telephone ?? '', courriel: courriel ?? '' }));
const texte = (valeur: string | number | null | undefined): string => (valeur === null || valeur === undefined ? '' : String(valeur));

/** Valeurs d’un formulaire depuis la ligne enregistrée. Accepte une ligne partielle (arguments d’une commande refusée). */
export const depuisLigne = (objet: ObjetOffre, ligne: Readonly<Record<string, unknown>>): Valeurs => {
  const base = { ...VALEURS_VIDES, adresse: texte(ligne['adresse'] as string | null), commune: texte(ligne['commune'] as string | null) };
  switch (objet) {
    case 'entite': {
      const entite = ligne as Partial<Entite>;
      return {
        ...base, raisonSociale: texte(entite.raisonSociale), statutJuridique: texte(entite.statutJuridique), siren: sirenFr(texte(entite.siren)), finessEj: texte(entite.finessEj), departements: [...(entite.departements ?? [])],
        conventionDebut: dateFr(entite.conventionP177?.debut), conventionFin: dateFr(entite.conventionP177?.fin), contacts: contacts(entite.contacts ?? []),
      };
    }
    case 'dispositif': {
      const dispositif = ligne as Partial<Dispositif>;
      return {
        ...base, entiteId: texte(dispositif.entiteId), nom: texte(dispositif.nom), nature: texte(dispositif.nature), type: texte(dispositif.type), departement: texte(dispositif.departement), siret: sirenFr(texte(dispositif.siret)), finessEt: texte(dispositif.finessEt),
        financements: (dispositif.financements ?? []).map(({ code, places, debut, fin }) => ({ code, places: texte(places), debut: dateFr(debut), fin: dateFr(fin) })),
        placesUrgence: texte(dispositif.placesFinancees?.urgence), placesInsertion: texte(dispositif.placesFinancees?.insertion), placesAutres: texte(dispositif.placesFinancees?.autres),
        compositions: [...(dispositif.compositions ?? [])], publics: [...(dispositif.publics ?? [])], horaires: texte(dispositif.horaires), responsable: texte(dispositif.responsable), responsableId: texte(dispositif.responsableId), contacts: contacts(dispositif.contacts ?? []),
        delegationDebut: dateFr(dispositif.delegationSiao?.debut), delegationFin: dateFr(dispositif.delegationSiao?.fin),
      };
    }
    case 'groupe': {
      const groupe = ligne as Partial<Groupe>;
      return {
        ...base, dispositifId: texte(groupe.dispositifId), libelle: texte(groupe.libelle), modalite: texte(groupe.modalite), forme: texte(groupe.forme), typeUnite: texte(groupe.typeUnite), permanence: texte(groupe.permanence ?? 'perenne'),
        capacites: (groupe.capacites ?? []).map(({ depuis, capacite }) => ({ depuis: dateFr(depuis), capacite: String(capacite) })), ouverture: dateFr(groupe.ouverture), ageMin: texte(groupe.ageMin), ageMax: texte(groupe.ageMax), pmr: texte(groupe.pmr ?? 0),
        compositions: [...(groupe.compositions ?? [])], publics: [...(groupe.publics ?? [])],
      };
    }
  }
};

/** Valeurs portées par une commande refusée : la saisie entière d’une création, les champs d’une modification. */
export const valeursDeCommande = ({ args }: CommandeEnFile): Readonly<Record<string, unknown>> => {
  if (typeof args !== 'object' || args === null) return {};
  // un code de nomenclature n’a ni saisie ni champs : ses arguments sont ce qu’il porte
  const { saisie, champs, contenu } = args as { saisie?: unknown; champs?: unknown; contenu?: unknown };
  const portees = saisie ?? champs ?? (contenu === undefined ? undefined : args);
  return typeof portees === 'object' && portees !== null ? (portees as Record<string, unknown>) : {};
};
