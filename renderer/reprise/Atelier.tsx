import type { ReactElement } from 'react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Atelier as Ouvert } from '../../contract/methodesReprise.ts';
import { client } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Progression } from '../ui/Progression.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Arbitrer } from './Arbitrer.tsx';
import { Associer } from './Associer.tsx';
import { Charger } from './Charger.tsx';
import { Comparer } from './Comparer.tsx';
import { Controler } from './Controler.tsx';
import { Deposer } from './Deposer.tsx';
import { Lire } from './Lire.tsx';
import { Livre } from './Livre.tsx';
import { Preparer } from './Preparer.tsx';
import { Rapport } from './Rapport.tsx';
import { TEXTES, phraseDuCompagnon, phraseDuSuivi } from './textes.ts';
import { TEXTES_COMPTES } from './textesComptes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus, useAtelier, useAvancement } from './useAtelier.ts';

type Etape = 'lire' | 'associer' | 'controler' | 'simuler' | 'charger' | 'arbitrer' | 'preparer';
interface Pas { readonly etape: Etape; readonly nom: string; readonly sous: string; readonly faite: boolean }
/** Un fichier de comptes s’arbitre et se prépare (son lot naît alors) ; les autres se simulent et se chargent. */
const dernieres = ({ bloquantes, simulation, lot, arbitrage }: Ouvert): readonly Pas[] => (arbitrage === null ? [
  { etape: 'simuler', nom: TEXTES.simuler, sous: simulation === null ? (lot?.simulations.at(-1) === undefined || lot.statut === 'annule' ? 'pas encore' : dateHeure(lot.simulations.at(-1)?.le ?? '')) : simulation.aJour ? dateHeure(simulation.le) : 'à refaire', faite: simulation !== null && simulation.aJour && simulation.refus === 0 && bloquantes === 0 },
  { etape: 'charger', nom: TEXTES.charger, sous: lot?.statut === 'charge' ? 'signé' : 'après simulation', faite: lot?.statut === 'charge' },
] : [
  { etape: 'arbitrer', nom: TEXTES_COMPTES.arbitrer, sous: arbitrage.arbitrer === 0 ? 'tout est décidé' : compte(arbitrage.arbitrer, 'compte à décider', 'comptes à décider'), faite: arbitrage.arbitrer === 0 },
  { etape: 'preparer', nom: TEXTES_COMPTES.preparer, sous: lot?.statut === 'charge' && arbitrage.prets === 0 ? 'signé' : arbitrage.prets > 0 ? compte(arbitrage.prets, 'compte prêt', 'comptes prêts') : arbitrage.crees > 0 ? compte(arbitrage.crees, 'compte préparé', 'comptes préparés') : 'aucun compte prêt', faite: arbitrage.crees > 0 && arbitrage.prets === 0 },
]);
const etapesDe = (ouvert: Ouvert): readonly Pas[] => { const { lignes, entetes, liens, manquantes, bloquantes } = ouvert; return [
  { etape: 'lire', nom: TEXTES.lire, sous: `${compte(lignes, 'ligne', 'lignes')}, ${compte(entetes.length, 'colonne', 'colonnes')}`, faite: true },
  { etape: 'associer', nom: TEXTES.associer, sous: `${nombre(new Set(liens.map(({ rang }) => rang)).size)} colonnes sur ${nombre(entetes.length)}`, faite: manquantes.length === 0 },
  { etape: 'controler', nom: TEXTES.controler, sous: bloquantes === 0 ? 'aucune bloquante' : compte(bloquantes, 'anomalie bloquante', 'anomalies bloquantes'), faite: bloquantes === 0 },
  ...dernieres(ouvert),
]; };

const Contenu = ({ atelier: controle, conduite }: { readonly atelier: Ouvert; readonly conduite: Conduite }): ReactElement => {
  // le lot suit la synchronisation (son numéro, ses fiches) sans attendre un geste de plus
  const lots = useAppel('reprise.lister', {}, { garder: true }).data?.lots;
  const atelier = { ...controle, lot: lots?.find((suivi) => suivi.id === controle.lot?.id) ?? controle.lot };
  const { dossier: { id, nom, genre, departement } } = atelier;
  const annoncer = useAnnoncer();
  const [etape, aller] = useState<Etape>(atelier.manquantes.length > 0 ? 'associer' : atelier.arbitrage !== null && atelier.bloquantes === 0 ? 'arbitrer' : 'controler');
  const [remplace, remplacer] = useState(false);
  const [rapport, rapporter] = useState(false);
  const [comparaison, comparer] = useState(false);
  const [precedente, ...anterieures] = atelier.versions;
  const simuler = (): void => { if (genre === 'utilisateurs') { aller('preparer'); return; } void conduite.faire(() => client.appeler('reprise.simuler', { id })).then((refus) => { if (refus === null) aller('simuler'); else annoncer(refus, { genre: genreDuRefus(refus) }); }); };
  // à l’étape « Préparer », la touche est à elle
  useRaccourcis({ 'Ctrl+Enter': () => { if (etape === 'preparer') return false; simuler(); return true; }, ...Object.fromEntries(etapesDe(atelier).map((une, rang) => [`Ctrl+${rang + 1}`, () => { aller(une.etape); }])) });
  return (
    <>
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/reprise">{TEXTES.titre}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1 className="coupe">{nom}</h1>
        <span className="sous num coupe" role="status">{[atelier.feuille === null ? '' : `feuille « ${atelier.feuille} »`, compte(atelier.lignes, 'ligne', 'lignes'), `département ${departement}`, atelier.lot?.code ?? ''].filter((part) => part !== '').join(' · ')}</span>
        <span className="ressort" />
        <Bouton icone="file-text-line" onClick={() => { rapporter(true); }} testid="rep-rapport">Rapport</Bouton>
        {precedente === undefined ? null : <Bouton icone="git-branch-line" occupe={conduite.occupe} onClick={() => { comparer(true); }} testid="rep-comparer">{`Comparer à la v${nombre(precedente.numero)}`}</Bouton>}
        <Bouton icone="upload-2-line" onClick={() => { remplacer(true); }} testid="rep-remplacer">{TEXTES.remplacer}</Bouton>
        {etape === 'preparer' ? null : <Bouton genre="p" touche="Ctrl+Entrée" occupe={conduite.occupe} onClick={simuler} testid="rep-simuler-tete">{genre === 'utilisateurs' ? TEXTES_COMPTES.preparerTous : TEXTES.simulerCharger}</Bouton>}
      </div>
      <ol className="pan rep-etapes" aria-label={TEXTES.etapes} data-zone="etapes">
        {etapesDe(atelier).map((une, rang) => (
          <li key={une.etape}><button type="button" aria-current={etape === une.etape ? 'step' : undefined} onClick={() => { aller(une.etape); }} data-testid={`rep-etape-${une.etape}`}>
            <span className={`rep-numero${une.faite ? ' faite' : ''}`} aria-hidden="true">{une.faite && etape !== une.etape ? <Icone nom="check-line" taille={14} /> : rang + 1}</span><span><b>{une.nom}</b>{une.faite ? <span className="invisible"> (faite)</span> : null}<span className="discret">{une.sous}</span></span>
          </button></li>
        ))}
      </ol>
      {atelier.ecartees.length === 0 ? null : <Note genre="w">{`${compte(atelier.ecartees.length, 'correction n’a pas été appliquée', 'corrections n’ont pas été appliquées')} à cette version du fichier : ${atelier.ecartees.slice(0, 3).map(({ quoi, explication }) => `${quoi} (${explication})`).join(' ')}`}</Note>}
      {etape === 'lire' || etape === 'associer' ? null : atelier.compagnons.map((compagnon) => <Note key={compagnon.nom} genre={compagnon.raison === null ? 'i' : 'w'}>{phraseDuCompagnon(compagnon)}</Note>)}
      {etape === 'lire' ? <Lire atelier={atelier} conduite={conduite} /> : etape === 'associer' ? <Associer atelier={atelier} conduite={conduite} /> : etape === 'controler' ? <Controler atelier={atelier} conduite={conduite} /> : etape === 'arbitrer' ? <Arbitrer atelier={atelier} conduite={conduite} /> : etape === 'preparer' ? <Preparer atelier={atelier} conduite={conduite} /> : <Charger atelier={atelier} conduite={conduite} simuler={simuler} />}
      <Livre atelier={atelier} />
      {comparaison && precedente !== undefined ? <Comparer id={id} versions={[precedente, ...anterieures]} fermer={() => { comparer(false); }} /> : null}
      {rapport ? <Rapport id={id} fermer={() => { rapporter(false); }} /> : null}
      {remplace ? <Deposer genre={genre} departement={departement} departements={[departement]} remplace={id} fermer={() => { remplacer(false); }} pose={() => { remplacer(false); conduite.relire(); }} /> : null}
    </>
  );
};

/** Écran d’un dossier de reprise (`/reprise/:id`) : cinq étapes, le bilan toujours visible. */
export const Atelier = (): ReactElement => {
  const { id = '' } = useParams();
  const conduite = useAtelier(id);
  const { atelier, illisible, panne, occupe } = conduite;
  const avancement = useAvancement(occupe);
  const interrompre = (): void => { void client.appeler('reprise.interrompre', {}); };
  useRaccourcis({ Escape: interrompre }, { actif: avancement !== null });
  return (
    <div className="travail">
      {illisible !== null ? <section className="pan" style={{ flex: 1 }}><Vide titre="Ce fichier ne se lit pas (F04)" icone="error-warning-line"><span>{illisible}</span><Link to="/reprise">Revenir à la reprise</Link></Vide></section>
        : panne !== null ? <section className="pan" style={{ flex: 1 }}><Echec erreur={panne} reessayer={conduite.relire} /></section>
          : atelier === null ? <><div className="tete"><h1><Link to="/reprise">{TEXTES.titre}</Link></h1><span className="sous">{TEXTES.lecture}</span></div><section className="pan" style={{ flex: 1 }}><Attente lignes={14} nom={TEXTES.lecture} /></section></>
            : <Contenu key={id} atelier={atelier} conduite={conduite} />}
      {avancement === null ? null : <div className="rep-suivi" role="status"><Progression recues={avancement.faites} total={avancement.sur} nom={TEXTES.titre} phrase={phraseDuSuivi(avancement)} /><Bouton petit touche="Échap" onClick={interrompre}>{TEXTES.interrompre}</Bouton></div>}
    </div>
  );
};
