import type { KeyboardEvent, ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { objetsLisibles } from '../../domain/droits.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { CODES_REFERENTIELS, REFERENTIELS } from '../../domain/objets/nomenclature.ts';
import { Colonnes } from '../grille/Colonnes.tsx';
import { EtatPlage } from '../grille/EtatPlage.tsx';
import type { Plage } from '../grille/plage.ts';
import type { Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { focusDesQue } from '../ui/focus.ts';
import { aujourdhui, compte, nombre } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { Menu, useAncre } from '../ui/Menu.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useStockage } from '../ui/stockage.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { useSaisieDifferee } from '../ui/useSaisieDifferee.ts';
import type { GesteCode } from './Fiche.tsx';
import { Fiche } from './Fiche.tsx';
import { Formulaire } from './Formulaire.tsx';
import { peutEditer } from './gestes.ts';
import { Grille } from './Grille.tsx';
import type { LigneCode } from './lecture.ts';
import { compterCodes, ligneDuCode, lignesDe, phraseUsages } from './lecture.ts';
import { Remplacer } from './Remplacer.tsx';
import { AnnulerRetrait, Retirer } from './Retirer.tsx';
import { TEXTES, TITRES } from './textes.ts';

/** Ce que l’adresse montre : `/nomenclature/type/veille_sociale.sao/modifier`. « + » n’entre dans aucun code : c’est la création. */
interface Adresse { readonly referentiel: Referentiel; readonly genre: 'rien' | 'fiche' | 'creer' | 'modifier'; readonly code: string }
const estReferentiel = (texte: string): texte is Referentiel => Object.hasOwn(REFERENTIELS, texte);
const lireAdresse = (chemin: string, defaut: Referentiel): Adresse => {
  const [, , premier = '', code = '', suite] = chemin.split('/');
  const referentiel = estReferentiel(premier) ? premier : defaut;
  if (code === '+') return { referentiel, genre: 'creer', code: '' };
  return code === '' ? { referentiel, genre: 'rien', code: '' } : { referentiel, genre: suite === 'modifier' ? 'modifier' : 'fiche', code };
};

interface Vue { readonly recherche: string; readonly retires: boolean }
/** La vue de chaque personne survit au passage d’un écran à l’autre, pas à la fermeture de la fenêtre. */
const vues = new Map<string, Vue & { readonly referentiel: Referentiel }>();

/** Écran Nomenclature : les référentiels en onglets, leurs codes en grille, et à droite le code ou le formulaire que l’adresse désigne. */
export const Nomenclature = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const { pathname } = useLocation();
  // sans référentiel dans l’adresse, l’écran revient à celui que la personne regardait
  const adresse = useMemo(() => lireAdresse(pathname, vues.get(utilisateur.id)?.referentiel ?? 'nature'), [pathname, utilisateur.id]);
  const { referentiel } = adresse;
  const [vue, changerVue] = useState<Vue>(() => vues.get(utilisateur.id) ?? { recherche: '', retires: false });
  useEffect(() => { vues.set(utilisateur.id, { ...vue, referentiel }); }, [vue, referentiel, utilisateur.id]);
  const [saisie, saisir] = useSaisieDifferee(vue.recherche, (recherche) => { changerVue((avant) => ({ ...avant, recherche })); });
  const [geste, demander] = useState<Exclude<GesteCode, 'version'> | null>(null);
  const [propose, proposer] = useState<string | null>(null);
  const poignee = useRef<PoigneeGrille<LigneCode> | null>(null);
  const [plage, changerPlage] = useState<Plage | null>(null);
  const [densite, changerDensite] = useStockage<Densite>(`siao.nomenclature.densite.${utilisateur.id}`, 'normale');
  const menu = useAncre();
  const jour = aujourdhui();
  const { data, error, refetch } = useAppel('nomenclature.lire', {});
  const avecUsages = objetsLisibles(acteur.profil).includes('dispositif');
  const usages = useAppel('nomenclature.usages', { referentiel }, { actif: avecUsages });
  const file = useAppel('sync.file', {}).data?.commandes;
  const nomenclature = useMemo(() => construireNomenclature(data?.lignes ?? [], jour), [data, jour]);
  const lignes = useMemo(() => lignesDe(nomenclature, referentiel, jour, vue, usages.data?.usages ?? [], file ?? []), [nomenclature, referentiel, jour, vue, usages.data, file]);
  const affichees = lignes.filter(({ genre }) => genre === 'code');
  const edite = peutEditer(acteur);

  const aller = useCallback((code: string, suite = '') => { void naviguer(`/nomenclature/${referentiel}/${code}${suite}`, { replace: suite === '' }); }, [naviguer, referentiel]);
  const fermer = useCallback(() => { void naviguer(`/nomenclature/${referentiel}`, { replace: true }); poignee.current?.prendreFocus(); }, [naviguer, referentiel]);
  const creer = (): void => { aller('+', ''); };
  const attente = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => { clearTimeout(attente.current); }, []);
  const surLigne = (ligne: LigneCode, pas: Pas): void => {
    clearTimeout(attente.current);
    if (adresse.genre === 'creer' || adresse.genre === 'modifier') return;
    if (pas === 'modifier') { if (edite) aller(ligne.code, '/modifier'); return; }
    if (pas === 'focus') { if (adresse.genre === 'fiche' && adresse.code !== ligne.code) attente.current = setTimeout(() => { aller(ligne.code); }, 60); return; }
    if (adresse.code !== ligne.code) aller(ligne.code);
    if (pas === 'entree') focusDesQue('code-titre');
  };
  const voisine = (sens: 1 | -1): void => { const ligne = poignee.current?.voisine(adresse.code, sens); if (ligne !== undefined) aller(ligne.code); };
  const faire = (demande: GesteCode): void => { if (demande === 'version') aller(adresse.code, '/modifier'); else { proposer(null); demander(demande); } };
  const changerReferentiel = (choisi: Referentiel): void => { void naviguer(`/nomenclature/${choisi}`); };
  const surOnglets = ({ key, currentTarget }: KeyboardEvent<HTMLDivElement>): void => {
    const pas = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const suivant = CODES_REFERENTIELS[(CODES_REFERENTIELS.indexOf(referentiel) + pas + CODES_REFERENTIELS.length) % CODES_REFERENTIELS.length];
    if (pas === 0 || suivant === undefined) return;
    changerReferentiel(suivant);
    currentTarget.querySelector<HTMLElement>(`[data-referentiel="${suivant}"]`)?.focus();
  };
  const exporter = (tout: boolean): void => {
    const demande = tout ? { referentiels: [...CODES_REFERENTIELS], recherche: '', retires: true } : { referentiels: [referentiel], recherche: vue.recherche, retires: vue.retires };
    client.appeler('nomenclature.exporter', demande).then(({ chemin, lignes: combien }) => {
      annoncer(`${compte(combien, 'ligne exportée', 'lignes exportées')} : ${chemin}`, { action: { libelle: TEXTES.copier, agir: () => { navigator.clipboard.writeText(chemin).then(() => { annoncer(TEXTES.copie); }, () => { annoncer(TEXTES.copieRefusee, { genre: 'erreur' }); }); } } });
    }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  };
  useRaccourcis({ '/': () => { document.getElementById('filtre-codes')?.focus(); } });
  useRaccourcis({ n: creer }, { actif: edite && adresse.genre !== 'creer' && adresse.genre !== 'modifier' });

  const ligne = data === undefined ? undefined : ligneDuCode(data.lignes, referentiel, adresse.code);
  const lu = nomenclature.trouver(referentiel, adresse.code);
  const usagesDuCode = usages.data === undefined ? null : usages.data.usages.filter(({ code }) => code === adresse.code);
  const panneau = (): ReactElement | null => {
    if (adresse.genre === 'rien' || data === undefined) return null;
    const commun = { referentiel, nomenclature, retour: () => { if (adresse.genre === 'modifier') aller(adresse.code); else fermer(); }, fait: (code: string) => { aller(code); } };
    if (adresse.genre === 'creer' && edite) return <Formulaire key={`${referentiel}+`} {...commun} ligne={null} nombre={0} phrase="" />;
    if (ligne === undefined || lu === undefined) return <section className="pan panneau-fiche panneau-code" aria-label={TEXTES.code} data-zone="panneau"><Vide titre={TEXTES.absent} icone="book-2-line"><span>{TEXTES.absentAide}</span><Bouton onClick={fermer}>{TEXTES.fermer}</Bouton></Vide></section>;
    if (adresse.genre === 'modifier' && edite) return <Formulaire key={pathname} {...commun} ligne={ligne} nombre={(usagesDuCode ?? []).reduce((somme, { nombre: combien }) => somme + combien, 0)} phrase={phraseUsages(referentiel, usagesDuCode ?? [])} />;
    return <Fiche referentiel={referentiel} ligne={ligne} lu={lu} nomenclature={nomenclature} usages={usagesDuCode} avecUsages={avecUsages} voisine={voisine} fermer={fermer} faire={faire} />;
  };
  const { retires } = compterCodes(nomenclature, referentiel, jour);
  const tous = data === undefined ? 0 : CODES_REFERENTIELS.reduce((somme, autre) => somme + compterCodes(nomenclature, autre, jour).choisis, 0);
  return (
    <div className="travail">
      <div className="tete">
        <h1>{TEXTES.titre}</h1>
        <span className="sous num coupe">{data === undefined ? '' : `${compte(CODES_REFERENTIELS.length, 'référentiel', 'référentiels')} · ${compte(tous, 'code', 'codes')} · tenue par l’administrateur national`}</span>
        <span className="ressort" />
        <Bouton icone="download-line" iconeDroite="arrow-down-s-line" menu ouvert={menu.ancre !== null} onClick={menu.ouvrir} testid="exporter-nomenclature">{TEXTES.exporter}</Bouton>
        <Menu ancre={menu.ancre} fermer={menu.fermer} titre={TEXTES.exporter} entrees={[{ cle: 'un', libelle: TEXTES.exporterUn, icone: 'table-line', agir: () => { exporter(false); } }, { cle: 'tout', libelle: TEXTES.exporterTout, icone: 'book-2-line', agir: () => { exporter(true); } }]} />
        {edite ? <Bouton genre="p" icone="add-line" touche="N" onClick={creer} testid="nouveau-code">{TEXTES.nouveau}</Bouton> : null}
      </div>
      <div className="onglets nomen-onglets" role="tablist" aria-label={TEXTES.referentiels} data-zone="onglets" onKeyDown={surOnglets}>
        {CODES_REFERENTIELS.map((cle) => <button key={cle} type="button" role="tab" aria-selected={cle === referentiel} tabIndex={cle === referentiel ? 0 : -1} data-referentiel={cle} onClick={() => { changerReferentiel(cle); }}>{REFERENTIELS[cle]}{data === undefined ? null : <span className="bulle">{nombre(compterCodes(nomenclature, cle, jour).choisis)}</span>}</button>)}
      </div>
      <div className="avec-panneau">
        <section className="pan" aria-label={`Codes : ${REFERENTIELS[referentiel]}`} role="tabpanel">
          <div className="outils" data-zone="outils" role="toolbar" aria-label="Filtres">
            <div className="saisie s" style={{ width: 240, flex: 'none' }}>
              <Icone nom="search-line" taille={14} />
              <input id="filtre-codes" type="text" value={saisie} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { saisir(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); saisir(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} />
              <Touche>/</Touche>
            </div>
            <Bouton petit icone="archive-fill" presse={vue.retires} onClick={() => { changerVue((avant) => ({ ...avant, retires: !avant.retires })); }} testid="retires">{TEXTES.retires}{retires === 0 ? '' : ` (${nombre(retires)})`}</Bouton>
            <span className="ressort" />
            <Colonnes poignee={poignee} premiere="libelle" titre={(colonne) => (colonne === 'ordre' ? null : (TITRES[colonne === 'nombre' ? 'usages' : colonne]?.[0] ?? colonne))} nom={TEXTES.colonnes} nomDensite={TEXTES.densite} densite={densite} changerDensite={changerDensite} />
          </div>
          <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
            {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <div style={{ flex: 1 }}><Attente nom={TEXTES.lecture} lignes={12} /></div> : (
              <>
                <Grille referentiel={referentiel} lignes={lignes} courant={adresse.genre === 'fiche' || adresse.genre === 'modifier' ? adresse.code : null} densite={densite} avecUsages={avecUsages} usagesLus={usages.data !== undefined} poignee={poignee} surLigne={surLigne} surPlage={changerPlage} />
                {affichees.length > 0 ? null : <div className="grille-vide" style={{ top: 33 }}><Vide titre={vue.recherche === '' ? TEXTES.videSansFiltre : TEXTES.vide} icone="book-2-line">{vue.recherche === '' ? null : <Bouton onClick={() => { saisir(''); changerVue((avant) => ({ ...avant, recherche: '' })); }}>{TEXTES.effacer}</Bouton>}</Vide></div>}
              </>
            )}
          </div>
          <BarreEtat testid="etat-nomenclature">
            <span><b>{nombre(affichees.length)}</b> {affichees.length < 2 ? 'code affiché' : 'codes affichés'}</span>
            <EtatPlage plage={plage} />
            {!avecUsages ? null : usages.error !== null && usages.data === undefined ? <span className="erreur">Utilisations non lues <button type="button" className="lien" onClick={() => { void usages.refetch(); }}>Réessayer</button></span>
              : <span className="coupe">{acteur.perimetre.genre === 'national' ? 'Utilisations : France entière' : `Utilisations comptées dans votre périmètre : ${utilisateur.perimetreLibelle}`}</span>}
            <span className="ressort" />
            <span className="dernier discret"><Touche>Entrée</Touche> ouvrir <Touche>?</Touche> touches</span>
          </BarreEtat>
        </section>
        {panneau()}
      </div>
      {lu === undefined || geste === null ? null : geste === 'retirer' ? <Retirer referentiel={referentiel} code={lu} nomenclature={nomenclature} fermer={() => { demander(null); }} remplacer={(successeur) => { proposer(successeur); demander('remplacer'); }} />
        : geste === 'annuler' ? <AnnulerRetrait referentiel={referentiel} code={lu} fermer={() => { demander(null); }} /> : <Remplacer referentiel={referentiel} code={lu} propose={propose} nomenclature={nomenclature} fermer={() => { demander(null); }} />}
    </div>
  );
};
