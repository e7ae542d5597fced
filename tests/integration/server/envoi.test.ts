import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { ENTITE_ID, dispositif, entite, saisieDispositif, saisieEntite } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { brancher, monter } from './outils.ts';

/** Un siren valide tiré d’un rang (clé de Luhn). */
const siren = (rang: number): string => {
  const base = String(10_000_000 + rang);
  for (let cle = 0; cle < 10; cle += 1) {
    const chiffres = [...`${base}${cle}`].reverse().map((chiffre, position) => { const double = Number(chiffre) * (position % 2 === 1 ? 2 : 1); return double > 9 ? double - 9 : double; });
    if (chiffres.reduce((total, chiffre) => total + chiffre, 0) % 10 === 0) return `${base}${cle}`;
  }
  throw new Error('impossible');
};

surChaqueBase('envoi', (genre) => {
  let essai: Montage;
  let ddets: Poste;
  let gestionnaire: Poste;
  let id: string;
  let rang = 0;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }]);
  });
  afterAll(() => essai.fermer());
  beforeEach(async () => {
    id = randomUUID();
    rang += 1;
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id })] }]);
    ddets = await essai.poste('admin_departemental');
    gestionnaire = await essai.poste('gestionnaire_entite');
  });

  const lire = (cible = id) => essai.base.db.selectFrom('dispositif').selectAll().where('id', '=', cible).executeTakeFirstOrThrow();
  const lignesJournal = (cible = id) => essai.base.db.selectFrom('journal').selectAll().where('objetId', '=', cible).orderBy('no').execute();
  const lireDernierSeq = async (poste: Poste) => (await essai.base.db.selectFrom('client').select('dernierSeq').where('clientId', '=', poste.clientId).executeTakeFirst())?.dernierSeq;
  const nomChange = (nom: string) => ({ id, champs: { nom } });

  it('applique : ligne, révision, auteur, journal avec anciennes et nouvelles valeurs', async () => {
    expect(await gestionnaire.faire('modifierDispositif', nomChange('Nouveau nom'), 1)).toEqual({ seq: 1, issue: 'appliquee', lignes: [{ objet: 'dispositif', id, version: 2 }] });
    expect(await lire()).toMatchObject({ nom: 'Nouveau nom', version: 2, modifiePar: gestionnaire.utilisateurId, modifieLe: '2026-11-24T11:00:00.000Z' });
    const [ligne] = await lignesJournal();
    expect(ligne).toMatchObject({ commande: 'modifierDispositif', version: 2, changements: { nom: ['Les Remparts', 'Nouveau nom'] }, utilisateurId: gestionnaire.utilisateurId, profil: 'gestionnaire_entite', clientId: gestionnaire.clientId, seq: 1, suppleance: false });
  });

  it('crée avec un code lisible et la révision 1', async () => {
    const [un, deux] = [randomUUID(), randomUUID()];
    expect(await ddets.faire('creerEntite', { id: un, saisie: saisieEntite({ siren: siren(rang) }) })).toMatchObject({ issue: 'appliquee', lignes: [{ objet: 'entite', id: un, version: 1 }] });
    expect(await gestionnaire.faire('creerDispositif', { id: deux, saisie: saisieDispositif() })).toMatchObject({ issue: 'appliquee' });
    const { code } = await essai.base.db.selectFrom('entite').select('code').where('id', '=', un).executeTakeFirstOrThrow();
    expect(code).toMatch(/^ENT-59-\d{4}$/u);
    expect((await lire(deux)).code).toMatch(/^DIS-59-\d{4}$/u);
  });

  it('exactement une fois : renvoyée, la mutation rend l’issue rangée sans rien refaire', async () => {
    const mutation = gestionnaire.mutation('modifierDispositif', nomChange('Une fois'), 1);
    const premiere = await gestionnaire.envoyer(mutation);
    for (let tour = 0; tour < 3; tour += 1) expect((await gestionnaire.envoyer(mutation)).corps).toEqual(premiere.corps);
    expect((await lire()).version).toBe(2);
    expect(await lignesJournal()).toHaveLength(1);
  });

  it('exactement une fois sous envois simultanés du même lot', async () => {
    const lot = ['a', 'b', 'c', 'd'].map((nom, position) => gestionnaire.mutation('modifierDispositif', nomChange(`Nom ${nom}`), 1 + position));
    const reponses = await Promise.all(Array.from({ length: 6 }, () => gestionnaire.envoyer(...lot)));
    for (const reponse of reponses) expect(reponse.corps.issues.map(({ issue }) => issue)).toEqual(['appliquee', 'appliquee', 'appliquee', 'appliquee']);
    expect(await lire()).toMatchObject({ version: 5, nom: 'Nom d' });
    expect((await lignesJournal()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('refuse un trou sans rien appliquer, puis reprend dans l’ordre', async () => {
    const [un, deux, trois] = ['un', 'deux', 'trois'].map((nom, position) => gestionnaire.mutation('modifierDispositif', nomChange(`Nom ${nom}`), 1 + position)) as [never, never, never];
    // le trou arrête le lot : ce qui suit n’est pas jugé, même ce qui l’aurait pu
    expect((await gestionnaire.envoyer(trois, un)).corps.issues).toEqual([{ seq: 3, issue: 'trou', attendue: 1 }]);
    expect(await lireDernierSeq(gestionnaire)).toBeUndefined();
    expect((await gestionnaire.envoyer(un, trois)).corps.issues).toMatchObject([{ issue: 'appliquee' }, { seq: 3, issue: 'trou', attendue: 2 }]);
    expect((await gestionnaire.envoyer(un, deux, trois)).corps.issues.map(({ issue }) => issue)).toEqual(['appliquee', 'appliquee', 'appliquee']);
    expect((await lire()).version).toBe(4);
  });

  it('un rejet est définitif, rangé, et fait avancer', async () => {
    const refusee = gestionnaire.mutation('modifierDispositif', { id, champs: { nature: 'chrs' } }, 1);
    const { corps } = await gestionnaire.envoyer(refusee);
    expect(corps.issues[0]).toMatchObject({ seq: 1, issue: 'rejetee' });
    expect((await gestionnaire.envoyer(refusee)).corps).toEqual(corps);
    expect(await lireDernierSeq(gestionnaire)).toBe(1);
    expect(await gestionnaire.faire('modifierDispositif', nomChange('Suite'), 1)).toMatchObject({ seq: 2, issue: 'appliquee' });
  });

  it('rejette un numéro d’ordre réutilisé pour autre chose, sans rien appliquer', async () => {
    await gestionnaire.envoyer(gestionnaire.mutation('modifierDispositif', nomChange('Premier'), 1));
    const { corps } = await gestionnaire.envoyer(gestionnaire.mutation('modifierDispositif', nomChange('Autre'), 2, 1));
    expect(corps.issues[0]).toMatchObject({ issue: 'rejetee', code: 'seq_reutilise' });
    expect(await lire()).toMatchObject({ nom: 'Premier', version: 2 });
  });

  it('commande inconnue, version inconnue, arguments faux : rejets définitifs', async () => {
    for (const [nom, version, code] of [['inventee', 1, 'commande_inconnue'], ['constructor', 1, 'commande_inconnue'], ['__proto__', 1, 'commande_inconnue'], ['modifierDispositif', 9, 'version_inconnue']] as const) {
      const { corps } = await gestionnaire.envoyer({ ...gestionnaire.mutation(nom, nomChange('x')), version });
      expect(corps.issues[0], nom).toMatchObject({ issue: 'rejetee', code });
    }
    const args: unknown[] = [null, 12, [], { id: 'x' }, { id, champs: { nom: 5 } }, { id, champs: { nom: 'a\0b' } }, { id, champs: { nom: 'demi \ud800' } }, Array.from({ length: 60 }).reduce((dedans) => [dedans], 1)];
    for (const mauvais of args) expect(await gestionnaire.faire('modifierDispositif', mauvais)).toMatchObject({ issue: 'rejetee', code: 'arguments' });
    expect(await lireDernierSeq(gestionnaire)).toBe(4 + args.length);
  });

  it('hors du périmètre, une fiche est introuvable, exactement comme une fiche qui n’existe pas', async () => {
    const ailleurs = await essai.poste('admin_departemental', '62');
    const existante = await ailleurs.faire('modifierDispositif', nomChange('Intrus'), 1);
    const absente = await ailleurs.faire('modifierDispositif', { id: randomUUID(), champs: { nom: 'Intrus' } }, 1);
    expect(existante).toMatchObject({ issue: 'rejetee', code: 'introuvable' });
    expect({ ...existante, seq: 0 }).toEqual({ ...absente, seq: 0 });
  });

  it('conflit sur le même champ : la fiche du service et les champs, sans rien appliquer', async () => {
    await ddets.faire('modifierDispositif', { id, champs: { nom: 'Nom de la DDETS', horaires: '24 h' } }, 1);
    const issue = await gestionnaire.faire('modifierDispositif', { id, champs: { nom: 'Nom du gestionnaire', adresse: '1 place Verte' } }, 1);
    expect(issue).toMatchObject({ issue: 'conflit', champs: ['nom'], objet: 'dispositif', id, ligne: { nom: 'Nom de la DDETS', version: 2, adresse: '14 rue des Récollets' } });
    expect(await lire()).toMatchObject({ nom: 'Nom de la DDETS', version: 2 });
    expect(await lireDernierSeq(gestionnaire)).toBe(1);
    // résoudre : une nouvelle commande, fondée sur la révision vue
    expect(await gestionnaire.faire('modifierDispositif', nomChange('Nom du gestionnaire'), 2)).toMatchObject({ issue: 'appliquee' });
  });

  it('champs disjoints : fusion', async () => {
    await ddets.faire('modifierDispositif', { id, champs: { horaires: '24 h' } }, 1);
    expect(await gestionnaire.faire('modifierDispositif', { id, champs: { adresse: '1 place Verte' } }, 1)).toMatchObject({ issue: 'appliquee', lignes: [{ version: 3 }] });
    expect(await lire()).toMatchObject({ horaires: '24 h', adresse: '1 place Verte', version: 3 });
  });

  it('un poste n’est jamais en conflit avec lui-même ; un second poste de la même personne, si', async () => {
    for (const nom of ['Un', 'Deux', 'Trois']) expect(await gestionnaire.faire('modifierDispositif', nomChange(`Nom ${nom}`), 1)).toMatchObject({ issue: 'appliquee' });
    const second = brancher(essai.requete, gestionnaire);
    expect(await second.faire('modifierDispositif', nomChange('Ailleurs'), 1)).toMatchObject({ issue: 'conflit', champs: ['nom'] });
  });

  it('même pas du circuit : conflit pour le second', async () => {
    const statut = 'prevalide';
    const fiche = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id: fiche, statut })] }]);
    const collegue = await essai.poste('admin_departemental');
    expect(await ddets.faire('valider', { objet: 'dispositif', id: fiche }, 1)).toMatchObject({ issue: 'appliquee' });
    expect(await collegue.faire('valider', { objet: 'dispositif', id: fiche }, 1)).toMatchObject({ issue: 'conflit', champs: ['statut'] });
  });

  it('un refus de droit passe avant un conflit', async () => {
    const ecoutant = await essai.poste('ecoutant_115');
    await ddets.faire('modifierDispositif', nomChange('Nom de la DDETS'), 1);
    expect(await ecoutant.faire('modifierDispositif', nomChange('x1'), 1)).toMatchObject({ issue: 'rejetee', code: 'droit.profil' });
  });

  it('refuse le clientId d’un autre compte (403), sans rien dire ni faire', async () => {
    await gestionnaire.faire('modifierDispositif', nomChange('Premier'), 1);
    const vole = { ...ddets.mutation('modifierDispositif', nomChange('Volé'), 2, 2), clientId: gestionnaire.clientId };
    const { statut, corps } = await ddets.envoyer(ddets.mutation('modifierDispositif', nomChange('Avant'), 2), vole);
    expect([statut, corps.erreur?.code]).toEqual([403, 'client_etranger']);
    expect((await lire()).nom).toBe('Premier');
  });

  it('une panne en cours de route annule la mutation entière, garde les précédentes, et le renvoi aboutit', async () => {
    // la panne : la base refuse d’écrire la ligne de suivi, après la fiche et avant le journal
    await sql.raw(`create function panne() returns trigger language plpgsql as $$ begin if (select nom from dispositif where id = new.id) = 'Panne' then raise exception 'panne'; end if; return new; end $$;
      create trigger panne before insert or update on changement for each row execute function panne()`).execute(essai.base.db);
    const lot = ['Avant', 'Panne', 'Après'].map((nom, position) => gestionnaire.mutation('modifierDispositif', nomChange(nom), 1 + position));
    const { statut, corps } = await gestionnaire.envoyer(...lot);
    expect([statut, corps.erreur?.code]).toEqual([500, 'interne']);
    expect(JSON.stringify(corps)).not.toContain('panne');
    expect(await lire()).toMatchObject({ nom: 'Avant', version: 2 });
    expect(await lireDernierSeq(gestionnaire)).toBe(1);
    expect(await lignesJournal()).toHaveLength(1);
    await sql.raw('drop trigger panne on changement; drop function panne()').execute(essai.base.db);
    expect((await gestionnaire.envoyer(...lot)).corps.issues.map(({ issue }) => issue)).toEqual(['appliquee', 'appliquee', 'appliquee']);
    expect(await lire()).toMatchObject({ nom: 'Après', version: 4 });
    expect(await lignesJournal()).toHaveLength(3);
  });

  it('siren déjà pris, même hors du périmètre : rejet sur le champ, sans nommer l’autre entité', async () => {
    const numero = siren(1_000 + rang);
    const ailleurs = await essai.poste('admin_departemental', '62');
    await ailleurs.faire('creerEntite', { id: randomUUID(), saisie: saisieEntite({ raisonSociale: 'Entité du Pas-de-Calais', siren: numero, departements: ['62'], commune: '62041' }) });
    const issue = await ddets.faire('creerEntite', { id: randomUUID(), saisie: saisieEntite({ siren: numero }) });
    expect(issue).toMatchObject({ issue: 'rejetee', code: 'champ.siren', champ: 'siren' });
    expect(JSON.stringify(issue)).not.toContain('Pas-de-Calais');
  });

  it('la contrainte d’unicité de la base devient un rejet, pas une panne', async () => {
    // une entité close rouverte en base, comme le ferait une reprise : la commande ne l’a pas vue, l’index si
    const [un, deux] = [randomUUID(), randomUUID()];
    const numero = siren(2_000 + rang);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ id: un, siren: numero }), entite({ id: deux, siren: siren(3_000 + rang) })] }]);
    await sql.raw(`create function bascule() returns trigger language plpgsql as $$ begin if new.id = '${deux}' then new.siren := '${numero}'; end if; return new; end $$;
      create trigger bascule before update on entite for each row execute function bascule()`).execute(essai.base.db);
    expect(await ddets.faire('modifierEntite', { id: deux, champs: { adresse: '2 rue Neuve' } }, 1)).toMatchObject({ issue: 'rejetee', code: 'champ.siren', champ: 'siren' });
    await sql.raw('drop trigger bascule on entite; drop function bascule()').execute(essai.base.db);
    expect(await lireDernierSeq(ddets)).toBe(1);
    expect(await ddets.faire('creerEntite', { id: un, saisie: saisieEntite({ siren: siren(4_000 + rang) }) })).toMatchObject({ issue: 'rejetee', code: 'existe' });
  });

  it('n’accepte pas de fermer une entité qui a des dispositifs ouverts ailleurs, sans les nommer', async () => {
    const [cible, ailleurs] = [randomUUID(), randomUUID()];
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite({ id: cible, siren: siren(5_000 + rang), departements: ['59', '62'] })] },
      { objet: 'dispositif', lignes: [dispositif({ id: ailleurs, entiteId: cible, departement: '62', nom: 'Secret du 62' })] },
    ]);
    const issue = await ddets.faire('fermer', { objet: 'entite', id: cible, date: '2026-11-24', motif: 'Dissolution' }, 1);
    expect(issue).toMatchObject({ issue: 'rejetee', code: 'dispositifs_ouverts' });
    expect(JSON.stringify(issue)).not.toContain('Secret');
  });

  it('les droits sont relus à chaque commande, y compris au milieu d’un lot', async () => {
    const { jeton } = gestionnaire;
    await changerDroits(essai.base, gestionnaire.utilisateurId, { profil: 'assistant' });
    expect(await gestionnaire.faire('modifierDispositif', nomChange('x1'), 1)).toMatchObject({ issue: 'rejetee', code: 'droit.profil' });
    await changerDroits(essai.base, gestionnaire.utilisateurId, { actif: false });
    expect((await essai.requete('POST', CHEMINS.commandes, { jeton, corps: { mutations: [] } })).statut).toBe(401);
  });

  it('la suppléance est marquée au journal avec son motif', async () => {
    const national = await essai.poste('admin_national');
    const nouvelle = randomUUID();
    expect(await national.faire('creerEntite', { id: nouvelle, saisie: saisieEntite({ siren: siren(6_000 + rang) }), motif: 'DDETS fermée' })).toMatchObject({ issue: 'appliquee' });
    expect((await lignesJournal(nouvelle))[0]).toMatchObject({ suppleance: true, motif: 'DDETS fermée', commande: 'creerEntite' });
  });

  it('la chaîne du journal reste intacte après tout cela, entité d’essai comprise', async () => {
    expect(await lignesJournal(ENTITE_ID)).toEqual([]);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });
});
