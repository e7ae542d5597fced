import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { DefinitionPlaces, IssuePlaces, LignePlace, LigneRegroupee, Regroupement } from '../../contract/methodesPlaces.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { MATRICE, objetsLisibles } from '../../domain/droits.ts';
import type { GestePlaces } from '../../domain/places/gestes.ts';
import { Commutateur } from '../calendrier/Commutateur.tsx';
import { GrilleVue } from '../grille/GrilleVue.tsx';
import type { PoigneeVue } from '../grille/GrilleVue.tsx';
import type { Plage } from '../grille/plage.ts';
import { bornes, estUneCellule, phrasePlage } from '../grille/plage.ts';
import { VuesNommees } from '../grille/VuesNommees.tsx';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Echec, Vide } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { ecrireStockage, lireStockage } from '../ui/stockage.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BarrePlaces } from './BarrePlaces.tsx';
import { Coller, saisirCellule } from './Coller.tsx';
import { colonnesPlaces } from './colonnes.tsx';
import { CreerPlaces } from './CreerPlaces.tsx';
import type { GroupeChoisi } from './CreerPlaces.tsx';
import { ContexteVue, DEFINITION_INITIALE, nomsVus, regroupements, vues } from './definition.ts';
import type { VuePlaces } from './definition.ts';
import { Exporter, ExporterRegroupement } from './Exporter.tsx';
import { GesteEnCours } from './GesteEnCours.tsx';
import { PanneauPlaces } from './panneau/PanneauPlaces.tsx';
import type { Portees } from './panneau/useChoix.ts';
import { phraseFaite } from './phrases.ts';
import { ChoixRegroupement } from './regroupement/ChoixRegroupement.tsx';
import { Regrouper } from './regroupement/Regrouper.tsx';
import { DEMANDER, ETATS, EXPORTER, REGROUPER, TEXTES } from './textes.ts';
import type { ContenuVue } from './vuesProposees.ts';
import { VUES_PROPOSEES, ecrireVue, relireVue } from './vuesProposees.ts';
import { useAnnulation } from './useAnnulation.ts';
import { useLieu } from './useLieu.ts';

/** `cle` : filtres et recherche de la vue ; une synchronisation la rouvre sans la changer. */
type VueOuverte = ResultatDe<'places.ouvrir'> & { readonly cle: string };
const METHODES = { ouvrir: async (definition: DefinitionPlaces): Promise<VueOuverte> => ({ ...await client.appeler('places.ouvrir', definition), cle: JSON.stringify([definition.filtres, definition.recherche]) }), lignes: (fenetre: { vue: number; debut: number; fin: number }) => client.appeler('places.lignes', fenetre), rang: (fiche: { vue: number; id: string }) => client.appeler('places.rang', fiche) };
const COMPTES = ['libre', 'reservee', 'occupee', 'indisponible', 'fermee'] as const;
const PLURIELS: Readonly<Record<(typeof COMPTES)[number], string>> = { libre: 'libres', reservee: 'réservées', occupee: 'occupées', indisponible: 'indisponibles', fermee: 'fermées' };

/** Écran Places : toutes les places du périmètre, une plage de cellules comme dans un tableur, et le geste en nombre à droite. */
export const Places = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const annoncer = useAnnoncer();
  const [definition, changerDefinition] = useState<DefinitionPlaces>(() => vues.get(utilisateur.id) ?? DEFINITION_INITIALE);
  useEffect(() => { vues.set(utilisateur.id, definition); }, [definition, utilisateur.id]);
  const [ouverte, changerOuverte] = useState<VueOuverte | null>(null);
  const [echec, changerEchec] = useState<unknown>(null);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const [courante, changerCourante] = useState<LignePlace | null>(null);
  const [panneau, ouvrirPanneau] = useState(false);
  const [par, regrouperPar] = useState<readonly Regroupement[]>(() => regroupements.get(utilisateur.id) ?? []);
  useEffect(() => { regroupements.set(utilisateur.id, par); }, [par, utilisateur.id]);
  const [triRegroupe, trierGroupes] = useState<DefinitionPlaces['tri']>([]);
  const regroupe = par.length > 0;
  // d’où l’on vient quand on a ouvert les places d’un groupe
  const [retour, retenirRetour] = useState<ContenuVue | null>(null);
  const [exporte, exporter] = useState<FormatExport | null>(null);
  const [creation, creerDans] = useState<GroupeChoisi | null>(null);
  const [densite, changerDensite] = useState<Densite>(() => lireStockage<Densite>(`siao.places.densite.${utilisateur.id}`, 'normale'));
  const poignee = useRef<PoigneeVue<LignePlace> | null>(null);
  const recopie = useRef<((source: Plage) => void) | null>(null);
  const surRecopie = useCallback((source: Plage) => { recopie.current?.(source); }, []);
  const poigneeRegroupee = useRef<PoigneeVue<LigneRegroupee> | null>(null);
  const vue = useMemo<VuePlaces>(() => ({
    definition, changer: (partie) => { changerDefinition((avant) => ({ ...avant, ...partie })); },
    filtrer: (colonne, filtre) => { changerDefinition((avant) => { const { [colonne]: _ancien, ...reste } = avant.filtres; return { ...avant, filtres: filtre === null ? reste : { ...reste, [colonne]: filtre } }; }); },
  }), [definition]);
  // le geste se juge place par place ; l’écran ne se ferme qu’au profil qui n’a ce droit nulle part
  const peut = useCallback((geste: string): boolean => MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === 'place' && regle.geste === geste), [acteur.profil]);
  const [agit, cree, numerote] = [peut('etat_places'), peut('creer'), peut('modifier')];
  const finance = MATRICE.some(({ profil, objet, geste }) => profil === acteur.profil && objet === 'dispositif' && (geste === 'decider_sensible' || geste === 'proposer_changement'));
  const peutGroupe = (geste: string): boolean => MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === 'groupe' && regle.geste === geste);
  const [caracterise, corrige] = [peutGroupe('modalite'), peutGroupe('modifier')];
  const colonnes = useMemo(() => colonnesPlaces(agit, numerote), [agit, numerote]);
  const aLEcran = useCallback(() => (poignee.current?.dessinees() ?? []).map(({ id }) => id), []);
  const annulation = useAnnulation(aLEcran);

  const surOuverture = useCallback((nouvelle: VueOuverte) => { changerOuverte(nouvelle); changerEchec(null); }, []);
  const ouvrirGeste = (): void => {
    if (regroupe) { annoncer(REGROUPER.dAbord, { genre: 'info' }); return; }
    if (plage === null && (ouverte?.total ?? 0) === 0) { annoncer(TEXTES.choisirDAbord, { genre: 'info' }); return; }
    ouvrirPanneau(true);
  };
  const fermerPanneau = useCallback(() => { ouvrirPanneau(false); poignee.current?.prendreFocus(); }, []);
  const lieu = useLieu(definition, changerDefinition);
  const creer = (): void => {
    if (lieu?.objet === 'groupe') { creerDans(lieu); return; }
    if (courante === null) { annoncer('Aller d’abord sur une place du groupe à compléter, ou ouvrir le groupe depuis l’Offre.', { genre: 'info' }); return; }
    creerDans({ id: courante.groupeId, libelle: courante.groupe, dispositif: courante.dispositif });
  };
  const naviguer = useNavigate();
  const versOccupation = (): void => { void naviguer('/occupation'); };
  const versCalendrier = (): void => {
    const groupe = lieu?.objet === 'groupe' ? lieu.id : courante?.groupeId;
    if (groupe === undefined) annoncer(TEXTES.calendrierDAbord, { genre: 'info' });
    else void naviguer(`/places/groupe/${groupe}/calendrier`);
  };
  useRaccourcis({ d: versOccupation }, { actif: !panneau });
  const litDemandes = objetsLisibles(acteur.profil).includes('demande');
  const demandes = useAppel('demandes.lire', {}, { actif: litDemandes, garder: true }).data;
  const versDemandes = (): void => { void naviguer('/demandes'); };
  useRaccourcis({ m: versDemandes }, { actif: litDemandes && !panneau });
  useRaccourcis({ c: versCalendrier }, { actif: !panneau && !regroupe });
  useRaccourcis({ 'Ctrl+m': ouvrirGeste }, { actif: agit || caracterise });
  useRaccourcis({ n: creer }, { actif: cree && !panneau });
  useRaccourcis({ 'Ctrl+e': () => { exporter('xlsx'); }, 'Ctrl+p': () => { exporter('pdf'); } }, { actif: regroupe || ouverte !== null });
  const fait = useCallback((lot: string, issue: IssuePlaces, geste: GestePlaces) => {
    fermerPanneau();
    annoncer(phraseFaite(issue, geste.genre), { action: { libelle: 'Annuler', annule: true, agir: () => { annulation.defaire(lot); } } });
  }, [annoncer, annulation, fermerPanneau]);

  const groupesFaits = useCallback((phrase: string, lot: string | null, defait: string) => {
    fermerPanneau();
    const defaire = (): void => { client.appeler('places.defaire', { lot: lot ?? '' }).then(({ refus }) => { annoncer(refus?.message ?? defait, { genre: refus === null ? 'succes' : 'erreur' }); }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); }); };
    annoncer(phrase, lot === null ? {} : { action: { libelle: 'Annuler', annule: true, agir: defaire } });
  }, [annoncer, fermerPanneau]);

  const demandee = useCallback((phrase: string) => {
    fermerPanneau();
    annoncer(phrase, { action: { libelle: 'Voir', agir: () => { void naviguer('/demandes'); } } });
  }, [annoncer, fermerPanneau, naviguer]);

  const { rangDebut, rangFin } = plage === null ? { rangDebut: 0, rangFin: -1 } : bornes(plage);
  const portees: Portees = {
    vue: ouverte?.vue ?? 0,
    selection: plage === null || ouverte === null ? null : { cle: `plage ${rangDebut} ${rangFin}`, debut: rangDebut, fin: Math.min(rangFin + 1, ouverte.total) },
    filtre: { cle: `filtre ${ouverte?.cle ?? ''}`, debut: 0, fin: ouverte?.total ?? 0 },
  };
  const appliquerVue = (contenu: string): void => {
    const lue = relireVue(contenu);
    if (lue === null) { annoncer(TEXTES.vueIllisible, { genre: 'erreur' }); return; }
    vue.changer({ filtres: lue.definition.filtres, recherche: lue.definition.recherche });
    regrouperPar(lue.par);
    retenirRetour(null);
  };
  const ouvrirGroupe = (filtres: readonly (readonly [string, string, string])[]): void => {
    for (const [, valeur, libelle] of filtres) nomsVus.set(valeur, libelle);
    retenirRetour({ definition, par });
    vue.changer({ filtres: { ...definition.filtres, ...Object.fromEntries(filtres.map(([colonne, valeur]) => [colonne, { genre: 'parmi' as const, valeurs: [valeur] }])) } });
    regrouperPar([]);
  };
  const revenir = (): void => { if (retour !== null) appliquerVue(ecrireVue(retour)); };
  useRaccourcis({ 'Alt+ArrowLeft': revenir }, { actif: retour !== null && !panneau });
  const barreVues = (
    <>
      {retour === null || regroupe ? null : <Bouton genre="t" petit icone="arrow-left-line" touche="Alt+←" onClick={revenir} testid="retour-regroupement">{REGROUPER.retour}</Bouton>}
      <VuesNommees ecran="places" toujours={VUES_PROPOSEES} actuelle={ecrireVue({ definition, par })} appliquer={appliquerVue} />
      <ChoixRegroupement par={par} changer={(choisis) => { retenirRetour(null); ouvrirPanneau(false); regrouperPar(choisis); }} />
    </>
  );
  const filtree = Object.keys(definition.filtres).length > 0 || definition.recherche !== '';
  const { totaux, filtres } = ouverte ?? {};
  return (
    <ContexteVue.Provider value={vue}>
      <div className="travail">
        <div className="tete">
          <h1>{TEXTES.titre}</h1>
          <span className="sous num coupe">{totaux === undefined ? '' : `${compte(totaux.places, 'place', 'places')} · ${compte(totaux.groupes, 'groupe', 'groupes')}`}</span>
          <span className="ressort" />
          {lieu?.objet === 'groupe' ? <Commutateur groupeId={lieu.id} vue="grille" /> : null}
          <Bouton icone="download-line" touche="Ctrl+E" onClick={() => { if (regroupe || ouverte !== null) exporter('xlsx'); }} testid="exporter-places">{EXPORTER.bouton}</Bouton>
          <Bouton icone="calendar-check-fill" touche="D" onClick={versOccupation} testid="vers-occupation">{TEXTES.occupation}</Bouton>
          {(demandes?.demandes.length ?? 0) > 0 || acteur.profil === 'admin_siao' ? <Bouton icone="inbox-line" touche="M" onClick={versDemandes} testid="vers-demandes">{DEMANDER.demandes}{(demandes?.aDecider ?? 0) > 0 ? <b className="num">({nombre(demandes?.aDecider)}<span className="invisible"> à décider</span>)</b> : null}</Bouton> : null}
          {cree ? <Bouton icone="add-line" touche="N" onClick={creer} testid="creer-des-places">{TEXTES.creer}</Bouton> : null}
          {agit || caracterise ? <Bouton genre="p" icone="edit-line" touche="Ctrl+M" onClick={ouvrirGeste} testid="modifier-en-nombre">{TEXTES.enNombre}</Bouton> : null}
        </div>
        <div className="avec-panneau">
          <section className="pan" aria-label={TEXTES.grille}>
            <BarrePlaces poignee={regroupe ? poigneeRegroupee : poignee} premiere={regroupe ? 'libelle' : 'numero'} regroupement={barreVues} annulation={annulation} agit={agit} densite={densite} changerDensite={(choisie) => { changerDensite(choisie); ecrireStockage(`siao.places.densite.${utilisateur.id}`, choisie); }} />
            {regroupe ? <Regrouper par={par} definition={definition} densite={densite} cleStockage={`siao.places.regroupees.${utilisateur.id}`} poignee={poigneeRegroupee} tri={triRegroupe} trier={trierGroupes} ouvrir={ouvrirGroupe} /> : (
              <>
                <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
                  <GrilleVue<DefinitionPlaces, VueOuverte, LignePlace>
                    methodes={METHODES} definition={definition} colonnes={colonnes} premiere="numero" nom={TEXTES.grille} testid="grille-places" cleStockage={`siao.places.colonnes.${utilisateur.id}`} densite={densite} total={ouverte?.total ?? 0} poignee={poignee}
                    surOuverture={surOuverture} surEchec={changerEchec} surPlage={changerPlage} surRecopie={agit ? surRecopie : undefined} surSaisie={(_ligne, rang, colonne, texte) => { if (poignee.current !== null) saisirCellule(poignee.current, rang, colonne, texte, ouverte?.total ?? 0, numerote).then((faute) => { if (faute !== null) annoncer(faute, { genre: 'erreur' }); }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); }); }} surLigne={(ligne, pas) => { changerCourante(ligne); if (pas === 'entree' && agit) { poignee.current?.choisir(poignee.current.plage()); ouvrirPanneau(true); } }}
                  />
                  {echec !== null ? <div className="grille-vide"><Echec erreur={echec} reessayer={() => { changerEchec(null); poignee.current?.relire(); }} /></div>
                    : ouverte?.total === 0 ? <div className="grille-vide"><Vide titre={filtree && (totaux?.places ?? 0) > 0 ? TEXTES.vide : TEXTES.videSansFiltre} icone="grid-line">{filtree && (totaux?.places ?? 0) > 0 ? <><span>{TEXTES.videFiltre}</span><Bouton onClick={() => { vue.changer({ filtres: {}, recherche: '' }); }}>{TEXTES.retirerTout}</Bouton></> : <span>{cree ? TEXTES.videAide : TEXTES.videLecture}</span>}{lieu?.objet === 'groupe' && cree ? <Bouton genre="p" icone="add-line" touche="N" onClick={creer}>{TEXTES.creer}</Bouton> : null}</Vide></div> : null}
                </div>
                <BarreEtat testid="etat-places">
                  <span><b>{nombre(filtres?.places)}</b> sur {compte(totaux?.places ?? 0, 'place', 'places')}</span>
                  {plage === null || estUneCellule(plage) ? COMPTES.filter((etat) => (filtres?.[etat] ?? 0) > 0).map((etat) => <span key={etat}><b>{nombre(filtres?.[etat])}</b> {(filtres?.[etat] ?? 0) < 2 ? ETATS[etat].mot.toLowerCase() : PLURIELS[etat]}</span>) : <span data-testid="plage">{phrasePlage(plage)}</span>}
                  <span className="ressort" />
                  <span className="dernier discret"><Touche>Maj+↓</Touche> étendre <Touche>?</Touche> touches</span>
                </BarreEtat>
              </>
            )}
          </section>
          {panneau && ouverte !== null && !regroupe ? <PanneauPlaces portees={portees} aLEcran={aLEcran} agit={agit} reorganise={corrige && numerote} caracterise={caracterise} corrige={corrige} finance={finance} fermer={fermerPanneau} fait={fait} groupesFaits={groupesFaits} demandee={demandee} /> : null}
        </div>
        <Coller poignee={poignee} actif={agit} total={ouverte?.total ?? 0} numerote={numerote} defaire={annulation.defaire} recopie={recopie} />
        {exporte === null ? null : regroupe ? <ExporterRegroupement par={par} tri={triRegroupe} definition={definition} colonnes={poigneeRegroupee.current?.colonnes().map(({ colId }) => colId) ?? []} formatDepart={exporte} fermer={() => { exporter(null); poigneeRegroupee.current?.prendreFocus(); }} />
          : ouverte === null ? null : <Exporter vue={ouverte.vue} total={ouverte.total} selection={portees.selection} choisies={plage !== null && !estUneCellule(plage)} definition={definition} colonnes={poignee.current?.colonnes().map(({ colId }) => colId) ?? []} formatDepart={exporte} fermer={() => { exporter(null); poignee.current?.prendreFocus(); }} />}
        {creation === null ? null : <CreerPlaces groupe={creation} fermer={() => { creerDans(null); }} fait={(combien, lot) => { creerDans(null); annoncer(`${compte(combien, 'place créée', 'places créées')} dans « ${creation.libelle} ».`, { action: { libelle: 'Annuler', annule: true, agir: () => { annulation.defaire(lot); } } }); }} />}
        <GesteEnCours />
      </div>
    </ContexteVue.Provider>
  );
};
