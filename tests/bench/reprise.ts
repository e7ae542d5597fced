// node tests/bench/reprise.ts [LIGNES] : contrôle d’un export sale de structures (25 colonnes), tous contrôles actifs, en un seul fil.
import { anciennesCommunes, toutesCommunes } from '../../domain/geographie/cog.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { controlerFichier } from '../../domain/reprise/controle.ts';
import { indexerCommunes } from '../../domain/reprise/controles/communes.ts';
import { construireTraducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import { exporterStructures } from '../fixtures/reprise/generateur.ts';

const AUJOURDHUI = '2026-11-27';
const nomenclature = construireNomenclature([], AUJOURDHUI);
const { entetes, lignes } = exporterStructures(59, Number(process.argv[2] ?? 50_000));
const gestionnaires = new Set(lignes.map(({ cellules }) => `${cellules[2] ?? ''}/59`));
const communes = indexerCommunes(toutesCommunes(), anciennesCommunes());
for (let passage = 1; passage <= 3; passage += 1) {
  const traducteur = construireTraducteur(nomenclature, AUJOURDHUI);
  const [debut, cpu] = [performance.now(), process.cpuUsage()];
  const { anomalies, grandLivre } = controlerFichier({ genre: 'structures', entetes, lignes, contexte: { aujourdhui: AUJOURDHUI, departement: '59', communes, nomenclature, traducteur, gestionnaires, existant: { entites: [], dispositifs: [], groupes: [], places: [] } } });
  console.error(`${lignes.length} lignes × ${entetes.length} colonnes : ${Math.round(performance.now() - debut)} ms (${Math.round(process.cpuUsage(cpu).user / 1000)} ms de processeur, ramasse-miettes compris), ${anomalies.length} anomalies, ${grandLivre.lignes.equilibre ? 'équilibré' : 'ÉCART'}`);
}
