/** Ce qu’une colonne admet, à la saisie. `liste` : une plage d’une autre feuille ; `plusieurs` : la liste aide, et une saisie hors d’elle passe. `souple` : le tableur demande confirmation au lieu de refuser. */
export interface Validation {
  readonly colonne: number;
  readonly admet: { readonly genre: 'liste'; readonly plage: string; readonly plusieurs: boolean } | { readonly genre: 'date' } | { readonly genre: 'entier' } | { readonly genre: 'longueur'; readonly caracteres: number } | { readonly genre: 'tout' };
  readonly souple: boolean;
  readonly titre: string;
  readonly aide: string;
  readonly refus: string;
}

/** Ce qu’Excel tient dans un titre et dans un message ; au-delà, il dit le classeur abîmé. */
const [TITRE_MAXIMUM, MESSAGE_MAXIMUM] = [32, 255];
const couper = (texte: string, maximum: number): string => (texte.length > maximum ? `${texte.slice(0, maximum - 1)}…` : texte);

const contenu = (admet: Validation['admet'], colonne: string, premiere: number): readonly [attributs: string, formules: string] => {
  switch (admet.genre) {
    case 'liste': return ['type="list" ', `<formula1>${admet.plage}</formula1>`];
    case 'date': return ['type="date" operator="greaterThanOrEqual" ', '<formula1>1</formula1>'];
    case 'entier': return ['type="whole" operator="greaterThanOrEqual" ', '<formula1>0</formula1>'];
    // la longueur se lit de la cellule elle-même : un numéro devenu nombre y perdrait ses zéros
    case 'longueur': return ['type="custom" ', `<formula1>LEN(${colonne}${premiere})=${admet.caracteres}</formula1>`];
    case 'tout': return ['', ''];
  }
};

/** La partie `dataValidations` d’une feuille, à partir de la ligne `premiere`. */
export const validationsXml = (validations: readonly Validation[], lettres: (colonne: number) => string, echapper: (texte: string) => string, premiere: number, derniere: number): string => {
  if (validations.length === 0) return '';
  const une = ({ colonne, admet, souple, titre, aide, refus }: Validation): string => {
    const lettre = lettres(colonne);
    const [attributs, formules] = contenu(admet, lettre, premiere);
    const muette = admet.genre === 'tout' || (admet.genre === 'liste' && admet.plusieurs);
    const erreur = muette ? '' : ` showErrorMessage="1" errorTitle="${echapper(couper(titre, TITRE_MAXIMUM))}" error="${echapper(couper(refus, MESSAGE_MAXIMUM))}"`;
    return `<dataValidation ${attributs}${souple ? 'errorStyle="warning" ' : ''}allowBlank="1" showInputMessage="1"${erreur} promptTitle="${echapper(couper(titre, TITRE_MAXIMUM))}" prompt="${echapper(couper(aide, MESSAGE_MAXIMUM))}" sqref="${lettre}${premiere}:${lettre}${derniere}">${formules}</dataValidation>`;
  };
  return `<dataValidations count="${validations.length}">${validations.map(une).join('')}</dataValidations>`;
};
