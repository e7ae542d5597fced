import { join } from 'node:path';
import type { Traitements } from '../contract/poste.ts';
import { CHEMIN_MES_DONNEES, schemaMesDonnees } from '../contract/mesDonnees.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { ecrireEntier } from '../db/fichiers.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';

/** Remet à la personne ses données, dans un fichier lisible d’elle seule. Rien n’en reste sur le poste ailleurs. */
export const creerMesDonnees = ({ client, dossierExport, maintenant }: { readonly client: ClientService; readonly dossierExport: string; readonly maintenant: () => string }): Pick<Traitements, 'moi.donnees'> => ({
  'moi.donnees': async () => {
    try {
      const donnees = await client.interroger(CHEMIN_MES_DONNEES, schemaMesDonnees);
      const chemin = join(dossierExport, `SIAO-mes-donnees-${maintenant().replace(/[:.]/gu, '-')}.json`);
      ecrireEntier(chemin, `${JSON.stringify(donnees, null, 2)}\n`);
      return { chemin };
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      throw erreur.code === 'hors_ligne' ? new ErreurPoste('mes_donnees.hors_ligne', 'Ces données se demandent au service : recommencer en ligne.') : new ErreurPoste(erreur.code, erreur.message);
    }
  },
});
