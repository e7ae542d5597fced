import type { CodeLu } from '../../nomenclature/nomenclature.ts';
import type { Contexte } from './contexte.ts';
import type { Lecteur } from './lecteur.ts';

type Modalite = '115' | 'insertion' | 'autre';
/** Une part de la ligne : un groupe d’une seule modalité. */
export interface PartGroupe { readonly modalite: Modalite; readonly capacite: number }
export interface Scission { readonly urgence: number; readonly insertion: number }
/** Les groupes d’une ligne : un, ou deux quand une scission est acceptée. `scissionRefusee` : la scission ne fait pas la capacité. */
export interface LectureModalite { readonly parts: readonly PartGroupe[]; readonly deduite: boolean; readonly scissionRefusee: boolean }

/** Ce que le type laisse choisir, quand la ligne ne le dit pas. L’hôtel se régule par le 115, le logement adapté par le SIAO (D). */
const deduire = ({ code, nature, modalites }: CodeLu): Modalite | null => {
  if (!modalites.includes('insertion')) return '115';
  if (!modalites.includes('115')) return 'insertion';
  if (nature === 'hebergement_hotel') return '115';
  return code.endsWith('.mixte') ? null : 'insertion';
};

/** La modalité d’un groupe de places, portée par le groupe et non par le type (S0). G01 quand la ligne mêle 115 et insertion : elle se scinde, jamais d’office. */
export const lireModalite = (lecteur: Lecteur, { traducteur }: Contexte, type: CodeLu | undefined, capacite: number, compte: { readonly urgence: number | null; readonly insertion: number | null }, scission: Scission | null): LectureModalite => {
  const terme = lecteur.texte('modalite');
  const lues = terme === '' ? [] : (traducteur.traduire('modalite', terme) as readonly Modalite[]);
  if (terme !== '' && lues.length === 0) {
    lecteur.signaler('D01', 'modalite', `« ${terme} » n’a pas de correspondance : la choisir une fois vaut pour toutes les lignes.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À choisir dans la nomenclature' } });
    return { parts: [], deduite: false, scissionRefusee: false };
  }
  const deuxComptes = (compte.urgence ?? 0) > 0 && (compte.insertion ?? 0) > 0;
  const deduite = terme === '' && type !== undefined ? deduire(type) : null;
  const seule = lues.length === 1 ? (lues[0] ?? null) : deduite;
  const une = (modalite: Modalite): LectureModalite => ({ parts: [{ modalite, capacite }], deduite: terme === '', scissionRefusee: false });
  if (lues.length < 2 && !deuxComptes && seule !== null) {
    if (type !== undefined && !type.modalites.includes(seule)) lecteur.signaler('D01', 'modalite', `Un groupe de « ${type.libelle} » ne peut pas être « ${traducteur.libelle('modalite', seule)} ».`, { reparation: { genre: 'choix', valeurs: type.modalites.map((code) => traducteur.libelle('modalite', code)), phrase: type.modalites.map((code) => traducteur.libelle('modalite', code)).join(' ou ') } });
    return une(seule);
  }
  if (scission !== null && scission.urgence + scission.insertion === capacite) return { parts: [{ modalite: '115', capacite: scission.urgence }, { modalite: 'insertion', capacite: scission.insertion }], deduite: false, scissionRefusee: false };
  const champ = terme === '' ? 'type' : 'modalite';
  const { urgence, insertion } = compte;
  const connue = urgence !== null && insertion !== null && urgence + insertion === capacite;
  lecteur.signaler('G01', champ, 'Ce groupe mêle 115 et insertion : un groupe n’a qu’une modalité.', {
    reparation: connue ? { genre: 'sure', geste: 'scission', valeurs: [String(urgence), String(insertion)], phrase: `115 : ${urgence} ; insertion : ${insertion}` } : { genre: 'a_saisir', geste: 'scission', valeurs: [], phrase: `À saisir : répartir les ${capacite} places entre 115 et insertion` },
  });
  return { parts: [], deduite: false, scissionRefusee: scission !== null };
};
