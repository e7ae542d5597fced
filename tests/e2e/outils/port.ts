import type { Page } from '@playwright/test';
import type { ArgsDe, NomMethode, ResultatDe } from '../../../contract/poste.ts';
import type { PosteOuvert } from './poste.ts';

interface PortDEssai { readonly port: MessagePort; readonly attentes: Map<number, (message: unknown) => void>; suivant: number }
type Fenetre = typeof globalThis & { essai?: PortDEssai; siao: { demanderPort(): void } };

/**
 * Écoute les ports que la page reçoit, comme elle : chaque appel part par le port courant. Les numéros d’appel commencent loin de ceux de la page, qui ignore
 * nos réponses comme nous les siennes.
 */
export const ecouterPorts = (page: Page): Promise<void> => page.evaluate(() => new Promise<void>((pret) => {
  const fenetre = globalThis as Fenetre;
  addEventListener('message', (evenement: MessageEvent<{ type?: string } | undefined>) => {
    const port = evenement.ports[0];
    if (evenement.data?.type !== 'siao:port' || port === undefined) return;
    // le processus de données vient de changer : ce qui attendait l’ancien n’aura pas de réponse
    for (const rendre of fenetre.essai?.attentes.values() ?? []) rendre({ coupure: true });
    const attentes = new Map<number, (message: unknown) => void>();
    fenetre.essai = { port, attentes, suivant: 1_000_000 };
    port.addEventListener('message', ({ data }: MessageEvent<{ reponse?: number }>) => {
      if (data.reponse === undefined) return;
      attentes.get(data.reponse)?.(data);
      attentes.delete(data.reponse);
    });
    pret();
  });
  fenetre.siao.demanderPort();
}));

/** Appelle une méthode par le port de la fenêtre. `coupure` : le processus de données est tombé avant de répondre. Rejette avec le message d’une erreur du poste. */
export const appelerPort = async <N extends NomMethode>(page: Page, methode: N, args: ArgsDe<N>): Promise<ResultatDe<N> | 'coupure'> => {
  const reponse = await page.evaluate(([nom, valeur]) => new Promise<unknown>((rendre) => {
    const { essai } = globalThis as Fenetre;
    if (essai === undefined) throw new Error('Aucun port reçu');
    essai.suivant += 1;
    essai.attentes.set(essai.suivant, rendre);
    essai.port.postMessage({ appel: essai.suivant, methode: nom, args: valeur });
  }), [methode, args] as const) as { coupure?: true; erreur?: { code: string; message: string }; resultat?: ResultatDe<N> };
  if (reponse.coupure === true) return 'coupure';
  if (reponse.erreur !== undefined) throw new Error(`${methode} : ${reponse.erreur.code}, ${reponse.erreur.message}`);
  return reponse.resultat as ResultatDe<N>;
};

/** Tue le processus de données d’un poste, sans préavis, et rend la main quand la page a reçu le port de celui qui le remplace. */
export const tuerDonnees = async ({ application, page }: PosteOuvert): Promise<void> => {
  const repris = page.evaluate(() => new Promise<void>((resoudre) => {
    addEventListener('message', (evenement: MessageEvent<{ type?: string } | undefined>) => { if (evenement.data?.type === 'siao:port') resoudre(); });
  }));
  const tue = await application.evaluate(({ app }) => {
    const pid = app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'SIAO données')?.pid;
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  });
  if (!tue) throw new Error('Le processus de données est introuvable.');
  await repris;
};
