import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { lendemain } from '../../../domain/dates.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, GROUPE_ID } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';
import type { ServiceEssai } from '../../outils/service.ts';

const VIF = { referentiel: 'public', code: 'vif' } as const;
const VIEUX = 'Femmes victimes de violences';

surChaqueBase('la nomenclature, de l’administrateur national au gestionnaire', (genre) => {
  let service: ServiceEssai;
  let cable: Cable;
  let dossier: string;
  let national: Bureau;
  let gestionnaire: Bureau;

  const entrer = async (bureau: Bureau, email: string): Promise<void> => {
    await bureau.client.appeler('session.ouvrir', { email, motDePasse: MOT_DE_PASSE });
    await bureau.attendre(aJour, 'premier chargement');
  };
  const faire = (bureau: Bureau, nom: string, args: unknown) => bureau.client.appeler('commandes.executer', { nom, args });
  const code = async (bureau: Bureau, nom = 'vif') => (await bureau.client.appeler('nomenclature.lire', {})).lignes.find(({ id }) => id === `public:${nom}`);
  /** Attend qu’un poste ait reçu ce qu’on attend, sans supposer quand le service le lui dit. */
  const jusqua = async (condition: () => Promise<boolean>): Promise<void> => { await expect.poll(condition, { timeout: 20_000, interval: 100 }).toBe(true); };
  const publics = async (): Promise<readonly string[]> => ((await gestionnaire.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne['publics'] ?? []) as string[];
  const modifierPublics = (bureau: Bureau, valeurs: readonly string[]) => faire(bureau, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { publics: valeurs } });
  const modifierGroupe = (valeurs: readonly string[]) => faire(gestionnaire, 'modifierGroupeDePlaces', { id: GROUPE_ID, champs: { publics: valeurs } });
  /** Un retrait pris hier, comme si un jour avait passé. */
  const veille = new Date(Date.parse(`${aujourdhuiAParis()}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

  beforeAll(async () => {
    service = await ouvrirServiceEssai(genre);
    cable = await tirerCable(service.url);
    dossier = mkdtempSync(join(tmpdir(), 'siao-nomenclature-'));
    national = ouvrirBureau(join(dossier, 'national'), service.url);
    gestionnaire = ouvrirBureau(join(dossier, 'gestionnaire'), cable.url);
    await entrer(national, service.emails.admin_national);
    await entrer(gestionnaire, service.emails.gestionnaire_entite);
  });
  afterAll(async () => {
    await national.fermer();
    await gestionnaire.fermer();
    await cable.fermer();
    await service.fermer();
    rmSync(dossier, { recursive: true });
  });

  it('un gestionnaire choisit un public, puis lit le nouveau libellé que le national lui donne', async () => {
    expect(await modifierPublics(gestionnaire, ['vif', 'jeunes'])).toMatchObject({ accepte: true });
    await gestionnaire.attendre(aJour, 'envoi');
    expect(await faire(national, 'modifierCode', { ...VIF, depuis: aujourdhuiAParis(), contenu: { libelle: 'Victimes de violences', court: null, ordre: 20, compteeEnPlaces: null, unite: null, modalites: null } })).toMatchObject({ accepte: true });
    await jusqua(async () => (await code(gestionnaire))?.versions.length === 2);
    expect((await code(gestionnaire))?.versions.map(({ libelle }) => libelle)).toEqual([VIEUX, 'Victimes de violences']);
    expect(await faire(gestionnaire, 'modifierCode', { ...VIF, depuis: aujourdhuiAParis(), contenu: { libelle: 'À moi', court: null, ordre: 20, compteeEnPlaces: null, unite: null, modalites: null } })).toMatchObject({ accepte: false, refus: { code: 'droit.profil' } });
  });

  it('retiré, un code ne se choisit plus au service, même pour un poste resté hors ligne la veille', async () => {
    expect(await faire(national, 'retirerCode', { ...VIF, fin: aujourdhuiAParis(), remplacePar: 'refugies', motif: 'Arrêté' })).toMatchObject({ accepte: true });
    await national.attendre(aJour, 'envoi du retrait');
    await jusqua(async () => (await code(gestionnaire))?.fin === aujourdhuiAParis());
    cable.couper();
    await gestionnaire.client.appeler('sync.maintenant', {});
    await service.base.db.updateTable('nomenclature').set({ fin: veille }).where('id', '=', 'public:vif').execute();
    // ce poste croit encore que c’est le dernier jour
    expect(await modifierGroupe(['vif'])).toMatchObject({ accepte: true });
    cable.retablir();
    await gestionnaire.attendre(({ refus, enAttente }) => refus === 1 && enAttente === 0, 'refus du service');
    const [retour] = (await gestionnaire.client.appeler('sync.file', {})).commandes.filter(({ etat }) => etat === 'refusee');
    expect(retour).toMatchObject({ nom: 'modifierGroupeDePlaces', refus: { champ: 'publics' } });
    expect(retour?.refus?.message).toContain('choisir « Réfugiés »');
    await gestionnaire.client.appeler('sync.classer', { seq: retour?.seq ?? 0 });
  });

  it('le poste qui a reçu le retrait refuse aussitôt le code ; la fiche qui le portait le garde, lisible et modifiable', async () => {
    expect(await faire(national, 'modifierCode', { ...VIF, depuis: lendemain(aujourdhuiAParis()), contenu: { libelle: 'Victimes', court: null, ordre: 20, compteeEnPlaces: null, unite: null, modalites: null } })).toMatchObject({ accepte: true });
    await national.attendre(aJour, 'envoi');
    await jusqua(async () => { await gestionnaire.client.appeler('sync.maintenant', {}); return (await code(gestionnaire))?.fin === veille; });
    expect(await modifierGroupe(['vif'])).toMatchObject({ accepte: false, refus: { code: 'nomenclature', champ: 'publics' } });
    expect(await publics()).toEqual(['vif', 'jeunes']);
    expect((await code(gestionnaire))?.versions.map(({ libelle }) => libelle)).toEqual([VIEUX, 'Victimes de violences', 'Victimes']);
    // ajouter un autre public ne force pas à ôter l’ancien
    expect(await modifierPublics(gestionnaire, ['vif', 'jeunes', 'sante'])).toMatchObject({ accepte: true });
    await gestionnaire.attendre((etat) => aJour(etat) && etat.refus === 0, 'accepté par le service');
    expect(await faire(national, 'creerCode', { referentiel: 'public', code: 'neuf', parent: null, debut: aujourdhuiAParis(), contenu: { libelle: '=1+1', court: null, ordre: 500, compteeEnPlaces: null, unite: null, modalites: null } })).toMatchObject({ accepte: true });
    await national.attendre(aJour, 'envoi du code neuf');
  });

  it('le national voit qui le porte, remplace le code fiche par fiche, et les journaux le disent', async () => {
    await modifierPublics(gestionnaire, ['jeunes', 'animaux']);
    await gestionnaire.attendre(aJour, 'envoi');
    expect(await faire(national, 'retirerCode', { referentiel: 'public', code: 'animaux', fin: aujourdhuiAParis(), remplacePar: 'neuf', motif: 'Arrêté' })).toMatchObject({ accepte: true });
    await jusqua(async () => (await national.client.appeler('nomenclature.usages', { referentiel: 'public' })).usages.some(({ code: porte, nombre }) => porte === 'animaux' && nombre === 1));
    const porteurs = await national.client.appeler('nomenclature.porteurs', { referentiel: 'public', code: 'animaux', limite: 10 });
    expect(porteurs).toMatchObject({ total: 1, lignes: [{ objet: 'dispositif', id: DISPOSITIF_ID }] });
    const demande = { referentiel: 'public', de: 'animaux', vers: 'neuf', motif: 'Arrêté', fiches: [{ objet: 'dispositif', id: DISPOSITIF_ID }, { objet: 'dispositif', id: '99999999-9999-4999-8999-999999999999' }] } as const;
    const copie = { ...demande, fiches: [...demande.fiches] };
    const { issues: apercu } = await national.client.appeler('nomenclature.apercuReclasser', copie);
    expect(apercu.map(({ refus }) => refus?.code ?? null)).toEqual([null, 'introuvable']);
    // l’aperçu n’a rien écrit
    expect((await national.client.appeler('sync.file', {})).commandes.filter(({ nom }) => nom === 'reclasser')).toEqual([]);
    const { issues } = await national.client.appeler('nomenclature.reclasser', copie);
    expect(issues).toEqual(apercu);
    await national.attendre(aJour, 'envoi des remplacements');
    await jusqua(async () => { await gestionnaire.client.appeler('sync.maintenant', {}); return (await publics()).includes('neuf'); });
    expect(await publics()).toEqual(['jeunes', 'neuf']);
    expect((await service.lignesDeJournal(DISPOSITIF_ID)).map(([commande]) => commande).at(-1)).toBe('reclasser');
    expect((await service.lignesDeJournal('public:animaux')).map(([commande]) => commande)).toEqual(['retirerCode']);
    // le gestionnaire, lui, n’en a pas le droit
    expect((await gestionnaire.client.appeler('nomenclature.apercuReclasser', copie)).issues[0]?.refus?.code).toBe('droit.profil');
    expect(await verifierJournal(service.base)).toMatchObject({ rupture: null });
  });

  it('l’export dit qui, quand et quels filtres, une ligne par version, sans formule', async () => {
    const { chemin, lignes } = await national.client.appeler('nomenclature.exporter', { referentiels: ['public'], recherche: '', retires: true });
    const texte = readFileSync(chemin, 'utf8');
    const rangees = texte.split('\r\n');
    expect(texte.startsWith('\uFEFF')).toBe(true);
    expect(rangees[1]).toBe('Exporté par;Nom admin_national (Administrateur national)');
    expect(rangees[2]).toMatch(/^Exporté le;\d{2}\/\d{2}\/\d{4} à \d{2}:\d{2}:\d{2}$/u);
    expect(rangees).toContain('Filtres;"Publics spécifiques ; codes retirés compris"');
    expect(rangees.filter((rangee) => rangee.startsWith('Publics spécifiques;vif;'))).toHaveLength(3);
    expect(texte).toContain(`'=1+1`);
    expect(lignes).toBe(rangees.filter((rangee) => rangee.startsWith('Publics spécifiques;')).length);
    expect(await gestionnaire.client.appeler('nomenclature.exporter', { referentiels: ['type'], recherche: 'accueil de jour', retires: false })).toMatchObject({ lignes: 1 });
  });
});
