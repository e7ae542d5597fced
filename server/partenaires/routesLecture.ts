import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CHEMINS_LECTURE, schemaChangements, schemaDemandeChangements, schemaDemandeIndicateur, schemaDemandeListe, schemaDisponibiliteLue, schemaDispositifLu, schemaEntiteLue, schemaGroupeLu, schemaIdIndicateur, schemaIndicateurLu, schemaIndicateursLus, schemaPage } from '../../contract/offrePartenaire.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../domain/indicateurs/registre.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { dateAParis } from '../synchronisation/envoi.ts';
import type { creerAccesPartenaires } from './acces.ts';
import { exigerPartenaire } from './acces.ts';
import type { DemandeListe } from './lecture.ts';
import { calculerPour, lireChangements, listerDisponibilites, listerDispositifs, listerEntites, listerGroupes } from './lecture.ts';

/** Lectures d’une clé avant d’attendre : l’offre d’un département se lit en quelques pages. */
const LECTURES_PAR_MINUTE = 300;
const ERREURS = { 400: schemaErreur, 401: schemaErreur, 403: schemaErreur, 429: schemaErreur };

/** La réponse et son empreinte ; inchangée depuis celle que le partenaire tient (`If-None-Match`), elle n’est pas renvoyée. */
const rendre = <R>(requete: FastifyRequest, reponse: FastifyReply, corps: R): R | undefined => {
  const etag = `W/"${createHash('sha256').update(JSON.stringify(corps)).digest('base64url').slice(0, 27)}"`;
  void reponse.headers({ etag, 'cache-control': 'private, no-cache' });
  if ((requete.headers['if-none-match'] ?? '').split(',').some((une) => une.trim() === etag || une.trim() === '*')) { void reponse.code(304); return undefined; }
  return corps;
};

const definir = ({ id, libelle, unite, numerateur, denominateur, exclusions, source, precautions }: Indicateur) => ({ id, libelle, unite, formule: { numerateur: numerateur.libelle, denominateur: denominateur?.libelle ?? null }, exclusions: [...exclusions], source, precautions: [...precautions] });
const periodeDe = ({ libelle, moment }: Indicateur, { date, du, au }: z.infer<typeof schemaDemandeIndicateur>, aujourdhui: string): Periode => {
  const refuser = (message: string): never => { throw new ErreurService(400, 'arguments', message, { champ: date === undefined ? 'du' : 'date' }); };
  if ((du === undefined) !== (au === undefined)) return refuser('Donner « du » et « au » ensemble.');
  if (du !== undefined && au !== undefined) return date !== undefined ? refuser('Donner un jour (« date ») ou une période (« du », « au »), pas les deux.') : moment === 'date' ? refuser(`« ${libelle} » se lit à une date.`) : du > au ? refuser('La fin précède le début.') : { du, au };
  return moment === 'periode' ? refuser(`« ${libelle} » se lit sur une période : donner « du » et « au ».`) : { du: date ?? aujourdhui, au: date ?? aujourdhui };
};

/** Lecture de l’offre par une clé : pages par curseur, empreinte, changements. */
export const routesLecture = (serveur: Serveur, contexte: ContexteService, acces: ReturnType<typeof creerAccesPartenaires>): void => {
  const { db, lignee } = contexte.base;
  const cadre = () => { const maintenant = contexte.horloge(); return { db, aujourdhui: dateAParis(maintenant), maintenant: maintenant.toISOString() }; };
  const commun = (summary: string, description: string) => ({ tags: ['Partenaires'], summary, security: [{ cle: [] }], description: `${description} \`If-None-Match\` : 304 si rien n’a changé.` });
  const liste = <L extends z.ZodType>(url: string, resume: string, quoi: string, ligne: L, lire: (demande: DemandeListe, portee: ReturnType<typeof exigerPartenaire>['portee']) => Promise<{ readonly lignes: z.infer<L>[]; readonly suite: string | null }>): void => {
    serveur.route({
      method: 'GET', url, onRequest: acces('offre', LECTURES_PAR_MINUTE), schema: { ...commun(resume, `${quoi} Rangés par identifiant ; \`suite\` se redonne en \`apres\`.`), querystring: schemaDemandeListe, response: { 200: schemaPage(ligne), ...ERREURS } },
      handler: async (requete, reponse) => rendre(requete, reponse, await lire(requete.query, exigerPartenaire(requete).portee)) as never,
    });
  };
  liste(CHEMINS_LECTURE.entites, 'Entités', 'Entités validées, suspendues ou fermées de ce que la clé couvre.', schemaEntiteLue, (demande, portee) => listerEntites(db, portee, demande));
  liste(CHEMINS_LECTURE.dispositifs, 'Dispositifs', 'Dispositifs validés, suspendus ou fermés.', schemaDispositifLu, (demande, portee) => listerDispositifs(db, portee, demande));
  liste(CHEMINS_LECTURE.groupes, 'Groupes de places', 'Groupes de ces dispositifs, avec leur capacité du jour.', schemaGroupeLu, (demande, portee) => listerGroupes(db, portee, demande, cadre().aujourdhui));
  liste(CHEMINS_LECTURE.disponibilites, 'Disponibilités du jour', 'Places de chaque groupe, par état et occupation.', schemaDisponibiliteLue, (demande, portee) => listerDisponibilites(cadre(), portee, demande));
  serveur.route({
    method: 'GET', url: CHEMINS_LECTURE.changements, onRequest: acces('offre', LECTURES_PAR_MINUTE),
    schema: { ...commun('Changements', 'Ce qui a changé depuis `depuis`, chaque objet une fois, à son dernier changement. `suite` est toujours rendue : la garder, et la redonner plus tard.'), querystring: schemaDemandeChangements, response: { 200: schemaChangements, ...ERREURS } },
    handler: async (requete, reponse) => rendre(requete, reponse, await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute((trx) => lireChangements(trx, lignee, exigerPartenaire(requete).portee, requete.query.depuis, requete.query.limite))) as never,
  });
  serveur.route({
    method: 'GET', url: CHEMINS_LECTURE.indicateurs, onRequest: acces('offre', LECTURES_PAR_MINUTE),
    schema: { ...commun('Définitions des indicateurs', 'Formule, unité, exclusions, source et précautions de chacun.'), response: { 200: schemaIndicateursLus, ...ERREURS } },
    handler: async (requete, reponse) => rendre(requete, reponse, { lignes: INDICATEURS.map((un) => ({ ...definir(un), moment: un.moment, axes: [...un.axes] })) }) as never,
  });
  serveur.route({
    method: 'GET', url: CHEMINS_LECTURE.indicateur, onRequest: acces('offre', LECTURES_PAR_MINUTE),
    schema: { ...commun('Un indicateur', 'Calculé sur ce que la clé couvre, à un jour ou sur une période, par zéro, un ou deux axes. `null` : « n. c. ».'), params: schemaIdIndicateur, querystring: schemaDemandeIndicateur, response: { 200: schemaIndicateurLu, ...ERREURS } },
    handler: async (requete, reponse) => {
      const indicateur = trouverIndicateur(requete.params.id) as Indicateur;
      const { par } = requete.query;
      const refuse = par.find((axe) => !indicateur.axes.includes(axe));
      if (refuse !== undefined || new Set(par).size !== par.length) throw new ErreurService(400, 'arguments', refuse === undefined ? 'Donner deux axes différents.' : `« ${indicateur.libelle} » ne se ventile pas par ${AXES[refuse].toLowerCase()}. Choisir : ${indicateur.axes.join(', ')}.`, { champ: 'par' });
      const lu = cadre();
      const periode = periodeDe(indicateur, requete.query, lu.aujourdhui);
      return rendre(requete, reponse, { ...definir(indicateur), ...periode, axes: [...par], ...await calculerPour(lu, exigerPartenaire(requete).portee, indicateur, periode, par) }) as never;
    },
  });
};
