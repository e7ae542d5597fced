import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Base } from '../../../db/base.ts';
import { executerCommande } from '../../../db/execution.ts';
import { apercuFermeture } from '../../../db/fermeture.ts';
import { lireFiche } from '../../../db/fiche.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { fileValidation } from '../../../db/validation.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, ecriture, fin, ligneDe as ligne, ouvrirCacheEssai } from '../../outils/cache.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, acteur, contexte, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const ddets = acteur('admin_departemental');
const siao = acteur('admin_siao');
const pas = (geste: string, vers: string, par: string, jour: string): Pas => ({ geste, vers, par, nom: `Nom ${par}`, profil: 'admin_siao', le: `2026-11-${jour}T08:00:00.000Z` });
let essai: CacheEssai;
let base: Base;
beforeEach(() => { essai = ouvrirCacheEssai(); base = essai.base; });
afterEach(() => { essai.jeter(); });
const recevoir = (...lignes: ReturnType<typeof ligne>[]): void => { appliquerPage(base, lignes, fin('c1'), cadre()); };
const gestes = (qui = ddets, objet: 'entite' | 'dispositif' = 'dispositif') => (lireFiche(base, objet, objet === 'entite' ? ENTITE_ID : DISPOSITIF_ID, qui, contexte)?.gestes ?? []).map(({ geste, possible }) => (possible ? geste : `(${geste})`));

it('l’aperçu dit ce que la commande fera, ou le refus qu’elle fera, sans rien écrire', () => {
  recevoir(ligne('entite', entite({ departements: ['59', '62'] })), ligne('dispositif', dispositif()), ligne('groupe', groupe()), ligne('place', place()));
  const demande = { objet: 'entite' as const, id: ENTITE_ID, date: '2026-11-20' };
  const retenu = apercuFermeture(base, demande, ddets, contexte);
  expect(retenu).toMatchObject({ placesOuvertes: 1, refus: { code: 'places_ouvertes' }, horsPerimetre: true, dispositifs: [{ id: DISPOSITIF_ID, statut: 'valide' }], groupes: [{ id: GROUPE_ID, dispositifId: DISPOSITIF_ID, dispositif: 'Les Remparts', capacite: 24, placesOuvertes: 1 }] });
  expect(executerCommande(base, 'fermer', { ...demande, motif: 'm' }, cadre(ddets))).toMatchObject({ accepte: false, code: 'places_ouvertes', message: retenu.refus?.message });
  expect(apercuFermeture(base, { ...demande, objet: 'dispositif', id: DISPOSITIF_ID, date: '2025-06-01' }, ddets, contexte)).toMatchObject({ refus: null, horsPerimetre: false, dispositifs: [], placesOuvertes: 0 });
  expect(apercuFermeture(base, demande, acteur('admin_national'), contexte)).toMatchObject({ horsPerimetre: false, refus: { code: 'droit.profil' } });
  expect(apercuFermeture(base, { ...demande, id: GROUPE_ID }, ddets, contexte)).toMatchObject({ refus: { code: 'introuvable' }, dispositifs: [], groupes: [], horsPerimetre: false });
});

it('ce qui est fermé ici ferme aussitôt dans le cache, en une commande en file', () => {
  recevoir(ligne('entite', entite()), ligne('dispositif', dispositif()), ligne('groupe', groupe()));
  expect(executerCommande(base, 'fermer', { objet: 'entite', id: ENTITE_ID, date: '2026-11-20', motif: 'm' }, cadre(ddets))).toMatchObject({ accepte: true, numero: 1 });
  expect([gestes(ddets, 'entite'), gestes()].map((liste) => liste.includes('archiver'))).toEqual([true, true]);
  expect(lireFiche(base, 'groupe', GROUPE_ID, ddets, contexte)?.ligne).toMatchObject({ fermeture: '2026-11-20' });
});

it('la file « À valider » n’est trompée ni par un commentaire, ni par une étape annulée', () => {
  recevoir(ligne('entite', entite()), ligne('dispositif', dispositif({
    statut: 'a_corriger', parcours: [pas('soumettre', 'a_prevalider', 'g', '10'), pas('renvoyer', 'a_corriger', siao.utilisateurId, '15'), pas('soumettre', 'a_prevalider', 'g', '18'), pas('annuler', 'a_corriger', 'g', '18'), pas('commenter', 'a_corriger', 'autre', '23')],
  })));
  const lire = (qui: typeof ddets, onglet: 'renvoyees' | 'decidees' | 'pour_moi') => fileValidation(base, qui, contexte, onglet, ecriture.nomCommune).lignes;
  expect(lire(siao, 'renvoyees')).toMatchObject([{ depuis: '2026-11-15T08:00:00.000Z', jours: 9 }]);
  recevoir(ligne('dispositif', dispositif({
    version: 2, statut: 'prevalide', parcours: [pas('soumettre', 'a_prevalider', 'g', '10'), pas('prevalider', 'prevalide', ddets.utilisateurId, '11'), pas('annuler', 'a_prevalider', ddets.utilisateurId, '11'), pas('prevalider', 'prevalide', siao.utilisateurId, '12'), pas('commenter', 'prevalide', 'autre', '23')],
  })));
  expect(lire(ddets, 'pour_moi')).toMatchObject([{ prevalidePar: `Nom ${siao.utilisateurId}`, prevalideLe: '2026-11-12T08:00:00.000Z' }]);
  expect([lire(ddets, 'decidees').length, lire(siao, 'decidees').length]).toEqual([0, 1]);
});

it('la fiche offre les gestes du cycle, commenter, et d’annuler la sienne seulement', () => {
  const suspendue = (par: string): Pas[] => [pas('creer', 'valide', 'x', '01'), { ...pas('suspendre', 'suspendu', par, '24'), le: contexte.maintenant }];
  recevoir(ligne('entite', entite()), ligne('dispositif', dispositif()));
  expect(gestes()).toEqual(expect.arrayContaining(['suspendre', 'fermer', 'commenter']));
  expect(gestes()).not.toContain('annulerDecision');
  recevoir(ligne('dispositif', dispositif({ version: 2, statut: 'suspendu', parcours: suspendue(ddets.utilisateurId) })));
  expect(gestes()).toEqual(expect.arrayContaining(['retablir', 'fermer', 'annulerDecision', 'commenter']));
  expect(gestes(acteur('admin_national'))).toContain('retablir');
  expect(gestes(acteur('ecoutant_115'))).toEqual([]);
  recevoir(ligne('dispositif', dispositif({ version: 3, statut: 'suspendu', parcours: suspendue('autre') })));
  expect(gestes()).not.toContain('annulerDecision');
  recevoir(ligne('dispositif', dispositif({ version: 4, statut: 'archive' })));
  expect(gestes()).toContain('(commenter)');
});
