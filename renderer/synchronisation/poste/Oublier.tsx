import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { EtatPoste, EtatSync } from '../../../contract/poste.ts';
import { client, codeErreur, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { conclureOubli, useSession } from '../../poste/session.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte, octets } from '../../ui/formats.ts';
import { OUBLI } from './textes.ts';

type Sort = 'envoyer' | 'exporter';
interface Props { readonly poste: EtatPoste | undefined; readonly sync: EtatSync; readonly fermer: () => void }

/** Ce que ce poste est seul à tenir : modifications non envoyées, refus et conflits non traités. */
const modifications = (nombre: number): string => compte(nombre, 'modification', 'modifications');
const libelleBouton = (nombre: number, sort: Sort | null): string => {
  if (nombre === 0) return 'Effacer de ce poste';
  if (sort === null) return `Effacer (${modifications(nombre)} à garder)`;
  return `${sort === 'envoyer' ? 'Envoyer' : 'Exporter'} ${modifications(nombre)}, puis effacer`;
};

/** Efface de cette machine ce qui concerne le compte ouvert. Ce qui n’est pas envoyé part d’abord, au choix de la personne. */
export const Oublier = ({ poste, sync, fermer }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const id = useId();
  const [sort, choisir] = useState<Sort | null>(null);
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const aLire = sync.conflits + sync.refus;
  const nombre = sync.enAttente + aLire;
  const brouillons = useAppel('brouillons.lister', {}).data?.cles.length ?? 0;
  const envoiFerme = aLire > 0 ? OUBLI.aTraiter : (OUBLI.envoiImpossible[sync.etat] ?? null);
  const effacer = (): void => {
    if (occupe) return;
    occuper(true);
    montrer(null);
    client.appeler('poste.oublier', { nonEnvoye: sort ?? 'envoyer' }).then(({ chemin, session }) => { conclureOubli(session, utilisateur, chemin, nombre); }).catch((panne: unknown) => {
      occuper(false);
      montrer(codeErreur(panne) === 'poste.non_envoye' ? `${messageErreur(panne)} ${OUBLI.restees}` : messageErreur(panne));
    });
  };
  return (
    <Dialogue
      ouvert titre={OUBLI.titre} icone="delete-bin-line" largeur={640} fermer={() => { if (!occupe) fermer(); }} alerte={erreur} testid="oublier"
      pied={<><Bouton raison={occupe ? OUBLI.enCours : null} onClick={fermer}>{OUBLI.annuler}</Bouton><Bouton genre="d" icone="delete-bin-line" occupe={occupe} raison={nombre > 0 && sort === null ? OUBLI.choisir : null} onClick={effacer} testid="confirmer-oubli">{libelleBouton(nombre, sort)}</Bouton></>}
    >
      <div>
        <p><b>{OUBLI.quoi}</b></p>
        <ul className="puces">
          <li>{OUBLI.offre}{poste === undefined ? '' : ` (${octets(poste.tailleOffre)})`} ;</li>
          <li>{OUBLI.travail}{poste === undefined ? '' : ` (${octets(poste.tailleTravail)})`} ;</li>
          <li>{OUBLI.sauvegardes}{poste === undefined || poste.sauvegardes.length === 0 ? '' : ` (${compte(poste.sauvegardes.length, 'sauvegarde', 'sauvegardes')})`} ;</li>
          <li>{OUBLI.preferences}{brouillons === 0 ? '' : ` (${compte(brouillons, 'brouillon', 'brouillons')})`}.</li>
        </ul>
      </div>
      <p className="discret">{OUBLI.reste}</p>
      {aLire === 0 ? null : <Note genre="w"><b>{compte(aLire, 'retour du service n’est pas traité', 'retours du service ne sont pas traités')}</b>&nbsp;: {[sync.conflits > 0 ? compte(sync.conflits, 'conflit', 'conflits') : '', sync.refus > 0 ? compte(sync.refus, 'refus', 'refus') : ''].filter((partie) => partie !== '').join(', ')}. {OUBLI.retours}</Note>}
      {nombre === 0 ? <Note genre="ok">Toutes les modifications sont envoyées.</Note> : (
        <fieldset className="pile" style={{ gap: 8 }}>
          <legend style={{ marginBottom: 8 }}><b>{sync.enAttente === 0 ? OUBLI.rienEnAttente : `${modifications(sync.enAttente)} non ${sync.enAttente < 2 ? 'envoyée' : 'envoyées'}.`}</b> {OUBLI.question}</legend>
          {([['envoyer', OUBLI.envoyer, OUBLI.envoyerAide, envoiFerme], ['exporter', OUBLI.exporter, OUBLI.exporterAide, null]] as const).map(([cle, titre, aide, ferme]) => (
            <label key={cle} className="choix-valeur" aria-disabled={ferme !== null}>
              <input type="radio" className="coche" name={id} value={cle} checked={sort === cle} aria-disabled={ferme !== null} aria-describedby={`${id}${cle}`} onChange={() => { if (ferme === null) choisir(cle); }} />
              <span className="pile"><span>{titre}</span><span className="discret" style={{ fontWeight: 400 }} id={`${id}${cle}`}>{ferme === null ? aide : `${ferme} ${aide}`}</span></span>
            </label>
          ))}
        </fieldset>
      )}
    </Dialogue>
  );
};
