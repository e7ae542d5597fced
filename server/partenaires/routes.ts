import { CHEMINS_PARTENAIRES, DECLARATIONS_PAR_ENVOI, PLACES_PAR_ENVOI, schemaDepotOccupations, schemaReponseOccupations } from '../../contract/partenaires.ts';
import type { IssuePartenaire } from '../../contract/partenaires.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { lireVersionClient } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { cleDe, cleInvalide, creerAccesPartenaires } from './acces.ts';
import { deposer } from './depot.ts';
import { routesLecture } from './routesLecture.ts';

/** Envois d’une clé avant d’attendre. */
const ENVOIS_PAR_MINUTE = 60;
const CORPS_MAXIMAL = 2 * 1024 * 1024;

/** Routes des logiciels partenaires : lire l’offre, déposer l’occupation, par une clé. */
export const routesPartenaires = (serveur: Serveur, contexte: ContexteService): void => {
  serveur.decorateRequest('partenaire', null);
  const acces = creerAccesPartenaires(contexte);
  routesLecture(serveur, contexte, acces);
  serveur.route({
    method: 'PUT', url: CHEMINS_PARTENAIRES.occupations, bodyLimit: CORPS_MAXIMAL, onRequest: acces('occupations', ENVOIS_PAR_MINUTE),
    schema: {
      tags: ['Partenaires'], summary: 'Déposer l’occupation de dispositifs', security: [{ cle: [] }], body: schemaDepotOccupations,
      response: { 200: schemaReponseOccupations, 400: schemaErreur, 401: schemaErreur, 403: schemaErreur, 413: schemaErreur, 422: schemaErreur, 429: schemaErreur },
      description: `${DECLARATIONS_PAR_ENVOI} déclarations et ${PLACES_PAR_ENVOI} places au plus. Chaque déclaration a son issue, dans l’ordre : elle est faite entière, ou pas du tout, sans arrêter les autres. Renvoyer la même n’a pas d’effet (« sansEffet »). `
        + 'Aucune donnée sur les personnes : une place, une occupation, une date.',
    },
    handler: async (requete) => {
      const { declarations } = requete.body;
      if (declarations.length > DECLARATIONS_PAR_ENVOI) throw new ErreurService(413, 'taille', `${DECLARATIONS_PAR_ENVOI} déclarations au plus par envoi : en faire plusieurs.`, { champ: 'declarations' });
      if (declarations.reduce((somme, declaration) => somme + ('places' in declaration ? declaration.places.length : 0), 0) > PLACES_PAR_ENVOI) throw new ErreurService(413, 'taille', `${PLACES_PAR_ENVOI} places au plus par envoi : en faire plusieurs.`, { champ: 'declarations' });
      const codes = declarations.map(({ dispositif }) => dispositif);
      const double = codes.find((code, rang) => codes.indexOf(code) !== rang);
      if (double !== undefined) throw new ErreurService(422, 'dispositif_double', `« ${double} » est déclaré deux fois dans le même envoi.`, { champ: 'declarations' });
      const issues: IssuePartenaire[] = [];
      for (const declaration of declarations) {
        const issue = await deposer(contexte, cleDe(requete), declaration, lireVersionClient(requete.headers['x-siao-client']));
        // retirée au milieu de l’envoi : ce qui précède est fait, et se renvoie sans effet
        if (issue === null) throw cleInvalide();
        issues.push(issue);
      }
      return { issues };
    },
  });
};
