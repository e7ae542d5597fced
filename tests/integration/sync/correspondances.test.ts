import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Atelier } from '../../../contract/methodesReprise.ts';
import { exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { mandater, poserFichier, rafraichir, reussi, tenirPostes } from '../../outils/atelierReprise.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour } from '../../outils/bureau.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { ouvrirServiceEssai } from '../../outils/service.ts';

const TERME = 'Dispositif innovant';
const [MIXTE, URGENCE] = ['hebergement_chrs.mixte', 'hebergement_chrs.115'];
let service: ServiceEssai;
let cable: Cable;
const postes = tenirPostes(() => service);
const { ouvrir } = postes;
/** Un fichier dont deux lignes portent un type que rien ne traduit. */
const poser = async (bureau: Bureau, nom: string): Promise<string> => {
  const { entetes, lignes } = exporterStructures(4, 12, 0);
  const type = entetes.indexOf('TYPE');
  const octets = tableXlsx([entetes, ...lignes.map(({ cellules }, rang) => (rang < 2 ? cellules.map((cellule, place) => (place === type ? (rang === 0 ? TERME : 'DISPOSITIF  innovant') : cellule)) : cellules))]);
  return poserFichier(bureau, 'structures', octets, { nom });
};
const terme = ({ termes }: Atelier) => termes.find((un) => un.vocabulaire === 'type' && un.terme === TERME);
const rattacher = (bureau: Bureau, id: string, code: string | null, avant: string | null) => bureau.client.appeler('reprise.rattacher', { id, vocabulaire: 'type', terme: TERME, code, avant });

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  await mandater(await ouvrir('admin_national'), service, 'admin_siao', 'operateur_siao');
});
afterEach(async () => {
  await postes.fermer();
  await cable.fermer();
  await service.fermer();
});

it('un terme rattaché par une collègue lit le fichier de l’autre, qui l’apprend dans son atelier ouvert ; retiré, il est de nouveau à choisir', async () => {
  const [une, autre] = [await ouvrir('admin_siao'), await ouvrir('operateur_siao')];
  const [chezElle, chezLui] = [await poser(une, 'a.xlsx'), await poser(autre, 'b.xlsx')];
  const avant = reussi(await autre.client.appeler('reprise.ouvrir', { id: chezLui }));
  expect(terme(avant)).toMatchObject({ nombre: 2, decision: null });
  expect(await autre.client.appeler('reprise.nouveautes', { id: chezLui })).toEqual({ nombre: 0, phrases: [] });
  expect(reussi(await autre.client.appeler('reprise.simuler', { id: chezLui })).simulation).toMatchObject({ aJour: true });
  reussi(await une.client.appeler('reprise.ouvrir', { id: chezElle }));
  const chezElleApres = reussi(await rattacher(une, chezElle, MIXTE, null));
  expect(terme(chezElleApres)).toMatchObject({ nombre: 2, decision: { code: MIXTE, auteur: 'Nom admin_siao' } });
  // son propre geste n’est pas une nouvelle
  expect(await une.client.appeler('reprise.nouveautes', { id: chezElle })).toEqual({ nombre: 0, phrases: [] });
  await une.attendre(aJour, 'partagé');
  await rafraichir(autre);
  expect(await autre.client.appeler('reprise.nouveautes', { id: chezLui })).toEqual({ nombre: 1, phrases: [`Nom admin_siao a rattaché « ${TERME} » à « CHRS : mixte »`.replace('CHRS : mixte', terme(chezElleApres)?.decision?.libelle ?? '')] });
  const apres = reussi(await autre.client.appeler('reprise.ouvrir', { id: chezLui }));
  expect(apres.bloquantes).toBeLessThan(avant.bloquantes);
  // simulé avec l’ancienne table, il ne vaut plus
  expect(apres.simulation).toMatchObject({ aJour: false });
  expect(terme(apres)).toMatchObject({ nombre: 2, decision: { code: MIXTE, auteur: 'Nom admin_siao', attente: false } });
  expect(await autre.client.appeler('reprise.nouveautes', { id: chezLui })).toEqual({ nombre: 0, phrases: [] });
  // la DDETS lit la table, sans pouvoir la changer
  const ddets = await ouvrir('admin_departemental');
  const [lue] = (await ddets.client.appeler('reprise.correspondances', {})).lignes;
  expect(lue).toMatchObject({ nom: TERME, departement: '59', cible: MIXTE, auteur: 'Nom admin_siao', raison: expect.stringContaining('Sans mandat') as string });
  expect(await ddets.client.appeler('reprise.retirerCorrespondance', { id: lue?.ligneId ?? '', avant: MIXTE })).toMatchObject({ refus: { code: 'droit.mandat' } });
  expect(terme(reussi(await rattacher(autre, chezLui, null, MIXTE)))).toMatchObject({ decision: null });
  await autre.attendre(aJour, 'retiré');
  await rafraichir(une);
  expect((await une.client.appeler('reprise.nouveautes', { id: chezElle })).phrases).toEqual([`Nom operateur_siao a retiré « ${TERME} »`]);
}, 120_000);

it('hors ligne, le choix est en file ; si une collègue a décidé autrement, le sien tient et l’auteur est prévenu', async () => {
  const [une, autre] = [await ouvrir('admin_siao'), await ouvrir('operateur_siao', { url: cable.url })];
  const [chezElle, chezLui] = [await poser(une, 'a.xlsx'), await poser(autre, 'b.xlsx')];
  cable.couper();
  await autre.client.appeler('sync.maintenant', {});
  await autre.attendre(({ etat }) => etat === 'hors_ligne', 'hors ligne');
  expect(terme(reussi(await rattacher(autre, chezLui, URGENCE, null)))).toMatchObject({ decision: { code: URGENCE, auteur: 'Nom operateur_siao', attente: true } });
  reussi(await rattacher(une, chezElle, MIXTE, null));
  await une.attendre(aJour, 'partagé');
  cable.retablir();
  await autre.client.appeler('sync.maintenant', {});
  await autre.attendre(({ etat, enAttente }) => etat === 'a_jour' && enAttente === 0, 'revenu');
  expect(terme(reussi(await autre.client.appeler('reprise.ouvrir', { id: chezLui })))).toMatchObject({ decision: { code: MIXTE, auteur: 'Nom admin_siao', attente: false } });
  const { commandes } = await autre.client.appeler('sync.file', {});
  expect(commandes).toMatchObject([{ nom: 'partagerCorrespondance', etat: 'refusee', fiche: TERME, refus: { code: 'change', message: expect.stringContaining('Nom admin_siao en a décidé autrement') as string } }]);
}, 120_000);

it('une association nommée se partage, se reprend ailleurs, et ne se remplace qu’à la demande', async () => {
  const [une, autre] = [await ouvrir('admin_siao'), await ouvrir('operateur_siao')];
  const [chezElle, chezLui] = [await poser(une, 'a.xlsx'), await poser(autre, 'b.xlsx')];
  await une.client.appeler('reprise.associer', { id: chezElle, choix: [['TEL', null]], nommee: null });
  reussi(await une.client.appeler('reprise.garderAssociation', { id: chezElle, nom: 'SI-SIAO 59', remplace: null }));
  await une.attendre(aJour, 'partagée');
  await rafraichir(autre);
  const ouvert = reussi(await autre.client.appeler('reprise.ouvrir', { id: chezLui }));
  expect(ouvert.associations).toMatchObject([{ nom: 'SI-SIAO 59', departement: '59', auteur: 'Nom admin_siao' }]);
  expect(ouvert.liens.some(({ entete }) => entete === 'TEL')).toBe(true);
  const nommee = ouvert.associations[0]?.id ?? '';
  expect(await autre.client.appeler('reprise.garderAssociation', { id: chezLui, nom: 'si siao 59', remplace: null })).toMatchObject({ refus: { code: 'change' } });
  const reprise = reussi(await autre.client.appeler('reprise.associer', { id: chezLui, choix: null, nommee }));
  expect(reprise.liens.filter(({ origine }) => origine === 'main').length).toBeGreaterThan(5);
  await autre.client.appeler('reprise.associer', { id: chezLui, choix: [['SIRET', null]], nommee: null });
  reussi(await autre.client.appeler('reprise.garderAssociation', { id: chezLui, nom: 'SI-SIAO 59', remplace: nommee }));
  await autre.attendre(aJour, 'remplacée');
  expect(await service.base.db.selectFrom('correspondance').select(['genre', 'auteur', 'version']).execute()).toEqual([{ genre: 'association', auteur: 'Nom operateur_siao', version: 2 }]);
  expect(await autre.client.appeler('reprise.associer', { id: chezLui, choix: null, nommee: 'inconnue' })).toMatchObject({ refus: { code: 'introuvable' } });
}, 120_000);
