import { SaxesParser } from 'saxes';
import { ErreurLecture, abime } from './erreurs.ts';

const MORCEAU = 65_536;
type Attributs = Readonly<Record<string, string>>;
export interface Ecoute { readonly ouvrir: (nom: string, attributs: Attributs) => void; readonly fermer?: (nom: string) => void; readonly texte?: (texte: string) => void }
const local = (nom: string): string => nom.slice(nom.indexOf(':') + 1);

/** Parcourt une petite partie XML (classeur, liens, styles). Ni DTD, ni entité autre que les cinq du langage ; profondeur bornée. Noms et attributs sans préfixe. */
export const parcourir = (partie: Uint8Array, profondeurMaximum: number, { ouvrir, fermer, texte }: Ecoute): void => {
  const lecteur = new SaxesParser();
  let profondeur = 0;
  lecteur.on('error', () => { throw abime(); });
  lecteur.on('doctype', () => { throw new ErreurLecture('doctype', 'Ce classeur porte une déclaration qu’un tableur n’écrit pas : il n’est pas lu. L’enregistrer de nouveau depuis le tableur, puis le choisir.'); });
  lecteur.on('opentag', ({ name, attributes }) => { profondeur += 1; if (profondeur > profondeurMaximum) throw abime(); ouvrir(local(name), Object.fromEntries(Object.entries(attributes as Attributs).map(([cle, valeur]) => [local(cle), valeur]))); });
  if (texte !== undefined) { lecteur.on('text', texte); lecteur.on('cdata', texte); }
  lecteur.on('closetag', ({ name }) => { profondeur -= 1; fermer?.(local(name)); });
  try {
    const decodeur = new TextDecoder(partie[0] === 0xff && partie[1] === 0xfe ? 'utf-16le' : 'utf-8', { fatal: true });
    for (let debut = 0; debut < partie.byteLength; debut += MORCEAU) lecteur.write(decodeur.decode(partie.subarray(debut, debut + MORCEAU), { stream: debut + MORCEAU < partie.byteLength }));
    lecteur.close();
  } catch (erreur) {
    throw erreur instanceof ErreurLecture ? erreur : abime();
  }
};
