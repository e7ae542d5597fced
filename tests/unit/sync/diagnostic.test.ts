import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expurger, releverErreurs, traitementsAide } from '../../../sync/diagnostic.ts';

describe('ce qui se joint à un problème', () => {
  it.each([
    ['refus de nadia.kaczmarek@hainaut-accueil.fr à 8 h', 'refus de [adresse] à 8 h'],
    ['« Les Remparts » existe déjà', '[texte] existe déjà'],
    ['unexpected token in "raisonSociale":"Hainaut"', 'unexpected token in [texte]:[texte]'],
    ['joindre au 06 12 34 56 78 ou +33612345678', 'joindre au [téléphone] ou [téléphone]'],
    ['Bearer eyJhbGciOi.eyJzdWIiOi.abc_def-123', 'Bearer [jeton]'],
    ['clé AbCdEfGhIjKlMnOpQrStUvWxYz0123456789', 'clé [clé]'],
    ['https://moi:secret@siao.example/api', 'https://siao.example/api'],
    ['ENOSPC: /home/nadia/.config/SIAO/offre.db', 'ENOSPC: ~/.config/SIAO/offre.db'],
    ['fiche 11111111-1111-4111-8111-111111111111 en conflit', 'fiche 11111111-1111-4111-8111-111111111111 en conflit'],
  ])('%s', (texte, attendu) => { expect(expurger(texte, '/home/nadia')).toBe(attendu); });

  it('aucune adresse électronique ne passe, où qu’elle soit ; expurger deux fois ne change plus rien', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.emailAddress({ localPart: fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}[a-z0-9]$/u) } as never), fc.string({ maxLength: 60 }), (avant, adresse, apres) => {
      const rendu = expurger(`${avant} ${adresse} ${apres}`, '/home/nadia');
      expect(rendu).not.toContain(adresse);
      expect(expurger(rendu, '/home/nadia')).toBe(rendu);
    }));
  });

  it('garde les dernières erreurs, expurgées et bornées, sans rien changer à ce qui s’écrit', () => {
    const ecrites: unknown[][] = [];
    const dOrigine = console.error;
    console.error = (...morceaux: unknown[]) => { ecrites.push(morceaux); };
    try {
      const releve = releverErreurs(() => '2026-11-24T09:00:00.000Z');
      const erreur = new Error('échec pour claire@ddets.fr');
      console.error('Envoi :', erreur);
      for (let rang = 0; rang < 60; rang += 1) console.error(`ligne ${rang} ${'x '.repeat(600)}`);
      releve.arreter();
      console.error('après');
      expect(ecrites).toHaveLength(62);
      expect(ecrites[0]).toEqual(['Envoi :', erreur]);
      expect(releve.erreurs()).toHaveLength(40);
      expect(releve.erreurs()[0]?.texte.startsWith('ligne 20')).toBe(true);
      expect(releve.erreurs().every(({ texte }) => texte.length <= 600)).toBe(true);
      expect(releve.erreurs().some(({ texte }) => texte.includes('@'))).toBe(false);
    } finally { console.error = dOrigine; }
  });

  it('sans compte ouvert, dit les versions et rien d’autre ; le fichier est ce qui a été lu', async () => {
    const dossierExport = mkdtempSync(join(tmpdir(), 'siao-aide-'));
    try {
      const aide = traitementsAide({ session: () => undefined, service: 'https://moi:secret@siao.example/base?cle=1', dossierExport, maintenant: () => '2026-11-24T09:00:00.000Z', erreurs: () => [{ quand: '2026-11-24T08:00:00.000Z', texte: 'panne' }] });
      const { texte } = await aide['aide.diagnostic']({ application: 'SIAO Offre 0.1.0', navigateur: 'Chrome 114', ecran: '/places', taille: '1440 × 900', theme: 'light' });
      expect(texte).toContain('Service : https://siao.example\n');
      expect(texte).toContain('Compte : aucun n’est ouvert');
      expect(texte).toContain('- 2026-11-24T08:00:00.000Z panne');
      expect(texte).not.toMatch(/secret|cle=/u);
      const { chemin } = await aide['aide.enregistrer']({ texte: 'une\ndeux' });
      expect(readFileSync(chemin, 'utf8')).toBe('\uFEFFune\r\ndeux\r\n');
    } finally { rmSync(dossierExport, { recursive: true, force: true }); }
  });
});
