import type { SuppressKeyboardEventParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { LIBELLES_SECOND, texteConnexion } from '../../contract/comptesTextes.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import type { ColonneACocher, DefinitionUtilisateurs, LigneUtilisateur } from '../../contract/methodesUtilisateurs.ts';
import { STATUTS_COMPTE } from '../../domain/objets/utilisateur.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { PoigneeVue } from '../grille/GrilleVue.tsx';
import { GrilleVue } from '../grille/GrilleVue.tsx';
import type { Plage } from '../grille/plage.ts';
import type { ColonneGrille, Pas } from '../grille/Socle.tsx';
import { client } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import type { ContexteGrille } from './cellules.tsx';
import { CelluleCoche, CelluleConnexion, CelluleNom, CelluleProfil, CelluleSecond, CelluleStatut, CelluleTexte } from './cellules.tsx';
import { useVue } from './definition.ts';
import { FiltreEnsemble, FiltreTexte } from './filtres.tsx';
import { TEXTES, TITRES } from './textes.ts';

export type VueOuverte = ResultatDe<'utilisateurs.ouvrir'>;
export type PoigneeGrille = PoigneeVue<LigneUtilisateur>;
interface Props {
  readonly total: number;
  readonly courant: string | null;
  readonly cochees: ReadonlySet<string>;
  readonly poignee: RefObject<PoigneeGrille | null>;
  readonly surOuverture: (vue: VueOuverte) => void;
  readonly surEchec: (erreur: unknown) => void;
  readonly surLigne: (ligne: LigneUtilisateur, pas: Pas) => void;
  readonly surPlage: (plage: Plage | null) => void;
  readonly surCoche: (id: string) => void;
  /** La case de l’en-tête : tout ce que la vue retient, ou rien. */
  readonly surToutCocher: () => void;
}
/** État de la case de l’en-tête, hors de React : la grille garde ses en-têtes (et le filtre où l’on tape) d’un rendu à l’autre. */
interface CaseEntete { toutes: boolean; agir: () => void; readonly abonnes: Set<() => void> }
interface ContexteEntete { readonly entete: CaseEntete }

const EnteteCoche = ({ context: { entete } }: { readonly context: ContexteEntete }): ReactElement => {
  const toutes = useSyncExternalStore((rappel) => { entete.abonnes.add(rappel); return () => { entete.abonnes.delete(rappel); }; }, () => entete.toutes);
  return <input type="checkbox" className="coche" checked={toutes} aria-label={toutes ? TEXTES.decocherTout : TEXTES.cocherTout} title={toutes ? TEXTES.decocherTout : TEXTES.cocherTout} onChange={() => { entete.agir(); }} data-testid="tout-cocher" />;
};

/** Entrée, F2, Échap, Espace et Alt+flèches sont à l’écran. */
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneUtilisateur>): boolean => ['Enter', 'F2', 'Escape', ' '].includes(event.key) || (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'));
const titre = (colonne: string) => ({ colId: colonne, headerName: TITRES[colonne]?.[0] ?? colonne, headerTooltip: TITRES[colonne]?.[1] ?? '', suppressKeyboardEvent: gardeClavier });
const texte = (colonne: string) => ({ ...titre(colonne), filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexte, floatingFilterComponentParams: { colonne } });
const ensemble = (colonne: ColonneACocher) => ({ ...titre(colonne), filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsemble, floatingFilterComponentParams: { colonne } });
const COLONNES: readonly ColonneGrille<LigneUtilisateur>[] = [
  { colId: 'coche', headerName: '', width: 36, minWidth: 36, pinned: 'left', lockPinned: true, lockPosition: true, resizable: false, sortable: false, floatingFilter: false, suppressNavigable: true, cellRenderer: CelluleCoche, headerComponent: EnteteCoche, texte: () => '' },
  { ...texte('nom'), field: 'nom', pinned: 'left', lockPinned: true, width: 172, cellRenderer: CelluleNom, texte: ({ nom }) => nom },
  { ...texte('email'), field: 'email', minWidth: 130, flex: 13, cellRenderer: CelluleTexte, texte: ({ email }) => email },
  { ...ensemble('profil'), field: 'profil', width: 188, cellRenderer: CelluleProfil, texte: ({ profil }) => PROFILS[profil].libelle },
  { ...texte('perimetre'), field: 'perimetreLibelle', minWidth: 116, flex: 12, cellRenderer: CelluleTexte, texte: ({ perimetreLibelle }) => perimetreLibelle },
  { ...ensemble('departements'), valueGetter: ({ data }) => data?.departements.join(', '), width: 70, cellRenderer: CelluleTexte, texte: ({ departements }) => departements.join(', ') },
  { ...ensemble('statut'), field: 'statut', width: 112, cellRenderer: CelluleStatut, texte: ({ statut }) => STATUTS_COMPTE[statut] },
  { ...ensemble('secondFacteur'), field: 'secondFacteur', width: 94, cellRenderer: CelluleSecond, texte: ({ secondFacteur }) => LIBELLES_SECOND[secondFacteur ? 'oui' : 'non'] },
  { ...ensemble('activite'), field: 'derniereConnexion', width: 158, cellRenderer: CelluleConnexion, texte: texteConnexion },
];

const METHODES = { ouvrir: (demandee: DefinitionUtilisateurs) => client.appeler('utilisateurs.ouvrir', demandee), lignes: (fenetre: { vue: number; debut: number; fin: number }) => client.appeler('utilisateurs.lignes', fenetre), rang: (fiche: { vue: number; id: string }) => client.appeler('utilisateurs.rang', fiche) };

/** Grille des comptes : la grille commune, avec une case à cocher par compte (Espace) et celle de l’en-tête. */
export const Grille = ({ total, courant, cochees, poignee, surOuverture, surEchec, surLigne, surPlage, surCoche, surToutCocher }: Props): ReactElement => {
  const { definition } = useVue();
  const { utilisateur } = useSession();
  const refCochees = useRef(cochees);
  const courante = useRef(surCoche);
  useEffect(() => { courante.current = surCoche; });
  const [entete] = useState<CaseEntete>(() => ({ toutes: false, agir: () => undefined, abonnes: new Set() }));
  useEffect(() => { entete.agir = surToutCocher; }, [entete, surToutCocher]);
  useEffect(() => {
    refCochees.current = cochees;
    entete.toutes = cochees.size > 0;
    for (const rappel of entete.abonnes) rappel();
    const grille = poignee.current?.api();
    if (grille?.isDestroyed() === false) grille.refreshCells({ columns: ['coche'], force: true });
  }, [cochees, entete, poignee]);
  const contexte = useMemo<ContexteGrille & ContexteEntete>(() => ({ cochees: refCochees, basculer: (id) => { courante.current(id); }, entete }), [entete]);
  return (
    <GrilleVue<DefinitionUtilisateurs, VueOuverte, LigneUtilisateur>
      methodes={METHODES} definition={definition} colonnes={COLONNES} premiere="nom" nom={TEXTES.titre} testid="grille-utilisateurs" cleStockage={`siao.utilisateurs.colonnes.${utilisateur.id}`} densite="normale" total={total} courant={courant} contexte={contexte} poignee={poignee}
      surOuverture={surOuverture} surEchec={surEchec} surLigne={surLigne} surPlage={surPlage} surTouche={(ligne, evenement) => { if (evenement.key !== ' ' || evenement.shiftKey) return; evenement.preventDefault(); surCoche(ligne.id); }}
    />
  );
};
