import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LigneJournal, PageJournal } from '../../../contract/journal.ts';
import { CHEMINS_JOURNAL, LECTEURS_DU_JOURNAL } from '../../../contract/journal.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { debutDuJour, finDuJour } from '../../../server/journal/filtres.ts';
import type { EcritureJournal } from '../../../server/journal/journal.ts';
import { ecrireJournal, verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

/** Recopié de l’énoncé, indépendamment de la table du programme : qui ouvre l’écran, qui ne lit que l’historique, qui ne lit rien. */
const ECRAN: readonly Profil[] = ['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite'];
const RIEN: readonly Profil[] = ['analyste'];

surChaqueBase('lecture du journal', (genre) => {
  let essai: Montage;
  const postes = new Map<string, Poste>();
  const poste = (profil: Profil, departement = '59'): Poste => {
    const trouve = postes.get(`${profil}-${departement}`);
    if (trouve === undefined) throw new Error('Poste absent');
    return trouve;
  };
  const lire = (qui: Poste, parametres: Record<string, string> | URLSearchParams = {}) => essai.requete<PageJournal>('GET', `${CHEMINS_JOURNAL.page}?${new URLSearchParams(parametres).toString()}`, { jeton: qui.jeton });
  const lireFiche = (qui: Poste, objet: string, id: string) => essai.requete<PageJournal>('GET', `${CHEMINS_JOURNAL.page}/${objet}/${id}`, { jeton: qui.jeton });
  const nos = ({ corps }: { corps: PageJournal }): number[] => corps.lignes.map(({ no }) => no);
  const noter = (...lignes: readonly Partial<EcritureJournal>[]): Promise<void> => essai.base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    await ecrireJournal(trx, lignes.map((ligne) => ({
      moment: new Date('2026-11-24T11:00:00.000Z'), utilisateurId: 'u', nom: 'Amélie Œuvrard', profil: 'admin_departemental', commande: 'modifierDispositif', objet: 'dispositif', objetId: DISPOSITIF_ID, version: 2,
      changements: { horaires: ['8 h', '9 h'] }, motif: null, suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: '0.1.0', ...ligne,
    })));
  });

  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: [place()] },
    ]);
    for (const profil of CODES_PROFILS) for (const departement of ['59', '75']) postes.set(`${profil}-${departement}`, await essai.poste(profil, departement));
    await poste('gestionnaire_entite').faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: '8 h – 20 h', commune: '59350' } }, 1);
    await poste('admin_departemental').faire('modifierEntite', { id: ENTITE_ID, champs: { adresse: '1 rue Neuve' } }, 1);
    await poste('gestionnaire_entite').faire('modifierGroupeDePlaces', { id: GROUPE_ID, champs: { capacites: [{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2026-12-01', capacite: 30 }] } }, 1);
  });
  afterAll(() => essai.fermer());

  describe('droits', () => {
    it('la table du programme est celle de l’énoncé', () => {
      for (const profil of CODES_PROFILS) {
        expect(LECTEURS_DU_JOURNAL[profil], profil).toEqual({ ecran: ECRAN.includes(profil), historique: !RIEN.includes(profil), sansFiche: profil === 'admin_national' });
      }
    });
    it.each(CODES_PROFILS)('%s : l’écran, dans et hors du périmètre', async (profil) => {
      const [dedans, dehors] = [await lire(poste(profil)), await lire(poste(profil, '75'))];
      if (!ECRAN.includes(profil)) {
        expect([dedans.statut, dehors.statut]).toEqual([403, 403]);
        expect(JSON.stringify(dedans.corps)).not.toContain('horaires');
        return;
      }
      const fiches = (reponse: { corps: PageJournal }): string[] => reponse.corps.lignes.filter(({ objet }) => objet !== 'utilisateur').map(({ objetId }) => objetId ?? 'lot');
      expect(dedans.statut).toBe(200);
      const lots = profil === 'admin_national' ? ['lot', 'lot', 'lot', 'lot'] : [];
      expect(fiches(dedans).sort()).toEqual([DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, ...lots].sort());
      expect(fiches(dehors)).toHaveLength(profil === 'admin_national' ? 7 : 0);
    });
    it.each(CODES_PROFILS)('%s : l’historique d’une fiche, dans et hors du périmètre', async (profil) => {
      for (const [objet, id] of [['entite', ENTITE_ID], ['dispositif', DISPOSITIF_ID], ['groupe', GROUPE_ID]] as const) {
        const [dedans, dehors] = [await lireFiche(poste(profil), objet, id), await lireFiche(poste(profil, '75'), objet, id)];
        if (RIEN.includes(profil)) { expect([dedans.statut, dehors.statut]).toEqual([403, 403]); continue; }
        expect(dedans.statut).toBe(200);
        expect(dedans.corps.lignes.map(({ objetId }) => objetId)).toEqual([id]);
        expect(dehors.statut).toBe(profil === 'admin_national' ? 200 : 404);
        expect(JSON.stringify(dehors.corps).includes('horaires')).toBe(profil === 'admin_national' && objet === 'dispositif');
      }
    });
    it.each(CODES_PROFILS)('%s : les lignes d’un compte, seulement par qui voit ce compte', async (profil) => {
      const { utilisateurId } = poste('travailleur_social');
      await noter({ objet: 'utilisateur', objetId: utilisateurId, commande: 'session.ouverte', changements: {} });
      const attendu = RIEN.includes(profil) ? 403 : ['operateur_siao', 'ecoutant_115', 'travailleur_social'].includes(profil) ? 404 : 200;
      expect((await lireFiche(poste(profil), 'utilisateur', utilisateurId)).statut).toBe(attendu);
      if (ECRAN.includes(profil)) expect((await lire(poste(profil), { objets: 'utilisateur', id: utilisateurId })).corps.lignes.length).toBeGreaterThan(0);
      if (ECRAN.includes(profil) && profil !== 'admin_national') expect((await lire(poste(profil, '75'), { objets: 'utilisateur', id: utilisateurId })).corps.lignes).toEqual([]);
    });
    it.each([CHEMINS_JOURNAL.page, CHEMINS_JOURNAL.tete, CHEMINS_JOURNAL.export, `${CHEMINS_JOURNAL.page}/dispositif/${DISPOSITIF_ID}`])('%s demande une session', async (chemin) => {
      expect((await essai.requete('GET', chemin)).statut).toBe(401);
    });
    it.each(CODES_PROFILS.filter((profil) => !ECRAN.includes(profil)))('%s n’exporte pas et ne lit pas la tête', async (profil) => {
      for (const chemin of [CHEMINS_JOURNAL.export, CHEMINS_JOURNAL.tete]) expect((await essai.requete('GET', chemin, { jeton: poste(profil).jeton })).statut).toBe(403);
    });
    it('une fiche sortie du périmètre n’est plus lue, ni son passé', async () => {
      const qui = await essai.poste('admin_departemental', '75');
      expect((await lire(qui)).corps.lignes.filter(({ objet }) => objet !== 'utilisateur')).toEqual([]);
      await essai.base.db.updateTable('changement').set({ departements: ['75'] }).where('objet', '=', 'groupe').execute();
      expect((await lire(qui, { objets: 'groupe' })).corps.lignes).toHaveLength(1);
      await essai.base.db.updateTable('changement').set({ departements: ['59'] }).where('objet', '=', 'groupe').execute();
      expect((await lire(qui, { objets: 'groupe' })).corps.lignes).toEqual([]);
    });
  });

  describe('ce que porte une ligne', () => {
    it('qui, quand, quoi, d’où, vers quoi ; jamais l’adresse ni l’identifiant de l’auteur', async () => {
      const { corps } = await lire(poste('admin_siao'), { objets: 'dispositif', commandes: 'modifierDispositif', acteur: 'gestionnaire' });
      const { no, ...ligne } = corps.lignes[0] as LigneJournal;
      expect(no).toBeGreaterThan(0);
      expect(ligne).toEqual({
        moment: '2026-11-24T11:00:00.000Z', nom: 'Nom gestionnaire_entite', profil: 'gestionnaire_entite', commande: 'modifierDispositif', geste: 'Modifier un dispositif', objet: 'dispositif', objetId: DISPOSITIF_ID,
        fiche: { nom: 'Les Remparts', code: 'DIS-59-0001' }, changements: { horaires: [null, '8 h – 20 h'], commune: ['59606', '59350'] }, lot: null, motif: null, suppleance: false, pourLeCompteDe: null, versionClient: null,
      });
      const tout = JSON.stringify((await lire(poste('admin_national'), { limite: '500' })).corps.lignes.filter(({ objet }) => objet !== 'utilisateur'));
      for (const { email, utilisateurId } of postes.values()) for (const secret of [email, utilisateurId]) expect(tout).not.toContain(secret);
    });
    it('une colonne que le journal ne montre pas ne sort jamais, quel que soit le profil', async () => {
      const { utilisateurId } = poste('assistant');
      await noter({ changements: { nom: ['a', 'b'], motDePasse: ['argon2-ancien', 'argon2-neuf'], creePar: [null, 'argon2-id'], parcours: [[{ geste: 'creer' }], [{ geste: 'creer' }, { geste: 'valider' }]] } },
        { objet: 'utilisateur', objetId: utilisateurId, changements: { motDePasse: [null, 'argon2-x'], secret: 'argon2-totp', fonction: [null, 'Cheffe'] } });
      for (const profil of ECRAN) {
        const { corps } = await lire(poste(profil), { limite: '500' });
        expect(JSON.stringify(corps)).not.toContain('argon2');
        expect(corps.lignes.find(({ changements }) => 'parcours' in changements)?.changements).toEqual({ nom: ['a', 'b'], parcours: [[], [{ geste: 'valider' }]] });
      }
      expect((await lire(poste('admin_national'), { id: utilisateurId })).corps.lignes[0]?.changements).toEqual({ fonction: [null, 'Cheffe'] });
    });
    it('un chargement en masse dit son nombre, pas ses empreintes', async () => {
      const { corps } = await lire(poste('admin_national'), new URLSearchParams([['commandes', 'chargement'], ...['entite', 'dispositif', 'groupe', 'place'].map((objet) => ['objets', objet])]));
      expect(corps.lignes).toHaveLength(4);
      expect(corps.lignes[0]).toMatchObject({ lot: 1, fiche: null, objetId: null, changements: {}, geste: 'Chargement en masse' });
    });
  });

  describe('filtres et pages', () => {
    it('les pages se suivent sans doublon ni trou, même quand le journal s’allonge entre deux', async () => {
      const qui = poste('admin_departemental');
      const attendues = nos(await lire(qui, { limite: '500' }));
      const lues: number[] = [];
      let avant: number | null = null;
      do {
        const { corps }: { corps: PageJournal } = await lire(qui, { limite: '2', ...(avant === null ? {} : { avant: String(avant) }) });
        lues.push(...corps.lignes.map(({ no }) => no));
        expect(corps.total === null).toBe(avant !== null);
        avant = corps.suite;
        await noter({});
      } while (avant !== null);
      expect(lues).toEqual(attendues);
      expect(attendues).toEqual([...attendues].sort((a, b) => b - a));
    });
    it('les jours sont ceux de Paris, heure d’été comprise', async () => {
      expect([debutDuJour('2026-03-29'), finDuJour('2026-03-29'), debutDuJour('2026-10-25'), finDuJour('2026-10-25'), debutDuJour('2026-01-01')].map((date) => date.toISOString()))
        .toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', '2025-12-31T23:00:00.000Z']);
      const quand = (moment: string) => noter({ moment: new Date(moment), commande: 'fermer', changements: {} });
      for (const moment of ['2020-03-28T22:59:59.999Z', '2020-03-28T23:00:00.000Z', '2020-03-29T21:59:59.999Z', '2020-03-29T22:00:00.000Z']) await quand(moment);
      const jour = await lire(poste('admin_departemental'), { commandes: 'fermer', du: '2020-03-29', au: '2020-03-29' });
      expect(jour.corps.lignes.map(({ moment }) => moment)).toEqual(['2020-03-29T21:59:59.999Z', '2020-03-28T23:00:00.000Z']);
    });
    it('chaque filtre ne garde que ce qu’il dit', async () => {
      await noter({ suppleance: true, motif: 'Absence' }, { pourLeCompteDe: ENTITE_ID }, { nom: 'ÉLODIE Cœur-de-Lion', profil: 'admin_siao', commande: 'prevalider' });
      const qui = poste('admin_national');
      const lignes = async (parametres: Record<string, string>): Promise<readonly LigneJournal[]> => (await lire(qui, { limite: '500', ...parametres })).corps.lignes;
      const verifier = async (parametres: Record<string, string>, juste: (ligne: LigneJournal) => boolean): Promise<void> => {
        const gardees = await lignes(parametres);
        const toutes = await lignes({});
        expect(gardees.length).toBeGreaterThan(0);
        expect(gardees.map(({ no }) => no)).toEqual(toutes.filter(juste).map(({ no }) => no));
      };
      await verifier({ acteur: 'elodie coeur' }, ({ nom }) => nom === 'ÉLODIE Cœur-de-Lion');
      await verifier({ acteur: 'OEUVRARD' }, ({ nom }) => nom === 'Amélie Œuvrard');
      await verifier({ suppleance: 'true' }, ({ suppleance }) => suppleance);
      await verifier({ pourLeCompteDe: 'true' }, ({ pourLeCompteDe }) => pourLeCompteDe !== null);
      await verifier({ profils: 'admin_siao' }, ({ profil }) => profil === 'admin_siao');
      await verifier({ objets: 'groupe' }, ({ objet }) => objet === 'groupe');
      await verifier({ texte: 'remparts' }, ({ objetId }) => objetId === DISPOSITIF_ID);
      await verifier({ texte: 'ent-59' }, ({ objetId }) => objetId === ENTITE_ID);
      await verifier({ id: GROUPE_ID }, ({ objetId }) => objetId === GROUPE_ID);
      await verifier({ departement: '59' }, ({ objetId, objet }) => objetId !== null && (objet !== 'utilisateur' || [...postes].some(([cle, { utilisateurId }]) => utilisateurId === objetId && cle.endsWith('59') && !cle.startsWith('admin_national'))));
      const plusieurs = new URLSearchParams([['commandes', 'prevalider'], ['commandes', 'modifierEntite'], ['limite', '500']]);
      expect([...new Set((await lire(qui, plusieurs)).corps.lignes.map(({ commande }) => commande))].sort()).toEqual(['modifierEntite', 'prevalider']);
      expect(await lignes({ acteur: '100%_' })).toEqual([]);
    });
    it.each(['du=hier', 'objets=autre', 'avant=0', 'limite=501', 'suppleance=peutetre', 'acteur=%00'])('%s est refusé', async (parametre) => {
      expect((await essai.requete('GET', `${CHEMINS_JOURNAL.page}?${parametre}`, { jeton: poste('admin_national').jeton })).statut).toBe(400);
    });
  });

  describe('export', () => {
    const exporter = async (qui: Poste, parametres: Record<string, string> = {}) => {
      const reponse = await essai.requete<string>('GET', `${CHEMINS_JOURNAL.export}?${new URLSearchParams(parametres).toString()}`, { jeton: qui.jeton, entetes: { 'x-siao-client': '9.9.9' } });
      return { ...reponse, lignes: parse(reponse.corps, { delimiter: ';', bom: true, relax_column_count: true, skip_empty_lines: false }) as string[][] };
    };
    it('dit qui, quand, le périmètre, les filtres, le nombre ; une ligne par champ ; dates françaises', async () => {
      const qui = poste('gestionnaire_entite');
      const { corps, lignes, entetes } = await exporter(qui, { objets: 'groupe', du: '2026-11-24' });
      expect(corps.charCodeAt(0)).toBe(0xfeff);
      expect(entetes['content-type']).toMatch(/text\/csv/u);
      expect(lignes.slice(0, 6)).toEqual([
        ['Journal de SIAO Offre'], ['Exporté par', 'Nom gestionnaire_entite (Gestionnaire d’entité)'], ['Exporté le', '24/11/2026 à 12:00:00'], ['Périmètre', 'gestionnaire_entite'],
        ['Filtres', 'Du 24\u00a0novembre 2026 ; Objet\u00a0: Groupe de places'], ['Lignes du journal', '1'],
      ]);
      const donnees = lignes.slice(8);
      expect(donnees).toHaveLength(1);
      expect(donnees[0]?.slice(1)).toEqual(['24/11/2026', '12:00:00', 'Nom gestionnaire_entite', 'Gestionnaire d’entité', 'Modifier un groupe de places', 'Groupe de places', 'GRP-59-00001', 'Urgence', 'Capacité',
        '24\u00a0places à partir du 1er\u00a0janvier 2026', '24\u00a0places à partir du 1er\u00a0janvier 2026 ; 30\u00a0places à partir du 1er\u00a0décembre 2026', '', '', '', '']);
      expect(entetes['x-siao-lignes']).toBe('1');
    });
    it('neutralise les formules, dans chaque colonne que quelqu’un peut écrire', async () => {
      const debuts = ['=', '+', '-', '@', '\t', '\r'];
      for (const debut of debuts) await noter({ nom: `${debut}cmd|' /C calc'!A0`, motif: `${debut}1+1`, pourLeCompteDe: `${debut}x`, versionClient: `${debut}v`, commande: 'fermer', changements: { horaires: [`${debut}avant`, `${debut}après`] } });
      const { lignes } = await exporter(poste('admin_departemental'), { acteur: 'calc' });
      expect(lignes.slice(8)).toHaveLength(debuts.length);
      for (const cellule of lignes.slice(8).flat()) expect(/^[=+\-@\t\r]/u.test(cellule), cellule).toBe(false);
      expect(lignes.slice(8).every((ligne) => [3, 10, 11, 12, 14, 15].every((rang) => ligne[rang]?.startsWith('\'')))).toBe(true);
    });
    it('suit les droits et les filtres de la lecture, à travers les pages, et s’écrit au journal', async () => {
      await noter(...Array.from({ length: 1_100 }, (_vide, rang) => ({ changements: { horaires: [`${rang}`, `${rang + 1}`] }, commande: 'soumettre' })));
      const qui = poste('admin_siao');
      const { lignes, entetes } = await exporter(qui, { commandes: 'soumettre' });
      expect(entetes['x-siao-lignes']).toBe('1100');
      const numeros = lignes.slice(8).map(([no]) => Number(no));
      expect(numeros).toHaveLength(1_100);
      expect(numeros).toEqual([...new Set(numeros)].sort((a, b) => b - a));
      expect((await exporter(poste('admin_siao', '75'), { commandes: 'soumettre' })).lignes.slice(8)).toEqual([]);
      const trace = (await lire(poste('admin_national'), { commandes: 'journal.exporte', id: qui.utilisateurId })).corps.lignes[0];
      expect(trace).toMatchObject({ nom: 'Nom admin_siao', geste: 'Export du journal', versionClient: '9.9.9', changements: { lignes: [null, 1100], filtres: [null, 'Geste\u00a0: Soumettre'], perimetreExport: [null, 'admin_siao'] } });
    });
    it('les noms des communes et des fiches y sont en clair', async () => {
      const { lignes } = await exporter(poste('admin_siao'), { acteur: 'gestionnaire', objets: 'dispositif' });
      expect(lignes.slice(8).find(([, , , , , , , , , champ]) => champ === 'Commune')?.slice(10, 12)).toEqual(['Valenciennes', 'Lille']);
    });
  });

  it('tout ce qui a été fait ici laisse un journal intact', async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });
});
