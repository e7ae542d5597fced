import type { Geste, Objet, RegleDroit } from '../../domain/droits.ts';
import { GESTES, LIBELLES_DROITS, MATRICE, OBJETS, profilsEncadres } from '../../domain/droits.ts';
import type { Perimetre, Profil } from '../../domain/profils.ts';
import { CODES_PROFILS, PROFILS } from '../../domain/profils.ts';
import { CONDITIONS, CONDITIONS_LONGUES, SOURCES } from './textes.ts';

/** Lectures de la matrice des droits, pour l’écran, le document et les explications. Rien n’est redit ici : tout vient de la table. */
export const reglesDe = (profil: Profil, objet: Objet, geste: Geste): readonly RegleDroit[] => MATRICE.filter((regle) => regle.profil === profil && regle.objet === objet && regle.geste === geste);
/** Les profils qui ont ce droit, avec leurs règles. `vise` : profil du compte visé. */
export const profilsQuiPeuvent = (objet: Objet, geste: Geste, vise?: Profil): readonly { readonly profil: Profil; readonly regles: readonly RegleDroit[] }[] =>
  CODES_PROFILS.map((profil) => ({ profil, regles: reglesDe(profil, objet, geste).filter(({ encadres }) => encadres === undefined || vise === undefined || encadres.includes(vise)) })).filter(({ regles }) => regles.length > 0);

/** Case de la matrice : « ● », « en suppléance », « P177 »… ; vide quand le profil n’a pas ce droit. `detail` : la phrase et sa source. */
export interface Case { readonly texte: string; readonly detail: string; readonly sources: readonly ('S0' | 'D')[] }
export const caseDe = (profil: Profil, objet: Objet, geste: Geste): Case => {
  const regles = reglesDe(profil, objet, geste);
  const sujet = `${PROFILS[profil].libelle}, ${LIBELLES_DROITS[geste].toLowerCase()} (${OBJETS[objet].toLowerCase()})`;
  if (regles.length === 0) return { texte: '', detail: `${sujet} : non.`, sources: [] };
  const sources = [...new Set(regles.map(({ source }) => source))];
  const conditions = [...new Set(regles.map(({ condition }) => condition))];
  const libre = conditions.includes(undefined);
  const longues = conditions.flatMap((condition) => (condition === undefined ? [] : [CONDITIONS_LONGUES[condition]]));
  return {
    texte: libre ? '●' : conditions.flatMap((condition) => (condition === undefined ? [] : [CONDITIONS[condition]])).join(' ; '),
    detail: `${sujet} : oui${libre ? '' : `, ${longues.join(', ou ')}`}. Source : ${sources.map((source) => SOURCES[source]).join(' ; ')}.`, sources,
  };
};

/** Lignes de l’onglet « Offre » : chaque objet et les gestes que quelqu’un peut y faire, dans l’ordre de la liste. Les comptes ont leur propre onglet. */
export const LIGNES_OFFRE: readonly { readonly objet: Objet; readonly geste: Geste }[] =
  (Object.keys(OBJETS) as Objet[]).filter((objet) => objet !== 'utilisateur').flatMap((objet) => GESTES.filter((geste) => MATRICE.some((regle) => regle.objet === objet && regle.geste === geste)).map((geste) => ({ objet, geste })));

/** Familles de profils et leurs profils, dans l’ordre des colonnes. */
export const FAMILLES: readonly { readonly famille: string; readonly profils: readonly Profil[] }[] = [...new Set(CODES_PROFILS.map((profil) => PROFILS[profil].famille))]
  .map((famille) => ({ famille, profils: CODES_PROFILS.filter((profil) => PROFILS[profil].famille === famille) }));
export const COLONNES: readonly Profil[] = FAMILLES.flatMap(({ profils }) => profils);

/** Une lettre par geste sur un compte, pour que la table tienne. */
export const LETTRES = { creer: 'C', modifier: 'M', reaffecter: 'R', suspendre: 'S', assister: 'A' } as const satisfies Partial<Record<Geste, string>>;
export const GESTES_COMPTES = Object.keys(LETTRES) as (keyof typeof LETTRES)[];
/** Ce qu’un profil peut faire sur le compte d’un autre : « C M R S A », « A »… */
export const caseComptes = (acteur: Profil, vise: Profil): Case => {
  const gestes = GESTES_COMPTES.filter((geste) => profilsEncadres(acteur, geste).includes(vise));
  const sources = [...new Set(MATRICE.filter((regle) => regle.profil === acteur && regle.objet === 'utilisateur' && regle.encadres?.includes(vise) === true).map(({ source }) => source))];
  const sujet = `${PROFILS[acteur].libelle} sur le compte d’un profil « ${PROFILS[vise].libelle} »`;
  return gestes.length === 0 ? { texte: '', detail: `${sujet} : aucun geste.`, sources }
    : { texte: gestes.map((geste) => LETTRES[geste]).join(' '), detail: `${sujet} : ${gestes.map((geste) => LIBELLES_DROITS[geste].toLowerCase()).join(', ')}. Source : ${sources.map((source) => SOURCES[source]).join(' ; ')}.`, sources };
};

/** Où un compte agit, en lieux comparables : « 59 » (tout le département), une entité dans un département, un dispositif. */
interface Lieu { readonly cle: string; readonly libelle: string; readonly couvertPar: readonly string[] }
interface NomsDesLieux { readonly entite?: string | undefined; readonly dispositifs?: readonly { readonly id: string; readonly nom: string; readonly departement: string }[] }
const lieuxDe = (perimetre: Perimetre, noms: NomsDesLieux): readonly Lieu[] => {
  const entite = noms.entite ?? 'l’entité';
  switch (perimetre.genre) {
    case 'national': return [{ cle: '*', libelle: 'toute la France', couvertPar: [] }];
    case 'departements': case 'siao': return perimetre.departements.map((code) => ({ cle: code, libelle: code, couvertPar: ['*'] }));
    case 'entite': return perimetre.departements.map((code) => ({ cle: `${perimetre.entiteId}/${code}`, libelle: `${entite} (${code})`, couvertPar: ['*', code] }));
    case 'dispositifs': return perimetre.dispositifs.map((id) => {
      const connu = noms.dispositifs?.find((dispositif) => dispositif.id === id);
      return { cle: id, libelle: connu?.nom ?? 'un dispositif', couvertPar: ['*', ...(connu === undefined ? [] : [connu.departement, `${perimetre.entiteId}/${connu.departement}`])] };
    });
  }
};

export interface Affectation extends NomsDesLieux { readonly profil: Profil; readonly perimetre: Perimetre }
/** Un droit gagné ou perdu, et où ; sans lieu quand il ne se compare pas. */
export interface Ecart { readonly objet: Objet; readonly geste: Geste; readonly condition: string; readonly lieux: readonly string[] }

const PLURIELS: Record<Objet, string> = { entite: 'les entités', dispositif: 'les dispositifs', groupe: 'les groupes de places', place: 'les places', utilisateur: 'les comptes', nomenclature: 'la nomenclature', proposition: 'les propositions', piece: 'les pièces', demande: 'les demandes sur des places', vue: 'les vues partagées', mandat: 'les mandats de reprise', lot: 'les lots de reprise', correspondance: 'les correspondances de reprise' };
const droitsDe = (profil: Profil): ReadonlyMap<string, RegleDroit> => new Map(MATRICE.filter((regle) => regle.profil === profil && regle.encadres === undefined).map((regle) => [`${regle.objet}|${regle.geste}|${regle.condition ?? ''}`, regle]));
/** Les droits du premier que le second n’a pas : absents de sa matrice, ou hors de ses lieux. */
const sansEquivalent = (de: Affectation, autre: Affectation): Ecart[] => {
  const siens = droitsDe(autre.profil);
  const lieuxAutre = new Set(lieuxDe(autre.perimetre, autre).map(({ cle }) => cle));
  const lieux = lieuxDe(de.perimetre, de);
  const horsDesLieux = lieux.filter(({ cle, couvertPar }) => !lieuxAutre.has(cle) && !couvertPar.some((plusGrand) => lieuxAutre.has(plusGrand)));
  const comptes = GESTES_COMPTES.flatMap((geste): Ecart[] => {
    const vises = profilsEncadres(de.profil, geste);
    const communs = profilsEncadres(autre.profil, geste);
    const ecart = (profils: readonly Profil[], ou: readonly Lieu[]): Ecart[] => (profils.length === 0 || ou.length === 0 ? [] : [{ objet: 'utilisateur', geste, condition: `(${profils.map((profil) => PROFILS[profil].libelle).join(', ')})`, lieux: ou.map(({ libelle }) => libelle) }]);
    return [...ecart(vises.filter((profil) => !communs.includes(profil)), lieux), ...ecart(vises.filter((profil) => communs.includes(profil)), horsDesLieux)];
  });
  const offre = [...droitsDe(de.profil)].flatMap(([cle, { objet, geste, condition }]): Ecart[] => {
    // un droit sans condition vaut celui qui en a une
    const aussi = siens.has(cle) || siens.has(`${objet}|${geste}|`);
    const concernes = aussi ? horsDesLieux : lieux;
    return concernes.length === 0 ? [] : [{ objet, geste, condition: condition === undefined ? '' : CONDITIONS[condition], lieux: concernes.map(({ libelle }) => libelle) }];
  });
  return [...offre, ...comptes];
};
/** Ce qu’une réaffectation donne et retire. */
export const ecartDroits = (avant: Affectation, apres: Affectation): { readonly gagnes: readonly Ecart[]; readonly perdus: readonly Ecart[] } => ({ gagnes: sansEquivalent(apres, avant), perdus: sansEquivalent(avant, apres) });

const LIEUX_ECRITS = 3;
/** « Valider les entités (62) », « Changer l’état des places (Les Remparts, Maison du Quai et 2 autres) ». */
export const phraseEcart = ({ objet, geste, condition, lieux }: Ecart): string => {
  const ecrits = lieux.length > LIEUX_ECRITS ? `${lieux.slice(0, LIEUX_ECRITS).join(', ')} et ${lieux.length - LIEUX_ECRITS} ${lieux.length - LIEUX_ECRITS > 1 ? 'autres' : 'autre'}` : lieux.join(', ');
  const verbe = geste === 'reaffecter' ? 'Changer le profil ou le périmètre des comptes' : geste === 'etat_places' ? 'Changer l’état des places' : geste === 'modalite' ? 'Changer la modalité des groupes de places' : geste === 'decider_sensible' ? `Décider d’un champ sensible sur ${PLURIELS[objet]}` : `${LIBELLES_DROITS[geste]} ${PLURIELS[objet]}`;
  return `${verbe}${condition === '' ? '' : ` ${condition}`}${ecrits === '' ? '' : ` : ${ecrits}`}`;
};
/** Ce qu’un profil peut faire, en une ligne par objet : « Dispositif : lire, valider, créer (P177) ». */
export const resumeDroits = (profil: Profil): readonly { readonly objet: Objet; readonly texte: string }[] => (Object.keys(OBJETS) as Objet[]).flatMap((objet) => {
  const gestes = GESTES.flatMap((geste) => {
    const { texte } = caseDe(profil, objet, geste);
    return texte === '' ? [] : [`${LIBELLES_DROITS[geste].toLowerCase()}${texte === '●' ? '' : ` (${texte})`}`];
  });
  return gestes.length === 0 ? [] : [{ objet, texte: gestes.join(', ') }];
});
