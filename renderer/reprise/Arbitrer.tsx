import type { ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { Atelier, CompteReprise, Fait, FiltreComptes } from '../../contract/methodesReprise.ts';
import { FILTRES_COMPTES } from '../../contract/methodesReprise.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { PoigneeGrille } from '../grille/Socle.tsx';
import { client } from '../poste/client.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { compte as compter, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { DetailCompte } from './DetailCompte.tsx';
import { GrilleComptes } from './GrilleComptes.tsx';
import { Motif } from './Motif.tsx';
import { PreciserPerimetre } from './PreciserPerimetre.tsx';
import { TEXTES } from './textes.ts';
import { FILTRES, TEXTES_COMPTES } from './textesComptes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';
import { useComptes } from './useComptes.ts';

/** Les chiffres du haut d’un clavier français, sans Maj. */
const RANGEE = ['&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç'];

/** Étape « Arbitrer » d’un fichier de comptes : de chaque personne, un profil et où elle agira. Chaque décision est une correction, gardée à part du fichier et défaite par Ctrl+Z. */
export const Arbitrer = ({ atelier, conduite: { faire, tour, occupe } }: { readonly atelier: Atelier; readonly conduite: Conduite }): ReactElement => {
  const { dossier: { id, departement }, arbitrage } = atelier;
  const annoncer = useAnnoncer();
  const [filtre, filtrer] = useState<FiltreComptes>({ quoi: (arbitrage?.arbitrer ?? 0) > 0 ? 'arbitrer' : 'tous', texte: '' });
  const { lus, panne, suite, reessayer } = useComptes(id, filtre, tour);
  const [choisi, aller] = useState<string | null>(null);
  const [demande, demander] = useState<'exclure' | 'preciser' | null>(null);
  const poignee = useRef<PoigneeGrille<CompteReprise> | null>(null);
  const comptes = lus?.comptes ?? [];
  const reste = lus !== null && lus.total > comptes.length;
  const rang = Math.max(0, comptes.findIndex((un) => un.id === choisi));
  const courant = comptes[rang] ?? null;

  const annuler = (): void => { void faire(() => client.appeler('reprise.annuler', { id })).then((refus) => { annoncer(refus ?? 'Décision annulée.', refus === null ? {} : { genre: 'info' }); poignee.current?.prendreFocus(); }); };
  const geste = (appel: () => Promise<Fait>, fait: string): void => {
    // pas d’« Annuler » par message : Ctrl+Z défait toujours la dernière décision, et le bouton le dit
    // la personne décidée peut quitter le filtre : celle qui la suit prend sa place
    const suivant = comptes[rang + 1] ?? comptes[rang - 1];
    const reste = filtre.quoi === 'tous' || filtre.quoi === 'accrus' || filtre.quoi === 'cumul' || filtre.quoi === 'decides';
    void faire(appel).then((refus) => {
      if (refus !== null) annoncer(refus, { genre: genreDuRefus(refus) }); else annoncer(fait);
      if (refus === null && !reste) aller(suivant?.id ?? null);
      poignee.current?.prendreFocus();
    });
  };
  const libre = courant !== null && courant.etat !== 'cree' && courant.etat !== 'connu';
  const decider = (profil: Profil | undefined): void => { if (courant === null || !libre || profil === undefined || occupe) return; geste(() => client.appeler('reprise.arbitrer', { id, decisions: [{ email: courant.email, profil, perimetre: null }] }), `${courant.nom} : ${PROFILS[profil].libelle}.`); };
  const accepter = (): void => {
    if (courant === null || occupe) return;
    if (courant.etat === 'arbitrer' && courant.propose !== null) decider(courant.propose);
    else if (courant.etat === 'perimetre') demander('preciser');
    else annoncer(`${courant.nom} : rien à décider.`, { genre: 'info' });
  };
  const accepterGenre = (): void => { if (courant?.etat === 'arbitrer' && !occupe) geste(() => client.appeler('reprise.accepterComptes', { id, email: courant.email }), `Proposition acceptée pour ${compter(courant.semblables, 'personne', 'personnes')} de mêmes anciens profils.`); };
  const vise = courant?.profil ?? courant?.propose ?? null;
  const chiffres = Object.fromEntries(RANGEE.flatMap((touche, place) => [touche, String(place + 1), `Maj+${place + 1}`].map((nom) => [nom, () => { decider(courant?.choix[place]); }])));
  useRaccourcis({
    ...chiffres, 'Maj+Enter': accepterGenre, 'Ctrl+z': annuler, p: () => { if (libre && vise !== null) demander('preciser'); }, e: () => { if (libre) demander('exclure'); }, '/': () => { document.getElementById('filtre-comptes')?.focus(); },
  }, { actif: demande === null });
  const totaux = lus?.totaux ?? arbitrage;
  return (
    <div className="rep-controle">
      <section className="pan rep-codes rep-filtres" aria-label={TEXTES_COMPTES.filtrer} data-zone="filtres">
        <div className="pan-titre"><h2>{TEXTES_COMPTES.arbitrer}</h2><span className="ressort" /><span className="discret num">{compter(totaux?.tous ?? 0, 'compte', 'comptes')}</span></div>
        <ul className="rep-liste-codes">{FILTRES_COMPTES.map((quoi) => { const combien = totaux?.[quoi] ?? 0; return <li key={quoi}><button type="button" aria-pressed={filtre.quoi === quoi} className={combien === 0 ? 'zero' : undefined} onClick={() => { filtrer({ ...filtre, quoi }); }} data-testid={`rep-filtre-${quoi}`}><span className="coupe">{FILTRES[quoi]}</span><span className="num">{nombre(combien)}</span></button></li>; })}</ul>
      </section>
      <section className="pan rep-lignes" aria-label={TEXTES_COMPTES.comptes}>
        <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES_COMPTES.filtrer}>
          <b>{FILTRES[filtre.quoi]}</b><span className="ressort" />
          <Bouton icone="arrow-go-back-line" touche="Ctrl+Z" occupe={occupe} raison={atelier.corrections === 0 ? 'Aucune décision à annuler.' : null} horsDroit onClick={annuler} testid="rep-annuler-decision">{TEXTES_COMPTES.annuler}</Bouton>
          <input id="filtre-comptes" className="ff" type="text" placeholder={TEXTES_COMPTES.filtrer} aria-label={TEXTES_COMPTES.filtrer} aria-keyshortcuts="/" value={filtre.texte} onChange={({ target }) => { filtrer({ ...filtre, texte: target.value }); }} style={{ width: 160, height: 32 }} />
        </div>
        {panne !== null ? <Echec erreur={panne} reessayer={reessayer} /> : lus === null ? <Attente lignes={12} nom={TEXTES_COMPTES.lecture} />
          : comptes.length === 0 ? <Vide titre={filtre.quoi === 'arbitrer' && filtre.texte === '' ? TEXTES_COMPTES.toutDecide : TEXTES_COMPTES.aucun} icone="checkbox-circle-line">{filtre.quoi === 'arbitrer' && filtre.texte === '' ? TEXTES_COMPTES.toutDecideAide : TEXTES_COMPTES.aucunAide}</Vide>
            : <GrilleComptes comptes={comptes} courant={courant?.id ?? null} poignee={poignee} surLigne={(compte, pas) => { if (compte.id !== courant?.id) aller(compte.id); if (pas === 'entree') accepter(); }} />}
        <div className="rep-etat" role="status"><span>{lus === null ? '' : reste ? `Les ${nombre(comptes.length)} premières personnes sur ${nombre(lus.total)}` : compter(lus.total, 'personne', 'personnes')}</span>{reste ? <button type="button" className="lien insecable" onClick={suite} data-testid="rep-suite">{TEXTES.suite}</button> : null}<span className="ressort" /><span className="discret rep-touches"><Touche>1</Touche>…<Touche>9</Touche> profil <Touche>Entrée</Touche> celui proposé</span></div>
      </section>
      {courant === null ? null : <DetailCompte key={courant.id} compte={courant} occupe={occupe} decider={decider} accepter={accepter} accepterGenre={accepterGenre} preciser={() => { if (libre) demander('preciser'); }} exclure={() => { demander('exclure'); }} />}
      {demande === 'exclure' && courant !== null ? <Motif titre={`${TEXTES_COMPTES.exclure} : ${courant.nom}`} aide={TEXTES_COMPTES.motifExclusion} verbe={TEXTES_COMPTES.exclure} fermer={() => { demander(null); }} valider={(motif) => { demander(null); geste(() => client.appeler('reprise.exclureCompte', { id, email: courant.email, motif }), `${courant.nom} : pas repris.`); }} /> : null}
      {demande === 'preciser' && courant !== null && vise !== null ? <PreciserPerimetre compte={courant} profil={vise} departement={departement} fermer={() => { demander(null); }} valider={(perimetre) => { demander(null); geste(() => client.appeler('reprise.arbitrer', { id, decisions: [{ email: courant.email, profil: vise, perimetre: perimetre as never }] }), `${courant.nom} : périmètre précisé.`); }} /> : null}
    </div>
  );
};
