import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { apparenceSync, useMaintenant } from '../cadre/EtatSync.tsx';
import { valeursDeCommande } from '../offre/formulaire/valeurs.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync } from '../poste/session.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { dateHeure, duree, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Conflit } from './Conflit.tsx';
import { ETATS_COMMANDE, PHRASES, TEXTES, phraseCommande } from './textes.ts';

const APPARENCES = { en_attente: ['blue-cumulus', 'time-line'], envoyee: ['success', 'checkbox-circle-fill'], refusee: ['error', 'close-circle-fill'], conflit: ['error', 'git-merge-line'] } as const;
const BadgeCommande = ({ etat }: { readonly etat: CommandeEnFile['etat'] }): ReactElement => <Badge couleur={APPARENCES[etat][0]} icone={APPARENCES[etat][1]}>{ETATS_COMMANDE[etat]}</Badge>;

const Etat = (): ReactElement => {
  const etat = useEtatSync();
  const maintenant = useMaintenant();
  const { icone, classe, mot, suite } = apparenceSync(etat, maintenant);
  return (
    <section className="pan" aria-label="État" data-zone="outils" data-testid="sync-etat">
      <div className="pan-titre"><h2>État</h2></div>
      <div className="sync-etat">
        <div className="sync-mot"><Icone nom={icone} taille={20} className={classe} />{mot}<span className="discret" style={{ fontSize: 13, fontWeight: 400 }}>{suite}</span></div>
        {etat === undefined ? null : (
          <>
            <p>{etat.etat === 'a_jour' && etat.conflits + etat.refus > 0 ? TEXTES.reponduAvecRetours : PHRASES[etat.etat]}</p>
            {etat.message === null || etat.etat === 'hors_ligne' ? null : <p className="discret">{etat.message}</p>}
            <hr className="filet" />
            <dl className="def" style={{ gridTemplateColumns: '140px 1fr' }}>
              <dt>Dernier échange</dt><dd className="num">{etat.derniere === null ? 'Aucun depuis l’ouverture' : `${dateHeure(etat.derniere)}, il y a ${duree(etat.derniere, maintenant)}`}</dd>
              <dt>En attente d’envoi</dt><dd className="num">{nombre(etat.enAttente)}</dd>
              <dt>La plus ancienne</dt><dd className="num">{etat.plusAncienne === null ? '—' : `depuis ${duree(etat.plusAncienne, maintenant)} (${dateHeure(etat.plusAncienne)})`}</dd>
              <dt>Refus à lire</dt><dd className="num">{nombre(etat.refus)}</dd>
              <dt>Conflits à décider</dt><dd className="num">{nombre(etat.conflits)}</dd>
              {etat.etat === 'chargement' ? <><dt>Lignes reçues</dt><dd className="num">{nombre(etat.lignesRecues)}</dd></> : null}
            </dl>
          </>
        )}
      </div>
    </section>
  );
};

interface PropsRetour { readonly commande: CommandeEnFile; readonly corriger: () => void; readonly classer: () => void; readonly decider: () => void }
const Retour = ({ commande, corriger, classer, decider }: PropsRetour): ReactElement => (
  <li className="retour" data-testid="retour">
    <BadgeCommande etat={commande.etat} />
    <div><p><b>{commande.fiche}</b> · {phraseCommande(commande)} <span className="discret num">· {dateHeure(commande.creeLe)}</span></p><p className="erreur">{commande.refus?.message}</p></div>
    {commande.etat === 'conflit' ? <Bouton petit genre="p" icone="git-merge-line" onClick={decider}>{TEXTES.decider}</Bouton> : <Bouton petit icone="edit-line" onClick={corriger}>{TEXTES.corriger}</Bouton>}
    <span title={TEXTES.classerAide}><Bouton petit genre="t" icone="check-line" onClick={classer}>{TEXTES.classer}</Bouton></span>
  </li>
);

/** File des modifications de ce poste : ce qui attend, ce que le service a refusé, ce qui est en conflit. */
export const Synchronisation = (): ReactElement => {
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const { data, error, refetch } = useAppel('sync.file', {});
  const [enConflit, ouvrirConflit] = useState<number | null>(null);
  const [occupe, occuper] = useState(false);
  const commandes = data?.commandes ?? [];
  const retours = commandes.filter(({ etat }) => etat === 'refusee' || etat === 'conflit');
  const file = commandes.filter(({ etat }) => etat === 'en_attente' || etat === 'envoyee');
  const conflits = retours.filter(({ etat }) => etat === 'conflit');
  const conflit = conflits.find(({ seq }) => seq === enConflit);

  const maintenant = (): void => {
    occuper(true);
    client.appeler('sync.maintenant', {}).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }).finally(() => { occuper(false); void refetch(); });
  };
  const classer = ({ seq }: CommandeEnFile): void => { client.appeler('sync.classer', { seq }).then(() => refetch()).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }); };
  const fiche = ({ objet, id }: CommandeEnFile): string => (objet === 'place' ? '/offre' : `/offre/${objet}/${id}`);
  const corriger = (commande: CommandeEnFile): void => {
    const state = { valeurs: valeursDeCommande(commande), id: commande.id, seq: commande.seq };
    if (commande.nom.startsWith('creer') && commande.objet !== 'place') void naviguer(`/offre/nouveau/${commande.objet}`, { state });
    else if (commande.nom.startsWith('modifier') && commande.objet !== 'place') void naviguer(`${fiche(commande)}/modifier`, { state });
    else void naviguer(fiche(commande));
  };
  return (
    <div className="travail">
      <div className="tete">
        <h1>{TEXTES.titre}</h1><span className="sous">Modifications faites sur ce poste</span><span className="ressort" />
        <Bouton genre="p" icone="refresh-line" occupe={occupe} onClick={maintenant} testid="synchroniser">{TEXTES.maintenant}</Bouton>
      </div>
      <div className="sync-page">
        <Etat />
        <div className="sync-droite">
          <section className="pan" aria-labelledby="sync-a-traiter" data-zone="grille">
            <div className="pan-titre"><h2 id="sync-a-traiter">{TEXTES.aTraiter}</h2>{retours.length > 0 ? <span className="bulle">{retours.length}</span> : null}</div>
            {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom="Lecture de la file" lignes={4} /> : retours.length === 0 ? <Vide titre={TEXTES.rienATraiter} icone="checkbox-circle-line" /> : (
              <ul className="defile">{retours.map((commande) => <Retour key={commande.seq} commande={commande} corriger={() => { corriger(commande); }} classer={() => { classer(commande); }} decider={() => { ouvrirConflit(commande.seq); }} />)}</ul>
            )}
          </section>
          <section className="pan" aria-labelledby="sync-en-file" data-zone="panneau">
            <div className="pan-titre"><h2 id="sync-en-file">{TEXTES.file}</h2>{file.length > 0 ? <span className="bulle">{file.length}</span> : null}</div>
            {data === undefined ? null : file.length === 0 ? <Vide titre={TEXTES.fileVide} icone="inbox-line" /> : (
              <div className="defile">
                <table className="tb" data-testid="file">
                  <thead><tr><th scope="col" style={{ paddingLeft: 16 }}>Quoi</th><th scope="col">Fiche</th><th scope="col">Quand</th><th scope="col">État</th></tr></thead>
                  <tbody>{file.map((commande) => (
                    <tr key={commande.seq}><td style={{ paddingLeft: 16 }}>{phraseCommande(commande)}</td><td><button type="button" className="lien" onClick={() => { void naviguer(fiche(commande)); }}>{commande.fiche}</button></td><td className="num">{dateHeure(commande.creeLe)}</td><td><BadgeCommande etat={commande.etat} /></td></tr>
                  ))}</tbody>
                </table>
              </div>
            )}
          </section>
        </div>
      </div>
      {conflit === undefined ? null : <Conflit key={conflit.seq} commande={conflit} rang={conflits.indexOf(conflit) + 1} total={conflits.length} fermer={() => { ouvrirConflit(null); }} fait={(message) => { ouvrirConflit(null); annoncer(message); void refetch(); }} />}
    </div>
  );
};
