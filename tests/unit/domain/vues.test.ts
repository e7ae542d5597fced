import { describe, expect, it } from 'vitest';
import { partageDe } from '../../../domain/commandes/vues.ts';
import type { Vue } from '../../../domain/objets/vue.ts';
import { CONTENU_MAXIMUM, partageable } from '../../../domain/objets/vue.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { ENTITE_ID, acteur, decider, monde, vue } from '../../outils/fabrique.ts';

const ID = '44444444-4444-4444-8444-444444444444';
const ARGS = { id: ID, ecran: 'places', nom: 'Libres', contenu: '{"filtres":{}}' };
const partager = (qui = acteur('admin_siao'), suite: object = {}, ...vues: readonly Vue[]) => decider('partagerVue', { ...ARGS, ...suite }, qui, monde(...vues.map((ligne) => ({ objet: 'vue' as const, ligne }))));
const retirer = (qui: ReturnType<typeof acteur>, ...vues: readonly Vue[]) => decider('retirerVue', { id: ID }, qui, monde(...vues.map((ligne) => ({ objet: 'vue' as const, ligne }))));
const code = (decision: ReturnType<typeof partager>): string => (decision.accepte ? 'accepte' : decision.code);

describe('partager une vue', () => {
  it('tous la partagent, sauf l’analyste, avec tout leur périmètre et rien d’autre', () => {
    for (const profil of CODES_PROFILS) expect([profil, code(partager(acteur(profil)))]).toEqual([profil, profil === 'analyste' ? 'droit.profil' : 'accepte']);
    expect(partager()).toMatchObject({ changements: [{ genre: 'creer', ligne: { nom: 'Libres', departements: ['59'], entiteId: null, auteur: 'Nom admin_siao', statut: 'partagee' } }] });
    expect(partageDe(acteur('gestionnaire_entite').perimetre)).toEqual({ departements: [], entiteId: ENTITE_ID });
    expect(partageDe(acteur('admin_national').perimetre).departements.length).toBeGreaterThan(95);
  });
  it('un nom vide, un contenu qui n’est pas une vue ou trop long, un écran inconnu : refusés', () => {
    for (const faux of [{ nom: '  ' }, { nom: 'x'.repeat(81) }, { contenu: 'pas du json' }, { contenu: '[]' }, { contenu: '{"recherche":"Madame Dupont"}' }, { contenu: '{"filtres":{"numero":{"genre":"contient","texte":"Dupont"}}}' }, { contenu: '{"note":"Dupont"}' }, { contenu: JSON.stringify({ x: 'y'.repeat(CONTENU_MAXIMUM) }) }, { ecran: 'ailleurs' }]) expect([faux, code(partager(acteur('admin_siao'), faux))]).toEqual([faux, 'arguments']);
  });
  it('l’auteur la change, un autre non ; la même deux fois est sans effet', () => {
    const sienne = vue({ id: ID, creePar: acteur('admin_siao').utilisateurId, nom: 'Libres', contenu: '{}', entiteId: null });
    expect(partager(acteur('admin_siao'), {}, sienne)).toMatchObject({ accepte: true, changements: [{ genre: 'modifier', champs: { contenu: ARGS.contenu, statut: 'partagee' } }] });
    expect(code(partager(acteur('admin_siao'), { contenu: '{}' }, sienne))).toBe('sans_effet');
    expect(code(partager(acteur('admin_departemental'), {}, sienne))).toBe('existe');
  });
  it('son auteur, passé dans un autre département, n’y touche plus', () => {
    const ancienne = vue({ id: ID, creePar: acteur('admin_siao', '62').utilisateurId, entiteId: null });
    expect(code(partager(acteur('admin_siao', '62'), {}, ancienne))).toBe('droit.perimetre');
  });
});

it('ce qui se partage perd la recherche et les filtres de texte, garde le reste, et s’accepte', () => {
  const contenu = JSON.stringify({ filtres: { numero: { genre: 'contient', texte: 'Dupont' }, etat: { genre: 'parmi', valeurs: ['libre'] } }, recherche: 'Dupont', par: ['commune'] });
  const partage = partageable(contenu) ?? '';
  expect(JSON.parse(partage)).toEqual({ filtres: { etat: { genre: 'parmi', valeurs: ['libre'] } }, recherche: '', par: ['commune'] });
  expect(partageable(partage)).toBe(partage);
  expect(code(partager(acteur('admin_siao'), { contenu: partage }))).toBe('accepte');
});

describe('arrêter le partage', () => {
  it('l’auteur, ou qui encadre ; les autres non', () => {
    const dUnAutre = vue({ id: ID });
    expect(CODES_PROFILS.filter((profil) => retirer(acteur(profil), dUnAutre).accepte)).toEqual(['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite']);
    expect(code(retirer(acteur('ecoutant_115'), vue({ id: ID, creePar: acteur('ecoutant_115').utilisateurId })))).toBe('accepte');
    expect(code(retirer(acteur('admin_siao', '62'), dUnAutre))).toBe('droit.perimetre');
    // une vue qui va aussi ailleurs ne se retire pas d’ici
    const large = vue({ id: ID, departements: ['59', '62'], entiteId: null });
    expect(CODES_PROFILS.filter((profil) => retirer(acteur(profil), large).accepte)).toEqual(['admin_national']);
    expect(code(retirer(acteur('admin_siao'), vue({ id: ID, statut: 'retiree' })))).toBe('statut');
    expect(code(retirer(acteur('admin_siao')))).toBe('introuvable');
  });
});
