import type { FastifyRequest } from 'fastify';
import { CHEMINS_PARTENAIRES, DECLARATIONS_PAR_ENVOI, PLACES_PAR_ENVOI, PREFIXE_CLE, schemaDepotOccupations, schemaReponseOccupations } from '../../contract/partenaires.ts';
import type { IssuePartenaire } from '../../contract/partenaires.ts';
import { schemaErreur } from '../../contract/service.ts';
import { creerLimiteur } from '../comptes/limites.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { lireVersionClient } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { deposer } from './depot.ts';
import { lirePartenaire } from './cles.ts';

/** Envois d’une clé, et clés fausses d’une adresse réseau, avant d’attendre. */
const ENVOIS_PAR_MINUTE = 60;
const FAUSSES_PAR_ADRESSE = 100;
const MINUTE = 60_000;
const CORPS_MAXIMAL = 2 * 1024 * 1024;

const cleDe = ({ headers }: FastifyRequest): string => {
  const [schema, cle] = (headers.authorization ?? '').split(' ');
  return schema?.toLowerCase() === 'bearer' && cle?.startsWith(PREFIXE_CLE) === true ? cle : '';
};
const invalide = (): ErreurService => new ErreurService(401, 'cle.invalide', 'Clé absente, inconnue, expirée ou retirée.');

/** Routes des logiciels partenaires : déposer l’occupation, par une clé. */
export const routesPartenaires = (serveur: Serveur, contexte: ContexteService): void => {
  const envois = creerLimiteur(ENVOIS_PAR_MINUTE, MINUTE);
  const fausses = creerLimiteur(FAUSSES_PAR_ADRESSE, 15 * MINUTE);
  const attendre = (millisecondes: number): void => { if (millisecondes > 0) throw new ErreurService(429, 'cle.frequence', 'Trop d’envois : attendre avant de recommencer.', { attendre: Math.ceil(millisecondes / 1000) }); };
  serveur.route({
    method: 'PUT', url: CHEMINS_PARTENAIRES.occupations, bodyLimit: CORPS_MAXIMAL,
    onRequest: async (requete) => {
      const maintenant = contexte.horloge();
      attendre(fausses.attente(requete.ip, maintenant.getTime()));
      const partenaire = await lirePartenaire(contexte.base.db, cleDe(requete), maintenant);
      if (partenaire === undefined) { fausses.compter(requete.ip, maintenant.getTime()); throw invalide(); }
      attendre(envois.attente(partenaire.cleId, maintenant.getTime()));
      envois.compter(partenaire.cleId, maintenant.getTime());
      await contexte.base.db.updateTable('cle_partenaire').set({ dernierUsage: maintenant }).where('id', '=', partenaire.cleId).execute();
    },
    schema: {
      tags: ['Partenaires'], summary: 'Déposer l’occupation de dispositifs', security: [{ cle: [] }], body: schemaDepotOccupations,
      response: { 200: schemaReponseOccupations, 400: schemaErreur, 401: schemaErreur, 413: schemaErreur, 422: schemaErreur, 429: schemaErreur },
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
        if (issue === null) throw invalide();
        issues.push(issue);
      }
      return { issues };
    },
  });
};
