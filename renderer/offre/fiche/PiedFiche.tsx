import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { GestePossible } from '../../../contract/poste.ts';
import { BoutonGeste, usePourquoi } from '../../droits/Pourquoi.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import type { EntreeMenu } from '../../ui/Menu.tsx';
import { Menu, useAncre } from '../../ui/Menu.tsx';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { useEcranFiche } from '../adresse.ts';
import { GESTES, gestePrincipal } from '../gestes/gestes.ts';
import { pourquoiFiche } from '../gestes/pourquoi.ts';
import type { FicheLue } from './lecture.ts';

interface Props { readonly fiche: FicheLue; readonly lancer: (geste: GestePossible, fiche: FicheLue) => void }

/** Actions de la fiche : la suite du circuit d’abord, puis Modifier, le reste au menu. Un geste fermé dit pourquoi ; un geste sans droit est absent. */
export const PiedFiche = ({ fiche, lancer }: Props): ReactElement | null => {
  const naviguer = useNavigate();
  const ecran = useEcranFiche();
  const annoncer = useAnnoncer();
  const demander = usePourquoi();
  const { ancre, ouvrir, fermer } = useAncre();
  const principal = gestePrincipal(fiche.gestes);
  const faire = (geste: GestePossible): void => {
    switch (geste.geste) {
      case 'modifier': case 'proposerChangement': void naviguer(`${ecran}/${fiche.objet}/${fiche.id}/modifier`); break;
      case 'creerDispositif': void naviguer(`/offre/nouveau/dispositif?entite=${fiche.id}`); break;
      case 'creerGroupe': void naviguer(`/offre/nouveau/groupe?dispositif=${fiche.id}`); break;
      default: lancer(geste, fiche);
    }
  };
  const modifier = fiche.gestes.find(({ geste }) => geste === 'modifier');
  const secondaires = [...(modifier !== undefined && modifier !== principal ? [modifier] : []), ...fiche.gestes.filter(({ geste }) => geste === 'creerGroupe' || geste === 'creerDispositif')].slice(0, principal?.geste === 'modifier' ? 1 : 1);
  const autres = fiche.gestes.filter((geste) => geste !== principal && !secondaires.includes(geste));
  const entrees: EntreeMenu[] = [
    ...autres.map((geste) => {
      const pourquoi = pourquoiFiche(geste, fiche);
      return { cle: geste.geste, libelle: GESTES[geste.geste]?.libelle ?? geste.geste, icone: GESTES[geste.geste]?.icone ?? 'more-line' as const, raison: pourquoi?.raison ?? null, ...(pourquoi === null ? {} : { pourquoi: (lieu: HTMLElement) => { demander(pourquoi, lieu); } }), agir: () => { faire(geste); } };
    }),
    ...(fiche.objet === 'dispositif' ? [{ cle: 'places', libelle: 'Voir les places', icone: 'grid-line' as const, agir: () => { void naviguer(`/places/dispositif/${fiche.id}`); } }] : []),
    ...(fiche.code === null ? [] : [{ cle: 'copier', libelle: `Copier le code ${fiche.code}`, icone: 'links-line' as const, agir: () => { navigator.clipboard.writeText(fiche.code ?? '').then(() => { annoncer('Code copié.'); }, () => { annoncer('Copie refusée par le système.', { genre: 'erreur' }); }); } }]),
  ];
  const voirPlaces = fiche.objet === 'groupe';
  if (principal === undefined && entrees.length === 0 && !voirPlaces) return null;
  const bouton = (geste: GestePossible, genre: 'p' | ''): ReactElement => {
    const { libelle, icone, touche } = GESTES[geste.geste] ?? { libelle: geste.geste, icone: 'more-line' as const };
    return <BoutonGeste key={geste.geste} genre={genre} icone={icone} touche={(geste.geste === 'modifier' || geste.geste === 'proposerChangement') && geste.possible ? touche : undefined} pourquoi={pourquoiFiche(geste, fiche)} onClick={() => { faire(geste); }} testid={`geste-${geste.geste}`}>{libelle}{geste.suppleance ? ' (suppléance)' : ''}</BoutonGeste>;
  };
  return (
    <footer className="pied pied-compte">
      {principal === undefined ? null : bouton(principal, 'p')}
      {secondaires.map((geste) => bouton(geste, ''))}
      {voirPlaces ? <Bouton icone="grid-line" onClick={() => { void naviguer(`/places/groupe/${fiche.id}`); }} testid="voir-places">Places</Bouton> : null}
      {voirPlaces ? <Bouton icone="calendar-line" nom="Calendrier du groupe" onClick={() => { void naviguer(`/places/groupe/${fiche.id}/calendrier`); }} testid="vers-calendrier" /> : null}
      <span className="ressort" />
      {entrees.length === 0 ? null : <Bouton icone="more-fill" nom="Autres actions" menu ouvert={ancre !== null} onClick={ouvrir} testid="autres-actions" />}
      <Menu ancre={ancre} fermer={fermer} titre="Autres actions" entrees={entrees} />
    </footer>
  );
};
