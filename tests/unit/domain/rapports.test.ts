import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decalerDate, lendemain } from '../../../domain/dates.ts';
import { schemaVue } from '../../../domain/objets/vue.ts';
import type { Cadence } from '../../../domain/rapports/echeances.ts';
import { RATTRAPAGE_JOURS, cadenceDite, echeanceApres, echeanceDes, echeancesDues, prochaineEcheance } from '../../../domain/rapports/echeances.ts';
import type { ComparaisonRapport, MomentRapport } from '../../../domain/rapports/moments.ts';
import { comparaisonDite, comparaisonsDe, comparaisonsProposees, estDate, momentDit, momentsProposes, relatifsDe, resoudreComparaison, resoudreMoment } from '../../../domain/rapports/moments.ts';
import type { Rapport } from '../../../domain/rapports/rapport.ts';
import { ECRAN_RAPPORTS, INTRODUCTION_MAXIMUM, ecrireRapport, estRapportExact, lireRapport, nomDeFichier, nomLibre } from '../../../domain/rapports/rapport.ts';
import { acteur, decider, monde, vue } from '../../outils/fabrique.ts';

const JOURS = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2035-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const resoudre = (quand: string, jour: string, comparaison: ComparaisonRapport = null) => { const moment = resoudreMoment({ quand } as MomentRapport, jour); return [moment, resoudreComparaison(comparaison, moment)]; };

describe('les moments d’un rapport avancent avec lui', () => {
  it('les jours', () => {
    expect(resoudre('aujourdhui', '2026-11-28', { quand: 'un_an_avant' })).toEqual([{ date: '2026-11-28' }, { date: '2025-11-28' }]);
    expect(resoudre('fin_mois_dernier', '2026-11-28', { quand: 'mois_avant' })).toEqual([{ date: '2026-10-31' }, { date: '2026-09-30' }]);
    expect(resoudre('fin_mois_dernier', '2027-01-01', { quand: 'un_an_avant' })).toEqual([{ date: '2026-12-31' }, { date: '2025-12-31' }]);
    // la fin de février reste une fin de mois, bissextile ou non
    expect(resoudre('fin_mois_dernier', '2025-03-05', { quand: 'un_an_avant' })).toEqual([{ date: '2025-02-28' }, { date: '2024-02-29' }]);
    expect(resoudre('fin_mois_dernier', '2024-03-05', { quand: 'un_an_avant' })).toEqual([{ date: '2024-02-29' }, { date: '2023-02-28' }]);
    expect(resoudre('fin_annee_derniere', '2026-11-28')[0]).toEqual({ date: '2025-12-31' });
  });
  it('les périodes', () => {
    expect(resoudre('mois_dernier', '2026-03-31', { quand: 'periode_avant' })).toEqual([{ periode: { du: '2026-02-01', au: '2026-02-28' } }, { periode: { du: '2026-01-01', au: '2026-01-31' } }]);
    expect(resoudre('mois_dernier', '2025-03-31', { quand: 'un_an_avant' })[1]).toEqual({ periode: { du: '2024-02-01', au: '2024-02-29' } });
    expect(resoudre('douze_mois_pleins', '2026-11-28', { quand: 'periode_avant' })).toEqual([{ periode: { du: '2025-11-01', au: '2026-10-31' } }, { periode: { du: '2024-11-01', au: '2025-10-31' } }]);
    expect(resoudre('mois_courant', '2026-11-10', { quand: 'periode_avant' })).toEqual([{ periode: { du: '2026-11-01', au: '2026-11-10' } }, { periode: { du: '2026-10-22', au: '2026-10-31' } }]);
    expect(resoudre('annee_courante', '2026-11-10')[0]).toEqual({ periode: { du: '2026-01-01', au: '2026-11-10' } });
  });
  it('un moment fixe ne bouge pas, et une comparaison d’un autre genre n’en est pas une', () => {
    expect(resoudreMoment({ date: '2026-03-12' }, '2030-01-01')).toEqual({ date: '2026-03-12' });
    expect(resoudreComparaison({ date: '2026-03-12' }, { periode: { du: '2026-01-01', au: '2026-01-31' } })).toBeNull();
    expect(resoudreComparaison({ quand: 'mois_avant' }, { periode: { du: '2026-01-01', au: '2026-01-31' } })).toBeNull();
  });
  it('ce que l’explorateur montre se reconnaît, et tout ce qui se propose se résout sans dépasser le jour ni se croiser', () => {
    expect(relatifsDe({ date: '2026-10-31' }, '2026-11-28')).toEqual([{ quand: 'fin_mois_dernier' }]);
    expect(relatifsDe({ date: '2026-10-12' }, '2026-11-28')).toEqual([]);
    expect(comparaisonsDe({ date: '2025-10-31' }, { date: '2026-10-31' })).toEqual([{ quand: 'un_an_avant' }]);
    fc.assert(fc.property(JOURS, fc.constantFrom(...momentsProposes('les_deux')), (jour, moment) => {
      const resolu = resoudreMoment(moment, jour);
      const [du, au] = 'date' in resolu ? [resolu.date, resolu.date] : [resolu.periode.du, resolu.periode.au];
      expect('date' in resolu).toBe(estDate(moment));
      expect(du <= au && au <= jour).toBe(true);
      expect(relatifsDe(resolu, jour)).toContainEqual(moment);
      for (const comparaison of comparaisonsProposees(moment)) {
        const avant = resoudreComparaison(comparaison, resolu);
        expect(avant).not.toBeNull();
        if (avant !== null) expect(('date' in avant ? avant.date : avant.periode.au) < au).toBe(true);
        expect(comparaisonDite(comparaison)).not.toContain('undefined');
      }
      expect(momentDit(moment)).not.toContain('undefined');
    }));
  });
});

describe('les échéances', () => {
  const CADENCES: fc.Arbitrary<Cadence> = fc.oneof(fc.record({ genre: fc.constant('mois' as const), jour: fc.integer({ min: 1, max: 31 }) }), fc.record({ genre: fc.constant('semaine' as const), jour: fc.integer({ min: 1, max: 7 }) }));
  it('le 31 est le dernier jour des mois plus courts ; un lundi est un lundi', () => {
    expect(echeanceDes({ genre: 'mois', jour: 31 }, '2026-02-03')).toBe('2026-02-28');
    expect(echeanceApres({ genre: 'mois', jour: 31 }, '2026-02-28')).toBe('2026-03-31');
    expect(echeanceDes({ genre: 'mois', jour: 5 }, '2026-11-28')).toBe('2026-12-05');
    expect(echeanceDes({ genre: 'semaine', jour: 1 }, '2026-11-28')).toBe('2026-11-30');
    expect([cadenceDite({ genre: 'mois', jour: 1 }), cadenceDite({ genre: 'mois', jour: 31 }), cadenceDite({ genre: 'semaine', jour: 7 })]).toEqual(['chaque mois, le 1er', 'chaque mois, le 31 (ou le dernier jour)', 'chaque dimanche']);
  });
  it('aucune n’est manquée, aucune n’est deux fois, quels que soient les jours où le poste s’ouvre', () => {
    fc.assert(fc.property(CADENCES, JOURS, fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 30 }), (cadence, depart, sauts) => {
      let [jour, fait] = [depart, decalerDate(depart, -1)];
      const faites: string[] = [];
      for (const saut of sauts) {
        jour = decalerDate(jour, saut);
        for (const due of echeancesDues(cadence, fait, jour)) { faites.push(due); fait = due; }
        expect(prochaineEcheance(cadence, fait, jour) > jour).toBe(true);
      }
      const attendues: string[] = [];
      for (let un = depart; un <= jour; un = lendemain(un)) if (echeanceDes(cadence, un) === un) attendues.push(un);
      expect(faites).toEqual(attendues);
    }));
  });
  it('au-delà d’un peu plus d’un an, ce qui a été manqué ne se rattrape pas', () => {
    const dues = echeancesDues({ genre: 'mois', jour: 1 }, '2020-01-01', '2026-11-28');
    expect(dues[0]).toBe('2025-11-01');
    expect((dues[0] ?? '') >= decalerDate('2026-11-28', -RATTRAPAGE_JOURS)).toBe(true);
  });
});

const ID = '44444444-4444-4444-8444-444444444444';
const RAPPORT: Rapport = { id: ID, introduction: 'Pour le comité du texte « 12 ».', sections: [{ titre: '', indicateur: 'taux_occupation', axes: ['departement', 'nature'], filtres: { nature: ['hebergement_chrs'] }, moment: { quand: 'fin_mois_dernier' }, comparaison: { quand: 'un_an_avant' } }] };
describe('un rapport s’enregistre et se partage comme une vue', () => {
  const contenu = ecrireRapport(RAPPORT);
  const partager = (suite: object = {}, ...lignes: Parameters<typeof vue>[0][]) => decider('partagerVue', { id: ID, ecran: ECRAN_RAPPORTS, nom: 'Suivi', contenu, ...suite }, acteur('admin_siao'), monde(...lignes.map((ligne) => ({ objet: 'vue' as const, ligne: vue(ligne) }))));
  const code = (decision: ReturnType<typeof partager>): string => (decision.accepte ? 'accepte' : decision.code);
  it('il se relit tel quel, et ce qui n’en est pas un ne se lit pas', () => {
    expect(lireRapport(contenu)).toEqual(RAPPORT);
    for (const faux of ['', '{}', '[]', '{"filtres":{}}', '{"filtres":{"rapport":{}}}', contenu.replace('taux_occupation', ''), contenu.replace('fin_mois_dernier', 'hier')]) expect(lireRapport(faux), faux).toBeNull();
  });
  it('un rapport exact se partage ; une clé de plus, un texte trop long, une vue des places, l’identifiant d’une vue : refusés', () => {
    expect(partager()).toMatchObject({ accepte: true, changements: [{ genre: 'creer', ligne: { ecran: 'rapports', nom: 'Suivi', departements: ['59'] } }] });
    for (const faux of ['{"filtres":{}}', contenu.replace('"introduction"', '"note":"Dupont","introduction"'), ecrireRapport(RAPPORT).replace('Pour le comité', 'x'.repeat(INTRODUCTION_MAXIMUM)), `${contenu} `]) expect([faux.slice(0, 40), code(partager({ contenu: faux }))]).toEqual([faux.slice(0, 40), 'arguments']);
    expect(code(partager({}, { id: ID, ecran: 'places', creePar: acteur('admin_siao').utilisateurId, entiteId: null }))).toBe('existe');
  });
  it('un poste d’avant, qui ne connaît que filtres, recherche et regroupement, reçoit la ligne sans s’arrêter', () => {
    // la forme que ces postes exigent à la réception n’a pas changé : un contenu qui ne l’aurait pas arrêterait leur synchronisation
    expect(schemaVue.safeParse(vue({ id: ID, ecran: ECRAN_RAPPORTS, contenu })).success).toBe(true);
    expect(estRapportExact(contenu)).toBe(true);
  });
});

it('un nom libre, un nom de fichier', () => {
  expect(nomLibre('Suivi', ['Suivi', 'Suivi (2)'])).toBe('Suivi (3)');
  expect(nomLibre('x'.repeat(80), ['x'.repeat(80)])).toHaveLength(80);
  expect(nomDeFichier('Suivi mensuel : hébergement / « Nord »')).toBe('Suivi-mensuel-hebergement-Nord');
  expect(nomDeFichier('../..')).toBe('sans-titre');
});
