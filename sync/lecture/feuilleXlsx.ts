import type { LigneSource, MarqueCellule } from '../../domain/reprise/source.ts';
import { abime, celluleGeante, tropDeColonnes, tropDeLignes } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { Fusions } from './fusions.ts';
import type { Fusion } from './fusions.ts';
import { LOT, octetsDeCellule, rogner } from './modele.ts';
import type { LecteurLignes } from './modele.ts';
import { DUREE as STYLE_DUREE, avecZeros, dateIso, dureeEnTexte, jourEnTexte, nombreEnTexte } from './nombres.ts';
import { FERME, FIN, LecteurXml, OUVRE, TEXTE } from './xmlRapide.ts';

/** Un texte où Excel a écrit _xHHHH_ à la place d’un caractère interdit en XML. */
const desechapper = (texte: string): string => (texte.includes('_x') ? texte.replace(/_x([0-9a-fA-F]{4})_/gu, (_tout, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : texte);
const LIGNE_MAXIMUM = 1_048_576;

/** Les textes partagés, par leur rang ; `null` : trop long, refusé seulement si une cellule s’en sert. */
export const lireTextesPartages = (partie: Buffer, limites: LimitesLecture): readonly (string | null)[] => {
  const xml = new LecteurXml(partie, limites.profondeur);
  const [SI, T, RPH] = [xml.numero('si'), xml.numero('t'), xml.numero('rPh')];
  const textes: (string | null)[] = [];
  let [courant, geant, dansTexte, phonetique, dansSi] = ['', false, false, false, false];
  const maximum = octetsDeCellule(limites);
  for (;;) {
    switch (xml.suivant()) {
      case OUVRE:
        if (xml.local === T) dansTexte = dansSi; else if (xml.local === SI) { if (dansSi) throw abime(); courant = ''; geant = false; dansSi = true; } else if (xml.local === RPH) phonetique = true;
        break;
      case TEXTE:
        if (!dansTexte || phonetique) break;
        geant ||= xml.fin - xml.debut > maximum || courant.length > limites.cellule;
        if (!geant) courant = courant === '' ? xml.texte() : courant + xml.texte();
        break;
      case FERME:
        if (xml.local === T) dansTexte = false; else if (xml.local === RPH) phonetique = false;
        else if (xml.local === SI) { dansSi = false; textes.push(geant || courant.length > limites.cellule ? null : rogner(desechapper(courant))); }
        break;
      default: return textes;
    }
  }
};

/** « B2:C9 », une seule cellule admise. */
const lireFusion = (reference: string): Fusion => {
  const [tout, gauche = '', haut = '', droite = gauche, bas = haut] = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/u.exec(reference) ?? [];
  const rang = (lettres: string): number => [...lettres].reduce((total, lettre) => total * 26 + lettre.charCodeAt(0) - 64, 0) - 1;
  const fusion = { haut: Number(haut), gauche: rang(gauche), bas: Number(bas), droite: rang(droite) };
  if (tout === undefined || fusion.haut < 1 || fusion.bas < fusion.haut || fusion.droite < fusion.gauche) throw abime();
  return fusion;
};
/** Les fusions sont écrites après les lignes : elles se lisent d’abord, depuis la fin des lignes. */
const lireFusions = (partie: Buffer, limites: LimitesLecture): readonly Fusion[] => {
  const fusions: Fusion[] = [];
  const FUSION = Buffer.from('mergeCell ');
  for (let place = partie.indexOf(FUSION, Math.max(0, partie.lastIndexOf('sheetData'))); place !== -1; place = partie.indexOf(FUSION, place + 1)) {
    const reference = /^mergeCell [^<>]*?\bref="([^"]*)"/u.exec(partie.toString('latin1', place, place + 120))?.[1];
    if (reference === undefined || fusions.length >= limites.fusions) throw abime();
    fusions.push(lireFusion(reference));
  }
  return fusions;
};

export interface ContexteFeuille { readonly textes: readonly (string | null)[]; readonly styles: readonly number[]; readonly depuis1904: boolean; readonly limites: LimitesLecture }

// ce que `t` dit d’une cellule
const [NOMBRE, PARTAGE, EN_LIGNE, CHAINE, BOOLEEN, ERREUR, DATE] = [0, 1, 2, 3, 4, 5, 6] as const;
const GENRES = new Map<string, number>([['n', NOMBRE], ['s', PARTAGE], ['inlineStr', EN_LIGNE], ['str', CHAINE], ['b', BOOLEEN], ['e', ERREUR], ['d', DATE]]);
const AUCUNE: readonly MarqueCellule[] = [];

class FeuilleXlsx implements LecteurLignes {
  readonly #xml: LecteurXml;
  readonly #contexte: ContexteFeuille;
  readonly #fusions: Fusions;
  readonly #attendues: number;
  readonly #SHEET_DATA: number; readonly #ROW: number; readonly #C: number; readonly #V: number; readonly #T: number; readonly #F: number; readonly #IS: number; readonly #RPH: number; readonly #MERGE: number; readonly #EXT: number;
  readonly #R_ATT: number; readonly #S_ATT: number; readonly #T_ATT: number; readonly #HIDDEN: number;
  #numero = 0; #colonne = -1; #genre = 0; #style = 0; #formule = false; #masquee = false;
  // contenu de la cellule : des octets tant qu’un seul texte en est venu
  #lu = 0; #debut = 0; #fin = 0; #texte = ''; #simple = true;
  #cellules: string[] = []; #marques: MarqueCellule[] = [];
  #dansDonnees = false; #vuDonnees = false; #fini = false; #fusionsVues = 0; #nombre = 0; #sansValeur = 0;

  constructor(partie: Buffer, contexte: ContexteFeuille) {
    const xml = new LecteurXml(partie, contexte.limites.profondeur);
    const fusions = lireFusions(xml.octets, contexte.limites);
    [this.#xml, this.#contexte, this.#attendues, this.#fusions] = [xml, contexte, fusions.length, new Fusions(contexte.limites, fusions)];
    this.#SHEET_DATA = xml.numero('sheetData'); this.#ROW = xml.numero('row'); this.#C = xml.numero('c'); this.#V = xml.numero('v'); this.#T = xml.numero('t'); this.#F = xml.numero('f');
    this.#IS = xml.numero('is'); this.#RPH = xml.numero('rPh'); this.#MERGE = xml.numero('mergeCell'); this.#EXT = xml.numero('extLst');
    this.#R_ATT = xml.numero('r'); this.#S_ATT = xml.numero('s'); this.#T_ATT = xml.numero('t'); this.#HIDDEN = xml.numero('hidden');
  }

  bilan() { return { formulesSansValeur: this.#sansValeur, fusions: this.#attendues, lignesAbimees: [] }; }

  lot(): readonly LigneSource[] | null {
    const lignes: LigneSource[] = [];
    const xml = this.#xml;
    while (!this.#fini && lignes.length < LOT) {
      const jeton = xml.suivant();
      if (jeton === OUVRE) this.#ouvrir();
      else if (jeton === FERME) {
        if (!this.#dansDonnees) continue;
        if (xml.local === this.#ROW) { const ligne = this.#finirLigne(); if (ligne !== null) lignes.push(ligne); } else if (xml.local === this.#SHEET_DATA) this.#dansDonnees = false;
        else if (xml.local === this.#C) throw abime();
      } else if (jeton === FIN) {
        // une feuille de tableur a toujours ses données ; les fusions lues d’avance sont celles de la feuille
        if (!this.#vuDonnees || this.#fusionsVues !== this.#attendues) throw abime();
        this.#fini = true;
      }
    }
    return lignes.length === 0 ? null : lignes;
  }

  #ouvrir(): void {
    const xml = this.#xml;
    if (xml.local === this.#C && this.#dansDonnees) { this.#cellule(); return; }
    if (xml.local === this.#ROW && this.#dansDonnees) { this.#debuterLigne(); return; }
    if (xml.local === this.#SHEET_DATA && xml.profondeur === 2) { if (this.#vuDonnees) throw abime(); this.#dansDonnees = true; this.#vuDonnees = true; } else if (xml.local === this.#MERGE) this.#fusionsVues += 1;
  }

  #debuterLigne(): void {
    const xml = this.#xml;
    if (xml.profondeur !== 3) throw abime();
    const rang = xml.rangDe(this.#R_ATT);
    const annonce = rang === -1 ? this.#numero + 1 : this.#entier(xml.debutDe(rang), xml.finDe(rang));
    if (annonce <= this.#numero || annonce > LIGNE_MAXIMUM) throw abime();
    const cachee = xml.attribut(this.#HIDDEN);
    this.#numero = annonce; this.#colonne = -1; this.#cellules = []; this.#marques = []; this.#masquee = cachee === '1' || cachee === 'true';
  }

  /** Un entier positif ; tout autre octet qu’un chiffre abîme le fichier. */
  #entier(debut: number, fin: number): number {
    const octets = this.#xml.octets;
    if (fin <= debut || fin - debut > 9) throw abime();
    let valeur = 0;
    for (let place = debut; place < fin; place += 1) {
      const chiffre = (octets[place] ?? 0) - 48;
      if (chiffre < 0 || chiffre > 9) throw abime();
      valeur = valeur * 10 + chiffre;
    }
    return valeur;
  }

  /** La colonne d’une référence (« B7 » : 1) ; sa ligne doit être la ligne courante. */
  #reference(debut: number, fin: number): number {
    const octets = this.#xml.octets;
    let [place, colonne] = [debut, 0];
    for (; place < fin; place += 1) {
      const lettre = (octets[place] ?? 0) - 64;
      if (lettre < 1 || lettre > 26) break;
      colonne = colonne * 26 + lettre;
    }
    if (place === debut || place - debut > 3 || this.#entier(place, fin) !== this.#numero) throw abime();
    return colonne - 1;
  }

  /** Lit une cellule jusqu’à sa fin. Un élément inconnu dans une cellule l’abîme : rien n’est sauté en silence. */
  #cellule(): void {
    const xml = this.#xml;
    if (xml.profondeur !== 4 || this.#numero === 0) throw abime();
    const reference = xml.rangDe(this.#R_ATT);
    const colonne = reference === -1 ? this.#colonne + 1 : this.#reference(xml.debutDe(reference), xml.finDe(reference));
    if (colonne <= this.#colonne) throw abime();
    this.#colonne = colonne;
    const style = xml.rangDe(this.#S_ATT);
    this.#style = style === -1 ? 0 : this.#entier(xml.debutDe(style), xml.finDe(style));
    this.#genre = this.#genreDe(xml.rangDe(this.#T_ATT));
    this.#formule = false; this.#lu = 0; this.#texte = '';
    const profondeur = xml.profondeur;
    let [prendre, phonetique] = [false, false];
    for (;;) {
      const jeton = xml.suivant();
      if (jeton === TEXTE) { if (prendre && !phonetique) this.#prendre(); } else if (jeton === OUVRE) {
        const nom = xml.local;
        if (nom === this.#V) { if (xml.profondeur !== profondeur + 1) throw abime(); prendre = true; } else if (nom === this.#T) prendre = true;
        else if (nom === this.#F) this.#formule = true;
        else if (nom === this.#RPH) phonetique = true;
        else if (xml.profondeur === profondeur + 1 && nom !== this.#IS) this.#etendue();
        else if (nom === this.#C || nom === this.#ROW) throw abime();
      } else if (jeton === FERME) {
        if (xml.profondeur < profondeur) break;
        if (xml.local === this.#RPH) phonetique = false; else if (xml.local === this.#V || xml.local === this.#T) prendre = false;
      } else throw abime();
    }
    this.#ranger();
  }

  /** Seul `extLst` est admis à côté de la valeur, et rien de lui n’est une valeur. */
  #etendue(): void {
    const xml = this.#xml;
    if (xml.local !== this.#EXT) throw abime();
    const profondeur = xml.profondeur;
    while (xml.profondeur >= profondeur) if (xml.suivant() === FIN) throw abime();
  }

  #genreDe(rang: number): number {
    if (rang === -1) return NOMBRE;
    const xml = this.#xml;
    const [debut, fin] = [xml.debutDe(rang), xml.finDe(rang)];
    if (fin - debut === 1) { const octet = xml.octets[debut]; if (octet === 0x73) return PARTAGE; if (octet === 0x6e) return NOMBRE; }
    const genre = GENRES.get(xml.octets.toString('latin1', debut, fin));
    if (genre === undefined) throw abime();
    return genre;
  }

  #prendre(): void {
    const xml = this.#xml;
    if (xml.fin - xml.debut > octetsDeCellule(this.#contexte.limites)) throw celluleGeante(this.#contexte.limites, this.#numero);
    if (this.#lu === 0) { this.#debut = xml.debut; this.#fin = xml.fin; this.#simple = xml.simple; if (!xml.simple) this.#texte = xml.texte(); } else {
      if (this.#lu === 1 && this.#simple) this.#texte = xml.octets.toString('latin1', this.#debut, this.#fin);
      this.#texte += xml.texte();
      this.#simple = false;
    }
    this.#lu += 1;
    if (xml.fin - xml.debut > this.#contexte.limites.cellule && this.#contenu().length > this.#contexte.limites.cellule) throw celluleGeante(this.#contexte.limites, this.#numero);
    if (this.#texte.length > this.#contexte.limites.cellule) throw celluleGeante(this.#contexte.limites, this.#numero);
  }
  #contenu(): string { return this.#simple ? this.#xml.octets.toString('latin1', this.#debut, this.#fin) : this.#texte; }

  #valeur(): string {
    switch (this.#genre) {
      case PARTAGE: {
        const texte = this.#contexte.textes[this.#simple ? this.#entier(this.#debut, this.#fin) : -1];
        if (texte === undefined) throw abime();
        if (texte === null) throw celluleGeante(this.#contexte.limites, this.#numero);
        return texte;
      }
      case NOMBRE: return this.#lireNombre();
      case EN_LIGNE: case CHAINE: return rogner(desechapper(this.#contenu()));
      case BOOLEEN: { const brut = this.#contenu().trim(); if (brut !== '0' && brut !== '1' && brut !== 'true' && brut !== 'false') throw abime(); return brut === '1' || brut === 'true' ? 'oui' : 'non'; }
      case ERREUR: this.#marquer('erreur'); return rogner(this.#contenu());
      default: { const date = dateIso(this.#contenu().trim()); if (date === null) throw abime(); this.#marquer('date'); return date; }
    }
  }

  /** Un entier court, sans zéro de tête : le cas de presque tous les nombres ; -1 sinon. */
  #entierCourt(): number {
    const octets = this.#xml.octets;
    const [debut, long] = [this.#debut, this.#fin - this.#debut];
    if (!this.#simple || long === 0 || long > 9 || (long > 1 && octets[debut] === 48)) return -1;
    let valeur = 0;
    for (let place = debut; place < this.#fin; place += 1) {
      const chiffre = (octets[place] ?? 0) - 48;
      if (chiffre < 0 || chiffre > 9) return -1;
      valeur = valeur * 10 + chiffre;
    }
    return valeur;
  }

  #lireNombre(): string {
    const court = this.#entierCourt();
    const style = this.#contexte.styles[this.#style] ?? 0;
    if (court >= 0 && style === 0) return String(court);
    const brut = court >= 0 ? '' : this.#contenu().trim();
    if (court < 0 && brut === '') return '';
    const texte = court >= 0 ? String(court) : nombreEnTexte(brut);
    if (texte === null) throw abime();
    if (style >= 0) return style === 0 ? texte : avecZeros(texte, style);
    const jours = court >= 0 ? court : Number(brut);
    const date = style === STYLE_DUREE ? dureeEnTexte(jours) : jourEnTexte(jours, this.#contexte.depuis1904);
    if (date === null) return texte;
    this.#marquer('date');
    return date;
  }
  #marquer(genre: MarqueCellule['genre']): void { this.#marques.push({ colonne: this.#colonne, genre }); }

  #ranger(): void {
    if (this.#formule) this.#marquer('formule');
    const texte = this.#lu === 0 ? '' : this.#valeur();
    if (texte === '') { if (!this.#formule) return; if (this.#lu === 0) this.#sansValeur += 1; }
    const [cellules, colonne] = [this.#cellules, this.#colonne];
    if (colonne >= this.#contexte.limites.colonnes) throw tropDeColonnes(this.#contexte.limites, this.#numero);
    while (cellules.length < colonne) cellules.push('');
    cellules.push(texte);
  }

  #finirLigne(): LigneSource | null {
    const [cellules, marques, numero] = [this.#cellules, this.#marques, this.#numero];
    if (cellules.length === 0) return null;
    this.#nombre += 1;
    if (this.#nombre > this.#contexte.limites.lignes) throw tropDeLignes(this.#contexte.limites);
    if (this.#attendues > 0) this.#fusions.appliquer(numero, cellules, marques);
    const marquees = marques.length === 0 ? AUCUNE : marques;
    return marquees.length === 0 ? (this.#masquee ? { numero, cellules, masquee: true } : { numero, cellules }) : { numero, cellules, marques: marquees, ...(this.#masquee ? { masquee: true as const } : {}) };
  }
}

/** Les lignes d’une feuille, par lots. Les lignes vides sont sautées ; `numero` est celui du tableur. */
export const lireFeuilleXlsx = (partie: Buffer, contexte: ContexteFeuille): LecteurLignes => new FeuilleXlsx(partie, contexte);
