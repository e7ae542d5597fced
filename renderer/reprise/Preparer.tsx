import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Atelier } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BadgeProfil } from '../utilisateurs/cellules.tsx';
import { Motif } from './Motif.tsx';
import { STATUTS, TEXTES } from './textes.ts';
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
  const { dossier: { id }, arbitrage, lot } = atelier;
  const annoncer = useAnnoncer();
  const [lus, noter] = useState<ResultatDe<'reprise.comptes'> | null>(null);
  const [panne, signaler] = useState<unknown>(null);
  const [essai, reessayer] = useState(0);
  const [confirmation, demander] = useState(false);
  const [annulation, demanderAnnulation] = useState(false);
  const { data: sync } = useAppel('sync.etat', {});
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
  useRaccourcis({ 'Ctrl+Enter': () => { if (prets > 0 && !occupe) demander(true); } });
  const duLot = lot === null || lot.statut === 'annule' ? 0 : (lot.presentes.utilisateur ?? 0);
  const attente = sync?.enAttente ?? 0;
  const signer = (): void => { void faire(() => client.appeler('reprise.signer', { id })).then((refus) => { annoncer(refus ?? 'Bilan signé.', refus === null ? {} : { genre: genreDuRefus(refus) }); }); };
  const annuler = (motif: string): void => {
    demanderAnnulation(false);
    if (lot === null) return;
    void client.appeler('reprise.annulerLot', { lotId: lot.id, motif }).then(({ refus }) => {
      annoncer(refus?.message ?? 'Lot annulé : ses comptes sont retirés, aucun courriel n’est parti.', refus === null ? {} : { genre: 'erreur' });
      void faire(() => client.appeler('reprise.ouvrir', { id }));
    }, (erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); });
  };
  const raisonSigner = lot === null || duLot === 0 ? 'Préparer des comptes d’abord.' : lot.statut === 'charge' ? 'Ce bilan est signé.' : attente > 0 ? `${compte(attente, 'commande attend', 'commandes attendent')} encore le service.` : prets > 0 ? 'Des comptes prêts ne sont pas créés : les préparer, ou ne pas les reprendre.' : null;
  if (panne !== null) return <section className="pan rep-charger"><Echec erreur={panne} reessayer={() => { signaler(null); reessayer((avant) => avant + 1); }} /></section>;
  if (lus === null || totaux === null) return <section className="pan rep-charger"><Attente lignes={8} nom={TEXTES_COMPTES.lecture} /></section>;
  const attendent = totaux.arbitrer > 0 ? `${compte(totaux.arbitrer, 'compte attend', 'comptes attendent')} une décision : ${totaux.arbitrer > 1 ? 'ils ne seront pas créés' : 'il ne sera pas créé'} avant.` : null;
  return (
    <section className="pan rep-charger" aria-label={TEXTES_COMPTES.preparerTous} data-testid="rep-preparer">
      <div className="pan-titre"><h2>{TEXTES_COMPTES.preparerTous}</h2>{lot === null ? null : <Badge couleur={lot.statut === 'charge' ? 'green-emeraude' : lot.statut === 'annule' ? 'grey' : 'blue-cumulus'} icone={lot.statut === 'charge' ? 'checkbox-circle-fill' : 'time-line'}>{`${lot.code ?? 'Lot en attente de numéro'} · ${STATUTS[lot.statut]}`}</Badge>}<span className="ressort" /><span className="discret num">{`${compte(totaux.tous, 'personne', 'personnes')} : ${nombre(totaux.crees)} préparées, ${nombre(prets)} prêtes, ${nombre(totaux.refuses)} refusées, ${nombre(totaux.arbitrer)} à arbitrer, ${nombre(totaux.connus)} avec un compte`}</span></div>
      <div className="rep-charger-corps">
        <Note genre="i">{`${TEXTES_COMPTES.sansCourriel} ${TEXTES_COMPTES.intacts}`}</Note>
        <Note genre="i">{TEXTES_COMPTES.irreversible}</Note>{duLot === 0 || lot === null ? null : <Note genre={lot.touchees > 0 ? 'w' : 'ok'}><span>{`Dans ce lot : ${compte(duLot, 'compte créé', 'comptes créés')}${lot.touchees > 0 ? `, dont ${compte(lot.touchees, 'invité, ouvert ou changé depuis', 'invités, ouverts ou changés depuis')} : le lot ne s’annule plus` : ''}.${lot.chargement === null ? '' : ` Bilan signé par ${lot.chargement.par}, ${dateHeure(lot.chargement.le)}.`} `}<Link to="/utilisateurs">Ouvrir Utilisateurs pour envoyer les invitations</Link></span></Note>}
        {totaux.crees > duLot ? <Note genre="ok"><span>{`${compte(totaux.crees, 'compte préparé', 'comptes préparés')} d’ici. `}<Link to="/utilisateurs">Ouvrir Utilisateurs pour envoyer les invitations</Link></span></Note> : null}
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
      <div className="pied"><span className="ressort" />
        {duLot === 0 || lot === null ? null : <Bouton genre="d" raison={lot.touchees > 0 ? 'Un compte du lot a été invité, ouvert ou changé : les suspendre un à un à l’écran Utilisateurs.' : null} horsDroit occupe={occupe} onClick={() => { demanderAnnulation(true); }} testid="rep-annuler-lot">{TEXTES.annulerLot}</Bouton>}
        {duLot === 0 ? null : <Bouton genre={raisonSigner === null ? 'p' : ''} icone="check-line" raison={raisonSigner} horsDroit occupe={occupe} onClick={signer} testid="rep-signer">{TEXTES.signer}</Bouton>}
        <Bouton genre={duLot > 0 && prets === 0 ? '' : 'p'} icone="user-add-line" touche="Ctrl+Entrée" occupe={occupe} raison={prets === 0 ? (totaux.arbitrer > 0 ? 'Aucun compte n’est prêt : arbitrer d’abord.' : totaux.refuses > 0 ? 'Vous ne pouvez créer aucun de ces comptes : les raisons sont au-dessus.' : 'Il n’y a plus de compte à préparer.') : null} horsDroit onClick={() => { demander(true); }} testid="rep-preparer-lancer">{prets === 0 ? TEXTES_COMPTES.preparerTous : `Préparer ${compte(prets, 'compte', 'comptes')}`}</Bouton></div>
      {annulation ? <Motif titre={TEXTES.annulerLot} aide={TEXTES.motifLot} verbe={TEXTES.annulerLot} danger fermer={() => { demanderAnnulation(false); }} valider={annuler} /> : null}
      {confirmation ? <Confirmer combien={prets} fermer={() => { demander(false); }} valider={preparer} /> : null}
    </section>
  );
};
