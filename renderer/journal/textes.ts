import { insecables } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Journal', grille: 'Lignes du journal', colonnes: 'Colonnes et densité', densite: 'Densité des lignes', sous: 'Qui a changé quoi, de quoi à quoi, et quand', exporter: 'Exporter', chercher: 'Chercher une fiche…', actualiser: 'Relire le journal', nouvelles: 'De nouvelles lignes sont arrivées',
  periode: 'Période', periodes: { tout: 'Toute la période', jour: 'Aujourd’hui', semaine: '7 derniers jours', mois: '30 derniers jours', choisie: 'Dates choisies' }, du: 'Du', au: 'Au', dateFausse: 'Une date s’écrit JJ/MM/AAAA.', bornes: 'La fin précède le début.',
  objet: 'Objet', tousObjets: 'Tous les objets', departement: 'Département', tousDepartements: 'Tous les départements', suppleance: 'Suppléance', pourLeCompteDe: 'Pour le compte de', retirer: 'Retirer le filtre', retirerFiltres: 'Retirer tous les filtres', appliquer: 'Appliquer', effacer: 'Effacer',
  vide: 'Aucune ligne ne correspond', videSansFiltre: 'Le journal est vide dans ce périmètre', horsLigne: 'Le journal se lit en ligne', horsLigneSuite: 'Il est au service, qui ne répond pas pour l’instant. Sur chaque fiche, l’onglet « Historique » garde les étapes que ce poste connaît.',
  reessayer: 'Réessayer', refus: 'Ce journal ne vous est pas ouvert', acte: 'J’en ai pris note', detail: 'Détail de la ligne', aucuneLigne: 'Choisir une ligne pour en lire le détail',
  qui: 'Qui', quand: 'Quand', quoi: 'Quoi', fiche: 'Fiche', ficheInvisible: 'Fiche qui n’est plus dans le périmètre', version: 'Version du poste', motif: 'Motif', changements: 'Ce qui a changé', champ: 'Champ', avant: 'Avant', apres: 'Après', rienChange: 'Aucune valeur de fiche n’a changé.',
  enSuppleance: 'En suppléance', ouvrirFiche: 'Ouvrir la fiche', seulement: 'Seulement cette fiche', ouvrirCompte: 'Ouvrir le compte', seulementCompte: 'Seulement ce compte', fermer: 'Fermer le détail (Échap)', lot: 'Fiches chargées',
} as const);

export const EXPORT = insecables({
  titre: 'Exporter le journal', quoi: 'Un fichier csv, lisible par un tableur : une ligne par champ changé, la plus récente d’abord. Ses premières lignes disent qui a exporté, quand, le périmètre et les filtres.', trace: 'L’export est lui-même écrit au journal.',
  perimetre: 'Périmètre', filtres: 'Filtres', aucun: 'Aucun : tout ce que le périmètre permet de lire', lignes: 'Lignes', plus: 'Plus de 10 000',
  garder: 'Il contient des noms de personnes : le garder en lieu sûr et l’effacer quand il ne sert plus.',
} as const);

export const HISTORIQUE = insecables({
  lecture: 'Lecture de l’historique', vide: 'Aucun changement depuis le chargement de cette fiche', horsLigne: 'Le journal se lit en ligne : le service ne répond pas pour l’instant.', connu: 'Voici les étapes que ce poste connaît.', rienDeConnu: 'Ce poste n’en connaît aucune étape.',
  suite: 'Voir la suite', avantJournal: 'Étape reprise de la fiche', enAttente: 'Ce qui attend d’être envoyé n’y est pas encore.', plus: 'Tout lire', moins: 'Replier', refus: 'L’historique de cette fiche ne vous est pas ouvert.',
} as const);

export const TITRES = { moment: 'Quand', nom: 'Qui', profil: 'Profil', geste: 'Geste', objet: 'Objet', fiche: 'Fiche', resume: 'Ce qui a changé' } as const;
