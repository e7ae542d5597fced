import type { EtatMontre } from '../../domain/places/gestes.ts';
import { insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES = insecables({
  titre: 'Places', filtrer: 'Filtrer cette vue…', grille: 'Grille des places', retirer: 'Retirer le filtre', retirerTout: 'Retirer tous les filtres', chercherValeur: 'Chercher une valeur', tout: 'Tout', aucun: 'Aucune',
  colonnes: 'Colonnes et densité', densite: 'Densité', annuler: 'Annuler le dernier geste', refaire: 'Refaire le geste annulé', rienAAnnuler: 'Aucun geste à annuler sur ce poste.', rienARefaire: 'Aucun geste à refaire.',
  creer: 'Créer des places', enNombre: 'Modifier en nombre', exporter: 'Exporter', vide: 'Aucune place ne correspond', videFiltre: 'Retirer un filtre au-dessus de la grille, ou les retirer tous.', videSansFiltre: 'Aucune place', videAide: 'Créer des places par motif (« Ch. 101 à 148 ») dans un groupe.', videLecture: 'Les places apparaîtront ici quand un gestionnaire en aura créé dans votre périmètre.',
  choisirDAbord: 'Choisir des places dans la grille : cliquer puis Maj+flèches, ou Ctrl+A.', panneau: 'Geste en nombre', geste: 'Geste', motif: 'Motif', du: 'Du', le: 'Le', au: 'Au (facultatif)', occupation: 'Occupation', pourquoi: 'Pourquoi (facultatif, gardé au journal)',
  apercu: 'Aperçu avant d’appliquer', apercuEnCours: 'Calcul de l’aperçu…', apercuChange: 'L’aperçu vient de changer : vérifier le nombre, puis appliquer de nouveau.', fermer: 'Fermer', appliquer: 'Appliquer', rienAChanger: 'Aucune de ces places ne changerait', parGroupe: 'Par groupe', choisies: 'Choisies', modifiees: 'Modifiées', delegation: 'Délégation',
  copiees: 'copiées', calendrierDAbord: 'Aller d’abord sur une place : C ouvre le calendrier de son groupe.', vueIllisible: 'Cette vue a été enregistrée par une autre version et ne se relit pas : l’enregistrer à nouveau.', remises: 'Les places et leur capacité sont revenues dans leur groupe.', lecture: 'Lecture des places',
});

/** Titres de colonne : court, et entier pour l’infobulle et les filtres. */
export const TITRES: Readonly<Record<string, readonly [string, string]>> = {
  numero: ['Place', 'Place'], groupe: ['Groupe', 'Groupe de places'], dispositif: ['Dispositif', 'Dispositif'], entite: ['Entité', 'Entité'], commune: ['Commune', 'Commune'], departement: ['Dép.', 'Département'], nature: ['Nature', 'Nature du dispositif'],
  type: ['Type', 'Type du dispositif'], groupeId: ['Groupe', 'Groupe'], entiteId: ['Entité', 'Entité'], dispositifId: ['Dispositif', 'Dispositif'], modalite: ['Modalité', 'Modalité'], etat: ['État', 'État du jour'], motif: ['Motif', 'Motif d’indisponibilité'], depuis: ['Depuis le', 'Depuis le'], jusquau: ['Jusqu’au', 'Jusqu’au'],
};

export const ETATS: Readonly<Record<EtatMontre, { readonly mot: string; readonly couleur: string; readonly icone: NomIcone }>> = {
  libre: { mot: 'Libre', couleur: 'success', icone: 'checkbox-circle-line' }, reservee: { mot: 'Réservée', couleur: 'purple-glycine', icone: 'calendar-check-fill' }, occupee: { mot: 'Occupée', couleur: 'blue-cumulus', icone: 'user-fill' },
  indisponible: { mot: 'Indisponible', couleur: 'warning', icone: 'tools-fill' }, fermee: { mot: 'Fermée', couleur: 'beige-gris-galet', icone: 'lock-fill' },
};

/** Les gestes du panneau, dans l’ordre où ils se proposent. */
export const GESTES = {
  indisponible: { titre: 'Rendre indisponibles', fait: ['rendue indisponible', 'rendues indisponibles'] },
  disponible: { titre: 'Rendre disponibles', fait: ['rendue disponible', 'rendues disponibles'] },
  occupation: { titre: 'Déclarer l’occupation', fait: ['mise à jour', 'mises à jour'] },
  ouvrir: { titre: 'Ouvrir', fait: ['ouverte', 'ouvertes'] },
  fermer: { titre: 'Fermer', fait: ['fermée', 'fermées'] },
} as const;
export type GenreGeste = keyof typeof GESTES;
/** Le geste qui change de groupe : déplacer, scinder, réunir. */
export const EN_COURS = insecables({
  titre: 'Geste en cours', retour: 'Retour à l’état d’avant', interrompre: 'Interrompre', dejaArrete: 'Le geste est déjà interrompu : les places reprennent leur état.',
  aide: 'Rien ne part au service avant la fin : interrompre laisse toutes les places comme elles étaient.', aideRetour: 'Le geste n’aura pas eu lieu.', apercu: 'Aperçu en cours', arreterApercu: 'Arrêter l’aperçu',
});
export const DEPLACER = insecables({
  titre: 'Déplacer, scinder ou réunir', vers: 'Vers', choisir: 'Choisir…', nouveau: 'Nouveau groupe…', libelle: 'Libellé du nouveau groupe', modalite: 'Modalité', permanence: 'Permanence', pmr: 'Dont places PMR', reste: 'Le reste (forme, unité, publics, âges) vient du groupe de départ et se corrige dans sa fiche.',
  reunir: 'Réunir : fermer les groupes dont toutes les places partent', ferme: 'Un groupe réuni ferme aujourd’hui : cela ne s’annule pas.', plusieurs: 'Ces places sont de plusieurs dispositifs : une place ne change pas de dispositif. Choisir celles d’un seul.', choisirVers: 'Choisir où vont ces places pour voir l’effet.',
  ecrireLibelle: 'Écrire le libellé du nouveau groupe.', pont: 'Effet sur les groupes, à compter d’aujourd’hui', equilibre: 'Équilibré', total: 'Total', groupe: 'Groupe', places: 'Places', capacite: 'Capacité',
});
/** Le geste sur ce que les places tiennent de leur groupe. */
export const CARACTERISTIQUES = insecables({
  titre: 'Changer la modalité, la permanence, les publics', titreModalite: 'Changer la modalité', inchange: 'Ne pas changer', modalite: 'Modalité', permanence: 'Permanence', ajouter: 'Publics à ajouter', oter: 'Publics à retirer', entiers: 'Changer aussi les autres places des groupes pris en partie',
  choisir: 'Choisir ce qui change pour voir l’aperçu.', groupe: 'Ces caractéristiques sont celles du groupe : toutes ses places en changent.', apercu: 'Aperçu avant d’appliquer', rien: 'Aucun de ces groupes ne changerait', defaits: 'Les groupes ont repris leurs caractéristiques.', choisies: 'Choisies', sort: 'Effet', change: 'change',
});
/** Le financement, tenu par le dispositif des places. */
export const FINANCEMENT = insecables({
  titre: 'Changer de ligne de financement', aide: 'Le financement est celui du dispositif : toutes ses places en changent.', de: 'Ligne à remplacer', vers: 'Nouvelle ligne', finit: 'Aucune : la ligne prend fin', le: 'À compter du', entiers: 'Changer aussi les dispositifs pris en partie', choisir: 'Choisir les deux lignes et la date pour voir l’aperçu.',
  apercu: 'Aperçu avant d’appliquer', rien: 'Aucun de ces dispositifs ne changerait', defait: 'Les financements d’avant sont revenus.', dispositif: 'Dispositif', choisies: 'Choisies', sort: 'Effet', motif: 'Motif', motifAide: 'montré à qui décide', motifFacultatif: 'Pourquoi (facultatif, gardé au journal)', motifManque: 'Écrire pourquoi : la DDETS décide sur ce motif.', forfait: 'forfait',
});
/** Ce que l’on ne peut pas faire faute de délégation de gestion se demande. */
export const DEMANDER = insecables({
  titre: 'Demander au gestionnaire', aide: 'le gestionnaire reçoit la demande, l’accepte ou la refuse place par place.', motif: 'Motif, montré au gestionnaire', manque: 'Écrire pourquoi : le gestionnaire décide sur ce motif.', bouton: 'Demander pour', demandes: 'Demandes',
});
export const REGROUPER = insecables({
  bouton: 'Regrouper', par: 'Regrouper par', puis: 'puis par', aucun: 'Aucun regroupement', rien: '—', grille: 'Places regroupées', groupe: 'Groupe', places: 'Places', libres: 'Libres', reservees: 'Réservées', occupees: 'Occupées', indisponibles: 'Indisponibles', fermees: 'Fermées',
  tauxIndisponibilite: 'Indisponibilité', tauxOccupation: 'Occupation', aideIndisponibilite: 'Indisponibles sur ouvertes', aideOccupation: 'Occupées sur ouvertes et disponibles', inconnu: 'n. c.', vide: 'Aucune place ne correspond', videAide: 'Retirer un filtre au-dessus de la grille.',
  dAbord: 'Ouvrir d’abord les places d’un groupe (Entrée), ou ôter le regroupement.', retour: 'Revenir au regroupement',
});
export const EXPORTER = insecables({
  bouton: 'Exporter', titre: 'Exporter ou imprimer des places', vue: 'Toute la vue', selection: 'La sélection', regroupement: 'Les groupes et leurs sous-totaux', resultat: 'La feuille de résultat du dernier geste en nombre',
  garder: 'Les lignes exportées sont celles de la vue, non affichées comprises.', garderGroupes: 'Tous les groupes s’exportent, repliés compris, chacun sous celui qui le contient.', detail: 'Pour ne rien compter deux fois, filtrer la colonne « Ligne » sur « Détail ».',
});
export const REMPLACER = insecables({
  titre: 'Rechercher et remplacer', ou: 'Dans', apres: 'Ce qui changera se lira avant d’être appliqué.', colonne: 'Colonne', cherche: 'Rechercher', par: 'Remplacer par', casse: 'Respecter majuscules et minuscules', lancer: 'Voir ce qui changera', annuler: 'Annuler', manque: 'Écrire le texte à rechercher.',
  rien: 'Ce texte n’est dans aucune de ces cellules.', trop: 'Le remplacement prend 5 000 lignes au plus : choisir moins de lignes, ou filtrer davantage.', aucune: 'Afficher une colonne qui se modifie (Place, État, Motif, Depuis le, Jusqu’au).',
});
/** Titres des colonnes de comptes, pour le choix des colonnes. */
export const COMPTES_REGROUPES: Readonly<Record<string, string>> = { libelle: REGROUPER.groupe, places: REGROUPER.places, libre: REGROUPER.libres, reservee: REGROUPER.reservees, occupee: REGROUPER.occupees, indisponible: REGROUPER.indisponibles, fermee: REGROUPER.fermees, tauxIndisponibilite: REGROUPER.tauxIndisponibilite, tauxOccupation: REGROUPER.tauxOccupation };
export const OCCUPATIONS = { libre: 'Libre', reservee: 'Réservée', occupee: 'Occupée' } as const;
