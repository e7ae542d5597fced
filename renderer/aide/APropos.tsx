import type { ReactElement } from 'react';
import type { EtatApplication } from '../../contract/methodesApplication.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { dateHeure, insecables } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { APROPOS } from './textes.ts';

const mandataire = (lu: string): string => (lu === 'systeme' ? APROPOS.mandataireSysteme : lu === 'aucun' ? APROPOS.mandataireAucun : lu);

/** Où en est la mise à jour, et ce qu’il y a à en faire. */
const MiseAJour = ({ etat: { version, miseAJour } }: { readonly etat: EtatApplication }): ReactElement => {
  const annoncer = useAnnoncer();
  const demander = (methode: 'application.chercher' | 'application.installer') => (): void => { client.appeler(methode, {}).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }); };
  const { etat, version: neuve, pourcentage, le, message } = miseAJour;
  const phrase = {
    indisponible: message ?? '', inconnue: APROPOS.inconnue, recherche: APROPOS.recherche, a_jour: `${APROPOS.aJour} (${version})${le === null ? '' : `, ${APROPOS.cherche} ${dateHeure(le)}`}.`,
    telechargement: `${APROPOS.telechargement} ${neuve ?? ''}`, prete: `${APROPOS.version} ${neuve ?? ''} ${APROPOS.prete}`, installation: APROPOS.installation, erreur: message ?? '',
  }[etat];
  const occupe = etat === 'recherche' || etat === 'telechargement' || etat === 'installation';
  return (
    <section aria-labelledby="apropos-maj">
      <h2 id="apropos-maj">{APROPOS.misesAJour}</h2>
      <div data-testid="maj-etat" data-etat={etat}>{etat === 'erreur' ? <Note genre="e" annoncer>{phrase}</Note> : <p role="status">{phrase}</p>}</div>
      {etat === 'telechargement' ? <Progression nom={phrase} recues={pourcentage ?? 0} total={100} phrase="" /> : null}
      {etat === 'indisponible' ? null : (
        <div className="rang">
          {etat === 'prete' ? <Bouton genre="p" icone="refresh-line" onClick={demander('application.installer')} testid="maj-installer">{APROPOS.installer}</Bouton> : <Bouton icone="search-line" occupe={occupe} onClick={demander('application.chercher')} testid="maj-chercher">{APROPOS.chercher}</Bouton>}
        </div>
      )}
      {etat === 'prete' ? <p className="discret">{APROPOS.preteAide}</p> : null}
    </section>
  );
};

/** Ce poste : sa version, à quel service il parle, ce que l’organisation a réglé, où en est la mise à jour. */
export const APropos = (): ReactElement => {
  const { data, error, refetch } = useAppel('application.etat', {});
  return (
    <div className="guide-probleme">
      <h1 id="guide-titre" tabIndex={-1}>{APROPOS.titre}</h1>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={APROPOS.lecture} lignes={6} /> : (
        <>
          <MiseAJour etat={data} />
          <section aria-labelledby="apropos-poste">
            <h2 id="apropos-poste">{APROPOS.poste}</h2>
            {data.organisation.erreur === null ? null : <Note genre="e">{APROPOS.organisationFausse} {insecables(`${data.organisation.chemin ?? ''} : ${data.organisation.erreur}`)}</Note>}
            <dl className="def" style={{ gridTemplateColumns: '200px minmax(0, 1fr)' }}>
              <dt>{APROPOS.version}</dt><dd className="num" data-testid="apropos-version">{data.version}</dd>
              <dt>{APROPOS.service}</dt><dd>{data.service === '' ? APROPOS.aucunService : data.service}</dd>
              <dt>{APROPOS.organisation}</dt><dd>{data.organisation.chemin ?? APROPOS.aucunFichier}</dd>
              <dt>{APROPOS.mandataire}</dt><dd>{mandataire(data.organisation.mandataire)}</dd>
              <dt>{APROPOS.canal}</dt><dd>{data.organisation.canal === null ? APROPOS.aucunCanal : data.organisation.canal === 'essai' ? APROPOS.canalEssai : APROPOS.canalStable}</dd>
            </dl>
          </section>
        </>
      )}
    </div>
  );
};
