// Le processus de données n’a pas le trousseau : il demande chaque secret au principal, par leur canal à eux. La page n’y a pas accès.
import { ErreurSecret, type SecretStore } from '../sync/secrets.ts';
import type { DemandeSecret, ReponseSecret } from './messagesDonnees.ts';

/** Les seuls noms que le poste emploie, la clé (`<poste>.<numéro>`) et le jeton de session d’un compte (`<poste>.jeton.<compte>`) : le processus de données lit des fichiers venus d’ailleurs, il ne doit pas pouvoir lire tout le trousseau. */
const NOM_PERMIS = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?:[1-9]\d{0,8}|jeton\.[0-9a-f]{24})$/u;
const TAILLE_MAXIMALE = 1_024;

export type SecretsParMessages = {
  secrets: SecretStore;
  /** À appeler pour chaque réponse du processus principal ; une réponse inattendue est sans effet. */
  recevoir(reponse: ReponseSecret): void;
};

/** Côté données : un SecretStore dont chaque appel est un message. Le principal borne l’attente. */
export function secretsParMessages(envoyer: (demande: DemandeSecret) => void, mention?: string): SecretsParMessages {
  const enCours = new Map<number, { resoudre: (valeur: string | null) => void; rejeter: (erreur: ErreurSecret) => void }>();
  let suivant = 1;

  function demander(verbe: DemandeSecret['verbe'], nom: string, valeur?: string): Promise<string | null> {
    const id = suivant;
    suivant += 1;
    return new Promise((resoudre, rejeter) => {
      enCours.set(id, { resoudre, rejeter });
      envoyer({ type: 'secret', id, verbe, nom, ...(valeur === undefined ? {} : { valeur }) });
    });
  }

  return {
    secrets: {
      lire: (nom) => demander('lire', nom),
      ecrire: async (nom, valeur) => { await demander('ecrire', nom, valeur); },
      effacer: async (nom) => { await demander('effacer', nom); },
      mention,
    },
    recevoir({ id, valeur, erreur }) {
      const appel = enCours.get(id);
      enCours.delete(id);
      if (erreur === undefined) appel?.resoudre(valeur);
      else appel?.rejeter(new ErreurSecret(erreur.message));
    },
  };
}

function estDemande(message: unknown): message is DemandeSecret {
  if (typeof message !== 'object' || message === null) return false;
  const { type, id, verbe, nom, valeur } = message as Record<string, unknown>;
  return type === 'secret' && Number.isSafeInteger(id) && typeof nom === 'string'
    && (verbe === 'ecrire' ? typeof valeur === 'string' && valeur !== '' && valeur.length <= TAILLE_MAXIMALE : (verbe === 'lire' || verbe === 'effacer') && valeur === undefined);
}

async function executer(secrets: SecretStore, { verbe, nom, valeur }: DemandeSecret): Promise<string | null> {
  if (!NOM_PERMIS.test(nom)) throw new ErreurSecret('Ce nom n’est pas celui d’une clé du poste.');
  if (verbe === 'lire') return secrets.lire(nom);
  await (verbe === 'ecrire' ? secrets.ecrire(nom, valeur ?? '') : secrets.effacer(nom));
  return null;
}

/** Côté principal : répond à un message du processus de données. Un message qui n’est pas une demande de secret bien formée rend `undefined`. Ne rejette pas. */
export async function repondreSecret(secrets: SecretStore, message: unknown): Promise<ReponseSecret | undefined> {
  if (!estDemande(message)) return undefined;
  const { id } = message;
  try {
    return { type: 'secret', id, valeur: await executer(secrets, message) };
  } catch (erreur) {
    // Toute erreur vaut « indisponible » : le coffre demandera de réessayer, il n’inventera rien.
    return { type: 'secret', id, valeur: null, erreur: { code: 'secret.indisponible', message: erreur instanceof Error ? erreur.message : String(erreur) } };
  }
}
