import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CHEMINS_PIECES, DEPOTS_SIMULTANES, schemaDepot, schemaEmpreinte } from '../../contract/pieces.ts';
import { schemaErreur } from '../../contract/service.ts';
import { MATRICE, objetsLisibles, quiPeut } from '../../domain/droits.ts';
import { schemaId } from '../../domain/objets/commun.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import { TAILLE_PIECE_MAXIMALE, TYPES_PIECE, TYPES_PIECE_LISIBLES } from '../../domain/objets/piece.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { estVisible } from '../synchronisation/perimetre.ts';
import { rangerContenu, resteDuJour } from './contenus.ts';
import { reconnaitre } from './type.ts';

const TROP_GROS = new ErreurService(413, 'piece.taille', 'Cette pièce dépasse 10 Mo : la numériser en moins fin, ou la découper.');
const QUOTA = new ErreurService(429, 'piece.quota', 'Vous avez déposé 200 Mo de pièces depuis hier : la suite demain.', { attendre: 3600 });

/** Déposer le contenu d’une pièce avant de la joindre, et le lire. Les octets ne passent que par ces deux routes. */
export const routesPieces = (serveur: Serveur, contexte: ContexteService): void => {
  const { base, horloge } = contexte;
  const security = [{ jeton: [] }];
  const tags = ['Pièces'];
  const erreurs = <C extends number>(...codes: C[]): Record<C, typeof schemaErreur> => Object.fromEntries(codes.map((code) => [code, schemaErreur])) as Record<C, typeof schemaErreur>;

  /** Avant que le corps soit lu : ce qui se sait déjà (profil, taille annoncée, quota) ne coûte pas dix mégaoctets. */
  const enCours = new Map<string, number>();
  const admettre = async (requete: FastifyRequest, reponse: FastifyReply): Promise<void> => {
    const { acteur, utilisateur } = exigerCompte(requete);
    if (!MATRICE.some(({ profil, objet, geste }) => profil === acteur.profil && objet === 'piece' && geste === 'creer')) throw new ErreurService(403, 'droit.profil', `Votre profil ne joint pas de pièce. ${quiPeut('creer', 'piece')}`);
    const annoncee = Number(requete.headers['content-length'] ?? '0');
    if (annoncee > TAILLE_PIECE_MAXIMALE) throw TROP_GROS;
    if (annoncee > await resteDuJour(base, utilisateur.id, horloge())) throw QUOTA;
    const deja = enCours.get(utilisateur.id) ?? 0;
    if (deja >= DEPOTS_SIMULTANES) throw new ErreurService(429, 'piece.simultanes', `${DEPOTS_SIMULTANES} pièces sont déjà en cours d’envoi sur ce compte : attendre qu’elles arrivent.`, { attendre: 10 });
    enCours.set(utilisateur.id, deja + 1);
    let rendu = false;
    const rendre = (): void => {
      if (rendu) return;
      rendu = true;
      const reste = (enCours.get(utilisateur.id) ?? 1) - 1;
      if (reste === 0) enCours.delete(utilisateur.id);
      else enCours.set(utilisateur.id, reste);
    };
    reponse.raw.once('finish', rendre);
    reponse.raw.once('close', rendre);
  };

  void serveur.register(async (zone: Serveur) => {
    // ici seulement, des octets bruts ; nulle part ailleurs, et rien d’autre ici
    zone.removeAllContentTypeParsers();
    zone.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: TAILLE_PIECE_MAXIMALE }, (_requete, corps, fini) => { fini(null, corps); });
    zone.addContentTypeParser('*', (_requete, _corps, fini) => { fini(new ErreurService(415, 'type', 'Le contenu d’une pièce s’envoie en octets (application/octet-stream).')); });
    zone.setErrorHandler((erreur: Error & { readonly statusCode?: number }) => { throw erreur.statusCode === 413 ? TROP_GROS : erreur; });
    zone.route({
      method: 'PUT', url: CHEMINS_PIECES.depot, onRequest: [authentifier(contexte), admettre], bodyLimit: TAILLE_PIECE_MAXIMALE,
      schema: {
        tags, summary: 'Déposer le contenu d’une pièce', security, consumes: ['application/octet-stream'], params: z.object({ empreinte: schemaEmpreinte }), body: z.unknown().describe('Les octets du fichier, 10 Mo au plus.'),
        response: { 200: schemaDepot, ...erreurs(400, 401, 403, 413, 415, 422, 429) },
        description: 'Avant `joindrePiece`. `empreinte` : sha-256 des octets, en hexadécimal. Le format est reconnu dans les octets : pdf, png, jpeg, docx sans macro, odt sans macro. Un contenu qu’aucune pièce présente ne cite s’efface au bout d’un jour.',
      },
      handler: async (requete) => {
        const { utilisateur } = exigerCompte(requete);
        const octets: unknown = requete.body;
        if (!Buffer.isBuffer(octets) || octets.length === 0) throw new ErreurService(400, 'piece.vide', 'Le fichier est vide.');
        if (octets.length > await resteDuJour(base, utilisateur.id, horloge())) throw QUOTA;
        const { empreinte } = requete.params;
        if (createHash('sha256').update(octets).digest('hex') !== empreinte) throw new ErreurService(422, 'piece.empreinte', 'Le fichier est arrivé abîmé : recommencer.');
        const type = reconnaitre(octets);
        if (type === null) throw new ErreurService(422, 'piece.type', `Ce fichier n’est pas lisible comme ${TYPES_PIECE_LISIBLES} sans macro : l’enregistrer en pdf, puis le joindre.`);
        await rangerContenu(base, { empreinte, octets, type, deposePar: utilisateur.id }, horloge());
        requete.log.info({ taille: octets.length, type }, 'Contenu de pièce déposé');
        return { empreinte, taille: octets.length, type };
      },
    });
  });

  serveur.route({
    method: 'GET', url: CHEMINS_PIECES.contenu, onRequest: authentifier(contexte),
    schema: {
      tags, summary: 'Lire le contenu d’une pièce', security, params: z.object({ id: schemaId }), response: { 200: z.unknown().describe('Les octets du fichier (`application/octet-stream`).'), ...erreurs(400, 401, 403, 404) },
      description: 'La pièce doit être présente et visible de ce compte. Toujours en pièce à enregistrer, jamais dans le type du fichier : rien ne s’exécute.',
    },
    handler: async (requete, reponse) => {
      const { acteur } = exigerCompte(requete);
      if (!objetsLisibles(acteur.profil).includes('piece')) throw new ErreurService(403, 'droit.profil', 'Votre profil ne lit pas les pièces.');
      const piece = await base.db.selectFrom('piece').selectAll().where('id', '=', requete.params.id).executeTakeFirst();
      if (piece === undefined || piece.statut !== 'presente' || !estVisible(acteur, 'piece', cibleDe('piece', piece))) throw new ErreurService(404, 'introuvable', 'Pièce introuvable : elle a été retirée, ou n’est pas dans votre périmètre.');
      const ligne = await base.db.selectFrom('piece_contenu').select('contenu').where('empreinte', '=', piece.empreinte).executeTakeFirst();
      if (ligne === undefined) throw new ErreurService(404, 'piece.contenu', 'Le service n’a plus le contenu de cette pièce : la joindre à nouveau.');
      // le nom choisi par une personne n’entre pas dans un en-tête
      return reponse.type('application/octet-stream').headers({ 'content-disposition': `attachment; filename="piece.${TYPES_PIECE[piece.type]}"`, 'x-content-type-options': 'nosniff' }).send(Buffer.from(ligne.contenu));
    },
  });
};
