import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Atelier, FiltreLignes, LigneReprise } from '../../../contract/methodesReprise.ts';
import type { GenreFichier } from '../../../domain/reprise/gabarit/colonne.ts';
import { accepter } from '../../../renderer/reprise/Reparer.tsx';
import { ENTETES_COMPTES, fichierComptes } from '../../fixtures/reprise/comptes.ts';
import { exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { mandater, poserFichier, reussi, tenirPostes } from '../../outils/atelierReprise.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
const postes = tenirPostes(() => service);
let poste: Bureau;
const poser = async (genre: GenreFichier, table: readonly (readonly string[])[]): Promise<{ readonly id: string; readonly atelier: Atelier }> => {
  const id = await poserFichier(poste, genre, tableXlsx(table.map((ligne) => [...ligne])));
  return { id, atelier: reussi(await poste.client.appeler('reprise.ouvrir', { id })) };
};
const lire = (id: string, filtre: Partial<FiltreLignes>, debut = 0) => poste.client.appeler('reprise.lignes', { id, filtre: { quoi: 'anomalie', code: null, gravite: null, texte: '', ...filtre }, debut });
const rangsDe = ({ liens }: Atelier): ReadonlyMap<string, number> => new Map(liens.map(({ cle, rang }) => [cle, rang]));
/** Accepte la réparation proposée à une ligne pour ce code, comme l’écran. */
const accepterUne = async (id: string, atelier: Atelier, ligne: LigneReprise | undefined, code: string): Promise<Atelier> => {
  const faute = ligne?.anomalies.find((une) => une.code === code);
  const corrections = ligne === undefined || faute === undefined ? null : accepter(ligne, faute, faute.reparation?.valeurs[0] ?? '', rangsDe(atelier));
  return reussi(await poste.client.appeler('reprise.corriger', { id, corrections: [...(corrections ?? [])] }));
};
const nombreDe = ({ anomalies }: Atelier, code: string): number => anomalies.find((une) => une.code === code)?.nombre ?? -1;

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  poste = await postes.ouvrir('admin_national');
  await mandater(poste, service, 'admin_national');
});
afterEach(async () => {
  await postes.fermer();
  await service.fermer();
});

it('D07, E02, U03 : l’autre ligne se lit hors du filtre, et accepter ôte l’anomalie', async () => {
  const { entetes, lignes, verite } = exporterStructures(6, 200);
  // le même gestionnaire à une lettre près, sans siren : E02
  const premiere = lignes.find((_ligne, rang) => verite[rang]?.codes.length === 0);
  const rangDe = (nom: string): number => entetes.indexOf(nom);
  const proche = (premiere?.cellules ?? []).map((cellule, rang) => (rang === rangDe('RS_GESTIONNAIRE') ? `${cellule}s` : rang === rangDe('ID_STRUCTURE') ? 'ID-PROCHE' : rang === rangDe('SIREN') || rang === rangDe('SIRET') ? '' : cellule));
  const { id, atelier } = await poser('structures', [entetes, ...lignes.map(({ cellules }) => cellules), proche]);
  let courant = atelier;
  for (const code of ['D07', 'E02']) {
    const avant = nombreDe(courant, code);
    expect([code, avant > 0]).toEqual([code, true]);
    const { lignes: [signalee] } = await lire(id, { code });
    const numero = signalee?.anomalies.find((une) => une.code === code)?.autre ?? 0;
    expect([code, (await lire(id, { code, texte: String(signalee?.numero ?? 0) })).lignes.some((une) => une.numero === numero)]).toEqual([code, false]);
    const { ligne: autre } = await poste.client.appeler('reprise.ligne', { id, numero });
    expect([autre?.numero, autre?.cellules.length, autre?.numero === signalee?.numero]).toEqual([numero, signalee?.cellules.length, false]);
    if (code === 'D07') expect(autre?.cle).toBe(signalee?.cle);
    courant = await accepterUne(id, courant, signalee, code);
    expect([code, nombreDe(courant, code), courant.livres.lignes.equilibre, courant.ecartees]).toEqual([code, avant - 1, true, []]);
  }
  expect((await poste.client.appeler('reprise.ligne', { id, numero: 9_999 })).ligne).toBeNull();

  const comptes = fichierComptes(12, ['Les Remparts']);
  const [une = []] = comptes;
  const autreAdresse = une.map((cellule, rang) => (rang === 0 ? 'zz' : rang === 2 ? 'autre.adresse@reprise.example' : cellule));
  const ouvert = await poser('utilisateurs', [ENTETES_COMPTES, ...comptes, autreAdresse]);
  const { lignes: [double] } = await lire(ouvert.id, { code: 'U03' });
  const face = double?.anomalies[0]?.autre ?? 0;
  expect((await poste.client.appeler('reprise.ligne', { id: ouvert.id, numero: face })).ligne?.cellules[1]).toBe(double?.cellules[1]);
  expect(nombreDe(await accepterUne(ouvert.id, ouvert.atelier, double, 'U03'), 'U03')).toBe(nombreDe(ouvert.atelier, 'U03') - 1);
}, 120_000);

it('un message n’annule que sa correction : suivie d’une autre ou déjà annulée, il le dit et rien ne change ; un numéro ne se reprend pas', async () => {
  const { entetes, lignes } = exporterStructures(7, 20, 0);
  const { id } = await poser('structures', [entetes, ...lignes.map(({ cellules }) => cellules)]);
  const { lignes: [a, b, c] } = await lire(id, { quoi: 'toutes' });
  const exclure = async (ligne: LigneReprise | undefined): Promise<number> => reussi(await poste.client.appeler('reprise.corriger', { id, corrections: [{ genre: 'exclusion', cle: ligne?.cle ?? '', motif: 'm' }] })).derniere;
  const annuler = (derniere?: number) => poste.client.appeler('reprise.annuler', { id, ...(derniere === undefined ? {} : { derniere }) });
  const exclues = async (): Promise<number> => reussi(await poste.client.appeler('reprise.ouvrir', { id })).livres.lignes.exclues;
  const [premier, second] = [await exclure(a), await exclure(b)];
  expect(await annuler(premier)).toMatchObject({ refus: { code: 'pas_derniere' } });
  expect(await exclues()).toBe(2);
  expect(reussi(await annuler(second)).livres.lignes.exclues).toBe(1);
  const troisieme = await exclure(c);
  expect([await annuler(second), await exclues()]).toMatchObject([{ refus: { code: 'pas_derniere' } }, 2]);
  expect(reussi(await annuler(troisieme)).derniere).toBe(premier);
  expect(reussi(await annuler(premier))).toMatchObject({ corrections: 0, derniere: 0 });
  expect(await annuler()).toMatchObject({ refus: { code: 'rien' } });
}, 60_000);
