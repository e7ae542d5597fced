const ESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** Un style : sa police, son fond, son format de nombre. La couleur ne dit jamais rien seule : le texte le dit aussi. */
interface Dessin { readonly police?: 'grasse' | 'legere' | 'grande'; readonly fond?: 'gris' | 'bleu' | 'jaune'; readonly format?: number | string; readonly renvoi?: true }
const JOUR = 164;
/** Comment un nombre s’écrit : des places, un taux, des jours, et un écart, qui porte toujours son signe (en points pour un taux). « Fort » : celui d’un sous-total ou d’un total. */
const NOMBRES = {
  places: '#,##0', moyenne: '#,##0.0', taux: '0.0%', pourMille: '0.00', duree: '#,##0.0" j"', ecartPlaces: '+#,##0;-#,##0;0', ecartMoyenne: '+#,##0.0;-#,##0.0;0.0', ecartTaux: '+0.0" pt";-0.0" pt";0.0" pt"', ecartPourMille: '+0.00;-0.00;0.00', ecartDuree: '+#,##0.0" j";-#,##0.0" j";0.0" j"',
} as const;
type Nombre = keyof typeof NOMBRES;
/** Les styles, dans l’ordre de leur numéro. `date` suit la langue du tableur ; `jour` est toujours « jj/mm/aaaa » ; `identifiant` est un texte : ses zéros de tête restent. */
const DESSINS = {
  normal: {}, titre: { police: 'grasse' }, date: { format: 14 }, identifiant: { format: 49 }, jour: { format: JOUR }, entier: { format: 1 },
  colonne: { police: 'grasse', fond: 'gris', renvoi: true }, colonneObligatoire: { police: 'grasse', fond: 'bleu', renvoi: true },
  exemple: { police: 'legere', fond: 'jaune', format: 49 }, exempleJour: { police: 'legere', fond: 'jaune', format: JOUR }, exempleEntier: { police: 'legere', fond: 'jaune', format: 1 },
  long: { renvoi: true }, fort: { police: 'grasse', renvoi: true }, intitule: { police: 'grande' },
  ...Object.fromEntries(Object.entries(NOMBRES).flatMap(([nom, format]) => [[nom, { format }], [`${nom}Fort`, { police: 'grasse', format }]])) as Readonly<Record<Nombre | `${Nombre}Fort`, Dessin>>,
} as const satisfies Record<string, Dessin>;
export type Style = keyof typeof DESSINS;

const NOMS = Object.keys(DESSINS) as Style[];
const RANGS = new Map(NOMS.map((nom, rang) => [nom, rang]));
/** Le numéro d’un style dans `xl/styles.xml`. */
export const numeroDe = (style: Style): number => RANGS.get(style) ?? 0;

const POLICES = ['', '<b/>', '<i/><color rgb="FF3A3A3A"/>', '<b/>'];
const TAILLES = [11, 11, 11, 14];
const FONDS = { gris: ['FFEEEEEE', 2], bleu: ['FFE3E3FD', 3], jaune: ['FFFEF7DA', 4] } as const;
const rangPolice = ({ police }: Dessin): number => (police === undefined ? 0 : ['grasse', 'legere', 'grande'].indexOf(police) + 1);
/** Les formats qu’Excel n’a pas de lui-même se numérotent après celui du jour. */
const FORMATS = Object.values(NOMBRES);
const ECHAPPES: Readonly<Record<string, string>> = { '"': '&quot;', '&': '&amp;', '<': '&lt;' };
const numeroFormat = (format: number | string): number => (typeof format === 'number' ? format : JOUR + 1 + FORMATS.indexOf(format as (typeof FORMATS)[number]));
const xf = (dessin: Dessin): string => {
  const [police, fond, format] = [rangPolice(dessin), dessin.fond === undefined ? 0 : FONDS[dessin.fond][1], numeroFormat(dessin.format ?? 0)];
  const attributs = `xfId="0"${format === 0 ? '' : ` numFmtId="${format}" applyNumberFormat="1"`}${police === 0 ? '' : ` fontId="${police}" applyFont="1"`}${fond === 0 ? '' : ` fillId="${fond}" applyFill="1"`}`;
  return dessin.renvoi === true ? `<xf ${attributs} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` : `<xf ${attributs}/>`;
};

/** La partie `xl/styles.xml`. */
export const STYLES_XML = `<styleSheet xmlns="${ESPACE}"><numFmts count="${FORMATS.length + 1}"><numFmt numFmtId="${JOUR}" formatCode="dd/mm/yyyy"/>${FORMATS.map((format) => `<numFmt numFmtId="${numeroFormat(format)}" formatCode="${format.replace(/["&<]/gu, (signe) => ECHAPPES[signe] ?? signe)}"/>`).join('')}</numFmts><fonts count="${POLICES.length}">${POLICES.map((police, rang) => `<font>${police.replace(/<color.*/u, '')}<sz val="${TAILLES[rang]}"/>${/<color[^>]*>/u.exec(police)?.[0] ?? ''}<name val="Calibri"/></font>`).join('')}</fonts>`
  + `<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${Object.values(FONDS).map(([couleur]) => `<fill><patternFill patternType="solid"><fgColor rgb="${couleur}"/><bgColor indexed="64"/></patternFill></fill>`).join('')}</fills>`
  + `<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${NOMS.length}">${NOMS.map((nom) => xf(DESSINS[nom])).join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
