import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES_PROFILS, PROFILS } from '../../../../domain/profils.ts';
import { ANCIENS_PROFILS } from '../../../../domain/reprise/anciensProfils.ts';
import type { CompteArbitre } from '../../../../domain/reprise/comptes.ts';
import { arbitrerComptes, creationDe, livreDesComptes, pourquoi } from '../../../../domain/reprise/comptes.ts';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import type { Contexte } from '../../../../domain/reprise/controles/contexte.ts';
import type { Correction, DecisionCompte } from '../../../../domain/reprise/corrections.ts';
import { ecartsProfils, phraseEcarts } from '../../../../domain/reprise/ecartsProfils.ts';
import { GABARITS } from '../../../../domain/reprise/gabarit/gabarit.ts';
import type { OffreDesComptes } from '../../../../domain/reprise/perimetreDesComptes.ts';
import { construireAnnuaire, resoudrePerimetre } from '../../../../domain/reprise/perimetreDesComptes.ts';
import type { Cellules } from './outils.ts';
import { contexte } from './outils.ts';

const graine = Number(process.env['SIAO_GRAINE'] ?? 20_261_127);
const COLONNES = GABARITS.utilisateurs;
const id = (rang: number): string => `00000000-0000-4000-8000-${String(rang).padStart(12, '0')}`;
const OFFRE: OffreDesComptes = {
  entites: [
    { id: id(1), identifiant: null, nom: 'Accueil du Hainaut', siren: '438201675', finess: '590000001', departements: ['59'] },
    { id: id(2), identifiant: null, nom: 'Abri des Flandres', siren: '438201683', finess: null, departements: ['59', '62'] },
    { id: id(3), identifiant: null, nom: 'Ailleurs', siren: null, finess: null, departements: ['62'] },
  ],
  dispositifs: [
    { id: id(11), identifiant: 'SI-1', nom: 'Résidence Faidherbe', finess: '590001111', siret: '43820167500032', type: 'logement_residence_sociale.fjt', entiteId: id(1), departement: '59' },
    { id: id(12), identifiant: 'SI-2', nom: 'Les Remparts', finess: null, siret: null, type: 'hebergement_hors_chrs.115', entiteId: id(1), departement: '59' },
    { id: id(21), identifiant: 'SI-3', nom: 'Le Relais', finess: null, siret: null, type: 'hebergement_hors_chrs.115', entiteId: id(2), departement: '59' },
    { id: id(22), identifiant: 'SI-4', nom: 'LE RELAIS', finess: null, siret: null, type: 'hebergement_hors_chrs.115', entiteId: id(1), departement: '59' },
    { id: id(23), identifiant: 'SI-6', nom: 'Maraude des Flandres', finess: null, siret: null, type: 'veille_sociale.maraude', entiteId: id(2), departement: '59' },
    { id: id(31), identifiant: 'SI-5', nom: 'Maison du Littoral', finess: null, siret: null, type: 'hebergement_hors_chrs.115', entiteId: id(3), departement: '59' },
  ],
};
const ANNUAIRE = construireAnnuaire(OFFRE);
const SAINE: Cellules = { identifiant: 'elefebvre', nom: 'Élodie Lefebvre', email: 'elodie.lefebvre@asso.example', profil: '115 Gestionnaire structure', structure: 'SI-1' };
const controler = (lignes: readonly Cellules[], corrections: readonly Correction[] = [], reste: Partial<Contexte> = {}): ResultatControle => controlerFichier({
  genre: 'utilisateurs', entetes: COLONNES.map(({ titre }) => titre), lignes: lignes.map((ligne, rang) => ({ numero: rang + 2, cellules: COLONNES.map(({ cle }) => ligne[cle] ?? '') })), corrections, contexte: contexte(reste),
});
const arbitrer = ({ fiches }: ResultatControle, presents: readonly string[] = []): readonly CompteArbitre[] =>
  arbitrerComptes({ fiches: fiches.comptes, departement: '59', annuaire: ANNUAIRE, identifier: (email) => `id:${email}`, presents: new Set(presents) });
const decision = (cle: string, profil: DecisionCompte['profil'], anciens: readonly string[], reste: Partial<DecisionCompte> = {}): DecisionCompte => ({ genre: 'compte', cle, profil, perimetre: null, anciens: [...anciens], par: 'Claire Vasseur', le: '2026-11-27T10:00:00.000Z', ...reste });

describe('où une personne travaille', () => {
  const perimetre = (profil: Parameters<typeof resoudrePerimetre>[0], ...textes: string[]) => resoudrePerimetre(profil, textes.map(ANNUAIRE.chercher), '59', ANNUAIRE);
  test('du plus sûr au moins sûr : identifiant d’origine, FINESS, siret, siren, nom sans accent ni casse', () => {
    for (const texte of ['SI-1', '590001111', '438 201 675 00032', 'RESIDENCE FAIDHERBE']) expect(perimetre('travailleur_social', texte), texte).toEqual({ perimetre: { genre: 'dispositifs', entiteId: id(1), dispositifs: [id(11)] }, manque: null });
    for (const texte of ['SI-1', '590000001', '438201675', 'accueil du hainaut']) expect(perimetre('gestionnaire_entite', texte), texte).toEqual({ perimetre: { genre: 'entite', entiteId: id(1), departements: ['59'] }, manque: null });
  });
  test('plusieurs structures de la même entité : ses dispositifs, chacun une fois', () => {
    expect(perimetre('responsable_dispositif', 'SI-2', 'SI-1', 'Les Remparts').perimetre).toEqual({ genre: 'dispositifs', entiteId: id(1), dispositifs: [id(11), id(12)] });
  });
  test.each<[string, Parameters<typeof resoudrePerimetre>[0], string[], string]>([
    ['inconnue', 'gestionnaire_entite', ['SI-1', 'SI-99'], 'Pas dans l’offre : « SI-99 »'], ['deux dispositifs de ce nom', 'travailleur_social', ['Le Relais'], 'Plusieurs fiches'], ['deux entités', 'gestionnaire_entite', ['SI-1', 'SI-3'], 'plusieurs entités'],
    ['une entité pour des dispositifs', 'travailleur_social', ['Accueil du Hainaut'], 'dire lesquels'], ['une entité d’un autre département', 'gestionnaire_entite', ['SI-5'], 'département 59'], ['rien', 'assistant', [], 'ne dit pas'],
  ])('%s : rien n’est deviné', (_titre, profil, textes, phrase) => { expect(perimetre(profil, ...textes)).toEqual({ perimetre: null, manque: expect.stringContaining(phrase) as string }); });
  test('le département et le SIAO viennent du lot', () => {
    expect(perimetre('analyste').perimetre).toEqual({ genre: 'departements', departements: ['59'] });
    expect(perimetre('ecoutant_115', 'SI-99').perimetre).toEqual({ genre: 'siao', siao: '59', departements: ['59'] });
    expect(resoudrePerimetre('admin_siao', [], '2A', ANNUAIRE).perimetre).toEqual({ genre: 'siao', siao: '20', departements: ['2A', '2B'] });
    expect(perimetre('admin_national').perimetre).toEqual({ genre: 'national' });
  });
});

describe('ce qu’un profil donne et retire', () => {
  test('remplacé d’office, rien ne change', () => { for (const { code, nouveau, lectureSeule, comme } of ANCIENS_PROFILS) if (!lectureSeule && comme === nouveau) expect(ecartsProfils([code], nouveau), code).toEqual({ gagnes: [], perdus: [] }); });
  test('de la lecture seule à l’assistant : il gagne de modifier, ne perd aucune écriture ; l’analyste perd de lire l’offre', () => {
    const assistant = ecartsProfils(['115_gestionnaire_lecture'], 'assistant');
    expect(assistant.gagnes).toContainEqual({ objet: 'place', geste: 'modifier', condition: '' });
    expect(assistant.gagnes.find(({ objet, geste }) => objet === 'utilisateur' && geste === 'creer')?.condition).toContain('Travailleur social');
    expect(assistant.perdus.filter(({ geste }) => geste !== 'lire')).toEqual([]);
    expect(ecartsProfils(['115_lecture'], 'analyste').perdus).toContainEqual({ objet: 'place', geste: 'lire', condition: '' });
    expect(phraseEcarts(ecartsProfils(['115_gestionnaire_lecture'], 'assistant').gagnes)).toMatch(/Groupe de places : créer, modifier.*Utilisateur : créer \(/u);
  });
  test('tout ancien « droits accrus » en donne vraiment plus, les autres non', () => { for (const { code, nouveau, accru } of ANCIENS_PROFILS) expect(ecartsProfils([code], nouveau).gagnes.length > 0, code).toBe(accru); });
  test('de deux profils cumulés, le plus étroit perd ce que l’autre donnait, le plus large ne perd rien', () => {
    expect(ecartsProfils(['115_ecoutant', '115_coordinateur'], 'ecoutant_115').perdus.length).toBeGreaterThan(0);
    expect(ecartsProfils(['115_ecoutant', '115_coordinateur'], 'admin_siao')).toEqual({ gagnes: [], perdus: [] });
  });
});

describe('l’arbitrage d’un fichier', () => {
  test('sans raison d’arbitrer, prêt ; lecture seule, il attend ; décidé, il est prêt et n’est plus signalé', () => {
    expect(arbitrer(controler([{ ...SAINE, structure: 'Accueil du Hainaut' }]))).toMatchObject([{ etat: 'pret', profil: 'gestionnaire_entite', perimetre: { genre: 'entite', entiteId: id(1) } }]);
    const lecture = { ...SAINE, profil: '115 Gestionnaire structure lecture seule' };
    const attend = controler([lecture]);
    const [compte] = arbitrer(attend);
    expect([compte?.etat, compte?.profil, compte === undefined ? null : creationDe(compte), compte === undefined ? '' : pourquoi(compte)]).toEqual(['arbitrer', null, null, 'droits accrus, toujours à décider']);
    const cle = attend.fiches.comptes[0]?.provenance.identifiant ?? '';
    const decide = controler([lecture], [decision(cle, 'travailleur_social', ['115_gestionnaire_lecture'])]);
    expect([decide.anomalies, decide.corrigees, decide.ecartees]).toEqual([[], 1, []]);
    expect(arbitrer(decide).map(creationDe)).toMatchObject([{ id: 'id:elodie.lefebvre@asso.example', inviter: false, saisie: { profil: 'travailleur_social', perimetre: { genre: 'dispositifs', dispositifs: [id(11)] } } }]);
  });
  test('un gestionnaire qui n’a qu’une partie de l’entité attend une décision ; toutes ses structures citées, non', () => {
    const lignes = (...structures: string[]) => structures.map((structure) => ({ ...SAINE, structure }));
    const [compte] = arbitrer(controler(lignes('SI-1')));
    expect([compte?.etat, compte?.raisons, compte === undefined ? '' : pourquoi(compte)]).toEqual(['arbitrer', ['partie'], 'une partie de l’entité']);
    expect(arbitrer(controler(lignes('SI-1', 'SI-2', 'SI-4')))).toMatchObject([{ etat: 'pret', raisons: [], profil: 'gestionnaire_entite' }]);
    const cle = compte?.fiche.provenance.identifiant ?? '';
    expect(arbitrer(controler(lignes('SI-1'), [decision(cle, 'responsable_dispositif', ['115_gestionnaire'])]))).toMatchObject([{ etat: 'pret', profil: 'responsable_dispositif', perimetre: { genre: 'dispositifs', dispositifs: [id(11)] } }]);
  });
  test('une maraude s’affecte à une maraude : ailleurs, son périmètre reste à préciser', () => {
    const maraude = { ...SAINE, profil: '115 Maraude' };
    expect(arbitrer(controler([{ ...maraude, structure: 'SI-6' }]))).toMatchObject([{ etat: 'pret', perimetre: { dispositifs: [id(23)] } }]);
    expect(arbitrer(controler([maraude]))).toMatchObject([{ etat: 'perimetre', perimetre: null, manque: expect.stringContaining('maraude') as string }]);
  });
  test('décidé au vu d’autres anciens profils, ou d’un profil qui ne remplace aucun des siens : écarté, dit, jamais appliqué', () => {
    const lecture = { ...SAINE, profil: '115 Gestionnaire structure lecture seule' };
    const cle = controler([lecture]).fiches.comptes[0]?.provenance.identifiant ?? '';
    for (const fausse of [decision(cle, 'assistant', ['115_gestionnaire']), decision(cle, 'admin_national', ['115_gestionnaire_lecture'])]) {
      const resultat = controler([lecture], [fausse]);
      expect([resultat.ecartees.length, arbitrer(resultat)[0]?.etat]).toEqual([1, 'arbitrer']);
    }
    // un profil de plus dans la version suivante du fichier
    const cumul = controler([lecture, { ...lecture, profil: '115 Écoutant' }], [decision(cle, 'assistant', ['115_gestionnaire_lecture'])]);
    expect([cumul.ecartees[0]?.explication, arbitrer(cumul)[0]?.etat]).toEqual([expect.stringContaining('115 Écoutant'), 'arbitrer']);
  });
  test('la dernière décision vaut, quelle que soit la ligne de la personne qui la porte', () => {
    const lignes = [{ ...SAINE, profil: '115 Coordinateur' }, { ...SAINE, profil: '115 Écoutant' }];
    const cle = (ligne: Cellules | undefined): string => controler(ligne === undefined ? [] : [ligne]).fiches.comptes[0]?.provenance.identifiant ?? '';
    const anciens = ['115_coordinateur', '115_ecoutant'];
    const prises = [decision(cle(lignes[0]), 'operateur_siao', anciens), decision(cle(lignes[1]), 'admin_siao', anciens, { le: '2026-11-27T11:00:00.000Z' })];
    for (const ordre of [prises, [...prises].reverse()]) expect(arbitrer(controler(lignes, ordre))).toMatchObject([{ etat: 'pret', profil: 'admin_siao' }]);
  });
  test('déjà un compte, ou déjà préparé d’ici : rien à créer', () => {
    expect(arbitrer(controler([SAINE], [], { comptes: [{ id: 'u1', email: 'elodie.lefebvre@asso.example' }] }))).toMatchObject([{ etat: 'connu' }]);
    expect(arbitrer(controler([SAINE]), ['id:elodie.lefebvre@asso.example'])).toMatchObject([{ etat: 'cree' }]);
  });

  test(`une personne, un compte, un profil : jamais plus que ce qui est décidé, et chaque ligne est au livre (graine ${graine})`, () => {
    const cellule = fc.record({
      identifiant: fc.constantFrom('a', 'b', ''), nom: fc.constantFrom('Élodie Lefebvre', 'LEFEBVRE Elodie', 'Paul Martin'), email: fc.constantFrom('elodie@asso.example', 'p.martin@asso.example', 'z@asso.example', 'accueil@asso.example', ''),
      profil: fc.constantFrom(...ANCIENS_PROFILS.map(({ libelle }) => libelle), 'inconnu'), structure: fc.constantFrom('SI-1', 'SI-2', 'Le Relais', 'SI-3', 'SI-99', ''),
    });
    const choix = fc.record({ rang: fc.nat(19), profil: fc.constantFrom(...CODES_PROFILS), vus: fc.subarray(ANCIENS_PROFILS.map(({ code }) => code), { maxLength: 2 }), justes: fc.boolean() });
    fc.assert(fc.property(fc.array(cellule, { maxLength: 20 }), fc.array(choix, { maxLength: 8 }), (lignes, choisis) => {
      const { fiches: { comptes: avant } } = controler(lignes);
      const corrections = choisis.flatMap(({ rang, profil, vus, justes }) => { const fiche = avant[rang % Math.max(1, avant.length)]; return fiche === undefined ? [] : [decision(fiche.provenance.identifiant, profil, justes ? fiche.anciens : vus, { le: new Date(Date.UTC(2026, 0, 1) + rang * 1_000).toISOString() })]; });
      const resultat = controler(lignes, corrections);
      const comptes = arbitrer(resultat);
      const creations = comptes.flatMap((compte) => { const creation = creationDe(compte); return creation === null ? [] : [{ compte, creation }]; });
      expect(new Set(creations.map(({ creation }) => creation.saisie.email)).size).toBe(creations.length);
      expect(new Set(creations.map(({ creation }) => creation.id)).size).toBe(creations.length);
      for (const { compte: { fiche, raisons }, creation: { saisie, inviter } } of creations) {
        expect(inviter).toBe(false);
        expect(PROFILS[saisie.profil].perimetre).toBe(saisie.perimetre.genre);
        if (fiche.decision === null) expect([saisie.profil, raisons]).toEqual([fiche.propose, []]);
        else {
          expect(saisie.profil).toBe(fiche.decision.profil);
          expect(fiche.choix).toContain(saisie.profil);
          expect(corrections.some((correction) => correction.profil === saisie.profil && [...correction.anciens].sort().join() === fiche.anciens.join())).toBe(true);
        }
      }
      const { lignes: livre, sorts } = livreDesComptes(resultat.sorts, comptes, new Map(), new Map());
      expect([livre.source, livre.equilibre, livre.creees, sorts.length]).toEqual([lignes.length, true, creations.length, lignes.length]);
    }), { seed: graine, numRuns: 300 });
  });
});
