import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DefinitionPlaces, LigneRegroupee, Regroupement } from '../../../contract/methodesPlaces.ts';
import { REGROUPEMENTS } from '../../../contract/methodesPlaces.ts';
import { lignesVisibles, tauxIndisponibilite, tauxOccupation, valeurDe } from '../../../contract/regroupementPlaces.ts';
import { EtatPlage } from '../../grille/EtatPlage.tsx';
import { GrilleVue } from '../../grille/GrilleVue.tsx';
import type { PoigneeVue } from '../../grille/GrilleVue.tsx';
import { mesurer, phraseMesures } from '../../grille/mesures.ts';
import type { Plage } from '../../grille/plage.ts';
import { bornes } from '../../grille/plage.ts';
import type { ColonneGrille } from '../../grille/Socle.tsx';
import { useVueEnMemoire } from '../../grille/vueEnMemoire.ts';
import { useAppel } from '../../poste/requetes.ts';
import { BarreEtat } from '../../ui/BarreEtat.tsx';
import { Touche } from '../../ui/Bouton.tsx';
import { Echec, Vide } from '../../ui/Etats.tsx';
import { compte, nombre, pourcent } from '../../ui/formats.ts';
import type { Densite } from '../../ui/grille.ts';
import { Icone } from '../../ui/Icone.tsx';
import { REGROUPER } from '../textes.ts';
import { titreRegroupement } from './ChoixRegroupement.tsx';

interface Contexte { readonly basculer: (ligne: LigneRegroupee) => void; readonly deplies: () => ReadonlySet<string> }
const CelluleGroupe = ({ data, context }: ICellRendererParams<LigneRegroupee, unknown, Contexte>): ReactElement => (data === undefined ? <span /> : (
  <span className="rang" style={{ gap: 2, paddingLeft: 16 * (data.cles.length - 1), fontWeight: data.sousGroupes > 0 ? 700 : 400 }}>
    {data.sousGroupes === 0 ? <span style={{ width: 16 }} /> : <span className="chevron" role="presentation" data-testid="chevron" onClick={(evenement) => { evenement.stopPropagation(); context.basculer(data); }}><Icone nom={context.deplies().has(data.id) ? 'arrow-down-s-line' : 'arrow-right-s-line'} /></span>}
    <span className="coupe" title={data.libelle}>{data.libelle}</span>
  </span>
));
const chiffre = (colId: keyof LigneRegroupee & string, headerName: string): ColonneGrille<LigneRegroupee> => ({ colId, headerName, type: 'rightAligned', floatingFilter: false, width: 104, valueGetter: ({ data }) => (data === undefined ? '' : nombre(data[colId] as number)), texte: (ligne) => String(ligne[colId] as number) });
const taux = (colId: string, headerName: string, headerTooltip: string, lire: (ligne: LigneRegroupee) => number | null): ColonneGrille<LigneRegroupee> => {
  const texte = (ligne: LigneRegroupee): string => { const lu = lire(ligne); return lu === null ? REGROUPER.inconnu : pourcent(lu, 1); };
  return { colId, headerName, headerTooltip, type: 'rightAligned', floatingFilter: false, width: 124, valueGetter: ({ data }) => (data === undefined ? '' : texte(data)), texte };
};
const COLONNES: readonly ColonneGrille<LigneRegroupee>[] = [
  { colId: 'libelle', headerName: REGROUPER.groupe, floatingFilter: false, minWidth: 280, flex: 1, cellRenderer: CelluleGroupe, texte: ({ libelle, cles }) => `${'  '.repeat(cles.length - 1)}${libelle}` },
  chiffre('places', REGROUPER.places), chiffre('libre', REGROUPER.libres), chiffre('reservee', REGROUPER.reservees), chiffre('occupee', REGROUPER.occupees), chiffre('indisponible', REGROUPER.indisponibles), chiffre('fermee', REGROUPER.fermees),
  taux('tauxIndisponibilite', REGROUPER.tauxIndisponibilite, REGROUPER.aideIndisponibilite, tauxIndisponibilite), taux('tauxOccupation', REGROUPER.tauxOccupation, REGROUPER.aideOccupation, tauxOccupation),
];

interface Props {
  readonly par: readonly Regroupement[]; readonly definition: DefinitionPlaces; readonly densite: Densite; readonly cleStockage: string;
  readonly poignee: RefObject<PoigneeVue<LigneRegroupee> | null>;
  readonly tri: DefinitionPlaces['tri']; readonly trier: (tri: DefinitionPlaces['tri']) => void;
  /** Ouvre les places d’un groupe : les filtres qui le définissent, par colonne. */
  readonly ouvrir: (filtres: readonly (readonly [colonne: string, valeur: string, libelle: string])[]) => void;
}

/** Les places comptées par groupes, avec sous-totaux : un groupe se déplie, et s’ouvre sur ses places. La plage, la copie et le tri sont ceux des autres grilles. */
export const Regrouper = ({ par, definition, densite, cleStockage, poignee, tri, trier, ouvrir }: Props): ReactElement => {
  const { data, error, refetch } = useAppel('places.regrouper', { definition: { ...definition, tri: [] }, par: [...par] }, { garder: true });
  const [deplies, changerDeplies] = useState<ReadonlySet<string>>(new Set());
  const [plage, changerPlage] = useState<Plage | null>(null);
  const lignes = useMemo(() => lignesVisibles(data?.lignes ?? [], deplies, tri), [data, deplies, tri]);
  const { methodes, definition: vue } = useVueEnMemoire(lignes);
  const courants = useRef(deplies);
  useEffect(() => { courants.current = deplies; }, [deplies]);
  useEffect(() => { changerDeplies(new Set()); }, [par]);
  // la grille oublie son tri quand elle se ferme
  useEffect(() => () => { trier([]); }, [trier]);
  const basculer = useCallback((ligne: LigneRegroupee) => { if (ligne.sousGroupes > 0) changerDeplies((avant) => { const apres = new Set(avant); if (!apres.delete(ligne.id)) apres.add(ligne.id); return apres; }); }, []);
  const contexte = useMemo<Contexte>(() => ({ basculer, deplies: () => courants.current }), [basculer]);
  const noms = useMemo(() => new Map((data?.lignes ?? []).map(({ id, libelle }) => [id, libelle])), [data]);
  const ouvrirPlaces = ({ cles }: LigneRegroupee): void => { ouvrir(cles.map((cle, rang) => [REGROUPEMENTS[par[rang] as Regroupement], cle, noms.get(JSON.stringify(cles.slice(0, rang + 1))) ?? cle] as const)); };
  const mesures = ((): string => {
    if (plage === null) return '';
    const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
    const affichees = poignee.current?.colonnes().slice(colDebut, colFin + 1) ?? [];
    // une somme n’a de sens que d’un niveau : un groupe déplié compterait deux fois ses places
    const niveaux = new Set(lignes.slice(rangDebut, rangFin + 1).map(({ cles }) => cles.length));
    if (niveaux.size > 1 || affichees.length !== 1 || affichees[0]?.colId.startsWith('taux') === true) return '';
    return phraseMesures(mesurer(lignes.slice(rangDebut, rangFin + 1).map((ligne) => { const valeur = valeurDe(ligne, affichees[0]?.colId ?? ''); return typeof valeur === 'number' ? valeur : null; })), String(affichees[0]?.headerName ?? ''));
  })();
  const premiers = data?.lignes.filter(({ cles }) => cles.length === 1) ?? [];
  return (
    <>
      <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
        <GrilleVue
          methodes={methodes} definition={vue} colonnes={COLONNES} premiere="libelle" nom={REGROUPER.grille} testid="grille-regroupee" cleStockage={cleStockage} densite={densite} total={lignes.length} poignee={poignee} contexte={contexte}
          surOuverture={() => undefined} surEchec={() => undefined} surPlage={changerPlage} surTri={(choisi) => { trier([...choisi]); }} surLigne={(ligne, pas) => { if (pas === 'entree') ouvrirPlaces(ligne); }} surTouche={(ligne, evenement) => { if (evenement.key === ' ') { evenement.preventDefault(); basculer(ligne); } }}
        />
        {error !== null && data === undefined ? <div className="grille-vide"><Echec erreur={error} reessayer={() => { void refetch(); }} /></div> : data !== undefined && data.lignes.length === 0 ? <div className="grille-vide"><Vide titre={REGROUPER.vide} icone="grid-line"><span>{REGROUPER.videAide}</span></Vide></div> : null}
      </div>
      <BarreEtat testid="etat-regroupement">
        <span><b>{compte(premiers.length, 'groupe', 'groupes')}</b> par {par.map((code) => titreRegroupement(code).toLowerCase()).join(', ')}</span>
        <span><b>{nombre(premiers.reduce((somme, { places }) => somme + places, 0))}</b> places</span>
        <EtatPlage plage={plage} suite={mesures} />
        <span className="ressort" />
        <span className="dernier discret"><Touche>Espace</Touche> déplier <Touche>Entrée</Touche> voir les places</span>
      </BarreEtat>
    </>
  );
};
