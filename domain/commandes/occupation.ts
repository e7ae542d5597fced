import { z } from 'zod';
import { dateEcrite } from '../dates.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import { schemaDate, schemaId } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Place } from '../objets/place.ts';
import { defautGeste, effetSurPlace } from '../places/gestes.ts';
import type { Changement, Commande, Decision } from './commande.ts';
import { lireGroupesDe, lireLigne, lireLignes, lireNomenclature, lirePlacesDe, refus } from './commande.ts';
import { droitSurPlaces, lotDe } from './places.ts';
import { INTROUVABLE } from './regles.ts';

/** Places qu’une déclaration change au plus : avec le dispositif, leurs révisions tiennent dans un envoi. */
export const PLACES_PAR_DECLARATION = 5_000;

const schemaDeclarer = z.object({
  lot: schemaId, dispositifId: schemaId, le: schemaDate,
  /** Ce qui n’est plus comme avant ; vide : « rien n’a changé ». Une place n’y est qu’une fois. */
  changements: z.array(z.object({ occupation: z.enum(['libre', 'reservee', 'occupee']), ids: z.array(schemaId).min(1, 'Aucune place choisie.') })).max(3, 'Une ligne par occupation.'),
  /** D’où viennent les valeurs ; une clé de partenaire l’emporte sur ce qui est dit ici. */
  source: z.enum(['saisie', 'import']).optional(),
}).refine(({ changements }) => changements.reduce((somme, { ids }) => somme + ids.length, 0) <= PLACES_PAR_DECLARATION, `${PLACES_PAR_DECLARATION} places au plus par déclaration.`);
export type ArgumentsDeclarer = z.infer<typeof schemaDeclarer>;

/** `sansDate` : les places du dispositif dont on ne sait pas depuis quand elles sont prises (une reprise ne le dit pas toujours). */
interface EtatDeclarer { readonly sansDate: readonly Place[]; readonly dispositif: Dispositif | undefined; readonly places: ReadonlyMap<string, Place>; readonly groupes: ReadonlyMap<string, Groupe>; readonly codes: readonly CodeNomenclature[] }
const parId = <L extends { readonly id: string }>(lignes: readonly L[]): ReadonlyMap<string, L> => new Map(lignes.map((ligne) => [ligne.id, ligne]));
/** Une place qui est déjà ce qu’on déclare n’a rien à refuser : ni d’y être, ni d’avoir été constatée depuis. */
const SANS_OBJET = new Set(['sans_effet', 'anterieure']);

const estSansDate = ({ occupation, occupationLe }: Place): boolean => occupationLe === null && occupation !== 'libre';

/**
 * Déclare qu’à une date toutes les places d’un dispositif ont été regardées. Ne change que celles qui diffèrent, et date celles qui n’avaient pas de constat (décision 040) ; toutes ou aucune (décision 022). S’annule comme un geste en
 * nombre (`annulerPlaces`), date comprise. Refus : `introuvable`, `droit.*`, `sans_delegation`, `statut`, `champ.le`, `anterieure` (une déclaration plus récente existe), `champ.changements`
 * (place citée deux fois), `autre_dispositif`, ou celui de la place fautive, que le message nomme.
 */
export const declarerOccupation: Commande<'declarerOccupation', ArgumentsDeclarer, EtatDeclarer> = {
  nom: 'declarerOccupation', version: 1, libelle: 'Déclarer l’occupation', schema: schemaDeclarer,
  cible: ({ dispositifId }) => ({ objet: 'dispositif', id: dispositifId }),
  // deux personnes qui déclarent le même dispositif le savent ; aucun autre champ de la fiche n’est en cause
  champsTouches: () => ['occupationDeclaree'],
  *lire({ dispositifId, changements }) {
    const places = yield* lireLignes('place', [...new Set(changements.flatMap(({ ids }) => ids))]);
    const sansDate: Place[] = [];
    for (const { id } of yield* lireGroupesDe(dispositifId)) sansDate.push(...(yield* lirePlacesDe(id)).filter(estSansDate));
    return { sansDate, dispositif: yield* lireLigne('dispositif', dispositifId), places: parId(places), groupes: parId(yield* lireLignes('groupe', [...new Set([...places, ...sansDate].map(({ groupeId }) => groupeId))])), codes: yield* lireNomenclature() };
  },
  decide({ dispositif, sansDate, places, groupes, codes }, { lot, dispositifId, le, changements, source }, acteur, { aujourdhui }): Decision {
    if (dispositif === undefined) return INTROUVABLE('Dispositif');
    const droit = droitSurPlaces(acteur, 'etat_places', dispositif, aujourdhui);
    if (!droit.accordee) return refus(droit.code, droit.message);
    const defaut = defautGeste({ genre: 'occupation', occupation: 'libre', le }, aujourdhui);
    if (defaut !== null) return refus(`champ.${defaut[0]}`, defaut[1], defaut[0]);
    const derniere = dispositif.occupationDeclaree?.le;
    if (derniere !== undefined && le < derniere) return refus('anterieure', `L’occupation de « ${dispositif.nom} » a déjà été déclarée au ${dateEcrite(derniere)} : choisir cette date ou une date plus récente.`, 'le');

    const pour = droit.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: droit.pourLeCompteDe };
    const nomenclature = construireNomenclature(codes, aujourdhui);
    const libelleMotif = (code: string): string => nomenclature.trouver('motif', code)?.libelle.toLowerCase() ?? code;
    const vues = new Set<string>();
    const effets: Changement[] = [];
    const ecrire = (place: Place, champs: Partial<Place>): void => { effets.push({ genre: 'modifier', objet: 'place', id: place.id, champs: { ...champs, dernierLot: lotDe(place, champs, lot, acteur) }, ...pour }); };
    for (const { occupation, ids } of changements) {
      for (const id of ids) {
        const place = places.get(id);
        const groupe = place === undefined ? undefined : groupes.get(place.groupeId);
        if (place === undefined || groupe === undefined) return INTROUVABLE('Place');
        if (place.dispositifId !== dispositifId) return refus('autre_dispositif', `La place « ${place.numero} » n’est pas de « ${dispositif.nom} ».`, 'changements');
        if (vues.has(id)) return refus('champ.changements', `La place « ${place.numero} » est citée deux fois.`, 'changements');
        vues.add(id);
        const effet = effetSurPlace(place, { genre: 'occupation', occupation, le }, groupe, aujourdhui, libelleMotif);
        const inchangee = place.occupation === occupation;
        if (!effet.fait && !(inchangee && SANS_OBJET.has(effet.code))) return refus(effet.code, `Place « ${place.numero} » (${groupe.libelle}) : ${effet.message}`, 'changements');
        if (!effet.fait || (inchangee && !estSansDate(place))) continue;
        ecrire(place, effet.champs);
      }
    }
    // regardées comme les autres : elles sont prises au moins depuis ce jour-là, et leur passé se sait désormais
    for (const place of sansDate) {
      const groupe = groupes.get(place.groupeId);
      if (groupe === undefined || vues.has(place.id) || effets.length >= PLACES_PAR_DECLARATION) continue;
      const effet = effetSurPlace(place, { genre: 'occupation', occupation: place.occupation, le }, groupe, aujourdhui, libelleMotif);
      if (effet.fait) ecrire(place, effet.champs);
    }
    const { occupationDeclaree: remplacee } = dispositif;
    const avant = remplacee === null ? null : { le: remplacee.le, par: remplacee.par, source: remplacee.source };
    const occupationDeclaree = { lot, avant, le, par: acteur.utilisateurId, source: acteur.partenaire === true ? 'partenaire' : (source ?? 'saisie') };
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'dispositif', id: dispositifId, champs: { occupationDeclaree }, ...pour }, ...effets] };
  },
};
