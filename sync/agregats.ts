import type { Agregats } from '../contract/agregats.ts';
import { CHEMIN_AGREGATS, schemaAgregats } from '../contract/agregats.ts';
import { AXES_AGREGATS, COLONNES_AGREGATS, REGLE_AGREGATS, nommerAgregat, sansPlaces } from '../contract/agregatsTextes.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import { MESURES, TAUX, tauxDe } from '../domain/agregats/mesures.ts';
import type { Axe, LigneAgregat } from '../domain/agregats/secret.ts';
import { additionner, ventiler } from '../domain/agregats/secret.ts';
import { dateEcrite } from '../domain/dates.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import type { Cellule, ColonneExport } from './exports/cellules.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';

const REGLAGE = 'agregats';
const SANS_OBJET: Cellule = { texte: 'n. c.' };
const nombre = (valeur: number | null | undefined): Cellule => (valeur === null || valeur === undefined ? SANS_OBJET : { nombre: valeur });

const ligneExportee = (axe: Axe, { valeur, structures, mesures }: LigneAgregat): Cellule[] => {
  const muette = sansPlaces(axe, valeur);
  return [
    { texte: valeur === null ? 'Regroupé' : nommerAgregat(axe, valeur) }, { nombre: structures }, ...COLONNES_AGREGATS.map((colonne) => nombre(muette ? null : mesures[colonne])),
    ...TAUX.map((taux) => { const part = muette ? null : tauxDe(taux, mesures); return nombre(part === null ? null : Math.round(part * 10_000) / 100); }),
  ];
};

/** Les agrégats se lisent au service ; la dernière publication reçue reste dans le fichier chiffré du compte, pour le travail hors ligne. */
export const creerAgregats = ({ client, session, exports }: { readonly client: ClientService; readonly session: () => SessionPoste; readonly exports: Exports }): Pick<Traitements, 'agregats.lire' | 'agregats.exporter'> => {
  const lire = async (): Promise<Agregats & { readonly horsLigne: boolean }> => {
    const { base } = session();
    try {
      const recus = await client.interroger(CHEMIN_AGREGATS, schemaAgregats);
      ecrireReglage(base, REGLAGE, JSON.stringify(recus));
      return { ...recus, horsLigne: false };
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      if (erreur.code !== 'hors_ligne' && erreur.code !== 'session') throw new ErreurPoste(erreur.code, erreur.message);
      const gardes = lireReglage(base, REGLAGE);
      if (gardes === null) throw new ErreurPoste('agregats.hors_ligne', 'Les agrégats n’ont pas encore été reçus sur ce poste : ils se liront dès que le service répondra.');
      return { ...schemaAgregats.parse(JSON.parse(gardes)), horsLigne: true };
    }
  };
  return {
    'agregats.lire': lire,
    'agregats.exporter': async ({ axe, format }) => {
      const { paquets, jour } = await lire();
      const lignes = ventiler(paquets, axe);
      const total = additionner(lignes.map(({ mesures, structures }) => ({ ...mesures, structures })));
      const colonnes: ColonneExport[] = [
        { titre: AXES_AGREGATS[axe], largeur: 44 }, { titre: 'Structures', largeur: 12, nombres: true }, ...COLONNES_AGREGATS.map((colonne) => ({ titre: MESURES[colonne], largeur: 16, nombres: true })), ...TAUX.map(({ libelle }) => ({ titre: `${libelle} (%)`, largeur: 18, nombres: true })),
      ];
      const ecrites = [...lignes.map((ligne) => ligneExportee(axe, ligne)), [{ texte: 'Total publié' }, ...ligneExportee('departement', { valeur: null, structures: total['structures'] ?? 0, mesures: total }).slice(1)]];
      return exports.exporter({
        sujet: `agregats-${axe}`, nom: 'Agrégats', titre: `Agrégats par ${AXES_AGREGATS[axe].toLowerCase()}`, total: ecrites.length, format, filtres: [], colonnes, morceaux: [ecrites],
        precisions: [
          ['Publication du', dateEcrite(jour)], ['Secret statistique', REGLE_AGREGATS], ...TAUX.map(({ libelle, numerateur, denominateur }) => [libelle, `${numerateur.libelle} / ${denominateur?.libelle ?? ''}`] as const),
          ['Exclus', [...new Set(TAUX.flatMap(({ exclusions }) => exclusions))].filter((texte) => texte !== 'places indisponibles').join(' ; ')],
        ],
      });
    },
  };
};
