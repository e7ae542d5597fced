import type { ReactElement } from 'react';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { useSession } from '../../poste/session.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Touche } from '../../ui/Bouton.tsx';
import { dateHeure } from '../../ui/formats.ts';
import { CONFLIT } from '../textes.ts';
import type { Ligne } from './analyse.ts';
import { auteurDe } from './analyse.ts';

const Revision = ({ ligne }: { readonly ligne: Ligne | null }): ReactElement => {
  if (ligne === null) return <>{CONFLIT.sansBase}</>;
  return <>{typeof ligne['version'] === 'number' ? `révision ${ligne['version']}` : ''}{typeof ligne['modifieLe'] === 'string' ? <> · <span className="insecable">{dateHeure(ligne['modifieLe'])}</span></> : null}</>;
};

/** Têtes des colonnes : qui et quand, pour chaque version. */
export const TetesColonnes = ({ commande, change, autre }: { readonly commande: CommandeEnFile; readonly change: boolean; readonly autre: boolean }): ReactElement => {
  const { utilisateur } = useSession();
  const auteur = auteurDe(commande.serveur, utilisateur);
  return (
    <>
      <span />
      <span className="tete-col"><b>{CONFLIT.base}</b><span className="discret num"><Revision ligne={commande.base} /></span></span>
      <span className="tete-col"><span className="rang"><b>{CONFLIT.mienne}</b><Touche>1</Touche></span><span className="discret num">{utilisateur.nom} · <span className="insecable">{dateHeure(commande.creeLe)}</span></span></span>
      <span className="tete-col"><span className="rang"><b>{CONFLIT.leur}</b><Touche>2</Touche>{change ? <Badge couleur="yellow-tournesol" icone="time-fill">{CONFLIT.change}</Badge> : null}</span><span className="discret num">{auteur === null ? '' : `${auteur} · `}<Revision ligne={commande.serveur} /></span></span>
      {autre ? <span className="tete-col"><span className="rang"><b>{CONFLIT.autreCourt}</b><Touche>4</Touche></span></span> : null}
    </>
  );
};
