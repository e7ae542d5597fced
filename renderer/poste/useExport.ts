import { useEffect, useState } from 'react';
import { client, codeErreur, messageErreur } from './client.ts';

/** Un export fini : où il est, et combien de lignes. */
export interface ExportFait { readonly chemin: string; readonly lignes: number; readonly octets?: number }
interface Avancement { readonly enCours: boolean; readonly lignes: number; readonly total: number | null; readonly phase?: 'lignes' | 'pages' }
/** Les méthodes d’une famille d’exports : leur avancement, leur arrêt, et l’erreur qui dit que la personne l’a arrêté. */
export interface Famille { readonly etat: 'journal.etatExport' | 'exports.etat'; readonly arret: 'journal.annulerExport' | 'exports.annuler'; readonly annule: string }
/** Les exports des grilles. */
export const DES_GRILLES: Famille = { etat: 'exports.etat', arret: 'exports.annuler', annule: 'export.annule' };
/** Ceux que le service écrit : le journal. */
export const DU_JOURNAL: Famille = { etat: 'journal.etatExport', arret: 'journal.annulerExport', annule: 'journal.annule' };

/** Un export lancé par l’écran : son avancement, relu quatre fois par seconde, son arrêt, sa fin ou ce qui l’a empêché. */
export const useExport = ({ etat, arret, annule }: Famille) => {
  const [enCours, courir] = useState(false);
  const [avancement, suivre] = useState<Avancement | null>(null);
  const [fait, finir] = useState<ExportFait | null>(null);
  const [erreur, montrer] = useState<string | null>(null);
  useEffect(() => {
    if (!enCours) return undefined;
    const minuterie = setInterval(() => { client.appeler(etat, {}).then((nouveau) => { if (nouveau.enCours) suivre(nouveau); }, () => undefined); }, 250);
    return () => { clearInterval(minuterie); };
  }, [enCours, etat]);
  return {
    enCours, avancement, fait, erreur,
    lancer: (appel: () => Promise<ExportFait>): void => {
      if (enCours || fait !== null) return;
      courir(true);
      montrer(null);
      suivre(null);
      appel().then(finir, (panne: unknown) => { if (codeErreur(panne) !== annule) montrer(messageErreur(panne)); }).finally(() => { courir(false); });
    },
    arreter: (): void => { client.appeler(arret, {}).catch((panne: unknown) => { montrer(messageErreur(panne)); }); },
  };
};
