import type { ReactElement } from 'react';
import type { CalendrierLu } from '../../contract/methodesCalendrier.ts';
import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { dateFr } from '../ui/formats.ts';
import { jourEnLettres } from './periode.ts';
import { TEXTES } from './textes.ts';

/** Le même calendrier en tableaux, pour qui l’écoute : ses indisponibilités, puis ses totaux. */
export const TableLecture = ({ calendrier: { places, jours } }: { readonly calendrier: CalendrierLu }): ReactElement => (
  <div className="invisible">
    <table data-testid="table-lecture">
      <caption>{TEXTES.tableau}</caption>
      <thead><tr><th scope="col">{TEXTES.place}</th><th scope="col">{TEXTES.motif}</th><th scope="col">Du</th><th scope="col">Au</th></tr></thead>
      <tbody>
        {places.flatMap(({ id, numero, barres }) => barres.map(({ motif, debut, fin, du, differee, enAttente }) => (
          <tr key={`${id}${du}${String(differee)}`}><th scope="row">{numero}</th><td>{libelleCode('motif', motif)}{differee ? `, ${TEXTES.differee.toLowerCase()}` : ''}{enAttente ? `, ${TEXTES.enAttente.toLowerCase()}` : ''}</td><td>{dateFr(debut)}</td><td>{fin === null ? TEXTES.sansFin : dateFr(fin)}</td></tr>
        )))}
      </tbody>
    </table>
    <table>
      <caption>{TEXTES.tableauTotaux}</caption>
      <thead><tr><th scope="col">{TEXTES.jour}</th><th scope="col">{TEXTES.ouvertes}</th><th scope="col">{TEXTES.indisponibles}</th><th scope="col">{TEXTES.disponibles}</th><th scope="col">{TEXTES.occupees} {TEXTES.declarees}</th></tr></thead>
      <tbody>{jours.map(({ jour, ouvertes, indisponibles, disponibles, occupees }) => <tr key={jour}><th scope="row">{jourEnLettres(jour)}</th><td>{ouvertes}</td><td>{indisponibles}</td><td>{disponibles}</td><td>{occupees ?? 'inconnu'}</td></tr>)}</tbody>
    </table>
  </div>
);
