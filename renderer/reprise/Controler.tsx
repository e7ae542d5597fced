import type { ReactElement } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Atelier, Fait, FiltreLignes, LigneReprise } from '../../contract/methodesReprise.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import type { PoigneeGrille } from '../grille/Socle.tsx';
import { client } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Note, Vide } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Comparee } from './CoteACote.tsx';
import { CoteACote } from './CoteACote.tsx';
import { GrilleLignes } from './GrilleLignes.tsx';
import { Motif } from './Motif.tsx';
import { Reparer, TouchesReprise, accepter, cible, confirmation } from './Reparer.tsx';
import { TEXTES } from './textes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';
import { useAutre, useLignes } from './useLignes.ts';
import { useRattacher } from './useRattacher.ts';

interface Props { readonly atelier: Atelier; readonly conduite: Conduite }
const FILTRE: FiltreLignes = { quoi: 'anomalie', code: null, gravite: null, texte: '' };

/** Une fiche de l’offre, mise sous les en-têtes du fichier. */
const deLOffre = (offre: Readonly<Record<string, string>>, rangs: ReadonlyMap<string, number>, largeur: number): Comparee => {
  const cellules = Array.from({ length: largeur }, () => '');
  const dits = Object.entries(offre).flatMap(([champ, valeur]) => { const rang = rangs.get(champ); if (rang === undefined) return []; cellules[rang] = valeur; return [rang]; });
  return { titre: TEXTES.dansLOffre, cellules, dits };
};

/** Étape « Contrôler » : les codes à gauche, les lignes du fichier, et la barre de réparation dessous. */
export const Controler = ({ atelier, conduite }: Props): ReactElement => {
  const { dossier: { id }, anomalies, liens } = atelier;
  const { faire, tour, occupe } = conduite;
  const annoncer = useAnnoncer();
  const [filtre, filtrer] = useState<FiltreLignes>(FILTRE);
  const { lues, panne, suite } = useLignes(id, filtre, tour);
  const [courante, aller] = useState<string | null>(null);
  const [rangFaute, allerFaute] = useState(0);
  const [saisie, saisir] = useState(false);
  const [demande, demander] = useState<'ligne' | 'code' | null>(null);
  const poignee = useRef<PoigneeGrille<LigneReprise> | null>(null);
  const rangs = useMemo(() => new Map(liens.map(({ cle, rang }) => [cle, rang])), [liens]);
  const lignes = lues?.lignes ?? [];
  // un code choisi montre sa colonne, même loin à droite
  const colonneDuCode = filtre.code === null ? null : (lignes[0]?.anomalies.find((une) => une.code === filtre.code)?.rang ?? null);
  useEffect(() => { if (colonneDuCode !== null) poignee.current?.api()?.ensureColumnVisible(`c${colonneDuCode}`); }, [colonneDuCode]);
  const rangCourant = Math.max(0, lignes.findIndex((une) => une.id === courante));
  const ligne = lignes[rangCourant] ?? null;
  const faute = ligne?.anomalies[Math.min(rangFaute, Math.max(0, ligne.anomalies.length - 1))] ?? null;
  const autre = useAutre(id, faute?.autre ?? null, tour);
  const cherche = faute?.code === 'D01' && faute.reparation?.valeurs.length === 0 ? cleDeTri(faute.valeur ?? '') : '';
  const terme = cherche === '' ? null : (atelier.termes.find((un) => un.decision === null && cleDeTri(un.terme) === cherche) ?? null);
  const comparee = faute?.offre !== null && faute !== null ? deLOffre(faute.offre, rangs, atelier.entetes.length) : autre === null || autre.numero === ligne?.numero ? null : { titre: `${TEXTES.ligne} ${nombre(autre.numero)}`, cellules: autre.cellules, dits: null };
  const reste = lues !== null && lues.total > lignes.length;
  const code = filtre.code ?? faute?.code ?? null;
  const sures = anomalies.find((une) => une.code === code)?.sures ?? 0;
  const duFiltre = anomalies.find((une) => une.code === filtre.code);
  const confirmables = duFiltre?.gravite === 'avertissement' ? duFiltre.confirmables : 0;

  const annuler = (derniere?: number): void => { void faire(() => client.appeler('reprise.annuler', { id, ...(derniere === undefined ? {} : { derniere }) })).then((refus) => { annoncer(refus ?? 'Correction annulée.', refus === null ? {} : { genre: 'info' }); }); };
  /** Fait un geste et l’annonce : le message n’annule que lui. */
  const mener = async (appel: () => Promise<Fait>, dire: string): Promise<string | null> => {
    let derniere = 0;
    const refus = await faire(async () => { const fait = await appel(); if (fait.refus === null) derniere = fait.atelier.derniere; return fait; });
    if (refus !== null) annoncer(refus, { genre: genreDuRefus(refus) }); else if (derniere > 0) annoncer(dire, { action: { libelle: TEXTES.annuler, annule: true, agir: () => { annuler(derniere); } } });
    return refus;
  };
  const choisir = (suivante: LigneReprise | undefined, rang = 0): void => { if (suivante === undefined) return; aller(suivante.id); allerFaute(rang); saisir(false); const position = lignes.indexOf(suivante); const colonne = suivante.anomalies[rang]?.rang ?? liens[0]?.rang ?? 0; const api = poignee.current?.api(); api?.ensureIndexVisible(position); api?.ensureColumnVisible(`c${colonne}`); api?.setFocusedCell(position, `c${colonne}`); };
  const corriger = (corrections: readonly Correction[], fait = 'corrigée'): void => {
    // la ligne réparée peut quitter le filtre : celle qui la suit prend sa place
    const suivante = lignes[rangCourant + 1] ?? lignes[rangCourant - 1];
    void mener(() => client.appeler('reprise.corriger', { id, corrections: [...corrections] }), `Ligne ${nombre(ligne?.numero ?? 0)} ${fait}.`).then((refus) => {
      if (refus === null && filtre.quoi === 'anomalie' && (ligne?.anomalies.length ?? 0) <= 1) { aller(suivante?.id ?? null); allerFaute(0); }
      poignee.current?.prendreFocus();
    });
  };
  const rattacher = useRattacher(atelier, conduite);
  const accepterCourante = (): void => { if (ligne === null || faute === null || occupe) return; if (terme !== null) { document.getElementById('rep-terme')?.focus(); return; } const corrections = accepter(ligne, faute, faute.reparation?.valeurs[0] ?? '', rangs); if (corrections === null) saisir(true); else corriger(corrections); };
  const accepterSures = (): void => { if (code !== null && sures > 0) void mener(() => client.appeler('reprise.accepterSures', { id, code }), `${compte(sures, 'réparation sûre acceptée', 'réparations sûres acceptées')} (${code}).`); };
  const confirmer = (): void => {
    if (ligne === null || faute === null || occupe) return;
    if (faute.confirmable) corriger([confirmation(ligne, faute)], 'confirmée');
    else annoncer(faute.gravite === 'bloquante' ? TEXTES.pasConfirmable : TEXTES.decideAilleurs, { genre: 'info' });
  };
  const confirmerCode = (): void => { if (filtre.code !== null) void mener(() => client.appeler('reprise.confirmerCode', { id, code: filtre.code ?? '' }), `${compte(confirmables, 'anomalie confirmée', 'anomalies confirmées')} (${filtre.code}) : ces lignes sont bien ainsi.`); };
  const exclure = (motif: string): void => {
    const quoi = demande;
    demander(null);
    if (quoi === 'ligne' && ligne !== null) corriger([{ genre: 'exclusion', ...cible(ligne), motif }], 'exclue');
    if (quoi === 'code' && code !== null) void mener(() => client.appeler('reprise.exclureCode', { id, code, motif }), `${compte(duFiltre?.nombre ?? 0, 'ligne exclue', 'lignes exclues')} (${code}).`);
  };
  const suivante = (sens: 1 | -1): void => {
    if (ligne !== null && rangFaute + sens >= 0 && rangFaute + sens < ligne.anomalies.length) { choisir(ligne, rangFaute + sens); return; }
    for (let rang = rangCourant + sens; rang >= 0 && rang < lignes.length; rang += sens) { const candidate = lignes[rang]; if (candidate !== undefined && candidate.anomalies.length > 0) { choisir(candidate, sens === 1 ? 0 : candidate.anomalies.length - 1); return; } }
    if (sens === 1 && reste) { suite(); annoncer('Suite du filtre : F8 continue.', { genre: 'info' }); return; }
    annoncer(sens === 1 ? 'Plus d’anomalie après celle-ci.' : 'Plus d’anomalie avant celle-ci.', { genre: 'info' });
  };
  useRaccourcis({
    F8: () => { suivante(1); }, 'Maj+F8': () => { suivante(-1); }, 'Maj+Enter': accepterSures, e: () => { if (ligne !== null) demander('ligne'); }, v: confirmer, F2: () => { if (faute !== null) saisir(true); }, 'Ctrl+z': () => { annuler(); },
    '/': () => { document.getElementById('filtre-reprise')?.focus(); },
  }, { actif: demande === null });
  const bouton = (quoi: FiltreLignes['quoi'], libelle: string, combien: number): ReactElement => <button type="button" aria-pressed={filtre.quoi === quoi} onClick={() => { filtrer({ ...filtre, quoi }); }}>{libelle} <b>{nombre(combien)}</b></button>;
  const visibles = anomalies.filter(({ gravite }) => filtre.gravite === null || gravite === filtre.gravite);
  return (
    <div className="rep-controle">
      <section className="pan rep-codes" aria-label={TEXTES.anomalies} data-zone="anomalies">
        <div className="pan-titre"><h2>{TEXTES.anomalies}</h2><span className="ressort" /><span className="discret num">{`${nombre(atelier.bloquantes + atelier.avertissements)} sur ${compte(atelier.lignesEnAnomalie, 'ligne', 'lignes')}`}</span></div>
        <div className="segments rep-gravites" role="group" aria-label={TEXTES.anomalies}>
          {([[null, TEXTES.toutes, null], ['bloquante', TEXTES.bloquantes, atelier.bloquantes], ['avertissement', TEXTES.aVerifier, atelier.avertissements]] as const).map(([gravite, libelle, combien]) => <button key={libelle} type="button" aria-pressed={filtre.gravite === gravite} onClick={() => { filtrer({ ...filtre, gravite, code: null }); }}>{libelle}{combien === null ? null : <> <b>{nombre(combien)}</b></>}</button>)}
        </div>
        <ul className="rep-liste-codes">
          {visibles.map((une) => (
            <li key={une.code}><button type="button" aria-pressed={filtre.code === une.code} className={une.nombre === 0 ? 'zero' : code === une.code ? 'courant' : undefined} disabled={une.nombre === 0} onClick={() => { filtrer({ ...filtre, quoi: 'anomalie', code: filtre.code === une.code ? null : une.code }); }}>
              <Icone nom={une.nombre === 0 ? 'check-line' : une.gravite === 'bloquante' ? 'error-warning-fill' : 'warning-fill'} taille={14} couleur={une.nombre === 0 ? 'var(--text-default-success)' : une.gravite === 'bloquante' ? 'var(--text-default-error)' : 'var(--text-default-warning)'} />
              <b>{une.code}</b> <span className="coupe">{une.libelle}</span><span className="num">{nombre(une.nombre)}</span>
            </button></li>
          ))}
        </ul>
      </section>
      <section className="pan rep-lignes" aria-label={TEXTES.lignes}>
        <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES.filtrer}>
          <div className="segments" role="group" aria-label={TEXTES.lignes}>{bouton('anomalie', TEXTES.enAnomalie, atelier.lignesEnAnomalie)}{bouton('toutes', TEXTES.toutes, atelier.lignes)}{bouton('corrigees', TEXTES.corrigees, atelier.corrigees)}</div>
          <input id="filtre-reprise" className="ff" type="text" placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" value={filtre.texte} onChange={({ target }) => { filtrer({ ...filtre, texte: target.value }); }} style={{ width: 180, height: 32 }} />
          <span className="ressort" />
          {code !== null && sures > 0 ? <Bouton icone="magic-line" touche="Maj+Entrée" occupe={occupe} onClick={accepterSures} testid="rep-sures">{`Accepter ${compte(sures, 'réparation sûre', 'réparations sûres')} de ${code}`}</Bouton> : null}
          {confirmables > 0 ? <Bouton occupe={occupe} onClick={confirmerCode} testid="rep-confirmer-code">{`Confirmer les ${nombre(confirmables)} ${filtre.code ?? ''}`}</Bouton> : null}
          {duFiltre?.gravite === 'bloquante' && duFiltre.nombre > 0 ? <Bouton onClick={() => { demander('code'); }} testid="rep-exclure-code">{`Exclure les lignes ${filtre.code}`}</Bouton> : null}
        </div>
        {panne !== null ? <Note genre="e">{panne}</Note> : null}
        {lues === null ? <Attente lignes={12} nom={TEXTES.lecture} /> : lignes.length === 0 ? <Vide titre={TEXTES.fini} icone="checkbox-circle-line">{TEXTES.finiAide}</Vide> : (
          <GrilleLignes
            atelier={atelier} lignes={lignes} courante={ligne?.id ?? null} poignee={poignee}
            surLigne={(choisie, pas) => { if (choisie.id !== ligne?.id) { aller(choisie.id); allerFaute(0); saisir(false); } if (pas === 'entree') accepterCourante(); if (pas === 'modifier') saisir(true); }} surTouche={() => undefined}
          />
        )}
        {ligne === null || comparee === null ? null : <CoteACote ligne={ligne} autre={comparee} entetes={atelier.entetes} />}
        {ligne === null ? null : <Reparer key={ligne.id} ligne={ligne} faute={faute} rang={rangFaute} sur={ligne.anomalies.length} rangs={rangs} saisie={saisie} saisir={(ouverte) => { saisir(ouverte); if (!ouverte) poignee.current?.prendreFocus(); }} occupe={occupe} corriger={corriger} exclure={() => { demander('ligne'); }} confirmer={confirmer} terme={terme} rattacher={(choisi) => { if (terme !== null) void rattacher(terme, choisi, null).then(() => { poignee.current?.prendreFocus(); }); }} />}
        <div className="rep-etat" role="status"><span>{lues === null ? '' : reste ? `Les ${nombre(lignes.length)} premières lignes sur ${nombre(lues.total)}` : compte(lues.total, 'ligne', 'lignes')}</span>{reste ? <button type="button" className="lien insecable" onClick={suite} data-testid="rep-suite">{TEXTES.suite}</button> : null}<span>{compte(atelier.corrections, 'correction, gardée à part de la source', 'corrections, gardées à part de la source')}</span><span className="ressort" /><TouchesReprise /></div>
      </section>
      {demande === null ? null : <Motif titre={demande === 'ligne' ? `${TEXTES.exclure} la ligne ${nombre(ligne?.numero ?? 0)}` : `${TEXTES.exclure} les lignes ${code ?? ''}`} aide={TEXTES.motifExclusion} verbe={TEXTES.exclure} fermer={() => { demander(null); }} valider={exclure} />}
    </div>
  );
};
