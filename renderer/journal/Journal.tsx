import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FiltreJournal } from '../../contract/journal.ts';
import { TOTAL_MAXIMAL } from '../../contract/journal.ts';
import { textesFiltres } from '../../contract/journalTextes.ts';
import { Colonnes } from '../grille/Colonnes.tsx';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import type { Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { useEvenement } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useStockage } from '../ui/stockage.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BarreJournal } from './BarreJournal.tsx';
import { Export } from './Export.tsx';
import { ContexteFiltre, avecPartie } from './filtres.tsx';
import { GrilleJournal } from './GrilleJournal.tsx';
import { PanneauLigne } from './PanneauLigne.tsx';
import type { LigneLue } from './source.ts';
import { creerSource } from './source.ts';
import { TEXTES, TITRES } from './textes.ts';

/** Ce qui couvre la grille : hors ligne, refus, panne, ou rien à montrer. */
const Couverture = ({ echec, vide, filtre, reessayer, retirer }: { readonly echec: unknown; readonly vide: boolean; readonly filtre: FiltreJournal; readonly reessayer: () => void; readonly retirer: (nom: keyof FiltreJournal | null) => void }): ReactElement | null => {
  if (echec !== null) {
    if (codeErreur(echec) === 'journal.hors_ligne') return <div className="grille-vide pleine"><Vide titre={TEXTES.horsLigne} icone="cloud-off-line"><span style={{ maxWidth: 420 }}>{TEXTES.horsLigneSuite}</span><Bouton icone="refresh-line" onClick={reessayer}>{TEXTES.reessayer}</Bouton></Vide></div>;
    if (codeErreur(echec) === 'droit.profil') return <div className="grille-vide pleine"><Vide titre={TEXTES.refus} icone="lock-line"><span style={{ maxWidth: 420 }}>{messageErreur(echec)}</span></Vide></div>;
    return <div className="grille-vide pleine"><Echec erreur={echec} reessayer={reessayer} /></div>;
  }
  if (!vide) return null;
  const filtres = Object.entries(textesFiltres(filtre)) as [keyof FiltreJournal, string][];
  return (
    <div className="grille-vide">
      <Vide titre={filtres.length === 0 ? TEXTES.videSansFiltre : TEXTES.vide} icone="file-text-line">
        {filtres.length === 0 ? null : (
          <>
            <div className="rang" style={{ flexWrap: 'wrap', justifyContent: 'center' }}>{filtres.map(([nom, libelle]) => <button key={nom} type="button" className="etiquette" onClick={() => { retirer(nom); }}>{libelle}<Icone nom="close-line" taille={12} /></button>)}</div>
            <Bouton onClick={() => { retirer(null); }}>{TEXTES.retirerFiltres}</Bouton>
          </>
        )}
      </Vide>
    </div>
  );
};

/** Le journal de ce poste prolonge-t-il celui qu’il avait vu ? Sinon, l’alerte reste jusqu’à ce que la personne en prenne acte. */
const AlerteContinuite = (): ReactElement | null => {
  const annoncer = useAnnoncer();
  const [alerte, montrer] = useState<string | null>(null);
  useEffect(() => {
    // hors ligne, la grille le dit déjà
    client.appeler('journal.continuite', {}).then(({ alerte: phrase }) => { montrer(phrase); }, () => undefined);
  }, []);
  if (alerte === null) return null;
  const prendreActe = (): void => { client.appeler('journal.prendreActe', {}).then(() => { montrer(null); }, (erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }); };
  return <div style={{ paddingBottom: 8 }} data-testid="alerte-journal"><Note genre="e" annoncer>{alerte} <button type="button" className="lien" onClick={prendreActe}>{TEXTES.acte}</button></Note></div>;
};

/** Écran Journal : la grille, et à droite la ligne choisie en toutes lettres. */
export const Journal = (): ReactElement => {
  const [filtre, changer] = useState<FiltreJournal>({});
  const [total, compterTotal] = useState<number | null>(null);
  const [vide, vider] = useState(false);
  const [echec, echouer] = useState<unknown>(null);
  const [courante, choisir] = useState<LigneLue | null>(null);
  const [nouvelles, signaler] = useState(false);
  const [exporte, ouvrirExport] = useState(false);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const { utilisateur } = useSession();
  const [densite, changerDensite] = useStockage<Densite>(`siao.journal.densite.${utilisateur.id}`, 'normale');
  const poignee = useRef<PoigneeGrille<LigneLue> | null>(null);
  const source = useMemo(() => creerSource(compterTotal), []);
  const sync = useEtatSync();

  const poser = useCallback((partie: Partial<FiltreJournal>) => {
    changer((avant) => avecPartie(avant, partie));
    echouer(null);
    vider(false);
  }, []);
  const contexte = useMemo(() => ({ filtre, poser }), [filtre, poser]);
  const actualiser = useCallback(() => {
    source.oublier();
    signaler(false);
    echouer(null);
    vider(false);
    poignee.current?.choisir(null);
    poignee.current?.api()?.purgeInfiniteCache();
  }, [source]);
  useEvenement('donnees', useCallback(({ origine }) => { if (origine === 'service') signaler(true); }, []));
  // le service est revenu : relire ce qui n’avait pas pu l’être
  const enLigne = sync?.etat === 'a_jour';
  const horsLigne = echec !== null && codeErreur(echec) === 'journal.hors_ligne';
  useEffect(() => { if (enLigne && horsLigne) actualiser(); }, [enLigne]);

  const versGrille = (): void => { poignee.current?.prendreFocus(); };
  const surLigne = (ligne: LigneLue, pas: Pas): void => {
    choisir(ligne);
    if (pas === 'entree') document.getElementById('journal-titre')?.focus();
  };
  const surLecture = useCallback((fin: number | undefined, premiere: LigneLue | undefined) => {
    echouer(null);
    vider(fin === 0);
    // la première ligne se montre d’elle-même ; une ligne déjà choisie reste
    if (premiere !== undefined) choisir((avant) => avant ?? premiere);
  }, []);
  const demanderExport = (): void => { if (echec === null) ouvrirExport(true); };
  useRaccourcis({ 'Ctrl+e': demanderExport });
  const retirer = (nom: keyof FiltreJournal | null): void => { if (nom === null) { changer({}); vider(false); } else poser({ [nom]: undefined }); };
  const texteTotal = total === null ? '' : total > TOTAL_MAXIMAL ? `Plus de ${nombre(TOTAL_MAXIMAL)} lignes` : compte(total, 'ligne', 'lignes');
  return (
    <ContexteFiltre.Provider value={contexte}>
      <div className="travail">
        <div className="tete">
          <h1>{TEXTES.titre}</h1>
          <span className="sous coupe">{TEXTES.sous}</span>
          <span className="ressort" />
          <Bouton icone="download-line" touche="Ctrl+E" raison={horsLigne ? TEXTES.horsLigne : null} onClick={demanderExport} testid="exporter-journal">{TEXTES.exporter}</Bouton>
        </div>
        <AlerteContinuite />
        <div className="avec-panneau">
          <section className="pan" aria-label="Lignes du journal">
            <BarreJournal nouvelles={nouvelles} actualiser={actualiser} versGrille={versGrille} colonnes={<Colonnes poignee={poignee} premiere="nom" titre={(colonne) => (Object.hasOwn(TITRES, colonne) ? TITRES[colonne as keyof typeof TITRES] : null)} nom={TEXTES.colonnes} nomDensite={TEXTES.densite} densite={densite} changerDensite={changerDensite} />} />
            <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
              <GrilleJournal source={source} poignee={poignee} courante={courante?.no ?? null} densite={densite} total={vide ? 0 : (total ?? 0)} surLigne={surLigne} surPlage={changerPlage} surLecture={surLecture} surEchec={echouer} />
              <Couverture echec={echec} vide={vide} filtre={filtre} reessayer={actualiser} retirer={retirer} />
            </div>
            <BarreEtat testid="etat-journal">
              <span><b>{echec === null ? texteTotal : ''}</b></span>
              <EtatPlage plage={plage} />
              <span className="ressort" />
              <span className="dernier discret"><Touche>Entrée</Touche> détail <Touche>/</Touche> chercher <Touche>?</Touche> touches</span>
            </BarreEtat>
          </section>
          {echec === null ? <PanneauLigne ligne={vide ? null : courante} fermer={versGrille} filtrerFiche={(id) => { poser({ id }); }} /> : null}
        </div>
        {exporte ? <Export filtre={filtre} total={total} fermer={() => { ouvrirExport(false); }} /> : null}
      </div>
    </ContexteFiltre.Provider>
  );
};
