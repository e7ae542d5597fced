import { trouverCode } from '../../domain/nomenclature/code.ts';
import { TYPES } from '../../domain/nomenclature/natures.ts';
import { COMPOSITIONS, PUBLICS } from '../../domain/nomenclature/referentiels.ts';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import type { Groupe } from '../../domain/objets/groupe.ts';
import type { Alea } from './alea.ts';
import { decaler } from './dates.ts';
import type { ProfilDispositif } from './profilsDispositif.ts';
import { tirerCodes, tirerCommune } from './tirages.ts';

/** Où en est un groupe : `ouvert` compte dans le parc ; `ferme` et `a_venir` n’y comptent pas. */
export type PhaseGroupe = 'ouvert' | 'ferme' | 'a_venir';

const LIBELLES: Readonly<Record<string, readonly string[]>> = {
  115: ['Urgence', 'Mise à l’abri', 'Urgence familles', 'Urgence hommes', 'Urgence femmes', 'Halte', 'Accueil immédiat'],
  insertion: ['Insertion', 'Stabilisation', 'Insertion familles', 'Insertion, étages', 'Studios', 'Diffus familles', 'Diffus isolés', 'Appartements'],
  autre: ['Conventionné', 'Réservataire', 'Contingent communal', 'Droit commun'],
};
const SITES = ['bâtiment A', 'bâtiment B', 'rez-de-chaussée', '1er étage', '2e étage', 'annexe', 'aile nord', 'aile sud', 'site 2', 'site 3', 'site 4', 'site 5'];
const LABELS_PUBLICS = PUBLICS.map(({ code }) => code);
const LABELS_COMPOSITIONS = COMPOSITIONS.map(({ code }) => code);

/** Un libellé que le dispositif n’a pas encore. */
const libelleUnique = (alea: Alea, modalite: string, pris: Set<string>): string => {
  const debut = alea.choisir(LIBELLES[modalite] ?? ['Groupe']);
  const candidats = [debut, ...alea.melanger(SITES).map((site) => `${debut}, ${site}`)];
  let libelle = candidats.find((candidat) => !pris.has(candidat));
  for (let rang = 2; libelle === undefined; rang += 1) libelle = pris.has(`${debut} ${rang}`) ? undefined : `${debut} ${rang}`;
  pris.add(libelle);
  return libelle;
};

/** Modalité permise par le type : un logement va surtout à l’insertion, un « mixte » partage. */
const modaliteDe = (alea: Alea, type: string): string => {
  const permises = trouverCode(TYPES, type)?.modalites ?? ['autre'];
  const poids: Record<string, number> = type.startsWith('logement') ? { 115: 1, insertion: 70, autre: 29 } : { 115: 46, insertion: 46, autre: 8 };
  if (type === 'hebergement_hotel.hotel') Object.assign(poids, { 115: 92, insertion: 6, autre: 2 });
  return alea.peser(permises.map((modalite) => [modalite, poids[modalite] ?? 1]));
};

/** Un groupe de places vraisemblable, de `capacite` places (au moins une). `pris` : libellés du dispositif, complété ici. */
export const semerGroupe = (alea: Alea, id: string, dispositif: Dispositif, profil: ProfilDispositif, phase: PhaseGroupe, capacite: number, au: string, pris: Set<string>): Groupe => {
  const modalite = modaliteDe(alea, dispositif.type);
  const typeUnite = alea.choisir(profil.unites ?? ['autre']);
  const annee = Number(au.slice(0, 4));
  const hiver = `${au.slice(5) >= '11-01' ? annee : annee - 1}-11-01`;
  const finHiver = `${Number(hiver.slice(0, 4)) + 1}-04-01`;
  const hivernal = phase === 'ouvert' && dispositif.nature === 'hebergement_hors_chrs' && modalite === '115' && finHiver > au && alea.chance(0.12);
  const ouverture = hivernal ? hiver : phase === 'a_venir' ? decaler(au, alea.entier(15, 120)) : decaler(au, -alea.entier(phase === 'ferme' ? 500 : 45, 6_500));
  const fermeture = hivernal ? finHiver : phase === 'ferme' ? decaler(au, -alea.entier(10, 400)) : null;
  const capacites = [{ depuis: ouverture, capacite }];
  // une extension : la capacité d’avant reste écrite
  if (!hivernal && phase === 'ouvert' && capacite >= 4 && ouverture < decaler(au, -400) && alea.chance(0.18)) {
    const gain = alea.entier(1, Math.max(1, Math.floor(capacite / 4)));
    capacites.splice(0, 1, { depuis: ouverture, capacite: capacite - gain }, { depuis: decaler(au, -alea.entier(20, 360)), capacite });
  }
  const fjt = dispositif.type.endsWith('.fjt');
  const collectives = tirerCodes(alea, LABELS_COMPOSITIONS, 3);
  return {
    id, code: null, version: 0, departement: dispositif.departement, entiteId: dispositif.entiteId, dispositifId: dispositif.id, provenance: null,
    creePar: dispositif.creePar, creeParProfil: dispositif.creeParProfil, creeLe: dispositif.creeLe, modifiePar: dispositif.creePar, modifieLe: dispositif.creeLe,
    libelle: libelleUnique(alea, modalite, pris), modalite, forme: alea.choisir(profil.formes ?? ['collectif']), typeUnite, permanence: hivernal ? 'hivernale' : alea.chance(0.02) ? 'exceptionnelle' : 'perenne',
    capacites, ouverture, fermeture, compositions: alea.chance(0.9) ? collectives : [], ageMin: fjt ? 16 : alea.chance(0.7) ? 18 : null, ageMax: fjt ? 30 : null,
    pmr: alea.chance(0.45) ? Math.min(alea.entier(0, 3), capacites[0]?.capacite ?? 0) : 0, publics: alea.chance(0.25) ? tirerCodes(alea, LABELS_PUBLICS, 2) : [],
    commune: alea.chance(0.75) ? dispositif.commune : tirerCommune(alea, dispositif.departement).code,
  };
};
