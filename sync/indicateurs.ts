import type { DefinitionIndicateur, MomentIndicateur, ResultatIndicateur } from '../contract/methodesIndicateurs.ts';
import type { ArgsDe, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { CadreIndicateurs } from '../db/indicateurs/moteur.ts';
import { calculerIndicateur } from '../db/indicateurs/moteur.ts';
import { lireProvenance } from '../db/indicateurs/provenance.ts';
import { lireDisponibilite } from '../db/indicateurs/repartitions.ts';
import { lireTableauDeBord } from '../db/indicateurs/tableauDeBord.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import type { Filtres } from '../domain/indicateurs/calcul.ts';
import type { Axe, Indicateur, Periode } from '../domain/indicateurs/modele.ts';
import { AXES, mesuresDe } from '../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../domain/indicateurs/registre.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import type { Perimetre } from '../domain/profils.ts';
import { DEPARTEMENTS } from '../domain/geographie/departements.ts';
import { tableauIndicateur } from './exportIndicateurs.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste } from './session.ts';

const INCONNUS = { groupe: 'places', dispositif: 'places', territoire: 'departements', fiche: 'fiches' } as const;
const inconnusDe = (un: Indicateur): DefinitionIndicateur['inconnus'] => INCONNUS[mesuresDe(un).find(({ inconnu }) => inconnu !== undefined)?.niveau ?? 'groupe'];
/** Un indicateur tel que l’écran et les rapports le présentent. */
export const definir = (un: Indicateur): DefinitionIndicateur => {
  const { id, libelle, famille, unite, sens, facteur, numerateur, denominateur, composantes, exclusions, source, precautions, moment, axes, quantile } = un;
  return {
    id, libelle, famille, unite, sens, facteur, parJour: denominateur !== null && 'jours' in denominateur, quantile: quantile?.rang ?? null, inconnus: inconnusDe(un), formule: { numerateur: numerateur.libelle, denominateur: denominateur?.libelle ?? null },
    composantes: (composantes ?? []).map(({ cle, libelle: nom }) => ({ cle, libelle: nom })), exclusions: [...exclusions], source, precautions: [...precautions], moment, axes: [...axes],
  };
};
const enPeriode = (moment: MomentIndicateur): Periode => ('date' in moment ? { du: moment.date, au: moment.date } : moment.periode);

export const indicateurDe = (id: string): Indicateur => {
  const trouve = trouverIndicateur(id);
  if (trouve === undefined) throw new ErreurPoste('indicateurs.inconnu', 'Cet indicateur n’existe pas dans cette version de SIAO Offre.');
  return trouve;
};
const verifierAxes = ({ libelle, axes }: Indicateur, demandes: readonly Axe[]): void => {
  const refuse = demandes.find((axe) => !axes.includes(axe));
  if (refuse !== undefined) throw new ErreurPoste('indicateurs.axe', `« ${libelle} » ne se ventile pas par ${AXES[refuse].toLowerCase()}. Choisir : ${axes.map((axe) => AXES[axe].toLowerCase()).join(', ')}.`);
  if (new Set(demandes).size !== demandes.length) throw new ErreurPoste('indicateurs.axe', 'Choisir des axes tous différents.');
};
const verifierMoment = ({ libelle, moment: admis }: Indicateur, moment: MomentIndicateur | null): void => {
  if (moment === null || admis === 'les_deux' || (admis === 'date') === ('date' in moment)) return;
  throw new ErreurPoste('indicateurs.moment', admis === 'date' ? `« ${libelle} » se lit à une date : choisir un jour.` : `« ${libelle} » se lit sur une période : choisir deux dates.`);
};

/** Le territoire d’un périmètre ; une entité ou des dispositifs n’en font pas un. */
const departementsDe = (perimetre: Perimetre): readonly string[] => (perimetre.genre === 'national' ? DEPARTEMENTS.map(({ code }) => code) : perimetre.genre === 'departements' || perimetre.genre === 'siao' ? perimetre.departements : []);

/** Ce que le moteur demande, pour la personne qui a ouvert ce poste. Erreur `indicateurs.refuse`. */
export const cadreIndicateurs = (session: () => SessionPoste): CadreIndicateurs => {
  const { base, utilisateur, programme } = session();
  // l’Analyste ne lit que les paquets publiés (décision 016) : rien ne se recalcule à côté d’eux
  if (utilisateur.profil === 'analyste') throw new ErreurPoste('indicateurs.refuse', 'Votre profil lit les agrégats publiés, où les petits effectifs sont regroupés.');
  const { aujourdhui, maintenant } = contexteDuPoste();
  return { base, aujourdhui, maintenant, nomenclature: construireNomenclature(lireNomenclatureCache(base), aujourdhui), departements: departementsDe(acteurDe(utilisateur).perimetre), programme };
};

/** Calcule une demande, une fois vérifié que l’indicateur l’admet. Erreurs `indicateurs.*`. */
export const calculerDemande = (cadre: CadreIndicateurs, { id, axes, moment, comparaison, filtres }: ArgsDe<'indicateurs.calculer'>): ResultatIndicateur => {
  const indicateur = indicateurDe(id);
  verifierAxes(indicateur, axes);
  verifierAxes(indicateur, Object.keys(filtres) as Axe[]);
  verifierMoment(indicateur, moment);
  verifierMoment(indicateur, comparaison);
  return calculerIndicateur(cadre, indicateur, { axes, filtres: filtres as Filtres, periode: enPeriode(moment), comparaison: comparaison === null ? null : enPeriode(comparaison) });
};

/** Les indicateurs, calculés sur ce que le poste tient : son périmètre. */
export const traitementsIndicateurs = ({ session, exports }: { readonly session: () => SessionPoste; readonly exports: Exports }): Pick<Traitements, 'indicateurs.liste' | 'indicateurs.calculer' | 'indicateurs.provenance' | 'indicateurs.tableauDeBord' | 'indicateurs.disponibilite' | 'indicateurs.exporter'> => {
  const cadre = (): CadreIndicateurs => cadreIndicateurs(session);
  const calculer = (demande: ArgsDe<'indicateurs.calculer'>): ResultatIndicateur => calculerDemande(cadre(), demande);
  return {
    'indicateurs.liste': () => ({ indicateurs: INDICATEURS.map(definir) }),
    'indicateurs.calculer': calculer,
    'indicateurs.provenance': ({ id, moment, filtres }) => {
      const indicateur = indicateurDe(id);
      verifierAxes(indicateur, Object.keys(filtres) as Axe[]);
      verifierMoment(indicateur, moment);
      return lireProvenance(cadre(), indicateur, filtres as Filtres, enPeriode(moment));
    },
    'indicateurs.disponibilite': () => ({ lignes: lireDisponibilite(cadre()) }),
    'indicateurs.tableauDeBord': () => lireTableauDeBord(cadre()),
    'indicateurs.exporter': ({ format, filtresEcrits, ...demande }) => {
      const indicateur = indicateurDe(demande.id);
      const { colonnes, lignes, provenance } = tableauIndicateur(indicateur, demande.axes, calculer(demande));
      return exports.exporter({ sujet: `indicateur-${indicateur.id.replaceAll('_', '-')}`, nom: indicateur.libelle.slice(0, 31), titre: indicateur.libelle, total: lignes.length, format, filtres: filtresEcrits, precisions: provenance, colonnes, morceaux: [lignes] });
    },
  };
};
