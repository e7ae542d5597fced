import type { Traitements } from '../contract/poste.ts';
import { CHEMIN_AGREGATS, schemaAgregats } from '../contract/agregats.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import type { SessionPoste } from './session.ts';

const REGLAGE = 'agregats';

/** Les agrégats se lisent au service ; la dernière publication reçue reste dans le fichier chiffré du compte, pour le travail hors ligne. */
export const creerAgregats = ({ client, session }: { readonly client: ClientService; readonly session: () => SessionPoste }): Pick<Traitements, 'agregats.lire'> => ({
  'agregats.lire': async () => {
    const { base } = session();
    try {
      const recus = await client.interroger(CHEMIN_AGREGATS, schemaAgregats);
      ecrireReglage(base, REGLAGE, JSON.stringify(recus));
      return { ...recus, horsLigne: false };
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      if (erreur.code !== 'hors_ligne' && erreur.code !== 'session') throw new ErreurPoste(erreur.code, erreur.message);
      const gardes = lireReglage(base, REGLAGE);
      if (gardes === null) throw new ErreurPoste('agregats.hors_ligne', 'Les agrégats n’ont pas encore été reçus sur ce poste : ils se liront dès que le service répondra.');
      return { ...schemaAgregats.parse(JSON.parse(gardes)), horsLigne: true };
    }
  },
});
