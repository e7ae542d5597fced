import type { ResultatRecherche, Traitements } from '../contract/poste.ts';
import type { BaseLecture } from '../db/base.ts';
import type { IndexRecherche } from '../db/recherche.ts';
import { lireIndex, motsCherches, rechercherPartout } from '../db/recherche.ts';
import { toutesCommunes, trouverCommune } from '../domain/geographie/cog.ts';
import { fautesEntre } from '../domain/proximite.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { SessionPoste } from './session.ts';
import { nomCommune } from './session.ts';

/** Âge à partir duquel l’index se relit, si le cache a changé. Une fiche ajoutée entre-temps se trouve ; renommée, elle se trouve encore sous son ancien nom. */
const FRAICHEUR_MS = 5_000;
const COMMUNES_PROPOSEES = 5;

/** Clés de recherche des communes, faites à la première demande (35 000 noms). */
let clesCommunes: readonly { readonly cle: string; readonly rang: number }[] | undefined;
const indexCommunes = () => (clesCommunes ??= toutesCommunes().map((commune, rang) => ({ cle: cleDeTri(`${commune.nom} ${commune.codesPostaux.join(' ')} ${commune.code}`), rang })));

/** Les communes où le périmètre a des dispositifs, par nom, code postal ou code officiel, à une faute près. Les plus fournies d’abord. */
const communesDuPerimetre = (base: BaseLecture, texte: string): readonly ResultatRecherche[] => {
  const mots = motsCherches(texte);
  const dun = (cle: string, mot: string): boolean => cle.includes(mot) || (mot.length > 3 && !/\d/u.test(mot) && cle.split(' ').some((candidat) => fautesEntre(mot, candidat, 1) <= 1));
  return base.tous<{ code: string; nombre: number }>('select commune as code, count(*) as nombre from dispositif where commune is not null group by commune')
    .flatMap(({ code, nombre }) => { const commune = trouverCommune(code); return commune === undefined ? [] : [{ commune, nombre, cle: cleDeTri(`${commune.nom} ${commune.codesPostaux.join(' ')} ${code}`) }]; })
    .filter(({ cle }) => mots.length > 0 && mots.every((mot) => dun(cle, mot)))
    .sort((une, autre) => Number(autre.cle.startsWith(mots[0] ?? '')) - Number(une.cle.startsWith(mots[0] ?? '')) || autre.nombre - une.nombre)
    .slice(0, COMMUNES_PROPOSEES)
    .map(({ commune, nombre }) => ({ objet: 'commune', id: commune.code, nom: commune.nom, code: commune.codesPostaux[0] ?? null, complement: `${nombre} ${nombre > 1 ? 'dispositifs' : 'dispositif'}` }));
};

/** Ctrl+K, et les communes des champs de choix. */
export const traitementsRecherche = ({ session }: { readonly session: () => SessionPoste }): Pick<Traitements, 'recherche.globale' | 'geographie.communes' | 'geographie.commune'> => {
  const lus = new WeakMap<BaseLecture, { readonly index: IndexRecherche; readonly le: number; readonly changements: number }>();
  const changements = (base: BaseLecture): number => base.un<{ n: number }>('select total_changes() as n')?.n ?? 0;
  const relire = (base: BaseLecture): IndexRecherche => {
    const index = lireIndex(base);
    lus.set(base, { index, le: Date.now(), changements: changements(base) });
    return index;
  };
  /** Après la réponse, pas pendant : la première lettre tapée prépare la suite. */
  const rafraichir = (base: BaseLecture): void => {
    const lu = lus.get(base);
    if (lu === undefined || Date.now() - lu.le < FRAICHEUR_MS || changements(base) === lu.changements) return;
    setTimeout(() => { try { if (session().base === base) relire(base); } catch { /* le compte s’est fermé entre-temps */ } }, 0);
  };
  return {
    'recherche.globale': ({ texte }) => {
      const { base } = session();
      const { resultats, corrige } = rechercherPartout(base, texte, nomCommune, lus.get(base)?.index ?? relire(base));
      rafraichir(base);
      return { resultats: [...resultats, ...communesDuPerimetre(base, texte)], corrige };
    },
    'geographie.communes': ({ recherche, departements }) => {
      const mots = cleDeTri(recherche).split(' ').filter((mot) => mot !== '');
      if (mots.length === 0) return { communes: [] };
      const trouvees = indexCommunes().filter(({ cle, rang }) => mots.every((mot) => cle.includes(mot)) && (departements.length === 0 || departements.includes(toutesCommunes()[rang]?.departement ?? '')));
      // le nom qui commence par la saisie d’abord, puis les communes les plus peuplées
      const premier = mots[0] ?? '';
      const triees = trouvees.sort((gauche, droite) => Number(droite.cle.startsWith(premier)) - Number(gauche.cle.startsWith(premier)) || (toutesCommunes()[droite.rang]?.population ?? 0) - (toutesCommunes()[gauche.rang]?.population ?? 0));
      return { communes: triees.slice(0, 15).flatMap(({ rang }) => { const commune = toutesCommunes()[rang]; return commune === undefined ? [] : [{ code: commune.code, nom: commune.nom, departement: commune.departement, codePostal: commune.codesPostaux[0] ?? null }]; }) };
    },
    'geographie.commune': ({ code }) => {
      const commune = trouverCommune(code);
      return { commune: commune === undefined ? null : { code: commune.code, nom: commune.nom, departement: commune.departement, codePostal: commune.codesPostaux[0] ?? null } };
    },
  };
};
