import type { ReactElement } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { LigneOffre } from '../../../contract/poste.ts';
import type { Acteur } from '../../../domain/profils.ts';
import { useAppel } from '../../poste/requetes.ts';
import { useSession } from '../../poste/session.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../../ui/Etats.tsx';
import { aujourdhui, dateFr } from '../../ui/formats.ts';
import { useEcranFiche } from '../adresse.ts';
import type { ObjetOffre } from '../creations.ts';
import { commentairesDuRenvoi, lireFiche } from '../fiche/lecture.ts';
import { FormulaireRepris } from './FormulaireRepris.tsx';
import { ouvertureDe } from './proposition.ts';
import { lireReprise } from './reprise.ts';
import { departementsDe } from './sections.tsx';
import type { Valeurs } from './valeurs.ts';
import { VALEURS_VIDES, depuisLigne } from './valeurs.ts';

interface Props { readonly genre: 'creer' | 'modifier'; readonly objet: ObjetOffre; readonly id: string; readonly contexte: LigneOffre | null }

/** Valeurs d’une création : l’entité et le dispositif d’où l’on vient, le seul département possible. */
const valeursInitiales = (objet: ObjetOffre, acteur: Acteur, parametres: URLSearchParams, contexte: LigneOffre | null): Valeurs => {
  const { perimetre } = acteur;
  const departements = departementsDe(perimetre);
  const entite = parametres.get('entite') ?? contexte?.entiteId ?? ('entiteId' in perimetre ? perimetre.entiteId : '');
  const dispositif = parametres.get('dispositif') ?? contexte?.dispositifId ?? '';
  const seul = departements.length === 1 ? (departements[0] ?? '') : '';
  switch (objet) {
    case 'entite': return { ...VALEURS_VIDES, departements: seul === '' ? [] : [seul] };
    case 'dispositif': return { ...VALEURS_VIDES, entiteId: entite, departement: seul };
    case 'groupe': return { ...VALEURS_VIDES, dispositifId: dispositif, ouverture: dateFr(aujourdhui()), capacites: [{ depuis: dateFr(aujourdhui()), capacite: '' }] };
  }
};

/** Panneau de création ou de modification, à la place de la fiche. */
export const PanneauFormulaire = ({ genre, objet, id, contexte }: Props): ReactElement => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const ecran = useEcranFiche();
  const [parametres] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const { data, error, refetch } = useAppel('offre.fiche', { objet, id }, { actif: genre === 'modifier' });
  // « Corriger » depuis la synchronisation : la saisie refusée revient dans le formulaire
  const refusee = lireReprise(state);
  const reprise = refusee?.valeurs ?? null;
  const retour = (): void => { void naviguer(genre === 'modifier' ? `${ecran}/${objet}/${id}` : ecran, { replace: true }); };
  const contenu = (): ReactElement => {
    if (genre === 'creer') {
      const defaut = valeursInitiales(objet, acteur, parametres, contexte);
      return <FormulaireRepris objet={objet} fiche={null} initiales={defaut} reprises={reprise === null ? null : depuisLigne(objet, reprise)} fermes={{}} proposes={{}} commentaires={{}} cle={`nouveau.${parametres.get('entite') ?? parametres.get('dispositif') ?? ''}`} champVise={null} retour={retour} reprise={refusee} />;
    }
    if (error !== null && data === undefined) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
    if (data === undefined) return <Attente nom="Lecture de la fiche" lignes={14} />;
    if (data.fiche === null) return <Vide titre="Fiche absente" icone="file-text-line"><Bouton onClick={retour}>Fermer</Bouton></Vide>;
    const fiche = lireFiche(data.fiche);
    const initiales = depuisLigne(objet, fiche.valeurs);
    return (
      <FormulaireRepris
        objet={objet} fiche={fiche} initiales={initiales} reprises={reprise === null ? null : depuisLigne(objet, { ...fiche.valeurs, ...reprise })} {...ouvertureDe(fiche, acteur)} cle={id} champVise={parametres.get('champ')} retour={retour} reprise={refusee}
        commentaires={fiche.statut === 'a_corriger' ? commentairesDuRenvoi(fiche.parcours) : {}}
      />
    );
  };
  return <section className="pan panneau-formulaire" aria-label={genre === 'creer' ? 'Création' : 'Modification'} data-zone="panneau" data-testid="formulaire">{contenu()}</section>;
};
