import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { JoursDePlace } from '../../domain/indicateurs/faits.ts';
import { RIEN, STATUTS_DU_PARC, capaciteSur, combiner, joursDePlace, joursOuverts } from '../../domain/indicateurs/faits.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import { periodeCouvre } from '../../domain/objets/commun.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { BaseLecture } from '../base.ts';

/** Le jour du poste, celui de ses colonnes dérivées, et ce que sa nomenclature compte en places. */
export interface Moment { readonly periode: Periode; readonly aujourdhui: string; readonly nomenclature: Nomenclature }

const naturesComptees = (nomenclature: Nomenclature): string => JSON.stringify(nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code));
const DU_PARC = `statut in (select value from json_each(?)) and nature in (select value from json_each(?))`;

export interface DispositifLu { readonly id: string; readonly entiteId: string; readonly departement: string; readonly nature: string; readonly type: string; readonly financements: string }
type Cles = Fait['cles'];
/** Une même liste écrite mille fois ne se lit qu’une. */
const lecteurJson = <T, R>(transformer: (lu: T) => R): ((texte: string) => R) => {
  const lus = new Map<string, R>();
  return (texte) => {
    const connu = lus.get(texte);
    if (connu !== undefined) return connu;
    const lu = transformer(JSON.parse(texte) as T);
    lus.set(texte, lu);
    return lu;
  };
};

/** Les dispositifs du parc, et la valeur de chacun sur les axes qui le concernent. Le financement est celui du dernier jour : tous ses codes, ensemble. */
export const lireDispositifs = (base: BaseLecture, { periode, nomenclature }: Moment): Map<string, Cles> => {
  const financement = lecteurJson((lignes: Financement[]) => combiner(lignes.filter((ligne) => periodeCouvre(ligne, periode.au)).map(({ code }) => code)));
  return new Map(base.tous<DispositifLu>(`select id, "entiteId", departement, nature, type, financements from dispositif where ${DU_PARC}`, JSON.stringify(STATUTS_DU_PARC), naturesComptees(nomenclature))
    .map(({ id, entiteId, departement, nature, type, financements }) => [id, { departement, entite: entiteId, dispositif: id, nature, type, financement: financement(financements) }]));
};

interface GroupeLu { readonly id: string; readonly dispositifId: string; readonly modalite: string; readonly permanence: string; readonly publics: string; readonly ouverture: string; readonly fermeture: string | null; readonly capaciteJour: number; readonly capacites: string }
interface AgregatLu { readonly groupeId: string; readonly occupees: number; readonly reservees: number; readonly libres: number; readonly indisponibles: number }
interface PlacesLues { readonly groupeId: string; readonly etats: string; readonly occupation: Occupation; readonly depuis: string | null; readonly n: number }

const PLACES_DATEES = `select "groupeId", etats, occupation, case when "occupationLe" is null then case occupation when 'libre' then '' end when "occupationLe" <= ? then '' when "occupationLe" > ? then null else "occupationLe" end as depuis, count(*) as n
  from place group by 1, 2, 3, 4`;

/** Les places-jours de chaque groupe, d’après les états datés de ses places. Les places semblables se comptent ensemble. */
const lirePlacesDatees = (base: BaseLecture, groupes: ReadonlyMap<string, GroupeLu>, { periode, aujourdhui }: Moment): Map<string, JoursDePlace> => {
  const lire = lecteurJson((etats: EtatPlace[]) => etats);
  const connus = new Map<string, JoursDePlace>();
  const parGroupe = new Map<string, JoursDePlace>();
  for (const { groupeId, etats, occupation, depuis, n } of base.tous<PlacesLues>(PLACES_DATEES, periode.du, periode.au)) {
    const groupe = groupes.get(groupeId);
    const ouverts = groupe === undefined ? null : joursOuverts(groupe, periode);
    if (ouverts === null) continue;
    const adresse = `${etats}|${occupation}|${depuis}|${ouverts.du}|${ouverts.au}`;
    let jours = connus.get(adresse);
    if (jours === undefined) { jours = joursDePlace(lire(etats), occupation, depuis, ouverts, aujourdhui); connus.set(adresse, jours); }
    const somme = parGroupe.get(groupeId) ?? { ...RIEN };
    parGroupe.set(groupeId, somme);
    for (const champ of Object.keys(RIEN) as (keyof JoursDePlace)[]) somme[champ] += jours[champ] * n;
  }
  return parGroupe;
};

/** Les groupes du parc. Aujourd’hui : les colonnes dérivées et les comptes que le cache tient ; un autre jour, une période : les capacités et les états datés. `places` : lire aussi les places. */
export const lireGroupes = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, moment: Moment, places: boolean): Fait[] => {
  const { periode, aujourdhui } = moment;
  const cejour = periode.du === periode.au && periode.du === aujourdhui;
  const publics = lecteurJson((codes: string[]) => combiner(codes));
  const capacites = lecteurJson((lignes: Capacite[]) => lignes);
  const lus = base.tous<GroupeLu>(`select id, "dispositifId", modalite, permanence, publics, ouverture, fermeture, "capaciteJour"${cejour ? '' : ', capacites'} from groupe`).filter(({ dispositifId }) => dispositifs.has(dispositifId));
  const comptes = new Map<string, JoursDePlace>();
  if (places && cejour) for (const { groupeId, ...agregat } of base.tous<AgregatLu>('select "groupeId", occupees, reservees, libres, indisponibles from agregat')) comptes.set(groupeId, { ...agregat, occupationInconnue: 0 });
  if (places && !cejour) for (const [id, jours] of lirePlacesDatees(base, new Map(lus.map((groupe) => [groupe.id, groupe])), moment)) comptes.set(id, jours);
  return lus.map((groupe) => {
    const { id, dispositifId, modalite, permanence } = groupe;
    const ouvert = joursOuverts(groupe, periode) !== null;
    const capacite = cejour ? groupe.capaciteJour : capaciteSur({ ouverture: groupe.ouverture, fermeture: groupe.fermeture, capacites: capacites(groupe.capacites) }, periode);
    return { niveau: 'groupe', cles: { ...dispositifs.get(dispositifId), modalite, permanence, public: publics(groupe.publics) }, nombres: { capacite, ouverts: ouvert ? 1 : 0, ...(ouvert ? comptes.get(id) : undefined) ?? RIEN } };
  });
};
