// Le rapport imprimé : A4 à la française, rien d’actif. Sans Electron, pour s’éprouver (tests/unit/main).
import type { ImageImprimee, RapportImprime, SectionImprimee } from '../contract/impression.ts';
import { MARQUE, POLICES, echapper, politiqueDe } from './documentImprime.ts';

// Système de design de l’État, en clair. Rien ne se dit par la couleur seule : une variation est une phrase, un sous-total est en gras.
const STYLE = `
@font-face { font-family: Marianne; font-weight: 400; src: url(${POLICES.normale}) format("woff2"); font-display: block; }
@font-face { font-family: Marianne; font-weight: 700; src: url(${POLICES.grasse}) format("woff2"); font-display: block; }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { font: 400 13px/19px Marianne, arial, sans-serif; color: #161616; background: #fff; }
.tete { display: flex; gap: 24px; align-items: flex-start; padding-bottom: 13px; border-bottom: 2px solid #000091; }
.marque { flex: none; font-weight: 700; font-size: 13px; line-height: 15px; } .marque svg { display: block; width: 40px; height: 16px; margin-bottom: 4px; }
h1 { font-size: 27px; line-height: 32px; } .sous { font-size: 15px; line-height: 20px; color: #3a3a3a; margin-top: 3px; }
h2 { font-size: 19px; line-height: 24px; color: #000091; margin-bottom: 4px; } h3 { font-size: 13px; line-height: 18px; margin: 11px 0 3px; }
.meta { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; padding: 11px 0; font-size: 11px; line-height: 16px; color: #3a3a3a; } .meta dt { font-weight: 700; }
.alerte { border-left: 4px solid #b34000; background: #fff4f3; padding: 8px 12px; margin: 5px 0 11px; }
.intro { margin: 5px 0 13px; } .intro p + p { margin-top: 7px; }
.cles { list-style: none; margin-top: 11px; } .cles li { display: grid; grid-template-columns: 176px 1fr; gap: 3px 19px; align-items: baseline; padding: 11px 0; border-top: 1px solid #ddd; break-inside: avoid; }
.cles b { font-size: 27px; line-height: 30px; color: #000091; font-variant-numeric: tabular-nums; text-align: right; } .cles .nom { font-weight: 700; font-size: 14px; } .cles .var { display: block; } .cles .quand { display: block; font-size: 11px; line-height: 16px; color: #666; }
.section { break-before: page; } .section.suite { break-before: auto; break-inside: avoid; margin-top: 27px; } .quand2 { color: #666; font-size: 11px; line-height: 16px; margin-bottom: 8px; } .phrase { margin-bottom: 11px; font-size: 14px; line-height: 20px; }
figure { margin-bottom: 13px; break-inside: avoid; } figcaption { font-size: 11px; line-height: 16px; font-weight: 700; margin-bottom: 4px; } figure svg { display: block; } svg text { font: 400 11px Marianne, arial, sans-serif; fill: #161616; } svg .g { fill: #666; } .dit { font-size: 11px; line-height: 16px; color: #666; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 11px; line-height: 15px; } table.entier { display: inline-table; } thead { display: table-header-group; } tr { break-inside: avoid; }
th { text-align: left; vertical-align: bottom; font-weight: 700; background: #f6f6f6; border-bottom: 1px solid #3a3a3a; padding: 4px 5px; overflow-wrap: anywhere; } td, tbody th { vertical-align: top; border-bottom: 1px solid #ddd; padding: 3px 5px; overflow-wrap: anywhere; background: none; font-weight: 400; }
.d { text-align: right; font-variant-numeric: tabular-nums; } .forte td, .forte th { font-weight: 700; } .n1 th { padding-left: 19px; } .n2 th { padding-left: 34px; } .n3 td, .n3 th { background: #eee; border-top: 1px solid #3a3a3a; }
.note { font-size: 11px; line-height: 15px; color: #3a3a3a; margin-top: 5px; }
.defs { break-before: page; } .defs dl { display: grid; grid-template-columns: 112px 1fr; gap: 1px 13px; font-size: 11px; line-height: 16px; } .defs dt { font-weight: 700; } .defs section { break-inside: avoid; padding-bottom: 5px; }
`;
/** Rien ne s’exécute, rien ne se charge, hors ce style-ci et les polices. */
export const POLITIQUE_RAPPORT = politiqueDe(STYLE);

/** Celle de la page entre ses marges, en pixels. */
const LARGEUR = 680;
const nombre = (valeur: number): string => valeur.toFixed(1);
/** Des barres : le nom, la barre, la valeur ; l’ensemble est un trait en tirets, nommé sous les barres. */
const barres = ({ nom, barres: lignes, repere, suite }: Extract<ImageImprimee, { genre: 'barres' }>): string => {
  const [gauche, droite, pas] = [222, 81, 20];
  const piste = LARGEUR - gauche - droite;
  const hauteur = lignes.length * pas + (repere === null ? 2 : 18);
  const couper = (texte: string): string => (texte.length > 36 ? `${texte.slice(0, 35)}…` : texte);
  const corps = lignes.map(({ libelle, valeur, part }, rang) => `<text x="0" y="${rang * pas + 13}">${echapper(couper(libelle))}</text><rect x="${gauche}" y="${rang * pas + 3}" width="${nombre(Math.max(.5, part * piste))}" height="13" fill="#6a6af4"/><text x="${LARGEUR}" y="${rang * pas + 13}" text-anchor="end">${echapper(valeur)}</text>`).join('');
  const x = repere === null ? 0 : gauche + repere.part * piste;
  const trait = repere === null ? '' : `<line x1="${nombre(x)}" x2="${nombre(x)}" y1="0" y2="${lignes.length * pas}" stroke="#161616" stroke-dasharray="3 2"/><text class="g" x="${nombre(x)}" y="${hauteur - 4}" text-anchor="${repere.part > .7 ? 'end' : 'start'}">${echapper(repere.libelle)}</text>`;
  return `<figure><figcaption>${echapper(nom)}</figcaption><svg width="${LARGEUR}" height="${hauteur}" viewBox="0 0 ${LARGEUR} ${hauteur}" role="img" aria-label="${echapper(`${nom}. Les mêmes chiffres sont dans le tableau.`)}">${corps}${trait}</svg>${suite === '' ? '' : `<p class="dit">${echapper(suite)}</p>`}</figure>`;
};
/** Une courbe, ses deux graduations, son premier et son dernier mois ; un mois inconnu la coupe. */
const courbe = ({ nom, points, haut, bas }: Extract<ImageImprimee, { genre: 'courbe' }>): string => {
  const [gauche, pied, sommet] = [70, 148, 10];
  const x = (rang: number): number => gauche + (points.length < 2 ? 0 : (rang * (LARGEUR - gauche - 8)) / (points.length - 1));
  const y = (part: number): number => pied - 6 - part * (pied - 6 - sommet);
  const trace = points.map(({ part }, rang) => (part === null ? '' : `${rang === 0 || points[rang - 1]?.part === null ? 'M' : 'L'}${nombre(x(rang))} ${nombre(y(part))}`)).join('');
  const ronds = points.map(({ part }, rang) => (part === null ? '' : `<circle cx="${nombre(x(rang))}" cy="${nombre(y(part))}" r="3" fill="#000091"/>`)).join('');
  return `<figure><figcaption>${echapper(nom)}</figcaption><svg width="${LARGEUR}" height="168" viewBox="0 0 ${LARGEUR} 168" role="img" aria-label="${echapper(`${nom}. Les mêmes chiffres sont dans le tableau.`)}"><line x1="${gauche - 6}" x2="${LARGEUR}" y1="${pied - 1}" y2="${pied - 1}" stroke="#929292"/><text class="g" x="0" y="${nombre(y(1) + 3)}">${echapper(haut)}</text><text class="g" x="0" y="${nombre(y(0) + 3)}">${echapper(bas)}</text>`
    + `<text class="g" x="${gauche}" y="163">${echapper(points[0]?.libelle ?? '')}</text><text class="g" x="${LARGEUR}" y="163" text-anchor="end">${echapper(points[points.length - 1]?.libelle ?? '')}</text><path d="${trace}" fill="none" stroke="#000091" stroke-width="2"/>${ronds}</svg></figure>`;
};

/** Un tableau qui tient sur sa page ne se coupe pas : Chromium 114 en coupe au milieu d’une page à moitié vide, quoi qu’en dise le style. Compté large : un tableau trop haut serait tranché. */
const tientSurSaPage = ({ image, lignes }: SectionImprimee): boolean => lignes.reduce((somme, { cellules }) => somme + ((cellules[0] ?? '').length > 30 ? 38 : 23), 0) <= (image === null ? 740 : 500);
/** Une petite section suit la précédente sur sa page ; une grande commence la sienne. */
const LIGNES_SUR_LA_MEME_PAGE = 14;
const section = (une: SectionImprimee, rang: number, toutes: readonly SectionImprimee[]): string => {
  const { titre, sousTitre, phrase, image, colonnes, lignes, notes } = une;
  const somme = colonnes.reduce((total, { largeur }) => total + largeur, 0);
  const classe = (colonne: number): string => (colonnes[colonne]?.aDroite === true ? ' class="d"' : '');
  const courte = (autre: SectionImprimee | undefined): boolean => autre !== undefined && autre.lignes.length <= LIGNES_SUR_LA_MEME_PAGE;
  const corps = lignes.map(({ cellules, niveau, forte }) => `<tr class="n${niveau}${forte ? ' forte' : ''}">${cellules.map((texte, colonne) => (colonne === 0 ? `<th scope="row">${echapper(texte)}</th>` : `<td${classe(colonne)}>${echapper(texte)}</td>`)).join('')}</tr>`).join('');
  return `<section class="section${rang % 2 === 1 && courte(toutes[rang]) && courte(toutes[rang - 1]) ? ' suite' : ''}"><h2>${rang + 1}. ${echapper(titre)}</h2><p class="quand2">${echapper(sousTitre)}</p><p class="phrase">${echapper(phrase)}</p>${image === null ? '' : image.genre === 'barres' ? barres(image) : courbe(image)}`
    + `<table${tientSurSaPage(une) ? ' class="entier"' : ''}><colgroup>${colonnes.map(({ largeur }) => `<col width="${((100 * largeur) / somme).toFixed(2)}%">`).join('')}</colgroup><thead><tr>${colonnes.map(({ titre: nom }, colonne) => `<th scope="col"${classe(colonne)}>${echapper(nom)}</th>`).join('')}</tr></thead><tbody>${corps}</tbody></table>${notes.map((note) => `<p class="note">${echapper(note)}</p>`).join('')}</section>`;
};
const paires = (liste: RapportImprime['meta']): string => liste.map(([quoi, valeur]) => `<dt>${echapper(quoi)}</dt><dd>${echapper(valeur)}</dd>`).join('');

/** La page d’un rapport : les chiffres clés d’abord, en nombres et en mots ; une image et un tableau par section ; les définitions à la fin. */
export const htmlRapport = ({ titre, sousTitre, meta, alerte, introduction, cles, sections, definitions }: RapportImprime): string => `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${echapper(titre)} – ${echapper(sousTitre)}</title><style>${STYLE}</style></head><body>`
  + `<header class="tete"><div class="marque">${MARQUE}</div><div><h1>${echapper(titre)}</h1><p class="sous">${echapper(sousTitre)}</p></div></header><main><dl class="meta">${paires(meta)}</dl>${alerte === '' ? '' : `<p class="alerte">${echapper(alerte)}</p>`}`
  + `${introduction.length === 0 ? '' : `<div class="intro">${introduction.map((texte) => `<p>${echapper(texte)}</p>`).join('')}</div>`}`
  + `<h2>Chiffres clés</h2><ul class="cles">${cles.map(({ titre: nom, valeur, quand, variation }) => `<li><b>${echapper(valeur)}</b><span><span class="nom">${echapper(nom)}</span>${variation === '' ? '' : `<span class="var">${echapper(variation.slice(0, 1).toUpperCase() + variation.slice(1))}.</span>`}<span class="quand">${echapper(quand)}</span></span></li>`).join('')}</ul>`
  + `${sections.map(section).join('')}<div class="defs"><h2>Définitions</h2>${definitions.map(({ titre: nom, paires: liste }) => `<section><h3>${echapper(nom)}</h3><dl>${paires(liste)}</dl></section>`).join('')}</div></main></body></html>`;
