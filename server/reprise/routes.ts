import { z } from 'zod';
import { classeurGabarit } from '../../contract/classeur/gabarit.ts';
import { CHEMIN_GABARITS, FICHIERS_GABARIT, TYPE_XLSX } from '../../contract/reprise.ts';
import { schemaErreur } from '../../contract/service.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { dateAParis } from '../synchronisation/envoi.ts';

/** Le gabarit de chaque genre de fichier, fait au moment où il est demandé : ses listes sont celles de la nomenclature du jour. */
export const routesReprise = (serveur: Serveur, contexte: ContexteService): void => {
  serveur.route({
    method: 'GET', url: CHEMIN_GABARITS, onRequest: authentifier(contexte),
    schema: {
      tags: ['Reprise'], summary: 'Classeur à remplir pour une reprise', security: [{ jeton: [] }], params: z.object({ fichier: z.enum(FICHIERS_GABARIT) }),
      response: { 200: z.unknown().describe(`Les octets du classeur (\`${TYPE_XLSX}\`).`), 400: schemaErreur, 401: schemaErreur, 403: schemaErreur },
      description: 'Une feuille à remplir (listes, formats, une ligne d’exemple qui ne se reprend pas), un mode d’emploi, les listes de la nomenclature du jour. Un fichier qui en vient s’associe seul.',
    },
    handler: async (requete, reponse) => {
      const { acteur } = exigerCompte(requete);
      if (!objetsLisibles(acteur.profil).includes('dispositif')) throw new ErreurService(403, 'droit.profil', 'Votre profil ne lit pas l’offre : il ne prépare pas de reprise.');
      const genre = GENRES_FICHIER.find((candidat) => requete.params.fichier === `${candidat}.xlsx`) ?? 'structures';
      const jour = dateAParis(contexte.horloge());
      const codes = await contexte.base.db.selectFrom('nomenclature').selectAll().execute();
      return reponse.type(TYPE_XLSX).header('content-disposition', `attachment; filename="siao-gabarit-${genre}.xlsx"`).send(Buffer.from(classeurGabarit(genre, construireNomenclature(codes, jour), jour)));
    },
  });
};
