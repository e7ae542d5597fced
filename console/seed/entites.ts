import type { Statut } from '../../domain/cycleDeVie.ts';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import type { Entite } from '../../domain/objets/entite.ts';
import type { Alea } from './alea.ts';
import { creerAlea, uuidDuSemis } from './alea.ts';
import { premierJanvier } from './dates.ts';
import { finessFictif, sirenFictif } from './identifiants.ts';
import { PREMIERES_ENTITES, adresse, courriel, creerUnicite, nomEntite, personneAuHasard, telephone } from './noms.ts';
import { ecrireParcours } from './parcours.ts';
import { equipeDe, rangDe } from './personnes.ts';
import { DEPARTEMENTS_SEMES, QUOTAS } from './plan.ts';
import { tirerCommune } from './tirages.ts';

/** Parts des statuts autres que « validé », pour mille entités (le Nord en a 131). */
const STATUTS_POUR_MILLE = { prevalide: 23, a_prevalider: 38, a_corriger: 15, brouillon: 15, ferme: 15, suspendu: 8 } as const satisfies Partial<Record<Statut, number>>;

/** Statuts de `nombre` fiches : validées d’abord, puis les autres selon leurs parts pour mille. */
export const statutsDe = (nombre: number, parts: Readonly<Record<string, number>>): Statut[] => {
  const autres = Object.entries(parts).flatMap(([statut, part]) => Array.from({ length: Math.round((nombre * part) / 1_000) }, () => statut as Statut));
  return [...Array.from({ length: Math.max(nombre - autres.length, 0) }, (): Statut => 'valide'), ...autres].slice(0, nombre);
};

const COMMENTES = [['adresse', 'L’adresse est celle du site, pas du siège.'], ['siren', 'Vérifier le siren : il ne correspond pas à la raison sociale.'], ['statutJuridique', 'Préciser le statut juridique.']] as const;

const contactsDe = (alea: Alea, nom: string): Entite['contacts'] =>
  (['gestion', 'accompagnement', 'administratif'] as const).slice(0, alea.entier(1, 3)).map((fonction) => {
    const personne = personneAuHasard(alea);
    return { fonction, nom: personne, telephone: telephone(alea), courriel: courriel(personne, nom) };
  });

/** Les entités d’un département. Les premières sont les plus grandes ; 12 % rayonnent aussi sur un département voisin (même région). */
export const semerEntites = (graine: number, departement: string, au: string): Entite[] => {
  const alea = creerAlea(graine, 'entite', departement);
  const quotas = QUOTAS.get(departement);
  if (quotas === undefined) return [];
  const rangDepartement = rangDe(departement);
  const equipe = equipeDe(graine, departement);
  const nommer = creerUnicite();
  const voisins = DEPARTEMENTS_SEMES.filter(({ code, region }) => code !== departement && region === trouverDepartement(departement)?.region).map(({ code }) => code);
  return statutsDe(quotas.entites, STATUTS_POUR_MILLE).map((statut, rang): Entite => {
    const statutJuridique = rang < 3 ? 'association' : alea.peser([['association', 74], ['ccas', 11], ['fondation', 5], ['bailleur', 5], ['societe', 5]]);
    const raisonSociale = nommer(() => PREMIERES_ENTITES[departement]?.[rang] ?? nomEntite(alea, departement, statutJuridique));
    const commune = tirerCommune(alea, departement);
    const incomplete = statut === 'brouillon' || (statut === 'a_corriger' && alea.chance(0.5));
    const rayonne = statut === 'valide' && statutJuridique === 'association' && rang > 0 && voisins.length > 0 && alea.chance(0.16);
    const trace = ecrireParcours({ alea, au, statut, p177: false, directe: alea.chance(0.4), reprise: false, auteur: equipe.admin_siao, equipe, commentes: COMMENTES });
    return {
      id: uuidDuSemis(graine, 'entite', rangDepartement, rang), code: null, version: 0, departement, ...trace, provenance: null, statut,
      raisonSociale, statutJuridique: incomplete && alea.chance(0.4) ? null : statutJuridique, siren: incomplete && alea.chance(0.6) ? null : sirenFictif(rangDepartement, rang),
      finessEj: alea.chance(0.7) ? finessFictif(departement, 'ej', rang) : null, adresse: incomplete && alea.chance(0.5) ? null : adresse(alea, commune), commune: commune.code,
      departements: rayonne ? [departement, alea.choisir(voisins)] : [departement],
      conventionP177: alea.chance(0.6) ? { debut: premierJanvier(au, -alea.entier(0, 2)), fin: `${Number(au.slice(0, 4)) + alea.entier(0, 2)}-12-31` } : null,
      contacts: incomplete ? [] : contactsDe(alea, raisonSociale),
    };
  });
};
