import { chargerSemis } from '../../console/seed/chargement.ts';
import { departementsDe } from '../../console/seed/plan.ts';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { figerMois, moisDus } from '../../server/indicateurs/instantanes.ts';
import { demarrerPostgresql, preparerPostgresql } from '../outils/postgresql.ts';
import type { Mesure } from './mesures.ts';
import { mesurer } from './mesures.ts';

/**
 * Pendant qu’un mois se fige, un autre appelant lit une fiche, sans cesse : sa plus longue attente, à côté de la durée du gel ; puis le plus de temps que ce processus a calculé pendant une attente, que les voisins de la machine
 * n’allongent pas (PGlite y est compris, PostgreSQL non).
 */
const mesurerUn = async (base: Base, soir: Date, rang: number): Promise<readonly Mesure[]> => {
  const calcule = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const du = moisDus(soir)[rang];
  if (du === undefined) throw new Error('Aucun mois à figer.');
  let fini = false;
  const attentes: (readonly [attente: number, calcul: number])[] = [];
  const [debut, debutCalcul] = [performance.now(), calcule()];
  const gel = figerMois(base, du, soir).finally(() => { fini = true; });
  while (!fini) {
    const [demande, avant] = [performance.now(), calcule()];
    await base.db.selectFrom('dispositif').select('id').limit(1).execute();
    attentes.push([performance.now() - demande, calcule() - avant]);
    await new Promise((suite) => { setImmediate(suite); });
  }
  await gel;
  const ou = `${base.genre === 'pglite' ? 'PGlite' : 'PostgreSQL'}, mois ${du.origine === 'fige' ? 'du jour' : 'reconstitué'}`;
  const [duree, calcul] = [performance.now() - debut, calcule() - debutCalcul];
  return [
    mesurer(`plus longue attente d’un autre appelant, ${ou}`, Math.max(...attentes.map(([attente]) => attente)), `durée du gel, ${attentes.length} lectures entre-temps`, duree),
    mesurer(`calcul pendant une attente, au plus, ${ou}`, Math.max(...attentes.map(([, sien]) => sien)), 'calcul de tout le gel', calcul),
  ];
};

/** Le gel d’un mois sur PGlite et sur PostgreSQL : un mois du jour, contrôles compris, puis le précédent. */
export const mesurerGel = async (departements?: readonly string[]): Promise<Mesure[]> => {
  const soir = new Date('2026-11-30T20:30:00.000Z');
  const options = { graine: 1, au: '2026-11-30', departements: [...departements ?? departementsDe('national', '59') ?? []] };
  const mesures: Mesure[] = [];
  const surUne = async (base: Base): Promise<void> => {
    await chargerSemis(base, options, () => undefined);
    for (const rang of [0, 1]) mesures.push(...await mesurerUn(base, soir, rang));
    await base.fermer();
  };
  await surUne(await ouvrirBase());
  const pg = preparerPostgresql();
  if (pg === undefined) { console.error('PostgreSQL n’est pas installé ici : le gel ne s’y mesure pas.'); return mesures; }
  try {
    const grappe = await demarrerPostgresql(pg.modele);
    await surUne(await ouvrirBase({ url: grappe.url }));
    await grappe.arreter();
  } finally { pg.oublier(); }
  return mesures;
};
