import type { ReactElement } from 'react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { DemandeLue } from '../../contract/methodesDemandes.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Liste } from '../ui/Liste.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { Detail } from './Detail.tsx';
import { TEXTES, badgeDe, phraseGeste, surQuoi } from './textes.ts';

const HAUTEUR = 76;

const Contenu = ({ demandes }: { readonly demandes: readonly DemandeLue[] }): ReactElement => {
  const id = useId();
  const naviguer = useNavigate();
  const { acteur } = useSession();
  const [seulesOuvertes, filtrer] = useState(true);
  const [choisie, choisir] = useState<string | null>(null);
  const [liste, lignes] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const ouvertes = demandes.filter(({ statut }) => statut === 'ouverte');
  const closes = demandes.filter(({ statut }) => statut !== 'ouverte');
  const visibles = seulesOuvertes ? ouvertes : closes;
  // celle que l’on vient de décider reste sous les yeux, même si le filtre ne la montre plus
  const courante = demandes.find((une) => une.id === choisie) ?? visibles.find(({ decidable }) => decidable) ?? visibles[0] ?? null;
  const rang = visibles.findIndex((une) => une.id === courante?.id);
  const quitter = useCallback(() => { void naviguer('/places'); }, [naviguer]);
  useRaccourcis({ Escape: quitter });
  // la liste peut arriver après l’écran : le focus y va dès qu’elle est là, sans le voler à qui l’a déjà pris
  const pret = visibles.length > 0;
  useEffect(() => { if (pret && (document.activeElement === null || document.activeElement === document.body)) liste.current?.focus(); }, [pret, liste]);
  return (
    <div className="avec-panneau">
      <section className="pan demandes-liste" aria-label={TEXTES.liste}>
        <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES.outils}>
          <div className="segments" role="group" aria-label={TEXTES.afficher}>
            <button type="button" aria-pressed={seulesOuvertes} onClick={() => { filtrer(true); }} data-testid="demandes-attente">{TEXTES.enAttente} <b>{nombre(ouvertes.length)}</b></button>
            <button type="button" aria-pressed={!seulesOuvertes} onClick={() => { filtrer(false); }} data-testid="demandes-closes">{TEXTES.closes} <b>{nombre(closes.length)}</b></button>
          </div>
        </div>
        {visibles.length === 0 ? (
          <Vide titre={demandes.length > 0 && seulesOuvertes ? TEXTES.rienNAttend : TEXTES.vide} icone="inbox-line">
            {demandes.length === 0 ? <span>{acteur.profil === 'admin_siao' ? TEXTES.videSiao : TEXTES.videGestionnaire}</span> : seulesOuvertes ? <Bouton onClick={() => { filtrer(false); }}>{TEXTES.voirCloses}</Bouton> : null}
          </Vide>
        ) : (
          <div className="liste-zone" data-zone="liste">
            <Liste
              lignes={visibles} cle={(une) => une.id} hauteur={HAUTEUR} rang={rang} aller={(vers) => { choisir(visibles[vers]?.id ?? null); }} nom={TEXTES.liste} decritPar={`${id}a`} id={`${id}d`} testid="liste-demandes" cadre={liste}
              dire={(une) => [phraseGeste(une), surQuoi(une), une.dispositif, badgeDe(une).mot, `par ${une.auteur}`].join(', ')}
              surTouche={({ key }) => { if (key === 'Enter' || key === 'ArrowRight') { lignes.current?.focus(); return true; } if (key === 'Escape') { quitter(); return true; } return false; }}
              rendre={(une) => {
                const badge = badgeDe(une);
                return (
                  <>
                    <span className="rang"><b className="coupe">{phraseGeste(une)}</b><span className="ressort" />{une.attente ? <Badge couleur="blue-cumulus" icone="time-line">{TEXTES.attente}</Badge> : null}<Badge couleur={badge.couleur} icone={badge.icone}>{badge.mot}</Badge></span>
                    <span className="coupe">{surQuoi(une)} · {une.dispositif}</span>
                    <span className="discret coupe">{une.auteur}, {dateHeure(une.creeLe)}</span>
                  </>
                );
              }}
            />
          </div>
        )}
        <p className="invisible" id={`${id}a`}>{TEXTES.aide}</p>
      </section>
      {courante === null ? null : <Detail key={courante.id} demande={courante} cadre={lignes} retour={() => { liste.current?.focus(); }} fait={() => { choisir(courante.id); }} />}
    </div>
  );
};

/** Écran « Demandes » (`/demandes`) : ce qu’un SIAO sans délégation demande sur des places, et la réponse de qui les tient. */
export const Demandes = (): ReactElement => {
  const { data, error, refetch } = useAppel('demandes.lire', {}, { garder: true });
  const ouvertes = data?.demandes.filter(({ statut }) => statut === 'ouverte').length ?? 0;
  return (
    <div className="travail">
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/places">{TEXTES.places}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1>{TEXTES.titre}</h1>
        <span className="sous num coupe" role="status" data-testid="demandes-bilan">{data === undefined ? '' : data.aDecider > 0 ? `${compte(data.aDecider, 'attend', 'attendent')} votre réponse` : ouvertes > 0 ? `${nombre(ouvertes)} en attente` : ''}</span>
      </div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={TEXTES.lecture} /> : <Contenu demandes={data.demandes} />}
    </div>
  );
};
