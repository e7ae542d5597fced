import type { Provenance } from '../../contract/methodesIndicateurs.ts';
import { decalerDate, numeroDuJour } from '../../domain/dates.ts';
import type { Filtres } from '../../domain/indicateurs/calcul.ts';
import { calculer, passe } from '../../domain/indicateurs/calcul.ts';
import { STATUTS_DU_PARC, joursDans } from '../../domain/indicateurs/faits.ts';
import { capaciteOuverte } from '../../domain/indicateurs/capacite.ts';
import { INDISPONIBLES, LIBRES, OCCUPEES } from '../../domain/indicateurs/mesures.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { OccupationDeclaree } from '../../domain/objets/dispositif.ts';
import { STATUTS_DECLARANTS, estEnRetard, etatDeclaration } from '../../domain/places/occupation.ts';
import { surLesGroupes } from './lecture.ts';
import type { CadreIndicateurs } from './moteur.ts';
import { lireFaits, memoireDuCadre } from './moteur.ts';
import { lireMotifs, lireMotifsDuJour } from './places.ts';

/** Une place est à jour quand elle a été changée, constatée ou déclarée depuis moins d’un mois. */
const JOURS_FRAICHEUR = 31;
const somme = (faits: readonly Fait[], champ: string): number => faits.reduce((total, { nombres }) => total + (nombres[champ] ?? 0), 0);

/** Où en sont les déclarations d’occupation des dispositifs de ces groupes : ceux qui ont des places ouvertes, et ceux d’entre eux qui sont en retard. `declares` : la dernière, par dispositif. */
export const declarations = ({ base, aujourdhui }: CadreIndicateurs, groupes: readonly Fait[]): { readonly dispositifs: number; readonly enRetard: number; readonly declares: ReadonlyMap<string, string> } => {
  const concernes = new Set<string>();
  for (const { cles, nombres } of groupes) if ((nombres['capacite'] ?? 0) > 0) concernes.add(cles.dispositif ?? '');
  const siens = base.tous<{ id: string; statut: string; declaree: string | null }>('select id, statut, "occupationDeclaree" as declaree from dispositif').filter(({ id, statut }) => concernes.has(id) && STATUTS_DECLARANTS.includes(statut))
    .map(({ id, declaree }) => ({ id, declaree: declaree === null ? null : (JSON.parse(declaree) as OccupationDeclaree) }));
  return { dispositifs: siens.length, enRetard: siens.filter(({ declaree }) => estEnRetard(etatDeclaration(declaree, aujourdhui))).length, declares: new Map(siens.flatMap(({ id, declaree }) => (declaree === null ? [] : [[id, declaree.le] as const]))) };
};

const fraicheur = (cadre: CadreIndicateurs, groupes: readonly Fait[]): Provenance['fraicheur'] => {
  const { base, aujourdhui } = cadre;
  const ouverts = new Map(groupes.filter(({ nombres }) => nombres['ouverts'] === 1).map(({ id, cles }) => [id, cles.dispositif ?? '']));
  const limite = decalerDate(aujourdhui, -JOURS_FRAICHEUR);
  const { dispositifs, enRetard, declares } = declarations(cadre, groupes);
  let places = 0;
  let aJour = 0;
  const requete = surLesGroupes(new Set(ouverts.keys()), (table, groupe) => `select ${groupe}, count(*), sum("majJour" >= ${numeroDuJour(limite)}) from ${table} where "etatJour" <> 'fermee' group by 1`);
  const lire = (): readonly (readonly [groupeId: string, n: number, fraiches: number])[] => base.bruts(...requete);
  // de toutes les places, la lecture ne dépend pas de la case : elle se garde
  for (const [groupeId, n, fraiches] of requete.length === 1 ? memoireDuCadre(cadre)('fraiches', lire, true) : lire()) {
    const dispositif = ouverts.get(groupeId);
    if (dispositif === undefined) continue;
    places += n;
    aJour += (declares.get(dispositif) ?? '') >= limite ? n : fraiches;
  }
  return { places, aJour, jours: JOURS_FRAICHEUR, dispositifs, enRetard };
};

/** Les dispositifs de la case que l’indicateur ne compte pas ; `null` quand la case se définit par un caractère que seuls les groupes ont. */
const horsCompte = ({ base, nomenclature }: CadreIndicateurs, filtres: Filtres): { readonly horsPlaces: number; readonly nonValides: number } | null => {
  if ((['modalite', 'public', 'permanence', 'financement'] as const).some((axe) => filtres[axe] !== undefined)) return null;
  const retenu = passe(filtres);
  const comptees = naturesEnPlaces(nomenclature);
  const siens = base.tous<{ id: string; entiteId: string; departement: string; nature: string; type: string; statut: string }>('select id, "entiteId", departement, nature, type, statut from dispositif')
    .filter(({ id, entiteId, departement, nature, type }) => retenu({ niveau: 'dispositif', id, cles: { departement, entite: entiteId, dispositif: id, nature, type }, nombres: {} }));
  return { horsPlaces: siens.filter(({ nature }) => !comptees.has(nature)).length, nonValides: siens.filter(({ nature, statut }) => comptees.has(nature) && !STATUTS_DU_PARC.includes(statut)).length };
};

/** L’état qu’ont les places du numérateur ; sans lui, ce sont toutes celles qui ne sont pas fermées. */
const ETATS: ReadonlyMap<unknown, readonly string[]> = new Map([[INDISPONIBLES, ['indisponible']], [OCCUPEES, ['occupee']], [LIBRES, ['libre']]]);
const COLONNES_PLACES = { departement: 'departement', entite: 'entiteId', dispositif: 'dispositifId', nature: 'nature', type: 'type', modalite: 'modalite', permanence: 'permanence' } as const satisfies Partial<Record<Axe, string>>;
const GROUPES_MAXIMUM = 2_000;
/**
 * Le filtre de l’écran Places qui montre les places du numérateur. La grille montre l’état du jour : à une autre date, ou sur une période, aucun filtre ne les retrouverait.
 * Un public ou un financement se retrouve par ses groupes ; une région et un SIAO, par leurs départements.
 */
const lignesDerriere = ({ nomenclature, aujourdhui }: CadreIndicateurs, indicateur: Indicateur, filtres: Filtres, periode: Periode, groupes: readonly Fait[]): Provenance['lignes'] => {
  const mesure = indicateur.numerateur.termes[0]?.mesure;
  if (periode.du !== periode.au || periode.du !== aujourdhui || mesure === undefined || mesure.niveau !== 'groupe') return null;
  const retenus: Record<string, { genre: 'parmi'; valeurs: string[] }> = { parc: { genre: 'parmi', valeurs: ['oui'] }, etat: { genre: 'parmi', valeurs: [...(ETATS.get(mesure) ?? ['libre', 'reservee', 'occupee', 'indisponible'])] } };
  const natures = mesure.ou?.nature ?? [...naturesEnPlaces(nomenclature)];
  retenus['nature'] = { genre: 'parmi', valeurs: natures.filter((code) => filtres.nature === undefined || filtres.nature.includes(code)) };
  for (const [axe, colonne] of Object.entries(COLONNES_PLACES)) {
    const valeurs = filtres[axe as Axe];
    if (valeurs !== undefined && axe !== 'nature') retenus[colonne] = { genre: 'parmi', valeurs: [...valeurs] };
  }
  if (filtres.region !== undefined || filtres.siao !== undefined) retenus['departement'] = { genre: 'parmi', valeurs: [...new Set(groupes.map(({ cles }) => cles.departement ?? ''))].sort() };
  if (filtres.public !== undefined || filtres.financement !== undefined) {
    if (groupes.length > GROUPES_MAXIMUM) return null;
    retenus['groupeId'] = { genre: 'parmi', valeurs: groupes.map(({ id }) => id) };
  }
  return { ecran: 'places', definition: { tri: [], recherche: '', filtres: retenus } };
};

/** Les places-jours d’indisponibilité de ces groupes, par motif. Aujourd’hui, leur état du jour le dit ; un autre jour, leur histoire. */
const motifsDes = (cadre: CadreIndicateurs, groupes: readonly Fait[], periode: Periode): ReadonlyMap<string, number> => {
  const { base, aujourdhui } = cadre;
  const retenus = new Set(groupes.map(({ id }) => id));
  if (periode.du !== aujourdhui || periode.au !== aujourdhui) return lireMotifs(base, retenus, { periode, aujourdhui }, memoireDuCadre(cadre));
  const motifs = new Map<string, number>();
  for (const [motif, groupe, n] of memoireDuCadre(cadre)('motifsDuJour', () => lireMotifsDuJour(base, aujourdhui, cadre.nomenclature, true), true)) if (retenus.has(groupe)) motifs.set(motif, (motifs.get(motif) ?? 0) + n);
  return motifs;
};

/** « D’où vient ce chiffre ? » : les nombres dont une case est faite, ce qu’elle laisse de côté, de quand datent ses données, et les lignes mêmes. Une case est un filtre de plus. */
export const lireProvenance = (cadre: CadreIndicateurs, indicateur: Indicateur, filtres: Filtres, periode: Periode): Provenance => {
  const faits = lireFaits(cadre, indicateur, periode);
  const { faits: _faits, ...chiffre } = calculer(indicateur, faits, { axes: [], filtres, jours: joursDans(periode) }).total;
  const retenu = passe(filtres);
  const niveaux = niveauxDe(indicateur);
  // d’un dispositif, on montre aussi les groupes ; d’une fiche ou d’une population, non
  const deGroupes = niveaux.includes('groupe') ? faits : niveaux.includes('dispositif') ? lireFaits(cadre, capaciteOuverte, periode) : [];
  const groupes = deGroupes.filter((fait) => fait.niveau === 'groupe' && retenu(fait));
  // ce que des dispositifs comptent de places n’est pas tout ce que leurs groupes en ont : leurs états ne feraient pas le chiffre
  const avecPlaces = mesuresDe(indicateur).some(({ lit, niveau }) => niveau === 'groupe' && (lit === 'places' || lit === 'etats'));
  const detail = (): Provenance['detail'] => {
    if (!avecPlaces) return null;
    if (indicateur.numerateur.termes.some(({ mesure }) => mesure === INDISPONIBLES)) {
      const motifs = motifsDes(cadre, groupes, periode);
      return { titre: 'Par motif', lignes: [...motifs].map(([cle, valeur]) => ({ cle, libelle: cadre.nomenclature.trouver('motif', cle)?.libelle ?? cle, valeur })).sort((une, autre) => autre.valeur - une.valeur || (une.cle < autre.cle ? -1 : 1)) };
    }
    const etats = [['occupees', 'Occupées'], ['reservees', 'Réservées'], ['libres', 'Libres'], ['indisponibles', 'Indisponibles'], ['occupationInconnue', 'Occupation inconnue']] as const;
    return { titre: 'Par état', lignes: etats.map(([cle, libelle]) => ({ cle, libelle, valeur: somme(groupes, cle) })).filter(({ cle, valeur }) => cle !== 'occupationInconnue' || valeur > 0) };
  };
  return {
    chiffre: { ...chiffre, composantes: { ...chiffre.composantes } }, detail: detail(),
    groupes: groupes.length === 0 ? null : { ouverts: somme(groupes, 'ouverts'), fermes: somme(groupes, 'fermes'), aVenir: somme(groupes, 'aVenir'), dispositifs: new Set(groupes.filter(({ nombres }) => nombres['ouverts'] === 1).map(({ cles }) => cles.dispositif)).size },
    // des fiches ou une population ne se comptent pas en places : ces dispositifs y sont, ou n’ont pas à y être
    horsCompte: niveaux.includes('groupe') || niveaux.includes('dispositif') ? horsCompte(cadre, filtres) : null, fraicheur: groupes.length === 0 ? null : fraicheur(cadre, groupes), lignes: lignesDerriere(cadre, indicateur, filtres, periode, groupes),
  };
};
