import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LigneReprise } from '../../../contract/methodesReprise.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { ENTETE, SIRET_A, ligneFiness } from '../../fixtures/finess/fabrique.ts';
import { exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { FIN_MANDAT, mandater, poserFichier, rafraichir, reussi, tenirPostes } from '../../outils/atelierReprise.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, ENTITE_ID, dispositif, entite, groupe } from '../../outils/fabrique.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
const postes = tenirPostes(() => service);
const { ouvrir } = postes;
const donnerMandat = async (): Promise<void> => { await mandater(await ouvrir('admin_national'), service, 'admin_siao'); };
const classeur = (graine: number, taille: number, part?: number): Uint8Array => { const { entetes, lignes } = exporterStructures(graine, taille, part); return tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)]); };
const poser = (bureau: Bureau, octets: Uint8Array, options: Parameters<typeof poserFichier>[3] = {}): Promise<string> => poserFichier(bureau, 'structures', octets, options);
const lignesDe = async (bureau: Bureau, id: string, filtre: Partial<{ quoi: 'anomalie' | 'toutes' | 'corrigees'; code: string; texte: string }> = {}): Promise<readonly LigneReprise[]> =>
  (await bureau.client.appeler('reprise.lignes', { id, filtre: { quoi: 'anomalie', code: null, gravite: null, texte: '', ...filtre } })).lignes;

beforeEach(async () => { service = await ouvrirServiceEssai('postgresql'); });
afterEach(async () => {
  await postes.fermer();
  await service.fermer();
});

it('sans mandat, rien ne s’ouvre et c’est dit ; avec, le fichier se pose, se corrige, se simule, se charge, se signe et s’annule', async () => {
  const siao = await ouvrir('admin_siao');
  expect(await siao.client.appeler('reprise.lister', {})).toMatchObject({ departements: [], raison: expect.stringContaining('mandat') as string, dossiers: [], peutMandater: false });
  await expect(siao.client.appeler('reprise.poser', { genre: 'structures', departement: '59', nom: 'x.xlsx', octets: classeur(1, 3), remplace: null })).rejects.toThrow('mandat');
  await donnerMandat();
  await rafraichir(siao);
  expect(await siao.client.appeler('reprise.lister', {})).toMatchObject({ departements: ['59'], jusquau: FIN_MANDAT });
  await expect(siao.client.appeler('reprise.poser', { genre: 'structures', departement: '62', nom: 'x.xlsx', octets: classeur(1, 3), remplace: null })).rejects.toThrow('62');
  expect(await siao.client.appeler('reprise.poser', { genre: 'structures', departement: '59', nom: 'x.xlsx', octets: new TextEncoder().encode('PK\u0003\u0004 abîmé'), remplace: null })).toMatchObject({ refus: { code: 'F04' } });
  expect((await siao.client.appeler('reprise.lister', {})).dossiers).toEqual([]);

  const id = await poser(siao, classeur(2, 120));
  const depart = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(depart).toMatchObject({ lignes: 120, format: 'xlsx', livres: { lignes: { source: 120, equilibre: true }, places: { equilibre: true } }, manquantes: [] });
  expect(depart.bloquantes).toBeGreaterThan(0);
  expect(depart.anomalies.map(({ code }) => code)).toContain('G04');

  // une réparation sûre, toutes d’un coup, puis annulée d’un geste
  const sures = depart.anomalies.find(({ sures: combien }) => combien > 1);
  const code = sures?.code ?? '';
  const acceptees = reussi(await siao.client.appeler('reprise.accepterSures', { id, code }));
  expect(acceptees.anomalies.find((une) => une.code === code)?.sures).toBe(0);
  expect([acceptees.corrections, acceptees.corrigees]).toEqual([sures?.sures, sures?.sures]);
  const annulee = reussi(await siao.client.appeler('reprise.annuler', { id }));
  expect([annulee.corrections, annulee.bloquantes]).toEqual([0, depart.bloquantes]);
  expect(await siao.client.appeler('reprise.annuler', { id })).toMatchObject({ refus: { code: 'rien' } });

  // chaque code : ce qui est dit sûr s’accepte vraiment, scissions comprises
  let restant = annulee;
  for (const { code: sur, sures: combien } of annulee.anomalies.filter((une) => une.sures > 0)) {
    restant = reussi(await siao.client.appeler('reprise.accepterSures', { id, code: sur }));
    expect([sur, restant.anomalies.find((une) => une.code === sur)?.sures, combien > 0]).toEqual([sur, 0, true]);
  }
  expect(restant.livres.lignes.scindees).toBeGreaterThan(0);
  for (const _sur of annulee.anomalies.filter((une) => une.sures > 0)) restant = reussi(await siao.client.appeler('reprise.annuler', { id }));
  expect([restant.corrections, restant.bloquantes, restant.livres]).toEqual([0, depart.bloquantes, depart.livres]);

  // une valeur saisie : la source ne change pas, la cellule montre la correction
  const [fautive] = await lignesDe(siao, id, { code: 'G03' });
  const faute = fautive?.anomalies[0];
  await siao.client.appeler('reprise.corriger', { id, corrections: [{ genre: 'valeur', cle: fautive?.cle ?? '', ...(fautive?.contenu == null ? {} : { contenu: fautive.contenu }), colonne: faute?.champ ?? '', avant: faute?.valeur ?? '', apres: '20' }] });
  const [corrigee] = await lignesDe(siao, id, { quoi: 'corrigees' });
  expect([corrigee?.numero, corrigee?.cellules[faute?.rang ?? -1], corrigee?.source?.[faute?.rang ?? -1], corrigee?.anomalies]).toEqual([fautive?.numero, '20', faute?.valeur, []]);

  // un avertissement se confirme, une ligne ou toutes : il n’est plus compté, et se rouvre d’un geste
  const aVerifier = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  const douteux = aVerifier.anomalies.find(({ gravite, confirmables }) => gravite === 'avertissement' && confirmables > 1);
  expect(await siao.client.appeler('reprise.confirmerCode', { id, code: 'G04' })).toMatchObject({ atelier: { corrections: aVerifier.corrections } });
  const toutes = reussi(await siao.client.appeler('reprise.confirmerCode', { id, code: douteux?.code ?? '' }));
  expect([toutes.anomalies.find((une) => une.code === douteux?.code)?.nombre, toutes.avertissements, toutes.bloquantes, toutes.livres]).toEqual([0, aVerifier.avertissements - (douteux?.nombre ?? 0), aVerifier.bloquantes, aVerifier.livres]);
  reussi(await siao.client.appeler('reprise.annuler', { id }));

  // le service ne charge pas ce qui a une anomalie bloquante, l’écran non plus
  expect(reussi(await siao.client.appeler('reprise.simuler', { id })).lot).toMatchObject({ pret: false, raison: expect.stringContaining('bloquante') as string });
  expect(await siao.client.appeler('reprise.charger', { id })).toMatchObject({ refus: { code: 'bloquantes' } });
  let courant = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  for (const { code: bloquant } of courant.anomalies.filter(({ gravite, nombre }) => gravite === 'bloquante' && nombre > 0)) courant = reussi(await siao.client.appeler('reprise.exclureCode', { id, code: bloquant, motif: 'À reprendre plus tard' }));
  expect(courant.bloquantes).toBe(0);
  const simulee = reussi(await siao.client.appeler('reprise.simuler', { id }));
  expect(simulee).toMatchObject({ lot: { pret: true, statut: 'ouvert' }, simulation: { refus: 0, aJour: true } });
  await siao.attendre(aJour, 'simulation');
  expect(await service.base.db.selectFrom('entite').select('id').where('provenance', 'is not', null).execute()).toEqual([]);
  const chargee = reussi(await siao.client.appeler('reprise.charger', { id }));
  // visible avant tout échange
  expect(chargee.lot?.presentes).toMatchObject(simulee.simulation?.aCreer ?? {});
  await siao.attendre(aJour, 'chargement');
  const signee = reussi(await siao.client.appeler('reprise.signer', { id }));
  expect(signee.lot?.statut).toBe('charge');
  await siao.attendre(aJour, 'signature');
  const enBase = await service.base.db.selectFrom('lot').selectAll().executeTakeFirstOrThrow();
  expect(enBase).toMatchObject({ code: 'LOT-59-0001', statut: 'charge', chargement: { fiches: simulee.simulation?.aCreer, lignes: { source: 120, rejetees: 0 } } });
  expect((await service.base.db.selectFrom('groupe').select('id').where('provenance', 'is not', null).execute()).length).toBe(simulee.simulation?.aCreer.groupe);

  // le rapport à signer : le classeur se relit, et dit le lot et qui l’a signé
  const { chemin } = await siao.client.appeler('reprise.rapport', { id, format: 'xlsx' });
  expect(chemin).toMatch(/SIAO-reprise-.*\.xlsx$/u);
  const bilan = [...lireSource(chemin, { feuille: 'Bilan', entete: null }).lots()].flat().map(({ cellules }) => cellules.join(' '));
  expect(bilan.join('\n')).toContain('LOT-59-0001');
  expect([...lireSource(chemin, { feuille: 'Lignes', entete: null }).lots()].flat()).toHaveLength(121);
  // sans fenêtre, ce poste n’imprime pas : il le dit
  await expect(siao.client.appeler('reprise.rapport', { id, format: 'pdf' })).rejects.toThrow('imprimer');

  // la DDETS suit le lot, sans pouvoir le mener ; l’opérateur l’annule, et tout disparaît chez elle aussi
  const ddets = await ouvrir('admin_departemental');
  const suivi = await ddets.client.appeler('reprise.lister', {});
  expect(suivi).toMatchObject({ departements: [], lots: [{ code: 'LOT-59-0001', statut: 'charge', partValidee: 0, mien: false, presentes: simulee.simulation?.aCreer }] });
  expect(await ddets.client.appeler('reprise.annulerLot', { lotId: enBase.id, motif: 'm' })).toMatchObject({ refus: { code: 'droit.mandat' } });
  expect(await siao.client.appeler('reprise.annulerLot', { lotId: enBase.id, motif: 'Répétition' })).toEqual({ refus: null });
  await siao.attendre(aJour, 'annulation');
  await rafraichir(ddets);
  expect((await ddets.client.appeler('reprise.lister', {})).lots).toMatchObject([{ statut: 'annule', presentes: { entite: 0, dispositif: 0, groupe: 0, place: 0 } }]);
  // répété autant qu’il le faut : un autre lot
  expect(reussi(await siao.client.appeler('reprise.simuler', { id })).lot).toMatchObject({ statut: 'ouvert', pret: true });
}, 120_000);

it('une fiche que le fichier dit autrement fait l’objet d’une proposition, validée ou non, un groupe aussi ; rien n’est réécrit, qui tient le groupe en décide', async () => {
  const { entetes, lignes } = exporterStructures(4, 12, 0);
  const lire = (rang: number, colonne: string): string => lignes[rang]?.cellules[entetes.indexOf(colonne)] ?? '';
  const [siege, valide, soumis] = [entite({ id: randomUUID(), siren: lire(0, 'SIREN'), raisonSociale: lire(0, 'RS_GESTIONNAIRE'), statutJuridique: null }), randomUUID(), randomUUID()];
  // le groupe de la première structure, saisi à la main : il se reconnaît à sa modalité, seule des deux côtés
  const leGroupe = groupe({ id: randomUUID(), dispositifId: valide, entiteId: siege.id, libelle: 'Aile', modalite: '115', capacites: [{ depuis: '2020-01-01', capacite: 997 }] });
  const dejaLa = (rang: number, id: string, champs: Partial<Dispositif>): Dispositif => dispositif({ id, entiteId: siege.id, nom: lire(rang, 'NOM_STRUCTURE'), provenance: { source: 'si-siao', identifiant: lire(rang, 'ID_STRUCTURE') }, adresse: '1 rue changée à la main', ...champs });
  await chargerEnMasse(service.base, [{ objet: 'entite', lignes: [siege] }, { objet: 'dispositif', lignes: [dejaLa(0, valide, { statut: 'valide', type: 'hebergement_hors_chrs.115' }), dejaLa(1, soumis, { statut: 'a_prevalider' })] }, { objet: 'groupe', lignes: [leGroupe] }]);
  await donnerMandat();
  const siao = await ouvrir('admin_siao');
  const avant = await service.base.db.selectFrom('dispositif').selectAll().orderBy('id').execute();
  const id = await poser(siao, tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)]));
  reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  const simulee = reussi(await siao.client.appeler('reprise.simuler', { id }));
  expect(simulee.simulation).toMatchObject({ propositions: 3 });
  const ecarts = (await lignesDe(siao, id, { code: 'R02' })).flatMap(({ anomalies }) => anomalies);
  const adresse = ecarts.filter(({ rang }) => rang === entetes.indexOf('ADRESSE')).map(({ explication }) => explication);
  expect(adresse).toEqual([
    expect.stringContaining(`Adresse : « 1 rue changée à la main » dans l’offre, « ${lire(0, 'ADRESSE')} » dans le fichier. Ce sera proposé à qui en décide`) as string,
    expect.stringContaining(`« ${lire(1, 'ADRESSE')} » dans le fichier. Ce sera proposé à qui en décide`) as string,
  ]);
  expect(ecarts.every(({ gravite }) => gravite === 'avertissement')).toBe(true);
  await siao.attendre(aJour, 'simulation');
  const chargee = reussi(await siao.client.appeler('reprise.charger', { id }));
  expect(chargee.lot?.propositions).toEqual({ deposees: 3, ouvertes: 3 });
  await siao.attendre(aJour, 'chargement');
  expect(reussi(await siao.client.appeler('reprise.signer', { id })).lot?.statut).toBe('charge');
  await siao.attendre(aJour, 'signature');
  const apres = await service.base.db.selectFrom('dispositif').selectAll().where('id', 'in', [valide, soumis, DISPOSITIF_ID]).orderBy('id').execute();
  expect(apres).toEqual(avant);
  // la DDETS la trouve dans sa file ; le lot annulé la reprend
  const ddets = await ouvrir('admin_departemental');
  const proposees = async () => (await ddets.client.appeler('validation.file', { onglet: 'pour_moi' })).lignes.filter(({ changement }) => changement === 'proposition');
  expect((await proposees()).map(({ ficheId, nom }) => [ficheId, nom]).sort()).toEqual([[valide, lire(0, 'NOM_STRUCTURE')], [soumis, lire(1, 'NOM_STRUCTURE')], [leGroupe.id, `${lire(0, 'NOM_STRUCTURE')} – Aile`]].sort());
  // la capacité se lit à côté de celle d’aujourd’hui, et s’accepte ; la fiche du groupe montre ce qui l’attend
  const surLeGroupe = (await proposees()).find(({ objet }) => objet === 'groupe')?.id ?? '';
  const { proposition: lue } = await ddets.client.appeler('propositions.lire', { id: surLeGroupe });
  expect(lue).toMatchObject({ objet: 'groupe', fiche: 'Aile', statutFiche: 'valide', modifiable: true });
  expect(lue?.champs.find(({ champ }) => champ === 'capacites')).toMatchObject({ libelle: 'Capacité', avant: 997, apres: Number(lire(0, 'NB_PL')), aujourdhui: 997, decidable: true });
  expect((await ddets.client.appeler('offre.fiche', { objet: 'groupe', id: leGroupe.id })).fiche?.propositions).toHaveLength(1);
  expect(await siao.client.appeler('propositions.lire', { id: surLeGroupe })).toMatchObject({ proposition: { mienne: true } });
  expect(await siao.client.appeler('reprise.annulerLot', { lotId: chargee.lot?.id ?? '', motif: 'Répétition' })).toEqual({ refus: null });
  await siao.attendre(aJour, 'annulation');
  await rafraichir(ddets);
  expect(await proposees()).toEqual([]);
}, 120_000);

it('un dossier survit à la fermeture du poste ; une version plus récente du fichier garde les corrections et dit celles qui ne s’appliquent plus', async () => {
  await donnerMandat();
  const dossier = mkdtempSync(join(tmpdir(), 'siao-reprise-'));
  let siao = await ouvrir('admin_siao', { dossier });
  const id = await poser(siao, classeur(3, 30));
  reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  const [premiere, seconde] = await lignesDe(siao, id, { quoi: 'toutes' });
  const exclure = (ligne: LigneReprise | undefined) => ({ genre: 'exclusion' as const, cle: ligne?.cle ?? '', ...(ligne?.contenu == null ? {} : { contenu: ligne.contenu }), motif: 'Hors champ' });
  await siao.client.appeler('reprise.corriger', { id, corrections: [exclure(premiere)] });
  await siao.client.appeler('reprise.associer', { id, choix: [['TEL', null]], nommee: null });
  await siao.client.appeler('reprise.garderAssociation', { id, nom: 'SI-SIAO 59', remplace: null });
  await postes.quitter(siao);
  siao = await ouvrir('admin_siao', { dossier });
  expect(await siao.client.appeler('reprise.lister', {})).toMatchObject({ dossiers: [{ id, nom: 'structures.xlsx', bilan: { lignes: 30 } }] });
  const rouvert = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(rouvert).toMatchObject({ corrections: 1, corrigees: 1, associations: [{ nom: 'SI-SIAO 59', departement: '59' }], livres: { lignes: { exclues: 1 } } });
  expect(rouvert.liens.some(({ entete }) => entete === 'TEL')).toBe(false);

  // la v2 n’a plus la première ligne
  const { entetes, lignes } = exporterStructures(3, 30);
  await siao.client.appeler('reprise.corriger', { id, corrections: [exclure(seconde)] });
  await poser(siao, tableXlsx([entetes, ...lignes.slice(1).map(({ cellules }) => cellules)]), { remplace: id, nom: 'structures_v2.xlsx' });
  const suivante = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(suivante).toMatchObject({ dossier: { nom: 'structures_v2.xlsx' }, lignes: 29, corrections: 2, corrigees: 1, livres: { lignes: { exclues: 1 } }, ecartees: [{ explication: expect.stringContaining('Aucune ligne') as string }] });
  await siao.client.appeler('reprise.supprimer', { id });
  expect((await siao.client.appeler('reprise.lister', {})).dossiers).toEqual([]);
  await expect(siao.client.appeler('reprise.ouvrir', { id })).rejects.toThrow('n’est plus sur ce poste');
}, 120_000);

it('un extrait FINESS suit les mêmes étapes : lu, contrôlé, corrigé, simulé, chargé sans place, signé, annulé ; ce qu’il dit autrement d’une fiche se propose', async () => {
  const valide = dispositif({ id: randomUUID(), statut: 'valide', nom: 'Nom de l’offre', finessEt: '590000014', entiteId: ENTITE_ID });
  await chargerEnMasse(service.base, [{ objet: 'dispositif', lignes: [valide] }]);
  await donnerMandat();
  const siao = await ouvrir('admin_siao');
  const lille = { departement: '59', commune: '350', nofinessej: '590000006', siret: '' } as const;
  const extrait = new TextEncoder().encode([
    ENTETE,
    ligneFiness({ ...lille, nofinesset: '590000014', categetab: '257', rslongue: 'NOM DU RÉPERTOIRE' }), ligneFiness({ ...lille, nofinesset: '590000022', categetab: '214', siret: SIRET_A }), ligneFiness({ ...lille, nofinesset: '590000030', categetab: '257', commune: '999' }),
    ligneFiness({ ...lille, nofinesset: '590000048', categetab: '355' }), ligneFiness({ nofinesset: '010000024', categetab: '214' }), ligneFiness({ ...lille, nofinesset: '590000055' }).replace(';', ';"'), ligneFiness({ ...lille, nofinesset: '590000022', categetab: '214', siret: SIRET_A }),
  ].join('\r\n'));
  expect(await siao.client.appeler('reprise.poser', { genre: 'places', departement: '59', nom: 'finess.csv', octets: extrait, remplace: null })).toMatchObject({ refus: { code: 'F04', message: expect.stringContaining('« Structures »') as string } });
  const id = await poser(siao, extrait, { nom: 'finess.csv' });
  const depart = reussi(await siao.client.appeler('reprise.ouvrir', { id }));
  expect(depart).toMatchObject({
    format: 'finess', lignes: 7, manquantes: [], libres: [], hors: [{ numero: 1 }],
    livres: { lignes: { source: 7, creees: 1, fusionnees: 2, rejetees: 2, exclues: 2, equilibre: true }, places: { source: 0, equilibre: true } },
  });
  const parCode = new Map(depart.anomalies.map((une) => [une.code, une]));
  expect(['D05', 'E01', 'G05', 'F03', 'G03'].map((code) => [code, parCode.get(code)?.gravite, (parCode.get(code)?.nombre ?? 0) > 0])).toEqual([['D05', 'avertissement', true], ['E01', 'avertissement', true], ['G05', 'bloquante', true], ['F03', 'bloquante', true], ['G03', 'bloquante', false]]);
  expect((await lignesDe(siao, id, { quoi: 'toutes' })).filter(({ sort }) => sort === 'exclue').map(({ motif }) => motif)).toEqual(['catégorie 355 hors de l’hébergement et du logement adapté', 'hors des départements demandés']);
  expect(await siao.client.appeler('reprise.associer', { id, nommee: null, choix: [['siret', null]] })).toMatchObject({ refus: { code: 'extrait' } });

  // la commune se corrige, la ligne illisible s’exclut ; plus rien n’empêche de charger
  const [perdue] = await lignesDe(siao, id, { code: 'G05' });
  const faute = perdue?.anomalies[0];
  expect([depart.entetes[faute?.rang ?? -1], faute?.colonne]).toEqual(['commune', 'commune']);
  await siao.client.appeler('reprise.corriger', { id, corrections: [{ genre: 'valeur', cle: perdue?.cle ?? '', colonne: faute?.champ ?? '', avant: faute?.valeur ?? '', apres: 'Valenciennes' }] });
  expect(reussi(await siao.client.appeler('reprise.exclureCode', { id, code: 'F03', motif: 'Illisible' }))).toMatchObject({ bloquantes: 0, livres: { lignes: { creees: 2, rejetees: 0, exclues: 3 } } });
  const simulee = reussi(await siao.client.appeler('reprise.simuler', { id }));
  expect(simulee).toMatchObject({ lot: { pret: true }, simulation: { refus: 0, propositions: 1, aCreer: { entite: 1, dispositif: 2, groupe: 0, place: 0 } } });
  await siao.attendre(aJour, 'simulation');
  const chargee = reussi(await siao.client.appeler('reprise.charger', { id }));
  expect(chargee.lot).toMatchObject({ presentes: simulee.simulation?.aCreer, propositions: { deposees: 1, ouvertes: 1 } });
  await siao.attendre(aJour, 'chargement');
  expect(reussi(await siao.client.appeler('reprise.signer', { id })).lot?.statut).toBe('charge');
  await siao.attendre(aJour, 'signature');
  const { db } = service.base;
  const reprises = await db.selectFrom('dispositif').selectAll().where('provenance', 'is not', null).orderBy('finessEt').execute();
  expect(reprises.map(({ finessEt, commune, statut, type, financements }) => [finessEt, commune, statut, type, financements])).toEqual([['590000022', '59350', 'a_prevalider', 'hebergement_chrs.mixte', []], ['590000030', '59606', 'a_prevalider', 'logement_residence_sociale.fjt', []]]);
  expect(await db.selectFrom('dispositif').select('nom').where('id', '=', valide.id).execute()).toEqual([{ nom: 'Nom de l’offre' }]);
  // rejoué : un autre lot, rien à créer
  expect(reussi(await siao.client.appeler('reprise.ouvrir', { id })).lot?.statut).toBe('charge');
  expect(await siao.client.appeler('reprise.annulerLot', { lotId: chargee.lot?.id ?? '', motif: 'Répétition' })).toEqual({ refus: null });
  await siao.attendre(aJour, 'annulation');
  expect(await db.selectFrom('dispositif').select('id').where('provenance', 'is not', null).execute()).toEqual([]);
}, 120_000);
