import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../domain/commandes/commande.ts';
import { erreurCourriel, estBoiteGenerique } from '../../../domain/objets/courriel.ts';
import type { CompteOffre } from '../../../domain/objets/utilisateur.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur, compte, decider, dispositif, entite, monde } from '../../outils/fabrique.ts';

const ID = 'c0000000-0000-4000-8000-000000000001';
const AUTRE = 'c0000000-0000-4000-8000-000000000002';
const offre = [{ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif() }] as const;
const avec = (...comptes: readonly CompteOffre[]) => monde(...offre, ...comptes.map((ligne) => ({ objet: 'utilisateur', ligne }) as const));
const saisie = { nom: 'Léa Marchand', email: 'lea.marchand@asso.example', telephone: null, fonction: 'Travailleuse sociale', profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] } };
const champsDe = (decision: Decision): unknown => {
  const premier = decision.accepte ? decision.changements[0] : undefined;
  return premier?.genre === 'modifier' ? premier.champs : premier?.genre === 'creer' ? premier.ligne : decision;
};

describe('adresses', () => {
  it.each(['contact@asso.fr', 'accueil@asso.fr', '115@siao59.fr', 'direction@asso.fr', 'siao.59@nord.fr', 'accueil-lille@asso.fr', 'ACCUEIL2@asso.fr', 'ressources.humaines@asso.fr', 'pole.urgence@asso.fr', 'secretariat+chrs@asso.fr'])('%s est une boîte partagée', (email) => {
    expect(estBoiteGenerique(email)).toBe(true);
    expect(erreurCourriel(email.toLowerCase())).toContain('boîte partagée');
  });
  it.each(['lea.marchand@asso.fr', 'l.marchand@asso.fr', 'marchand@asso.fr', 'infograf.durand@asso.fr', 'jean-accueil@asso.fr'])('%s est celle d’une personne', (email) => { expect(erreurCourriel(email)).toBeNull(); });
  it.each(['', 'x', 'a@b', 'a b@c.fr', 'a@@b.fr', '.a@b.fr', 'a..b@c.fr', 'a.@b.fr', 'a@b.fr\r\nBcc: x@y.fr', 'a@-b.fr'])('« %s » est mal formée', (email) => { expect(erreurCourriel(email)).toContain('mal formée'); });
});

describe('créer un compte', () => {
  it('un responsable crée le travailleur social de son dispositif, invité et prévenu', () => {
    const decision = decider('creerUtilisateur', { id: ID, saisie, inviter: true }, acteur('responsable_dispositif'), avec());
    expect(champsDe(decision)).toMatchObject({ statut: 'invite', departements: ['59'], entiteId: ENTITE_ID, perimetreLibelle: dispositif().nom, secondFacteur: false, version: 0, code: null });
    expect(decision).toMatchObject({ effets: [{ effet: 'inviter', utilisateurId: ID }] });
  });
  it('sans invitation, aucun courriel ne part', () => { expect(decider('creerUtilisateur', { id: ID, saisie, inviter: false }, acteur('gestionnaire_entite'), avec())).not.toHaveProperty('effets'); });
  it.each([
    ['une adresse déjà prise', { email: 'prise@asso.example' }, 'champ.email'],
    ['une boîte partagée', { email: 'contact@asso.example' }, 'arguments'],
    ['un prénom seul', { nom: 'Léa' }, 'arguments'],
    ['un périmètre d’un autre genre', { perimetre: { genre: 'departements', departements: ['59'] } }, 'champ.perimetre'],
    ['un dispositif inconnu', { perimetre: { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [AUTRE] } }, 'champ.perimetre'],
    ['un profil qui n’est pas le sien à donner', { profil: 'admin_departemental', perimetre: { genre: 'departements', departements: ['59'] } }, 'droit.condition'],
    ['un profil inventé', { profil: 'roi' }, 'arguments'],
    ['un département inventé', { profil: 'gestionnaire_entite', perimetre: { genre: 'entite', entiteId: ENTITE_ID, departements: ['00'] } }, 'arguments'],
    ['un département que l’entité n’a pas', { profil: 'gestionnaire_entite', perimetre: { genre: 'entite', entiteId: ENTITE_ID, departements: ['2A'] } }, 'champ.perimetre'],
  ])('refuse %s', (_titre, champs, code) => {
    expect(decider('creerUtilisateur', { id: ID, saisie: { ...saisie, ...champs }, inviter: false }, acteur('gestionnaire_entite'), avec(compte({ id: AUTRE, email: 'prise@asso.example' })))).toMatchObject({ accepte: false, code });
  });
});

describe('suspendre, rétablir, réaffecter, assister', () => {
  const visee = compte({ id: ID });
  it('suspend avec un motif (le service ferme les sessions d’un compte sans droit d’entrer) ; une seconde fois est refusée', () => {
    expect(decider('suspendreUtilisateur', { id: ID, motif: 'Départ' }, acteur('gestionnaire_entite'), avec(visee))).toMatchObject({ accepte: true, motif: 'Départ', changements: [{ champs: { statut: 'suspendu' } }] });
    expect(decider('suspendreUtilisateur', { id: ID, motif: '' }, acteur('gestionnaire_entite'), avec(visee))).toMatchObject({ code: 'arguments', champ: 'motif' });
    expect(decider('suspendreUtilisateur', { id: ID, motif: 'Départ' }, acteur('gestionnaire_entite'), avec(compte({ id: ID, statut: 'suspendu' })))).toMatchObject({ code: 'statut', message: 'Ce compte est déjà suspendu.' });
  });
  it('rétablit en « actif » qui s’était connecté, en « invité » qui n’avait pas de mot de passe', () => {
    expect(champsDe(decider('retablirUtilisateur', { id: ID, motif: 'Retour' }, acteur('gestionnaire_entite'), avec(compte({ id: ID, statut: 'suspendu', derniereConnexion: '2026-10' }))))).toEqual({ statut: 'actif' });
    expect(champsDe(decider('retablirUtilisateur', { id: ID, motif: 'Retour' }, acteur('gestionnaire_entite'), avec(compte({ id: ID, statut: 'suspendu', derniereConnexion: null }))))).toEqual({ statut: 'invite' });
  });
  it('personne ne se gère soi-même', () => {
    const soi = compte({ id: ID, profil: 'gestionnaire_entite', perimetre: acteur('gestionnaire_entite').perimetre });
    for (const [nom, args] of [['suspendreUtilisateur', { motif: 'Essai' }], ['modifierUtilisateur', { champs: { fonction: 'x' } }], ['assisterUtilisateur', { aide: 'debloquer' }]] as const) {
      expect(decider(nom, { id: ID, ...args }, acteur('gestionnaire_entite', '59', ID), avec(soi))).toMatchObject({ code: 'soi_meme' });
    }
  });
  it('le dernier administrateur national reste', () => {
    const national = compte({ id: ID, profil: 'admin_national', perimetre: { genre: 'national' }, departements: [], entiteId: null });
    expect(decider('suspendreUtilisateur', { id: ID, motif: 'Essai' }, acteur('admin_national'), avec(national))).toMatchObject({ code: 'dernier_administrateur' });
    expect(decider('reaffecterUtilisateur', { id: ID, motif: 'Essai', profil: 'analyste', perimetre: { genre: 'departements', departements: ['59'] } }, acteur('admin_national'), avec(national))).toMatchObject({ code: 'dernier_administrateur' });
    expect(decider('suspendreUtilisateur', { id: ID, motif: 'Essai' }, acteur('admin_national'), avec(national, compte({ ...national, id: AUTRE, email: 'b.b@etat.example' })))).toMatchObject({ accepte: true });
  });
  it('réaffecter demande d’encadrer ce qui est quitté et ce qui est pris', () => {
    const vers = (profil: string, perimetre: unknown) => decider('reaffecterUtilisateur', { id: ID, motif: 'Mobilité', profil, perimetre }, acteur('gestionnaire_entite'), avec(visee));
    expect(champsDe(vers('assistant', { genre: 'entite', entiteId: ENTITE_ID, departements: ['59'] }))).toMatchObject({ profil: 'assistant', entiteId: ENTITE_ID, departements: ['59'], perimetreLibelle: entite().raisonSociale });
    expect(vers('admin_siao', { genre: 'siao', siao: '59', departements: ['59'] })).toMatchObject({ code: 'droit.condition' });
    expect(decider('reaffecterUtilisateur', { id: ID, motif: 'Prise', profil: 'admin_siao', perimetre: { genre: 'siao', siao: 'SIAO 59', departements: ['59'] } }, acteur('admin_siao'), avec(visee))).toMatchObject({ code: 'droit.condition' });
  });
  it('une adresse changée prévient l’ancienne et ferme les sessions ; un téléphone, non', () => {
    expect(decider('modifierUtilisateur', { id: ID, champs: { email: 'lea.dupont@asso.example' } }, acteur('gestionnaire_entite'), avec(visee))).toMatchObject({ effets: [{ effet: 'fermer_sessions' }, { effet: 'prevenir_ancienne_adresse', adresse: visee.email }] });
    expect(decider('modifierUtilisateur', { id: ID, champs: { telephone: '03 20 00 00 00' } }, acteur('gestionnaire_entite'), avec(visee))).not.toHaveProperty('effets');
  });
  it('le support du SIAO aide sans gérer, et ne retire un second facteur qu’avec un motif', () => {
    const siao = acteur('admin_siao');
    expect(decider('assisterUtilisateur', { id: ID, aide: 'mot_de_passe' }, siao, avec(visee))).toMatchObject({ accepte: true, effets: [{ effet: 'reinitialiser', utilisateurId: ID }] });
    expect(decider('assisterUtilisateur', { id: ID, aide: 'second_facteur' }, siao, avec(visee))).toMatchObject({ code: 'motif' });
    expect(decider('assisterUtilisateur', { id: ID, aide: 'second_facteur', motif: 'Téléphone perdu' }, siao, avec(visee))).toMatchObject({ accepte: true, changements: [{ champs: { secondFacteur: false } }] });
    expect(decider('assisterUtilisateur', { id: ID, aide: 'inviter' }, siao, avec(visee))).toMatchObject({ code: 'statut' });
    expect(decider('suspendreUtilisateur', { id: ID, motif: 'Essai' }, siao, avec(visee))).toMatchObject({ code: 'droit.condition' });
  });
  it('un compte supprimé ne se touche plus', () => {
    const efface = compte({ id: ID, statut: 'supprime' });
    for (const [nom, args] of [['suspendreUtilisateur', { motif: 'Essai' }], ['retablirUtilisateur', { motif: 'Essai' }], ['modifierUtilisateur', { champs: { fonction: 'x' } }], ['assisterUtilisateur', { aide: 'debloquer' }]] as const) expect(decider(nom, { id: ID, ...args }, acteur('gestionnaire_entite'), avec(efface))).toMatchObject({ code: 'statut' });
  });
});
