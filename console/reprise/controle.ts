import { trouverCommune } from '../../domain/geographie/cog.ts';
import type { Anomalie } from '../../domain/reprise/anomalies.ts';
import { anomalie } from '../../domain/reprise/anomalies.ts';
import { lireEntete, lireLigneFiness } from '../../domain/reprise/finess.ts';
import type { GrandLivre, Registre } from '../../domain/reprise/grandLivre.ts';
import { ouvrirRegistre } from '../../domain/reprise/grandLivre.ts';
import type { EntiteProjetee, EtablissementRetenu } from '../../domain/reprise/projection.ts';
import { juger, regrouper } from '../../domain/reprise/projection.ts';
import { SORTIES } from '../verbe.ts';
import type { Examen } from './lecture.ts';
import { ErreurExtrait, examiner, lireLignes } from './lecture.ts';

/** Une entité déjà en base, du point de vue de la reprise. */
export interface EntiteConnue { readonly id: string; readonly code: string | null; readonly departements: readonly string[] }
/** Ce que la base tient déjà. Vide quand on contrôle un fichier seul. */
export interface DejaLa {
  readonly etablissements: ReadonlySet<string>;
  readonly parFinessEj: ReadonlyMap<string, EntiteConnue>;
  readonly parSiren: ReadonlyMap<string, EntiteConnue>;
}
export const RIEN: DejaLa = { etablissements: new Set(), parFinessEj: new Map(), parSiren: new Map() };

/** Une entité du fichier et ce qu’on en fera : la créer, ou rattacher ses établissements à une entité connue. */
export interface EntitePlanifiee extends EntiteProjetee { readonly connue: EntiteConnue | null }
export interface Controle {
  readonly lot: string;
  readonly encodage: Examen['encodage'];
  readonly lignes: GrandLivre;
  readonly anomalies: readonly Anomalie[];
  readonly entites: readonly EntitePlanifiee[];
}

/** Texte déjà abîmé avant d’arriver ici : caractère de remplacement, ou UTF-8 relu en latin-1 (« Ã© »). */
const ABIME = /\uFFFD|Ã[\u0080-\u00BF©¨ªà§‰]/u;

const refusEntete = (chemin: string, premiere: string): ErreurExtrait => new ErreurExtrait(SORTIES.fichier, `${chemin} : ${/^nofinesset;/u.test(premiere)
  ? 'c’est la variante géolocalisée du répertoire (avec en-tête de colonnes), qui n’est pas prise en charge. Déposer l’extrait cs1100502 (F03).'
  : 'ce n’est pas un extrait FINESS « établissements » : la première ligne devrait être « finess;etalab;<lot>;<date> » (F03).'}`);

/** Rattache chaque entité à ce que la base connaît ; les établissements qui ne peuvent pas l’être sont rejetés. */
const planifier = (entites: readonly EntiteProjetee[], dejaLa: DejaLa, registre: Registre, signaler: (faute: Anomalie) => void): EntitePlanifiee[] => {
  const sirensPris = new Set<string>();
  return entites.flatMap((entite): EntitePlanifiee[] => {
    const premiere = entite.etablissements[0]?.ligne ?? 0;
    const parSiren = entite.siren === null ? undefined : dejaLa.parSiren.get(entite.siren);
    const memeNumero = dejaLa.parFinessEj.get(entite.finessEj);
    const couvre = (connue: EntiteConnue, departement: string): boolean => connue.departements.includes(departement);
    if (memeNumero === undefined) {
      if (parSiren !== undefined && entite.departements.every((departement) => couvre(parSiren, departement))) {
        signaler(anomalie('E02', premiere, 'siret', entite.siren, `Ce siren est celui de l’entité ${parSiren.code ?? parSiren.id} : les établissements de ${entite.finessEj} lui sont rattachés.`));
        entite.etablissements.forEach(() => { registre.decider('creee'); });
        return [{ ...entite, connue: parSiren }];
      }
      const pris = entite.siren !== null && (parSiren !== undefined || sirensPris.has(entite.siren));
      if (pris) signaler(anomalie('E02', premiere, 'siret', entite.siren, `Ce siren est déjà celui d’une autre entité : ${entite.finessEj} est créée sans siren, à rapprocher.`));
      if (entite.siren !== null) sirensPris.add(entite.siren);
      entite.etablissements.forEach(() => { registre.decider('creee'); });
      return [{ ...entite, siren: pris ? null : entite.siren, connue: null }];
    }
    const retenus: EtablissementRetenu[] = [];
    for (const etablissement of entite.etablissements) {
      if (couvre(memeNumero, etablissement.departement)) {
        registre.decider('creee');
        retenus.push(etablissement);
      } else {
        signaler(anomalie('E04', etablissement.ligne, 'departement', etablissement.departement, `L’entité ${memeNumero.code ?? memeNumero.id} n’est pas rattachée à ce département : la rattacher, puis recharger le fichier.`));
        registre.decider('rejetee', 'E04');
      }
    }
    return retenus.length === 0 ? [] : [{ ...entite, etablissements: retenus, connue: memeNumero }];
  });
};

/**
 * Contrôle un extrait FINESS sans rien écrire. Chaque ligne source reçoit un sort au grand livre ; chaque anomalie dit la ligne, la colonne et la valeur.
 * Erreur (code 3) quand le fichier n’est pas lisible ou n’est pas un extrait.
 */
export const controlerFiness = async (chemin: string, departements: ReadonlySet<string>, dejaLa: DejaLa = RIEN): Promise<Controle> => {
  const examen = await examiner(chemin);
  const registre = ouvrirRegistre();
  const anomalies: Anomalie[] = [];
  const signaler = (faute: Anomalie): void => { anomalies.push(faute); };
  if (examen.encodage === 'windows-1252') signaler(anomalie('F02', 0, null, null, 'Le fichier n’est pas en UTF-8 : il est lu en windows-1252 (latin-1). Vérifier les accents.'));
  const vus = new Map<string, { readonly ligne: number; readonly finessEj: string }>();
  const retenus: EtablissementRetenu[] = [];
  let lot: string | undefined;
  let ligne = 0;
  for await (const texte of lireLignes(chemin, examen)) {
    ligne += 1;
    if (lot === undefined) {
      lot = lireEntete(texte)?.lot;
      if (lot === undefined) throw refusEntete(chemin, texte);
      continue;
    }
    if (texte.trim() === '') continue;
    registre.lire();
    if (ABIME.test(texte)) signaler(anomalie('F02', ligne, null, texte, 'Des accents ont été perdus avant ce fichier : vérifier le texte.'));
    const lue = lireLigneFiness(texte, ligne);
    if ('rejet' in lue) {
      signaler(lue.rejet);
      registre.decider('rejetee', lue.rejet.code);
      continue;
    }
    const jugement = juger(lue.enregistrement, ligne, { trouver: trouverCommune }, departements);
    if (jugement.sort !== 'retenu') {
      anomalies.push(...jugement.anomalies);
      registre.decider(jugement.sort, jugement.sort === 'exclue' ? jugement.motif : jugement.anomalies[0]?.code);
      continue;
    }
    const { etablissement } = jugement;
    const premier = vus.get(etablissement.finessEt);
    if (premier !== undefined) {
      signaler(premier.finessEj === etablissement.finessEj
        ? anomalie('D07', ligne, 'nofinesset', etablissement.finessEt, `Déjà à la ligne ${premier.ligne} : la première est gardée.`)
        : anomalie('D04', ligne, 'nofinessej', etablissement.finessEj, `La ligne ${premier.ligne} rattache ${etablissement.finessEt} à l’entité ${premier.finessEj} : la première est gardée.`));
      registre.decider('fusionnee', 'deux fois dans le fichier');
      continue;
    }
    vus.set(etablissement.finessEt, { ligne, finessEj: etablissement.finessEj });
    if (dejaLa.etablissements.has(etablissement.finessEt)) {
      registre.decider('fusionnee', 'déjà repris, fiche inchangée');
      continue;
    }
    anomalies.push(...jugement.anomalies);
    retenus.push(etablissement);
  }
  if (lot === undefined) throw refusEntete(chemin, '');
  const groupes = regrouper(retenus);
  anomalies.push(...groupes.anomalies);
  const entites = planifier(groupes.entites, dejaLa, registre, signaler);
  anomalies.sort((a, b) => a.ligne - b.ligne);
  return { lot, encodage: examen.encodage, lignes: registre.bilan(), anomalies, entites };
};
