import type { ReactElement } from 'react';
import { useState } from 'react';
import { AXES_AGREGATS, COLONNES_AGREGATS, nommerAgregat, sansPlaces } from '../../contract/agregatsTextes.ts';
import { MESURES, TAUX, tauxDe } from '../../domain/agregats/mesures.ts';
import type { Axe, LigneAgregat } from '../../domain/agregats/secret.ts';
import { additionner, ventiler } from '../../domain/agregats/secret.ts';
import { INCONNU, valeurFr } from '../indicateurs/chiffres.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { useAppel } from '../poste/requetes.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateFr, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { TEXTES } from './textes.ts';

const AXES = Object.keys(AXES_AGREGATS) as Axe[];

/** Les nombres d’une ligne, puis ses taux. Une mesure qu’une publication d’avant n’a pas, ou sans objet, est « n. c. », jamais 0. */
const Nombres = ({ mesures, muette }: { readonly mesures: Readonly<Record<string, number>>; readonly muette: boolean }): ReactElement => (
  <>
    {COLONNES_AGREGATS.map((colonne) => { const valeur = muette ? undefined : mesures[colonne]; return <td key={colonne} className={`droite num${valeur === undefined ? ' discret' : ''}`}>{valeur === undefined ? INCONNU : nombre(valeur)}</td>; })}
    {TAUX.map((taux) => { const part = muette ? null : tauxDe(taux, mesures); return <td key={taux.id} className={`droite num${part === null ? ' discret' : ''}`}>{valeurFr(part, 'taux')}</td>; })}
  </>
);
const Ligne = ({ axe, ligne: { valeur, structures, mesures } }: { readonly axe: Axe; readonly ligne: LigneAgregat }): ReactElement => (
  <tr>
    <th scope="row">{valeur === null ? <span title={TEXTES.regroupeAide}>{TEXTES.regroupe}</span> : nommerAgregat(axe, valeur)}</th>
    <td className="droite num">{nombre(structures)}</td>
    <Nombres mesures={mesures} muette={sansPlaces(axe, valeur)} />
  </tr>
);

/** Ce que lit l’Analyste : des sommes de paquets d’au moins cinq structures, jamais une fiche. Les taux se prennent sur ces sommes. */
export const Agregats = (): ReactElement => {
  const [axe, choisir] = useState<Axe>('nature');
  const [exporte, exporter] = useState(false);
  const { data, error, refetch } = useAppel('agregats.lire', {});
  const lignes = data === undefined ? [] : ventiler(data.paquets, axe);
  const total = additionner(lignes.map(({ mesures, structures }) => ({ ...mesures, structures })));
  useRaccourcis({ 'Ctrl+e': () => { exporter(true); } }, { actif: lignes.length > 0 });
  return (
    <div className="travail">
      <div className="tete"><h1>{TEXTES.titre}</h1><span className="sous">{TEXTES.sous}</span><span className="ressort" />{lignes.length === 0 ? null : <Bouton icone="download-line" touche="Ctrl+E" onClick={() => { exporter(true); }} testid="exporter-agregats">{TEXTES.exporter}</Bouton>}</div>
      <section className="pan" style={{ flex: 1 }} aria-label={TEXTES.titre} data-zone="grille" data-testid="agregats">
        <div className="outils">
          <span className="discret" id="agregats-axe">{TEXTES.axe}</span>
          <div className="segments" role="group" aria-labelledby="agregats-axe">
            {AXES.map((un) => <button key={un} type="button" aria-pressed={un === axe} onClick={() => { choisir(un); }}>{AXES_AGREGATS[un]}</button>)}
          </div>
        </div>
        <hr className="filet" />
        {data?.horsLigne === true ? <Note genre="w" annoncer>{TEXTES.horsLigne}</Note> : null}
        {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={TEXTES.lecture} /> : lignes.length === 0 ? <Vide titre={TEXTES.vide} icone="file-text-line"><span>{TEXTES.videAide}</span></Vide> : (
          <div className="defile" tabIndex={0} role="region" aria-label={TEXTES.lecture}>
            <table className="tb agregats">
              <thead><tr>
                <th scope="col">{AXES_AGREGATS[axe]}</th><th scope="col" className="droite">{TEXTES.structures}</th>{COLONNES_AGREGATS.map((colonne) => <th key={colonne} scope="col" className="droite">{MESURES[colonne]}</th>)}
                {TAUX.map(({ id, libelle, numerateur, denominateur }) => <th key={id} scope="col" className="droite" title={`${libelle} : ${numerateur.libelle} / ${denominateur?.libelle ?? ''}`}>{TEXTES.taux[id] ?? libelle}</th>)}
              </tr></thead>
              <tbody>{lignes.map((ligne) => <Ligne key={ligne.valeur ?? ''} axe={axe} ligne={ligne} />)}</tbody>
              <tfoot><tr><th scope="row">{TEXTES.total}</th><td className="droite num gras">{nombre(total['structures'] ?? 0)}</td><Nombres mesures={total} muette={false} /></tr></tfoot>
            </table>
          </div>
        )}
        <Note genre="i">{TEXTES.regle}</Note>
        <BarreEtat><span>{compte(lignes.length, ...TEXTES.lignes)}</span>{data === undefined ? null : <span className="dernier">{TEXTES.publie} {dateFr(data.jour)}</span>}</BarreEtat>
      </section>
      {exporte ? <DialogueExport titre={TEXTES.exporterTitre} testid="export-agregats" choix={[{ code: 'lignes', libelle: TEXTES.exporterLignes, lignes: lignes.length + 1 }]} formats={['xlsx', 'csv', 'pdf']} aide={TEXTES.exporterAide} fermer={() => { exporter(false); }} lancer={(_quoi, format) => client.appeler('agregats.exporter', { axe, format })} /> : null}
    </div>
  );
};
