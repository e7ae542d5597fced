import { setImmediate as rendreLaMain } from 'node:timers/promises';
import type { Instantanes } from '../contract/instantanes.ts';
import { CHEMIN_INSTANTANES, schemaInstantanes } from '../contract/instantanes.ts';
import type { ResultatIndicateur } from '../contract/methodesIndicateurs.ts';
import type { ResultatDe, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import { calculerIndicateur } from '../db/indicateurs/moteur.ts';
import type { Periode } from '../domain/indicateurs/modele.ts';
import { sommerFiges } from '../domain/indicateurs/tendance.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import { cadreIndicateurs, indicateurDe } from './indicateurs.ts';
import type { SessionPoste } from './session.ts';

/** Deux calculs du même chiffre, à l’arrondi des nombres près. */
const ECART = 1e-9;

const fractionDe = ({ numerateur, denominateur, valeur }: ResultatIndicateur['total']) => ({ numerateur, denominateur, valeur });

/** Où restent les derniers reçus. */
export const reglageInstantanes = (id: string, axe: string): string => `instantanes:${id}:${axe}`;

interface Acces { readonly client: ClientService; readonly session: () => SessionPoste }
/** Lit les instantanés au service ; les derniers reçus restent dans le fichier chiffré du compte, pour le travail hors ligne. */
export const lecteurInstantanes = ({ client, session }: Acces) => async (id: string, axe: string): Promise<{ readonly recus: Instantanes; readonly horsLigne: boolean }> => {
  const { base } = session();
  const reglage = reglageInstantanes(id, axe);
  try {
    const recus = await client.interroger(`${CHEMIN_INSTANTANES}?indicateur=${encodeURIComponent(id)}&axe=${axe}`, schemaInstantanes);
    ecrireReglage(base, reglage, JSON.stringify(recus));
    return { recus, horsLigne: false };
  } catch (erreur) {
    if (!(erreur instanceof ErreurService)) throw erreur;
    // un service d’avant les instantanés ne connaît pas cette adresse : il n’en a pas
    if (erreur.code === 'route') return { recus: { indicateur: id, axe, mois: [] }, horsLigne: false };
    if (erreur.code !== 'hors_ligne' && erreur.code !== 'session') throw new ErreurPoste(erreur.code, erreur.message);
    const gardes = lireReglage(base, reglage);
    if (gardes === null) throw new ErreurPoste('instantanes.hors_ligne', 'Les instantanés de cet indicateur n’ont pas encore été reçus sur ce poste : ils se liront dès que le service répondra.');
    return { recus: schemaInstantanes.parse(JSON.parse(gardes)), horsLigne: true };
  }
};

/** Un chiffre recalculé d’après le cache qui n’est plus celui figé est dit corrigé ; le figé reste. */
export const creerInstantanes = ({ client, session }: Acces): Pick<Traitements, 'indicateurs.instantanes'> => {
  const lire = lecteurInstantanes({ client, session });
  return {
    'indicateurs.instantanes': async ({ id, axe, departements, recalculer }) => {
      const indicateur = indicateurDe(id);
      const depart = session();
      const cadre = cadreIndicateurs(session);
      const { recus, horsLigne } = await lire(id, axe);
      const mois: ResultatDe<'indicateurs.instantanes'>['mois'] = [];
      for (const { lignes, ...un } of recus.mois) {
        // un mois passé se relit en une à deux secondes sur tout le pays : les autres demandes passent entre deux
        if (recalculer) await rendreLaMain();
        if (session() !== depart || depart.base !== cadre.base) throw new ErreurPoste('indicateurs.remplace', 'L’offre vient d’être rechargée sur ce poste : relancer la comparaison.');
        const retenues = lignes.filter(({ departement }) => (departements === null ? true : departements.includes(departement)));
        // le pays n’est qu’à part : l’ajouter à ses départements le compterait deux fois
        const total = axe === '' ? sommerFiges(indicateur, indicateur.quantile === undefined ? retenues.filter(({ departement }) => departement !== '') : retenues) : null;
        const periode: Periode = indicateur.moment === 'periode' ? { du: `${un.mois}-01`, au: un.date } : { du: un.date, au: un.date };
        const recalcule = recalculer ? fractionDe(calculerIndicateur(cadre, indicateur, { axes: [], filtres: departements === null ? {} : { departement: departements }, periode, comparaison: null }).total) : null;
        const corrige = recalcule !== null && total !== null && total.valeur !== null && recalcule.valeur !== null && Math.abs(total.valeur - recalcule.valeur) > ECART;
        mois.push({ ...un, lignes: retenues, total, recalcule, corrige });
      }
      return { horsLigne, mois };
    },
  };
};
