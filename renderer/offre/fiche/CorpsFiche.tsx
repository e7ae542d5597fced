import type { ReactElement, ReactNode } from 'react';
import { placesFinanceesAu } from '../../../domain/objets/dispositif.ts';
import { capaciteAu } from '../../../domain/objets/groupe.ts';
import { NotesRetours } from '../../synchronisation/Retour.tsx';
import type { Retours } from '../../synchronisation/useRetours.tsx';
import { aujourdhui, compte, dateFr, nombre } from '../../ui/formats.ts';
import { ListeChamps } from './champsFiche.tsx';
import type { Piste } from './Frise.tsx';
import { Frise, pisteCapacites, pisteSomme, pistesFinancements } from './Frise.tsx';
import { Historique } from './Historique.tsx';
import type { FicheLue } from './lecture.ts';
import { BandeauPropositions } from './Propositions.tsx';

const PETIT = { fontWeight: 400, fontSize: 12 } as const;
const Dates = ({ titre, places, pistes }: { readonly titre: string; readonly places: number; readonly pistes: readonly Piste[] }): ReactElement => (
  <>
    <hr className="filet" />
    <div className="titre3"><h3 style={{ flex: 1 }}>{titre}</h3><span className="discret" style={PETIT}>{compte(places, 'place', 'places')} au {dateFr(aujourdhui())}</span></div>
    <Frise nom={titre} pistes={pistes} />
  </>
);

/** Ce que la fiche dit de places datées : financements et capacité de ses groupes pour un dispositif, sa capacité pour un groupe. */
const frises = (fiche: FicheLue): ReactNode => {
  const date = aujourdhui();
  if (fiche.objet === 'groupe') return <Dates titre="Capacité" places={capaciteAu(fiche.ligne, date)} pistes={[pisteCapacites(fiche.ligne, capaciteAu(fiche.ligne, date))]} />;
  if (fiche.objet === 'entite') return null;
  const { financements } = fiche.ligne;
  return (
    <>
      {financements.length > 0 ? <Dates titre="Financements" places={placesFinanceesAu(financements, date)} pistes={pistesFinancements(financements)} /> : null}
      {fiche.groupes.length > 0 ? <Dates titre="Capacité des groupes" places={fiche.groupes.reduce((somme, groupe) => somme + capaciteAu(groupe, date), 0)} pistes={[pisteSomme(fiche.groupes)]} /> : null}
    </>
  );
};

/** Premier onglet : champs, frises, places, derniers pas du parcours. */
export const CorpsFiche = ({ fiche, retours, voirHistorique }: { readonly fiche: FicheLue; readonly retours: Retours; readonly voirHistorique: () => void }): ReactElement => {
  // les places d’un dispositif pas encore validé ne sont pas au parc : ni occupation, ni disponibilité
  const auParc = fiche.objet === 'entite' || ['valide', 'suspendu'].includes((fiche.objet === 'groupe' ? fiche.dispositif?.statut : fiche.statut) ?? '');
  return (
    <>
      <NotesRetours attente={fiche.attente} retours={retours} />
      <BandeauPropositions fiche={fiche} />
      <ListeChamps fiche={fiche} />
      {frises(fiche)}
      {fiche.places.capacite > 0 ? (
        <>
          <hr className="filet" />
          <dl className="def"><dt>Places</dt><dd className="num">{compte(fiche.places.capacite, 'place', 'places')}{!auParc ? <span className="discret"> · hors parc tant que le dispositif n’est pas validé</span> : <> · {nombre(fiche.places.occupees)} occupées, {nombre(fiche.places.reservees)} réservées, {nombre(fiche.places.libres)} libres, {nombre(fiche.places.indisponibles)} indisponibles</>}</dd></dl>
        </>
      ) : null}
      {fiche.parcours.length > 0 ? (
        <>
          <hr className="filet" />
          <div className="titre3"><h3 style={{ flex: 1 }}>Historique</h3><button type="button" className="lien" style={{ fontSize: 12 }} onClick={voirHistorique}>Tout voir</button></div>
          <Historique objet={fiche.objet} parcours={fiche.parcours} maximum={4} />
        </>
      ) : null}
    </>
  );
};
