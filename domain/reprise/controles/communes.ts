import { departementDeCommune, trouverDepartement, DEPARTEMENTS } from '../../geographie/departements.ts';
import { decouperNom, nomsProches } from '../../proximite.ts';
import { cleDeTri } from '../../texte.ts';
import type { Lecteur } from './lecteur.ts';

export interface CommuneConnue { readonly code: string; readonly nom: string; readonly departement: string }
/** Le référentiel des communes, prêt à chercher par nom dans un département. */
export interface IndexCommunes {
  trouver(code: string): CommuneConnue | undefined;
  /** La commune de ce nom, abréviations comprises ; plusieurs hors d’un département. */
  nommees(nom: string, departement: string | null): readonly CommuneConnue[];
  /** Celles qui l’ont absorbée, ou dont le nom est à une faute près. */
  proches(nom: string, departement: string | null): { readonly surs: readonly CommuneConnue[]; readonly choix: readonly CommuneConnue[] };
}

const ABREVIATIONS = new Map([['st', 'saint'], ['ste', 'sainte'], ['s', 'sur'], ['ss', 'sous'], ['lez', 'les'], ['n', 'notre']]);
/** « St-Pol-s/-Mer » et « Saint-Pol-sur-Mer » ont la même clé ; « Paris 12e Arrondissement » et « PARIS 12 » aussi. */
const cleDeCommune = (nom: string): string => cleDeTri(nom).replace(/ ?\(?\d{5}\)?$/u, '').replace(/ (\d{1,2}) ?(?:er|e|eme)?(?: arrondissement| arrdt)?$/u, ' $1').replace(/ cedex(?: \d+)?$/u, '').split(' ').map((mot) => ABREVIATIONS.get(mot) ?? mot).join(' ');

export const indexerCommunes = (communes: readonly CommuneConnue[], anciennes: readonly { readonly nom: string; readonly departement: string; readonly chefLieu: string }[] = []): IndexCommunes => {
  const parCode = new Map(communes.map((commune) => [commune.code, commune]));
  const poser = <T>(table: Map<string, T[]>, cle: string, valeur: T): void => { const liste = table.get(cle); if (liste === undefined) table.set(cle, [valeur]); else if (!liste.includes(valeur)) liste.push(valeur); };
  // un fichier est presque toujours d’un département : les noms des autres ne se préparent que s’ils servent (`null` : tout le pays)
  const indexer = (departement: string | null): { readonly siennes: readonly CommuneConnue[]; readonly parNom: ReadonlyMap<string, readonly CommuneConnue[]>; readonly parAncienNom: ReadonlyMap<string, readonly CommuneConnue[]> } => {
    const siennes = departement === null ? communes : communes.filter((commune) => commune.departement === departement);
    const [parNom, parAncienNom] = [new Map<string, CommuneConnue[]>(), new Map<string, CommuneConnue[]>()];
    for (const commune of siennes) poser(parNom, cleDeCommune(commune.nom), commune);
    for (const { nom, chefLieu } of anciennes) { const commune = parCode.get(chefLieu); if (commune !== undefined && (departement === null || commune.departement === departement)) poser(parAncienNom, cleDeCommune(nom), commune); }
    return { siennes, parNom, parAncienNom };
  };
  const index = new Map<string | null, ReturnType<typeof indexer>>();
  const du = (departement: string | null): ReturnType<typeof indexer> => { const deja = index.get(departement); if (deja !== undefined) return deja; const fait = indexer(departement); index.set(departement, fait); return fait; };
  const noms = new Map<string, readonly CommuneConnue[]>();
  const voisins = new Map<string, ReturnType<IndexCommunes['proches']>>();
  const retenir = <T>(table: Map<string, T>, cle: string, valeur: T): T => { if (table.size < 20_000) table.set(cle, valeur); return valeur; };
  return {
    trouver: (code) => parCode.get(code),
    nommees: (nom, departement) => { const cle = `${departement ?? ''}/${nom}`; return noms.get(cle) ?? retenir(noms, cle, du(departement).parNom.get(cleDeCommune(nom)) ?? []); },
    proches: (nom, departement) => {
      const cle = `${departement ?? ''}/${nom}`;
      const deja = voisins.get(cle);
      if (deja !== undefined) return deja;
      const surs = du(departement).parAncienNom.get(cleDeCommune(nom)) ?? [];
      const decoupe = decouperNom(cleDeCommune(nom));
      // sans département, tout le pays serait à comparer : la personne saisit
      const choix = departement === null || surs.length === 1 ? surs : du(departement).siennes.filter((commune) => nomsProches(decoupe, decouperNom(commune.nom))).slice(0, 5);
      return retenir(voisins, cle, { surs, choix });
    },
  };
};

const departementsParNom = new Map(DEPARTEMENTS.map(({ code, nom }) => [cleDeTri(nom), code]));
const lireDepartement = (lecteur: Lecteur, lot: string | null): string | null => {
  const valeur = lecteur.texte('departement');
  if (valeur === '') return lot;
  const code = trouverDepartement(valeur)?.code ?? departementsParNom.get(cleDeTri(valeur)) ?? trouverDepartement(valeur.split(/[ –-]/u)[0]?.toUpperCase() ?? '')?.code;
  if (code !== undefined) return code;
  if (valeur.length === 1 && trouverDepartement(`0${valeur}`) !== undefined) lecteur.signaler('F01', 'departement', 'Un zéro initial a été perdu par un tableur.', { reparation: { genre: 'sure', valeurs: [`0${valeur}`], phrase: `0${valeur}` } });
  else lecteur.signaler('G05', 'departement', 'Ce département n’existe pas.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le code du département' } });
  return null;
};

/** La commune et le département d’une ligne : G05, et F01 pour un zéro initial perdu. `null` quand la ligne ne le dit pas lisiblement. */
export const lireCommune = (lecteur: Lecteur, communes: IndexCommunes, lot: string | null): { readonly commune: string | null; readonly departement: string | null } => {
  const demande = lireDepartement(lecteur, lot);
  const insee = lecteur.texte('codeInsee');
  const ecrite = insee === '' ? lecteur.texte('commune') : insee;
  const champ = insee === '' ? 'commune' : 'codeInsee';
  const echouer = (explication: string, candidates: readonly CommuneConnue[], sure: boolean): { commune: null; departement: string | null } => {
    const phrase = candidates.map(({ code, nom }) => `${nom} (${code})`).join(', ');
    lecteur.signaler('G05', champ, explication, { reparation: candidates.length === 0 ? { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : la commune' } : { genre: sure && candidates.length === 1 ? 'sure' : 'choix', valeurs: candidates.map(({ code }) => code), phrase } });
    return { commune: null, departement: demande };
  };
  if (ecrite === '') return echouer('La commune manque.', [], false);
  const code = /^\d[\dAB]\d{3}$/u.test(ecrite) ? communes.trouver(ecrite) : undefined;
  if (code !== undefined) return lecteur.texte('departement') !== '' && demande !== null && code.departement !== demande ? echouer(`${code.nom} (${code.code}) n’est pas dans le département ${demande}.`, [], false) : { commune: code.code, departement: code.departement };
  if (/^\d{4}$/u.test(ecrite) && communes.trouver(`0${ecrite}`) !== undefined) {
    lecteur.signaler('F01', champ, 'Un zéro initial a été perdu par un tableur.', { reparation: { genre: 'sure', valeurs: [`0${ecrite}`], phrase: `${communes.trouver(`0${ecrite}`)?.nom ?? ''} (0${ecrite})` } });
    return { commune: null, departement: demande };
  }
  if (/^\d/u.test(ecrite)) return echouer(`Le code commune ${ecrite} n’est pas au code officiel géographique.`, [], false);
  const trouvees = communes.nommees(ecrite, demande);
  if (trouvees.length === 1) return { commune: trouvees[0]?.code ?? null, departement: departementDeCommune(trouvees[0]?.code ?? '') };
  if (trouvees.length > 1) return echouer('Plusieurs communes portent ce nom : préciser le département ou le code Insee.', trouvees.slice(0, 5), false);
  const { surs, choix } = communes.proches(ecrite, demande);
  return echouer(surs.length === 1 ? `« ${ecrite} » a rejoint ${surs[0]?.nom ?? ''}.` : `Aucune commune de ce nom${demande === null ? '' : ` dans le département ${demande}`}.`, choix, surs.length === 1);
};
