import { INDICATEUR_CONTROLES, LIGNES_CONTROLE } from '../contract/methodesControles.ts';
import type { Instantanes } from '../contract/instantanes.ts';
import { schemaInstantanes } from '../contract/instantanes.ts';
import type { ResultatDe, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { lireReglage } from '../db/base.ts';
import { marqueDeGarde } from '../db/gardes.ts';
import { compterCache, listerControle } from '../db/qualite/controles.ts';
import { STATUTS } from '../domain/cycleDeVie.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { naturesEnPlaces } from '../domain/nomenclature/nomenclature.ts';
import type { CodeControle } from '../domain/qualite/controles.ts';
import { CONTROLES, OBJETS_CONTROLES } from '../domain/qualite/controles.ts';
import type { ClientService } from './client.ts';
import type { Exports } from './exports/exports.ts';
import { cadreIndicateurs } from './indicateurs.ts';
import { lecteurInstantanes, reglageInstantanes } from './instantanes.ts';
import type { SessionPoste } from './session.ts';

const MORCEAU = 1_000;
const COLONNES = [
  { titre: 'Fiche', largeur: 12 }, { titre: 'Code', largeur: 16 }, { titre: 'Nom', largeur: 38 }, { titre: 'Entité ou dispositif', largeur: 34 }, { titre: 'Département', largeur: 22 }, { titre: 'Statut', largeur: 14 }, { titre: 'Constat', largeur: 60 }, { titre: 'Depuis', largeur: 12 },
] as const;

/** Le dernier mois figé, et ce que chaque contrôle comptait alors sur un territoire ; `null` : rien de figé. */
const reference = (recus: Instantanes | null, departements: ReadonlySet<string>): { readonly date: string; readonly nombres: ReadonlyMap<string, number> } | null => {
  const dernier = recus?.mois.filter(({ lignes }) => lignes.some(({ departement }) => departements.has(departement))).at(-1);
  if (dernier === undefined) return null;
  const nombres = new Map<string, number>();
  for (const { departement, cle, valeur } of dernier.lignes) if (departements.has(departement)) nombres.set(cle, (nombres.get(cle) ?? 0) + (valeur ?? 0));
  return { date: dernier.date, nombres };
};

/** Les contrôles de l’offre : ce qui est à corriger sur ce que le poste tient, et ce qui a changé depuis le dernier mois figé par le service. */
export const creerControles = ({ client, session, exports }: { readonly client: ClientService; readonly session: () => SessionPoste; readonly exports: Exports }): Pick<Traitements, 'controles.lire' | 'controles.lignes' | 'controles.exporter'> => {
  const lireFiges = lecteurInstantanes({ client, session });
  /** Le jour où les mois figés ont été demandés, par compte ouvert : ils ne changent qu’une fois par mois. */
  const demandes = new WeakMap<object, string>();
  const figes = async (aujourdhui: string): Promise<Instantanes | null> => {
    const { base } = session();
    const gardes = lireReglage(base, reglageInstantanes(INDICATEUR_CONTROLES, ''));
    if (gardes !== null) {
      // ce que l’on en a suffit à l’accueil, qui n’attend pas le réseau ; ce que le service a figé depuis se lira à la lecture suivante
      if (demandes.get(base) !== aujourdhui) {
        demandes.set(base, aujourdhui);
        lireFiges(INDICATEUR_CONTROLES, '').then(({ horsLigne }) => { if (horsLigne) demandes.delete(base); }, () => { demandes.delete(base); });
      }
      return schemaInstantanes.parse(JSON.parse(gardes));
    }
    try {
      const { recus, horsLigne } = await lireFiges(INDICATEUR_CONTROLES, '');
      if (!horsLigne) demandes.set(base, aujourdhui);
      return recus;
    } catch (erreur) {
      // un profil sans territoire n’a pas de mois figés ; hors ligne, ils viendront : les nombres du jour n’attendent pas
      if (erreur instanceof ErreurPoste) return null;
      throw erreur;
    }
  };
  const cadre = () => { const { base, aujourdhui, nomenclature, departements, programme } = cadreIndicateurs(session); return { base, contexte: { aujourdhui, compteesEnPlaces: naturesEnPlaces(nomenclature) }, departements: new Set(departements), marque: marqueDeGarde({ aujourdhui, programme }) }; };
  const lister = (code: CodeControle, maximum: number) => { const { base, contexte } = cadre(); return listerControle(base, code, contexte, maximum); };
  return {
    'controles.lire': async (): Promise<ResultatDe<'controles.lire'>> => {
      const depart = cadre();
      const { departements, contexte: { aujourdhui } } = depart;
      const demande = departements.size === 0 ? Promise.resolve(null) : figes(aujourdhui);
      // pendant que le service répond
      compterCache(depart.base, depart.contexte, departements, depart.marque);
      const avant = reference(await demande, departements);
      // l’offre a pu changer pendant la demande
      const { base, contexte, marque } = cadre();
      const { nombres, duTerritoire } = compterCache(base, contexte, departements, marque);
      return {
        reference: avant?.date ?? null,
        controles: CONTROLES.map(({ code }) => { const figee = avant?.nombres.get(code); return { code, nombre: nombres.get(code) ?? 0, ecart: figee === undefined ? null : (duTerritoire.get(code) ?? 0) - figee }; }),
      };
    },
    'controles.lignes': ({ code }) => { const { total, lignes } = lister(code, LIGNES_CONTROLE); return { total, lignes: [...lignes] }; },
    'controles.exporter': ({ code, format, filtresEcrits }) => {
      const controle = CONTROLES.find((un) => un.code === code);
      const { total, lignes } = lister(code, Number.POSITIVE_INFINITY);
      const cellules = lignes.map(({ objet, code: codeFiche, nom, parent, departement, statut, constat, depuis }) => [
        { texte: OBJETS_CONTROLES[objet] }, codeFiche === null ? null : { texte: codeFiche }, { texte: nom }, parent === null ? null : { texte: parent }, { texte: `${departement} – ${nomDepartement(departement)}` }, { texte: STATUTS[statut as keyof typeof STATUTS] }, { texte: constat }, depuis === null ? null : { date: depuis },
      ]);
      const morceaux = Array.from({ length: Math.ceil(cellules.length / MORCEAU) }, (_, rang) => cellules.slice(rang * MORCEAU, (rang + 1) * MORCEAU));
      return exports.exporter({ sujet: `controle-${code}`, nom: 'Contrôle', titre: controle?.libelle ?? code, total, format, filtres: filtresEcrits, precisions: [['Contrôle', controle?.aide ?? '']], colonnes: COLONNES, morceaux });
    },
  };
};
