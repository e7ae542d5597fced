import { writeFileSync } from 'node:fs';
import { purger } from '../../server/rgpd/purge.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES } from '../verbe.ts';

export const rgpdPurge: Verbe = {
  nom: 'rgpd purge',
  resume: 'Anonymise les comptes et efface les contacts dont la durée de conservation est passée ; rend un rapport sans nom.',
  positionnels: [],
  options: { ...OPTIONS_BASE, simuler: { type: 'boolean', aide: 'dit ce qui serait effacé, ne change rien' }, rapport: { type: 'string', valeur: 'FICHIER', aide: 'écrit aussi le rapport dans ce fichier (il ne doit pas exister)' } },
  executer: async (contexte) => {
    const fichier = contexte.texte('rapport');
    const ouverte = await ouvrirBaseDemandee(contexte);
    try {
      // le rapport d’une purge ne se refait pas : la place est prise avant d’effacer
      if (fichier !== undefined) try { writeFileSync(fichier, '', { flag: 'wx', mode: 0o600 }); } catch { throw new ErreurConsole(SORTIES.fichier, `Le rapport « ${fichier} » ne s’écrit pas, ou existe déjà : rien n’a été effacé.`); }
      const rapport = await purger(ouverte.base, { maintenant: new Date(), simuler: contexte.oui('simuler') });
      if (fichier !== undefined) writeFileSync(fichier, `${JSON.stringify(rapport, null, 2)}\n`);
      contexte.ecrire(rapport);
      contexte.dire(`${rapport.simulee ? 'Simulation : ' : ''}${rapport.comptes.length} compte(s), ${rapport.contacts.length} fiche(s) pour leurs contacts${rapport.simulee ? ' seraient purgés' : ' purgés'}.`);
      return SORTIES.reussi;
    } finally {
      await ouverte.fermer();
    }
  },
};
