import { z } from 'zod';
import { estEnVigueur, libelleDe } from '../nomenclature/code.ts';
import type { ObjetCode } from '../nomenclature/nomenclature.ts';
import { REFERENTIEL_DU_CHAMP, codesDans, construireNomenclature, ligneInitiale, remplacerCode, versionAu } from '../nomenclature/nomenclature.ts';
import { naissance, schemaDate, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { CodeNomenclature, ContenuCode, Referentiel } from '../objets/nomenclature.ts';
import { idDeCode, schemaContenuCode, schemaNomCode, schemaReferentiel } from '../objets/nomenclature.ts';
import type { Groupe } from '../objets/groupe.ts';
import { MODALITES } from '../nomenclature/referentiels.ts';
import type { Ligne } from '../objets/objets.ts';
import { cibleDe } from '../objets/objets.ts';
import type { Acteur } from '../profils.ts';
import { autoriser } from '../droits.ts';
import { cleDeTri } from '../texte.ts';
import type { Changement, Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireNomenclature, refus } from './commande.ts';
import { enumerer, nombrer } from './noms.ts';
import { INTROUVABLE } from './regles.ts';

const PARTOUT = { departements: [], entiteId: null, dispositifId: null, partout: true } as const;
const refusDroit = (acteur: Acteur, geste: 'creer' | 'modifier' | 'fermer'): Refus | null => {
  const droit = autoriser(acteur, geste, 'nomenclature', PARTOUT);
  return droit.accordee ? null : refus(droit.code, droit.message);
};

interface EtatCode { readonly ligne: CodeNomenclature | undefined; readonly codes: readonly CodeNomenclature[] }
function* lireCode(id: string): Lire<EtatCode> {
  const codes = yield* lireNomenclature();
  return { ligne: codes.find((code) => code.id === id) ?? ligneInitiale(id), codes };
}

/** Le premier changement d’un code de départ crée sa ligne ; les suivants la modifient. */
const changer = ({ ligne, codes }: EtatCode, champs: Partial<CodeNomenclature>, acteur: Acteur, contexte: Contexte): Changement => {
  const actuelle = ligne as CodeNomenclature;
  if (codes.some(({ id }) => id === actuelle.id)) return { genre: 'modifier', objet: 'nomenclature', id: actuelle.id, champs };
  return { genre: 'creer', objet: 'nomenclature', ligne: { ...actuelle, ...champs, modifiePar: acteur.utilisateurId, modifieLe: contexte.maintenant } };
};

/** Ce qu’un référentiel demande à ses codes : une nature dit son unité, un type ses modalités ; les autres, rien de plus que leur libellé. */
const refusContenu = (referentiel: Referentiel, parent: string | null, contenu: ContenuCode, code: string, codes: readonly CodeNomenclature[], date: string): Refus | null => {
  const nomenclature = construireNomenclature(codes, date);
  if (referentiel === 'nature' && (contenu.compteeEnPlaces === null || contenu.unite === null || contenu.unite === '')) return refus('champ.unite', 'Une nature dit si elle se compte en places, et dans quelle unité.', 'unite');
  if (referentiel === 'type' && contenu.modalites === null) return refus('champ.modalites', 'Un type dit quelles modalités ses groupes peuvent porter.', 'modalites');
  if (referentiel !== 'nature' && (contenu.compteeEnPlaces !== null || contenu.unite !== null || contenu.court !== null)) return refus('arguments', 'Seule une nature dit comment elle se compte.', 'compteeEnPlaces');
  if (referentiel !== 'type' && contenu.modalites !== null) return refus('arguments', 'Seul un type a des modalités.', 'modalites');
  const homonyme = nomenclature.codes(referentiel).find((autre) => autre.code !== code && autre.nature === (parent ?? '') && estEnVigueur(autre, date) && cleDeTri(autre.libelle) === cleDeTri(contenu.libelle));
  return homonyme === undefined ? null : refus('champ.libelle', `« ${homonyme.libelle} » existe déjà dans ce référentiel (code ${homonyme.code}) : choisir un autre libellé.`, 'libelle');
};

const schemaCreer = z.object({ referentiel: schemaReferentiel, code: schemaNomCode, parent: schemaNomCode.nullable(), debut: schemaDate, contenu: schemaContenuCode });
type ArgumentsCreer = z.infer<typeof schemaCreer>;

/** Ajoute un code à un référentiel, à partir d’aujourd’hui ou d’une date à venir. Refus : `droit.*`, `existe`, `champ.*`. */
export const creerCode: Commande<'creerCode', ArgumentsCreer, EtatCode> = {
  nom: 'creerCode', version: 1, libelle: 'Ajouter un code à la nomenclature', schema: schemaCreer,
  cible: ({ referentiel, code }) => ({ objet: 'nomenclature', id: idDeCode(referentiel, code) }),
  champsTouches: () => [],
  lire: ({ referentiel, code }) => lireCode(idDeCode(referentiel, code)),
  decide({ ligne, codes }, { referentiel, code, parent, debut, contenu }, acteur, contexte): Decision {
    const droit = refusDroit(acteur, 'creer');
    if (droit !== null) return droit;
    if (ligne !== undefined) return refus('existe', `Le code « ${code} » existe déjà (« ${versionAu(ligne.versions, contexte.aujourdhui).libelle} ») : en choisir un autre.`, 'code');
    if (debut < contexte.aujourdhui) return refus('champ.debut', 'Un code commence aujourd’hui ou plus tard : ce qui est passé ne se réécrit pas.', 'debut');
    const nature = parent === null ? undefined : construireNomenclature(codes, contexte.aujourdhui).trouver('nature', parent);
    if (referentiel === 'type' && nature === undefined) return refus('champ.parent', 'Un type appartient à une nature : la choisir.', 'parent');
    if (referentiel !== 'type' && parent !== null) return refus('champ.parent', 'Seul un type appartient à une nature.', 'parent');
    const erreur = refusContenu(referentiel, parent, contenu, code, codes, contexte.aujourdhui);
    if (erreur !== null) return erreur;
    return {
      accepte: true,
      changements: [{
        genre: 'creer', objet: 'nomenclature',
        ligne: {
          id: idDeCode(referentiel, code), code, version: 0, departement: '', ...naissance(acteur, contexte.maintenant), provenance: null, referentiel, parent, versions: [{ ...contenu, depuis: debut }], debut, fin: null, remplacePar: null,
        },
      }],
    };
  },
};

const schemaModifier = z.object({ referentiel: schemaReferentiel, code: schemaNomCode, depuis: schemaDate, contenu: schemaContenuCode });
type ArgumentsModifier = z.infer<typeof schemaModifier>;

/**
 * Donne à un code une version à partir d’une date, aujourd’hui ou plus tard : le libellé d’avant reste celui d’avant. Une version déjà prévue à cette date est remplacée.
 * Refus : `droit.*`, `introuvable`, `champ.depuis`, `champ.libelle`, `champ.unite`, `champ.modalites`, `inchange`.
 */
export const modifierCode: Commande<'modifierCode', ArgumentsModifier, EtatCode> = {
  nom: 'modifierCode', version: 1, libelle: 'Modifier un code de la nomenclature', schema: schemaModifier,
  cible: ({ referentiel, code }) => ({ objet: 'nomenclature', id: idDeCode(referentiel, code) }),
  champsTouches: () => ['versions'],
  lire: ({ referentiel, code }) => lireCode(idDeCode(referentiel, code)),
  decide(etat, { referentiel, code, depuis, contenu }, acteur, contexte): Decision {
    const { ligne, codes } = etat;
    const droit = refusDroit(acteur, 'modifier');
    if (droit !== null) return droit;
    if (ligne === undefined) return INTROUVABLE('Code');
    if (depuis < contexte.aujourdhui) return refus('champ.depuis', 'Une version commence aujourd’hui ou plus tard : ce qui est passé ne se réécrit pas.', 'depuis');
    if (depuis < ligne.debut) return refus('champ.depuis', 'Cette version précède le début du code.', 'depuis');
    const erreur = refusContenu(referentiel, ligne.parent, contenu, code, codes, depuis);
    if (erreur !== null) return erreur;
    const { depuis: _debut, ...enVigueur } = versionAu(ligne.versions, depuis);
    if (JSON.stringify(Object.entries(enVigueur).sort()) === JSON.stringify(Object.entries(contenu).sort())) return refus('inchange', 'Rien n’a changé : modifier le libellé, l’ordre ou ce que le code permet.');
    const versions = [...ligne.versions.filter((version) => version.depuis !== depuis), { ...contenu, depuis }].sort((une, autre) => (une.depuis < autre.depuis ? -1 : 1));
    return { accepte: true, changements: [changer(etat, { versions }, acteur, contexte)] };
  },
};

const schemaRetirer = z.object({ referentiel: schemaReferentiel, code: schemaNomCode, fin: schemaDate.nullable(), remplacePar: schemaNomCode.nullable(), motif: schemaTexteLong.min(1, 'Le motif est obligatoire.') });
type ArgumentsRetirer = z.infer<typeof schemaRetirer>;

/**
 * Retire un code : `fin` est le dernier jour où il peut être choisi, `remplacePar` celui qui lui succède. `fin` vide annule un retrait qui n’a pas encore pris effet.
 * Refus : `droit.*`, `introuvable`, `champ.fin`, `champ.remplacePar`, `retire`.
 */
export const retirerCode: Commande<'retirerCode', ArgumentsRetirer, EtatCode> = {
  nom: 'retirerCode', version: 1, libelle: 'Retirer un code de la nomenclature', schema: schemaRetirer,
  cible: ({ referentiel, code }) => ({ objet: 'nomenclature', id: idDeCode(referentiel, code) }),
  champsTouches: () => ['fin', 'remplacePar'],
  lire: ({ referentiel, code }) => lireCode(idDeCode(referentiel, code)),
  decide(etat, { referentiel, code, fin, remplacePar, motif }, acteur, contexte): Decision {
    const { ligne, codes } = etat;
    const droit = refusDroit(acteur, 'fermer');
    if (droit !== null) return droit;
    if (ligne === undefined) return INTROUVABLE('Code');
    const { aujourdhui } = contexte;
    if (ligne.fin !== null && ligne.fin < aujourdhui) return refus('retire', `Ce code est retiré depuis le ${ligne.fin} : en ajouter un nouveau.`, 'fin');
    if (fin === null && ligne.fin === null) return refus('inchange', 'Ce code n’est pas retiré.', 'fin');
    if (fin === null && remplacePar !== null) return refus('champ.remplacePar', 'Un code qui reste proposé n’a pas de successeur.', 'remplacePar');
    if (fin !== null && fin < aujourdhui) return refus('champ.fin', 'Un code se retire aujourd’hui au plus tôt : ce qui est passé ne se réécrit pas.', 'fin');
    if (fin !== null && fin < ligne.debut) return refus('champ.fin', 'La fin précède le début du code.', 'fin');
    const suivant = remplacePar === null ? undefined : construireNomenclature(codes, aujourdhui).trouver(referentiel, remplacePar);
    if (remplacePar !== null && (suivant === undefined || remplacePar === code || suivant.fin !== undefined)) return refus('champ.remplacePar', 'Le successeur est un autre code du même référentiel, qui reste proposé.', 'remplacePar');
    if (referentiel === 'nature' && fin !== null) {
      const ouverts = construireNomenclature(codes, fin).codes('type').filter((type) => type.nature === code && (type.fin === undefined || type.fin > fin));
      if (ouverts.length > 0) return refus('types_ouverts', `La nature a encore ${nombrer(ouverts.length, 'type proposé', 'types proposés')} après cette date : ${enumerer(ouverts.map(({ libelle }) => libelle))}. ${ouverts.length === 1 ? 'Le' : 'Les'} retirer d’abord.`, 'fin');
    }
    return { accepte: true, motif, changements: [changer(etat, { fin, remplacePar }, acteur, contexte)] };
  },
};

const OBJETS_A_CODES = Object.keys(REFERENTIEL_DU_CHAMP) as [ObjetCode, ...ObjetCode[]];
const schemaReclasser = z.object({ objet: z.enum(OBJETS_A_CODES), id: schemaId, referentiel: schemaReferentiel, de: schemaNomCode, vers: schemaNomCode, motif: schemaTexteLong.min(1, 'Le motif est obligatoire.') });
type ArgumentsReclasser = z.infer<typeof schemaReclasser>;
interface EtatReclasser { readonly ligne: Ligne | undefined; readonly codes: readonly CodeNomenclature[]; readonly groupes: readonly Groupe[] }

/**
 * Remplace, sur une fiche, un code retiré (ou dont le retrait est prévu) par un autre : rien d’autre ne change. Un type emporte la nature de son remplaçant.
 * L’administrateur national le fait en nombre après un retrait (D). Refus : `droit.*`, `introuvable`, `nomenclature`, `absent`, `champ.modalite` (un groupe porte une modalité que le nouveau type n’accepte pas).
 */
export const reclasser: Commande<'reclasser', ArgumentsReclasser, EtatReclasser> = {
  nom: 'reclasser', version: 1, libelle: 'Remplacer un code retiré', schema: schemaReclasser,
  cible: ({ objet, id }) => ({ objet, id }),
  champsTouches: ({ objet, referentiel }) => champsDuReferentiel(objet, referentiel),
  *lire({ objet, id, referentiel }): Lire<EtatReclasser> { return { ligne: yield* lireLigne(objet, id), codes: yield* lireNomenclature(), groupes: objet === 'dispositif' && referentiel === 'type' ? yield* lireGroupesDe(id) : [] }; },
  decide({ ligne, codes, groupes }, { objet, id, referentiel, de, vers, motif }, acteur, contexte): Decision {
    if (ligne === undefined) return INTROUVABLE('Fiche');
    const droit = autoriser(acteur, 'reclasser', objet, cibleDe(objet, ligne as never));
    if (!droit.accordee) return refus(droit.code, droit.message);
    const nomenclature = construireNomenclature(codes, contexte.aujourdhui);
    const [ancien, nouveau] = [nomenclature.trouver(referentiel, de), nomenclature.trouver(referentiel, vers)];
    if (ancien === undefined || nouveau === undefined) return refus('nomenclature', 'Un de ces codes n’est pas dans la nomenclature.', 'vers');
    if (ancien.fin === undefined) return refus('nomenclature', `« ${ancien.libelle} » n’est pas retiré : seul un code retiré se remplace en nombre.`, 'de');
    if (!estEnVigueur(nouveau, contexte.aujourdhui)) return refus('nomenclature', `« ${nouveau.libelle} » n’est pas proposé aujourd’hui : choisir un code en vigueur.`, 'vers');
    const brute = ligne as unknown as Readonly<Record<string, unknown>>;
    const champs = champsDuReferentiel(objet, referentiel).filter((champ) => codesDans(champ, brute[champ]).includes(de));
    if (champs.length === 0) return refus('absent', 'Cette fiche ne porte pas, ou plus, ce code.');
    const discordant = groupes.find(({ modalite, fermeture }) => fermeture === null && !nouveau.modalites.some((admise) => admise === modalite));
    if (discordant !== undefined) return refus('champ.modalite', `Le groupe « ${discordant.libelle} » porte la modalité « ${libelleDe(MODALITES, discordant.modalite)} », que « ${nouveau.libelle} » n’accepte pas : la changer d’abord, ou choisir un autre type.`, 'vers');
    const nature = referentiel === 'type' && objet === 'dispositif' && nouveau.nature !== brute['nature'] ? { nature: nouveau.nature } : {};
    // un geste d’avant ne s’annule plus : il remettrait le code retiré
    const place = objet === 'place' ? { dernierLot: null } : {};
    return { accepte: true, motif, changements: [{ genre: 'modifier', objet, id, champs: { ...Object.fromEntries(champs.map((champ) => [champ, remplacerCode(champ, brute[champ], de, vers)])), ...nature, ...place } }] };
  },
};

/** Les champs d’un objet qui portent des codes de ce référentiel. */
export const champsDuReferentiel = (objet: ObjetCode, referentiel: Referentiel): readonly string[] =>
  Object.entries(REFERENTIEL_DU_CHAMP[objet] as Readonly<Record<string, Referentiel>>).filter(([, valeur]) => valeur === referentiel).map(([champ]) => champ);
