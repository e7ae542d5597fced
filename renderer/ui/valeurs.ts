import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Profil } from '../../domain/profils.ts';
import { STATUTS } from '../../domain/cycleDeVie.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import type { CodeReferentiel } from '../../domain/nomenclature/code.ts';
import { FONCTIONS_CONTACT, FORMES, MODALITES, PERMANENCES } from '../../domain/nomenclature/referentiels.ts';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import type { Periode } from '../../domain/objets/commun.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import { compte, dateFr, nombre, sirenFr } from './formats.ts';

/** Champs à codes : liste du programme, ou référentiel que l’administrateur national tient à jour. */
const LISTES: Readonly<Record<string, readonly CodeReferentiel[]>> = { modalite: MODALITES, forme: FORMES, permanence: PERMANENCES };
const REFERENTIELS: Readonly<Record<string, Referentiel>> = { nature: 'nature', type: 'type', statutJuridique: 'statut_juridique', typeUnite: 'type_unite', compositions: 'composition', publics: 'public' };
const texteCode = (champ: string, code: string): string => {
  const [liste, referentiel] = [LISTES[champ], REFERENTIELS[champ]];
  return liste !== undefined ? libelleDe(liste, code) : referentiel !== undefined ? libelleCode(referentiel, code) : code;
};

/** « du 01/01/2026 au 31/12/2026 », « depuis le 01/01/2026 » */
const textePeriode = ({ debut, fin }: Periode): string => (fin === null ? `depuis le ${dateFr(debut)}` : `du ${dateFr(debut)} au ${dateFr(fin)}`);
const texteFinancement = (ligne: Financement): string =>
  `${libelleCode('financement', ligne.code)} : ${ligne.places === null ? 'forfait' : compte(ligne.places, 'place', 'places')} ${textePeriode(ligne)}`;
const texteCapacite = ({ depuis, capacite }: Capacite): string => `${compte(capacite, 'place', 'places')} à partir du ${dateFr(depuis)}`;

export interface Contact { readonly fonction: string; readonly nom: string; readonly telephone?: string; readonly courriel?: string }
export const texteContact = ({ fonction, nom, telephone, courriel }: Contact): string =>
  [`${nom} (${libelleDe(FONCTIONS_CONTACT, fonction).toLowerCase()})`, telephone, courriel].filter((partie) => partie !== undefined && partie !== '').join(', ');

const texteObjet = (champ: string, valeur: object): string => {
  if (champ === 'placesFinancees') {
    const { urgence, insertion, autres } = valeur as { urgence: number; insertion: number; autres: number };
    return `115 : ${nombre(urgence)} · insertion : ${nombre(insertion)} · autres : ${nombre(autres)}`;
  }
  return 'debut' in valeur ? textePeriode(valeur as Periode) : JSON.stringify(valeur);
};

const texteElement = (champ: string, valeur: unknown): string => {
  if (champ === 'financements') return texteFinancement(valeur as Financement);
  if (champ === 'capacites') return texteCapacite(valeur as Capacite);
  if (champ === 'contacts') return texteContact(valeur as Contact);
  if (champ === 'departements') return nomDepartement(String(valeur));
  return texteCode(champ, String(valeur));
};

/** Texte d’une valeur de champ, tel qu’il se lit sur une fiche ; vide quand le champ l’est. Une commune reste un code : son nom se demande à part. */
export const texteValeur = (champ: string, valeur: unknown): string => {
  if (valeur === null || valeur === undefined || valeur === '') return '';
  if (Array.isArray(valeur)) return valeur.map((element: unknown) => texteElement(champ, element)).join(' ; ');
  if (typeof valeur === 'boolean') return valeur ? 'Oui' : 'Non';
  if (typeof valeur === 'number') return nombre(valeur);
  if (typeof valeur === 'object') return texteObjet(champ, valeur);
  const texte = String(valeur);
  switch (champ) {
    case 'siren': case 'siret': return sirenFr(texte);
    case 'statut': return STATUTS[texte as keyof typeof STATUTS] ?? texte;
    case 'departement': return nomDepartement(texte);
    case 'ouverture': case 'fermeture': return dateFr(texte);
    // un identifiant ne se lit pas : la fiche en montre le nom
    case 'responsableId': return 'Compte choisi';
    default: return texteCode(champ, texte);
  }
};

/** Participe passé d’un pas du parcours : « a prévalidé ». */
const VERBES: Record<string, string> = { creer: 'a créé la fiche', soumettre: 'a soumis', prevalider: 'a prévalidé', valider: 'a validé', renvoyer: 'a renvoyé à corriger', refuser: 'a refusé', suspendre: 'a suspendu', retablir: 'a rétabli', fermer: 'a fermé', archiver: 'a archivé', reprise: 'a repris la fiche', commenter: 'a commenté', annuler: 'a annulé sa décision' };
export const verbeDuPas = (geste: string): string => VERBES[geste] ?? geste;
export const libelleProfil = (profil: string): string => (Object.hasOwn(PROFILS, profil) ? PROFILS[profil as Profil].libelle : profil);
