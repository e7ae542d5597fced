import type { Ecran } from '../app/ecrans.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const NAVIGATION: Record<Ecran, { readonly libelle: string; readonly icone: NomIcone; readonly pleine: NomIcone; readonly lettre: string; /** Mot trop long pour 84 px en gras. */ readonly serre?: true }> = {
  accueil: { libelle: 'Accueil', icone: 'home-4-line', pleine: 'home-4-fill', lettre: 'a' },
  offre: { libelle: 'Offre', icone: 'building-line', pleine: 'building-fill', lettre: 'o' },
  validation: { libelle: 'À valider', icone: 'checkbox-line', pleine: 'checkbox-fill', lettre: 'v' },
  places: { libelle: 'Places', icone: 'grid-line', pleine: 'grid-fill', lettre: 'p' },
  reprise: { libelle: 'Reprise', icone: 'upload-2-line', pleine: 'upload-2-fill', lettre: 'r' },
  indicateurs: { libelle: 'Indicateurs', icone: 'bar-chart-box-line', pleine: 'bar-chart-box-fill', lettre: 'i', serre: true },
  utilisateurs: { libelle: 'Utilisateurs', icone: 'team-line', pleine: 'team-fill', lettre: 'u' },
  nomenclature: { libelle: 'Nomenclature', icone: 'book-2-line', pleine: 'book-2-fill', lettre: 'n', serre: true },
  journal: { libelle: 'Journal', icone: 'file-text-line', pleine: 'file-text-fill', lettre: 'j' },
  agregats: { libelle: 'Agrégats', icone: 'bar-chart-box-line', pleine: 'bar-chart-box-fill', lettre: 's' },
};

export const TEXTES = {
  produit: 'SIAO Offre', rechercher: 'Rechercher…', evitement: 'Aller au contenu', raccourcis: 'Raccourcis', aide: 'Aide', deconnecter: 'Se déconnecter', compte: 'Mon compte', verrouiller: 'Verrouiller', matrice: 'Matrice des droits', synchronisation: 'Synchronisation', perimetre: 'Périmètre',
  rechercheAide: 'Fiche, code, siren, commune, personne, écran ou action',
  lettres: 'Raccourcis à une lettre', lettresAide: 'Actifs hors des champs de saisie. À couper si une commande vocale les déclenche.',
} as const;

export const RECHERCHE = {
  groupes: { recents: 'Derniers choix', entites: 'Entités', dispositifs: 'Dispositifs', groupes: 'Groupes de places', communes: 'Communes', comptes: 'Utilisateurs', ecrans: 'Écrans', actions: 'Actions' },
  resultats: 'Résultats', aucun: 'Aucun résultat', conseil: 'Essayer moins de mots, un code (ENT-59-0012), un siren ou une commune.', corrige: 'Résultats pour',
  synchroniser: 'Synchroniser maintenant', demandes: 'Demandes sur des places', controles: 'Contrôles de l’offre', rapports: 'Rapports d’indicateurs', aide: 'Aide de cet écran', nouveautes: 'Quoi de neuf', probleme: 'Signaler un problème', apropos: 'À propos et mises à jour', occupation: 'Déclarer l’occupation', occupationLecture: 'Occupation par dispositif', clair: 'Passer au thème clair', sombre: 'Passer au thème sombre',
} as const;

/** Feuille « ? » : chaque groupe, puis ses touches et ce qu’elles font. */
export const FEUILLE: readonly { readonly titre: string; readonly lignes: readonly (readonly [readonly string[], string])[] }[] = [
  { titre: 'Partout', lignes: [
    [['Ctrl+K'], 'Rechercher une fiche, une action'], [['G', 'A'], 'Accueil'], [['G', 'O'], 'Offre'], [['G', 'V'], 'À valider'], [['G', 'P'], 'Places'], [['G', 'R'], 'Reprise'], [['G', 'U'], 'Utilisateurs'], [['G', 'N'], 'Nomenclature'], [['G', 'J'], 'Journal'], [['Ctrl+Maj+S'], 'Synchronisation'],
    [['Ctrl+L'], 'Verrouiller'], [['F6'], 'Zone suivante'], [['Maj+F6'], 'Zone précédente'], [['Échap'], 'Fermer le panneau'], [['?'], 'Cette feuille'], [['F1'], 'Aide de l’écran'],
  ] },
  { titre: 'Offre', lignes: [
    [['/'], 'Filtrer la vue'], [['↑', '↓'], 'Ligne précédente, suivante'], [['→', '←'], 'Déplier, replier'], [['Entrée'], 'Aller dans la fiche'], [['N'], 'Créer'], [['F2'], 'Modifier la fiche'], [['Ctrl+E'], 'Exporter'], [['Ctrl+P'], 'Imprimer'],
  ] },
  { titre: 'Toutes les grilles', lignes: [
    [['Maj+flèches'], 'Étendre la sélection'], [['Ctrl+Maj+Fin'], 'Jusqu’au bout'], [['Ctrl+A'], 'Tout choisir'], [['Maj+Espace'], 'La ligne entière'], [['Ctrl+Espace'], 'La colonne entière'], [['Ctrl+C'], 'Copier'], [['Ctrl+Maj+C'], 'Copier avec les titres'],
  ] },
  { titre: 'Places', lignes: [
    [['/'], 'Filtrer la vue'], [['Ctrl+V'], 'Coller un tableau'], [['Ctrl+D'], 'Recopier vers le bas'], [['Ctrl+H'], 'Rechercher et remplacer'], [['Ctrl+E'], 'Exporter'], [['Ctrl+P'], 'Imprimer'], [['Alt+←'], 'Revenir au regroupement'], [['F2'], 'Saisir dans la cellule'], [['Entrée'], 'Geste sur la sélection'], [['Ctrl+M'], 'Modifier en nombre'], [['Ctrl+Entrée'], 'Appliquer'], [['Ctrl+Z'], 'Annuler le dernier geste'], [['Ctrl+Y'], 'Le refaire'], [['C'], 'Calendrier du groupe'], [['D'], 'Déclarer l’occupation'], [['M'], 'Demandes sur des places'], [['N'], 'Créer des places'],
  ] },
  { titre: 'Calendrier', lignes: [
    [['Flèches'], 'Jour, place'], [['Maj+flèches'], 'Étendre'], [['I'], 'Rendre indisponible'], [['Entrée'], 'Ouvrir'], [['F2'], 'Modifier'], [['Alt+←', 'Alt+→'], 'Déplacer d’un jour'], [['Alt+Maj+←', 'Alt+Maj+→'], 'Changer la fin'], [['Suppr'], 'Ôter'], [['Page↑', 'Page↓'], 'Période précédente, suivante'], [['Ctrl+Z'], 'Annuler le dernier geste'],
  ] },
  { titre: 'Occupation', lignes: [
    [['↑', '↓'], 'Place, dispositif'], [['L'], 'Libre'], [['R'], 'Réservée'], [['O'], 'Occupée'], [['Espace'], 'Occupation suivante'], [['='], 'Rien n’a changé'], [['I'], 'Importer un fichier'], [['Ctrl+Entrée'], 'Déclarer'], [['←', '→'], 'Dispositifs, places'], [['/'], 'Filtrer'], [['Échap'], 'Revenir aux places'],
  ] },
  { titre: 'Utilisateurs', lignes: [
    [['/'], 'Filtrer'], [['Espace'], 'Cocher le compte'], [['Ctrl+M'], 'Gestes en nombre'], [['Ctrl+E'], 'Exporter'], [['Ctrl+P'], 'Imprimer'], [['N'], 'Nouveau compte'], [['F2'], 'Modifier le compte'], [['Entrée'], 'Aller dans la fiche'],
  ] },
  { titre: 'Reprise', lignes: [
    [['N'], 'Déposer un fichier'], [['F8', 'Maj+F8'], 'Anomalie suivante, précédente'], [['Entrée'], 'Accepter la réparation'], [['Maj+Entrée'], 'Accepter toutes les sûres de ce code'], [['F2'], 'Saisir la valeur'], [['V'], 'La ligne est bien ainsi'], [['E'], 'Exclure la ligne'], [['Ctrl+Z'], 'Annuler la correction'], [['/'], 'Filtrer'], [['Ctrl+1', 'Ctrl+5'], 'Étape'], [['Ctrl+Entrée'], 'Simuler'],
  ] },
  { titre: 'Indicateurs', lignes: [
    [['Ctrl+I'], 'Changer d’indicateur'], [['→', '←'], 'Déplier, replier'], [['Entrée'], 'Voir les lignes derrière le chiffre'], [['Maj+Entrée'], 'Restreindre à cette ligne'], [['/'], 'Filtrer les lignes'], [['R'], 'Ajouter au rapport'], [['Maj+R'], 'Rapports'], [['Alt+↑', 'Alt+↓'], 'Déplacer une section de rapport'], [['Échap'], 'Fermer le panneau'],
  ] },
  { titre: 'Nomenclature', lignes: [
    [['/'], 'Filtrer'], [['←', '→'], 'Référentiel précédent, suivant (sur les onglets)'], [['N'], 'Nouveau code'], [['F2'], 'Nouvelle version'], [['Entrée'], 'Aller dans le code'],
  ] },
  { titre: 'Fiche et formulaire', lignes: [
    [['Alt+↑', 'Alt+↓'], 'Fiche précédente, suivante'], [['Ctrl+1', 'Ctrl+2'], 'Onglet'], [['Ctrl+Entrée'], 'Enregistrer'], [['Échap'], 'Quitter le formulaire'],
  ] },
  { titre: 'À valider', lignes: [
    [['V'], 'Prévalider ou valider'], [['R'], 'Renvoyer à corriger'], [['X'], 'Refuser'], [['A', 'Z'], 'Accepter, refuser le champ proposé'], [['↓'], 'Fiche suivante'], [['Espace'], 'Cocher les fiches choisies'], [['Ctrl+Maj+V'], 'Décider des fiches cochées'], [['Ctrl+E'], 'Exporter'], [['Ctrl+P'], 'Imprimer'], [['Ctrl+Z'], 'Annuler la décision que le message annonce'],
  ] },
  { titre: 'Journal', lignes: [
    [['/'], 'Chercher une fiche'], [['↑', '↓'], 'Ligne précédente, suivante'], [['Entrée'], 'Aller dans le détail'], [['Ctrl+E'], 'Exporter'], [['Échap'], 'Revenir à la grille'],
  ] },
  { titre: 'Conflit', lignes: [
    [['↑', '↓'], 'Champ précédent, suivant'], [['1'], 'La mienne'], [['2'], 'La leur'], [['3'], 'Les deux (listes)'], [['4'], 'Autre valeur'], [['Alt+1', 'Alt+2'], 'Toutes les miennes, toutes les leurs'], [['Ctrl+Entrée'], 'Appliquer'], [['Échap'], 'Décider plus tard'],
  ] },
];
