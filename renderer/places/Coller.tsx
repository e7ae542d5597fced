import type { ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useState } from 'react';
import type { LignePlace } from '../../contract/methodesPlaces.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import type { DefautCollage } from '../grille/coller.ts';
import { preparerCollage } from '../grille/coller.ts';
import type { PoigneeVue } from '../grille/GrilleVue.tsx';
import type { Plage } from '../grille/plage.ts';
import { bornes, lignesRecopiees, plageDe } from '../grille/plage.ts';
import { remplacerTout } from '../grille/remplacer.ts';
import { lireTsv } from '../grille/tsv.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Note } from '../ui/Etats.tsx';
import { aujourdhui, compte, nombre } from '../ui/formats.ts';
import { estSaisie, useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Blocs, Demande, SaisieLigne } from './collage.ts';
import { colonnesCollables, demandeDe, enBlocs } from './collage.ts';
import { phraseCollee, phraseDemandee } from './phrases.ts';
import type { DemandeRemplacement } from './Remplacer.tsx';
import { Remplacer } from './Remplacer.tsx';
import { REMPLACER, TITRES } from './textes.ts';

/** Lignes qu’un collage prend d’un coup. */
const COLLAGE_MAXIMUM = 5_000;
const MONTRES = 200;
const GESTES_MONTRES = 8;

/** Un collage contrôlé, avant d’être appliqué. */
interface Collage { readonly titre: string; readonly demande: Blocs; readonly defauts: readonly DefautCollage[]; readonly avertissement: string | null; readonly sansEffet: number; readonly noms: ReadonlyMap<string, string> }
type Essai = ResultatDe<'places.coller'>;

const controler = async (grille: PoigneeVue<LignePlace>, bloc: readonly (readonly string[])[], plage: Plage | null, total: number, numerote: boolean, titre: string): Promise<Collage | string> => {
  if (plage === null) return 'Choisir d’abord la cellule où coller.';
  const jour = aujourdhui();
  const { rangDebut, rangFin } = bornes(plage);
  const hauteur = Math.max(rangFin - rangDebut + 1, bloc.length);
  if (hauteur > COLLAGE_MAXIMUM) return `Le collage prend ${nombre(COLLAGE_MAXIMUM)} lignes au plus, et il y en a ${nombre(hauteur)} : coller en plusieurs fois.`;
  const lignes = await grille.lignes(rangDebut, Math.min(total, rangDebut + hauteur));
  const affichees = grille.colonnes();
  const colonnes = colonnesCollables(affichees, jour, numerote);
  const { cellules, defauts, debordement } = preparerCollage({ bloc, plage, total, colonnes, lire: (rang, cle) => { const ligne = lignes[rang - rangDebut]; return ligne === undefined ? undefined : affichees.find(({ colId }) => colId === cle)?.texte(ligne); } });
  const parRang = new Map<number, Record<string, unknown>>();
  for (const { rang, cle, valeur } of cellules) parRang.set(rang, { ...parRang.get(rang), [cle]: valeur });
  const demandes: { id: string; demande: Extract<Demande, { gestes: unknown }> }[] = [];
  const tous = [...defauts];
  const fautives = new Set(defauts.map(({ ligne }) => ligne));
  let sansEffet = 0;
  for (const [rang, saisie] of parRang) {
    const ligne = lignes[rang - rangDebut];
    const dansLeBloc = ((rang - rangDebut) % bloc.length) + 1;
    // une ligne dont une cellule est illisible n’a pas d’autre défaut à dire : elle serait jugée à moitié
    if (ligne === undefined || fautives.has(dansLeBloc)) continue;
    const demande = demandeDe(ligne, saisie as SaisieLigne, jour);
    if ('defaut' in demande) tous.push({ ligne: dansLeBloc, colonne: 'État', valeur: ligne.numero, message: demande.defaut });
    else if (demande.gestes.length === 0 && demande.numero === null) sansEffet += 1;
    else demandes.push({ id: ligne.id, demande });
  }
  return { titre, demande: enBlocs(demandes), defauts: tous, avertissement: debordement, sansEffet, noms: new Map(lignes.map(({ id, numero }) => [id, numero])) };
};

const Tableau = ({ tetes, lignes }: { readonly tetes: readonly string[]; readonly lignes: readonly (readonly string[])[] }): ReactElement => (
  <div className="collage-defauts" tabIndex={0} role="region" aria-label="Ce qui ne va pas">
    <table><thead><tr>{tetes.map((tete) => <th key={tete} scope="col">{tete}</th>)}</tr></thead><tbody>{lignes.slice(0, MONTRES).map((ligne) => <tr key={ligne.join('|')}>{ligne.map((texte, rang) => <td key={tetes[rang]}>{texte}</td>)}</tr>)}</tbody></table>
    {lignes.length > MONTRES ? <p className="discret">et {compte(lignes.length - MONTRES, 'autre', 'autres')}</p> : null}
  </div>
);

/** Ce que le collage ferait, cellule par cellule, avant de l’appliquer ; une cellule illisible arrête tout, une place refusée reste telle quelle. */
const DialogueCollage = ({ collage, fermer, fait }: { readonly collage: Collage; readonly fermer: () => void; readonly fait: (lot: string, issue: Essai) => void }): ReactElement => {
  const [essai, recevoir] = useState<Essai | null>(null);
  const [echec, signaler] = useState<string | null>(null);
  const [envoi, envoyer] = useState(false);
  const [presse, presser] = useState(false);
  const { demande, defauts } = collage;
  const vide = demande.blocs.length === 0 && demande.numeros.length === 0;
  const coller = useCallback((seulementEssai: boolean) => client.appeler('places.coller', { essai: seulementEssai, blocs: demande.blocs.map(({ geste, ids }) => ({ geste, ids: [...ids] })), numeros: [...demande.numeros] }), [demande]);
  useEffect(() => {
    if (defauts.length > 0 || vide) return;
    coller(true).then(recevoir, (panne: unknown) => { signaler(messageErreur(panne)); });
  }, [coller, defauts.length, vide]);
  const applicable = defauts.length === 0 && essai !== null && essai.refus === null && essai.changees > 0;
  const appliquer = (): void => {
    // demandé avant la fin du contrôle : appliqué dès qu’il est bon
    if (essai === null) presser(true);
    if (!applicable || envoi) return;
    envoyer(true);
    coller(false).then((issue) => {
      envoyer(false);
      if (issue.lot === null) signaler(issue.refus?.message ?? 'Aucune place ne changerait.');
      else fait(issue.lot, issue);
    }, (panne: unknown) => { envoyer(false); signaler(messageErreur(panne)); });
  };
  useEffect(() => {
    if (!presse || essai === null) return;
    presser(false);
    // ce qui serait laissé de côté se lit d’abord
    if (essai.refusees === 0) appliquer();
  });
  useRaccourcis({ 'Ctrl+Enter': appliquer }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={collage.titre} icone="table-line" largeur={720} fermer={fermer} alerte={echec ?? essai?.refus?.message ?? null} testid="collage"
      pied={<><Bouton onClick={fermer}>{applicable ? 'Annuler' : 'Fermer'}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={envoi} horsDroit raison={applicable ? null : defauts.length > 0 ? 'Corriger d’abord les cellules en défaut.' : 'Rien à appliquer.'} onClick={appliquer} testid="appliquer-collage">{essai === null || essai.changees === 0 ? 'Appliquer' : `Appliquer à ${compte(essai.changees, 'place', 'places')}`}</Bouton></>}
    >
      {collage.avertissement === null ? null : <Note genre="w">{collage.avertissement}</Note>}
      {defauts.length > 0 ? (
        <><Note genre="e" annoncer>{compte(defauts.length, 'cellule ne va pas', 'cellules ne vont pas')} : rien n’est changé. Corriger le tableau d’origine, puis recoller.</Note><Tableau tetes={['Ligne', 'Colonne', 'Valeur', 'Pourquoi']} lignes={defauts.map(({ ligne, colonne, valeur, message }) => [String(ligne), colonne, valeur, message])} /></>
      ) : vide ? <p role="status">Ces cellules disent déjà ce que les places sont : rien à changer.</p> : essai === null ? <Attente lignes={3} nom="Contrôle du collage" /> : (
        <>
          {demande.blocs.length + demande.numeros.length === 0 ? null : <ul className="collage-demande" aria-label="Ce que le collage demande">{demande.blocs.slice(0, GESTES_MONTRES).map(({ geste, ids }) => <li key={JSON.stringify(geste)}>{phraseDemandee(geste, ids.length)}</li>)}{demande.blocs.length > GESTES_MONTRES ? <li className="discret">et {compte(demande.blocs.length - GESTES_MONTRES, 'autre changement', 'autres changements')}</li> : null}{demande.numeros.length === 0 ? null : <li>{compte(demande.numeros.length, 'place renumérotée', 'places renumérotées')}</li>}</ul>}
          <p role="status"><b>{compte(essai.changees, 'place changera', 'places changeront')}</b>{essai.differees === 0 ? '' : ` (${essai.differees === essai.changees ? '' : `${nombre(essai.differees)} `}à leur libération)`}{collage.sansEffet === 0 ? '' : `, ${compte(collage.sansEffet, 'est déjà ainsi', 'sont déjà ainsi')}`}{essai.refusees === 0 ? '.' : `, ${compte(essai.refusees, 'ne peut pas', 'ne peuvent pas')} :`}</p>
          {essai.lignes.length === 0 ? null : <Tableau tetes={['Place', 'Pourquoi']} lignes={essai.lignes.map(({ id, message }) => [collage.noms.get(id) ?? '', message])} />}
        </>
      )}
    </Dialogue>
  );
};

/** Une cellule saisie : la même lecture qu’un collage d’une cellule, appliquée aussitôt. Rend la phrase de ce qui ne va pas, ou `null`. */
export const saisirCellule = async (grille: PoigneeVue<LignePlace>, rang: number, colonne: string, texte: string, total: number, numerote: boolean): Promise<string | null> => {
  const indice = grille.colonnes().findIndex(({ colId }) => colId === colonne);
  const lu = await controler(grille, [[texte]], plageDe({ rang, colonne: indice }), total, numerote, '');
  if (typeof lu === 'string') return lu;
  const [defaut] = lu.defauts;
  if (defaut !== undefined) return `${defaut.colonne}, « ${texte} » : ${defaut.message}`;
  const { blocs, numeros } = lu.demande;
  if (blocs.length === 0 && numeros.length === 0) return null;
  const issue = await client.appeler('places.coller', { essai: false, blocs: blocs.map(({ geste, ids }) => ({ geste, ids: [...ids] })), numeros: [...numeros] });
  return issue.lot === null ? (issue.refus?.message ?? issue.lignes[0]?.message ?? 'Cette place ne change pas.') : null;
};

interface Props { readonly poignee: RefObject<PoigneeVue<LignePlace> | null>; readonly actif: boolean; readonly total: number; readonly numerote: boolean; readonly defaire: (lot: string) => void; readonly recopie: RefObject<((source: Plage) => void) | null> }

/** Ctrl+V colle un tableau d’Excel ou de LibreOffice ; Ctrl+D recopie la première ligne de la plage vers le bas. Tout est contrôlé avant d’être appliqué, en un geste qui s’annule. */
export const Coller = ({ poignee, actif, total, numerote, defaire, recopie }: Props): ReactElement | null => {
  const annoncer = useAnnoncer();
  const [collage, montrer] = useState<Collage | null>(null);
  const [remplace, remplacer] = useState<{ readonly debut: number; readonly fin: number } | null>(null);
  const preparer = useCallback(async (bloc: readonly (readonly string[])[], avecNumero: boolean, titre: string): Promise<void> => {
    const grille = poignee.current;
    if (grille === null || bloc.length === 0) return;
    const lu = await controler(grille, bloc, grille.plage(), total, avecNumero, titre);
    if (typeof lu === 'string') annoncer(lu, { genre: 'info' });
    else montrer(lu);
  }, [annoncer, poignee, total]);
  const echouer = useCallback((panne: unknown): void => { annoncer(messageErreur(panne), { genre: 'erreur' }); }, [annoncer]);
  // la page ne peut pas lire le presse-papiers d’elle-même : le texte ne vient qu’avec le geste de coller
  useEffect(() => {
    if (!actif || collage !== null) return undefined;
    const ecouter = (evenement: ClipboardEvent): void => {
      if (estSaisie(evenement.target) || document.querySelector('[data-modale]') !== null || poignee.current?.plage() == null) return;
      const bloc = lireTsv(evenement.clipboardData?.getData('text/plain') ?? '');
      if (bloc.length === 0) return;
      evenement.preventDefault();
      preparer(bloc, numerote, `Coller ${compte(bloc.length, 'ligne', 'lignes')}`).catch(echouer);
    };
    document.addEventListener('paste', ecouter);
    return () => { document.removeEventListener('paste', ecouter); };
  }, [actif, collage, numerote, poignee, preparer, echouer]);
  /** Recopie des lignes sur la plage : la première vers le bas (Ctrl+D), ou celles d’où la poignée a été tirée. */
  const remplir = async (source: Plage | null = null): Promise<void> => {
    const grille = poignee.current;
    const plage = grille?.plage() ?? null;
    if (grille === null || plage === null) return;
    const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
    const origine = source ?? plageDe({ rang: rangDebut, colonne: colDebut });
    const lues = await grille.lignes(bornes(origine).rangDebut, bornes(origine).rangFin + 1);
    if (lues.length === 0 || rangFin === rangDebut) { annoncer('Choisir plusieurs lignes : la première se recopie sur les autres.', { genre: 'info' }); return; }
    const visees = grille.colonnes().slice(colDebut, colFin + 1);
    if (visees.some(({ colId }) => !['etat', 'motif', 'depuis', 'jusquau'].includes(colId))) { annoncer('La recopie prend les colonnes État, Motif, Depuis le et Jusqu’au.', { genre: 'info' }); return; }
    await preparer(lignesRecopiees(lues, origine, plage).map((ligne) => visees.map(({ texte }) => texte(ligne))), false, `Recopier sur ${compte(rangFin - rangDebut + 1, 'ligne', 'lignes')}`);
  };
  const remplacable = (colId: string): boolean => colonnesCollables(poignee.current?.colonnes() ?? [], aujourdhui(), numerote).some(({ cle, editable }) => cle === colId && editable);
  /** Les lignes où l’on remplace : celles d’une plage de plusieurs lignes, sinon toute la vue. */
  const lignesVisees = (): { readonly debut: number; readonly fin: number } => {
    const plage = poignee.current?.plage() ?? null;
    const { rangDebut, rangFin } = plage === null ? { rangDebut: 0, rangFin: 0 } : bornes(plage);
    return rangFin > rangDebut ? { debut: rangDebut, fin: Math.min(total, rangFin + 1) } : { debut: 0, fin: total };
  };
  const ouvrirRemplacer = (): void => {
    const { debut, fin } = lignesVisees();
    if (fin - debut > COLLAGE_MAXIMUM) { annoncer(REMPLACER.trop, { genre: 'info' }); return; }
    if (!(poignee.current?.colonnes() ?? []).some(({ colId }) => remplacable(colId))) { annoncer(REMPLACER.aucune, { genre: 'info' }); return; }
    remplacer({ debut, fin });
  };
  const appliquerRemplacement = async ({ colonne, cherche, par, casse }: DemandeRemplacement, { debut, fin }: { readonly debut: number; readonly fin: number }): Promise<void> => {
    const grille = poignee.current;
    const affichee = grille?.colonnes().find(({ colId }) => colId === colonne);
    if (grille === null || affichee === undefined) return;
    const lignes = await grille.lignes(debut, fin);
    const textes = lignes.map((ligne) => affichee.texte(ligne));
    const bloc = textes.map((texte) => [remplacerTout(texte, cherche, par, casse)]);
    const trouvees = bloc.filter(([nouveau], rang) => nouveau !== textes[rang]).length;
    if (trouvees === 0) { annoncer(REMPLACER.rien, { genre: 'info' }); return; }
    const rang = grille.colonnes().findIndex(({ colId }) => colId === colonne);
    const lu = await controler(grille, bloc, { ancre: { rang: debut, colonne: rang }, tete: { rang: fin - 1, colonne: rang } }, total, numerote, `Remplacer dans ${compte(trouvees, 'cellule', 'cellules')}`);
    if (typeof lu === 'string') annoncer(lu, { genre: 'info' });
    else montrer(lu);
  };
  useRaccourcis({ 'Ctrl+h': ({ target }) => { if (estSaisie(target)) return false; ouvrirRemplacer(); return true; } }, { actif });
  useRaccourcis({ 'Ctrl+d': ({ target }) => { if (estSaisie(target)) return false; remplir().catch(echouer); return true; } }, { actif });
  useEffect(() => {
    recopie.current = (source) => { remplir(source).catch(echouer); };
    return () => { recopie.current = null; };
  });
  const clore = useCallback(() => { montrer(null); poignee.current?.prendreFocus(); }, [poignee]);
  if (remplace !== null) {
    const colonnes = (poignee.current?.colonnes() ?? []).filter(({ colId }) => remplacable(colId)).map(({ colId }) => [colId, TITRES[colId]?.[1] ?? colId] as const);
    const courante = poignee.current?.colonnes()[poignee.current.plage()?.ancre.colonne ?? 0]?.colId ?? '';
    return <Remplacer colonnes={colonnes} depart={colonnes.some(([colonne]) => colonne === courante) ? courante : (colonnes[0]?.[0] ?? '')} lignes={remplace.fin - remplace.debut} fermer={() => { remplacer(null); poignee.current?.prendreFocus(); }} valider={(demande) => { remplacer(null); appliquerRemplacement(demande, remplace).catch(echouer); }} />;
  }
  if (collage === null) return null;
  return (
    <DialogueCollage
      collage={collage} fermer={clore}
      fait={(lot, issue) => {
        clore();
        annoncer(phraseCollee(issue), { action: { libelle: 'Annuler', annule: true, agir: () => { defaire(lot); } } });
      }}
    />
  );
};
