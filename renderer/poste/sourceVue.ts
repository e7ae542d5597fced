import { codeErreur } from './client.ts';

const ESSAIS = 3;
const AVANCES_GARDEES = 4;

/** Les trois méthodes d’une grille à fenêtres : ouvrir une vue, lire des lignes, situer une fiche. */
export interface MethodesVue<D, V extends { readonly vue: number }, L> {
  ouvrir(definition: D): Promise<V>;
  lignes(fenetre: { readonly vue: number; readonly debut: number; readonly fin: number }): Promise<L>;
  rang(fiche: { readonly vue: number; readonly id: string }): Promise<{ readonly rang: number }>;
}
export interface SourceVue<D, L> {
  /** Ouvre la vue et lit ses premières lignes d’avance : la grille, plus longue à bâtir, les trouve prêtes. Un échec se dira à la vraie lecture. */
  preparer(definition: D, fin: number): void;
  /** Oublie la vue ouverte : la prochaine lecture en rouvre une. */
  perimer(): void;
  /** Oublie seulement ce qui est lu d’avance : la prochaine lecture montre les mêmes lignes, telles qu’elles sont devenues. */
  rafraichir(): void;
  lignes(definition: D, debut: number, fin: number): Promise<L>;
  /** Des lignes de la vue ouverte, relues telles quelles, sans rien lire d’avance ; `undefined` quand aucune ne l’est. */
  courantes(debut: number, fin: number): Promise<L | undefined>;
  /** Rang d’une fiche dans la vue de cette définition ; −1 quand elle n’y est pas. */
  rang(definition: D, id: string): Promise<number>;
}

/**
 * Fenêtres de lignes lues du processus de données. Une définition ouvre une vue, une seule fois ; une vue périmée se rouvre. Les fenêtres voisines de la dernière lue sont lues
 * d’avance : faire défiler d’une page ne montre pas de lignes vides. Elles ne valent que pour leur vue, et sont oubliées dès que les données changent (`perimer`).
 * `surOuverture` reçoit les totaux de la vue courante, jamais ceux d’une vue déjà remplacée.
 */
export const creerSourceVue = <D, V extends { readonly vue: number }, L>(methodes: MethodesVue<D, V, L>, surOuverture: (vue: V) => void): SourceVue<D, L> => {
  let cle = '';
  let ouverte: Promise<V> | undefined;
  const avances = new Map<string, Promise<L>>();
  const perimer = (): void => { cle = ''; ouverte = undefined; avances.clear(); };
  const ouvrir = (definition: D): Promise<V> => {
    const demandee = JSON.stringify(definition);
    if (ouverte !== undefined && cle === demandee) return ouverte;
    cle = demandee;
    avances.clear();
    const nouvelle = methodes.ouvrir(definition);
    ouverte = nouvelle;
    nouvelle.then((vue) => { if (ouverte === nouvelle) surOuverture(vue); }, () => { if (ouverte === nouvelle) perimer(); });
    return nouvelle;
  };
  const avecVue = async <T>(definition: D, lire: (vue: number) => Promise<T>): Promise<T> => {
    for (let essai = 1; ; essai += 1) {
      const enCours = ouvrir(definition);
      const { vue } = await enCours;
      try {
        return await lire(vue);
      } catch (erreur) {
        if (codeErreur(erreur) !== 'vue.perimee' || essai >= ESSAIS) throw erreur;
        if (ouverte === enCours) perimer();
      }
    }
  };
  const place = (vue: number, debut: number, fin: number): string => `${vue} ${debut} ${fin - debut}`;
  const lireDAvance = (vue: number, debut: number, fin: number): void => {
    if (debut < 0 || avances.has(place(vue, debut, fin))) return;
    const avance = methodes.lignes({ vue, debut, fin });
    avances.set(place(vue, debut, fin), avance);
    // une lecture d’avance qui échoue n’a rien à dire : la vraie le dira
    avance.catch(() => { avances.delete(place(vue, debut, fin)); });
    for (const ancienne of [...avances.keys()].slice(0, -AVANCES_GARDEES)) avances.delete(ancienne);
  };
  return {
    preparer: (definition, fin) => {
      const enCours = ouvrir(definition);
      enCours.then(({ vue }) => { if (ouverte === enCours) lireDAvance(vue, 0, fin); }, () => undefined);
    },
    perimer,
    rafraichir: () => { avances.clear(); },
    lignes: (definition, debut, fin) => avecVue(definition, async (vue) => {
      const prete = avances.get(place(vue, debut, fin));
      avances.delete(place(vue, debut, fin));
      const lues = await (prete ?? methodes.lignes({ vue, debut, fin }));
      for (const depart of [fin, debut - (fin - debut)]) lireDAvance(vue, depart, depart + fin - debut);
      return lues;
    }),
    courantes: async (debut, fin) => (ouverte === undefined ? undefined : methodes.lignes({ vue: (await ouverte).vue, debut, fin })),
    rang: (definition, id) => avecVue(definition, async (vue) => (await methodes.rang({ vue, id })).rang),
  };
};

