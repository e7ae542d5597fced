import { compte, insecables, nombre } from '../ui/formats.ts';

export const TEXTES = insecables({
  places: 'Places', affichage: 'Affichage', grille: 'Grille', calendrier: 'Calendrier', rendreIndisponible: 'Rendre indisponible', lecture: 'Lecture du calendrier', nomTableau: 'Calendrier des places', periode: 'Période', outils: 'Période affichée',
  avant: 'Période précédente (Page précédente)', apres: 'Période suivante (Page suivante)', aujourdhui: 'Aujourd’hui', place: 'Place', etat: 'État ce jour', vide: 'Aucune indisponibilité sur la période', videAide: 'Glisser sur des jours, ou I, en crée une.', lectureSeule: 'Lecture seule', pourquoi: 'Pourquoi ?',
  introuvable: 'Groupe introuvable', introuvableAide: 'Il a été retiré, ou n’est plus dans votre périmètre.', sansPlace: 'Aucune place ouverte sur la période', sansPlaceAide: 'Changer de période, ou créer des places depuis la grille.', revenir: 'Revenir aux places',
  ouvertes: 'Ouvertes', indisponibles: 'Indisponibles', disponibles: 'Disponibles', occupees: 'Occupées', placesJours: 'pl.-jours', declarees: 'déclarées', legende: 'Motifs', enAttente: 'En attente d’envoi', attend: 'En attente', differee: 'À la libération', fermee: 'Pas ouverte',
  occupeesAide: 'Occupées déclarées : connues jusqu’à aujourd’hui, depuis le plus ancien constat que chaque place garde.', seuil: 'Au moins 40 % des places ouvertes sont indisponibles.',
  aide: 'Flèches : changer de jour et de place. Maj et flèches : étendre. I : rendre indisponible. Entrée : ouvrir. F2 : modifier. Alt et flèches gauche ou droite : déplacer ; avec Maj : changer la fin. Suppr : ôter. Page suivante, Page précédente : changer de période.',
  etendre: 'étendre',
  motif: 'Motif', du: 'Du', au: 'Au (facultatif)', choisir: 'Choisir…', choisirMotif: 'Choisir un motif.', ecrireDate: 'Écrire une date (jj/mm/aaaa).', finAvant: 'La fin précède le début.', enregistrer: 'Enregistrer', annuler: 'Annuler', fermer: 'Fermer', modifier: 'Modifier', oter: 'Ôter cette indisponibilité', disponible: 'Disponible dès le',
  nouvelle: 'Rendre indisponible', modification: 'Modifier l’indisponibilité', attendEnvoi: 'En attente d’envoi au service.', attendLiberation: 'La place est occupée ou réservée : elle commencera à sa libération.', sansFin: 'sans fin prévue', rien: 'Rien ne change.',
  tableau: 'Indisponibilités de la période', tableauTotaux: 'Totaux par jour', jour: 'Jour', rienIci: 'Placer le curseur sur une indisponibilité.', dejaFait: 'Une partie des places a changé entre-temps : rien n’a été gardé.',
});
/** « 2 places rendues indisponibles du 1er au 5 décembre 2026, dont 1 à sa libération. » `attendent` : celles qui sont occupées ou réservées. */
export const ditCreation = (places: number, attendent: number, quand: string): string => {
  if (attendent === places) return `${compte(places, 'place indisponible', 'places indisponibles')} ${quand}, à ${places < 2 ? 'sa' : 'leur'} libération.`;
  return `${compte(places, 'place rendue indisponible', 'places rendues indisponibles')} ${quand}${attendent === 0 ? '' : `, dont ${nombre(attendent)} à ${attendent < 2 ? 'sa' : 'leur'} libération`}.`;
};
/** Ce que la saisie dit avant d’enregistrer : sur une place occupée ou réservée, l’effet attend sa libération (domain.md §4). */
export const ditAttente = (places: number, attendent: number): string => (places === 1 ? 'Place occupée ou réservée\u00a0: effet à sa libération.' : `${compte(attendent, 'place occupée ou réservée\u00a0: effet à sa libération.', 'places occupées ou réservées\u00a0: effet à leur libération.')}`);
/** Textes des messages, une fois le changement fait. */
export const FAIT = insecables({ modifie: 'Indisponibilité modifiée :', ote: 'Indisponibilité ôtée.', disponible: 'Place rendue disponible à partir du' });
