import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import type { DemandeExplorateur } from '../indicateurs/Indicateurs.tsx';
import { useVoirLignes } from '../indicateurs/voirLignes.ts';
import { useAppel } from '../poste/requetes.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { aujourdhui, compte, nombre } from '../ui/formats.ts';
import { useTableFleches } from '../ui/tableFleches.ts';
import { SOIR } from './textes.ts';

type Axes = { readonly public?: readonly string[]; readonly modalite?: readonly string[] };

/** Les places libres ce soir, par public et par modalité. Un nombre ouvre ses places mêmes ; l’en-tête de ligne dit combien ce public a de places en tout. */
export const Disponibilite = (): ReactElement => {
  const { data, error, refetch } = useAppel('indicateurs.disponibilite', {});
  const lignes = data?.lignes ?? [];
  const naviguer = useNavigate();
  const voir = useVoirLignes();
  const fleches = useTableFleches();
  const modalites = MODALITES.filter(({ code }) => lignes.some(({ modalites: siennes }) => siennes[code] !== undefined));
  const ouvrir = (filtres: Axes): void => {
    void voir.derriere('taux_disponibilite', { date: aujourdhui() }, filtres).then((ouvertes) => { if (!ouvertes) void naviguer('/indicateurs', { state: { indicateur: 'taux_disponibilite', suite: { axes: ['public', 'modalite'] } } satisfies DemandeExplorateur }); });
  };
  const total = (code: string): number => lignes.reduce((somme, { modalites: siennes }) => somme + (siennes[code]?.libres ?? 0), 0);
  const case_ = (libres: number, existe: boolean, nom: string, filtres: Axes): ReactElement => (!existe ? <span className="discret" aria-label={SOIR.aucune}>–</span> : libres === 0 ? <span className="num discret">0</span> : <button type="button" className="lien num" aria-label={`${nom} : ${compte(libres, 'place libre', 'places libres')}`} onClick={() => { ouvrir(filtres); }}>{nombre(libres)}</button>);
  if (error !== null && data === undefined) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente nom={SOIR.lecture} lignes={6} />;
  if (lignes.length === 0) return <p className="discret">{SOIR.vide}</p>;
  return (
    <div className="soir-cadre"><table className="soir" {...fleches}>
      <caption className="invisible">{SOIR.fleches}</caption>
      <thead><tr><th scope="col">{SOIR.public}</th>{modalites.map(({ code, libelle }) => <th key={code} scope="col" className="droite">{libelle}</th>)}<th scope="col" className="droite">{SOIR.libres}</th><th scope="col" className="droite second">{SOIR.reservees}</th><th scope="col" className="droite second">{SOIR.ouvertes}</th></tr></thead>
      <tbody>{lignes.map(({ cle, libelle, total: tout, modalites: siennes }) => (
        <tr key={cle}>
          <th scope="row"><span className="coupe" title={`${libelle} · ${nombre(tout.reservees)} ${SOIR.reservees.toLowerCase()}, ${nombre(tout.capacite)} ${SOIR.ouvertes.toLowerCase()}`}>{libelle}</span></th>
          {modalites.map(({ code, libelle: modalite }) => <td key={code} className="droite">{case_(siennes[code]?.libres ?? 0, siennes[code] !== undefined, `${libelle}, ${modalite}`, { public: [cle], modalite: [code] })}</td>)}
          <td className="droite gras">{case_(tout.libres, true, libelle, { public: [cle] })}</td><td className="droite num second">{nombre(tout.reservees)}</td><td className="droite num discret second">{nombre(tout.capacite)}</td>
        </tr>
      ))}</tbody>
      <tfoot><tr><th scope="row">{SOIR.ensemble}</th>{modalites.map(({ code, libelle }) => <td key={code} className="droite gras">{case_(total(code), true, libelle, { modalite: [code] })}</td>)}<td className="droite gras num">{nombre(lignes.reduce((somme, { total: tout }) => somme + tout.libres, 0))}</td><td className="droite num second">{nombre(lignes.reduce((somme, { total: tout }) => somme + tout.reservees, 0))}</td><td className="droite num discret second">{nombre(lignes.reduce((somme, { total: tout }) => somme + tout.capacite, 0))}</td></tr></tfoot>
    </table></div>
  );
};
