import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { LigneValidation } from '../../contract/poste.ts';
import type { NiveauAge } from '../../domain/cycleDeVie.ts';
import { Colonnes } from '../grille/Colonnes.tsx';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import { estUneCellule } from '../grille/plage.ts';
import type { Pas, PoigneeGrille } from '../grille/Socle.tsx';
import type { FicheLue } from '../offre/fiche/lecture.ts';
import { lireFiche } from '../offre/fiche/lecture.ts';
import { useGestes } from '../offre/gestes/useGestes.tsx';
import { client } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { BandeauAvis } from '../propositions/AvisDecisions.tsx';
import { PanneauProposition } from '../propositions/PanneauProposition.tsx';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Badge, NIVEAUX_AGE } from '../ui/Badge.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { compte } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useStockage } from '../ui/stockage.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { DecisionEnNombre } from './DecisionEnNombre.tsx';
import { Exporter } from './Exporter.tsx';
import type { Filtres } from './filtres.tsx';
import { ContexteFile, SANS_FILTRE, avecEnsemble, estFiltree, passeFiltres } from './filtres.tsx';
import type { LigneFile } from './GrilleValidation.tsx';
import { GrilleValidation, ranger } from './GrilleValidation.tsx';
import { PanneauDecision } from './PanneauDecision.tsx';
import type { OngletValidation } from './textes.ts';
import { EXPORTER, TEXTES, TITRES, ongletsDe } from './textes.ts';

const estNiveau = (valeur: unknown): valeur is NiveauAge => typeof valeur === 'string' && Object.hasOwn(NIVEAUX_AGE, valeur);
const agesDe = (state: unknown): Filtres => (typeof state === 'object' && state !== null && 'age' in state && estNiveau(state.age) ? avecEnsemble(SANS_FILTRE, 'age', [state.age]) : SANS_FILTRE);

const ongletDe = (state: unknown): OngletValidation | undefined => (typeof state === 'object' && state !== null && 'onglet' in state && typeof state.onglet === 'string' ? (state.onglet as OngletValidation) : undefined);

/** Écran « À valider » : la file à gauche, la fiche à décider à droite. */
export const Validation = (): ReactElement => {
  const naviguer = useNavigate();
  const { pathname, state } = useLocation() as { pathname: string; state: unknown };
  const annoncer = useAnnoncer();
  const { acteur, utilisateur } = useSession();
  const onglets = ongletsDe(acteur.profil);
  // un lien vers une proposition ouvre l’onglet qui la contient
  const [onglet, changerOnglet] = useState<OngletValidation>(() => ongletDe(state) ?? onglets[0]?.cle ?? 'pour_moi');
  useEffect(() => { const demande = ongletDe(state); if (demande !== undefined) changerOnglet(demande); }, [state]);
  const [filtres, changerFiltres] = useState<Filtres>(() => agesDe(state));
  const [grouper, changerGroupe] = useStockage('siao.validation.grouper', false);
  const [cochees, cocher] = useState<readonly string[]>([]);
  const [enNombre, ouvrirEnNombre] = useState(false);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const [densite, changerDensite] = useStockage<Densite>(`siao.validation.densite.${utilisateur.id}`, 'normale');
  const [exporte, exporter] = useState<{ readonly format: FormatExport; readonly lignes: readonly string[]; readonly colonnes: readonly string[] } | null>(null);
  const poignee = useRef<PoigneeGrille<LigneFile> | null>(null);
  const { data, error, refetch } = useAppel('validation.file', { onglet }, { garder: true });
  const lignes = useMemo(() => data?.lignes ?? [], [data]);
  // qui n’a rien à corriger arrive sur ce qu’il décide, une fois, à l’ouverture
  const arrive = useRef(ongletDe(state) !== undefined || onglets[0]?.cle === 'pour_moi');
  const pleine = data?.compteurs[onglet] === 0 && data.compteurs.pour_moi > 0;
  useEffect(() => {
    if (arrive.current || data === undefined) return;
    arrive.current = true;
    if (pleine) changerOnglet('pour_moi');
  }, [data, pleine]);
  const visibles = useMemo(() => lignes.filter((ligne) => passeFiltres(ligne, filtres)), [lignes, filtres]);
  const rangees = useMemo(() => ranger(visibles, grouper), [visibles, grouper]);
  const ordre = useMemo(() => rangees.flatMap((ligne) => (ligne.genre === 'fiche' ? [ligne.fiche] : [])), [rangees]);

  const [, , , idAdresse] = pathname.split('/');
  const courante = ordre.find(({ id }) => id === idAdresse) ?? ordre[0];
  const rang = courante === undefined ? -1 : ordre.indexOf(courante);
  const montrer = useCallback((ligne: LigneValidation | undefined) => { void naviguer(ligne === undefined ? '/validation' : `/validation/${ligne.objet}/${ligne.id}`, { replace: true }); }, [naviguer]);
  // l’ordre affiché est celui de la grille quand une colonne le trie
  const voisine = (sens: 1 | -1): LigneValidation | undefined => {
    const ligne = courante === undefined ? undefined : poignee.current?.voisine(courante.id, sens);
    return ligne?.genre === 'fiche' ? ligne.fiche : undefined;
  };
  const aller = (sens: 1 | -1): void => {
    const suivante = voisine(sens);
    if (suivante === undefined) annoncer(sens === 1 ? 'Dernière fiche de la file.' : 'Première fiche de la file.', { genre: 'info' });
    else montrer(suivante);
  };
  // après une décision (un commentaire n’en est pas une), la fiche suivante s’ouvre seule ; à la fin de la file, la précédente
  const suite = useRef<() => LigneValidation | undefined>(() => undefined);
  suite.current = () => voisine(1) ?? voisine(-1);
  const { lancer, dialogue } = useGestes(useCallback((_fiche: FicheLue, geste: string) => { if (geste !== 'commenter') montrer(suite.current()); }, [montrer]));
  const decider = (...noms: readonly string[]) => (): void | false => {
    // une proposition se décide par son panneau, avec ses touches
    if (courante === undefined || courante.changement === 'proposition') return false;
    client.appeler('offre.fiche', { objet: courante.objet, id: courante.id }).then(({ fiche }) => {
      if (fiche === null) return;
      const lue: FicheLue = lireFiche(fiche);
      const geste = noms.map((nom) => lue.gestes.find((candidat) => candidat.geste === nom)).find((candidat) => candidat !== undefined);
      if (geste === undefined) annoncer('Ce geste n’est pas ouvert sur cette fiche.', { genre: 'info' });
      else lancer(geste, lue);
    }).catch(() => undefined);
    return undefined;
  };
  const selection = ordre.filter(({ id }) => cochees.includes(id));
  const ouvrirSelection = (): void => { if (selection.length > 0) ouvrirEnNombre(true); else annoncer('Cocher d’abord des fiches (Espace).', { genre: 'info' }); };
  // ce qui s’exporte est ce que la grille montre à cet instant, dans son ordre
  const demanderExport = (format: FormatExport): void => {
    const grille = poignee.current;
    if (grille === null || ordre.length === 0) { annoncer(EXPORTER.aucune, { genre: 'info' }); return; }
    grille.lignes(0, rangees.length).then((montrees) => { exporter({ format, lignes: montrees.filter(({ genre }) => genre === 'fiche').map(({ id }) => id), colonnes: grille.colonnes().map(({ colId }) => colId) }); }).catch(() => undefined);
  };
  const surCourante = (ligne: LigneValidation, pas: Pas): void => {
    if (ligne.id !== courante?.id) montrer(ligne);
    if (pas === 'entree') (document.querySelector<HTMLElement>('.champ-propose[tabindex="0"]') ?? document.getElementById('decision-titre'))?.focus();
  };
  useRaccourcis({
    'Ctrl+e': () => { demanderExport('xlsx'); }, 'Ctrl+p': () => { demanderExport('pdf'); },
    v: decider('valider', 'prevalider'), r: decider('renvoyer'), x: decider('refuser'), 'Ctrl+Maj+v': ouvrirSelection,
    'Alt+ArrowDown': () => { aller(1); }, 'Alt+ArrowUp': () => { aller(-1); },
    // dans la grille ou le corps de la fiche, la flèche garde son rôle : elle y descend déjà
    ArrowDown: ({ target }) => { if (target instanceof Element && target.closest('.ag-root-wrapper, .fiche-corps, input, select, textarea, [role="tab"]') !== null) return false; aller(1); return true; },
  });
  const basculerAge = (niveau: NiveauAge): void => {
    const seul = filtres.ensembles.age?.length === 1 && filtres.ensembles.age[0] === niveau;
    changerFiltres(avecEnsemble(filtres, 'age', seul ? null : [niveau]));
  };
  const propositions = ordre.filter(({ changement }) => changement === 'proposition').length;
  const mot = propositions === 0 ? 'fiche' : propositions === ordre.length ? 'proposition' : 'ligne';
  const compteurs = data?.compteurs;
  const enRetard = ordre.filter(({ jours }) => jours > 15).length;
  const moyenne = ordre.length === 0 ? null : ordre.reduce((somme, { jours }) => somme + jours, 0) / ordre.length;
  const contexte = useMemo(() => ({ filtres, changer: changerFiltres, lignes }), [filtres, lignes]);

  return (
    <ContexteFile.Provider value={contexte}>
      <div className="travail">
        <div className="tete">
          <h1>{TEXTES.titre}</h1>
          <span className="sous">{compteurs === undefined ? '' : compteurs.pour_moi === 0 ? TEXTES.vide.pour_moi : `${compte(compteurs.pour_moi, 'décision m’attend', 'décisions m’attendent')}`}</span>
          <span className="ressort" />
          <div className="segments" role="tablist" aria-label="Files">
            {onglets.map(({ cle, libelle }) => <button key={cle} type="button" role="tab" aria-selected={cle === onglet} onClick={() => { changerOnglet(cle); cocher([]); montrer(undefined); }}>{libelle}{compteurs === undefined || cle === 'decidees' ? null : <b>{compteurs[cle]}</b>}</button>)}
          </div>
          <Bouton icone="download-line" touche="Ctrl+E" raison={ordre.length === 0 ? EXPORTER.aucune : null} horsDroit onClick={() => { demanderExport('xlsx'); }} testid="exporter-validation">{EXPORTER.bouton}</Bouton>
          {onglet === 'pour_moi' ? <Bouton icone="checkbox-line" touche="Ctrl+Maj+V" raison={selection.length === 0 ? 'Cocher d’abord des fiches dans la file (Espace).' : null} horsDroit onClick={ouvrirSelection} testid="decider-selection">{TEXTES.decider}{selection.length === 0 ? '' : ` (${selection.length})`}</Bouton> : null}
        </div>
        <BandeauAvis />
        <div className="avec-panneau">
          <section className="pan" aria-label="File">
            <div className="outils" data-zone="outils" role="toolbar" aria-label="Affichage de la file">
              <label className="selection-compacte" style={{ fontSize: 12 }}>{TEXTES.grouper} : <select value={grouper ? 'entite' : ''} onChange={(evenement) => { changerGroupe(evenement.target.value === 'entite'); }}><option value="">{TEXTES.sansGroupe}</option><option value="entite">{TEXTES.parEntite}</option></select></label>
              <span className="ressort" />
              <div className="legende" role="group" aria-label="Filtrer par âge">{(Object.keys(NIVEAUX_AGE) as NiveauAge[]).map((niveau) => <button key={niveau} type="button" aria-pressed={filtres.ensembles.age?.includes(niveau) === true} aria-label={NIVEAUX_AGE[niveau].mot} title={NIVEAUX_AGE[niveau].mot} onClick={() => { basculerAge(niveau); }}><Badge couleur={NIVEAUX_AGE[niveau].couleur} icone={NIVEAUX_AGE[niveau].icone}>{NIVEAUX_AGE[niveau].court}</Badge></button>)}</div>
              <Colonnes poignee={poignee} premiere="nom" titre={(colonne) => (Object.hasOwn(TITRES, colonne) ? TITRES[colonne as keyof typeof TITRES] : null)} nom={TEXTES.colonnes} nomDensite={TEXTES.densite} densite={densite} changerDensite={changerDensite} />
            </div>
            {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom="Lecture de la file" lignes={16} /> : (
              <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
                <GrilleValidation lignes={rangees} onglet={onglet} courante={courante?.id ?? null} densite={densite} poignee={poignee} surCourante={surCourante} surCochees={cocher} surPlage={changerPlage} />
                {ordre.length === 0 ? <div className="grille-vide">{estFiltree(filtres) ? <Vide titre={TEXTES.filtreVide} icone="filter-line"><Bouton onClick={() => { changerFiltres(SANS_FILTRE); }}>{TEXTES.retirerFiltres}</Bouton></Vide> : <Vide titre={TEXTES.vide[onglet]} icone="checkbox-circle-line"><span>{TEXTES.videAide[onglet]}</span></Vide>}</div> : null}
              </div>
            )}
            <BarreEtat testid="etat-file">
              <span><b>{ordre.length}</b> {ordre.length < 2 ? mot : `${mot}s`}</span>
              {moyenne === null ? null : <span>Âge moyen <b>{moyenne.toLocaleString('fr-FR', { maximumFractionDigits: 1 })} j</b></span>}
              {enRetard > 0 ? <span><b>{enRetard}</b> en retard</span> : null}
              <EtatPlage plage={plage} />
              {data?.tronquee === true ? <span className="alerte">File limitée aux 2 000 plus anciennes</span> : null}
              <span className="ressort" />
              {plage !== null && !estUneCellule(plage) ? null : <span className="dernier discret"><Touche>↓</Touche> suivante <Touche>Espace</Touche> cocher <Touche>?</Touche> touches</span>}
            </BarreEtat>
          </section>
          {courante === undefined ? null : courante.changement === 'proposition' ? <PanneauProposition ligne={courante} rang={rang + 1} total={ordre.length} aller={aller} suivante={() => { montrer(suite.current()); }} /> : <PanneauDecision ligne={courante} rang={rang + 1} total={ordre.length} pourMoi={onglet === 'pour_moi'} aller={aller} lancer={lancer} />}
        </div>
        {dialogue}
        {enNombre ? <DecisionEnNombre lignes={selection} fermer={(decidees) => { ouvrirEnNombre(false); cocher(cochees.filter((id) => !decidees.includes(id))); poignee.current?.api()?.deselectAll(); }} /> : null}
        {exporte === null ? null : <Exporter onglet={onglet} titreOnglet={onglets.find(({ cle }) => cle === onglet)?.libelle ?? ''} grouper={grouper} lignes={exporte.lignes} colonnes={exporte.colonnes} filtres={filtres} formatDepart={exporte.format} fermer={() => { exporter(null); poignee.current?.prendreFocus(); }} />}
      </div>
    </ContexteFile.Provider>
  );
};
