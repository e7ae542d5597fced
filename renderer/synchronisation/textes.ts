import type { CommandeEnFile, EtatSync } from '../../contract/poste.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { insecables, minuscule } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Synchronisation', sousTitre: 'Modifications faites sur ce poste', maintenant: 'Synchroniser maintenant', aTraiter: 'À traiter', file: 'En file', corriger: 'Corriger', classer: 'Classer', decider: 'Décider', voir: 'Voir la fiche', refaire: 'Refaire',
  reponduAvecRetours: 'Le service a répondu à toutes les modifications. Certaines demandent une décision.',
  fileVideAide: 'Hors ligne, ce qui est fait sur ce poste attend ici, puis part au retour du réseau.', rienATraiterAide: 'Ce que le service refuse, ou ce qu’une autre personne a changé en même temps, s’affiche ici.', fileVide: 'Aucune modification en attente', rienATraiter: 'Aucun refus, aucun conflit', classerAide: 'Retire ce retour de la liste. La fiche garde la valeur du service.',
  annuler: 'Annuler le chargement', reprendre: 'Reprendre le chargement', reessayer: 'Réessayer', chargementEnCours: 'Chargement en cours.', enLecture: 'Lecture de la file', refaireEnCours: 'Règles du poste en cours de lecture.',
  refait: 'Geste refait : il part vers le service.', toutEstGarde: 'Tout est gardé sur ce poste.',
} as const);

/** Phrase de l’état, pour le panneau de gauche. */
export const PHRASES: Record<EtatSync['etat'], string> = insecables({
  arret: 'Synchronisation à l’arrêt.', a_jour: 'Toutes les modifications sont enregistrées par le service.', envoi: 'Les modifications partent vers le service.', chargement: 'L’offre du périmètre arrive sur ce poste.',
  annule: 'Les lignes déjà reçues sont gardées : il reprendra où il en est.',
  hors_ligne: 'Le service ne répond pas. Le travail continue sur ce poste ; les modifications partiront au retour du réseau.', session: 'Le service demande de rouvrir la session : se déconnecter puis se reconnecter. Les modifications en attente sont gardées.',
  suspendu: 'Ce poste et le service n’ont pas des versions compatibles : les échanges sont suspendus.', erreur: 'Le dernier échange a échoué. Un nouvel essai aura lieu seul.',
});
/** Que faire quand les échanges sont suspendus. */
export const SUSPENSION = insecables({
  gestes: ['Poste trop ancien : installer la nouvelle version, puis rouvrir l’application.', 'Service trop ancien : rien à faire, les échanges reprendront après sa mise à jour.'],
  garde: 'Tout est gardé : le travail continue ici, les modifications en attente partiront ensuite.',
} as const);
export const ETATS_COMMANDE: Record<CommandeEnFile['etat'], string> = { en_attente: 'En attente', envoyee: 'Reçue par le service', refusee: 'Refusée', conflit: 'En conflit' };

/** Panneau qui tient lieu de grille tant qu’aucun chargement n’a abouti. */
export const PREMIER = insecables({
  titre: { attente: 'Préparation du premier chargement', chargement: 'Premier chargement en cours', annule: 'Premier chargement interrompu', hors_ligne: 'Aucune donnée sur ce poste', coupe: 'Premier chargement suspendu', session: 'Session à rouvrir', suspendu: 'Mise à jour requise', erreur: 'Premier chargement en échec' },
  phrase: {
    attente: 'Le poste prépare l’échange avec le service.', chargement: 'L’offre du périmètre arrive sur ce poste. Les écrans s’ouvriront quand elle sera complète.', annule: 'Les lignes déjà reçues sont gardées : le chargement reprendra où il en est.',
    hors_ligne: 'Le premier chargement demande le réseau. Il commencera dès que le service répondra.', coupe: 'Le service ne répond plus. Les lignes déjà reçues sont gardées : le chargement reprendra seul, où il en est.', session: 'Le service demande de rouvrir la session : se déconnecter puis se reconnecter.', suspendu: 'Ce poste et le service n’ont pas des versions compatibles : le chargement attend une mise à jour.', erreur: 'Le chargement n’a pas pu aller à son terme. Un nouvel essai aura lieu seul.',
  },
  barre: 'Premier chargement', perimetreNonVide: 'Rien n’est montré avant la fin : une liste partielle passerait pour un périmètre vide.',
} as const);

export const CONFLIT = insecables({
  titre: 'Deux modifications de la même fiche', titreEtape: 'Deux décisions sur la même fiche', base: 'Base commune', mienne: 'La mienne', leur: 'La leur', autre: 'Autre valeur', autreCourt: 'Autre', sansBase: 'Fiche créée sur ce poste', plusTard: 'Décider plus tard',
  toutesMiennes: 'Prendre toutes les miennes', toutesLeurs: 'Prendre toutes les leurs', appliquer: 'Appliquer ces choix', champSensible: 'Champ sensible', union: 'Union retenue', unionPossible: 'Les deux', vide: 'Vide',
  incomplet: 'Choisir une valeur pour chaque champ.', aCorriger: 'Corriger la valeur saisie.', change: 'vient de changer', changeAnnonce: 'La fiche vient encore de changer sur le service : les choix sur les champs touchés sont à refaire.',
  dansLaFiche: 'Modifier dans la fiche', dansLaFicheAide: 'Ouvre le formulaire avec les valeurs choisies ici. Le conflit est classé à l’enregistrement.', etape: 'Étape du circuit', fermeture: 'Fermeture', occupation: 'Occupation déclarée', titreOccupation: 'Conflit sur l’occupation déclarée', voirFusion: 'Voir', cacherFusion: 'Masquer',
  aucunChoix: 'Aucun champ ne demande de choix : les deux côtés n’ont pas changé les mêmes valeurs.', capacitesMemeDate: 'Deux capacités à la même date : en garder une, ou modifier dans la fiche.', depuis: 'Ce que le service a enregistré depuis',
  faitEnvoi: 'Choix appliqués : la nouvelle modification part vers le service.', faitService: 'La valeur du service est gardée.', impossible: 'Ce geste n’est plus possible', autreAide: 'Saisir une autre valeur', deux: 'les deux', fusionMeme: 'changés d’un seul côté, ou de la même façon', ouvrirEditeur: 'Saisir',
} as const);

const champsDe = ({ args }: CommandeEnFile): readonly string[] => {
  const champs = typeof args === 'object' && args !== null && 'champs' in args ? (args as { champs: unknown }).champs : null;
  return typeof champs === 'object' && champs !== null ? Object.keys(champs) : [];
};
/** « Modifier un dispositif : adresse, horaires ». */
export const phraseCommande = (commande: CommandeEnFile): string => {
  const champs = champsDe(commande).map((champ) => minuscule(CHAMPS[commande.objet][champ]?.libelle ?? champ));
  return champs.length === 0 ? commande.libelle : `${commande.libelle} : ${champs.join(', ')}`;
};
