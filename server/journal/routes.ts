import { Readable } from 'node:stream';
import { z } from 'zod';
import { CHEMINS_JOURNAL, OBJETS_JOURNAL, PAGE_JOURNAL, PAGE_JOURNAL_MAXIMALE, schemaDemandeJournal, schemaPageJournal, schemaTeteJournal } from '../../contract/journal.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte, lireVersionClient } from '../contexte.ts';
import { exporterJournal } from './export.ts';
import { lireDerniere } from './journal.ts';
import { exigerLecture, lireHistorique, lirePageJournal } from './lecture.ts';

const schemaPage = z.object({
  avant: z.coerce.number().int().min(1).optional().describe('Numéro rendu dans `suite` par la page précédente ; absent pour la première.'),
  limite: z.coerce.number().int().min(1).max(PAGE_JOURNAL_MAXIMALE).default(PAGE_JOURNAL).describe('Lignes par page.'),
});

/** Routes du journal : pages, historique d’une fiche, tête, export. */
export const routesJournal = (serveur: Serveur, contexte: ContexteService): void => {
  const onRequest = authentifier(contexte);
  const security = [{ jeton: [] }];
  const refus = { 400: schemaErreur, 401: schemaErreur, 403: schemaErreur };
  serveur.route({
    method: 'GET', url: CHEMINS_JOURNAL.page, onRequest,
    schema: {
      tags: ['Journal'], summary: 'Lire le journal', security, querystring: schemaDemandeJournal.extend(schemaPage.shape), response: { 200: schemaPageJournal, ...refus },
      description: 'La ligne la plus récente d’abord. Une ligne se lit quand sa fiche se lit maintenant ; jamais la valeur d’un champ que le profil ne lit pas.',
    },
    handler: async (requete) => {
      const { avant, limite, ...filtre } = requete.query;
      return lirePageJournal(contexte.base.db, exigerCompte(requete).acteur, filtre, avant ?? null, limite);
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS_JOURNAL.tete, onRequest,
    schema: {
      tags: ['Journal'], summary: 'Lire la tête du journal', security, querystring: z.object({ vue: z.coerce.number().int().min(1).optional() }), response: { 200: schemaTeteJournal, ...refus },
      description: '`vue` : numéro de la dernière ligne que le poste avait vue ; son empreinte d’aujourd’hui revient, pour qu’il voie si le journal prolonge celui d’alors.',
    },
    handler: async (requete) => {
      exigerLecture(exigerCompte(requete).acteur, 'ecran');
      const { vue } = requete.query;
      const ligne = vue === undefined ? undefined : await contexte.base.db.selectFrom('journal').select(['no', 'empreinte']).where('no', '=', vue).executeTakeFirst();
      return { tete: await lireDerniere(contexte.base), vue: ligne ?? null };
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS_JOURNAL.export, onRequest,
    schema: {
      tags: ['Journal'], summary: 'Exporter le journal', security, querystring: schemaDemandeJournal, response: { 200: z.unknown().describe('csv (`text/csv`, UTF-8, point-virgule).'), ...refus },
      description: 'Mêmes filtres et mêmes droits que la lecture. L’export est lui-même écrit au journal. `x-siao-lignes` : nombre de lignes annoncé. Un flux coupé est un export à refaire.',
    },
    handler: async (requete, reponse) => {
      const { total, texte } = await exporterJournal(contexte, exigerCompte(requete), requete.query, lireVersionClient(requete.headers['x-siao-client']));
      return reponse.type('text/csv; charset=utf-8').headers({ 'cache-control': 'no-store', 'x-siao-lignes': String(total), 'content-disposition': 'attachment; filename="journal-siao.csv"' }).send(Readable.from(texte));
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS_JOURNAL.fiche, onRequest,
    schema: {
      tags: ['Journal'], summary: 'Lire l’historique d’une fiche', security, params: z.object({ objet: z.enum(OBJETS_JOURNAL), id: z.string().max(64) }), querystring: schemaPage,
      response: { 200: schemaPageJournal, ...refus, 404: schemaErreur },
    },
    handler: async (requete) => {
      const { objet, id } = requete.params;
      const { avant, limite } = requete.query;
      return lireHistorique(contexte.base.db, exigerCompte(requete).acteur, objet, id, avant ?? null, limite);
    },
  });
};
