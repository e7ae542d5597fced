import type { GestePossible, RefusPoste } from '../../../contract/poste.ts';
import { LIBELLES_GESTES } from '../../../domain/cycleDeVie.ts';
import type { NomIcone } from '../../ui/nomsIcones.ts';
import { client, codeErreur, messageErreur } from '../../poste/client.ts';

export interface Apparence { readonly libelle: string; readonly icone: NomIcone; readonly fait: string; readonly touche?: string }
/** Verbe, icône et phrase de réussite de chaque geste d’une fiche. */
export const GESTES: Readonly<Record<string, Apparence>> = {
  soumettre: { libelle: LIBELLES_GESTES.soumettre, icone: 'send-plane-line', fait: 'soumise' },
  prevalider: { libelle: LIBELLES_GESTES.prevalider, icone: 'check-line', fait: 'prévalidée', touche: 'V' },
  valider: { libelle: LIBELLES_GESTES.valider, icone: 'check-line', fait: 'validée', touche: 'V' },
  renvoyer: { libelle: LIBELLES_GESTES.renvoyer, icone: 'arrow-go-back-line', fait: 'renvoyée à corriger', touche: 'R' },
  refuser: { libelle: LIBELLES_GESTES.refuser, icone: 'close-line', fait: 'refusée', touche: 'X' },
  suspendre: { libelle: LIBELLES_GESTES.suspendre, icone: 'pause-circle-fill', fait: 'suspendue' },
  retablir: { libelle: LIBELLES_GESTES.retablir, icone: 'play-circle-line', fait: 'rétablie' },
  fermer: { libelle: LIBELLES_GESTES.fermer, icone: 'lock-line', fait: 'fermée' },
  archiver: { libelle: LIBELLES_GESTES.archiver, icone: 'archive-fill', fait: 'archivée' },
  annulerDecision: { libelle: 'Annuler ma décision', icone: 'arrow-go-back-line', fait: 'revenue à son statut d’avant' },
  commenter: { libelle: 'Commenter', icone: 'discuss-line', fait: 'commentée' },
  modifier: { libelle: 'Modifier', icone: 'edit-line', fait: 'modifiée', touche: 'F2' },
  proposerChangement: { libelle: 'Proposer un changement', icone: 'edit-line', fait: 'soumise à décision', touche: 'F2' },
  creerDispositif: { libelle: 'Nouveau dispositif', icone: 'add-line', fait: 'créée' },
  creerGroupe: { libelle: 'Nouveau groupe', icone: 'add-line', fait: 'créée' },
};

/** La suite du circuit : ce que l’on attend de la fiche, à mettre en avant. */
const CIRCUIT = ['valider', 'prevalider', 'soumettre'] as const;
export const gestePrincipal = (gestes: readonly GestePossible[]): GestePossible | undefined =>
  CIRCUIT.map((nom) => gestes.find(({ geste }) => geste === nom)).find((geste) => geste !== undefined) ?? gestes.find(({ geste, possible }) => geste === 'modifier' && possible) ?? gestes.find(({ geste }) => geste === 'proposerChangement') ?? gestes.find(({ geste }) => geste === 'modifier');

/** Commande du domaine pour un geste qui n’en porte pas le nom. */
export const COMMANDES: Readonly<Record<string, string>> = { renvoyer: 'renvoyerACorriger' };

/** Gestes qui demandent une saisie avant de partir (motif, date, commentaire) ou une confirmation. Une suppléance en demande toujours un. */
export const demandeSaisie = (geste: string, suppleance: boolean): boolean => suppleance || ['renvoyer', 'refuser', 'suspendre', 'fermer', 'archiver', 'commenter'].includes(geste);

/** Exécute une commande : `null` si elle est acceptée, sinon le refus à montrer. Une panne devient un refus sans champ. */
export const executerCommande = async (nom: string, args: unknown): Promise<RefusPoste | null> => {
  try {
    const resultat = await client.appeler('commandes.executer', { nom, args });
    return resultat.accepte ? null : resultat.refus;
  } catch (erreur) {
    return { code: 'interne', message: messageErreur(erreur) };
  }
};

/** Exécute plusieurs commandes ensemble, toutes ou aucune : `null` si elles sont acceptées, sinon le refus à montrer. `retour` : le refus ou le conflit que cet ensemble corrige. */
export const executerEnsemble = async (commandes: readonly { readonly nom: string; readonly args: unknown }[], retour: number | null = null): Promise<RefusPoste | null> => {
  try {
    const resultat = await client.appeler('commandes.executerEnsemble', { commandes: [...commandes], retour });
    return resultat.accepte ? null : resultat.refus;
  } catch (erreur) {
    return { code: codeErreur(erreur), message: messageErreur(erreur) };
  }
};

/**
 * Classe un refus ou un conflit en exécutant ce qui en tient lieu (`null` : la valeur du service). Tout ou rien : un refus ne classe rien.
 * `null` si c’est fait, sinon le refus à montrer.
 */
export const resoudreCommande = async (seq: number, commande: { readonly nom: string; readonly args: unknown } | null): Promise<RefusPoste | null> => {
  try {
    const resultat = await client.appeler('sync.resoudre', { seq, commande });
    return resultat.accepte ? null : resultat.refus;
  } catch (erreur) {
    return { code: codeErreur(erreur), message: messageErreur(erreur) };
  }
};
