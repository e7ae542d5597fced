import type { EtatPlace, Place } from '../../domain/objets/place.ts';
import type { Groupe } from '../../domain/objets/groupe.ts';
import type { Constat } from '../../domain/places/constats.ts';
import { ecrireConstats } from '../../domain/places/constats.ts';
import type { Alea } from './alea.ts';
import { creerAlea, uuidDuSemis } from './alea.ts';
import { decaler, instant } from './dates.ts';

const MOTIFS = [['travaux', 24], ['remise_en_etat', 30], ['desinsectisation', 14], ['sinistre', 5], ['fermeture_administrative', 3], ['personnel', 6], ['sous_occupation', 13], ['autre', 5]] as const;
/** Parts des places ouvertes (écrans de référence : 1 087 indisponibles, 206 réservées et 958 libres sur 20 914). */
const INDISPONIBLES = 0.052;
const RESERVEES = 0.0104;
const LIBRES = 0.0483;

const numerosDe = (typeUnite: string, rang: number): string => {
  const deux = (nombre: number): string => String(nombre).padStart(2, '0');
  switch (typeUnite) {
    case 'dortoir': return `Lit ${deux(rang + 1)}`;
    case 'chambre_collective': return `Ch. ${101 + Math.floor(rang / 2) + Math.floor(rang / 80) * 60}-${rang % 2 === 0 ? 'A' : 'B'}`;
    case 'chambre_individuelle': case 'chambre_hotel': return `Ch. ${(1 + Math.floor(rang / 40)) * 100 + 1 + (rang % 40)}`;
    case 'T1': return `Log. ${deux(rang + 1)}`;
    default: {
      // T2 : deux places par logement, T3 : trois…
      const parLogement = /^T[2-7]$/u.test(typeUnite) ? Number(typeUnite.slice(1)) : 2;
      return `Log. ${deux(1 + Math.floor(rang / parLogement))}-${1 + (rang % parLogement)}`;
    }
  }
};

interface Contenu { readonly etats: EtatPlace[]; readonly occupation: Place['occupation']; readonly occupationLe: string | null }
const ouverte = (debut: string): EtatPlace => ({ etat: 'ouverte', debut, fin: null });
/** Une place ouverte aujourd’hui : indisponible, occupée, réservée ou libre, parfois avec une indisponibilité passée ou à venir. Deux ne se recouvrent jamais. */
const contenuOuvert = (alea: Alea, debut: string, au: string): Contenu => {
  const tirage = alea.reel();
  const age = Math.max(Math.round((Date.parse(au) - Date.parse(debut)) / 86_400_000), 1);
  const jadis = (minimum: number, maximum: number): string => decaler(au, -Math.min(alea.entier(minimum, maximum), age));
  if (tirage < INDISPONIBLES) {
    const depuis = jadis(0, 120);
    return {
      etats: [ouverte(debut), { etat: 'indisponible', motif: alea.peser(MOTIFS), debut: depuis, fin: alea.chance(0.45) ? null : decaler(au, alea.entier(0, 90)) }],
      occupation: 'libre', occupationLe: depuis,
    };
  }
  const etats: EtatPlace[] = [ouverte(debut)];
  if (age > 200 && alea.chance(0.06)) {
    const passee = decaler(au, -alea.entier(60, 180));
    etats.push({ etat: 'indisponible', motif: alea.peser(MOTIFS), debut: passee, fin: decaler(passee, alea.entier(2, 40)) });
  }
  if (alea.chance(0.008)) {
    const prevue = decaler(au, alea.entier(5, 40));
    etats.push({ etat: 'indisponible', motif: alea.peser([['travaux', 3], ['desinsectisation', 2], ['remise_en_etat', 2]]), debut: prevue, fin: decaler(prevue, alea.entier(1, 20)) });
  }
  if (tirage < INDISPONIBLES + RESERVEES) return { etats, occupation: 'reservee', occupationLe: jadis(0, 3) };
  if (tirage < INDISPONIBLES + RESERVEES + LIBRES) return { etats, occupation: 'libre', occupationLe: jadis(0, 30) };
  return { etats, occupation: 'occupee', occupationLe: jadis(1, 400) };
};

/** Jours que dure une occupation, selon la modalité du groupe : l’urgence tourne, l’insertion et le logement gardent leurs occupants des mois. */
const DUREES: Readonly<Record<string, readonly [number, number]>> = { 115: [20, 140], insertion: [90, 420], autre: [150, 600] };
/** Deux ans et un mois : ce qu’une place garde (décision 040). */
const JOURS_GARDES = 760;
/** Les constats d’avant le dernier, en remontant le temps : occupée des semaines ou des mois, libre quelques jours, parfois réservée entre les deux. L’été, une place attend plus longtemps son occupant. */
const constatsDe = (alea: Alea, modalite: string, debut: string, { occupation, occupationLe }: Contenu, au: string): string | null => {
  if (occupationLe === null) return null;
  const [minimum, maximum] = DUREES[modalite] ?? [90, 420];
  const premier = debut > decaler(au, -JOURS_GARDES) ? debut : decaler(au, -JOURS_GARDES);
  const constats: Constat[] = [];
  for (let suivant: Constat = { occupation, le: occupationLe }; suivant.le > premier; constats.unshift(suivant)) {
    const sienne = suivant.occupation === 'libre' ? 'occupee' : suivant.occupation === 'occupee' && alea.chance(0.25) ? 'reservee' : 'libre';
    const ete = ['07', '08'].includes(suivant.le.slice(5, 7)) ? 2 : 1;
    const jours = sienne === 'occupee' ? alea.entier(minimum, maximum) : sienne === 'reservee' ? alea.entier(1, 4) : alea.entier(1, 18) * ete;
    const le = decaler(suivant.le, -jours);
    suivant = { occupation: sienne, le: le < debut ? debut : le };
  }
  return ecrireConstats(constats);
};

/** Les places d’un groupe, autant que sa plus grande capacité ; une place d’une extension ouvre avec elle. `numero` : rang de la première dans le département. */
export const semerPlaces = (alea: Alea, graine: number, rangDepartement: number, numero: number, groupe: Groupe, au: string): Place[] => {
  const { creePar, creeParProfil, creeLe } = groupe;
  return groupe.capacites.flatMap(({ depuis, capacite }, rang) => {
    const deja = rang === 0 ? 0 : (groupe.capacites[rang - 1]?.capacite ?? 0);
    return Array.from({ length: Math.max(capacite - deja, 0) }, (_, ordre): Place => {
      const place = deja + ordre;
      const contenu: Contenu = groupe.fermeture !== null && groupe.fermeture <= au
        ? { etats: [{ etat: 'ouverte', debut: depuis, fin: decaler(groupe.fermeture, -1) }, { etat: 'fermee', debut: groupe.fermeture, fin: null }], occupation: 'libre', occupationLe: groupe.fermeture }
        : depuis > au ? { etats: [ouverte(depuis)], occupation: 'libre', occupationLe: null } : contenuOuvert(alea, depuis, au);
      const touche = contenu.occupationLe === null ? creeLe : instant(contenu.occupationLe, 90);
      return {
        id: uuidDuSemis(graine, 'place', rangDepartement, numero + place), code: null, version: 0, departement: groupe.departement,
        creePar, creeParProfil, creeLe, modifiePar: creePar, modifieLe: touche > creeLe ? touche : creeLe, provenance: null,
        groupeId: groupe.id, dispositifId: groupe.dispositifId, entiteId: groupe.entiteId, numero: numerosDe(groupe.typeUnite, place), constatsPasses: constatsDe(creerAlea(graine, 'constats', String(rangDepartement), String(numero + place)), groupe.modalite, depuis, contenu, au), differe: null, dernierLot: null, ...contenu,
      };
    });
  });
};
