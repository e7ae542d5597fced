import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { livres, monter } from './outils.ts';

const ECRIVAINS = 8;
const PAR_ECRIVAIN = 40;

const pause = (duree: number): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, duree); });

/** Range une place et son suivi sans passer par le verrou du service, en laissant la transaction ouverte un moment : les validations se croisent. */
const ecrire = async (client: pg.Client, id: string, attente: number): Promise<void> => {
  await client.query('begin');
  await client.query(`insert into place (id, version, departement, "creePar", "creeParProfil", "creeLe", "modifiePar", "modifieLe", "groupeId", numero, etats, occupation, "dispositifId", "entiteId")
    select $1, 1, '59', 'x', 'x', 'x', 'x', 'x', id, $1, '[]', 'libre', "dispositifId", "entiteId" from groupe limit 1`, [id]);
  await client.query(`insert into changement (objet, id, departements, "departementsAvant") values ('place', $1, '{59}', '{59}')`, [id]);
  await pause(attente);
  await client.query('commit');
};

describe('simultanéité (PostgreSQL)', () => {
  let essai: Montage;
  let lecteur: Poste;
  beforeAll(async () => {
    essai = await monter('postgresql');
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }]);
    lecteur = await essai.poste('admin_siao');
  });
  afterAll(() => essai.fermer());

  it('personne n’est jamais sauté quand les validations se croisent', async () => {
    let { curseur } = (await lecteur.toutTirer()).fin;
    const attendus: string[] = [];
    let reste = ECRIVAINS;
    const ecrivains = Array.from({ length: ECRIVAINS }, async (_, rang) => {
      const client = new pg.Client({ connectionString: essai.url });
      await client.connect();
      for (let tour = 0; tour < PAR_ECRIVAIN; tour += 1) {
        const id = randomUUID();
        attendus.push(id);
        await ecrire(client, id, ((rang * 7 + tour * 13) % 11) * 3);
      }
      await client.end();
      reste -= 1;
    });
    const recus: string[] = [];
    let tirages = 0;
    while (reste > 0) {
      const page = await lecteur.page(curseur, 7);
      recus.push(...livres(page.lignes));
      ({ curseur } = page.fin);
      tirages += 1;
    }
    await Promise.all(ecrivains);
    recus.push(...livres((await lecteur.toutTirer(curseur, 50)).lignes));
    expect(tirages).toBeGreaterThan(20);
    expect(new Set(attendus.filter((id) => !recus.includes(id)))).toEqual(new Set());
    // chaque ligne n’a changé qu’une fois : elle n’arrive qu’une fois
    expect(recus).toHaveLength(ECRIVAINS * PAR_ECRIVAIN);
  });

  it('un changement validé derrière une transaction plus ancienne, encore ouverte, attend celle-ci', async () => {
    const { fin } = await lecteur.toutTirer();
    const lent = new pg.Client({ connectionString: essai.url });
    await lent.connect();
    await lent.query('begin');
    await lent.query(`select pg_current_xact_id()`);
    const rapide = new pg.Client({ connectionString: essai.url });
    await rapide.connect();
    const id = randomUUID();
    await ecrire(rapide, id, 0);
    await rapide.end();
    const pendant = await lecteur.page(fin.curseur);
    expect(livres(pendant.lignes)).toEqual([]);
    await lent.query('commit');
    await lent.end();
    expect(livres((await lecteur.toutTirer(pendant.fin.curseur)).lignes)).toEqual([id]);
  });

  it('des chargements en masse simultanés gardent une seule chaîne de journal', async () => {
    await Promise.all(Array.from({ length: 6 }, () => chargerEnMasse(essai.base, [{ objet: 'place', lignes: Array.from({ length: 200 }, (_, rang) => place({ numero: String(rang) })) }])));
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });

  it('l’envoi attend le verrou : deux services sur la même base n’appliquent chaque mutation qu’une fois', async () => {
    const gestionnaire = await essai.poste('gestionnaire_entite');
    const { creerService } = await import('../../../server/service.ts');
    const { ouvrirBase } = await import('../../../server/base/base.ts');
    const { brancher } = await import('./outils.ts');
    const autreBase = await ouvrirBase({ url: essai.url as string });
    const horloge = (): Date => new Date('2026-11-24T11:00:00.000Z');
    const autre = await creerService({ base: autreBase, secondFacteur: 'facultatif', horloge });
    const chezAutre = brancher(async (methode, url, { corps, jeton } = {}) => {
      const reponse = await autre.serveur.inject({ method: methode, url, headers: { authorization: `Bearer ${jeton}` }, ...(corps === undefined ? {} : { payload: corps as object }) });
      return { statut: reponse.statusCode, corps: reponse.json(), entetes: reponse.headers };
    }, gestionnaire);
    const { id } = dispositif();
    const lot = Array.from({ length: 20 }, (_, rang) => gestionnaire.mutation('modifierDispositif', { id, champs: { horaires: `h${rang}` } }, 1));
    const reponses = await Promise.all([gestionnaire.envoyer(...lot), chezAutre.envoyer(...lot), gestionnaire.envoyer(...lot), chezAutre.envoyer(...lot)]);
    for (const { corps } of reponses) expect(corps.issues).toEqual(reponses[0]?.corps.issues);
    const { version } = await essai.base.db.selectFrom('dispositif').select('version').where('id', '=', id).executeTakeFirstOrThrow();
    expect(version).toBe(21);
    await autre.fermer();
    await autreBase.fermer();
  });
});
