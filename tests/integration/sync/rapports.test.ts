import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RapportImprime } from '../../../contract/impression.ts';
import { decalerDate, moisAvant } from '../../../domain/dates.ts';
import type { Profil } from '../../../domain/profils.ts';
import type { Rapport } from '../../../domain/rapports/rapport.ts';
import { ecrireRapport, lireRapport } from '../../../domain/rapports/rapport.ts';
import { estRapport } from '../../../main/rapportDonnees.ts';
import { htmlRapport } from '../../../main/rapportImprime.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { resumeDe } from '../../../renderer/journal/phrases.ts';
import { figerMois } from '../../../server/indicateurs/instantanes.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { relireXlsx } from '../../outils/classeur.ts';
import { disquePlein, dossierInterdit } from '../../outils/dossiersFermes.ts';
import { groupe, place } from '../../outils/fabrique.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const JOUR = aujourdhuiAParis();
const ID = '77777777-7777-4777-8777-777777777777';
const RAPPORT: Rapport = {
  id: ID, introduction: 'Pour le comité.\nÀ lire avec prudence.',
  sections: [
    { titre: 'Occupation du jour', indicateur: 'taux_occupation', axes: ['departement', 'modalite'], filtres: { departement: ['59'] }, moment: { quand: 'aujourdhui' }, comparaison: { quand: 'un_an_avant' } },
    { titre: '', indicateur: 'capacite_ouverte', axes: ['mois'], filtres: {}, moment: { quand: 'douze_mois_pleins' }, comparaison: null },
    { titre: 'Figé', indicateur: 'capacite_ouverte', axes: ['nature'], filtres: {}, moment: { quand: 'fin_mois_dernier' }, comparaison: { quand: 'mois_avant' } },
    { titre: '', indicateur: 'venu_du_futur', axes: [], filtres: {}, moment: { quand: 'aujourdhui' }, comparaison: null },
  ],
};
let service: ServiceEssai;
const ouverts: { readonly bureau: Bureau; readonly dossier: string }[] = [];
let documents: RapportImprime[];
let depot: string;
/** La mise en page ne finit que si on l’abandonne. */
let sansFin = false;
const ouvrir = async (profil: Profil): Promise<{ readonly bureau: Bureau; readonly dossier: string }> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-rapports-'));
  const bureau = ouvrirBureau(dossier, service.url, { imprimer: (document, arret) => { if ('sections' in document) documents.push(document); return sansFin ? new Promise((_resoudre, rejeter) => { arret.addEventListener('abort', () => { rejeter(new Error('abandon')); }); }) : Promise.resolve(Buffer.from('%PDF')); }, choisirDossier: () => Promise.resolve(depot) });
  ouverts.push({ bureau, dossier });
  await bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
  return { bureau, dossier };
};
const attendre = async (quoi: string, condition: () => Promise<boolean> | boolean): Promise<void> => { for (const limite = Date.now() + 20_000; !await condition();) { if (Date.now() > limite) throw new Error(`Jamais : ${quoi}`); await new Promise((suite) => { setTimeout(suite, 50); }); } };

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  const id = '99999999-9999-4999-8999-999999999999';
  await chargerEnMasse(service.base, [{ objet: 'groupe', lignes: [groupe({ id, libelle: 'Essai' })] }, { objet: 'place', lignes: [place({ groupeId: id, numero: '1' }), place({ groupeId: id, numero: '2' })] }]);
  depot = mkdtempSync(join(tmpdir(), 'siao-depot-'));
  documents = [];
});
afterEach(async () => {
  for (const { bureau, dossier } of ouverts.splice(0)) { await bureau.fermer(); rmSync(dossier, { recursive: true, force: true }); }
  await service.fermer();
  rmSync(depot, { recursive: true, force: true });
});

it('un rapport se relit dans ses trois formats, avec les nombres mêmes de l’explorateur', async () => {
  const fin = decalerDate(`${JOUR.slice(0, 7)}-01`, -1);
  await figerMois(service.base, { mois: fin.slice(0, 7), date: fin, origine: 'reconstitue' }, new Date());
  const { bureau } = await ouvrir('admin_siao');
  const { fichiers } = await bureau.client.appeler('rapports.produire', { titre: 'Suivi du mois', rapport: RAPPORT, formats: ['xlsx', 'csv', 'pdf'] });
  expect(fichiers.map(({ format }) => format)).toEqual(['xlsx', 'csv', 'pdf']);
  const [xlsx = '', csv = ''] = fichiers.map(({ chemin }) => chemin);
  expect(xlsx).toContain(`SIAO-rapport-Suivi-du-mois-${JOUR}.xlsx`);
  if (process.platform !== 'win32') expect(statSync(xlsx).mode & 0o777).toBe(0o600);
  const attendu = await bureau.client.appeler('indicateurs.calculer', { id: 'taux_occupation', axes: ['departement', 'modalite'], moment: { date: JOUR }, comparaison: { date: moisAvant(JOUR, 12) }, filtres: { departement: ['59'] } });

  const noms = [...Buffer.from(unzipSync(readFileSync(xlsx))['xl/workbook.xml'] as Uint8Array).toString('utf8').matchAll(/<sheet name="([^"]*)"/gu)].map(([, nom]) => nom);
  expect(noms).toEqual(['Chiffres clés', '1 Occupation du jour', '2 Capacité ouverte', '3 Figé', 'Définitions et provenance']);
  const [titres = [], ...lignes] = relireXlsx(xlsx, 2);
  expect(titres[0]).toBe('Département');
  expect(lignes).toHaveLength(attendu.lignes.length + attendu.sousTotaux.length + 1);
  const colonneTaux = titres.findIndex((titre) => String(titre).startsWith('Taux d’occupation au'));
  expect(lignes.at(-1)?.slice(0, 4)).toEqual(['Ensemble', null, attendu.total.denominateur, attendu.total.numerateur]);
  // un vrai nombre, entier : c’est le format de la cellule qui l’écrit en pour cent
  expect(lignes.at(-1)?.[colonneTaux]).toBe(attendu.total.valeur);
  expect(lignes[0]?.slice(0, 2)).toEqual(['Nord', 'Total']);
  const brut = unzipSync(readFileSync(xlsx));
  expect(Buffer.from(brut['xl/styles.xml'] as Uint8Array).toString('utf8')).toContain('formatCode="0.0%"');
  const definitions = Buffer.from(brut['xl/worksheets/sheet5.xml'] as Uint8Array).toString('utf8');
  for (const dit of ['Numérateur', 'Exclusions', 'Périmètre', 'Calculé par', 'Nom admin_siao', 'Fraîcheur', 'à la date du jour, en comparant à un an plus tôt', 'reconstitué par le service', 'inchangé depuis', 'venu_du_futur', 'n’existe pas dans cette version']) expect(definitions, dit).toContain(dit);

  const lues = parse(readFileSync(csv, 'utf8'), { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
  const ensemble = lues.filter(({ Section, Niveau }) => Section === '1' && Niveau === 'ensemble');
  expect(ensemble).toMatchObject([{ Indicateur: 'Taux d’occupation', 'Numérateur': String(attendu.total.numerateur), 'Dénominateur': String(attendu.total.denominateur), Valeur: String(attendu.total.valeur).replace('.', ','), Unité: 'part (0 à 1)' }]);
  expect(lues.filter(({ Section, Niveau }) => Section === '2' && Niveau === 'ligne')).toHaveLength(12);

  const [document] = documents;
  expect(estRapport(document)).toBe(true);
  if (document === undefined) return;
  expect(document.cles).toHaveLength(3);
  expect(document.sections.map(({ image }) => image?.genre ?? null)).toContain('courbe');
  expect(document.definitions.map(({ titre }) => titre)).toEqual(['Taux d’occupation', 'Capacité ouverte', 'D’où viennent ces chiffres', 'Sections qui n’ont pas pu se calculer']);
  const html = htmlRapport(document);
  expect(html).toContain('<html lang="fr">');
  expect(html).not.toMatch(/ style=|<script| on\w+=/u);

  // un second du même jour ne remplace pas le premier
  const encore = await bureau.client.appeler('rapports.produire', { titre: 'Suivi du mois', rapport: { ...RAPPORT, introduction: 'Autre.' }, formats: ['xlsx'] });
  expect(encore.fichiers[0]?.chemin).toContain(`${JOUR} (2).xlsx`);
  const { sections } = await bureau.client.appeler('rapports.apercu', { titre: 'Suivi du mois', rapport: RAPPORT });
  expect(sections.map(({ absente }) => absente === null)).toEqual([true, true, true, false]);
  expect(sections[0]).toMatchObject({ filtres: ['Département\u00a0: Nord'], phrase: expect.stringMatching(/^Taux d’occupation\u00a0: [\d,]+\u00a0% le .*, soit 1 sur 48/u) as string });
  await expect(bureau.client.appeler('rapports.produire', { titre: 'Vide', rapport: { ...RAPPORT, sections: [] }, formats: ['csv'] })).rejects.toMatchObject({ code: 'rapports.vide' });
});

it('par trois axes, chaque valeur s’ouvre sous la sienne, et les lignes font les sous-totaux, dans les trois formats', async () => {
  const { bureau } = await ouvrir('admin_siao');
  const axes = ['departement', 'nature', 'modalite'] as const;
  const rapport: Rapport = { id: ID, introduction: '', sections: [{ titre: 'Trois axes', indicateur: 'capacite_ouverte', axes: [...axes], filtres: {}, moment: { quand: 'aujourdhui' }, comparaison: null }] };
  const { fichiers } = await bureau.client.appeler('rapports.produire', { titre: 'Pivot', rapport, formats: ['xlsx', 'csv', 'pdf'] });
  const attendu = await bureau.client.appeler('indicateurs.calculer', { id: 'capacite_ouverte', axes: [...axes], moment: { date: JOUR }, comparaison: null, filtres: {} });
  expect(attendu.sousTotaux.some(({ cles }) => cles.length === 2)).toBe(true);
  const [titres = [], ...lignes] = relireXlsx(fichiers[0]?.chemin ?? '', 2);
  expect(titres.slice(0, 3)).toEqual(['Département', 'Nature', 'Modalité']);
  expect(lignes).toHaveLength(attendu.lignes.length + attendu.sousTotaux.length + 1);
  // chaque ligne vient sous son couple, chaque couple sous son département : le tableau se relit de haut en bas
  const valeur = titres.findIndex((titre) => String(titre).startsWith('Capacité ouverte au'));
  const sommes: number[] = [0, 0, 0];
  for (const ligne of [...lignes].reverse()) {
    const niveau = ligne[0] === 'Ensemble' ? -1 : ligne[1] === 'Total' ? 0 : ligne[2] === 'Total' ? 1 : 2;
    if (niveau < 0) continue;
    const nombre = Number(ligne[valeur]);
    if (niveau < 2) { expect([ligne, sommes[niveau + 1]]).toEqual([ligne, nombre]); sommes[niveau + 1] = 0; }
    sommes[niveau] = (sommes[niveau] ?? 0) + nombre;
  }
  expect(sommes[0]).toBe(attendu.total.valeur);
  const lues = parse(readFileSync(fichiers[1]?.chemin ?? '', 'utf8'), { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
  expect(lues.filter(({ Niveau }) => Niveau === 'ligne').map(({ 'Code 1': un, 'Code 2': deux, 'Code 3': trois }) => [un, deux, trois])).toEqual(attendu.lignes.map(({ cles }) => cles));
  const [document] = documents;
  expect(estRapport(document)).toBe(true);
  expect(document?.sections[0]?.lignes.map(({ niveau }) => niveau).slice(0, 3)).toEqual([0, 1, 2]);
});

it('annulé pendant la mise en page, il ne laisse aucun de ses fichiers ; un second à la fois attend', async () => {
  const { bureau, dossier } = await ouvrir('admin_siao');
  sansFin = true;
  try {
    const produire = bureau.client.appeler('rapports.produire', { titre: 'Suivi', rapport: RAPPORT, formats: ['xlsx', 'csv', 'pdf'] });
    produire.catch(() => undefined);
    await attendre('la mise en page', async () => (await bureau.client.appeler('exports.etat', {})).phase === 'pages');
    await expect(bureau.client.appeler('rapports.produire', { titre: 'Autre', rapport: RAPPORT, formats: ['csv'] })).rejects.toMatchObject({ code: 'export.en_cours' });
    await bureau.client.appeler('exports.annuler', {});
    await expect(produire).rejects.toMatchObject({ code: 'export.annule' });
    expect(readdirSync(dossier).filter((nom) => nom.startsWith('SIAO-rapport'))).toEqual([]);
  } finally { sansFin = false; }
});

it('programmé, il arrive dans le dossier choisi, une fois ; ailleurs, il est refusé ; disparu, il le dit', async () => {
  const { bureau } = await ouvrir('admin_siao');
  const programme = { rapportId: ID, cadence: { genre: 'mois' as const, jour: Number(JOUR.slice(8, 10)) }, formats: ['xlsx' as const], dossier: depot };
  await expect(bureau.client.appeler('rapports.programmer', programme)).rejects.toMatchObject({ code: 'rapports.dossier' });
  expect(await bureau.client.appeler('rapports.choisirDossier', {})).toEqual({ dossier: depot });
  await expect(bureau.client.appeler('rapports.programmer', programme)).rejects.toMatchObject({ code: 'rapports.absent' });
  await bureau.client.appeler('vues.ecrire', { ecran: 'rapports', vues: [{ nom: 'Suivi du mois', contenu: ecrireRapport({ ...RAPPORT, sections: RAPPORT.sections.slice(0, 3) }) }] });
  await bureau.client.appeler('rapports.programmer', programme);
  const chemin = join(depot, `Suivi-du-mois-${JOUR}.xlsx`);
  await attendre('le fichier', () => existsSync(chemin));
  await attendre('la fin', async () => (await bureau.client.appeler('rapports.programmes', {})).programmes[0]?.dernier !== null);
  expect((await bureau.client.appeler('rapports.programmes', {})).programmes).toMatchObject([{ titre: 'Suivi du mois', absent: false, dernier: { echeance: JOUR, retard: false, fichiers: [chemin] }, echec: null }]);
  expect(relireXlsx(chemin, 2)[0]?.[0]).toBe('Département');
  await bureau.client.appeler('rapports.reessayer', { rapportId: ID });
  await bureau.client.appeler('rapports.arreter', { rapportId: ID });
  expect((await bureau.client.appeler('rapports.programmes', {})).programmes).toEqual([]);
  await bureau.client.appeler('rapports.programmer', programme);
  await new Promise((suite) => { setTimeout(suite, 500); });
  expect(readdirSync(depot)).toHaveLength(1);
});

it('deux postes d’une même personne : le dernier choisi laisse le rapport, l’autre le sait et n’écrit plus, et peut le reprendre', async () => {
  const contenu = ecrireRapport({ ...RAPPORT, sections: RAPPORT.sections.slice(0, 1) });
  const { bureau: un } = await ouvrir('admin_siao');
  await un.client.appeler('commandes.executer', { nom: 'partagerVue', args: { id: ID, ecran: 'rapports', nom: 'Suivi', contenu } });
  await un.attendre(aJour, 'envoi');
  const { bureau: deux } = await ouvrir('admin_siao');
  const hier = Number(decalerDate(JOUR, -1).slice(8, 10));
  const programme = { rapportId: ID, cadence: { genre: 'mois' as const, jour: hier }, formats: ['csv' as const], dossier: depot };
  for (const bureau of [un, deux]) await bureau.client.appeler('rapports.choisirDossier', {});
  await un.client.appeler('rapports.programmer', programme);
  const suivi = (bureau: Bureau) => bureau.client.appeler('rapports.programmes', {});
  await attendre('le second sait', async () => (await suivi(deux)).ailleurs.length === 1);
  expect(await suivi(deux)).toMatchObject({ programmes: [], ailleurs: [{ rapportId: ID, poste: expect.stringMatching(/./u) as string }] });
  expect(await suivi(un)).toMatchObject({ programmes: [{ ailleurs: null }], ailleurs: [] });
  // aujourd’hui, sur le second : il le prend au premier, qui n’écrit rien
  await deux.client.appeler('rapports.programmer', { ...programme, cadence: { genre: 'mois', jour: Number(JOUR.slice(8, 10)) } });
  await attendre('le fichier', async () => (await suivi(deux)).programmes[0]?.dernier !== null);
  await service.base.db.updateTable('programme_rapport').set({ poste: 'PC-Mabille' }).execute();
  const sansMemoire = ouverts[0] as { bureau: Bureau; dossier: string };
  await sansMemoire.bureau.fermer();
  const encore = ouvrirBureau(sansMemoire.dossier, service.url, { choisirDossier: () => Promise.resolve(depot) });
  ouverts[0] = { bureau: encore, dossier: sansMemoire.dossier };
  await encore.client.appeler('session.ouvrir', { email: service.emails.admin_siao, motDePasse: MOT_DE_PASSE });
  await encore.attendre(aJour, 'rouvert');
  await attendre('le premier sait', async () => (await suivi(encore)).programmes[0]?.ailleurs?.poste === 'PC-Mabille');
  expect(readdirSync(depot)).toEqual([`Suivi-${JOUR}.csv`]);
  // il le reprend : le second s’efface
  await encore.client.appeler('rapports.programmer', programme);
  expect((await suivi(encore)).programmes[0]?.ailleurs).toBeNull();
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from programme_rapport`.execute(service.base.db);
  expect(rows[0]?.n).toBe(1);
  await encore.client.appeler('rapports.arreter', { rapportId: ID });
  await attendre('plus personne', async () => (await sql<{ n: number }>`select count(*)::int as n from programme_rapport`.execute(service.base.db)).rows[0]?.n === 0);
});

it.each([['un disque plein', disquePlein], ['un dossier où il n’a pas le droit d’écrire', dossierInterdit]])('%s : il le dit, ne laisse rien à moitié, et se fait une fois le dossier rendu', async (_quoi, fermer) => {
  const ferme = fermer();
  const premier = depot;
  try {
    depot = ferme.dossier;
    const { bureau } = await ouvrir('admin_siao');
    await bureau.client.appeler('rapports.choisirDossier', {});
    await bureau.client.appeler('vues.ecrire', { ecran: 'rapports', vues: [{ nom: 'Suivi du mois', contenu: ecrireRapport({ ...RAPPORT, sections: RAPPORT.sections.slice(0, 3) }) }] });
    await bureau.client.appeler('rapports.programmer', { rapportId: ID, cadence: { genre: 'mois', jour: Number(JOUR.slice(8, 10)) }, formats: ['xlsx'], dossier: ferme.dossier });
    const etat = async () => (await bureau.client.appeler('rapports.programmes', {})).programmes[0];
    await attendre('le refus', async () => (await etat())?.echec !== null && (await etat())?.enCours === false);
    expect(await etat()).toMatchObject({ dernier: null, echec: { echeance: JOUR, essais: 1, message: expect.stringContaining(ferme.dit) as string } });
    expect((await etat())?.echec?.message).toContain(ferme.dossier);
    if (statSync(ferme.dossier).isDirectory()) expect(readdirSync(ferme.dossier)).toEqual([]);
    ferme.rouvrir();
    await bureau.client.appeler('rapports.reessayer', { rapportId: ID });
    await attendre('le fichier', async () => (await etat())?.dernier !== null);
    expect(readdirSync(ferme.dossier)).toEqual([`Suivi-du-mois-${JOUR}.xlsx`]);
    expect(await etat()).toMatchObject({ echec: null, dernier: { echeance: JOUR } });
    expect(relireXlsx(join(ferme.dossier, `Suivi-du-mois-${JOUR}.xlsx`), 2)[0]?.[0]).toBe('Département');
  } finally { depot = premier; ferme.jeter(); }
});

it('partagé, il se lit chez la DDETS, qui le calcule sur ce qu’elle tient ; l’analyste n’en a pas', async () => {
  const [{ bureau: siao }, { bureau: ddets }, { bureau: analyste }] = [await ouvrir('admin_siao'), await ouvrir('admin_departemental'), await ouvrir('analyste')];
  const contenu = ecrireRapport(RAPPORT);
  expect(await siao.client.appeler('commandes.executer', { nom: 'partagerVue', args: { id: ID, ecran: 'rapports', nom: 'Suivi du mois', contenu } })).toMatchObject({ accepte: true });
  await siao.attendre(aJour, 'envoi');
  await ddets.client.appeler('sync.maintenant', {});
  await ddets.attendre(aJour, 'reçu');
  const { partagees } = await ddets.client.appeler('vues.lire', { ecran: 'rapports' });
  expect(partagees).toMatchObject([{ id: ID, nom: 'Suivi du mois', sienne: false, retirable: true }]);
  expect((await ddets.client.appeler('vues.lire', { ecran: 'places' })).partagees).toEqual([]);
  // le journal le nomme rapport, à son partage comme à son retrait
  await siao.client.appeler('commandes.executer', { nom: 'retirerVue', args: { id: ID } });
  await siao.attendre(aJour, 'retrait');
  const { lignes } = await ddets.client.appeler('journal.page', { filtre: { objets: ['vue'] }, avant: null });
  expect(lignes.map(({ geste, rapport, fiche }) => [geste, rapport, fiche?.nom])).toEqual([['Arrêter le partage d’un rapport', true, 'Suivi du mois'], ['Partager un rapport', true, 'Suivi du mois']]);
  expect(lignes.map((ligne) => resumeDe(ligne))).toEqual(['A arrêté le partage du rapport', 'A partagé le rapport']);
  const lu = lireRapport(partagees[0]?.contenu ?? '');
  expect(lu).toEqual(RAPPORT);
  const { perimetre } = await ddets.client.appeler('rapports.apercu', { titre: 'Suivi du mois', rapport: RAPPORT });
  expect(perimetre).toBe('admin_departemental');
  await expect(analyste.client.appeler('rapports.produire', { titre: 'x', rapport: RAPPORT, formats: ['csv'] })).rejects.toMatchObject({ code: 'indicateurs.refuse' });
});
