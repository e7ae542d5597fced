import { verifierJournal } from '../../server/journal/journal.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { Verbe } from '../verbe.ts';
import { OPTIONS_BASE, SORTIES } from '../verbe.ts';

export const journalVerify: Verbe = {
  nom: 'journal verify',
  resume: 'Relit tout le journal et vérifie sa chaîne d’empreintes.',
  positionnels: [],
  options: { ...OPTIONS_BASE },
  executer: async (contexte) => {
    const ouverte = await ouvrirBaseDemandee(contexte);
    try {
      const verification = await verifierJournal(ouverte.base);
      contexte.ecrire({ base: ouverte.base.genre, intact: verification.rupture === null, ...verification });
      if (verification.rupture !== null) contexte.dire(`La chaîne est rompue à la ligne ${verification.rupture.no} : ${verification.rupture.raison}`);
      return verification.rupture === null ? SORTIES.reussi : SORTIES.anomalies;
    } finally {
      await ouverte.fermer();
    }
  },
};
