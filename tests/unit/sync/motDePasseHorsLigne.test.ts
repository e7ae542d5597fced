import { randomBytes, scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ecrireReglage, lireReglage } from '../../../db/base.ts';
import { ouvrirHorsLigne, retenirCompte, retenirIdentite } from '../../../sync/comptes.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ouvrirCacheEssai } from '../../outils/cache.ts';

const MOT_DE_PASSE = 'chouette-bleue-du-canal-42';
const PERSONNE = { id: '01890a5d-ac96-774b-bcce-b302099a8057', nom: 'Claire Vasseur', email: 'claire.vasseur@ddets.example', profil: 'admin_departemental' as const, perimetre: { genre: 'departements' as const, departements: ['59'] }, perimetreLibelle: 'DDETS 59 – Nord' };
/** La forme écrite d’argon2id : variante, version, coût, sel de 16 octets, empreinte de 32. */
const ARGON2ID = /^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/u;

describe('le mot de passe qui rouvre un compte sans réseau', () => {
  let essai: CacheEssai;
  beforeEach(() => { essai = ouvrirCacheEssai(); });
  afterEach(() => { essai.jeter(); });
  const garde = (): Record<string, unknown> => JSON.parse(lireReglage(essai.base, 'verificateur') ?? '') as Record<string, unknown>;
  const garderParScrypt = (cout: Record<string, number>): void => {
    const sel = randomBytes(16);
    const cle = scryptSync(MOT_DE_PASSE, sel, 32, { N: 2 ** 17, r: 8, p: 1, ...cout, maxmem: 2 ** 28 + 2 ** 20 });
    retenirIdentite(essai.base, PERSONNE);
    ecrireReglage(essai.base, 'verificateur', JSON.stringify({ sel: sel.toString('base64'), cle: cle.toString('base64'), ...cout }));
  };

  it('se garde par argon2id, au coût de la décision 041, avec son sel', async () => {
    await retenirCompte(essai.base, PERSONNE, MOT_DE_PASSE);
    const premiere = garde();
    expect(premiere).toEqual({ empreinte: expect.stringMatching(ARGON2ID) as unknown });
    expect(await ouvrirHorsLigne(essai.base, MOT_DE_PASSE)).toMatchObject({ nom: 'Claire Vasseur' });
    expect(await ouvrirHorsLigne(essai.base, `${MOT_DE_PASSE} `)).toBe('refuse');
    expect(garde(), 'ouvrir ne le refait pas').toEqual(premiere);
    await retenirCompte(essai.base, PERSONNE, MOT_DE_PASSE);
    expect(garde(), 'chaque connexion tire un sel').not.toEqual(premiere);
  });

  it('tapé sur un clavier qui compose les accents autrement, c’est le même', async () => {
    await retenirCompte(essai.base, PERSONNE, 'forêt-d\u2019été-42', 1024);
    expect(await ouvrirHorsLigne(essai.base, 'forêt-d\u2019été-42'.normalize('NFD'))).toMatchObject({ nom: 'Claire Vasseur' });
  });

  it('se calcule hors du fil du processus de données', async () => {
    const tours: number[] = [];
    const compteur = setInterval(() => { tours.push(performance.now()); }, 1);
    const debut = performance.now();
    await retenirCompte(essai.base, PERSONNE, MOT_DE_PASSE, 2 ** 18);
    clearInterval(compteur);
    const silences = [debut, ...tours, performance.now()].map((instant, rang, tous) => instant - (tous[rang - 1] ?? instant));
    // sur ce fil, le calcul ne laisserait passer aucun tour : le plus long silence serait le calcul entier
    expect(Math.max(...silences)).toBeLessThan((performance.now() - debut) / 2);
  });

  for (const [nom, cout] of [['par une version qui n’écrivait pas le coût', {}], ['à un autre coût', { N: 1024, r: 8, p: 1 }]] as const) {
    it(`gardé par scrypt, ${nom}, il vaut toujours, et argon2id le remplace à la première ouverture réussie`, async () => {
      garderParScrypt(cout);
      const ancien = garde();
      expect(await ouvrirHorsLigne(essai.base, 'autre')).toBe('refuse');
      expect(garde(), 'un mot de passe faux ne remplace rien').toEqual(ancien);
      expect(await ouvrirHorsLigne(essai.base, MOT_DE_PASSE)).toMatchObject({ nom: 'Claire Vasseur' });
      expect(garde()).toEqual({ empreinte: expect.stringMatching(ARGON2ID) as unknown });
      expect(await ouvrirHorsLigne(essai.base, MOT_DE_PASSE)).toMatchObject({ nom: 'Claire Vasseur' });
      expect(await ouvrirHorsLigne(essai.base, 'autre')).toBe('refuse');
    });
  }
});
