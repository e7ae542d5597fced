import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contexte, Decision } from '../../../domain/commandes/commande.ts';
import { LIGNES_INITIALES, construireNomenclature, rangerVersions, situerCode } from '../../../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature, ContenuCode } from '../../../domain/objets/nomenclature.ts';
import { CODES_REFERENTIELS } from '../../../domain/objets/nomenclature.ts';
import type { Ligne } from '../../../domain/objets/objets.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { lendemain } from '../../../domain/dates.ts';
import { AUJOURDHUI, DISPOSITIF_ID, acteur, code, contexte, decider, dispositif, entite, groupe, monde, place } from '../../outils/fabrique.ts';

const national = acteur('admin_national');
const contenu = (champs: Partial<ContenuCode> = {}): ContenuCode => ({ libelle: 'Neuf', court: null, ordre: 5, compteeEnPlaces: null, unite: null, modalites: null, ...champs });
const type = (champs: Partial<ContenuCode> = {}): ContenuCode => contenu({ modalites: ['115', 'insertion'], ...champs });
const nature = (champs: Partial<ContenuCode> = {}): ContenuCode => contenu({ compteeEnPlaces: true, unite: 'places', ...champs });
const HIER = '2026-11-23';
const DEMAIN = '2026-11-25';
const refusDe = (decision: Decision) => (decision.accepte ? null : [decision.code, decision.champ ?? null]);
const creer = (champs: object = {}) => ({ referentiel: 'public', code: 'neuf', parent: null, debut: AUJOURDHUI, contenu: contenu(), ...champs });
const modifier = (champs: object = {}) => ({ referentiel: 'public', code: 'vif', depuis: AUJOURDHUI, contenu: contenu(), ...champs });
const retirer = (champs: object = {}) => ({ referentiel: 'public', code: 'vif', fin: AUJOURDHUI, remplacePar: null, motif: 'Arrêté', ...champs });
const rien = monde();
const retire = code({ id: 'public:ancien', code: 'ancien', fin: HIER });
const prevu = code({ id: 'public:prevu', code: 'prevu', fin: '2027-06-30' });
const avec = (...codes: readonly CodeNomenclature[]) => monde(...codes.map((ligne) => ({ objet: 'nomenclature' as const, ligne })));

describe('les refus des commandes de la nomenclature', () => {
  it.each([
    ['un code déjà pris', 'creerCode', creer({ code: 'vif' }), rien, ['existe', 'code']],
    ['un début passé', 'creerCode', creer({ debut: HIER }), rien, ['champ.debut', 'debut']],
    ['un type sans nature', 'creerCode', creer({ referentiel: 'type', contenu: type() }), rien, ['champ.parent', 'parent']],
    ['un type d’une nature inconnue', 'creerCode', creer({ referentiel: 'type', parent: 'nulle', contenu: type() }), rien, ['champ.parent', 'parent']],
    ['une nature pour un public', 'creerCode', creer({ parent: 'veille_sociale' }), rien, ['champ.parent', 'parent']],
    ['une nature sans unité', 'creerCode', creer({ referentiel: 'nature', contenu: contenu({ compteeEnPlaces: true }) }), rien, ['champ.unite', 'unite']],
    ['un type sans modalité', 'creerCode', creer({ referentiel: 'type', parent: 'veille_sociale', contenu: contenu() }), rien, ['champ.modalites', 'modalites']],
    ['des modalités pour un public', 'creerCode', creer({ contenu: type() }), rien, ['arguments', 'modalites']],
    ['une unité pour un public', 'creerCode', creer({ contenu: nature() }), rien, ['arguments', 'compteeEnPlaces']],
    ['un libellé déjà porté, accents et casse mis à part', 'creerCode', creer({ contenu: contenu({ libelle: 'réfugies' }) }), rien, ['champ.libelle', 'libelle']],
    ['un code inconnu', 'modifierCode', modifier({ code: 'nul' }), rien, ['introuvable', null]],
    ['une version passée', 'modifierCode', modifier({ depuis: HIER }), rien, ['champ.depuis', 'depuis']],
    ['une version d’avant le code', 'modifierCode', modifier({ code: 'futur', depuis: DEMAIN }), avec(code({ id: 'public:futur', code: 'futur', debut: '2027-01-01' })), ['champ.depuis', 'depuis']],
    ['une version qui ne change rien', 'modifierCode', modifier({ contenu: contenu({ libelle: 'Femmes victimes de violences', ordre: 20 }) }), rien, ['inchange', null]],
    ['retirer un code inconnu', 'retirerCode', retirer({ code: 'nul' }), rien, ['introuvable', null]],
    ['retirer au passé', 'retirerCode', retirer({ fin: HIER }), rien, ['champ.fin', 'fin']],
    ['retirer un code déjà retiré', 'retirerCode', retirer({ code: 'ancien' }), avec(retire), ['retire', 'fin']],
    ['annuler un retrait qui a pris effet', 'retirerCode', retirer({ code: 'ancien', fin: null }), avec(retire), ['retire', 'fin']],
    ['annuler un retrait qui n’existe pas', 'retirerCode', retirer({ fin: null }), rien, ['inchange', 'fin']],
    ['un successeur sans retrait', 'retirerCode', retirer({ code: 'prevu', fin: null, remplacePar: 'jeunes' }), avec(prevu), ['champ.remplacePar', 'remplacePar']],
    ['se succéder à soi-même', 'retirerCode', retirer({ remplacePar: 'vif' }), rien, ['champ.remplacePar', 'remplacePar']],
    ['un successeur retiré', 'retirerCode', retirer({ remplacePar: 'ancien' }), avec(retire), ['champ.remplacePar', 'remplacePar']],
    ['un successeur dont le retrait est prévu', 'retirerCode', retirer({ remplacePar: 'prevu' }), avec(prevu), ['champ.remplacePar', 'remplacePar']],
    ['un successeur d’un autre référentiel', 'retirerCode', retirer({ remplacePar: 'P177' }), rien, ['champ.remplacePar', 'remplacePar']],
    ['une nature dont des types restent proposés', 'retirerCode', retirer({ referentiel: 'nature', code: 'veille_sociale' }), rien, ['types_ouverts', 'fin']],
  ] as const)('%s', (_quoi, nom, args, repondre, attendu) => {
    expect(refusDe(decider(nom, args, national, repondre))).toEqual(attendu);
  });

  it.each(CODES_PROFILS.filter((profil) => profil !== 'admin_national'))('%s n’y change rien', (profil) => {
    for (const [nom, args] of [['creerCode', creer()], ['modifierCode', modifier()], ['retirerCode', retirer()]] as const) expect(refusDe(decider(nom, args, acteur(profil), rien))?.[0]).toMatch(/^droit\./u);
  });

  it('les mêmes gestes, bien demandés, sont acceptés', () => {
    for (const [nom, args] of [
      ['creerCode', creer()], ['creerCode', creer({ referentiel: 'type', code: 'veille_sociale.neuf', parent: 'veille_sociale', contenu: type() })], ['creerCode', creer({ referentiel: 'nature', contenu: nature() })],
      ['modifierCode', modifier()], ['modifierCode', modifier({ depuis: DEMAIN })], ['retirerCode', retirer()], ['retirerCode', retirer({ remplacePar: 'jeunes', fin: DEMAIN })],
    ] as const) expect(refusDe(decider(nom, args, national, rien)), JSON.stringify(args)).toBeNull();
  });
});

/** Applique une décision à des lignes de nomenclature, comme une base. */
const appliquer = (codes: readonly CodeNomenclature[], decision: Decision): readonly CodeNomenclature[] => {
  if (!decision.accepte) return codes;
  return decision.changements.reduce<readonly CodeNomenclature[]>((suite, changement) => {
    if (changement.objet !== 'nomenclature' || changement.genre === 'supprimer') return suite;
    if (changement.genre === 'creer') return [...suite.filter(({ id }) => id !== changement.ligne.id), changement.ligne as CodeNomenclature];
    return suite.map((ligne) => (ligne.id === changement.id ? { ...ligne, ...(changement.champs as Partial<CodeNomenclature>) } : ligne));
  }, codes);
};

describe('le passé de la nomenclature', () => {
  const codeTouche = fc.constantFrom('vif', 'jeunes', 'neuf', 'second');
  const date = fc.integer({ min: -3, max: 20 });
  const geste = fc.oneof(
    fc.record({ genre: fc.constant('creer' as const), code: codeTouche, dans: date, libelle: fc.constantFrom('Un', 'Deux', 'Trois') }),
    fc.record({ genre: fc.constant('modifier' as const), code: codeTouche, dans: date, libelle: fc.constantFrom('Un', 'Deux', 'Trois') }),
    fc.record({ genre: fc.constant('retirer' as const), code: codeTouche, dans: fc.option(date), vers: fc.option(codeTouche) }),
  );
  const ajouterJours = (depuis: string, jours: number): string => new Date(Date.parse(`${depuis}T00:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10);
  /** Ce que la nomenclature dit d’un code à une date : son libellé, et s’il se choisit. */
  const dit = (codes: readonly CodeNomenclature[], quand: string): string => {
    const lue = construireNomenclature(codes, quand);
    return JSON.stringify(lue.codes('public').filter(({ debut }) => debut <= quand).map(({ code: nom, libelle, ordre, fin }) => [nom, libelle, ordre, fin === undefined || quand <= fin]));
  };

  it('aucune suite de gestes acceptés ne change ce qui se disait un jour passé ; un code retiré reste lisible', () => {
    fc.assert(fc.property(fc.array(fc.tuple(geste, fc.integer({ min: 0, max: 4 })), { maxLength: 12 }), (suite) => {
      let codes: readonly CodeNomenclature[] = [];
      let jour = AUJOURDHUI;
      const souvenirs: [string, string][] = [[HIER, dit(codes, HIER)]];
      for (const [fait, attendre] of suite) {
        const quand: Contexte = { ...contexte, aujourdhui: jour, maintenant: `${jour}T09:00:00.000Z` };
        const ici = avec(...codes);
        const [nom, args] = fait.genre === 'creer' ? ['creerCode', creer({ code: fait.code, debut: ajouterJours(jour, fait.dans), contenu: contenu({ libelle: `${fait.libelle} ${fait.code}` }) })] as const
          : fait.genre === 'modifier' ? ['modifierCode', modifier({ code: fait.code, depuis: ajouterJours(jour, fait.dans), contenu: contenu({ libelle: `${fait.libelle} ${fait.code}` }) })] as const
            : ['retirerCode', retirer({ code: fait.code, fin: fait.dans === null ? null : ajouterJours(jour, fait.dans), remplacePar: fait.vers })] as const;
        codes = appliquer(codes, decider(nom, args, national, ici, quand));
        for (const [date_, texte] of souvenirs) expect(dit(codes, date_), `${nom} le ${jour} change le ${date_}`).toBe(texte);
        for (let pas = 0; pas < attendre; pas += 1) { souvenirs.push([jour, dit(codes, jour)]); jour = lendemain(jour); }
      }
      const finale = construireNomenclature(codes, '2099-01-01');
      for (const { id, code: nom } of codes) expect(finale.trouver('public', nom)?.libelle, id).not.toBe(undefined);
      expect(finale.codes('public').length).toBeGreaterThanOrEqual(LIGNES_INITIALES.filter(({ referentiel }) => referentiel === 'public').length);
    }), { numRuns: 300 });
  });

  it('chaque version dit son dernier jour, et une seule est en vigueur chaque jour de la vie du code', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }), fc.option(fc.integer({ min: 0, max: 80 })), fc.integer({ min: -5, max: 90 }), (debuts, fin, decalage) => {
      const tries = [...debuts].sort((un, autre) => un - autre);
      const premier = tries[0] ?? 0;
      if (fin !== null && fin < premier) return;
      const ligne = code({ debut: ajouterJours(AUJOURDHUI, premier), fin: fin === null ? null : ajouterJours(AUJOURDHUI, fin), versions: tries.map((jours) => ({ ...contenu({ libelle: `V${jours}` }), depuis: ajouterJours(AUJOURDHUI, jours) })) });
      const jour = ajouterJours(AUJOURDHUI, decalage);
      const courantes = rangerVersions(ligne, jour).filter(({ situation }) => situation === 'courante');
      const situation = situerCode(ligne, jour);
      expect(courantes.length).toBe(situation === 'en_vigueur' || situation === 'retrait_prevu' ? 1 : 0);
      if (courantes[0] !== undefined) expect(courantes[0].version.libelle).toBe(construireNomenclature([ligne], jour).trouver('public', 'essai')?.libelle);
    }));
  });
});

describe('remplacer un code retiré sur une fiche', () => {
  const reclasser = (objet: string, id: string, referentiel: string, de: string, vers: string) => ({ objet, id, referentiel, de, vers, motif: 'Arrêté' });
  const retrait = (referentiel: string, nom: string, champs: Partial<CodeNomenclature> = {}): CodeNomenclature => {
    const depart = LIGNES_INITIALES.find(({ id }) => id === `${referentiel}:${nom}`);
    if (depart === undefined) throw new Error(nom);
    return { ...depart, fin: HIER, ...champs };
  };
  const base = dispositif({ publics: ['vif', 'tout_public', 'jeunes'], compositions: ['famille'], financements: [{ code: 'CAF', places: 3, debut: '2025-01-01', fin: null }, { code: 'ALT1', places: 9, debut: '2026-01-01', fin: null }, { code: 'CAF', places: 1, debut: '2026-06-01', fin: null }] });
  const etats = [{ etat: 'indisponible' as const, motif: 'travaux', debut: '2026-01-01', fin: '2026-02-01' }, { etat: 'ouverte' as const, debut: '2026-02-02', fin: null }];
  const uneePlace = place({ etats });
  const cas: readonly (readonly [string, { objet: 'entite' | 'dispositif' | 'groupe' | 'place'; ligne: Ligne }, string, string, string, object])[] = [
    ['un public, dans une liste', { objet: 'dispositif', ligne: base }, 'public', 'vif', 'refugies', { publics: ['refugies', 'tout_public', 'jeunes'] }],
    ['un public déjà cité n’y est qu’une fois', { objet: 'dispositif', ligne: base }, 'public', 'vif', 'jeunes', { publics: ['jeunes', 'tout_public'] }],
    ['chaque ligne de financement', { objet: 'dispositif', ligne: base }, 'financement', 'CAF', 'AUTRE', { financements: [{ code: 'AUTRE', places: 3, debut: '2025-01-01', fin: null }, { code: 'ALT1', places: 9, debut: '2026-01-01', fin: null }, { code: 'AUTRE', places: 1, debut: '2026-06-01', fin: null }] }],
    ['un type emporte la nature', { objet: 'dispositif', ligne: base }, 'type', 'hebergement_hors_chrs.mixte', 'hebergement_chrs.mixte', { type: 'hebergement_chrs.mixte', nature: 'hebergement_chrs' }],
    ['un type de la même nature ne touche pas la nature', { objet: 'dispositif', ligne: base }, 'type', 'hebergement_hors_chrs.mixte', 'hebergement_hors_chrs.115', { type: 'hebergement_hors_chrs.115' }],
    ['un statut juridique', { objet: 'entite', ligne: entite() }, 'statut_juridique', 'association', 'fondation', { statutJuridique: 'fondation' }],
    ['un type d’unité', { objet: 'groupe', ligne: groupe() }, 'type_unite', 'chambre_collective', 'dortoir', { typeUnite: 'dortoir' }],
    ['un motif, sans toucher aux autres états', { objet: 'place', ligne: uneePlace }, 'motif', 'travaux', 'sinistre', { etats: [{ ...etats[0], motif: 'sinistre' }, etats[1]], dernierLot: null }],
  ];
  it.each(cas)('%s : seul le champ qui porte le code change', (_quoi, fiche, referentiel, de, vers, attendu) => {
    const decision = decider('reclasser', reclasser(fiche.objet, fiche.ligne.id, referentiel, de, vers), national, monde(fiche, { objet: 'nomenclature', ligne: retrait(referentiel, de) }));
    expect(decision).toEqual({ accepte: true, motif: 'Arrêté', changements: [{ genre: 'modifier', objet: fiche.objet, id: fiche.ligne.id, champs: attendu }] });
  });

  const demande = reclasser('dispositif', DISPOSITIF_ID, 'type', 'hebergement_hors_chrs.mixte', 'hebergement_hors_chrs.115');
  const fiche = { objet: 'dispositif' as const, ligne: base };
  const retireType = { objet: 'nomenclature' as const, ligne: retrait('type', 'hebergement_hors_chrs.mixte') };
  it.each([
    ['une fiche inconnue', demande, monde(retireType), 'introuvable'],
    ['un code qui n’est pas retiré', demande, monde(fiche), 'nomenclature'],
    ['un code inconnu', { ...demande, vers: 'nul' }, monde(fiche, retireType), 'nomenclature'],
    ['vers un code retiré', { ...demande, vers: 'hebergement_hors_chrs.insertion' }, monde(fiche, retireType, { objet: 'nomenclature', ligne: retrait('type', 'hebergement_hors_chrs.insertion') }), 'nomenclature'],
    ['un code que la fiche ne porte pas', reclasser('dispositif', DISPOSITIF_ID, 'public', 'addictions', 'vif'), monde(fiche, { objet: 'nomenclature', ligne: retrait('public', 'addictions') }), 'absent'],
    ['un groupe ouvert dont le nouveau type refuse la modalité', demande, monde(fiche, retireType, { objet: 'groupe', ligne: groupe({ modalite: 'insertion' }) }), 'champ.modalite'],
  ] as const)('refuse %s', (_quoi, args, repondre, attendu) => { expect(refusDe(decider('reclasser', args, national, repondre))?.[0]).toBe(attendu); });
  it('un groupe fermé ne retient pas le remplacement', () => {
    expect(refusDe(decider('reclasser', demande, national, monde(fiche, retireType, { objet: 'groupe', ligne: groupe({ modalite: 'insertion', fermeture: HIER }) })))).toBeNull();
  });
  it.each(CODES_PROFILS.filter((profil) => profil !== 'admin_national'))('%s ne remplace rien', (profil) => { expect(refusDe(decider('reclasser', demande, acteur(profil), monde(fiche, retireType)))?.[0]).toMatch(/^droit\./u); });
});

it('la nomenclature de départ tient ses propres règles : codes uniques, natures des types connues, un libellé par code', () => {
  const lue = construireNomenclature([], AUJOURDHUI);
  for (const referentiel of CODES_REFERENTIELS) expect(new Set(lue.codes(referentiel).map(({ code: nom }) => nom)).size).toBe(lue.codes(referentiel).length);
  for (const { nature: parent } of lue.codes('type')) expect(lue.trouver('nature', parent)).toBeDefined();
});

describe('un code retiré, sur une fiche', () => {
  const gestionnaire = acteur('gestionnaire_entite');
  const retire = code({ id: 'public:ancien', code: 'ancien', fin: '2026-11-23', remplacePar: 'tout_public' });
  const etat = (...publics: string[]) => monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif({ publics }) }, { objet: 'nomenclature', ligne: retire });
  const choisir = (avant: string[], apres: string[], quand = contexte) => decider('modifierDispositif', { id: DISPOSITIF_ID, champs: { publics: apres } }, gestionnaire, etat(...avant), quand);

  it('ne se choisit plus, et le refus dit lequel prendre', () => {
    expect(choisir([], ['ancien'])).toMatchObject({ accepte: false, code: 'nomenclature', champ: 'publics', message: expect.stringContaining('choisir « Tout public »') as string });
  });
  it('se choisit encore le dernier jour', () => { expect(choisir([], ['ancien'], { ...contexte, aujourdhui: '2026-11-23' })).toMatchObject({ accepte: true }); });
  it('reste sur la fiche qui le porte quand on y ajoute un autre', () => { expect(choisir(['ancien'], ['ancien', 'vif'])).toMatchObject({ accepte: true }); });
  it('un code inconnu ne se choisit jamais', () => { expect(choisir(['ancien'], ['jamais_vu'])).toMatchObject({ accepte: false, code: 'nomenclature', champ: 'publics' }); });
});
