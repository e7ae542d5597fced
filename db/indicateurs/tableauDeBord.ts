import type { TableauDeBord } from '../../contract/methodesIndicateurs.ts';
import { veille } from '../../domain/dates.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { capaciteOuverte } from '../../domain/indicateurs/capacite.ts';
import { delaiValidationMedian, delaiValidationNeuvieme, fichesEnAttente } from '../../domain/indicateurs/delais.ts';
import type { Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { tauxDisponibilite, tauxOccupation, tauxOccupationCorrige } from '../../domain/indicateurs/occupation.ts';
import { tauxIndisponibilite } from '../../domain/indicateurs/indisponibilite.ts';
import { completude } from '../../domain/indicateurs/qualite.ts';
import type { CadreIndicateurs } from './moteur.ts';
import { lireFaits } from './moteur.ts';
import { lireMotifsDuJour } from './places.ts';
import { comparaisonDepartements, compter, compterPar } from './repartitions.ts';

/** L’état du parc, du circuit et de la qualité aujourd’hui, et ce qu’était la capacité à la fin du mois dernier. */
export const lireTableauDeBord = (cadre: CadreIndicateurs): TableauDeBord => {
  const { base, aujourdhui, nomenclature } = cadre;
  const jour: Periode = { du: aujourdhui, au: aujourdhui };
  const reference = veille(`${aujourdhui.slice(0, 7)}-01`);
  // par nature, et par département comme toujours : une seule lecture pour tout ce que l’on en dit
  const faits = lireFaits(cadre, tauxOccupationCorrige, jour, ['nature']);
  const total = (indicateur: Indicateur, periode: Periode = jour) => calculer(indicateur, lireFaits(cadre, indicateur, periode, ['nature']), { axes: [], filtres: {}, jours: 1 }).total;
  const motifs = new Map<string, number>();
  for (const [motif, , n] of lireMotifsDuJour(base, aujourdhui, nomenclature, false)) motifs.set(motif, (motifs.get(motif) ?? 0) + n);
  const parNature = compterPar(faits, 'nature');
  const mois: Periode = { du: `${aujourdhui.slice(0, 7)}-01`, au: aujourdhui };
  // l’attente et la qualité sont celles du dernier jour : une seule lecture des fiches, celle du mois, les dit aussi
  const { composantes: ages, valeur: enAttente } = total(fichesEnAttente, mois);
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
    circuit: { enAttente: enAttente ?? 0, ages: { ...ages }, decisions: delais.numerateur ?? 0, delaiMedian: delais.valeur, delaiNeuvieme: total(delaiValidationNeuvieme, mois).valeur },
    qualite: { completude: qualite.valeur, fiches: qualite.composantes['fiches'] ?? 0 },
  };
};
