import type { VueNommee, VuePartagee } from '../../../contract/methodesVues.ts';
import type { ResultatDe } from '../../../contract/poste.ts';
import type { Rapport } from '../../../domain/rapports/rapport.ts';
import { ECRAN_RAPPORTS, ecrireRapport, lireRapport, nomLibre } from '../../../domain/rapports/rapport.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { requetes, useAppel } from '../../poste/requetes.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';

/** Un rapport que la personne lit. `mien` : il est à elle, et se change. `partage` : celui qui est partagé sous son identifiant ; `aJour` : tel qu’il est ici. */
export interface RapportLu { readonly titre: string; readonly rapport: Rapport; readonly mien: boolean; readonly partage: VuePartagee | null; readonly aJour: boolean }
type Vues = ResultatDe<'vues.lire'>;
const ARGS = { ecran: ECRAN_RAPPORTS } as const;
const CLE = ['vues.lire', ARGS] as const;
const lues = (): Vues | undefined => requetes.getQueryData<Vues>(CLE);
const vueDe = (titre: string, rapport: Rapport): VueNommee => ({ nom: titre, contenu: ecrireRapport(rapport) });
const idDe = ({ contenu }: VueNommee): string | undefined => lireRapport(contenu)?.id;

/** Les gestes s’écrivent l’un après l’autre : chacun part de ce que le précédent a laissé. */
let dernier: Promise<unknown> = Promise.resolve();
const enFile = (geste: () => Promise<boolean>): Promise<boolean> => { const suite = dernier.then(geste, geste); dernier = suite; return suite; };

/** Les rapports de la personne et ceux que l’on partage avec elle, et ce qu’elle peut en faire. Un geste s’écrit aussitôt, sur la dernière liste connue. */
export const useRapports = () => {
  const annoncer = useAnnoncer();
  const { data, error, refetch } = useAppel('vues.lire', ARGS);
  const partagees = (data?.partagees ?? []).flatMap((vue) => { const rapport = lireRapport(vue.contenu); return rapport === null || rapport.id !== vue.id ? [] : [{ vue, rapport }]; });
  const miens = (data?.vues ?? []).flatMap(({ nom, contenu }): RapportLu[] => {
    const rapport = lireRapport(contenu);
    if (rapport === null) return [];
    const partage = partagees.find(({ vue }) => vue.id === rapport.id)?.vue ?? null;
    return [{ titre: nom, rapport, mien: true, partage, aJour: partage !== null && partage.nom === nom && partage.contenu === contenu }];
  });
  const rapports: readonly RapportLu[] = [...miens, ...partagees.filter(({ rapport }) => !miens.some((mien) => mien.rapport.id === rapport.id)).map(({ vue, rapport }) => ({ titre: vue.nom, rapport, mien: false, partage: vue, aJour: true }))];
  const poser = (changer: (vues: readonly VueNommee[]) => readonly VueNommee[]): Promise<boolean> => enFile(async () => {
    // une relecture partie avant ce geste le recouvrirait de ce qu’elle a lu
    await requetes.cancelQueries({ queryKey: CLE });
    const avant = lues();
    if (avant === undefined) return false;
    try {
      const vues = [...changer(avant.vues)].sort((une, autre) => une.nom.localeCompare(autre.nom, 'fr', { numeric: true }));
      // à l’écran d’abord : la frappe suivante part de là
      requetes.setQueryData<Vues>(CLE, { ...avant, vues });
      await client.appeler('vues.ecrire', { ...ARGS, vues });
      return true;
    } catch (panne) {
      requetes.setQueryData<Vues>(CLE, avant);
      annoncer(messageErreur(panne), { genre: 'erreur' });
      return false;
    } finally { void requetes.invalidateQueries({ queryKey: CLE }); }
  });
  const nomsSauf = (id: string): readonly string[] => (lues()?.vues ?? []).filter((vue) => idDe(vue) !== id).map(({ nom }) => nom);
  /** Pose un rapport à la personne ; un titre déjà pris reçoit un rang. */
  const enregistrer = (titre: string, rapport: Rapport): Promise<boolean> => poser((vues) => [...vues.filter((vue) => idDe(vue) !== rapport.id), vueDe(nomLibre(titre, nomsSauf(rapport.id)), rapport)]);
  /** Change un rapport tel qu’il est au moment d’écrire : ce qu’un autre geste vient d’y mettre reste. Supprimé entre-temps, il ne renaît pas. */
  const modifier = (id: string, changer: (rapport: Rapport) => Rapport, titre?: string): Promise<boolean> => poser((vues) => vues.map((vue) => {
    const rapport = idDe(vue) === id ? lireRapport(vue.contenu) : null;
    return rapport === null ? vue : vueDe(titre === undefined ? vue.nom : nomLibre(titre, nomsSauf(id)), changer(rapport));
  }));
  const commander = async (nom: 'partagerVue' | 'retirerVue', args: object, dit: string): Promise<boolean> => {
    try {
      const issue = await client.appeler('commandes.executer', { nom, args });
      annoncer(issue.accepte ? dit : issue.refus.message, issue.accepte ? {} : { genre: 'erreur' });
      return issue.accepte;
    } catch (panne) { annoncer(messageErreur(panne), { genre: 'erreur' }); return false; }
  };
  return {
    pret: data !== undefined, error, refetch, rapports, avec: data?.avec ?? null, illisibles: (data?.vues.length ?? 0) - miens.length, enregistrer, modifier,
    supprimer: ({ titre, rapport }: RapportLu): void => {
      void poser((vues) => vues.filter((vue) => idDe(vue) !== rapport.id));
      annoncer(`Rapport « ${titre} » supprimé.`, { action: { libelle: TEXTES.annuler, annule: true, agir: () => { void enregistrer(titre, rapport); } } });
    },
    /** Change les sections d’un rapport. Annuler les remet, sauf si elles ont encore changé : ce qui a été fait depuis ne se perd pas. Le message part avec le geste : Ctrl+Z aussitôt défait celui-ci, pas le précédent. */
    changer: (avant: RapportLu, sections: Rapport['sections'], dit: string): void => {
      void modifier(avant.rapport.id, (actuel) => ({ ...actuel, sections }));
      const annuler = (): void => {
        const actuelle = (lues()?.vues ?? []).find((vue) => idDe(vue) === avant.rapport.id);
        const actuel = actuelle === undefined ? null : lireRapport(actuelle.contenu);
        if (actuelle === undefined || actuel === null || JSON.stringify(actuel.sections) !== JSON.stringify(sections)) annoncer(`Rapport « ${avant.titre} » : il a changé depuis, rien n’a été annulé.`, { genre: 'info' });
        else void modifier(avant.rapport.id, (un) => ({ ...un, sections: avant.rapport.sections }));
      };
      annoncer(dit, { action: { libelle: TEXTES.annuler, annule: true, agir: annuler } });
    },
    partager: ({ titre, rapport }: RapportLu): Promise<boolean> => commander('partagerVue', { id: rapport.id, ...ARGS, nom: titre, contenu: ecrireRapport(rapport) }, `Rapport « ${titre} » partagé.`),
    arreterPartage: ({ titre, rapport }: RapportLu): Promise<boolean> => commander('retirerVue', { id: rapport.id }, `Rapport « ${titre} » : il n’est plus partagé.`),
  };
};
export type Rapports = ReturnType<typeof useRapports>;
