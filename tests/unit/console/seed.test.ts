import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MOT_DE_PASSE_DEMONSTRATION } from '../../../console/seed/chargement.ts';
import { DEPARTEMENTS_SEMES, QUOTAS, departementsDe, repartir, tailleAttendue } from '../../../console/seed/plan.ts';
import { semer } from '../../../console/seed/semis.ts';
import type { DepartementSeme } from '../../../console/seed/semis.ts';
import { TRANSITIONS } from '../../../domain/cycleDeVie.ts';
import { trouverCommune } from '../../../domain/geographie/cog.ts';
import { erreurFiness, erreurSiren, erreurSiret, siretDuSiren } from '../../../domain/identifiants.ts';
import { estEnVigueur, trouverCode } from '../../../domain/nomenclature/code.ts';
import { NATURES, TYPES } from '../../../domain/nomenclature/natures.ts';
import { completude } from '../../../domain/objets/champ.ts';
import { estFinanceP177 } from '../../../domain/objets/dispositif.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import { capaciteAu, erreurGroupe } from '../../../domain/objets/groupe.ts';
import { CHAMPS, SCHEMAS } from '../../../domain/objets/objets.ts';
import { schemaIdentite } from '../../../domain/objets/utilisateur.ts';
import { etatAu } from '../../../domain/objets/place.ts';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import { cleDeTri } from '../../../domain/texte.ts';

const AU = '2026-11-24';
const empreinte = (graine: number, departements: readonly string[]): string => {
  const semis = semer({ graine, au: AU, departements });
  const somme = createHash('sha256').update(JSON.stringify(semis.entites));
  for (const lot of semis.departements()) somme.update(JSON.stringify(lot));
  return somme.digest('hex');
};

test('même graine et même date : mêmes lignes à l’octet près ; autre graine : autres lignes', () => {
  expect(empreinte(1, ['48', '2A'])).toBe(empreinte(1, ['48', '2A']));
  expect(empreinte(2, ['48', '2A'])).not.toBe(empreinte(1, ['48', '2A']));
});

test('partage au plus fort reste : somme exacte et minimum tenu', () => {
  expect(repartir(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(repartir(7, [100, 0, 0], 2)).toEqual([3, 2, 2]);
  expect(() => repartir(2, [1, 1, 1], 1)).toThrow('Partage impossible');
});

describe('tailles', () => {
  test('la France tombe juste, sans rien écrire', () => {
    expect(DEPARTEMENTS_SEMES).toHaveLength(101);
    expect(tailleAttendue(DEPARTEMENTS_SEMES.map(({ code }) => code))).toEqual({ entites: 3_000, dispositifs: 10_000, groupes: 40_000, places: 450_000, placesOuvertes: 436_400 });
    expect(tailleAttendue(['59'])).toEqual({ entites: 131, dispositifs: 412, groupes: 1_684, places: 21_554, placesOuvertes: 20_914 });
    expect(departementsDe('region', '59')).toEqual(['02', '59', '60', '62', '80']);
    expect(departementsDe('departement', '987')).toBeUndefined();
  });

  test('le semis national fait ces nombres, avec des identifiants et des sirens tous distincts', () => {
    const semis = semer({ graine: 3, au: AU, departements: DEPARTEMENTS_SEMES.map(({ code }) => code) });
    const ids = new Set(semis.entites.map(({ id }) => id));
    const total = { dispositifs: 0, groupes: 0, places: 0, comptes: 1 };
    const emails = new Set<string>();
    for (const lot of semis.departements()) {
      for (const { id } of [...lot.dispositifs, ...lot.groupes, ...lot.places]) ids.add(id);
      for (const { email } of lot.comptes) emails.add(email);
      expect([lot.departement, lot.dispositifs.length]).toEqual([lot.departement, QUOTAS.get(lot.departement)?.dispositifs]);
      total.dispositifs += lot.dispositifs.length;
      total.groupes += lot.groupes.length;
      total.places += lot.places.length;
      total.comptes += lot.comptes.length;
    }
    expect(total).toEqual({ dispositifs: 10_000, groupes: 40_000, places: 450_000, comptes: 29_610 });
    expect(ids.size).toBe(503_000);
    expect(emails.size).toBe(29_609);
    const sirens = semis.entites.map(({ siren }) => siren).filter((siren) => siren !== null);
    expect(new Set(sirens).size).toBe(sirens.length);
  }, 60_000);
});

const verifierParcours = (fiche: Entite | Dispositif, p177: boolean): void => {
  const [premier, ...suite] = fiche.parcours;
  expect(premier?.geste).toBe('creer');
  let statut = premier?.vers;
  let prevalidateur: string | undefined;
  for (const pas of suite) {
    const transition = TRANSITIONS.find((ligne) => ligne.geste === pas.geste && ligne.de === statut && (ligne.condition === undefined || (ligne.condition === 'p177') === p177));
    expect([fiche.id, pas.geste, transition?.vers]).toEqual([fiche.id, pas.geste, pas.vers]);
    if (transition?.motifObligatoire === true) expect(pas.motif).toBeTruthy();
    if (pas.geste === 'prevalider') prevalidateur = pas.par;
    if (transition?.autrePersonne === true) expect(pas.par).not.toBe(prevalidateur);
    statut = pas.vers as typeof statut;
  }
  expect(statut).toBe(fiche.statut);
  const instants = fiche.parcours.map(({ le }) => le);
  expect([...instants].sort()).toEqual(instants);
  expect((instants.at(-1) ?? '') < `${AU}T06:00`).toBe(true);
  if (['brouillon', 'a_prevalider', 'prevalide', 'a_corriger'].includes(fiche.statut)) expect((Date.parse(AU) - Date.parse((instants[0] ?? '').slice(0, 10))) / 86_400_000).toBeLessThanOrEqual(20);
  if (fiche.statut !== 'brouillon' && fiche.statut !== 'a_corriger') {
    expect([fiche.id, completude('raisonSociale' in fiche ? CHAMPS.entite : CHAMPS.dispositif, fiche).manquants]).toEqual([fiche.id, []]);
  }
};

describe.each(['59', '974', '2A'])('toutes les lignes du département %s', (departement) => {
  const semis = semer({ graine: 1, au: AU, departements: [departement] });
  const [lot] = [...semis.departements()] as [DepartementSeme];
  const entites = new Map(semis.entites.map((entite) => [entite.id, entite]));
  const dispositifs = new Map(lot.dispositifs.map((dispositif) => [dispositif.id, dispositif]));
  const groupes = new Map(lot.groupes.map((groupe) => [groupe.id, groupe]));

  test('entités', () => {
    for (const entite of semis.entites) {
      SCHEMAS.entite.parse(entite);
      if (entite.siren !== null) expect(erreurSiren(entite.siren)).toBeNull();
      if (entite.finessEj !== null) expect(erreurFiness(entite.finessEj)).toBeNull();
      expect(entite.departements).toContain(trouverCommune(entite.commune ?? '')?.departement);
      expect(entite.departement).toBe(entite.departements[0]);
      verifierParcours(entite, false);
    }
    expect(new Set(semis.entites.map(({ raisonSociale }) => cleDeTri(raisonSociale))).size).toBe(semis.entites.length);
  });

  test('dispositifs', () => {
    for (const dispositif of lot.dispositifs) {
      SCHEMAS.dispositif.parse(dispositif);
      const entite = entites.get(dispositif.entiteId);
      expect(entite?.departements).toContain(departement);
      expect(entite?.statut).toBe('valide');
      const type = trouverCode(TYPES, dispositif.type);
      expect([type?.nature, type !== undefined && estEnVigueur(type, AU)]).toEqual([dispositif.nature, true]);
      if (dispositif.siret !== null) expect([erreurSiret(dispositif.siret), siretDuSiren(dispositif.siret, entite?.siren ?? '')]).toEqual([null, true]);
      if (dispositif.finessEt !== null) expect(erreurFiness(dispositif.finessEt)).toBeNull();
      expect(trouverCommune(dispositif.commune ?? '')?.departement).toBe(departement);
      expect(dispositif.financeP177).toBe(estFinanceP177(dispositif.financements, AU));
      if (dispositif.statut === 'prevalide') expect(dispositif.financeP177).toBe(false);
      // un brouillon peut n’avoir pas encore de financement : son parcours n’a qu’un pas
      verifierParcours(dispositif, dispositif.financeP177);
      for (const { telephone, courriel } of dispositif.contacts) {
        expect(telephone).toMatch(/^(?:01 99 00|02 61 91|03 53 01|04 65 71|05 36 49) \d\d \d\d$/u);
        expect(courriel).toMatch(/\.example$/u);
      }
    }
  });

  test('groupes', () => {
    const libelles = new Set<string>();
    for (const groupe of lot.groupes) {
      SCHEMAS.groupe.parse(groupe);
      const dispositif = dispositifs.get(groupe.dispositifId);
      expect(trouverCode(NATURES, dispositif?.nature ?? '')?.compteeEnPlaces).toBe(true);
      expect(trouverCode(TYPES, dispositif?.type ?? '')?.modalites).toContain(groupe.modalite);
      expect([groupe.id, erreurGroupe(groupe)]).toEqual([groupe.id, null]);
      expect([groupe.entiteId, groupe.departement]).toEqual([dispositif?.entiteId, departement]);
      expect(trouverCommune(groupe.commune ?? '')?.departement).toBe(departement);
      libelles.add(`${groupe.dispositifId}/${cleDeTri(groupe.libelle)}`);
    }
    expect(libelles.size).toBe(lot.groupes.length);
    expect(lot.groupes.reduce((total, groupe) => total + capaciteAu(groupe, AU), 0)).toBe(QUOTAS.get(departement)?.placesOuvertes);
  });

  test('places', () => {
    const numeros = new Set<string>();
    const parGroupe = new Map<string, number>();
    const comptes = { ouvertes: 0, indisponibles: 0, occupees: 0 };
    for (const place of lot.places) {
      SCHEMAS.place.parse(place);
      const groupe = groupes.get(place.groupeId);
      expect([groupe?.dispositifId, groupe?.entiteId, groupe?.departement]).toEqual([place.dispositifId, place.entiteId, place.departement]);
      numeros.add(`${place.groupeId}/${place.numero}`);
      const etat = etatAu(place.etats, AU);
      if (etat?.etat === 'ouverte' || etat?.etat === 'indisponible') {
        comptes.ouvertes += 1;
        parGroupe.set(place.groupeId, (parGroupe.get(place.groupeId) ?? 0) + 1);
      }
      if (etat?.etat === 'indisponible') { comptes.indisponibles += 1; expect(place.occupation).toBe('libre'); }
      if (place.occupation === 'occupee') comptes.occupees += 1;
      expect(place.occupationLe === null || place.occupationLe <= AU).toBe(true);
      const absences = place.etats.filter((ligne) => ligne.etat === 'indisponible');
      for (const absence of absences) expect([absence.motif !== undefined, absence.fin === null || absence.debut <= absence.fin]).toEqual([true, true]);
      absences.forEach((absence, rang) => { if (rang > 0) expect((absences[rang - 1]?.fin ?? '9999') < absence.debut).toBe(true); });
    }
    expect(numeros.size).toBe(lot.places.length);
    for (const groupe of lot.groupes) expect([groupe.id, parGroupe.get(groupe.id) ?? 0]).toEqual([groupe.id, capaciteAu(groupe, AU)]);
    expect(comptes.ouvertes).toBe(QUOTAS.get(departement)?.placesOuvertes);
    expect(comptes.indisponibles / comptes.ouvertes).toBeGreaterThan(0.035);
    expect(comptes.indisponibles / comptes.ouvertes).toBeLessThan(0.07);
    expect(comptes.occupees / comptes.ouvertes).toBeGreaterThan(0.86);
    expect(comptes.occupees / comptes.ouvertes).toBeLessThan(0.92);
  });

  test('un compte par profil, au bon périmètre', () => {
    const comptes = [semis.national, ...lot.comptes.filter(({ statut }) => statut === undefined)];
    expect(comptes.map(({ profil }) => profil).sort()).toEqual([...CODES_PROFILS].sort());
    for (const { profil, perimetre } of comptes) {
      expect(perimetre.genre).toBe(PROFILS[profil].perimetre);
      if (perimetre.genre === 'entite') expect(entites.get(perimetre.entiteId)?.departements).toContain(departement);
      if (perimetre.genre === 'dispositifs') {
        expect(perimetre.dispositifs.length).toBeGreaterThan(0);
        for (const id of perimetre.dispositifs) expect(dispositifs.get(id)?.entiteId).toBe(perimetre.entiteId);
      }
    }
    expect(MOT_DE_PASSE_DEMONSTRATION.length).toBeGreaterThanOrEqual(12);
  });

  test('une équipe par entité, aux adresses individuelles, dont les gestionnaires que les parcours citent', () => {
    const equipes = lot.comptes.filter(({ statut }) => statut !== undefined);
    for (const { email, nom, profil, perimetre } of equipes) {
      expect([email, schemaIdentite.safeParse({ nom, email, telephone: null, fonction: null }).success, email.split('@')[0]?.replace(/\d+$/u, '')]).toEqual([email, true, cleDeTri(nom).replaceAll(' ', '.')]);
      expect(perimetre.genre).toBe(PROFILS[profil].perimetre);
      if (perimetre.genre === 'dispositifs') for (const id of perimetre.dispositifs) expect([dispositifs.get(id)?.entiteId, dispositifs.get(id)?.departement]).toEqual([perimetre.entiteId, departement]);
    }
    const comptes = new Map(lot.comptes.map((compte) => [compte.id, compte]));
    expect(comptes.size).toBe(lot.comptes.length);
    for (const { parcours } of lot.dispositifs) for (const pas of parcours) if (pas.profil === 'gestionnaire_entite') expect([pas.par, comptes.get(pas.par)?.nom]).toEqual([pas.par, pas.nom]);
    const gerees = new Set(lot.comptes.flatMap(({ profil, perimetre }) => (profil === 'gestionnaire_entite' && perimetre.genre === 'entite' ? [perimetre.entiteId] : [])));
    for (const id of entites.keys()) expect(gerees.has(id)).toBe(true);
    expect(equipes.filter(({ profil }) => profil === 'admin_departemental')).toHaveLength(1);
    // ceux que l’écran de connexion propose s’ouvrent sans second facteur
    for (const compte of lot.comptes) if (compte.statut === undefined) expect(compte.secondFacteur ?? false).toBe(false);
  });
});

test('le Nord montre les files des écrans de référence', () => {
  const semis = semer({ graine: 1, au: AU, departements: ['59'] });
  const [lot] = [...semis.departements()] as [DepartementSeme];
  const fiches = [...semis.entites.map(({ statut }) => ({ statut, financeP177: false })), ...lot.dispositifs];
  const nombre = (statut: string, p177?: boolean): number => fiches.filter((fiche) => fiche.statut === statut && (p177 === undefined || fiche.financeP177 === p177)).length;
  expect([nombre('prevalide') + nombre('a_prevalider', true), nombre('a_prevalider', false), nombre('a_corriger')]).toEqual([23, 17, 8]);
});

test('une entité qui rayonne a aussi des gestionnaires là où elle rayonne, ceux que les parcours citent', () => {
  const semis = semer({ graine: 1, au: AU, departements: ['59', '62'] });
  const lots = [...semis.departements()];
  let ailleurs = 0;
  for (const { departement, dispositifs, comptes } of lots) {
    const parId = new Map(comptes.map((compte) => [compte.id, compte]));
    for (const { entiteId, parcours } of dispositifs) for (const pas of parcours) {
      if (pas.profil !== 'gestionnaire_entite') continue;
      expect([pas.par, parId.get(pas.par)?.nom, parId.get(pas.par)?.perimetre]).toEqual([pas.par, pas.nom, { genre: 'entite', entiteId, departements: [departement] }]);
      if (semis.entites.find(({ id }) => id === entiteId)?.departement !== departement) ailleurs += 1;
    }
  }
  expect(ailleurs).toBeGreaterThan(0);
});
