import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../domain/commandes/commande.ts';
import type { Lot } from '../../../domain/objets/lot.ts';
import type { Ligne } from '../../../domain/objets/objets.ts';
import type { Objet } from '../../../domain/droits.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur, compte, decider, dispositif, entite, groupe, lot, mandat, monde, place, saisieDispositif, saisieEntite, saisieGroupe } from '../../outils/fabrique.ts';

const u = (rang: number): string => `${String(rang).padStart(8, '0')}-0000-4000-8000-000000000000`;
const OPERATEUR = acteur('operateur_siao');
const [LOT, MANDAT] = [u(1), u(2)];
const FICHIER = lot().fichier;
const LIVRE = { source: 2, creees: 2, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
const simulation = (champs: Partial<Lot['simulations'][number]> = {}) => ({ fichier: FICHIER, lignes: LIVRE, places: LIVRE, bloquantes: 0, avertissements: 0, anomalies: {}, le: '2026-11-24T08:00:00.000Z', par: 'x', ...champs });
type Posee = { objet: Objet; ligne: Ligne };
const offre = ({ leLot = {}, leMandat = {}, autres = [] }: { leLot?: Partial<Lot>; leMandat?: Parameters<typeof mandat>[0]; autres?: readonly Posee[] } = {}) => monde(
  { objet: 'mandat', ligne: mandat({ id: MANDAT, utilisateurId: OPERATEUR.utilisateurId, ...leMandat }) }, { objet: 'lot', ligne: lot({ id: LOT, mandatId: MANDAT, simulations: [simulation()], ...leLot }) }, ...autres);
const VIDE = { lotId: LOT, mandatId: MANDAT, entites: [], dispositifs: [], groupes: [], places: [] };
const reprendre = (args: object, ou = offre(), qui = OPERATEUR): Decision => decider('reprendreFiches', { ...VIDE, ...args }, qui, ou);
const uneEntite = (id: number, champs: object = {}) => ({ id: u(id), identifiant: `e${id}`, saisie: saisieEntite({ siren: null, ...champs }) });
const unDispositif = (id: number, entiteId: number, champs: object = {}) => ({ id: u(id), identifiant: `d${id}`, saisie: saisieDispositif({ entiteId: u(entiteId), ...champs }) });
const unGroupe = (id: number, dispositifId: number, champs: object = {}) => ({ id: u(id), identifiant: `g${id}`, saisie: saisieGroupe({ dispositifId: u(dispositifId), libelle: `Groupe ${id}`, ...champs }) });
const unePlace = (id: number, groupeId: number, champs: object = {}) => ({ id: u(id), identifiant: `p${id}`, groupeId: u(groupeId), numero: `N${id}`, etats: [{ etat: 'ouverte', debut: '2026-11-01', fin: null }], occupation: 'libre', occupationLe: null, ...champs });
const crees = (decision: Decision) => (decision.accepte ? decision.changements.map((changement) => (changement.genre === 'creer' ? `${changement.objet} ${changement.ligne.id}` : changement.genre)) : decision);
const refusees = (decision: Decision) => (decision.accepte ? (decision.refusees ?? []).map(({ id, code }) => [id, code]) : decision.refusees?.map(({ id, code }) => [id, code]));

describe('reprendre des fiches', () => {
  it('crée l’entité, son dispositif, son groupe et ses places d’un seul geste, à prévalider, d’où qu’elles viennent dit', () => {
    const decision = reprendre({ entites: [uneEntite(10)], dispositifs: [unDispositif(11, 10)], groupes: [unGroupe(12, 11)], places: [unePlace(13, 12)] });
    expect(crees(decision)).toEqual([`entite ${u(10)}`, `dispositif ${u(11)}`, `groupe ${u(12)}`, `place ${u(13)}`]);
    const lignes = decision.accepte ? decision.changements.map((changement) => (changement.genre === 'creer' ? changement.ligne : null)) : [];
    expect(lignes[0]).toMatchObject({ statut: 'a_prevalider', provenance: { source: 'si-siao', identifiant: 'e10', lot: LOT }, version: 0, parcours: [{ geste: 'reprendre', vers: 'a_prevalider', par: OPERATEUR.utilisateurId }] });
    expect(lignes[1]).toMatchObject({ statut: 'a_prevalider', entiteId: u(10), delegationSiao: null, provenance: { lot: LOT } });
    expect(lignes[2]).toMatchObject({ dispositifId: u(11), entiteId: u(10), departement: '59' });
    expect(lignes[3]).toMatchObject({ groupeId: u(12), dispositifId: u(11), entiteId: u(10), dernierLot: null });
  });
  it('une fiche incomplète naît quand même : ce qui manque se complète avant de valider', () => {
    expect(crees(reprendre({ entites: [uneEntite(10, { adresse: null, commune: null, statutJuridique: null })], dispositifs: [unDispositif(11, 10, { adresse: null, siret: null, financements: [] })] }))).toHaveLength(2);
  });
  it('ce qui existe est laissé, jamais réécrit ; ce qui s’appuie sur une fiche refusée l’est aussi, le reste passe', () => {
    const deja: Posee[] = [{ objet: 'entite', ligne: entite({ id: u(10), raisonSociale: 'Changée à la main' }) }];
    const decision = reprendre({ entites: [uneEntite(10), uneEntite(20, { commune: '62041' })], dispositifs: [unDispositif(11, 10), unDispositif(21, 20)], groupes: [unGroupe(22, 21)] }, offre({ autres: deja }));
    expect(crees(decision)).toEqual([`dispositif ${u(11)}`]);
    expect(refusees(decision)).toEqual([[u(10), 'existe'], [u(20), 'champ.commune'], [u(21), 'parent'], [u(22), 'parent']]);
    expect(reprendre({ entites: [uneEntite(10)] }, offre({ autres: deja }))).toMatchObject({ accepte: false, code: 'existe' });
  });
  it('les règles de la création jugent chaque fiche : siren pris ou doublé, type d’une autre nature, libellé et numéro doublés, place avant l’ouverture', () => {
    const siren = '552100554';
    expect(refusees(reprendre({ entites: [uneEntite(10, { siren }), uneEntite(11, { siren })] }))).toEqual([[u(11), 'champ.siren']]);
    expect(refusees(reprendre({ entites: [uneEntite(10, { siren })] }, offre({ autres: [{ objet: 'entite', ligne: entite({ siren }) }] })))).toEqual([[u(10), 'champ.siren']]);
    const ici: Posee[] = [{ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif() }, { objet: 'groupe', ligne: groupe({ id: u(30), libelle: 'Déjà là' }) }, { objet: 'place', ligne: place({ groupeId: u(30), numero: 'Ch. 1' }) }];
    const surLOffre = (args: object) => refusees(reprendre(args, offre({ autres: ici })));
    expect(surLOffre({ dispositifs: [{ ...unDispositif(11, 0), saisie: saisieDispositif({ entiteId: ENTITE_ID, nature: 'logement_adapte' }) }] })).toEqual([[u(11), 'champ.type']]);
    const dans = (id: number, libelle: string) => ({ ...unGroupe(id, 0), saisie: saisieGroupe({ dispositifId: DISPOSITIF_ID, libelle }) });
    expect(surLOffre({ groupes: [dans(12, 'déjà là'), dans(13, 'Neuf'), dans(14, 'NEUF')] })).toEqual([[u(12), 'champ.libelle'], [u(14), 'champ.libelle']]);
    expect(surLOffre({ places: [unePlace(15, 30, { numero: 'ch 1' }), unePlace(16, 30, { etats: [{ etat: 'ouverte', debut: '1990-01-01', fin: null }] }), unePlace(17, 30, { etats: [{ etat: 'indisponible', motif: 'inconnu', debut: '2026-11-01', fin: null }] }), unePlace(18, 31)] })).toEqual([[u(15), 'champ.numero'], [u(16), 'champ.etats'], [u(17), 'nomenclature'], [u(18), 'parent']]);
  });
  it('rien hors du département du lot, rien sans mandat en cours à son nom, quel que soit le profil', () => {
    expect(refusees(reprendre({ entites: [uneEntite(10, { departements: ['59', '62'] })] }))).toEqual([[u(10), 'champ.departement']]);
    for (const leMandat of [{ utilisateurId: u(9) }, { statut: 'retire' as const }, { fin: '2026-11-23' }, { debut: '2026-11-25' }, { departements: ['62'] }]) {
      expect(reprendre({ entites: [uneEntite(10)] }, offre({ leMandat })), JSON.stringify(leMandat)).toMatchObject({ accepte: false, code: 'droit.mandat' });
    }
    expect(reprendre({ entites: [uneEntite(10)] }, offre(), acteur('admin_national'))).toMatchObject({ accepte: false, code: 'droit.mandat' });
    // un mandat plus large que le périmètre du compte n’y ajoute rien
    expect(reprendre({ entites: [uneEntite(10)] }, offre({ leMandat: { utilisateurId: acteur('operateur_siao', '62').utilisateurId } }), acteur('operateur_siao', '62'))).toMatchObject({ code: 'droit.mandat' });
  });
  it.each([
    ['sans simulation', { simulations: [] }, 'non_simule'], ['d’un autre fichier que le simulé', { simulations: [simulation({ fichier: { ...FICHIER, empreinte: 'b'.repeat(64) } })] }, 'non_simule'],
    ['avec une anomalie bloquante', { simulations: [simulation({ bloquantes: 1 })] }, 'bloquantes'], ['dont le compte n’y est pas', { simulations: [simulation({ places: { ...LIVRE, source: 3 } })] }, 'desequilibre'],
    ['signé', { statut: 'charge' as const }, 'statut'], ['annulé', { statut: 'annule' as const }, 'statut'],
  ])('rien ne se charge d’un lot %s', (_quoi, leLot, code) => { expect(reprendre({ entites: [uneEntite(10)] }, offre({ leLot }))).toMatchObject({ accepte: false, code }); });
});

describe('le lot', () => {
  const fiches = (version: number): Posee[] => [
    { objet: 'entite', ligne: entite({ id: u(10), version: 1, provenance: { source: 'si-siao', identifiant: 'e', lot: LOT } }) }, { objet: 'dispositif', ligne: dispositif({ id: u(11), entiteId: u(10), version, provenance: { source: 'si-siao', identifiant: 'd', lot: LOT } }) },
    { objet: 'groupe', ligne: groupe({ id: u(12), dispositifId: u(11), version: 1, provenance: { source: 'si-siao', identifiant: 'g', lot: LOT } }) }, { objet: 'place', ligne: place({ id: u(13), groupeId: u(12), version: 1 }) },
  ];
  it('s’annule en entier, les enfants d’abord, et ne touche rien d’autre', () => {
    expect(crees(decider('annulerLot', { lotId: LOT, mandatId: MANDAT, motif: 'm' }, OPERATEUR, offre({ autres: fiches(1) })))).toEqual(['supprimer', 'supprimer', 'supprimer', 'modifier']);
    const decision = decider('annulerLot', { lotId: LOT, mandatId: MANDAT, motif: 'm' }, OPERATEUR, offre({ autres: fiches(1) }));
    expect(decision.accepte ? decision.changements.map((changement) => `${changement.objet} ${changement.genre === 'creer' ? '' : changement.id}`) : []).toEqual([`groupe ${u(12)}`, `dispositif ${u(11)}`, `entite ${u(10)}`, `lot ${LOT}`]);
  });
  it('ne s’annule plus dès qu’une fiche a été travaillée, ni deux fois, ni sans mandat', () => {
    expect(decider('annulerLot', { lotId: LOT, mandatId: MANDAT, motif: 'm' }, OPERATEUR, offre({ autres: fiches(2) }))).toMatchObject({ accepte: false, code: 'touche' });
    expect(decider('annulerLot', { lotId: LOT, mandatId: MANDAT, motif: 'm' }, OPERATEUR, offre({ leLot: { statut: 'annule' } }))).toMatchObject({ accepte: false, code: 'statut' });
    expect(decider('annulerLot', { lotId: LOT, mandatId: MANDAT, motif: 'm' }, acteur('admin_siao'), offre())).toMatchObject({ accepte: false, code: 'droit.mandat' });
  });
  it('se signe quand les fiches annoncées sont là, toutes et elles seules', () => {
    const signer = (compteDeGroupes: number, lignes: object = LIVRE) => decider('signerLot', { lotId: LOT, mandatId: MANDAT, lignes, places: LIVRE, fiches: { entite: 1, dispositif: 1, groupe: compteDeGroupes, place: 0 } }, OPERATEUR, offre({ autres: fiches(1) }));
    expect(signer(1)).toMatchObject({ accepte: true, changements: [{ champs: { statut: 'charge', chargement: { par: OPERATEUR.nom, fiches: { groupe: 1 } } } }] });
    expect(signer(2)).toMatchObject({ accepte: false, code: 'bilan' });
    expect(decider('signerLot', { lotId: LOT, mandatId: MANDAT, lignes: LIVRE, places: LIVRE, fiches: { entite: 0, dispositif: 0, groupe: 0, place: 0 } }, OPERATEUR, offre())).toMatchObject({ accepte: false, code: 'bilan', message: expect.stringContaining('aucune fiche') as string });
    expect(signer(1, { ...LIVRE, creees: 1 })).toMatchObject({ accepte: false, code: 'desequilibre' });
    expect(signer(1, { ...LIVRE, source: 3, creees: 3 })).toMatchObject({ accepte: false, code: 'desequilibre' });
  });
  it('garde ses simulations, la dernière au bout, et le fichier qu’elle a lu', () => {
    const { le: _le, par: _par, ...resultat } = simulation({ fichier: { ...FICHIER, nom: 'v4.xlsx', empreinte: 'c'.repeat(64) }, bloquantes: 3 });
    const decision = decider('noterSimulation', { lotId: LOT, mandatId: MANDAT, simulation: resultat }, OPERATEUR, offre({ leLot: { simulations: Array.from({ length: 60 }, () => simulation()) } }));
    const champs = decision.accepte && decision.changements[0]?.genre === 'modifier' ? (decision.changements[0].champs as unknown as Pick<Lot, 'simulations' | 'fichier'>) : null;
    expect(champs?.simulations).toHaveLength(60);
    expect(champs?.simulations.at(-1)).toMatchObject({ bloquantes: 3, par: OPERATEUR.nom });
    expect(champs?.fichier.nom).toBe('v4.xlsx');
  });
});

describe('le mandat', () => {
  const vise = compte({ id: u(40), profil: 'operateur_siao', perimetre: { genre: 'siao', siao: '59', departements: ['59', '62'] }, departements: ['59', '62'], entiteId: null, statut: 'actif' });
  const mandater = (champs: object = {}, autres: readonly Posee[] = [{ objet: 'utilisateur', ligne: vise }], qui = acteur('admin_national')) => decider('mandaterReprise', { id: MANDAT, utilisateurId: u(40), departements: ['59'], fin: '2027-06-30', ...champs }, qui, monde(...autres));
  it('se donne par l’administrateur national seul, à un compte de l’État ou d’un SIAO, dans son périmètre, pour un an au plus', () => {
    expect(mandater()).toMatchObject({ accepte: true, changements: [{ genre: 'creer', ligne: { nom: vise.nom, departements: ['59'], debut: '2026-11-24', statut: 'donne' } }] });
    expect(mandater({}, undefined, acteur('admin_departemental'))).toMatchObject({ accepte: false, code: 'droit.profil' });
    expect(mandater({ departements: ['59', '75'] })).toMatchObject({ code: 'champ.departements' });
    expect(mandater({ fin: '2026-11-23' })).toMatchObject({ code: 'champ.fin' });
    expect(mandater({ fin: '2027-12-31' })).toMatchObject({ code: 'champ.fin' });
    expect(mandater({}, [{ objet: 'utilisateur', ligne: { ...vise, profil: 'gestionnaire_entite' } }])).toMatchObject({ code: 'champ.utilisateurId' });
    expect(mandater({}, [{ objet: 'utilisateur', ligne: { ...vise, statut: 'suspendu' } }])).toMatchObject({ code: 'statut' });
  });
  it('se prolonge et se retire ; celui d’un autre ne se détourne pas', () => {
    const pose = (champs: Parameters<typeof mandat>[0]): Posee => ({ objet: 'mandat', ligne: mandat({ id: MANDAT, ...champs }) });
    expect(mandater({}, [{ objet: 'utilisateur', ligne: vise }, pose({ utilisateurId: u(40), statut: 'retire' })])).toMatchObject({ accepte: true, changements: [{ genre: 'modifier', champs: { fin: '2027-06-30', statut: 'donne' } }] });
    expect(mandater({}, [{ objet: 'utilisateur', ligne: vise }, pose({ utilisateurId: u(41) })])).toMatchObject({ accepte: false, code: 'existe' });
    expect(decider('retirerMandat', { id: MANDAT }, acteur('admin_national'), monde(pose({})))).toMatchObject({ accepte: true });
    expect(decider('retirerMandat', { id: MANDAT }, acteur('admin_national'), monde(pose({ statut: 'retire' })))).toMatchObject({ accepte: false, code: 'statut' });
  });
});
