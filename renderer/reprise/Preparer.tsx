import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Atelier } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { client } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BadgeProfil } from '../utilisateurs/cellules.tsx';
import { TEXTES_COMPTES } from './textesComptes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';

const Confirmer = ({ combien, fermer, valider }: { readonly combien: number; readonly fermer: () => void; readonly valider: () => void }): ReactElement => {
  useRaccourcis({ 'Ctrl+Enter': valider }, { sousModale: true });
  return (
    <Dialogue ouvert titre={TEXTES_COMPTES.confirmer} icone="user-add-line" fermer={fermer} testid="rep-confirmer" pied={<><Bouton onClick={fermer}>{TEXTES_COMPTES.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" onClick={valider} testid="rep-confirmer-valider">{`Préparer ${compte(combien, 'compte', 'comptes')}`}</Bouton></>}>
      <p>{TEXTES_COMPTES.sansCourriel}</p><p><b>{TEXTES_COMPTES.irreversible}</b></p>
    </Dialogue>
  );
};

/** Étape « Préparer » : ce qui serait créé et ce qui serait refusé, dit avant ; puis la création, sans qu’aucune invitation parte. */
export const Preparer = ({ atelier, conduite: { faire, tour, occupe } }: { readonly atelier: Atelier; readonly conduite: Conduite }): ReactElement => {
  const { dossier: { id }, arbitrage } = atelier;
  const annoncer = useAnnoncer();
  const [lus, noter] = useState<ResultatDe<'reprise.comptes'> | null>(null);
  const [panne, signaler] = useState<unknown>(null);
  const [essai, reessayer] = useState(0);
  const [confirmation, demander] = useState(false);
  useEffect(() => {
    let perime = false;
    client.appeler('reprise.comptes', { id, filtre: { quoi: 'refuses', texte: '' } }).then((recus) => { if (!perime) { noter(recus); signaler(null); } }, (erreur: unknown) => { if (!perime) signaler(erreur); });
    return () => { perime = true; };
  }, [id, tour, essai]);
  const totaux = lus?.totaux ?? arbitrage;
  const prets = totaux?.prets ?? 0;
  const preparer = (): void => {
    demander(false);
    void faire(() => client.appeler('reprise.preparerComptes', { id })).then((refus) => { annoncer(refus ?? `${compte(prets, 'compte préparé', 'comptes préparés')}, aucune invitation envoyée.`, refus === null ? {} : { genre: genreDuRefus(refus) }); });
  };
  if (panne !== null) return <section className="pan rep-charger"><Echec erreur={panne} reessayer={() => { signaler(null); reessayer((avant) => avant + 1); }} /></section>;
  if (lus === null || totaux === null) return <section className="pan rep-charger"><Attente lignes={8} nom={TEXTES_COMPTES.lecture} /></section>;
  const attendent = totaux.arbitrer > 0 ? `${compte(totaux.arbitrer, 'compte attend', 'comptes attendent')} une décision : ${totaux.arbitrer > 1 ? 'ils ne seront pas créés' : 'il ne sera pas créé'} avant.` : null;
  return (
    <section className="pan rep-charger" aria-label={TEXTES_COMPTES.preparerTous} data-testid="rep-preparer">
      <div className="pan-titre"><h2>{TEXTES_COMPTES.preparerTous}</h2><span className="ressort" /><span className="discret num">{`${compte(totaux.tous, 'personne', 'personnes')} : ${nombre(totaux.crees)} préparées, ${nombre(prets)} prêtes, ${nombre(totaux.refuses)} refusées, ${nombre(totaux.arbitrer)} à arbitrer, ${nombre(totaux.connus)} avec un compte`}</span></div>
      <div className="rep-charger-corps">
        <Note genre="i">{`${TEXTES_COMPTES.sansCourriel} ${TEXTES_COMPTES.intacts}`}</Note>
        <Note genre="w">{TEXTES_COMPTES.irreversible}</Note>
        {totaux.crees > 0 ? <Note genre="ok"><span>{`${compte(totaux.crees, 'compte préparé', 'comptes préparés')} d’ici. `}<Link to="/utilisateurs">Ouvrir Utilisateurs pour envoyer les invitations</Link></span></Note> : null}
        {attendent === null ? null : <Note genre="w">{attendent}</Note>}
        <div className="rep-preparer-tables">
          <section aria-label={TEXTES_COMPTES.parProfil}><h3>{`${TEXTES_COMPTES.parProfil} : ${compte(prets, 'compte', 'comptes')}`}</h3>
            {lus.parProfil.length === 0 ? <p className="discret">Aucun compte n’est prêt.</p> : <div className="rep-table"><table><thead><tr><th scope="col">{TEXTES_COMPTES.profil}</th><th scope="col">{TEXTES_COMPTES.nombre}</th></tr></thead><tbody>{lus.parProfil.map(({ profil, nombre: combien }) => <tr key={profil}><th scope="row"><BadgeProfil profil={profil} /></th><td className="num">{nombre(combien)}</td></tr>)}</tbody></table></div>}
          </section>
          <section aria-label={TEXTES_COMPTES.refuses}><h3>{`${TEXTES_COMPTES.refuses} : ${compte(totaux.refuses, 'compte', 'comptes')}`}</h3>
            <p className="discret">{TEXTES_COMPTES.droits}</p>
            {lus.raisons.length === 0 ? null : <div className="rep-table"><table><thead><tr><th scope="col">{TEXTES_COMPTES.raison}</th><th scope="col">{TEXTES_COMPTES.nombre}</th></tr></thead><tbody>{lus.raisons.map(({ raison, nombre: combien }) => <tr key={raison}><td>{raison}</td><td className="num">{nombre(combien)}</td></tr>)}</tbody></table></div>}
          </section>
        </div>
      </div>
      <div className="pied"><span className="ressort" /><Bouton genre="p" icone="user-add-line" occupe={occupe} raison={prets === 0 ? (totaux.arbitrer > 0 ? 'Aucun compte n’est prêt : arbitrer d’abord.' : totaux.refuses > 0 ? 'Vous ne pouvez créer aucun de ces comptes : les raisons sont au-dessus.' : 'Il n’y a plus de compte à préparer.') : null} horsDroit onClick={() => { demander(true); }} testid="rep-preparer-lancer">{prets === 0 ? TEXTES_COMPTES.preparerTous : `Préparer ${compte(prets, 'compte', 'comptes')}`}</Bouton></div>
      {confirmation ? <Confirmer combien={prets} fermer={() => { demander(false); }} valider={preparer} /> : null}
    </section>
  );
};
