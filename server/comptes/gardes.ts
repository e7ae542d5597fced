import { sql } from 'kysely';
import { verrouillerEcriture } from '../base/base.ts';
import type { ContexteService } from '../contexte.ts';
import { demanderCourriel } from '../courriel/demande.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces } from './acces.ts';
import { journaliserCompte } from './acces.ts';
import type { Limiteur } from './limites.ts';
import { creerLimiteur } from './limites.ts';

export const ESSAIS_MAXIMAUX = 10;
export const BLOCAGE = 15 * 60_000;
/** Échecs admis par adresse réseau sur 15 minutes : large, car un site entier sort souvent par une seule adresse. */
const ESSAIS_PAR_ADRESSE = 100;
/** Rafraîchissements refusés par adresse réseau : plus large encore, un site rouvre toutes ses sessions le même matin. */
const RAFRAICHISSEMENTS_PAR_ADRESSE = 400;
/** Codes demandés par heure : pour une même adresse de courriel, et depuis une même adresse réseau. */
const DEMANDES_PAR_COURRIEL = 3;
const DEMANDES_PAR_ADRESSE = 30;
const HEURE = 3_600_000;

export const bloque = (attente: number): ErreurService => {
  const secondes = Math.max(1, Math.ceil(attente / 1000));
  return new ErreurService(429, 'session.bloque', `Trop d’essais : recommencer dans ${Math.ceil(secondes / 60)} minute(s).`, { attendre: secondes });
};

/** Un essai compté d’avance. `bloquant` : c’est le dernier permis, son échec bloque le compte. */
export interface Essai { readonly bloquant: boolean }

/** Freins et blocages, partagés par toutes les routes et toutes les instances du service. */
export interface Gardes {
  /** Lève `session.bloque` (429) quand l’adresse réseau a trop échoué. */
  verifierAdresse(adresse: string): Promise<void>;
  compterEchec(adresse: string): Promise<void>;
  verifierRafraichissement(adresse: string): Promise<void>;
  compterRafraichissementRefuse(adresse: string): Promise<void>;
  /** Blocage des adresses de courriel inconnues, semblable à celui d’un compte : lève `session.bloque`, sinon compte l’essai. */
  essayerInconnue(email: string): Promise<void>;
  /** Vrai quand un courriel peut être demandé pour cette adresse, depuis cette adresse réseau. Compte la demande. */
  admettreDemande(email: string, adresse: string): Promise<boolean>;
  /** Compte l’essai avant de vérifier, en une instruction : des essais simultanés ne passent pas la borne. Lève `session.bloque` quand le compte est bloqué. */
  prendreUnEssai(compte: Pick<Acces, 'id' | 'bloqueJusqua'>, adresse: string): Promise<Essai>;
  /** L’essai n’était pas faux, mais n’ouvre rien encore (second facteur à venir) : il ne compte pas, sans effacer ceux d’avant. */
  rendreUnEssai(id: string): Promise<void>;
  /** Après un essai faux : compte l’adresse réseau et, si le compte se bloque, l’écrit au journal. `codes` : c’était un code, donc le mot de passe est connu de l’auteur ; la personne est prévenue. */
  constaterEchec(compte: Acces, essai: Essai, adresse: string, codes: boolean): Promise<void>;
}

export const creerGardes = (contexte: Pick<ContexteService, 'base' | 'cle' | 'horloge'>): Gardes => {
  const { base, horloge } = contexte;
  const parAdresse = creerLimiteur(contexte, 'echecs', ESSAIS_PAR_ADRESSE, BLOCAGE);
  const rafraichissements = creerLimiteur(contexte, 'rafraichissements', RAFRAICHISSEMENTS_PAR_ADRESSE, BLOCAGE);
  const inconnues = creerLimiteur(contexte, 'inconnues', ESSAIS_MAXIMAUX, BLOCAGE);
  const demandesParCourriel = creerLimiteur(contexte, 'demandes_courriel', DEMANDES_PAR_COURRIEL, HEURE);
  const demandesParAdresse = creerLimiteur(contexte, 'demandes_adresse', DEMANDES_PAR_ADRESSE, HEURE);
  const exiger = async (attente: Promise<number>): Promise<void> => {
    const reste = await attente;
    if (reste > 0) throw bloque(reste);
  };
  const compter = async (limiteur: Limiteur, cle: string): Promise<void> => { await limiteur.compter(cle); };
  return {
    verifierAdresse: (adresse) => exiger(parAdresse.attente(adresse)),
    compterEchec: (adresse) => compter(parAdresse, adresse),
    verifierRafraichissement: (adresse) => exiger(rafraichissements.attente(adresse)),
    compterRafraichissementRefuse: (adresse) => compter(rafraichissements, adresse),
    essayerInconnue: (email) => exiger(inconnues.compter(email)),
    // une demande de trop depuis cette adresse réseau ne compte pas contre le courriel qu’elle vise
    admettreDemande: async (email, adresse) => await demandesParAdresse.compter(adresse) === 0 && await demandesParCourriel.compter(email) === 0,
    prendreUnEssai: async ({ id, bloqueJusqua }, adresse) => {
      const instant = horloge();
      const fin = new Date(instant.getTime() + BLOCAGE);
      const { rows } = await sql<{ bloqueJusqua: Date | null }>`
        update acces set "essaisRates" = (case when "bloqueJusqua" is null then "essaisRates" else 0 end) + 1,
          "bloqueJusqua" = case when (case when "bloqueJusqua" is null then "essaisRates" else 0 end) + 1 >= ${sql.lit(ESSAIS_MAXIMAUX)} then ${fin}::timestamptz end
        where "utilisateurId" = ${id} and ("bloqueJusqua" is null or "bloqueJusqua" <= ${instant}::timestamptz) returning "bloqueJusqua"`.execute(base.db);
      const [ligne] = rows;
      if (ligne === undefined) {
        await parAdresse.compter(adresse);
        throw bloque((bloqueJusqua?.getTime() ?? instant.getTime() + BLOCAGE) - instant.getTime());
      }
      return { bloquant: ligne.bloqueJusqua !== null };
    },
    rendreUnEssai: async (id) => {
      await base.db.updateTable('acces').set({ essaisRates: sql<number>`greatest("essaisRates" - 1, 0)`, bloqueJusqua: null }).where('utilisateurId', '=', id).execute();
    },
    constaterEchec: async (compte, { bloquant }, adresse, codes) => {
      await parAdresse.compter(adresse);
      if (!bloquant) return;
      // le blocage est déjà posé, avec l’essai : seul son échec, connu maintenant, s’écrit
      await base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        await journaliserCompte(trx, compte, 'session.echec_bloquant', horloge());
        if (codes) await demanderCourriel(trx, { genre: 'codes_faux', utilisateurId: compte.id }, horloge());
      });
    },
  };
};
