import type { IssuePlaces } from '../../contract/methodesPlaces.ts';
import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import type { GestePlaces } from '../../domain/places/gestes.ts';
import { compte, dateFr } from '../ui/formats.ts';
import { GESTES, OCCUPATIONS } from './textes.ts';

/*
 * Ce que disent les gestes en nombre, avant (l’aperçu d’un collage) et après (le message). Une place occupée ou réservée n’a pas encore changé d’état : la phrase ne doit pas le faire croire.
 */

type Issue = Pick<IssuePlaces, 'changees' | 'differees' | 'refusees'>;
const laissees = (refusees: number): string => (refusees === 0 ? '.' : ` ; ${compte(refusees, 'laissée telle quelle', 'laissées telles quelles')}.`);

/** « 1 place rendue indisponible, 4 le seront à leur libération ; 2 laissées telles quelles. » */
export const phraseFaite = ({ changees, differees, refusees }: Issue, genre: GestePlaces['genre']): string => {
  const [un, plusieurs] = GESTES[genre].fait;
  if (differees > 0 && differees === changees) return `${compte(changees, `place sera ${un} à sa libération`, `places seront ${plusieurs} à leur libération`)}${laissees(refusees)}`;
  return `${compte(changees - differees, `place ${un}`, `places ${plusieurs}`)}${differees === 0 ? '' : `, ${compte(differees, 'le sera à sa libération', 'le seront à leur libération')}`}${laissees(refusees)}`;
};

/** « 5 places changées par collage, dont 4 à leur libération. » */
export const phraseCollee = ({ changees, differees, refusees }: Issue): string =>
  `${compte(changees, 'place changée', 'places changées')} par collage${differees === 0 ? '' : `, ${differees === changees ? '' : 'dont '}${compte(differees, 'à sa libération', 'à leur libération')}`}${laissees(refusees)}`;

const periode = (debut: string, fin: string | null): string => (fin === null ? ` à partir du ${dateFr(debut)}` : ` du ${dateFr(debut)} au ${dateFr(fin)}`);
/** Ce qu’un bloc de collage demande : « 12 places rendues indisponibles du 01/12/2026 au 15/12/2026 (travaux) ». */
export const phraseDemandee = (geste: GestePlaces, combien: number): string => {
  const [un, plusieurs] = GESTES[geste.genre].fait;
  const faites = compte(combien, `place ${un}`, `places ${plusieurs}`);
  switch (geste.genre) {
    case 'indisponible': return `${faites}${periode(geste.debut, geste.fin)} (${libelleCode('motif', geste.motif).toLowerCase()})`;
    case 'ouvrir': return `${faites}${periode(geste.le, geste.fin)}`;
    case 'occupation': { const mot = OCCUPATIONS[geste.occupation].toLowerCase(); return `${compte(combien, `place déclarée ${mot}`, `places déclarées ${mot}s`)} le ${dateFr(geste.le)}`; }
    case 'disponible': case 'fermer': return `${faites} le ${dateFr(geste.le)}`;
  }
};
