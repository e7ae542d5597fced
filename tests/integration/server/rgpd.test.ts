import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesDonnees } from '../../../contract/mesDonnees.ts';
import { CHEMIN_MES_DONNEES, schemaMesDonnees } from '../../../contract/mesDonnees.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { DUREES } from '../../../server/rgpd/durees.ts';
import { purger } from '../../../server/rgpd/purge.ts';
import { AILLEURS, REGISTRE, TRAITEMENTS } from '../../../server/rgpd/registre.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { compte, dispositif, entite } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { comptes, monter } from './outils.ts';

const MAINTENANT = new Date('2026-11-24T11:00:00.000Z');
const contacts = [{ fonction: 'gestion', nom: 'Jeanne Référente', telephone: '06 00 00 00 01', courriel: 'jeanne@asso.example' }];

describe('registre', () => {
  const natures = { non: '', identite: 'identité', coordonnees: 'coordonnées', habilitation: 'habilitation', connexion: 'connexion', secret: 'secret (empreinte ou chiffré)', libre: 'texte libre' } as const;
  const document = (): string => [
    '# Registre des données personnelles', '',
    '<!-- Tiré de server/rgpd/registre.ts et durees.ts par tests/integration/server/rgpd.test.ts : ne pas retoucher à la main. `npx vitest run -u` le réécrit. -->', '',
    'Ce que le produit garde de personnes, pourquoi, combien de temps, et ce qui met fin à la conservation. Aucune donnée sur les ménages hébergés n’existe dans le produit : une place a un état et une date.',
    'Les durées sont des décisions (D), à confirmer par le responsable de traitement. La purge se fait par `siao rgpd purge` (d’abord `--simuler`), à planifier chaque mois ; son rapport ne contient aucun nom.', '',
    '## Traitements', '', '| traitement | finalité | base légale | personnes | durée | fin |', '|---|---|---|---|---|---|',
    ...Object.values(TRAITEMENTS).map(({ nom, finalite, base, personnes, duree, fin }) => `| ${nom} | ${finalite} | ${base} | ${personnes} | ${duree} | ${fin} |`), '',
    '## Au service, table par table', '', '| table | contenu | traitement | colonnes personnelles |', '|---|---|---|---|',
    ...Object.entries(REGISTRE).map(([table, { quoi, traitement, colonnes }]) => `| \`${table}\` | ${quoi} | ${TRAITEMENTS[traitement].nom} | ${Object.entries(colonnes).filter(([, nature]) => nature !== 'non').map(([colonne, nature]) => `\`${colonne}\` (${natures[nature]})`).join(', ') || 'aucune'} |`), '',
    '## Ailleurs', '', '| où | contenu | protection | durée |', '|---|---|---|---|', ...AILLEURS.map(({ ou, quoi, protection, duree }) => `| ${ou} | ${quoi} | ${protection} | ${duree} |`), '',
    '## Droits des personnes', '',
    '- **Accès et portabilité** : « Mon compte », « Mes données » remet à la personne un fichier de tout ce que le service garde d’elle.',
    '- **Rectification** : par qui encadre le compte (écran Utilisateurs) ; chaque correction est au journal.',
    '- **Effacement** : à la fin de la durée, par la purge. Le journal garde ce qu’il a noté pour sa propre durée : il prouve des décisions administratives, et ne se modifie pas.',
    '- **Exports** : tout fichier produit dit qui l’a demandé, quand et sur quel périmètre, sauf un csv de places, qui n’a aucun nom de personne et se relit comme un tableau.', '',
  ].join('\n');
  it('docs/rgpd.md est tiré des annotations', async () => { await expect(document()).toMatchFileSnapshot('../../../docs/rgpd.md'); });
});

surChaqueBase('données personnelles', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }]);
  });
  afterAll(() => essai.fermer());

  it('chaque colonne de la base est au registre, et aucune autre', async () => {
    const { rows } = await sql<{ table: string; colonne: string }>`select table_name as table, column_name as colonne from information_schema.columns where table_schema = 'public'`.execute(essai.base.db);
    const base = rows.map(({ table, colonne }) => `${table}.${colonne}`).sort();
    expect(base).toEqual(Object.entries(REGISTRE).flatMap(([table, { colonnes }]) => Object.keys(colonnes).map((colonne) => `${table}.${colonne}`)).sort());
  });

  describe('purge', () => {
    const ids = { actif: randomUUID(), dormant: randomUUID(), suspendu: randomUUID(), suspenduRecent: randomUUID(), invite: randomUUID(), inviteRecent: randomUUID(), jamais: randomUUID(), vieille: randomUUID(), recente: randomUUID(), ouverte: randomUUID() };
    const personne = (nom: keyof typeof ids, champs: object) => compte({ id: ids[nom], nom: `Personne ${nom}`, email: `${nom.toLowerCase()}.essai@canari.example`, telephone: '06 00 00 00 02', fonction: 'Cheffe', ...champs });
    beforeAll(async () => {
      await chargerEnMasse(essai.base, [
        { objet: 'utilisateur', lignes: [
          personne('actif', { derniereConnexion: '2026-10' }), personne('dormant', { derniereConnexion: '2024-10' }), personne('jamais', { derniereConnexion: null, creeLe: '2024-01-05T08:00:00.000Z' }),
          personne('suspendu', { statut: 'suspendu', modifieLe: '2025-10-01T08:00:00.000Z' }), personne('suspenduRecent', { statut: 'suspendu', modifieLe: '2026-09-01T08:00:00.000Z' }),
          personne('invite', { statut: 'invite', derniereConnexion: null, inviteLe: '2026-05-01T08:00:00.000Z' }), personne('inviteRecent', { statut: 'invite', derniereConnexion: null, inviteLe: '2026-06-01T08:00:00.000Z' }),
        ] },
        { objet: 'dispositif', lignes: [
          dispositif({ id: ids.vieille, nom: 'Vieille', statut: 'ferme', contacts, responsable: 'Jeanne Référente', modifieLe: '2024-11-01T08:00:00.000Z' }),
          dispositif({ id: ids.recente, nom: 'Récente', statut: 'ferme', contacts, modifieLe: '2025-11-01T08:00:00.000Z' }), dispositif({ id: ids.ouverte, nom: 'Ouverte', contacts, modifieLe: '2020-11-01T08:00:00.000Z' }),
        ] },
      ]);
      await essai.base.db.insertInto('acces').columns(['utilisateurId', 'motDePasse']).expression(essai.base.db.selectFrom('utilisateur').select(({ val }) => ['id', val('empreinte').as('motDePasse')]).where('id', 'in', Object.values(ids))).execute();
    });
    const nomDe = (id: string) => Object.entries(ids).find(([, autre]) => autre === id)?.[0];

    it('la simulation dit tout et ne change rien', async () => {
      const avant = await essai.base.db.selectFrom('utilisateur').selectAll().orderBy('id').execute();
      const rapport = await purger(essai.base, { maintenant: MAINTENANT, simuler: true });
      expect(rapport.comptes.map(({ id, motif }) => [nomDe(id), motif]).sort()).toEqual([['dormant', 'inactif'], ['invite', 'invitation'], ['jamais', 'inactif'], ['suspendu', 'suspendu']]);
      expect(rapport.contacts.map(({ id }) => nomDe(id))).toEqual(['vieille']);
      expect(JSON.stringify(rapport)).not.toMatch(/Personne|Jeanne|canari|06 00/u);
      expect(await essai.base.db.selectFrom('utilisateur').selectAll().orderBy('id').execute()).toEqual(avant);
    });

    it('purge : plus rien de la personne hors du journal, les postes le reçoivent, la chaîne tient', async () => {
      const national = await essai.poste('admin_national');
      const { fin } = await national.toutTirer();
      const dernier = (await essai.base.db.selectFrom('journal').select(({ fn }) => fn.max('no').as('no')).executeTakeFirstOrThrow()).no;
      const rapport = await purger(essai.base, { maintenant: MAINTENANT, simuler: false });
      expect(rapport).toMatchObject({ simulee: false, durees: DUREES });
      for (const nom of ['dormant', 'suspendu', 'invite', 'jamais'] as const) {
        expect(await essai.base.db.selectFrom('utilisateur').select(['nom', 'email', 'telephone', 'fonction', 'statut']).where('id', '=', ids[nom]).executeTakeFirst()).toEqual({ nom: 'Compte supprimé', email: '', telephone: null, fonction: null, statut: 'supprime' });
        expect(await essai.base.db.selectFrom('acces').select('utilisateurId').where('utilisateurId', '=', ids[nom]).execute()).toEqual([]);
      }
      for (const nom of ['actif', 'suspenduRecent', 'inviteRecent'] as const) expect(await essai.base.db.selectFrom('utilisateur').select('nom').where('id', '=', ids[nom]).executeTakeFirst()).toEqual({ nom: `Personne ${nom}` });
      expect(await essai.base.db.selectFrom('dispositif').select(['contacts', 'responsable']).where('id', '=', ids.vieille).executeTakeFirst()).toEqual({ contacts: [], responsable: null });
      for (const nom of ['recente', 'ouverte'] as const) expect((await essai.base.db.selectFrom('dispositif').select('contacts').where('id', '=', ids[nom]).executeTakeFirstOrThrow()).contacts).toEqual(contacts);
      const lignes = await essai.base.db.selectFrom('journal').selectAll().where('no', '>', dernier).execute();
      expect(lignes).toHaveLength(5);
      expect(JSON.stringify(lignes)).not.toMatch(/Personne|Jeanne|canari|06 00/u);
      expect((await verifierJournal(essai.base)).rupture).toBeNull();
      const recus = (await national.toutTirer(fin.curseur)).lignes;
      expect(new Set(comptes(recus))).toEqual(new Set(rapport.comptes.map(({ id }) => id)));
      expect(await purger(essai.base, { maintenant: MAINTENANT, simuler: false })).toMatchObject({ comptes: [], contacts: [] });
    });

    it('l’adresse d’un compte supprimé redevient libre', async () => {
      const id = randomUUID();
      const national = await essai.poste('admin_national');
      expect(await national.faire('creerUtilisateur', { id, inviter: false, saisie: { nom: 'Autre Personne', email: 'dormant.essai@canari.example', telephone: null, fonction: null, profil: 'analyste', perimetre: { genre: 'departements', departements: ['59'] } } })).toMatchObject({ issue: 'appliquee' });
    });

    it('ne supprime jamais le dernier administrateur national actif', async () => {
      const plusTard = new Date('2031-01-01T00:00:00.000Z');
      await purger(essai.base, { maintenant: plusTard, simuler: false });
      const restants = await essai.base.db.selectFrom('utilisateur').select('id').where('profil', '=', 'admin_national').where('statut', '=', 'actif').execute();
      expect(restants.length).toBeGreaterThan(0);
    });
  });

  it('mes données : tout ce qui est de moi, aucun secret, rien d’un autre', async () => {
    const gestionnaire = await essai.poste('gestionnaire_entite');
    const ddets = await essai.poste('admin_departemental');
    expect(await ddets.faire('assisterUtilisateur', { id: gestionnaire.utilisateurId, aide: 'debloquer', motif: 'Trop d’essais' }, 99)).toMatchObject({ issue: 'appliquee' });
    await gestionnaire.faire('modifierEntite', { id: entite().id, champs: { adresse: '4 rue Neuve' } }, 99);
    const { statut, corps } = await essai.requete<MesDonnees>('GET', CHEMIN_MES_DONNEES, { jeton: gestionnaire.jeton });
    expect(statut).toBe(200);
    expect(schemaMesDonnees.parse(corps)).toMatchObject({ compte: { id: gestionnaire.utilisateurId, email: gestionnaire.email }, surMoi: expect.arrayContaining([expect.objectContaining({ geste: 'assisterUtilisateur', motif: 'Trop d’essais' })]) as unknown, parMoi: expect.arrayContaining([expect.objectContaining({ geste: 'modifierEntite' })]) as unknown });
    expect(corps.sessions).toHaveLength(1);
    expect(corps.postes.length).toBe(1);
    const texte = JSON.stringify(corps);
    expect(texte).not.toMatch(/argon2|empreinte|"secret"/iu);
    expect(texte).not.toContain(ddets.email);
  });
});
