import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS, schemaErreur, schemaLigneChangement } from '../../contract/service.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { lireCle } from '../../server/comptes/jetons.ts';
import { changerDroits } from '../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../server/journal/journal.ts';
import type { Curseur } from '../../server/synchronisation/curseur.ts';
import { CURSEUR_MAXIMAL, ecrireCurseur, lireCurseur } from '../../server/synchronisation/curseur.ts';
import type { Montage, Poste } from '../integration/server/outils.ts';
import { monter } from '../integration/server/outils.ts';
import { surPostgresql } from '../outils/base.ts';
import { acteur, dispositif, entite, groupe, place } from '../outils/fabrique.ts';

interface Tire { readonly statut: number; readonly genres: readonly string[]; readonly texte: string; readonly code: string | undefined }

surPostgresql('tirage hostile', (genre) => {
  let essai: Montage;
  let poste: Poste;
  let cle: Buffer;
  let curseur: string;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: Array.from({ length: 5 }, () => place()) }]);
    poste = await essai.poste('admin_siao', '62');
    cle = await lireCle(essai.base);
    curseur = (await poste.toutTirer()).fin.curseur;
  });
  afterAll(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });

  /** Tire avec une adresse telle quelle. Jamais de 5xx, jamais une réponse hors du contrat. */
  const tirerBrut = async (suite: string, qui = poste): Promise<Tire> => {
    const reponse = await essai.service.serveur.inject({ method: 'GET', url: `${CHEMINS.changements}?${suite}`, headers: { authorization: `Bearer ${qui.jeton}` } });
    expect(reponse.statusCode, suite.slice(0, 200)).toBeLessThan(500);
    if (reponse.statusCode !== 200) {
      const erreur = schemaErreur.safeParse(reponse.json());
      expect(erreur.success, reponse.body.slice(0, 200)).toBe(true);
      return { statut: reponse.statusCode, genres: [], texte: reponse.body, code: erreur.data?.erreur.code };
    }
    const lignes = reponse.body.trim().split('\n').map((ligne) => schemaLigneChangement.parse(JSON.parse(ligne)));
    return { statut: 200, genres: lignes.map(({ genre: quoi }) => quoi), texte: reponse.body, code: undefined };
  };
  const tirer = (presente: string, qui = poste) => tirerBrut(new URLSearchParams({ clientId: qui.clientId, curseur: presente }).toString(), qui);
  const contenu = (): Curseur => lireCurseur(cle, curseur) as Curseur;
  const signe = (change: Partial<Curseur>): string => ecrireCurseur(cle, { ...contenu(), ...change }) ?? '';

  it('un bit retourné, n’importe où dans le curseur : refusé', async () => {
    expect((await tirer(curseur)).genres).toEqual(['fin']);
    for (let rang = 0; rang < curseur.length; rang += 1) {
      for (const bit of [1, 2, 32]) {
        const faux = `${curseur.slice(0, rang)}${String.fromCharCode(curseur.charCodeAt(rang) ^ bit)}${curseur.slice(rang + 1)}`;
        const { statut, code } = await tirer(faux);
        expect([statut, code], `position ${rang}, bit ${bit}`).toEqual([400, 'curseur']);
      }
    }
  });

  it('tronqué à toute longueur, rallongé, recollé : refusé', async () => {
    const [corps, signature] = curseur.split('.') as [string, string];
    for (let longueur = 1; longueur < curseur.length; longueur += 1) expect((await tirer(curseur.slice(0, longueur))).code, String(longueur)).toBe('curseur');
    const autre = signe({ r: 12 }).split('.') as [string, string];
    for (const faux of [`${curseur}A`, `${curseur}=`, `${curseur}.`, `.${curseur}`, `${corps}=.${signature}`, `${corps}\n.${signature}`, `${autre[0]}.${signature}`, `${corps}.${autre[1]}`, `${corps}.${signature}.${signature}`, curseur.toUpperCase(), curseur.replace('.', '%2e'), encodeURIComponent(curseur) + '%']) {
      expect((await tirer(faux)).code, faux.slice(0, 30)).toBe('curseur');
    }
  });

  it('forgé : droits élargis, autre clé, jeton d’accès pris pour un curseur', async () => {
    const elargi = { ...contenu(), t: '0', r: 0, a: { profil: 'admin_national' as const, perimetre: { genre: 'national' as const } } };
    const corps = Buffer.from(JSON.stringify(elargi)).toString('base64url');
    const [entete, charge, signature] = poste.jeton.split('.') as [string, string, string];
    for (const faux of [`${corps}.${curseur.split('.')[1]}`, ecrireCurseur(randomBytes(32), elargi) ?? '', `${corps}.`, `${charge}.${signature}`, `${entete}.${signature}`]) expect((await tirer(faux)).code).toBe('curseur');
  });

  it('bien signé mais d’ailleurs : d’un autre compte, d’une autre base, de l’avenir ; remise à zéro sans une ligne', async () => {
    const autre = await essai.poste('admin_siao', '59');
    const { fin } = await autre.toutTirer();
    expect(await tirer(fin.curseur)).toMatchObject({ statut: 200, genres: ['remise_a_zero', 'fin'] });
    for (const change of [{ u: randomUUID() }, { l: randomUUID() }, { t: '9999999999999999999' }, { l: '' }, { u: '' }]) expect((await tirer(signe(change))).genres, JSON.stringify(change)).toEqual(['remise_a_zero', 'fin']);
    for (const change of [{ r: 9_007_199_254_740_991 }, { t: '0', r: 0 }, { d: -5 }, { n: 0 }]) expect((await tirer(signe(change))).statut, JSON.stringify(change)).toBe(200);
  });

  it('un vieux curseur aux droits larges ne livre rien hors des droits du moment, et n’apprend que ce qui sort', async () => {
    const large = await essai.poste('admin_siao', '59');
    const { fin, lignes } = await large.toutTirer();
    expect(lignes.length).toBeGreaterThan(5);
    await changerDroits(essai.base, large.utilisateurId, { perimetre: acteur('admin_siao', '80').perimetre });
    let suivant = fin.curseur;
    const recus: string[] = [];
    for (let encore = true; encore;) {
      const page = await large.page(suivant, 2);
      recus.push(...page.lignes.map((ligne) => (ligne.genre === 'ligne' ? `${ligne.objet} ${String(ligne.ligne['id'])}` : ligne.genre)));
      ({ curseur: suivant, encore } = page.fin);
    }
    // son propre compte le suit dans son nouveau périmètre : seule ligne qui entre
    expect(recus.filter((quoi) => quoi !== 'retrait')).toEqual([`utilisateur ${large.utilisateurId}`]);
    expect(recus).toHaveLength(lignes.length);
    // le curseur d’avant, rejoué, ne rend pas davantage
    expect(new Set((await tirer(fin.curseur, large)).genres)).toEqual(new Set(['retrait', 'fin']));
    expect((await tirer('', large)).genres).toEqual(['ligne', 'fin']);
  });

  it('paramètres faussés : 400 qui nomme le champ', async () => {
    const { clientId } = poste;
    const faux: readonly [string, string][] = [
      ['', 'clientId'], ['clientId=', 'clientId'], ['clientId=x', 'clientId'], [`clientId=${clientId}%00`, 'clientId'], [`clientId=${clientId}&clientId=x`, 'clientId'], [`clientId[]=${clientId}`, 'clientId'],
      [Array.from({ length: 9 }, () => `clientId=${randomUUID()}`).join('&'), 'clientId'], [Array.from({ length: 200 }, () => `clientId=${clientId}`).join('&'), 'clientId'],
      ...['0', '-1', '1.5', 'NaN', 'Infinity', '1e9', '10001', '', 'x', '0x', '%00'].map((limite): [string, string] => [`clientId=${clientId}&limite=${limite}`, 'limite']),
      [`clientId=${clientId}&limite=1&limite=2`, 'limite'], [`clientId=${clientId}&curseur=a&curseur=b`, 'curseur'], [`clientId=${clientId}&curseur=${'a'.repeat(CURSEUR_MAXIMAL + 1)}`, 'curseur'],
    ];
    for (const [suite, champ] of faux) {
      const { statut, texte, code } = await tirerBrut(suite);
      expect([statut, code], suite.slice(0, 80)).toEqual([400, 'arguments']);
      if (!suite.includes('%00')) expect(texte, suite.slice(0, 80)).toContain(`"champ":"${champ}`);
    }
  });

  it('le clientId d’un autre, à n’importe quelle place : 403', async () => {
    const victime = await essai.poste('admin_siao', '59');
    await victime.faire('inventee', {});
    for (const suite of [`clientId=${victime.clientId}`, `clientId=${poste.clientId}&clientId=${victime.clientId}`, `clientId=${victime.clientId}&clientId=${poste.clientId}&curseur=${curseur}`]) {
      expect(await tirerBrut(suite)).toMatchObject({ statut: 403, code: 'client_etranger' });
    }
  });

  const seed = Number(process.env.GRAINE ?? Date.now() % 2_147_483_647);
  it(`paramètres au hasard : 200 ou 4xx (propriété, graine ${seed})`, async () => {
    const texte = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(curseur, poste.clientId, '0', '7', ''), fc.base64String({ maxLength: 80 }).map((corps) => `${corps}.${corps}`));
    const statuts = new Set<number>();
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('clientId', 'curseur', 'limite', '__proto__', 'constructor', 'x'), texte), { maxLength: 5 }), fc.boolean(), async (paires, juste) => {
      const suite = new URLSearchParams([...(juste ? [['clientId', poste.clientId]] : []), ...paires.map(([cle_, valeur]) => [cle_, Buffer.from(valeur).toString()])]).toString();
      statuts.add((await tirerBrut(suite)).statut);
    }), { seed, numRuns: 200 });
    expect([...statuts].sort()).toEqual([200, 400]);
  });
});
