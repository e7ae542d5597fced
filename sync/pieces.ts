import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHEMINS_PIECES, schemaDepot } from '../contract/pieces.ts';
import type { EtatEnvoiPiece } from '../contract/pieces.ts';
import type { EtatSync, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, juger } from '../db/execution.ts';
import { attentesParFiche } from '../db/file.ts';
import { lireLigneCache, lireLignesPar } from '../db/lignes.ts';
import type { Refus } from '../domain/commandes/commande.ts';
import type { TypePiece } from '../domain/objets/piece.ts';
import { TAILLE_PIECE_MAXIMALE, TYPES_PIECE } from '../domain/objets/piece.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import type { SessionPoste } from './session.ts';

/** Ce que les pièces demandent au poste. */
export interface HotePieces {
  readonly client: Pick<ClientService, 'deposer' | 'telecharger'>;
  readonly dossierExport: string;
  readonly session: () => SessionPoste;
  readonly cadre: () => Cadre;
  readonly horsLigne: () => boolean;
  readonly apresCommande: () => void;
  readonly emettreSync: (etat: EtatSync) => void;
}

const HORS_LIGNE = {
  joindre: 'Joindre une pièce demande le service : il ne répond pas pour l’instant. Rien n’est perdu, recommencer en ligne.',
  ouvrir: 'Le contenu d’une pièce se demande au service : il ne répond pas pour l’instant. Recommencer en ligne.',
} as const;
const refusPoste = ({ code, message, champ }: Refus) => ({ code, message, ...(champ === undefined ? {} : { champ }) });
const sansReponse = (erreur: ErreurService): boolean => erreur.code === 'hors_ligne' || erreur.code === 'session' || erreur.statut === 401;

const LONGUEUR_NOM = 80;
/** Un nom de fichier sûr sur tout système, tiré de celui de la pièce : ni chemin, ni caractère invisible, ni seconde extension ; l’extension est celle du format reconnu. */
export const nomSur = (nom: string, type: TypePiece): string => {
  const base = nom.normalize('NFC').replace(/\.[^.]{1,5}$/u, '').replace(/[^\p{L}\p{N} _()’'-]+/gu, '-').replace(/^[\s-]+|[\s-]+$/gu, '');
  return `SIAO-${[...base].slice(0, LONGUEUR_NOM).join('').trim() || 'piece'}`.concat('.', TYPES_PIECE[type]);
};

/** Écrit sous un nom libre, sans jamais remplacer un fichier ni suivre un lien. */
const ecrireSousUnNomLibre = (dossier: string, nom: string, octets: Uint8Array): string => {
  mkdirSync(dossier, { recursive: true });
  const point = nom.lastIndexOf('.');
  for (let rang = 1; ; rang += 1) {
    const chemin = join(dossier, rang === 1 ? nom : `${nom.slice(0, point)} (${rang})${nom.slice(point)}`);
    let descripteur: number;
    try { descripteur = openSync(chemin, 'wx', 0o600); } catch (erreur) {
      if ((erreur as NodeJS.ErrnoException).code === 'EEXIST' && rang < 1000) continue;
      throw erreur;
    }
    try { writeFileSync(descripteur, octets); } catch (erreur) {
      rmSync(chemin, { force: true });
      throw erreur;
    } finally { closeSync(descripteur); }
    return chemin;
  }
};

/** Joindre et ouvrir des pièces. Le poste ne garde aucun contenu : il passe, à l’aller comme au retour. */
export const creerPieces = ({ client, dossierExport, session, cadre, horsLigne, apresCommande, emettreSync }: HotePieces): Pick<Traitements, Extract<keyof Traitements, `pieces.${string}`>> => {
  let envoi: { readonly arret: AbortController; readonly etat: EtatEnvoiPiece } | undefined;
  return {
    'pieces.lister': ({ ficheId }) => {
      const { base } = session();
      const attentes = attentesParFiche(base);
      return {
        pieces: lireLignesPar(base, 'piece', 'ficheId', ficheId).filter(({ statut }) => statut === 'presente').sort((gauche, droite) => droite.creeLe.localeCompare(gauche.creeLe))
          .map(({ id, nom, genre, type, taille, auteur, creeLe }) => ({ id, nom, genre, type, taille, auteur, creeLe, attente: attentes.get(id) ?? 'aucune' })),
      };
    },
    'pieces.joindre': async ({ objet, ficheId, nom, genre, octets }) => {
      if (envoi !== undefined) throw new ErreurPoste('pieces.en_cours', `« ${envoi.etat.nom} » est en cours d’envoi : attendre qu’elle arrive, ou l’annuler.`);
      const ouverte = session();
      const empreinte = createHash('sha256').update(octets).digest('hex');
      const args = { id: randomUUID(), objet, ficheId, nom: nom.normalize('NFC').trim(), genre, taille: octets.byteLength, empreinte };
      // jugée avant d’envoyer quoi que ce soit ; le format, lui, se saura une fois les octets reçus
      const avant = juger(ouverte.base, 'joindrePiece', { ...args, type: 'application/pdf' }, cadre());
      if (!avant.accepte) return { accepte: false, refus: refusPoste(avant) };
      if (horsLigne()) throw new ErreurPoste('pieces.hors_ligne', HORS_LIGNE.joindre);
      const arret = new AbortController();
      envoi = { arret, etat: { enCours: true, nom: args.nom, taille: args.taille } };
      try {
        const depot = await client.deposer(CHEMINS_PIECES.depot.replace(':empreinte', empreinte), octets, schemaDepot, arret.signal);
        // le compte a pu changer pendant l’envoi : la pièce n’est pas à joindre au nom d’un autre
        if (arret.signal.aborted || session() !== ouverte) throw new ErreurPoste('pieces.annule', 'L’envoi a été interrompu : rien n’est joint.');
        const execution = executerCommande(ouverte.base, 'joindrePiece', { ...args, type: depot.type }, cadre());
        if (!execution.accepte) return { accepte: false, refus: refusPoste(execution) };
        emettreSync(ouverte.synchroniseur.etat());
        apresCommande();
        void ouverte.synchroniseur.maintenant();
        return { accepte: true, seq: execution.numero };
      } catch (erreur) {
        if (arret.signal.aborted) throw new ErreurPoste('pieces.annule', 'L’envoi a été annulé : rien n’est joint.');
        if (!(erreur instanceof ErreurService)) throw erreur;
        if (sansReponse(erreur)) throw new ErreurPoste('pieces.hors_ligne', HORS_LIGNE.joindre);
        return { accepte: false, refus: { code: erreur.code, message: erreur.message } };
      } finally {
        envoi = undefined;
      }
    },
    'pieces.etat': () => envoi?.etat ?? { enCours: false, nom: '', taille: 0 },
    'pieces.annuler': () => { envoi?.arret.abort(); return { fait: true }; },
    'pieces.ouvrir': async ({ id }) => {
      const piece = lireLigneCache(session().base, 'piece', id);
      if (piece === undefined || piece.statut !== 'presente') throw new ErreurPoste('introuvable', 'Cette pièce a été retirée, ou n’est plus dans votre périmètre.');
      if (horsLigne()) throw new ErreurPoste('pieces.hors_ligne', HORS_LIGNE.ouvrir);
      let octets: Uint8Array;
      try { octets = await client.telecharger(CHEMINS_PIECES.contenu.replace(':id', id), TAILLE_PIECE_MAXIMALE); } catch (erreur) {
        if (!(erreur instanceof ErreurService)) throw erreur;
        throw sansReponse(erreur) ? new ErreurPoste('pieces.hors_ligne', HORS_LIGNE.ouvrir) : new ErreurPoste(erreur.code, erreur.message);
      }
      if (octets.byteLength !== piece.taille || createHash('sha256').update(octets).digest('hex') !== piece.empreinte) throw new ErreurPoste('pieces.abimee', 'Ce qui a été reçu n’est pas la pièce qui avait été jointe : rien n’a été écrit. Recommencer, puis prévenir l’assistance.');
      return { chemin: ecrireSousUnNomLibre(dossierExport, nomSur(piece.nom, piece.type), octets) };
    },
  };
};
