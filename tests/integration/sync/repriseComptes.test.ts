import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CompteReprise, QuoiComptes } from '../../../contract/methodesReprise.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { FIN_MANDAT, idDuCompte, mandater, poserFichier, reussi, tenirPostes } from '../../outils/atelierReprise.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour } from '../../outils/bureau.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
const postes = tenirPostes(() => service);
const { ouvrir } = postes;
const ENTETES = ['ID', 'NOM', 'EMAIL', 'PROFIL', 'STRUCTURE', 'FONCTION'];
const LIGNES = [
  ['a1', 'Élodie Lefebvre', 'elodie.lefebvre@siao59.example', '115 Écoutant', '', 'Écoutante'],
  ['a2', 'Paul Martin', 'paul.martin@siao59.example', '115 Coordinateur', '', ''],
  ['a2b', 'Paul Martin', 'paul.martin@siao59.example', '115 Écoutant', '', ''],
  ['a3', 'Inès Garcia', 'ines.garcia@asso.example', '115 Gestionnaire structure lecture seule', 'Ancien', '=1+1'],
  ['a4', 'Noé Petit', 'noe.petit@asso.example', '115 Gestionnaire structure lecture seule', 'Ancien', ''],
  ['a5', 'Lina Roux', 'lina.roux@asso.example', 'Insertion Utilisateur hébergement logement', 'Inconnue', ''],
  ['a6', 'Jean Blanc', 'ecoutant_115@essai.example', '115 Administrateur fonctionnel', '', ''],
  ['a7', 'Accueil', 'accueil@asso.example', '115 Écoutant', '', ''],
];
const fichier = (lignes: readonly (readonly string[])[] = LIGNES): Uint8Array => tableXlsx([ENTETES, ...lignes.map((ligne) => [...ligne])]);
const preparer = async (): Promise<{ readonly siao: Bureau; readonly national: Bureau; readonly id: string }> => {
  const national = await ouvrir('admin_national');
  // le SIAO des comptes d’essai n’est pas celui du département : le leur donner
  await changerDroits(service.base, await idDuCompte(service, 'admin_siao'), { perimetre: { genre: 'siao', siao: '59', departements: ['59'] } });
  await mandater(national, service, 'admin_siao');
  const siao = await ouvrir('admin_siao');
  return { siao, national, id: await poserFichier(siao, 'utilisateurs', fichier(), { nom: 'comptes_59.xlsx' }) };
};
const comptesDe = async (bureau: Bureau, id: string, quoi: QuoiComptes = 'tous'): Promise<readonly CompteReprise[]> => (await bureau.client.appeler('reprise.comptes', { id, filtre: { quoi, texte: '' } })).comptes;
const etats = (comptes: readonly CompteReprise[]): Record<string, string> => Object.fromEntries(comptes.map(({ nom, etat, refus }) => [nom, refus === null ? etat : `refus ${etat}`]));

beforeEach(async () => { service = await ouvrirServiceEssai('postgresql'); });
afterEach(async () => {
  await postes.fermer();
  await service.fermer();
});

it('des comptes : arbitrés au clavier, préparés sans qu’aucun courriel parte, refusés un à un par les droits de qui prépare, jamais touchés s’ils existent', async () => {
  const { siao, id } = await preparer();
  const ouvert = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(ouvert.arbitrage).toMatchObject({ tous: 6, arbitrer: 4, cumul: 1, accrus: 2, perimetre: 1, prets: 1, refuses: 0, crees: 0, connus: 1 });
  // le livre dit ce qui se passerait maintenant : rien ne manque
  expect(ouvert.livres.lignes).toMatchObject({ source: 8, creees: 1, fusionnees: 2, rejetees: 5, equilibre: true, motifs: { rejetees: { 'profil à arbitrer': 3, 'périmètre à préciser': 1 } } });
  expect(etats(await comptesDe(siao, id))).toEqual({ 'Élodie Lefebvre': 'pret', 'Paul Martin': 'arbitrer', 'Inès Garcia': 'arbitrer', 'Noé Petit': 'arbitrer', 'Lina Roux': 'perimetre', 'Jean Blanc': 'connu' });
  // la suite d’une longue liste se demande par son rang
  const toutes = await comptesDe(siao, id);
  expect(await siao.client.appeler('reprise.comptes', { id, filtre: { quoi: 'tous', texte: '' }, debut: 2 })).toMatchObject({ total: toutes.length, comptes: toutes.slice(2).map(({ email }) => ({ email })) });
  expect((await comptesDe(siao, id, 'perimetre')).map(({ nom, manque }) => [nom, manque])).toEqual([['Lina Roux', 'Pas dans l’offre : « Inconnue ».']]);

  // un profil hors de ceux qui remplacent les siens ne se décide pas
  const [paul] = await comptesDe(siao, id, 'cumul');
  expect((await comptesDe(siao, id, 'accrus')).map(({ nom, semblables }) => [nom, semblables])).toEqual([['Inès Garcia', 2], ['Noé Petit', 2]]);
  expect(await siao.client.appeler('reprise.arbitrer', { id, decisions: [{ email: paul?.email ?? '', profil: 'admin_national', perimetre: null }] })).toMatchObject({ refus: { code: 'choix' } });
  const decide = reussi(await siao.client.appeler('reprise.arbitrer', { id, decisions: [{ email: paul?.email ?? '', profil: 'operateur_siao', perimetre: null }] }));
  expect(decide).toMatchObject({ arbitrage: { arbitrer: 3, decides: 1, prets: 2 }, corrections: 1, avertissements: ouvert.avertissements - 1 });
  // les mêmes anciens profils, d’un geste ; d’un geste aussi, défait
  const accepte = reussi(await siao.client.appeler('reprise.accepterComptes', { id, email: 'ines.garcia@asso.example' }));
  expect(accepte).toMatchObject({ arbitrage: { arbitrer: 1, decides: 3 }, corrections: 3 });
  expect(reussi(await siao.client.appeler('reprise.annuler', { id }))).toMatchObject({ arbitrage: { arbitrer: 3, decides: 1 }, corrections: 1 });
  reussi(await siao.client.appeler('reprise.accepterComptes', { id, email: 'noe.petit@asso.example' }));
  const precise = reussi(await siao.client.appeler('reprise.arbitrer', { id, decisions: [{ email: 'lina.roux@asso.example', profil: 'responsable_dispositif', perimetre: { genre: 'dispositifs', entiteId: service.entiteId, dispositifs: [(await service.base.db.selectFrom('dispositif').select('id').executeTakeFirstOrThrow()).id] } }] }));
  expect(precise.arbitrage).toMatchObject({ arbitrer: 0, perimetre: 0, decides: 4, prets: 2, refuses: 3 });
  // l’administrateur du SIAO crée les siens, pas ceux d’une entité : dit avant, personne par personne
  const refusees = await comptesDe(siao, id, 'refuses');
  expect(refusees.map(({ nom }) => nom).sort()).toEqual(['Inès Garcia', 'Lina Roux', 'Noé Petit']);
  expect(refusees[0]?.refus).toContain('n’encadre pas le profil');
  expect(precise.livres.lignes.motifs.rejetees).toMatchObject({ 'création refusée': 3 });

  const avant = await service.base.db.selectFrom('utilisateur').selectAll().where('email', '=', service.emails.ecoutant_115).executeTakeFirstOrThrow();
  const fait = reussi(await siao.client.appeler('reprise.preparerComptes', { id }));
  expect(fait.arbitrage).toMatchObject({ crees: 2, prets: 0, refuses: 3, connus: 1 });
  expect(fait.livres.lignes).toMatchObject({ creees: 2, rejetees: 4, fusionnees: 2, equilibre: true });
  await siao.attendre(aJour, 'comptes');
  // un lot, au tableau du département, qui s’annule en entier tant que personne n’y a touché : les comptes s’en vont, rien ne reste d’eux, et ils se préparent de nouveau
  const lotDe = async () => (await siao.client.appeler('reprise.lister', {})).lots.map(({ id: lotId, genre, statut, code, presentes, touchees, simulations }) => ({ lotId, genre, statut, code, comptes: presentes.utilisateur, touchees, creees: simulations.at(-1)?.lignes.creees }));
  const [premier] = await lotDe();
  expect(premier).toMatchObject({ genre: 'utilisateurs', statut: 'ouvert', code: 'LOT-59-0001', comptes: 2, touchees: 0, creees: 2 });
  expect(await siao.client.appeler('reprise.annulerLot', { lotId: premier?.lotId ?? '', motif: 'Répétition' })).toEqual({ refus: null });
  await siao.attendre(aJour, 'annulé');
  expect(await service.base.db.selectFrom('utilisateur').select('nom').where('email', 'like', '%@siao59.example').execute()).toEqual([]);
  expect(JSON.stringify(await service.base.db.selectFrom('journal').select('changements').where('commande', '=', 'annulerLot').execute())).not.toContain('paul.martin');
  expect(reussi(await siao.client.appeler('reprise.ouvrir', { id })).arbitrage).toMatchObject({ crees: 0, prets: 2 });
  expect(await siao.client.appeler('reprise.signer', { id })).toMatchObject({ refus: { code: 'non_simule' } });
  const refait = reussi(await siao.client.appeler('reprise.preparerComptes', { id }));
  expect([refait.arbitrage?.crees, refait.lot?.presentes.utilisateur]).toEqual([2, 2]);
  await siao.attendre(aJour, 'comptes');
  const signe = reussi(await siao.client.appeler('reprise.signer', { id }));
  expect(signe.lot).toMatchObject({ statut: 'charge', chargement: { lignes: { source: 8, creees: 2, rejetees: 4, fusionnees: 2 }, fiches: { utilisateur: 2, entite: 0 } } });
  await siao.attendre(aJour, 'signé');
  expect((await lotDe()).map(({ statut, code, comptes }) => [statut, code, comptes]).sort()).toEqual([['annule', 'LOT-59-0001', 0], ['charge', 'LOT-59-0002', 2]]);
  const enBase = await service.base.db.selectFrom('utilisateur').select(['nom', 'profil', 'statut', 'inviteLe', 'fonction', 'perimetreLibelle']).where('email', 'like', '%@siao59.example').orderBy('nom').execute();
  expect(enBase).toEqual([
    { nom: 'Paul Martin', profil: 'operateur_siao', statut: 'invite', inviteLe: null, fonction: null, perimetreLibelle: 'SIAO 59' },
    { nom: 'Élodie Lefebvre', profil: 'ecoutant_115', statut: 'invite', inviteLe: null, fonction: 'Écoutante', perimetreLibelle: 'SIAO 59' },
  ]);
  expect(await service.base.db.selectFrom('courriel_a_envoyer').selectAll().execute()).toEqual([]);
  expect(await service.base.db.selectFrom('utilisateur').selectAll().where('email', '=', service.emails.ecoutant_115).executeTakeFirstOrThrow()).toEqual(avant);
  expect((await comptesDe(siao, id, 'crees')).map(({ nom, invitation }) => [nom, invitation])).toEqual([['Élodie Lefebvre', 'preparee'], ['Paul Martin', 'preparee']]);
  // une seconde fois : plus rien à créer pour lui, et il apprend pourquoi
  expect(await siao.client.appeler('reprise.preparerComptes', { id })).toMatchObject({ refus: { code: 'droit.condition' } });

  // ce qui a fait naître un compte ne se défait plus, ni ne se redécide : le registre en dépend
  expect(await siao.client.appeler('reprise.arbitrer', { id, decisions: [{ email: paul?.email ?? '', profil: 'admin_siao', perimetre: null }] })).toMatchObject({ refus: { code: 'choix', message: expect.stringContaining('est préparé') as string } });
  expect(await siao.client.appeler('reprise.exclureCompte', { id, email: 'ecoutant_115@essai.example', motif: 'x' })).toMatchObject({ refus: { code: 'fige', message: expect.stringContaining('déjà un compte') as string } });

  // l’invitation part de l’écran Utilisateurs, quand on l’y envoie
  const { id: compteId } = await service.base.db.selectFrom('utilisateur').select('id').where('nom', '=', 'Paul Martin').executeTakeFirstOrThrow();
  expect((await siao.client.appeler('utilisateurs.enNombre', { commande: 'assisterUtilisateur', args: { aide: 'inviter' }, ids: [compteId] })).issues).toMatchObject([{ refus: null }]);
  await siao.attendre(aJour, 'invitation');
  // une invitation partie : le lot ne s’annule plus, et dit qui l’empêche
  const signeLot = (await lotDe()).find(({ statut }) => statut === 'charge');
  expect(signeLot?.touchees).toBe(1);
  expect(await siao.client.appeler('reprise.annulerLot', { lotId: signeLot?.lotId ?? '', motif: 'm' })).toMatchObject({ refus: { code: 'touche', message: expect.stringContaining('Paul Martin') as string } });
  expect((await service.base.db.selectFrom('utilisateur').select('inviteLe').where('id', '=', compteId).executeTakeFirstOrThrow()).inviteLe).not.toBeNull();

  // le registre RGPD : qui, d’où, vers quoi, décidé par qui
  const { chemin } = await siao.client.appeler('reprise.rapport', { id, format: 'xlsx' });
  const personnes = [...lireSource(chemin, { feuille: 'Personnes', entete: null }).lots()].flat().map(({ cellules }) => cellules);
  expect(personnes).toHaveLength(7);
  expect(personnes.find(([nom]) => nom === 'Paul Martin')).toEqual(expect.arrayContaining(['115 Coordinateur, 115 Écoutant', 'Opérateur SIAO', 'profils cumulés', 'Nom admin_siao', 'Préparé, invitation non envoyée par la reprise']));
  expect(personnes.find(([nom]) => nom === 'Inès Garcia')?.at(-1)).toContain('Refusé');

  // le fichier revient : les décisions se rejouent, celle qui ne tient plus est dite
  const version = LIGNES.map((ligne) => (ligne[0] === 'a2' ? ['a2', 'Paul Martin', 'paul.martin@siao59.example', '115 Maraude', 'Ancien', ''] : ligne));
  await siao.client.appeler('reprise.poser', { genre: 'utilisateurs', departement: '59', nom: 'comptes_59_v2.xlsx', octets: fichier(version), remplace: id });
  const revenu = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  // la version d’avant est gardée : ce qui change se voit, s’exporte, et dit ce que les corrections deviennent
  expect(revenu.versions.map(({ numero, nom }) => [numero, nom])).toEqual([[1, 'comptes_59.xlsx']]);
  const comparee = await siao.client.appeler('reprise.comparer', { id, version: 1, sorte: null });
  expect(comparee).toMatchObject({ ajoutees: 1, retirees: 1, changees: 0, inchangees: 7, ecartees: 1, rejouees: 3 });
  expect(comparee.lignes.find(({ sorte }) => sorte === 'ajoutee')?.champs).toContainEqual({ colonne: 'PROFIL', avant: '', apres: '115 Maraude' });
  const { chemin: exporte } = await siao.client.appeler('reprise.exporterComparaison', { id, version: 1 });
  expect([...lireSource(exporte, { entete: null }).lots()].flat().map(({ cellules }) => cellules)).toContainEqual(expect.arrayContaining(['Ajoutée', 'PROFIL', '115 Maraude']));
  await expect(siao.client.appeler('reprise.comparer', { id, version: 9, sorte: null })).rejects.toMatchObject({ code: 'reprise.version' });
  expect([revenu.arbitrage?.decides, revenu.ecartees.length, revenu.ecartees[0]?.explication]).toEqual([3, 1, expect.stringContaining('115 Maraude')]);
  expect(reussi(await siao.client.appeler('reprise.exclureCompte', { id, email: 'ines.garcia@asso.example', motif: 'Partie' })).livres.lignes).toMatchObject({ exclues: 1, equilibre: true });
  // l’exclusion, le périmètre, les semblables se défont ; la décision de Paul, non
  for (const _geste of ['exclusion', 'périmètre', 'semblables']) reussi(await siao.client.appeler('reprise.annuler', { id }));
  await siao.client.appeler('reprise.poser', { genre: 'utilisateurs', departement: '59', nom: 'comptes_59.xlsx', octets: fichier(), remplace: id });
  reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(await siao.client.appeler('reprise.annuler', { id })).toMatchObject({ refus: { code: 'fige' } });
}, 120_000);

it('un autre opérateur, avec le même fichier : les comptes déjà préparés ne se doublent pas, les autres se créent', async () => {
  const { siao, national, id } = await preparer();
  reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  reussi(await siao.client.appeler('reprise.preparerComptes', { id }));
  await siao.attendre(aJour, 'comptes');
  await national.client.appeler('reprise.mandater', { utilisateurId: await idDuCompte(service, 'admin_national'), departements: ['59'], fin: FIN_MANDAT });
  const autre = await poserFichier(national, 'utilisateurs', fichier());
  // sans avoir reçu le compte : le service le reconnaît à son identifiant, et ne le double pas
  reussi(await national.client.appeler('reprise.ouvrir', { id: autre }));
  reussi(await national.client.appeler('reprise.accepterComptes', { id: autre, email: 'ines.garcia@asso.example' }));
  const fait = await national.client.appeler('reprise.preparerComptes', { id: autre });
  expect(fait.refus).toBeNull();
  await national.attendre(({ etat, enAttente }) => etat === 'a_jour' && enAttente === 0, 'envoyés');
  const compte = await service.base.db.selectFrom('utilisateur').select(['email', 'profil', 'creePar']).where('email', 'like', '%@siao59.example').execute();
  expect(compte).toHaveLength(1);
  expect(await service.base.db.selectFrom('utilisateur').select(['nom', 'profil', 'inviteLe']).where('email', 'like', '%@asso.example').orderBy('nom').execute()).toEqual([{ nom: 'Inès Garcia', profil: 'assistant', inviteLe: null }, { nom: 'Noé Petit', profil: 'assistant', inviteLe: null }]);
  expect(await service.base.db.selectFrom('courriel_a_envoyer').selectAll().execute()).toEqual([]);
}, 120_000);
