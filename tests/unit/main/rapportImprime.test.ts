import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RapportImprime } from '../../../contract/impression.ts';
import { piedImprime } from '../../../main/documentImprime.ts';
import { repondreDossier } from '../../../main/dossierDonnees.ts';
import { estDocument } from '../../../main/impressionDonnees.ts';
import { estRapport } from '../../../main/rapportDonnees.ts';
import { POLITIQUE_RAPPORT, htmlRapport } from '../../../main/rapportImprime.ts';
import { titrerPdf } from '../../../main/titrePdf.ts';

const avec = (texte: string): RapportImprime => ({
  titre: texte, sousTitre: texte, meta: [[texte, texte]], alerte: texte, introduction: [texte], pied: texte, cles: [{ titre: texte, valeur: texte, quand: texte, variation: texte, phrase: texte }],
  sections: [
    { titre: texte, sousTitre: texte, phrase: texte, image: { genre: 'barres', nom: texte, barres: [{ libelle: texte, valeur: texte, part: .4 }, { libelle: texte, valeur: texte, part: 1 }], repere: { part: .5, libelle: texte }, suite: texte }, colonnes: [{ titre: texte, largeur: 20, aDroite: false }, { titre: texte, largeur: 8, aDroite: true }], lignes: [{ cellules: [texte, texte], niveau: 0, forte: true }, { cellules: [texte, texte], niveau: 1, forte: false }, { cellules: [texte, texte], niveau: 2, forte: true }], notes: [texte] },
    { titre: texte, sousTitre: texte, phrase: texte, image: { genre: 'courbe', nom: texte, points: [{ libelle: texte, part: 0 }, { libelle: texte, part: null }, { libelle: texte, part: 1 }], haut: texte, bas: texte }, colonnes: [{ titre: texte, largeur: 20, aDroite: false }], lignes: [], notes: [] },
  ],
  definitions: [{ titre: texte, paires: [[texte, texte]] }],
});
const balises = (html: string): string[] => (html.match(/<[^>]*>/gu) ?? []).map((balise) => balise.replace(/ aria-label="[^"]*"/u, ''));

describe('la page d’un rapport', () => {
  it('aucun texte n’ouvre une balise, un attribut ou un style', () => {
    const vide = [balises(htmlRapport(avec('x'))), balises(piedImprime(avec('x')))];
    for (const texte of ['<script>alert(1)</script>', '"><img src=http://dehors.example onerror=x>', "' onload='x", '</style><style>*{background:url(http://dehors.example)}', '</title><base href=//dehors.example>', '<!--', '&lt;b&gt;', ']]>', '</svg>', '\u0000<\u0008b>']) expect([balises(htmlRapport(avec(texte))), balises(piedImprime(avec(texte)))], texte).toEqual(vide);
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), (texte) => { expect(balises(htmlRapport(avec(texte)))).toEqual(vide[0]); }));
  });
  it('sa politique ne permet que son style et ses polices ; elle n’a ni attribut de style ni script', () => {
    const html = htmlRapport(avec('x'));
    const [, style = ''] = /<style>(.*?)<\/style>/su.exec(html) ?? [];
    expect(POLITIQUE_RAPPORT).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(POLITIQUE_RAPPORT).toContain("default-src 'none'");
    expect(html).not.toMatch(/ style=|<script| on\w+=/u);
  });
  it('langue, titre, en-têtes de colonne et de ligne, image nommée : un lecteur d’écran s’y retrouve', () => {
    const html = htmlRapport(avec('x'));
    for (const dit of ['<html lang="fr">', '<title>x – x</title>', '<th scope="col"', '<th scope="row"', 'role="img" aria-label="x. Les mêmes chiffres sont dans le tableau."', '<main>', '<h1>']) expect(html).toContain(dit);
  });
  it('ce qui n’est pas un rapport n’entre pas dans la fenêtre', () => {
    const bon = avec('x');
    expect([estRapport(bon), estDocument(bon)]).toEqual([true, false]);
    const faux: unknown[] = [null, {}, { ...bon, titre: 3 }, { ...bon, sections: [{}] }, { ...bon, cles: [{}] }, { ...bon, definitions: [{ titre: 'x', paires: [['x']] }] }, { ...bon, introduction: ['x'.repeat(3_000)] }];
    const [premiere] = bon.sections;
    faux.push({ ...bon, sections: [{ ...premiere, lignes: [{ cellules: ['x'], niveau: 0, forte: false }] }] }, { ...bon, sections: [{ ...premiere, image: { ...premiere?.image, barres: [{ libelle: 'x', valeur: 'x', part: 2 }] } }] }, { ...bon, sections: [{ ...premiere, image: { genre: 'carte' } }] });
    for (const un of faux) expect(estRapport(un), JSON.stringify(un).slice(0, 80)).toBe(false);
  });
});

it('un dossier se demande par un message bien formé ; la boîte qui échoue est un renoncement', async () => {
  expect(await repondreDossier({ type: 'dossier', id: 1 }, () => Promise.resolve('/a'))).toEqual({ type: 'dossier', id: 1, dossier: '/a' });
  expect(await repondreDossier({ type: 'dossier', id: 1 }, () => Promise.reject(new Error('x')))).toEqual({ type: 'dossier', id: 1, dossier: null });
  for (const faux of [null, 3, {}, { type: 'dossier' }, { type: 'dossier', id: '1' }, { type: 'autre', id: 1 }]) expect(await repondreDossier(faux, () => Promise.resolve('/a'))).toBeUndefined();
});

describe('le titre et la langue du pdf', () => {
  const corps = '%PDF-1.4\n1 0 obj\n<</Creator (x)\n/Producer (y)>>\nendobj\n2 0 obj\n<</Type /Catalog\n/Pages 3 0 R>>\nendobj\n';
  const entier = (info = '1'): Buffer => Buffer.from(`${corps}xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000050 00000 n \ntrailer\n<</Size 3\n/Root 2 0 R\n/Info ${info} 0 R>>\nstartxref\n${corps.length}\n%%EOF`, 'latin1');
  it('s’ajoutent à la fin, à leur place, sans toucher au reste', () => {
    const titre = Buffer.from(titrerPdf(entier(), 'Suivi – « Nord » (é)')).toString('latin1');
    expect(titre.startsWith(entier().toString('latin1'))).toBe(true);
    expect(titre).toContain('/Lang (fr-FR)');
    const [, hexa = ''] = /\/Title <FEFF([0-9A-F]+)>/u.exec(titre) ?? [];
    expect(Buffer.from(hexa, 'hex').swap16().toString('utf16le')).toBe('Suivi – « Nord » (é)');
    // chaque adresse de la table ajoutée mène à son objet
    const table = titre.slice(Number(/startxref\n(\d+)\n%%EOF\n$/u.exec(titre)?.[1]));
    for (const [, numero, adresse] of table.matchAll(/(\d+) 1\n(\d{10}) 00000 n /gu)) expect(titre.slice(Number(adresse)).startsWith(`${numero ?? ''} 0 obj`)).toBe(true);
    // refait, rien ne change de ce qui y est
    const encore = Buffer.from(titre, 'latin1');
    expect(titrerPdf(encore, 'Autre')).toBe(encore);
  });
  it('un pdf d’une autre forme est rendu tel quel', () => {
    for (const autre of [Buffer.from('%PDF'), entier('9'), Buffer.from('')]) expect(titrerPdf(autre, 'x')).toBe(autre);
  });
});
