import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import type { Entite } from '../../domain/objets/entite.ts';
import { SCHEMAS } from '../../domain/objets/objets.ts';
import { saisieDispositif, saisieEntite } from '../../domain/reprise/projection.ts';
import type { Base } from '../../server/base/base.ts';
import type { AuteurEnMasse } from '../../server/base/enMasse.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';
import type { Controle, DejaLa, EntiteConnue, EntitePlanifiee } from './controle.ts';

const SOURCE = 'finess';
/** Entités par lot : un lot en échec n’annule que lui, et un second chargement reprend où le premier s’est arrêté. */
const ENTITES_PAR_LOT = 500;

/** Identifiant tiré du numéro FINESS : deux reprises concurrentes du même fichier se heurtent à la clé primaire au lieu de créer deux fois. */
const uuidDe = (sorte: 'et' | 'ej', numero: string): string => {
  const hexa = createHash('sha256').update(`siao-offre:${SOURCE}:${sorte}:${numero}`).digest('hex');
  return `${hexa.slice(0, 8)}-${hexa.slice(8, 12)}-8${hexa.slice(13, 16)}-a${hexa.slice(17, 20)}-${hexa.slice(20, 32)}`;
};

/** Ce que la base tient déjà : établissements repris, entités par numéro FINESS repris et par siren (hors fermées). */
export const lireDejaLa = async (base: Base): Promise<DejaLa> => {
  const { rows: etablissements } = await sql<{ numero: string }>`select provenance->>'identifiant' as numero from dispositif where provenance->>'source' = ${SOURCE}`.execute(base.db);
  const { rows: entites } = await sql<EntiteConnue & { siren: string | null; numero: string | null; close: boolean }>`
    select id, code, departements, siren, case when provenance->>'source' = ${SOURCE} then provenance->>'identifiant' end as numero, statut in ('ferme', 'archive', 'refuse') as close from entite`.execute(base.db);
  return {
    etablissements: new Set(etablissements.map(({ numero }) => numero)),
    parFinessEj: new Map(entites.flatMap(({ numero, ...entite }) => (numero === null ? [] : [[numero, entite] as const]))),
    parSiren: new Map(entites.flatMap(({ siren, close, ...entite }) => (siren === null || close ? [] : [[siren, entite] as const]))),
  };
};

interface Lot { readonly entites: Entite[]; readonly dispositifs: Dispositif[] }
const construire = (planifiees: readonly EntitePlanifiee[], lot: string, auteur: AuteurEnMasse, maintenant: string): Lot => {
  const communes = (identifiant: string) => ({
    code: null, version: 0, statut: 'a_prevalider', provenance: { source: SOURCE, identifiant, lot },
    creePar: auteur.utilisateurId, creeParProfil: auteur.profil, creeLe: maintenant, modifiePar: auteur.utilisateurId, modifieLe: maintenant,
    parcours: [{ geste: 'creer', vers: 'a_prevalider', par: auteur.utilisateurId, nom: auteur.nom, profil: auteur.profil, le: maintenant, motif: `Reprise FINESS, lot ${lot}` }],
  });
  const entites: Entite[] = [];
  const dispositifs: Dispositif[] = [];
  for (const planifiee of planifiees) {
    const id = planifiee.connue?.id ?? uuidDe('ej', planifiee.finessEj);
    if (planifiee.connue === null) entites.push(SCHEMAS.entite.parse({ ...saisieEntite(planifiee), ...communes(planifiee.finessEj), id, departement: planifiee.departements[0] }));
    for (const etablissement of planifiee.etablissements) {
      dispositifs.push(SCHEMAS.dispositif.parse({ ...saisieDispositif(id, etablissement), ...communes(etablissement.finessEt), id: uuidDe('et', etablissement.finessEt), financeP177: false }));
    }
  }
  return { entites, dispositifs };
};

export interface BilanChargement { readonly entites: number; readonly dispositifs: number; readonly lots: number }

/**
 * Crée les entités et les dispositifs du contrôle, en `a_prevalider`. Rien de ce qui existe n’est modifié. Par lot : une transaction pour les entités,
 * une pour leurs dispositifs, une ligne de journal chacune. Erreur (code 3) quand une autre reprise a créé entre-temps les mêmes fiches.
 */
export const chargerFiness = async (base: Base, { entites, lot }: Controle, auteur: AuteurEnMasse, maintenant: string, progres: (message: string) => void): Promise<BilanChargement> => {
  const total = { entites: 0, dispositifs: 0, lots: 0 };
  for (let debut = 0; debut < entites.length; debut += ENTITES_PAR_LOT) {
    const { entites: nouvelles, dispositifs } = construire(entites.slice(debut, debut + ENTITES_PAR_LOT), lot, auteur, maintenant);
    try {
      await chargerEnMasse(base, [{ objet: 'entite', lignes: nouvelles }, { objet: 'dispositif', lignes: dispositifs }], auteur);
    } catch (erreur) {
      if ((erreur as { code?: string }).code === '23505') throw new ErreurConsole(SORTIES.fichier, 'Une autre reprise, ou une saisie, vient de créer les mêmes fiches. Relancer le chargement : il reprendra où il s’est arrêté.');
      throw erreur;
    }
    total.entites += nouvelles.length;
    total.dispositifs += dispositifs.length;
    total.lots += 1;
    progres(`${Math.min(debut + ENTITES_PAR_LOT, entites.length)} entité(s) sur ${entites.length}.`);
  }
  return total;
};
