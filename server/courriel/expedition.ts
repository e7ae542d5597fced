import type { Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { GenreCourriel, TableCourrielAEnvoyer } from '../base/schemaComptes.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import type { Acces } from '../comptes/acces.ts';
import { lireAcces } from '../comptes/acces.ts';
import { faireCode } from '../comptes/codes.ts';
import type { ContexteService } from '../contexte.ts';
import type { Courriel, Facteur } from './facteur.ts';
import { ErreurCourriel } from './message.ts';
import { ecrireTexte } from './textes.ts';

const CADENCE = 2_000;
/** Envois par passage : un passage ne monopolise pas la base. */
const PAR_PASSAGE = 100;
/** Attente avant le deuxième essai, doublée à chaque fois, une heure au plus ; douze essais font à peu près sept heures. */
const PREMIERE_ATTENTE = 30_000;
const ATTENTE_MAXIMALE = 3_600_000;
const ESSAIS_MAXIMAUX = 12;
const RETARD = 600_000;

type Ligne = Selectable<TableCourrielAEnvoyer>;
/** Consigne technique : ni adresse, ni nom, ni contenu. */
export type Consigner = (details: { readonly genre: GenreCourriel; readonly essais: number; readonly cause: string }, message: string) => void;

export interface Expedition {
  /** Envoie ce qui est dû. Rend le nombre de courriels partis. */
  passer(): Promise<number>;
  /** Finit l’envoi en cours et s’arrête. */
  arreter(): Promise<void>;
}

/** Le courriel à faire d’une demande, avec son code tiré à l’instant ; `null` quand elle n’a plus d’objet (compte inconnu, suspendu, déjà activé). */
const preparer = async (trx: Transaction<Schema>, contexte: Pick<ContexteService, 'cle' | 'horloge'>, { genre, utilisateurId, adresse }: Ligne): Promise<Courriel | null> => {
  const qui = genre === 'demande' ? (adresse === null ? undefined : { email: adresse }) : utilisateurId === null ? undefined : { id: utilisateurId };
  const compte: Acces | undefined = qui === undefined ? undefined : await lireAcces(trx, qui);
  if (compte === undefined) return null;
  const rediger = (quoi: Exclude<GenreCourriel, 'demande'>, vers: string, code?: { code: string; expireLe: Date }): Courriel => ({ adresse: vers, nom: compte.nom, date: contexte.horloge(), ...ecrireTexte(quoi, code) });
  if (genre === 'demande' || genre === 'invitation' || genre === 'reinitialisation') {
    if (compte.statut !== 'invite' && compte.statut !== 'actif') return null;
    const quoi = compte.statut === 'invite' ? 'invitation' : 'reinitialisation';
    // une invitation qui attendait, pour un compte activé depuis
    if (genre === 'invitation' && quoi !== 'invitation') return null;
    return rediger(quoi, compte.email, await faireCode(trx, contexte, compte.id, quoi));
  }
  return rediger(genre, genre === 'adresse_changee' ? adresse ?? compte.email : compte.email);
};

/**
 * Expédie les courriels inscrits par `demanderCourriel`. Une transaction par courriel : la ligne est prise (`skip locked`, plusieurs services se partagent la file),
 * le code tiré, le message remis au facteur, la ligne ôtée. Un échec n’a donc ni code ni trace, et se réessaie plus tard ; un arrêt entre la remise et la validation
 * renvoie un second message, dont le code remplace le premier.
 */
export const creerExpedition = (contexte: Pick<ContexteService, 'base' | 'cle' | 'horloge'>, facteur: Facteur, consigner: Consigner): Expedition => {
  const { base, horloge } = contexte;
  let arrete = false;
  let enCours: Promise<number> | undefined;

  const repousser = async ({ id, genre, essais }: Ligne, erreur: unknown): Promise<void> => {
    const definitif = erreur instanceof ErreurCourriel || essais + 1 >= ESSAIS_MAXIMAUX;
    const cause = erreur instanceof Error ? ((erreur as NodeJS.ErrnoException).code ?? erreur.name) : 'inconnue';
    consigner({ genre, essais: essais + 1, cause }, definitif ? 'Courriel abandonné' : 'Courriel repoussé');
    const prochainEssaiLe = new Date(horloge().getTime() + Math.min(PREMIERE_ATTENTE * 2 ** essais, ATTENTE_MAXIMALE));
    await base.db.updateTable('courriel_a_envoyer').set({ essais: sql<number>`essais + 1`, prochainEssaiLe, abandonneLe: definitif ? horloge() : null }).where('id', '=', id).execute();
  };
  /** Vrai quand une ligne a été traitée ; `envoye` dit si un message est parti. */
  const unCourriel = async (): Promise<{ readonly traite: boolean; readonly envoye: boolean }> => {
    let prise: Ligne | undefined;
    try {
      return await base.db.transaction().execute(async (trx) => {
        prise = await trx.selectFrom('courriel_a_envoyer').selectAll().where('abandonneLe', 'is', null).where('prochainEssaiLe', '<=', horloge()).orderBy('prochainEssaiLe').orderBy('id').limit(1).forUpdate().skipLocked().executeTakeFirst();
        if (prise === undefined) return { traite: false, envoye: false };
        const courriel = await preparer(trx, contexte, prise);
        if (courriel !== null) await facteur.envoyer(courriel);
        await trx.deleteFrom('courriel_a_envoyer').where('id', '=', prise.id).execute();
        return { traite: true, envoye: courriel !== null };
      });
    } catch (erreur) {
      if (prise === undefined) throw erreur;
      await repousser(prise, erreur);
      return { traite: true, envoye: false };
    }
  };
  const unPassage = async (): Promise<number> => {
    let partis = 0;
    for (let rang = 0; rang < PAR_PASSAGE && !arrete; rang += 1) {
      const { traite, envoye } = await unCourriel();
      if (!traite) break;
      if (envoye) partis += 1;
    }
    return partis;
  };
  /** Après le passage en cours, s’il y en a un : ce qui est dû à l’appel est toujours vu. */
  const passer = (): Promise<number> => {
    const suivant = (enCours ?? Promise.resolve(0)).catch(() => 0).then(unPassage);
    enCours = suivant;
    const oublier = (): void => { if (enCours === suivant) enCours = undefined; };
    suivant.then(oublier, oublier);
    return suivant;
  };
  // la base peut manquer un moment : le passage suivant reprendra
  const minuterie = setInterval(() => { if (enCours === undefined) passer().catch(() => undefined); }, CADENCE);
  minuterie.unref();
  return {
    passer,
    arreter: async () => {
      arrete = true;
      clearInterval(minuterie);
      await enCours?.catch(() => undefined);
    },
  };
};

/** État de la file, pour `GET /sante` : aucun nombre, qui dirait si une adresse est connue. */
export const etatCourriels = async (requetes: Requetes, avecFacteur: boolean, maintenant: Date): Promise<'ok' | 'sans_facteur' | 'en_retard'> => {
  if (!avecFacteur) return 'sans_facteur';
  const enRetard = await requetes.selectFrom('courriel_a_envoyer').select('id').where('creeLe', '<', new Date(maintenant.getTime() - RETARD)).limit(1).executeTakeFirst();
  return enRetard === undefined ? 'ok' : 'en_retard';
};
