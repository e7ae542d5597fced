import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import type { AnomalieLigne, LigneReprise, LotSuivi } from '../../../contract/methodesReprise.ts';
import { Partager } from '../../../renderer/reprise/correspondances/Partager.tsx';
import { accepter, cible } from '../../../renderer/reprise/Reparer.tsx';
import { parDepartement } from '../../../renderer/reprise/suiviDepartements.ts';
import { fiches } from '../../../renderer/reprise/textes.ts';
import { OCCUPE, genreDuRefus, unGesteALaFois } from '../../../renderer/reprise/useAtelier.ts';

const RANGS = new Map([['nom', 0], ['ouverture', 1], ['fermeture', 2], ['debut', 1], ['fin', 2]]);
const ligne = (champs: Partial<LigneReprise> = {}): LigneReprise => ({ id: '7', numero: 7, cle: 'S1/G1', contenu: null, cellules: [' Les Capucins ', '01/02/2020', '01/01/2020'], source: null, sort: 'rejetee', motif: null, masquee: false, anomalies: [], ...champs });
const faute = (reparation: Partial<NonNullable<AnomalieLigne['reparation']>> | null, champs: Partial<AnomalieLigne> = {}): AnomalieLigne =>
  ({ code: 'F01', gravite: 'bloquante', champ: 'nom', colonne: 'NOM', rang: 0, valeur: null, confirmable: false, explication: '', autre: null, offre: null, ...champs, reparation: reparation === null ? null : { genre: 'sure', valeurs: [], phrase: '', ...reparation } });

describe('accepter une réparation', () => {
  it('écrit la valeur retenue, sur celle que l’on a sous les yeux, sans ses blancs', () => {
    expect(accepter(ligne(), faute({ valeurs: ['A', 'B'] }), 'B', RANGS)).toEqual([{ genre: 'valeur', cle: 'S1/G1', colonne: 'nom', avant: 'Les Capucins', apres: 'B' }]);
  });
  it('réunit, scinde, échange', () => {
    expect(accepter(ligne(), faute({ geste: 'fusion', valeurs: ['S2/G1'] }, { code: 'E02' }), '', RANGS)).toEqual([{ genre: 'fusion', cle: 'S1/G1', avec: 'S2/G1', portee: 'entite' }]);
    expect(accepter(ligne(), faute({ geste: 'fusion', valeurs: ['S2/G1'] }, { code: 'P01' }), '', RANGS)).toMatchObject([{ portee: 'ligne' }]);
    expect(accepter(ligne(), faute({ geste: 'scission', valeurs: ['18', '14'] }), '', RANGS)).toEqual([{ genre: 'scission', cle: 'S1/G1', urgence: 18, insertion: 14 }]);
    const dates = { geste: 'echange', valeurs: ['01/01/2020', '01/02/2020'] } as const;
    expect(accepter(ligne(), faute({ ...dates, valeurs: [...dates.valeurs] }, { code: 'G04', champ: 'fermeture' }), '', RANGS)).toEqual([
      { genre: 'valeur', cle: 'S1/G1', colonne: 'ouverture', avant: '01/02/2020', apres: '01/01/2020' }, { genre: 'valeur', cle: 'S1/G1', colonne: 'fermeture', avant: '01/01/2020', apres: '01/02/2020' },
    ]);
    expect(accepter(ligne(), faute({ ...dates, valeurs: [...dates.valeurs] }, { code: 'G04', champ: 'fin' }), '', RANGS)).toMatchObject([{ colonne: 'debut' }, { colonne: 'fin' }]);
  });
  it('rien à accepter quand seule une personne peut savoir', () => {
    expect(accepter(ligne(), faute({ genre: 'a_saisir', valeurs: [] }), '', RANGS)).toBeNull();
    expect(accepter(ligne(), faute(null), '', RANGS)).toBeNull();
    expect(accepter(ligne(), faute({ valeurs: ['x'] }, { champ: null }), 'x', RANGS)).toBeNull();
  });
  it('une clé partagée s’adresse aussi par le contenu', () => { expect(cible(ligne({ contenu: 'abcd' }))).toEqual({ cle: 'S1/G1', contenu: 'abcd' }); });
});

it('les fiches se comptent en toutes lettres', () => {
  expect([fiches({ entite: 1, dispositif: 2, groupe: 0, place: 0 }), fiches({ entite: 0, dispositif: 0, groupe: 0, place: 0 })]).toEqual(['1 entité, 2 dispositifs', 'aucune fiche']);
});

describe('tableau des répétitions', () => {
  const lot = (champs: Partial<LotSuivi> = {}): LotSuivi => ({
    id: 'l', code: null, departement: '59', genre: 'structures', fichier: 's.xlsx', statut: 'ouvert', auteur: 'x', modifieLe: '', attente: false, simulations: [], chargement: null, pret: false, raison: null,
    presentes: { entite: 0, dispositif: 0, groupe: 0, place: 0 }, touchees: 0, validees: 0, partValidee: null, propositions: { deposees: 0, ouvertes: 0 }, mien: false, ...champs,
  });
  const simulee = (le: string, bloquantes: number): LotSuivi['simulations'] => [{ le, bloquantes, par: 'x', avertissements: 0, anomalies: {}, fichier: { nom: 's.xlsx', empreinte: 'a'.repeat(64), taille: 1, lignes: 1 }, lignes: LIVRE, places: LIVRE }];
  const LIVRE = { source: 0, creees: 0, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
  const etats = (...lots: LotSuivi[]) => parDepartement(lots).map(({ code, etat }) => [code, etat]);

  it('un département par ligne, dans l’ordre des codes ; prêt quand tous ses fichiers le sont, chargé quand tous sont signés', () => {
    expect(etats(lot({ departement: '62' }), lot({ departement: '59', pret: true }), lot({ departement: '59', statut: 'charge' }))).toEqual([['59', 'pret'], ['62', 'a_corriger']]);
    expect(etats(lot({ pret: true }), lot({ pret: false }))).toEqual([['59', 'a_corriger']]);
    expect(etats(lot({ statut: 'charge' }), lot({ statut: 'annule' }))).toEqual([['59', 'charge']]);
    expect(etats(lot({ statut: 'annule' }))).toEqual([['59', 'annule']]);
  });
  it('ce qui est annulé ne compte plus ; la part validée pèse chaque fiche, pas chaque lot', () => {
    const [nord] = parDepartement([
      lot({ simulations: simulee('2026-11-20', 4), presentes: { entite: 1, dispositif: 1, groupe: 3, place: 9 }, validees: 2 }),
      lot({ fichier: 'p.csv', genre: 'places', statut: 'charge', simulations: simulee('2026-11-21', 7), presentes: { entite: 0, dispositif: 8, groupe: 0, place: 0 }, validees: 0 }),
      lot({ statut: 'annule', simulations: simulee('2026-11-25', 90), presentes: { entite: 5, dispositif: 0, groupe: 0, place: 0 }, validees: 5 }),
    ]);
    expect(nord).toMatchObject({ fichiers: 2, derniere: '2026-11-21', bloquantes: 4, presentes: { entite: 1, dispositif: 9, groupe: 3, place: 9 }, partValidee: 20 });
  });
});

describe('un geste à la fois', () => {
  it('celui qui arrive pendant un autre n’est pas fait, et c’est dit ; après, même sur une panne, la voie est libre', async () => {
    const gestes = unGesteALaFois();
    let [finir, faits] = [(): void => undefined, 0];
    const premier = gestes.tenter(() => new Promise((resoudre) => { finir = () => { resoudre(null); }; }));
    expect([gestes.pris(), await gestes.tenter(() => { faits += 1; return Promise.resolve(null); }), faits]).toEqual([true, OCCUPE, 0]);
    expect(genreDuRefus(OCCUPE)).toBe('erreur');
    finir();
    expect([await premier, gestes.pris()]).toEqual([null, false]);
    await expect(gestes.tenter(() => Promise.reject(new Error('panne')))).rejects.toThrow('panne');
    expect(await gestes.tenter(() => { faits += 1; return Promise.resolve('Refusé.'); })).toBe('Refusé.');
    expect(faits).toBe(1);
  });
});

describe('le bandeau de ce que ce poste n’a pas partagé', () => {
  const rendu = (privees: number): string => renderToStaticMarkup(createElement(MemoryRouter, null, createElement(Partager, { privees })));
  it('ne dit rien quand tout est partagé, compte juste, et propose de voir ou de partager', () => {
    expect(rendu(0)).toBe('');
    expect(rendu(1)).toContain('1 correspondance de ce poste n’est pas partagée.');
    const plusieurs = rendu(3);
    expect(plusieurs).toMatch(/3\s?correspondances de ce poste ne sont pas partagées\./u);
    for (const geste of ['rep-partager-privees', 'Voir']) expect(plusieurs).toContain(geste);
  });
});
