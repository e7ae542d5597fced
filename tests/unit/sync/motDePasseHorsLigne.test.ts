import { randomBytes, scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ecrireReglage, lireReglage } from '../../../db/base.ts';
import { ouvrirHorsLigne, retenirCompte, retenirIdentite } from '../../../sync/comptes.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ouvrirCacheEssai } from '../../outils/cache.ts';

const MOT_DE_PASSE = 'chouette-bleue-du-canal-42';
const PERSONNE = { id: '01890a5d-ac96-774b-bcce-b302099a8057', nom: 'Claire Vasseur', email: 'claire.vasseur@ddets.example', profil: 'admin_departemental' as const, perimetre: { genre: 'departements' as const, departements: ['59'] }, perimetreLibelle: 'DDETS 59 – Nord' };

describe('le mot de passe qui rouvre un compte sans réseau', () => {
  let essai: CacheEssai;
  beforeEach(() => { essai = ouvrirCacheEssai(); });
  afterEach(() => { essai.jeter(); });

  it('se calcule au coût de l’OWASP, que le vérificateur écrit avec son sel', async () => {
    await retenirCompte(essai.base, PERSONNE, MOT_DE_PASSE);
    expect(JSON.parse(lireReglage(essai.base, 'verificateur') ?? '')).toMatchObject({ N: 131_072, r: 8, p: 1 });
    expect(await ouvrirHorsLigne(essai.base, MOT_DE_PASSE)).toMatchObject({ nom: 'Claire Vasseur' });
    expect(await ouvrirHorsLigne(essai.base, `${MOT_DE_PASSE} `)).toBe('refuse');
  });

  it('gardé par une version qui n’écrivait pas le coût, il ouvre toujours', async () => {
    const sel = randomBytes(16);
    const cle = scryptSync(MOT_DE_PASSE, sel, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 + 2 ** 20 });
    retenirIdentite(essai.base, PERSONNE);
    ecrireReglage(essai.base, 'verificateur', JSON.stringify({ sel: sel.toString('base64'), cle: cle.toString('base64') }));
    expect(await ouvrirHorsLigne(essai.base, MOT_DE_PASSE)).toMatchObject({ nom: 'Claire Vasseur' });
    expect(await ouvrirHorsLigne(essai.base, 'autre')).toBe('refuse');
  });
});
