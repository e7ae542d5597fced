import type { ReactElement, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { PROFILS } from '../../domain/profils.ts';
import { ecartFr, valeurFr } from '../indicateurs/chiffres.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateCourte, dateEnLettres, dateHeure, nombre, pourcent } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Comparaison } from './Comparaison.tsx';
import { Disponibilite } from './Disponibilite.tsx';
import { ParNature } from './ParNature.tsx';
import { COMPARAISON, SOIR, TEXTES } from './textes.ts';

const Figure = ({ indicateur, titre, valeur, children }: { readonly indicateur: string; readonly titre: string; readonly valeur: string; readonly children: ReactNode }): ReactElement => {
  const naviguer = useNavigate();
  return <button type="button" className="chiffre" onClick={() => { void naviguer('/indicateurs', { state: { indicateur } }); }}><span className="discret">{titre}</span><span className="valeur">{valeur}</span><span className="sous">{children}</span></button>;
};

/** Le parc à ce jour : quatre figures qui s’ouvrent dans l’explorateur, les indisponibles par motif, et selon qui regarde : les départements côte à côte, ce qui est libre ce soir, ou l’occupation par nature. */
export const LeParc = (): ReactElement => {
  const { data, error, refetch } = useAppel('indicateurs.tableauDeBord', {});
  const { acteur } = useSession();
  const etat = useEtatSync();
  const date = etat?.etat === 'hors_ligne' && etat.derniere !== null ? `données du ${dateHeure(etat.derniere)}` : `au ${dateEnLettres(aujourdhui())}`;
  const parc = data?.parc;
  const motifs = [...(data?.motifs ?? [])].sort((un, autre) => autre.valeur - un.valeur);
  return (
    <section className="pan parc" aria-labelledby="accueil-parc" data-zone="panneau" data-testid="accueil-parc">
      <div className="pan-titre"><Icone nom="building-line" couleur="var(--bleu)" /><h2 id="accueil-parc">{TEXTES.parc} <span className={etat?.etat === 'hors_ligne' ? 'discret' : ''} style={{ fontWeight: etat?.etat === 'hors_ligne' ? 400 : 700 }}>{date}</span></h2><Link to="/indicateurs" className="suite">{TEXTES.explorer}<Icone nom="arrow-right-s-line" /></Link></div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined || parc === undefined ? <Attente nom="Lecture du parc" /> : (
        <>
          <div className="chiffres">
            <Figure indicateur="capacite_ouverte" titre={TEXTES.capacite} valeur={nombre(parc.capacite)}>{ecartFr(parc.capacite - data.parc.capaciteReference, 'places')} {TEXTES.depuis} {dateCourte(data.reference)}</Figure>
            <Figure indicateur="taux_indisponibilite" titre={TEXTES.indisponibles} valeur={nombre(parc.indisponibles)}>{valeurFr(parc.tauxIndisponibilite, 'taux')} {TEXTES.desOuvertes}</Figure>
            <Figure indicateur="taux_occupation" titre={TEXTES.occupation} valeur={valeurFr(parc.tauxOccupation, 'taux')}>{valeurFr(parc.tauxOccupationCorrige, 'taux')} {TEXTES.corrige}</Figure>
            <Figure indicateur="taux_disponibilite" titre={TEXTES.libres} valeur={nombre(parc.libres)}>{valeurFr(parc.tauxDisponibilite, 'taux')} · {compte(parc.reservees, 'réservée', 'réservées')}</Figure>
          </div>
          <div className="repartitions">
            {data.departements.length > 0 ? <section aria-label={COMPARAISON.titre} className="comparer"><Comparaison departements={data.departements} /></section>
              : PROFILS[acteur.profil].famille === 'SIAO' ? <section aria-label={SOIR.titre}><h3 className="titre3" style={{ marginBottom: 6 }}>{SOIR.titre}</h3><Disponibilite /></section>
                : <section aria-label={TEXTES.parNature}><ParNature natures={data.natures} /></section>}
            <section aria-label={TEXTES.parMotif}>
              <h3 className="titre3" style={{ marginBottom: 6 }}>{TEXTES.parMotif}</h3>
              {motifs.length === 0 ? <p className="discret">{TEXTES.sansMotif}</p> : <ul>{motifs.map(({ cle, libelle, valeur }) => <li key={cle} className="barre-ligne parc-motif"><span className="coupe" title={libelle}>{libelle}</span><b className="num droite">{nombre(valeur)}</b><span className="num droite discret">{pourcent((100 * valeur) / Math.max(1, parc.indisponibles), 1)}</span></li>)}</ul>}
            </section>
          </div>
        </>
      )}
    </section>
  );
};
