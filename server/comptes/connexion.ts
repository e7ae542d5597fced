import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Moyen, ReponseConnexion } from '../../contract/comptes.ts';
import { DUREE_DEFI, schemaMoyen } from '../../contract/comptes.ts';
import type { Session } from '../../contract/service.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces } from './acces.ts';
import { etatAcces, journaliserCompte, lireAcces } from './acces.ts';
import type { Gardes } from './gardes.ts';
import { hacherMotDePasse, verifierMotDePasse } from './motsDePasse.ts';
import { aSecondFacteur, codesRestants, consommerCode, estObligatoire, poserSecondFacteur, tirerSecret } from './secondFacteur.ts';
import { consommer, desceller, sceller } from './secrets.ts';
import type { Sessions } from './sessions.ts';

/** `etat` : un nouveau mot de passe ou un changement de droits périme le défi (`etatAcces`). */
const schemaContenuDefi = z.object({ id: z.string(), etat: z.string(), moyen: schemaMoyen, poste: z.string().optional(), secret: z.string().optional() });
type ContenuDefi = z.infer<typeof schemaContenuDefi>;
type UsageDefi = 'defi_second_facteur' | 'defi_enrolement';

const identifiants = (): ErreurService => new ErreurService(401, 'session.identifiants', 'Adresse ou mot de passe inexact.');
export const suspendu = (): ErreurService => new ErreurService(403, 'session.suspendu', 'Ce compte est suspendu : s’adresser à l’administrateur.');
const perime = (): ErreurService => new ErreurService(401, 'session.defi', 'Cette étape de connexion n’est plus valable : recommencer la connexion.');

/** D’où vient une connexion. `ancien` : le poste annonce le protocole d’avant les défis. */
export interface Provenance { readonly adresse: string; readonly poste: string | undefined; readonly ancien: boolean }

export interface Connexion {
  /** Premier facteur : le mot de passe. Refus : `session.identifiants` (401), `session.suspendu` (403, mot de passe juste), `session.bloque` (429), `protocole` (426). */
  parMotDePasse(email: string, motDePasse: string, provenance: Provenance): Promise<ReponseConnexion>;
  /** Suite d’un premier facteur déjà vérifié : une session, ou un défi. `dispense` : le fournisseur d’identité a déjà demandé deux facteurs. */
  poursuivre(acces: Acces, moyen: Moyen, dispense: boolean, provenance: Provenance): Promise<ReponseConnexion>;
  /** Refus : `session.defi` (401), `secondFacteur.code` (403), `session.bloque` (429). */
  repondreCode(defi: string, code: string, adresse: string): Promise<Session>;
  /** Mêmes refus. Rend aussi les codes de secours. */
  repondreEnrolement(defi: string, code: string, adresse: string): Promise<{ session: Session; codesDeSecours: string[] }>;
}

/** Connexion en une ou deux étapes. Une adresse inconnue coûte autant, et se bloque de même, qu’une adresse connue : rien ne dit si elle existe. */
export const creerConnexion = (contexte: ContexteService, gardes: Gardes, sessions: Sessions): Connexion => {
  const { base, cle, horloge } = contexte;
  const leurre = hacherMotDePasse(randomUUID(), contexte.argon2);

  const finDefi = (): Date => new Date(horloge().getTime() + DUREE_DEFI * 1000);
  const defier = async (acces: Acces, moyen: Moyen, poste: string | undefined): Promise<ReponseConnexion | undefined> => {
    const commun: ContenuDefi = { id: acces.id, etat: etatAcces(acces), moyen, ...(poste === undefined ? {} : { poste }) };
    if (await aSecondFacteur(base.db, acces.id)) {
      const secours = await codesRestants(base.db, acces.id) > 0;
      return { etape: 'second_facteur', defi: sceller(cle, 'defi_second_facteur', commun, finDefi()), methodes: secours ? ['application', 'secours'] : ['application'] };
    }
    if (!estObligatoire(contexte, acces.profil)) return undefined;
    const { secret, uri } = tirerSecret(acces.email);
    return { etape: 'enrolement', defi: sceller(cle, 'defi_enrolement', { ...commun, secret }, finDefi()), secret, uri };
  };

  /** Ouvre la session si rien n’a changé depuis que le premier facteur a été vérifié. `avant` : ce qui s’y joint, dans la même transaction. */
  const ouvrir = <T>(attendu: Pick<ContenuDefi, 'id' | 'etat' | 'moyen' | 'poste'>, avant: (trx: Transaction<Schema>, acces: Acces) => Promise<T>): Promise<{ session: Session; fait: T }> => base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    const acces = await lireAcces(trx, { id: attendu.id });
    if (acces?.statut !== 'actif' || etatAcces(acces) !== attendu.etat) throw perime();
    const fait = await avant(trx, acces);
    return { fait, session: await sessions.ouvrir(trx, acces, { moyen: attendu.moyen, poste: attendu.poste }) };
  });

  const poursuivre: Connexion['poursuivre'] = async (acces, moyen, dispense, { poste, ancien }) => {
    const defi = dispense ? undefined : await defier(acces, moyen, poste);
    if (defi === undefined) return (await ouvrir({ id: acces.id, etat: etatAcces(acces), moyen, ...(poste === undefined ? {} : { poste }) }, () => Promise.resolve())).session;
    if (ancien) throw new ErreurService(426, 'protocole', 'Ce compte se connecte avec un second facteur, que cette version de SIAO Offre ne connaît pas : la mettre à jour.');
    return defi;
  };

  /** Lit le défi, compte l’essai, joue `etape` ; un code faux compte comme un mot de passe faux. */
  const repondre = async <T>(usage: UsageDefi, defi: string, adresse: string, etape: (trx: Transaction<Schema>, contenu: ContenuDefi, acces: Acces) => Promise<T>): Promise<{ session: Session; fait: T }> => {
    await gardes.verifierAdresse(adresse);
    const contenu = desceller(cle, usage, defi, schemaContenuDefi, horloge());
    const acces = contenu === undefined ? undefined : await lireAcces(base.db, { id: contenu.id });
    if (contenu === undefined || acces === undefined) {
      await gardes.compterEchec(adresse);
      throw perime();
    }
    const essai = await gardes.prendreUnEssai(acces, adresse);
    try {
      return await ouvrir({ ...contenu, moyen: contenu.moyen === 'agent' ? 'agent' : 'second_facteur' }, async (trx, relu) => {
        if (!await consommer(trx, defi, horloge(), DUREE_DEFI)) throw perime();
        return etape(trx, contenu, relu);
      });
    } catch (erreur) {
      if (erreur instanceof ErreurService && erreur.code === 'secondFacteur.code') await gardes.constaterEchec(acces, essai, adresse, true);
      else {
        if (erreur instanceof ErreurService) await gardes.compterEchec(adresse);
        await gardes.rendreUnEssai(acces.id);
      }
      throw erreur;
    }
  };

  return {
    parMotDePasse: async (email, motDePasse, provenance) => {
      const { adresse } = provenance;
      await gardes.verifierAdresse(adresse);
      const acces = await lireAcces(base.db, { email });
      if (acces === undefined) {
        await gardes.essayerInconnue(email);
        await verifierMotDePasse(await leurre, motDePasse);
        await gardes.compterEchec(adresse);
        throw identifiants();
      }
      const essai = await gardes.prendreUnEssai(acces, adresse);
      // sans mot de passe (invité, agent) : le même temps, le même refus
      const juste = await verifierMotDePasse(acces.motDePasse ?? await leurre, motDePasse) && acces.motDePasse !== null;
      if (!juste) {
        await gardes.constaterEchec(acces, essai, adresse, false);
        throw identifiants();
      }
      // un mot de passe juste n’efface pas les codes faux d’avant : sinon, qui le connaît essaierait des codes sans fin
      await gardes.rendreUnEssai(acces.id);
      if (acces.statut !== 'actif') throw suspendu();
      return poursuivre(acces, 'mot_de_passe', false, provenance);
    },
    poursuivre,
    repondreCode: async (defi, code, adresse) => (await repondre('defi_second_facteur', defi, adresse, async (trx, _contenu, acces) => {
      if (await consommerCode(trx, contexte, acces.id, code) === 'secours') await journaliserCompte(trx, acces, 'secondFacteur.codeDeSecours', horloge());
    })).session,
    repondreEnrolement: async (defi, code, adresse) => {
      const { session, fait } = await repondre('defi_enrolement', defi, adresse, async (trx, { secret }, acces) => {
        if (secret === undefined) throw perime();
        const codes = await poserSecondFacteur(trx, contexte, acces.id, secret, code).catch((erreur: unknown) => {
          // un autre poste l’a posé entre-temps : celui-ci recommence, et se verra demander un code
          throw erreur instanceof ErreurService && erreur.code === 'secondFacteur.deja' ? perime() : erreur;
        });
        await journaliserCompte(trx, acces, 'secondFacteur.active', horloge());
        return codes;
      });
      return { session, codesDeSecours: fait };
    },
  };
};
