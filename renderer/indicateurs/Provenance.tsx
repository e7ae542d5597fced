import type { ReactElement, ReactNode } from 'react';
import { useRef } from 'react';
import type { DefinitionIndicateur, MomentIndicateur, Provenance as Origine } from '../../contract/methodesIndicateurs.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { DefinitionPlaces } from '../../contract/methodesPlaces.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec } from '../ui/Etats.tsx';
import { compte, nombre, pourcent } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { INCONNU, estFraction, formuleDe, partieFr, valeurFr } from './chiffres.ts';
import { momentFr } from './reglages.ts';
import type { Reglage } from './reglages.ts';
import { PROVENANCE, TEXTES } from './textes.ts';

interface Props {
  readonly definition: DefinitionIndicateur; readonly moment: MomentIndicateur; readonly filtres: Reglage['filtres']; readonly lieu: string;
  readonly fermer: () => void; readonly voir: (definition: DefinitionPlaces) => void; readonly restreindre: (() => void) | null; readonly children?: ReactNode;
}
const MONTREES = 6;
const INCONNUS = { places: ['place', 'places'], placesJours: ['place-jour', 'places-jours'], departements: ['département', 'départements'], fiches: ['fiche', 'fiches'] } as const;
/** « 3 places-jours » : ce qui manque pour connaître le chiffre. */
const manque = (combien: number, quoi: keyof typeof INCONNUS): string => { const [un, plusieurs] = INCONNUS[quoi]; return compte(combien, un, plusieurs); };

const Bloc = ({ titre, valeur, children }: { readonly titre: string; readonly valeur: string; readonly children?: ReactNode }): ReactElement => <div className="ind-bloc"><div className="rang"><h3>{titre}</h3><b className="num">{valeur}</b></div>{children}</div>;

const Detail = ({ titre, lignes }: NonNullable<Origine['detail']>): ReactElement => {
  const rangees = [...lignes].sort((une, autre) => autre.valeur - une.valeur);
  const [montrees, reste] = [rangees.slice(0, MONTREES), rangees.slice(MONTREES)];
  const toutes = reste.length === 0 ? montrees : [...montrees, { cle: '…', libelle: `${reste.length} ${PROVENANCE.autres}`, valeur: reste.reduce((somme, { valeur }) => somme + valeur, 0) }];
  const maximum = Math.max(1, ...toutes.map(({ valeur }) => valeur));
  return <ul className="ind-detail" aria-label={titre}>{toutes.map(({ cle, libelle, valeur }) => <li key={cle}><span className="coupe" title={libelle}>{libelle}</span><span className="piste" aria-hidden="true"><i style={{ width: `${(100 * valeur) / maximum}%` }} /></span><span className="num droite">{partieFr(valeur)}</span></li>)}</ul>;
};

/** « D’où vient ce chiffre ? » : la fraction d’une ligne, ce qui la fait, ce qu’elle laisse de côté, de quand datent les données, et le chemin vers les places elles-mêmes. */
export const Provenance = ({ definition, moment, filtres, lieu, fermer, voir, restreindre, children }: Props): ReactElement => {
  const { data: lue, error, refetch, isPlaceholderData } = useAppel('indicateurs.provenance', { id: definition.id, moment, filtres: filtres as Record<string, string[]> }, { garder: true });
  // le temps d’une lecture, l’origine d’avant reste avec son nom : jamais les chiffres d’une ligne sous le nom d’une autre
  const montree = useRef<{ readonly id: string; readonly lieu: string; readonly moment: MomentIndicateur; readonly data: Origine } | null>(null);
  if (lue !== undefined && !isPlaceholderData) montree.current = { id: definition.id, lieu, moment, data: lue };
  const data = montree.current?.id === definition.id ? montree.current.data : undefined;
  const jours = 'date' in moment ? 1 : joursDans(moment.periode);
  const fraction = estFraction(definition, jours);
  const formule = formuleDe(definition, jours);
  const { chiffre, detail, groupes, horsCompte, fraicheur, lignes } = data ?? {};
  const exclus = [
    ...(groupes === undefined || groupes === null ? [] : [[groupes.fermes, groupes.fermes < 2 ? PROVENANCE.ferme : PROVENANCE.fermes], [groupes.aVenir, groupes.aVenir < 2 ? PROVENANCE.unAVenir : PROVENANCE.aVenir]] as const).filter(([combien]) => combien > 0).map(([combien, mot]) => `${nombre(combien)} ${combien < 2 ? 'groupe' : 'groupes'} ${mot}`),
    ...(horsCompte === undefined || horsCompte === null ? [] : [[horsCompte.horsPlaces, PROVENANCE.horsPlaces], [horsCompte.nonValides, PROVENANCE.nonValides]] as const).filter(([combien]) => combien > 0).map(([combien, mot]) => `${nombre(combien)} ${combien < 2 ? mot.replace('dispositifs', 'dispositif').replace('se comptent', 'se compte').replace('validés', 'validé') : mot}`),
  ];
  return (
    <aside className="pan ind-provenance" aria-label={PROVENANCE.titre} data-zone="panneau" data-testid="provenance">
      <div className="pan-titre"><Icone nom="question-line" couleur="var(--bleu)" /><h2>{PROVENANCE.titre}</h2><span className="ressort" /><Bouton genre="t" petit icone="close-line" nom={PROVENANCE.fermer} onClick={fermer} /></div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined || chiffre === undefined ? <Attente nom={PROVENANCE.lecture} /> : (
        <div className="defile ind-origine">
          <div className="ind-case"><span className="discret">{montree.current?.lieu}, {momentFr(montree.current?.moment ?? moment)}</span><span className="rang"><b className="valeur num">{valeurFr(chiffre.valeur, definition.unite)}</b>{fraction ? <span className="discret num">= {partieFr(chiffre.numerateur)} / {partieFr(chiffre.denominateur)}{definition.facteur === 1 ? '' : ` × ${nombre(definition.facteur)}`}</span> : null}</span></div>
          {chiffre.inconnus > 0 ? <p className="discret">{PROVENANCE.inconnus} {manque(chiffre.inconnus, definition.inconnus === 'places' && jours > 1 ? 'placesJours' : definition.inconnus)}.</p> : null}
          {fraction || detail != null ? <Bloc titre={fraction ? PROVENANCE.numerateur : definition.libelle} valeur={partieFr(chiffre.numerateur)}><p className="discret">{formule.numerateur}</p>{detail === null || detail === undefined ? null : <Detail {...detail} />}</Bloc> : null}
          {definition.quantile === null ? null : <Bloc titre={PROVENANCE.fiches} valeur={partieFr(chiffre.numerateur)}><p className="discret">{definition.formule.numerateur}</p></Bloc>}
          {definition.composantes.length === 0 ? null : <Bloc titre={PROVENANCE.composantes} valeur=""><ul className="ind-detail">{definition.composantes.map(({ cle, libelle }) => <li key={cle} style={{ gridTemplateColumns: '1fr auto' }}><span className="coupe">{libelle}</span><span className="num">{partieFr(chiffre.composantes[cle])}</span></li>)}</ul></Bloc>}
          {fraction ? <Bloc titre={PROVENANCE.denominateur} valeur={partieFr(chiffre.denominateur)}><p className="discret">{formule.denominateur}{groupes === null || groupes === undefined || definition.inconnus === 'departements' ? '' : ` · ${compte(groupes.ouverts, PROVENANCE.groupes, PROVENANCE.groupesPluriel)}`}</p></Bloc> : null}
          {exclus.length === 0 ? null : <Bloc titre={PROVENANCE.exclusions} valeur=""><p className="discret">{exclus.join(', ')}</p></Bloc>}
          {fraicheur === null || fraicheur === undefined ? null : <Bloc titre={PROVENANCE.fraicheur} valeur={fraicheur.places === 0 ? INCONNU : pourcent((100 * fraicheur.aJour) / fraicheur.places, 1)}><p className="discret">{PROVENANCE.jours} {fraicheur.jours} jours{fraicheur.enRetard === 0 ? '' : ` ; ${compte(fraicheur.enRetard, PROVENANCE.retard, PROVENANCE.retards)}`}</p></Bloc>}
          {children}
        </div>
      )}
      {(lignes === null || lignes === undefined) && restreindre === null ? null : <div className="pied">
        {lignes === null || lignes === undefined ? null : <Bouton genre="p" icone="table-line" touche="Entrée" onClick={() => { voir(lignes.definition); }} testid="voir-lignes">{`Voir ${(chiffre?.numerateur ?? 0) < 2 ? 'la place' : `les ${partieFr(chiffre?.numerateur)} places`}`}</Bouton>}
        {restreindre === null ? null : <Bouton genre={lignes === null || lignes === undefined ? 'p' : ''} icone="filter-line" onClick={restreindre} testid="restreindre">{lignes === null || lignes === undefined ? <>{TEXTES.restreindre} <Touche>Maj+Entrée</Touche></> : 'Restreindre'}</Bouton>}
      </div>}
    </aside>
  );
};
