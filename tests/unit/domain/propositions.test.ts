import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Changement, Decision } from '../../../domain/commandes/commande.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { ChampPropose, Proposition } from '../../../domain/objets/proposition.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur, decider, dispositif, entite, groupe, monde, proposition } from '../../outils/fabrique.ts';

const ID = '44444444-4444-4444-8444-444444444444';
const TYPE = 'hebergement_hors_chrs.115';
const FINANCEMENTS = [{ code: 'ALT1', places: 72, debut: '2026-01-01', fin: null }];
const monte = (fiche: Dispositif, ...propositions: readonly Proposition[]) => monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: fiche }, { objet: 'groupe', ligne: groupe() }, ...propositions.map((ligne) => ({ objet: 'proposition' as const, ligne })));
const proposer = (champs: object, qui = acteur('gestionnaire_entite'), fiche = dispositif(), ...deja: readonly Proposition[]): Decision => decider('proposerChangement', { id: ID, objet: 'dispositif', ficheId: DISPOSITIF_ID, champs, motif: 'Nouvelle convention' }, qui, monte(fiche, ...deja));
const code = (decision: Decision): string => (decision.accepte ? 'accepte' : decision.code);
const ecrits = (decision: Decision, objet: string): readonly Changement[] => (decision.accepte ? decision.changements.filter((changement) => changement.objet === objet) : []);
const champ = (nom: string, avant: unknown, apres: unknown, suite: Partial<ChampPropose> = {}): ChampPropose => ({ champ: nom, avant, apres, decision: null, par: null, nom: null, le: null, motif: null, ...suite });
const demandee = (...champs: readonly ChampPropose[]): Proposition => proposition({ id: ID, creePar: 'gestionnaire_entite-59', champs: [...champs] });

describe('proposer, par profil', () => {
  const attendus: Partial<Record<Profil, readonly [sensible: string, ordinaire: string]>> = {
    // le gestionnaire modifie lui-même l’ordinaire ; le SIAO propose tout ; la DDETS n’a rien à demander
    gestionnaire_entite: ['accepte', 'inutile'], admin_siao: ['accepte', 'accepte'],
  };
  it.each(CODES_PROFILS)('%s', (profil) => {
    const [sensible, ordinaire] = attendus[profil] ?? ['droit.profil', 'droit.profil'];
    expect([code(proposer({ type: TYPE }, acteur(profil))), code(proposer({ horaires: '9 h – 18 h' }, acteur(profil)))]).toEqual([sensible, ordinaire]);
  });
  it('hors de son périmètre, sur une fiche qui n’est pas validée, sans changement, deux fois, ou sans motif : refusé', () => {
    expect(code(proposer({ type: TYPE }, acteur('admin_siao', '62')))).toBe('droit.perimetre');
    for (const statut of ['brouillon', 'a_corriger', 'a_prevalider', 'prevalide', 'ferme', 'refuse', 'archive'] as const) expect(code(proposer({ type: TYPE }, acteur('gestionnaire_entite'), dispositif({ statut })))).toBe('statut');
    expect(code(proposer({ type: 'hebergement_hors_chrs.mixte' }))).toBe('inchange');
    expect(code(proposer({ type: TYPE }, acteur('gestionnaire_entite'), dispositif(), { ...demandee(champ('type', 'x', TYPE)), id: 'autre' }))).toBe('deja_propose');
    expect(code(proposer({ type: TYPE }, acteur('admin_siao'), dispositif(), { ...demandee(champ('type', 'x', TYPE)), id: 'autre' }))).toBe('accepte');
    expect(code(decider('proposerChangement', { id: ID, objet: 'dispositif', ficheId: DISPOSITIF_ID, champs: { type: TYPE }, motif: '' }, acteur('gestionnaire_entite'), monte(dispositif())))).not.toBe('accepte');
    expect(code(proposer({ type: 'chrs.115' }))).not.toBe('accepte');
  });
  it('ne touche pas la fiche, et garde ce que l’auteur voyait', () => {
    const decision = proposer({ type: TYPE, financements: FINANCEMENTS });
    expect(ecrits(decision, 'dispositif')).toEqual([]);
    const [creation] = ecrits(decision, 'proposition');
    expect(creation?.genre === 'creer' ? (creation.ligne as Proposition).champs : null).toEqual([champ('type', 'hebergement_hors_chrs.mixte', TYPE), champ('financements', dispositif().financements, FINANCEMENTS)]);
  });
});

describe('décider, par profil', () => {
  const ouverte = demandee(champ('type', 'hebergement_hors_chrs.mixte', TYPE), champ('horaires', null, '9 h – 18 h'));
  const juger = (profil: Profil, nom: string, departement = '59'): string => code(decider('deciderProposition', { id: ID, decisions: [{ champ: nom, decision: 'acceptee', vu: nom === 'type' ? 'hebergement_hors_chrs.mixte' : null }] }, acteur(profil, departement), monte(dispositif(), ouverte)));
  it.each(CODES_PROFILS)('%s', (profil) => {
    expect([juger(profil, 'type'), juger(profil, 'horaires')]).toEqual(profil === 'admin_departemental' ? ['accepte', 'accepte'] : profil === 'gestionnaire_entite' ? ['droit.profil', 'accepte'] : ['droit.profil', expect.stringMatching(/^droit\./u)]);
  });
  it('hors du département : refusé', () => { expect(juger('admin_departemental', 'type', '62')).toBe('droit.perimetre'); });
  it('un champ qui n’est pas demandé, décidé deux fois, refusé sans motif, sur une proposition close : refusé', () => {
    const essai = (decisions: readonly object[], quelle = ouverte): string => code(decider('deciderProposition', { id: ID, decisions }, acteur('admin_departemental'), monte(dispositif(), quelle)));
    expect(essai([{ champ: 'nom', decision: 'acceptee', vu: 'Les Remparts' }])).toBe('arguments');
    expect(essai([{ champ: 'type', decision: 'refusee', vu: null }])).toBe('motif');
    expect(essai([{ champ: 'type', decision: 'refusee', vu: null, motif: 'Non.' }, { champ: 'type', decision: 'refusee', vu: null, motif: 'Non.' }])).not.toBe('accepte');
    expect(essai([{ champ: 'type', decision: 'refusee', vu: null, motif: 'Non.' }], { ...ouverte, statut: 'retiree' })).toBe('statut');
    expect(essai([], ouverte)).not.toBe('accepte');
  });
  it('une valeur qui n’est plus celle que l’on a sous les yeux ne s’accepte pas ; elle se refuse', () => {
    const fiche = dispositif({ type: 'hebergement_hors_chrs.insertion' });
    const essai = (decision: 'acceptee' | 'refusee', vu: string): string => code(decider('deciderProposition', { id: ID, decisions: [{ champ: 'type', decision, vu, motif: 'Non.' }] }, acteur('admin_departemental'), monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: fiche }, { objet: 'proposition', ligne: ouverte })));
    expect([essai('acceptee', 'hebergement_hors_chrs.mixte'), essai('acceptee', 'hebergement_hors_chrs.insertion'), essai('refusee', 'hebergement_hors_chrs.mixte')]).toEqual(['depassee', 'accepte', 'accepte']);
  });
  it('une fiche close ne se modifie plus : la proposition se refuse seulement', () => {
    const essai = (decision: 'acceptee' | 'refusee'): string => code(decider('deciderProposition', { id: ID, decisions: [{ champ: 'type', decision, vu: 'hebergement_hors_chrs.mixte', motif: 'Non.' }] }, acteur('admin_departemental'), monte(dispositif({ statut: 'ferme' }), ouverte)));
    expect([essai('acceptee'), essai('refusee')]).toEqual(['statut', 'accepte']);
  });
});

describe('retirer', () => {
  const retirer = (quelle: Proposition, qui = acteur('gestionnaire_entite')): string => code(decider('retirerProposition', { id: ID }, qui, monte(dispositif(), quelle)));
  it('par son auteur, tant que rien n’en est décidé', () => {
    const ouverte = demandee(champ('type', 'x', TYPE), champ('horaires', null, 'x'));
    expect(retirer(ouverte)).toBe('accepte');
    expect(retirer(ouverte, acteur('admin_departemental'))).toBe('droit.auteur');
    expect(retirer({ ...ouverte, champs: [champ('type', 'x', TYPE, { decision: 'refusee' }), ...ouverte.champs.slice(1)] })).toBe('statut');
    expect(retirer({ ...ouverte, statut: 'retiree' })).toBe('statut');
  });
});

/** Rejoue des décisions quelconques sur une proposition de trois champs, comme le service : chaque changement s’applique. */
interface Etat { fiche: Dispositif; proposition: Proposition }
const appliquer = (etat: Etat, decision: Decision): Etat => {
  if (!decision.accepte) return etat;
  let { fiche, proposition: courante } = etat;
  for (const changement of decision.changements) {
    if (changement.genre !== 'modifier') continue;
    if (changement.objet === 'dispositif') fiche = { ...fiche, ...changement.champs };
    if (changement.objet === 'proposition') courante = { ...courante, ...changement.champs };
  }
  return { fiche, proposition: courante };
};
describe('suites quelconques de décisions', () => {
  const NOMS = ['type', 'financements', 'horaires'] as const;
  const APRES = { type: TYPE, financements: FINANCEMENTS, horaires: '9 h – 18 h' } as const;
  const geste = fc.record({ noms: fc.uniqueArray(fc.constantFrom(...NOMS), { minLength: 1 }), accepter: fc.boolean(), qui: fc.constantFrom<Profil>('admin_departemental', 'gestionnaire_entite', 'admin_siao'), aJour: fc.boolean() });
  it('un champ décidé ne change plus, ce qui est accepté s’écrit tel quel, un refus n’écrit rien, un refus de la commande ne change rien', () => {
    fc.assert(fc.property(fc.array(geste, { maxLength: 8 }), (gestes) => {
      const depart = dispositif();
      let etat: Etat = { fiche: depart, proposition: demandee(...NOMS.map((nom) => champ(nom, depart[nom], APRES[nom]))) };
      for (const { noms, accepter, qui, aJour } of gestes) {
        const avant = etat;
        const decisions = noms.map((nom) => ({ champ: nom, decision: accepter ? 'acceptee' : 'refusee', vu: aJour ? etat.fiche[nom] : 'autre chose', motif: 'Motif' }));
        const decision = decider('deciderProposition', { id: ID, decisions }, acteur(qui), monte(etat.fiche, etat.proposition));
        etat = appliquer(etat, decision);
        for (const [rang, ancien] of avant.proposition.champs.entries()) if (ancien.decision !== null) expect(etat.proposition.champs[rang]).toEqual(ancien);
        if (!decision.accepte) expect(etat).toBe(avant);
        else if (!accepter) expect(etat.fiche).toEqual(avant.fiche);
        else expect(aJour).toBe(true);
        for (const nom of NOMS) {
          const { decision: rendue } = etat.proposition.champs.find((candidat) => candidat.champ === nom) as ChampPropose;
          expect(etat.fiche[nom]).toEqual(rendue === 'acceptee' ? APRES[nom] : depart[nom]);
        }
        expect(etat.proposition.statut).toBe(etat.proposition.champs.every((decide) => decide.decision !== null) ? 'decidee' : 'ouverte');
      }
      expect(etat.fiche.entiteId).toBe(ENTITE_ID);
    }), { numRuns: 300 });
  });
});
