import type { ReactElement, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { codeDe } from '../../contract/nomenclatureAffichee.ts';
import { ecartFr, valeurFr } from '../indicateurs/chiffres.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync } from '../poste/session.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateCourte, dateEnLettres, dateHeure, nombre, pourcent } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { TEXTES } from './textes.ts';

const Figure = ({ indicateur, titre, valeur, children }: { readonly indicateur: string; readonly titre: string; readonly valeur: string; readonly children: ReactNode }): ReactElement => {
  const naviguer = useNavigate();
  return <button type="button" className="chiffre" onClick={() => { void naviguer('/indicateurs', { state: { indicateur } }); }}><span className="discret">{titre}</span><span className="valeur">{valeur}</span><span className="sous">{children}</span></button>;
};

/** Le parc à ce jour : quatre figures qui s’ouvrent dans l’explorateur, l’occupation par nature, les indisponibles par motif. */
export const LeParc = (): ReactElement => {
  const { data, error, refetch } = useAppel('indicateurs.tableauDeBord', {});
  const etat = useEtatSync();
  const date = etat?.etat === 'hors_ligne' && etat.derniere !== null ? `données du ${dateHeure(etat.derniere)}` : `au ${dateEnLettres(aujourdhui())}`;
  const parc = data?.parc;
  const ouvertes = (data?.natures ?? []).filter(({ capacite }) => capacite > 0).sort((une, autre) => autre.capacite - une.capacite);
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
            <section aria-label={TEXTES.parNature}>
              <h3 className="titre3" style={{ marginBottom: 6 }}>{TEXTES.parNature}</h3>
              {ouvertes.length === 0 ? <p className="discret">{TEXTES.sansPlaces}</p> : (
                <>
                  <ul>{ouvertes.map(({ cle, libelle, capacite, occupees, indisponibles }) => (
                    <li key={cle} className="barre-ligne parc-nature" title={`${libelle} : ${nombre(occupees)} occupées, ${nombre(indisponibles)} indisponibles, ${nombre(Math.max(0, capacite - occupees - indisponibles))} libres ou réservées`}>
                      <span className="coupe">{codeDe('nature', cle)?.court ?? libelle}</span>
                      <span className="piste parc-piste" aria-hidden="true"><i style={{ width: `${(100 * occupees) / capacite}%` }} /><i className="hachure" style={{ width: `${(100 * indisponibles) / capacite}%` }} /></span>
                      <span className="num droite">{nombre(capacite)}</span><b className="num droite">{pourcent((100 * occupees) / capacite, 1)}</b>
                    </li>
                  ))}</ul>
                  <p className="parc-legende discret" aria-hidden="true"><i />{TEXTES.occupees}<i className="hachure" />{TEXTES.indisponibles}<i className="vide-piste" />{TEXTES.autres}</p>
                </>
              )}
            </section>
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
