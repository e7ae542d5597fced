import type { ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import type { LigneControle } from '../../contract/methodesControles.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import type { CodeControle } from '../../domain/qualite/controles.ts';
import { CONTROLES } from '../../domain/qualite/controles.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { declareOccupation } from '../app/ecrans.ts';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import { useGesteEnAttente } from '../grille/gesteEnAttente.ts';
import type { Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { ContexteEcranFiche, lireAdresse } from '../offre/adresse.ts';
import type { ObjetOffre } from '../offre/creations.ts';
import { PanneauFiche } from '../offre/fiche/PanneauFiche.tsx';
import { PanneauFormulaire } from '../offre/formulaire/PanneauFormulaire.tsx';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { focusDesQue } from '../ui/focus.ts';
import { compte, dateHeure, dateLongue, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Liste } from '../ui/Liste.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { Ecart } from './Ecart.tsx';
import { GrilleControle } from './GrilleControle.tsx';
import { EXPORT, TEXTES } from './textes.ts';

const HAUTEUR = 52;
const DATES: ReadonlySet<CodeControle> = new Set(['occupation', 'anciennes', 'convention', 'financement', 'delegation']);
const controleDe = (code: string | undefined) => CONTROLES.find((un) => un.code === code);

type PoigneeFiches = RefObject<PoigneeGrille<LigneControle> | null>;

/** Les fiches d’un contrôle, et à droite celle que l’on corrige : elle quitte la liste dès qu’elle est en règle. */
const Fiches = ({ code, ecran, poignee }: { readonly code: CodeControle; readonly ecran: string; readonly poignee: PoigneeFiches }): ReactElement => {
  const naviguer = useNavigate();
  const { pathname } = useLocation();
  const { acteur } = useSession();
  const adresse = useMemo(() => lireAdresse(pathname, ecran), [pathname, ecran]);
  const { data, error, refetch } = useAppel('controles.lignes', { code });
  const [texte, filtrer] = useState('');
  const [plage, surPlage] = useState<Plage | null>(null);
  const [exporte, exporter] = useState(false);
  const [choisie, choisir] = useState<string | null>(null);
  const controle = controleDe(code) as (typeof CONTROLES)[number];
  const cherche = cleDeTri(texte);
  const lignes = useMemo(() => (data?.lignes ?? []).filter(({ nom, parent, constat, code: codeFiche }) => cherche === '' || cleDeTri(`${nom} ${parent ?? ''} ${constat} ${codeFiche ?? ''}`).includes(cherche)), [data, cherche]);
  const plusieurs = acteur.perimetre.genre === 'national' || ('departements' in acteur.perimetre && acteur.perimetre.departements.length > 1);
  const fermer = useCallback(() => { void naviguer(ecran, { replace: true }); poignee.current?.prendreFocus(); }, [naviguer, ecran]);
  const aller = useCallback((objet: ObjetOffre, id: string) => { void naviguer(`${ecran}/${objet}/${id}`, { replace: true }); }, [naviguer, ecran]);
  // la fiche corrigée n’est plus dans la liste : la suivante est celle qui a pris son rang
  const rang = useRef(0);
  const ici = lignes.findIndex(({ id }) => id === adresse.id);
  if (ici >= 0) rang.current = ici;
  const voisine = (sens: 1 | -1): void => {
    const suivante = ici >= 0 ? poignee.current?.voisine(adresse.id, sens) : lignes[Math.min(lignes.length - 1, sens === 1 ? rang.current : rang.current - 1)];
    if (suivante !== undefined) aller(suivante.objet, suivante.id);
  };
  const surLigne = (ligne: LigneControle, pas: Pas): void => {
    choisir(ligne.id);
    if (adresse.genre === 'modifier') return;
    if (pas === 'modifier') { void naviguer(`${ecran}/${ligne.objet}/${ligne.id}/modifier`); return; }
    if (pas === 'focus' && adresse.genre === 'rien') return;
    aller(ligne.objet, ligne.id);
    if (pas === 'entree') focusDesQue('fiche-titre');
  };
  useRaccourcis({ 'Ctrl+e': () => { exporter(true); }, '/': () => { document.getElementById('filtre-controle')?.focus(); } }, { actif: adresse.genre !== 'modifier' });
  return (
    <ContexteEcranFiche.Provider value={ecran}>
      <section className="pan" aria-label={TEXTES.grille}>
        <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES.outils}>
          <div className="saisie s" style={{ flex: '0 1 240px' }}><Icone nom="search-line" taille={14} /><input id="filtre-controle" type="text" value={texte} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { filtrer(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); evenement.stopPropagation(); filtrer(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} /></div>
          <span className="ressort" />
          {code === 'occupation' && declareOccupation(acteur.profil) ? <Bouton genre="t" petit icone="calendar-check-fill" onClick={() => { void naviguer('/occupation'); }}>{TEXTES.declarer}</Bouton> : null}
          {data === undefined || data.total === 0 ? null : <Bouton genre="t" petit icone="download-line" nom={`${TEXTES.exporter} (Ctrl+E)`} onClick={() => { exporter(true); }} testid="exporter-controle" />}
        </div>
        <p className="controles-aide">{controle.aide}</p>
        {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={TEXTES.lectureFiches} lignes={12} />
          : data.total === 0 ? <Vide titre={TEXTES.vide} icone="checkbox-circle-line"><span>{TEXTES.videAide}</span></Vide>
            : lignes.length === 0 ? <Vide titre={TEXTES.filtree} icone="search-line"><Bouton onClick={() => { filtrer(''); }}>{TEXTES.retirer}</Bouton></Vide>
              : <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}><GrilleControle lignes={lignes} courant={adresse.genre === 'rien' ? choisie : adresse.id} plusieursDepartements={plusieurs} datee={DATES.has(code)} poignee={poignee} surLigne={surLigne} surPlage={surPlage} /></div>}
        <BarreEtat testid="etat-controle">
          <span><b>{data === undefined ? '' : lignes.length === data.lignes.length ? compte(data.total, ...controle.quoi) : `${nombre(lignes.length)} sur ${nombre(data.total)}`}</b></span>
          {data !== undefined && data.total > data.lignes.length ? <span>Les {nombre(data.lignes.length)} premières ; l’export les contient toutes</span> : null}
          <EtatPlage plage={plage} />
          <span className="ressort" />
          {lignes.length === 0 ? null : <span className="dernier discret"><Touche>Entrée</Touche> {TEXTES.ouvrir} <Touche>F2</Touche> {TEXTES.modifier}</span>}
        </BarreEtat>
      </section>
      {adresse.genre === 'fiche' ? <PanneauFiche objet={adresse.objet} id={adresse.id} aller={aller} voisine={voisine} fermer={fermer} /> : null}
      {adresse.genre === 'modifier' ? <PanneauFormulaire key={pathname} genre="modifier" objet={adresse.objet} id={adresse.id} contexte={null} /> : null}
      {exporte && data !== undefined && data.total > 0 ? (
        <DialogueExport
          titre={EXPORT.titre} testid="export-controle" choix={[{ code: 'lignes', libelle: EXPORT.lignes, lignes: data.total }]} formats={['xlsx', 'csv', 'pdf']} aide={EXPORT.aide} fermer={() => { exporter(false); poignee.current?.prendreFocus(); }}
          lancer={(_quoi, format) => client.appeler('controles.exporter', { code, format, filtresEcrits: [] })}
        />
      ) : null}
    </ContexteEcranFiche.Provider>
  );
};

/** La liste des contrôles, avec ce que chacun relève et ce qui a changé depuis le dernier mois figé. */
const ListeControles = ({ data, code, aller, poignee }: { readonly data: ResultatDe<'controles.lire'>; readonly code: CodeControle; readonly aller: (code: CodeControle) => void; readonly poignee: PoigneeFiches }): ReactElement => {
  const id = useId();
  const cadre = useRef<HTMLDivElement>(null);
  const { controles } = data;
  const geste = useGesteEnAttente();
  // les fiches du contrôle que l’on vient de choisir peuvent se lire encore
  const allerAuxFiches = (): void => { geste.attendre(() => { poignee.current?.prendreFocus(); return poignee.current !== null; }); };
  useEffect(() => { if (document.activeElement === null || document.activeElement === document.body) cadre.current?.focus(); }, []);
  return (
    <section className="pan controles-liste" aria-label={TEXTES.liste}>
      <div className="liste-zone" data-zone="liste">
        <Liste
          lignes={controles} cle={(un) => un.code} hauteur={HAUTEUR} rang={controles.findIndex((un) => un.code === code)} aller={(vers) => { const voulu = controles[vers]?.code; if (voulu !== undefined) aller(voulu); }} nom={TEXTES.liste} decritPar={`${id}a`} id={`${id}c`} testid="liste-controles" cadre={cadre}
          dire={({ code: un, nombre: combien }) => { const controle = controleDe(un); return `${controle?.libelle ?? un}, ${controle === undefined ? combien : compte(combien, ...controle.quoi)}`; }}
          surTouche={({ key }) => { if (key !== 'Enter' && key !== 'ArrowRight') return false; allerAuxFiches(); return true; }}
          rendre={({ code: un, nombre: combien, ecart }) => (
            <span className="controles-ligne"><span>{controleDe(un)?.libelle}</span><span className="droite"><b className="num">{nombre(combien)}</b>{ecart === null ? null : <Ecart ecart={ecart} />}</span></span>
          )}
        />
      </div>
      <p className="invisible" id={`${id}a`}>{TEXTES.aide}</p>
    </section>
  );
};

/** Écran « Contrôles de l’offre » (`/controles/<code>`) : d’un nombre à la liste, de la liste à la fiche, et la fiche se corrige sans quitter la liste. */
export const Controles = (): ReactElement => {
  const naviguer = useNavigate();
  const sync = useEtatSync();
  const { pathname } = useLocation();
  const code = controleDe(pathname.split('/')[2])?.code ?? CONTROLES[0]?.code ?? 'incompletes';
  const { data, error, refetch } = useAppel('controles.lire', {}, { garder: true });
  const poignee: PoigneeFiches = useRef(null);
  const aller = (vers: CodeControle): void => { void naviguer(`/controles/${vers}`, { replace: true }); };
  return (
    <div className="travail">
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/accueil">{TEXTES.accueil}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1>{TEXTES.titre}</h1>
        <span className="sous coupe">{data === undefined ? '' : data.reference === null ? TEXTES.sansReference : `Écart ${TEXTES.depuis} ${dateLongue(new Date(`${data.reference}T12:00:00`))}`}</span>
      </div>
      {sync?.etat === 'hors_ligne' && sync.derniere !== null ? <Note genre="w">{TEXTES.horsLigne} {dateHeure(sync.derniere)}.</Note> : null}
      <div className="avec-panneau controles">
        {error !== null && data === undefined ? <div className="pan"><Echec erreur={error} reessayer={() => { void refetch(); }} /></div> : data === undefined ? <div className="pan"><Attente nom={TEXTES.lecture} /></div> : <><ListeControles data={data} code={code} aller={aller} poignee={poignee} /><Fiches key={code} code={code} ecran={`/controles/${code}`} poignee={poignee} /></>}
      </div>
    </div>
  );
};
