import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cheminsOrganisation, lireOrganisation, lireReglagesOrganisation } from '../../../main/organisation.ts';

const ENTIER = `\uFEFF{
  // Le service du département
  "service": "https://offre.exemple.gouv.fr",
  "mandataire": "http://mandataire.exemple:3128/",
  "misesAJour": { "adresse": "https://depot.exemple.gouv.fr/siao-offre/", "canal": "essai", "recherche": "demande" },
}`;

describe('le fichier d’organisation', () => {
  it('se lit avec ses commentaires, sa virgule de trop et la marque de Windows', () => {
    expect(lireReglagesOrganisation(ENTIER)).toEqual({
      service: 'https://offre.exemple.gouv.fr', mandataire: 'http://mandataire.exemple:3128', misesAJour: { adresse: 'https://depot.exemple.gouv.fr/siao-offre/', canal: 'essai', recherche: 'demande' },
    });
    expect(lireReglagesOrganisation('{}')).toEqual({ mandataire: 'systeme' });
    expect(lireReglagesOrganisation('{"misesAJour": {"adresse": "http://127.0.0.1:8080/"}}').misesAJour).toEqual({ adresse: 'http://127.0.0.1:8080/', canal: 'stable', recherche: 'automatique' });
  });

  it.each([
    ['', 'ligne 1, colonne 1 : une valeur est attendue ici.'],
    ['{\n  "service" "https://a.fr"\n}', 'ligne 2, colonne 13 : « : » est attendu ici.'],
    ['{\n  "service": "https://a.fr"\n  "mandataire": "aucun"\n}', 'ligne 3, colonne 3 : une virgule est attendue ici.'],
    ['{"service": "https://a.fr"', 'ligne 1, colonne 27 : « } » manque.'],
    ['[]', 'ligne 1, colonne 1 : un objet { … } est attendu, pas [].'],
    ['{\n\n  "servce": "https://a.fr"\n}', 'ligne 3, colonne 3 : « servce » n’est pas un réglage connu ; il y a « service », « mandataire », « misesAJour ».'],
    ['{"service": "https://a.fr", "service": "https://b.fr"}', 'ligne 1, colonne 29 : « service » est écrit deux fois.'],
    ['{"service": 12}', 'ligne 1, colonne 13 : un texte est attendu, pas 12.'],
    ['{"service": "http://a.fr"}', 'ligne 1, colonne 13 : « http://a.fr » n’est pas une adresse https sans identifiants.'],
    ['{"service": "https://moi:secret@a.fr"}', 'ligne 1, colonne 13 : « https://moi:secret@a.fr » n’est pas une adresse https sans identifiants.'],
    ['{"mandataire": "http://moi:secret@a.fr:3128"}', 'ligne 1, colonne 16 : « http://moi:secret@a.fr:3128 » n’est ni « systeme », ni « aucun », ni l’adresse d’un mandataire sans identifiants (http://hote:3128).'],
    ['{"mandataire": "a.fr:3128"}', 'ligne 1, colonne 16 : « a.fr:3128 » n’est ni « systeme », ni « aucun », ni l’adresse d’un mandataire sans identifiants (http://hote:3128).'],
    ['{"misesAJour": {"canal": "essai"}}', 'ligne 1, colonne 16 : « adresse » manque : le dossier où les mises à jour sont publiées.'],
    ['{"misesAJour": {"adresse": "https://a.fr/",\n"canal": "beta"}}', 'ligne 2, colonne 10 : « beta » n’est pas admis ; écrire « stable » ou « essai ».'],
    ['{"misesAJour": {"adresse": "https://a.fr/", "recherche": true}}', 'ligne 1, colonne 58 : un texte est attendu, pas true.'],
    ['{"__proto__": {"service": "https://a.fr"}}', 'ligne 1, colonne 2 : « __proto__ » n’est pas un réglage connu ; il y a « service », « mandataire », « misesAJour ».'],
  ])('%j : %s', (texte, message) => {
    expect(() => lireReglagesOrganisation(texte)).toThrow(message);
  });

  it('propriété : un texte quelconque se lit en réglages sûrs, ou dit sa ligne', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.tuple(fc.nat(ENTIER.length), fc.string({ maxLength: 3 })).map(([ou, mis]) => ENTIER.slice(0, ou) + mis + ENTIER.slice(ou + 1))), (texte) => {
      try {
        const { service, misesAJour } = lireReglagesOrganisation(texte);
        for (const adresse of [service, misesAJour?.adresse]) if (adresse !== undefined) expect(adresse).toMatch(/^(?:https:|http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))/iu);
      } catch (erreur) {
        expect((erreur as Error).message).toMatch(/^ligne \d+, colonne \d+ : .+\.$/su);
      }
    }), { numRuns: 3000 });
  });
});

describe('où il se cherche', () => {
  let dossier: string;
  beforeEach(() => { dossier = mkdtempSync(join(tmpdir(), 'siao-organisation-')); });
  afterEach(() => { rmSync(dossier, { recursive: true }); });

  it('d’abord chez l’administrateur de la machine, jamais chez la personne', () => {
    expect(cheminsOrganisation('linux', undefined, '/opt/siao/resources')).toEqual(['/etc/siao-offre/organisation.json', '/opt/siao/resources/organisation.json']);
    expect(cheminsOrganisation('win32', 'D:\\PD', '/r')[0]).toContain('D:\\PD');
    expect(cheminsOrganisation('darwin', undefined, '/r')[0]).toBe('/Library/Application Support/SIAO Offre/organisation.json');
  });

  it('le premier présent décide ; faux, le suivant ne le remplace pas', () => {
    const [a, b] = ['a.json', 'b.json'].map((nom) => join(dossier, nom)) as [string, string];
    expect(lireOrganisation([a, b])).toEqual({ chemin: null, reglages: { mandataire: 'systeme' }, erreur: null });
    writeFileSync(b, '{"mandataire": "aucun"}');
    expect(lireOrganisation([a, b])).toEqual({ chemin: b, reglages: { mandataire: 'aucun' }, erreur: null });
    writeFileSync(a, '{"mandataire": ""}');
    expect(lireOrganisation([a, b])).toMatchObject({ chemin: a, reglages: { mandataire: 'systeme' }, erreur: expect.stringContaining('ligne 1, colonne 16') as unknown });
    writeFileSync(a, `{"service": "https://${'a'.repeat(70_000)}.fr"}`);
    expect(lireOrganisation([a, b]).erreur).toContain('65536 au plus');
    rmSync(a);
    mkdirSync(a);
    expect(lireOrganisation([a, b]).erreur).toBe('il ne se lit pas (EISDIR).');
  });
});
