import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { chargerSemis } from '../../console/seed/chargement.ts';
import { LOT_MAXIMAL } from '../../contract/service.ts';
import { ouvrirBase as ouvrirBaseDuPoste } from '../../db/base.ts';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../server/comptes/utilisateurs.ts';
import { creerService } from '../../server/service.ts';
import { creerClientService } from '../../sync/client.ts';
import { creerEchanges } from '../../sync/echanges.ts';
import { acteurDe, contexteDuPoste, ecritureDuPoste } from '../../sync/session.ts';
import { demarrerPostgresql, preparerPostgresql } from '../outils/postgresql.ts';
import type { Mesure } from './mesures.ts';
import { chronometrerAsync, mesurer } from './mesures.ts';

const MOT_DE_PASSE = 'passe-de-demonstration';

/** Le service sur PostgreSQL : envoi d’un poste, puis beaucoup de postes à la fois, chacun avec son vrai cache chiffré. */
export const mesurerService = async ({ commandes, postes }: { readonly commandes: number; readonly postes: number }): Promise<Mesure[]> => {
  const pg = preparerPostgresql();
  if (pg === undefined) throw new Error('PostgreSQL manque.');
  const grappe = await demarrerPostgresql(pg.modele);
  const dossier = mkdtempSync(join(tmpdir(), 'siao-banc-'));
  const base = await ouvrirBase({ url: grappe.url });
  const service = await creerService({ base, secondFacteur: 'facultatif', argon2: ARGON2_TESTS });
  try {
    await chargerSemis(base, { graine: 1, au: contexteDuPoste().aujourdhui, departements: ['59'] }, () => undefined);
    const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
    const emails = Array.from({ length: postes }, (_, rang) => `banc${rang}@banc.example`);
    const perimetre = { genre: 'departements' as const, departements: ['59'] };
    await creerUtilisateurs(base, emails.map((email) => ({ email, nom: email, profil: 'admin_departemental' as const, perimetre, perimetreLibelle: 'Banc', empreinteMotDePasse })));
    const { url } = await service.ecouter({ port: 0 });
    const cibles = (await base.db.selectFrom('dispositif').select('id').where('statut', '=', 'valide').where('financeP177', '=', true).limit(400).execute()).map(({ id }) => id);
    const mutation = (clientId: string, seq: number) => ({ clientId, seq, nom: 'modifierDispositif', version: 1, args: { id: cibles[seq % cibles.length] as string, champs: { horaires: `Valeur ${seq}` } }, base: [{ id: cibles[seq % cibles.length] as string, version: 1_000_000 }] });

    const client = creerClientService(url, 'banc');
    await client.ouvrirSession(emails[0] as string, MOT_DE_PASSE);
    const clientId = randomUUID();
    const reference = await chronometrerAsync(async () => { for (let rang = 0; rang < 500; rang += 1) await base.db.transaction().execute((trx) => sql`update dispositif set horaires = ${`r${rang}`} where id = ${cibles[rang % cibles.length]}`.execute(trx)); });
    const envoi = await chronometrerAsync(async () => {
      for (let debut = 1; debut <= commandes; debut += LOT_MAXIMAL) {
        const { issues } = await client.envoyer(Array.from({ length: Math.min(LOT_MAXIMAL, commandes - debut + 1) }, (_, rang) => mutation(clientId, debut + rang)), CATALOGUE.version, []);
        const refusee = issues.find(({ issue }) => issue !== 'appliquee');
        if (refusee !== undefined) throw new Error(`Commande non appliquée : ${JSON.stringify(refusee)}`);
      }
    });
    const mesures = [mesurer(`envoi de ${commandes} commandes par un poste (PostgreSQL, journal compris)`, envoi, `autant de transactions d’une seule mise à jour`, (reference / 500) * commandes, commandes)];

    const ouverts = await Promise.all(emails.map(async (email, rang) => {
      const cache = ouvrirBaseDuPoste(join(dossier, String(rang)), [Buffer.alloc(32, 3)], { maintenant: new Date().toISOString() });
      const sien = creerClientService(url, 'banc');
      const utilisateur = await sien.ouvrirSession(email, MOT_DE_PASSE);
      const echanges = creerEchanges({ base: cache, client: sien, connexion: {}, actif: () => true, annule: () => false, surPhase: () => undefined, surRemplacement: () => undefined, cadre: () => ({ acteur: acteurDe(utilisateur), contexte: contexteDuPoste(), ecriture: ecritureDuPoste(), catalogue: CATALOGUE }) });
      return { cache, sien, echanges };
    }));
    const [premier] = ouverts;
    if (premier === undefined) throw new Error('Aucun poste.');
    const seul = await chronometrerAsync(async () => { await premier.echanges.recevoir(); });
    const lignes = premier.cache.un<{ n: number }>('select (select count(*) from place) + (select count(*) from groupe) + (select count(*) from dispositif) + (select count(*) from entite) as n')?.n ?? 0;
    const ensemble = await chronometrerAsync(async () => { await Promise.all(ouverts.slice(1).map(({ echanges }) => echanges.recevoir())); });
    mesures.push(mesurer(`premier chargement du Nord par ${postes - 1} postes à la fois (service et postes dans le même processus)`, ensemble, 'le même par un seul, autant de fois', seul * (postes - 1), lignes * (postes - 1)));
    const parPoste = 20;
    const rafale = await chronometrerAsync(async () => {
      await Promise.all(ouverts.map(async ({ sien, echanges }) => {
        const id = randomUUID();
        for (let seq = 1; seq <= parPoste; seq += 1) await sien.envoyer([mutation(id, seq)], CATALOGUE.version, []);
        await echanges.recevoir();
      }));
    });
    mesures.push(mesurer(`${postes} postes à la fois, ${parPoste} commandes chacun une à une, puis réception`, rafale, 'les mêmes commandes par lots d’un seul poste', (envoi / commandes) * postes * parPoste, postes * parPoste));
    for (const { cache } of ouverts) cache.fermer();
    return mesures;
  } finally {
    await service.fermer();
    await base.fermer();
    await grappe.arreter();
    pg.oublier();
    rmSync(dossier, { recursive: true, force: true });
  }
};
