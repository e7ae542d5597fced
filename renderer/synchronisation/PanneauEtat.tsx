import type { ReactElement } from 'react';
import type { EtatSync } from '../../contract/poste.ts';
import { apparenceSync, useMaintenant } from '../cadre/EtatSync.tsx';
import type { GestesSync } from '../poste/gestesSync.ts';
import { useEtatSync } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { compte, dateHeure, duree, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Progression } from '../ui/Progression.tsx';
import { PHRASES, PREMIER, SUSPENSION, TEXTES } from './textes.ts';

const phrase = (etat: EtatSync): string => (etat.etat === 'a_jour' && etat.conflits + etat.refus > 0 ? TEXTES.reponduAvecRetours : PHRASES[etat.etat]);

/** Ce que l’état demande : interrompre ou reprendre un chargement, comprendre une suspension, réessayer. */
const Suite = ({ etat, gestes: { occupe, maintenant, annuler } }: { readonly etat: EtatSync; readonly gestes: GestesSync }): ReactElement | null => {
  switch (etat.etat) {
    case 'chargement': return <><Progression recues={etat.lignesRecues} total={etat.lignesTotal} nom={PREMIER.barre} /><div><Bouton icone="close-line" occupe={occupe} onClick={annuler} testid="sync-annuler">{TEXTES.annuler}</Bouton></div></>;
    case 'annule': return <>{etat.lignesRecues > 0 ? <Progression recues={etat.lignesRecues} total={etat.lignesTotal} nom={PREMIER.barre} arretee /> : null}<div><Bouton icone="play-circle-line" occupe={occupe} onClick={maintenant} testid="sync-reprendre">{TEXTES.reprendre}</Bouton></div></>;
    case 'suspendu': return <><ul className="puces">{SUSPENSION.gestes.map((geste) => <li key={geste}>{geste}</li>)}</ul><p><b className="mi">{SUSPENSION.garde}</b></p></>;
    case 'erreur': return <p>{TEXTES.toutEstGarde}</p>;
    default: return null;
  }
};

/** Panneau « État » : le mot, la phrase, ce qu’il y a à faire, puis les nombres. */
export const PanneauEtat = ({ gestes }: { readonly gestes: GestesSync }): ReactElement => {
  const etat = useEtatSync();
  const maintenant = useMaintenant();
  const { icone, classe, mot, suite } = apparenceSync(etat, maintenant);
  return (
    <section className="pan" aria-label="État" data-zone="outils" data-testid="sync-etat" data-etat={etat?.etat}>
      <div className="pan-titre"><h2>État</h2></div>
      <div className="sync-etat">
        <div className="sync-mot"><Icone nom={icone} taille={20} className={classe} />{mot}<span className="discret num" style={{ fontSize: 13, fontWeight: 400 }}>{suite}</span></div>
        {etat === undefined ? null : (
          <>
            <div role="status"><p>{phrase(etat)}</p>{etat.message === null || etat.etat === 'hors_ligne' || etat.etat === 'annule' ? null : <p className={etat.etat === 'erreur' ? 'erreur' : 'mi'}>{etat.message}</p>}</div>
            <Suite etat={etat} gestes={gestes} />
            <hr className="filet" />
            <dl className="def" style={{ gridTemplateColumns: '140px 1fr' }}>
              <dt>Dernier échange</dt><dd className="num">{etat.derniere === null ? 'Aucun depuis l’ouverture' : `${dateHeure(etat.derniere)}, il y a ${duree(etat.derniere, maintenant)}`}</dd>
              <dt>En attente d’envoi</dt><dd className="num">{nombre(etat.enAttente)}{etat.plusAncienne === null ? '' : `, la plus ancienne depuis ${duree(etat.plusAncienne, maintenant)}`}</dd>
              <dt>À traiter</dt><dd className="num">{etat.conflits + etat.refus === 0 ? 'Rien' : [etat.conflits > 0 ? compte(etat.conflits, 'conflit', 'conflits') : '', etat.refus > 0 ? compte(etat.refus, 'refus', 'refus') : ''].filter((partie) => partie !== '').join(', ')}</dd>
            </dl>
          </>
        )}
      </div>
    </section>
  );
};
