import type { ReactElement } from 'react';
import { useDeferredValue, useId, useState } from 'react';
import type { PorteursCode } from '../../contract/methodesNomenclature.ts';
import { STATUTS } from '../../domain/cycleDeVie.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { CodeLu, Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { executerCommande } from '../offre/gestes/gestes.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { aujourdhui, dateFr, insecables, lireDateFr, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Champ } from '../utilisateurs/champs.tsx';
import { ChampMotif, ChoixCode, SaisieDate, motifManque } from './champs.tsx';
import { ecartSuccesseur, phraseUsages, successeurs } from './lecture.ts';
import { erreurDate } from './saisie.ts';
import { TEXTES } from './textes.ts';

/** « 214 dispositifs utilisent ce type, dont 12 en brouillon », et où. */
const Impact = ({ referentiel, porteurs }: { readonly referentiel: Referentiel; readonly porteurs: PorteursCode | undefined }): ReactElement => {
  if (porteurs === undefined) return <p className="discret" role="status">{TEXTES.impactEnCours}</p>;
  const brouillons = porteurs.parStatut.find(({ statut }) => statut === 'brouillon')?.nombre ?? 0;
  const attente = porteurs.parStatut.filter(({ statut }) => ['a_prevalider', 'prevalide', 'a_corriger'].includes(statut)).reduce((somme, { nombre: combien }) => somme + combien, 0);
  const dont = [...(brouillons > 0 ? [`${nombre(brouillons)} en ${STATUTS.brouillon.toLowerCase()}`] : []), ...(attente > 0 ? [`${nombre(attente)} dans le circuit de validation`] : [])];
  return (
    <div className="impact" role="status" data-testid="impact">
      <p><b>{phraseUsages(referentiel, porteurs.parObjet)}</b>{dont.length === 0 ? '' : `, dont ${dont.join(' et ')}`}.</p>
      {porteurs.total === 0 ? null : <p className="discret">{porteurs.parDepartement.map(({ departement, nombre: combien }) => `${nomDepartement(departement)} (${departement})\u00a0: ${nombre(combien)}`).join(' · ')}{porteurs.departements > porteurs.parDepartement.length ? ` · et ${nombre(porteurs.departements - porteurs.parDepartement.length)} autres départements` : ''}</p>}
    </div>
  );
};

interface Props {
  readonly referentiel: Referentiel; readonly code: CodeLu; readonly nomenclature: Nomenclature; readonly fermer: () => void;
  /** Enchaîne sur le remplacement, par le successeur choisi (vide : aucun). */
  readonly remplacer: (successeur: string) => void;
}

/** Retrait d’un code : son impact avant de décider, son dernier jour, son successeur, le motif ; puis le remplacement sur les fiches. */
export const Retirer = ({ referentiel, code, nomenclature, fermer, remplacer }: Props): ReactElement => {
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const idMotif = useId();
  const jour = aujourdhui();
  const [fin, changerFin] = useState(dateFr(code.debut > jour ? code.debut : jour));
  const [successeur, choisir] = useState('');
  const [motif, changerMotif] = useState('');
  const [tente, tenter] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const [fait, finir] = useState(false);
  const { data: porteurs, error } = useAppel('nomenclature.porteurs', { referentiel, code: code.code, limite: 0 }, { garder: true });
  const permis = successeurs(nomenclature, referentiel, code, jour);
  const nouveau = permis.find((autre) => autre.code === successeur);
  const ecart = nouveau === undefined ? null : ecartSuccesseur(referentiel, code, nouveau);
  const defautFin = erreurDate(fin, jour);
  const argsDe = (raison: string) => ({ referentiel, code: code.code, fin: lireDateFr(fin) ?? jour, remplacePar: successeur === '' ? null : successeur, motif: raison });
  // la même règle que l’enregistrement, jugée à mesure : un refus se lit avant de remplir le motif
  const juge = useDeferredValue(JSON.stringify(argsDe('motif')));
  const { data: avis } = useAppel('commandes.juger', { nom: 'retirerCode', args: JSON.parse(juge) as unknown }, { actif: defautFin === undefined && !fait, garder: true });
  const empeche = avis?.refus === null || avis?.refus === undefined ? null : insecables(avis.refus.message);
  const envoyer = async (): Promise<void> => {
    tenter(true);
    if (occupe || fait) return;
    if (motifManque(motif)) { document.getElementById(idMotif)?.focus(); return; }
    if (defautFin !== undefined) return;
    occuper(true);
    const refuse = await executerCommande('retirerCode', argsDe(motif.trim()));
    occuper(false);
    if (refuse !== null) { refuser(refuse.message); return; }
    if ((porteurs?.total ?? 0) > 0) { refuser(null); finir(true); return; }
    annoncer(`« ${code.libelle} » : retrait enregistré${horsLigne ? ', en attente d’envoi' : ''}.`);
    fermer();
  };
  useRaccourcis({ 'Ctrl+Enter': () => { if (fait) remplacer(successeur); else void envoyer(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={`${TEXTES.retirer} : ${code.libelle}`} icone="archive-fill" largeur={640} fermer={fermer} alerte={refus ?? (error === null ? null : error.message)} testid="retirer-code"
      pied={fait ? <><Bouton onClick={fermer}>{TEXTES.plusTard}</Bouton><Bouton genre="p" icone="arrow-up-down-line" touche="Ctrl+Entrée" onClick={() => { remplacer(successeur); }} testid="remplacer-ensuite">{TEXTES.remplacer}</Bouton></>
        : <><Bouton onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre="d" icone="archive-fill" touche="Ctrl+Entrée" occupe={occupe} raison={empeche} horsDroit onClick={() => { void envoyer(); }} testid="confirmer-retrait">{TEXTES.retirer}</Bouton></>}
    >
      {fait ? <><Note genre="ok" annoncer>{TEXTES.retraitFait}{horsLigne ? ' Il attend d’être envoyé.' : ''}</Note><Impact referentiel={referentiel} porteurs={porteurs} /><p>{TEXTES.resteAFaire}</p></> : (
        <>
          <Impact referentiel={referentiel} porteurs={porteurs} />
          <p className="discret">{TEXTES.retraitAide}</p>
          <div className="deux">
            <Champ nom="fin" libelle={TEXTES.dernierJour} aide={TEXTES.aides.fin} obligatoire erreur={defautFin}>{(attributs) => <SaisieDate valeur={fin} changer={changerFin} attributs={attributs} />}</Champ>
            <Champ nom="successeur" libelle={TEXTES.successeur}>{(attributs) => <ChoixCode codes={permis} natures={nomenclature.codes('nature')} valeur={successeur} vide={TEXTES.sansSuccesseur} changer={choisir} attributs={attributs} testid="choix-successeur" />}</Champ>
          </div>
          <div style={{ minHeight: 44 }} role="status">{empeche !== null ? <Note genre="e">{empeche}</Note> : ecart === null ? null : <Note genre="w"><b>{referentiel === 'nature' ? TEXTES.unitesDifferent : TEXTES.modalitesDifferent}.</b> {ecart}</Note>}</div>
          <ChampMotif id={idMotif} valeur={motif} changer={changerMotif} manque={tente && motifManque(motif)} />
        </>
      )}
    </Dialogue>
  );
};

/** Annule un retrait qui n’a pas encore pris effet. */
export const AnnulerRetrait = ({ referentiel, code, fermer }: Pick<Props, 'referentiel' | 'code' | 'fermer'>): ReactElement => {
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const idMotif = useId();
  const [motif, changerMotif] = useState('');
  const [tente, tenter] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const envoyer = async (): Promise<void> => {
    tenter(true);
    if (occupe) return;
    if (motifManque(motif)) { document.getElementById(idMotif)?.focus(); return; }
    occuper(true);
    const refuse = await executerCommande('retirerCode', { referentiel, code: code.code, fin: null, remplacePar: null, motif: motif.trim() });
    occuper(false);
    if (refuse !== null) { refuser(refuse.message); return; }
    annoncer(`« ${code.libelle} » : retrait annulé${horsLigne ? ', en attente d’envoi' : ''}.`);
    fermer();
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void envoyer(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={`${TEXTES.annulerRetrait} : ${code.libelle}`} icone="arrow-go-back-line" fermer={fermer} alerte={refus} testid="annuler-retrait"
      pied={<><Bouton onClick={fermer}>{TEXTES.fermer}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void envoyer(); }} testid="confirmer-annulation">{TEXTES.annulerRetrait}</Bouton></>}
    >
      <Note genre="i">{TEXTES.annulerRetraitAide}</Note>
      <ChampMotif id={idMotif} valeur={motif} changer={changerMotif} manque={tente && motifManque(motif)} />
    </Dialogue>
  );
};
