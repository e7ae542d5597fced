import * as tls from 'node:tls';

/** Nées avec Node 22.19 et 24.5 : un Electron plus ancien n’a que les autorités publiques. */
type Autorites = Partial<{ getCACertificates(genre: 'default' | 'system'): string[]; setDefaultCACertificates(certificats: readonly string[]): void }>;

/**
 * Admet, en plus des autorités publiques, celles que l’administrateur a posées dans le magasin du système : un service interne, ou un mandataire qui inspecte, est signé par l’une d’elles.
 * Node les ignore par défaut. Rend combien s’ajoutent ; 0 quand ce moteur ne sait pas les lire. Ne rejette pas.
 */
export const prendreAutoritesDuSysteme = (): number => {
  const { getCACertificates, setDefaultCACertificates } = tls as unknown as Autorites;
  if (getCACertificates === undefined || setDefaultCACertificates === undefined) return 0;
  try {
    const connues = new Set(getCACertificates('default'));
    const neuves = getCACertificates('system').filter((certificat) => !connues.has(certificat));
    if (neuves.length > 0) setDefaultCACertificates([...connues, ...neuves]);
    return neuves.length;
  } catch (erreur) {
    console.error('Autorités du système :', erreur);
    return 0;
  }
};
