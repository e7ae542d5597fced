import type { ReactElement } from 'react';
import type { LotSuivi } from '../../contract/methodesReprise.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { Badge } from '../ui/Badge.tsx';
import { Vide } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import type { DepartementSuivi, EtatDepartement } from './suiviDepartements.ts';
import { parDepartement } from './suiviDepartements.ts';
import { GENRES, STATUTS, TEXTES, fiches } from './textes.ts';

const COULEURS = { ouvert: 'blue-cumulus', charge: 'green-emeraude', annule: 'grey' } as const;
const ETATS: Readonly<Record<EtatDepartement, { readonly libelle: string; readonly couleur: 'warning' | 'green-emeraude' | 'grey'; readonly icone: 'time-line' | 'checkbox-circle-fill' }>> = {
  a_corriger: { libelle: 'À corriger', couleur: 'warning', icone: 'time-line' }, pret: { libelle: 'Prêt à charger', couleur: 'green-emeraude', icone: 'checkbox-circle-fill' },
  charge: { libelle: 'Chargé', couleur: 'green-emeraude', icone: 'checkbox-circle-fill' }, annule: { libelle: 'Annulé', couleur: 'grey', icone: 'time-line' },
};
/** « 12 → 4 → 0 » : les anomalies bloquantes des dernières simulations. */
const tendance = ({ simulations }: LotSuivi): string => simulations.slice(-5).map(({ bloquantes }) => nombre(bloquantes)).join(' → ');
const part = (valeur: number | null): string => (valeur === null ? '—' : `${nombre(valeur)}\u00a0%`);

const Departement = ({ code, fichiers, derniere, bloquantes, etat, presentes, partValidee }: DepartementSuivi): ReactElement => (
  <tr className="rep-departement" data-testid={`rep-departement-${code}`}>
    <th scope="rowgroup" colSpan={3}>{`${code} – ${nomDepartement(code)}`}<span className="discret">{` · ${compte(fichiers, 'fichier reçu', 'fichiers reçus')}`}</span></th>
    <td className="num">{derniere === null ? '—' : dateHeure(derniere)}</td><td className="num">{etat === 'charge' || etat === 'annule' ? '—' : nombre(bloquantes)}</td>
    <td><Badge couleur={ETATS[etat].couleur} icone={ETATS[etat].icone}>{ETATS[etat].libelle}</Badge></td><td>{etat === 'annule' ? '—' : fiches(presentes)}</td><td className="num">{part(partValidee)}</td>
  </tr>
);
const Lot = ({ lot }: { readonly lot: LotSuivi }): ReactElement => {
  const derniere = lot.simulations.at(-1);
  const { deposees, ouvertes } = lot.propositions;
  return (
    <tr className={lot.statut === 'annule' ? 'discret' : undefined}>
      <th scope="row">{lot.code ?? (lot.attente ? 'en attente d’envoi' : '—')}</th><td>{`${lot.fichier} · ${GENRES[lot.genre]}`}</td><td>{lot.auteur}</td>
      <td className="num">{derniere === undefined ? '—' : dateHeure(derniere.le)}</td><td className="num">{tendance(lot) || '—'}</td>
      <td><Badge couleur={lot.pret ? 'green-emeraude' : COULEURS[lot.statut]} icone={lot.statut === 'charge' || lot.pret ? 'checkbox-circle-fill' : 'time-line'}>{lot.pret ? 'Prêt à charger' : STATUTS[lot.statut]}</Badge></td>
      <td>{lot.statut === 'annule' ? '—' : `${fiches(lot.presentes)}${deposees === 0 ? '' : `\u00a0; ${compte(deposees, 'proposition', 'propositions')}, ${nombre(ouvertes)} à décider`}`}</td><td className="num">{part(lot.partValidee)}</td>
    </tr>
  );
};

/** Le tableau des répétitions : par département, ce qui est reçu, simulé, prêt, chargé et validé ; dessous, ses lots. */
export const Tableau = ({ lots }: { readonly lots: readonly LotSuivi[] }): ReactElement => (
  <section className="pan rep-lots" aria-label={TEXTES.lots} data-zone="lots">
    <div className="pan-titre"><h2>{TEXTES.lots}</h2></div>
    {lots.length === 0 ? <Vide titre={TEXTES.aucunLot} icone="table-line">Un lot naît de la première simulation d’un fichier.</Vide> : (
      <div className="rep-table" tabIndex={0} role="region" aria-label={TEXTES.lots}>
        <table data-testid="rep-lots">
          <thead><tr><th scope="col">Lot</th><th scope="col">Fichier</th><th scope="col">Opérateur</th><th scope="col">Dernière simulation</th><th scope="col">Bloquantes</th><th scope="col">État</th><th scope="col">Chargé</th><th scope="col">Validé</th></tr></thead>
          {parDepartement(lots).map((departement) => <tbody key={departement.code}><Departement {...departement} />{departement.lots.map((lot) => <Lot key={lot.id} lot={lot} />)}</tbody>)}
        </table>
      </div>
    )}
  </section>
);
