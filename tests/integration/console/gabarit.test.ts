import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ligneInitiale } from '../../../domain/nomenclature/nomenclature.ts';
import { ouvrirDossier } from '../../../console/base.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { dossierNeuf, siao } from './outils.ts';

const listes = (chemin: string): string => [...lireSource(readFileSync(chemin), { feuille: 'Listes' }).lots()].flat().map(({ cellules }) => cellules.join(';')).join('\n');

describe('siao reprise gabarit', () => {
  test.each(['structures', 'places', 'utilisateurs'])('%s : le classeur écrit se contrôle, sa ligne d’exemple exclue et dite', async (genre) => {
    const sortie = join(dossierNeuf(), 'g.xlsx');
    const ecrit = await siao(['reprise', 'gabarit', genre, '--sortie', sortie]);
    expect([ecrit.sortie, ecrit.json()['octets'], statSync(sortie).mode & 0o777]).toEqual([0, statSync(sortie).size, 0o600]);
    const controle = await siao(['reprise', 'check', sortie, '--genre', genre, '--departement', '59']);
    expect([controle.sortie, controle.json()]).toMatchObject([0, { verdict: 'propre', lignes: { source: 1, exclues: 1, motifs: { exclues: { 'ligne d’exemple du gabarit': 1 } } }, anomalies: { total: 0 } }]);
  });

  test('les listes suivent la nomenclature de la base ; un genre inconnu ou une base absente se disent', async () => {
    const dossier = join(dossierNeuf(), 'base');
    const { base, fermer } = await ouvrirDossier(dossier);
    const initiale = ligneInitiale('public:tout_public');
    if (initiale === undefined) throw new Error('code de départ absent');
    await chargerEnMasse(base, [{ objet: 'nomenclature', lignes: [{ ...initiale, id: initiale.id, fin: '2026-01-01' }] }]);
    await fermer();
    const [avec, sans] = [join(dossier, 'avec.xlsx'), join(dossier, 'sans.xlsx')];
    expect((await siao(['reprise', 'gabarit', 'structures', '--sortie', avec, '--au', '2026-11-27', '--dossier', dossier])).json()).toMatchObject({ nomenclature: { codesDeLaBase: 1 } });
    await siao(['reprise', 'gabarit', 'structures', '--sortie', sans, '--au', '2026-11-27']);
    expect([listes(avec).includes('Tout public'), listes(sans).includes('Tout public')]).toEqual([false, true]);
    expect((await siao(['reprise', 'gabarit', 'chambres'])).sortie).toBe(2);
    expect((await siao(['reprise', 'gabarit', 'places', '--sortie', avec, '--dossier', join(dossier, randomUUID())])).sortie).toBe(3);
  });
});
