import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Programme } from '../../../../contract/methodesRapports.ts';
import type { Base } from '../../../../db/base.ts';
import { ouvrirBase } from '../../../../db/base.ts';
import { decalerDate, lendemain } from '../../../../domain/dates.ts';
import { echeanceDes } from '../../../../domain/rapports/echeances.ts';
import { ecrireSansEcraser, refusDuDossier } from '../../../../sync/rapports/fichiers.ts';
import { ErreurService } from '../../../../sync/client.ts';
import { creerDesignations } from '../../../../sync/rapports/designation.ts';
import type { Programmes } from '../../../../sync/rapports/programmes.ts';
import { creerProgrammes } from '../../../../sync/rapports/programmes.ts';
import { CLE, MAINTENANT } from '../../../outils/cache.ts';

const ID = '44444444-4444-4444-8444-444444444444';
/** Rien ne répond : un poste hors ligne suit ce qu’il a su, et ne sait ici d’aucun autre. */
const jamais = (): Promise<never> => Promise.reject(new ErreurService('hors_ligne', 'Pas de réseau.', 0));
const SANS_RESEAU = { interroger: jamais, demander: jamais };
/** Un poste : sa connexion au même fichier chiffré, et l’instruction après laquelle il meurt. */
interface PosteEssai { readonly base: Base; mort: number; programmes: Programmes }
let racine: string;
let depot: string;
let horloge: { jour: string; minute: number };
let ecrits: number;
let titre: string | undefined;
let nouvelles: { readonly fait: boolean; readonly message: string; readonly echeance: string }[];
let postes: PosteEssai[];
const maintenant = (): string => new Date(Date.parse(`${horloge.jour}T07:00:00.000Z`) + horloge.minute * 60_000).toISOString();
let numero = 0;
const demarrer = (poste: PosteEssai): void => { designer(poste, SANS_RESEAU); };
/** Démarre un poste, et ce qui lui répond. */
const designer = (poste: PosteEssai, client: typeof SANS_RESEAU): void => {
  numero += 1;
  poste.mort = Infinity;
  poste.programmes = creerProgrammes<string>({
    base: () => poste.base, nom: `processus ${numero}`, horloge: { maintenant, aujourdhui: () => horloge.jour }, pret: () => true, designations: creerDesignations({ client, maintenant }),
    trouver: () => (titre === undefined ? undefined : { titre, rapport: { id: ID, introduction: '', sections: [{ titre: '', indicateur: 'taux_occupation', axes: [], filtres: {}, moment: { quand: 'aujourdhui' }, comparaison: null }] } }),
    composer: async ({ jour, retard }, { avancer }) => { await new Promise((suite) => { setImmediate(suite); }); avancer(1); return `${jour}${retard ? ' en retard' : ''}`; },
    // chaque calcul donne d’autres octets : deux fichiers du même jour ne passeraient pas pour un seul
    octets: (rapport) => { ecrits += 1; return Promise.resolve(Buffer.from(`${rapport} ${ecrits}`)); },
    annoncer: (nouvelle) => { nouvelles.push(nouvelle); },
  });
};
const PROGRAMME = (): Programme => ({ rapportId: ID, cadence: { genre: 'mois', jour: 5 }, formats: ['csv', 'xlsx'], dossier: depot });
const premier = (): PosteEssai => postes[0] as PosteEssai;

beforeAll(() => {
  racine = mkdtempSync(join(tmpdir(), 'siao-programmes-'));
  postes = [0, 1].map(() => {
    const poste = { mort: Infinity } as PosteEssai;
    const avantInstruction = (): void => { poste.mort -= 1; if (poste.mort < 0) throw new Error('processus tué'); };
    return Object.assign(poste, { base: ouvrirBase(join(racine, 'compte'), [CLE], { maintenant: MAINTENANT, avantInstruction }) });
  });
});
afterAll(() => { for (const { base } of postes) base.fermer(); rmSync(racine, { recursive: true, force: true }); });
const remettre = (jour = '2026-11-28'): void => {
  depot = mkdtempSync(join(racine, 'depot-'));
  horloge = { jour, minute: 0 };
  ecrits = 0;
  titre = 'Suivi mensuel';
  nouvelles = [];
  for (const poste of postes) demarrer(poste);
  premier().base.ecrire('delete from reglage');
};
beforeEach(() => { remettre(); vi.spyOn(console, 'error').mockImplementation(() => undefined); });
afterEach(() => { vi.restoreAllMocks(); });
const fichiers = (): string[] => readdirSync(depot).sort();

describe('un autre poste de la même personne', () => {
  it('désigné, il le laisse : celui-ci n’écrit plus, même hors ligne ensuite, jusqu’à ce qu’on le lui rende', async () => {
    const poste = premier();
    const ailleurs = { rapportId: ID, posteId: '55555555-5555-4555-8555-555555555555', poste: 'PC-Mabille', depuis: '2026-11-29T09:00:00.000Z' };
    let reponse: (() => Promise<unknown>) = () => Promise.resolve({ programmes: [] });
    const repondre = () => reponse() as Promise<never>;
    designer(poste, { interroger: repondre, demander: repondre });
    poste.programmes.programmer({ ...PROGRAMME(), formats: ['csv'] });
    expect(await poste.programmes.lire()).toMatchObject([{ ailleurs: null }]);
    horloge.jour = '2026-12-05';
    reponse = () => Promise.resolve({ programmes: [ailleurs] });
    await poste.programmes.passer();
    expect(await poste.programmes.lire()).toMatchObject([{ ailleurs: { poste: 'PC-Mabille' } }]);
    reponse = jamais;
    horloge.minute += 5;
    await poste.programmes.passer();
    expect(fichiers()).toEqual([]);
    poste.programmes.programmer({ ...PROGRAMME(), formats: ['csv'] });
    await poste.programmes.passer();
    expect(fichiers()).toEqual(['Suivi-mensuel-2026-12-05.csv']);
    // choisi hors ligne : la réponse d’avant ne l’efface pas tant que le service n’a pas su ce choix
    expect(await poste.programmes.lire()).toMatchObject([{ ailleurs: null, dernier: { echeance: '2026-12-05' } }]);
  });
});

describe('laisser un rapport à une date', () => {
  it('le jour dit, puis une fois rouvert en retard, daté du jour prévu ; rien deux fois', async () => {
    const { programmes } = premier();
    programmes.programmer({ ...PROGRAMME(), formats: ['csv'] });
    expect(await programmes.lire()).toMatchObject([{ prochaine: '2026-12-05', dernier: null, echec: null, titre: 'Suivi mensuel', absent: false }]);
    await programmes.passer();
    expect(fichiers()).toEqual([]);
    horloge.jour = '2026-12-05';
    await programmes.passer();
    await programmes.passer();
    expect(fichiers()).toEqual(['Suivi-mensuel-2026-12-05.csv']);
    expect(readFileSync(join(depot, 'Suivi-mensuel-2026-12-05.csv'), 'utf8')).toBe('2026-12-05 1');
    horloge.jour = '2027-02-10';
    await programmes.passer();
    expect(fichiers()).toEqual(['Suivi-mensuel-2026-12-05.csv', 'Suivi-mensuel-2027-01-05.csv', 'Suivi-mensuel-2027-02-05.csv']);
    expect(readFileSync(join(depot, 'Suivi-mensuel-2027-01-05.csv'), 'utf8')).toContain('2027-01-05 en retard');
    expect(await programmes.lire()).toMatchObject([{ prochaine: '2027-03-05', dernier: { echeance: '2027-02-05', retard: true } }]);
    expect(nouvelles.map(({ fait, echeance }) => [fait, echeance])).toEqual([[true, '2026-12-05'], [true, '2027-01-05'], [true, '2027-02-05']]);
  });
  it('un dossier parti se dit une fois, se réessaie de lui-même, et le fichier arrive quand il revient', async () => {
    const { programmes } = premier();
    programmes.programmer(PROGRAMME());
    horloge.jour = '2026-12-05';
    renameSync(depot, `${depot}-parti`);
    await programmes.passer();
    expect(await programmes.lire()).toMatchObject([{ prochaine: '2026-12-05', echec: { essais: 1, message: expect.stringContaining('n’est plus là') as string } }]);
    await programmes.passer();
    expect(await programmes.lire()).toMatchObject([{ echec: { essais: 1 } }]);
    horloge.minute += 2;
    await programmes.passer();
    expect(await programmes.lire()).toMatchObject([{ echec: { essais: 2 } }]);
    expect(nouvelles).toMatchObject([{ fait: false }]);
    renameSync(`${depot}-parti`, depot);
    programmes.reessayer(ID);
    await programmes.passer();
    expect(fichiers()).toEqual(['Suivi-mensuel-2026-12-05.csv', 'Suivi-mensuel-2026-12-05.xlsx']);
    expect(await programmes.lire()).toMatchObject([{ echec: null, dernier: { echeance: '2026-12-05' } }]);
  });
  it('un rapport qui n’existe plus se dit ; arrêté puis remis, rien de fait ne se refait', async () => {
    const { programmes } = premier();
    programmes.programmer({ ...PROGRAMME(), cadence: { genre: 'mois', jour: 28 } });
    await programmes.passer();
    expect(fichiers()).toHaveLength(2);
    programmes.arreter(ID);
    expect(await programmes.lire()).toEqual([]);
    programmes.programmer({ ...PROGRAMME(), cadence: { genre: 'mois', jour: 28 } });
    await programmes.passer();
    expect(fichiers()).toHaveLength(2);
    titre = undefined;
    horloge.jour = '2026-12-28';
    await programmes.passer();
    expect(await programmes.lire()).toMatchObject([{ absent: true, titre: 'Suivi mensuel', echec: { message: expect.stringContaining('n’est plus parmi les vôtres') as string } }]);
  });
  it('changer de jour ne rattrape pas ce que l’ancien n’avait pas prévu', async () => {
    const { programmes } = premier();
    programmes.programmer(PROGRAMME());
    horloge.jour = '2026-12-24';
    programmes.programmer({ ...PROGRAMME(), cadence: { genre: 'mois', jour: 20 } });
    await programmes.passer();
    expect(fichiers()).toEqual([]);
    expect(await programmes.lire()).toMatchObject([{ prochaine: '2027-01-20' }]);
  });
  it('un fichier du même nom, d’une autre main, n’est jamais écrasé', async () => {
    const { programmes } = premier();
    writeFileSync(join(depot, 'Suivi-mensuel-2026-12-05.csv'), 'à moi');
    programmes.programmer({ ...PROGRAMME(), formats: ['csv'] });
    horloge.jour = '2026-12-05';
    await programmes.passer();
    expect(fichiers()).toEqual(['Suivi-mensuel-2026-12-05 (2).csv', 'Suivi-mensuel-2026-12-05.csv']);
    expect(readFileSync(join(depot, 'Suivi-mensuel-2026-12-05.csv'), 'utf8')).toBe('à moi');
    expect((await programmes.lire())[0]?.dernier?.fichiers).toEqual([join(depot, 'Suivi-mensuel-2026-12-05 (2).csv')]);
  });
});

type Geste = { readonly genre: 'jours'; readonly jours: number } | { readonly genre: 'passer'; readonly qui: 0 | 1 | 2 } | { readonly genre: 'mort'; readonly qui: 0 | 1; readonly apres: number } | { readonly genre: 'dossier'; readonly la: boolean };
it('chaque date une fois et une seule, aucune manquée : deux processus ensemble, tués n’importe où, le dossier qui part et revient', async () => {
  const qui = fc.constantFrom(0 as const, 1 as const);
  const gestes: fc.Arbitrary<Geste> = fc.oneof(
    fc.record({ genre: fc.constant('jours' as const), jours: fc.integer({ min: 0, max: 40 }) }), fc.record({ genre: fc.constant('passer' as const), qui: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
    fc.record({ genre: fc.constant('mort' as const), qui, apres: fc.integer({ min: 0, max: 40 }) }), fc.record({ genre: fc.constant('dossier' as const), la: fc.boolean() }),
  );
  const cadences = fc.oneof(fc.record({ genre: fc.constant('mois' as const), jour: fc.integer({ min: 1, max: 31 }) }), fc.record({ genre: fc.constant('semaine' as const), jour: fc.integer({ min: 1, max: 7 }) }));
  await fc.assert(fc.asyncProperty(cadences, fc.array(gestes, { maxLength: 16 }), async (cadence, suite) => {
    const depart = '2026-01-10';
    remettre(depart);
    premier().programmes.programmer({ ...PROGRAMME(), cadence });
    const parti = `${depot}-parti`;
    for (const geste of suite) {
      horloge.minute += 7;
      if (geste.genre === 'jours') { horloge.jour = decalerDate(horloge.jour, geste.jours); horloge.minute = 0; }
      else if (geste.genre === 'dossier') { if (geste.la && existsSync(parti)) renameSync(parti, depot); else if (!geste.la && existsSync(depot)) renameSync(depot, parti); }
      else if (geste.genre === 'passer') await Promise.all(postes.filter((_, rang) => geste.qui === 2 || geste.qui === rang).map(({ programmes }) => programmes.passer()));
      else {
        const poste = postes[geste.qui] as PosteEssai;
        poste.mort = geste.apres;
        await poste.programmes.passer();
        demarrer(poste);
      }
    }
    if (existsSync(parti)) renameSync(parti, depot);
    horloge.minute += 120;
    await premier().programmes.passer();
    const attendus: string[] = [];
    for (let jour = depart; jour <= horloge.jour; jour = lendemain(jour)) if (echeanceDes(cadence, jour) === jour) attendus.push(`Suivi-mensuel-${jour}.csv`, `Suivi-mensuel-${jour}.xlsx`);
    expect(fichiers()).toEqual(attendus);
  }), { numRuns: 150 });
}, 60_000);

describe('écrire sans écraser', () => {
  it('un nom pris par autre chose en reçoit un de plus ; le même contenu n’en prend pas ; rien ne traîne', () => {
    expect(ecrireSansEcraser(depot, 'a', 'csv', Buffer.from('1'))).toBe(join(depot, 'a.csv'));
    expect(ecrireSansEcraser(depot, 'a', 'csv', Buffer.from('2'))).toBe(join(depot, 'a (2).csv'));
    expect(ecrireSansEcraser(depot, 'a', 'csv', Buffer.from('1'))).toBe(join(depot, 'a.csv'));
    expect(fichiers()).toEqual(['a (2).csv', 'a.csv']);
  });
  it('un dossier absent, ou qui est un fichier, ne laisse rien et se dit', () => {
    const absent = join(depot, 'absent');
    expect(() => ecrireSansEcraser(absent, 'a', 'csv', Buffer.from('1'))).toThrow();
    try { ecrireSansEcraser(absent, 'a', 'csv', Buffer.from('1')); } catch (erreur) { expect(refusDuDossier(erreur, absent)).toContain('n’est plus là'); }
    for (const [code, dit] of [['EACCES', 'droit d’écrire'], ['ENOSPC', 'plus de place'], ['EROFS', 'lecture seule'], ['EXDEV', 'vérifier ce dossier']] as const) expect(refusDuDossier(Object.assign(new Error('x'), { code }), depot)).toContain(dit);
  });
});
