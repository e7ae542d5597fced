import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { Atelier, LotSuivi } from '../../contract/methodesReprise.ts';
import type { FichesChargees } from '../../domain/objets/lot.ts';
import { compte, dateFr, insecables, nombre } from '../ui/formats.ts';

export const GENRES: Readonly<Record<GenreFichier, string>> = { structures: 'Structures', places: 'Places', utilisateurs: 'Comptes' };
export const STATUTS: Readonly<Record<LotSuivi['statut'], string>> = { ouvert: 'Ouvert', charge: 'Chargé', annule: 'Annulé' };
export const TEXTES = insecables({
  titre: 'Reprise', lecture: 'Lecture de la reprise', dossiers: 'Fichiers sur ce poste', lots: 'Répétitions et chargements, par département', sansMandat: 'La reprise demande un mandat', deposer: 'Déposer un fichier', depot: 'Déposez un fichier csv, xlsx ou ods, ou un extrait FINESS', depotAide: 'ou choisissez-le. 30 Mo au plus ; un extrait FINESS (cs1100502) se dépose comme « Structures ».',
  choisir: 'Choisir un fichier', genre: 'Ce que le fichier décrit', departement: 'Département', gros: 'Le fichier est vide ou dépasse 30 Mo : n’y garder que la feuille à reprendre, ou passer par la console.', aucunDossier: 'Aucun fichier sur ce poste', aucunLot: 'Aucun lot dans votre périmètre', supprimer: 'Retirer de ce poste', ouvrir: 'Ouvrir',
  correspondances: 'Correspondances', lire: 'Lire', associer: 'Associer', controler: 'Contrôler', simuler: 'Simuler', charger: 'Charger', signer: 'Signer le bilan', etapes: 'Étapes', anomalies: 'Anomalies', toutes: 'Toutes', bloquantes: 'Bloquantes', aVerifier: 'À vérifier', enAnomalie: 'En anomalie', corrigees: 'Corrigées', filtrer: 'Filtrer les lignes',
  lignes: 'Lignes du fichier', accepter: 'Accepter', saisir: 'Saisir', exclure: 'Exclure', rattacher: 'Rattacher', bienAinsi: 'C’est bien ainsi', pasConfirmable: 'Une anomalie bloquante se répare ou s’exclut : elle ne se confirme pas.', decideAilleurs: 'Cette anomalie se décide ailleurs : à l’étape Arbitrer, ou par une proposition.', pasLeMeme: 'Ce n’est pas le même', annuler: 'Annuler', interrompre: 'Arrêter', motif: 'Motif', motifExclusion: 'Pourquoi ces lignes sont exclues', valeur: 'Valeur', nouvelle: 'Nouvelle valeur', rienAFaire: 'Aucune anomalie sur cette ligne.', reparation: 'Réparation proposée', ligne: 'Ligne', code: 'Code', sort: 'Sort',
  simulerCharger: 'Simuler le chargement', livre: 'Bilan', lignesSource: 'Lignes source', places: 'Places', lues: 'lues', creees: 'créées', fusionnees: 'fusionnées', scindees: 'scindées', rejetees: 'rejetées', exclues: 'exclues', equilibre: 'Équilibré', motifs: 'Motifs', remplacer: 'Version plus récente', feuille: 'Feuille', entete: 'Ligne d’en-tête', appliquer: 'Relire',
  colonneFichier: 'Colonne du fichier', valeurs: 'Valeurs lues', devient: 'Devient', pourquoi: 'Pourquoi', aucune: '(n’est pas reprise)', garder: 'Garder cette association', extraitFixe: 'Les champs d’un extrait FINESS sont fixes. Il ne donne ni financement, ni raison sociale de l’entité, ni place : le financement peut se saisir à l’étape « Contrôler », le reste sur les fiches créées.', nomAssociation: 'Nom de l’association', reprendre: 'Reprendre une association', termes: 'Termes anciens', lignes1: 'Lignes', remplacerAssociation: 'Remplacer une association', remplacerCelle: 'Remplacer la leur', terme: 'Terme du fichier', correspond: 'Correspond à', choix: 'Choisir…', fini: 'Rien à corriger',
  finiAide: 'Aucune anomalie dans ce filtre.', mandater: 'Mandats', personne: 'Personne', fin: 'Jusqu’au', donner: 'Donner le mandat', annulerLot: 'Annuler le lot', motifLot: 'Pourquoi le lot est annulé', autreLigne: 'Côte à côte', dansLOffre: 'Dans l’offre', identiques: 'Mot pour mot', suite: 'Montrer la suite', urgence: 'Places 115', insertion: 'Places insertion', scinder: 'Scinder', rapport: 'Rapport de reprise', fermer: 'Fermer', pdf: 'Pages à signer (pdf)', classeur: 'Classeur (xlsx)', gabarit: 'Gabarit à remettre', gabaritDe: 'Classeur à faire remplir', gabaritAide: 'Pas encore de fichier ? Le classeur à faire remplir :', gabaritEcrit: 'Gabarit écrit', copierChemin: 'Copier le chemin', cheminCopie: 'Chemin copié.', copieRefusee: 'Copie refusée par le système.', hors: 'Lignes au-dessus de l’en-tête, non reprises', horsExtrait: 'Première ligne de l’extrait : son lot et sa date',
});

export const SORTS: Readonly<Record<string, string>> = { creee: 'Créée', fusionnee: 'Fusionnée', scindee: 'Scindée', rejetee: 'Rejetée', exclue: 'Exclue' };
const ETAPES_SUIVI = { lecture: ['Lecture', 'lignes'], compagnons: ['Contrôle de l’autre fichier du département', 'lignes'], controle: ['Contrôle', 'lignes'], simulation: ['Simulation', 'commandes'], chargement: ['Chargement', 'commandes'] } as const;
/** « Contrôle : 13 500 lignes sur 50 000 ». */
export const phraseDuSuivi = ({ etape, faites, sur }: { readonly etape: keyof typeof ETAPES_SUIVI; readonly faites: number; readonly sur: number | null }): string => {
  const [nom, unites] = ETAPES_SUIVI[etape];
  return `${nom} : ${nombre(faites)} ${unites}${sur === null ? '' : ` sur ${nombre(sur)}`}`;
};
/** « 3 entités, 12 dispositifs, 14 groupes » ; « aucune fiche » quand il n’y en a pas. */
export const fiches = ({ entite, dispositif, groupe, place, utilisateur = 0 }: FichesChargees): string => {
  const parts = [[entite, 'entité', 'entités'], [dispositif, 'dispositif', 'dispositifs'], [groupe, 'groupe', 'groupes'], [place, 'place', 'places'], [utilisateur, 'compte', 'comptes']] as const;
  const dites = parts.filter(([combien]) => combien > 0).map(([combien, un, plusieurs]) => compte(combien, un, plusieurs));
  return dites.length === 0 ? 'aucune fiche' : dites.join(', ');
};
/** Ce qu’un autre fichier du département a appris à ce contrôle. */
export const phraseDuCompagnon = ({ nom, genre, apport, raison }: Atelier['compagnons'][number]): string => (raison !== null ? `« ${nom} », du même département, n’a pas servi à ce contrôle : ${raison}`
  : genre === 'structures' ? `Contrôlé avec « ${nom} » : ${compte(apport, 'groupe que ces structures créent peut recevoir des places', 'groupes que ces structures créent peuvent recevoir des places')}.` : `Contrôlé avec « ${nom} » : ${compte(apport, 'place listée y est comparée', 'places listées y sont comparées')} aux capacités (G02) et aux fermetures (D06).`);
/** « décidé par Élodie Lefebvre le 28/11/2026 », et si c’est encore à envoyer. */
export const quiEtQuand = ({ auteur, le, attente = false }: { readonly auteur: string | null; readonly le: string | null; readonly attente?: boolean }): string =>
  (auteur === null || le === null ? 'de ce poste, pas encore partagé' : `décidé par ${auteur} le ${dateFr(le.slice(0, 10))}${attente ? ', à envoyer' : ''}`);
