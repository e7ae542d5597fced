import type { Groupe } from '../objets/groupe.ts';

/** Ce qui change à la fois sur plusieurs groupes ; `null` : rien. */
export interface Caracteristiques { readonly modalite: Groupe['modalite'] | null; readonly permanence: Groupe['permanence'] | null; readonly publicsAjoutes: readonly string[]; readonly publicsOtes: readonly string[] }

export const estVide = ({ modalite, permanence, publicsAjoutes, publicsOtes }: Caracteristiques): boolean => modalite === null && permanence === null && publicsAjoutes.length === 0 && publicsOtes.length === 0;

/** Les champs d’un groupe qui changent vraiment ; vide quand il est déjà ainsi. Un public à la fois ajouté et retiré est retiré. */
export const champsQuiChangent = (groupe: Pick<Groupe, 'modalite' | 'permanence' | 'publics'>, { modalite, permanence, publicsAjoutes, publicsOtes }: Caracteristiques): Partial<Pick<Groupe, 'modalite' | 'permanence' | 'publics'>> => {
  const publics = [...new Set([...groupe.publics, ...publicsAjoutes])].filter((code) => !publicsOtes.includes(code));
  return {
    ...(modalite === null || modalite === groupe.modalite ? {} : { modalite }),
    ...(permanence === null || permanence === groupe.permanence ? {} : { permanence }),
    ...(publics.length === groupe.publics.length && publics.every((code) => groupe.publics.includes(code)) ? {} : { publics }),
  };
};
