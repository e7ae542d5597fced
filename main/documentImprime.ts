// La page imprimée : du texte dans un tableau, rien d’actif. Sans Electron, pour s’éprouver (tests/unit/main).
import { createHash } from 'node:crypto';
import type { DocumentImprime } from '../contract/impression.ts';

const ENTITES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Un texte pour la page. Les caractères de contrôle n’ont pas de dessin. */
export const echapper = (texte: string): string => texte.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, '').replace(/[&<>"']/gu, (signe) => ENTITES[signe] ?? '');

/** Adresses des polices, servies avec la page par `impression.ts`. */
export const POLICES = { normale: '/marianne.woff2', grasse: '/marianne-gras.woff2' } as const;
// Système de design de l’État, en clair : le papier est blanc. Pas de couleur seule : un sous-total est en gras.
const STYLE = `
@font-face { font-family: Marianne; font-weight: 400; src: url(${POLICES.normale}) format("woff2"); }
@font-face { font-family: Marianne; font-weight: 700; src: url(${POLICES.grasse}) format("woff2"); }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { font: 400 8.5pt/1.35 Marianne, arial, sans-serif; color: #161616; background: #fff; }
.tete { display: flex; gap: 16pt; align-items: flex-start; padding-bottom: 8pt; border-bottom: 1.5pt solid #000091; }
.marque { flex: none; font-weight: 700; font-size: 9pt; line-height: 1.15; } .marque svg { display: block; width: 30pt; height: 12pt; margin-bottom: 3pt; }
h1 { font-size: 16pt; line-height: 1.2; color: #161616; } .produit { color: #666; }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 1.5pt 10pt; padding: 7pt 0 9pt; } dt { font-weight: 700; } dd { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; } table.serre { font-size: 7.5pt; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th { text-align: left; vertical-align: bottom; font-weight: 700; background: #f6f6f6; border-bottom: 1pt solid #3a3a3a; padding: 3pt 4pt; overflow-wrap: anywhere; }
td { vertical-align: top; border-bottom: .5pt solid #ddd; padding: 2.5pt 4pt; overflow-wrap: anywhere; }
.d { text-align: right; font-variant-numeric: tabular-nums; } .forte td { font-weight: 700; background: #eee; }
.vide { padding: 12pt 0; color: #666; }
`;
const empreinte = (texte: string): string => `'sha256-${createHash('sha256').update(texte).digest('base64')}'`;
/** Rien ne s’exécute, rien ne se charge, hors ce style et les polices. */
export const politiqueDe = (style: string): string => `default-src 'none'; style-src ${empreinte(style)}; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
export const POLITIQUE_IMPRESSION = politiqueDe(STYLE);

export const MARQUE = '<svg viewBox="0 0 30 12" aria-hidden="true"><rect width="10" height="12" fill="#000091"/><rect x="10" width="10" height="12" fill="#fff"/><rect x="20" width="10" height="12" fill="#e1000f"/></svg>République<br>française';
/** Au-delà de cette largeur, en caractères, les lettres se serrent. */
const SERRE_AU_DELA = 150;

/** La page d’un tableau : titre, d’où il vient, lignes ; les titres de colonne reviennent à chaque page. */
export const htmlImprime = ({ titre, meta, colonnes, lignes }: DocumentImprime): string => {
  const somme = colonnes.reduce((total, { largeur }) => total + largeur, 0);
  const classe = (rang: number): string => (colonnes[rang]?.aDroite === true ? ' class="d"' : '');
  const corps = lignes.map(({ cellules, forte }) => `<tr${forte ? ' class="forte"' : ''}>${cellules.map((texte, rang) => `<td${classe(rang)}>${echapper(texte)}</td>`).join('')}</tr>`).join('');
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${echapper(titre)} – SIAO Offre</title><style>${STYLE}</style></head><body>`
    + `<header class="tete"><div class="marque">${MARQUE}</div><div><h1>${echapper(titre)}</h1><p class="produit">SIAO Offre</p></div></header>`
    + `<dl>${meta.map(([quoi, valeur]) => `<dt>${echapper(quoi)}</dt><dd>${echapper(valeur)}</dd>`).join('')}</dl>`
    + `<table${somme > SERRE_AU_DELA ? ' class="serre"' : ''}><colgroup>${colonnes.map(({ largeur }) => `<col width="${((100 * largeur) / somme).toFixed(2)}%">`).join('')}</colgroup>`
    + `<thead><tr>${colonnes.map(({ titre: nom }, rang) => `<th scope="col"${classe(rang)}>${echapper(nom)}</th>`).join('')}</tr></thead><tbody>${corps}</tbody></table>`
    + `${lignes.length === 0 ? '<p class="vide">Aucune ligne.</p>' : ''}</body></html>`;
};

/** Le bas de chaque page : d’où elle vient, et son numéro. Chromium le dessine à part : ses styles sont dans le texte. */
export const piedImprime = ({ pied }: Pick<DocumentImprime, 'pied'>): string => `<div style="width:100%;margin:0 10mm;font:7pt arial,sans-serif;color:#666;display:flex;justify-content:space-between"><span>${echapper(pied)}</span><span style="white-space:nowrap;padding-left:12pt">page <span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;
