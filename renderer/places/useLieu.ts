import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { DefinitionPlaces } from '../../contract/methodesPlaces.ts';
import { useAppel } from '../poste/requetes.ts';
import type { GroupeChoisi } from './CreerPlaces.tsx';
import { nomsVus } from './definition.ts';

/** Le groupe ou le dispositif dont l’adresse demande les places (`/places/groupe/…`). */
export interface Lieu extends GroupeChoisi { readonly objet: 'groupe' | 'dispositif' }

const COLONNE = { groupe: 'groupeId', dispositif: 'dispositifId' } as const;
/**
 * Lit le lieu que l’adresse demande, restreint la vue à ses places, fermées comprises, et rend l’adresse à l’écran : la vue appartient ensuite à la personne. Rend le lieu tant que
 * son filtre est là.
 */
export const useLieu = ({ filtres }: DefinitionPlaces, changer: (definition: DefinitionPlaces) => void): Lieu | undefined => {
  const { pathname } = useLocation();
  const naviguer = useNavigate();
  const [lieu, retenir] = useState<Lieu | undefined>(undefined);
  const [, , genre, id = ''] = pathname.split('/');
  const objet = genre === 'groupe' || genre === 'dispositif' ? genre : undefined;
  const fiche = useAppel('offre.fiche', { objet: objet ?? 'groupe', id }, { actif: objet !== undefined && id !== '' }).data?.fiche ?? undefined;
  useEffect(() => {
    if (objet === undefined || fiche === undefined) return;
    const libelle = String(fiche.ligne[objet === 'groupe' ? 'libelle' : 'nom'] ?? '');
    nomsVus.set(id, libelle);
    retenir({ objet, id, libelle, dispositif: String(fiche.dispositif?.['nom'] ?? '') });
    changer({ tri: [], filtres: { [COLONNE[objet]]: { genre: 'parmi', valeurs: [id] } }, recherche: '' });
    void naviguer('/places', { replace: true });
  }, [objet, id, fiche, changer, naviguer]);
  const filtre = lieu === undefined ? undefined : filtres[COLONNE[lieu.objet]];
  return filtre?.genre === 'parmi' && filtre.valeurs[0] === lieu?.id ? lieu : undefined;
};
