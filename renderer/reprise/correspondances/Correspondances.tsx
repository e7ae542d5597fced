import type { ReactElement } from 'react';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { CorrespondanceLue } from '../../../contract/methodesCorrespondances.ts';
import { nomDepartement } from '../../../domain/geographie/departements.ts';
import { cleDeTri } from '../../../domain/texte.ts';
import type { PoigneeGrille } from '../../grille/Socle.tsx';
import { client, messageErreur } from '../../poste/client.ts';
import { requetes, useAppel } from '../../poste/requetes.ts';
import { BarreEtat } from '../../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Attente, Echec, Vide } from '../../ui/Etats.tsx';
import { compte, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { TEXTES } from '../textes.ts';
import { Grille } from './Grille.tsx';
import type { Contenu, Table } from './Modifier.tsx';
import { Modifier } from './Modifier.tsx';
import { CORRESPONDANCES } from './textes.ts';

const GENRES = [['tout', CORRESPONDANCES.tout], ['terme', CORRESPONDANCES.termes], ['association', CORRESPONDANCES.associations], ['poste', CORRESPONDANCES.poste]] as const;
type Genre = (typeof GENRES)[number][0];
const estDuGenre = (genre: Genre, ligne: CorrespondanceLue): boolean => genre === 'tout' || (genre === 'poste' ? ligne.ligneId === null : ligne.genre === genre);
const cherchee = ({ nom, porteeLibelle, correspond, auteur, departement }: CorrespondanceLue): string => cleDeTri([nom, porteeLibelle, correspond, auteur ?? '', departement].join(' '));
const contenuDe = ({ genre, cible, paires }: CorrespondanceLue): string | CorrespondanceLue['paires'] => (genre === 'terme' ? (cible ?? '') : paires);

/** Les gestes d’une ligne ; chacun rend la phrase qui l’empêche, ou `null`. */
const useGestes = (): { readonly changer: (ligne: CorrespondanceLue, contenu: Contenu, avant: CorrespondanceLue['paires'] | string | null) => Promise<string | null>; readonly retirer: (ligne: CorrespondanceLue) => Promise<void>; readonly oublier: (ligne: CorrespondanceLue) => Promise<void> } => {
  const annoncer = useAnnoncer();
  const relire = (): void => { for (const methode of ['reprise.correspondances', 'reprise.lister'] as const) void requetes.invalidateQueries({ queryKey: [methode] }); };
  const appeler = async (appel: () => Promise<{ readonly refus: { readonly message: string } | null }>): Promise<string | null> => {
    try { return (await appel()).refus?.message ?? null; } catch (panne) { return messageErreur(panne); } finally { relire(); }
  };
  const changer = async ({ departement, genre, portee, nom }: CorrespondanceLue, { cible, paires }: Contenu, avant: CorrespondanceLue['paires'] | string | null): Promise<string | null> =>
    appeler(() => client.appeler('reprise.changerCorrespondance', { departement, genre, portee, nom, cible, paires: [...paires], avant }));
  return {
    changer,
    retirer: async (ligne) => {
      if (ligne.ligneId === null) return;
      const { ligneId } = ligne;
      const refus = await appeler(() => client.appeler('reprise.retirerCorrespondance', { id: ligneId, avant: contenuDe(ligne) }));
      if (refus !== null) { annoncer(refus, { genre: 'erreur' }); return; }
      annoncer(ligne.genre === 'terme' ? `« ${ligne.nom} » n’est plus rattaché : il est de nouveau à choisir.` : `Association « ${ligne.nom} » retirée pour toute l’équipe.`,
        { action: { libelle: CORRESPONDANCES.annuler, annule: true, agir: () => { void changer(ligne, ligne, null).then((raison) => { annoncer(raison ?? `« ${ligne.nom} » : comme avant.`, raison === null ? {} : { genre: 'erreur' }); }); } } });
    },
    oublier: async ({ genre, departement, portee, nom }) => {
      const refus = await appeler(async () => { await client.appeler('reprise.oublierPrivee', { genre, departement, portee, nom }); return { refus: null }; });
      annoncer(refus ?? `« ${nom} » n’est plus gardé sur ce poste.`, refus === null ? {} : { genre: 'erreur' });
    },
  };
};

const Contenus = ({ table }: { readonly table: Table }): ReactElement => {
  const annoncer = useAnnoncer();
  const { changer, retirer, oublier } = useGestes();
  const poignee = useRef<PoigneeGrille<CorrespondanceLue> | null>(null);
  const [texte, chercher] = useState('');
  const [departement, choisir] = useState('');
  const [genre, montrer] = useState<Genre>('tout');
  const [courant, aller] = useState<string | null>(null);
  const [modifiee, modifier] = useState<CorrespondanceLue | null>(null);
  const [aOublier, demander] = useState<CorrespondanceLue | null>(null);
  const { lignes } = table;
  const mots = useMemo(() => cleDeTri(texte).split(' ').filter((mot) => mot !== ''), [texte]);
  const duDepartement = useMemo(() => lignes.filter((ligne) => departement === '' || ligne.departement === departement), [lignes, departement]);
  const montrees = useMemo(() => duDepartement.filter((ligne) => { const cle = cherchee(ligne); return estDuGenre(genre, ligne) && mots.every((mot) => cle.includes(mot)); }), [duDepartement, genre, mots]);
  const departements = [...new Set(lignes.map((ligne) => ligne.departement).filter((code) => code !== ''))].sort();
  const ligne = montrees.find(({ id }) => id === courant) ?? null;
  const ouvrir = (voulue: CorrespondanceLue): void => { if (voulue.raison === null) modifier(voulue); else annoncer(voulue.raison, { genre: 'info' }); };
  const partager = (voulue: CorrespondanceLue): void => {
    void changer(voulue, voulue, voulue.equipe?.contenu ?? null).then((refus) => { annoncer(refus ?? `« ${voulue.nom} » partagé avec l’équipe.`, refus === null ? {} : { genre: 'erreur' }); });
  };
  const oter = (voulue: CorrespondanceLue): void => { if (voulue.raison !== null) annoncer(voulue.raison, { genre: 'info' }); else if (voulue.ligneId === null) demander(voulue); else void retirer(voulue); };
  const enregistrer = async (voulue: CorrespondanceLue, contenu: Contenu): Promise<string | null> => {
    const avant = voulue.ligneId === null ? (voulue.equipe?.contenu ?? null) : contenuDe(voulue);
    const refus = await changer(voulue, contenu, avant);
    if (refus !== null) return refus;
    const fait = voulue.genre === 'terme' ? (contenu.cible ?? '') : [...contenu.paires];
    annoncer(`« ${voulue.nom} » changé pour toute l’équipe du département ${voulue.departement}.`, voulue.ligneId === null ? {} : { action: { libelle: CORRESPONDANCES.annuler, annule: true, agir: () => { void changer(voulue, voulue, fait).then((raison) => { annoncer(raison ?? `« ${voulue.nom} » : comme avant.`, raison === null ? {} : { genre: 'erreur' }); }); } } });
    return null;
  };
  const effacer = (): void => { chercher(''); montrer('tout'); choisir(''); };
  useRaccourcis({ '/': () => { document.getElementById('filtre-correspondances')?.focus(); } }, { actif: modifiee === null });
  const raison = ligne === null ? CORRESPONDANCES.choisir : ligne.raison;
  return (
    <section className="pan" aria-label={CORRESPONDANCES.grille} style={{ flex: 1 }}>
      <div className="outils" role="toolbar" aria-label="Filtres" data-zone="outils">
        <div className="saisie s" style={{ width: 260, flex: 'none' }}>
          <Icone nom="search-line" taille={14} />
          <input id="filtre-correspondances" type="text" autoComplete="off" value={texte} placeholder={CORRESPONDANCES.filtrer} aria-label={CORRESPONDANCES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { chercher(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); chercher(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} />
          <Touche>/</Touche>
        </div>
        {departements.length < 2 ? null : <span className="selection-compacte"><select aria-label={CORRESPONDANCES.departement} value={departement} onChange={({ target }) => { choisir(target.value); }}><option value="">{CORRESPONDANCES.tous}</option>{departements.map((code) => <option key={code} value={code}>{`${code} – ${nomDepartement(code)}`}</option>)}</select></span>}
        <div className="segments" role="group" aria-label={CORRESPONDANCES.genre}>{GENRES.map(([cle, libelle]) => <button key={cle} type="button" aria-pressed={genre === cle} onClick={() => { montrer(cle); }}>{libelle} <b>{nombre(duDepartement.filter((une) => estDuGenre(cle, une)).length)}</b></button>)}</div>
        <span className="ressort" />
        {ligne?.ligneId === null ? <Bouton petit genre="p" raison={raison} horsDroit onClick={() => { partager(ligne); }} testid="rep-corr-partager">{ligne.equipe === null ? CORRESPONDANCES.partager : CORRESPONDANCES.remplacer}</Bouton> : null}
        <Bouton petit icone="edit-line" touche="F2" raison={raison} horsDroit onClick={() => { if (ligne !== null) ouvrir(ligne); }} testid="rep-corr-changer">{CORRESPONDANCES.changer}</Bouton>
        <Bouton petit icone="delete-bin-line" touche="Suppr" raison={raison} horsDroit onClick={() => { if (ligne !== null) oter(ligne); }} testid="rep-corr-retirer">{ligne?.ligneId === null ? CORRESPONDANCES.oublier : CORRESPONDANCES.retirer}</Bouton>
      </div>
      <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
        <Grille lignes={montrees} courant={courant} poignee={poignee} surLigne={(voulue, pas) => { aller(voulue.id); if (pas === 'entree' || pas === 'modifier') ouvrir(voulue); }} surTouche={(voulue, evenement) => { if (evenement.key === 'Delete') { evenement.preventDefault(); oter(voulue); } }} />
        {montrees.length > 0 ? null : <div className="grille-vide" style={{ top: 33 }}><Vide titre={lignes.length === 0 ? CORRESPONDANCES.vide : CORRESPONDANCES.rien} icone="book-2-line">{lignes.length === 0 ? <span>{CORRESPONDANCES.videAide}</span> : <Bouton onClick={effacer}>{CORRESPONDANCES.effacer}</Bouton>}</Vide></div>}
      </div>
      <BarreEtat testid="etat-correspondances"><span><b>{nombre(montrees.length)}</b> {montrees.length < 2 ? 'correspondance affichée' : 'correspondances affichées'}</span><span className="coupe">{ligne?.raison ?? ''}</span><span className="ressort" /><span className="dernier discret"><Touche>Entrée</Touche> changer <Touche>Suppr</Touche> retirer <Touche>Ctrl+Z</Touche> annuler</span></BarreEtat>
      {aOublier === null ? null : (
        <Dialogue ouvert titre={CORRESPONDANCES.oublier} fermer={() => { demander(null); }} testid="rep-corr-oubli" pied={<><Bouton onClick={() => { demander(null); }}>{CORRESPONDANCES.annuler}</Bouton><Bouton genre="d" onClick={() => { demander(null); void oublier(aOublier); }} testid="rep-corr-oubli-valider">{CORRESPONDANCES.oublier}</Bouton></>}>
          <p>{`« ${aOublier.nom} » (${aOublier.correspond}) n’est que sur ce poste : il en part sans retour. ${aOublier.equipe === null ? 'L’équipe n’a rien décidé à sa place.' : `L’équipe a choisi « ${aOublier.equipe.correspond} ».`}`}</p>
        </Dialogue>
      )}
      {modifiee === null ? null : <Modifier ligne={modifiee} table={table} fermer={() => { modifier(null); poignee.current?.prendreFocus(); }} enregistrer={(contenu) => enregistrer(modifiee, contenu)} />}
    </section>
  );
};

/** La table des correspondances des départements que l’on suit (`/reprise/correspondances`) : qui a décidé quoi, le changer, le retirer. */
export const Correspondances = (): ReactElement => {
  const { data, error, refetch } = useAppel('reprise.correspondances', {}, { garder: true });
  const partagees = data?.lignes.filter(({ ligneId }) => ligneId !== null).length ?? 0;
  return (
    <div className="travail">
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/reprise">{TEXTES.titre}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1>{CORRESPONDANCES.titre}</h1>
        <span className="sous num coupe">{data === undefined ? '' : `${compte(partagees, 'partagée', 'partagées')} · une décision vaut pour toute l’équipe du département`}</span>
      </div>
      {data !== undefined ? <Contenus table={data} /> : <section className="pan" style={{ flex: 1 }}>{error !== null ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : <Attente lignes={10} nom={CORRESPONDANCES.lecture} />}</section>}
    </div>
  );
};
