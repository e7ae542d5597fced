import type { ReactElement } from 'react';
import { useState } from 'react';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import { departementsFiges } from '../../domain/indicateurs/tendance.ts';
import { codeErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { compte, dateFr } from '../ui/formats.ts';
import { INCONNU, valeurFr } from './chiffres.ts';
import { Courbe } from './Courbe.tsx';
import type { Reglage } from './reglages.ts';
import { INSTANTANES } from './textes.ts';

/** Les mois figés par le service : ils ne bougent plus, et ce qu’une correction du passé en change est dit. */
export const Instantanes = ({ definition, filtres }: { readonly definition: DefinitionIndicateur; readonly filtres: Reglage['filtres'] }): ReactElement | null => {
  const departements = departementsFiges(filtres);
  const cle = `${definition.id} ${departements?.join() ?? ''}`;
  // recalculer tous les mois prend du temps sur un grand périmètre : à la demande, pour cette ligne
  const [compare, comparer] = useState<string | null>(null);
  const recalculer = compare === cle;
  const { data, error, isPlaceholderData } = useAppel('indicateurs.instantanes', { id: definition.id, axe: '', departements: departements === undefined || departements === null ? null : [...departements], recalculer }, { actif: departements !== undefined, garder: recalculer });
  // une entité n’a pas d’instantané : ce serait celui d’un département
  if (departements === undefined || (error !== null && codeErreur(error) === 'instantanes.refuse')) return null;
  // du plus ancien au plus récent
  const mois = [...(data?.mois ?? [])].sort((un, autre) => (un.mois < autre.mois ? -1 : 1));
  const [corriges, reconstitues] = [mois.filter(({ corrige }) => corrige).length, mois.filter(({ origine }) => origine === 'reconstitue').length];
  const phrases = [
    ...(reconstitues === 0 ? [] : [`${compte(reconstitues, 'mois reconstitué', 'mois reconstitués')} ${INSTANTANES.reconstitues}`]), ...(corriges === 0 ? [] : [`${compte(corriges, 'mois corrigé', 'mois corrigés')} ${INSTANTANES.corriges}`]), ...(data?.horsLigne === true ? [INSTANTANES.horsLigne] : []),
  ];
  return (
    <div className="ind-bloc" data-testid="instantanes">
      <div className="rang"><h3>{INSTANTANES.titre}</h3><b className="num">{data === undefined ? '' : compte(mois.length, 'mois', 'mois')}</b></div>
      {error !== null && data === undefined ? <p className="discret">{codeErreur(error) === 'instantanes.hors_ligne' ? INSTANTANES.absents : INSTANTANES.illisibles}</p> : data === undefined ? <p className="discret">{INSTANTANES.lecture}</p> : mois.length === 0 ? <p className="discret">{INSTANTANES.aucun}</p> : (
        <>
          <p className="discret">{INSTANTANES.aide}{phrases.length === 0 ? '' : ` ${phrases.join(' ; ')}.`}</p>
          <Courbe nom={`${definition.libelle}, ${INSTANTANES.titre.toLowerCase()}`} points={mois.map(({ mois: cle, date, total, corrige }) => ({ cle, libelle: dateFr(date), valeur: total?.valeur ?? null, corrige }))} ecrire={(valeur) => valeurFr(valeur, definition.unite)} largeur={300} hauteur={90} graduee />
          {recalculer ? <p className="discret" role="status">{isPlaceholderData ? INSTANTANES.comparaison : corriges === 0 ? INSTANTANES.inchanges : ''}</p> : <Bouton petit genre="t" icone="refresh-line" onClick={() => { comparer(cle); }} testid="comparer-instantanes">{INSTANTANES.comparer}</Bouton>}
          {mois.every(({ total }) => total?.valeur == null) ? <p className="discret">{INCONNU} : {INSTANTANES.inconnus}</p> : null}
        </>
      )}
    </div>
  );
};
