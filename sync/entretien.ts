import type { EtatPoste, EtatSession, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { lireReglage } from '../db/base.ts';
import type { OptionsConnexion } from '../db/connexion.ts';
import { cheminsDe, tailleBase } from '../db/fichiers.ts';
import { compterFile } from '../db/file.ts';
import { rechiffrer } from '../db/rechiffrement.ts';
import { fichiersChiffres, listerSauvegardes, sauvegarder } from '../db/sauvegardes.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import { join } from 'node:path';
import type { Coffre } from './coffre.ts';
import { listerComptes } from './comptes.ts';
import { exporterTravail } from './export.ts';
import type { SessionPoste } from './session.ts';

/** Ce que l’entretien demande au poste. */
export interface HoteEntretien {
  readonly dossier: string;
  readonly dossierExport: string;
  readonly connexion: OptionsConnexion;
  readonly coffre: Coffre;
  readonly catalogue: Catalogue;
  readonly session: () => SessionPoste;
  readonly maintenant: () => string;
  /** Ferme les fichiers du compte ouvert, fait `entre`, les rouvre. */
  readonly rouvrir: (session: SessionPoste, entre: () => void) => Promise<void>;
  /** Retire la session (plus aucun geste) sans fermer ses fichiers. */
  readonly suspendre: () => Promise<SessionPoste>;
  readonly reinstaller: (session: SessionPoste) => void;
  /** Ferme les fichiers d’une session suspendue et efface le compte de cette machine. */
  readonly oublier: (session: SessionPoste) => Promise<void>;
  readonly etatSession: () => EtatSession;
}
export interface Entretien {
  readonly traitements: Pick<Traitements, 'poste.etat' | 'poste.sauvegarder' | 'poste.changerCle' | 'poste.exporter' | 'poste.oublier'>;
  sauvegarderSiBesoin(session: SessionPoste): void;
}

const lireReparation = (texte: string | null): EtatPoste['reparation'] => (texte === null ? null : (JSON.parse(texte) as { le: string; message: string }));

/** Sauvegardes, clé, export et oubli du poste. */
export const creerEntretien = (hote: HoteEntretien): Entretien => {
  const { connexion, coffre } = hote;

  const etat = (): EtatPoste => {
    const { base } = hote.session();
    return {
      coffre: coffre.etat(), tailleTravail: tailleBase(base.chemins.travail), tailleOffre: tailleBase(base.chemins.offre), sauvegardes: listerSauvegardes(base.chemins).map(({ le, octets }) => ({ le, octets })),
      reparation: lireReparation(lireReglage(base, 'reparation')),
    };
  };
  const exporter = ({ base, utilisateur }: SessionPoste) => exporterTravail(base, hote.dossierExport, utilisateur, hote.catalogue.version, hote.maintenant());
  /** Ce que cette machine est seule à tenir : commandes non envoyées, refus et conflits non tranchés. */
  const seuls = ({ base }: SessionPoste): number => { const { enAttente, conflits, refus } = compterFile(base); return enAttente + conflits + refus; };

  const oublier = async (nonEnvoye: 'envoyer' | 'exporter'): Promise<string | null> => {
    if (nonEnvoye === 'envoyer') await hote.session().synchroniseur.maintenant();
    const session = await hote.suspendre();
    try {
      const reste = seuls(session);
      if (reste > 0 && nonEnvoye === 'envoyer') {
        throw new ErreurPoste('poste.non_envoye', `${reste} ${reste > 1 ? 'modifications restent' : 'modification reste'} sur ce poste, à envoyer ou à trancher. Rien n’a été effacé : attendre le réseau, décider les refus et les conflits, ou les exporter dans un fichier.`);
      }
      const chemin = reste === 0 ? null : exporter(session).chemin;
      await hote.oublier(session);
      return chemin;
    } catch (erreur) {
      if (session.base.ouverte()) hote.reinstaller(session);
      throw erreur;
    }
  };

  return {
    sauvegarderSiBesoin: (session) => {
      if (!session.aSauvegarder) return;
      try {
        sauvegarder(session.base, hote.maintenant(), connexion);
        session.aSauvegarder = false;
      } catch (erreur) {
        // le travail, lui, est enregistré ; la prochaine minute réessaiera
        console.error('Sauvegarde du travail :', erreur);
      }
    },
    traitements: {
      'poste.etat': etat,
      'poste.sauvegarder': () => {
        const session = hote.session();
        sauvegarder(session.base, hote.maintenant(), connexion);
        session.aSauvegarder = false;
        return etat();
      },
      'poste.changerCle': async () => {
        await coffre.changerCle((cles) => hote.rouvrir(hote.session(), () => {
          for (const compte of listerComptes(hote.dossier)) {
            const { anciennes, nouvelle } = cles(compte);
            for (const chemin of fichiersChiffres(cheminsDe(join(hote.dossier, 'comptes', compte)))) rechiffrer(chemin, anciennes, nouvelle, connexion);
          }
        }));
        return etat();
      },
      'poste.exporter': () => exporter(hote.session()),
      'poste.oublier': async ({ nonEnvoye }) => ({ chemin: await oublier(nonEnvoye), session: hote.etatSession() }),
    },
  };
};
