import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHEMINS_COMPTES } from '../../../contract/comptes.ts';
import { CHEMINS } from '../../../contract/service.ts';
import type { EtatSession } from '../../../contract/poste.ts';
import { GRACE_RAFRAICHISSEMENT } from '../../../server/comptes/sessions.ts';
import { AVIS } from '../../../sync/authentification.ts';
import type { ClientService, Transport } from '../../../sync/client.ts';
import { creerClientService } from '../../../sync/client.ts';
import { nomDuCompte } from '../../../sync/comptes.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau, trousseauDe } from '../../outils/bureau.ts';
import type { CompteEssai, MontageComptes } from '../../outils/comptes.ts';
import { MOT_DE_PASSE, NOUVEAU, monterComptes } from '../../outils/comptes.ts';
import { chercherEnClair } from '../../e2e/outils/disque.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';

let essai: MontageComptes;
let cable: Cable;
let dossier: string;
let bureau: Bureau;
beforeEach(async () => {
  essai = await monterComptes('postgresql');
  cable = await tirerCable((await essai.service.ecouter({ port: 0 })).url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-authentification-'));
  bureau = ouvrirBureau(dossier, cable.url, { libelle: 'Linux, SIAO Offre essai' });
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await essai.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

const etat = (): Promise<EtatSession> => bureau.client.appeler('session.etat', {});
const ouvrir = (email: string, motDePasse = MOT_DE_PASSE): Promise<EtatSession> => bureau.client.appeler('session.ouvrir', { email, motDePasse });
const rouvrir = async (): Promise<void> => { await bureau.fermer(); bureau = ouvrirBureau(dossier, cable.url); };
const entreeDe = (email: string): string | undefined => [...trousseauDe(dossier).entrees.keys()].find((nom) => nom.endsWith(`.jeton.${nomDuCompte(email)}`));
const jetonDe = (email: string): string | undefined => trousseauDe(dossier).entrees.get(entreeDe(email) ?? '');
const ouvertures = async ({ id }: CompteEssai): Promise<number> => (await essai.evenements(id)).filter((nom) => nom === 'session.ouverte').length;
const sessionsOuvertes = async ({ id }: CompteEssai): Promise<number> => Number((await essai.base.db.selectFrom('session').select(({ fn }) => fn.countAll().as('nombre')).where('utilisateurId', '=', id).where('fermeeLe', 'is', null).executeTakeFirstOrThrow()).nombre);
/** Un compte qui a un second facteur, ouvert sur ce poste. */
const ouvrirProtege = async (): Promise<CompteEssai & { readonly secret: string }> => {
  const compte = await essai.creer('admin_siao');
  const { secret } = await essai.enroler(compte.email);
  essai.avancer(60_000);
  await ouvrir(compte.email);
  await bureau.client.appeler('session.repondre', { code: essai.totp(secret) });
  return { ...compte, secret };
};

describe('la connexion par étapes', () => {
  it('le second facteur se demande ; un code faux laisse l’étape, le bon ouvre ; la machine connue ne le redemande pas', async () => {
    const compte = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(compte.email);
    essai.avancer(60_000);
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: null, etape: { genre: 'second_facteur', email: compte.email, methodes: ['application', 'secours'] } });
    await expect(bureau.client.appeler('session.repondre', { code: '000 000' })).rejects.toMatchObject({ code: 'secondFacteur.code' });
    expect((await etat()).etape).toMatchObject({ genre: 'second_facteur' });
    await bureau.client.appeler('session.repondre', { code: essai.totp(secret) });
    expect(await etat()).toMatchObject({ utilisateur: { email: compte.email }, etape: null, horsLigne: false });
    await bureau.attendre(aJour, 'chargé');
    const premier = jetonDe(compte.email);
    expect(premier).toHaveLength(43);
    // ni le mot de passe ni le jeton ne sont lisibles dans le dossier du poste
    expect(chercherEnClair(dossier, [premier ?? '', MOT_DE_PASSE])).toEqual([]);
    await rouvrir();
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: { email: compte.email }, etape: null });
    await bureau.attendre(aJour, 'repris');
    expect(jetonDe(compte.email)).not.toBe(premier);
    expect([await ouvertures(compte), await sessionsOuvertes(compte)]).toEqual([2, 2]);
    // quitter n’a rien fermé : la même session, du même poste
    const { sessions } = await bureau.client.appeler('compte.sessions', {});
    expect(sessions.filter(({ courante }) => courante)).toMatchObject([{ poste: 'Linux, SIAO Offre essai', moyen: 'second_facteur' }]);
  });
  it('se déconnecter ferme la session au service, oublie le jeton, et redemande le second facteur', async () => {
    const compte = await ouvrirProtege();
    const avant = await sessionsOuvertes(compte);
    expect(await bureau.client.appeler('session.fermer', {})).toMatchObject({ utilisateur: null });
    expect([jetonDe(compte.email), await sessionsOuvertes(compte)]).toEqual([undefined, avant - 1]);
    expect((await ouvrir(compte.email)).etape).toMatchObject({ genre: 'second_facteur' });
    await bureau.client.appeler('session.abandonner', {});
    await expect(bureau.client.appeler('session.repondre', { code: '123456' })).rejects.toMatchObject({ code: 'session.etape' });
  });
  it('l’enrôlement montre ses codes une fois, les enregistre où il dit, et attend qu’ils soient dits conservés', async () => {
    const compte = await essai.creer('admin_departemental');
    const { etape } = await ouvrir(compte.email);
    if (etape?.genre !== 'enrolement') throw new Error('Pas d’enrôlement.');
    await bureau.client.appeler('session.enroler', { code: essai.totp(etape.secret) });
    const pose = await etat();
    if (pose.etape?.genre !== 'codes') throw new Error('Pas de codes.');
    expect([pose.utilisateur?.email, pose.etape.codes.length]).toEqual([compte.email, 10]);
    // sous le verrou, ils ne se lisent pas
    await bureau.client.appeler('session.verrouiller', {});
    expect(await etat()).toMatchObject({ etape: null, verrou: { ferme: true } });
    await bureau.client.appeler('session.deverrouiller', { motDePasse: MOT_DE_PASSE });
    const { chemin } = await bureau.client.appeler('compte.enregistrerCodes', {});
    for (const code of pose.etape.codes) expect(readFileSync(chemin, 'utf8')).toContain(code);
    rmSync(chemin);
    await bureau.client.appeler('session.codesConserves', {});
    expect((await etat()).etape).toBeNull();
    await expect(bureau.client.appeler('compte.enregistrerCodes', {})).rejects.toMatchObject({ code: 'codes.absents' });
    // un code de secours ouvre à la place de l’application, une fois
    const [secours = ''] = pose.etape.codes;
    await bureau.client.appeler('session.fermer', {});
    await ouvrir(compte.email);
    await bureau.client.appeler('session.repondre', { code: secours.toLowerCase() });
    expect((await bureau.client.appeler('compte.secondFacteur', {})).codesDeSecoursRestants).toBe(9);
    await bureau.client.appeler('session.fermer', {});
    await ouvrir(compte.email);
    await expect(bureau.client.appeler('session.repondre', { code: secours })).rejects.toMatchObject({ code: 'secondFacteur.code' });
  });
  it('un défi périmé ramène au mot de passe', async () => {
    const compte = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(compte.email);
    await ouvrir(compte.email);
    essai.avancer(301_000);
    await expect(bureau.client.appeler('session.repondre', { code: essai.totp(secret) })).rejects.toMatchObject({ code: 'session.defi' });
    expect((await etat()).etape).toBeNull();
  });
  it('une invitation s’active par le code du courriel, puis le compte s’ouvre ; un mot de passe faible est refusé sous son champ', async () => {
    const { email } = await essai.creer('assistant');
    await bureau.client.appeler('session.demanderCode', { email });
    await bureau.client.appeler('session.demanderCode', { email: 'personne@nulle-part.example' });
    const [courriel] = await essai.relever();
    const code = courriel?.code ?? '';
    await expect(bureau.client.appeler('session.activer', { email, code: 'AAAAA-AAAAA', motDePasse: NOUVEAU })).rejects.toMatchObject({ code: 'code.invalide', champ: 'code' });
    await expect(bureau.client.appeler('session.activer', { email, code, motDePasse: 'motdepasse1234' })).rejects.toMatchObject({ code: 'champ.motDePasse', champ: 'motDePasse' });
    await bureau.client.appeler('session.activer', { email, code: code.toLowerCase(), motDePasse: NOUVEAU });
    await expect(ouvrir(email)).rejects.toMatchObject({ code: 'session.identifiants' });
    expect(await ouvrir(email, NOUVEAU)).toMatchObject({ utilisateur: { email } });
  });
});

describe('le jeton gardé', () => {
  it('refusé par le service (session fermée ailleurs), il disparaît, l’avis le dit et la connexion se fait en entier', async () => {
    const compte = await ouvrirProtege();
    await rouvrir();
    await essai.base.db.updateTable('rafraichissement').set({ revoqueLe: essai.maintenant() }).where('utilisateurId', '=', compte.id).execute();
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: null, etape: { genre: 'second_facteur' }, avis: AVIS.fermee });
    expect(jetonDe(compte.email)).toBeUndefined();
    essai.avancer(60_000);
    await bureau.client.appeler('session.repondre', { code: essai.totp(compte.secret) });
    expect((await etat()).avis).toBeNull();
  });
  it('périmé (quatorze jours), la connexion se fait en entier', async () => {
    const compte = await ouvrirProtege();
    await rouvrir();
    essai.avancer(15 * 86_400_000);
    expect((await ouvrir(compte.email)).etape).toMatchObject({ genre: 'second_facteur' });
  });
  it('mot de passe changé ailleurs : l’ancien n’ouvre plus en ligne, le nouveau ouvre', async () => {
    const compte = await ouvrirProtege();
    await rouvrir();
    await essai.requete('POST', CHEMINS_COMPTES.reinitialisation, { corps: { email: compte.email } });
    const code = (await essai.relever()).find(({ adresse, code: recu }) => adresse === compte.email && recu !== undefined)?.code;
    expect((await essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email: compte.email, code, motDePasse: NOUVEAU } })).statut).toBe(204);
    await expect(ouvrir(compte.email)).rejects.toMatchObject({ code: 'session.identifiants' });
    expect(jetonDe(compte.email)).toBeUndefined();
    expect((await ouvrir(compte.email, NOUVEAU)).etape).toMatchObject({ genre: 'second_facteur' });
  });
  it('copié et employé ailleurs, il ferme la session ; le poste le dit et redemande tout', async () => {
    const compte = await ouvrirProtege();
    const copie = jetonDe(compte.email);
    await rouvrir();
    await ouvrir(compte.email);
    await bureau.fermer();
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    expect((await essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: copie } })).statut).toBe(401);
    bureau = ouvrirBureau(dossier, cable.url);
    const rouverte = await ouvrir(compte.email);
    expect(rouverte).toMatchObject({ utilisateur: null, etape: { genre: 'second_facteur' } });
    expect(rouverte.avis).toMatch(/^Cette session a été fermée par le service parce que son jeton a été utilisé ailleurs/u);
  });
  it('ouvert hors ligne, le compte reprend sa session par le jeton au retour du réseau, sans second facteur ni mot de passe', async () => {
    const compte = await ouvrirProtege();
    await bureau.attendre(aJour, 'chargé');
    await rouvrir();
    cable.couper();
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: { email: compte.email }, horsLigne: true, etape: null });
    const avant = await ouvertures(compte);
    cable.retablir();
    await bureau.attendre(aJour, 'repris');
    expect([await ouvertures(compte), (await etat()).horsLigne]).toEqual([avant, false]);
  });
  it('sans jeton, hors ligne : le mot de passe ouvre ; au retour du réseau, le second facteur se redemande et le travail attend', async () => {
    const compte = await ouvrirProtege();
    await rouvrir();
    trousseauDe(dossier).entrees.delete(entreeDe(compte.email) ?? '');
    cable.couper();
    expect(await ouvrir(compte.email)).toMatchObject({ horsLigne: true });
    cable.retablir();
    await bureau.attendre(({ etat: nom }) => nom === 'session', 'à rouvrir');
    expect((await etat()).avis).toBe(AVIS.secondFacteur);
  });
  it('la fermeture d’une session depuis un autre poste s’apprend pendant le travail', async () => {
    const compte = await ouvrirProtege();
    await bureau.attendre(aJour, 'chargé');
    await essai.base.db.updateTable('rafraichissement').set({ revoqueLe: essai.maintenant() }).where('utilisateurId', '=', compte.id).execute();
    await bureau.client.appeler('sync.maintenant', {});
    await bureau.attendre(({ etat: nom }) => nom === 'session', 'à rouvrir');
    expect([(await etat()).avis, jetonDe(compte.email)]).toEqual([AVIS.fermee, undefined]);
  });
  it('« oublier ce poste » efface le jeton et ferme la session', async () => {
    const compte = await ouvrirProtege();
    await bureau.attendre(aJour, 'chargé');
    const avant = await sessionsOuvertes(compte);
    await bureau.client.appeler('poste.oublier', { nonEnvoye: 'envoyer' });
    expect([...trousseauDe(dossier).entrees.keys()].filter((nom) => nom.includes('jeton'))).toEqual([]);
    expect(await sessionsOuvertes(compte)).toBe(avant - 1);
  });
  it('clé tirée d’une phrase : le jeton est dans le fichier chiffré du compte, jamais au trousseau ni en clair', async () => {
    await bureau.fermer();
    rmSync(dossier, { recursive: true });
    dossier = mkdtempSync(join(tmpdir(), 'siao-authentification-'));
    trousseauDe(dossier).panne = 'Aucun trousseau.';
    bureau = ouvrirBureau(dossier, cable.url);
    await bureau.client.appeler('coffre.choisirPhrase', { phrase: 'une phrase que je retiens' });
    const compte = await ouvrirProtege();
    await bureau.attendre(aJour, 'chargé');
    // la clé change : le jeton suit
    await bureau.client.appeler('poste.changerCle', {});
    // et celui d’un échange qui suit se range dans les fichiers rouverts
    essai.avancer(11 * 60_000);
    await bureau.client.appeler('compte.sessions', {});
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    await bureau.fermer();
    bureau = ouvrirBureau(dossier, cable.url);
    await bureau.client.appeler('coffre.ouvrir', { phrase: 'une phrase que je retiens' });
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: { email: compte.email }, etape: null });
    expect(trousseauDe(dossier).entrees.size).toBe(0);
    await bureau.client.appeler('session.fermer', {});
    expect((await ouvrir(compte.email)).etape).toMatchObject({ genre: 'second_facteur' });
  });
  it('un trousseau en panne au moment de garder : le fichier chiffré prend le relais, et rend la main ensuite', async () => {
    const compte = await essai.creer('assistant');
    await ouvrir(compte.email);
    await rouvrir();
    await etat();
    const perime = jetonDe(compte.email);
    // l’échange se fait, mais le trousseau ne garde plus
    const secrets = trousseauDe(dossier);
    const lire = secrets.lire.bind(secrets);
    const enPanne = { ...secrets, lire, ecrire: () => { secrets.panne = 'Trousseau verrouillé.'; return secrets.ecrire('', ''); } };
    await bureau.fermer();
    secrets.panne = null;
    bureau = ouvrirBureau(dossier, cable.url, { secrets: enPanne });
    await ouvrir(compte.email);
    secrets.panne = null;
    expect(jetonDe(compte.email)).toBe(perime);
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    await rouvrir();
    expect(await ouvrir(compte.email)).toMatchObject({ utilisateur: { email: compte.email }, avis: null });
    expect(await ouvertures(compte)).toBe(1);
    expect(jetonDe(compte.email)).not.toBe(perime);
  });
});

/** Un poste réduit à son client et à son jeton rangé, qui meurt où l’on veut pendant l’échange. */
describe('l’échange de jetons coupé net', () => {
  type Point = 'avant_demande' | 'avant_reponse' | 'avant_rangement' | 'apres_rangement';
  class Mort extends Error {}
  const montage = (range: { jeton: string }, mourir: Point | null): ClientService => {
    const transport: Transport = async (adresse, options) => {
      const echange = adresse.pathname === CHEMINS.rafraichir;
      if (echange && mourir === 'avant_demande') throw new Mort();
      const reponse = await fetch(adresse, options);
      if (echange && mourir === 'avant_reponse') { await reponse.text(); throw new Mort(); }
      return reponse;
    };
    return creerClientService(cable.url, 'essai', transport, {
      garder: async (jeton) => {
        if (mourir === 'avant_rangement') throw new Mort();
        range.jeton = jeton;
        if (mourir === 'apres_rangement') throw new Mort();
      },
      perdre: () => Promise.resolve(),
    });
  };
  const points: readonly Point[] = ['avant_demande', 'avant_reponse', 'avant_rangement', 'apres_rangement'];
  it.each(points)('%s : redémarré dans la minute, le poste retrouve sa session ; la suite tourne encore', async (point) => {
    const { email } = await essai.creer('assistant');
    const range = { jeton: (await essai.session(email)).jetonRafraichissement };
    await montage(range, point).reprendre(range.jeton).catch(() => undefined);
    essai.avancer(GRACE_RAFRAICHISSEMENT - 1_000);
    for (let tour = 0; tour < 3; tour += 1) {
      const client = montage(range, null);
      expect(await client.reprendre(range.jeton)).toMatchObject({ email });
      expect(range.jeton).toBe(client.jeton());
    }
  });
  it('redémarré après la minute, un échange que le service avait compté redemande une connexion : il ne distingue pas ce poste d’un voleur', async () => {
    const { email } = await essai.creer('assistant');
    const range = { jeton: (await essai.session(email)).jetonRafraichissement };
    await montage(range, 'avant_rangement').reprendre(range.jeton).catch(() => undefined);
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    await expect(montage(range, null).reprendre(range.jeton)).rejects.toMatchObject({ code: 'session' });
  });
  it('le jeton neuf est rangé avant que la session s’en serve', async () => {
    const { email } = await essai.creer('assistant');
    const depart = (await essai.session(email)).jetonRafraichissement;
    const vus: string[] = [];
    const client: ClientService = creerClientService(cable.url, 'essai', fetch, { garder: async (jeton) => { await new Promise((suite) => { setTimeout(suite, 30); }); vus.push(jeton === client.jeton() ? 'déjà employé' : 'rangé'); }, perdre: () => Promise.resolve() });
    await client.reprendre(depart);
    await client.relireUtilisateur();
    expect(vus).toEqual(['rangé', 'rangé']);
  });
  it('un frein du service (429) n’est pas une session perdue', async () => {
    const { email } = await essai.creer('assistant');
    const { jetonRafraichissement } = await essai.session(email);
    for (let tour = 0; tour < 401; tour += 1) await essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: 'faux' }, ip: '127.0.0.1' });
    const client = montage({ jeton: '' }, null);
    await expect(client.reprendre(jetonRafraichissement)).rejects.toMatchObject({ code: 'session.bloque' });
  });
});

describe('« Mon compte »', () => {
  it('changer le mot de passe : l’ancien n’ouvre plus ce poste, même hors ligne ; les autres sessions tombent', async () => {
    const compte = await essai.creer('assistant');
    const autre = await essai.session(compte.email);
    await ouvrir(compte.email);
    await expect(bureau.client.appeler('compte.changerMotDePasse', { actuel: 'pas celui-là', nouveau: NOUVEAU })).rejects.toMatchObject({ code: 'motDePasse.actuel', champ: 'actuel' });
    await bureau.client.appeler('compte.changerMotDePasse', { actuel: MOT_DE_PASSE, nouveau: NOUVEAU });
    expect(await essai.vaut(autre.jeton)).toBe(false);
    await bureau.attendre(aJour, 'chargé');
    await rouvrir();
    cable.couper();
    await expect(ouvrir(compte.email)).rejects.toMatchObject({ code: 'session.identifiants' });
    expect(await ouvrir(compte.email, NOUVEAU)).toMatchObject({ horsLigne: true });
  });
  it('poser, refaire les codes, retirer le second facteur ; fermer une session, puis les autres', async () => {
    const compte = await essai.creer('assistant');
    await ouvrir(compte.email);
    await expect(bureau.client.appeler('compte.ajouterSecondFacteur', { motDePasse: 'faux' })).rejects.toMatchObject({ code: 'motDePasse.actuel' });
    const { secret, uri } = await bureau.client.appeler('compte.ajouterSecondFacteur', { motDePasse: MOT_DE_PASSE });
    expect(uri).toContain(secret);
    const { codesDeSecours } = await bureau.client.appeler('compte.confirmerSecondFacteur', { code: essai.totp(secret) });
    expect(await bureau.client.appeler('compte.secondFacteur', {})).toEqual({ actif: true, obligatoire: false, codesDeSecoursRestants: 10 });
    essai.avancer(60_000);
    const refaits = await bureau.client.appeler('compte.renouvelerCodes', { code: essai.totp(secret) });
    expect(refaits.codesDeSecours).not.toEqual(codesDeSecours);
    expect(readFileSync((await bureau.client.appeler('compte.enregistrerCodes', {})).chemin, 'utf8')).toContain(refaits.codesDeSecours[0]);
    await bureau.client.appeler('compte.retirerSecondFacteur', { motDePasse: MOT_DE_PASSE, code: refaits.codesDeSecours[0] ?? '' });
    const autres = [await essai.session(compte.email, 'Un autre poste'), await essai.session(compte.email, 'Un troisième')];
    const { sessions } = await bureau.client.appeler('compte.sessions', {});
    expect(sessions).toHaveLength(3);
    const visee = sessions.find(({ poste }) => poste === 'Un autre poste');
    await bureau.client.appeler('compte.fermerSession', { famille: visee?.famille ?? '' });
    expect(await Promise.all(autres.map(({ jeton }) => essai.vaut(jeton)))).toEqual([false, true]);
    await bureau.client.appeler('compte.fermerAutres', {});
    expect(await essai.vaut(autres[1]?.jeton ?? '')).toBe(false);
    expect((await bureau.client.appeler('compte.sessions', {})).sessions).toHaveLength(1);
  });
  it('hors ligne, « Mon compte » dit ce qu’il lui faut', async () => {
    const compte = await essai.creer('assistant');
    await ouvrir(compte.email);
    cable.couper();
    for (const methode of ['compte.sessions', 'compte.secondFacteur'] as const) await expect(bureau.client.appeler(methode, {})).rejects.toMatchObject({ code: 'hors_ligne' });
    expect(await bureau.client.appeler('session.fournisseur', {})).toEqual({ disponible: false, libelle: null });
    // ouvert hors ligne, sans session à présenter : la même réponse
    await rouvrir();
    await ouvrir(compte.email);
    await expect(bureau.client.appeler('compte.sessions', {})).rejects.toMatchObject({ code: 'hors_ligne' });
  });
});

it('rien de ce que le poste écrit ne porte un mot de passe, un secret ou un jeton en clair', async () => {
  const compte = await ouvrirProtege();
  await bureau.attendre(aJour, 'chargé');
  await bureau.client.appeler('poste.sauvegarder', {});
  const jeton = jetonDe(compte.email) ?? '';
  await bureau.fermer();
  expect(chercherEnClair(dossier, [MOT_DE_PASSE, compte.secret, jeton, compte.email])).toEqual([]);
  expect(readdirSync(dossier).length).toBeGreaterThan(0);
  bureau = ouvrirBureau(dossier, cable.url);
});
