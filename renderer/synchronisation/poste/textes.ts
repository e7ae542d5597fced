import { insecables } from '../../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Ce poste', lecture: 'Lecture de l’état du poste', chiffrement: 'Chiffrement', cle: 'Clé', sauvegardes: 'Sauvegardes', taille: 'Place occupée', travail: 'travail', offre: 'offre', reparation: 'Réparation',
  genre: { trousseau: 'Trousseau du système', phrase: 'Phrase secrète' }, sansChiffrement: 'Coffre fermé',
  changerCle: 'Changer la clé', sauvegarder: 'Sauvegarder maintenant', sauvegarde: 'Sauvegarde faite.', aucuneSauvegarde: 'Aucune pour l’instant', toutes: 'Toutes les sauvegardes', exporter: 'Exporter ce qui n’est pas envoyé', rienAExporter: 'Tout est envoyé : rien à exporter.', oublier: 'Oublier ce poste', copier: 'Copier le chemin', copie: 'Chemin copié.', copieRefusee: 'Copie refusée par le système.',
} as const);

export const CLE = insecables({
  titre: 'Changer la clé de chiffrement', pourquoi: 'Ce que ce poste garde est relu avec la clé actuelle et récrit avec une clé neuve. Rien n’est perdu si l’opération s’arrête : l’ancienne clé reste valable jusqu’à la fin.',
  duree: 'Quelques secondes à quelques minutes selon la place occupée. Le travail reprend ensuite où il en était.', phrase: 'La phrase secrète ne change pas.', confirmer: 'Changer la clé', enCours: 'Changement de clé en cours…', annuler: 'Annuler', fermer: 'Fermer',
} as const);

export const OUBLI = insecables({
  titre: 'Oublier ce poste', quoi: 'Sera effacé de cette machine, pour ce compte :', reste: 'Le compte et les fiches du service ne changent pas. Se reconnecter ici demandera le réseau et un nouveau chargement.',
  offre: 'l’offre chargée', travail: 'les modifications en attente et les retours du service', sauvegardes: 'les sauvegardes et la clé de chiffrement', preferences: 'les préférences d’affichage et les brouillons de formulaire',
  question: 'D’abord, que faire de ce que ce poste est seul à tenir ?', rienEnAttente: 'Rien n’attend d’être envoyé.', retours: 'Leurs valeurs ne sont que sur ce poste : les traiter avant, ou les exporter.', aTraiter: 'Impossible tant qu’un refus ou un conflit n’est pas traité.', envoyer: 'Envoyer d’abord', envoyerAide: 'Les modifications partent au service. Tant qu’il en reste une à envoyer, rien n’est effacé.',
  exporter: 'Exporter dans un fichier d’abord', exporterAide: 'Le fichier se renvoie plus tard avec « siao travail send ». Il n’est pas chiffré : le garder en lieu sûr.',
  envoiImpossible: { hors_ligne: 'Impossible hors ligne.', session: 'Impossible tant que la session est à rouvrir.', suspendu: 'Impossible tant que les échanges sont suspendus.' } as Readonly<Record<string, string>>,
  choisir: 'Choisir d’abord ce qui arrive à ce que ce poste est seul à tenir.', annuler: 'Annuler', enCours: 'Effacement en cours…', restees: 'Rien n’a été effacé.',
} as const);
