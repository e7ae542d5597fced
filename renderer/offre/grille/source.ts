import type { DefinitionVue, ResultatDe } from '../../../contract/poste.ts';
import { client, codeErreur } from '../../poste/client.ts';

export type VueOuverte = ResultatDe<'offre.ouvrir'>;
const ESSAIS = 3;

export interface SourceOffre {
  /** Oublie la vue ouverte : la prochaine lecture en rouvre une. */
  perimer(): void;
  lignes(definition: DefinitionVue, debut: number, fin: number): Promise<ResultatDe<'offre.lignes'>>;
  /** Rang d’une fiche dans la vue de cette définition ; −1 quand elle n’y est pas. */
  rang(definition: DefinitionVue, id: string): Promise<number>;
}

/**
 * Fenêtres de lignes lues du processus de données. Une définition ouvre une vue, une seule fois ; une vue périmée se rouvre.
 * `surOuverture` reçoit les totaux de la vue courante, jamais ceux d’une vue déjà remplacée.
 */
export const creerSource = (surOuverture: (vue: VueOuverte) => void): SourceOffre => {
  let cle = '';
  let ouverte: Promise<VueOuverte> | undefined;
  const perimer = (): void => { cle = ''; ouverte = undefined; };
  const ouvrir = (definition: DefinitionVue): Promise<VueOuverte> => {
    const demandee = JSON.stringify(definition);
    if (ouverte !== undefined && cle === demandee) return ouverte;
    cle = demandee;
    const nouvelle = client.appeler('offre.ouvrir', definition);
    ouverte = nouvelle;
    nouvelle.then((vue) => { if (ouverte === nouvelle) surOuverture(vue); }, () => { if (ouverte === nouvelle) perimer(); });
    return nouvelle;
  };
  const avecVue = async <T>(definition: DefinitionVue, lire: (vue: number) => Promise<T>): Promise<T> => {
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
  return {
    perimer,
    lignes: (definition, debut, fin) => avecVue(definition, (vue) => client.appeler('offre.lignes', { vue, debut, fin })),
    rang: (definition, id) => avecVue(definition, async (vue) => (await client.appeler('offre.rang', { vue, id })).rang),
  };
};
