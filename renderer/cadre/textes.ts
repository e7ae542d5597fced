import type { Ecran } from '../app/ecrans.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const NAVIGATION: Record<Ecran, { readonly libelle: string; readonly icone: NomIcone; readonly pleine: NomIcone; readonly lettre: string }> = {
  accueil: { libelle: 'Accueil', icone: 'home-4-line', pleine: 'home-4-fill', lettre: 'a' },
  offre: { libelle: 'Offre', icone: 'building-line', pleine: 'building-fill', lettre: 'o' },
  validation: { libelle: 'À valider', icone: 'checkbox-line', pleine: 'checkbox-fill', lettre: 'v' },
  utilisateurs: { libelle: 'Utilisateurs', icone: 'team-line', pleine: 'team-fill', lettre: 'u' },
  journal: { libelle: 'Journal', icone: 'file-text-line', pleine: 'file-text-fill', lettre: 'j' },
  agregats: { libelle: 'Agrégats', icone: 'bar-chart-box-line', pleine: 'bar-chart-box-fill', lettre: 's' },
};

export const TEXTES = {
  produit: 'SIAO Offre', rechercher: 'Rechercher…', evitement: 'Aller au contenu', raccourcis: 'Raccourcis', deconnecter: 'Se déconnecter', compte: 'Mon compte', verrouiller: 'Verrouiller', matrice: 'Matrice des droits', synchronisation: 'Synchronisation', perimetre: 'Périmètre',
  rechercheVide: 'Aucune fiche du périmètre ne correspond.', rechercheAide: 'Nom, code, siren, siret ou commune', actions: 'Actions', fiches: 'Fiches',
  lettres: 'Raccourcis à une lettre', lettresAide: 'Actifs hors des champs de saisie. À couper si une commande vocale les déclenche.',
} as const;

/** Feuille « ? » : chaque groupe, puis ses touches et ce qu’elles font. */
export const FEUILLE: readonly { readonly titre: string; readonly lignes: readonly (readonly [readonly string[], string])[] }[] = [
  { titre: 'Partout', lignes: [
    [['Ctrl+K'], 'Rechercher une fiche, une action'], [['G', 'A'], 'Accueil'], [['G', 'O'], 'Offre'], [['G', 'V'], 'À valider'], [['G', 'U'], 'Utilisateurs'], [['G', 'J'], 'Journal'], [['Ctrl+Maj+S'], 'Synchronisation'],
    [['Ctrl+L'], 'Verrouiller'], [['F6'], 'Zone suivante'], [['Maj+F6'], 'Zone précédente'], [['Échap'], 'Fermer le panneau'], [['?'], 'Cette feuille'],
  ] },
  { titre: 'Offre', lignes: [
    [['/'], 'Filtrer la vue'], [['↑', '↓'], 'Ligne précédente, suivante'], [['→', '←'], 'Déplier, replier'], [['Entrée'], 'Aller dans la fiche'], [['N'], 'Créer'], [['F2'], 'Modifier la fiche'],
  ] },
  { titre: 'Utilisateurs', lignes: [
    [['/'], 'Filtrer'], [['Espace'], 'Cocher le compte'], [['Ctrl+M'], 'Gestes en nombre'], [['N'], 'Nouveau compte'], [['F2'], 'Modifier le compte'], [['Entrée'], 'Aller dans la fiche'],
  ] },
  { titre: 'Fiche et formulaire', lignes: [
    [['Alt+↑', 'Alt+↓'], 'Fiche précédente, suivante'], [['Ctrl+1', 'Ctrl+2'], 'Onglet'], [['Ctrl+Entrée'], 'Enregistrer'], [['Échap'], 'Quitter le formulaire'],
  ] },
  { titre: 'À valider', lignes: [
    [['V'], 'Prévalider ou valider'], [['R'], 'Renvoyer à corriger'], [['X'], 'Refuser'], [['↓'], 'Fiche suivante'], [['Espace'], 'Cocher la fiche'], [['Ctrl+Maj+V'], 'Décider des fiches cochées'],
  ] },
  { titre: 'Journal', lignes: [
    [['/'], 'Chercher une fiche'], [['↑', '↓'], 'Ligne précédente, suivante'], [['Entrée'], 'Aller dans le détail'], [['Ctrl+E'], 'Exporter'], [['Échap'], 'Revenir à la grille'],
  ] },
  { titre: 'Conflit', lignes: [
    [['↑', '↓'], 'Champ précédent, suivant'], [['1'], 'La mienne'], [['2'], 'La leur'], [['3'], 'Les deux (listes)'], [['4'], 'Autre valeur'], [['Alt+1', 'Alt+2'], 'Toutes les miennes, toutes les leurs'], [['Ctrl+Entrée'], 'Appliquer'], [['Échap'], 'Décider plus tard'],
  ] },
];
