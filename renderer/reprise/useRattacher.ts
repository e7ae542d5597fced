import type { Atelier } from '../../contract/methodesReprise.ts';
import { client } from '../poste/client.ts';
import { insecables } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';

type Terme = Atelier['termes'][number];
/** Rattache un terme ancien pour l’équipe du département, ou l’ôte (`code` nul), et l’annonce : le message l’annule. `avant` : le code que la personne voyait. */
export const useRattacher = ({ dossier: { id, departement } }: Atelier, { faire }: Pick<Conduite, 'faire'>): ((terme: Terme, code: string | null, avant: string | null) => Promise<void>) => {
  const annoncer = useAnnoncer();
  const rattacher = async (terme: Terme, code: string | null, avant: string | null, annulation = false): Promise<void> => {
    const refus = await faire(() => client.appeler('reprise.rattacher', { id, vocabulaire: terme.vocabulaire, terme: terme.terme, code, avant }));
    if (refus !== null) { annoncer(refus, { genre: genreDuRefus(refus) }); return; }
    const libelle = terme.choix.find((un) => un.code === code)?.libelle ?? code;
    annoncer(insecables(annulation ? `« ${terme.terme} » : comme avant.` : code === null ? `« ${terme.terme} » n’est plus rattaché : il est de nouveau à choisir.` : `« ${terme.terme} » rattaché à « ${libelle ?? ''} » pour l’équipe du département ${departement}.`),
      annulation ? {} : { action: { libelle: TEXTES.annuler, annule: true, agir: () => { void rattacher(terme, avant, code, true); } } });
  };
  return (terme, code, avant) => rattacher(terme, code, avant);
};
