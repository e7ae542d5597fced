import type { FiltreJournal, LigneJournal } from '../../contract/journal.ts';
import { PAGE_JOURNAL } from '../../contract/journal.ts';
import type { Noms } from '../../contract/journalTextes.ts';
import { client } from '../poste/client.ts';
import { resumeDe } from './phrases.ts';

/** Une ligne prête à montrer : son résumé, et les noms de ce que ses valeurs citent. */
export interface LigneLue extends LigneJournal { readonly resume: string; readonly noms: Noms }

export interface SourceJournal {
  /** Lignes [debut, debut + PAGE_JOURNAL[ ; `fin` : nombre de lignes du journal filtré, `undefined` tant que la fin n’a pas été lue. */
  lignes(filtre: FiltreJournal, debut: number): Promise<{ readonly lignes: readonly LigneLue[]; readonly fin: number | undefined }>;
  /** Oublie tout : la prochaine lecture repart de la ligne la plus récente. */
  oublier(): void;
}

/**
 * Le journal par fenêtres. Le service le donne de proche en proche (« avant telle ligne ») : le début d’une fenêtre se connaît par la fin de la précédente,
 * gardée ici ; une fenêtre sautée se lit en passant. `surTotal` reçoit le nombre annoncé à la première page.
 */
export const creerSource = (surTotal: (total: number) => void): SourceJournal => {
  let cle = '';
  /** Par rang de page, ce qu’il faut donner dans `avant` ; `null` pour la première. */
  let depart: (number | null)[] = [null];
  const oublier = (): void => { cle = ''; depart = [null]; };
  const lire = async (filtre: FiltreJournal, rang: number): Promise<{ readonly lignes: readonly LigneLue[]; readonly suite: number | null }> => {
    const demande = cle;
    const { lignes, suite, total, noms } = await client.appeler('journal.page', { filtre, avant: depart[rang] ?? null });
    // les filtres ont changé pendant la lecture : cette page n’est plus la bonne
    if (demande === cle) {
      if (suite !== null) depart[rang + 1] = suite;
      // la première page aussi se relit telle quelle : ce qui s’écrit depuis ne décale aucune ligne, jusqu’à ce qu’on actualise
      if (rang === 0 && depart[0] === null && lignes[0] !== undefined) depart[0] = lignes[0].no + 1;
      if (total !== null) surTotal(total);
    }
    return { lignes: lignes.map((ligne) => ({ ...ligne, noms, resume: resumeDe(ligne, noms) })), suite };
  };
  return {
    oublier,
    lignes: async (filtre, debut) => {
      const demandee = JSON.stringify(filtre);
      if (demandee !== cle) { oublier(); cle = demandee; }
      const rang = Math.floor(debut / PAGE_JOURNAL);
      for (let connu = depart.length - 1; connu < rang; connu = depart.length - 1) {
        const { suite, lignes } = await lire(filtre, connu);
        if (suite === null) return { lignes: [], fin: connu * PAGE_JOURNAL + lignes.length };
      }
      const { lignes, suite } = await lire(filtre, rang);
      return { lignes, fin: suite === null ? debut + lignes.length : undefined };
    },
  };
};

/** Les lignes [debut, fin[ du journal, page après page. */
export const lignesLues = async (source: SourceJournal, filtre: FiltreJournal, debut: number, fin: number): Promise<readonly LigneLue[]> => {
  const premiere = Math.floor(debut / PAGE_JOURNAL) * PAGE_JOURNAL;
  const lues: LigneLue[] = [];
  for (let depart = premiere; depart < fin; depart += PAGE_JOURNAL) {
    const page = await source.lignes(filtre, depart);
    lues.push(...page.lignes);
    if (page.fin !== undefined) break;
  }
  return lues.slice(debut - premiere, fin - premiere);
};
