import { lireLigneCache, lireLignesPar } from '../../db/lignes.ts';
import { GABARITS } from '../../domain/reprise/gabarit/gabarit.ts';
import { identifierCorrespondance } from '../../sync/reprise/identifiants.ts';
import { saisieDispositif, saisieEntite, saisieGroupe } from '../outils/fabrique.ts';
import type { Geste } from './gestes.ts';
import type { PosteSimule } from './poste.ts';
import { DISPOSITIFS, GROUPES, mandatDe } from './service.ts';

const uuid = (lettre: string, numero: number): string => `${lettre}2000000-0000-4000-8000-${String(numero).padStart(12, '0')}`;
const LIVRE = { source: 2, creees: 2, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
const ASSOCIATION = 'Export du Nord';
type Commande = Extract<Geste, { quoi: 'commander' }>;

/**
 * Les commandes d’une reprise, que deux opérateurs mènent dans le même département : les mêmes lots, les mêmes fiches (leur identifiant vient du fichier), la même table de correspondances.
 * `numero` : celui du pas ; chaque commande d’un même geste a sa marque.
 */
export const gestesDeReprise = (poste: PosteSimule, { qui, cible, valeur }: Commande, numero: number): readonly (() => void)[] => {
  const sous = { lotId: uuid('9', cible % 3), mandatId: mandatDe(qui) };
  const marquer = (rang: number): string => `§${1000 + numero * 10 + rang}§`;
  const fichier = (marque: string) => ({ nom: `structures ${marque}.xlsx`, empreinte: 'a'.repeat(64), taille: 10, lignes: 2 });
  const ouvrir = (): void => { poste.executer('ouvrirLot', { id: sous.lotId, mandatId: sous.mandatId, departement: '59', genre: 'structures', fichier: fichier(marquer(1)) }, marquer(1)); };
  const noter = (): void => { poste.executer('noterSimulation', { ...sous, simulation: { fichier: fichier(marquer(2)), lignes: LIVRE, places: LIVRE, bloquantes: 0, avertissements: 0, anomalies: {} } }, marquer(2)); };
  const reprendre = (): void => {
    const [entiteId, dispositifId] = [uuid('e', valeur % 3), uuid('d', valeur)];
    poste.executer('reprendreFiches', {
      ...sous, entites: [{ id: entiteId, identifiant: `E${valeur % 3}`, saisie: saisieEntite({ siren: null, raisonSociale: `Reprise ${marquer(3)}` }) }],
      dispositifs: [{ id: dispositifId, identifiant: `S${valeur}`, saisie: saisieDispositif({ entiteId, nom: `Reprise ${marquer(3)}` }) }], groupes: [{ id: uuid('c', valeur), identifiant: `S${valeur}/G`, saisie: saisieGroupe({ dispositifId }) }], places: [],
    }, marquer(3));
  };
  const proposer = (): void => {
    const surGroupe = valeur % 2 === 0;
    const ficheId = (surGroupe ? GROUPES[0] : DISPOSITIFS[0]) as string;
    poste.executer('proposerReprise', { ...sous, propositions: [{ id: uuid('a', numero), objet: surGroupe ? 'groupe' : 'dispositif', ficheId, identifiant: `S ${marquer(4)}`, champs: surGroupe ? { capacites: 30 + cible, libelle: `Aile ${marquer(4)}` } : { nom: `Nom du fichier ${marquer(4)}` }, lignes: [2] }] }, marquer(4));
  };
  const annuler = (): void => { poste.executer('annulerLot', { ...sous, motif: `Répétition ${marquer(5)}` }, marquer(5)); };
  const id = identifierCorrespondance('59', 'association', 'structures', ASSOCIATION);
  const partagee = (): readonly { readonly cle: string; readonly entete: string }[] | null => { const ligne = lireLigneCache(poste.base, 'correspondance', id); return ligne?.statut === 'partagee' ? ligne.paires : null; };
  const partager = (): void => {
    // celle que la personne a sous les yeux : un collègue a pu en décider autrement, le service le dira
    poste.executer('partagerCorrespondance', { id, mandatId: sous.mandatId, departement: '59', contenu: { genre: 'association', portee: 'structures', nom: ASSOCIATION, paires: [{ cle: GABARITS.structures[valeur]?.cle, entete: `Colonne ${marquer(6)}` }], avant: partagee() } }, marquer(6));
  };
  const retirer = (): void => {
    const paires = partagee();
    const marque = paires?.[0]?.entete.match(/§\d+§/u)?.[0];
    if (marque !== undefined) poste.executer('retirerCorrespondance', { id, mandatId: sous.mandatId, avant: paires }, marque);
  };
  const charger = (): void => { ouvrir(); noter(); reprendre(); proposer(); };
  return [charger, charger, annuler, partager, partager, retirer, () => { ouvrir(); noter(); }, reprendre, proposer];
};

/** Décide d’une proposition ouverte que le poste connaît, s’il le peut : la sienne se voit, celle d’un autre se décide. */
export const deciderUneProposition = (poste: PosteSimule, { cible, valeur }: Commande, numero: number): void => {
  const marque = `§${1000 + numero * 10 + 7}§`;
  const ouvertes = lireLignesPar(poste.base, 'proposition', 'statut', 'ouverte');
  const proposition = ouvertes[cible % Math.max(1, ouvertes.length)];
  const propose = proposition?.champs.find(({ decision }) => decision === null);
  if (proposition === undefined || propose === undefined) return;
  poste.executer('deciderProposition', { id: proposition.id, decisions: [{ champ: propose.champ, decision: valeur % 3 === 0 ? 'refusee' : 'acceptee', vu: propose.avant, motif: `Décidé ${marque}` }] }, marque);
};
