import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { DeclarationPartenaire, IssuePartenaire } from '../../contract/partenaires.ts';
import { declarerOccupation } from '../../domain/commandes/occupation.ts';
import { quelconque } from '../../domain/commandes/commande.ts';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import type { Occupation } from '../../domain/objets/place.ts';
import { cleDePlace } from '../../domain/objets/place.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { verrouillerEcriture } from '../base/base.ts';
import { canonique, empreinteSha256 } from '../base/canonique.ts';
import type { Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { executerHorsFile } from '../synchronisation/envoi.ts';
import { estVisible } from '../synchronisation/perimetre.ts';
import { lirePartenaire } from './cles.ts';

const COMMANDE = quelconque(declarerOccupation);
interface Connue { readonly id: string; readonly numero: string; readonly occupation: Occupation; readonly groupe: string; readonly codeGroupe: string | null }
interface Faute { readonly code: string; readonly message: string }
type Voulues = ReadonlyMap<string, { readonly occupation: Occupation; readonly differe: boolean }>;

/** Retrouve les places citées, par leur numéro et au besoin leur groupe. */
const rapprocher = async (trx: Transaction<Schema>, dispositif: Dispositif, places: Extract<DeclarationPartenaire, { places: unknown }>['places']): Promise<Voulues | Faute> => {
  const { rows } = await sql<Connue>`select p.id, p.numero, p.occupation, g.libelle as groupe, g.code as "codeGroupe" from place p join groupe g on g.id = p."groupeId" where p."dispositifId" = ${dispositif.id}`.execute(trx);
  const parCle = new Map<string, Connue[]>();
  for (const place of rows) { const cle = cleDePlace(place.numero); parCle.set(cle, [...(parCle.get(cle) ?? []), place]); }
  const voulues = new Map<string, { occupation: Occupation; differe: boolean }>();
  for (const { numero, groupe, occupation } of places) {
    const [place, autre] = (parCle.get(cleDePlace(numero)) ?? []).filter((une) => groupe === undefined || cleDeTri(une.groupe) === cleDeTri(groupe) || une.codeGroupe === groupe);
    if (place === undefined) return { code: 'place_inconnue', message: `« ${dispositif.nom} » n’a pas de place « ${numero} »${groupe === undefined ? '' : ` dans « ${groupe} »`}.` };
    if (autre !== undefined) return { code: 'place_ambigue', message: `« ${numero} » est dans plusieurs groupes de « ${dispositif.nom} » : dire lequel (groupe).` };
    if (voulues.has(place.id)) return { code: 'place_double', message: `La place « ${numero} » est citée deux fois.` };
    voulues.set(place.id, { occupation, differe: place.occupation !== occupation });
  }
  return voulues;
};

const refusee = ({ dispositif }: DeclarationPartenaire, statut: 403 | 422, code: string, message: string): IssuePartenaire => ({ dispositif, issue: 'refusee', statut, code, message });
/**
 * Applique une déclaration dans sa transaction, par la commande que les postes exécutent. La clé se relit sous le verrou : retirée entre-temps, elle ne dépose plus (`null`).
 * Le même contenu déjà appliqué par cette clé n’est pas rejoué : ce qui a changé depuis n’est pas écrasé par un envoi répété.
 */
export const deposer = (contexte: ContexteService, cle: string, declaration: DeclarationPartenaire, versionClient: string | null): Promise<IssuePartenaire | null> => contexte.base.db.transaction().execute(async (trx): Promise<IssuePartenaire | null> => {
  await verrouillerEcriture(trx);
  const maintenant = contexte.horloge();
  const partenaire = await lirePartenaire(trx, cle, maintenant);
  if (partenaire === undefined) return null;
  const { acteur, cleId, droits } = partenaire;
  if (acteur === null || !droits.includes('occupations')) return refusee(declaration, 403, 'cle.droit', 'Cette clé ne permet pas de déposer l’occupation.');
  const dispositif = await trx.selectFrom('dispositif').selectAll().where('code', '=', declaration.dispositif).executeTakeFirst();
  // inconnu ou d’ailleurs : la même réponse, une clé n’apprend pas ce qui existe hors d’elle
  if (dispositif === undefined || !estVisible(acteur, 'dispositif', cibleDe('dispositif', dispositif))) return refusee(declaration, 403, 'hors_perimetre', `La clé ne permet rien sur « ${declaration.dispositif} » : ce dispositif n’existe pas, ou n’est pas de ceux qu’elle couvre.`);
  const empreinte = empreinteSha256(canonique(declaration));
  const dernier = await trx.selectFrom('depot_partenaire').select('empreinte').where('cleId', '=', cleId).where('dispositifId', '=', dispositif.id).executeTakeFirst();
  if (dernier?.empreinte === empreinte) return { dispositif: declaration.dispositif, issue: 'sansEffet' };
  const voulues: Voulues | Faute = 'places' in declaration ? await rapprocher(trx, dispositif, declaration.places) : new Map();
  if ('code' in voulues) return refusee(declaration, 422, voulues.code, voulues.message);
  const changements = (['libre', 'reservee', 'occupee'] as const).map((occupation) => ({ occupation, ids: [...voulues].filter(([, voulue]) => voulue.occupation === occupation).map(([id]) => id) })).filter(({ ids }) => ids.length > 0);
  const decision = await executerHorsFile(contexte, trx, acteur, COMMANDE, { lot: randomUUID(), dispositifId: dispositif.id, le: declaration.le, changements }, maintenant, versionClient);
  if (!decision.accepte) return refusee(declaration, decision.code.startsWith('droit.') ? 403 : 422, decision.code, decision.message);
  await trx.insertInto('depot_partenaire').values({ cleId, dispositifId: dispositif.id, empreinte, deposeLe: maintenant }).onConflict((conflit) => conflit.columns(['cleId', 'dispositifId']).doUpdateSet({ empreinte, deposeLe: maintenant })).execute();
  return { dispositif: declaration.dispositif, issue: 'appliquee', changees: [...voulues.values()].filter(({ differe }) => differe).length };
});
