import { join } from 'node:path';
import { CHEMINS_COMPTES, schemaCodesDeSecours, schemaDefiEnrolement, schemaEtatSecondFacteur, schemaSessionsOuvertes } from '../contract/comptes.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { ecrireEntier } from '../db/fichiers.ts';
import type { Authentification } from './authentification.ts';
import { enErreurPoste, horsLigne } from './authentification.ts';
import type { RetenirCompte } from './comptes.ts';
import type { ClientService } from './client.ts';
import type { SessionPoste } from './session.ts';

interface Hote {
  readonly client: ClientService;
  readonly session: () => SessionPoste;
  readonly authentification: Pick<Authentification, 'codes' | 'retenirCodes' | 'jeton'>;
  readonly retenirCompte: RetenirCompte;
  readonly dossierExport: string;
  readonly maintenant: () => string;
}
const fait = { fait: true } as const;
const texteDesCodes = (codes: readonly string[], email: string, maintenant: string): string => [
  'SIAO Offre : codes de secours', `Compte : ${email}`, `Faits le ${maintenant.slice(0, 10)}`, '',
  ...codes, '', 'Chaque code sert une seule fois, à la place du code de l’application, pour se connecter sans le téléphone.', 'Les garder en lieu sûr, hors de cette machine (imprimés, par exemple), puis effacer ce fichier.', '',
].join('\n');

/** « Mon compte » : le service décide de tout ; le poste n’y ajoute que son vérificateur local et le fichier des codes. */
export const traitementsMonCompte = ({ client, session, authentification, retenirCompte, dossierExport, maintenant }: Hote): Pick<Traitements, Extract<keyof Traitements, `compte.${string}`>> => {
  let defi: string | undefined;
  const demander = async <T>(geste: () => Promise<T>): Promise<T> => {
    session();
    // ouvert hors ligne, le compte n’a pas encore de session à présenter
    if (authentification.jeton() === 'hors_ligne') throw horsLigne();
    try { return await geste(); } catch (erreur) { throw enErreurPoste(erreur); }
  };
  const retenir = (recus: { codesDeSecours: string[] } | undefined): { codesDeSecours: string[] } => {
    const { codesDeSecours } = schemaCodesDeSecours.parse(recus);
    authentification.retenirCodes(codesDeSecours);
    return { codesDeSecours };
  };
  return {
    'compte.changerMotDePasse': async (demande) => {
      await demander(() => client.demander('POST', CHEMINS_COMPTES.monMotDePasse, demande, null));
      const { base, utilisateur } = session();
      // l’ancien mot de passe n’ouvre plus ce poste
      await retenirCompte(base, utilisateur, demande.nouveau);
      return fait;
    },
    'compte.secondFacteur': () => demander(() => client.interroger(CHEMINS_COMPTES.monSecondFacteur, schemaEtatSecondFacteur)),
    'compte.ajouterSecondFacteur': async (demande) => {
      const recu = schemaDefiEnrolement.parse(await demander(() => client.demander('POST', CHEMINS_COMPTES.monSecondFacteur, demande, schemaDefiEnrolement)));
      defi = recu.defi;
      return { secret: recu.secret, uri: recu.uri };
    },
    'compte.confirmerSecondFacteur': async ({ code }) => {
      const courant = defi;
      if (courant === undefined) throw new ErreurPoste('session.etape', 'Cette étape est finie ou abandonnée : recommencer.');
      const recus = await demander(() => client.demander('POST', CHEMINS_COMPTES.monSecondFacteurConfirmation, { defi: courant, code }, schemaCodesDeSecours));
      defi = undefined;
      return retenir(recus);
    },
    'compte.retirerSecondFacteur': async (demande) => { await demander(() => client.demander('POST', CHEMINS_COMPTES.monSecondFacteurRetrait, demande, null)); return fait; },
    'compte.renouvelerCodes': async (demande) => retenir(await demander(() => client.demander('POST', CHEMINS_COMPTES.mesCodesDeSecours, demande, schemaCodesDeSecours))),
    'compte.enregistrerCodes': () => {
      if (authentification.codes().length === 0) throw new ErreurPoste('codes.absents', 'Ces codes ne sont plus en mémoire : en refaire depuis « Mon compte ».');
      const chemin = join(dossierExport, `SIAO-codes-de-secours-${maintenant().replace(/[:.]/gu, '-')}.txt`);
      ecrireEntier(chemin, texteDesCodes(authentification.codes(), session().utilisateur.email, maintenant()));
      return { chemin };
    },
    'compte.sessions': () => demander(() => client.interroger(CHEMINS_COMPTES.sessions, schemaSessionsOuvertes)),
    'compte.fermerSession': async ({ famille }) => { await demander(() => client.demander('DELETE', CHEMINS_COMPTES.uneSession.replace(':famille', encodeURIComponent(famille)), undefined, null)); return fait; },
    'compte.fermerAutres': async () => { await demander(() => client.demander('DELETE', CHEMINS_COMPTES.sessions, undefined, null)); return fait; },
  };
};
