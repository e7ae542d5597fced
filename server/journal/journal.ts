import type { Transaction } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import type { Base } from '../base/base.ts';
import { canonique, empreinteSha256 } from '../base/canonique.ts';
import type { Schema, TableJournal } from '../base/schema.ts';

/** Une écriture à journaliser ; le numéro et la chaîne s’y ajoutent. */
export interface EcritureJournal {
  readonly moment: Date;
  readonly utilisateurId: string;
  readonly nom: string;
  readonly profil: string;
  readonly commande: string;
  readonly objet: Objet;
  readonly objetId: string | null;
  readonly version: number | null;
  /** `{champ: [avant, après]}`. */
  readonly changements: Readonly<Record<string, unknown>>;
  readonly motif: string | null;
  readonly suppleance: boolean;
  readonly pourLeCompteDe: string | null;
  readonly clientId: string | null;
  readonly seq: number | null;
  readonly versionClient: string | null;
}

/** Empreinte qui précède la première ligne. */
export const ORIGINE = '0'.repeat(64);
const TAILLE_LOT = 2_000;

const chainer = (precedente: string, no: number, ecriture: EcritureJournal): string => empreinteSha256(`${precedente}\n${canonique({ ...ecriture, no })}`);

/**
 * Ajoute des lignes au journal, dans l’ordre donné. La transaction doit tenir le verrou d’écriture (`verrouillerEcriture`) : c’est lui qui
 * garantit une chaîne sans trou ni fourche.
 */
export const ecrireJournal = async (transaction: Transaction<Schema>, ecritures: readonly EcritureJournal[]): Promise<void> => {
  if (ecritures.length === 0) return;
  const derniere = await transaction.selectFrom('journal').select(['no', 'empreinte']).orderBy('no', 'desc').limit(1).executeTakeFirst();
  let no = derniere?.no ?? 0;
  let precedente = derniere?.empreinte ?? ORIGINE;
  const lignes = ecritures.map((ecriture) => {
    no += 1;
    const empreinte = chainer(precedente, no, ecriture);
    const ligne = { ...ecriture, no, changements: JSON.stringify(ecriture.changements) as unknown as Record<string, unknown>, empreintePrecedente: precedente, empreinte };
    precedente = empreinte;
    return ligne;
  });
  for (let debut = 0; debut < lignes.length; debut += TAILLE_LOT) await transaction.insertInto('journal').values(lignes.slice(debut, debut + TAILLE_LOT)).execute();
};

/** `rupture` : première ligne qui ne suit pas la chaîne, `null` quand tout le journal est intact. */
export interface VerificationJournal { readonly lignes: number; readonly rupture: { readonly no: number; readonly raison: string } | null; readonly derniereEmpreinte: string }

const lireEcriture = ({ no: _no, empreinte: _empreinte, empreintePrecedente: _precedente, ...ecriture }: TableJournal): EcritureJournal => ecriture;

/**
 * Relit tout le journal et recalcule la chaîne. Une ligne changée, ôtée ou ajoutée au milieu rompt la chaîne ; des lignes ôtées à la fin se voient
 * en comparant `derniereEmpreinte` avec une valeur notée ailleurs.
 */
export const verifierJournal = async (base: Base): Promise<VerificationJournal> => {
  let no = 0;
  let precedente = ORIGINE;
  for (;;) {
    const lignes = await base.db.selectFrom('journal').selectAll().where('no', '>', no).orderBy('no').limit(TAILLE_LOT).execute();
    for (const ligne of lignes) {
      const rupture = ligne.no !== no + 1 ? 'Une ligne manque avant celle-ci.'
        : ligne.empreintePrecedente !== precedente ? 'La ligne ne suit pas la précédente.'
        : ligne.empreinte !== chainer(precedente, ligne.no, lireEcriture(ligne)) ? 'Le contenu de la ligne a changé.' : null;
      if (rupture !== null) return { lignes: no, rupture: { no: ligne.no, raison: rupture }, derniereEmpreinte: precedente };
      no = ligne.no;
      precedente = ligne.empreinte;
    }
    if (lignes.length < TAILLE_LOT) return { lignes: no, rupture: null, derniereEmpreinte: precedente };
  }
};
