import type { LigneSource } from '../../domain/reprise/source.ts';
import { consommateurControle } from '../reprise/consommateurControle.ts';
import type { DescriptionSource } from './modele.ts';

/** Ce que l’ouvrier fait des lignes, de son côté : un million de textes ne traversent pas la frontière entre les fils. */
interface Consommateur { readonly consommer: (lot: readonly LigneSource[]) => void; readonly finir: () => unknown }
/** `reglages` : ce que l’appelant a donné, copié par valeur. */
export type NouveauConsommateur = (description: DescriptionSource, reglages: unknown) => Consommateur;

const rendre: NouveauConsommateur = () => { const lignes: LigneSource[] = []; return { consommer: (lot) => { for (const ligne of lot) lignes.push(ligne); }, finir: () => lignes }; };
const APERCU = 50;
const apercevoir: NouveauConsommateur = () => { const lignes: LigneSource[] = []; return { consommer: (lot) => { if (lignes.length < APERCU) lignes.push(...lot.slice(0, APERCU - lignes.length)); }, finir: () => lignes }; };

/** Les traitements, par leur nom : `lignes` rend tout (petits fichiers), `apercu` les premières, `controle` les anomalies et le grand livre d’un fichier de reprise. Un de plus : une ligne ici, et une fonction pure. */
export const CONSOMMATEURS: ReadonlyMap<string, NouveauConsommateur> = new Map([['lignes', rendre], ['apercu', apercevoir], ['controle', consommateurControle]]);
