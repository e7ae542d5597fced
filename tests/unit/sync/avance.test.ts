import { setTimeout as attendre } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estGardee } from '../../../db/gardes.ts';
import { GARDE_TABLEAU } from '../../../db/indicateurs/tableauDeBord.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { creerAvance } from '../../../sync/avance.ts';
import type { SessionPoste } from '../../../sync/session.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const DELAIS = { repos: 30, entreDeux: 0 };
let essai: CacheEssai;
let pannes: unknown[];
beforeEach(() => {
  essai = ouvrirCacheEssai();
  pannes = [];
  appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('place', place())], fin('c'), cadre());
});
afterEach(() => { essai.jeter(); });

const sessionDe = (champs: object = {}): SessionPoste => ({ base: essai.base, programme: 'un', utilisateur: { id: 'u', nom: 'U', profil: 'admin_national', perimetre: { genre: 'national' } }, ...champs }) as unknown as SessionPoste;
const creer = (session: SessionPoste | undefined, delais = DELAIS) => creerAvance(() => session, (erreur) => { pannes.push(erreur); }, delais);
const gardee = (): boolean => estGardee(essai.base, GARDE_TABLEAU, `un|${aujourdhuiAParis()}`);
const garder = (): readonly string[] => essai.base.tous<{ cle: string }>(`select cle from garde where cle <> 'etat' order by cle`).map(({ cle }) => cle);
const jusqua = async (vrai: () => boolean): Promise<void> => { for (let fois = 0; fois < 400 && !vrai(); fois += 1) await attendre(10); };

describe('le calcul d’avance', () => {
  it('laisse gardé tout ce que l’accueil montre', async () => {
    const avance = creer(sessionDe());
    expect(gardee()).toBe(false);
    avance.prevoir();
    await jusqua(() => garder().length === 6);
    expect([garder(), pannes]).toEqual([['attente', 'avis', 'controles', 'disponibilite', 'tableauDeBord', 'validation'], []]);
    avance.arreter();
  });
  it('recommence quand l’offre change en chemin', async () => {
    const avance = creer(sessionDe());
    avance.prevoir();
    await jusqua(gardee);
    appliquerPage(essai.base, [ligneDe('dispositif', dispositif({ version: 2 }))], fin('d'), cadre());
    expect(gardee()).toBe(false);
    avance.prevoir();
    await jusqua(() => garder().length === 6);
    expect([garder().length, pannes]).toEqual([6, []]);
    avance.arreter();
  });
  it('cède aux demandes, tant qu’il en vient', async () => {
    const avance = creer(sessionDe(), { repos: 60, entreDeux: 0 });
    avance.prevoir();
    for (let fois = 0; fois < 25; fois += 1) { avance.ceder(); await attendre(10); }
    // la machine a pu dormir entre deux demandes : jamais tout, en tout cas, avant que la dernière soit passée
    const pendant = garder().length;
    await jusqua(() => garder().length === 6);
    expect([pendant < 6, garder().length]).toEqual([true, 6]);
    avance.arreter();
  });
  it.each([['sans compte ouvert', (): SessionPoste | undefined => undefined], ['pour l’Analyste', (): SessionPoste | undefined => sessionDe({ utilisateur: { id: 'u', nom: 'U', profil: 'analyste', perimetre: { genre: 'national' } } })], ['sans empreinte du programme', (): SessionPoste | undefined => sessionDe({ programme: undefined })]] as const)('ne fait rien %s', async (_nom, session) => {
    const avance = creer(session());
    avance.prevoir();
    await attendre(200);
    expect([garder(), pannes]).toEqual([[], []]);
    avance.arreter();
  });
  it('une base fermée entre deux étapes l’arrête sans bruit', async () => {
    const avance = creer(sessionDe());
    avance.prevoir();
    await attendre(DELAIS.repos + 25);
    essai.base.fermer();
    await attendre(150);
    expect(pannes).toEqual([]);
    avance.arreter();
  });
});
