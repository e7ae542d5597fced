import type { LigneJournal } from '../../contract/journal.ts';
import type { Noms } from '../../contract/journalTextes.ts';
import { champJournal, compter, dateEnClair, estVide, libelleGeste, texteValeur, textesValeur } from '../../contract/journalTextes.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { LigneDemandee } from '../../domain/objets/demande.ts';
import type { ChampPropose } from '../../domain/objets/proposition.ts';

/*
 * Ce que le journal dit à une personne. Pur : les noms (communes, fiches) lui sont donnés. Les valeurs viennent de `contract/journalTextes.ts`, comme dans l’export.
 */

type Ligne = Pick<LigneJournal, 'commande' | 'objet' | 'changements' | 'lot' | 'rapport'>;

/** Un champ changé, élément par élément : ce qui reste, ce qui part, ce qui arrive. */
export interface Element { readonly texte: string; readonly sort: 'garde' | 'ote' | 'ajoute' }
export interface ChampChange { readonly champ: string; readonly libelle: string; readonly avant: readonly Element[]; readonly apres: readonly Element[] }

const NOMS_OBJETS: Readonly<Record<string, string>> = { entite: 'la fiche', dispositif: 'la fiche', groupe: 'le groupe', place: 'la place', utilisateur: 'le compte', nomenclature: 'le code', proposition: 'la proposition', piece: 'la pièce', demande: 'la demande', vue: 'la vue', mandat: 'le mandat', lot: 'le lot', correspondance: 'la correspondance' };
const sujet = (objet: string, rapport = false): string => (rapport ? 'le rapport' : Object.hasOwn(NOMS_OBJETS, objet) ? NOMS_OBJETS[objet] : undefined) ?? 'la fiche';

/** Champs que le geste dit déjà (« a validé la fiche ») : leur détail reste dans le tableau. */
const DITS_PAR_LE_GESTE = new Set(['statut', 'parcours']);

/** Ce que fait chaque commande du catalogue et chaque événement. `{sujet}` : la fiche, le groupe, le compte ; `null` : la phrase vient des champs changés. */
const GESTES: Readonly<Record<string, string | null>> = {
  creerEntite: 'a créé {sujet}', creerDispositif: 'a créé {sujet}', creerGroupeDePlaces: 'a créé {sujet}', creerUtilisateur: 'a créé {sujet}',
  modifierEntite: null, modifierDispositif: null, modifierGroupeDePlaces: null, modifierUtilisateur: null,
  soumettre: 'a soumis {sujet}', prevalider: 'a prévalidé {sujet}', valider: 'a validé {sujet}', renvoyerACorriger: 'a renvoyé {sujet} à corriger', refuser: 'a refusé {sujet}', fermer: 'a fermé {sujet}',
  suspendre: 'a suspendu {sujet}', retablir: 'a rétabli {sujet}', archiver: 'a archivé {sujet}', commenter: 'a commenté {sujet}', annulerDecision: 'a annulé sa décision sur {sujet}',
  fermerGroupeDePlaces: 'a fermé {sujet}', reaffecterUtilisateur: 'a changé le profil ou le périmètre du compte', suspendreUtilisateur: 'a suspendu {sujet}', retablirUtilisateur: 'a rétabli {sujet}', assisterUtilisateur: 'a aidé la personne à se connecter',
  creerCode: 'a ajouté {sujet}', modifierCode: null, retirerCode: null, reclasser: null,
  proposerChangement: 'a proposé un changement', deciderProposition: 'a décidé d’une proposition', retirerProposition: 'a retiré sa proposition', demanderPlaces: 'a demandé un changement de places', deciderDemande: 'a décidé d’une demande', retirerDemande: 'a retiré sa demande', partagerVue: 'a partagé {sujet}', retirerVue: 'a arrêté le partage de {sujet}', mandaterReprise: 'a donné un mandat de reprise', retirerMandat: 'a retiré {sujet}', ouvrirLot: 'a ouvert {sujet}', noterSimulation: 'a simulé le chargement de {sujet}', reprendreFiches: 'a repris {sujet}', proposerReprise: 'a déposé une proposition tirée d’une reprise', signerLot: 'a signé le chargement de {sujet}', annulerLot: 'a annulé {sujet}', partagerCorrespondance: 'a partagé {sujet}', retirerCorrespondance: 'a retiré {sujet}', joindrePiece: 'a joint {sujet}', retirerPiece: 'a retiré {sujet}',
  creerPlaces: 'a créé {sujet}', changerPlaces: null, modifierPlaces: null, reorganiserPlaces: null, declarerOccupation: null, annulerPlaces: 'a annulé son changement sur {sujet}',
  'session.ouverte': 'a ouvert une session', 'session.echec_bloquant': 'a échoué trop de fois à se connecter\u00a0: le compte est bloqué un moment', 'session.revoquee': 'a fermé une session', 'motDePasse.change': 'a changé le mot de passe',
  'secondFacteur.active': 'a activé le second facteur', 'secondFacteur.retire': 'a retiré le second facteur', 'secondFacteur.codeDeSecours': 's’est servi d’un code de secours', 'compte.active': 'a activé le compte', 'compte.identiteLiee': 'a relié une identité d’agent au compte',
  'cle.creee': 'a créé une clé pour un logiciel partenaire', 'cle.retiree': 'a retiré la clé d’un logiciel partenaire',
  'journal.exporte': 'a exporté le journal', 'journal.repris': 'a repris le journal, dont la tête signée manquait',
  'compte.creeParExploitation': 'a créé le compte sur le serveur', 'compte.aideParExploitation': 'a aidé la personne à se connecter, sur le serveur',
  'rgpd.purgerCompte': 'a effacé les données du compte, sa durée de conservation passée', 'rgpd.purgerContacts': 'a effacé les contacts de {sujet}, leur durée de conservation passée',
  chargement: 'a chargé des fiches', reprise: 'a repris des fiches', seed: 'a chargé des fiches de démonstration',
};
/** Geste d’une étape du parcours d’une fiche, et la commande qui le dit. */
const PAS_EN_COMMANDE: Readonly<Record<string, string>> = { creer: 'creerEntite', renvoyer: 'renvoyerACorriger', annuler: 'annulerDecision' };
/** Une étape que la fiche porte, en la même phrase que le journal : « a validé la fiche » ; `null` pour un geste que le journal ne connaît pas. */
export const phraseDuPas = (geste: string): string | null => {
  const commande = Object.hasOwn(PAS_EN_COMMANDE, geste) ? (PAS_EN_COMMANDE[geste] ?? geste) : geste;
  const modele = Object.hasOwn(GESTES, commande) ? GESTES[commande] : null;
  return modele === null || modele === undefined ? null : modele.replace('{sujet}', 'la fiche').replace(' des fiches', ' la fiche');
};
/** Gestes qui créent : la valeur de chaque champ se lit dans le détail, pas dans la phrase. */
const CREATIONS = new Set(['creerEntite', 'creerDispositif', 'creerGroupeDePlaces', 'creerUtilisateur', 'creerCode', 'proposerChangement', 'joindrePiece', 'creerPlaces', 'demanderPlaces', 'partagerVue', 'mandaterReprise', 'ouvrirLot', 'reprendreFiches', 'proposerReprise', 'partagerCorrespondance']);
export const estGesteConnu = (commande: string): boolean => Object.hasOwn(GESTES, commande);

const lireCapacites = (valeur: unknown): readonly Capacite[] => (Array.isArray(valeur) ? (valeur as Capacite[]) : []);
const enVigueur = (lignes: readonly Capacite[], date: string): number | null => lignes.reduce<number | null>((courante, ligne) => (ligne.depuis <= date ? ligne.capacite : courante), null);

/** « 40 → 45 places à partir du 1er mars 2026 » pour chaque date dont la capacité change ; une ligne retirée est dite. */
const phrasesCapacite = (avant: unknown, apres: unknown): readonly string[] => {
  const [anciennes, nouvelles] = [lireCapacites(avant), lireCapacites(apres)];
  const changees = nouvelles.filter(({ depuis, capacite }) => !anciennes.some((ancienne) => ancienne.depuis === depuis && ancienne.capacite === capacite));
  const retirees = anciennes.filter(({ depuis }) => !nouvelles.some((nouvelle) => nouvelle.depuis === depuis));
  return [
    ...changees.map(({ depuis, capacite }) => {
      const ancienne = enVigueur(anciennes, depuis);
      return `${ancienne === null || ancienne === capacite ? '' : `${String(ancienne)} → `}${compter(capacite, 'place', 'places')} à partir du ${dateEnClair(depuis)}`;
    }),
    ...retirees.map(({ depuis, capacite }) => `${compter(capacite, 'place', 'places')} à partir du ${dateEnClair(depuis)} n’est plus prévu`),
  ];
};

const enumerer = (textes: readonly string[]): string => textes.join(' ; ');
const lireProposes = (valeur: unknown): readonly ChampPropose[] => (Array.isArray(valeur) ? (valeur as ChampPropose[]) : []);
/** Ce qui vient d’être décidé d’une proposition : « a accepté Type : Insertion → 115 », « a refusé Financements (motif) ». */
const decisionsPrises = (avant: unknown, apres: unknown, noms: Noms): readonly string[] => {
  const decides = new Set(lireProposes(avant).flatMap(({ champ, decision }) => (decision === null ? [] : [champ])));
  return lireProposes(apres).filter(({ champ, decision }) => decision !== null && !decides.has(champ)).map((propose) => {
    const [texte = ''] = textesValeur('proposition', 'champs', [{ ...propose, decision: null }], noms);
    return `a ${propose.decision === 'acceptee' ? 'accepté' : 'refusé'} ${texte}`;
  });
};

const lireDemandees = (valeur: unknown): readonly LigneDemandee[] => (Array.isArray(valeur) ? (valeur as LigneDemandee[]) : []);
/** Ce qui vient d’être décidé d’une demande : « a accepté 101, 102 », « a refusé 103 (Place promise) ». */
const lignesDecidees = (avant: unknown, apres: unknown): readonly string[] => {
  if (estVide(avant)) return [];
  const decidees = new Set(lireDemandees(avant).flatMap(({ id, decision }) => (decision === null ? [] : [id])));
  return (['acceptee', 'refusee'] as const).flatMap((sens) => {
    const lignes = lireDemandees(apres).filter(({ id, decision }) => decision === sens && !decidees.has(id));
    const motif = lignes[0]?.motif ?? null;
    return lignes.length === 0 ? [] : [`a ${sens === 'acceptee' ? 'accepté' : 'refusé'} ${lignes.map(({ nom }) => nom).join(', ')}${motif === null ? '' : ` (${motif})`}`];
  });
};

/** Les éléments de deux listes, chacun marqué : gardé, ôté, ajouté. Un élément répété compte autant de fois. */
const comparer = (avant: readonly string[], apres: readonly string[]): Pick<ChampChange, 'avant' | 'apres'> => {
  const marquer = (liste: readonly string[], autre: readonly string[], sort: 'ote' | 'ajoute'): Element[] => {
    const reste = [...autre];
    return liste.map((texte) => {
      const rang = reste.indexOf(texte);
      if (rang === -1) return { texte, sort };
      reste.splice(rang, 1);
      return { texte, sort: 'garde' };
    });
  };
  return { avant: marquer(avant, apres, 'ote'), apres: marquer(apres, avant, 'ajoute') };
};

/** Les champs changés d’une ligne, dans l’ordre où elle les donne. */
export const champsChanges = ({ objet, changements }: Pick<Ligne, 'objet' | 'changements'>, noms: Noms = {}): readonly ChampChange[] =>
  Object.entries(changements).map(([champ, [avant, apres]]) => ({
    champ, libelle: champJournal(objet, champ)?.libelle ?? champ, ...comparer(textesValeur(objet, champ, avant, noms), textesValeur(objet, champ, apres, noms)),
  }));

/** Une déclaration qui s’annule rend celle d’avant, qui ne porte plus de lot. */
const declarationAnnulee = (avant: unknown, apres: unknown): boolean => !estVide(avant) && (avant as { lot?: string }).lot !== undefined && (estVide(apres) || (apres as { lot?: string }).lot === undefined);

/** Un champ changé, en une phrase sans sujet : « a changé Nom : Les Remparts → Les Tours ». */
export const phraseChamp = (objet: string, champ: string, [avant, apres]: readonly [unknown, unknown], noms: Noms = {}): string => {
  const libelle = champJournal(objet, champ)?.libelle ?? champ;
  if (objet === 'groupe' && champ === 'capacites' && !estVide(avant)) return `a changé ${libelle}\u00a0: ${enumerer(phrasesCapacite(avant, apres))}`;
  if (objet === 'dispositif' && champ === 'occupationDeclaree' && declarationAnnulee(avant, apres)) return `a annulé la déclaration d’occupation ${texteValeur(objet, champ, avant, noms)}`;
  if (objet === 'dispositif' && champ === 'occupationDeclaree' && !estVide(apres)) return `a déclaré l’occupation ${texteValeur(objet, champ, apres, noms)}`;
  const decisions = objet === 'proposition' && champ === 'champs' ? decisionsPrises(avant, apres, noms) : objet === 'demande' && champ === 'lignes' ? lignesDecidees(avant, apres) : [];
  if (decisions.length > 0) return enumerer(decisions);
  if (estVide(avant)) return `a renseigné ${libelle}\u00a0: ${texteValeur(objet, champ, apres, noms)}`;
  if (estVide(apres)) return `a vidé ${libelle} (${texteValeur(objet, champ, avant, noms)})`;
  if (champJournal(objet, champ)?.liste === true) {
    const { avant: anciens, apres: nouveaux } = comparer(textesValeur(objet, champ, avant, noms), textesValeur(objet, champ, apres, noms));
    const otes = anciens.filter(({ sort }) => sort === 'ote').map(({ texte }) => texte);
    const ajoutes = nouveaux.filter(({ sort }) => sort === 'ajoute').map(({ texte }) => texte);
    if (otes.length + ajoutes.length === 0) return `a changé l’ordre de ${libelle}`;
    return [ajoutes.length === 0 ? '' : `a ajouté à ${libelle}\u00a0: ${enumerer(ajoutes)}`, otes.length === 0 ? '' : `${ajoutes.length === 0 ? 'a ' : ''}retiré${ajoutes.length === 0 ? ` de ${libelle}` : ''}\u00a0: ${enumerer(otes)}`].filter((part) => part !== '').join('\u00a0; ');
  }
  return `a changé ${libelle}\u00a0: ${texteValeur(objet, champ, avant, noms)} → ${texteValeur(objet, champ, apres, noms)}`;
};

/** Ce que la personne a fait, une phrase sans sujet par geste ou par champ : « a validé la fiche », « a changé Capacité : 40 → 45 places à partir du 1er mars 2026 ». */
export const phrasesDe = ({ commande, objet, changements, lot, rapport }: Ligne, noms: Noms = {}): readonly string[] => {
  const modele = Object.hasOwn(GESTES, commande) ? GESTES[commande] : `a fait «\u00a0${libelleGeste(commande)}\u00a0»`;
  // « de le rapport » se dit « du rapport »
  const dit = modele?.replace('{sujet}', sujet(objet, rapport)).replace(' de le ', ' du ') ?? null;
  const geste = dit === null || lot === null ? dit : dit.replace(/ des fiches/u, ` ${compter(lot, 'fiche', 'fiches')}`);
  if (geste !== null && (CREATIONS.has(commande) || lot !== null)) return [geste];
  const champs = Object.entries(changements).filter(([champ]) => geste === null || !DITS_PAR_LE_GESTE.has(champ)).map(([champ, paire]) => phraseChamp(objet, champ, paire, noms));
  return geste === null ? (champs.length === 0 ? [`a enregistré ${sujet(objet, rapport)} sans rien changer`] : champs) : [geste, ...champs];
};

/** La ligne en une phrase, pour une colonne : le geste et les champs, à la suite. */
export const resumeDe = (ligne: Ligne, noms: Noms = {}): string => {
  const texte = phrasesDe(ligne, noms).join('\u00a0; ');
  return texte.slice(0, 1).toUpperCase() + texte.slice(1);
};
