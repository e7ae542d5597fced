import type { ReactElement } from 'react';
import { useState } from 'react';
import type { EtatPoste } from '../../../contract/poste.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { requetes, useAppel } from '../../poste/requetes.ts';
import { useEtatSync } from '../../poste/session.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../../ui/Etats.tsx';
import { compte, dateFr, dateHeure, octets } from '../../ui/formats.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { ChangerCle } from './ChangerCle.tsx';
import { Oublier } from './Oublier.tsx';
import { TEXTES } from './textes.ts';

const VISIBLES = 3;

const Sauvegardes = ({ sauvegardes }: { readonly sauvegardes: EtatPoste['sauvegardes'] }): ReactElement => {
  const [toutes, montrer] = useState(false);
  const rangees = [...sauvegardes].sort((gauche, droite) => droite.le.localeCompare(gauche.le));
  if (rangees.length === 0) return <span className="discret">{TEXTES.aucuneSauvegarde}</span>;
  return (
    <>
      <ul className="num" data-testid="sauvegardes">{rangees.slice(0, toutes ? undefined : VISIBLES).map(({ le, octets: taille }) => <li key={le} className="rang"><span>{dateHeure(le)}</span><span className="ressort" /><span className="discret">{octets(taille)}</span></li>)}</ul>
      {rangees.length > VISIBLES ? <button type="button" className="lien" aria-expanded={toutes} onClick={() => { montrer(!toutes); }}>{toutes ? 'Les dernières seulement' : `${TEXTES.toutes} (${rangees.length})`}</button> : null}
    </>
  );
};

const Export = ({ chemin, nombre }: { readonly chemin: string; readonly nombre: number }): ReactElement => {
  const annoncer = useAnnoncer();
  return <Note genre="ok" annoncer><b>{compte(nombre, 'modification exportée', 'modifications exportées')}</b> dans <span className="chemin">{chemin}</span>. {nombre > 1 ? 'Elles restent aussi en file.' : 'Elle reste aussi en file.'} <button type="button" className="lien" onClick={() => { navigator.clipboard.writeText(chemin).then(() => { annoncer(TEXTES.copie); }, () => { annoncer(TEXTES.copieRefusee, { genre: 'erreur' }); }); }}>{TEXTES.copier}</button></Note>;
};

/** Ce que ce poste garde sur la machine : chiffrement, sauvegardes, place occupée, export et oubli. */
export const PanneauPoste = (): ReactElement => {
  const annoncer = useAnnoncer();
  const sync = useEtatSync();
  const { data: poste, error, refetch } = useAppel('poste.etat', {});
  const [occupe, occuper] = useState<'sauvegarder' | 'exporter' | null>(null);
  const [dialogue, ouvrir] = useState<'cle' | 'oublier' | null>(null);
  const [exporte, noter] = useState<{ readonly chemin: string; readonly nombre: number } | null>(null);
  const noterPoste = (etat: EtatPoste): void => { requetes.setQueryData(['poste.etat', {}], etat); };
  const echouer = (panne: unknown): void => { annoncer(messageErreur(panne), { genre: 'erreur' }); };
  const sauvegarder = (): void => {
    occuper('sauvegarder');
    client.appeler('poste.sauvegarder', {}).then((etat) => { noterPoste(etat); annoncer(TEXTES.sauvegarde); }).catch(echouer).finally(() => { occuper(null); });
  };
  const exporter = (): void => {
    occuper('exporter');
    client.appeler('poste.exporter', {}).then(noter).catch(echouer).finally(() => { occuper(null); });
  };
  const coffre = poste?.coffre;
  return (
    <section className="pan sync-poste" aria-labelledby="sync-poste" data-zone="panneau" data-testid="ce-poste">
      <div className="pan-titre"><h2 id="sync-poste">{TEXTES.titre}</h2></div>
      {error !== null && poste === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : poste === undefined || coffre === undefined ? <Attente nom={TEXTES.lecture} lignes={6} /> : (
        <div className="defile sync-poste-corps">
          {poste.reparation === null ? null : <Note genre="w"><b>{TEXTES.reparation} du {dateHeure(poste.reparation.le)}.</b> {poste.reparation.message}</Note>}
          <dl className="def" style={{ gridTemplateColumns: '104px minmax(0, 1fr)' }}>
            <dt>{TEXTES.chiffrement}</dt><dd>{coffre.genre === null ? TEXTES.sansChiffrement : TEXTES.genre[coffre.genre]}</dd>
            <dt>{TEXTES.cle}</dt><dd className="rang"><span className="num" data-testid="cle">n° {coffre.cle}{coffre.depuis === null ? '' : `, depuis le ${dateFr(coffre.depuis)}`}</span><span className="ressort" /><button type="button" className="lien insecable" onClick={() => { ouvrir('cle'); }} data-testid="changer-la-cle">{TEXTES.changerCle}</button></dd>
            <dt>{TEXTES.taille}</dt><dd className="num">{TEXTES.offre} {octets(poste.tailleOffre)} · {TEXTES.travail} {octets(poste.tailleTravail)}</dd>
            <dt>{TEXTES.sauvegardes}</dt><dd><Sauvegardes sauvegardes={poste.sauvegardes} /><div style={{ marginTop: 4 }}><Bouton petit icone="save-line" occupe={occupe === 'sauvegarder'} onClick={sauvegarder} testid="sauvegarder">{TEXTES.sauvegarder}</Bouton></div></dd>
          </dl>
          {coffre.message === null ? null : <Note genre="w">{coffre.message}</Note>}
          {exporte === null ? null : <Export {...exporte} />}
        </div>
      )}
      {poste === undefined ? null : (
        <footer className="pied">
          <Bouton petit icone="download-line" occupe={occupe === 'exporter'} raison={sync !== undefined && sync.enAttente + sync.conflits + sync.refus === 0 ? TEXTES.rienAExporter : null} onClick={exporter} testid="exporter">{TEXTES.exporter}</Bouton>
          <span className="ressort" />
          <Bouton petit genre="d" icone="delete-bin-line" raison={sync === undefined ? TEXTES.lecture : null} onClick={() => { ouvrir('oublier'); }} testid="oublier-ce-poste">{TEXTES.oublier}</Bouton>
        </footer>
      )}
      {dialogue === 'cle' && poste !== undefined ? <ChangerCle poste={poste} fermer={() => { ouvrir(null); }} surEtat={noterPoste} /> : null}
      {dialogue === 'oublier' && sync !== undefined ? <Oublier poste={poste} sync={sync} fermer={() => { ouvrir(null); }} /> : null}
    </section>
  );
};
