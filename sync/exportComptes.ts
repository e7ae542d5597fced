import { LIBELLES_SECOND, texteConnexion } from '../contract/comptesTextes.ts';
import type { ColonneCompte, LigneUtilisateur } from '../contract/methodesUtilisateurs.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { VueUtilisateurs } from '../db/utilisateurs.ts';
import { lireUtilisateurs } from '../db/utilisateurs.ts';
import { MATRICE } from '../domain/droits.ts';
import { STATUTS_COMPTE } from '../domain/objets/utilisateur.ts';
import { PROFILS } from '../domain/profils.ts';
import type { Cellule } from './exports/cellules.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste } from './session.ts';

const MORCEAU = 1_000;
const LARGEURS: Readonly<Record<ColonneCompte, number>> = { nom: 24, email: 34, profil: 26, perimetre: 32, departements: 14, statut: 12, secondFacteur: 14, activite: 20 };
/** Un export de comptes se fait aussi hors ligne : le service ne peut pas le noter. Le fichier le dit à qui le reçoit. */
const TRACE = 'cet export n’est pas écrit au journal du service';
const GARDE = 'contient des données personnelles : le garder en lieu sûr, et l’effacer quand il ne sert plus';

const celluleDe = (ligne: LigneUtilisateur, colonne: ColonneCompte): Cellule => {
  switch (colonne) {
    case 'profil': return { texte: PROFILS[ligne.profil].libelle };
    case 'perimetre': return { texte: ligne.perimetreLibelle };
    case 'departements': return ligne.departements.length === 0 ? null : { texte: ligne.departements.join(', ') };
    case 'statut': return { texte: STATUTS_COMPTE[ligne.statut] };
    case 'secondFacteur': return { texte: LIBELLES_SECOND[ligne.secondFacteur ? 'oui' : 'non'] };
    case 'activite': return { texte: texteConnexion(ligne) };
    default: return { texte: ligne[colonne] };
  }
};

/** L’export des comptes : ceux de la vue, donc du périmètre que le service a livré à ce compte, et seulement ce que la grille en montre. */
export const traitementsExportComptes = ({ session, vueDe, exports }: { readonly session: () => SessionPoste; readonly vueDe: (numero: number) => VueUtilisateurs; readonly exports: Exports }): Pick<Traitements, 'utilisateurs.exporter'> => ({
  'utilisateurs.exporter': ({ vue, format, colonnes, filtres }) => {
    const { base, utilisateur } = session();
    const { profil } = acteurDe(utilisateur);
    if (!MATRICE.some((regle) => regle.profil === profil && regle.objet === 'utilisateur' && regle.geste === 'lire')) throw new ErreurPoste('droit.profil', 'Ce profil ne lit pas les comptes.');
    const ouverte = vueDe(vue);
    const verifier = exports.garder();
    const moment = contexteDuPoste();
    const morceaux = function* (): Generator<Cellule[][]> {
      for (let rang = 0; rang < ouverte.total; rang += MORCEAU) {
        verifier();
        yield lireUtilisateurs(base, ouverte, rang, rang + MORCEAU, moment).map((ligne) => colonnes.map(({ colonne }) => celluleDe(ligne, colonne)));
      }
    };
    return exports.exporter({ sujet: 'comptes', nom: 'Comptes', titre: 'Comptes', total: ouverte.total, format, filtres, enTete: true, precisions: [['Trace', TRACE], ['Usage', GARDE]], colonnes: colonnes.map(({ colonne, titre }) => ({ titre, largeur: LARGEURS[colonne] })), morceaux: morceaux() });
  },
});
