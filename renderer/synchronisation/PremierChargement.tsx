import type { ReactElement } from 'react';
import type { EtatSync } from '../../contract/poste.ts';
import { useGestesSync } from '../poste/gestesSync.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { Progression } from '../ui/Progression.tsx';
import { PREMIER, SUSPENSION, TEXTES } from './textes.ts';

type Cas = keyof typeof PREMIER.titre;
const casDe = ({ etat, lignesRecues }: EtatSync): Cas => {
  if (etat === 'hors_ligne' && lignesRecues > 0) return 'coupe';
  return etat === 'arret' || etat === 'envoi' || etat === 'a_jour' ? 'attente' : etat;
};
const ICONES: Record<Cas, NomIcone> = { attente: 'refresh-line', chargement: 'refresh-line', annule: 'pause-circle-fill', hors_ligne: 'cloud-off-line', coupe: 'cloud-off-line', session: 'lock-line', suspendu: 'error-warning-line', erreur: 'error-warning-line' };

/**
 * Tient lieu d’écran tant qu’aucun chargement n’a abouti : une grille vide passerait pour un périmètre vide. L’adresse ne change pas,
 * l’écran s’ouvre de lui-même à la fin.
 */
export const PremierChargement = ({ titre, etat }: { readonly titre: string; readonly etat: EtatSync }): ReactElement => {
  const { occupe, maintenant, annuler } = useGestesSync();
  const cas = casDe(etat);
  const avance = cas === 'chargement' || cas === 'coupe' || ((cas === 'annule' || cas === 'erreur') && etat.lignesRecues > 0);
  return (
    <div className="travail">
      <div className="tete"><h1>{titre}</h1></div>
      <section className="pan premier-chargement" aria-labelledby="premier-titre" data-zone="grille" data-testid="premier-chargement" data-etat={etat.etat}>
        <div className="premier-corps">
          <Icone nom={ICONES[cas]} taille={32} className={cas === 'erreur' ? 'erreur' : cas === 'suspendu' || cas === 'annule' || cas === 'hors_ligne' || cas === 'coupe' || cas === 'session' ? 'alerte' : 'discret'} />
          <div role="status"><h2 id="premier-titre">{PREMIER.titre[cas]}</h2><p>{PREMIER.phrase[cas]}</p>{etat.message === null || cas === 'hors_ligne' || cas === 'coupe' || cas === 'annule' ? null : <p className={cas === 'erreur' ? 'erreur' : ''}>{etat.message}</p>}</div>
          {avance ? <Progression recues={etat.lignesRecues} total={etat.lignesTotal} nom={PREMIER.barre} arretee={cas !== 'chargement'} /> : null}
          {cas === 'suspendu' ? <ul className="puces">{SUSPENSION.gestes.map((geste) => <li key={geste}>{geste}</li>)}</ul> : null}
          <div className="rang">
            {cas === 'chargement' ? <Bouton icone="close-line" occupe={occupe} onClick={annuler} testid="annuler-chargement">{TEXTES.annuler}</Bouton> : null}
            {cas === 'annule' ? <Bouton genre="p" icone="play-circle-line" occupe={occupe} onClick={maintenant} testid="reprendre-chargement">{TEXTES.reprendre}</Bouton> : null}
            {cas === 'hors_ligne' || cas === 'coupe' || cas === 'erreur' || cas === 'suspendu' ? <Bouton icone="refresh-line" occupe={occupe} onClick={maintenant}>{TEXTES.reessayer}</Bouton> : null}
          </div>
          {cas === 'chargement' || cas === 'attente' ? <p className="discret">{PREMIER.perimetreNonVide}</p> : null}
        </div>
      </section>
    </div>
  );
};
