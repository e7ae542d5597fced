import { erreurSiret } from '../identifiants.ts';
import type { SaisieDispositif } from '../objets/dispositif.ts';
import type { SaisieEntite } from '../objets/entite.ts';
import type { Anomalie } from './anomalies.ts';
import { anomalie } from './anomalies.ts';
import { trouverCategorie, typePris } from './categories.ts';
import type { EnregistrementFiness } from './finess.ts';
import { AUTRES_TYPES, LONGUEUR_CHAMP_MAXIMALE, TYPE_ETABLISSEMENT, communeInsee, rejetNumeros } from './finess.ts';

export interface Communes { trouver(code: string): { readonly nom: string; readonly departement: string } | undefined }
/** Un établissement retenu : ce que la ligne dit du dispositif, sans rien inventer. `siret` : `null` s’il manque ou s’il est faux. */
export interface EtablissementRetenu {
  readonly ligne: number;
  readonly finessEt: string;
  readonly finessEj: string;
  readonly nom: string;
  readonly nature: string;
  readonly type: string;
  readonly departement: string;
  readonly commune: string;
  readonly adresse: string | null;
  readonly telephone: string | null;
  readonly siret: string | null;
}
export type Jugement =
  | { readonly sort: 'retenu'; readonly etablissement: EtablissementRetenu; readonly anomalies: readonly Anomalie[] }
  | { readonly sort: 'rejetee'; readonly anomalies: readonly Anomalie[] }
  | { readonly sort: 'exclue'; readonly motif: string; readonly anomalies: readonly Anomalie[] };

const VOIES: Readonly<Record<string, string>> = { R: 'rue', AV: 'avenue', BD: 'boulevard', RTE: 'route', PL: 'place', CHE: 'chemin', IMP: 'impasse', ALL: 'allée', QU: 'quai', SQ: 'square', CRS: 'cours', PAS: 'passage', FG: 'faubourg', LOT: 'lotissement', RES: 'résidence', QUA: 'quartier', ZI: 'ZI', ZAC: 'ZAC', ZA: 'ZA' };

/** Adresse postale en une ligne ; `null` quand le répertoire n’en donne pas. */
const adresseDe = ({ numvoie, compvoie, typvoie, voie, lieuditbp, ligneacheminement }: EnregistrementFiness): string | null => {
  const rue = [`${numvoie}${compvoie === '' ? '' : ` ${compvoie}`}`.trim(), VOIES[typvoie] ?? typvoie, voie].filter((morceau) => morceau !== '').join(' ');
  const lignes = [rue, lieuditbp, ligneacheminement].filter((morceau) => morceau !== '');
  return rue === '' && lieuditbp === '' ? null : lignes.join(', ');
};

/**
 * Juge une ligne bien formée : retenue, rejetée ou exclue. `departements` : ceux de l’opérateur, tous quand il est vide.
 * Refus : F01 (numéros), F03 (enregistrement inconnu), D01 (catégorie illisible), G05 (commune).
 */
export const juger = (enregistrement: EnregistrementFiness, ligne: number, communes: Communes, departements: ReadonlySet<string>): Jugement => {
  const rejeter = (faute: Anomalie): Jugement => ({ sort: 'rejetee', anomalies: [faute] });
  if (enregistrement.type !== TYPE_ETABLISSEMENT) {
    return AUTRES_TYPES.has(enregistrement.type) ? { sort: 'exclue', motif: `enregistrement « ${enregistrement.type} »`, anomalies: [] }
      : rejeter(anomalie('F03', ligne, 'type', enregistrement.type, 'Type d’enregistrement inconnu : « structureet » est attendu.'));
  }
  const numeros = rejetNumeros(enregistrement, ligne);
  if (numeros !== null) return rejeter(numeros);
  const { categetab, libcategetab } = enregistrement;
  if (!/^\d{3}$/u.test(categetab)) return rejeter(anomalie('D01', ligne, 'categetab', categetab, 'La catégorie compte 3 chiffres.'));
  const categorie = trouverCategorie(categetab);
  if (categorie === undefined) return { sort: 'exclue', motif: `catégorie ${categetab} hors de l’hébergement et du logement adapté`, anomalies: [] };
  if (categorie.exclue !== undefined) return { sort: 'exclue', motif: `catégorie ${categetab}, ${categorie.exclue}`, anomalies: [] };

  const insee = communeInsee(enregistrement.departement, enregistrement.commune);
  const commune = insee === null ? undefined : communes.trouver(insee);
  if (insee === null || commune === undefined) {
    return rejeter(anomalie('G05', ligne, 'commune', `${enregistrement.departement}/${enregistrement.commune}`, insee === null ? 'Département ou commune de forme inconnue.' : `La commune ${insee} n’est pas au code officiel géographique.`));
  }
  if (departements.size > 0 && !departements.has(commune.departement)) return { sort: 'exclue', motif: 'hors des départements demandés', anomalies: [] };
  const nom = enregistrement.rslongue === '' ? enregistrement.rs : enregistrement.rslongue;
  if (nom.length < 2) return rejeter(anomalie('F03', ligne, 'rs', nom, 'L’établissement n’a pas de nom.'));

  const adresse = adresseDe(enregistrement);
  if (adresse !== null && adresse.length > LONGUEUR_CHAMP_MAXIMALE) return rejeter(anomalie('F04', ligne, 'voie', adresse, `L’adresse réunie compte ${adresse.length} caractères ; ${LONGUEUR_CHAMP_MAXIMALE} au plus.`));

  const anomalies: Anomalie[] = [];
  const type = typePris(categorie, `${enregistrement.rs} ${enregistrement.rslongue}`);
  if (categorie.types.length > 1) anomalies.push(anomalie('D02', ligne, 'categetab', categetab, `« ${libcategetab} » peut devenir ${categorie.types.join(', ')} : ${type} est pris, à trancher.`));
  const { siret } = enregistrement;
  const fauteSiret = siret === '' ? 'Le siret manque : il est à compléter avant validation.' : erreurSiret(siret);
  if (fauteSiret !== null) anomalies.push(anomalie('E01', ligne, 'siret', siret, fauteSiret));
  anomalies.push(anomalie('D05', ligne, null, null, 'Le répertoire ne donne aucun financement : il est à compléter avant validation.'));
  return {
    sort: 'retenu', anomalies,
    etablissement: {
      ligne, finessEt: enregistrement.nofinesset, finessEj: enregistrement.nofinessej, nom, nature: categorie.nature, type, departement: commune.departement, commune: insee,
      adresse, telephone: enregistrement.telephone === '' ? null : enregistrement.telephone, siret: fauteSiret === null ? siret : null,
    },
  };
};

/** Une entité à créer, avec ses établissements. Sa raison sociale n’est pas dans l’extrait : le libellé le dit. */
export interface EntiteProjetee { readonly finessEj: string; readonly siren: string | null; readonly departements: readonly string[]; readonly etablissements: readonly EtablissementRetenu[] }

/** Réunit les établissements par entité juridique. Le siren vient du premier siret valide ; un siret d’un autre siren donne D03. */
export const regrouper = (etablissements: readonly EtablissementRetenu[]): { readonly entites: readonly EntiteProjetee[]; readonly anomalies: readonly Anomalie[] } => {
  const parEj = new Map<string, EtablissementRetenu[]>();
  for (const etablissement of etablissements) {
    const liste = parEj.get(etablissement.finessEj);
    if (liste === undefined) parEj.set(etablissement.finessEj, [etablissement]);
    else liste.push(etablissement);
  }
  const anomalies: Anomalie[] = [];
  const entites = [...parEj].map(([finessEj, siens]): EntiteProjetee => {
    const siren = siens.find(({ siret }) => siret !== null)?.siret?.slice(0, 9) ?? null;
    for (const { siret, ligne } of siens) {
      if (siret !== null && siren !== null && !siret.startsWith(siren)) anomalies.push(anomalie('D03', ligne, 'siret', siret, `L’entité ${finessEj} a le siren ${siren} : vérifier à qui est cet établissement.`));
    }
    return { finessEj, siren, departements: [...new Set(siens.map(({ departement }) => departement))], etablissements: siens };
  });
  return { entites, anomalies };
};

/** Ce que l’on sait de l’entité : presque rien, et rien n’est inventé. */
export const saisieEntite = ({ finessEj, siren, departements }: EntiteProjetee): SaisieEntite => ({
  raisonSociale: `Entité FINESS ${finessEj} (raison sociale à compléter)`, statutJuridique: null, siren, finessEj, adresse: null, commune: null, departements: [...departements], conventionP177: null, contacts: [],
});
export const saisieDispositif = (entiteId: string, etablissement: EtablissementRetenu): SaisieDispositif => ({
  entiteId, nom: etablissement.nom, nature: etablissement.nature, type: etablissement.type, departement: etablissement.departement, commune: etablissement.commune, adresse: etablissement.adresse, siret: etablissement.siret,
  finessEt: etablissement.finessEt, financements: [], placesFinancees: null, compositions: [], publics: [], horaires: null,
  contacts: etablissement.telephone === null ? [] : [{ fonction: 'administratif', nom: 'Standard', telephone: etablissement.telephone.slice(0, 30) }], responsable: null, delegationSiao: null,
});
