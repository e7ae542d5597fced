import { codeDe, libelleCode } from '../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { Mesure } from '../../domain/agregats/mesures.ts';
import { MESURES } from '../../domain/agregats/mesures.ts';
import type { Axe, LigneAgregat } from '../../domain/agregats/secret.ts';
import { additionner, ventiler } from '../../domain/agregats/secret.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { useAppel } from '../poste/requetes.ts';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateFr, nombre } from '../ui/formats.ts';
import { TEXTES } from './textes.ts';

const AXES = Object.keys(TEXTES.axes) as Axe[];
const COLONNES = Object.keys(MESURES) as Mesure[];

const nommer = (axe: Axe, valeur: string): string => {
  if (axe === 'departement') return `${valeur} – ${nomDepartement(valeur)}`;
  if (axe === 'nature') return libelleCode('nature', valeur);
  const nature = codeDe('type', valeur)?.nature ?? '';
  return `${libelleCode('nature', nature)} – ${libelleCode('type', valeur)}`;
};

/** Une nature qui ne se compte pas en places (passages, mesures) n’en a pas zéro : la mesure est sans objet. */
const sansPlaces = (axe: Axe, valeur: string | null): boolean => {
  if (valeur === null || axe === 'departement') return false;
  const nature = axe === 'nature' ? valeur : codeDe('type', valeur)?.nature;
  return codeDe('nature', nature)?.compteeEnPlaces === false;
};

const Ligne = ({ axe, ligne: { valeur, structures, mesures } }: { readonly axe: Axe; readonly ligne: LigneAgregat }): ReactElement => (
  <tr>
    <th scope="row">{valeur === null ? <span title={TEXTES.regroupeAide}>{TEXTES.regroupe}</span> : nommer(axe, valeur)}</th>
    <td className="droite num">{nombre(structures)}</td>
    {COLONNES.map((colonne) => <td key={colonne} className="droite num">{nombre(sansPlaces(axe, valeur) ? null : mesures[colonne] ?? 0)}</td>)}
  </tr>
);

/** Ce que lit l’Analyste : des sommes de paquets d’au moins cinq structures, jamais une fiche. */
export const Agregats = (): ReactElement => {
  const [axe, choisir] = useState<Axe>('nature');
  const { data, error, refetch } = useAppel('agregats.lire', {});
  const lignes = data === undefined ? [] : ventiler(data.paquets, axe);
  const total = additionner(lignes.map(({ mesures, structures }) => ({ ...mesures, structures })));
  return (
    <div className="travail">
      <div className="tete"><h1>{TEXTES.titre}</h1><span className="sous">{TEXTES.sous}</span></div>
      <section className="pan" style={{ flex: 1 }} aria-label={TEXTES.titre} data-zone="grille" data-testid="agregats">
        <div className="outils">
          <span className="discret" id="agregats-axe">{TEXTES.axe}</span>
          <div className="segments" role="group" aria-labelledby="agregats-axe">
            {AXES.map((un) => <button key={un} type="button" aria-pressed={un === axe} onClick={() => { choisir(un); }}>{TEXTES.axes[un]}</button>)}
          </div>
        </div>
        <hr className="filet" />
        {data?.horsLigne === true ? <Note genre="w" annoncer>{TEXTES.horsLigne}</Note> : null}
        {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={TEXTES.lecture} /> : lignes.length === 0 ? <Vide titre={TEXTES.vide} icone="file-text-line"><span>{TEXTES.videAide}</span></Vide> : (
          <div className="defile" tabIndex={0} role="region" aria-label={TEXTES.lecture}>
            <table className="tb agregats">
              <thead><tr><th scope="col">{TEXTES.axes[axe]}</th><th scope="col" className="droite">{TEXTES.structures}</th>{COLONNES.map((colonne) => <th key={colonne} scope="col" className="droite">{MESURES[colonne]}</th>)}</tr></thead>
              <tbody>{lignes.map((ligne) => <Ligne key={ligne.valeur ?? ''} axe={axe} ligne={ligne} />)}</tbody>
              <tfoot><tr><th scope="row">{TEXTES.total}</th><td className="droite num gras">{nombre(total['structures'] ?? 0)}</td>{COLONNES.map((colonne) => <td key={colonne} className="droite num gras">{nombre(total[colonne] ?? 0)}</td>)}</tr></tfoot>
            </table>
          </div>
        )}
        <Note genre="i">{TEXTES.regle}</Note>
        <div className="etat" role="status"><span>{compte(lignes.length, ...TEXTES.lignes)}</span>{data === undefined ? null : <span className="dernier">{TEXTES.publie} {dateFr(data.jour)}</span>}</div>
      </section>
    </div>
  );
};
