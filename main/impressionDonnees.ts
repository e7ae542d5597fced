// Le processus de données n’a pas de fenêtre : il donne un tableau au principal, qui l’imprime et en rend le pdf. La page n’a pas accès à ce canal.
import type { DocumentImprime, RapportImprime } from '../contract/impression.ts';
import { COLONNES_IMPRIMEES_MAXIMUM, LIGNES_IMPRIMEES_MAXIMUM } from '../contract/impression.ts';
import { estRapport } from './rapportDonnees.ts';
import { estListe, estTexte, objetDe } from './formesImprimees.ts';
import type { DemandeImpression, ReponseImpression } from './messagesDonnees.ts';

export type ImpressionParMessages = {
  /** Rend les octets du pdf. Rejette si rien ne s’est imprimé, ou si `arret` l’abandonne. */
  imprimer(document: DocumentImprime | RapportImprime, arret: AbortSignal): Promise<Uint8Array>;
  /** À appeler pour chaque réponse du processus principal ; une réponse inattendue est sans effet. */
  recevoir(reponse: ReponseImpression): void;
};
const echec = (): Error => new Error('Rien ne s’est imprimé.');

/** Côté données : chaque impression est un message ; abandonnée, elle n’attend plus de réponse. */
export function impressionParMessages(envoyer: (demande: DemandeImpression) => void): ImpressionParMessages {
  const enCours = new Map<number, (pdf: Uint8Array | null) => void>();
  let suivant = 1;
  return {
    imprimer(document, arret) {
      const id = suivant;
      suivant += 1;
      return new Promise((resoudre, rejeter) => {
        const abandonner = (): void => {
          enCours.delete(id);
          envoyer({ type: 'imprimer', id, abandon: true });
          rejeter(echec());
        };
        enCours.set(id, (pdf) => {
          arret.removeEventListener('abort', abandonner);
          if (pdf === null) rejeter(echec());
          else resoudre(pdf);
        });
        envoyer({ type: 'imprimer', id, document });
        arret.addEventListener('abort', abandonner, { once: true });
      });
    },
    recevoir({ id, pdf }) {
      const rendre = enCours.get(id);
      enCours.delete(id);
      rendre?.(pdf);
    },
  };
}


/** Le processus de données lit des fichiers venus d’ailleurs : ce qu’il demande d’imprimer se vérifie avant d’entrer dans une fenêtre. */
export function estDocument(valeur: unknown): valeur is DocumentImprime {
  const { titre, meta, pied, colonnes, lignes } = objetDe(valeur);
  if (!estTexte(titre) || !estTexte(pied) || !estListe(meta, 40) || !estListe(colonnes, COLONNES_IMPRIMEES_MAXIMUM) || colonnes.length === 0 || !estListe(lignes, LIGNES_IMPRIMEES_MAXIMUM)) return false;
  return meta.every((paire) => estListe(paire, 2) && paire.length === 2 && paire.every(estTexte))
    && colonnes.every((colonne) => { const { titre: nom, largeur, aDroite } = objetDe(colonne); return estTexte(nom) && typeof largeur === 'number' && largeur > 0 && largeur <= 1_000 && typeof aDroite === 'boolean'; })
    && lignes.every((ligne) => { const { cellules, forte } = objetDe(ligne); return typeof forte === 'boolean' && estListe(cellules, colonnes.length) && cellules.length === colonnes.length && cellules.every(estTexte); });
}

/** Côté principal, pour un processus de données : imprime par `imprimer`. Un message qui n’est pas une demande bien formée, ou qu’on a abandonnée, rend `undefined`. Ne rejette pas. */
export function imprimanteParMessages(imprimer: (document: DocumentImprime | RapportImprime, arret: AbortSignal) => Promise<Uint8Array>): (message: unknown) => Promise<ReponseImpression | undefined> {
  const enCours = new Map<number, AbortController>();
  return async (message) => {
    const { type, id, document, abandon } = objetDe(message);
    if (type !== 'imprimer' || typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
    if (abandon === true) {
      enCours.get(id)?.abort();
      return undefined;
    }
    if (!(estDocument(document) || estRapport(document)) || enCours.has(id)) return { type: 'impression', id, pdf: null };
    const arret = new AbortController();
    enCours.set(id, arret);
    try {
      const pdf = await imprimer(document, arret.signal);
      return arret.signal.aborted ? undefined : { type: 'impression', id, pdf };
    } catch (erreur) {
      if (arret.signal.aborted) return undefined;
      console.error('Impression :', erreur);
      return { type: 'impression', id, pdf: null };
    } finally {
      enCours.delete(id);
    }
  };
}
