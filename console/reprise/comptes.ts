import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { sql } from 'kysely';
import { trouverCommande } from '../../domain/commandes/catalogue.ts';
import { executerAsync } from '../../domain/commandes/commande.ts';
import { referentielCommunes } from '../../domain/geographie/cog.ts';
import { compterFiches } from '../../domain/objets/lot.ts';
import type { CompteArbitre } from '../../domain/reprise/comptes.ts';
import { MOTIFS_EN_ATTENTE, arbitrerComptes, creationDe, livreDesComptes, pourquoi } from '../../domain/reprise/comptes.ts';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { OffreDesComptes } from '../../domain/reprise/perimetreDesComptes.ts';
import { construireAnnuaire } from '../../domain/reprise/perimetreDesComptes.ts';
import { livreDe, resultatDe } from '../../domain/reprise/simulation.ts';
import type { Base } from '../../server/base/base.ts';
import { lireFichesDuLot } from '../../server/reprise/fichesDuLot.ts';
import { dateAParis } from '../../server/synchronisation/envoi.ts';
import { repondre } from '../../server/synchronisation/lectures.ts';
import { octetsDe } from '../../sync/lecture/source.ts';
import { controlerSource } from '../../sync/reprise/controlerSource.ts';
import { identifierCompte } from '../../sync/reprise/identifiants.ts';
import type { BilanDeChargement, DemandeChargement } from './lots.ts';
import { executer, exiger, fichierDe, lireLot, lireMandat, lotDuFichier } from './lots.ts';
import { lireOffre } from './offre.ts';

/** Une personne dont le compte n’est pas créé, et pourquoi. `cle`, `anciens`, `choix` : de quoi écrire sa décision dans un fichier de corrections (`genre: compte`). */
interface CompteLaisse { readonly nom: string; readonly lignes: readonly number[]; readonly raison: string; readonly cle: string; readonly anciens: readonly string[]; readonly propose: string | null; readonly choix: readonly string[] }
export interface BilanDesComptes {
  /** `null` : rien n’était à créer, aucun lot ne s’est ouvert. */
  readonly lot: BilanDeChargement['lot'] | null;
  readonly charge: boolean; readonly crees: number; readonly deja: number;
  /** Ce qui attend une décision n’est pas créé : la prendre à l’écran, ou par `--corrections`. */
  readonly enAttente: readonly CompteLaisse[]; readonly refus: readonly CompteLaisse[];
  readonly controle: Omit<BilanDeChargement['controle'], 'association'>;
}

const OUVERTES = ['ferme', 'archive', 'refuse'];
const identifiantDe = (provenance: { readonly source: string; readonly identifiant: string } | null): string | null => (provenance?.source === SOURCE_REPRISE ? provenance.identifiant : null);
const lireOffreDesComptes = async ({ db }: Base, departement: string): Promise<OffreDesComptes> => ({
  entites: (await db.selectFrom('entite').select(['id', 'provenance', 'raisonSociale', 'siren', 'finessEj', 'departements']).where('statut', 'not in', OUVERTES as never).orderBy('id').execute())
    .map(({ provenance, raisonSociale, finessEj, ...entite }) => ({ ...entite, identifiant: identifiantDe(provenance), nom: raisonSociale, finess: finessEj })),
  dispositifs: (await db.selectFrom('dispositif').select(['id', 'provenance', 'nom', 'finessEt', 'siret', 'type', 'entiteId', 'departement']).where('departement', '=', departement).where('statut', 'not in', OUVERTES as never).orderBy('id').execute())
    .map(({ provenance, finessEt, ...dispositif }) => ({ ...dispositif, identifiant: identifiantDe(provenance), finess: finessEt })),
});

/** Ce que le service répondrait à cette création, sans rien écrire ; `null` : elle passerait. */
const refusDe = async (base: Base, { acteur }: DemandeChargement, args: object): Promise<string | null> => {
  const commande = trouverCommande('creerUtilisateur');
  if (commande === undefined) throw new Error('Le catalogue n’a pas « creerUtilisateur »');
  const maintenant = new Date();
  const decision = await executerAsync(commande.juger(args, acteur, { maintenant: maintenant.toISOString(), aujourdhui: dateAParis(maintenant), communes: referentielCommunes }), repondre(base.db, acteur));
  return decision.accepte ? null : decision.message;
};
const laisser = ({ fiche }: CompteArbitre, raison: string): CompteLaisse => ({ nom: fiche.nom, lignes: fiche.lignes, raison, cle: fiche.provenance.identifiant, anciens: fiche.anciens, propose: fiche.propose, choix: fiche.choix });

/**
 * Arbitre les comptes d’un fichier avec les décisions données (`--corrections`), crée ceux qui sont prêts dans un lot, sans inviter personne, et signe le bilan. Une commande par personne, avec les droits de qui charge :
 * le refus de l’un n’empêche pas les autres. Rejoué, il ne double rien ; ce qui attend une décision est laissé et dit.
 */
export const chargerComptes = async (demande: DemandeChargement): Promise<BilanDesComptes> => {
  const { base, acteur, departement, chemin, feuille, choix, corrections, sansCorrespondances = false, simuler, dire } = demande;
  const mandat = await lireMandat(base, acteur, departement);
  const octets = octetsDe(chemin);
  const aujourdhui = dateAParis(new Date());
  const brouillon = fichierDe(chemin, octets, 0);
  const ouvert = await lotDuFichier(base, departement, brouillon.empreinte);
  const { existant, comptes: connus = [], codes, correspondances } = await lireOffre(base, 'utilisateurs', departement, aujourdhui, { sansCorrespondances });
  const { controle, bilan } = await controlerSource(octets, {
    genre: 'utilisateurs', aujourdhui, departement, choix, corrections, correspondances, codes, existant, avecFiches: true, comptes: connus.filter(({ id, email }) => id !== identifierCompte(email)),
  }, { nom: basename(chemin), ...(feuille === undefined ? {} : { feuille }) });
  const presents = new Map((await base.db.selectFrom('utilisateur').select(['id', sql<string | null>`provenance->>'lot'`.as('lot')]).execute()).map(({ id, lot }) => [id, lot]));
  const comptes = arbitrerComptes({ fiches: controle.fiches?.comptes ?? [], departement, annuaire: construireAnnuaire(await lireOffreDesComptes(base, departement)), identifier: identifierCompte, presents: new Set(presents.keys()) });
  const enAttente = comptes.flatMap((compte) => (MOTIFS_EN_ATTENTE[compte.etat] === undefined ? [] : [laisser(compte, pourquoi(compte))]));
  const refuses = new Map<string, CompteLaisse>();
  const prets = comptes.flatMap((compte) => { const creation = creationDe(compte); return creation === null ? [] : [{ compte, creation }]; });
  for (const { compte, creation } of prets) { const raison = await refusDe(base, demande, creation); if (raison !== null) refuses.set(compte.fiche.email, laisser(compte, raison)); }
  const id = ouvert?.id ?? randomUUID();
  const controleAvec = () => {
    const ailleurs = new Set(comptes.flatMap(({ fiche, etat, nouvelId }) => (etat === 'cree' && presents.get(nouvelId) !== id ? [fiche.email] : [])));
    const livre = livreDesComptes(controle.sorts, comptes, refuses, ailleurs);
    return { anomalies: controle.anomalies, sorts: livre.sorts, corrigees: controle.corrigees, ecartees: controle.ecartees, grandLivre: { ...controle.grandLivre, lignes: livre.lignes } };
  };
  const aCreer = prets.filter(({ compte }) => !refuses.has(compte.fiche.email));
  const deja = comptes.filter(({ etat }) => etat === 'cree' || etat === 'connu').length;
  const rendre = async (charge: boolean, crees: number): Promise<BilanDesComptes> => {
    const lot = ouvert === undefined && crees === 0 && !simuler ? null : await lireLot(base, id);
    return { lot: lot === null ? null : { id: lot.id, code: lot.code, statut: lot.statut }, charge, crees, deja, enAttente, refus: [...refuses.values()], controle: controleAvec() };
  };
  // rien à créer et rien de commencé : pas de lot pour rien
  if (ouvert === undefined && aCreer.length === 0 && !simuler) return rendre(false, 0);
  const fichier = { ...brouillon, lignes: bilan.lignes };
  if (ouvert === undefined) await exiger(base, acteur, 'ouvrirLot', { id, mandatId: mandat.id, departement, genre: 'utilisateurs', fichier });
  await exiger(base, acteur, 'noterSimulation', { lotId: id, mandatId: mandat.id, simulation: resultatDe(controleAvec(), fichier) });
  if (simuler) return rendre(false, 0);
  let crees = 0;
  for (const [rang, { compte, creation }] of aCreer.entries()) {
    const decision = await executer(base, acteur, 'creerUtilisateur', { ...creation, reprise: { lotId: id, mandatId: mandat.id } });
    // rejugé à l’instant d’écrire : ce qui a changé entre-temps se dit, les autres passent
    if (decision.accepte) crees += 1; else refuses.set(compte.fiche.email, laisser(compte, decision.message));
    dire(`Comptes : ${rang + 1} sur ${aCreer.length}.`);
  }
  const { grandLivre } = controleAvec();
  const fiches = compterFiches(await lireFichesDuLot(base.db, id));
  await exiger(base, acteur, 'signerLot', { lotId: id, mandatId: mandat.id, lignes: livreDe(grandLivre.lignes), places: livreDe(grandLivre.places), fiches });
  return rendre(true, crees);
};
