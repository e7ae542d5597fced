import type { Statut } from '../../domain/cycleDeVie.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import type { Alea } from './alea.ts';
import { decaler, instant } from './dates.ts';
import type { Equipe, Personne } from './personnes.ts';

/** Ce qui date et signe une fiche. */
export interface Trace { readonly parcours: Pas[]; readonly creePar: string; readonly creeParProfil: string; readonly creeLe: string; readonly modifiePar: string; readonly modifieLe: string }

export interface DemandeParcours {
  readonly alea: Alea;
  readonly au: string;
  readonly statut: Statut;
  /** Le SIAO ne prévalide pas un dispositif P177 : la DDETS décide seule. */
  readonly p177: boolean;
  /** La DDETS l’a créée directement validée. */
  readonly directe: boolean;
  /** Déposée par la reprise : elle commence à prévalider. */
  readonly reprise: boolean;
  readonly auteur: Personne;
  readonly equipe: Equipe;
  /** Champs sur lesquels un renvoi laisse un commentaire. */
  readonly commentes: readonly (readonly [string, string])[];
}

/** Premier jour de la nomenclature (S0) : aucune fiche n’est plus ancienne. */
const PREMIER_JOUR = '2023-06-05';
const MOTIFS_RENVOI = ['Préciser la capacité et le financement.', 'La pièce jointe ne correspond pas à l’adresse.', 'Le siret est celui d’un autre établissement.', 'Compléter les publics accueillis.'];
const MOTIFS_REFUS = ['Doublon d’une fiche déjà validée.', 'Hors du champ de l’offre AHI.', 'Projet abandonné par le gestionnaire.'];
const MOTIFS_SUSPENSION = ['Travaux de mise en sécurité en cours.', 'Contrôle de l’autorité de tarification.', 'Convention en cours de renégociation.'];
const MOTIFS_FERMETURE = ['Fin de la convention.', 'Regroupement avec un autre site.', 'Restitution des logements au bailleur.'];

const ecart = (debut: string, fin: string): number => Math.round((Date.parse(`${fin}T00:00:00Z`) - Date.parse(`${debut}T00:00:00Z`)) / 86_400_000);

/**
 * Écrit un parcours vraisemblable qui mène au statut : les pas suivent la table du cycle de vie, celui qui prévalide n’est jamais celui qui valide,
 * et une fiche en attente a été déposée 0 à 20 jours avant la date de référence.
 */
export const ecrireParcours = ({ alea, au, statut, p177, directe, reprise, auteur, equipe, commentes }: DemandeParcours): Trace => {
  const parcours: Pas[] = [];
  const { admin_departemental: ddets, admin_siao: siao } = equipe;
  const decideur = p177 ? ddets : siao;
  let minutes = alea.entier(60, 240);
  const pas = (geste: string, vers: Statut, qui: Personne, jour: string, complement: Pick<Pas, 'motif' | 'commentaires'> = {}): void => {
    // l’heure avance à chaque pas : deux pas du même jour restent dans l’ordre
    minutes += alea.entier(7, 45);
    parcours.push({ geste, vers, par: qui.id, nom: qui.nom, profil: qui.profil, le: instant(jour, minutes), ...complement });
  };
  const renvoi = (): Pick<Pas, 'motif' | 'commentaires'> => {
    const [champ, texte] = alea.choisir(commentes);
    return { motif: alea.choisir(MOTIFS_RENVOI), commentaires: { [champ]: texte } };
  };
  const deposer = (jour: string): void => {
    if (reprise) { pas('creer', 'a_prevalider', { id: 'reprise', nom: 'Reprise de données', profil: 'admin_national' }, jour); return; }
    pas('creer', 'brouillon', auteur, jour);
    pas('soumettre', 'a_prevalider', auteur, jour);
  };
  // la veille au plus tard, pour qu’aucun pas ne soit à venir le matin de la date de référence ; « 0 jour » se lit jusqu’au lendemain
  const age = alea.peser([[alea.entier(1, 5), 52], [alea.entier(6, 10), 28], [alea.entier(11, 15), 13], [alea.entier(16, 20), 7]]);
  const depot = decaler(au, -age);

  switch (statut) {
    case 'brouillon': pas('creer', 'brouillon', auteur, depot); break;
    case 'a_prevalider': deposer(depot); break;
    case 'prevalide':
      deposer(depot);
      if (age >= 9 && alea.chance(0.4)) {
        pas('renvoyer', 'a_corriger', siao, decaler(depot, alea.entier(2, 4)), renvoi());
        pas('soumettre', 'a_prevalider', auteur, decaler(depot, alea.entier(5, 6)));
        pas('prevalider', 'prevalide', siao, decaler(depot, alea.entier(7, Math.min(age - 1, 9))));
      } else pas('prevalider', 'prevalide', siao, decaler(depot, alea.entier(0, Math.min(age - 1, 4))));
      break;
    case 'a_corriger':
      deposer(depot);
      pas('renvoyer', 'a_corriger', decideur, decaler(depot, alea.entier(0, age - 1)), renvoi());
      break;
    case 'refuse':
      deposer(decaler(depot, -20));
      pas('refuser', 'refuse', decideur, decaler(depot, -alea.entier(2, 18)), { motif: alea.choisir(MOTIFS_REFUS) });
      break;
    default: {
      const jour = decaler(PREMIER_JOUR, alea.entier(0, Math.max(ecart(PREMIER_JOUR, au) - 260, 0)));
      if (directe) pas('creer', 'valide', ddets, jour);
      else {
        deposer(jour);
        let courant = jour;
        if (!p177) {
          courant = decaler(courant, alea.entier(1, 7));
          pas('prevalider', 'prevalide', siao, courant);
        }
        pas('valider', 'valide', ddets, decaler(courant, alea.entier(1, 9)));
      }
      if (statut === 'suspendu') pas('suspendre', 'suspendu', ddets, decaler(au, -alea.entier(5, 60)), { motif: alea.choisir(MOTIFS_SUSPENSION) });
      if (statut === 'ferme' || statut === 'archive') pas('fermer', 'ferme', ddets, decaler(au, -alea.entier(10, 200)), { motif: alea.choisir(MOTIFS_FERMETURE) });
    }
  }
  const premier = parcours[0] as Pas;
  const dernier = parcours.at(-1) as Pas;
  return { parcours, creePar: premier.par, creeParProfil: premier.profil, creeLe: premier.le, modifiePar: dernier.par, modifieLe: dernier.le };
};
