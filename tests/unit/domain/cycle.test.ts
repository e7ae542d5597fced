import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accord, Contexte, Decision, Lecture } from '../../../domain/commandes/commande.ts';
import { DELAI_ANNULATION, GESTES_ANNULABLES, TRANSITIONS } from '../../../domain/cycleDeVie.ts';
import type { Geste, Objet } from '../../../domain/droits.ts';
import { autoriser } from '../../../domain/droits.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import type { Ligne } from '../../../domain/objets/objets.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { etatAu } from '../../../domain/objets/place.ts';
import { dernierPas, pasDuCycle, pasEnVigueur } from '../../../domain/parcours.ts';
import type { Acteur, Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { DISPOSITIF_ID, ENTITE_ID, P177, acteur, contexte, decider, dispositif, entite, groupe, monde, place } from '../../outils/fabrique.ts';

const apres = (minutes: number): Contexte => ({ ...contexte, maintenant: new Date(Date.parse(contexte.maintenant) + minutes * 60_000).toISOString() });
const etape = (geste: string, vers: string, par = 'autre', champs: Partial<Pas> = {}): Pas => ({ geste, vers, par, nom: `Nom ${par}`, profil: 'admin_siao', le: contexte.maintenant, ...champs });
const DEDANS = { departements: ['59'], entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID };
const champsDe = (decision: Decision, rang = 0): Readonly<Record<string, unknown>> => {
  const changement = decision.accepte ? decision.changements[rang] : undefined;
  return changement?.genre === 'modifier' ? changement.champs : {};
};
const avec = (champs: Partial<Dispositif> = {}, champsEntite: Partial<Entite> = {}) => monde({ objet: 'entite', ligne: entite(champsEntite) }, { objet: 'dispositif', ligne: dispositif(champs) });
const args = { objet: 'dispositif', id: DISPOSITIF_ID };

describe('parcours', () => {
  const cas: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['sans rien d’autre, tout compte', ['creer', 'soumettre'], ['creer', 'soumettre']],
    ['un commentaire n’est pas une étape', ['creer', 'commenter', 'soumettre', 'commenter'], ['creer', 'soumettre']],
    ['une annulation emporte le dernier geste', ['creer', 'soumettre', 'prevalider', 'annuler'], ['creer', 'soumettre']],
    ['même commenté entre les deux', ['creer', 'soumettre', 'commenter', 'annuler'], ['creer']],
    ['refait puis annulé encore', ['creer', 'soumettre', 'annuler', 'soumettre', 'annuler', 'soumettre'], ['creer', 'soumettre']],
  ];
  it.each(cas)('%s', (_titre, gestes, attendus) => { expect(pasEnVigueur(gestes.map((geste) => etape(geste, 'x'))).map(({ geste }) => geste)).toEqual(attendus); });
  it('une prévalidation annulée n’est plus celle de personne', () => {
    const parcours = [etape('creer', 'brouillon'), etape('soumettre', 'a_prevalider'), etape('prevalider', 'prevalide', 'X'), etape('annuler', 'a_prevalider', 'X')];
    expect(dernierPas(parcours, 'prevalider')).toBeUndefined();
    expect(dernierPas([...parcours, etape('prevalider', 'prevalide', 'Y')], 'prevalider')?.par).toBe('Y');
  });
});

describe('suspendre, rétablir, archiver', () => {
  const ddets = acteur('admin_departemental');
  it.each([['suspendre', 'valide', 'suspendu'], ['retablir', 'suspendu', 'valide'], ['archiver', 'ferme', 'archive'], ['archiver', 'refuse', 'archive']])('%s depuis %s mène à %s, à qui en a le droit et à personne d’autre', (nom, de, vers) => {
    for (const objet of ['dispositif', 'entite'] as const) {
      const etat = objet === 'dispositif' ? avec({ statut: de }) : avec({}, { statut: de });
      for (const profil of CODES_PROFILS) {
        const decision = decider(nom, { objet, id: objet === 'dispositif' ? DISPOSITIF_ID : ENTITE_ID, motif: 'm' }, acteur(profil), etat);
        const attendu = profil === 'admin_departemental' || (profil === 'admin_national' && nom !== 'archiver');
        expect([profil, decision.accepte]).toEqual([profil, attendu]);
        if (decision.accepte) expect(champsDe(decision)).toMatchObject({ statut: vers, parcours: [{ geste: nom, vers, par: `${profil}-59` }] });
      }
    }
  });
  it('suspendre demande un motif, rétablir et archiver non ; chacun a son statut de départ', () => {
    expect(decider('suspendre', args, ddets, avec())).toMatchObject({ code: 'motif', champ: 'motif' });
    expect(decider('retablir', args, ddets, avec({ statut: 'suspendu' })).accepte).toBe(true);
    expect(decider('archiver', args, ddets, avec({ statut: 'ferme' })).accepte).toBe(true);
    expect(decider('archiver', args, ddets, avec())).toMatchObject({ code: 'statut', message: 'Archiver : la fiche est au statut « Validé », ce geste part du statut « Fermé » ou « Refusé ».' });
    expect(decider('retablir', args, acteur('admin_national'), avec({ statut: 'suspendu' }))).toMatchObject({ code: 'motif' });
  });
});

describe('commenter', () => {
  it('ajoute au parcours sans toucher au statut, sur la fiche ou sur un champ', () => {
    const parcours = [etape('creer', 'valide')];
    const tout = decider('commenter', { ...args, texte: ' À revoir. ' }, acteur('gestionnaire_entite'), avec({ parcours }));
    expect(champsDe(tout)).toEqual({ parcours: [...parcours, { geste: 'commenter', vers: 'valide', par: 'gestionnaire_entite-59', nom: 'Nom gestionnaire_entite', profil: 'gestionnaire_entite', le: contexte.maintenant, motif: 'À revoir.' }] });
    const champ = decider('commenter', { ...args, champ: 'siret', texte: 'Est-ce le bon ?' }, acteur('admin_siao'), avec({ parcours, statut: 'prevalide' }));
    expect((champsDe(champ)['parcours'] as Pas[]).at(-1)).toMatchObject({ geste: 'commenter', vers: 'prevalide', commentaires: { siret: 'Est-ce le bon ?' } });
  });
  const qui: readonly Profil[] = ['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite'];
  it('à qui peut modifier, proposer, prévalider ou valider, dans son périmètre', () => {
    for (const profil of CODES_PROFILS) {
      expect([profil, decider('commenter', { ...args, texte: 'x' }, acteur(profil), avec()).accepte]).toEqual([profil, qui.includes(profil)]);
      expect([profil, decider('commenter', { ...args, texte: 'x' }, acteur(profil, '62'), avec()).accepte]).toEqual([profil, profil === 'admin_national']);
    }
    expect(decider('commenter', { ...args, texte: 'x' }, acteur('admin_siao'), avec({ financements: P177, financeP177: true }))).toMatchObject({ code: 'droit.condition' });
    expect(decider('commenter', { ...args, texte: 'x' }, acteur('ecoutant_115'), avec())).toMatchObject({ code: 'droit.profil' });
  });
  it('ni sur une fiche archivée, ni vide, ni sur un champ qui n’existe pas', () => {
    expect(decider('commenter', { ...args, texte: 'x' }, acteur('admin_departemental'), avec({ statut: 'archive' }))).toMatchObject({ code: 'statut' });
    expect(decider('commenter', { ...args, texte: '  ' }, acteur('admin_departemental'), avec())).toMatchObject({ code: 'arguments', champ: 'texte' });
    for (const champ of ['inconnu', 'constructor']) expect(decider('commenter', { ...args, champ, texte: 'x' }, acteur('admin_departemental'), avec())).toMatchObject({ code: 'arguments', champ: 'champ' });
  });
  it('ne trompe pas « une autre personne » : commenter après avoir prévalidé ne rend pas le droit de décider', () => {
    const ddets = acteur('admin_departemental');
    const parcours = [etape('prevalider', 'prevalide', ddets.utilisateurId), etape('commenter', 'prevalide', 'autre')];
    expect(decider('valider', args, ddets, avec({ statut: 'prevalide', parcours }))).toMatchObject({ code: 'meme_personne' });
  });
});

describe('annuler sa décision', () => {
  const siao = acteur('admin_siao');
  const ddets = acteur('admin_departemental');
  const soumise = [etape('creer', 'brouillon', 'g'), etape('soumettre', 'a_prevalider', 'g')];
  const DEPARTS: readonly (readonly [string, string, string, readonly Pas[], Profil])[] = [
    ['soumettre', 'a_prevalider', 'brouillon', [etape('creer', 'brouillon')], 'gestionnaire_entite'],
    ['soumettre', 'a_prevalider', 'a_corriger', [...soumise, etape('renvoyer', 'a_corriger')], 'gestionnaire_entite'],
    ['prevalider', 'prevalide', 'a_prevalider', soumise, 'admin_siao'],
    ['renvoyer', 'a_corriger', 'a_prevalider', soumise, 'admin_siao'],
    ['refuser', 'refuse', 'a_prevalider', soumise, 'admin_siao'],
    ['valider', 'valide', 'prevalide', [...soumise, etape('prevalider', 'prevalide')], 'admin_departemental'],
    ['suspendre', 'suspendu', 'valide', [etape('creer', 'valide')], 'admin_departemental'],
    ['retablir', 'valide', 'suspendu', [etape('creer', 'valide'), etape('suspendre', 'suspendu')], 'admin_departemental'],
  ];
  it('couvre tous les gestes annulables', () => { expect([...new Set(DEPARTS.map(([geste]) => geste))].sort()).toEqual([...GESTES_ANNULABLES].sort()); });
  it.each(DEPARTS)('%s (%s) revient à %s', (geste, statut, avant, parcours, profil) => {
    const qui = acteur(profil);
    const fiche = avec({ statut, parcours: [...parcours, etape(geste, statut, qui.utilisateurId), etape('commenter', statut)] });
    const decision = decider('annulerDecision', { ...args, geste }, qui, fiche, apres(DELAI_ANNULATION));
    expect(champsDe(decision)).toMatchObject({ statut: avant });
    expect((champsDe(decision)['parcours'] as Pas[]).at(-1)).toMatchObject({ geste: 'annuler', vers: avant, par: qui.utilisateurId });
    expect(decider('annulerDecision', args, qui, fiche, apres(DELAI_ANNULATION + 0.1))).toMatchObject({ code: 'delai' });
    expect(decider('annulerDecision', args, acteur(profil, '59', 'collegue'), fiche)).toMatchObject({ code: 'autre_personne' });
  });
  const prevalidee = [...soumise, etape('prevalider', 'prevalide', siao.utilisateurId)];
  it.each([
    ['quelqu’un a décidé après', [...prevalidee, etape('valider', 'valide', 'ddets')], 'valide', 'autre_personne'],
    ['déjà annulée', [...prevalidee, etape('annuler', 'a_prevalider', siao.utilisateurId)], 'a_prevalider', 'rien_a_annuler'],
    ['une création', [etape('creer', 'brouillon', siao.utilisateurId)], 'brouillon', 'rien_a_annuler'],
    ['un parcours vide', [], 'prevalide', 'rien_a_annuler'],
    ['sans statut d’avant', [etape('prevalider', 'prevalide', siao.utilisateurId)], 'prevalide', 'rien_a_annuler'],
    ['une fermeture', [etape('creer', 'valide'), etape('fermer', 'ferme', siao.utilisateurId)], 'ferme', 'rien_a_annuler'],
  ] as const)('refusée : %s', (_titre, parcours, statut, code) => {
    expect(decider('annulerDecision', args, siao, avec({ statut, parcours: [...parcours] }))).toMatchObject({ accepte: false, code });
  });
  it('ce n’est pas la décision attendue : rien n’est annulé à sa place', () => {
    expect(decider('annulerDecision', { ...args, geste: 'valider' }, siao, avec({ statut: 'prevalide', parcours: prevalidee }))).toMatchObject({ code: 'autre_decision' });
  });
  it('qui a perdu le droit entre-temps n’annule plus', () => {
    expect(decider('annulerDecision', args, acteur('gestionnaire_entite', '59', siao.utilisateurId), avec({ statut: 'prevalide', parcours: prevalidee }))).toMatchObject({ code: 'droit.profil' });
    expect(decider('annulerDecision', args, acteur('admin_siao', '62', siao.utilisateurId), avec({ statut: 'prevalide', parcours: prevalidee }))).toMatchObject({ code: 'droit.perimetre' });
  });
  it('après une prévalidation annulée, et une autre par quelqu’un d’autre, la première personne peut décider', () => {
    const deux: Acteur = { ...ddets, utilisateurId: 'x' };
    const parcours = [...soumise, etape('prevalider', 'prevalide', 'x'), etape('annuler', 'a_prevalider', 'x'), etape('prevalider', 'prevalide', 'y')];
    expect(decider('valider', args, deux, avec({ statut: 'prevalide', parcours })).accepte).toBe(true);
    // annulée après celle d’une autre : c’est celle de l’autre qui compte encore
    const annulee = [...soumise, etape('prevalider', 'prevalide', 'y'), etape('prevalider', 'prevalide', 'x'), etape('annuler', 'prevalide', 'x')];
    expect(decider('valider', args, deux, avec({ statut: 'prevalide', parcours: annulee })).accepte).toBe(true);
    expect(decider('valider', args, { ...ddets, utilisateurId: 'y' }, avec({ statut: 'prevalide', parcours }))).toMatchObject({ code: 'meme_personne' });
  });
  it('la validation d’une entité ne s’annule plus quand un de ses dispositifs est validé : il est nommé', () => {
    const parcours = [...soumise, etape('prevalider', 'prevalide'), etape('valider', 'valide', ddets.utilisateurId)];
    const surEntite = { objet: 'entite', id: ENTITE_ID };
    for (const [statut, accepte] of [['valide', false], ['suspendu', false], ['prevalide', true], ['brouillon', true]] as const) {
      expect([statut, decider('annulerDecision', surEntite, ddets, avec({ statut }, { parcours })).accepte]).toEqual([statut, accepte]);
    }
    expect(decider('annulerDecision', surEntite, ddets, avec({}, { parcours }))).toMatchObject({ code: 'dispositifs_valides', message: expect.stringContaining('« Les Remparts »') as string });
    // un dispositif d’un autre département n’est pas nommé
    expect(decider('annulerDecision', surEntite, ddets, avec({ departement: '62' }, { parcours }))).toMatchObject({ message: expect.stringContaining('un dispositif du département 62') as string });
  });
  it('une suppléance annulée reste marquée', () => {
    const national = acteur('admin_national');
    const parcours = [...soumise, etape('prevalider', 'prevalide'), etape('valider', 'valide', national.utilisateurId)];
    expect(decider('annulerDecision', args, national, avec({ parcours }))).toMatchObject({ accepte: true, suppleance: true });
  });
});

/** Le même monde, où une place ne compte que si elle n’est pas fermée à la date. */
const avecPlaces = (...lignes: readonly { readonly objet: Objet; readonly ligne: Ligne }[]) => (demande: Lecture): unknown => (demande.lire === 'placesNonFermees'
  ? lignes.filter(({ objet, ligne }) => objet === 'place' && (ligne as Place).groupeId === demande.groupeId && (etatAu((ligne as Place).etats, demande.date)?.etat ?? 'fermee') !== 'fermee').length
  : monde(...lignes)(demande));

describe('fermer', () => {
  const ddets = acteur('admin_departemental');
  const fermeture = { ...args, date: '2026-11-20', motif: 'Fin de convention.' };
  const surEntite = { ...fermeture, objet: 'entite', id: ENTITE_ID };
  const FERMEE = [{ etat: 'ouverte' as const, debut: '2026-01-01', fin: '2026-11-19' }, { etat: 'fermee' as const, debut: '2026-11-20', fin: null }];
  const [A, B, C] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'] as const;

  it('une place ouverte retient le dispositif, et le groupe est nommé avec son nombre', () => {
    const lignes = [{ objet: 'dispositif' as const, ligne: dispositif() }, { objet: 'groupe' as const, ligne: groupe({ id: A, libelle: 'Groupe A' }) }, { objet: 'groupe' as const, ligne: groupe({ id: B, libelle: 'Groupe B' }) }, { objet: 'place' as const, ligne: place({ groupeId: A }) }, { objet: 'place' as const, ligne: place({ groupeId: A }) }, { objet: 'place' as const, ligne: place({ groupeId: B, etats: FERMEE }) }];
    expect(decider('fermer', fermeture, ddets, avecPlaces(...lignes))).toEqual({ accepte: false, code: 'places_ouvertes', message: '2 places ne sont pas fermées à cette date : 2 dans « Groupe A ». Les fermer d’abord.' });
    // fermées le 20, elles étaient ouvertes la veille
    expect(decider('fermer', { ...fermeture, date: '2026-11-19' }, ddets, avecPlaces(...lignes))).toMatchObject({ message: expect.stringContaining('3 places') as string });
  });
  it('ferme ses groupes encore ouverts à la date, pas ceux qui l’étaient déjà', () => {
    const lignes = [{ objet: 'dispositif' as const, ligne: dispositif({ statut: 'suspendu' }) }, { objet: 'groupe' as const, ligne: groupe({ id: A }) }, { objet: 'groupe' as const, ligne: groupe({ id: B, libelle: 'Clos', fermeture: '2026-06-01' }) }, { objet: 'groupe' as const, ligne: groupe({ id: C, libelle: 'Prévu', fermeture: '2026-12-31' }) },
      { objet: 'groupe' as const, ligne: groupe({ id: ENTITE_ID, libelle: 'À venir', ouverture: '2027-01-01' }) }, { objet: 'place' as const, ligne: place({ groupeId: A, etats: FERMEE }) }, { objet: 'place' as const, ligne: place({ groupeId: B }) }];
    const decision = decider('fermer', fermeture, ddets, avecPlaces(...lignes)) as Accord;
    expect(decision.changements).toMatchObject([
      { objet: 'dispositif', id: DISPOSITIF_ID, champs: { statut: 'ferme', parcours: [{ geste: 'fermer', vers: 'ferme', motif: 'Fin de convention.' }] } },
      { objet: 'groupe', id: A, champs: { fermeture: '2026-11-20' } }, { objet: 'groupe', id: C, champs: { fermeture: '2026-11-20' } }, { objet: 'groupe', id: ENTITE_ID, champs: { fermeture: '2027-01-01' } },
    ]);
  });
  it('une entité emporte ses dispositifs validés ou suspendus et leurs groupes ; les autres ne bougent pas', () => {
    const lignes = [{ objet: 'entite' as const, ligne: entite() }, { objet: 'dispositif' as const, ligne: dispositif() }, { objet: 'dispositif' as const, ligne: dispositif({ id: A, statut: 'suspendu' }) }, { objet: 'dispositif' as const, ligne: dispositif({ id: B, statut: 'refuse' }) },
      { objet: 'groupe' as const, ligne: groupe() }, { objet: 'groupe' as const, ligne: groupe({ id: B, dispositifId: B }) }];
    const decision = decider('fermer', surEntite, ddets, avecPlaces(...lignes)) as Accord;
    expect(decision.changements.map((changement) => [changement.objet, changement.genre === 'modifier' ? changement.id : ''])).toEqual([['entite', ENTITE_ID], ['dispositif', DISPOSITIF_ID], ['dispositif', A], ['groupe', groupe().id]]);
    for (const rang of [0, 1, 2]) expect((champsDe(decision, rang)['parcours'] as Pas[]).at(-1)).toMatchObject({ geste: 'fermer', vers: 'ferme', par: ddets.utilisateurId });
  });
  it('une place ouverte d’un seul de ses dispositifs la retient', () => {
    const lignes = [{ objet: 'entite' as const, ligne: entite() }, { objet: 'dispositif' as const, ligne: dispositif() }, { objet: 'groupe' as const, ligne: groupe() }, { objet: 'place' as const, ligne: place() }];
    expect(decider('fermer', surEntite, ddets, avecPlaces(...lignes))).toMatchObject({ code: 'places_ouvertes', message: '1 place n’est pas fermée à cette date : 1 dans « Urgence » (Les Remparts). La fermer d’abord.' });
  });
  it.each(['brouillon', 'a_prevalider', 'prevalide', 'a_corriger'])('un dispositif au statut %s bloque, et il est nommé', (statut) => {
    expect(decider('fermer', surEntite, ddets, avec({ statut }))).toMatchObject({ code: 'dispositifs_en_cours', message: '1 dispositif attend une décision : « Les Remparts ». Les valider ou les refuser d’abord.' });
  });
  it('un dispositif ouvert hors de ses droits bloque, sans son nom', () => {
    expect(decider('fermer', surEntite, ddets, avec({ departement: '62' }, { departements: ['59', '62'] }))).toMatchObject({ code: 'dispositifs_ouverts', message: expect.stringMatching(/un dispositif du département 62(?!.*Remparts)/u) as string });
    expect(decider('fermer', surEntite, ddets, avec({ departement: '62', statut: 'ferme' }, { departements: ['59', '62'] })).accepte).toBe(true);
  });
  it('ni à venir, ni deux fois', () => {
    expect(decider('fermer', { ...fermeture, date: '2026-11-25' }, ddets, avec())).toMatchObject({ code: 'champ.date', champ: 'date' });
    expect(decider('fermer', { ...fermeture, date: '2026-11-24' }, ddets, avec()).accepte).toBe(true);
    expect(decider('fermer', fermeture, ddets, avec({ statut: 'ferme' }))).toMatchObject({ code: 'statut' });
  });
});

const COMMANDES = ['soumettre', 'prevalider', 'valider', 'renvoyerACorriger', 'refuser', 'suspendre', 'retablir', 'fermer', 'archiver', 'commenter', 'annulerDecision'] as const;
const GESTE_DE = (nom: string): string => (nom === 'renvoyerACorriger' ? 'renvoyer' : nom);
describe('suites quelconques de gestes, par des personnes quelconques', () => {
  // deux personnes par profil, et une qui change de profil : elle prévalide au SIAO puis décide à la DDETS
  const PERSONNES: readonly Acteur[] = [...(['admin_siao', 'admin_departemental', 'gestionnaire_entite'] as const).flatMap((profil) => ['1', '2'].map((numero) => acteur(profil, '59', `${profil}-${numero}`))), acteur('admin_national'), acteur('admin_siao', '59', 'double'), acteur('admin_departemental', '59', 'double'), acteur('ecoutant_115')];
  const gestes = fc.array(fc.record({ nom: fc.constantFrom(...COMMANDES), qui: fc.oneof(fc.nat(PERSONNES.length - 1), fc.constant(null)), minutes: fc.constantFrom(0, 1, 14, 16) }), { minLength: 1, maxLength: 60 });
  it('statut, table, droits, « une autre personne » et annulation tiennent toujours', () => {
    const vus = new Map<string, number>();
    fc.assert(fc.property(gestes, fc.boolean(), fc.constantFrom('brouillon', 'brouillon', 'a_prevalider', 'valide', 'suspendu'), (suite, p177, depart) => {
      let fiche = dispositif({ statut: depart, parcours: [etape('creer', depart, 'gestionnaire_entite-1')], ...(p177 ? { financements: P177, financeP177: true } : {}) });
      let minutes = 0;
      let derniere = PERSONNES[0] as Acteur;
      for (const { nom, qui, minutes: attente } of suite) {
        minutes += attente;
        // une fois sur deux, qui vient d’agir continue : sans cela, presque rien ne s’annulerait
        const personne = qui === null ? derniere : PERSONNES[qui] as Acteur;
        const propres = nom === 'commenter' ? { texte: 'Un mot.' } : nom === 'fermer' ? { date: '2026-11-20', motif: 'm' } : nom === 'annulerDecision' ? {} : { motif: 'm' };
        const decision = decider(nom, { ...args, ...propres }, personne, monde({ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: fiche }), apres(minutes));
        if (!decision.accepte) continue;
        vus.set(nom, (vus.get(nom) ?? 0) + 1);
        derniere = personne;
        const avant = fiche;
        fiche = { ...fiche, ...champsDe(decision) };
        const pas = fiche.parcours.at(-1) as Pas;
        expect(fiche.parcours.slice(0, -1)).toEqual(avant.parcours);
        expect(fiche.statut).toBe(pasDuCycle(fiche.parcours).at(-1)?.vers);
        // la pile et le dernier pas disent le même statut
        expect(fiche.statut).toBe(pasEnVigueur(fiche.parcours).at(-1)?.vers);
        if (nom === 'commenter') { expect(fiche.statut).toBe(avant.statut); continue; }
        if (nom === 'annulerDecision') {
          const defait = pasDuCycle(avant.parcours).at(-1) as Pas;
          const passes = pasDuCycle(avant.parcours).slice(0, -1);
          expect([defait.par, fiche.statut]).toEqual([personne.utilisateurId, passes.at(-1)?.vers]);
          expect(GESTES_ANNULABLES as readonly string[]).toContain(defait.geste);
          expect(Date.parse(pas.le) - Date.parse(defait.le)).toBeLessThanOrEqual(DELAI_ANNULATION * 60_000);
          expect(pasEnVigueur(fiche.parcours)).toEqual(pasEnVigueur(passes));
          continue;
        }
        const transition = TRANSITIONS.find((ligne) => ligne.geste === GESTE_DE(nom) && ligne.de === avant.statut && ligne.vers === fiche.statut && (ligne.condition === undefined || (ligne.condition === 'p177') === p177));
        expect(transition).toBeDefined();
        expect(autoriser(personne, transition?.droit as Geste, 'dispositif', { ...DEDANS, p177 }).accordee).toBe(true);
        if (transition?.autrePersonne === true) {
          // refait à la main, sans la pile du programme : une prévalidation compte si le pas suivant du cycle ne l’annule pas
          const cycle = pasDuCycle(avant.parcours);
          const prevalidations = cycle.filter(({ geste }, rang) => geste === 'prevalider' && cycle[rang + 1]?.geste !== 'annuler');
          expect(prevalidations.at(-1)?.par).not.toBe(personne.utilisateurId);
        }
      }
    }), { numRuns: 6000 });
    // l’essai n’a de sens que si chaque geste a abouti, souvent
    expect([...vus.keys()].sort()).toEqual([...COMMANDES].sort());
    for (const [nom, nombre] of vus) expect([nom, nombre > 20]).toEqual([nom, true]);
  });
});
