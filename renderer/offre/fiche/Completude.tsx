import type { ReactElement } from 'react';
import { tauxCompletude } from '../../../domain/objets/champ.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { minuscule } from '../../ui/formats.ts';
import type { FicheLue } from './lecture.ts';

type Corriger = ((champ: string) => void) | null;

const Liste = ({ objet, champs, corriger }: { readonly objet: FicheLue['objet']; readonly champs: readonly string[]; readonly corriger: Corriger }): ReactElement => (
  <>{champs.map((champ, rang) => {
    const libelle = CHAMPS[objet][champ]?.libelle ?? champ;
    const texte = rang === 0 ? libelle : minuscule(libelle);
    return <span key={champ}>{rang === 0 ? '' : ', '}{corriger === null ? texte : <button type="button" className="lien" onClick={() => { corriger(champ); }}>{texte}</button>}</span>;
  })}</>
);

/** Part des champs obligatoires remplis ; ce qui manque mène au champ du formulaire quand la fiche se modifie. Les champs conseillés se disent aussi, sans compter. */
export const Completude = ({ fiche, corriger }: { readonly fiche: FicheLue; readonly corriger: Corriger }): ReactElement => {
  const { remplis, attendus, manquants, conseilles } = fiche.completude;
  const taux = tauxCompletude(fiche.completude);
  return (
    <div className={`completude${manquants.length > 0 ? ' incomplete' : ''}`} data-testid="completude">
      <div className="rang"><b style={{ flex: 1 }}>Complétude</b><b className="num">{taux} %</b><span className="discret num">{attendus === 1 ? `${remplis} champ obligatoire sur 1` : `${remplis} champs obligatoires sur ${attendus}`}</span></div>
      <div className="barre" role="progressbar" aria-label="Complétude" aria-valuenow={taux} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${taux}%` }} /></div>
      {manquants.length > 0 ? <p><b className="alerte">Il manque :</b> <Liste objet={fiche.objet} champs={manquants} corriger={corriger} /></p> : null}
      {conseilles.length > 0 ? <p>Conseillés, il manque : <Liste objet={fiche.objet} champs={conseilles} corriger={corriger} /></p> : null}
    </div>
  );
};
