import nouveautes from '../../CHANGELOG.md?raw';
import accessibilite from '../../docs/accessibilite.md?raw';

/** Le texte de chaque page du guide (`docs/guide`), lu la première fois qu’on ouvre l’aide. */
const textes = import.meta.glob<string>('../../docs/guide/*.md', { query: '?raw', import: 'default' });
/** Ses images : leur adresse dans l’application. */
const images = import.meta.glob<string>('../../docs/guide/images/*.png', { query: '?url', import: 'default', eager: true });

export const NOUVEAUTES = 'nouveautes';
/** La déclaration d’accessibilité. */
export const ACCESSIBILITE = 'accessibilite';
/** Les pages, dans l’ordre du sommaire. */
export const PAGES = [
  'sommaire', 'premiers-pas', 'profils', 'accueil', 'offre', 'validation', 'places', 'occupation', 'indicateurs', 'reprise', 'utilisateurs', 'nomenclature', 'journal', 'synchronisation', 'agregats', 'compte',
] as const;
/** Toutes celles de l’aide : le guide, puis ce qui vient d’ailleurs dans le dépôt. */
export const TOUTES = [...PAGES, NOUVEAUTES, ACCESSIBILITE] as const;
export type Page = (typeof TOUTES)[number];
export const estPage = (nom: string): nom is Page => (TOUTES as readonly string[]).includes(nom);

/** La page de chaque écran, par le début de son adresse ; l’ordre va du plus précis au plus large. */
const PAR_ADRESSE: readonly (readonly [string, Page])[] = [
  ['/places', 'places'], ['/demandes', 'places'], ['/occupation', 'occupation'], ['/controles', 'accueil'], ['/accueil', 'accueil'], ['/offre', 'offre'], ['/validation', 'validation'], ['/indicateurs', 'indicateurs'], ['/reprise', 'reprise'], ['/utilisateurs', 'utilisateurs'],
  ['/nomenclature', 'nomenclature'], ['/journal', 'journal'], ['/synchronisation', 'synchronisation'], ['/agregats', 'agregats'], ['/compte', 'compte'], ['/droits', 'profils'],
];
export const pageDe = (chemin: string): Page => PAR_ADRESSE.find(([debut]) => chemin.startsWith(debut))?.[1] ?? 'sommaire';

export const lirePage = async (page: Page): Promise<string> => (page === NOUVEAUTES ? nouveautes : page === ACCESSIBILITE ? accessibilite : await textes[`../../docs/guide/${page}.md`]?.() ?? '');
export const adresseImage = (nom: string): string | undefined => images[`../../docs/guide/${nom}`];
/** Le titre d’une page : sa première ligne. */
export const titreDe = (texte: string): string => /^# (.+)$/mu.exec(texte)?.[1] ?? '';

/** La version dont les nouveautés ont été lues, par compte. */
export const cleNouveautes = (utilisateurId: string): string => `siao.aide.nouveautes.${utilisateurId}`;
