import type { TableauDeBord } from '../../contract/methodesIndicateurs.ts';
import { veille } from '../../domain/dates.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { capaciteOuverte } from '../../domain/indicateurs/capacite.ts';
import { delaiValidationMedian, delaiValidationNeuvieme, fichesEnAttente } from '../../domain/indicateurs/delais.ts';
import { compteurDeCircuit } from '../../domain/indicateurs/fiches.ts';
import type { Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { tauxDisponibilite, tauxOccupation, tauxOccupationCorrige } from '../../domain/indicateurs/occupation.ts';
import { tauxIndisponibilite } from '../../domain/indicateurs/indisponibilite.ts';
import { completude } from '../../domain/indicateurs/qualite.ts';
import { estGardee, gardee, marqueDeGarde } from '../gardes.ts';
import { lireAttentes } from './fiches.ts';
import type { CadreIndicateurs } from './moteur.ts';
import { lireFaits } from './moteur.ts';
import { lireMotifsDuJour } from './places.ts';
import { comparaisonDepartements, compter, compterPar } from './repartitions.ts';

type Circuit = TableauDeBord['circuit'];
/** Ce que l’heure ne change pas : tout, sauf l’âge de ce qui attend. */
type DuJour = Omit<TableauDeBord, 'circuit'> & { readonly circuit: Omit<Circuit, 'enAttente' | 'ages'> };

/** Les moments du tableau de bord : ce jour, le mois en cours, et la fin du mois d’avant. */
const momentsDe = (aujourdhui: string): { readonly jour: Periode; readonly mois: Periode; readonly reference: string } => ({ jour: { du: aujourdhui, au: aujourdhui }, mois: { du: `${aujourdhui.slice(0, 7)}-01`, au: aujourdhui }, reference: veille(`${aujourdhui.slice(0, 7)}-01`) });

const calculerDuJour = (cadre: CadreIndicateurs): DuJour => {
  const { base, aujourdhui, nomenclature } = cadre;
  const { jour, mois, reference } = momentsDe(aujourdhui);
  // par nature, et par département comme toujours : une seule lecture pour tout ce que l’on en dit
  const faits = lireFaits(cadre, tauxOccupationCorrige, jour, ['nature']);
  const total = (indicateur: Indicateur, periode: Periode = jour) => calculer(indicateur, lireFaits(cadre, indicateur, periode, ['nature']), { axes: [], filtres: {}, jours: 1 }).total;
  const motifs = new Map<string, number>();
  for (const [motif, , n] of lireMotifsDuJour(base, aujourdhui, nomenclature, false)) motifs.set(motif, (motifs.get(motif) ?? 0) + n);
  const parNature = compterPar(faits, 'nature');
  // la qualité est celle du dernier jour : une seule lecture des fiches, celle du mois, la dit aussi
  const delais = total(delaiValidationMedian, mois);
  const qualite = total(completude, mois);
  return {
    date: aujourdhui, reference,
    parc: {
      ...compter(faits), capaciteReference: total(capaciteOuverte, { du: reference, au: reference }).numerateur ?? 0,
      tauxOccupation: total(tauxOccupation).valeur, tauxOccupationCorrige: total(tauxOccupationCorrige).valeur, tauxIndisponibilite: total(tauxIndisponibilite).valeur, tauxDisponibilite: total(tauxDisponibilite).valeur,
    },
    natures: nomenclature.codes('nature').flatMap(({ code, court }) => { const comptes = parNature.get(code); return comptes === undefined ? [] : [{ cle: code, libelle: court, ...comptes }]; }),
    motifs: [...motifs].map(([cle, valeur]) => ({ cle, libelle: nomenclature.trouver('motif', cle)?.libelle ?? cle, valeur })).sort((un, autre) => autre.valeur - un.valeur || (un.cle < autre.cle ? -1 : 1)),
    departements: comparaisonDepartements(faits, nomenclature),
    circuit: { decisions: delais.numerateur ?? 0, delaiMedian: delais.valeur, delaiNeuvieme: total(delaiValidationNeuvieme, mois).valeur },
    qualite: { completude: qualite.valeur, fiches: qualite.composantes['fiches'] ?? 0 },
  };
};

export const GARDE_TABLEAU = 'tableauDeBord';
/** L’état du parc, du circuit et de la qualité aujourd’hui, et ce qu’était la capacité à la fin du mois dernier. Gardé tant que l’offre ne change pas ; ce qui attend vieillit d’heure en heure, et se lit à chaque fois. */
export const lireTableauDeBord = (cadre: CadreIndicateurs): TableauDeBord => {
  const duJour = gardee(cadre.base, GARDE_TABLEAU, marqueDeGarde(cadre), () => calculerDuJour(cadre));
  // les parcours de ce qui attend ne changent qu’avec l’offre, leur âge avec l’heure
  const deParcours = compteurDeCircuit(momentsDe(cadre.aujourdhui).jour, cadre.maintenant);
  const faits = gardee(cadre.base, 'attente', marqueDeGarde(cadre), () => lireAttentes(cadre.base)).map((parcours): Fait => ({ niveau: 'fiche', id: '', cles: {}, ...deParcours(parcours) }));
  const { composantes: ages, valeur: enAttente } = calculer(fichesEnAttente, faits, { axes: [], filtres: {}, jours: 1 }).total;
  return { ...duJour, circuit: { ...duJour.circuit, enAttente: enAttente ?? 0, ages: { ...ages } } };
};
/** Les mêmes lectures une à une, pour qui calcule d’avance sans tenir le poste ; la dernière les assemble et les garde. */
export const etapesDuTableau = (cadre: CadreIndicateurs): readonly (() => unknown)[] => {
  const { jour, mois, reference } = momentsDe(cadre.aujourdhui);
  const marque = marqueDeGarde(cadre);
  if (marque !== null && estGardee(cadre.base, GARDE_TABLEAU, marque)) return [];
  const lire = (indicateur: Indicateur, periode: Periode) => () => lireFaits(cadre, indicateur, periode, ['nature']);
  return [lire(tauxOccupationCorrige, jour), lire(capaciteOuverte, { du: reference, au: reference }), lire(delaiValidationMedian, mois), lire(completude, mois), () => lireTableauDeBord(cadre)];
};
