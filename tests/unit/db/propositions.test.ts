import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lireAvis, marquerAvis } from '../../../db/avis.ts';
import { executerCommande, executerEnsemble } from '../../../db/execution.ts';
import { lireFiche } from '../../../db/fiche.ts';
import { lireFile, listerFile, noterIssue } from '../../../db/file.ts';
import { ecrireLigne, lireLigneCache } from '../../../db/lignes.ts';
import type { Onglet } from '../../../db/validation.ts';
import { fileValidation } from '../../../db/validation.ts';
import type { ChampPropose, Proposition } from '../../../domain/objets/proposition.ts';
import type { Acteur } from '../../../domain/profils.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { MAINTENANT, cadre, ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { DISPOSITIF_ID, acteur, contexte, dispositif, entite, proposition } from '../../outils/fabrique.ts';

const TYPE = 'hebergement_hors_chrs.115';
const champ = (nom: string, avant: unknown, apres: unknown, suite: Partial<ChampPropose> = {}): ChampPropose => ({ champ: nom, avant, apres, decision: null, par: null, nom: null, le: null, motif: null, ...suite });
const gestionnaire = acteur('gestionnaire_entite');
const ddets = acteur('admin_departemental');
const siao = acteur('admin_siao');

let essai: CacheEssai;
beforeEach(() => {
  essai = ouvrirCacheEssai();
  ecrireLigne(essai.base, 'entite', entite(), ecriture);
  ecrireLigne(essai.base, 'dispositif', dispositif(), ecriture);
});
afterEach(() => { essai.jeter(); });

const poser = (champs: Partial<Proposition> = {}): Proposition => {
  const ligne = proposition({ creePar: gestionnaire.utilisateurId, creeLe: '2026-11-17T09:00:00.000Z', modifieLe: '2026-11-17T09:00:00.000Z', ...champs });
  ecrireLigne(essai.base, 'proposition', ligne, ecriture);
  return ligne;
};
const file = (qui: Acteur, onglet: Onglet) => fileValidation(essai.base, qui, contexte, onglet, () => undefined);
const ids = (qui: Acteur, onglet: Onglet): string[] => file(qui, onglet).lignes.map(({ id }) => id);

describe('toutes les commandes, ou aucune', () => {
  const ordinaire = { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { horaires: '9 h – 18 h' } } };
  const demande = (champs: object) => ({ nom: 'proposerChangement', args: { id: randomUUID(), objet: 'dispositif', ficheId: DISPOSITIF_ID, champs, motif: 'Nouvelle convention' } });
  it('acceptées, elles sont en file dans l’ordre, avec leur effet', () => {
    expect(executerEnsemble(essai.base, [ordinaire, demande({ type: TYPE })], cadre(gestionnaire))).toEqual({ accepte: true, numeros: [1, 2] });
    expect(lireFile(essai.base).map(({ nom }) => nom)).toEqual(['modifierDispositif', 'proposerChangement']);
    expect(lireLigneCache(essai.base, 'dispositif', DISPOSITIF_ID)?.horaires).toBe('9 h – 18 h');
    expect(ids(gestionnaire, 'mes_propositions')).toHaveLength(1);
  });
  it('un refus n’écrit rien, quel que soit son rang, et dit lequel', () => {
    const refusee = demande({ type: 'inconnu' });
    for (const [rang, suite] of [[1, [ordinaire, refusee]], [0, [refusee, ordinaire]], [1, [ordinaire, { nom: 'inconnue', args: {} }]]] as const) {
      expect(executerEnsemble(essai.base, suite, cadre(gestionnaire))).toMatchObject({ accepte: false, rang });
      expect(lireFile(essai.base)).toEqual([]);
      expect(lireLigneCache(essai.base, 'dispositif', DISPOSITIF_ID)?.horaires).toBeNull();
      expect(essai.base.tous('select * from serveur')).toEqual([]);
    }
    // le numéro d’ordre n’a pas avancé : le service n’attendra pas une commande qui n’existe pas
    expect(executerEnsemble(essai.base, [ordinaire], cadre(gestionnaire))).toMatchObject({ accepte: true });
    expect(lireFile(essai.base).map(({ seq }) => seq)).toEqual([1]);
  });
  it('une commande voit l’effet des précédentes', () => {
    const type = demande({ type: TYPE });
    expect(executerEnsemble(essai.base, [type, demande({ type: TYPE })], cadre(gestionnaire))).toMatchObject({ accepte: false, rang: 1, refus: { code: 'deja_propose' } });
  });
  it('le retour corrigé se classe avec l’ensemble, et reste à traiter quand l’ensemble est refusé', () => {
    expect(executerCommande(essai.base, ordinaire.nom, ordinaire.args, cadre(gestionnaire))).toMatchObject({ accepte: true });
    const [envoyee] = lireFile(essai.base);
    noterIssue(essai.base, envoyee?.clientId ?? '', { seq: envoyee?.seq ?? 0, issue: 'rejetee', code: 'statut', message: 'Refusée.' });
    const aTraiter = (): number => listerFile(essai.base).filter(({ etat }) => etat === 'refusee').length;
    expect(executerEnsemble(essai.base, [demande({ type: 'inconnu' })], cadre(gestionnaire), envoyee?.numero ?? 0)).toMatchObject({ accepte: false });
    expect(aTraiter()).toBe(1);
    expect(executerEnsemble(essai.base, [demande({ type: TYPE })], cadre(gestionnaire), envoyee?.numero ?? 0)).toMatchObject({ accepte: true });
    expect(aTraiter()).toBe(0);
  });
  it('le retour corrigé doit être à classer', () => {
    expect(executerEnsemble(essai.base, [ordinaire], cadre(gestionnaire), 99)).toMatchObject({ accepte: false, refus: { code: 'file.introuvable' } });
    expect(lireFile(essai.base)).toEqual([]);
  });
});

describe('file « À valider »', () => {
  it('une proposition attend qui peut en décider un champ, et son auteur la suit', () => {
    const { id } = poser();
    expect(file(ddets, 'pour_moi')).toMatchObject({ lignes: [{ id, ficheId: DISPOSITIF_ID, changement: 'proposition', champs: ['Type'], jours: 7, nom: 'Les Remparts', entite: 'Hainaut Accueil' }], compteurs: { pour_moi: 1 } });
    expect(file(gestionnaire, 'pour_moi').lignes).toEqual([]);
    expect(file(gestionnaire, 'mes_propositions')).toMatchObject({ lignes: [{ id }], compteurs: { mes_propositions: 1, pour_moi: 0 } });
    for (const qui of [siao, acteur('assistant'), acteur('admin_departemental', '62')]) expect(ids(qui, 'pour_moi')).toEqual([]);
  });
  it('un champ ordinaire que demande le SIAO attend le gestionnaire comme la DDETS ; un champ décidé n’attend plus personne', () => {
    const { id } = poser({ creePar: siao.utilisateurId, champs: [champ('type', 'hebergement_hors_chrs.mixte', TYPE), champ('horaires', null, '9 h – 18 h')] });
    expect([ids(gestionnaire, 'pour_moi'), ids(ddets, 'pour_moi'), ids(siao, 'mes_propositions')]).toEqual([[id], [id], [id]]);
    expect(executerCommande(essai.base, 'deciderProposition', { id, decisions: [{ champ: 'horaires', decision: 'acceptee', vu: null }] }, cadre(gestionnaire))).toMatchObject({ accepte: true });
    expect([ids(gestionnaire, 'pour_moi'), ids(ddets, 'pour_moi'), ids(gestionnaire, 'decidees')]).toEqual([[], [id], [id]]);
  });
  it('décidée ou retirée, elle ne se compte plus mais reste dans l’onglet de son auteur', () => {
    poser({ statut: 'retiree' });
    const { id } = poser();
    executerCommande(essai.base, 'deciderProposition', { id, decisions: [{ champ: 'type', decision: 'refusee', vu: null, motif: 'Non notifié.' }] }, cadre(ddets));
    expect(file(ddets, 'pour_moi').compteurs.pour_moi).toBe(0);
    expect(file(gestionnaire, 'mes_propositions')).toMatchObject({ lignes: { length: 2 }, compteurs: { mes_propositions: 0 } });
  });
});

describe('la fiche', () => {
  it('porte les propositions ouvertes et les dix dernières closes, et dit la valeur d’aujourd’hui quand elle a changé', () => {
    const { id } = poser();
    for (let rang = 0; rang < 12; rang += 1) poser({ statut: 'retiree' });
    const lue = lireFiche(essai.base, 'dispositif', DISPOSITIF_ID, gestionnaire, contexte);
    expect(lue?.propositions).toHaveLength(11);
    expect(lue?.propositions[0]).toMatchObject({ id, mienne: true, retirable: true, champs: [{ champ: 'type', sensible: true, decidable: false, change: false }] });
    ecrireLigne(essai.base, 'dispositif', dispositif({ type: 'hebergement_hors_chrs.insertion' }), ecriture);
    expect(lireFiche(essai.base, 'dispositif', DISPOSITIF_ID, ddets, contexte)?.propositions[0]).toMatchObject({ mienne: false, retirable: false, champs: [{ decidable: true, change: true, aujourdhui: 'hebergement_hors_chrs.insertion' }] });
  });
  it('ouvre « Proposer un changement » à qui ne modifie pas une fiche validée, et à lui seul', () => {
    const gestes = (qui: Acteur): string[] => (lireFiche(essai.base, 'dispositif', DISPOSITIF_ID, qui, contexte)?.gestes ?? []).flatMap(({ geste, possible }) => (possible ? [geste] : []));
    expect(gestes(siao)).toContain('proposerChangement');
    for (const qui of [gestionnaire, ddets, acteur('assistant')]) expect(gestes(qui)).not.toContain('proposerChangement');
    ecrireLigne(essai.base, 'dispositif', dispositif({ statut: 'a_corriger' }), ecriture);
    expect(gestes(siao)).not.toContain('proposerChangement');
  });
});

describe('avis', () => {
  const moi = gestionnaire.utilisateurId;
  const decide = (le: string): ChampPropose => champ('type', 'hebergement_hors_chrs.mixte', TYPE, { decision: 'refusee', par: 'ddets', nom: 'A. Mabille', le, motif: 'Non notifié.' });
  const cles = (): string[] => lireAvis(essai.base, moi, MAINTENANT).map(({ cle }) => cle);
  it('dit ce que d’autres ont décidé de mes propositions, jusqu’à ce que je l’aie rangé', () => {
    const { id } = poser({ champs: [decide('2026-11-23T09:00:00.000Z'), champ('horaires', null, 'x'), { ...decide('2026-11-23T09:00:00.000Z'), champ: 'nom', par: moi }], modifieLe: '2026-11-23T09:00:00.000Z' });
    poser({ creePar: 'autre', champs: [decide('2026-11-23T09:00:00.000Z')], modifieLe: '2026-11-23T09:00:00.000Z' });
    expect(lireAvis(essai.base, moi, MAINTENANT)).toMatchObject([{ cle: `p:${id}:type`, champ: 'Type', decision: 'refusee', par: 'A. Mabille', motif: 'Non notifié.', fiche: 'Les Remparts' }]);
    marquerAvis(essai.base, moi, MAINTENANT, cles());
    expect(cles()).toEqual([]);
    // décidée avant le dernier passage, reçue après : elle reste à lire
    const tardive = poser({ champs: [decide('2026-11-22T09:00:00.000Z')], modifieLe: '2026-11-22T09:00:00.000Z' });
    expect(cles()).toEqual([`p:${tardive.id}:type`]);
    expect(essai.rouvrir() === essai.base ? cles() : []).toEqual([`p:${tardive.id}:type`]);
  });
  it('dit les décisions du circuit sur mes fiches, pas les miennes, ni celles de plus de trente jours', () => {
    const pas = (geste: string, par: string, le: string) => ({ geste, de: 'a_prevalider', vers: 'valide', par, nom: `Nom ${par}`, profil: 'admin_departemental', le, motif: null, commentaires: null, suppleance: false }) as never;
    ecrireLigne(essai.base, 'dispositif', dispositif({
      creePar: moi, modifieLe: '2026-11-23T09:00:00.000Z',
      parcours: [pas('valider', 'ddets', '2026-10-01T09:00:00.000Z'), pas('soumettre', moi, '2026-11-20T09:00:00.000Z'), pas('renvoyer', 'siao', '2026-11-21T09:00:00.000Z'), pas('prevalider', 'siao', '2026-11-22T09:00:00.000Z'), pas('suspendre', moi, '2026-11-23T09:00:00.000Z')],
    }), ecriture);
    expect(lireAvis(essai.base, moi, MAINTENANT).map(({ decision, par }) => [decision, par])).toEqual([['prevalider', 'Nom siao'], ['renvoyer', 'Nom siao']]);
    expect(lireAvis(essai.base, 'quelqu’un', MAINTENANT)).toEqual([]);
  });
});
