import { ErreurLecture, abime } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { lireFeuilleXlsx, lireTextesPartages } from './feuilleXlsx.ts';
import type { FeuilleDecrite, LecteurLignes, OptionsLecture } from './modele.ts';
import { styleDe } from './nombres.ts';
import { parcourir } from './xml.ts';
import type { Archive } from './zip.ts';

/* Un classeur xlsx venu de n’importe où (ECMA-376). Chaque dépassement arrête la lecture avec une phrase ; rien n’est laissé de côté sans le dire. */

/** Ce que chaque style de cellule change à un nombre, par son rang (`styleDe`). */
const lireStyles = (partie: Uint8Array | undefined, profondeur: number): readonly number[] => {
  const propres = new Map<number, string>();
  const styles: number[] = [];
  let dansCellules = false;
  if (partie !== undefined) parcourir(partie, profondeur, {
    ouvrir: (nom, { numFmtId = '0', formatCode = '' }) => {
      if (nom === 'numFmt') propres.set(Number(numFmtId), formatCode);
      else if (nom === 'cellXfs') dansCellules = true;
      else if (nom === 'xf' && dansCellules) styles.push(styleDe(Number(numFmtId), propres.get(Number(numFmtId))));
    },
    fermer: (nom) => { if (nom === 'cellXfs') dansCellules = false; },
  });
  return styles;
};

const cheminDe = (cible: string): string => (cible.startsWith('/') ? cible.slice(1) : `xl/${cible}`);
interface Feuille extends FeuilleDecrite { readonly partie: string }
interface Classeur { readonly feuilles: readonly Feuille[]; readonly depuis1904: boolean; readonly partages: string }

const lireClasseur = (archive: Archive, { profondeur }: LimitesLecture): Classeur => {
  const cibles = new Map<string, string>();
  let partages = 'xl/sharedStrings.xml';
  parcourir(archive.lire('xl/_rels/workbook.xml.rels'), profondeur, { ouvrir: (nom, { Id, Target, Type = '' }) => {
    if (nom !== 'Relationship' || Id === undefined || Target === undefined) return;
    cibles.set(Id, cheminDe(Target));
    if (Type.endsWith('/sharedStrings')) partages = cheminDe(Target);
  } });
  const feuilles: Feuille[] = [];
  let depuis1904 = false;
  parcourir(archive.lire('xl/workbook.xml'), profondeur, { ouvrir: (nom, { date1904, state = 'visible', id = '', name = '' }) => {
    if (nom === 'workbookPr') depuis1904 = date1904 === '1' || date1904 === 'true';
    const partie = nom === 'sheet' ? cibles.get(id) : undefined;
    // les feuilles de graphique n’ont pas de lignes
    if (partie !== undefined && partie.includes('worksheets/') && archive.a(partie)) feuilles.push({ nom: name, masquee: state !== 'visible', partie });
  } });
  return { feuilles, depuis1904, partages };
};

/** La feuille demandée, sinon les visibles dans l’ordre : la première qui a une ligne sera lue. */
const candidates = <F extends FeuilleDecrite>(feuilles: readonly F[], voulue: string | undefined): readonly F[] => {
  const visibles = feuilles.filter(({ masquee }) => !masquee);
  if (voulue === undefined) { if (visibles.length === 0) throw new ErreurLecture('sans_feuille', 'Ce classeur n’a pas de feuille visible à lire : afficher la feuille à importer, puis l’enregistrer.'); return visibles; }
  const trouvees = feuilles.filter(({ nom }) => nom === voulue);
  if (trouvees.length === 0) throw new ErreurLecture('feuille_inconnue', `Ce classeur n’a pas de feuille « ${voulue} » : choisir parmi ${feuilles.map(({ nom }) => `« ${nom} »`).join(', ')}.`);
  return trouvees.slice(0, 1);
};

export interface ClasseurOuvert { readonly feuilles: readonly FeuilleDecrite[]; readonly feuille: string; readonly lecteur: LecteurLignes; readonly premier: ReturnType<LecteurLignes['lot']> }
/** Ouvre la première des feuilles candidates qui a une ligne ; à défaut la première. */
export const ouvrirPremiere = <F extends FeuilleDecrite>(feuilles: readonly F[], voulue: string | undefined, ouvrir: (feuille: F) => LecteurLignes): ClasseurOuvert => {
  let vide: ClasseurOuvert | null = null;
  for (const feuille of candidates(feuilles, voulue)) {
    const lecteur = ouvrir(feuille);
    const premier = lecteur.lot();
    const ouvert = { feuilles: feuilles.map(({ nom, masquee }) => ({ nom, masquee })), feuille: feuille.nom, lecteur, premier };
    if (premier !== null) return ouvert;
    vide ??= ouvert;
  }
  if (vide === null) throw abime();
  return vide;
};

export const ouvrirXlsx = (archive: Archive, { feuille: voulue }: OptionsLecture, limites: LimitesLecture): ClasseurOuvert => {
  const { feuilles, depuis1904, partages } = lireClasseur(archive, limites);
  const textes = archive.a(partages) ? lireTextesPartages(archive.lire(partages), limites) : [];
  const styles = lireStyles(archive.a('xl/styles.xml') ? archive.lire('xl/styles.xml') : undefined, limites.profondeur);
  return ouvrirPremiere(feuilles, voulue, ({ partie }) => lireFeuilleXlsx(archive.lire(partie), { textes, styles, depuis1904, limites }));
};
