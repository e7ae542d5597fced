import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../domain/commandes/commande.ts';
import { cleDeTerme } from '../../../domain/objets/correspondance.ts';
import type { Correspondance } from '../../../domain/objets/correspondance.ts';
import { acteur, correspondance, decider, mandat, monde } from '../../outils/fabrique.ts';

const u = (rang: number): string => `${String(rang).padStart(8, '0')}-0000-4000-8000-000000000000`;
const [ID, MANDAT] = [u(1), u(2)];
const OPERATEUR = acteur('operateur_siao');
const posee = (champs: Partial<Correspondance> = {}) => ({ objet: 'correspondance' as const, ligne: correspondance({ id: ID, ...champs }) });
const ou = (champs: Partial<Correspondance> | null = null, leMandat: Parameters<typeof mandat>[0] = {}) => monde({ objet: 'mandat', ligne: mandat({ id: MANDAT, utilisateurId: OPERATEUR.utilisateurId, ...leMandat }) }, ...(champs === null ? [] : [posee(champs)]));
const terme = (contenu: object = {}) => ({ id: ID, mandatId: MANDAT, departement: '59', contenu: { genre: 'terme', portee: 'type', nom: 'Foyer relais', cible: 'hebergement_chrs.115', avant: null, ...contenu } });
const PAIRES = [{ cle: 'nom', entete: 'NOM' }, { cle: 'siret', entete: 'SIRET' }];
const association = (contenu: object = {}) => ({ ...terme(), contenu: { genre: 'association', portee: 'structures', nom: 'SI-SIAO 59', paires: PAIRES, avant: null, ...contenu } });
const partager = (args: object, monde_ = ou(), qui = OPERATEUR): Decision => decider('partagerCorrespondance', args, qui, monde_);
const changements = (decision: Decision) => (decision.accepte ? decision.changements : decision);

describe('partager une correspondance', () => {
  it('naît au nom de qui en a décidé, sous une clé qui ignore casse, accents et ponctuation', () => {
    expect(changements(partager(terme({ nom: 'Foyer  « Rélais »' })))).toMatchObject([{ genre: 'creer', objet: 'correspondance', ligne: { id: ID, departement: '59', genre: 'terme', portee: 'type', cle: 'foyer relais', cible: 'hebergement_chrs.115', paires: [], statut: 'partagee', auteur: OPERATEUR.nom } }]);
    expect(changements(partager(association()))).toMatchObject([{ genre: 'creer', ligne: { genre: 'association', portee: 'structures', cible: null, paires: PAIRES } }]);
    expect([cleDeTerme('CHRS + urgence'), cleDeTerme('chrs_urgence')]).toEqual(['chrs urgence', 'chrs urgence']);
  });
  it.each([['retiré', { statut: 'retire' as const }], ['d’un autre', { utilisateurId: u(9) }], ['d’un autre département', { departements: ['62'] }], ['échu', { fin: '2026-01-02' }]])('demande un mandat en cours : %s, il n’ouvre rien', (_quoi, champs) => {
    expect(partager(terme(), ou(null, champs))).toMatchObject({ accepte: false, code: 'droit.mandat' });
    expect(decider('retirerCorrespondance', { id: ID, mandatId: MANDAT, avant: 'hebergement_chrs.mixte' }, OPERATEUR, ou({}, champs))).toMatchObject({ accepte: false, code: 'droit.mandat' });
  });
  it('un code hors de sa liste, une colonne hors du gabarit, un terme sans lettre ne se partagent pas', () => {
    expect(partager(terme({ cible: 'P177' }))).toMatchObject({ accepte: false, code: 'champ.cible' });
    expect(partager(association({ paires: [{ cle: 'inventee', entete: 'X' }] }))).toMatchObject({ accepte: false, code: 'champ.paires' });
    expect(partager(terme({ nom: ' « » ' }))).toMatchObject({ accepte: false, code: 'arguments' });
    expect(partager(association({ paires: [] }))).toMatchObject({ accepte: false, code: 'arguments' });
  });
  it('redire ce qui est décidé ne change rien ; le changer dit qui l’a fait', () => {
    expect(changements(partager(terme(), ou({ cible: 'hebergement_chrs.115' })))).toEqual([]);
    expect(changements(partager(association({ paires: [...PAIRES].reverse() }), ou({ genre: 'association', portee: 'structures', nom: 'SI-SIAO 59', cle: 'si siao 59', cible: null, paires: PAIRES })))).toEqual([]);
    expect(changements(partager(terme({ avant: 'hebergement_chrs.mixte' }), ou({})))).toEqual([{ genre: 'modifier', objet: 'correspondance', id: ID, champs: { nom: 'Foyer relais', cible: 'hebergement_chrs.115', paires: [], statut: 'partagee', auteur: OPERATEUR.nom } }]);
  });
  it('le choix d’un collègue, fait entre-temps, n’est pas recouvert : le refus dit qui', () => {
    for (const args of [terme(), terme({ avant: 'hebergement_chrs.insertion' })]) expect(partager(args, ou({}))).toMatchObject({ accepte: false, code: 'change', message: expect.stringContaining('Élodie Lefebvre en a décidé autrement') as string });
    expect(partager(terme({ avant: 'hebergement_chrs.mixte' }), ou({ statut: 'retiree' }))).toMatchObject({ code: 'change', message: expect.stringContaining('Élodie Lefebvre l’a retirée') as string });
    expect(partager(terme({ avant: 'hebergement_chrs.mixte' }))).toMatchObject({ code: 'change' });
    expect(partager(association({ avant: PAIRES.slice(1) }), ou({ genre: 'association', portee: 'structures', cle: 'si siao 59', cible: null, paires: PAIRES.slice(0, 1) }))).toMatchObject({ code: 'change' });
  });
  it('retirée, elle se partage de nouveau ; sous l’identifiant d’une autre, elle se refuse', () => {
    expect(changements(partager(terme(), ou({ statut: 'retiree' })))).toMatchObject([{ champs: { statut: 'partagee', cible: 'hebergement_chrs.115' } }]);
    for (const champs of [{ departement: '62' }, { portee: 'modalite' }, { cle: 'autre' }]) expect(partager(terme({ avant: 'hebergement_chrs.mixte' }), ou(champs))).toMatchObject({ accepte: false, code: 'existe' });
  });
});

describe('retirer une correspondance', () => {
  const retirer = (avant: unknown, champs: Partial<Correspondance> | null = {}) => decider('retirerCorrespondance', { id: ID, mandatId: MANDAT, avant }, OPERATEUR, ou(champs));
  it('rend le terme à arbitrer, si c’est bien ce qu’on voyait', () => {
    expect(changements(retirer('hebergement_chrs.mixte'))).toEqual([{ genre: 'modifier', objet: 'correspondance', id: ID, champs: { statut: 'retiree', auteur: OPERATEUR.nom } }]);
    expect(retirer('hebergement_chrs.115')).toMatchObject({ accepte: false, code: 'change' });
    expect(retirer('hebergement_chrs.mixte', { statut: 'retiree' })).toMatchObject({ code: 'statut' });
    expect(retirer('hebergement_chrs.mixte', null)).toMatchObject({ code: 'introuvable' });
    expect(retirer(PAIRES, { genre: 'association', cible: null, paires: PAIRES })).toMatchObject({ accepte: true });
    // une liste vide n’est pas ce que montre un terme
    expect(retirer([])).toMatchObject({ code: 'change' });
  });
});
