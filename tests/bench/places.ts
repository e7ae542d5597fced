import { randomUUID } from 'node:crypto';
import type { DefinitionPlaces } from '../../contract/methodesPlaces.ts';
import { apercuPlaces } from '../../db/apercuPlaces.ts';
import type { Base } from '../../db/base.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande } from '../../db/execution.ts';
import { lireFenetrePlaces, ouvrirVuePlaces, valeursPlaces } from '../../db/places.ts';
import type { GestePlaces } from '../../domain/places/gestes.ts';
import { contexteDuPoste, nomCommune } from '../../sync/session.ts';
import type { Mesure } from './mesures.ts';
import { centile95, chronometrer, meilleure, mesurer } from './mesures.ts';
import { mesurerTableur } from './tableur.ts';

const PAGE = 200;
const TOUT: DefinitionPlaces = { tri: [], filtres: {}, recherche: '' };
/** Tris et filtres de tous les genres : chacun donne une vue dont les pages se lisent partout. */
const VUES: readonly DefinitionPlaces[] = [
  TOUT,
  { ...TOUT, tri: [{ colonne: 'numero', sens: 'desc' }] },
  { ...TOUT, tri: [{ colonne: 'etat', sens: 'asc' }, { colonne: 'depuis', sens: 'desc' }] },
  { ...TOUT, filtres: { etat: { genre: 'parmi', valeurs: ['libre', 'indisponible'] } }, tri: [{ colonne: 'commune', sens: 'asc' }] },
  { ...TOUT, filtres: { motif: { genre: 'parmi', valeurs: ['travaux'] }, modalite: { genre: 'parmi', valeurs: ['115'] } } },
  { ...TOUT, filtres: { depuis: { genre: 'periode', du: '2026-01-01', au: null } }, recherche: 'foyer' },
];

/** La grille Places sur le cache ouvert : pages de 200 lignes sous chaque tri et filtre (95e centile), ouverture des vues, aperçu et changement de 10 000 places. */
export const mesurerPlaces = (base: Base, cadre: Cadre): readonly Mesure[] => {
  const { aujourdhui } = contexteDuPoste();
  const pages: number[] = [];
  for (const definition of VUES) {
    const vue = ouvrirVuePlaces(base, definition);
    for (let pas = 0; pas < 60; pas += 1) {
      const debut = Math.floor((vue.total * pas) / 60);
      pages.push(chronometrer(() => { lireFenetrePlaces(base, vue, debut, debut + PAGE, aujourdhui, nomCommune); }));
    }
  }
  const brute = meilleure(() => { base.tous('select * from place where rang between 1000 and 1199'); });
  const tri = meilleure(() => { base.tous('select rang from place order by "groupeId", "cleTri"'); });
  const ouverture = meilleure(() => { ouvrirVuePlaces(base, TOUT); });
  const filtree = meilleure(() => { ouvrirVuePlaces(base, VUES[3] as DefinitionPlaces); });
  const compte = meilleure(() => { base.un('select count(*) as n, sum(occupation = ?) as o from place', 'libre'); });
  const valeurs = meilleure(() => { valeursPlaces(base, 'etat', TOUT); });

  const ids = base.tous<{ id: string }>(`select p.id from place p join dispositif d on d.id = p."dispositifId" where p."etatJour" = 'ouverte' and d.statut = 'valide' limit 10000`).map(({ id }) => id);
  const geste: GestePlaces = { genre: 'fermer', le: aujourdhui };
  const apercu = chronometrer(() => { apercuPlaces(base, ids, geste, cadre); });
  const change = chronometrer(() => {
    const execution = executerCommande(base, 'changerPlaces', { lot: randomUUID(), blocs: [{ geste, ids }] }, cadre);
    if (!execution.accepte) throw new Error(execution.message);
  });
  const brut = chronometrer(() => { base.transaction(() => { for (const id of ids) base.ecrire('update place set "etatJour" = ? where id = ?', 'fermee', id); }); });
  return [
    mesurer(`page de ${PAGE} places, ${pages.length} pages sous ${VUES.length} tris et filtres, 95e centile`, centile95(pages), 'les mêmes lignes par leur rang, SQL brut', brute),
    mesurer('ouverture de toutes les places', ouverture, 'leur suite triée, SQL brut', tri),
    mesurer('ouverture filtrée et triée par commune', filtree, 'leur suite triée, SQL brut', tri),
    mesurer('valeurs comptées de l’état', valeurs, 'un compte de toutes les places, SQL brut', compte),
    mesurer(`aperçu d’un geste sur ${ids.length} places`, apercu, 'leur mise à jour brute', brut),
    mesurer(`geste sur ${ids.length} places, jugé, appliqué et en file`, change, 'leur mise à jour brute', brut, ids.length),
    ...mesurerTableur(base, change),
  ];
};
