import { champsUtilisateur } from '../../objets/utilisateur.ts';
import { colonne } from './colonne.ts';

/** Une ligne = une personne dans un ancien profil (décision 028). */
export const COLONNES_UTILISATEURS = [
  colonne('identifiant', 'Identifiant d’origine', 'texte', ['id', 'id utilisateur', 'login', 'identifiant'], 'elefebvre', 'Celui de l’ancien outil.'),
  colonne('nom', champsUtilisateur.nom.libelle, 'texte', ['nom', 'nom complet', 'nom prenom', 'prenom nom', 'utilisateur'], 'Élodie Lefebvre', 'Une personne, jamais un service.', { obligatoire: true }),
  colonne('email', champsUtilisateur.email.libelle, 'courriel', ['email', 'mail', 'courriel', 'e mail', 'adresse mail', 'adresse electronique'], 'elodie.lefebvre@exemple.fr', 'Individuelle et professionnelle.', { obligatoire: true }),
  colonne('telephone', champsUtilisateur.telephone.libelle, 'texte', ['tel', 'telephone pro'], '03 27 00 00 00', 'Facultatif.'),
  colonne('fonction', champsUtilisateur.fonction.libelle, 'texte', ['poste', 'fonction exercee', 'metier'], 'Cheffe de service', 'Facultatif.'),
  colonne('profil', champsUtilisateur.profil.libelle, 'code', ['profil si siao', 'role', 'habilitation', 'ancien profil'], '115 Écoutant', 'Le profil de l’ancien outil.', { obligatoire: true, vocabulaire: 'profil' }),
  colonne('structure', 'Structure', 'texte', ['structures', 'nom structure', 'rattachement', 'etablissement'], 'SI-59-00073', 'L’identifiant ou le nom de sa structure.'),
  colonne('derniereConnexion', 'Dernière connexion', 'date', ['dt connexion', 'derniere connexion', 'date derniere connexion', 'last login'], '03/10/2026', 'Pour repérer un compte qui ne sert plus.'),
] as const;
