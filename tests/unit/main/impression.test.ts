import { createHash } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentImprime, RapportImprime } from '../../../contract/impression.ts';
import { LIGNES_IMPRIMEES_MAXIMUM } from '../../../contract/impression.ts';
import { POLITIQUE_IMPRESSION, htmlImprime, piedImprime } from '../../../main/documentImprime.ts';
import { estDocument, impressionParMessages, imprimanteParMessages } from '../../../main/impressionDonnees.ts';
import type { ReponseImpression } from '../../../main/messagesDonnees.ts';

const DOCUMENT: DocumentImprime = { titre: 'Places', meta: [['Périmètre', 'Nord']], pied: 'Places – Ada', colonnes: [{ titre: 'Place', largeur: 10, aDroite: false }, { titre: 'Nombre', largeur: 5, aDroite: true }], lignes: [{ cellules: ['101', '3'], forte: false }, { cellules: ['Total', '3'], forte: true }] };
const avec = (texte: string): DocumentImprime => ({ titre: texte, meta: [[texte, texte]], pied: texte, colonnes: [{ titre: texte, largeur: 10, aDroite: false }], lignes: [{ cellules: [texte], forte: false }] });
/** La forme d’une page : ses balises, sans leur texte. Un texte qui en ouvrirait une la changerait. */
const balises = (html: string): string[] => html.match(/<[^>]*>/gu) ?? [];

describe('la page imprimée', () => {
  it('aucun texte n’ouvre une balise, un attribut ou un style', () => {
    const vide = [balises(htmlImprime(avec('x'))), balises(piedImprime(avec('x')))];
    for (const texte of ['<script>alert(1)</script>', '"><img src=http://dehors.example onerror=x>', "' onload='x", '</style><style>*{background:url(http://dehors.example)}', '</title><base href=//dehors.example>', '<!--', '&lt;b&gt;', ']]>', '\u0000<\u0008b>']) expect([balises(htmlImprime(avec(texte))), balises(piedImprime(avec(texte)))], texte).toEqual(vide);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (texte) => { expect(balises(htmlImprime(avec(texte)))).toEqual(vide[0]); }));
  });
  it('sa politique ne permet que son style, reconnu à son empreinte, et ses polices', () => {
    const [, style = ''] = /<style>(.*?)<\/style>/su.exec(htmlImprime(DOCUMENT)) ?? [];
    expect(POLITIQUE_IMPRESSION).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(POLITIQUE_IMPRESSION).toContain("default-src 'none'");
    expect(POLITIQUE_IMPRESSION).not.toMatch(/script-src|unsafe|https?:|data:|\*/u);
    // un attribut style serait refusé par cette politique : la page n’en a pas
    expect(htmlImprime(DOCUMENT)).not.toMatch(/ style=|<script| on\w+=/u);
  });
  it('des titres de colonne qui se répètent, un sous-total en gras, un nombre à droite, et ce qui dit qu’il n’y a rien', () => {
    const html = htmlImprime(DOCUMENT);
    expect(html).toMatch(/<thead><tr><th scope="col">Place<\/th><th scope="col" class="d">Nombre<\/th>/u);
    expect(html).toContain('<tr class="forte"><td>Total</td><td class="d">3</td></tr>');
    expect(html).toContain('<html lang="fr">');
    expect(htmlImprime({ ...DOCUMENT, lignes: [] })).toContain('Aucune ligne.');
  });
});

describe('entre le processus de données et le principal', () => {
  /** Les deux bouts reliés par un vrai canal, comme entre les deux processus. */
  const relier = (imprimer: (document: DocumentImprime | RapportImprime, arret: AbortSignal) => Promise<Uint8Array>) => {
    const { port1, port2 } = new MessageChannel();
    const cote = impressionParMessages((demande) => { port1.postMessage(demande); });
    const repondre = imprimanteParMessages(imprimer);
    port1.on('message', (reponse: ReponseImpression) => { cote.recevoir(reponse); });
    port2.on('message', (message: unknown) => { void repondre(message).then((reponse) => { if (reponse !== undefined) port2.postMessage(reponse); }); });
    return { imprimer: cote.imprimer, fermer: () => { port1.close(); } };
  };
  const jamais = new AbortController().signal;

  it('rend les octets ; un échec ou un document mal formé rejette, sans imprimer', async () => {
    const vus: (DocumentImprime | RapportImprime)[] = [];
    const { imprimer, fermer } = relier((document) => { vus.push(document); return document.titre === 'panne' ? Promise.reject(new Error('panne')) : Promise.resolve(Buffer.from('%PDF')); });
    expect(Buffer.from(await imprimer(DOCUMENT, jamais)).toString()).toBe('%PDF');
    expect(vus).toEqual([DOCUMENT]);
    await expect(imprimer({ ...DOCUMENT, titre: 'panne' }, jamais)).rejects.toThrow('Rien ne s’est imprimé');
    await expect(imprimer({ ...DOCUMENT, colonnes: [] }, jamais)).rejects.toThrow('Rien ne s’est imprimé');
    expect(vus).toHaveLength(2);
    fermer();
  });
  it('abandonnée, elle rend la main aussitôt et arrête la fenêtre', async () => {
    let arretee: () => void = () => undefined;
    const arret = new Promise<void>((rendre) => { arretee = rendre; });
    const { imprimer, fermer } = relier((_document, signal) => new Promise((_rendre, rejeter) => { signal.addEventListener('abort', () => { arretee(); rejeter(new Error('abandon')); }); }));
    const renonce = new AbortController();
    const issue = imprimer(DOCUMENT, renonce.signal).catch(() => 'abandonnée');
    renonce.abort();
    expect(await issue).toBe('abandonnée');
    await arret;
    fermer();
  });
  const trop = { ...DOCUMENT, lignes: Array.from({ length: LIGNES_IMPRIMEES_MAXIMUM + 1 }, () => ({ cellules: ['a', 'b'], forte: false })) };
  it.each([[null], ['x'], [{}], [{ ...DOCUMENT, titre: 3 }], [{ ...DOCUMENT, titre: 'x'.repeat(2_001) }], [{ ...DOCUMENT, meta: [['seul']] }], [{ ...DOCUMENT, pied: null }], [{ ...DOCUMENT, colonnes: [{ titre: 'a', largeur: Number.NaN, aDroite: false }, { titre: 'a', largeur: 1, aDroite: false }] }],
    [{ ...DOCUMENT, lignes: [{ cellules: ['une'], forte: false }] }], [{ ...DOCUMENT, lignes: [{ cellules: ['a', { toString: 'b' }], forte: false }] }], [{ ...DOCUMENT, lignes: [{ cellules: ['a', 'b'], forte: 1 }] }], [trop], [JSON.parse('{"__proto__":{"titre":"a"}}')]])('un document mal formé n’en est pas un (%#)', (valeur) => { expect(estDocument(valeur)).toBe(false); });
  it.each([[null], ['imprimer'], [{ type: 'imprimer' }], [{ type: 'imprimer', id: '1', document: DOCUMENT }], [{ type: 'imprimer', id: 1.5, document: DOCUMENT }], [{ type: 'secret', id: 1, document: DOCUMENT }], [{ type: 'imprimer', id: 7, abandon: true }]])('un message mal formé, ou l’abandon de rien, est ignoré (%#)', async (message) => {
    expect(await imprimanteParMessages(() => Promise.reject(new Error('imprimé')))(message)).toBeUndefined();
  });
});
