import { z } from 'zod';
import type { Designation } from '../../contract/programmes.ts';
import { CHEMINS_PROGRAMMES, schemaDesignations, schemaDesigner, schemaRapportVise } from '../../contract/programmes.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { Requetes } from '../base/schema.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';

/** Programmes d’un compte : au-delà, ce n’est plus une personne. */
const MAXIMUM = 200;
const lire = async (db: Requetes, utilisateurId: string): Promise<{ programmes: Designation[] }> => ({
  programmes: (await db.selectFrom('programme_rapport').select(['rapportId', 'posteId', 'poste', 'depuis']).where('utilisateurId', '=', utilisateurId).orderBy('rapportId').execute()).map(({ depuis, ...ligne }) => ({ ...ligne, depuis: depuis.toISOString() })),
});

/** Les rapports programmés d’une personne : sur quel de ses postes chacun se laisse. Chacun ne voit et ne change que les siens. */
export const routesProgrammes = (serveur: Serveur, contexte: ContexteService): void => {
  const commun = { tags: ['Rapports'], security: [{ jeton: [] }] };
  const onRequest = authentifier(contexte);
  const { db } = contexte.base;
  serveur.route({
    method: 'GET', url: CHEMINS_PROGRAMMES.liste, onRequest, schema: { ...commun, summary: 'Postes de mes rapports programmés', response: { 200: schemaDesignations, 401: schemaErreur } },
    handler: (requete) => lire(db, exigerCompte(requete).utilisateur.id),
  });
  serveur.route({
    method: 'POST', url: CHEMINS_PROGRAMMES.un, onRequest,
    schema: { ...commun, summary: 'Désigner le poste d’un rapport programmé', params: schemaRapportVise, body: schemaDesigner, response: { 200: schemaDesignations, 400: schemaErreur, 401: schemaErreur, 409: schemaErreur }, description: 'Le dernier choix de la personne l’emporte : un choix plus ancien, envoyé plus tard par un poste qui était hors ligne, ne change rien.' },
    handler: async (requete) => {
      const utilisateurId = exigerCompte(requete).utilisateur.id;
      const { programmes } = await lire(db, utilisateurId);
      if (programmes.length >= MAXIMUM && !programmes.some(({ rapportId }) => rapportId === requete.params.rapportId)) throw new ErreurService(409, 'programmes.nombre', `${MAXIMUM} rapports programmés au plus : en arrêter un.`);
      // une horloge en avance ne garde pas le choix pour toujours
      const [voulu, maintenant] = [new Date(requete.body.depuis), contexte.horloge()];
      const depuis = voulu > maintenant ? maintenant : voulu;
      const { posteId, poste } = requete.body;
      await db.insertInto('programme_rapport').values({ utilisateurId, rapportId: requete.params.rapportId, posteId, poste, depuis })
        .onConflict((conflit) => conflit.columns(['utilisateurId', 'rapportId']).doUpdateSet({ posteId, poste, depuis }).where('programme_rapport.depuis', '<=', depuis)).execute();
      return lire(db, utilisateurId);
    },
  });
  serveur.route({
    method: 'DELETE', url: CHEMINS_PROGRAMMES.un, onRequest, schema: { ...commun, summary: 'Ne plus désigner de poste', params: schemaRapportVise, response: { 204: z.null(), 400: schemaErreur, 401: schemaErreur } },
    handler: async (requete, reponse) => {
      await db.deleteFrom('programme_rapport').where('utilisateurId', '=', exigerCompte(requete).utilisateur.id).where('rapportId', '=', requete.params.rapportId).execute();
      return reponse.status(204).send(null);
    },
  });
};
