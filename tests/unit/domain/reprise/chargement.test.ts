import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Changement, Decision, Lecture } from '../../../../domain/commandes/commande.ts';
import type { Objet } from '../../../../domain/droits.ts';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import type { Contexte, GroupeConnu } from '../../../../domain/reprise/controles/contexte.ts';
import { SOURCE_REPRISE } from '../../../../domain/reprise/controles/contexte.ts';
import type { Correction } from '../../../../domain/reprise/corrections.ts';
import { empreinteDe } from '../../../../domain/reprise/cles.ts';
import { groupesDuLot } from '../../../../domain/reprise/fichierPlaces.ts';
import type { Plan } from '../../../../domain/reprise/plan.ts';
import { anomaliesDEcarts, chercherEcarts, proposerEcarts } from '../../../../domain/reprise/ecarts.ts';
import { planifier } from '../../../../domain/reprise/plan.ts';
import { avecRefus, essayerPlan, livreDe, lotAEssayer, resultatDe } from '../../../../domain/reprise/simulation.ts';
import type { Groupe } from '../../../../domain/objets/groupe.ts';
import { capaciteActuelle } from '../../../../domain/objets/groupe.ts';
import type { Lot } from '../../../../domain/objets/lot.ts';
import type { Ligne, Lignes } from '../../../../domain/objets/objets.ts';
import { cleDeTri } from '../../../../domain/texte.ts';
import { identifierFiche } from '../../../../sync/reprise/identifiants.ts';
import type { ExportSale } from '../../../fixtures/reprise/generateur.ts';
import { exporterPlaces, exporterStructures } from '../../../fixtures/reprise/generateur.ts';
import { acteur, contexte as contexteCommande, decider, entite, lot, mandat, monde } from '../../../outils/fabrique.ts';
import { contexte } from './outils.ts';

const OPERATEUR = acteur('operateur_siao');
const MANDAT = mandat({ utilisateurId: OPERATEUR.utilisateurId });
type Posee = { objet: Objet; ligne: Ligne };

/** Une offre en mémoire que de vraies commandes changent. */
const ouvrirOffre = (...depart: readonly Posee[]) => {
  const lignes = new Map<string, Posee>([{ objet: 'mandat', ligne: MANDAT } as Posee, ...depart].map((posee) => [posee.ligne.id, posee]));
  const repondre = (demande: Lecture): unknown => monde(...lignes.values())(demande);
  const appliquer = (changement: Changement): void => {
    if (changement.genre === 'creer') lignes.set(changement.ligne.id, { objet: changement.objet, ligne: { ...changement.ligne, version: 1 } as Ligne });
    else if (changement.genre === 'supprimer') lignes.delete(changement.id);
    else { const posee = lignes.get(changement.id); if (posee !== undefined) lignes.set(changement.id, { ...posee, ligne: { ...posee.ligne, ...changement.champs, version: posee.ligne.version + 1 } as Ligne }); }
  };
  const faire = (nom: string, args: object, qui = OPERATEUR): Decision => {
    const decision = decider(nom, args, qui, repondre);
    if (decision.accepte) decision.changements.forEach(appliquer);
    return decision;
  };
  const de = <O extends Objet>(objet: O): Lignes[O][] => [...lignes.values()].filter((posee) => posee.objet === objet).map(({ ligne }) => ligne as Lignes[O]);
  const changer = (id: string, champs: object): void => { const posee = lignes.get(id); if (posee !== undefined) lignes.set(id, { ...posee, ligne: { ...posee.ligne, ...champs, version: posee.ligne.version + 1 } as Ligne }); };
  return { faire, repondre, de, changer };
};
type Offre = ReturnType<typeof ouvrirOffre>;
const reprise = ({ provenance }: Ligne): string | null => (provenance?.source === SOURCE_REPRISE ? provenance.identifiant : null);
/** Ce qu’un contrôle doit savoir de l’offre. Les groupes se retrouvent par l’identifiant de leur provenance. */
const existant = (offre: Offre, sauf?: string): Contexte['existant'] => {
  const garder = (ligne: Ligne): boolean => ligne.provenance?.lot !== sauf || sauf === undefined;
  const dispositifs = new Map(offre.de('dispositif').map((ligne) => [ligne.id, reprise(ligne) ?? ligne.id]));
  return {
    entites: offre.de('entite').filter(garder).map((ligne) => ({ id: ligne.id, identifiant: reprise(ligne), siren: ligne.siren, finessEj: ligne.finessEj, raisonSociale: ligne.raisonSociale, departements: ligne.departements })),
    dispositifs: offre.de('dispositif').filter(garder).map((ligne) => ({ id: ligne.id, identifiant: reprise(ligne), finessEt: ligne.finessEt })),
    groupes: offre.de('groupe').filter(garder).map((ligne) => { const identifiant = reprise(ligne) ?? ligne.id; const structure = dispositifs.get(ligne.dispositifId) ?? ''; return { id: ligne.id, identifiant, structure, groupe: identifiant.startsWith(`${structure}/`) ? identifiant.slice(structure.length + 1) : cleDeTri(ligne.libelle), libelle: ligne.libelle, capacite: ligne.capacites[0]?.capacite ?? 0, ouverture: ligne.ouverture }; }),
    places: offre.de('place').filter(garder).map((ligne) => ({ id: ligne.id, identifiant: reprise(ligne) ?? ligne.id })),
  };
};
/** Exclut chaque ligne qui a une anomalie bloquante : ce que ferait un opérateur qui renonce à les réparer. */
const exclure = ({ anomalies }: ResultatControle, { lignes }: ExportSale): Correction[] => {
  const parNumero = new Map(lignes.map(({ numero, cellules }) => [numero, cellules]));
  const bloquees = new Map(anomalies.flatMap(({ gravite, ligne, cle }) => (gravite === 'bloquante' && cle !== undefined ? [[ligne, cle] as const] : [])));
  return [...bloquees].map(([ligne, cle]) => ({ genre: 'exclusion', cle, contenu: empreinteDe(parNumero.get(ligne) ?? []), motif: 'À reprendre plus tard' }));
};
const controler = (genre: 'structures' | 'places', fichier: ExportSale, offre: Offre, sauf?: string, aVenir?: readonly GroupeConnu[]): { resultat: ResultatControle; corrections: Correction[] } => {
  const commun = { genre, entetes: fichier.entetes, lignes: fichier.lignes, contexte: contexte({ existant: existant(offre, sauf), ...(aVenir === undefined ? {} : { groupesDuLot: aVenir }) }) } as const;
  const corrections = exclure(controlerFichier(commun), fichier);
  return { corrections, resultat: controlerFichier({ ...commun, corrections }) };
};
const autour = ({ fiches }: ResultatControle) => ({ fiches, mandatId: MANDAT.id, identifier: identifierFiche });
const nombreDe = ({ entite: entites, dispositif, groupe, place }: Plan['aCreer']): number => entites + dispositif + groupe + place;

const charger = async (offre: Offre, genre: 'structures' | 'places', fichier: ExportSale, lotId: string) => {
  const { resultat } = controler(genre, fichier, offre);
  const plan = planifier({ lotId, mandatId: MANDAT.id, fiches: resultat.fiches, identifier: identifierFiche });
  const provisoire: Lot = lot({ id: lotId, mandatId: MANDAT.id, genre });
  const simulation = resultatDe(resultat, provisoire.fichier);
  const essai = await essayerPlan({ plan, ...autour(resultat), acteur: OPERATEUR, contexte: contexteCommande, lot: { ...provisoire, simulations: [{ ...simulation, le: '', par: '' }] }, repondre: offre.repondre });
  expect(offre.faire('ouvrirLot', { id: lotId, mandatId: MANDAT.id, departement: '59', genre, fichier: provisoire.fichier })).toMatchObject({ accepte: true });
  expect(offre.faire('noterSimulation', { lotId, mandatId: MANDAT.id, simulation })).toMatchObject({ accepte: true });
  return { resultat, plan, essai };
};
const compterFiches = (offre: Offre, lotId: string): Plan['aCreer'] => {
  const compter = (objet: Objet): number => offre.de(objet).filter(({ provenance }) => provenance?.lot === lotId).length;
  return { entite: compter('entite'), dispositif: compter('dispositif'), groupe: compter('groupe'), place: compter('place') };
};
const [LOT_STRUCTURES, LOT_PLACES] = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'];

test('au hasard : ce qui est simulé est ce qui se charge, à la fiche près ; se signe ; se rejoue sans rien doubler ; une coupure se reprend ; tout s’annule', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 120 }), fc.nat(), async (graine, taille, coupe) => {
    const offre = ouvrirOffre();
    const structures = exporterStructures(graine, taille);
    const { resultat, plan, essai } = await charger(offre, 'structures', structures, LOT_STRUCTURES);
    expect(essai).toEqual({ refus: [], creees: nombreDe(plan.aCreer), refusDEnsemble: null, ecarts: [], laisses: new Map(), propositions: 0 });
    if (nombreDe(plan.aCreer) === 0) return;
    // les places s’essaient avant que leurs structures soient chargées : le jugement est celui d’après
    const aVenir = groupesDuLot(resultat.fiches);
    const fichierPlaces = exporterPlaces(graine, aVenir.slice(0, 6).map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite })));
    const avant = controler('places', fichierPlaces, offre, undefined, aVenir).resultat;
    const planAvant = planifier({ lotId: LOT_PLACES, mandatId: MANDAT.id, fiches: avant.fiches, identifier: identifierFiche });
    const lotAvant = lot({ id: LOT_PLACES, mandatId: MANDAT.id, genre: 'places' });
    const places = { plan: planAvant, ...autour(avant), acteur: OPERATEUR, contexte: contexteCommande, lot: lotAEssayer(lotAvant, lotAvant.fichier, '', ''), repondre: offre.repondre };
    expect(await essayerPlan({ ...places, prealables: [{ plan, lot: lotAEssayer(lot({ id: LOT_STRUCTURES, mandatId: MANDAT.id }), lotAvant.fichier, '', '') }] })).toMatchObject({ refus: [], creees: planAvant.aCreer.place, refusDEnsemble: null });
    // sans elles, chaque place serait refusée : l’essai les joue vraiment
    const seul = await essayerPlan(places);
    expect([seul.creees, seul.refus.length]).toEqual([0, planAvant.aCreer.place]);
    // la coupure : une partie des commandes seulement, puis tout de nouveau, sans ce qui est déjà là
    for (const args of plan.commandes.slice(0, coupe % (plan.commandes.length + 1))) expect(offre.faire('reprendreFiches', args)).toMatchObject({ accepte: true });
    const repris = planifier({ lotId: LOT_STRUCTURES, mandatId: MANDAT.id, fiches: controler('structures', structures, offre, LOT_STRUCTURES).resultat.fiches, identifier: identifierFiche, deja: new Set(['entite', 'dispositif', 'groupe'].flatMap((objet) => offre.de(objet as 'groupe').map(({ id }) => id))) });
    expect(repris.aCreer).toEqual(plan.aCreer);
    for (const args of repris.commandes) { const decision = offre.faire('reprendreFiches', args); expect(decision).toMatchObject({ accepte: true }); expect(decision.accepte ? decision.refusees : []).toBeUndefined(); }
    expect(compterFiches(offre, LOT_STRUCTURES)).toEqual(plan.aCreer);
    // les capacités créées sont celles du livre des places
    const capacites = offre.de('groupe').reduce((somme, { capacites: [premiere] }) => somme + (premiere?.capacite ?? 0), 0);
    expect(capacites).toBe(resultat.grandLivre.places.creees + resultat.grandLivre.places.scindees);
    expect(offre.faire('signerLot', { lotId: LOT_STRUCTURES, mandatId: MANDAT.id, lignes: livreDe(resultat.grandLivre.lignes), places: livreDe(resultat.grandLivre.places), fiches: plan.aCreer })).toMatchObject({ accepte: true });
    // le même fichier, un autre jour : rien à créer
    const rejeu = controler('structures', structures, offre).resultat;
    expect(nombreDe(planifier({ lotId: LOT_PLACES, mandatId: MANDAT.id, fiches: rejeu.fiches, identifier: identifierFiche }).aCreer)).toBe(0);
    expect(rejeu.grandLivre.lignes).toMatchObject({ creees: 0, scindees: 0, equilibre: true });
    // les places de ces groupes
    const deux = await charger(offre, 'places', fichierPlaces, LOT_PLACES);
    expect(deux.essai.refus).toEqual([]);
    expect([deux.plan.commandes, deux.resultat.sorts, deux.resultat.grandLivre]).toEqual([planAvant.commandes, avant.sorts, avant.grandLivre]);
    for (const args of deux.plan.commandes) expect(offre.faire('reprendreFiches', args)).toMatchObject({ accepte: true });
    expect(compterFiches(offre, LOT_PLACES)).toEqual({ entite: 0, dispositif: 0, groupe: 0, place: deux.resultat.grandLivre.places.creees });
    for (const lotId of [LOT_PLACES, LOT_STRUCTURES]) expect(offre.faire('annulerLot', { lotId, mandatId: MANDAT.id, motif: 'Essai' })).toMatchObject({ accepte: true });
    expect(['entite', 'dispositif', 'groupe', 'place'].map((objet) => offre.de(objet as 'place').length)).toEqual([0, 0, 0, 0]);
  }), { numRuns: 25 });
}, 120_000);

test('ce que l’offre refuserait se voit en simulant : la ligne est rejetée, les livres restent justes, rien n’est posé', async () => {
  const structures = exporterStructures(3, 40, 0);
  // une entité de l’offre a pris un siren du fichier sous un autre nom, hors de la reprise et hors de sa vue
  const offre = ouvrirOffre();
  const { resultat } = controler('structures', structures, offre);
  const siren = resultat.fiches.entites[0]?.saisie.siren ?? '';
  const pris = ouvrirOffre({ objet: 'entite', ligne: entite({ siren, departements: ['62'], departement: '62' }) });
  const plan = planifier({ lotId: LOT_STRUCTURES, mandatId: MANDAT.id, fiches: resultat.fiches, identifier: identifierFiche });
  const simulation = { ...resultatDe(resultat, lot().fichier), le: '', par: '' };
  const essai = await essayerPlan({ plan, ...autour(resultat), acteur: OPERATEUR, contexte: contexteCommande, lot: lot({ id: LOT_STRUCTURES, simulations: [simulation] }), repondre: pris.repondre });
  expect(new Set(essai.refus.map(({ code }) => code))).toEqual(new Set(['champ.siren', 'parent']));
  expect(essai.creees + essai.refus.length).toBe(nombreDe(plan.aCreer));
  const apres = avecRefus(resultat, essai.refus);
  const touchees = new Set(essai.refus.flatMap(({ lignes }) => lignes));
  expect(touchees.size).toBeGreaterThan(0);
  expect(apres.sorts.filter(({ sort }) => sort === 'rejetee').map(({ numero }) => numero)).toEqual(expect.arrayContaining([...touchees].filter((numero) => resultat.sorts.find((sort) => sort.numero === numero)?.sort === 'creee')));
  expect([apres.grandLivre.lignes.equilibre, apres.grandLivre.places.equilibre, apres.grandLivre.lignes.source]).toEqual([true, true, 40]);
  expect(apres.grandLivre.lignes.motifs.rejetees).toMatchObject({ R01: expect.any(Number) as number });
  expect(resultatDe(apres, lot().fichier).bloquantes).toBe(essai.refus.length);
  expect(pris.de('dispositif')).toEqual([]);
  // sans mandat, ce n’est pas une ligne qui est refusée : c’est la reprise
  const autre = await essayerPlan({ plan, ...autour(resultat), acteur: acteur('admin_siao'), contexte: contexteCommande, lot: lot({ id: LOT_STRUCTURES, simulations: [simulation] }), repondre: pris.repondre });
  expect(autre.refusDEnsemble).toContain('mandat');
});

test('une entité saisie à la main, du même siren, n’est ni recréée ni changée : ses structures s’y rattachent', async () => {
  const structures = exporterStructures(5, 8, 0);
  const siren = controler('structures', structures, ouvrirOffre()).resultat.fiches.entites[0]?.saisie.siren ?? '';
  const connue = entite({ siren, raisonSociale: 'Saisie à la main' });
  const offre = ouvrirOffre({ objet: 'entite', ligne: connue });
  const { plan, essai } = await charger(offre, 'structures', structures, LOT_STRUCTURES);
  expect(essai.refus).toEqual([]);
  for (const args of plan.commandes) expect(offre.faire('reprendreFiches', args)).toMatchObject({ accepte: true });
  expect(offre.de('entite').filter((ligne) => ligne.siren === siren)).toEqual([connue]);
  expect(offre.de('dispositif').filter(({ entiteId }) => entiteId === connue.id)).toHaveLength(4);
});

const deposer = async (offre: Offre, resultat: ResultatControle, lotId: string) => {
  const ecarts = await chercherEcarts(resultat.fiches, offre.repondre, contexteCommande.aujourdhui);
  const commandes = proposerEcarts(ecarts, { lotId, mandatId: MANDAT.id, identifier: identifierFiche });
  return { ecarts, decisions: commandes.map((args) => offre.faire('proposerReprise', args)) };
};

test('au hasard : une fiche changée à la main n’est jamais réécrite ; ce que le fichier en dit autrement est proposé, groupe ou fiche non validée compris, une seule fois, se décide ou se retire avec le lot', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 60 }), fc.array(fc.tuple(fc.nat(), fc.constantFrom('entite', 'dispositif', 'groupe'), fc.boolean()), { minLength: 1, maxLength: 12 }), async (graine, taille, retouches) => {
    const offre = ouvrirOffre();
    const structures = exporterStructures(graine, taille);
    const { resultat: premier, plan } = await charger(offre, 'structures', structures, LOT_STRUCTURES);
    if (nombreDe(plan.aCreer) === 0) return;
    for (const args of plan.commandes) offre.faire('reprendreFiches', args);
    offre.faire('signerLot', { lotId: LOT_STRUCTURES, mandatId: MANDAT.id, lignes: livreDe(premier.grandLivre.lignes), places: livreDe(premier.grandLivre.places), fiches: plan.aCreer });
    // des personnes sont passées : un nom, une adresse, une capacité ; certaines fiches sont validées
    const attendus = new Map<string, string>();
    for (const [rang, objet, valide] of retouches) {
      const lignes = offre.de(objet).filter(({ provenance }) => provenance !== null);
      const ligne = lignes[rang % Math.max(1, lignes.length)];
      if (ligne === undefined || attendus.has(ligne.id)) continue;
      const champ = { entite: 'raisonSociale', dispositif: 'nom', groupe: 'capacites' }[objet];
      const fiche = (objet === 'entite' ? premier.fiches.entites : objet === 'dispositif' ? premier.fiches.dispositifs : []).find(({ provenance }) => identifierFiche(objet, provenance.identifiant) === ligne.id);
      offre.changer(ligne.id, objet === 'groupe' ? { capacites: [{ depuis: '2000-01-01', capacite: 997 }] } : { [champ]: `Changé à la main ${rang}`, ...(valide ? { statut: 'valide' } : {}) });
      // la raison sociale que le fichier ne disait pas n’est pas un écart
      if (objet !== 'groupe' && fiche?.dits.includes(champ) !== true) continue;
      attendus.set(ligne.id, champ);
    }
    const avant = new Map((['entite', 'dispositif', 'groupe'] as const).flatMap((objet) => offre.de(objet).map((ligne) => [ligne.id, ligne] as const)));
    const { resultat, essai } = await charger(offre, 'structures', structures, LOT_PLACES);
    expect(resultat.grandLivre.lignes).toMatchObject({ creees: 0, scindees: 0, equilibre: true });
    expect(essai.ecarts.flatMap(({ id, champs }) => champs.map(({ champ }) => `${id} ${champ}`)).sort()).toEqual([...attendus].map(([id, champ]) => `${id} ${champ}`).sort());
    const proposables = [...attendus.keys()].sort();
    expect(essai.propositions).toBe(proposables.length);
    // rien ne se tait : chaque écart a son anomalie, qui dit ce qu’il devient
    const signalees = anomaliesDEcarts(essai.ecarts, essai.laisses, (_champ, valeur) => String(valeur));
    expect(signalees.filter(({ code, gravite, ligne }) => code === 'R02' && gravite === 'avertissement' && ligne > 0)).toHaveLength(attendus.size);
    expect(signalees.filter(({ explication }) => explication.includes('sera proposé'))).toHaveLength(proposables.length);
    const { decisions } = await deposer(offre, resultat, LOT_PLACES);
    expect(decisions.some((decision) => decision.accepte)).toBe(proposables.length > 0);
    expect(offre.de('proposition').map(({ ficheId, provenance, statut }) => [ficheId, provenance?.lot, statut])).toEqual(expect.arrayContaining(proposables.map((id) => [id, LOT_PLACES, 'ouverte'])));
    expect(offre.de('proposition')).toHaveLength(proposables.length);
    for (const [id, ligne] of avant) expect((['entite', 'dispositif', 'groupe'] as const).flatMap((objet) => offre.de(objet)).find((autre) => autre.id === id)).toEqual(ligne);
    // rejoué : rien de plus
    for (const decision of (await deposer(offre, resultat, LOT_PLACES)).decisions) expect(decision.accepte).toBe(false);
    expect(offre.de('proposition')).toHaveLength(proposables.length);
    // acceptées, les capacités du fichier comptent à partir d’aujourd’hui ; ce qui a précédé n’est pas réécrit
    const deGroupes = offre.de('proposition').filter(({ objet }) => objet === 'groupe');
    for (const { id, ficheId, champs } of deGroupes) {
      expect(offre.faire('deciderProposition', { id, decisions: champs.map(({ champ }) => ({ champ, decision: 'acceptee', vu: 997 })) }, acteur('admin_departemental'))).toMatchObject({ accepte: true });
      const groupe = offre.de('groupe').find((ligne) => ligne.id === ficheId) as Groupe;
      expect([capaciteActuelle(groupe, contexteCommande.aujourdhui), groupe.capacites[0]]).toEqual([champs[0]?.apres, { depuis: '2000-01-01', capacite: 997 }]);
    }
    expect((await deposer(offre, controler('structures', structures, offre).resultat, LOT_PLACES)).ecarts.filter(({ objet }) => objet === 'groupe')).toEqual([]);
    expect(offre.faire('annulerLot', { lotId: LOT_PLACES, mandatId: MANDAT.id, motif: 'Essai' })).toMatchObject({ accepte: true });
    expect(offre.de('proposition').map(({ objet, statut }) => [objet === 'groupe', statut]).sort()).toEqual(offre.de('proposition').map(({ objet }) => (objet === 'groupe' ? [true, 'decidee'] : [false, 'retiree'])).sort());
  }), { numRuns: 25 });
}, 120_000);
