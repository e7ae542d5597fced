import type { LigneSource, MarqueCellule } from '../../domain/reprise/source.ts';
import { abime, celluleGeante, tropDeColonnes, tropDeLignes } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { Fusions } from './fusions.ts';
import { LOT, octetsDeCellule, rogner } from './modele.ts';
import type { LecteurLignes } from './modele.ts';
import { dateIso, dureeIso, nombreEnTexte } from './nombres.ts';
import { FERME, FIN, LecteurXml, OUVRE, TEXTE } from './xmlRapide.ts';

const NOMS = {
  feuille: 'table:table', ligne: 'table:table-row', cellule: 'table:table-cell', couverte: 'table:covered-table-cell', paragraphe: 'text:p', espaces: 'text:s', tabulation: 'text:tab', saut: 'text:line-break',
  note: 'office:annotation', repeteeLignes: 'table:number-rows-repeated', visibilite: 'table:visibility', compte: 'text:c',
} as const;
// les attributs d’une cellule, dans l’ordre de leur rôle
const ATTRIBUTS = ['table:number-columns-repeated', 'table:number-columns-spanned', 'table:number-rows-spanned', 'office:value-type', 'calcext:value-type', 'office:value', 'office:date-value', 'office:time-value', 'office:boolean-value', 'office:string-value', 'table:formula'] as const;
const [REPETEE, LARGE, HAUTE, GENRE, GENRE_CALC, VALEUR, DATE, HEURE, BOOLEEN, CHAINE, FORMULE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
type GenreOds = '' | 'void' | 'string' | 'float' | 'percentage' | 'currency' | 'date' | 'time' | 'boolean';
const GENRES = (['string', 'float', 'date', 'percentage', 'currency', 'time', 'boolean', 'void', ''] as const).map((genre) => [genre, Buffer.from(genre)] as const);
const ERREUR = Buffer.from('error');
/** La valeur enregistrée, sauf d’une erreur, qui n’en a pas, et d’un entier montré avec des zéros de tête : un code postal. */
const choisir = (dite: string | null, ecrite: string, erreur: boolean): string => (dite === null || erreur || (ecrite.startsWith('0') && /^0\d+$/u.test(ecrite) && ecrite.replace(/^0+(?=\d)/u, '') === dite) ? ecrite : dite);
const entierDe = (texte: string, maximum: number): number => {
  const valeur = /^\d{1,9}$/u.test(texte) ? Number(texte) : 0;
  if (valeur < 1 || valeur > maximum) throw abime();
  return valeur;
};
const LIGNE_MAXIMUM = 1_048_576;
const ESPACES_MAXIMUM = 32_767;

/** `place` : celle de la balise de la feuille, dans un texte déjà vérifié. */
export interface ContexteFeuilleOds { readonly place: number; readonly limites: LimitesLecture }

class FeuilleOds implements LecteurLignes {
  readonly #xml: LecteurXml; readonly #contexte: ContexteFeuilleOds; readonly #fusions: Fusions;
  readonly #n: Readonly<Record<keyof typeof NOMS, number>>;
  // rôle d’un attribut par le numéro de son nom ; rang, dans la balise courante, par le rôle
  readonly #roles: (number | undefined)[] = [];
  readonly #rangs = new Int32Array(ATTRIBUTS.length);
  #fini = false;
  #numero = 0; #repetition = 1; #masquee = false; #colonne = 0; #nombre = 0; #sansValeur = 0;
  #cellules: string[] = []; #marques: MarqueCellule[] = [];
  // une ligne répétée mille fois sort en plusieurs lots
  #reste: { readonly cellules: readonly string[]; readonly marques: readonly MarqueCellule[]; readonly masquee: boolean; fois: number; numero: number } | null = null;

  constructor(contenu: Buffer, contexte: ContexteFeuilleOds) {
    const xml = new LecteurXml(contenu, contexte.limites.profondeur, contexte.place);
    this.#xml = xml;
    this.#contexte = contexte;
    this.#fusions = new Fusions(contexte.limites);
    this.#n = Object.fromEntries(Object.entries(NOMS).map(([cle, nom]) => [cle, xml.numero(nom)])) as Record<keyof typeof NOMS, number>;
    for (const [role, nom] of ATTRIBUTS.entries()) this.#roles[xml.numero(nom)] = role;
  }
  bilan() { return { formulesSansValeur: this.#sansValeur, fusions: this.#fusions.nombre, lignesAbimees: [] }; }

  lot(): readonly LigneSource[] | null {
    const lignes: LigneSource[] = [];
    const [xml, n] = [this.#xml, this.#n];
    while (lignes.length < LOT) {
      if (this.#reste !== null) { this.#verser(lignes); continue; }
      if (this.#fini) break;
      const jeton = xml.suivant();
      if (jeton === OUVRE) {
        if (xml.nom === n.ligne) this.#debuterLigne();
        else if (xml.nom === n.cellule || xml.nom === n.couverte) this.#cellule();
        else if (xml.nom === n.feuille && xml.profondeur > 1) throw abime();
      } else if (jeton === FERME) {
        if (xml.nom === n.ligne) this.#finirLigne(); else if (xml.profondeur === 0) this.#fini = true;
      } else if (jeton === FIN) throw abime();
    }
    return lignes.length === 0 ? null : lignes;
  }

  #entier(nom: number, maximum: number): number { const texte = this.#xml.attribut(nom); return texte === undefined ? 1 : entierDe(texte, maximum); }

  #debuterLigne(): void {
    const n = this.#n;
    this.#numero += 1;
    this.#repetition = this.#entier(n.repeteeLignes, LIGNE_MAXIMUM);
    const visibilite = this.#xml.attribut(n.visibilite) ?? 'visible';
    this.#masquee = visibilite !== 'visible'; this.#colonne = 0; this.#cellules = []; this.#marques = [];
  }

  /** Les attributs utiles, d’un seul passage : leur rang, -1 sans eux. */
  #reperer(): void {
    const [xml, roles, rangs] = [this.#xml, this.#roles, this.#rangs];
    rangs.fill(-1);
    for (let rang = 0; rang < xml.nombreAttributs; rang += 1) { const role = roles[xml.cleDe(rang)]; if (role !== undefined) rangs[role] = rang; }
  }
  #rang(role: number): number { return this.#rangs[role] ?? -1; }
  #entierDe(role: number, maximum: number): number { const rang = this.#rang(role); return rang === -1 ? 1 : entierDe(this.#xml.valeurDe(rang), maximum); }

  #cellule(): void {
    const [xml, limites] = [this.#xml, this.#contexte.limites];
    this.#reperer();
    const repetition = this.#entierDe(REPETEE, LIGNE_MAXIMUM);
    const [large, haute] = [this.#entierDe(LARGE, LIGNE_MAXIMUM), this.#entierDe(HAUTE, LIGNE_MAXIMUM)];
    const genre = this.#genre(this.#rang(GENRE));
    const erreur = this.#rang(GENRE_CALC) !== -1 && xml.egale(this.#rang(GENRE_CALC), ERREUR);
    const formule = this.#rang(FORMULE) !== -1;
    const marques: MarqueCellule['genre'][] = [];
    const dite = this.#valeur(genre, marques);
    const ecrite = this.#texte();
    const valeur = choisir(dite, rogner(ecrite), erreur);
    if (valeur.length > limites.cellule) throw celluleGeante(limites, this.#numero);
    if (erreur) marques.push('erreur');
    if (formule) { marques.push('formule'); if (valeur === '') this.#sansValeur += repetition; }
    const colonne = this.#colonne;
    this.#colonne += repetition;
    if (large > 1 || haute > 1) this.#fusions.ajouter({ haut: this.#numero, gauche: colonne, bas: this.#numero + haute - 1, droite: colonne + large - 1 });
    if (valeur === '' && !formule) return;
    if (this.#colonne > limites.colonnes) throw tropDeColonnes(limites, this.#numero);
    while (this.#cellules.length < colonne) this.#cellules.push('');
    for (let rang = 0; rang < repetition; rang += 1) {
      this.#cellules.push(valeur);
      for (const marque of marques) this.#marques.push({ colonne: colonne + rang, genre: marque });
    }
  }

  #genre(rang: number): GenreOds {
    if (rang === -1) return '';
    for (const [genre, octets] of GENRES) if (this.#xml.egale(rang, octets)) return genre;
    throw abime();
  }
  #lire(role: number): string | undefined { const rang = this.#rang(role); return rang === -1 ? undefined : this.#xml.valeurDe(rang); }

  /** La valeur enregistrée ; `null` : la cellule est son texte. */
  #valeur(genre: GenreOds, marques: MarqueCellule['genre'][]): string | null {
    const exiger = (texte: string | null): string => { if (texte === null) throw abime(); return texte; };
    switch (genre) {
      case 'string': { const chaine = this.#lire(CHAINE); return chaine === undefined ? null : rogner(chaine); }
      case 'float': case 'percentage': case 'currency': return exiger(nombreEnTexte((this.#lire(VALEUR) ?? '').trim()));
      case 'date': marques.push('date'); return exiger(dateIso(this.#lire(DATE) ?? ''));
      case 'time': marques.push('date'); return exiger(dureeIso(this.#lire(HEURE) ?? ''));
      case 'boolean': { const brut = this.#lire(BOOLEEN); if (brut !== 'true' && brut !== 'false') throw abime(); return brut === 'true' ? 'oui' : 'non'; }
      default: return null;
    }
  }

  /** Le texte d’une cellule jusqu’à sa fin : ses paragraphes, un par ligne, sans les notes. */
  #texte(): string {
    const [xml, n] = [this.#xml, this.#n];
    const profondeur = xml.profondeur;
    let [texte, paragraphes, dans, note] = ['', 0, 0, 0];
    for (;;) {
      const jeton = xml.suivant();
      if (jeton === TEXTE) { if (dans > 0 && note === 0) { if (xml.fin - xml.debut > octetsDeCellule(this.#contexte.limites)) throw celluleGeante(this.#contexte.limites, this.#numero); texte += xml.texte(); } } else if (jeton === OUVRE) {
        const nom = xml.nom;
        if (nom === n.note) note += 1;
        else if (note > 0) continue;
        else if (nom === n.paragraphe) { if (paragraphes > 0) texte += '\n'; paragraphes += 1; dans += 1; } else if (nom === n.espaces) texte += ' '.repeat(this.#entier(n.compte, ESPACES_MAXIMUM));
        else if (nom === n.tabulation) texte += '\t';
        else if (nom === n.saut) texte += '\n';
        else if (nom === n.cellule || nom === n.couverte || nom === n.ligne || nom === n.feuille) throw abime();
      } else if (jeton === FERME) {
        if (xml.profondeur < profondeur) return texte;
        if (xml.nom === n.note) note -= 1; else if (xml.nom === n.paragraphe && note === 0) dans -= 1;
      } else throw abime();
      if (texte.length > this.#contexte.limites.cellule * 2) throw celluleGeante(this.#contexte.limites, this.#numero);
    }
  }

  #finirLigne(): void {
    const numero = this.#numero;
    this.#numero += this.#repetition - 1;
    if (this.#numero > LIGNE_MAXIMUM) throw abime();
    if (this.#cellules.length > 0) this.#reste = { cellules: this.#cellules, marques: this.#marques, masquee: this.#masquee, fois: this.#repetition, numero };
  }

  #verser(lignes: LigneSource[]): void {
    const reste = this.#reste;
    if (reste === null) return;
    while (reste.fois > 0 && lignes.length < LOT) {
      this.#nombre += 1;
      if (this.#nombre > this.#contexte.limites.lignes) throw tropDeLignes(this.#contexte.limites);
      const { numero, masquee } = reste;
      const [cellules, marques] = [reste.fois === 1 ? reste.cellules as string[] : [...reste.cellules], [...reste.marques]];
      this.#fusions.appliquer(numero, cellules, marques);
      lignes.push({ numero, cellules, ...(marques.length > 0 ? { marques } : {}), ...(masquee ? { masquee: true as const } : {}) });
      reste.fois -= 1;
      reste.numero += 1;
    }
    if (reste.fois === 0) this.#reste = null;
  }
}

/** Les lignes d’une feuille de content.xml, par lots. */
export const lireFeuilleOds = (contenu: Buffer, contexte: ContexteFeuilleOds): LecteurLignes => new FeuilleOds(contenu, contexte);
