import { libelleCode } from '../../contract/nomenclatureAffichee.ts';

/** Comment un motif se dessine : une lettre, une couleur du DSFR et une trame. Jamais la couleur seule. */
export interface ApparenceMotif { readonly lettre: string; readonly couleur: string; readonly trame: string }
const CONNUS: Readonly<Record<string, ApparenceMotif>> = {
  travaux: { lettre: 'T', couleur: 'warning', trame: 'oblique' }, remise_en_etat: { lettre: 'R', couleur: 'blue-cumulus', trame: 'points' }, desinsectisation: { lettre: 'D', couleur: 'purple-glycine', trame: 'verticale' },
  sinistre: { lettre: 'S', couleur: 'error', trame: 'croisee' }, fermeture_administrative: { lettre: 'F', couleur: 'beige-gris-galet', trame: 'horizontale' }, personnel: { lettre: 'P', couleur: 'green-menthe', trame: 'contre-oblique' },
  sous_occupation: { lettre: 'O', couleur: 'yellow-tournesol', trame: 'bandes' }, autre: { lettre: 'A', couleur: 'grey', trame: 'nue' },
};
/** Un motif que l’administrateur a ajouté prend l’initiale de son libellé, sur gris. */
export const apparenceDe = (motif: string): ApparenceMotif => CONNUS[motif] ?? { lettre: libelleCode('motif', motif).charAt(0).toUpperCase(), couleur: 'grey', trame: 'nue' };
