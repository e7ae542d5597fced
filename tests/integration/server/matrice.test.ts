import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue, LigneChangement, Mutation } from '../../../contract/service.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { COMMANDES } from '../../../domain/commandes/catalogue.ts';
import type { Objet } from '../../../domain/droits.ts';
import type { Ligne } from '../../../domain/objets/objets.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { ORDRE_OBJETS } from '../../../domain/objets/objets.ts';
import type { Perimetre, Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { sirenFictif } from '../../../console/seed/identifiants.ts';
import { creerUtilisateur } from '../../../server/comptes/utilisateurs.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../../server/comptes/motsDePasse.ts';
import { surPostgresql } from '../../outils/base.ts';
import { ENTITE_ID, P177, acteur, code, compte, correspondance, demande, dispositif, entite, groupe, lot, mandat, piece, place, proposition, saisieDispositif, saisieEntite, saisieGroupe, vue } from '../../outils/fabrique.ts';
import type { Circonstance, GesteCompte } from '../../outils/matriceAttendue.ts';
import { ATTENDU, ENCADREMENT, ORDRE, accorde, permis } from '../../outils/matriceAttendue.ts';
import type { Montage } from './outils.ts';
import { MIDI, MOT_DE_PASSE, monter } from './outils.ts';

/*
 * Chaque profil × commande × objet, dans son périmètre et hors de lui, par HTTP. Ce qui doit arriver vient de `tests/outils/matriceAttendue.ts`, recopiée à la
 * main de domain.md : rien n’est lu de la matrice du programme. Chaque case a sa fiche, dans un état où seul le droit peut manquer.
 */

/** `dedans` : l’entité et le département (59) de tous ; `voisin` : un autre département (62) de la même entité ; `ailleurs` : une autre entité, au 62. */
type Portee = 'dedans' | 'voisin' | 'ailleurs';
const ENTITES: Record<Portee, string> = { dedans: ENTITE_ID, voisin: ENTITE_ID, ailleurs: '99999999-9999-4999-8999-999999999999' };
const DEPARTEMENT: Record<Portee, string> = { dedans: '59', voisin: '62', ailleurs: '62' };
const COMMUNE: Record<Portee, string> = { dedans: '59606', voisin: '62041', ailleurs: '62041' };
const SANS: Circonstance = { p177: false, proposeeParSiaoAvantValidation: false, delegationEnCours: false };
const signe = (profil: Profil, objet: Objet, geste: string): string => ATTENDU.find(([o, g]) => o === objet && g === geste)?.[2][ORDRE.indexOf(profil)] ?? '.';
/** `mandat` : qui peut en porter un suit aussi les lots ; `joindre` : le droit est celui de la pièce, où que soit la fiche ; `auteur` : sa propre proposition, qu’il lui suffit de lire. */
const droit = (profil: Profil, objet: Objet, gestes: readonly string[], circonstance: Circonstance): boolean => gestes.some((geste) => accorde(geste === 'mandat' ? signe(profil, 'lot', 'lire') : geste === 'joindre' ? signe(profil, 'piece', 'creer') : geste === 'auteur' ? signe(profil, objet === 'place' ? 'demande' : 'proposition', 'lire') : signe(profil, objet, geste), circonstance));

interface Fiche { readonly objet: Objet; readonly ligne: Ligne }
interface Case { readonly titre: string; readonly portee: Portee; readonly profil: Profil; readonly nom: string; readonly args: { readonly id: string }; readonly objet: Objet; readonly attendu: boolean; readonly version: number | null }

const fiches: Fiche[] = [];
const cases: Case[] = [];
let numero = 0;
let sirens = 0;
/** Un siren neuf à chaque appel : un rang de département n’en donne que mille. */
const unSiren = (): string => sirenFictif(95 + Math.floor((sirens += 1) / 1_000), sirens % 1_000);
const poser = (objet: Objet, ligne: Ligne): string => { fiches.push({ objet, ligne }); return ligne.id; };
const uneEntite = (portee: Portee, champs: object = {}): string => poser('entite', entite({ id: randomUUID(), siren: unSiren(), raisonSociale: `Entité ${numero}`, departement: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]], commune: COMMUNE[portee], ...champs }));
const unDispositif = (portee: Portee, champs: object = {}): string => poser('dispositif', dispositif({ id: randomUUID(), entiteId: ENTITES[portee], nom: `Dispositif ${numero += 1}`, departement: DEPARTEMENT[portee], commune: COMMUNE[portee], ...champs }));
const unGroupe = (portee: Portee, champs: object = {}): string =>
  poser('groupe', groupe({ id: randomUUID(), dispositifId: unDispositif(portee), entiteId: ENTITES[portee], libelle: `Groupe ${numero += 1}`, departement: DEPARTEMENT[portee], ...champs }));

const GROUPE_SCINDE = (libelle: string) => ({ libelle, modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', compositions: [], ageMin: null, ageMax: null, publics: [], commune: null });
const LOT = randomUUID();
/** Une place, dans un groupe et un dispositif à elle ; `profil` : la personne dont le dernier changement s’y annulerait. */
const unePlace = (portee: Portee, champsDispositif: object, profil?: Profil): string => {
  const dispositifId = unDispositif(portee, champsDispositif);
  const deLa = { dispositifId, entiteId: ENTITES[portee], departement: DEPARTEMENT[portee] };
  const groupeId = poser('groupe', groupe({ id: randomUUID(), libelle: `Groupe ${numero += 1}`, ...deLa }));
  return poser('place', place({ id: randomUUID(), groupeId, ...deLa, numero: `P${numero}`, dernierLot: profil === undefined ? null : { lot: LOT, par: `auteur-${profil}`, avant: { occupation: 'occupee' } } }));
};

const placeEtDispositif = (id: string): { readonly id: string; readonly dispositifId: string } => fiches.find(({ ligne }) => ligne.id === id)?.ligne as Place;

const deLaFiche = (objet: 'entite' | 'dispositif', ficheId: string, portee: Portee) => ({
  objet, ficheId, departement: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]], entiteId: objet === 'entite' ? ficheId : ENTITES[portee], dispositifId: objet === 'entite' ? null : ficheId,
});
const uneProposition = (objet: 'entite' | 'dispositif', ficheId: string, portee: Portee, creePar = 'quelqu-un'): string => poser('proposition', proposition({
  id: randomUUID(), ...deLaFiche(objet, ficheId, portee), creePar,
  champs: [{ champ: objet === 'entite' ? 'siren' : 'type', avant: null, apres: objet === 'entite' ? unSiren() : 'hebergement_hors_chrs.115', decision: null, par: null, nom: null, le: null, motif: null }],
}));
const unePiece = (objet: 'entite' | 'dispositif', ficheId: string, portee: Portee): string => poser('piece', piece({ id: randomUUID(), ...deLaFiche(objet, ficheId, portee) }));

/** Une demande de fermer une place neuve, posée avec elle. */
const uneDemande = (portee: Portee, creePar = 'quelqu-un'): { readonly id: string; readonly lignes: readonly { readonly id: string; readonly vu: string }[] } => {
  const placeId = unePlace(portee, {});
  const { dispositifId } = placeEtDispositif(placeId);
  const id = poser('demande', demande({ id: randomUUID(), dispositifId, entiteId: ENTITES[portee], departement: DEPARTEMENT[portee], creePar, lignes: [{ id: placeId, nom: 'P', avant: 'libre', decision: null, par: null, nomPar: null, le: null, motif: null }] }));
  return { id, lignes: [{ id: placeId, vu: 'libre' }] };
};

/** Une case par profil et par portée. `fabriquer` pose la fiche et rend les arguments ; `gestes` : les droits dont un seul suffit. */
const scenario = (titre: string, objet: Objet, gestes: readonly string[], circonstance: Circonstance, nom: string, fabriquer: (portee: Portee, profil: Profil) => { readonly id: string }, creation = false): void => {
  for (const profil of CODES_PROFILS) {
    for (const portee of objet === 'nomenclature' ? ['dedans'] as const : objet === 'entite' || objet === 'vue' || objet === 'mandat' || objet === 'lot' || objet === 'correspondance' ? ['dedans', 'ailleurs'] as const : ['dedans', 'voisin', 'ailleurs'] as const) {
      const args = fabriquer(portee, profil);
      // une entité n’est « dans le périmètre » de son gestionnaire que si c’est la sienne : celles qu’on pose ici ne le sont pas
      const chezLui = portee === 'dedans' && !(objet === 'entite' && ['gestionnaire_entite', 'assistant', 'responsable_dispositif', 'travailleur_social'].includes(profil));
      cases.push({ titre: `${titre}, ${portee}`, portee, profil, nom, args, objet, version: creation ? null : 1, attendu: (chezLui || profil === 'admin_national') && droit(profil, objet, gestes, circonstance) });
    }
  }
};
const MOTIF = 'Essai de la matrice';
const unPas = (geste: string, vers: string, par: string) => ({ geste, vers, par, nom: par, profil: 'admin_departemental', le: MIDI.toISOString() });
const p177 = { ...SANS, p177: true };
const duSiao = { ...SANS, proposeeParSiaoAvantValidation: true };

const semerScenarios = (): void => {
  scenario('créer une entité', 'entite', ['creer', 'proposer'], SANS, 'creerEntite', (portee) => ({ id: randomUUID(), saisie: saisieEntite({ siren: unSiren(), raisonSociale: `Neuve ${numero}`, departements: [DEPARTEMENT[portee]], commune: COMMUNE[portee] }), motif: MOTIF }), true);
  for (const [quoi, condition, financements] of [['hors P177', SANS, undefined], ['P177', p177, P177]] as const) {
    const champs = financements === undefined ? {} : { financements, financeP177: true };
    scenario(`créer un dispositif ${quoi}`, 'dispositif', ['creer', 'proposer'], condition, 'creerDispositif', (portee) => ({ id: randomUUID(), motif: MOTIF, saisie: saisieDispositif({ entiteId: ENTITES[portee], departement: DEPARTEMENT[portee], commune: COMMUNE[portee], nom: `Neuf ${numero += 1}`, ...(financements === undefined ? {} : { financements: [...financements] }) }) }), true);
    const depart = condition.p177 ? 'a_prevalider' : 'prevalide';
    for (const [nom, geste] of [['valider', 'valider'], ['renvoyerACorriger', 'valider'], ['refuser', 'valider']] as const) scenario(`${nom} un dispositif ${quoi}`, 'dispositif', [geste], condition, nom, (portee) => ({ objet: 'dispositif', id: unDispositif(portee, { ...champs, statut: depart }), motif: MOTIF }));
    scenario(`fermer un dispositif ${quoi}`, 'dispositif', ['fermer'], condition, 'fermer', (portee) => ({ objet: 'dispositif', id: unDispositif(portee, champs), date: '2026-11-20', motif: MOTIF }));
    scenario(`corriger un dispositif validé ${quoi}`, 'dispositif', ['modifier'], condition, 'modifierDispositif', (portee) => ({ id: unDispositif(portee, champs), champs: { horaires: 'nuit' } }));
    scenario(`changer un champ sensible d’un dispositif ${quoi}`, 'dispositif', ['decider_sensible'], condition, 'modifierDispositif', (portee) => ({ id: unDispositif(portee, champs), champs: { type: 'hebergement_hors_chrs.115' } }));
  }
  for (const [objet, fiche] of [['entite', uneEntite], ['dispositif', unDispositif]] as const) {
    for (const nom of ['prevalider', 'renvoyerACorriger', 'refuser'] as const) scenario(`${nom} (${objet})`, objet, ['prevalider'], SANS, nom, (portee) => ({ objet, id: fiche(portee, { statut: 'a_prevalider' }), motif: MOTIF }));
    scenario(`soumettre (${objet})`, objet, ['proposer'], SANS, 'soumettre', (portee, profil) => ({ objet, id: fiche(portee, { statut: 'brouillon', creeParProfil: profil }) }));
    const modifier = objet === 'entite' ? 'modifierEntite' : 'modifierDispositif';
    scenario(`corriger un brouillon du SIAO (${objet})`, objet, ['modifier'], duSiao, modifier, (portee) => ({ id: fiche(portee, { statut: 'brouillon', creeParProfil: 'admin_siao' }), champs: { adresse: '2 rue Neuve' } }));
  }
  scenario('prévalider un dispositif P177', 'dispositif', [], p177, 'prevalider', (portee) => ({ objet: 'dispositif', id: unDispositif(portee, { statut: 'a_prevalider', financements: P177, financeP177: true }) }));
  for (const nom of ['valider', 'renvoyerACorriger', 'refuser'] as const) scenario(`${nom} (entite)`, 'entite', ['valider'], SANS, nom, (portee) => ({ objet: 'entite', id: uneEntite(portee, { statut: 'prevalide' }), motif: MOTIF }));
  scenario('fermer une entité', 'entite', ['fermer'], SANS, 'fermer', (portee) => ({ objet: 'entite', id: uneEntite(portee), date: '2026-11-20', motif: MOTIF }));
  // le cycle, par la table : chaque geste sur une fiche au statut d’où il part
  for (const [objet, fiche] of [['entite', uneEntite], ['dispositif', unDispositif]] as const) {
    for (const [nom, geste, statut] of [['suspendre', 'valider', 'valide'], ['retablir', 'valider', 'suspendu'], ['archiver', 'fermer', 'refuse']] as const) {
      scenario(`${nom} (${objet})`, objet, [geste], SANS, nom, (portee) => ({ objet, id: fiche(portee, { statut }), motif: MOTIF }));
    }
    scenario(`commenter (${objet})`, objet, ['modifier', 'proposer', 'prevalider', 'valider'], SANS, 'commenter', (portee) => ({ objet, id: fiche(portee), texte: MOTIF }));
    // la décision à annuler est la sienne : ce qui reste à juger est son droit de la prendre
    scenario(`annuler sa suspension (${objet})`, objet, ['valider'], SANS, 'annulerDecision', (portee, profil) => ({ objet, id: fiche(portee, { statut: 'suspendu', parcours: [unPas('creer', 'valide', 'quelqu-un'), unPas('suspendre', 'suspendu', `auteur-${profil}`)] }) }));
  }
  scenario('commenter un dispositif P177', 'dispositif', ['modifier', 'proposer', 'prevalider', 'valider'], p177, 'commenter', (portee) => ({ objet: 'dispositif', id: unDispositif(portee, { financements: P177, financeP177: true }), texte: MOTIF }));
  scenario('corriger une entité validée', 'entite', ['modifier'], SANS, 'modifierEntite', (portee) => ({ id: uneEntite(portee), champs: { adresse: '2 rue Neuve' } }));
  scenario('changer le siren d’une entité validée', 'entite', ['decider_sensible'], SANS, 'modifierEntite', (portee) => ({ id: uneEntite(portee), champs: { siren: unSiren() } }));
  scenario('créer un groupe', 'groupe', ['creer'], SANS, 'creerGroupeDePlaces', (portee) => ({ id: randomUUID(), saisie: saisieGroupe({ dispositifId: unDispositif(portee), libelle: `Neuf ${numero += 1}` }) }), true);
  scenario('modifier un groupe', 'groupe', ['modifier'], SANS, 'modifierGroupeDePlaces', (portee) => ({ id: unGroupe(portee), champs: { pmr: 1 } }));
  for (const [quoi, condition, champs] of [['', SANS, {}], [' sous délégation', { ...SANS, delegationEnCours: true }, { delegationSiao: { debut: '2026-01-01', fin: null } }]] as const) {
    scenario(`changer la modalité d’un groupe${quoi}`, 'groupe', ['modalite'], condition, 'modifierGroupeDePlaces', (portee) => ({ id: unGroupe(portee, { dispositifId: unDispositif(portee, champs) }), champs: { modalite: 'insertion' } }));
  }
  // propositions et pièces : la fiche visée dit la portée, la ligne est neuve ou posée à côté
  for (const [objet, fiche] of [['entite', uneEntite], ['dispositif', unDispositif]] as const) {
    scenario(`proposer de changer un champ sensible (${objet})`, objet, ['proposer_changement'], SANS, 'proposerChangement', (portee) => ({ id: randomUUID(), objet, ficheId: fiche(portee), champs: objet === 'entite' ? { siren: unSiren() } : { type: 'hebergement_hors_chrs.115' }, motif: MOTIF }), true);
    scenario(`accepter un champ sensible proposé (${objet})`, objet, ['decider_sensible'], SANS, 'deciderProposition', (portee) => ({ id: uneProposition(objet, fiche(portee), portee), decisions: [objet === 'entite' ? { champ: 'siren', decision: 'refusee', vu: null, motif: MOTIF } : { champ: 'type', decision: 'acceptee', vu: 'hebergement_hors_chrs.mixte' }] }));
    scenario(`retirer sa proposition (${objet})`, objet, ['auteur'], SANS, 'retirerProposition', (portee, profil) => ({ id: uneProposition(objet, fiche(portee), portee, `auteur-${profil}`) }));
    scenario(`joindre une pièce (${objet})`, objet, ['joindre'], SANS, 'joindrePiece', (portee) => ({ id: randomUUID(), objet, ficheId: fiche(portee), nom: 'arrete.pdf', genre: 'arrete', type: 'application/pdf', taille: 12, empreinte: 'a'.repeat(64) }), true);
    scenario(`joindre une pièce à une proposition du SIAO (${objet})`, objet, ['joindre'], duSiao, 'joindrePiece', (portee) => ({ id: randomUUID(), objet, ficheId: fiche(portee, { statut: 'brouillon', creeParProfil: 'admin_siao' }), nom: 'arrete.pdf', genre: 'arrete', type: 'application/pdf', taille: 12, empreinte: 'a'.repeat(64) }), true);
    scenario(`retirer une pièce (${objet})`, objet, ['joindre'], SANS, 'retirerPiece', (portee) => ({ id: unePiece(objet, fiche(portee), portee), motif: MOTIF }));
    scenario(`remplacer un code retiré (${objet})`, objet, ['reclasser'], SANS, 'reclasser', (portee) => (objet === 'entite' ? { objet, id: fiche(portee, { statutJuridique: 'code_retire' }), referentiel: 'statut_juridique', de: 'code_retire', vers: 'autre', motif: MOTIF } : { objet, id: fiche(portee, { publics: ['code_retire'] }), referentiel: 'public', de: 'code_retire', vers: 'tout_public', motif: MOTIF }));
  }
  const CONTENU = { libelle: 'x', court: null, ordre: 900, compteeEnPlaces: null, unite: null, modalites: null };
  const unCode = (): string => poser('nomenclature', code({ id: `public:code_${numero += 1}`, code: `code_${numero}`, versions: [{ ...CONTENU, depuis: '2026-01-01', libelle: `Code ${numero}` }] }));
  const nomme = (id: string) => ({ id, referentiel: 'public', code: id.split(':')[1] ?? '' });
  scenario('ajouter un code', 'nomenclature', ['creer'], SANS, 'creerCode', () => ({ ...nomme(`public:neuf_${numero += 1}`), parent: null, debut: '2999-01-01', contenu: { ...CONTENU, libelle: `Neuf ${numero}` } }), true);
  scenario('modifier un code', 'nomenclature', ['modifier'], SANS, 'modifierCode', () => ({ ...nomme(unCode()), depuis: '2999-01-01', contenu: { ...CONTENU, libelle: `Autre ${numero += 1}` } }));
  scenario('retirer un code', 'nomenclature', ['fermer'], SANS, 'retirerCode', () => ({ ...nomme(unCode()), fin: '2999-01-01', remplacePar: null, motif: MOTIF }));
  // les places : sous délégation ou non ; la fiche visée est la place, ou le groupe où l’on crée
  scenario('demander un changement de places', 'place', ['proposer_changement'], SANS, 'demanderPlaces', (portee) => { const id = unePlace(portee, {}); return { id: randomUUID(), dispositifId: placeEtDispositif(id).dispositifId, geste: { genre: 'fermer', le: '2026-12-15' }, ids: [id], motif: MOTIF }; }, true);
  scenario('demander une modalité', 'groupe', ['proposer_changement'], SANS, 'demanderPlaces', (portee) => { const dispositifId = unDispositif(portee); return { id: randomUUID(), dispositifId, geste: { genre: 'modalite', modalite: 'insertion' }, ids: [unGroupe(portee, { dispositifId })], motif: MOTIF }; }, true);
  scenario('décider d’une demande', 'place', ['etat_places'], SANS, 'deciderDemande', (portee) => ({ ...uneDemande(portee), lot: randomUUID(), decision: 'acceptee' }));
  scenario('retirer sa demande', 'place', ['auteur'], SANS, 'retirerDemande', (portee, profil) => ({ id: uneDemande(portee, `auteur-${profil}`).id }));
  const uneVue = (portee: Portee, creePar = 'quelqu-un'): string => poser('vue', vue({ id: randomUUID(), departement: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]], entiteId: ENTITES[portee], creePar }));
  scenario('partager sa vue de nouveau, autrement', 'vue', ['creer'], SANS, 'partagerVue', (portee, profil) => ({ id: uneVue(portee, `auteur-${profil}`), ecran: 'places', nom: 'Autre nom', contenu: '{}' }));
  scenario('arrêter le partage de la sienne', 'vue', ['creer'], SANS, 'retirerVue', (portee, profil) => ({ id: uneVue(portee, `auteur-${profil}`) }));
  scenario('arrêter le partage d’un autre', 'vue', ['fermer'], SANS, 'retirerVue', (portee) => ({ id: uneVue(portee) }));
  // le compte visé n’est jamais celui qui agit : seul le droit de confier la reprise est jugé
  const unCompteSiao = (portee: Portee): string => poser('utilisateur', compte({ id: randomUUID(), email: `siao${numero += 1}.essai@asso.example`, profil: 'operateur_siao', perimetre: { genre: 'siao', siao: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]] }, departements: [DEPARTEMENT[portee]], departement: DEPARTEMENT[portee], entiteId: null }));
  scenario('donner un mandat de reprise', 'mandat', ['creer'], SANS, 'mandaterReprise', (portee) => ({ id: randomUUID(), utilisateurId: unCompteSiao(portee), departements: [DEPARTEMENT[portee]], fin: '2026-12-31' }), true);
  scenario('retirer un mandat de reprise', 'mandat', ['fermer'], SANS, 'retirerMandat', (portee) => ({ id: poser('mandat', mandat({ id: randomUUID(), departement: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]] })) }));
  // la reprise : à chacun son mandat, que son profil en soit capable ou non
  const LIVRE = { source: 0, creees: 0, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
  const SIMULATION = { fichier: lot().fichier, lignes: LIVRE, places: LIVRE, bloquantes: 0, avertissements: 0, anomalies: {} };
  const unMandat = (portee: Portee, profil: Profil): string => poser('mandat', mandat({ id: randomUUID(), utilisateurId: `auteur-${profil}`, departement: DEPARTEMENT[portee], departements: [DEPARTEMENT[portee]] }));
  const unLot = (portee: Portee, profil: Profil) => { const id = poser('lot', lot({ id: randomUUID(), departement: DEPARTEMENT[portee], simulations: [{ ...SIMULATION, le: MIDI.toISOString(), par: 'x' }] })); return { id, lotId: id, mandatId: unMandat(portee, profil) }; };
  scenario('ouvrir un lot de reprise', 'lot', ['mandat'], SANS, 'ouvrirLot', (portee, profil) => ({ id: randomUUID(), mandatId: unMandat(portee, profil), departement: DEPARTEMENT[portee], genre: 'structures', fichier: SIMULATION.fichier }), true);
  scenario('noter une simulation', 'lot', ['mandat'], SANS, 'noterSimulation', (portee, profil) => ({ ...unLot(portee, profil), simulation: SIMULATION }));
  scenario('reprendre des fiches', 'lot', ['mandat'], SANS, 'reprendreFiches', (portee, profil) => { const id = randomUUID(); return { ...unLot(portee, profil), id, entites: [{ id, identifiant: 'e', saisie: saisieEntite({ siren: unSiren(), raisonSociale: `Reprise ${numero}`, departements: [DEPARTEMENT[portee]], commune: COMMUNE[portee] }) }], dispositifs: [], groupes: [], places: [] }; }, true);
  scenario('proposer ce que dit une reprise', 'lot', ['mandat'], SANS, 'proposerReprise', (portee, profil) => { const id = randomUUID(); return { ...unLot(portee, profil), id, propositions: [{ id, objet: 'dispositif', ficheId: unDispositif(portee), identifiant: 'd', champs: { nom: `Autre nom ${numero += 1}` }, lignes: [2] }] }; }, true);
  scenario('signer un lot de reprise', 'lot', ['mandat'], SANS, 'signerLot', (portee, profil) => ({ ...unLot(portee, profil), lignes: LIVRE, places: LIVRE, fiches: { entite: 0, dispositif: 0, groupe: 0, place: 0 } }));
  scenario('annuler un lot de reprise', 'lot', ['mandat'], SANS, 'annulerLot', (portee, profil) => ({ ...unLot(portee, profil), motif: MOTIF }));
  const leTerme = (nom: string) => ({ genre: 'terme', portee: 'type', nom, cible: 'hebergement_chrs.mixte', avant: null });
  scenario('partager une correspondance', 'correspondance', ['mandat'], SANS, 'partagerCorrespondance', (portee, profil) => ({ id: randomUUID(), mandatId: unMandat(portee, profil), departement: DEPARTEMENT[portee], contenu: leTerme(`Terme ${numero += 1}`) }), true);
  const uneCorrespondance = (portee: Portee, profil: Profil) => { const nom = `terme ${numero += 1}`; return { id: poser('correspondance', correspondance({ id: randomUUID(), departement: DEPARTEMENT[portee], nom, cle: nom, cible: 'hebergement_chrs.115' })), mandatId: unMandat(portee, profil), nom }; };
  scenario('changer une correspondance', 'correspondance', ['mandat'], SANS, 'partagerCorrespondance', (portee, profil) => { const { id, mandatId, nom } = uneCorrespondance(portee, profil); return { id, mandatId, departement: DEPARTEMENT[portee], contenu: { ...leTerme(nom), avant: 'hebergement_chrs.115' } }; });
  scenario('retirer une correspondance', 'correspondance', ['mandat'], SANS, 'retirerCorrespondance', (portee, profil) => { const { id, mandatId } = uneCorrespondance(portee, profil); return { id, mandatId, avant: 'hebergement_chrs.115' }; });
  const delegue = { ...SANS, delegationEnCours: true };
  const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: null };
  for (const [quoi, condition, champs] of [['', SANS, {}], [' sous délégation', delegue, { delegationSiao: { debut: '2026-01-01', fin: null } }]] as const) {
    const enPlace = (portee: Portee, args: (id: string) => object, profil?: Profil) => { const id = unePlace(portee, champs, profil); return { id, ...args(id) }; };
    scenario(`changer des places${quoi}`, 'place', ['etat_places'], condition, 'changerPlaces', (portee) => enPlace(portee, (id) => ({ lot: randomUUID(), blocs: [{ geste: TRAVAUX, ids: [id] }] })));
    scenario(`renuméroter des places${quoi}`, 'place', ['modifier'], condition, 'modifierPlaces', (portee) => enPlace(portee, (id) => ({ lot: randomUUID(), lignes: [{ id, numero: `N${numero += 1}` }] })));
    scenario(`déclarer l’occupation${quoi}`, 'place', ['etat_places'], condition, 'declarerOccupation', (portee) => { const { id, dispositifId } = placeEtDispositif(unePlace(portee, champs)); return { id, lot: randomUUID(), dispositifId, le: '2026-11-24', changements: [{ occupation: 'occupee', ids: [id] }] }; });
    scenario(`annuler son changement de places${quoi}`, 'place', ['etat_places'], condition, 'annulerPlaces', (portee, profil) => enPlace(portee, (id) => ({ lot: LOT, nouveauLot: randomUUID(), ids: [id] }), profil));
  }
  scenario('réorganiser des places', 'place', ['modifier'], SANS, 'reorganiserPlaces', (portee) => { const id = unePlace(portee, {}); return { id, ids: [id], reunis: [], pmr: 0, vers: { genre: 'nouveau', id: randomUUID(), saisie: GROUPE_SCINDE(`Neuf ${numero += 1}`) } }; });
  scenario('créer des places', 'place', ['creer'], SANS, 'creerPlaces', (portee) => { const groupeId = unGroupe(portee); const id = randomUUID(); return { id, lot: randomUUID(), groupeId, ouverture: '2026-12-01', places: [{ id, numero: `N${numero += 1}` }] }; }, true);
  scenario('fermer un groupe', 'groupe', ['fermer'], SANS, 'fermerGroupeDePlaces', (portee) => ({ id: unGroupe(portee), date: '2026-11-20', motif: MOTIF }));
};

const COMMANDES_COMPTE = [['creerUtilisateur', 'creer'], ['modifierUtilisateur', 'modifier'], ['suspendreUtilisateur', 'suspendre'], ['retablirUtilisateur', 'suspendre'], ['reaffecterUtilisateur', 'reaffecter'], ['assisterUtilisateur', 'assister']] as const satisfies readonly (readonly [string, GesteCompte])[];
/** Les gestes sur les comptes : chaque profil, sur chaque profil, chez lui et ailleurs. */
const semerComptes = (perimetreDe: (profil: Profil, portee: Portee) => Perimetre): void => {
  for (const profil of CODES_PROFILS) for (const vise of CODES_PROFILS) for (const portee of ['dedans', 'ailleurs'] as const) for (const [nom, geste] of COMMANDES_COMPTE) {
    const perimetre = perimetreDe(vise, portee);
    const id = randomUUID();
    const email = `p${numero += 1}.essai@asso.example`;
    const departements = vise === 'admin_national' ? [] : [DEPARTEMENT[portee]];
    if (geste !== 'creer') poser('utilisateur', compte({ id, email, profil: vise, perimetre, departements, departement: departements[0] ?? '', entiteId: 'entiteId' in perimetre ? perimetre.entiteId : null, statut: nom === 'retablirUtilisateur' ? 'suspendu' : 'actif' }));
    const args = geste === 'creer' ? { id, inviter: true, saisie: { nom: 'Léa Marchand', email, telephone: null, fonction: null, profil: vise, perimetre } }
      : geste === 'modifier' ? { id, champs: { fonction: 'Cheffe de service' } } : geste === 'reaffecter' ? { id, profil: vise, perimetre, motif: MOTIF } : geste === 'assister' ? { id, aide: 'debloquer', motif: MOTIF } : { id, motif: MOTIF };
    cases.push({ titre: `${nom} (${vise}), ${portee}`, portee, profil, nom, args, objet: 'utilisateur', version: geste === 'creer' ? null : 1, attendu: (portee === 'dedans' || profil === 'admin_national') && permis(ENCADREMENT[profil][ORDRE.indexOf(vise)] ?? '.', geste) });
  }
};

surPostgresql('matrice des droits, par HTTP', (genre) => {
  let essai: Montage;
  let url: string;
  const jetons = new Map<Profil, string>();
  const identifiants = new Map<Profil, string>();
  const issues = new Map<Case, Issue>();
  const recus = new Map<Profil, Extract<LigneChangement, { genre: 'ligne' }>[]>();
  let dispositifsDedans: string[] = [];

  beforeAll(async () => {
    fiches.length = 0;
    cases.length = 0;
    poser('entite', entite({ departements: ['59', '62'] }));
    poser('entite', entite({ id: ENTITES.ailleurs, siren: unSiren(), raisonSociale: 'Ailleurs', departement: '62', departements: ['62'], commune: '62041' }));
    for (const referentiel of ['public', 'statut_juridique'] as const) poser('nomenclature', code({ id: `${referentiel}:code_retire`, referentiel, code: 'code_retire', fin: '2026-01-31' }));
    semerScenarios();
    for (const portee of ['dedans', 'voisin', 'ailleurs'] as const) {
      const dispositifId = unDispositif(portee);
      poser('place', place({ id: randomUUID(), groupeId: poser('groupe', groupe({ id: randomUUID(), dispositifId, entiteId: ENTITES[portee], departement: DEPARTEMENT[portee], libelle: `Lieu ${portee}` })), dispositifId, entiteId: ENTITES[portee], departement: DEPARTEMENT[portee] }));
    }
    dispositifsDedans = fiches.flatMap(({ objet, ligne }) => (objet === 'dispositif' && ligne.departement === '59' ? [ligne.id] : []));
    const [unDedans = ''] = dispositifsDedans;
    const unAilleurs = fiches.find(({ objet, ligne }) => objet === 'dispositif' && 'entiteId' in ligne && ligne.entiteId === ENTITES.ailleurs)?.ligne.id ?? '';
    const borner = (perimetre: Perimetre, portee: Portee, dispositifs: readonly string[]): Perimetre =>
      (perimetre.genre === 'dispositifs' ? { ...perimetre, entiteId: ENTITES[portee], dispositifs } : perimetre.genre === 'entite' ? { ...perimetre, entiteId: ENTITES[portee] } : perimetre);
    semerComptes((profil, portee) => borner(acteur(profil, DEPARTEMENT[portee]).perimetre, portee, [portee === 'dedans' ? unDedans : unAilleurs]));
    essai = await monter(genre);
    const lots = ORDRE_OBJETS.map((objet) => ({ objet, lignes: fiches.filter((fiche) => fiche.objet === objet).map(({ ligne }) => ligne) }));
    await chargerEnMasse(essai.base, lots);
    await essai.base.db.insertInto('piece_contenu').values({ empreinte: 'a'.repeat(64), contenu: Buffer.from('%PDF-1.7\n123'), taille: 12, type: 'application/pdf', deposePar: 'essai' }).execute();
    await essai.base.db.insertInto('acces').columns(['utilisateurId']).expression(essai.base.db.selectFrom('utilisateur').select('id')).execute();
    ({ url } = await essai.service.ecouter({ port: 0 }));
    const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
    for (const profil of CODES_PROFILS) {
      const email = `${randomUUID()}@essai.example`;
      await creerUtilisateur(essai.base, { email, nom: `Nom ${profil}`, profil, perimetre: borner(acteur(profil).perimetre, 'dedans', dispositifsDedans), perimetreLibelle: profil, empreinteMotDePasse });
      const { jeton, utilisateur } = (await essai.ouvrirSession(email)).corps;
      jetons.set(profil, jeton);
      identifiants.set(profil, utilisateur.id);
      for (const table of ['proposition', 'demande', 'vue'] as const) await essai.base.db.updateTable(table).set({ creePar: utilisateur.id }).where('creePar', '=', `auteur-${profil}`).execute();
      await essai.base.db.updateTable('mandat').set({ utilisateurId: utilisateur.id }).where('utilisateurId', '=', `auteur-${profil}`).execute();
      await sql`update place set "dernierLot" = jsonb_set("dernierLot", '{par}', to_jsonb(${utilisateur.id}::text)) where "dernierLot"->>'par' = ${`auteur-${profil}`}`.execute(essai.base.db);
      for (const objet of ['entite', 'dispositif'] as const) await sql`update ${sql.table(objet)} set parcours = replace(parcours::text, ${`"auteur-${profil}"`}, ${`"${utilisateur.id}"`})::jsonb where parcours::text like ${`%"auteur-${profil}"%`}`.execute(essai.base.db);
      // ce que chacun reçoit, avant que quiconque ne change rien
      recus.set(profil, await tout(profil));
    }
    for (const profil of CODES_PROFILS) await jouer(profil);
  }, 300_000);
  afterAll(() => essai.fermer());

  const appeler = (profil: Profil, chemin: string, corps?: object): Promise<Response> => fetch(`${url}${chemin}`, {
    method: corps === undefined ? 'GET' : 'POST', headers: { authorization: `Bearer ${jetons.get(profil) ?? ''}`, ...(corps === undefined ? {} : { 'content-type': 'application/json' }) }, ...(corps === undefined ? {} : { body: JSON.stringify(corps) }),
  });
  const tout = async (profil: Profil): Promise<Extract<LigneChangement, { genre: 'ligne' }>[]> => {
    const reponse = await appeler(profil, `${CHEMINS.changements}?clientId=${randomUUID()}&limite=10000`);
    expect(reponse.status).toBe(200);
    return (await reponse.text()).trim().split('\n').map((ligne) => JSON.parse(ligne) as LigneChangement).flatMap((ligne) => (ligne.genre === 'ligne' ? [ligne] : []));
  };
  const jouer = async (profil: Profil): Promise<void> => {
    await essai.base.db.updateTable('piece_contenu').set({ deposePar: identifiants.get(profil) ?? '' }).execute();
    const clientId = randomUUID();
    const siennes = cases.filter((une) => une.profil === profil);
    for (let debut = 0; debut < siennes.length; debut += 500) {
      const lot = siennes.slice(debut, debut + 500);
      const mutations = lot.map(({ nom, args, version }, rang): Mutation => ({ clientId, seq: debut + rang + 1, nom, version: 1, args, base: [{ id: args.id, version: version ?? 0 }] }));
      const reponse = await appeler(profil, CHEMINS.commandes, { mutations, catalogue: 2 });
      expect(reponse.status).toBe(200);
      ((await reponse.json()) as { issues: Issue[] }).issues.forEach((issue, rang) => { issues.set(lot[rang] as Case, issue); });
    }
  };

  it('des milliers de cases, toutes jugées', () => {
    expect(cases.length).toBeGreaterThan(2_000);
    expect([...new Set(cases.map(({ nom }) => nom))].sort()).toEqual(Object.keys(COMMANDES).sort());
    expect(issues.size).toBe(cases.length);
    // le test n’a de sens que si les deux réponses se rencontrent, pour chaque commande
    for (const nom of new Set(cases.map((une) => une.nom))) expect([nom, new Set(cases.filter((une) => une.nom === nom).map(({ attendu }) => attendu)).size]).toEqual([nom, 2]);
  });

  for (const profil of CODES_PROFILS) {
    it(`${profil} : chaque commande, chaque objet, dedans et dehors`, () => {
      const ecarts = cases.filter((une) => une.profil === profil).flatMap((une) => {
        const issue = issues.get(une);
        const appliquee = issue?.issue === 'appliquee';
        // un refus vient du droit ou de ce que la fiche n’est pas visible ; le P177 n’a pas d’étape de prévalidation, un champ sensible a son propre code
        const code = issue?.issue === 'rejetee' ? issue.code : '';
        const juste = appliquee === une.attendu && (appliquee || /^(?:droit\.|sans_delegation$|introuvable$|champ_sensible$|champ\.perimetre$)/u.test(code) || (code === 'statut' && une.titre.includes('P177'))
          // une vue que l’on ne voit pas ne se distingue pas d’un identifiant pris
          || (code === 'existe' && une.nom === 'partagerVue'));
        return juste ? [] : [`${une.titre} : ${appliquee ? 'appliquée' : JSON.stringify(issue)}`];
      });
      expect(ecarts).toEqual([]);
    });
  }

  it('ce qui est refusé n’a rien changé, ce qui est accordé est au journal', async () => {
    const versions = new Map<string, number>();
    for (const objet of ['entite', 'dispositif', 'groupe', 'place', 'utilisateur', 'proposition', 'demande', 'vue', 'mandat', 'lot', 'correspondance', 'piece', 'nomenclature'] as const) for (const { id, version } of await essai.base.db.selectFrom(objet).select(['id', 'version']).execute()) versions.set(id, version);
    const journal = new Set((await essai.base.db.selectFrom('journal').select(['commande', 'objetId']).execute()).map(({ commande, objetId }) => `${commande} ${objetId ?? ''}`));
    for (const une of cases) {
      const apres = versions.get(une.args.id) ?? null;
      if (!une.attendu) expect([une.titre, une.profil, apres]).toEqual([une.titre, une.profil, une.version]);
      expect([une.titre, une.profil, journal.has(`${une.nom} ${une.args.id}`)]).toEqual([une.titre, une.profil, une.attendu]);
    }
  });

  it('la sienne : le gestionnaire en corrige les champs ordinaires, les autres personnes de l’entité non', async () => {
    for (const [profil, attendu] of [['gestionnaire_entite', 'appliquee'], ['assistant', 'rejetee'], ['responsable_dispositif', 'rejetee'], ['travailleur_social', 'rejetee'], ['analyste', 'rejetee']] as const) {
      const reponse = await appeler(profil, CHEMINS.commandes, { catalogue: 2, mutations: [{ clientId: randomUUID(), seq: 1, nom: 'modifierEntite', version: 1, args: { id: ENTITE_ID, champs: { adresse: '3 rue Neuve' } }, base: [{ id: ENTITE_ID, version: 1 }] }] });
      expect([profil, ((await reponse.json()) as { issues: Issue[] }).issues[0]?.issue]).toEqual([profil, attendu]);
    }
  });

  describe('lire', () => {
    for (const profil of CODES_PROFILS) {
      it(`${profil} reçoit exactement ce que la matrice lui laisse lire`, () => {
        const lit = (objet: Objet): boolean => (objet === 'utilisateur' ? ENCADREMENT[profil] !== '..........' : accorde(signe(profil, objet, 'lire'), SANS));
        const dedans = new Set(dispositifsDedans);
        const national = profil === 'admin_national';
        const dEntite = ['gestionnaire_entite', 'assistant', 'responsable_dispositif', 'travailleur_social'].includes(profil);
        const visible = ({ objet, ligne }: Fiche): boolean => {
          if (!lit(objet)) return false;
          if (national || objet === 'nomenclature') return true;
          if ((objet === 'proposition' || objet === 'piece') && dEntite && (ligne as Extract<Ligne, { ficheId: string }>).entiteId !== ENTITE_ID) return false;
          if (objet === 'entite') return dEntite ? ligne.id === ENTITE_ID : ligne.departement === '59';
          if (objet === 'utilisateur') {
            const { entiteId, departements, perimetre } = ligne as Extract<Ligne, { perimetre: Perimetre }>;
            if (!departements.includes('59')) return false;
            if (!dEntite) return true;
            return entiteId === ENTITE_ID && (profil !== 'responsable_dispositif' || (perimetre.genre === 'dispositifs' && perimetre.dispositifs.some((id) => dedans.has(id))));
          }
          return ligne.departement === '59';
        };
        const posees = new Set(fiches.map(({ ligne }) => ligne.id));
        const lues = (recus.get(profil) ?? []).map(({ ligne }) => String(ligne['id'])).filter((id) => posees.has(id)).sort();
        expect(lues).toEqual(fiches.filter(visible).map(({ ligne }) => ligne.id).sort());
      });
    }
  });
});
