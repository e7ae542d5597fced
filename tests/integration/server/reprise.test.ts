import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/verification.ts';
import { lireFichesDuLot } from '../../../server/reprise/fichesDuLot.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { compte, dispositif, entite, groupe, mandat, piece, saisieDispositif, saisieEntite, saisieGroupe } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

const FICHIER = { nom: 'structures.xlsx', empreinte: 'a'.repeat(64), taille: 10, lignes: 3 };
const LIVRE = { source: 3, creees: 3, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
const SIMULATION = { fichier: FICHIER, lignes: LIVRE, places: { ...LIVRE, source: 2, creees: 2 }, bloquantes: 0, avertissements: 0, anomalies: {} };
const FICHES = { entite: 1, dispositif: 1, groupe: 1, place: 2 };

surChaqueBase('reprise : charger un lot, le signer, l’annuler', (genre) => {
  let essai: Montage;
  let operateur: Poste;
  let ids: { mandat: string; lot: string; entite: string; dispositif: string; groupe: string; places: readonly [string, string] };
  beforeEach(async () => {
    essai = await monter(genre);
    operateur = await essai.poste('operateur_siao');
    ids = { mandat: randomUUID(), lot: randomUUID(), entite: randomUUID(), dispositif: randomUUID(), groupe: randomUUID(), places: [randomUUID(), randomUUID()] };
    await chargerEnMasse(essai.base, [{ objet: 'mandat', lignes: [mandat({ id: ids.mandat, utilisateurId: operateur.utilisateurId })] }]);
  });
  afterEach(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });
  const sous = () => ({ lotId: ids.lot, mandatId: ids.mandat });
  const argumentsDuLot = () => ({
    ...sous(), entites: [{ id: ids.entite, identifiant: '552100554', saisie: saisieEntite({ siren: '552100554', adresse: null }) }], dispositifs: [{ id: ids.dispositif, identifiant: 'S1', saisie: saisieDispositif({ entiteId: ids.entite }) }],
    groupes: [{ id: ids.groupe, identifiant: 'S1/G1', saisie: saisieGroupe({ dispositifId: ids.dispositif }) }],
    places: ids.places.map((id, rang) => ({ id, identifiant: `P${rang}`, groupeId: ids.groupe, numero: `${rang + 1}`, etats: [{ etat: 'ouverte', debut: '2026-11-01', fin: null }], occupation: 'libre', occupationLe: null })),
  });
  const ouvrirEtSimuler = async (): Promise<void> => {
    expect(await operateur.faire('ouvrirLot', { id: ids.lot, mandatId: ids.mandat, departement: '59', genre: 'structures', fichier: FICHIER })).toMatchObject({ issue: 'appliquee' });
    expect(await operateur.faire('noterSimulation', { ...sous(), simulation: SIMULATION })).toMatchObject({ issue: 'appliquee' });
  };
  const charger = async (): Promise<void> => { await ouvrirEtSimuler(); expect(await operateur.faire('reprendreFiches', argumentsDuLot())).toMatchObject({ issue: 'appliquee' }); };
  const compter = async () => Object.fromEntries(await Promise.all((['entite', 'dispositif', 'groupe', 'place'] as const).map(async (objet) => [objet, (await essai.base.db.selectFrom(objet).select('id').execute()).length] as const)));

  it('ses fiches arrivent à prévalider à qui les valide, son numéro vient du service, son bilan se signe une fois et tel quel', async () => {
    const ddets = await essai.poste('admin_departemental');
    await charger();
    const recues = (await ddets.toutTirer()).lignes.flatMap((ligne) => (ligne.genre === 'ligne' ? [ligne] : []));
    expect(recues.filter(({ objet }) => objet === 'entite' || objet === 'dispositif').map(({ ligne }) => ligne)).toMatchObject([{ statut: 'a_prevalider', provenance: { lot: ids.lot, identifiant: '552100554' } }, { statut: 'a_prevalider' }]);
    expect(recues.find(({ objet }) => objet === 'lot')?.ligne).toMatchObject({ code: 'LOT-59-0001', statut: 'ouvert', simulations: [{ bloquantes: 0 }] });
    expect(await operateur.faire('signerLot', { ...sous(), lignes: LIVRE, places: SIMULATION.places, fiches: { ...FICHES, place: 3 } })).toMatchObject({ issue: 'rejetee', code: 'bilan' });
    expect(await operateur.faire('signerLot', { ...sous(), lignes: LIVRE, places: SIMULATION.places, fiches: FICHES })).toMatchObject({ issue: 'appliquee' });
    expect(await operateur.faire('reprendreFiches', argumentsDuLot())).toMatchObject({ issue: 'rejetee', code: 'statut' });
    // la DDETS ne charge pas : elle n’a pas de mandat, pas même celui d’un autre
    expect(await ddets.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'rejetee', code: 'droit.mandat' });
  });

  it('rejouer le même fichier, même d’un autre poste sous un autre lot, ne double rien et n’écrase rien', async () => {
    await charger();
    const ddets = await essai.poste('admin_departemental');
    expect(await ddets.faire('modifierEntite', { id: ids.entite, champs: { raisonSociale: 'Corrigée à la main' } }, 1)).toMatchObject({ issue: 'appliquee' });
    const avant = await compter();
    expect(await operateur.faire('reprendreFiches', argumentsDuLot())).toMatchObject({ issue: 'rejetee', code: 'existe' });
    const autre = await essai.poste('admin_siao');
    const [sien, leLot] = [randomUUID(), randomUUID()];
    await chargerEnMasse(essai.base, [{ objet: 'mandat', lignes: [mandat({ id: sien, utilisateurId: autre.utilisateurId })] }]);
    expect(await autre.faire('ouvrirLot', { id: leLot, mandatId: sien, departement: '59', genre: 'structures', fichier: FICHIER })).toMatchObject({ issue: 'appliquee' });
    expect(await autre.faire('noterSimulation', { lotId: leLot, mandatId: sien, simulation: SIMULATION })).toMatchObject({ issue: 'appliquee' });
    const neuve = { id: randomUUID(), identifiant: 'P9', groupeId: ids.groupe, numero: '9', etats: [{ etat: 'ouverte', debut: '2026-11-01', fin: null }], occupation: 'libre', occupationLe: null };
    const issue = await autre.faire('reprendreFiches', { ...argumentsDuLot(), lotId: leLot, mandatId: sien, places: [...argumentsDuLot().places, neuve] });
    expect(issue).toMatchObject({ issue: 'appliquee', lignes: [{ objet: 'place', id: neuve.id }] });
    expect(issue.issue === 'appliquee' ? issue.refusees?.map(({ code }) => code) : []).toEqual(['existe', 'existe', 'existe', 'existe', 'existe']);
    expect(await compter()).toEqual({ ...avant, place: Number(avant['place']) + 1 });
    expect((await essai.base.db.selectFrom('entite').select('raisonSociale').where('id', '=', ids.entite).executeTakeFirstOrThrow()).raisonSociale).toBe('Corrigée à la main');
    // le premier lot a maintenant une place d’un autre dans son groupe, et une entité corrigée
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'rejetee', code: 'touche', message: expect.stringContaining('2 fiches ont été travaillées') as string });
  });

  it('annulé, il se retire en entier : les postes qui l’ont reçu l’oublient, le journal s’en souvient, le même fichier se recharge', async () => {
    const ddets = await essai.poste('admin_departemental');
    const autreChose = entite({ id: randomUUID(), siren: null });
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [autreChose] }]);
    await charger();
    const { fin } = await ddets.toutTirer();
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'Mauvais fichier' })).toMatchObject({ issue: 'appliquee' });
    expect(await compter()).toEqual({ entite: 1, dispositif: 0, groupe: 0, place: 0 });
    const retraits = (await ddets.toutTirer(fin.curseur)).lignes.flatMap((ligne) => (ligne.genre === 'retrait' ? [ligne.id] : []));
    expect(retraits.sort()).toEqual([ids.entite, ids.dispositif, ids.groupe, ...ids.places].sort());
    const lues = await essai.base.db.selectFrom('journal').selectAll().where('commande', '=', 'annulerLot').orderBy('no').execute();
    expect(lues.map(({ objet, motif }) => [objet, motif])).toEqual([...['place', 'place', 'groupe', 'dispositif', 'entite', 'lot'].map((objet) => [objet, 'Mauvais fichier'])]);
    expect(lues[4]?.changements).toMatchObject({ raisonSociale: [saisieEntite().raisonSociale, null], siren: ['552100554', null] });
    // un poste neuf ne reçoit que ce qui reste
    expect((await (await essai.poste('admin_departemental')).toutTirer()).lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet === 'entite' ? [ligne.ligne['id']] : []))).toEqual([autreChose.id]);
    expect(await operateur.faire('reprendreFiches', argumentsDuLot())).toMatchObject({ issue: 'rejetee', code: 'statut' });
    ids = { ...ids, lot: randomUUID() };
    await charger();
    expect(await compter()).toEqual({ entite: 2, dispositif: 1, groupe: 1, place: 2 });
  });

  it('ce que le fichier dit autrement d’une fiche validée devient une proposition : rien ne s’écrit, la DDETS décide, un autre lot ne la double pas, l’annulation retire ce qui n’est pas décidé', async () => {
    const [siege, foyer, brouillon] = [entite({ id: randomUUID(), siren: null }), dispositif({ id: randomUUID() }), dispositif({ id: randomUUID(), statut: 'ferme', nom: 'Fermé' })];
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [siege] }, { objet: 'dispositif', lignes: [{ ...foyer, entiteId: siege.id, statut: 'valide' }, { ...brouillon, entiteId: siege.id }] }]);
    await ouvrirEtSimuler();
    const [une, autre] = [randomUUID(), randomUUID()];
    const propositions = [
      { id: une, objet: 'dispositif', ficheId: foyer.id, identifiant: 'S1', champs: { nom: 'Résidence Faidherbe', adresse: '12 rue de Famars' }, lignes: [2, 3] },
      { id: autre, objet: 'dispositif', ficheId: brouillon.id, identifiant: 'S2', champs: { nom: 'Autre' }, lignes: [4] },
    ];
    const issue = await operateur.faire('proposerReprise', { ...sous(), propositions });
    expect(issue).toMatchObject({ issue: 'appliquee', lignes: [{ objet: 'proposition', id: une }] });
    expect(issue.issue === 'appliquee' ? issue.refusees?.map(({ id, code }) => [id, code]) : []).toEqual([[autre, 'statut']]);
    const lireFoyer = () => essai.base.db.selectFrom('dispositif').select(['nom', 'adresse', 'version']).where('id', '=', foyer.id).executeTakeFirstOrThrow();
    const avant = await lireFoyer();
    expect(avant).toMatchObject({ nom: foyer.nom, adresse: foyer.adresse });
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: [propositions[0]] })).toMatchObject({ issue: 'rejetee', code: 'existe' });
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: [{ ...propositions[0], id: randomUUID() }] })).toMatchObject({ issue: 'rejetee', code: 'deja_propose' });
    const ddets = await essai.poste('admin_departemental');
    const recue = (await ddets.toutTirer()).lignes.find((ligne) => ligne.genre === 'ligne' && ligne.objet === 'proposition');
    expect(recue).toMatchObject({ ligne: { id: une, motif: 'Reprise de « structures.xlsx » (LOT-59-0001), lignes 2, 3.', provenance: { lot: ids.lot, identifiant: 'S1' }, champs: [{ champ: 'nom', avant: foyer.nom }, { champ: 'adresse' }] } });
    // sans mandat, personne ; hors du département du lot, rien
    expect(await ddets.faire('proposerReprise', { ...sous(), propositions })).toMatchObject({ issue: 'rejetee', code: 'droit.mandat' });
    const ailleurs = dispositif({ id: randomUUID(), departement: '62', entiteId: siege.id, statut: 'valide' });
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [ailleurs] }]);
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: [{ ...propositions[0], id: randomUUID(), ficheId: ailleurs.id }] })).toMatchObject({ issue: 'rejetee', code: 'introuvable' });
    // acceptée en partie : elle reste à qui en décide quand le lot s’annule ; une autre, intacte, est retirée
    expect(await ddets.faire('deciderProposition', { id: une, decisions: [{ champ: 'adresse', decision: 'acceptee', vu: foyer.adresse }] })).toMatchObject({ issue: 'appliquee' });
    const intacte = randomUUID();
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: [{ id: intacte, objet: 'entite', ficheId: siege.id, identifiant: 'E1', champs: { raisonSociale: 'Accueil du Hainaut' }, lignes: [2] }] })).toMatchObject({ issue: 'appliquee' });
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'appliquee' });
    expect(await essai.base.db.selectFrom('proposition').select(['id', 'statut']).orderBy('statut').execute()).toEqual([{ id: une, statut: 'ouverte' }, { id: intacte, statut: 'retiree' }]);
    expect(await lireFoyer()).toMatchObject({ nom: foyer.nom, adresse: '12 rue de Famars' });
  });

  it('ce que le fichier dit autrement d’un groupe, ou d’une fiche pas encore validée, se propose aussi : qui tient le groupe décide, un poste d’avant ne le reçoit pas, l’annulation retire le reste', async () => {
    const [siege, foyer, attente] = [entite({ siren: null }), dispositif({ id: randomUUID() }), dispositif({ id: randomUUID(), statut: 'a_prevalider', nom: 'Pas encore validé' })];
    const [un, deux] = [groupe({ id: randomUUID(), dispositifId: foyer.id, entiteId: siege.id, capacites: [{ depuis: '2020-01-01', capacite: 20 }, { depuis: '2099-01-01', capacite: 30 }] }), groupe({ id: randomUUID(), dispositifId: foyer.id, entiteId: siege.id, libelle: 'Autre' })];
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [siege] }, { objet: 'dispositif', lignes: [{ ...foyer, entiteId: siege.id }, { ...attente, entiteId: siege.id }] }, { objet: 'groupe', lignes: [un, deux] }]);
    await ouvrirEtSimuler();
    const [laUne, laDeux, surAttente] = [randomUUID(), randomUUID(), randomUUID()];
    const propositions = [
      { id: laUne, objet: 'groupe', ficheId: un.id, identifiant: 'S1/G1', champs: { capacites: 24, permanence: 'hivernale' }, lignes: [2] },
      { id: laDeux, objet: 'groupe', ficheId: deux.id, identifiant: 'S1/G2', champs: { libelle: 'Aile nord' }, lignes: [3] },
      { id: surAttente, objet: 'dispositif', ficheId: attente.id, identifiant: 'S2', champs: { adresse: '12 rue de Famars' }, lignes: [4] },
    ];
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions })).toMatchObject({ issue: 'appliquee', lignes: [{}, {}, {}] });
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: propositions.map((une) => ({ ...une, id: randomUUID() })) })).toMatchObject({ issue: 'rejetee', code: 'deja_propose' });
    const lireGroupe = () => essai.base.db.selectFrom('groupe').select(['capacites', 'permanence', 'version']).where('id', '=', un.id).executeTakeFirstOrThrow();
    expect(await lireGroupe()).toMatchObject({ capacites: un.capacites, permanence: un.permanence, version: 1 });
    // celui qui ne tient pas le groupe ne décide pas ; un poste du protocole 7 ne reçoit que la proposition qu’il sait lire
    const decider = (vu: unknown, champ: string, decision = 'acceptee') => ({ id: laUne, decisions: [{ champ, decision, vu, ...(decision === 'refusee' ? { motif: 'Faux' } : {}) }] });
    expect(await operateur.faire('deciderProposition', decider(20, 'capacites'))).toMatchObject({ issue: 'rejetee', code: 'droit.profil' });
    const ddets = await essai.poste('admin_departemental');
    const tirer = async (protocole: string, curseur: string) => (await essai.requete<string>('GET', `/api/v1/changements?clientId=${ddets.clientId}&limite=10000&curseur=${encodeURIComponent(curseur)}`, { jeton: ddets.jeton, entetes: { 'x-siao-protocole': protocole } })).corps;
    const ancien = await tirer('7', '');
    expect([laUne, laDeux, surAttente].map((id) => ancien.includes(id))).toEqual([false, false, true]);
    // mis à jour, il les reçoit par la suite du même curseur
    const suite = await tirer('8', (JSON.parse(ancien.trim().split('\n').at(-1) ?? '') as { readonly curseur: string }).curseur);
    expect([laUne, laDeux].map((id) => suite.includes(id))).toEqual([true, true]);
    const recues = (await ddets.toutTirer()).lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet === 'proposition' ? [ligne.ligne] : []));
    expect(recues.find((ligne) => ligne['id'] === laUne)).toMatchObject({ objet: 'groupe', dispositifId: foyer.id, entiteId: siege.id, champs: [{ champ: 'permanence' }, { champ: 'capacites', avant: 20, apres: 24 }] });
    expect(await ddets.faire('deciderProposition', decider(19, 'capacites'))).toMatchObject({ issue: 'rejetee', code: 'depassee' });
    expect(await ddets.faire('deciderProposition', decider(20, 'capacites'))).toMatchObject({ issue: 'appliquee' });
    expect(await ddets.faire('deciderProposition', decider(null, 'permanence', 'refusee'))).toMatchObject({ issue: 'appliquee' });
    const apres = await lireGroupe();
    expect(apres).toMatchObject({ permanence: un.permanence, version: 2 });
    expect(apres.capacites).toMatchObject([{ depuis: '2020-01-01', capacite: 20 }, { capacite: 24 }, { depuis: '2099-01-01', capacite: 30 }]);
    // une fiche soumise attend sa décision : son gestionnaire ne peut rien y écrire, la DDETS si
    const gestionnaire = await essai.poste('gestionnaire_entite');
    const surLaFiche = { id: surAttente, decisions: [{ champ: 'adresse', decision: 'acceptee', vu: attente.adresse }] };
    expect(await gestionnaire.faire('deciderProposition', surLaFiche)).toMatchObject({ issue: 'rejetee', code: 'droit.profil' });
    expect(await ddets.faire('deciderProposition', surLaFiche)).toMatchObject({ issue: 'appliquee' });
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'appliquee' });
    expect(Object.fromEntries((await essai.base.db.selectFrom('proposition').select(['id', 'statut']).execute()).map(({ id, statut }) => [id, statut]))).toEqual({ [laUne]: 'decidee', [laDeux]: 'retiree', [surAttente]: 'decidee' });
  });

  it('un lot s’annule malgré ce qu’il propose de ses propres fiches, tant que personne n’en a rien décidé', async () => {
    const ddets = await essai.poste('admin_departemental');
    await charger();
    const surLeGroupe = randomUUID();
    expect(await operateur.faire('proposerReprise', { ...sous(), propositions: [{ id: surLeGroupe, objet: 'groupe', ficheId: ids.groupe, identifiant: 'S1/G1', champs: { capacites: 99 }, lignes: [2] }] })).toMatchObject({ issue: 'appliquee' });
    const touchees = async () => (await lireFichesDuLot(essai.base.db, ids.lot)).flatMap(({ id, touchee }) => (touchee ? [id] : []));
    expect(await touchees()).toEqual([]);
    expect(await ddets.faire('deciderProposition', { id: surLeGroupe, decisions: [{ champ: 'capacites', decision: 'refusee', vu: null, motif: 'Faux' }] })).toMatchObject({ issue: 'appliquee' });
    expect(await touchees()).toEqual([ids.groupe]);
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'rejetee', code: 'touche' });
  });

  it('des comptes naissent d’un lot de comptes, sous mandat et avec les droits de qui les crée ; il s’annule en entier par qui les encadre, et rien ne reste d’eux', async () => {
    const siao = await essai.poste('admin_siao');
    const mandatSiao = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'mandat', lignes: [mandat({ id: mandatSiao, utilisateurId: siao.utilisateurId })] }]);
    const sien = { lotId: ids.lot, mandatId: mandatSiao };
    const [un, autre] = [randomUUID(), randomUUID()];
    const compteDe = (id: string, nom: string, reprise: object | undefined = sien) => ({ id, saisie: { nom, email: `${nom.split(' ')[0]?.toLowerCase() ?? ''}@siao.example`, telephone: null, fonction: null, profil: 'operateur_siao', perimetre: { genre: 'siao', siao: 'SIAO 59', departements: ['59'] } }, inviter: false, ...(reprise === undefined ? {} : { reprise }) });
    expect(await siao.faire('ouvrirLot', { id: ids.lot, mandatId: mandatSiao, departement: '59', genre: 'utilisateurs', fichier: FICHIER })).toMatchObject({ issue: 'appliquee' });
    expect(await siao.faire('creerUtilisateur', compteDe(un, 'Paul Martin'))).toMatchObject({ issue: 'rejetee', code: 'non_simule' });
    // une anomalie bloquante n’arrête pas les autres personnes
    expect(await siao.faire('noterSimulation', { ...sien, simulation: { ...SIMULATION, lignes: { ...LIVRE, creees: 2, rejetees: 1 }, places: { ...LIVRE, source: 0, creees: 0 }, bloquantes: 1 } })).toMatchObject({ issue: 'appliquee' });
    expect(await siao.faire('creerUtilisateur', compteDe(un, 'Paul Martin'))).toMatchObject({ issue: 'appliquee' });
    expect(await siao.faire('creerUtilisateur', compteDe(autre, 'Lina Roux'))).toMatchObject({ issue: 'appliquee' });
    // sous le mandat d’un autre, dans un lot de fiches, ou sans les droits sur le compte : rien
    expect(await siao.faire('creerUtilisateur', compteDe(randomUUID(), 'Nora Petit', { ...sien, mandatId: ids.mandat }))).toMatchObject({ issue: 'rejetee', code: 'droit.mandat' });
    expect(await operateur.faire('creerUtilisateur', compteDe(randomUUID(), 'Nora Petit', sous()))).toMatchObject({ issue: 'rejetee', code: expect.stringMatching(/^droit\./u) as string });
    expect((await essai.base.db.selectFrom('utilisateur').select('provenance').where('id', '=', un).executeTakeFirstOrThrow()).provenance).toEqual({ source: 'si-siao', identifiant: un, lot: ids.lot });
    const bilan = { lignes: { ...LIVRE, creees: 2, rejetees: 1 }, places: { ...LIVRE, source: 0, creees: 0 }, fiches: { entite: 0, dispositif: 0, groupe: 0, place: 0, utilisateur: 2 } };
    expect(await siao.faire('signerLot', { ...sien, ...bilan, fiches: { ...bilan.fiches, utilisateur: 3 } })).toMatchObject({ issue: 'rejetee', code: 'bilan' });
    expect(await siao.faire('signerLot', { ...sien, ...bilan })).toMatchObject({ issue: 'appliquee' });
    // un opérateur mandaté qui n’encadre pas ces comptes ne les retire pas
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'rejetee', code: expect.stringMatching(/^droit\./u) as string });
    const ddets = await essai.poste('admin_departemental');
    const recus = await ddets.toutTirer();
    expect(recus.lignes.filter((ligne) => ligne.genre === 'ligne' && ligne.objet === 'utilisateur' && new Set<string>([un, autre]).has(String(ligne.ligne['id'])))).toHaveLength(2);
    expect(await siao.faire('annulerLot', { ...sien, motif: 'Répétition' })).toMatchObject({ issue: 'appliquee' });
    expect(await essai.base.db.selectFrom('utilisateur').select('id').where('id', 'in', [un, autre]).execute()).toEqual([]);
    expect(await essai.base.db.selectFrom('acces').select('utilisateurId').where('utilisateurId', 'in', [un, autre]).execute()).toEqual([]);
    expect((await ddets.toutTirer(recus.fin.curseur)).lignes.flatMap((ligne) => (ligne.genre === 'retrait' && ligne.objet === 'utilisateur' ? [ligne.id] : [])).sort()).toEqual([un, autre].sort());
    expect(await siao.faire('annulerLot', { ...sien, motif: 'm' })).toMatchObject({ issue: 'rejetee', code: 'statut' });
  });

  it.each([
    ['une fiche complétée', async (ddets: Poste) => ddets.faire('modifierDispositif', { id: ids.dispositif, champs: { adresse: '1 rue Neuve' } }, 1), 'Les Remparts'],
    ['une pièce jointe', async () => chargerEnMasse(essai.base, [{ objet: 'piece', lignes: [piece({ ficheId: ids.dispositif, entiteId: ids.entite, dispositifId: ids.dispositif })] }]), 'Les Remparts'],
    ['un compte affecté', async () => chargerEnMasse(essai.base, [{ objet: 'utilisateur', lignes: [compte({ id: randomUUID(), email: 'x.y@asso.example', perimetre: { genre: 'dispositifs', entiteId: randomUUID(), dispositifs: [ids.dispositif] } })] }]), 'Les Remparts'],
  ] as const)('%s empêche de l’annuler : rien ne bouge, et le refus nomme la fiche', async (_quoi, toucher, nom) => {
    await charger();
    await toucher(await essai.poste('admin_departemental'));
    const avant = await compter();
    expect(await operateur.faire('annulerLot', { ...sous(), motif: 'm' })).toMatchObject({ issue: 'rejetee', code: 'touche', message: expect.stringContaining(nom) as string });
    expect(await compter()).toEqual(avant);
  });
});
