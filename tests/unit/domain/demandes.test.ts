import { describe, expect, it } from 'vitest';
import type { Changement, Decision } from '../../../domain/commandes/commande.ts';
import type { Demande } from '../../../domain/objets/demande.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, GROUPE_ID, acteur, decider, demande, dispositif, groupe, monde, place } from '../../outils/fabrique.ts';

const ID = '44444444-4444-4444-8444-444444444444';
const LOT = '55555555-5555-4555-8555-555555555555';
const [P1, P2] = ['66666666-6666-4666-8666-666666666661', '66666666-6666-4666-8666-666666666662'];
const FERMER = { genre: 'fermer', le: '2026-12-01' };
const libres = (): Place[] => [place({ id: P1, numero: '101' }), place({ id: P2, numero: '102' })];
const monte = (places: readonly Place[] = libres(), fiche: Dispositif = dispositif(), ...demandes: readonly Demande[]) =>
  monde({ objet: 'dispositif', ligne: fiche }, { objet: 'groupe', ligne: groupe() }, ...places.map((ligne) => ({ objet: 'place' as const, ligne })), ...demandes.map((ligne) => ({ objet: 'demande' as const, ligne })));
const demander = (qui = acteur('admin_siao'), suite: object = {}, repondre = monte()): Decision => decider('demanderPlaces', { id: ID, dispositifId: DISPOSITIF_ID, geste: FERMER, ids: [P1, P2], motif: 'Travaux', ...suite }, qui, repondre);
const code = (decision: Decision): string => (decision.accepte ? 'accepte' : decision.code);
const ecrits = (decision: Decision, objet: string): readonly Changement[] => (decision.accepte ? decision.changements.filter((changement) => changement.objet === objet) : []);
const ouverte = (champs: Partial<Demande> = {}): Demande => demande({
  id: ID, creePar: 'admin_siao-59', geste: FERMER, ...champs, lignes: champs.lignes ?? [P1, P2].map((id, rang) => ({ id, nom: `10${rang + 1}`, avant: 'libre', decision: null, par: null, nomPar: null, le: null, motif: null })),
});
const trancher = (suite: object, qui = acteur('gestionnaire_entite'), repondre = monte(libres(), dispositif(), ouverte())): Decision =>
  decider('deciderDemande', { id: ID, lot: LOT, decision: 'acceptee', lignes: [{ id: P1, vu: 'libre' }, { id: P2, vu: 'libre' }], ...suite }, qui, repondre);

describe('demander', () => {
  it('seul le SIAO demande ; rien ne s’écrit sur les places, et ce qu’il voyait est gardé', () => {
    for (const profil of CODES_PROFILS) expect([profil, code(demander(acteur(profil)))]).toEqual([profil, profil === 'admin_siao' ? 'accepte' : 'droit.profil']);
    const decision = demander();
    expect(ecrits(decision, 'place')).toEqual([]);
    expect(ecrits(decision, 'demande')).toMatchObject([{ genre: 'creer', ligne: { id: ID, statut: 'ouverte', auteur: 'Nom admin_siao', geste: FERMER, lignes: [{ id: P1, nom: '101', avant: 'libre', decision: null }, { id: P2 }] } }]);
  });
  it('hors de son périmètre, sous délégation, sur un dispositif fermé, sans motif, à une date impossible : refusé', () => {
    expect(code(demander(acteur('admin_siao', '62')))).toBe('droit.perimetre');
    expect(code(demander(acteur('admin_siao'), {}, monte(libres(), dispositif({ delegationSiao: { debut: '2026-01-01', fin: null } }))))).toBe('inutile');
    expect(code(demander(acteur('admin_siao'), {}, monte(libres(), dispositif({ delegationSiao: { debut: '2026-01-01', fin: '2026-06-01' } }))))).toBe('accepte');
    expect(code(demander(acteur('admin_siao'), {}, monte(libres(), dispositif({ statut: 'ferme' }))))).toBe('statut');
    expect(code(demander(acteur('admin_siao'), { motif: '' }))).toBe('arguments');
    expect(code(demander(acteur('admin_siao'), { geste: { genre: 'fermer', le: '2026-01-01' } }))).toBe('champ.le');
    expect(code(demander(acteur('admin_siao'), { geste: { genre: 'indisponible', motif: 'inconnu', debut: '2026-12-01', fin: null } }))).toBe('nomenclature');
    expect(code(demander(acteur('admin_siao'), { ids: [P1, P1] }))).toBe('arguments');
    expect(code(demander(acteur('admin_siao'), {}, monte(libres(), dispositif(), ouverte())))).toBe('existe');
  });
  it('une place d’un autre dispositif, ou qui ne changerait pas, est laissée avec sa raison', () => {
    const fermee = place({ id: P2, numero: '102', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] });
    expect(demander(acteur('admin_siao'), {}, monte([place({ id: P1 }), fermee]))).toMatchObject({ accepte: true, refusees: [{ id: P2, code: 'sans_effet' }] });
    const ailleurs = groupe({ id: 'autre', dispositifId: 'autre' });
    const repondre = monde({ objet: 'dispositif', ligne: dispositif() }, { objet: 'groupe', ligne: ailleurs }, { objet: 'place', ligne: place({ id: P1, groupeId: 'autre' }) });
    expect(code(demander(acteur('admin_siao'), { ids: [P1] }, repondre))).toBe('introuvable');
  });
  it('la modalité se demande par groupe', () => {
    const decision = demander(acteur('admin_siao'), { geste: { genre: 'modalite', modalite: 'insertion' }, ids: [GROUPE_ID] });
    expect(ecrits(decision, 'demande')).toMatchObject([{ ligne: { lignes: [{ id: GROUPE_ID, avant: '115' }] } }]);
    expect(code(demander(acteur('admin_siao'), { geste: { genre: 'modalite', modalite: '115' }, ids: [GROUPE_ID] }))).toBe('sans_effet');
    expect(code(demander(acteur('admin_siao'), { geste: { genre: 'modalite', modalite: 'insertion' }, ids: [GROUPE_ID] }, monte([], dispositif({ type: 'hebergement_hors_chrs.115' }))))).toBe('champ.modalite');
  });
});

describe('décider', () => {
  it('qui tient les places décide ; le SIAO, la DDETS et les autres non', () => {
    for (const profil of CODES_PROFILS) {
      const peut = ['gestionnaire_entite', 'assistant', 'responsable_dispositif'].includes(profil);
      expect([profil, trancher({}, acteur(profil)).accepte]).toEqual([profil, peut]);
    }
    // la modalité d’un groupe, elle, revient aussi à la DDETS, mais pas au responsable
    const modalite = ouverte({ geste: { genre: 'modalite', modalite: 'insertion' }, lignes: [{ id: GROUPE_ID, nom: 'Groupe', avant: '115', decision: null, par: null, nomPar: null, le: null, motif: null }] });
    const suite = { lignes: [{ id: GROUPE_ID, vu: '115' }] };
    for (const [profil, peut] of [['gestionnaire_entite', true], ['admin_departemental', true], ['responsable_dispositif', false], ['admin_siao', false]] as const) expect([profil, trancher(suite, acteur(profil), monte([], dispositif(), modalite)).accepte]).toEqual([profil, peut]);
  });
  it('accepter écrit les places comme le geste direct, annulable, et clôt la demande ; refuser n’en écrit aucune', () => {
    const accord = trancher({});
    expect(ecrits(accord, 'place')).toMatchObject([P1, P2].map((id) => ({ id, champs: { etats: [{ etat: 'ouverte' }, { etat: 'fermee', debut: '2026-12-01' }], dernierLot: { lot: LOT, par: 'gestionnaire_entite-59' } } })));
    expect(ecrits(accord, 'demande')).toMatchObject([{ champs: { statut: 'decidee', lignes: [{ decision: 'acceptee', par: 'gestionnaire_entite-59', nomPar: 'Nom gestionnaire_entite' }, { decision: 'acceptee' }] } }]);
    const rejet = trancher({ decision: 'refusee', motif: 'Promises' });
    expect(ecrits(rejet, 'place')).toEqual([]);
    expect(ecrits(rejet, 'demande')).toMatchObject([{ champs: { statut: 'decidee', lignes: [{ decision: 'refusee', motif: 'Promises' }, {}] } }]);
    expect(code(trancher({ decision: 'refusee' }))).toBe('motif');
  });
  it('ligne par ligne : le reste attend ; une ligne décidée ne l’est pas deux fois', () => {
    const une = trancher({ lignes: [{ id: P1, vu: 'libre' }] });
    expect(ecrits(une, 'demande')).toMatchObject([{ champs: { statut: 'ouverte', lignes: [{ decision: 'acceptee' }, { decision: null }] } }]);
    const [suivi] = ecrits(une, 'demande') as unknown as { champs: Partial<Demande> }[];
    const apres = trancher({}, acteur('gestionnaire_entite'), monte(libres(), dispositif(), ouverte(suivi?.champs)));
    expect(apres).toMatchObject({ accepte: true, refusees: [{ id: P1, code: 'deja_decide' }] });
    expect(ecrits(apres, 'place')).toMatchObject([{ id: P2 }]);
  });
  it('une place changée depuis la lecture, ou qui n’accepte plus le geste, reste à décider avec sa raison ; refuser reste possible', () => {
    const occupee = [place({ id: P1, numero: '101', occupation: 'occupee' }), place({ id: P2, numero: '102' })];
    expect(trancher({}, acteur('gestionnaire_entite'), monte(occupee, dispositif(), ouverte()))).toMatchObject({ accepte: true, refusees: [{ id: P1, code: 'depassee' }] });
    const fermee = [place({ id: P1, etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })];
    expect(code(trancher({ lignes: [{ id: P1, vu: 'fermee' }] }, acteur('gestionnaire_entite'), monte(fermee, dispositif(), ouverte())))).toBe('sans_effet');
    expect(trancher({ decision: 'refusee', motif: 'Déjà', lignes: [{ id: P1, vu: 'libre' }] }, acteur('gestionnaire_entite'), monte(fermee, dispositif(), ouverte()))).toMatchObject({ accepte: true });
  });
  it('retirée, d’une version inconnue, ou trop vieille : dit pourquoi', () => {
    expect(code(trancher({}, acteur('gestionnaire_entite'), monte(libres(), dispositif(), ouverte({ statut: 'retiree' }))))).toBe('statut');
    expect(code(trancher({}, acteur('gestionnaire_entite'), monte(libres(), dispositif(), ouverte({ geste: { genre: 'demenager' } }))))).toBe('geste_inconnu');
    const vieille = monte(libres(), dispositif(), ouverte({ geste: { genre: 'fermer', le: '2026-09-01' } }));
    expect(code(trancher({}, acteur('gestionnaire_entite'), vieille))).toBe('champ.le');
    expect(trancher({ decision: 'refusee', motif: 'Trop tard' }, acteur('gestionnaire_entite'), vieille)).toMatchObject({ accepte: true });
  });
});

describe('retirer', () => {
  const retirer = (qui: ReturnType<typeof acteur>, ligne: Demande): Decision => decider('retirerDemande', { id: ID }, qui, monte(libres(), dispositif(), ligne));
  it('l’auteur seul, et tant que rien n’est décidé', () => {
    expect(retirer(acteur('admin_siao'), ouverte())).toMatchObject({ accepte: true, changements: [{ champs: { statut: 'retiree' } }] });
    expect(code(retirer(acteur('gestionnaire_entite'), ouverte()))).toBe('droit.auteur');
    const entamee = ouverte();
    expect(code(retirer(acteur('admin_siao'), { ...entamee, lignes: entamee.lignes.map((ligne, rang) => (rang === 0 ? { ...ligne, decision: 'refusee' as const } : ligne)) }))).toBe('statut');
  });
});
