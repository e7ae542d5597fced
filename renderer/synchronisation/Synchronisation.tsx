import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { useGestesSync } from '../poste/gestesSync.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { dateHeure } from '../ui/formats.ts';
import { PanneauEtat } from './PanneauEtat.tsx';
import { PanneauPoste } from './poste/PanneauPoste.tsx';
import { BadgeCommande, Retour } from './Retour.tsx';
import { TEXTES, phraseCommande } from './textes.ts';
import { useRetours } from './useRetours.tsx';

const EnFile = ({ file, voir }: { readonly file: readonly CommandeEnFile[]; readonly voir: (commande: CommandeEnFile) => void }): ReactElement => (
  <div className="defile">
    <table className="tb file" data-testid="file">
      <thead><tr><th scope="col">Quoi</th><th scope="col">Fiche</th><th scope="col">Quand</th><th scope="col">État</th></tr></thead>
      <tbody>{file.map((commande) => (
        <tr key={commande.seq}><td className="coupe" title={phraseCommande(commande)}>{phraseCommande(commande)}</td><td className="coupe"><button type="button" className="lien coupe" title={commande.fiche} onClick={() => { voir(commande); }}>{commande.fiche}</button></td><td className="num">{dateHeure(commande.creeLe)}</td><td><BadgeCommande etat={commande.etat} /></td></tr>
      ))}</tbody>
    </table>
  </div>
);

/** File des modifications de ce poste : ce qui attend, ce que le service a refusé, ce qui est en conflit, et ce que le poste garde sur la machine. */
export const Synchronisation = (): ReactElement => {
  const etat = useEtatSync();
  const gestes = useGestesSync();
  const { data, error, refetch } = useAppel('sync.file', {});
  const titre = useRef<HTMLHeadingElement>(null);
  const traite = useRef(false);
  const retours = useRetours(() => { traite.current = true; });
  const commandes = data?.commandes ?? [];
  const aTraiter = commandes.filter(({ etat: issue }) => issue === 'refusee' || issue === 'conflit');
  const file = commandes.filter(({ etat: issue }) => issue === 'en_attente' || issue === 'envoyee');
  // le bouton d’un retour réglé disparaît avec sa ligne : le focus va au suivant, à défaut au titre de la liste
  useEffect(() => {
    if (!traite.current) return;
    traite.current = false;
    const suivant = document.querySelector<HTMLElement>('[data-testid="retour"] .gestes button');
    (suivant ?? titre.current)?.focus();
  }, [aTraiter.length]);
  const chargement = etat?.etat === 'chargement';
  const reprendre = etat?.etat === 'annule';
  return (
    <div className="travail">
      <div className="tete">
        <h1>{TEXTES.titre}</h1><span className="sous">{TEXTES.sousTitre}</span><span className="ressort" />
        <Bouton genre="p" icone={reprendre ? 'play-circle-line' : 'refresh-line'} occupe={gestes.occupe} raison={chargement ? TEXTES.chargementEnCours : null} onClick={gestes.maintenant} testid="synchroniser">{reprendre ? TEXTES.reprendre : TEXTES.maintenant}</Bouton>
      </div>
      <div className="sync-page">
        <div className="sync-gauche"><PanneauEtat gestes={gestes} /><PanneauPoste /></div>
        <div className="sync-droite">
          <section className="pan" aria-labelledby="sync-a-traiter" data-zone="grille">
            <div className="pan-titre"><h2 id="sync-a-traiter" ref={titre} tabIndex={-1} style={{ outline: 'none' }}>{TEXTES.aTraiter}</h2>{aTraiter.length > 0 ? <span className="bulle">{aTraiter.length}</span> : null}</div>
            {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={TEXTES.enLecture} lignes={4} /> : aTraiter.length === 0 ? <Vide titre={TEXTES.rienATraiter} icone="checkbox-circle-line"><span>{TEXTES.rienATraiterAide}</span></Vide> : (
              <ul className="defile">{aTraiter.map((commande) => <Retour key={commande.seq} commande={commande} retours={retours} />)}</ul>
            )}
          </section>
          <section className="pan" aria-labelledby="sync-en-file" data-zone="panneau">
            <div className="pan-titre"><h2 id="sync-en-file">{TEXTES.file}</h2>{file.length > 0 ? <span className="bulle">{file.length}</span> : null}</div>
            {data === undefined ? null : file.length === 0 ? <Vide titre={TEXTES.fileVide} icone="inbox-line"><span>{TEXTES.fileVideAide}</span></Vide> : <EnFile file={file} voir={retours.voir} />}
          </section>
        </div>
      </div>
      {retours.dialogue}
    </div>
  );
};
