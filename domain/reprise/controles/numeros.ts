import { erreurFiness, erreurSiren, erreurSiret, normaliserChiffres } from '../../identifiants.ts';
import type { Lecteur } from './lecteur.ts';

const SCIENTIFIQUE = /^\d+(?:[.,]\d+)?[eE][+-]?\d+$/u;
const CHIFFRES = /^\d+$/u;
const REGLES = {
  siret: { longueur: 14, erreur: erreurSiret, nom: 'siret' }, siren: { longueur: 9, erreur: erreurSiren, nom: 'siren' },
  finessEt: { longueur: 9, erreur: erreurFiness, nom: 'numéro FINESS' }, finessEj: { longueur: 9, erreur: erreurFiness, nom: 'numéro FINESS' },
} as const;
type ChampNumero = keyof typeof REGLES;
/** Un extrait FINESS donne rarement un siret, jamais un siren : la fiche naît sans, et se complète avant validation. */
const AVERTIR = { gravite: 'avertissement' } as const;

/**
 * Un numéro d’identification. `extrait` : celui d’un extrait FINESS, où un numéro FINESS faux rejette la ligne et où un siret faux n’empêche pas de charger. F01 quand un tableur l’a abîmé : un zéro initial perdu se rend s’il rend un numéro juste, des chiffres perdus ne se devinent jamais. E01 (siret, siren) ou F01 (FINESS) s’il est faux : la fiche naît sans lui.
 */
const lireNumero = (lecteur: Lecteur, champ: ChampNumero, extrait = false): string | null => {
  const ecrit = lecteur.texte(champ);
  if (ecrit === '') return null;
  const { longueur, erreur, nom } = REGLES[champ];
  const aSaisir = (phrase: string) => ({ genre: 'a_saisir', valeurs: [], phrase }) as const;
  if (SCIENTIFIQUE.test(ecrit)) {
    lecteur.signaler('F01', champ, 'Un tableur a écrit ce numéro en notation scientifique : des chiffres sont perdus.', { reparation: aSaisir('À saisir : chiffres perdus') });
    return null;
  }
  const valeur = normaliserChiffres(ecrit.endsWith('.0') ? ecrit.slice(0, -2) : ecrit);
  const faute = erreur(valeur);
  if (faute === null) return valeur;
  if (valeur.length === longueur - 1 && CHIFFRES.test(valeur)) {
    const rendu = `0${valeur}`;
    const juste = erreur(rendu) === null;
    lecteur.signaler('F01', champ, juste ? `${longueur - 1} chiffres : un zéro initial a été perdu par un tableur.` : `${longueur - 1} chiffres au lieu de ${longueur} : un chiffre manque.`, { reparation: juste ? { genre: 'sure', valeurs: [rendu], phrase: rendu } : aSaisir(`À saisir : le ${nom}`) });
    return null;
  }
  const finess = champ === 'finessEt' || champ === 'finessEj';
  lecteur.signaler(finess ? 'F01' : 'E01', champ, faute, { effet: finess && extrait ? 'ligne_rejetee' : 'fiche_incomplete', ...(extrait && !finess ? AVERTIR : {}), reparation: aSaisir(`À saisir : le ${nom}`) });
  return null;
};

/** Les numéros d’une structure, et ce qu’ils disent ensemble : E01 quand aucun siren ne se lit, D03 quand le siret est d’un autre. */
export const lireNumeros = (lecteur: Lecteur, extrait: boolean): { readonly siret: string | null; readonly siren: string | null; readonly finessEj: string | null; readonly finessEt: string | null } => {
  const siret = lireNumero(lecteur, 'siret', extrait);
  const siren = lireNumero(lecteur, 'siren', extrait);
  if (lecteur.texte('siret') === '' && lecteur.texte('siren') === '') lecteur.signaler('E01', lecteur.estAssociee('siren') && !lecteur.estAssociee('siret') ? 'siren' : 'siret', 'Ni siret ni siren : l’entité n’est pas identifiée.', { ...(extrait ? AVERTIR : {}), reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le siret' } });
  if (siret !== null && siren !== null && siret.slice(0, 9) !== siren) lecteur.signaler('D03', 'siret', `Le gestionnaire a le siren ${siren} : vérifier à qui est cet établissement.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: `À vérifier : siren ${siret.slice(0, 9)} ou ${siren}` } });
  if (extrait) for (const champ of ['finessEt', 'finessEj'] as const) if (lecteur.texte(champ) === '') lecteur.signaler('F01', champ, 'Le numéro FINESS manque.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le numéro FINESS' } });
  return { siret, siren: siren ?? siret?.slice(0, 9) ?? null, finessEj: lireNumero(lecteur, 'finessEj', extrait), finessEt: lireNumero(lecteur, 'finessEt', extrait) };
};
