// Ce qui remplace le trousseau dans une démonstration et dans les essais. L’application installée n’atteint jamais ce fichier (choisirSecrets).
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ErreurSecret, type SecretStore } from '../sync/secrets.ts';

const MENTION_DEMONSTRATION = 'Démonstration : la clé de ce poste est dans un fichier en clair, à côté des données. Ne rien y saisir de réel.';

/** Une machine sans trousseau, pour voir le chemin de la phrase secrète. */
export function secretsAbsents(): SecretStore {
  const refuser = (): Promise<never> => Promise.reject(new ErreurSecret('Trousseau absent (SIAO_TROUSSEAU=aucun).'));
  return { lire: refuser, ecrire: refuser, effacer: refuser };
}

/**
 * Les secrets EN CLAIR dans `fichier` (JSON), à côté de ce qu’ils chiffrent : ne protège de rien. Il permet à une démonstration et aux essais de rouvrir
 * le même dossier sur une machine sans trousseau ; le coffre ouvert le dit par sa mention.
 */
export function secretsEnClair(fichier: string): SecretStore {
  function lireTout(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(fichier, 'utf8')) as Record<string, string>;
    } catch (erreur) {
      if ((erreur as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new ErreurSecret(`Fichier de démonstration illisible : ${fichier}`);
    }
  }
  function ecrireTout(contenu: Record<string, string>): void {
    writeFileSync(`${fichier}.nouveau`, JSON.stringify(contenu, null, 2), { mode: 0o600 });
    renameSync(`${fichier}.nouveau`, fichier);
  }
  return {
    lire: async (nom) => lireTout()[nom] ?? null,
    ecrire: async (nom, valeur) => ecrireTout({ ...lireTout(), [nom]: valeur }),
    effacer: async (nom) => ecrireTout(Object.fromEntries(Object.entries(lireTout()).filter(([autre]) => autre !== nom))),
    mention: MENTION_DEMONSTRATION,
  };
}
