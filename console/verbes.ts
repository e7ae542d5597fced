import type { Verbe } from './verbe.ts';
import { cleCreer, cleLister, cleRetirer } from './verbes/cle.ts';
import { compteAssist, compteCreate } from './verbes/compte.ts';
import { journalAncre, journalSign, journalVerify } from './verbes/journal.ts';
import { rgpdPurge } from './verbes/rgpd.ts';
import { repriseGabarit } from './verbes/gabarit.ts';
import { repriseCheck, repriseLoad } from './verbes/reprise.ts';
import { repriseMandat, repriseRapport, repriseUndo } from './verbes/repriseLots.ts';
import { seed } from './verbes/seed.ts';
import { serve } from './verbes/serve.ts';
import { travailCheck, travailSend } from './verbes/travail.ts';

/** Tous les verbes, dans l’ordre de l’aide. En ajouter un : voir `console/README.md`. */
export const VERBES: readonly Verbe[] = [serve, seed, compteCreate, compteAssist, cleCreer, cleLister, cleRetirer, repriseGabarit, repriseCheck, repriseLoad, repriseUndo, repriseRapport, repriseMandat, travailCheck, travailSend, journalVerify, journalAncre, journalSign, rgpdPurge];

/** Cherche le verbe, d’abord en deux mots ; `reste` : les arguments qui le suivent. */
export const trouverVerbe = (args: readonly string[]): { readonly verbe: Verbe; readonly reste: readonly string[] } | undefined => {
  for (const mots of [2, 1]) {
    const nom = args.slice(0, mots).join(' ');
    const verbe = VERBES.find((candidat) => candidat.nom === nom);
    if (verbe !== undefined) return { verbe, reste: args.slice(mots) };
  }
  return undefined;
};
