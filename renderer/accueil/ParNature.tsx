import type { ReactElement } from 'react';
import type { TableauDeBord } from '../../contract/methodesIndicateurs.ts';
import { codeDe } from '../../contract/nomenclatureAffichee.ts';
import { nombre, pourcent } from '../ui/formats.ts';
import { TEXTES } from './textes.ts';

/** Par nature : occupées pleines, indisponibles hachurées, libres ou réservées claires. */
export const ParNature = ({ natures }: { readonly natures: TableauDeBord['natures'] }): ReactElement => {
  const ouvertes = natures.filter(({ capacite }) => capacite > 0).sort((une, autre) => autre.capacite - une.capacite);
  return (
    <>
      <h3 className="titre3" style={{ marginBottom: 6 }}>{TEXTES.parNature}</h3>
      <ul>{ouvertes.map(({ cle, libelle, capacite, occupees, indisponibles }) => (
        <li key={cle} className="barre-ligne parc-nature" title={`${libelle} : ${nombre(occupees)} occupées, ${nombre(indisponibles)} indisponibles, ${nombre(Math.max(0, capacite - occupees - indisponibles))} libres ou réservées`}>
          <span className="coupe">{codeDe('nature', cle)?.court ?? libelle}</span>
          <span className="piste parc-piste" aria-hidden="true"><i style={{ width: `${(100 * occupees) / capacite}%` }} /><i className="hachure" style={{ width: `${(100 * indisponibles) / capacite}%` }} /></span>
          <span className="num droite">{nombre(capacite)}</span><b className="num droite">{pourcent((100 * occupees) / capacite, 1)}</b>
        </li>
      ))}</ul>
      {ouvertes.length === 0 ? <p className="discret">{TEXTES.sansPlaces}</p> : <p className="parc-legende discret" aria-hidden="true"><i />{TEXTES.occupees}<i className="hachure" />{TEXTES.indisponibles}<i className="vide-piste" />{TEXTES.autres}</p>}
    </>
  );
};
