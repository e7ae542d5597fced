import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ApercuPlaces, ComptesPlaces } from '../../../contract/methodesPlaces.ts';
import { compte, dateFr, nombre, pourcent } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { TEXTES } from '../textes.ts';

const LIGNES: readonly (readonly [keyof ComptesPlaces, string])[] = [['ouvertes', 'Ouvertes'], ['indisponibles', 'Indisponibles'], ['libres', 'Libres'], ['reservees', 'Réservées'], ['occupees', 'Occupées']];
const signe = (ecart: number): string => (ecart === 0 ? '=' : `${ecart > 0 ? '+' : '−'}\u00a0${nombre(Math.abs(ecart))}`);
const taux = ({ indisponibles, ouvertes }: ComptesPlaces): number | null => (ouvertes === 0 ? null : (100 * indisponibles) / ouvertes);

const Raison = ({ raison }: { readonly raison: ApercuPlaces['refus'][number] }): ReactElement => {
  const [ouverte, ouvrir] = useState(false);
  return (
    <li>
      <div className="rang"><Icone nom="error-warning-fill" taille={14} couleur="var(--text-default-error)" /><span style={{ flex: 1 }}><b>{compte(raison.nombre, 'refusée', 'refusées')}</b> : {raison.message}</span><button type="button" className="lien" aria-expanded={ouverte} onClick={() => { ouvrir(!ouverte); }}>{ouverte ? 'Masquer' : 'Voir'}</button></div>
      {ouverte ? <ul className="places-citees">{raison.places.map(({ id, nom, raison: sienne }) => <li key={id}><b>{nom}</b> {sienne === raison.message ? '' : sienne}</li>)}{raison.nombre > raison.places.length ? <li className="discret">et {compte(raison.nombre - raison.places.length, 'autre', 'autres')}</li> : null}</ul> : null}
    </li>
  );
};

/** Ce que le geste ferait : combien changent, lesquelles non et pourquoi, ce qui attend, l’effet sur les places choisies, et groupe par groupe. */
export const Apercu = ({ apercu }: { readonly apercu: ApercuPlaces }): ReactElement => {
  const { choisies, changees, differees, refus, avant, apres, date, groupes, pourLeCompteDe, duree } = apercu;
  const refusees = choisies - changees;
  const [tauxAvant, tauxApres] = [taux(avant), taux(apres)];
  const delegation = groupes.some(({ delegation: lue }) => lue !== 'sans_objet');
  return (
    <div className="apercu" data-testid="apercu-geste">
      <div className="rang"><h3 style={{ flex: 1 }}>{TEXTES.apercu}</h3><span className="discret num">calculé en {nombre(duree)} ms</span></div>
      <p role="status"><b>{compte(choisies, 'place', 'places')}</b> · <b className="oui">{compte(changees, 'sera modifiée', 'seront modifiées')}</b>{refusees === 0 ? null : <> · <b className="erreur">{compte(refusees, 'refusée', 'refusées')}</b></>}</p>
      <div className="barre-apercu" aria-hidden="true"><i style={{ width: `${choisies === 0 ? 0 : (100 * changees) / choisies}%` }} /></div>
      {refus.length === 0 ? null : <ul className="raisons">{refus.map((raison) => <Raison key={`${raison.code}${raison.message}`} raison={raison} />)}</ul>}
      {differees === 0 ? null : <p className="rang"><Icone nom="information-fill" taille={14} couleur="var(--text-default-info)" /><span><b>{compte(differees, 'occupée ou réservée', 'occupées ou réservées')}</b> : effet à leur libération.</span></p>}
      <table className="tableau-apercu">
        <caption className="invisible">Effet sur les places choisies au {dateFr(date)}</caption>
        <thead><tr><th scope="col">Effet au {dateFr(date)}</th><th scope="col">Avant</th><th scope="col">Après</th><th scope="col">Écart</th></tr></thead>
        <tbody>
          {LIGNES.map(([cle, libelle]) => <tr key={cle}><th scope="row">{libelle}</th><td>{nombre(avant[cle])}</td><td><b>{nombre(apres[cle])}</b></td><td>{signe(apres[cle] - avant[cle])}</td></tr>)}
          <tr><th scope="row">Taux d’indisponibilité</th><td>{tauxAvant === null ? 'n. c.' : pourcent(tauxAvant, 1)}</td><td><b>{tauxApres === null ? 'n. c.' : pourcent(tauxApres, 1)}</b></td><td>{tauxAvant === null || tauxApres === null || Math.abs(tauxApres - tauxAvant) < 0.05 ? '=' : `${tauxApres > tauxAvant ? '+' : '−'}\u00a0${Math.abs(tauxApres - tauxAvant).toLocaleString('fr-FR', { maximumFractionDigits: 1 })}\u00a0pt`}</td></tr>
        </tbody>
      </table>
      <table className="tableau-apercu">
        <caption className="invisible">{TEXTES.parGroupe}</caption>
        <thead><tr><th scope="col">{TEXTES.parGroupe}</th><th scope="col">{TEXTES.choisies}</th><th scope="col">{TEXTES.modifiees}</th>{delegation ? <th scope="col">{TEXTES.delegation}</th> : null}</tr></thead>
        <tbody>{groupes.map(({ id, libelle, dispositif, choisies: siennes, changees: siens, delegation: lue }) => (
          <tr key={id}><th scope="row"><span className="coupe" title={`${dispositif} – ${libelle}`}>{dispositif} – {libelle}</span></th><td>{nombre(siennes)}</td><td><b>{nombre(siens)}</b></td>{delegation ? <td>{lue === 'sans_objet' ? '' : <span className={lue === 'oui' ? 'oui' : 'erreur'}><Icone nom={lue === 'oui' ? 'check-line' : 'close-line'} taille={12} /> {lue}</span>}</td> : null}</tr>
        ))}</tbody>
      </table>
      {pourLeCompteDe.length === 0 ? null : <p className="discret">Pour le compte de {pourLeCompteDe.join(', ')}, sous délégation de gestion : le journal le dit.</p>}
    </div>
  );
};
