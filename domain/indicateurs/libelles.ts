import { REGIONS, nomDepartement } from '../geographie/departements.ts';
import { SIAOS } from '../geographie/siao.ts';
import { decombiner } from './faits.ts';
import type { Axe } from './modele.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { MODALITES, PERMANENCES } from '../nomenclature/referentiels.ts';

const regions = new Map(REGIONS.map(({ code, nom }) => [code, nom]));
const siaos = new Map(SIAOS.map(({ siao, libelle }) => [siao, libelle]));
const de = (codes: readonly { readonly code: string; readonly libelle: string }[]): ReadonlyMap<string, string> => new Map(codes.map(({ code, libelle }) => [code, libelle]));
const modalites = de(MODALITES);
const permanences = de(PERMANENCES);
const MOIS = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Le nom d’une valeur d’axe, tel qu’il se lit. `noms` : ceux des entités et des dispositifs. */
export const libelleur = (nomenclature: Nomenclature, noms: Readonly<Partial<Record<Axe, ReadonlyMap<string, string>>>>): ((axe: Axe, cle: string) => string) => {
  const combinaison = (cle: string, referentiel: 'public' | 'financement', aucun: string): string => {
    const codes = decombiner(cle);
    return codes.length === 0 ? aucun : codes.map((code) => nomenclature.trouver(referentiel, code)?.libelle ?? code).join(' + ');
  };
  return (axe, cle) => {
    // une entité n’a ni nature ni type : elle compte sous ce nom, jamais sous un blanc
    if (cle === '' && axe !== 'public' && axe !== 'financement') return axe === 'nature' || axe === 'type' ? 'Entités, sans nature' : 'Sans objet';
    switch (axe) {
      case 'region': return regions.get(cle) ?? cle;
      case 'departement': return nomDepartement(cle);
      case 'siao': return siaos.get(cle) ?? cle;
      case 'entite': case 'dispositif': return noms[axe]?.get(cle) ?? cle;
      case 'nature': return nomenclature.trouver('nature', cle)?.court ?? cle;
      case 'type': return nomenclature.trouver('type', cle)?.libelle ?? cle;
      case 'modalite': return modalites.get(cle) ?? cle;
      case 'permanence': return permanences.get(cle) ?? cle;
      case 'public': return combinaison(cle, 'public', 'Aucun public spécifique');
      case 'financement': return combinaison(cle, 'financement', 'Aucun financement en cours');
      case 'mois': return MOIS.format(new Date(`${cle}-01T00:00:00Z`));
    }
  };
};
