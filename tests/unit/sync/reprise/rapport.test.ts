import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Correction } from '../../../../domain/reprise/corrections.ts';
import { schemaCorrections } from '../../../../domain/reprise/corrections.ts';
import type { BilanSource, DescriptionSource } from '../../../../sync/lecture/modele.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { classeurDuRapport } from '../../../../sync/reprise/rapport/classeur.ts';
import type { EntreeRapport } from '../../../../sync/reprise/rapport/contenu.ts';
import { documentDuRapport } from '../../../../sync/reprise/rapport/document.ts';
import { htmlImprime } from '../../../../main/documentImprime.ts';
import { SAINE, controler } from '../../domain/reprise/outils.ts';

const FORMULE = '=HYPERLINK("http://dehors.example","clic")';
const LIGNES = [SAINE, { ...SAINE, identifiant: 'SI-2', siret: '', siren: '', raisonSociale: 'X', capacite: '4O' }, { ...SAINE, identifiant: 'SI-3', type: FORMULE }, { ...SAINE, identifiant: 'SI-4' }];
const CORRECTIONS: readonly Correction[] = schemaCorrections.parse([
  { genre: 'exclusion', cle: 'SI-4/', motif: '@motif à la main' }, { genre: 'valeur', cle: 'SI-9/', colonne: 'nom', avant: '+1', apres: '-2' },
]);
const controle = controler('structures', LIGNES, {}, CORRECTIONS);
const description: DescriptionSource = {
  format: 'csv', encodage: 'utf-8', separateur: ';', feuilles: [{ nom: 'A', masquee: false }, { nom: 'B', masquee: true }], feuille: 'A', entete: null, preambule: [{ numero: 1, cellules: [FORMULE, '', 'Export'] }], colonnes: ['IDENTIFIANT', 'COULEUR'],
  extensionTrompeuse: false, lignesEncodage: [],
};
const bilan: BilanSource = { lignes: 4, lignesMasquees: 1, formules: 0, formulesSansValeur: 0, fusions: 0, erreurs: 0, lignesAbimees: [] };
const entree = (reste: Partial<EntreeRapport> = {}): EntreeRapport => ({
  fichier: { nom: 'structures_59.csv', empreinte: 'ab'.repeat(32), octets: 12_345 }, genre: 'structures', departement: '59', lot: null, operateur: 'Amélie Mabille', le: '2026-11-27T09:00:00.000Z', compare: false, description, bilan,
  controle: { ...controle, association: { ...controle.association, libres: [1] } }, corrections: CORRECTIONS, chargement: null, ...reste,
});
const relire = (octets: Uint8Array, feuille: string): string[][] => { const { lots } = lireSource(octets, { feuille, entete: null }); return [...lots()].flat().map(({ cellules }) => [...cellules]); };

describe('le rapport en classeur', () => {
  const octets = classeurDuRapport(entree());
  test('ses feuilles, et le bilan : les deux livres en équations, les motifs, ce qui est hors du livre', () => {
    expect(lireSource(octets).description.feuilles.map(({ nom }) => nom)).toEqual(['Bilan', 'Anomalies', 'Lignes', 'Corrections', 'Écartées', 'Préambule']);
    const lignes = relire(octets, 'Bilan');
    const tout = lignes.map((ligne) => ligne.join(' ')).join('\n').replaceAll(/\s/gu, ' ');
    expect(lignes.find(([quoi]) => quoi === 'Lignes')).toEqual(['Lignes', '4', '1', '0', '0', '2', '1', '0', 'Équilibré']);
    expect(tout).toContain('Lignes : 4 = 1 créées + 0 fusionnées + 0 scindées + 2 rejetées + 1 exclues');
    for (const attendu of ['ab'.repeat(32), 'Amélie Mabille', '27 novembre 2026', 'D01 : Type d’origine sans correspondance Rejetées 1', '@motif à la main Exclues 1', '« COULEUR »', '« B » (masquée)', 'Signature', 'dont 1 masquées']) expect(tout).toContain(attendu);
  });
  test('un livre qui ne s’équilibre pas le dit, et de combien', () => {
    const faux = entree({ controle: { ...controle, grandLivre: { ...controle.grandLivre, lignes: { ...controle.grandLivre.lignes, rejetees: 1, equilibre: false } } } });
    expect(relire(classeurDuRapport(faux), 'Bilan').find(([quoi]) => quoi === 'Lignes')?.slice(-2)).toEqual(['1', 'ÉCART de 1']);
    expect(documentDuRapport(faux).lignes.some(({ cellules }) => cellules[0] === 'Lignes : écart de 1')).toBe(true);
  });
  test('chaque anomalie, chaque ligne avec son motif, chaque correction, et celles écartées avec leur raison', () => {
    const anomalies = relire(octets, 'Anomalies');
    expect(anomalies).toHaveLength(controle.anomalies.length + 1);
    for (const { code, ligne, explication } of controle.anomalies) expect(anomalies.some((lue) => lue[1] === code && lue[3] === String(ligne) && lue[6] === explication)).toBe(true);
    expect(relire(octets, 'Lignes')).toEqual([['Ligne', 'Sort', 'Motif', 'Places'], ['2', 'Créée', '', '48'], ['3', 'Rejetée', 'G03 : Capacité négative ou illisible', '0'], ['4', 'Rejetée', 'D01 : Type d’origine sans correspondance', '48'], ['5', 'Exclue', '@motif à la main', '48']]);
    expect(relire(octets, 'Corrections').slice(1)).toEqual([['Exclusion', 'SI-4/', '', '', '@motif à la main'], ['Valeur', 'SI-9/', 'nom', '+1', '-2']]);
    expect(relire(octets, 'Écartées').slice(1)).toEqual([['Valeur', 'SI-9/', 'nom', '+1', '-2', 'Aucune ligne de ce fichier n’a cette clé.']]);
    expect(relire(octets, 'Préambule').slice(1)).toEqual([['1', `${FORMULE} | Export`]]);
  });
  test('aucun texte du fichier n’y devient une formule', () => {
    const parties = unzipSync(octets);
    const feuilles = Object.keys(parties).filter((nom) => nom.includes('worksheets/')).map((nom) => Buffer.from(parties[nom] as Uint8Array).toString('utf8'));
    expect(feuilles.some((xml) => xml.includes('=HYPERLINK'))).toBe(true);
    for (const xml of feuilles) expect(xml).not.toMatch(/<f>|<f /u);
  });
  test('un chargement y ajoute ce qu’il a fait, et ce que le service a refusé', () => {
    const charge = entree({ lot: 'L-12', chargement: { le: '2026-11-27T10:00:00.000Z', par: 'Amélie Mabille', issues: [{ quoi: 'Dispositifs créés', nombre: 3 }], refus: [{ ligne: 7, motif: 'Siren déjà pris.' }] } });
    expect(relire(classeurDuRapport(charge), 'Bilan').some(([quoi, valeur]) => quoi === 'Dispositifs créés' && valeur === '3')).toBe(true);
    expect(relire(classeurDuRapport(charge), 'Refus').slice(1)).toEqual([['7', 'Siren déjà pris.']]);
    expect(documentDuRapport(charge).lignes.some(({ cellules }) => cellules[0] === 'Dispositifs créés' && cellules[2] === '3')).toBe(true);
  });
});

describe('le rapport imprimé', () => {
  test('les deux livres, les motifs, les anomalies par code, la signature ; la page n’a rien d’actif', () => {
    const { titre, meta, lignes, colonnes } = documentDuRapport(entree());
    expect([titre, new Map(meta).get('Fichier'), lignes.every(({ cellules }) => cellules.length === colonnes.length)]).toEqual(['Reprise des structures : rapport', 'structures_59.csv', true]);
    expect(lignes.filter(({ forte }) => forte).map(({ cellules }) => cellules[0])).toEqual(['Grand livre', 'Motifs', 'Anomalies', 'Corrections', 'Hors du livre', 'Signature']);
    const html = htmlImprime(documentDuRapport(entree({ operateur: '<script>alert(1)</script>' })));
    expect(html).not.toContain('<script');
    expect(html.replaceAll(/\s/gu, ' ')).toContain('4 = 1 créées + 0 fusionnées');
  });
  test('deux mille motifs différents tiennent en trois pages : les premiers, puis combien d’autres', () => {
    const motifs = Object.fromEntries(Array.from({ length: 2_000 }, (_vide, rang) => [`motif ${rang}`, 1]));
    const { lignes: livre } = controle.grandLivre;
    const beaucoup = entree({ controle: { ...controle, grandLivre: { lignes: { ...livre, motifs: { ...livre.motifs, exclues: motifs } }, places: { ...livre, motifs: { ...livre.motifs, exclues: motifs } } } } });
    const { lignes } = documentDuRapport(beaucoup);
    expect(lignes.length).toBeLessThan(80);
    const autres = lignes.find(({ cellules }) => cellules[0] === 'Autres')?.cellules.map((cellule) => cellule.replaceAll(/\s/gu, ' '));
    expect(autres).toEqual(['Autres', '1 977 autres motifs, tous dans le classeur', '1 977', '1 977']);
  });
});
