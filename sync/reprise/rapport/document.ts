import type { DocumentImprime, LigneImprimee } from '../../../contract/impression.ts';
import { CARACTERES_IMPRIMES_MAXIMUM } from '../../../contract/impression.ts';
import type { GrandLivre } from '../../../domain/reprise/grandLivre.ts';
import type { CompteProfil, ComptesRapportes, PersonneRapportee } from './comptes.ts';
import { TRAITEMENT_COMPTES, anciensDe, comptesParProfil, decideurDe, ecartsDe, nouveauDe, suiteDe } from './comptes.ts';
import type { EntreeRapport } from './contenu.ts';
import { TITRES, comptesDe, enNombre, equation, horsDuLivre, instantEnTexte, motifsDe, provenanceDe, verdictDe } from './contenu.ts';

/** Un motif écrit à la main peut être propre à chaque ligne : au-delà, le classeur les dit tous. */
const MOTIFS_IMPRIMES = 25;
const couper = (texte: string): string => (texte.length > CARACTERES_IMPRIMES_MAXIMUM ? `${texte.slice(0, CARACTERES_IMPRIMES_MAXIMUM - 1)}…` : texte);
const ligne = (quoi: string, detail: string, lignes = '', places = ''): LigneImprimee => ({ cellules: [quoi, detail, lignes, places].map(couper), forte: false });
const rubrique = (quoi: string): LigneImprimee => ({ cellules: [quoi, '', '', ''], forte: true });
const livre = (quoi: string, tenu: GrandLivre): LigneImprimee => ligne(`${quoi} : ${verdictDe(tenu).toLowerCase()}`, equation(tenu));

/** Au-delà, les pages ne se lisent plus : le classeur a tout le monde. */
const PERSONNES_IMPRIMEES = 2_000;
/** Le registre RGPD d’une reprise de comptes : le traitement, les profils d’avant et d’après, chaque personne. */
const lignesComptes = (comptes: ComptesRapportes): readonly LigneImprimee[] => {
  const { avant, apres, cumulees } = comptesParProfil(comptes);
  const compter = (profils: readonly CompteProfil[]): LigneImprimee[] => profils.filter(({ nombre }) => nombre > 0).map(({ profil, nombre }) => ligne(profil, '', enNombre(nombre)));
  const personne = (une: PersonneRapportee): LigneImprimee => {
    const { gagnes, perdus } = ecartsDe(une);
    const decideur = decideurDe(une);
    return ligne(une.nom, [`${anciensDe(une)} → ${nouveauDe(une)}`, une.pourquoi, gagnes === '' ? '' : `gagne ${gagnes}`, perdus === '' ? '' : `perd ${perdus}`, decideur === '' ? '' : `décidé par ${decideur}${une.decision === null ? '' : `, ${instantEnTexte(une.decision.le)}`}`, suiteDe(une)].filter((part) => part !== '').join('. '));
  };
  return [
    rubrique('Registre RGPD'), ...TRAITEMENT_COMPTES.map(([quoi, valeur]) => ligne(quoi, valeur)),
    rubrique('Anciens profils'), ...compter(avant), ligne('Personnes qui en cumulaient plusieurs', '', enNombre(cumulees)),
    rubrique('Nouveaux profils, comptes préparés ou prêts'), ...compter(apres),
    rubrique('Personnes'), ...comptes.personnes.slice(0, PERSONNES_IMPRIMEES).map(personne), ...(comptes.personnes.length > PERSONNES_IMPRIMEES ? [ligne('Autres', `${enNombre(comptes.personnes.length - PERSONNES_IMPRIMEES)} autres personnes, toutes dans le classeur`)] : []),
  ];
};

/** Le rapport à signer, d’une à trois pages : les deux livres, les motifs, les anomalies par code, ce que le livre ne compte pas. Le détail est dans le classeur. */
export const documentDuRapport = (entree: EntreeRapport): DocumentImprime => {
  const { controle, chargement, genre, operateur, le, corrections, comptes: personnes } = entree;
  const motifs = motifsDe(controle);
  const reste = motifs.slice(MOTIFS_IMPRIMES);
  const somme = (choisir: (motif: (typeof motifs)[number]) => number): string => enNombre(reste.reduce((total, motif) => total + choisir(motif), 0));
  const comptes = comptesDe(controle);
  // un compte n’a pas de places : la colonne serait vide, et le détail de chacun à l’étroit
  const desPersonnes = genre === 'utilisateurs';
  const lignes: readonly LigneImprimee[] = [
    rubrique('Grand livre'), livre('Lignes', controle.grandLivre.lignes), ...(desPersonnes ? [] : [livre('Places', controle.grandLivre.places)]),
    rubrique('Motifs'), ...motifs.slice(0, MOTIFS_IMPRIMES).map(({ sort, motif, lignes: nombre, places }) => ligne(sort, motif, enNombre(nombre), enNombre(places))),
    ...(reste.length === 0 ? [] : [ligne('Autres', `${enNombre(reste.length)} autres motifs, tous dans le classeur`, somme((motif) => motif.lignes), somme((motif) => motif.places))]), ...(motifs.length === 0 ? [ligne('', 'Aucune ligne rejetée, fusionnée ou exclue.')] : []),
    rubrique('Anomalies'), ...comptes.map(({ code, libelle, gravite, nombre }) => ligne(gravite, `${code} : ${libelle}`, enNombre(nombre))), ...(comptes.length === 0 ? [ligne('', 'Aucune anomalie.')] : []),
    rubrique('Corrections'), ligne('Demandées', `${enNombre(controle.corrigees)} ligne(s) changée(s)`, enNombre(corrections.length)), ligne('Écartées', 'N’ont pas pu s’appliquer : elles sont dans le classeur', enNombre(controle.ecartees.length)),
    rubrique('Hors du livre'), ...horsDuLivre(entree).map(([quoi, valeur]) => ligne(quoi, valeur)),
    ...(chargement === null ? [] : [rubrique('Chargement'), ligne('Chargé par', `${chargement.par}, ${instantEnTexte(chargement.le)}`), ...chargement.issues.map(({ quoi, nombre }) => ligne(quoi, '', enNombre(nombre))), ligne('Refus du service', '', enNombre(chargement.refus.length))]),
    ...(personnes === undefined ? [] : lignesComptes(personnes)),
    rubrique('Signature'), ligne('Opérateur', operateur), ligne('Date', ''), ligne('Signature', ''),
  ];
  return {
    titre: `${TITRES[genre]} : rapport`, meta: provenanceDe(entree).slice(1).map(([quoi, valeur]) => [quoi, couper(valeur)] as const), pied: couper(`${TITRES[genre]}, ${entree.fichier.nom} – ${operateur}, ${instantEnTexte(le)}`),
    colonnes: [{ titre: 'Rubrique', largeur: desPersonnes ? 32 : 40, aDroite: false }, { titre: 'Détail', largeur: desPersonnes ? 126 : 90, aDroite: false }, { titre: 'Nombre', largeur: desPersonnes ? 10 : 14, aDroite: true }, ...(desPersonnes ? [] : [{ titre: 'Places', largeur: 14, aDroite: true }])],
    lignes: desPersonnes ? lignes.map(({ cellules, ...reste }) => ({ ...reste, cellules: cellules.slice(0, 3) })) : lignes,
  };
};
