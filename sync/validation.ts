import type { ColonneValidation } from '../contract/methodesValidation.ts';
import type { LigneValidation, Traitements } from '../contract/poste.ts';
import { texteChangement, texteEntiteFile, textePrevalidation, texteStatutFile } from '../contract/validationTextes.ts';
import { fileValidation } from '../db/validation.ts';
import type { Onglet } from '../db/validation.ts';
import type { Cellule } from './exports/cellules.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

const MORCEAU = 500;
const LARGEURS: Readonly<Record<ColonneValidation, number>> = { age: 11, nom: 40, changement: 14, entite: 32, statut: 16, prevalide: 24, commune: 20, depuis: 12 };
const TITRES_ONGLETS: Readonly<Record<Onglet, string>> = { pour_moi: 'Pour moi', chez_siao: 'Chez le SIAO', renvoyees: 'Renvoyées', decidees: 'Décidées', mes_propositions: 'Mes propositions' };
const jour = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });

const texte = (valeur: string): Cellule => (valeur === '' ? null : { texte: valeur });
const celluleDe = (ligne: LigneValidation, colonne: ColonneValidation): Cellule => {
  switch (colonne) {
    case 'age': return { nombre: ligne.jours };
    case 'nom': return texte(ligne.nom);
    case 'changement': return texte(texteChangement(ligne));
    case 'entite': return texte(texteEntiteFile(ligne));
    case 'statut': return texte(texteStatutFile(ligne.statut));
    case 'prevalide': return texte(textePrevalidation(ligne));
    case 'commune': return texte(ligne.commune ?? '');
    case 'depuis': return { date: jour.format(new Date(ligne.depuis)) };
  }
};

/** « À valider » : la file d’un onglet, et son export. */
export const traitementsValidation = ({ session, exports }: { readonly session: () => SessionPoste; readonly exports: Exports }): Pick<Traitements, `validation.${string}` & keyof Traitements> => {
  const file = (onglet: Onglet) => fileValidation(session().base, acteurDe(session().utilisateur), contexteDuPoste(), onglet, nomCommune, session().programme);
  return {
    'validation.file': ({ onglet }) => {
      const { lignes, compteurs, tronquee } = file(onglet);
      return { lignes, compteurs, tronquee };
    },
    'validation.exporter': ({ onglet, lignes, format, colonnes, filtres }) => {
      const parId = new Map(file(onglet).lignes.map((ligne) => [ligne.id, ligne]));
      const retenues = lignes.flatMap((id) => parId.get(id) ?? []);
      const verifier = exports.garder();
      const morceaux = function* (): Generator<Cellule[][]> {
        for (let rang = 0; rang < retenues.length; rang += MORCEAU) {
          verifier();
          yield retenues.slice(rang, rang + MORCEAU).map((ligne) => colonnes.map(({ colonne }) => celluleDe(ligne, colonne)));
        }
      };
      return exports.exporter({
        sujet: 'a-valider', nom: 'À valider', titre: 'À valider', total: retenues.length, format, filtres, precisions: [['File', TITRES_ONGLETS[onglet]]],
        colonnes: colonnes.map(({ colonne, titre }) => ({ titre, largeur: LARGEURS[colonne], ...(colonne === 'age' ? { nombres: true } : {}) })), morceaux: morceaux(),
      });
    },
  };
};
