// Imprime un tableau ou un rapport en pdf, dans une fenêtre cachée, sans script, sans réseau, sans rien sur le disque.
import { BrowserWindow, session, type Session } from 'electron';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentImprime, RapportImprime } from '../contract/impression.ts';
import { POLICES, POLITIQUE_IMPRESSION, htmlImprime, piedImprime } from './documentImprime.ts';
import { POLITIQUE_RAPPORT, htmlRapport } from './rapportImprime.ts';
import { titrerPdf } from './titrePdf.ts';
import { dossierAssemble } from './environnement.ts';
import { fermerSession } from './securite.ts';

const LIMITE_MS = 120_000;
const POUCE_MM = 25.4;
interface Page { readonly html: string; readonly politique: string }
const pages = new Map<string, Page>();
const fenetres = new Set<BrowserWindow>();
let atelier: Session | undefined;

const MODELES = new Map<string, RegExp>([[POLICES.normale, /^Marianne-Regular-.*\.woff2$/u], [POLICES.grasse, /^Marianne-Bold-.*\.woff2$/u]]);
/** La police de l’interface, sous le nom que l’assemblage lui a donné. */
async function lirePolice(modele: RegExp): Promise<Buffer | undefined> {
  const dossier = join(dossierAssemble, 'renderer', 'assets');
  const nom = readdirSync(dossier).find((fichier) => modele.test(fichier));
  return nom === undefined ? undefined : readFile(join(dossier, nom));
}

const ENTETES = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'X-DNS-Prefetch-Control': 'off', 'Cache-Control': 'no-store' };
async function servir(requete: Request): Promise<Response> {
  const { host, pathname } = new URL(requete.url);
  const modele = MODELES.get(pathname);
  const page = pages.get(host);
  if (page !== undefined && modele === undefined && requete.method === 'GET') return new Response(page.html, { headers: { ...ENTETES, 'Content-Security-Policy': page.politique, 'Content-Type': 'text/html; charset=utf-8' } });
  const police = page === undefined || modele === undefined ? undefined : await lirePolice(modele).catch(() => undefined);
  return police === undefined ? new Response('Introuvable', { status: 404, headers: { ...ENTETES, 'Content-Security-Policy': POLITIQUE_IMPRESSION } }) : new Response(new Uint8Array(police), { headers: { ...ENTETES, 'Content-Security-Policy': POLITIQUE_IMPRESSION, 'Content-Type': 'font/woff2' } });
}

/** Une session à part, en mémoire : ni cache, ni témoin, ni rien de la page du poste. */
function ouvrirAtelier(): Session {
  if (atelier !== undefined) return atelier;
  atelier = session.fromPartition('siao-impression', { cache: false });
  fermerSession(atelier);
  atelier.protocol.handle('app', servir);
  return atelier;
}

/** Abandonne les impressions en cours : la fenêtre du poste se ferme. */
export function fermerImpressions(): void {
  for (const fenetre of fenetres) fenetre.destroy();
}

/** Imprime un tableau (A4 à l’italienne) ou un rapport (à la française) : titres répétés, « page n / N ». Rend les octets du pdf. Rejette si `arret` l’abandonne, ou après deux minutes. */
export async function imprimer(document: DocumentImprime | RapportImprime, arret: AbortSignal): Promise<Uint8Array> {
  const hote = `impression-${randomUUID()}`;
  const rapport = 'sections' in document;
  pages.set(hote, rapport ? { html: htmlRapport(document), politique: POLITIQUE_RAPPORT } : { html: htmlImprime(document), politique: POLITIQUE_IMPRESSION });
  const fenetre = new BrowserWindow({
    show: false, width: rapport ? 794 : 1123, height: rapport ? 1123 : 794,
    webPreferences: {
      session: ouvrirAtelier(), javascript: false, images: false, sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, plugins: false, spellcheck: false, navigateOnDragDrop: false, devTools: false,
    },
  });
  fenetres.add(fenetre);
  let horloge: NodeJS.Timeout | undefined;
  try {
    // Une fenêtre détruite ne finit jamais ses promesses.
    const interrompue = new Promise<never>((_resoudre, rejeter) => {
      const finir = (): void => rejeter(new Error('Impression interrompue.'));
      arret.addEventListener('abort', finir, { once: true });
      fenetre.once('closed', finir);
      fenetre.webContents.once('render-process-gone', finir);
      horloge = setTimeout(finir, LIMITE_MS);
      if (arret.aborted) finir();
    });
    const travail = async (): Promise<Uint8Array> => {
      await fenetre.loadURL(`app://${hote}/`);
      const pdf = await fenetre.webContents.printToPDF({
        landscape: !rapport, pageSize: 'A4', printBackground: true, generateTaggedPDF: true, displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: piedImprime(document),
        margins: rapport ? { top: 14 / POUCE_MM, bottom: 16 / POUCE_MM, left: 15 / POUCE_MM, right: 15 / POUCE_MM } : { top: 10 / POUCE_MM, bottom: 14 / POUCE_MM, left: 10 / POUCE_MM, right: 10 / POUCE_MM },
      });
      return titrerPdf(pdf, rapport ? `${document.titre} – ${document.sousTitre}` : `${document.titre} – SIAO Offre`);
    };
    const enCours = travail();
    enCours.catch(() => undefined);
    return await Promise.race([enCours, interrompue]);
  } finally {
    clearTimeout(horloge);
    pages.delete(hote);
    fenetres.delete(fenetre);
    if (!fenetre.isDestroyed()) fenetre.destroy();
  }
}
