import type { Instantanes } from '../../contract/instantanes.ts';
import { CHEMIN_INSTANTANES, MOIS_INSTANTANES, schemaDemandeInstantanes, schemaInstantanes } from '../../contract/instantanes.ts';
import { schemaErreur } from '../../contract/service.ts';
import type { Perimetre, Profil } from '../../domain/profils.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';

/** Les profils d’un territoire qui lisent déjà l’offre sous ces chiffres. L’Analyste n’en est pas : il ne lit que les paquets publiés, où les petits effectifs sont regroupés. */
const LECTEURS: ReadonlySet<Profil> = new Set(['admin_national', 'admin_departemental', 'admin_siao', 'operateur_siao', 'ecoutant_115']);
/** Les départements dont on rend les lignes ; `null` : tous, et le pays. Une entité n’en a pas : ses chiffres ne sont pas ceux d’un département. */
const departementsDe = (perimetre: Perimetre): readonly string[] | null => (perimetre.genre === 'national' ? null : perimetre.genre === 'departements' || perimetre.genre === 'siao' ? perimetre.departements : []);

export const routesInstantanes = (serveur: Serveur, contexte: ContexteService): void => {
  serveur.route({
    method: 'GET', url: CHEMIN_INSTANTANES, onRequest: authentifier(contexte),
    schema: {
      tags: ['Indicateurs'], summary: 'Instantanés mensuels d’un indicateur', security: [{ jeton: [] }], querystring: schemaDemandeInstantanes, response: { 200: schemaInstantanes, 400: schemaErreur, 401: schemaErreur, 403: schemaErreur },
      description: 'Les vingt-quatre derniers mois figés, par département du périmètre. Un mois figé ne se récrit pas.',
    },
    handler: async (requete): Promise<Instantanes> => {
      const { acteur } = exigerCompte(requete);
      if (!LECTEURS.has(acteur.profil)) throw new ErreurService(403, 'instantanes.refuse', 'Votre profil ne lit pas les instantanés des indicateurs.');
      const { indicateur, axe } = requete.query;
      const { db } = contexte.base;
      const mois = await db.selectFrom('instantane_mois').selectAll().where('complet', '=', true).orderBy('mois', 'desc').limit(MOIS_INSTANTANES).execute();
      const departements = departementsDe(acteur.perimetre);
      const lues = mois.length === 0 || departements?.length === 0 ? [] : await db.selectFrom('instantane').select(['mois', 'departement', 'cle', 'numerateur', 'denominateur', 'valeur', 'inconnus']).where('indicateur', '=', indicateur).where('axe', '=', axe)
        .where('mois', 'in', mois.map((un) => un.mois)).$if(departements !== null, (requeteBornee) => requeteBornee.where('departement', 'in', departements ?? [])).orderBy('departement').orderBy('cle').execute();
      return {
        indicateur, axe,
        mois: mois.reverse().map(({ mois: nom, date, origine, figeLe }) => ({ mois: nom, date, origine, figeLe: figeLe.toISOString(), lignes: lues.filter((ligne) => ligne.mois === nom).map(({ mois: _mois, ...ligne }) => ligne) })),
      };
    },
  });
};
