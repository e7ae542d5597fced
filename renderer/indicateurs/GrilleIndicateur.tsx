import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DefinitionIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import { GrilleVue } from '../grille/GrilleVue.tsx';
import type { PoigneeVue } from '../grille/GrilleVue.tsx';
import { mesurer, phraseMesures } from '../grille/mesures.ts';
import type { Plage } from '../grille/plage.ts';
import { bornes } from '../grille/plage.ts';
import type { ColonneGrille } from '../grille/Socle.tsx';
import { useVueEnMemoire } from '../grille/vueEnMemoire.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Touche } from '../ui/Bouton.tsx';
import { compte } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { ecartFr, estAdditif, estFraction, formuleDe, partieFr, teinteEcart, valeurFr } from './chiffres.ts';
import type { LigneMontree, Tri } from './lignes.ts';
import { idDe, lignesVisibles, valeurDe } from './lignes.ts';
import { TEXTES } from './textes.ts';

interface Contexte { readonly basculer: (ligne: LigneMontree) => void; readonly deplie: (id: string) => boolean; /** Le plus grand de ce niveau : un sous-total se compare à ses pareils. */ readonly maximum: (niveau: number) => number }
type Params = ICellRendererParams<LigneMontree, unknown, Contexte>;

const CelluleLibelle = ({ data, context, node }: Params): ReactElement => (data === undefined ? <span /> : (
  <span className={`rang${data.enfants > 0 || node.rowPinned != null ? ' gras' : ''}`} style={{ gap: 2, paddingLeft: 16 * Math.max(0, data.niveau) }}>
    {node.rowPinned != null ? <Icone nom="stack-line" /> : data.enfants === 0 ? (data.niveau === 0 ? null : <span style={{ width: 16 }} />) : <span className="chevron" role="presentation" data-testid="chevron" onClick={(evenement) => { evenement.stopPropagation(); context.basculer(data); }}><Icone nom={context.deplie(data.id) ? 'arrow-down-s-line' : 'arrow-right-s-line'} /></span>}
    <span className="coupe" title={data.libelle}>{data.libelle}</span>
  </span>
));
/** `seule` : sans la barre, quand les colonnes sont déjà nombreuses. */
const barreDe = (unite: DefinitionIndicateur['unite'], seule: boolean) => {
  const Cellule = ({ data, context }: Params): ReactElement => (data === undefined ? <span /> : (
    <span className={seule ? '' : 'ind-cellule'}>{seule ? null : <span className="piste" aria-hidden="true">{data.valeur === null ? null : <i style={{ width: `${Math.min(100, (100 * Math.abs(data.valeur)) / context.maximum(data.niveau))}%` }} />}</span>}<b className={`num droite${data.valeur === null ? ' discret' : ''}`}>{valeurFr(data.valeur, unite)}</b></span>
  ));
  return Cellule;
};
const ecartDe = (definition: DefinitionIndicateur) => {
  const Cellule = ({ data }: Params): ReactElement => (data?.avant == null ? <span /> : <span className={`num ${teinteEcart(data.avant.ecart, definition)}`}>{ecartFr(data.avant.ecart, definition.unite, true)}</span>);
  return Cellule;
};

/** « 1 région », « 13 régions », « 12 mois », « 2 SIAO ». */
const motsDe = (axe: Axe): readonly [string, string] => { const mot = axe === 'siao' ? 'SIAO' : AXES[axe].toLowerCase(); return [mot, axe === 'siao' || axe === 'mois' ? mot : `${mot}s`]; };
const titre = (texte: string): string => texte.slice(0, 1).toUpperCase() + texte.slice(1);
const nombreEnColonne = (colId: string, headerName: string, infobulle: string, width: number): ColonneGrille<LigneMontree> => ({ colId, headerName, headerTooltip: infobulle, type: 'rightAligned', floatingFilter: false, width, valueGetter: ({ data }) => (data === undefined ? '' : partieFr(valeurDe(data, colId) as number | null)), texte: (ligne) => partieFr(valeurDe(ligne, colId) as number | null) });
/** Colonnes d’un indicateur : la fraction, ses composantes, la valeur et l’écart. Les titres courts viennent de la formule ; l’infobulle la donne entière. */
const colonnesDe = (definition: DefinitionIndicateur, axes: readonly Axe[], compare: boolean, jours: number): readonly ColonneGrille<LigneMontree>[] => {
  const { unite, composantes } = definition;
  const { numerateur, denominateur } = formuleDe(definition, jours);
  const fraction = estFraction(definition, jours);
  const court = (texte: string): string => titre(texte.replace(/^places?(?:-jours)? /u, '').split(/[(,;]/u)[0]?.trim() ?? texte);
  // des places-jours, des habitants ont sept chiffres ; des places en ont six au plus, et la place revient aux noms
  const large = jours > 1 || unite !== 'taux' ? 84 : 72;
  const ecartUnite = unite === 'taux' ? ' (pt)' : '';
  return [
    { colId: 'libelle', headerName: axes.map((axe) => AXES[axe]).join(' › '), floatingFilter: false, minWidth: composantes.length > 2 ? 120 : 150, flex: 1, cellRenderer: CelluleLibelle, texte: ({ libelle, niveau }) => `${'  '.repeat(Math.max(0, niveau))}${libelle}` },
    ...(denominateur === null || !fraction ? [] : [nombreEnColonne('denominateur', court(denominateur), titre(denominateur), large), nombreEnColonne('numerateur', court(numerateur), titre(numerateur), large)]),
    ...(definition.quantile === null ? [] : [nombreEnColonne('numerateur', 'Fiches', titre(numerateur), 84)]),
    ...composantes.map(({ cle, libelle }) => nombreEnColonne(cle, court(libelle), titre(libelle), composantes.length > 2 ? 76 : 84)),
    { colId: 'valeur', headerName: unite === 'taux' ? 'Taux' : unite === 'jours' ? 'Jours' : unite === 'pour_mille' ? 'Pour 1 000' : 'Valeur', headerTooltip: definition.libelle, type: 'rightAligned', floatingFilter: false, width: composantes.length > 2 ? 76 : fraction ? 104 : 124, cellRenderer: barreDe(unite, composantes.length > 2), texte: ({ valeur }) => valeurFr(valeur, unite) },
    ...(compare ? [{ colId: 'ecart', headerName: `Écart${ecartUnite}`, headerTooltip: 'Écart avec le moment de comparaison', type: 'rightAligned', floatingFilter: false, width: 76, cellRenderer: ecartDe(definition), texte: ({ avant }: LigneMontree) => ecartFr(avant?.ecart, unite) }] : []),
  ];
};
const REGLES = { 'n-entite': ({ data, node }: { data?: LigneMontree | undefined; node: { rowPinned?: unknown } }): boolean => data !== undefined && data.niveau === 0 && data.enfants > 0 && node.rowPinned == null };

interface Props {
  readonly definition: DefinitionIndicateur; readonly axes: readonly Axe[]; readonly resultat: ResultatIndicateur; readonly toutes: readonly LigneMontree[]; readonly texte: string; readonly densite: Densite; readonly cleStockage: string;
  readonly deplies: ReadonlySet<string>; readonly deplier: (deplies: ReadonlySet<string>) => void; readonly courant: string | null; readonly choisir: (ligne: LigneMontree) => void; readonly ouvrir: (ligne: LigneMontree) => void;
  readonly poignee: RefObject<PoigneeVue<LigneMontree> | null>;
}

/** La ventilation, en arbre : → déplie, ← replie ou remonte, Entrée ouvre les lignes derrière le chiffre. L’ensemble reste épinglé au pied. */
export const GrilleIndicateur = ({ definition, axes, resultat, toutes, texte, densite, cleStockage, deplies, deplier, courant, choisir, ouvrir, poignee }: Props): ReactElement => {
  const [tri, trier] = useState<Tri>([]);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const lignes = useMemo(() => lignesVisibles(toutes, deplies, tri, texte), [toutes, deplies, tri, texte]);
  const { methodes, definition: vue } = useVueEnMemoire(lignes);
  const compare = resultat.comparaison !== null;
  const fraction = estFraction(definition, resultat.jours);
  const colonnes = useMemo(() => colonnesDe(definition, axes, compare, resultat.jours), [definition, axes, compare, resultat.jours]);
  const maximums = useMemo(() => axes.map((_axe, rang) => Math.max(Number.EPSILON, ...toutes.filter(({ niveau }) => niveau === rang || definition.unite === 'taux').map(({ valeur }) => Math.abs(valeur ?? 0)))), [toutes, axes, definition]);
  const courantes = useRef({ deplies, maximums });
  courantes.current = { deplies, maximums };
  const basculer = useCallback(({ id, enfants }: LigneMontree) => { if (enfants === 0) return; const apres = new Set(courantes.current.deplies); if (!apres.delete(id)) apres.add(id); deplier(apres); }, [deplier]);
  const contexte = useMemo<Contexte>(() => ({ basculer, deplie: (id) => courantes.current.deplies.has(id), maximum: (niveau) => courantes.current.maximums[Math.max(0, niveau)] ?? 1 }), [basculer]);
  const pied = useMemo<LigneMontree[]>(() => [{ ...resultat.total, id: 'total', niveau: -1, cles: [], libelles: [], libelle: TEXTES.total, enfants: 0 }], [resultat]);
  const options = useMemo(() => ({ pinnedBottomRowData: pied }), [pied]);
  const surTouche = (ligne: LigneMontree, { key, target }: KeyboardEvent): void => {
    if (!(target instanceof Element) || target.closest('.ag-cell')?.getAttribute('col-id') !== 'libelle') return;
    if (key === 'ArrowRight' && ligne.enfants > 0 && !deplies.has(ligne.id)) basculer(ligne);
    if (key !== 'ArrowLeft') return;
    if (ligne.enfants > 0 && deplies.has(ligne.id)) { basculer(ligne); return; }
    const rang = lignes.findIndex(({ id }) => id === ligne.id);
    const parent = lignes.findIndex(({ id }) => id === idDe(ligne.cles.slice(0, -1)));
    if (parent < 0 || parent >= rang) return;
    poignee.current?.api()?.ensureIndexVisible(parent);
    poignee.current?.api()?.setFocusedCell(parent, 'libelle');
  };
  const mesures = ((): string => {
    if (plage === null) return '';
    const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
    const colonne = poignee.current?.colonnes()[colDebut];
    const choisies = lignes.slice(rangDebut, rangFin + 1);
    // une somme n’a de sens que d’un niveau, et jamais de taux
    const additif = colonne !== undefined && colDebut === colFin && (['numerateur', 'denominateur'].includes(colonne.colId) || (colonne.colId === 'valeur' && estAdditif(definition)));
    if (!additif || new Set(choisies.map(({ niveau }) => niveau)).size > 1) return '';
    return phraseMesures(mesurer(choisies.map((ligne) => { const valeur = valeurDe(ligne, colonne.colId); return typeof valeur === 'number' ? valeur : null; })), String(colonne.headerName ?? ''));
  })();
  const [premiers, dernieres] = [toutes.filter(({ niveau }) => niveau === 0).length, toutes.filter(({ niveau }) => niveau === axes.length - 1).length];
  return (
    <>
      <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
        <GrilleVue
          methodes={methodes} definition={vue} options={options} colonnes={colonnes} cle={`${definition.id} ${axes.join()} ${compare} ${fraction}`} premiere="libelle" nom={TEXTES.grille} testid="grille-indicateur" cleStockage={cleStockage} densite={densite} total={lignes.length} poignee={poignee} contexte={contexte} courant={courant} regles={REGLES}
          surOuverture={() => undefined} surEchec={() => undefined} surPlage={changerPlage} surTri={trier} surLigne={(ligne, pas) => { if (pas === 'entree') ouvrir(ligne); else choisir(ligne); }} surTouche={surTouche}
        />
      </div>
      <BarreEtat testid="etat-indicateur">
        <span><b>{compte(premiers, ...motsDe(axes[0] ?? 'nature'))}</b></span>
        {axes[1] === undefined ? null : <span><b>{compte(dernieres, 'ligne', 'lignes')}</b></span>}
        <EtatPlage plage={plage} suite={mesures} />
        <span className="ressort" />
        <span className="dernier discret">{axes.length > 1 ? <><Touche>→</Touche> {TEXTES.deplier} </> : null}<Touche>Entrée</Touche> {TEXTES.ouvrir}</span>
      </BarreEtat>
    </>
  );
};
