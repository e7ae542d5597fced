import { decouper } from '../../domain/reprise/finess.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { ErreurLecture, celluleGeante, tropDeColonnes, tropDeLignes } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { LOT, rogner } from './modele.ts';
import type { LecteurLignes } from './modele.ts';

const SEPARATEURS = [';', ',', '\t', '|'] as const;
const LIGNES_ESSAI = 30;
const CARACTERES_ESSAI = 200_000;
const [RETOUR, SAUT, GUILLEMET] = [13, 10, 34] as const;

/** Découpe un texte comme un tableur l’écrit : guillemets doublés, sauts de ligne entre guillemets. Les lignes vides sont sautées. */
class LecteurCsv implements LecteurLignes {
  readonly #texte: string; readonly #separateur: string; readonly #limites: LimitesLecture;
  #place = 0; #courante = 1; #nombre = 0;
  constructor(texte: string, separateur: string, limites: LimitesLecture) { [this.#texte, this.#separateur, this.#limites] = [texte, separateur, limites]; }
  bilan() { return { formulesSansValeur: 0, fusions: 0, lignesAbimees: [] }; }

  lot(): readonly LigneSource[] | null {
    const lignes: LigneSource[] = [];
    while (this.#place < this.#texte.length && lignes.length < LOT) {
      const numero = this.#courante;
      const cellules = this.#ligne(numero);
      let pleines = cellules.length;
      while (pleines > 0 && cellules[pleines - 1] === '') pleines -= 1;
      if (pleines === 0) continue;
      if (pleines > this.#limites.colonnes) throw tropDeColonnes(this.#limites, numero);
      this.#nombre += 1;
      if (this.#nombre > this.#limites.lignes) throw tropDeLignes(this.#limites);
      lignes.push({ numero, cellules: cellules.length > this.#limites.colonnes ? cellules.slice(0, pleines) : cellules });
    }
    return lignes.length === 0 ? null : lignes;
  }

  #ligne(numero: number): string[] {
    const texte = this.#texte;
    const debut = this.#place;
    let [fin, cite] = [debut, false];
    for (; fin < texte.length; fin += 1) {
      const signe = texte.charCodeAt(fin);
      if (signe === SAUT || signe === RETOUR) break;
      if (signe === GUILLEMET) { cite = true; break; }
    }
    if (cite) return this.#ligneCitee(numero);
    this.#finirLigne(fin);
    const cellules = texte.slice(debut, fin).split(this.#separateur);
    for (let rang = 0; rang < cellules.length; rang += 1) cellules[rang] = this.#cellule(cellules[rang] ?? '', numero);
    return cellules;
  }
  #cellule(texte: string, numero: number): string { if (texte.length > this.#limites.cellule) throw celluleGeante(this.#limites, numero); return rogner(texte); }
  #finirLigne(fin: number): void {
    const texte = this.#texte;
    this.#place = texte.charCodeAt(fin) === RETOUR && texte.charCodeAt(fin + 1) === SAUT ? fin + 2 : fin + 1;
    this.#courante += 1;
  }

  #ligneCitee(numero: number): string[] {
    const [texte, separateur] = [this.#texte, this.#separateur];
    const cellules: string[] = [];
    let place = this.#place;
    for (;;) {
      let cellule = '';
      if (texte.charCodeAt(place) === GUILLEMET) {
        place += 1;
        for (;;) {
          const fin = texte.indexOf('"', place);
          if (fin === -1) throw new ErreurLecture('guillemet', `Un guillemet ouvert à la ligne ${numero} ne se ferme pas : le fichier est abîmé. Corriger cette ligne, ou l’enregistrer de nouveau en csv depuis le tableur.`);
          const morceau = texte.slice(place, fin);
          for (let saut = morceau.indexOf('\n'); saut !== -1; saut = morceau.indexOf('\n', saut + 1)) this.#courante += 1;
          cellule += morceau;
          if (cellule.length > this.#limites.cellule) throw celluleGeante(this.#limites, numero);
          place = fin + 1;
          if (texte.charCodeAt(place) !== GUILLEMET) break;
          cellule += '"';
          place += 1;
        }
      }
      // ce qui suit un guillemet fermé, jusqu’au séparateur, fait partie de la cellule : rien n’est perdu
      const debut = place;
      while (place < texte.length && texte[place] !== separateur && texte.charCodeAt(place) !== SAUT && texte.charCodeAt(place) !== RETOUR) place += 1;
      cellules.push(this.#cellule(cellule + texte.slice(debut, place), numero));
      if (place >= texte.length) { this.#place = place; return cellules; }
      if (texte[place] !== separateur) { this.#finirLigne(place); return cellules; }
      place += 1;
    }
  }
}

/** Une ligne du répertoire FINESS est un enregistrement : un guillemet qui ne se ferme pas n’abîme qu’elle. */
class LecteurFiness implements LecteurLignes {
  readonly #texte: string; readonly #limites: LimitesLecture;
  #place = 0; #numero = 0; #nombre = 0;
  readonly #abimees: number[] = [];
  constructor(texte: string, limites: LimitesLecture) { [this.#texte, this.#limites] = [texte, limites]; }
  bilan() { return { formulesSansValeur: 0, fusions: 0, lignesAbimees: this.#abimees }; }
  lot(): readonly LigneSource[] | null {
    const lignes: LigneSource[] = [];
    while (this.#place < this.#texte.length && lignes.length < LOT) {
      const saut = this.#texte.indexOf('\n', this.#place);
      const fin = saut === -1 ? this.#texte.length : saut;
      const ligne = this.#texte.slice(this.#place, this.#texte.charCodeAt(fin - 1) === RETOUR && fin > this.#place ? fin - 1 : fin);
      this.#place = fin + 1;
      this.#numero += 1;
      if (ligne.trim() === '') continue;
      const champs = decouper(ligne);
      if (champs === null && this.#abimees.length < 1_000) this.#abimees.push(this.#numero);
      const cellules = (champs ?? ligne.split(';')).map((champ) => { if (champ.length > this.#limites.cellule) throw celluleGeante(this.#limites, this.#numero); return rogner(champ); });
      if (cellules.length > this.#limites.colonnes) throw tropDeColonnes(this.#limites, this.#numero);
      this.#nombre += 1;
      if (this.#nombre > this.#limites.lignes) throw tropDeLignes(this.#limites);
      lignes.push({ numero: this.#numero, cellules, ...(champs === null ? { jugee: { illisible: 'Un guillemet ouvert n’est pas fermé, ou se ferme au milieu d’un champ.' } } : {}) });
    }
    return lignes.length === 0 ? null : lignes;
  }
}

/** Ce qu’un séparateur ferait des premières lignes : combien ont le même nombre de colonnes, plus d’une. */
const noter = (essai: string, separateur: string, limites: LimitesLecture): { readonly lignes: number; readonly premiere: boolean; readonly colonnes: number } => {
  const comptes = new Map<number, number>();
  let premiere = false;
  try {
    const lues = new LecteurCsv(essai, separateur, { ...limites, lignes: LOT * 2 }).lot() ?? [];
    for (const [rang, { cellules }] of lues.slice(0, LIGNES_ESSAI).entries()) {
      if (cellules.length < 2) continue;
      if (rang === 0) premiere = true;
      comptes.set(cellules.length, (comptes.get(cellules.length) ?? 0) + 1);
    }
  } catch { return { lignes: 0, premiere: false, colonnes: 1 }; }
  const [colonnes = 1, lignes = 0] = [...comptes].sort(([uneLargeur, un], [autreLargeur, autre]) => autre - un || autreLargeur - uneLargeur)[0] ?? [];
  return { lignes, premiere, colonnes };
};

/** Le début du texte, coupé en fin de ligne hors guillemets autant que possible. */
const debutDe = (texte: string): string => {
  let place = 0;
  for (let rang = 0; rang < LIGNES_ESSAI * 2 && place !== -1 && place < CARACTERES_ESSAI; rang += 1) place = texte.indexOf('\n', place + 1);
  const essai = place === -1 ? texte : texte.slice(0, place);
  return (essai.split('"').length - 1) % 2 === 1 && place !== -1 ? `${essai}"` : essai;
};

/** Le séparateur, trouvé par les premières lignes : celui qui en coupe le plus en autant de colonnes ; puis celui que la première ligne porte ; puis celui qui en fait le plus. */
export const separateurDe = (texte: string, limites: LimitesLecture): string => {
  const essai = debutDe(texte);
  const notes = SEPARATEURS.map((separateur) => ({ separateur, ...noter(essai, separateur, limites) }));
  return notes.reduce((choisie, une) => {
    const ecart = une.lignes - choisie.lignes || Number(une.premiere) - Number(choisie.premiere) || une.colonnes - choisie.colonnes;
    return ecart > 0 ? une : choisie;
  }).separateur;
};

export const estFiness = (texte: string): boolean => /^finess;etalab;/u.test(texte);
export const lireLignesCsv = (texte: string, separateur: string, limites: LimitesLecture): LecteurLignes => new LecteurCsv(texte, separateur, limites);
export const lireLignesFiness = (texte: string, limites: LimitesLecture): LecteurLignes => new LecteurFiness(texte, limites);
