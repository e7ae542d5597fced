import type { ReactElement } from 'react';
import { veille } from '../../../domain/dates.ts';
import type { Financement } from '../../../domain/objets/dispositif.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { capaciteAu } from '../../../domain/objets/groupe.ts';
import { aujourdhui, compte, dateFr, nombre } from '../../ui/formats.ts';

interface Segment { readonly debut: string; readonly fin: string | null; readonly texte: string; readonly detail: string }
export interface Piste { readonly nom: string; readonly segments: readonly Segment[]; readonly total: string }

const jours = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const estPresent = ({ debut, fin }: Segment, date: string): boolean => debut <= date && (fin === null || date <= fin);

/** Changements à venir écrits sous la frise. */
const A_VENIR = 3;

/** Pistes datées sur un axe d’années entières, trait rouge au jour. Une fin absente va jusqu’au bord. */
export const Frise = ({ pistes, nom }: { readonly pistes: readonly Piste[]; readonly nom: string }): ReactElement => {
  const date = aujourdhui();
  const segments = pistes.flatMap((piste) => piste.segments);
  const annee = Number(date.slice(0, 4));
  // au plus sept ans : avant, le segment est coupé au bord gauche et son détail reste dans l’infobulle
  const premiere = Math.max(annee - 3, Math.min(annee, ...segments.map(({ debut }) => Number(debut.slice(0, 4)))));
  const derniere = Math.min(annee + 3, Math.max(annee + 1, ...segments.map(({ debut, fin }) => Number((fin ?? debut).slice(0, 4)))));
  const origine = jours(`${premiere}-01-01`);
  const etendue = jours(`${derniere + 1}-01-01`) - origine;
  const place = (iso: string): number => Math.min(100, Math.max(0, (100 * (jours(iso) - origine)) / etendue));
  const classe = (segment: Segment): string => (estPresent(segment, date) ? 'present' : segment.debut > date ? 'avenir' : 'passe');
  const aVenir = pistes.flatMap((piste) => piste.segments.filter(({ debut }) => debut > date).map(({ detail }) => (pistes.length === 1 ? detail : `${piste.nom}, ${detail}`)));
  return (
    <>
      <div className="frise" role="img" aria-label={`${nom} : ${pistes.map((piste) => `${piste.nom}, ${piste.segments.map(({ detail }) => detail).join(' ; ')}`).join('. ')}`}>
        {pistes.map((piste, rang) => [
          <b key={`${piste.nom}n`} className="coupe" title={piste.nom}>{piste.nom}</b>,
          <div key={`${piste.nom}p`} className="piste" style={rang === pistes.length - 1 ? { zIndex: 1 } : undefined}>
            {piste.segments.map((segment) => {
              const gauche = place(segment.debut);
              const droite = segment.fin === null ? 100 : place(segment.fin);
              return <span key={`${segment.debut}${segment.texte}`} className={`segment ${classe(segment)}`} style={{ left: `${gauche}%`, width: `${Math.max(1, droite - gauche)}%` }} title={segment.detail}>{segment.texte}</span>;
            })}
            <span className="jour" style={{ left: `${place(date)}%` }} />
          </div>,
          <b key={`${piste.nom}t`} className="droite num">{piste.total}</b>,
        ])}
        <span />
        <div className="annees">{Array.from({ length: derniere - premiere + 1 }, (_vide, rang) => <span key={rang} style={{ left: `${place(`${premiere + rang}-01-01`)}%` }}>{premiere + rang}</span>)}</div>
        <span className="discret droite" style={{ fontSize: 11 }}>places</span>
      </div>
      {aVenir.length === 0 ? null : <p className="frise-avenir"><b className="mi">À venir :</b> {aVenir.slice(0, A_VENIR).join(' ; ')}{aVenir.length > A_VENIR ? ` ; et ${aVenir.length - A_VENIR} autres` : ''}</p>}
      <details className="frise-texte"><summary>{nom} en toutes lettres</summary><ul>{pistes.flatMap((piste) => piste.segments.map((segment) => <li key={`${piste.nom}${segment.debut}${segment.texte}`}>{pistes.length === 1 ? '' : `${piste.nom} : `}{segment.detail}{estPresent(segment, date) ? <b className="mi"> (aujourd’hui)</b> : segment.debut > date ? ' (à venir)' : ''}</li>))}</ul></details>
    </>
  );
};


/** Une piste par code de financement. */
export const pistesFinancements = (financements: readonly Financement[]): Piste[] => {
  const date = aujourdhui();
  return [...new Set(financements.map(({ code }) => code))].map((code) => {
    const lignes = financements.filter((ligne) => ligne.code === code).sort((gauche, droite) => gauche.debut.localeCompare(droite.debut));
    const encours = lignes.filter(({ debut, fin }) => debut <= date && (fin === null || date <= fin));
    return {
      nom: code.replace('_', ' '), total: encours.some(({ places }) => places !== null) ? nombre(encours.reduce((somme, { places }) => somme + (places ?? 0), 0)) : encours.length === 0 && lignes.some(({ places }) => places !== null) ? '0' : '—',
      segments: lignes.map(({ debut, fin, places }) => ({ debut, fin, texte: places === null ? 'forfait' : compte(places, 'place', 'places'), detail: `${places === null ? 'forfait' : compte(places, 'place', 'places')}, du ${dateFr(debut)} ${fin === null ? 'sans fin' : `au ${dateFr(fin)}`}` })),
    };
  });
};

/** La capacité datée d’un groupe, ligne après ligne jusqu’à sa fermeture. */
export const pisteCapacites = ({ capacites, fermeture }: Groupe, capaciteDuJour: number): Piste => ({
  nom: 'Capacité', total: nombre(capaciteDuJour),
  segments: capacites.map(({ depuis, capacite }, rang) => {
    const suivante = capacites[rang + 1]?.depuis ?? fermeture;
    const fin = suivante === null || suivante === undefined ? null : veille(suivante);
    return { debut: depuis, fin, texte: nombre(capacite), detail: `${compte(capacite, 'place', 'places')} à partir du ${dateFr(depuis)}` };
  }),
});

/** La somme des capacités datées de plusieurs groupes : un segment par total, de la première ouverture à la dernière fermeture. */
export const pisteSomme = (groupes: readonly Groupe[]): Piste => {
  const dates = [...new Set(groupes.flatMap(({ capacites, ouverture, fermeture }) => [...capacites.map(({ depuis }) => depuis), ouverture, ...(fermeture === null ? [] : [fermeture])]))].sort();
  const paliers: { depuis: string; total: number }[] = [];
  for (const depuis of dates) {
    const total = groupes.reduce((somme, groupe) => somme + capaciteAu(groupe, depuis), 0);
    if ((paliers.at(-1)?.total ?? 0) !== total) paliers.push({ depuis, total });
  }
  const date = aujourdhui();
  return {
    nom: 'Capacité', total: nombre(groupes.reduce((somme, groupe) => somme + capaciteAu(groupe, date), 0)),
    segments: paliers.map(({ depuis, total }, rang) => { const suivant = paliers[rang + 1]; return { debut: depuis, fin: suivant === undefined ? null : veille(suivant.depuis), texte: nombre(total), detail: `${compte(total, 'place', 'places')} à partir du ${dateFr(depuis)}` }; }),
  };
};
