import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { creerUtilisateurs } from '../../../server/comptes/utilisateurs.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import type { RapportPurge } from '../../../server/rgpd/purge.ts';
import { siao } from './outils.ts';

let dossier: string;
beforeEach(async () => {
  dossier = mkdtempSync(join(tmpdir(), 'siao-rgpd-'));
  const base = await ouvrirBase({ dossier: join(dossier, 'pglite') });
  try {
    await creerUtilisateurs(base, (['2024-01', '2026-11'] as const).map((derniereConnexion, rang) => ({ email: `p${rang}.essai@canari.example`, nom: `Canari ${rang}`, profil: 'analyste' as const, perimetre: { genre: 'departements' as const, departements: ['59'] }, perimetreLibelle: 'Essai', empreinteMotDePasse: 'x', derniereConnexion })));
  } finally { await base.fermer(); }
});
afterEach(() => { rmSync(dossier, { recursive: true, force: true }); });

it('simule, purge, écrit un rapport sans nom, et ne recouvre jamais un rapport', async () => {
  const rapport = join(dossier, 'rapport.json');
  const simulation = await siao(['rgpd', 'purge', '--dossier', dossier, '--simuler']);
  expect([simulation.sortie, simulation.json()]).toMatchObject([0, { simulee: true, comptes: [{ motif: 'inactif', profil: 'analyste' }] }]);
  const purge = await siao(['rgpd', 'purge', '--dossier', dossier, '--rapport', rapport]);
  expect(purge.sortie).toBe(0);
  const ecrit = JSON.parse(readFileSync(rapport, 'utf8')) as RapportPurge;
  expect(ecrit).toEqual(purge.json());
  expect(ecrit).toMatchObject({ simulee: false, comptes: [{ motif: 'inactif' }] });
  expect(JSON.stringify(ecrit)).not.toContain('Canari');
  writeFileSync(rapport, 'à garder');
  expect((await siao(['rgpd', 'purge', '--dossier', dossier, '--rapport', rapport])).sortie).toBe(3);
  expect(readFileSync(rapport, 'utf8')).toBe('à garder');
  expect((await siao(['rgpd', 'purge', '--dossier', dossier])).json()).toMatchObject({ comptes: [] });
});
