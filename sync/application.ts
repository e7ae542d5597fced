import type { EtatApplication, MiseAJour, OrganisationDuPoste } from '../contract/methodesApplication.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';

/** Ce que le processus principal sait faire de l’application ; la page ne l’atteint que par ces traitements. */
export interface RelaisApplication {
  readonly organisation: OrganisationDuPoste;
  chercher(): void;
  /** Ferme ce processus, installe, relance. */
  installer(): void;
}

interface Options { readonly version: string; readonly service: string; readonly relais: RelaisApplication | undefined; readonly emettre: (etat: EtatApplication) => void; /** Appels de la page en cours, celui-ci compris. */ readonly enCours: () => number }
export interface Application { readonly traitements: Pick<Traitements, `application.${string}` & keyof Traitements>; recevoir(miseAJour: MiseAJour): void }

/** Une lecture d’écran finit en un instant ; ce qui dure davantage est un vrai traitement. */
const PATIENCE_MS = 2_000;
const PAS_MS = 50;

export const creerApplication = ({ version, service, relais, emettre, enCours }: Options): Application => {
  // ce qui en est se sait du processus principal, par `recevoir` ; sans lui, personne ne met à jour
  let miseAJour: MiseAJour = { etat: 'indisponible', version: null, pourcentage: null, le: null, message: null };
  const etat = (): EtatApplication => ({ version, service, organisation: relais?.organisation ?? { chemin: null, erreur: null, mandataire: 'systeme', canal: null }, miseAJour });
  return {
    recevoir: (recue) => { miseAJour = recue; emettre(etat()); },
    traitements: {
      'application.etat': etat,
      'application.chercher': () => { if (miseAJour.etat !== 'indisponible') relais?.chercher(); return etat(); },
      'application.installer': async () => {
        if (miseAJour.etat !== 'prete' || relais === undefined) throw new ErreurPoste('application.rien', 'Aucune mise à jour n’est prête à installer.');
        for (let attendu = 0; enCours() > 1; attendu += PAS_MS) {
          if (attendu >= PATIENCE_MS) throw new ErreurPoste('application.occupee', 'Un traitement est en cours sur ce poste (chargement, export, geste en nombre) : attendre sa fin ou l’annuler, puis redémarrer.');
          await new Promise((resoudre) => { setTimeout(resoudre, PAS_MS); });
        }
        relais.installer();
        return etat();
      },
    },
  };
};
