// npm run bench -- [--json FICHIER] [--departements 59,62] : mesures du cache, en rapports pris dans le même passage.
// Les durées absolues ne valent que pour la machine ; ce qui se compare d’un passage à l’autre est la colonne « rapport ».
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { semer } from '../../console/seed/semis.ts';
import type { DefinitionVue } from '../../contract/poste.ts';
import type { LigneChangement } from '../../contract/service.ts';
import type { BaseEcriture } from '../../db/base.ts';
import { ouvrirCache } from '../../db/base.ts';
import { executerCommande, appliquerPage } from '../../db/rejeu.ts';
import { lireFenetre, ouvrirVue } from '../../db/vues.ts';
import type { Objet } from '../../domain/droits.ts';
import { COLONNES } from '../../domain/objets/objets.ts';
import type { Ligne } from '../../domain/objets/objets.ts';
import type { Acteur } from '../../domain/profils.ts';
import { contexteDuPoste, ecritureDuPoste, nomCommune } from '../../sync/session.ts';

interface Mesure { readonly nom: string; readonly ms: number; readonly reference: string; readonly referenceMs: number; readonly rapport: number }
const PAGE = 2000;
const acteur: Acteur = { utilisateurId: 'banc', nom: 'Banc', profil: 'admin_departemental', perimetre: { genre: 'national' } };
const chronometrer = (travail: () => void): number => { const debut = performance.now(); travail(); return performance.now() - debut; };
/** La plus courte de cinq : le bruit de la machine n’ajoute que du temps. */
const meilleure = (travail: () => void): number => Math.min(...Array.from({ length: 5 }, () => chronometrer(travail)));

const insererBrut = (base: BaseEcriture, lignes: readonly { objet: Objet; ligne: Ligne }[]): void => {
  for (const objet of ['entite', 'dispositif', 'groupe', 'place'] as const) base.ecrire(`create table brut_${objet} (${Object.keys(COLONNES[objet]).map((nom) => `"${nom}"`).join(', ')}, unique (id))`);
  const ordres = Object.fromEntries((Object.keys(COLONNES) as Objet[]).map((objet) => [objet, `insert into brut_${objet} values (${Object.keys(COLONNES[objet]).map(() => '?').join(', ')})`])) as Record<Objet, string>;
  for (let debut = 0; debut < lignes.length; debut += PAGE) {
    base.transaction(() => {
      for (const { objet, ligne } of lignes.slice(debut, debut + PAGE)) {
        const brute = ligne as unknown as Record<string, unknown>;
        base.ecrire(ordres[objet], ...Object.entries(COLONNES[objet]).map(([nom, sorte]) => { const valeur = brute[nom] ?? null; return valeur === null ? null : sorte === 'json' ? JSON.stringify(valeur) : typeof valeur === 'boolean' ? Number(valeur) : (valeur as string | number); }));
      }
    });
  }
};

const { values } = parseArgs({ options: { json: { type: 'string' }, departements: { type: 'string', default: '59' } } });
const dossier = mkdtempSync(join(tmpdir(), 'siao-banc-'));
try {
  const semis = semer({ graine: 1, au: contexteDuPoste().aujourdhui, departements: values.departements.split(',') });
  const lignes: { objet: Objet; ligne: Ligne }[] = semis.entites.map((ligne) => ({ objet: 'entite', ligne }));
  for (const { dispositifs, groupes, places } of semis.departements()) {
    for (const ligne of dispositifs) lignes.push({ objet: 'dispositif', ligne });
    for (const ligne of groupes) lignes.push({ objet: 'groupe', ligne });
    for (const ligne of places) lignes.push({ objet: 'place', ligne });
  }
  const brute = ouvrirCache(join(dossier, 'brut.sqlite'));
  const base = ouvrirCache(join(dossier, 'cache.sqlite'));
  const insertion = chronometrer(() => { insererBrut(brute, lignes); });
  const chargement = chronometrer(() => {
    for (let debut = 0; debut < lignes.length; debut += PAGE) {
      const page: LigneChangement[] = lignes.slice(debut, debut + PAGE).map(({ objet, ligne }) => ({ genre: 'ligne', objet, ligne: ligne as unknown as Record<string, unknown> }));
      appliquerPage(base, page, { genre: 'fin', curseur: String(debut), encore: true, dernierSeq: 0 }, acteur, contexteDuPoste(), ecritureDuPoste());
    }
  });
  const vue: DefinitionVue = { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout' };
  const liste = meilleure(() => { base.tous('select id, "cleTri" from dispositif order by "cleTri"'); });
  const ouverture = meilleure(() => { ouvrirVue(base, vue); });
  const ouverte = ouvrirVue(base, vue);
  const debutVue = meilleure(() => { lireFenetre(base, ouverte, 0, 200, contexteDuPoste().aujourdhui, nomCommune); });
  const finVue = meilleure(() => { lireFenetre(base, ouverte, ouverte.total - 200, ouverte.total, contexteDuPoste().aujourdhui, nomCommune); });
  const cibles = base.tous<{ id: string }>(`select id from dispositif where statut = 'valide' limit 500`);
  const commandes = chronometrer(() => { for (const { id } of cibles) executerCommande(base, 'modifierDispositif', { id, champs: { horaires: '24 h / 24' } }, acteur, contexteDuPoste(), ecritureDuPoste()); });
  const rejeu = chronometrer(() => { appliquerPage(base, [], { genre: 'fin', curseur: 'x', encore: false, dernierSeq: 0 }, acteur, contexteDuPoste(), ecritureDuPoste()); });
  const mesure = (nom: string, ms: number, reference: string, referenceMs: number): Mesure => ({ nom, ms: Math.round(ms * 10) / 10, reference, referenceMs: Math.round(referenceMs * 10) / 10, rapport: Math.round((ms / referenceMs) * 100) / 100 });
  const mesures = [
    mesure(`premier chargement de ${lignes.length} lignes`, chargement, 'insertion brute des mêmes lignes, sans index ni colonne dérivée', insertion),
    mesure(`ouverture de l’arbre déplié (${ouverte.total} lignes)`, ouverture, 'liste triée des dispositifs', liste),
    mesure('fenêtre de 200 lignes à la fin', finVue, 'fenêtre de 200 lignes au début', debutVue),
    mesure(`rejeu de ${cibles.length} commandes en attente`, rejeu, 'leur première exécution', commandes),
  ];
  for (const { nom, ms, reference, referenceMs, rapport } of mesures) console.error(`${nom} : ${ms} ms, soit ${rapport} × (${reference} : ${referenceMs} ms)`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ mesures }, null, 2)}\n`);
} finally {
  rmSync(dossier, { recursive: true });
}
