import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { FicheUtilisateur, GesteCompte } from '../../contract/methodesUtilisateurs.ts';
import { OBJETS, quiEncadre } from '../../domain/droits.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { resumeDroits } from '../droits/lecture.ts';
import { BoutonGeste, usePourquoi } from '../droits/Pourquoi.tsx';
import { HistoriqueFiche } from '../journal/HistoriqueFiche.tsx';
import { useAppel } from '../poste/requetes.ts';
import { NotesRetours } from '../synchronisation/Retour.tsx';
import { useRetours } from '../synchronisation/useRetours.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { dateFr } from '../ui/formats.ts';
import { Menu, useAncre } from '../ui/Menu.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BadgeCompte, BadgeProfil, Connexion, SecondFacteur } from './cellules.tsx';
import { GESTES_COMPTE, libelleGeste, pourquoiCompte } from './gestes.ts';
import { TEXTES } from './textes.ts';
import { useGestesCompte } from './useGestesCompte.tsx';

const Corps = ({ fiche, montrer }: { readonly fiche: FicheUtilisateur; readonly montrer: () => void }): ReactElement => {
  const { ligne, activite, entite, dispositifs, inconnus } = fiche;
  const retours = useRetours();
  const file = useAppel('sync.file', {}).data?.commandes ?? [];
  return (
    <>
      <NotesRetours attente={file.filter(({ id }) => id === ligne.id)} retours={retours} />
      <dl className="def">
        <dt>Adresse</dt><dd>{ligne.email}</dd>
        {ligne.telephone === null ? null : <><dt>Téléphone</dt><dd className="num">{ligne.telephone}</dd></>}
        {ligne.fonction === null ? null : <><dt>Fonction</dt><dd>{ligne.fonction}</dd></>}
        <dt>{TEXTES.profil}</dt><dd><BadgeProfil profil={ligne.profil} /></dd>
        <dt>{TEXTES.perimetre}</dt>
        <dd>{entite === null ? ligne.perimetreLibelle : entite.nom}{entite !== null && ligne.departements.length > 0 ? <span className="discret"> · {ligne.departements.map((code) => `${code} – ${nomDepartement(code)}`).join(', ')}</span> : null}</dd>
        {dispositifs.length > 0 || inconnus > 0 ? <><dt>{TEXTES.dispositifs}</dt><dd><ul>{dispositifs.map(({ id, nom, departement }) => <li key={id}>{nom} <span className="discret">· {departement}</span></li>)}{inconnus > 0 ? <li className="discret">{inconnus} hors de votre périmètre</li> : null}</ul></dd></> : null}
        <dt>Second facteur</dt><dd><SecondFacteur actif={ligne.secondFacteur} /></dd>
        <dt>Dernière connexion</dt><dd><Connexion ligne={{ ...ligne, activite }} /></dd>
        {ligne.inviteLe === null ? null : <><dt>Invité le</dt><dd className="num">{dateFr(ligne.inviteLe)}</dd></>}
        <dt>Créé le</dt><dd className="num">{dateFr(ligne.creeLe)}</dd>
      </dl>
      <hr className="filet" />
      <h3 className="titre3">{TEXTES.peut}</h3>
      {resumeDroits(ligne.profil).length === 0 ? <p className="discret">{TEXTES.aucuneLigne}</p> : null}
      <dl className="def droits">{resumeDroits(ligne.profil).map(({ objet, texte }) => [<dt key={`${objet}t`}>{OBJETS[objet]}</dt>, <dd key={objet}>{texte}</dd>])}</dl>
      <hr className="filet" />
      <h3 className="titre3">{TEXTES.gerePar}</h3>
      <p>{quiEncadre('modifier', ligne.profil).replace('Peuvent le faire : ', '')}</p>
      <button type="button" className="lien" style={{ alignSelf: 'flex-start' }} onClick={montrer}>{TEXTES.matrice}</button>
      {retours.dialogue}
    </>
  );
};

const ONGLETS = ['compte', 'historique'] as const;
type Onglet = typeof ONGLETS[number];

interface Props { readonly id: string; readonly voisine: (sens: 1 | -1) => void; readonly fermer: () => void }
const Ouverte = ({ fiche, voisine, fermer }: Omit<Props, 'id'> & { readonly fiche: FicheUtilisateur }): ReactElement => {
  const { ligne } = fiche;
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const demander = usePourquoi();
  const assister = useAncre();
  const { lancer, dialogue } = useGestesCompte();
  const [onglet, changerOnglet] = useState<Onglet>('compte');
  const file = useAppel('sync.file', {}).data?.commandes ?? [];
  const faire = (geste: GesteCompte): void => {
    if (geste.geste === 'modifier' || geste.geste === 'reaffecter') void naviguer(`/utilisateurs/${ligne.id}/${geste.geste}`);
    else lancer(geste.geste, ligne);
  };
  const de = (nom: GesteCompte['geste']): GesteCompte | undefined => fiche.gestes.find(({ geste }) => geste === nom);
  const modifier = de('modifier');
  const parClavier = (geste: GesteCompte | undefined): void => {
    if (geste === undefined) return;
    const pourquoi = pourquoiCompte(geste, ligne);
    if (pourquoi === null) faire(geste);
    else annoncer(pourquoi.raison, { genre: 'info' });
  };
  useRaccourcis({ 'Ctrl+1': () => { changerOnglet('compte'); }, 'Ctrl+2': () => { changerOnglet('historique'); }, 'Alt+ArrowUp': () => { voisine(-1); }, 'Alt+ArrowDown': () => { voisine(1); }, Escape: fermer, F2: () => { parClavier(modifier); } });
  const bouton = (geste: GesteCompte | undefined, genre: 'p' | '' = ''): ReactElement | null => (geste === undefined ? null : (
    <BoutonGeste key={geste.geste} genre={genre} icone={GESTES_COMPTE[geste.geste].icone} touche={geste.possible ? GESTES_COMPTE[geste.geste].touche : undefined} pourquoi={pourquoiCompte(geste, ligne)} onClick={() => { faire(geste); }} testid={`geste-${geste.geste}`}>{libelleGeste(geste.geste, ligne)}</BoutonGeste>
  ));
  const aides = fiche.gestes.filter(({ geste }) => geste === 'mot_de_passe' || geste === 'second_facteur' || geste === 'debloquer');
  return (
    <>
      <div className="fiche-tete" style={{ paddingBottom: 10 }}>
        <div className="code">
          <BadgeCompte statut={ligne.statut} /><span className="ressort" />
          <Bouton genre="t" petit icone="arrow-up-s-line" nom="Compte précédent (Alt+↑)" onClick={() => { voisine(-1); }} />
          <Bouton genre="t" petit icone="arrow-down-s-line" nom="Compte suivant (Alt+↓)" onClick={() => { voisine(1); }} />
          <Bouton genre="t" petit icone="close-line" nom="Fermer la fiche (Échap)" onClick={fermer} />
        </div>
        <h2 tabIndex={-1} id="compte-titre" className="coupe" title={ligne.nom} style={{ outline: 'none' }}>{ligne.nom}</h2>
        <p className="ligne2 coupe" title={ligne.perimetreLibelle}>{ligne.perimetreLibelle}</p>
      </div>
      <div className="onglets" role="tablist" aria-label="Compte">
        {ONGLETS.map((cle, rang) => <button key={cle} type="button" role="tab" aria-selected={cle === onglet} aria-keyshortcuts={`Control+${rang + 1}`} onClick={() => { changerOnglet(cle); }}>{TEXTES.onglets[cle]}</button>)}
      </div>
      <div className="fiche-corps" tabIndex={0} role="tabpanel" aria-label={TEXTES.onglets[onglet]} style={{ outlineOffset: -2 }}>
        {onglet === 'historique' ? <HistoriqueFiche objet="utilisateur" id={ligne.id} enAttente={file.filter(({ id }) => id === ligne.id).length} /> : ligne.statut === 'supprime' ? <p className="discret">{TEXTES.supprimeAide}</p> : <Corps fiche={fiche} montrer={() => { void naviguer('/droits?onglet=comptes'); }} />}
      </div>
      {fiche.gestes.length === 0 ? null : (
        <footer className="pied pied-compte">
          {ligne.statut === 'invite' ? bouton(de('inviter'), 'p') : null}
          {bouton(modifier, ligne.statut === 'invite' ? '' : 'p')}{bouton(de('reaffecter'))}{bouton(de('suspendre') ?? de('retablir'))}
          {aides.length === 0 ? null : <Bouton iconeDroite="arrow-down-s-line" menu ouvert={assister.ancre !== null} onClick={assister.ouvrir} testid="assister">{TEXTES.assister}</Bouton>}
          <Menu ancre={assister.ancre} fermer={assister.fermer} titre={TEXTES.assister} entrees={aides.map((geste) => { const pourquoi = pourquoiCompte(geste, ligne); return { cle: geste.geste, libelle: GESTES_COMPTE[geste.geste].libelle, icone: GESTES_COMPTE[geste.geste].icone, raison: pourquoi?.raison ?? null, ...(pourquoi === null ? {} : { pourquoi: (ancre: HTMLElement) => { demander(pourquoi, ancre); } }), agir: () => { faire(geste); } }; })} />
        </footer>
      )}
      {dialogue}
    </>
  );
};

/** Panneau d’un compte : suit la ligne courante de la grille. */
export const Fiche = ({ id, ...suite }: Props): ReactElement => {
  const { data, error, refetch } = useAppel('utilisateurs.fiche', { id }, { garder: true });
  const fiche = data?.fiche ?? null;
  return (
    <section className="pan panneau-fiche" aria-label="Compte" data-zone="panneau" data-testid="fiche-compte" aria-busy={fiche !== null && fiche.ligne.id !== id}>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : null}
      {error === null && data === undefined ? <Attente nom={TEXTES.lecture} lignes={12} /> : null}
      {data !== undefined && fiche === null ? <Vide titre={TEXTES.absent} icone="user-line"><span>{TEXTES.absentAide}</span><Bouton onClick={suite.fermer}>Fermer</Bouton></Vide> : null}
      {fiche === null ? null : <Ouverte fiche={fiche} {...suite} />}
    </section>
  );
};
