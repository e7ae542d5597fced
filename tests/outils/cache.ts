import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LigneChangement } from '../../contract/service.ts';
import type { Base } from '../../db/base.ts';
import { ouvrirBase } from '../../db/base.ts';
import type { Cadre } from '../../db/execution.ts';
import type { FinDePage } from '../../db/reception.ts';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import type { Objet } from '../../domain/droits.ts';
import { trouverCommune } from '../../domain/geographie/cog.ts';
import type { Acteur } from '../../domain/profils.ts';
import { AUJOURDHUI, acteur, contexte } from './fabrique.ts';

/** Clé d’essai : les fichiers d’essai sont chiffrés comme ceux d’un poste. */
export const CLE = Buffer.alloc(32, 7);
export const MAINTENANT = '2026-11-24T09:00:00.000Z';
export const ecriture = { aujourdhui: AUJOURDHUI, nomCommune: (code: string): string | undefined => trouverCommune(code)?.nom };
export const cadre = (qui: Acteur = acteur('gestionnaire_entite')): Cadre => ({ acteur: qui, contexte, ecriture, catalogue: CATALOGUE });

/** Les fichiers d’un compte dans un dossier jetable. `rouvrir` : les ferme proprement et les rouvre, comme un redémarrage. */
export interface CacheEssai { readonly dossier: string; base: Base; rouvrir(): Base; jeter(): void }
export const ouvrirCacheEssai = (): CacheEssai => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-cache-'));
  const ouvrir = (): Base => ouvrirBase(dossier, [CLE], { maintenant: MAINTENANT });
  const essai: CacheEssai = {
    dossier, base: ouvrir(),
    rouvrir: () => { if (essai.base.ouverte()) essai.base.fermer(); essai.base = ouvrir(); return essai.base; },
    jeter: () => { if (essai.base.ouverte()) essai.base.fermer(); rmSync(dossier, { recursive: true, force: true }); },
  };
  return essai;
};

export const fin = (curseur: string, derniers: Readonly<Record<string, number>> = {}, champs: Partial<FinDePage> = {}): FinDePage => ({ genre: 'fin', curseur, encore: false, dernierSeq: 0, derniers: { ...derniers }, ...champs });
export const ligneDe = (objet: Objet, valeur: object): LigneChangement => ({ genre: 'ligne', objet, ligne: valeur as Record<string, unknown> });
