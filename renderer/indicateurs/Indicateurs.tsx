import type { ReactElement } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import type { PoigneeVue } from '../grille/GrilleVue.tsx';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { dateHeure } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { ChoixAxes } from './ChoixAxes.tsx';
import { ChoixIndicateur } from './ChoixIndicateur.tsx';
import { ChoixMoment } from './ChoixMoment.tsx';
import { Definition } from './Definition.tsx';
import { Exporter } from './Exporter.tsx';
import { GrilleIndicateur } from './GrilleIndicateur.tsx';
import { Images } from './Images.tsx';
import { Instantanes } from './Instantanes.tsx';
import type { LigneMontree } from './lignes.ts';
import { ancetres, arbre } from './lignes.ts';
import { Provenance } from './Provenance.tsx';
import { Ajouter } from './rapports/Ajouter.tsx';
import { Rapports } from './rapports/Rapports.tsx';
import { sectionDe } from './rapports/sections.ts';
import { AJOUT, TEXTES as TEXTES_RAPPORTS } from './rapports/textes.ts';
import { useRapports } from './rapports/useRapports.ts';
import type { Reglage } from './reglages.ts';
import { libelleFiltre, momentFr, reglagePour, reglages, restreindre } from './reglages.ts';
import { TEXTES } from './textes.ts';
import { useVoirLignes } from './voirLignes.ts';

const TOUS_DEPLIES = 3;

/** L’explorateur d’un indicateur déjà choisi. */
const Explorateur = ({ indicateurs, definition, reglage, regler, voirRapports }: { readonly voirRapports: () => void; readonly indicateurs: readonly DefinitionIndicateur[]; readonly definition: DefinitionIndicateur; readonly reglage: Reglage; readonly regler: (reglage: Reglage) => void }): ReactElement => {
  const { utilisateur } = useSession();
  const sync = useEtatSync();
  const voir = useVoirLignes();
  const [choix, ouvrirChoix] = useState(false);
  const [exporte, exporter] = useState(false);
  const [ajoute, ajouter] = useState(false);
  const rapports = useRapports();
  const echecs = useAppel('rapports.programmes', {}).data?.programmes.filter(({ echec, ailleurs }) => echec !== null && ailleurs === null).length ?? 0;
  const [texte, filtrer] = useState('');
  const [deplies, deplier] = useState<ReadonlySet<string>>(new Set());
  const [courant, poserCourant] = useState<string | null>(null);
  const [panneau, montrerPanneau] = useState(true);
  const poignee = useRef<PoigneeVue<LigneMontree> | null>(null);
  const { axes, moment, comparaison, filtres } = reglage;
  const { data: resultat, error, refetch, isPlaceholderData } = useAppel('indicateurs.calculer', { id: definition.id, axes: [...axes], moment, comparaison, filtres: filtres as Record<string, string[]> }, { garder: true });
  // d’un indicateur ou d’axes à d’autres, le résultat gardé à l’écran n’est pas le leur ; d’une date à l’autre il se garde, grisé
  const cle = `${definition.id} ${axes.join()}`;
  const cleLue = useRef(cle);
  if (!isPlaceholderData) cleLue.current = cle;
  const perime = isPlaceholderData && cleLue.current !== cle;
  const toutes = useMemo(() => (resultat === undefined || perime ? [] : arbre(resultat)), [resultat, perime]);
  const cleAxes = axes.join();
  useEffect(() => { poserCourant(null); filtrer(''); }, [definition.id, cleAxes]);
  useEffect(() => { if (cleAxes.includes(',')) deplier(new Set(toutes.filter(({ niveau }) => niveau === 0).slice(0, toutes.filter(({ niveau }) => niveau < 2).length > 40 ? TOUS_DEPLIES : undefined).map(({ id }) => id))); else deplier(new Set()); }, [definition.id, cleAxes, resultat === undefined || perime]);
  const choisie = toutes.find(({ id }) => id === courant) ?? null;
  const lieu = choisie === null ? (Object.keys(filtres).length === 0 ? utilisateur.perimetreLibelle : Object.entries(filtres).flatMap(([axe, valeurs]) => (valeurs ?? []).map((valeur) => reglage.libelles[`${axe} ${valeur}`] ?? valeur)).join(', ')) : choisie.libelles.join(', ');
  const filtresDe = (ligne: LigneMontree | null): Reglage['filtres'] => ({ ...filtres, ...Object.fromEntries((ligne?.cles ?? []).flatMap((cle, rang) => { const axe = axes[rang]; return axe === undefined || axe === 'mois' ? [] : [[axe, [cle]]]; })) });
  const poserFiltre = (axe: Axe): void => { regler({ ...reglage, filtres: Object.fromEntries(Object.entries(filtres).filter(([autre]) => autre !== axe)) }); };
  const restreindreA = (ligne: LigneMontree): void => { regler(restreindre(reglage, definition, ligne.cles, ligne.libelles)); };
  /** Entrée : les lignes derrière le chiffre quand elles se montrent, sinon la ventilation plus fine de cette ligne. */
  const ouvrir = async (ligne: LigneMontree): Promise<void> => { if (!await voir.derriere(definition.id, moment, filtresDe(ligne))) restreindreA(ligne); };
  useRaccourcis({
    r: () => { if (rapports.pret) ajouter(true); }, 'Maj+r': voirRapports, 'Ctrl+e': () => { exporter(true); }, 'Ctrl+i': () => { ouvrirChoix(true); }, '/': () => { document.getElementById('filtre-indicateur')?.focus(); }, 'Maj+Enter': () => { if (choisie === null || axes[choisie.niveau] === 'mois') return false; restreindreA(choisie); return true; },
    Escape: () => { if (!panneau) return false; montrerPanneau(false); poignee.current?.prendreFocus(); return true; },
  });
  const parents = toutes.filter(({ enfants }) => enfants > 0);
  const images = resultat === undefined || perime ? null : <Images definition={definition} axes={axes} toutes={toutes} total={resultat.total.valeur} courant={courant} choisir={(id) => { const ligne = toutes.find((une) => une.id === id); if (ligne === undefined) return; poserCourant(id); montrerPanneau(true); if (ligne.niveau > 0) deplier(new Set([...deplies, ...ancetres(ligne)])); }} />;
  return (
    <div className="travail indicateurs">
      <div className="tete">
        <h1 className="coupe">{definition.libelle}</h1>
        <button type="button" className="lien rang" aria-haspopup="dialog" onClick={() => { ouvrirChoix(true); }} data-testid="changer-indicateur"><Icone nom="arrow-down-s-line" />{TEXTES.changer}<Touche>Ctrl+I</Touche></button>
        <span className="ressort" />
        <ChoixMoment moment={moment} comparaison={comparaison} admis={definition.moment} changer={(nouveau) => { regler({ ...reglage, ...nouveau }); }} />
        <ChoixAxes axes={axes} admis={definition.axes} changer={(nouveaux) => { regler({ ...reglage, axes: nouveaux }); }} />
        <Bouton icone="add-line" nom={`${AJOUT.bouton} (R)`} onClick={() => { if (rapports.pret) ajouter(true); }} testid="ajouter-au-rapport" />
        <Bouton icone="file-text-line" onClick={voirRapports} testid="voir-rapports">{TEXTES_RAPPORTS.titre}{echecs === 0 ? null : <span className="erreur rang" style={{ gap: 2 }}><Icone nom="error-warning-fill" taille={14} />{echecs}</span>}</Bouton>
        <Bouton icone="download-line" onClick={() => { exporter(true); }} testid="exporter-indicateur">{TEXTES.exporter}</Bouton>
      </div>
      {sync?.etat === 'hors_ligne' && sync.derniere !== null ? <Note genre="w">{TEXTES.horsLigne} {dateHeure(sync.derniere)}.</Note> : null}
      <Definition definition={definition} resultat={isPlaceholderData ? undefined : resultat} lieu={lieu === '' ? TEXTES.total : Object.keys(filtres).length === 0 ? utilisateur.perimetreLibelle : lieu} repere={resultat?.comparaison == null || comparaison === null ? null : 'date' in comparaison ? comparaison.date : momentFr(comparaison)} />
      <div aria-busy={isPlaceholderData} className={`ind-corps${isPlaceholderData ? ' en-calcul' : ''}${panneau ? '' : ' sans-panneau'}${images === null ? ' sans-images' : ''}`}>
        <section className="pan" aria-label={TEXTES.grille}>
          <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES.ventilation}>
            <div className="saisie s" style={{ flex: '0 1 220px' }}><Icone nom="search-line" taille={14} /><input id="filtre-indicateur" type="text" value={texte} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { filtrer(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); evenement.stopPropagation(); filtrer(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} /></div>
            {(Object.entries(filtres) as [Axe, readonly string[]][]).map(([axe, valeurs]) => <button key={axe} type="button" className="etiquette" title={TEXTES.retirer} aria-label={`${TEXTES.retirer} ${AXES[axe]}`} onClick={() => { poserFiltre(axe); }}><span className="coupe">{valeurs.map((valeur) => libelleFiltre(reglage, axe, valeur)).join(', ')}</span><Icone nom="close-line" taille={14} /></button>)}
            <span className="ressort" />
            {axes.length > 1 ? <Bouton genre="t" petit icone="expand-up-down-line" onClick={() => { deplier(deplies.size === 0 ? new Set(parents.map(({ id }) => id)) : new Set()); }} testid="tout-deplier">{deplies.size === 0 ? TEXTES.toutDeplier : TEXTES.toutReplier}</Bouton> : null}
            {panneau ? null : <Bouton genre="t" petit icone="question-line" nom="D’où vient ce chiffre ?" onClick={() => { montrerPanneau(true); }} testid="montrer-provenance" />}
          </div>
          {error !== null && resultat === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : resultat === undefined || perime ? <Attente nom={TEXTES.lecture} lignes={12} /> : toutes.length === 0 ? (
            <Vide titre={TEXTES.vide} icone="bar-chart-box-line"><span>{Object.keys(filtres).length === 0 ? TEXTES.videPerimetre : TEXTES.videAide}</span>{Object.keys(filtres).length === 0 ? null : <Bouton onClick={() => { regler({ ...reglage, filtres: {} }); }}>{TEXTES.retirerTout}</Bouton>}</Vide>
          ) : (
            <GrilleIndicateur
              definition={definition} axes={axes} resultat={resultat} toutes={toutes} texte={texte} densite="normale" cleStockage={`siao.indicateurs.colonnes.${definition.id}`} deplies={deplies} deplier={deplier} courant={courant} poignee={poignee}
              choisir={({ id }) => { poserCourant(id); }} ouvrir={(ligne) => { void ouvrir(ligne); }}
            />
          )}
        </section>
        {images}
        {panneau ? <Provenance definition={definition} moment={moment} filtres={filtresDe(choisie)} lieu={lieu} fermer={() => { montrerPanneau(false); poignee.current?.prendreFocus(); }} voir={voir.places} restreindre={choisie === null || axes[choisie.niveau] === 'mois' ? null : () => { restreindreA(choisie); }}><Instantanes definition={definition} filtres={filtresDe(choisie)} /></Provenance> : null}
      </div>
      {exporte ? <Exporter reglage={reglage} lignes={toutes.length} fermer={() => { exporter(false); poignee.current?.prendreFocus(); }} /> : null}
      {ajoute ? <Ajouter definition={definition} depart={sectionDe(reglage)} vers={{ genre: 'rapport', rapports }} fermer={() => { ajouter(false); poignee.current?.prendreFocus(); }} /> : null}
      {choix ? <ChoixIndicateur indicateurs={indicateurs} courant={definition.id} choisir={(autre) => { regler(reglagePour(autre, toutes.length, reglage)); }} fermer={() => { ouvrirChoix(false); }} /> : null}
    </div>
  );
};

/** Ce qu’un autre écran demande d’ouvrir : un indicateur, et au besoin ses axes ou ses filtres. */
export interface DemandeExplorateur { readonly indicateur: string; readonly suite?: Partial<Pick<Reglage, 'axes' | 'filtres' | 'libelles'>> }

/** Écran Indicateurs : un indicateur, sa définition, sa ventilation, ses images, et d’où vient chaque chiffre. */
export const Indicateurs = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const { state } = useLocation() as { state: (Partial<DemandeExplorateur> & { readonly rapports?: boolean }) | null };
  const { data, error, refetch } = useAppel('indicateurs.liste', {});
  const [page, montrer] = useState<'explorateur' | 'rapports'>(state?.rapports === true ? 'rapports' : 'explorateur');
  useEffect(() => { if (state?.rapports === true) montrer('rapports'); else if (state?.indicateur !== undefined) montrer('explorateur'); }, [state]);
  const [reglage, poser] = useState<Reglage | null>(() => reglages.get(utilisateur.id) ?? null);
  const regler = (nouveau: Reglage): void => { reglages.set(utilisateur.id, nouveau); poser(nouveau); };
  const departements = acteur.perimetre.genre === 'departements' && acteur.perimetre.departements.length < 2 ? 1 : acteur.perimetre.genre === 'national' || acteur.perimetre.genre === 'departements' ? 2 : 1;
  const indicateurs = data?.indicateurs;
  // un lien d’un autre écran demande un indicateur ; sinon, le dernier regardé, sinon le premier
  const demande = state?.indicateur;
  const definition = indicateurs?.find(({ id }) => id === (reglage?.id ?? demande)) ?? indicateurs?.[0];
  const actuel = definition === undefined ? null : reglage !== null && reglage.id === definition.id ? reglage : reglagePour(definition, departements);
  useEffect(() => {
    const voulu = indicateurs?.find(({ id }) => id === demande);
    if (voulu !== undefined && state !== null) regler({ ...reglagePour(voulu, departements), ...state.suite });
  }, [demande, indicateurs === undefined]);
  if (error !== null && data === undefined) return <div className="travail"><div className="tete"><h1>{TEXTES.titre}</h1></div><div className="pan" style={{ flex: 1 }}><Echec erreur={error} reessayer={() => { void refetch(); }} /></div></div>;
  if (indicateurs === undefined || definition === undefined || actuel === null) return <div className="travail"><div className="tete"><h1>{TEXTES.titre}</h1></div><div className="pan" style={{ flex: 1 }}><Attente nom={TEXTES.lectureListe} /></div></div>;
  if (page === 'rapports') return <Rapports indicateurs={indicateurs} quitter={() => { montrer('explorateur'); }} ouvrir={(ouvert) => { regler(ouvert); montrer('explorateur'); }} />;
  return <Explorateur indicateurs={indicateurs} definition={definition} reglage={actuel} regler={regler} voirRapports={() => { montrer('rapports'); }} />;
};
