import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';

const PREFIXE = 'brouillon:';
/** Bien au-delà de ce qu’une personne laisse en plan ; une page détournée ne doit pas pouvoir remplir le disque. */
const NOMBRE_MAXIMAL = 200;

/** Les brouillons vivent avec le travail du compte : chiffrés, sauvegardés et oubliés avec lui. */
export const traitementsBrouillons = (base: () => BaseEcriture): Pick<Traitements, 'brouillons.lire' | 'brouillons.ecrire' | 'brouillons.lister'> => {
  // « ; » suit « : » dans la table des caractères
  const lister = (): string[] => base().tous<{ cle: string }>(`select cle from reglage where cle >= ? and cle < 'brouillon;' order by cle`, PREFIXE).map(({ cle }) => cle.slice(PREFIXE.length));
  return {
    'brouillons.lire': ({ cle }) => ({ valeur: lireReglage(base(), PREFIXE + cle) }),
    'brouillons.ecrire': ({ cle, valeur }) => {
      if (valeur !== null && lireReglage(base(), PREFIXE + cle) === null && lister().length >= NOMBRE_MAXIMAL) {
        throw new ErreurPoste('brouillons.nombre', `Ce poste garde déjà ${NOMBRE_MAXIMAL} brouillons : en abandonner ou en enregistrer quelques-uns. Celui-ci n’est pas gardé.`);
      }
      ecrireReglage(base(), PREFIXE + cle, valeur);
      return { fait: true };
    },
    'brouillons.lister': () => ({ cles: lister() }),
  };
};
