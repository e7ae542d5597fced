import type { CodeAnomalie } from '../anomalies.ts';
import { cleDeGroupe, cleDeStructure } from '../cles.ts';
import type { LigneCorrigee } from '../corrections.ts';
import { lireCode, lireCodes, lireType } from './codes.ts';
import { lireCommune } from './communes.ts';
import type { Contexte } from './contexte.ts';
import type { Lecteur } from './lecteur.ts';
import type { PartGroupe } from './modalites.ts';
import { lireModalite } from './modalites.ts';
import { lireNombre } from './nombres.ts';
import { lireNumeros } from './numeros.ts';
import { controlerEncodage, lirePeriode } from './textes.ts';

/** Ce qu’une ligne de structures dit, une fois corrigée et contrôlée. */
export interface LigneStructure {
  readonly numero: number; readonly cle: string; /** D’un extrait FINESS : l’entité s’y reconnaît à son numéro FINESS. */ readonly extrait: boolean; readonly cellules: readonly string[]; readonly structure: string; readonly groupe: string;
  readonly rejet: CodeAnomalie | null; readonly exclusion: string | null; readonly fusion: LigneCorrigee['fusion'];
  readonly nom: string; readonly raisonSociale: string; readonly siren: string | null; readonly siret: string | null; readonly finessEj: string | null; readonly finessEt: string | null; readonly statutJuridique: string | null;
  readonly type: string | null; /** Un seul type répond au terme du fichier. */ readonly typeSur: boolean; readonly nature: string; readonly enPlaces: boolean; readonly departement: string | null; readonly commune: string | null; readonly adresse: string; readonly telephone: string;
  readonly financements: readonly string[]; readonly placesFinancees: number | null; readonly libelle: string; readonly capacite: number | null; readonly parts: readonly PartGroupe[]; readonly modaliteDeduite: boolean;
  readonly forme: string | null; readonly typeUnite: string | null; readonly permanence: string | null; readonly ouverture: string | null; readonly fermeture: string | null; readonly pmr: number; readonly publics: readonly string[]; readonly compositions: readonly string[];
}

const TEXTES = ['raisonSociale', 'nom', 'commune', 'adresse', 'libelle'] as const;

/** Lit et contrôle une ligne. `refuserScission` : une scission demandée ne fait pas la capacité. */
export const lireStructure = (lecteur: Lecteur, contexte: Contexte, { numero, cle, extrait, corrigee, refuserScission }: { readonly numero: number; readonly cle: string; readonly extrait: boolean; readonly corrigee: LigneCorrigee; readonly refuserScission: () => void }): LigneStructure => {
  const { traducteur, nomenclature, aujourdhui } = contexte;
  controlerEncodage(lecteur, TEXTES);
  const numeros = lireNumeros(lecteur, extrait);
  const nom = lecteur.texte('nom');
  if (lecteur.estAssociee('nom') && nom.length < 2) lecteur.signaler('F03', 'nom', 'La structure n’a pas de nom.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le nom' } });
  const type = lireType(lecteur, traducteur);
  const codeType = type === null ? undefined : nomenclature.trouver('type', type);
  const nature = codeType?.nature ?? '';
  const enPlaces = nature === '' || nomenclature.trouver('nature', nature)?.compteeEnPlaces !== false;
  const lieu = lireCommune(lecteur, contexte.communes, contexte.departement);
  // un lot est d’un département : le service refuserait la fiche
  if (contexte.departement !== null && lieu.commune !== null && lieu.departement !== null && lieu.departement !== contexte.departement) lecteur.signaler('G05', 'departement', `Le lot est du département ${contexte.departement}, cette ligne du ${lieu.departement}.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: `À exclure, ou à reprendre dans un lot du ${lieu.departement}` } });
  const financements = lireCodes(lecteur, traducteur, 'financements', 'financement');
  if (lecteur.texte('financements') === '') lecteur.signaler('D05', 'financements', 'Aucun financement : il est à compléter avant validation.', { ...(extrait ? { gravite: 'avertissement' as const } : {}), reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le financement' } });

  const capacite = lireNombre(lecteur, 'capacite', enPlaces ? 'ligne_rejetee' : 'signalee');
  if (enPlaces && lecteur.estAssociee('capacite') && lecteur.texte('capacite') === '') lecteur.signaler('G03', 'capacite', 'La capacité manque.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le nombre de places' } });
  const compte = { urgence: lireNombre(lecteur, 'capacite115'), insertion: lireNombre(lecteur, 'capaciteInsertion') };
  const modalite = enPlaces && type !== null && capacite !== null ? lireModalite(lecteur, contexte, codeType, capacite, compte, corrigee.scission) : { parts: [], deduite: false, scissionRefusee: false };
  if (modalite.scissionRefusee || (corrigee.scission !== null && modalite.parts.length === 1)) refuserScission();
  const occupees = lireNombre(lecteur, 'occupees');
  if (occupees !== null && capacite !== null && enPlaces && occupees > capacite) lecteur.signaler('P02', 'occupees', `${occupees} places occupées pour ${capacite} places.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À vérifier : occupation ou capacité' } });
  const { debut: ouverture, fin: fermeture } = lirePeriode(lecteur, 'ouverture', 'fermeture');
  if (fermeture !== null && fermeture <= aujourdhui && occupees !== null && occupees > 0) lecteur.signaler('D06', 'fermeture', `Fermé à la source, ${occupees} places encore occupées.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À vérifier : la date de fermeture' } });
  const pmr = lireNombre(lecteur, 'pmr') ?? 0;
  if (capacite !== null && pmr > capacite) lecteur.signaler('G03', 'pmr', `${pmr} places PMR pour ${capacite} places : ${capacite} sont reprises.`, { effet: 'signalee', reparation: { genre: 'choix', valeurs: [String(capacite)], phrase: String(capacite) } });
  return {
    numero, cle, extrait, cellules: corrigee.cellules, structure: cleDeStructure(lecteur), groupe: cleDeGroupe(lecteur), exclusion: corrigee.exclusion, fusion: corrigee.fusion,
    nom, raisonSociale: lecteur.texte('raisonSociale'), ...numeros, statutJuridique: lireCode(lecteur, traducteur, 'statutJuridique', 'statut_juridique'),
    type, typeSur: type !== null && traducteur.traduire('type', lecteur.texte('type')).length === 1, nature, enPlaces, ...lieu, adresse: lecteur.texte('adresse'), telephone: lecteur.texte('telephone'), financements, placesFinancees: lireNombre(lecteur, 'placesFinancees'),
    libelle: lecteur.texte('libelle'), capacite: enPlaces ? capacite : null, parts: modalite.parts, modaliteDeduite: modalite.deduite,
    forme: lireCode(lecteur, traducteur, 'forme', 'forme'), typeUnite: lireCode(lecteur, traducteur, 'typeUnite', 'type_unite'), permanence: lireCode(lecteur, traducteur, 'permanence', 'permanence'),
    ouverture, fermeture, pmr: capacite === null ? 0 : Math.min(pmr, capacite), publics: lireCodes(lecteur, traducteur, 'publics', 'public'), compositions: lireCodes(lecteur, traducteur, 'compositions', 'composition'),
    // en dernier : tout ce qui précède a pu rejeter la ligne
    rejet: lecteur.rejet(),
  };
};
