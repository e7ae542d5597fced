import { insecables } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Aide', sommaire: 'Sommaire', pages: 'Pages du guide', chercher: 'Chercher dans le guide…', aucune: 'Aucune page ne contient ces mots', lecture: 'Lecture du guide', retour: 'Page précédente', nouveautes: 'Quoi de neuf', nouveau: 'nouveau', probleme: 'Signaler un problème', visite: 'Visite guidée', apropos: 'À propos', aInstaller: 'à installer',
});
export const PROBLEME = insecables({
  titre: 'Signaler un problème', aide: 'Dire ce que vous faisiez, ce que vous attendiez et ce qui s’est passé. Rien n’est envoyé d’ici : le message se copie, ou s’enregistre dans un fichier à joindre.',
  quoi: 'Que s’est-il passé ?', exemple: 'Exemple : sur l’écran Places, Ctrl+V de 40 lignes venues d’Excel ; la grille a dit « numéro pris » alors que ces numéros sont libres.', joint: 'Ce qui sera joint', jointAide: 'À relire et à corriger avant de l’envoyer. Ni nom, ni adresse électronique, ni fiche, ni mot de passe n’y sont mis par le poste.',
  lecture: 'Lecture de l’état du poste', copier: 'Copier le message', copie: 'Message copié : le coller dans un courriel à votre assistance.', copieRefusee: 'Copie refusée par le système : enregistrer le fichier.', enregistrer: 'Enregistrer le fichier', vide: 'Dire d’abord ce qui s’est passé.', objet: 'Objet : SIAO Offre, problème sur l’écran', ecrit: 'Écrit dans',
});
export const APROPOS = insecables({
  titre: 'À propos et mises à jour', lecture: 'Lecture de l’état du poste', misesAJour: 'Mises à jour', poste: 'Ce poste', version: 'Version', service: 'Service', aucunService: 'aucune adresse réglée', organisation: 'Fichier d’organisation', aucunFichier: 'aucun',
  organisationFausse: 'Rien n’est appliqué du fichier d’organisation, et aucun service n’est joint. À corriger par l’administrateur de cette machine :', mandataire: 'Accès au réseau', mandataireSysteme: 'comme le système (mandataire, script ou accès direct)', mandataireAucun: 'direct, sans mandataire',
  canal: 'Mises à jour reçues', canalStable: 'versions stables', canalEssai: 'versions d’essai et stables', aucunCanal: 'aucune réglée',
  inconnue: 'Pas encore cherchée depuis l’ouverture.', recherche: 'Recherche d’une version plus récente…', aJour: 'Cette version est la plus récente', cherche: 'vérifié le', telechargement: 'Téléchargement de la version', prete: 'est prête.', installation: 'Installation : l’application va se rouvrir…',
  preteAide: 'Elle s’installera à la fermeture du poste, ou maintenant. Ce qui est saisi, et ce qui attend d’être envoyé, est gardé.', installer: 'Redémarrer et installer', chercher: 'Chercher une mise à jour', annonce: 'est prête : elle s’installera à la fermeture du poste.', voir: 'Voir',
});
export const VISITE = insecables({
  titre: 'Visite guidée', proposer: 'Première fois ici ? Visite guidée en cinq étapes', plusTard: 'Non merci', suivant: 'Suivant', precedent: 'Précédent', finir: 'Terminer', passer: 'Quitter la visite', etape: 'étape', sur: 'sur',
  etapes: [
    { cible: 'recherche', titre: 'Tout se cherche ici', texte: 'Ctrl+K trouve une fiche, un code, un siren, une commune, une personne, un écran ou une action, fautes de frappe comprises.' },
    { cible: 'navigation', titre: 'Vos écrans', texte: 'Seuls ceux que votre profil ouvre y sont. G puis une lettre y mène : G A l’accueil, G O l’offre, G P les places. F6 passe d’une zone à l’autre.' },
    { cible: 'etat-sync', titre: 'Avec ou sans réseau', texte: 'Tout se lit et se fait hors ligne. Ce qui attend d’être envoyé se compte ici, et se règle dans la boîte d’envoi : Ctrl+Maj+S.' },
    { cible: 'perimetre', titre: 'Votre périmètre', texte: 'Tout ce que vous voyez, chiffres compris, est celui-ci. La matrice des droits, dans le menu de votre nom, dit ce que votre profil peut faire.' },
    { cible: 'bouton-aide', titre: 'Une question ?', texte: 'F1 ouvre le guide à la page de l’écran où vous êtes. « ? » montre tous les raccourcis.' },
  ],
});
