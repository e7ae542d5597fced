import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { libelleObjet, libelleProfilJournal } from '../../contract/journalTextes.ts';
import { estObjetOffre } from '../offre/creations.ts';
import { adresseFiche } from '../synchronisation/useRetours.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Note, Vide } from '../ui/Etats.tsx';
import { dateLongue, heureFr, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { Changements } from './Changements.tsx';
import { champsChanges } from './phrases.ts';
import type { LigneLue } from './source.ts';
import { TEXTES } from './textes.ts';

interface Props { readonly ligne: LigneLue | null; readonly fermer: () => void; readonly filtrerFiche: (id: string) => void }

/** Les marques d’une ligne : un geste fait à la place de quelqu’un se voit toujours. */
export const Marques = ({ ligne }: { readonly ligne: Pick<LigneLue, 'suppleance' | 'pourLeCompteDe' | 'noms'> }): ReactElement => (
  <>
    {ligne.suppleance ? <Badge couleur="yellow-tournesol" icone="alarm-warning-fill">{TEXTES.suppleance}</Badge> : null}
    {ligne.pourLeCompteDe === null ? null : <Badge couleur="blue-france" icone="links-line">{TEXTES.pourLeCompteDe} {ligne.noms[ligne.pourLeCompteDe] ?? ligne.pourLeCompteDe}</Badge>}
  </>
);

const Detail = ({ ligne, fermer, filtrerFiche }: Props & { readonly ligne: LigneLue }): ReactElement => {
  const naviguer = useNavigate();
  const { objet, objetId, fiche, rapport } = ligne;
  const champs = champsChanges(ligne, ligne.noms);
  const unCompte = objet === 'utilisateur';
  const adresse = objetId !== null && fiche !== null && (unCompte || estObjetOffre(objet)) ? adresseFiche({ objet, id: objetId }) : null;
  useRaccourcis({ Escape: ({ target }) => { if (!(target instanceof Element) || target.closest('[data-zone="panneau"]') === null) return false; fermer(); return true; } });
  return (
    <>
      <div className="fiche-tete">
        <div className="code"><span className="num">Ligne {nombre(ligne.no)}</span><span className="ressort" /><Bouton genre="t" petit icone="close-line" nom={TEXTES.fermer} onClick={fermer} /></div>
        <h2 tabIndex={-1} id="journal-titre" style={{ outline: 'none' }}>{ligne.geste}</h2>
        <div className="rang" style={{ flexWrap: 'wrap', gap: 4 }}><Marques ligne={ligne} /></div>
      </div>
      <div className="fiche-corps" role="group" aria-label={TEXTES.detail} tabIndex={0} style={{ outlineOffset: -2 }}>
        <dl className="def">
          <dt>{TEXTES.qui}</dt><dd><b className="mi">{ligne.nom}</b><br /><span className="discret">{libelleProfilJournal(ligne.profil)}</span></dd>
          <dt>{TEXTES.quand}</dt><dd className="num">{dateLongue(new Date(ligne.moment))} à {heureFr(ligne.moment)}</dd>
          <dt>{TEXTES.quoi}</dt><dd>{ligne.resume.length > 160 ? ligne.geste : ligne.resume}</dd>
          <dt>{libelleObjet(objet, rapport)}</dt>
          <dd>{fiche === null ? <span className="discret">{ligne.lot === null ? TEXTES.ficheInvisible : `${nombre(ligne.lot)} fiches`}</span> : <>{adresse === null ? fiche.nom : <button type="button" className="lien" onClick={() => { void naviguer(adresse); }}>{fiche.nom}</button>}{fiche.code === null ? null : <><br /><span className="discret">{fiche.code}</span></>}</>}</dd>
          {ligne.versionClient === null ? null : <><dt>{TEXTES.version}</dt><dd className="num">{ligne.versionClient}</dd></>}
        </dl>
        {ligne.motif === null ? null : <Note genre="i"><b>{TEXTES.motif}&nbsp;:</b> «&nbsp;{ligne.motif}&nbsp;»</Note>}
        <hr className="filet" />
        <h3 className="titre3">{TEXTES.changements}</h3>
        {champs.length === 0 ? <p className="discret">{TEXTES.rienChange}</p> : <Changements champs={champs} />}
      </div>
      {adresse === null && objetId === null ? null : <footer className="pied">
        {adresse === null ? null : <Bouton petit icone={unCompte ? 'user-line' : 'file-text-line'} onClick={() => { void naviguer(adresse); }} testid="ouvrir-fiche">{unCompte ? TEXTES.ouvrirCompte : TEXTES.ouvrirFiche}</Bouton>}
        <span className="ressort" />
        {objetId === null ? null : <Bouton petit icone="filter-line" onClick={() => { filtrerFiche(objetId); }} testid="seulement-fiche">{unCompte ? TEXTES.seulementCompte : TEXTES.seulement}</Bouton>}
      </footer>}
    </>
  );
};

/** À droite de la grille : la ligne choisie, en toutes lettres. */
export const PanneauLigne = (props: Props): ReactElement => (
  <section className="pan panneau-journal" aria-label={TEXTES.detail} data-zone="panneau" data-testid="detail-journal">
    {props.ligne === null ? <Vide titre={TEXTES.aucuneLigne} icone="file-text-line" /> : <Detail {...props} ligne={props.ligne} />}
  </section>
);

export const IconeObjetJournal = ({ objet }: { readonly objet: string }): ReactElement =>
  <Icone nom={objet === 'entite' ? 'building-4-line' : objet === 'dispositif' ? 'home-4-line' : objet === 'groupe' ? 'group-line' : objet === 'utilisateur' ? 'user-line' : 'stack-line'} taille={14} />;
