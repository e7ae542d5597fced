import type { CodeLu, Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { versionAu } from '../../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature, ContenuCode, Referentiel } from '../../domain/objets/nomenclature.ts';
import { schemaNomCode } from '../../domain/objets/nomenclature.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { dateFr, lireDateFr } from '../ui/formats.ts';
import { TEXTES } from './textes.ts';

/** Ce que le formulaire d’un code tient, en texte comme on le tape. */
export interface Valeurs { readonly code: string; readonly nature: string; readonly libelle: string; readonly court: string; readonly ordre: string; readonly comptee: '' | 'oui' | 'non'; readonly unite: string; readonly modalites: readonly string[]; readonly depuis: string }

const champsDuContenu = ({ libelle, court, ordre, compteeEnPlaces, unite, modalites }: ContenuCode): Omit<Valeurs, 'code' | 'nature' | 'depuis'> =>
  ({ libelle, court: court ?? '', ordre: String(ordre), comptee: compteeEnPlaces === null ? '' : compteeEnPlaces ? 'oui' : 'non', unite: unite ?? '', modalites: modalites ?? [] });

/** Le formulaire d’une version : ce que le code dit à la date où elle commencera. */
export const valeursDuCode = (ligne: CodeNomenclature, depuis: string): Valeurs => ({ ...champsDuContenu(versionAu(ligne.versions, depuis)), code: ligne.code, nature: ligne.parent ?? '', depuis: dateFr(depuis) });
/** Le formulaire d’un code neuf : après les autres (pour un type, ceux de sa nature). */
export const valeursNeuves = (aujourdhui: string, ordre: number, nature = ''): Valeurs => ({ code: '', nature, libelle: '', court: '', ordre: String(ordre), comptee: '', unite: '', modalites: [], depuis: dateFr(aujourdhui) });
export const ordreSuivant = (nomenclature: Nomenclature, referentiel: Referentiel, nature: string): number => {
  const ordres = nomenclature.codes(referentiel).filter((code) => referentiel !== 'type' || nature === '' || code.nature === nature).map(({ ordre }) => ordre);
  return Math.min(9999, Math.max(0, ...ordres) + (referentiel === 'type' && nature !== '' ? 5 : 10));
};

/** Un code d’après le libellé ; les lignes de financement s’écrivent en capitales, les types portent leur nature. */
export const proposerCode = (referentiel: Referentiel, libelle: string, nature: string): string => {
  const brut = cleDeTri(libelle).replace(/[^a-z0-9]+/gu, '_').replace(/^_+|_+$/gu, '');
  if (brut === '') return '';
  return `${referentiel === 'type' && nature !== '' ? `${nature}.` : ''}${referentiel === 'financement' ? brut.toUpperCase() : brut}`.slice(0, 56);
};

const vide = (texte: string): string | null => (texte.trim() === '' ? null : texte.trim());
/** Le contenu que la commande attend ; à ne lire qu’une fois les erreurs levées. */
export const contenuDe = (referentiel: Referentiel, { libelle, court, ordre, comptee, unite, modalites }: Valeurs): ContenuCode => ({
  libelle: libelle.trim().replace(/\s+/gu, ' '), ordre: Number(ordre), court: referentiel === 'nature' ? vide(court) : null, compteeEnPlaces: referentiel === 'nature' ? comptee === 'oui' : null, unite: referentiel === 'nature' ? vide(unite) : null,
  modalites: referentiel === 'type' ? (['115', 'insertion', 'autre'] as const).filter((modalite) => modalites.includes(modalite)) : null,
});

export type Erreurs = Readonly<Partial<Record<keyof Valeurs, string>>>;
/** Défaut d’une date de début tapée : illisible, ou passée. */
export const erreurDate = (saisie: string, aujourdhui: string): string | undefined => {
  const lue = lireDateFr(saisie);
  return lue === null ? TEXTES.erreurs.date : lue < aujourdhui ? TEXTES.erreurs.passe : undefined;
};
export const erreursDe = (referentiel: Referentiel, valeurs: Valeurs, creation: boolean, aujourdhui: string): Erreurs => {
  const date = erreurDate(valeurs.depuis, aujourdhui);
  return {
    ...(valeurs.libelle.trim() === '' ? { libelle: TEXTES.erreurs.libelle } : {}),
    ...(creation && !schemaNomCode.safeParse(valeurs.code).success ? { code: TEXTES.erreurs.code } : {}),
    ...(creation && referentiel === 'type' && valeurs.nature === '' ? { nature: TEXTES.erreurs.nature } : {}),
    ...(/^\d{1,4}$/u.test(valeurs.ordre.trim()) ? {} : { ordre: TEXTES.erreurs.ordre }),
    ...(referentiel === 'nature' && valeurs.comptee === '' ? { comptee: TEXTES.erreurs.comptee } : {}),
    ...(referentiel === 'nature' && valeurs.unite.trim() === '' ? { unite: TEXTES.erreurs.unite } : {}),
    ...(referentiel === 'type' && valeurs.modalites.length === 0 ? { modalites: TEXTES.erreurs.modalites } : {}),
    ...(date === undefined ? {} : { depuis: date }),
  };
};

/** Le champ du formulaire que vise un refus : « contenu.libelle » → libelle, « debut » → depuis, « parent » → nature. */
export const champDuRefus = (champ: string | undefined): keyof Valeurs | null => {
  const nom = champ?.split('.').at(-1) ?? '';
  const traduit = { debut: 'depuis', parent: 'nature', compteeEnPlaces: 'comptee' }[nom] ?? nom;
  return ['code', 'nature', 'libelle', 'court', 'ordre', 'comptee', 'unite', 'modalites', 'depuis'].includes(traduit) ? (traduit as keyof Valeurs) : null;
};

/** La saisie d’une commande refusée, pour la reprendre. */
export const valeursDeReprise = (args: Readonly<Record<string, unknown>>): Partial<Valeurs> => {
  const { code, parent, debut, depuis, contenu } = args as { code?: string; parent?: string | null; debut?: string; depuis?: string; contenu?: ContenuCode };
  const date = debut ?? depuis;
  return { ...(contenu === undefined ? {} : champsDuContenu(contenu)), ...(code === undefined ? {} : { code }), ...(parent === undefined || parent === null ? {} : { nature: parent }), ...(date === undefined ? {} : { depuis: dateFr(date) }) };
};

/** Vrai quand un type perd une modalité que ses groupes pourraient porter. */
export const perdModalite = (avant: CodeLu | undefined, valeurs: Valeurs): boolean => avant !== undefined && avant.modalites.some((modalite) => !valeurs.modalites.includes(modalite));
