import { REGIONS, nomDepartement } from '../../domain/geographie/departements.ts';
import { SIAOS } from '../../domain/geographie/siao.ts';
import { decombiner } from '../../domain/indicateurs/faits.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { MODALITES, PERMANENCES } from '../../domain/nomenclature/referentiels.ts';
import type { BaseLecture } from '../base.ts';

const regions = new Map(REGIONS.map(({ code, nom }) => [code, nom]));
const siaos = new Map(SIAOS.map(({ siao, libelle }) => [siao, libelle]));
const de = (codes: readonly { readonly code: string; readonly libelle: string }[]): ReadonlyMap<string, string> => new Map(codes.map(({ code, libelle }) => [code, libelle]));
const modalites = de(MODALITES);
const permanences = de(PERMANENCES);
const MOIS = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Le nom d’une valeur d’axe, tel qu’il se lit. Les entités et les dispositifs se nomment d’après le cache. */
export const libelleur = (base: BaseLecture, nomenclature: Nomenclature): ((axe: Axe, cle: string) => string) => {
  const noms = new Map<Axe, ReadonlyMap<string, string>>();
  const nomDe = (axe: 'entite' | 'dispositif', id: string): string => {
    const connus = noms.get(axe) ?? new Map(base.tous<{ id: string; nom: string }>(axe === 'entite' ? 'select id, "raisonSociale" as nom from entite' : 'select id, nom from dispositif').map((ligne) => [ligne.id, ligne.nom]));
    noms.set(axe, connus);
    return connus.get(id) ?? id;
  };
  const combinaison = (cle: string, referentiel: 'public' | 'financement', aucun: string): string => {
    const codes = decombiner(cle);
    return codes.length === 0 ? aucun : codes.map((code) => nomenclature.trouver(referentiel, code)?.libelle ?? code).join(' + ');
  };
  return (axe, cle) => {
    switch (axe) {
      case 'region': return regions.get(cle) ?? cle;
      case 'departement': return nomDepartement(cle);
      case 'siao': return siaos.get(cle) ?? cle;
      case 'entite': case 'dispositif': return nomDe(axe, cle);
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
