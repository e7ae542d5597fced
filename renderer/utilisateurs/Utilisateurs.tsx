import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { DefinitionUtilisateurs, LigneUtilisateur } from '../../contract/methodesUtilisateurs.ts';
import { profilsEncadres } from '../../domain/droits.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { focusDesQue } from '../ui/focus.ts';
import { compte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { useSaisieDifferee } from '../ui/useSaisieDifferee.ts';
import { ContexteVue, DEFINITION_INITIALE, texteFiltre, vues } from './definition.ts';
import type { VueUtilisateurs } from './definition.ts';
import { EnNombre } from './EnNombre.tsx';
import { Exporter } from './Exporter.tsx';
import { Fiche } from './Fiche.tsx';
import { Formulaire } from './Formulaire.tsx';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import type { Pas } from '../grille/Socle.tsx';
import type { PoigneeGrille, VueOuverte } from './Grille.tsx';
import { Grille } from './Grille.tsx';
import { Reaffecter } from './Reaffecter.tsx';
import { EXPORTER, TEXTES } from './textes.ts';

/** Ce que l’adresse montre à droite de la grille. */
interface Adresse { readonly genre: 'rien' | 'fiche' | 'creer' | 'modifier' | 'reaffecter'; readonly id: string }
const lireAdresse = (chemin: string): Adresse => {
  const [, , id = '', suite] = chemin.split('/');
  if (id === 'nouveau') return { genre: 'creer', id: '' };
  return id === '' ? { genre: 'rien', id: '' } : { genre: suite === 'modifier' || suite === 'reaffecter' ? suite : 'fiche', id };
};

const BarreOutils = ({ vue, poignee, gestes }: { readonly vue: VueUtilisateurs; readonly poignee: { readonly current: PoigneeGrille | null }; readonly gestes: ReactElement }): ReactElement => {
  const { definition, changer, filtrer } = vue;
  const [texte, changerTexte] = useSaisieDifferee(definition.recherche, (recherche) => { changer({ recherche }); });
  useRaccourcis({ '/': () => { document.getElementById('filtre-comptes')?.focus(); } });
  return (
    <div className="outils" data-zone="outils" role="toolbar" aria-label="Filtres et gestes">
      <div className="saisie s" style={{ width: 240, flex: 'none' }}>
        <Icone nom="search-line" taille={14} />
        <input id="filtre-comptes" type="text" value={texte} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { changerTexte(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); changerTexte(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} />
        <Touche>/</Touche>
      </div>
      <div className="rang" style={{ gap: 4, flex: 1, overflow: 'hidden' }} role="group" aria-label="Filtres actifs">
        {Object.entries(definition.filtres).map(([colonne, filtre]) => <button key={colonne} type="button" className="etiquette" aria-label={`${TEXTES.retirer} ${texteFiltre(colonne, filtre)}`} onClick={() => { filtrer(colonne, null); }}><span className="coupe">{texteFiltre(colonne, filtre)}</span><Icone nom="close-line" taille={12} /></button>)}
      </div>
      {gestes}
    </div>
  );
};

/** Modifier et réaffecter demandent le compte entier. */
const PanneauDuCompte = ({ adresse, retour, fait }: { readonly adresse: Adresse; readonly retour: () => void; readonly fait: (id: string) => void }): ReactElement => {
  const { data, error, refetch } = useAppel('utilisateurs.fiche', { id: adresse.id });
  const [fiche, garder] = useState(data?.fiche ?? null);
  // la saisie part de la fiche telle qu’elle était à l’ouverture
  useEffect(() => { if (fiche === null && data?.fiche !== undefined && data.fiche !== null) garder(data.fiche); }, [data, fiche]);
  if (fiche !== null) return adresse.genre === 'modifier' ? <Formulaire compte={fiche.ligne} retour={retour} fait={fait} /> : <Reaffecter fiche={fiche} retour={retour} fait={fait} />;
  return <section className="pan panneau-formulaire" aria-label="Compte" data-zone="panneau">{error !== null ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data?.fiche === null ? <Vide titre={TEXTES.absent} icone="user-line"><Bouton onClick={retour}>Fermer</Bouton></Vide> : <Attente nom={TEXTES.lecture} lignes={10} />}</section>;
};

/** Écran Utilisateurs : la grille des comptes du périmètre, et à droite la fiche ou le formulaire que l’adresse désigne. */
export const Utilisateurs = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const { pathname } = useLocation();
  const adresse = useMemo(() => lireAdresse(pathname), [pathname]);
  const [definition, changerDefinition] = useState<DefinitionUtilisateurs>(() => vues.get(utilisateur.id) ?? DEFINITION_INITIALE);
  useEffect(() => { vues.set(utilisateur.id, definition); }, [definition, utilisateur.id]);
  const [ouverte, changerOuverte] = useState<VueOuverte | null>(null);
  const [echec, changerEchec] = useState<unknown>(null);
  const [cochees, cocher] = useState<ReadonlySet<string>>(new Set());
  const [enNombre, ouvrirEnNombre] = useState(false);
  const [exporte, exporter] = useState<FormatExport | null>(null);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const poignee = useRef<PoigneeGrille | null>(null);
  const vue = useMemo<VueUtilisateurs>(() => ({
    definition, changer: (partie) => { changerDefinition((avant) => ({ ...avant, ...partie })); },
    filtrer: (colonne, filtre) => { changerDefinition((avant) => { const { [colonne]: _ancien, ...reste } = avant.filtres; return { ...avant, filtres: filtre === null ? reste : { ...reste, [colonne]: filtre } }; }); },
  }), [definition]);
  const aller = useCallback((id: string) => { void naviguer(`/utilisateurs/${id}`, { replace: true }); }, [naviguer]);
  const fermer = useCallback(() => { void naviguer('/utilisateurs', { replace: true }); poignee.current?.prendreFocus(); }, [naviguer]);
  const peutCreer = profilsEncadres(acteur.profil, 'creer').length > 0;
  const creer = (): void => { void naviguer('/utilisateurs/nouveau'); };

  const attente = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => { clearTimeout(attente.current); }, []);
  const surLigne = (ligne: LigneUtilisateur, pas: Pas): void => {
    clearTimeout(attente.current);
    if (adresse.genre !== 'rien' && adresse.genre !== 'fiche') return;
    if (pas === 'modifier') { void naviguer(`/utilisateurs/${ligne.id}/modifier`); return; }
    // au clavier, la fiche suit la ligne avec un temps de repos : descendre vite ne lit pas chaque compte
    if (pas === 'focus') { if (adresse.genre === 'fiche' && adresse.id !== ligne.id) attente.current = setTimeout(() => { aller(ligne.id); }, 60); return; }
    if (adresse.id !== ligne.id) aller(ligne.id);
    if (pas === 'entree') focusDesQue('compte-titre');
  };
  const voisine = (sens: 1 | -1): void => { const ligne = poignee.current?.voisine(adresse.id, sens); if (ligne !== undefined) aller(ligne.id); };
  const surCoche = useCallback((id: string) => { cocher((avant) => { const apres = new Set(avant); if (!apres.delete(id)) apres.add(id); return apres; }); }, []);
  const surToutCocher = useCallback(() => {
    if (cochees.size > 0) { cocher(new Set()); return; }
    client.appeler('utilisateurs.ids', { definition }).then(({ ids, total }) => {
      cocher(new Set(ids));
      if (total > ids.length) annoncer(`Les ${nombre(ids.length)} premiers comptes sont cochés, sur ${nombre(total)} : resserrer les filtres pour les autres.`, { genre: 'info' });
    }, (erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); });
  }, [cochees, definition, annoncer]);
  useRaccourcis({ n: creer }, { actif: peutCreer });
  const ouvrirGestes = (): void => { if (cochees.size > 0) ouvrirEnNombre(true); else annoncer(TEXTES.cocherDAbord, { genre: 'info' }); };
  useRaccourcis({ 'Ctrl+m': ouvrirGestes });
  useRaccourcis({ 'Ctrl+e': () => { exporter('xlsx'); }, 'Ctrl+p': () => { exporter('pdf'); } }, { actif: ouverte !== null });
  // un compte ouvert d’ailleurs (recherche, homonyme, création) se montre dans la grille
  useEffect(() => { if (adresse.genre === 'fiche') poignee.current?.montrer(adresse.id).catch(() => undefined); }, [adresse.id, adresse.genre]);

  const surOuverture = useCallback((nouvelle: VueOuverte) => { changerOuverte(nouvelle); changerEchec(null); }, []);
  const filtree = Object.keys(definition.filtres).length > 0 || definition.recherche !== '';
  const filtres = ouverte?.filtres;
  return (
    <ContexteVue.Provider value={vue}>
      <div className="travail">
        <div className="tete">
          <h1>{TEXTES.titre}</h1>
          <span className="sous num coupe">{ouverte === null ? '' : `${compte(ouverte.totaux.comptes, 'compte', 'comptes')} · ${compte(ouverte.totaux.actifs, 'actif', 'actifs')}`}</span>
          <span className="ressort" />
          <Bouton icone="download-line" touche="Ctrl+E" onClick={() => { if (ouverte !== null) exporter('xlsx'); }} testid="exporter-comptes">{EXPORTER.bouton}</Bouton>
          {peutCreer ? <Bouton genre="p" icone="user-add-line" touche="N" onClick={creer} testid="nouveau-compte">{TEXTES.nouveau}</Bouton> : null}
        </div>
        <div className="avec-panneau">
          <section className="pan" aria-label="Grille des utilisateurs">
            <BarreOutils vue={vue} poignee={poignee} gestes={<Bouton petit icone="checkbox-line" touche="Ctrl+M" raison={cochees.size === 0 ? TEXTES.cocherDAbord : null} horsDroit onClick={ouvrirGestes} testid="gestes-en-nombre">{TEXTES.gestes}{cochees.size === 0 ? '' : ` (${nombre(cochees.size)})`}</Bouton>} />
            {ouverte?.proche === true ? <Note genre="i">{TEXTES.proche}</Note> : null}
            <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
              <Grille total={ouverte?.total ?? 0} courant={adresse.genre === 'creer' ? null : adresse.id} cochees={cochees} poignee={poignee} surOuverture={surOuverture} surEchec={changerEchec} surLigne={surLigne} surPlage={changerPlage} surCoche={surCoche} surToutCocher={surToutCocher} />
              {echec !== null ? <div className="grille-vide"><Echec erreur={echec} reessayer={() => { changerEchec(null); poignee.current?.relire(); }} /></div>
                : ouverte?.total === 0 ? <div className="grille-vide"><Vide titre={filtree ? TEXTES.vide : TEXTES.videSansFiltre} icone="team-line">{filtree ? <Bouton onClick={() => { vue.changer({ filtres: {}, recherche: '' }); }}>{TEXTES.retirerTout}</Bouton> : null}</Vide></div> : null}
            </div>
            <BarreEtat testid="etat-utilisateurs">
              <span><b>{nombre(filtres?.comptes)}</b> {(filtres?.comptes ?? 0) < 2 ? 'compte affiché' : 'comptes affichés'}</span>
              {([['actifs', 'actif', 'actifs'], ['invites', 'invité', 'invités'], ['suspendus', 'suspendu', 'suspendus']] as const).map(([cle, un, plusieurs]) => <span key={cle}><b>{nombre(filtres?.[cle])}</b> {(filtres?.[cle] ?? 0) < 2 ? un : plusieurs}</span>)}
              {(filtres?.administrateursSansSecondFacteur ?? 0) > 0 ? <span className="alerte"><Icone nom="shield-line" taille={12} /><b>{nombre(filtres?.administrateursSansSecondFacteur)}</b> {filtres?.administrateursSansSecondFacteur === 1 ? 'administrateur' : 'administrateurs'} sans second facteur</span> : null}
              <span><b>{nombre(filtres?.inactifs)}</b> {(filtres?.inactifs ?? 0) < 2 ? 'inactif' : 'inactifs'} 12 mois</span>
              <EtatPlage plage={plage} />
              <span className="ressort" />
              <span className="dernier discret"><Touche>Espace</Touche> cocher <Touche>?</Touche> touches</span>
            </BarreEtat>
          </section>
          {adresse.genre === 'fiche' ? <Fiche id={adresse.id} voisine={voisine} fermer={fermer} /> : null}
          {adresse.genre === 'creer' ? <Formulaire key="creer" compte={null} retour={fermer} fait={aller} /> : null}
          {adresse.genre === 'modifier' || adresse.genre === 'reaffecter' ? <PanneauDuCompte key={pathname} adresse={adresse} retour={() => { aller(adresse.id); }} fait={aller} /> : null}
        </div>
        {exporte === null || ouverte === null ? null : <Exporter vue={ouverte.vue} total={ouverte.total} definition={definition} colonnes={poignee.current?.colonnes().map(({ colId }) => colId) ?? []} formatDepart={exporte} fermer={() => { exporter(null); poignee.current?.prendreFocus(); }} />}
        {enNombre ? <EnNombre ids={[...cochees]} fermer={(faits) => { ouvrirEnNombre(false); cocher(new Set([...cochees].filter((id) => !faits.includes(id)))); }} /> : null}
      </div>
    </ContexteVue.Provider>
  );
};
