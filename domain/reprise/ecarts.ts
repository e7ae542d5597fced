import type { Contexte, Lecture } from '../commandes/commande.ts';
import { CHAMPS_LIBELLE } from '../commandes/libelles.ts';
import type { ArgumentsProposerReprise } from '../commandes/propositionsReprise.ts';
import { PROPOSITIONS_PAR_COMMANDE } from '../commandes/propositionsReprise.ts';
import type { Groupe } from '../objets/groupe.ts';
import { capaciteActuelle } from '../objets/groupe.ts';
import type { Ligne } from '../objets/objets.ts';
import { cleDeTri } from '../texte.ts';
import type { Anomalie } from './anomalies.ts';
import { anomalie } from './anomalies.ts';
import { dateEcrite } from '../dates.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { GABARITS, codesDuVocabulaire } from './gabarit/gabarit.ts';
import type { FicheDispositif, FicheEntite, FicheGroupe, Fiches } from './fiches.ts';
import type { Identifier } from './plan.ts';

interface EcartChamp { readonly champ: string; readonly avant: unknown; readonly apres: unknown }
/** Une fiche de l’offre que le fichier dit autrement. `nom` : celui de l’offre ; `champs` : seulement ceux que le fichier dit, et qui diffèrent. */
export interface Ecart { readonly objet: 'entite' | 'dispositif' | 'groupe'; readonly id: string; readonly nom: string; readonly identifiant: string; readonly lignes: readonly number[]; readonly champs: readonly EcartChamp[] }

const TEXTES = new Set(['raisonSociale', 'nom', 'adresse', 'libelle']);
/** Deux écritures que l’œil confond (casse, accents, ponctuation), ou les mêmes codes dans un autre ordre, ne sont pas un écart. */
const memes = (champ: string, une: unknown, autre: unknown): boolean => {
  if (Array.isArray(une) && Array.isArray(autre)) return une.length === autre.length && une.every((code) => autre.includes(code));
  if (TEXTES.has(champ) && typeof une === 'string' && typeof autre === 'string') return cleDeTri(une) === cleDeTri(autre);
  return (une ?? null) === (autre ?? null);
};
const differences = (dits: readonly string[], saisie: object, ligne: object): EcartChamp[] => dits.flatMap((champ) => {
  const [apres, avant] = [(saisie as Readonly<Record<string, unknown>>)[champ], (ligne as Readonly<Record<string, unknown>>)[champ]];
  return memes(champ, avant, apres) ? [] : [{ champ, avant: avant ?? null, apres }];
});
/** Ce que le fichier dit d’un groupe : ni déduit, ni vide. La capacité se compare à celle du jour. */
const differencesGroupe = ({ saisie, deduits }: FicheGroupe, ligne: Groupe, aujourdhui: string): EcartChamp[] => {
  const dits = ['libelle', 'modalite', 'forme', 'typeUnite', 'permanence', 'fermeture', 'publics', 'compositions'].filter((champ) => {
    const valeur = (saisie as unknown as Readonly<Record<string, unknown>>)[champ];
    return !deduits.includes(champ) && valeur !== null && !(Array.isArray(valeur) && valeur.length === 0);
  });
  const [capacite, actuelle] = [saisie.capacites[0]?.capacite ?? 0, capaciteActuelle(ligne, aujourdhui)];
  return [...differences(dits, saisie, ligne), ...(capacite === actuelle ? [] : [{ champ: 'capacites', avant: actuelle, apres: capacite }])];
};

const LECTURE = 500;
/** Les fiches de l’offre que ce fichier dit autrement. `repondre` : l’offre d’aujourd’hui ; une fiche hors du périmètre n’y est pas, rien n’en est dit. */
export const chercherEcarts = async (fiches: Fiches, repondre: (demande: Lecture) => unknown, aujourdhui: string): Promise<Ecart[]> => {
  const lire = async (objet: Ecart['objet'], ids: readonly string[]): Promise<ReadonlyMap<string, Ligne>> => {
    const lignes = new Map<string, Ligne>();
    for (let debut = 0; debut < ids.length; debut += LECTURE) for (const ligne of (await repondre({ lire: 'lignes', objet, ids: ids.slice(debut, debut + LECTURE) })) as readonly Ligne[]) lignes.set(ligne.id, ligne);
    return lignes;
  };
  const comparer = async <F extends FicheEntite | FicheDispositif | FicheGroupe>(objet: Ecart['objet'], liste: readonly F[], nom: string, differer: (fiche: F, ligne: Ligne) => EcartChamp[]): Promise<Ecart[]> => {
    const lignes = await lire(objet, [...new Set(liste.flatMap(({ existante }) => existante ?? []))]);
    return liste.flatMap((fiche): Ecart[] => {
      const ligne = fiche.existante === null ? undefined : lignes.get(fiche.existante);
      const champs = ligne === undefined ? [] : differer(fiche, ligne);
      return ligne === undefined || champs.length === 0 ? [] : [{ objet, id: ligne.id, nom: String((ligne as unknown as Readonly<Record<string, unknown>>)[nom] ?? ''), identifiant: fiche.provenance.identifiant, lignes: fiche.lignes, champs }];
    });
  };
  return [
    ...(await comparer('entite', fiches.entites, 'raisonSociale', ({ dits, saisie }, ligne) => differences(dits, saisie, ligne))),
    ...(await comparer('dispositif', fiches.dispositifs, 'nom', ({ dits, saisie }, ligne) => differences(dits, saisie, ligne))),
    ...(await comparer('groupe', fiches.groupes, 'libelle', (fiche, ligne) => differencesGroupe(fiche, ligne as Groupe, aujourdhui))),
  ];
};

/** Les commandes qui déposent ces écarts comme propositions. Le même écart du même lot a toujours le même identifiant : rejouer ne double rien. */
export const proposerEcarts = (ecarts: readonly Ecart[], { lotId, mandatId, identifier, deja = new Set() }: { readonly lotId: string; readonly mandatId: string; readonly identifier: Identifier; readonly deja?: ReadonlySet<string> }): ArgumentsProposerReprise[] => {
  const propositions = ecarts.flatMap(({ objet, id: ficheId, identifiant, lignes, champs }) => {
    const valeurs = Object.fromEntries(champs.map(({ champ, apres }) => [champ, apres]));
    const id = identifier('proposition', `${lotId}/${ficheId}/${JSON.stringify(valeurs)}`);
    return deja.has(id) ? [] : [{ id, objet, ficheId, identifiant, champs: valeurs, lignes: lignes.slice(0, 20) }];
  });
  return Array.from({ length: Math.ceil(propositions.length / PROPOSITIONS_PAR_COMMANDE) }, (_, rang) => ({ lotId, mandatId, propositions: propositions.slice(rang * PROPOSITIONS_PAR_COMMANDE, (rang + 1) * PROPOSITIONS_PAR_COMMANDE) }));
};

/** Dit une valeur d’un champ en français : un code par son libellé, une commune par son nom, une date écrite. */
export const direValeurs = (nomenclature: Nomenclature, communes: Contexte['communes'], date: string): ((champ: string, valeur: unknown) => string) => {
  const listes = new Map(GABARITS.structures.flatMap(({ cle, vocabulaire }) => (vocabulaire === undefined ? [] : [[cle as string, { vocabulaire, libelles: new Map(codesDuVocabulaire(vocabulaire, nomenclature, date).map(({ code, libelle }) => [code, libelle])) }] as const])));
  const dire = (champ: string, valeur: unknown): string => {
    if (valeur === null || valeur === undefined || valeur === '') return 'rien';
    if (Array.isArray(valeur)) return valeur.length === 0 ? 'rien' : valeur.map((une) => dire(champ, une)).join(', ');
    const texte = String(valeur);
    if (champ === 'commune') return communes.trouver(texte)?.nom ?? texte;
    if (champ === 'fermeture') return dateEcrite(texte);
    const liste = listes.get(champ);
    return liste === undefined ? texte : (liste.libelles.get(texte) ?? nomenclature.trouver(liste.vocabulaire as 'type', texte)?.libelle ?? texte);
  };
  return dire;
};

/** La colonne du gabarit qui dit ce champ. */
const COLONNES = new Map([['capacites', 'capacite'], ['nature', 'type']]);
/** Une anomalie par champ qui diffère. `laisses` : par fiche, pourquoi rien ne sera proposé ; `dire` : une valeur en français. */
export const anomaliesDEcarts = (ecarts: readonly Ecart[], laisses: ReadonlyMap<string, string>, dire: (champ: string, valeur: unknown) => string): Anomalie[] => ecarts.flatMap(({ objet, id, nom, lignes, champs }) => champs.filter(({ champ }) => champ !== 'nature' || !champs.some((autre) => autre.champ === 'type')).map(({ champ, avant, apres }) => {
  const suite = (laisses.get(id) ?? 'Ce sera proposé à qui en décide, rien ne change d’ici là.');
  const libelle = CHAMPS_LIBELLE[objet][champ] ?? champ;
  return { ...anomalie('R02', lignes[0] ?? 0, libelle, dire(champ, apres), `« ${nom} », ${libelle} : « ${dire(champ, avant)} » dans l’offre, « ${dire(champ, apres)} » dans le fichier. ${suite}`), champ: COLONNES.get(champ) ?? champ };
}));
