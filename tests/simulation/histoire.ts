import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resoudreRetour } from '../../db/execution.ts';
import { listerFile } from '../../db/file.ts';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import { changerDroits } from '../../server/comptes/utilisateurs.ts';
import { CATALOGUE_SUIVANT } from '../outils/catalogues.ts';
import { saisieDispositif, saisieGroupe } from '../outils/fabrique.ts';
import type { Geste } from './gestes.ts';
import { LE_SERVICE } from './gestes.ts';
import { InvariantRompu, verifierChiffres, verifierEffets, verifierFin, verifierPoste } from './invariants.ts';
import type { PosteSimule } from './poste.ts';
import { Mort, ouvrirPosteSimule } from './poste.ts';
import { deciderUneProposition, gestesDeReprise } from './reprise.ts';
import type { ServiceSimule } from './service.ts';
import { DISPOSITIFS, ENTITES, GROUPES, PERIMETRES, PERSONNES } from './service.ts';

/** La mémoire vive quand il y en a une : des milliers de fichiers à ouvrir et à effacer. */
const RACINE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const uuid = (lettre: string, numero: number): string => `${lettre}1000000-0000-4000-8000-${String(numero).padStart(12, '0')}`;

export interface Bilan { readonly commandes: number; readonly morts: number; readonly dechirures: number; readonly appliquees: number; readonly rejetees: number; readonly conflits: number }

/** Les commandes possibles, chacune marquée dans ses arguments : on la reconnaît partout. */
const commander = (poste: PosteSimule, geste: Extract<Geste, { quoi: 'commander' }>, numero: number, crees: string[]): void => {
  const marque = `§${numero}§`;
  const suivant = poste.catalogue === CATALOGUE_SUIVANT;
  const dispositifs = [...DISPOSITIFS, ...crees];
  const id = dispositifs[geste.cible % dispositifs.length] as string;
  const modifier = (champs: object): void => { poste.executer('modifierDispositif', suivant ? { id, valeurs: champs } : { id, champs }, marque); };
  const circuit = (nom: string): void => { poste.executer(nom, { objet: 'dispositif', id, motif: `Motif ${marque}` }, marque); };
  const texte = `Valeur ${geste.valeur} ${marque}`;
  const creer = (): void => {
    const neuf = uuid('d', numero);
    poste.executer('creerDispositif', { id: neuf, saisie: saisieDispositif({ entiteId: ENTITES[geste.valeur % 2] as string, nom: texte, ...(geste.cible % 2 === 0 ? {} : { departement: '62', commune: '62041' }) }) }, marque);
    crees.push(neuf);
  };
  const gestes: Record<string, readonly (() => void)[]> = {
    gestionnaire_entite: [
      () => { modifier({ nom: texte }); }, () => { modifier({ horaires: texte }); }, () => { modifier({ horaires: texte }); }, () => { modifier({ adresse: texte }); }, () => { modifier({ adresse: texte, horaires: texte }); }, creer,
      () => { poste.executer('creerGroupeDePlaces', { id: uuid('c', numero), saisie: saisieGroupe({ dispositifId: id, libelle: texte }) }, marque); },
      () => { poste.executer('modifierGroupeDePlaces', { id: GROUPES[geste.cible % GROUPES.length] as string, champs: { libelle: texte } }, marque); },
      () => { poste.executer('modifierEntite', { id: ENTITES[geste.valeur % 2] as string, champs: { adresse: texte } }, marque); },
      () => { circuit('soumettre'); }, () => { circuit('soumettre'); },
      () => { deciderUneProposition(poste, geste, numero); },
      () => { if (suivant) poste.executer('nommerDispositif', { id, nom: texte }, marque); else modifier({ nom: texte }); },
    ],
    admin_siao: [creer, () => { circuit('soumettre'); }, () => { circuit('prevalider'); }, () => { circuit('prevalider'); }, () => { circuit('renvoyerACorriger'); }, () => { modifier({ horaires: texte }); }, ...gestesDeReprise(poste, geste, numero)],
    admin_departemental: [() => { deciderUneProposition(poste, geste, numero); }, ...gestesDeReprise(poste, geste, numero), () => { circuit('valider'); }, () => { circuit('valider'); }, () => { circuit('renvoyerACorriger'); }, () => { circuit('refuser'); }, () => { modifier({ horaires: texte }); }, creer],
  };
  const siens = gestes[poste.acteur?.profil ?? ''] ?? [];
  siens[geste.commande % siens.length]?.();
};

const resoudre = (poste: PosteSimule, numero: number): void => {
  const [retour] = listerFile(poste.base).filter(({ refus }) => refus !== null);
  if (retour === undefined || poste.acteur === undefined) return;
  const marque = `§${numero}§`;
  const args = { objet: 'dispositif', id: retour.id, motif: `Reprise ${marque}` };
  // tantôt la leur, tantôt la mienne : une nouvelle commande qui tient lieu de l’ancienne
  const resolution = resoudreRetour(poste.base, retour.seq, numero % 2 === 0 ? null : { nom: 'soumettre', args }, poste.cadre());
  if (!resolution.accepte || resolution.numero === null) return;
  const rangee = poste.base.un<{ clientId: string; seq: number }>('select "clientId", seq from file where numero = ?', resolution.numero);
  if (rangee !== undefined) poste.acceptees.push({ marque, ...rangee, nom: 'soumettre' });
};

/** Joue une histoire sur un service remis à neuf, en vérifiant les invariants à chaque pas et à la fin. Rejette au premier rompu. */
export const jouer = async (service: ServiceSimule, gestes: readonly Geste[], pages: { delta: number; chargement: number }): Promise<Bilan> => {
  await service.remettre();
  const dossier = mkdtempSync(join(RACINE, 'siao-sim-'));
  const postes = PERSONNES.map(({ email }, rang) => ouvrirPosteSimule(service, email, join(dossier, String(rang)), pages, CATALOGUE));
  const crees: string[] = [];
  let morts = 0;
  let dechirures = 0;
  try {
    // chacun a ouvert son compte une fois ; presque tous ont fini leur premier chargement
    for (const [rang, poste] of postes.entries()) { await poste.connecter(); if (rang !== gestes.length % 12) await poste.echanger('recevoir'); }
    for (const [numero, geste] of gestes.entries()) {
      const poste = postes[geste.qui];
      try {
        await pas(service, poste, geste, numero, crees);
        if (poste !== undefined && 'dechirure' in geste && geste.dechirure !== null) dechirures += 1;
      } catch (erreur) {
        if (!(erreur instanceof Mort) || poste === undefined) throw erreur;
        poste.tuer();
        morts += 1;
      }
      if (poste === undefined) continue;
      poste.sursis = null;
      poste.pannes = [];
      poste.annule = false;
      verifierPoste(poste);
      // avant et après : rejouer récrit les lignes que des commandes couvrent, et ce qui en était gardé s’efface
      verifierChiffres(poste);
      verifierEffets(poste);
      verifierChiffres(poste);
    }
    await finir(service, postes);
    await verifierFin(service, postes);
    const issues = await service.base.db.selectFrom('issue_mutation').select('issue').execute();
    const compter = (genre: string): number => issues.filter(({ issue }) => issue.issue === genre).length;
    return { commandes: postes.reduce((total, { acceptees }) => total + acceptees.length, 0), morts, dechirures, appliquees: compter('appliquee'), rejetees: compter('rejetee'), conflits: compter('conflit') };
  } finally {
    for (const poste of postes) poste.fermer();
    rmSync(dossier, { recursive: true, force: true });
  }
};

const pas = async (service: ServiceSimule, poste: PosteSimule | undefined, geste: Geste, numero: number, crees: string[]): Promise<void> => {
  if (geste.quoi === 'mettre_a_jour') {
    if (geste.qui === LE_SERVICE) await service.mettreAJour(CATALOGUE_SUIVANT);
    else poste?.redemarrer(CATALOGUE_SUIVANT);
    return;
  }
  if (geste.quoi === 'horloge') {
    if (poste === undefined) service.decalage += geste.heures * 3_600_000;
    else poste.decalage += geste.heures * 3_600_000;
    return;
  }
  if (poste === undefined) return;
  const personne = PERSONNES[geste.qui];
  switch (geste.quoi) {
    case 'commander': {
      const avant = poste.acceptees.length;
      if (geste.dechirure !== null) poste.photographier();
      poste.sursis = geste.mort;
      commander(poste, geste, numero, crees);
      poste.sursis = null;
      if (geste.dechirure === null) return;
      poste.dechirer(geste.dechirure);
      // perdue avant que le poste n’ait répondu à la personne : elle n’a rien promis
      if (geste.dechirure === 'travail') poste.acceptees.length = avant;
      return;
    }
    case 'envoyer': case 'recevoir':
      // une validation qui n’atteint que l’offre, ou que le travail : seule la première est possible à la réception
      if (geste.dechirure !== null && geste.quoi === 'recevoir') poste.photographier();
      poste.sursis = geste.mort;
      poste.pannes = [...geste.pannes];
      poste.annule = geste.annule;
      await poste.echanger(geste.quoi);
      poste.sursis = null;
      if (geste.dechirure !== null && geste.quoi === 'recevoir') poste.dechirer(geste.dechirure);
      return;
    case 'livrer': for (const demande of poste.enRoute.splice(0)) await demande(); return;
    case 'redemarrer': poste.redemarrer(); return;
    case 'sauvegarder': poste.sauvegarder(); return;
    case 'resoudre': resoudre(poste, numero); return;
    case 'droits':
      if (personne === undefined) return;
      poste.droitsAnnonces = true;
      await changerDroits(service.base, `a0000000-0000-4000-8000-${String(geste.qui + 1).padStart(12, '0')}`, { perimetre: (PERIMETRES[personne.profil][geste.perimetre] ?? PERIMETRES[personne.profil][0]) as never, actif: geste.actif });
  }
};

/** Le réseau revient, tout le monde est à jour et actif : plus rien ne doit retenir une commande. */
const finir = async (service: ServiceSimule, postes: readonly PosteSimule[]): Promise<void> => {
  if (service.catalogue !== CATALOGUE_SUIVANT && postes.some(({ catalogue }) => catalogue === CATALOGUE_SUIVANT)) await service.mettreAJour(CATALOGUE_SUIVANT);
  const { db } = service.base;
  for (const [rang, poste] of postes.entries()) {
    poste.droitsAnnonces = true;
    const { statut } = await db.selectFrom('utilisateur').select('statut').where('email', '=', poste.email).executeTakeFirstOrThrow();
    if (statut !== 'actif') await changerDroits(service.base, `a0000000-0000-4000-8000-${String(rang + 1).padStart(12, '0')}`, { actif: true });
  }
  // des demandes que le réseau gardait arrivent encore, après coup
  for (const poste of postes) for (const demande of poste.enRoute.splice(0)) await demande();
  for (const quoi of ['envoyer', 'recevoir', 'recevoir'] as const) {
    for (const poste of postes) {
      let resultat = await poste.echanger(quoi);
      if (resultat === 'coupe') resultat = await poste.echanger(quoi);
      if (resultat !== 'fait') throw new InvariantRompu(`Réseau revenu : ${quoi} finit par réussir\n${poste.email} : ${resultat}`);
    }
  }
};
