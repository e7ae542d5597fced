// node tests/bench/atelier.ts [LIGNES] [PART] : un dossier de structures ouvert, simulé puis mis en file par un vrai atelier ; la plus longue attente d’un autre écran pendant chaque étape, et la mémoire. PART : part des lignes déjà dans l’offre, dites autrement.
import { randomUUID } from 'node:crypto';
import { poserDossier } from '../../db/reprise/dossiers.ts';
import { ecrireLigne, lireLigneCache } from '../../db/lignes.ts';
import type { Mandat } from '../../domain/objets/mandat.ts';
import { creerAtelier } from '../../sync/reprise/atelier.ts';
import { charger, simuler } from '../../sync/reprise/chargement.ts';
import { contexteDuPoste } from '../../sync/session.ts';
import { exporterStructures } from '../fixtures/reprise/generateur.ts';
import { cadre, ecriture, ouvrirCacheEssai } from '../outils/cache.ts';
import { tableXlsx } from '../outils/fichiersTableur.ts';
import { acteur, dispositif, entite, mandat } from '../outils/fabrique.ts';

const [nombre = 50_000, part = 0] = process.argv.slice(2).map(Number);
const qui = acteur('admin_siao');
const { base, jeter } = ouvrirCacheEssai();
const { entetes, lignes } = exporterStructures(59, nombre, 0);
const le = new Date().toISOString();
const leMandat: Mandat = mandat({ utilisateurId: qui.utilisateurId, debut: '2020-01-01', fin: '2099-12-31' });
ecrireLigne(base, 'mandat', leMandat, ecriture);
ecrireLigne(base, 'entite', entite(), ecriture);
const lire = (rang: number, colonne: string): string => lignes[rang]?.cellules[entetes.indexOf(colonne)] ?? '';
for (let rang = 0; rang < nombre * part; rang += 1) ecrireLigne(base, 'dispositif', dispositif({ id: randomUUID(), nom: lire(rang, 'NOM_STRUCTURE'), adresse: 'Changée à la main', provenance: { source: 'si-siao', identifiant: lire(rang, 'ID_STRUCTURE') } }), ecriture);
const octets = tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)]);
const id = randomUUID();
poserDossier(base, { id, genre: 'structures', departement: '59', nom: 'structures.xlsx', taille: octets.byteLength, empreinte: 'a'.repeat(64), feuille: null, entete: null, choix: [], lotId: null, bilan: null, creeLe: le, modifieLe: le }, octets);
const atelier = creerAtelier({ base: () => base, aujourdhui: () => contexteDuPoste().aujourdhui });

/** Un autre écran demande sans cesse : sa plus longue attente est celle de la boucle. */
const mesurer = async <T>(nom: string, travail: () => Promise<T>): Promise<T> => {
  let [precedent, pire, ou, arrete] = [performance.now(), 0, 0, false];
  const debut = precedent;
  const tour = (): void => {
    const instant = performance.now();
    if (instant - precedent > pire) { pire = instant - precedent; ou = precedent - debut; }
    precedent = instant;
    if (!arrete) setImmediate(tour);
  };
  setImmediate(tour);
  const resultat = await travail();
  await new Promise((suite) => { setImmediate(suite); });
  arrete = true;
  console.log(`${nom} : ${Math.round(performance.now() - debut)} ms, la plus longue attente ${Math.round(pire)} ms (à ${Math.round(ou)} ms) ; mémoire ${Math.round(process.memoryUsage().rss / 1e6)} Mo`);
  return resultat;
};
const outils = (avancer: (faites: number, sur: number | null) => Promise<void>, respirer: () => Promise<void>) => ({ base, cadre: () => ({ ...cadre(qui), contexte: contexteDuPoste() }), mandat: lireLigneCache(base, 'mandat', leMandat.id), avancer, respirer });
try {
  const ouvert = await mesurer('Lire et contrôler', () => atelier.ouvrir(id));
  const { essai } = await mesurer('Simuler', () => atelier.mener('simulation', (avancer, _signal, respirer) => simuler(ouvert, outils(avancer, respirer))));
  console.log(essai === null ? 'Rien de simulé.' : `À créer : ${JSON.stringify(essai.aCreer)}, ${essai.refus.length} refus, ${essai.propositions} propositions`);
  const simule = await atelier.courant(id);
  const lotId = base.un<{ id: string }>('select id from lot')?.id ?? null;
  const empechement = await mesurer('Mettre en file', () => atelier.mener('chargement', (avancer, _signal, respirer) => charger({ ...simule, dossier: { ...simule.dossier, lotId } }, outils(avancer, respirer))));
  if (empechement !== null) console.log(empechement.message);
} finally {
  jeter();
}
