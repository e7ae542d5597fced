import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DefinitionVue } from '../../../contract/poste.ts';
import type { Issue, LigneChangement } from '../../../contract/service.ts';
import type { Base } from '../../../db/base.ts';
import { lireEtat } from '../../../db/base.ts';
import { executerCommande, resoudreRetour } from '../../../db/execution.ts';
import { classerRetour, clientCourant, compterFile, lireAEnvoyer, lireFile, listerFile, noterIssue } from '../../../db/file.ts';
import { lireFiche } from '../../../db/fiche.ts';
import { lireIndex, rechercherPartout } from '../../../db/recherche.ts';
import { basculerAuJour, ecrireLigne, lireLigneCache, rafraichirAgregats } from '../../../db/lignes.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { lireFenetre, ouvrirVue, rangDans, valeursDe } from '../../../db/vues.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, ecriture, fin, ligneDe as ligne, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, acteur, contexte, dispositif, entite, groupe, place, saisieDispositif } from '../../outils/fabrique.ts';

const { nomCommune } = ecriture;
const gestionnaire = acteur('gestionnaire_entite');
const vue = (champs: Partial<DefinitionVue> = {}): DefinitionVue => ({ mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout', ...champs });

let essai: CacheEssai;
let base: Base;
beforeEach(() => { essai = ouvrirCacheEssai(); base = essai.base; });
afterEach(() => { essai.jeter(); });

const recevoir = (lignes: LigneChangement[], curseur = 'c1', dernierSeq = 0): void => { appliquerPage(base, lignes, fin(curseur, { [clientCourant(base)]: dernierSeq }), cadre()); };
const executer = (nom: string, args: unknown, qui = gestionnaire) => executerCommande(base, nom, args, cadre(qui));
const juge = (issue: Issue): void => { noterIssue(base, clientCourant(base), issue); };
const parc = (): void => { recevoir([ligne('entite', entite()), ligne('dispositif', dispositif()), ligne('groupe', groupe()), ligne('place', place()), ligne('place', place({ numero: '102', occupation: 'occupee' }))]); };

describe('lignes', () => {
  it.each([['entite', entite({ conventionP177: { debut: '2026-01-01', fin: null }, contacts: [{ fonction: 'gestion', nom: 'A' }] })], ['dispositif', dispositif({ financeP177: true })], ['groupe', groupe({ ageMin: 18 })], ['place', place()]] as const)('%s se relit à l’identique', (objet, valeur) => {
    ecrireLigne(base, objet, valeur as never, ecriture);
    expect(lireLigneCache(base, objet, valeur.id)).toEqual(valeur);
  });
  it('l’état du jour bascule à sa date, et les comptes avec lui', () => {
    parc();
    const p = place({ numero: '103', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-25', fin: '2026-11-26' }] });
    recevoir([ligne('place', p)], 'c2');
    const lire = () => lireFiche(base, 'groupe', GROUPE_ID, gestionnaire, contexte)?.places;
    expect(lire()).toMatchObject({ libres: 2, indisponibles: 0 });
    expect(basculerAuJour(base, { ...ecriture, aujourdhui: '2026-11-25' })).toBe(1);
    expect(lire()).toMatchObject({ libres: 1, indisponibles: 1 });
    expect(basculerAuJour(base, { ...ecriture, aujourdhui: '2026-11-27' })).toBe(1);
    expect(lire()).toMatchObject({ libres: 2, indisponibles: 0 });
  });
  it('les agrégats de tous les groupes donnent le même résultat que groupe par groupe', () => {
    parc();
    const avant = base.tous('select * from agregat');
    rafraichirAgregats(base, new Set(Array.from({ length: 2001 }, () => randomUUID())));
    expect(base.tous('select * from agregat')).toEqual(avant);
  });
});

describe('file et rejeu', () => {
  const modifier = (champs: object) => ({ id: DISPOSITIF_ID, champs });
  it('une commande refusée n’écrit rien', () => {
    parc();
    expect(executer('modifierDispositif', modifier({ nature: 'hebergement_hotel' }))).toMatchObject({ accepte: false });
    expect(lireFile(base)).toEqual([]);
    expect(base.tous('select * from serveur')).toEqual([]);
  });
  it('une commande a son effet tout de suite, et garde la ligne du service', () => {
    parc();
    expect(executer('modifierDispositif', modifier({ nom: 'Le Rempart' }))).toMatchObject({ accepte: true, numero: 1 });
    expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Le Rempart', version: 1 });
    expect(lireFile(base)).toMatchObject([{ seq: 1, nom: 'modifierDispositif', base: [{ id: DISPOSITIF_ID, version: 1 }], fiche: 'Le Rempart' }]);
    const { serveur } = lireFiche(base, 'dispositif', DISPOSITIF_ID, gestionnaire, contexte) ?? {};
    expect(serveur).toMatchObject({ nom: 'Les Remparts' });
  });
  it('une page reçue se glisse sous les commandes en attente', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    recevoir([ligne('dispositif', dispositif({ version: 2, horaires: '18 h – 9 h', nom: 'Nom du service' }))], 'c2');
    expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Le Rempart', horaires: '18 h – 9 h', version: 2 });
    // acquittée : l’effet vient désormais du service
    juge({ seq: 1, issue: 'appliquee', lignes: [] });
    recevoir([ligne('dispositif', dispositif({ version: 3, nom: 'Le Rempart', horaires: '18 h – 9 h' }))], 'c3', 1);
    expect(lireFile(base)).toEqual([]);
    expect(base.tous('select * from serveur')).toEqual([]);
    expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Le Rempart', version: 3 });
  });
  it('une commande jugée dont la réponse s’est perdue reste à envoyer', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    recevoir([ligne('dispositif', dispositif({ version: 2, nom: 'Le Rempart' }))], 'c2', 1);
    expect(lireAEnvoyer(base, 10)).toHaveLength(1);
  });
  it('un refus retire l’effet, garde la commande et la montre', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    juge({ seq: 1, issue: 'rejetee', code: 'droit.perimetre', message: 'Hors de votre périmètre.' });
    recevoir([], 'c2', 1);
    expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Les Remparts' });
    expect(listerFile(base)).toMatchObject([{ seq: 1, etat: 'refusee', refus: { message: 'Hors de votre périmètre.' }, args: modifier({ nom: 'Le Rempart' }) }]);
    expect(compterFile(base)).toMatchObject({ enAttente: 0, refus: 1 });
    expect(classerRetour(base, 1)).toBe(true);
    expect(compterFile(base)).toMatchObject({ refus: 0 });
    expect(base.un<{ n: number }>('select count(*) as n from retour')?.n).toBe(1);
  });
  it('créer puis soumettre hors ligne : les deux se rejouent', () => {
    parc();
    const id = randomUUID();
    expect(executer('creerDispositif', { id, saisie: saisieDispositif({ nom: 'Neuf' }) }).accepte).toBe(true);
    expect(executer('soumettre', { objet: 'dispositif', id }).accepte).toBe(true);
    recevoir([ligne('entite', entite({ version: 2, adresse: 'ailleurs' }))], 'c2');
    expect(lireLigneCache(base, 'dispositif', id)).toMatchObject({ statut: 'a_prevalider', nom: 'Neuf', version: 0 });
    expect(lireFile(base).map(({ nom }) => nom)).toEqual(['creerDispositif', 'soumettre']);
  });
  it('une ligne mal formée n’applique rien de sa page', () => {
    parc();
    expect(() => { recevoir([ligne('dispositif', dispositif({ version: 2, nom: 'Autre' })), ligne('groupe', { id: 'x' })], 'c2'); }).toThrow();
    expect(lireEtat(base, 'curseur')).toBe('c1');
    expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ version: 1 });
  });
  it('résoudre un conflit exécute et classe ensemble, ou ne fait rien', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    juge({ seq: 1, issue: 'conflit', champs: ['nom'], objet: 'dispositif', id: DISPOSITIF_ID, ligne: { ...dispositif({ version: 2, nom: 'Remparts' }) }, message: 'Conflit.' });
    recevoir([ligne('dispositif', dispositif({ version: 2, nom: 'Remparts' }))], 'c2', 1);
    expect(listerFile(base)).toMatchObject([{ seq: 1, etat: 'conflit', champs: ['nom'], base: { nom: 'Les Remparts', version: 1 }, serveur: { nom: 'Remparts' } }]);
    // la fiche bouge encore : « la leur » suit
    recevoir([ligne('dispositif', dispositif({ version: 3, nom: 'Remparts neufs' }))], 'c3', 1);
    expect(listerFile(base)).toMatchObject([{ serveur: { nom: 'Remparts neufs', version: 3 } }]);
    expect(resoudreRetour(base, 1, { nom: 'modifierDispositif', args: modifier({ nature: 'hebergement_hotel' }) }, cadre())).toMatchObject({ accepte: false });
    expect(compterFile(base)).toMatchObject({ conflits: 1, enAttente: 0 });
    expect(resoudreRetour(base, 1, { nom: 'modifierDispositif', args: modifier({ nom: 'Le Rempart' }) }, cadre())).toEqual({ accepte: true, numero: 2 });
    expect(compterFile(base)).toMatchObject({ conflits: 0, enAttente: 1 });
    expect(lireFile(base)).toMatchObject([{ numero: 2, seq: 2, base: [{ id: DISPOSITIF_ID, version: 3 }], avant: { nom: 'Remparts neufs' } }]);
    expect(resoudreRetour(base, 1, null, cadre())).toMatchObject({ accepte: false, code: 'file.introuvable' });
  });
  it('la base d’une seconde commande est la fiche du service, pas l’effet de la première', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    executer('modifierDispositif', modifier({ horaires: '18 h' }));
    expect(lireFile(base).map(({ avant }) => (avant as { nom: string }).nom)).toEqual(['Les Remparts', 'Les Remparts']);
  });
  it('un retrait ôte la ligne et la fiche disparaît', () => {
    parc();
    recevoir([{ genre: 'retrait', objet: 'dispositif', id: DISPOSITIF_ID }], 'c2');
    expect(lireFiche(base, 'dispositif', DISPOSITIF_ID, gestionnaire, contexte)).toBeNull();
  });
  it('après fermeture et réouverture du fichier, la file et le curseur sont là', () => {
    parc();
    executer('modifierDispositif', modifier({ nom: 'Le Rempart' }));
    base = essai.rouvrir();
    expect(lireFile(base)).toHaveLength(1);
    expect(lireEtat(base, 'curseur')).toBe('c1');
    expect(executer('modifierDispositif', modifier({ horaires: '24 h / 24' }))).toMatchObject({ numero: 2 });
  });
});

describe('vues de la grille', () => {
  const AUTRE = '55555555-5555-4555-8555-555555555555';
  beforeEach(() => {
    recevoir([
      ligne('entite', entite()), ligne('entite', entite({ id: AUTRE, raisonSociale: 'Élan des Dunes', siren: '552100554', commune: '59183' })),
      ligne('dispositif', dispositif()), ligne('dispositif', dispositif({ id: randomUUID(), nom: 'Étape d’Anzin', commune: '59014', statut: 'a_corriger', type: 'hebergement_hors_chrs.115' })),
      ligne('dispositif', dispositif({ id: randomUUID(), nom: 'Cent % à l’abri', entiteId: AUTRE, commune: '59183' })),
      ligne('groupe', groupe()), ligne('place', place()), ligne('place', place({ numero: '102', occupation: 'occupee' })),
    ]);
  });
  const lignes = (definition: DefinitionVue) => { const ouverte = ouvrirVue(base, definition); return lireFenetre(base, ouverte, 0, ouverte.total, AUJOURDHUI, nomCommune); };
  const noms = (definition: DefinitionVue) => lignes(definition).map(({ nom }) => nom);

  it('déplie l’arbre, trié sans égard aux accents', () => {
    expect(noms(vue())).toEqual(['Élan des Dunes', 'Cent % à l’abri', 'Hainaut Accueil', 'Étape d’Anzin', 'Les Remparts', 'Urgence']);
    expect(noms(vue({ deplie: 'rien' }))).toEqual(['Élan des Dunes', 'Hainaut Accueil']);
    expect(noms(vue({ deplie: 'rien', exceptions: [ENTITE_ID] }))).toEqual(['Élan des Dunes', 'Hainaut Accueil', 'Étape d’Anzin', 'Les Remparts']);
    expect(noms(vue({ mode: 'liste' }))).toEqual(['Cent % à l’abri', 'Étape d’Anzin', 'Les Remparts']);
  });
  it('porte les sous-totaux, et « — » hors du parc', () => {
    const [, , hainaut, etape, remparts, urgence] = lignes(vue());
    expect(hainaut).toMatchObject({ objet: 'entite', capacite: 24, occupees: 1, libres: 1, enfants: 2 });
    expect(etape).toMatchObject({ capacite: null, occupees: null, statut: 'a_corriger', commune: 'Anzin' });
    expect(remparts).toMatchObject({ capacite: 24, occupees: 1, enfants: 1, deplie: true });
    expect(urgence).toMatchObject({ objet: 'groupe', niveau: 2, capacite: 24, commune: 'Valenciennes' });
  });
  it('filtre et cherche en SQL', () => {
    expect(noms(vue({ mode: 'liste', recherche: 'etape ANZ' }))).toEqual(['Étape d’Anzin']);
    expect(noms(vue({ mode: 'liste', recherche: 'urgence' }))).toEqual(['Les Remparts']);
    expect(noms(vue({ mode: 'liste', recherche: '%' }))).toEqual(['Cent % à l’abri']);
    expect(noms(vue({ mode: 'liste', filtres: { statut: { genre: 'parmi', valeurs: ['a_corriger'] } } }))).toEqual(['Étape d’Anzin']);
    expect(noms(vue({ mode: 'liste', filtres: { capacite: { genre: 'entre', min: 1, max: null } } }))).toEqual(['Les Remparts']);
    expect(noms(vue({ mode: 'liste', filtres: { commune: { genre: 'contient', texte: 'dunkerque' } } }))).toEqual(['Cent % à l’abri']);
    expect(noms(vue({ recherche: 'élan' }))).toEqual(['Élan des Dunes', 'Cent % à l’abri']);
  });
  it('trie par une colonne, dans les deux sens', () => {
    expect(noms(vue({ mode: 'liste', tri: [{ colonne: 'statut', sens: 'asc' }] }))[0]).toBe('Étape d’Anzin');
    expect(noms(vue({ mode: 'liste', tri: [{ colonne: 'capacite', sens: 'desc' }] }))[0]).toBe('Les Remparts');
    expect(noms(vue({ deplie: 'rien', tri: [{ colonne: 'nom', sens: 'desc' }] }))).toEqual(['Hainaut Accueil', 'Élan des Dunes']);
  });
  it('compte les valeurs d’un filtre sous les autres filtres seulement', () => {
    expect(valeursDe(base, 'statut', vue({ filtres: { statut: { genre: 'parmi', valeurs: ['valide'] } } }))).toEqual([{ valeur: 'valide', nombre: 2 }, { valeur: 'a_corriger', nombre: 1 }]);
    expect(valeursDe(base, 'statut', vue({ filtres: { commune: { genre: 'contient', texte: 'anzin' } } }))).toEqual([{ valeur: 'a_corriger', nombre: 1 }]);
  });
  it('retrouve le rang d’une fiche, et compte le filtré', () => {
    const ouverte = ouvrirVue(base, vue());
    expect(rangDans(base, ouverte, GROUPE_ID)).toBe(5);
    expect(rangDans(base, ouvrirVue(base, vue({ deplie: 'rien' })), GROUPE_ID)).toBe(-1);
    expect(ouvrirVue(base, vue({ recherche: 'remparts' })).filtres).toEqual({ entites: 1, dispositifs: 1, groupes: 1, capacite: 24 });
    expect(ouverte.totaux).toEqual({ entites: 2, dispositifs: 3, groupes: 1, capacite: 24 });
  });
  it('une fenêtre au milieu est la même suite', () => {
    const ouverte = ouvrirVue(base, vue());
    expect(lireFenetre(base, ouverte, 2, 4, AUJOURDHUI, nomCommune).map(({ nom }) => nom)).toEqual(['Hainaut Accueil', 'Étape d’Anzin']);
  });
  const trouver = (texte: string) => rechercherPartout(base, texte, nomCommune, lireIndex(base)).resultats;
  it('la recherche globale trouve par code, siren, commune', () => {
    expect(trouver('552100554').map(({ nom }) => nom)).toEqual(['Élan des Dunes']);
    expect(trouver('dunkerque')).toHaveLength(2);
    expect(trouver('')).toEqual([]);
    expect(trouver('%').map(({ nom }) => nom)).toEqual(['Cent % à l’abri']);
  });
  it('le nom le plus proche vient en tête', () => {
    recevoir([ligne('dispositif', dispositif({ id: randomUUID(), nom: 'CHRS des Remparts' }))], 'c2');
    expect(trouver('remparts').map(({ nom }) => nom)).toEqual(['Les Remparts', 'CHRS des Remparts']);
    expect(trouver('chrs').map(({ nom }) => nom)).toEqual(['CHRS des Remparts']);
  });
});
