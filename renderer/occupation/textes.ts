import type { DispositifOccupe } from '../../contract/methodesOccupation.ts';
import { compte, dateFr, insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES = insecables({
  titre: 'Occupation', places: 'Places', dispositifs: 'Dispositifs', lecture: 'Lecture de l’occupation', filtrer: 'Filtrer les dispositifs…', enRetard: 'En retard', tous: 'Tous', afficher: 'Afficher', outils: 'Filtres',
  vide: 'Aucun dispositif à déclarer', videAide: 'L’occupation se déclare pour les dispositifs validés qui ont des places ouvertes.', aJour: 'Aucun dispositif en retard', aJourAide: 'Toutes les déclarations de votre périmètre ont moins d’une semaine.',
  sansReponse: 'Aucun dispositif ne correspond', retirer: 'Retirer les filtres', sansPlace: 'Aucune place ouverte aujourd’hui', absent: 'Ce dispositif n’est plus dans votre périmètre', declaree: 'Occupation au', date: 'Date de la déclaration', dateFausse: 'Écrire une date (jj/mm/aaaa).',
  rienNaChange: 'Rien n’a changé', declarer: 'Déclarer', effacer: 'Effacer la saisie', lectureSeule: 'Lecture seule', pourquoi: 'Pourquoi ?', jamais: 'Jamais déclarée', saisies: 'Des places sont saisies : les déclarer (Ctrl+Entrée) ou effacer la saisie.', rienSaisi: 'Rien n’est saisi. « = » déclare que rien n’a changé.',
  indisponible: 'La place est indisponible : elle ne peut qu’être libre.', nonGarde: 'La saisie ne peut pas être gardée sur le disque : déclarer avant de quitter.', sync: 'Voir dans Synchronisation', pourLeCompteDe: 'Pour le compte de', effacee: 'Saisie effacée.', remettre: 'Remettre', importer: 'Importer un fichier', fini: 'Aucun autre dispositif en retard.',
  aide: 'Flèches haut et bas : place précédente, suivante. L : libre. R : réservée. O : occupée. Espace : état suivant. Signe égal : rien n’a changé. Contrôle et Entrée : déclarer. Flèche gauche : liste des dispositifs. Échap : revenir aux places.',
  aideListe: 'Flèches haut et bas : dispositif précédent, suivant. Entrée ou flèche droite : ses places. Échap : revenir aux places.', suivant: 'déclarer', etatSuivant: 'suivant',
});

export const OCCUPATIONS = { libre: { mot: 'Libre', touche: 'L' }, reservee: { mot: 'Réservée', touche: 'R' }, occupee: { mot: 'Occupée', touche: 'O' } } as const;

/** Où en est un dispositif, en un mot, une couleur et une icône. */
export const badgeEtat = ({ etat, jours }: Pick<DispositifOccupe, 'etat' | 'jours'>): { readonly mot: string; readonly couleur: string; readonly icone: NomIcone } => {
  if (etat === 'jamais') return { mot: TEXTES.jamais, couleur: 'error', icone: 'alarm-warning-fill' };
  if (etat === 'retard') return { mot: `En retard de ${compte(jours, 'jour', 'jours')}`, couleur: 'error', icone: 'alarm-warning-fill' };
  return jours <= 1 ? { mot: jours === 0 ? 'À faire aujourd’hui' : 'À faire d’ici demain', couleur: 'warning', icone: 'time-fill' } : { mot: 'À jour', couleur: 'success', icone: 'checkbox-circle-fill' };
};
const SOURCES = { saisie: '', import: ', par un fichier', partenaire: ', par un logiciel partenaire' } as const;
/** « Déclarée le 19/11/2026 par Léa Marchand ». */
export const phraseDeclaration = ({ declaration }: Pick<DispositifOccupe, 'declaration'>): string => {
  if (declaration === null) return TEXTES.jamais;
  const qui = declaration.source === 'partenaire' ? '' : declaration.deMoi ? ' par vous' : declaration.par === null ? '' : ` par ${declaration.par}`;
  return `Déclarée au ${dateFr(declaration.le)}${qui}${SOURCES[declaration.source]}`;
};
export const phraseFaite = (nom: string, le: string, changees: number): string =>
  insecables(`« ${nom} » : occupation déclarée au ${dateFr(le)}, ${changees === 0 ? 'rien n’a changé' : compte(changees, 'place changée', 'places changées')}.`);
