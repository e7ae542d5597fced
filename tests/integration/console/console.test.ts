import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ouvrirDossier } from '../../../console/base.ts';
import { tousLesVerbes } from '../../../console/verbes.ts';
import { reserverCodes } from '../../../server/base/numerotation.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { ENTETE, EXTRAIT, FICHIER_COMPLET, LIGNES } from '../../fixtures/finess/fabrique.ts';
import { entite } from '../../outils/fabrique.ts';
import { dossierNeuf, siao } from './outils.ts';

// plusieurs bases PGlite neuves par test : 5 s chacune au repos, bien plus sur une machine chargée
vi.setConfig({ testTimeout: 180_000 });

describe('usage', () => {
  test('l’aide nomme chaque verbe et chaque option, et les codes de sortie', async () => {
    const aide = await siao(['--help']);
    expect(aide.sortie).toBe(0);
    for (const { nom, options } of await tousLesVerbes()) {
      expect(aide.texte).toContain(`siao ${nom}`);
      const propre = await siao([...nom.split(' '), '--help']);
      expect(propre.sortie).toBe(0);
      for (const option of Object.keys(options)) for (const { texte } of [aide, propre]) expect(texte).toContain(`--${option}`);
    }
    expect(aide.texte).toContain('Codes de sortie');
  });

  test.each([
    [[]], [['inconnu']], [['reprise']], [['seed', '--taille', 'ville']], [['seed', '--graine', '-1']], [['seed', '--graine', 'x']], [['seed', '--au', '2026-02-30']], [['seed', '--departement', '99']], [['seed', 'en trop']],
    [['seed', '--inconnue']], [['serve', '--port', '70000']], [['reprise', 'check', 'x.csv']], [['reprise', 'check', '--format', 'finess']], [['reprise', 'check', '--format', 'xlsx', 'x']], [['reprise', 'check', '--format', 'finess', '--departement', 'zz', 'x']],
  ])('%j est un mauvais usage : code 2, une phrase, rien sur la sortie', async (args) => {
    const { sortie, texte, messages } = await siao(args);
    expect(sortie).toBe(2);
    if (args.length > 0) {
      expect(texte).toBe('');
      expect(messages.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(messages).not.toContain(' at ');
  });

  test('un dossier qui n’en est pas un, une base qui ne répond pas : code 3', async () => {
    const dossier = dossierNeuf();
    writeFileSync(join(dossier, 'fichier'), '');
    expect((await siao(['seed', '--departement', '48', '--dossier', join(dossier, 'fichier')])).sortie).toBe(3);
    const { sortie, messages } = await siao(['seed', '--departement', '48'], { DATABASE_URL: 'postgres://moi:secret@127.0.0.1:1/rien' });
    expect([sortie, messages.includes('secret')]).toEqual([3, false]);
  });

  test('deux processus n’ouvrent pas le même dossier ; un verrou laissé par un arrêt brutal ne bloque pas', async () => {
    const dossier = dossierNeuf();
    mkdirSync(dossier, { recursive: true });
    // le numéro d’un processus vivant autre que la console : son père
    writeFileSync(join(dossier, 'verrou'), String(process.ppid));
    expect(await siao(['journal', 'verify', '--dossier', dossier])).toMatchObject({ sortie: 3 });
    writeFileSync(join(dossier, 'verrou'), '2147483646');
    expect((await siao(['journal', 'verify', '--dossier', dossier])).sortie).toBe(0);
    expect(existsSync(join(dossier, 'verrou'))).toBe(false);
  });
});

describe('seed', () => {
  test('sème, refuse une base non vide, remplace un semis, continue la numérotation', async () => {
    const dossier = dossierNeuf();
    const args = ['seed', '--departement', '48', '--au', '2026-11-24', '--dossier', dossier];
    const premier = await siao(args);
    expect(premier.sortie).toBe(0);
    const { lignes, comptes } = premier.json() as { lignes: Record<string, number>; comptes: { email: string }[] };
    expect(comptes).toHaveLength(10);
    const second = await siao(args);
    expect(second).toMatchObject({ sortie: 1, texte: '' });
    const troisieme = await siao([...args, '--remplacer']);
    expect([troisieme.sortie, troisieme.json()['lignes']]).toEqual([0, lignes]);

    const { base, fermer } = await ouvrirDossier(dossier);
    try {
      const codes = await base.db.selectFrom('entite').select('code').orderBy('code').execute();
      expect(codes.map(({ code }) => code)).toEqual(Array.from({ length: lignes['entites'] ?? 0 }, (_, rang) => `ENT-48-${String(rang + 1).padStart(4, '0')}`));
      expect(await base.db.transaction().execute((trx) => reserverCodes(trx, 'dispositif', '48', 1))).toEqual([`DIS-48-${String((lignes['dispositifs'] ?? 0) + 1).padStart(4, '0')}`]);
      expect((await verifierJournal(base)).rupture).toBeNull();
    } finally {
      await fermer();
    }
  });

  test('n’efface jamais une base qui ne vient pas d’un semis', async () => {
    const dossier = dossierNeuf();
    const ouverte = await ouvrirDossier(dossier);
    await chargerEnMasse(ouverte.base, [{ objet: 'entite', lignes: [entite()] }]);
    await ouverte.fermer();
    const refus = await siao(['seed', '--departement', '48', '--remplacer', '--dossier', dossier]);
    expect([refus.sortie, refus.messages.includes('ne vient pas d’un semis')]).toEqual([1, true]);
  });
});

describe('reprise', () => {
  test('le contrôle d’un extrait FINESS n’écrit rien, garde les départements voulus, et dit ce qui n’est pas un extrait', async () => {
    const dossier = dossierNeuf();
    const fichier = join(dossier, 'finess.csv');
    writeFileSync(fichier, FICHIER_COMPLET);
    const check = (...suite: readonly string[]) => siao(['reprise', 'check', '--format', 'finess', ...suite]);
    const controle = await check(fichier);
    expect([controle.sortie, controle.json()['lignes'], readdirSync(dossier)]).toMatchObject([1, { source: LIGNES.length, creees: LIGNES.filter(({ sort }) => sort === 'creee').length, equilibre: true }, ['finess.csv']]);
    expect((await check(fichier, '--departement', '974,986')).json()['lignes']).toMatchObject({ creees: 2, equilibre: true });
    expect((await check(EXTRAIT)).sortie).toBe(0);
    expect((await check('--dossier', join(dossier, 'absent'), fichier)).sortie).toBe(3);
    expect(existsSync(join(dossier, 'absent'))).toBe(false);
    const hostiles: (string | Buffer)[] = ['', 'nom;prenom\n', Buffer.from([0x50, 0x4b, 3, 4, 1, 2]), Buffer.from([0xff, 0xfe, 0x66, 0]), `${ENTETE}\n${'x'.repeat(40_000)}\n`, 'nofinesset;nofinessej;rs\n', '\n\n\n'];
    for (const [rang, contenu] of hostiles.entries()) {
      const hostile = join(dossier, `${rang}.csv`);
      writeFileSync(hostile, contenu);
      const { sortie, texte, messages } = await check(hostile);
      expect([rang, sortie, texte, messages.trimEnd().split('\n').length]).toEqual([rang, 3, '', 1]);
    }
    for (const chemin of [join(dossier, 'absent.csv'), dossier]) expect((await check(chemin)).sortie).toBe(3);
  });

  test('un fichier hostile n’ouvre aucune base : une phrase, code 3', async () => {
    const dossier = dossierNeuf();
    const fichier = join(dossier, 'classeur.csv');
    writeFileSync(fichier, Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 8, 0]));
    const { sortie, texte, messages } = await siao(['reprise', 'load', '--format', 'finess', '--departement', '59', '--compte', 'a@essai.example', '--dossier', join(dossier, 'base'), fichier]);
    expect([sortie, texte, messages.trimEnd().split('\n').length, existsSync(join(dossier, 'base'))]).toEqual([3, '', 1, false]);
    expect(messages).toContain('classeur');
  });
});
