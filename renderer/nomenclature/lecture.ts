import type { UsageCode } from '../../contract/methodesNomenclature.ts';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import type { CodeLu, Nomenclature, ObjetCode, SituationCode } from '../../domain/nomenclature/nomenclature.ts';
import { situerCode } from '../../domain/nomenclature/nomenclature.ts';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import type { CodeNomenclature, Referentiel } from '../../domain/objets/nomenclature.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { compte } from '../ui/formats.ts';
import { CE_CODE, OBJETS_COMPTES, TEXTES } from './textes.ts';

type Attente = 'aucune' | 'en_attente' | 'refusee' | 'conflit';
/** Une ligne de la grille : un code, ou le titre d’une nature au-dessus de ses types. */
export interface LigneCode {
  readonly id: string; readonly genre: 'code' | 'nature'; readonly code: string; readonly codeCourt: string; readonly libelle: string; readonly ordre: number; readonly comptee: string; readonly unite: string; readonly modalites: string; readonly debut: string; readonly fin: string | null;
  readonly remplacePar: string; readonly situation: SituationCode; readonly usages: readonly UsageCode[]; readonly nombre: number; readonly attente: Attente;
}

/** « 214 dispositifs », « 12 dispositifs, 40 groupes » ; vide quand rien ne porte le code. */
export const texteUsages = (usages: readonly Pick<UsageCode, 'objet' | 'nombre'>[]): string => usages.filter(({ nombre }) => nombre > 0).map(({ objet, nombre }) => compte(nombre, ...OBJETS_COMPTES[objet])).join(', ');
/** « 214 dispositifs utilisent ce type » */
export const phraseUsages = (referentiel: Referentiel, usages: readonly { readonly objet: ObjetCode; readonly nombre: number }[]): string => {
  const total = usages.reduce((somme, { nombre }) => somme + nombre, 0);
  return total === 0 ? `Aucune fiche n’utilise ${CE_CODE[referentiel]}` : `${texteUsages(usages)} ${total === 1 ? 'utilise' : 'utilisent'} ${CE_CODE[referentiel]}`;
};
export const texteModalites = (modalites: readonly string[]): string => modalites.map((modalite) => libelleDe(MODALITES, modalite)).join(', ');
const COURTES = { 115: '115', insertion: 'Insertion', autre: 'Autre' } as const;
/** Sous le titre de sa nature, le code d’un type ne la répète pas. */
const sousNature = ({ code, nature }: CodeLu): string => (nature !== '' && code.startsWith(`${nature}.`) ? `…${code.slice(nature.length + 1)}` : code);
/** « places », « passages » : ce en quoi une nature se compte. */
export const texteCompte = ({ compteeEnPlaces, unite }: Pick<CodeLu, 'compteeEnPlaces' | 'unite'>): string => (compteeEnPlaces ? (unite === '' ? 'places' : unite) : `${unite} (pas en places)`);

const attenteDe = (file: readonly CommandeEnFile[], id: string): Attente => {
  const etats = file.filter((commande) => commande.objet === 'nomenclature' && commande.id === id).map(({ etat }) => etat);
  if (etats.includes('conflit')) return 'conflit';
  return etats.includes('refusee') ? 'refusee' : etats.includes('en_attente') ? 'en_attente' : 'aucune';
};

interface Filtre { readonly recherche: string; readonly retires: boolean }
const garde = ({ code, libelle }: CodeLu, situation: SituationCode, { recherche, retires }: Filtre, parent: string): boolean =>
  (retires || situation !== 'retire') && cleDeTri(recherche).split(' ').every((mot) => mot === '' || cleDeTri(`${code} ${libelle} ${parent}`).includes(mot));

/** Les lignes de la grille d’un référentiel, filtrées ; les types sous le titre de leur nature. */
export const lignesDe = (nomenclature: Nomenclature, referentiel: Referentiel, date: string, filtre: Filtre, usages: readonly UsageCode[], file: readonly CommandeEnFile[]): readonly LigneCode[] => {
  const ligne = (lu: CodeLu): LigneCode => {
    const siens = usages.filter(({ code }) => code === lu.code);
    return {
      id: lu.code, genre: 'code', code: lu.code, codeCourt: sousNature(lu), libelle: lu.libelle, ordre: lu.ordre, comptee: texteCompte(lu), unite: lu.unite, modalites: lu.modalites.length === MODALITES.length ? TEXTES.toutes : lu.modalites.map((modalite) => COURTES[modalite]).join(', '), debut: lu.debut, fin: lu.fin ?? null,
      remplacePar: lu.remplacePar === null ? '' : (nomenclature.trouver(referentiel, lu.remplacePar)?.libelle ?? lu.remplacePar), situation: situerCode({ debut: lu.debut, fin: lu.fin ?? null }, date), usages: siens, nombre: siens.reduce((somme, { nombre }) => somme + nombre, 0), attente: attenteDe(file, `${referentiel}:${lu.code}`),
    };
  };
  const nature = (lu: CodeLu): string => nomenclature.trouver('nature', lu.nature)?.libelle ?? lu.nature;
  const gardes = nomenclature.codes(referentiel).filter((lu) => garde(lu, situerCode({ debut: lu.debut, fin: lu.fin ?? null }, date), filtre, referentiel === 'type' ? nature(lu) : ''));
  if (referentiel !== 'type') return gardes.map(ligne);
  return nomenclature.codes('nature').flatMap((titre) => {
    const siens = gardes.filter((lu) => lu.nature === titre.code);
    // « : » n’entre dans aucun code : le titre ne prend l’identifiant d’aucun type
    return siens.length === 0 ? [] : [{ ...ligne(titre), id: `:${titre.code}`, genre: 'nature' as const, usages: [], attente: 'aucune' as const }, ...siens.map(ligne)];
  });
};

/** Combien de codes de chaque référentiel se choisissent à une date. */
export const compterCodes = (nomenclature: Nomenclature, referentiel: Referentiel, date: string): { readonly choisis: number; readonly retires: number } => {
  const situations = nomenclature.codes(referentiel).map(({ debut, fin }) => situerCode({ debut, fin: fin ?? null }, date));
  const retires = situations.filter((situation) => situation === 'retire').length;
  return { choisis: situations.length - retires, retires };
};

/** Les codes qui peuvent succéder à un autre : en vigueur, sans retrait prévu ; pour un type, ceux de sa nature d’abord. */
export const successeurs = (nomenclature: Nomenclature, referentiel: Referentiel, code: CodeLu, date: string): readonly CodeLu[] => {
  const permis = nomenclature.codes(referentiel).filter((autre) => autre.code !== code.code && autre.debut <= date && autre.fin === undefined);
  return [...permis.filter(({ nature }) => nature === code.nature), ...permis.filter(({ nature }) => nature !== code.nature)];
};

/** Ce que le successeur ne permet pas comme le code retiré ; `null` quand rien ne change. */
export const ecartSuccesseur = (referentiel: Referentiel, ancien: CodeLu, nouveau: CodeLu): string | null => {
  if (referentiel === 'nature' && (ancien.compteeEnPlaces !== nouveau.compteeEnPlaces || ancien.unite !== nouveau.unite)) return `« ${ancien.libelle} » se compte en ${texteCompte(ancien)}, « ${nouveau.libelle} » en ${texteCompte(nouveau)}.`;
  if (referentiel !== 'type') return null;
  const perdues = ancien.modalites.filter((modalite) => !nouveau.modalites.includes(modalite));
  const gagnees = nouveau.modalites.filter((modalite) => !ancien.modalites.includes(modalite));
  const phrases = [
    ...(perdues.length === 0 ? [] : [`« ${nouveau.libelle} » n’accepte pas : ${texteModalites(perdues)}. Les dispositifs dont un groupe ouvert porte ${perdues.length > 1 ? 'l’une de ces modalités' : 'cette modalité'} seront refusés.`]),
    ...(gagnees.length === 0 ? [] : [`Il accepte en plus : ${texteModalites(gagnees)}.`]),
    ...(nouveau.nature === ancien.nature ? [] : ['Il est d’une autre nature : les fiches en changeront aussi.']),
  ];
  return phrases.length === 0 ? null : phrases.join(' ');
};

/** La ligne entière d’un code, toutes versions. */
export const ligneDuCode = (lignes: readonly CodeNomenclature[], referentiel: Referentiel, code: string): CodeNomenclature | undefined => lignes.find((ligne) => ligne.referentiel === referentiel && ligne.code === code);
