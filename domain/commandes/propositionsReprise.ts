import { z } from 'zod';
import { schemaId } from '../objets/commun.ts';
import { OBJETS } from '../droits.ts';
import { cibleDe } from '../objets/objets.ts';
import type { Proposition } from '../objets/proposition.ts';
import { STATUTS } from '../cycleDeVie.ts';
import type { Acteur } from '../profils.ts';
import { SOURCE_REPRISE } from '../reprise/controles/contexte.ts';
import type { Changement, Commande, Contexte, Decision, LigneRefusee, Lire, Refus } from './commande.ts';
import { lirePropositionsDe, lirePropositionsDuLot, refus, refusDeSchema } from './commande.ts';
import { schemaChampsDispositif } from './dispositifs.ts';
import { schemaChampsEntite } from './entites.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import type { EtatLot } from './lots.ts';
import { schemaChampsGroupe } from './groupesProposes.ts';
import { lireLot, lotOuvert, refusDeCharger } from './lots.ts';
import { FIGES } from './modification.ts';
import { nombrer } from './noms.ts';
import { conclure } from './places.ts';
import type { Avant } from './propositions.ts';
import { champsLibres, ficheDe, ficheDuCircuit, lireAvant, memeValeur, modification, nouvelleProposition, valeurDuChamp } from './propositions.ts';
import { INTROUVABLE, estRefus } from './regles.ts';

/** Propositions qu’une commande porte : un lot plus grand en fait plusieurs. */
export const PROPOSITIONS_PAR_COMMANDE = 100;

const schemaUne = z.object({
  id: schemaId, objet: z.enum(['entite', 'dispositif', 'groupe']), ficheId: schemaId, identifiant: z.string().min(1).max(1_100), champs: champsLibres,
  /** Les lignes du fichier qui le disent : le motif les cite. */
  lignes: z.array(z.number().int().min(1)).min(1).max(20),
});
const schemaProposerReprise = z.object({ lotId: schemaId, mandatId: schemaId, propositions: z.array(schemaUne).min(1, 'Aucune proposition.').max(PROPOSITIONS_PAR_COMMANDE) })
  .refine(({ propositions }) => new Set(propositions.map(({ ficheId }) => ficheId)).size === propositions.length, 'Une fiche est citée deux fois.');
export type ArgumentsProposerReprise = z.infer<typeof schemaProposerReprise>;
type Une = ArgumentsProposerReprise['propositions'][number];
interface EtatProposerReprise extends EtatLot { readonly duLot: readonly Proposition[]; readonly fiches: ReadonlyMap<string, { readonly avant: Avant; readonly ouvertes: readonly Proposition[] }> }

const SCHEMAS_CHAMPS = { entite: schemaChampsEntite, dispositif: schemaChampsDispositif, groupe: schemaChampsGroupe } as const;
/** Les champs qui changeraient vraiment, ou pourquoi la fiche est laissée. */
const jugerUne = ({ duLot, fiches }: EtatProposerReprise, une: Une, departement: string, acteur: Acteur, contexte: Contexte): Refus | { readonly champs: Readonly<Record<string, unknown>> } => {
  const { objet, ficheId } = une;
  if (duLot.some(({ id }) => id === une.id)) return refus('existe', 'Cette proposition est déjà déposée.');
  const lue = fiches.get(ficheId);
  const [fiche, circuit] = lue === undefined ? [undefined, undefined] : [ficheDe(lue.avant), ficheDuCircuit(lue.avant)];
  if (lue === undefined || fiche === undefined || circuit === undefined) return INTROUVABLE(OBJETS[objet]);
  if (!cibleDe(objet, fiche as never).departements.includes(departement)) return refus('champ.departement', `Le lot est du département ${departement}, cette fiche n’en est pas.`, 'departement');
  if (FIGES.has(circuit.statut)) return refus('statut', `La fiche est au statut « ${STATUTS[circuit.statut as keyof typeof STATUTS]} » : elle ne change plus.`);
  const lus = SCHEMAS_CHAMPS[objet].strict().safeParse(une.champs);
  if (!lus.success) return refusDeSchema(lus.error);
  const champs = Object.fromEntries(Object.entries(lus.data as Readonly<Record<string, unknown>>).filter(([champ, apres]) => !memeValeur(apres, valeurDuChamp(objet, fiche, champ, contexte.aujourdhui))));
  const noms = Object.keys(champs);
  if (noms.length === 0) return refus('inchange', 'La fiche a déjà ces valeurs.');
  const deja = noms.find((champ) => [...lue.ouvertes, ...duLot].some((autre) => autre.ficheId === ficheId && autre.statut === 'ouverte' && autre.champs.some((propose) => propose.champ === champ && propose.decision === null && (memeValeur(propose.apres, champs[champ]) || autre.creePar === acteur.utilisateurId))));
  if (deja !== undefined) return refus('deja_propose', `« ${CHAMPS_LIBELLE[objet][deja] ?? deja} » : une proposition ouverte le demande déjà, elle attend sa décision.`, deja);
  const apres = modification(lue.avant, champs, acteur, contexte);
  return estRefus(apres) ? apres : { champs };
};

/**
 * Dépose, sous le mandat de l’opérateur, ce qu’un fichier dit autrement d’une fiche ou d’un groupe déjà dans l’offre, validés ou non : rien ne s’écrit sur la fiche, qui en décide le fait comme de toute proposition.
 * Un opérateur qui pourrait changer le champ lui-même le propose aussi : un fichier ancien ne l’emporte jamais seul sur une saisie.
 * Refus : `introuvable`, `droit.mandat`, `statut`, `non_simule`, `bloquantes`, `desequilibre` ; par fiche : `existe`, `introuvable`, `statut`, `inchange`, `deja_propose`, `champ.*`, `nomenclature`.
 */
export const proposerReprise: Commande<'proposerReprise', ArgumentsProposerReprise, EtatProposerReprise> = {
  nom: 'proposerReprise', version: 2, libelle: 'Proposer ce que dit une reprise', schema: schemaProposerReprise,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  champsTouches: () => [],
  intitule: ({ propositions }) => nombrer(propositions.length, 'proposition', 'propositions'),
  *lire({ lotId, mandatId, propositions }): Lire<EtatProposerReprise> {
    const fiches = new Map<string, { avant: Avant; ouvertes: readonly Proposition[] }>();
    for (const { objet, ficheId, champs } of propositions) fiches.set(ficheId, { avant: yield* lireAvant(objet, ficheId, champs, false), ouvertes: yield* lirePropositionsDe(ficheId) });
    return { ...(yield* lireLot(lotId, mandatId)), duLot: yield* lirePropositionsDuLot(lotId, propositions.map(({ ficheId }) => ficheId)), fiches };
  },
  decide(etat, { propositions }, acteur, contexte): Decision {
    const lot = lotOuvert(etat, acteur, contexte);
    if ('accepte' in lot) return lot;
    const erreur = refusDeCharger(lot);
    if (erreur !== null) return erreur;
    const changements: Changement[] = [];
    const refusees: LigneRefusee[] = [];
    for (const une of propositions) {
      const jugee = jugerUne(etat, une, lot.departement, acteur, contexte);
      const lue = etat.fiches.get(une.ficheId);
      const fiche = lue === undefined ? undefined : ficheDe(lue.avant);
      if (estRefus(jugee) || fiche === undefined) { const { code, message } = estRefus(jugee) ? jugee : INTROUVABLE('Fiche'); refusees.push({ id: une.id, code, message }); continue; }
      const motif = `Reprise de « ${lot.fichier.nom} »${lot.code === null ? '' : ` (${lot.code})`}, ${une.lignes.length > 1 ? 'lignes' : 'ligne'} ${une.lignes.join(', ')}.`;
      changements.push({ genre: 'creer', objet: 'proposition', ligne: nouvelleProposition({ id: une.id, objet: une.objet, fiche, champs: jugee.champs, motif, provenance: { source: SOURCE_REPRISE, identifiant: une.identifiant, lot: lot.id } }, acteur, contexte) });
    }
    return conclure(changements, refusees, undefined);
  },
};
