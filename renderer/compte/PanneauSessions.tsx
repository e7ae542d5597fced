import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { SessionOuverte } from '../../contract/comptes.ts';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { dateHeure } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { MOYENS, TEXTES } from './textes.ts';

const RELECTURE_MS = 5_000;

/** Les sessions ouvertes de ce compte, relues d’elles-mêmes ; en fermer une, ou toutes les autres. */
export const PanneauSessions = (): ReactElement => {
  const { session } = useSession();
  const annoncer = useAnnoncer();
  const { data, error, refetch } = useQuery({ queryKey: ['compte.sessions', {}], queryFn: () => client.appeler('compte.sessions', {}), refetchInterval: RELECTURE_MS, retry: false });
  const [occupe, occuper] = useState<string | null>(null);
  const agir = (cle: string, geste: () => Promise<unknown>, dit: string): void => {
    occuper(cle);
    geste().then(() => { annoncer(dit); }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); }).finally(() => { occuper(null); void refetch(); });
  };
  const sessions = data?.sessions ?? [];
  const autres = sessions.filter(({ courante }) => !courante);
  const raison = session.horsLigne ? TEXTES.horsLigne : null;
  const ligne = ({ famille, poste, ouverteLe, dernierUsageLe, moyen, courante }: SessionOuverte): ReactElement => (
    <tr key={famille} data-testid="session">
      <td className="coupe" title={poste ?? undefined}>{poste ?? TEXTES.inconnu}{courante ? <b> ({TEXTES.courante})</b> : null}</td><td className="num">{dateHeure(ouverteLe)}</td><td className="num">{dateHeure(dernierUsageLe)}</td><td className="coupe" title={MOYENS[moyen]}>{MOYENS[moyen]}</td>
      <td className="droite">{courante ? null : <Bouton petit raison={raison} occupe={occupe === famille} onClick={() => { agir(famille, () => client.appeler('compte.fermerSession', { famille }), TEXTES.uneFermee); }} testid="fermer-session">{TEXTES.fermerUne}<span className="invisible"> {poste ?? TEXTES.inconnu}, {dateHeure(ouverteLe)}</span></Bouton>}</td>
    </tr>
  );
  return (
    <section className="pan" aria-labelledby="compte-sessions" data-zone="grille" data-testid="compte-sessions">
      <div className="pan-titre"><h2 id="compte-sessions">{TEXTES.sessions}</h2>{sessions.length > 0 ? <span className="bulle">{sessions.length}</span> : null}<span className="ressort" /><Bouton petit genre="d" raison={raison ?? (autres.length === 0 ? TEXTES.seule : null)} occupe={occupe === 'autres'} onClick={() => { agir('autres', () => client.appeler('compte.fermerAutres', {}), TEXTES.autresFermees); }} testid="fermer-autres">{TEXTES.fermerAutres}</Bouton></div>
      {data === undefined ? (error === null ? <Attente nom={TEXTES.lecture} lignes={4} /> : codeErreur(error) === 'hors_ligne' ? <div className="compte-corps"><Note genre="w">{TEXTES.horsLigne}</Note><div><Bouton icone="refresh-line" onClick={() => { void refetch(); }}>{TEXTES.reessayer}</Bouton></div></div> : <Echec erreur={error} reessayer={() => { void refetch(); }} />) : (
        <div className="defile">
          <p className="discret compte-aide">{TEXTES.sessionsAide}</p>
          <table className="tb compte-table">
            <thead><tr><th scope="col">{TEXTES.poste}</th><th scope="col">{TEXTES.depuis}</th><th scope="col">{TEXTES.dernier}</th><th scope="col">{TEXTES.moyen}</th><th scope="col"><span className="invisible">{TEXTES.gestes}</span></th></tr></thead>
            <tbody>{sessions.map(ligne)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
};
