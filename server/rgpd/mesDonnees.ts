import { CHEMIN_MES_DONNEES, schemaMesDonnees } from '../../contract/mesDonnees.ts';
import type { MesDonnees } from '../../contract/mesDonnees.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { DUREES } from './durees.ts';

const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

/** Réunit tout ce que le service garde d’une personne, dans un seul état de la base. */
const reunir = ({ base, horloge }: ContexteService, id: string): Promise<MesDonnees> => base.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (trx) => {
  const compte = await trx.selectFrom('utilisateur').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const acces = await trx.selectFrom('acces').select('motDePasseLe').where('utilisateurId', '=', id).executeTakeFirst();
  const facteur = await trx.selectFrom('second_facteur').select('activeLe').where('utilisateurId', '=', id).executeTakeFirst();
  const codes = await trx.selectFrom('code_de_secours').select(({ fn }) => fn.countAll<number>().as('nombre')).where('utilisateurId', '=', id).where('utiliseLe', 'is', null).executeTakeFirstOrThrow();
  const identites = await trx.selectFrom('identite_externe').select(['emetteur', 'lieeLe']).where('utilisateurId', '=', id).orderBy('lieeLe').execute();
  const sessions = await trx.selectFrom('session').select(['ouverteLe', 'dernierUsageLe', 'poste', 'moyen', 'fermeeLe']).where('utilisateurId', '=', id).orderBy('ouverteLe', 'desc').execute();
  const postes = await trx.selectFrom('client').select(['creeLe', 'dernierSeq']).where('utilisateurId', '=', id).orderBy('creeLe').execute();
  const surMoi = await trx.selectFrom('journal').select(['moment', 'commande', 'objet', 'objetId', 'motif', 'nom', 'changements']).where('objet', '=', 'utilisateur').where('objetId', '=', id).orderBy('no').execute();
  const parMoi = await trx.selectFrom('journal').select(['moment', 'commande', 'objet', 'objetId', 'motif']).where('utilisateurId', '=', id).orderBy('no').execute();
  return {
    format: 'siao-mes-donnees', version: 1, remisLe: horloge().toISOString(), perimetre: compte.perimetreLibelle, compte: { ...compte },
    acces: { motDePasseLe: iso(acces?.motDePasseLe), secondFacteurLe: iso(facteur?.activeLe), codesDeSecoursRestants: codes.nombre, identitesExternes: identites.map(({ emetteur, lieeLe }) => ({ emetteur, lieeLe: lieeLe.toISOString() })) },
    sessions: sessions.map(({ ouverteLe, dernierUsageLe, poste, moyen, fermeeLe }) => ({ ouverteLe: ouverteLe.toISOString(), dernierUsageLe: dernierUsageLe.toISOString(), poste, moyen, fermeeLe: iso(fermeeLe) })),
    postes: postes.map(({ creeLe, dernierSeq }) => ({ depuis: creeLe.toISOString(), commandes: dernierSeq })),
    surMoi: surMoi.map(({ moment, commande, objet, objetId, motif, nom, changements }) => ({ le: moment.toISOString(), geste: commande, objet, id: objetId, motif, par: nom, changements })),
    parMoi: parMoi.map(({ moment, commande, objet, objetId, motif }) => ({ le: moment.toISOString(), geste: commande, objet, id: objetId, motif })),
    durees: { ...DUREES },
  };
});

export const routesMesDonnees = (serveur: Serveur, contexte: ContexteService): void => {
  serveur.route({
    method: 'GET', url: CHEMIN_MES_DONNEES, onRequest: authentifier(contexte),
    schema: { tags: ['Compte'], summary: 'Mes données personnelles', description: 'Tout ce que le service garde de la personne connectée, à elle seule. Aucun secret, aucune donnée d’une autre personne que son nom comme auteur d’un geste.', security: [{ jeton: [] }], response: { 200: schemaMesDonnees, 401: schemaErreur } },
    handler: (requete) => reunir(contexte, exigerCompte(requete).utilisateur.id),
  });
};
