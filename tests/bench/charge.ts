// node tests/bench/charge.ts [--postes 200] [--duree 20] [--periodes 10,5,2,1] [--json FICHIER] : des postes simulés contre un service seul dans son processus, sur un PostgreSQL durable. À la main, jamais en vérification continue.
// Chaque poste parle le vrai protocole par le vrai client (`sync/client.ts`) : session, flux ouvert, une commande toutes les `periode` secondes, réception sur événement. Il n’écrit pas son cache : c’est le service que l’on mesure.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../server/comptes/utilisateurs.ts';
import type { ClientService } from '../../sync/client.ts';
import { creerClientService } from '../../sync/client.ts';
import { lancerInstance } from '../outils/exploitation.ts';
import { P177, dispositif, entite } from '../outils/fabrique.ts';
import { lireOpenmetrics } from '../outils/openmetrics.ts';
import { administrer, demarrerPostgresql, preparerPostgresql, urlDeLaBase } from '../outils/postgresql.ts';

const MOT_DE_PASSE = 'passe-de-demonstration';
const PAR_DEPARTEMENT = 20;
const { values } = parseArgs({ options: { postes: { type: 'string', default: '200' }, duree: { type: 'string', default: '20' }, periodes: { type: 'string', default: '10,5,2,1' }, json: { type: 'string' } } });
const postes = Number(values.postes);

const attendre = (ms: number): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, ms); });
const centiles = (durees: readonly number[]): { p50: number; p95: number; p99: number } => {
  const tries = [...durees].sort((un, autre) => un - autre);
  const au = (part: number): number => Math.round(tries[Math.min(tries.length - 1, Math.floor(tries.length * part))] ?? 0);
  return { p50: au(0.5), p95: au(0.95), p99: au(0.99) };
};

/** Ce qu’un palier compte. `envois` : quand la personne a fait chaque geste, par valeur écrite ; l’attente derrière un envoi en cours est donc comptée. */
interface Palier { readonly envois: Map<string, number>; readonly acquits: number[]; readonly vus: number[]; refus: number; erreurs: number }
let palier: Palier = { envois: new Map(), acquits: [], vus: [], refus: 0, erreurs: 0 };
let periode = Infinity;
let fini = false;

const jouer = async (client: ClientService, siens: readonly string[]): Promise<void> => {
  const clientId = randomUUID();
  let seq = 0;
  let curseur = '';
  let aTirer = true;
  const file: { readonly id: string; readonly valeur: string }[] = [];
  const flux = async (): Promise<void> => { while (!fini) { await client.ecouter(arret.signal, () => { aTirer = true; }).catch(() => undefined); if (!fini) await attendre(500); } };
  const reception = async (): Promise<void> => {
    while (!fini) {
      if (!aTirer) { await attendre(5); continue; }
      aTirer = false;
      try {
        for (let encore = true; encore;) {
          const { lignes, fin } = await client.recevoir(curseur, [clientId], 500);
          ({ curseur, encore } = fin);
          for (const ligne of lignes) {
            const valeur = ligne.genre === 'ligne' ? String(ligne.ligne['horaires']) : '';
            const fait = palier.envois.get(valeur);
            if (fait !== undefined && !valeur.startsWith(clientId)) palier.vus.push(performance.now() - fait);
          }
        }
      } catch { if (!fini) palier.erreurs += 1; aTirer = true; await attendre(500); }
    }
  };
  const gestes = async (): Promise<void> => {
    await attendre(Math.random() * 1_000);
    while (!fini) {
      if (periode === Infinity) { await attendre(50); continue; }
      await attendre(periode * 1_000 * (0.5 + Math.random()));
      const valeur = `${clientId} ${file.length} ${performance.now()}`;
      palier.envois.set(valeur, performance.now());
      file.push({ id: siens[Math.floor(Math.random() * siens.length)] ?? '', valeur });
    }
  };
  const envoi = async (): Promise<void> => {
    while (!fini) {
      const lot = file.splice(0);
      if (lot.length === 0) { await attendre(5); continue; }
      const mutations = lot.map(({ id, valeur }, rang) => ({ clientId, seq: seq + rang + 1, nom: 'modifierDispositif', version: 1, args: { id, champs: { horaires: valeur } }, base: [{ id, version: 1_000_000 }] }));
      try {
        const { issues } = await client.envoyer(mutations, CATALOGUE.version, []);
        seq += lot.length;
        for (const [rang, issue] of issues.entries()) {
          const fait = palier.envois.get(lot[rang]?.valeur ?? '');
          if (issue.issue !== 'appliquee') {
            if (palier.refus === 0) console.error(`Refusée : ${JSON.stringify(issue)}`);
            palier.refus += 1;
          }
          else if (fait !== undefined) palier.acquits.push(performance.now() - fait);
        }
      } catch { if (!fini) palier.erreurs += 1; file.unshift(...lot); await attendre(500); }
    }
  };
  await Promise.all([flux(), reception(), gestes(), envoi()]);
};

const pg = preparerPostgresql();
if (pg === undefined) throw new Error('PostgreSQL manque.');
const arret = new AbortController();
const grappe = await demarrerPostgresql(pg.modele, true);
try {
  await administrer(grappe.url, 'create database charge');
  const url = urlDeLaBase(grappe.url, 'charge');
  const base = await ouvrirBase({ url });
  const nombre = Math.ceil(postes / PAR_DEPARTEMENT);
  const codes = DEPARTEMENTS.slice(0, nombre).map(({ code }) => code);
  const entites = codes.map((departement) => ({ ...entite(), id: randomUUID(), departement, departements: [departement], siren: null }));
  const dispositifs = entites.flatMap(({ id, departement }) => Array.from({ length: 2 * PAR_DEPARTEMENT }, (_, rang) => ({ ...dispositif({ nom: `D${rang}`, financements: P177, financeP177: true, commune: null }), id: randomUUID(), entiteId: id, departement })));
  await chargerEnMasse(base, [{ objet: 'entite', lignes: entites }, { objet: 'dispositif', lignes: dispositifs }]);
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  await creerUtilisateurs(base, Array.from({ length: postes }, (_, rang) => ({ email: `p${rang}@charge.example`, nom: `P${rang}`, profil: 'admin_departemental' as const, perimetre: { genre: 'departements' as const, departements: [codes[rang % nombre] ?? ''] }, perimetreLibelle: 'Charge', empreinteMotDePasse })));
  await base.fermer();
  const service = await lancerInstance(url);
  const relever = async () => { const series = lireOpenmetrics(await (await fetch(service.mesures)).text()); return (famille: string, serie = famille): number => series.get(famille)?.echantillons.get(serie) ?? 0; };
  const clients: ClientService[] = [];
  const debutSessions = performance.now();
  for (let rang = 0; rang < postes; rang += 1) { const client = creerClientService(service.url, 'charge'); await client.ouvrirSession(`p${rang}@charge.example`, MOT_DE_PASSE); clients.push(client); }
  console.error(`${postes} sessions ouvertes une à une en ${Math.round((performance.now() - debutSessions) / 1_000)} s`);
  const joues = clients.map((client, rang) => jouer(client, dispositifs.filter(({ departement }) => departement === codes[rang % nombre]).map(({ id }) => id)));
  await attendre(5_000);
  const resultats = [];
  for (const voulue of values.periodes.split(',').map(Number)) {
    palier = { envois: new Map(), acquits: [], vus: [], refus: 0, erreurs: 0 };
    const avant = await relever();
    const harnais = process.cpuUsage();
    const debut = performance.now();
    periode = voulue;
    await attendre(Number(values.duree) * 1_000);
    const apres = await relever();
    const secondes = (performance.now() - debut) / 1_000;
    const { user, system } = process.cpuUsage(harnais);
    const { acquits, vus, refus, erreurs, envois } = palier;
    const resultat = {
      periode: voulue, flux: apres('siao_flux_ouverts'), gestes: envois.size, acquittees: acquits.length, parSeconde: Math.round((acquits.length / secondes) * 10) / 10, refus, erreurs, acquit: centiles(acquits), vu: { nombre: vus.length, ...centiles(vus) },
      service: { processeur: Math.round(((apres('siao_processeur_secondes', 'siao_processeur_secondes_total') - avant('siao_processeur_secondes', 'siao_processeur_secondes_total')) / secondes) * 100), memoireMo: Math.round(apres('siao_memoire_octets', 'siao_memoire_octets{genre="residente"}') / 1e6), boucleP99Ms: Math.round(apres('siao_boucle_retard_secondes', 'siao_boucle_retard_secondes{mesure="p99"}') * 1_000), attenteBase: apres('siao_base_attente') },
      harnais: Math.round(((user + system) / 1e6 / secondes) * 100), chargeMachine: Math.round((loadavg()[0] ?? 0) * 10) / 10, coeurs: cpus().length,
    };
    resultats.push(resultat);
    console.error(JSON.stringify(resultat));
    periode = Infinity;
    await attendre(3_000);
  }
  fini = true;
  arret.abort();
  await Promise.all(joues);
  await service.arreter();
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ postes, resultats }, null, 2)}\n`);
} finally {
  await grappe.arreter();
  pg.oublier();
}
