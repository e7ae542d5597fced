import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { departementsDe } from '../../console/seed/plan.ts';
import { semer } from '../../console/seed/semis.ts';
import type { DefinitionVue } from '../../contract/poste.ts';
import type { LigneChangement } from '../../contract/service.ts';
import { schemaLigneChangement } from '../../contract/service.ts';
import type { Base } from '../../db/base.ts';
import { ouvrirBase } from '../../db/base.ts';
import { ouvrirChargement } from '../../db/chargement.ts';
import { connecter, envelopper, regler } from '../../db/connexion.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande } from '../../db/execution.ts';
import { appliquerPage } from '../../db/reception.ts';
import { VERSION_OFFRE, indexOffre, tablesOffre } from '../../db/schemaOffre.ts';
import { lireFenetre, ouvrirVue } from '../../db/vues.ts';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import type { Objet } from '../../domain/droits.ts';
import { ORDRE_OBJETS } from '../../domain/objets/objets.ts';
import type { Ligne } from '../../domain/objets/objets.ts';
import { PAGE_CHARGEMENT } from '../../sync/echanges.ts';
import { contexteDuPoste, ecritureDuPoste, nomCommune } from '../../sync/session.ts';
import { mesurerIndicateurs } from './indicateurs.ts';
import type { Mesure } from './mesures.ts';
import { chronometrer, meilleure, mesurer } from './mesures.ts';
import { mesurerPlaces } from './places.ts';
import { mesurerRecherche } from './recherche.ts';

const CLE = Buffer.alloc(32, 3);
const cadre = (): Cadre => ({ acteur: { utilisateurId: 'banc', nom: 'Banc', profil: 'gestionnaire_entite', perimetre: { genre: 'national' } }, contexte: contexteDuPoste(), ecriture: ecritureDuPoste(), catalogue: CATALOGUE });
const fin = (curseur: string, encore = false) => ({ genre: 'fin' as const, curseur, encore, dernierSeq: 0, derniers: {} });

/** Insertion brute des mêmes lignes dans le même schéma chiffré, index compris : les valeurs sont déjà calculées, rien n’est lu, ni vérifié, ni dérivé. */
const insererBrut = (chemin: string, source: Base): number => {
  const valeurs = new Map(ORDRE_OBJETS.map((objet) => [objet, source.tous<Record<string, string | number | null>>(`select * from "${objet}" order by rang`)] as const));
  const { sqlite } = connecter(chemin, [CLE]);
  const base = envelopper(sqlite);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  regler(sqlite);
  sqlite.exec(tablesOffre('main') + indexOffre('main'));
  sqlite.pragma(`user_version = ${VERSION_OFFRE}`);
  const ms = chronometrer(() => {
    for (const [objet, lignes] of valeurs) {
      const noms = Object.keys(lignes[0] ?? {});
      const ordre = `insert into "${objet}" (${noms.map((nom) => `"${nom}"`).join(', ')}) values (${noms.map(() => '?').join(', ')})`;
      for (let debut = 0; debut < lignes.length; debut += PAGE_CHARGEMENT) {
        base.transaction(() => { for (const ligne of lignes.slice(debut, debut + PAGE_CHARGEMENT)) base.ecrire(ordre, ...noms.map((nom) => ligne[nom] ?? null)); });
      }
    }
  });
  base.fermer();
  return ms;
};

/** Le cache du poste : chargement, delta, rejeu, vues. `departements` : ceux du semis, tous par défaut (le jeu national). `seulement` : les indicateurs, ou les places et leur tableur, sur un cache chargé sans rien mesurer d’autre. */
export const mesurerCache = async (departements?: readonly string[], seulement?: 'indicateurs' | 'places', indicateurs?: readonly string[]): Promise<Mesure[]> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-banc-'));
  try {
    const semis = semer({ graine: 1, au: contexteDuPoste().aujourdhui, departements: departements ?? departementsDe('national', '59') ?? [] });
    // telles que le réseau les apporte : du texte, par pages
    const textes: string[] = [];
    const ajouter = (objet: Objet, lignes: readonly Ligne[]): void => { for (const ligne of lignes) textes.push(`{"genre":"ligne","objet":"${objet}","ligne":${JSON.stringify(ligne)}}`); };
    ajouter('entite', semis.entites);
    for (const { dispositifs, groupes, places } of semis.departements()) { ajouter('dispositif', dispositifs); ajouter('groupe', groupes); ajouter('place', places); }
    const lire = (debut: number, nombre: number): LigneChangement[] => textes.slice(debut, debut + nombre).map((texte) => schemaLigneChangement.parse(JSON.parse(texte)));

    const base = ouvrirBase(join(dossier, 'compte'), [CLE], { maintenant: new Date().toISOString() });
    const chargement = chronometrer(() => {
      const neuf = ouvrirChargement(base, ecritureDuPoste());
      for (let debut = 0; debut < textes.length; debut += PAGE_CHARGEMENT) neuf.appliquer(lire(debut, PAGE_CHARGEMENT), fin(String(debut), true));
      neuf.terminer();
    });
    if (seulement !== undefined) {
      const seules = seulement === 'indicateurs' ? await mesurerIndicateurs(base, CLE, indicateurs) : mesurerPlaces(base, cadre());
      base.fermer();
      return [...seules];
    }
    const taille = statSync(base.chemins.offre).size;
    const brut = insererBrut(join(dossier, 'brut.sqlite'), base);
    const mesures = [mesurer(`premier chargement de ${textes.length} lignes, lecture du texte et vérification comprises (${Math.round(taille / 1e6)} Mo)`, chargement, 'insertion brute des mêmes lignes dans le même schéma chiffré', brut, textes.length)];

    const places = base.tous<{ id: string }>(`select id from place limit 10000`);
    const changees = places.map(({ id }) => base.un<Record<string, string>>('select * from place where id = ?', id)).map((ligne) => ({ ...ligne, etats: JSON.parse(ligne?.['etats'] ?? '[]') as unknown, provenance: null, version: 2 }));
    const delta = chronometrer(() => {
      for (let debut = 0; debut < changees.length; debut += 2000) appliquerPage(base, changees.slice(debut, debut + 2000).map((ligne) => ({ genre: 'ligne' as const, objet: 'place' as const, ligne })), fin(`d${debut}`), cadre());
    });
    const misesAJour = chronometrer(() => { base.transaction(() => { for (const { id } of places) base.ecrire('update place set version = 3 where id = ?', id); }); });
    mesures.push(mesurer(`delta de ${places.length} lignes changées`, delta, 'leur mise à jour brute', misesAJour, places.length));

    const cibles = base.tous<{ id: string }>(`select id from dispositif where statut = 'valide' limit 500`);
    const commandes = chronometrer(() => { for (const { id } of cibles) executerCommande(base, 'modifierDispositif', { id, champs: { horaires: '24 h / 24' } }, cadre()); });
    const attente = base.un<{ n: number }>('select count(*) as n from file')?.n ?? 0;
    const rejeu = meilleure(() => { appliquerPage(base, [], fin('x'), cadre()); });
    mesures.push(mesurer(`rejeu de ${attente} commandes en attente sur ${textes.length} lignes`, rejeu, 'leur première exécution', commandes));

    const vue: DefinitionVue = { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout' };
    const liste = meilleure(() => { base.tous('select id, "cleTri" from dispositif order by "cleTri"'); });
    const ouverte = ouvrirVue(base, vue);
    const debutVue = meilleure(() => { lireFenetre(base, ouverte, 0, 200, contexteDuPoste().aujourdhui, nomCommune); });
    mesures.push(
      mesurer(`ouverture de l’arbre déplié (${ouverte.total} lignes)`, meilleure(() => { ouvrirVue(base, vue); }), 'liste triée des dispositifs', liste),
      mesurer('fenêtre de 200 lignes à la fin', meilleure(() => { lireFenetre(base, ouverte, ouverte.total - 200, ouverte.total, contexteDuPoste().aujourdhui, nomCommune); }), 'fenêtre de 200 lignes au début', debutVue),
    );
    mesures.push(...await mesurerIndicateurs(base, CLE), ...mesurerRecherche(base), ...mesurerPlaces(base, cadre()));
    base.fermer();
    return mesures;
  } finally {
    rmSync(dossier, { recursive: true });
  }
};
