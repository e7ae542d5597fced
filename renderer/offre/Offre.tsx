import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { DefinitionVue, LigneOffre } from '../../contract/poste.ts';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import { estUneCellule } from '../grille/plage.ts';
import type { Pas } from '../grille/Socle.tsx';
import { useSession } from '../poste/session.ts';
import { client } from '../poste/client.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Echec, Vide } from '../ui/Etats.tsx';
import { focusDesQue } from '../ui/focus.ts';
import { compte, nombre } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { Menu, useAncre } from '../ui/Menu.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useStockage } from '../ui/stockage.ts';
import type { ObjetOffre } from './creations.ts';
import { lireAdresse } from './adresse.ts';
import { creationsPossibles } from './creations.ts';
import { Exporter } from './Exporter.tsx';
import { PanneauFiche } from './fiche/PanneauFiche.tsx';
import { PanneauFormulaire } from './formulaire/PanneauFormulaire.tsx';
import { BarreOutils } from './grille/BarreOutils.tsx';
import type { VueOffre } from './grille/definition.ts';
import { ContexteVue, VUE_INITIALE, basculer, estDeplie, texteFiltre } from './grille/definition.ts';
import type { PoigneeGrille } from './grille/GrilleOffre.tsx';
import { GrilleOffre } from './grille/GrilleOffre.tsx';
import type { VueOuverte } from './grille/source.ts';
import { EXPORTER, TEXTES } from './textes.ts';
import { vues } from './vues.ts';

const MenuCreer = (): ReactElement | null => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const { ancre, changer, fermer } = useAncre();
  const bouton = useRef<HTMLButtonElement>(null);
  const creations = creationsPossibles(acteur.profil);
  const creer = (objet: string): void => { void naviguer(`/offre/nouveau/${objet}`); };
  const ouvrir = (): void => {
    const seule = creations.length === 1 ? creations[0] : undefined;
    if (seule === undefined) changer(bouton.current);
    else creer(seule.objet);
  };
  useRaccourcis({ n: ouvrir }, { actif: creations.length > 0 });
  if (creations.length === 0) return null;
  const seule = creations.length === 1 ? creations[0] : undefined;
  return (
    <>
      <Bouton genre="p" icone="add-line" touche="N" refBouton={bouton} menu={seule === undefined} ouvert={ancre !== null} onClick={ouvrir} testid="nouveau">{seule?.libelle ?? TEXTES.nouveau}</Bouton>
      <Menu ancre={ancre} fermer={fermer} titre={TEXTES.creer} entrees={creations.map(({ objet, libelle }) => ({ cle: objet, libelle, icone: 'add-line' as const, agir: () => { creer(objet); } }))} />
    </>
  );
};

const GrilleVide = ({ vue }: { readonly vue: VueOffre }): ReactElement => {
  const { definition, filtrer, changer } = vue;
  const filtres = Object.entries(definition.filtres);
  const filtree = filtres.length > 0 || definition.recherche !== '';
  return (
    <div className="grille-vide">
      <Vide titre={filtree ? TEXTES.vide : TEXTES.videSansFiltre} icone="building-line">
        {filtree ? (
          <>
            <div className="rang" style={{ flexWrap: 'wrap', justifyContent: 'center' }}>
              {definition.recherche === '' ? null : <button type="button" className="etiquette" onClick={() => { changer({ recherche: '' }); }}>Recherche : « {definition.recherche} »<Icone nom="close-line" taille={12} /></button>}
              {filtres.map(([colonne, filtre]) => <button key={colonne} type="button" className="etiquette" onClick={() => { filtrer(colonne, null); }}>{texteFiltre(colonne, filtre)}<Icone nom="close-line" taille={12} /></button>)}
            </div>
            <Bouton onClick={() => { changer({ recherche: '', filtres: {} }); }}>{TEXTES.retirerFiltres}</Bouton>
          </>
        ) : null}
      </Vide>
    </div>
  );
};

/** Écran Offre : la grille, et à droite la fiche ou le formulaire que l’adresse désigne. */
export const Offre = (): ReactElement => {
  const { utilisateur } = useSession();
  const naviguer = useNavigate();
  const { pathname } = useLocation();
  const adresse = useMemo(() => lireAdresse(pathname), [pathname]);
  const [definition, changerDefinition] = useState<DefinitionVue>(() => vues.get(utilisateur.id) ?? VUE_INITIALE);
  useEffect(() => { vues.set(utilisateur.id, definition); }, [definition, utilisateur.id]);
  const [ouverte, changerOuverte] = useState<VueOuverte | null>(null);
  const [echec, changerEchec] = useState<unknown>(null);
  const [densite, changerDensite] = useStockage<Densite>(`siao.offre.densite.${utilisateur.id}`, 'normale');
  const [plage, changerPlage] = useState<Plage | null>(null);
  const [choisie, choisir] = useState<LigneOffre | null>(null);
  const poignee = useRef<PoigneeGrille | null>(null);
  const [exporte, exporter] = useState<FormatExport | null>(null);

  const vue = useMemo<VueOffre>(() => ({
    definition,
    changer: (partie) => { changerDefinition((avant) => ({ ...avant, ...partie })); },
    filtrer: (colonne, filtre) => {
      changerDefinition((avant) => {
        const { [colonne]: _ancien, ...reste } = avant.filtres;
        return { ...avant, filtres: filtre === null ? reste : { ...reste, [colonne]: filtre } };
      });
    },
  }), [definition]);

  const courant = adresse.genre === 'rien' || adresse.genre === 'creer' ? (choisie?.id ?? null) : adresse.id;
  const aller = useCallback((objet: ObjetOffre, id: string) => { void naviguer(`/offre/${objet}/${id}`, { replace: true }); }, [naviguer]);
  const fermer = useCallback(() => { void naviguer('/offre', { replace: true }); poignee.current?.prendreFocus(); }, [naviguer]);

  // au clavier, la fiche suit la ligne avec un temps de repos : descendre vite ne lit pas chaque fiche
  const attente = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => { clearTimeout(attente.current); }, []);
  const surLigne = (ligne: LigneOffre, geste: Pas): void => {
    choisir(ligne);
    clearTimeout(attente.current);
    if (adresse.genre === 'creer' || adresse.genre === 'modifier') return;
    if (geste === 'modifier') { void naviguer(`/offre/${ligne.objet}/${ligne.id}/modifier`); return; }
    if (geste === 'focus') { if (adresse.genre === 'fiche' && adresse.id !== ligne.id) attente.current = setTimeout(() => { aller(ligne.objet, ligne.id); }, 60); return; }
    aller(ligne.objet, ligne.id);
    if (geste === 'entree') focusDesQue('fiche-titre');
  };
  const voisine = (sens: 1 | -1): void => {
    const ligne = poignee.current?.voisine(adresse.id, sens);
    if (ligne === undefined) return;
    choisir(ligne);
    aller(ligne.objet, ligne.id);
  };

  // une fiche ouverte d’ailleurs (palette, lien) se montre dans l’arbre, quitte à déplier ses parents
  const definitionCourante = useRef(definition);
  useEffect(() => { definitionCourante.current = definition; });
  useEffect(() => {
    if (adresse.genre !== 'fiche' || choisie?.id === adresse.id) return undefined;
    let annule = false;
    const montrer = async (): Promise<void> => {
      if (await poignee.current?.montrer(adresse.id) === true || annule) return;
      // une fiche tout juste créée n’est dans la vue qu’à sa prochaine ouverture
      await new Promise((suite) => { setTimeout(suite, 400); });
      if (annule || await poignee.current?.montrer(adresse.id) === true) return;
      const { fiche } = await client.appeler('offre.fiche', { objet: adresse.objet, id: adresse.id });
      if (annule || fiche === null) return;
      const parents: readonly (readonly ['entite' | 'dispositif', unknown])[] = [['entite', fiche.ligne['entiteId']], ['dispositif', adresse.objet === 'groupe' ? fiche.ligne['dispositifId'] : undefined]];
      let apres = definitionCourante.current;
      for (const [objet, id] of parents) if (typeof id === 'string' && !estDeplie(apres, objet, id)) apres = { ...apres, ...basculer(apres, id) };
      if (apres === definitionCourante.current) return;
      changerDefinition(apres);
      setTimeout(() => { if (!annule) void poignee.current?.montrer(adresse.id); }, 300);
    };
    montrer().catch(() => undefined);
    return () => { annule = true; };
    // la ligne choisie suit l’adresse : elle ne doit pas relancer la recherche
  }, [adresse.id, adresse.genre]);

  const surChoix = useCallback((ligne: LigneOffre | null) => { if (ligne !== null) choisir(ligne); }, []);
  const surOuverture = useCallback((nouvelle: VueOuverte) => { changerOuverte(nouvelle); changerEchec(null); }, []);
  useRaccourcis({ 'Ctrl+e': () => { exporter('xlsx'); }, 'Ctrl+p': () => { exporter('pdf'); } }, { actif: ouverte !== null && (adresse.genre === 'rien' || adresse.genre === 'fiche') });
  const totaux = ouverte?.totaux;
  return (
    <ContexteVue.Provider value={vue}>
      <div className="travail">
        <div className="tete">
          <h1>{TEXTES.titre}</h1>
          <span className="sous num coupe">{totaux === undefined ? '' : `${compte(totaux.entites, 'entité', 'entités')} · ${compte(totaux.dispositifs, 'dispositif', 'dispositifs')} · ${compte(totaux.groupes, 'groupe', 'groupes')}`}</span>
          <span className="ressort" />
          <div className="segments" role="group" aria-label="Affichage">
            <button type="button" aria-pressed={definition.mode === 'arborescence'} onClick={() => { vue.changer({ mode: 'arborescence' }); }}><Icone nom="list-unordered" />{TEXTES.arborescence}</button>
            <button type="button" aria-pressed={definition.mode === 'liste'} onClick={() => { vue.changer({ mode: 'liste' }); }}><Icone nom="table-line" />{TEXTES.liste}</button>
          </div>
          <Bouton icone="download-line" touche="Ctrl+E" onClick={() => { if (ouverte !== null) exporter('xlsx'); }} testid="exporter-offre">{EXPORTER.bouton}</Bouton>
          <MenuCreer />
        </div>
        <div className="avec-panneau">
          <section className="pan" aria-label="Grille de l’offre">
            <BarreOutils poignee={poignee} densite={densite} changerDensite={changerDensite} />
            <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
              <GrilleOffre cleStockage={`siao.offre.colonnes.${utilisateur.id}`} densite={densite} courant={courant} total={ouverte?.total ?? 0} poignee={poignee} surOuverture={surOuverture} surEchec={changerEchec} surChoix={surChoix} surLigne={surLigne} surPlage={changerPlage} />
              {echec !== null ? <div className="grille-vide"><Echec erreur={echec} reessayer={() => { changerEchec(null); poignee.current?.api()?.purgeInfiniteCache(); }} /></div> : ouverte?.total === 0 ? <GrilleVide vue={vue} /> : null}
            </div>
            <BarreEtat testid="etat-grille">
              <span><b>{nombre(ouverte?.filtres.dispositifs)}</b> {(ouverte?.filtres.dispositifs ?? 0) < 2 ? 'dispositif affiché' : 'dispositifs affichés'}</span>
              {plage !== null && !estUneCellule(plage) ? <EtatPlage plage={plage} /> : <span>Sélection <b>{choisie === null ? 0 : 1}</b>{choisie === null ? null : <> · capacité <b>{nombre(choisie.capacite)}</b></>}</span>}
              <span>Capacité filtrée <b>{nombre(ouverte?.filtres.capacite)}</b></span>
              <span className="ressort" />
              <span className="dernier discret"><Touche>→</Touche> déplier <Touche>F2</Touche> modifier <Touche>?</Touche> touches</span>
            </BarreEtat>
          </section>
          {adresse.genre === 'fiche' ? <PanneauFiche objet={adresse.objet} id={adresse.id} aller={aller} voisine={voisine} fermer={fermer} /> : null}
          {adresse.genre === 'creer' || adresse.genre === 'modifier' ? <PanneauFormulaire key={pathname} genre={adresse.genre} objet={adresse.objet} id={adresse.id} contexte={choisie} /> : null}
        </div>
        {exporte === null || ouverte === null ? null : <Exporter vue={ouverte.vue} total={ouverte.total} definition={definition} colonnes={poignee.current?.api()?.getAllDisplayedColumns().map((colonne) => colonne.getColId()) ?? []} formatDepart={exporte} fermer={() => { exporter(null); poignee.current?.prendreFocus(); }} />}
      </div>
    </ContexteVue.Provider>
  );
};
