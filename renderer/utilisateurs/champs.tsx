import type { ReactElement, ReactNode } from 'react';
import { useId } from 'react';
import { PROFILS } from '../../domain/profils.ts';
import type { Profil } from '../../domain/profils.ts';
import { FAMILLES } from '../droits/lecture.ts';
import { Icone } from '../ui/Icone.tsx';

interface PropsChamp { readonly nom: string; readonly libelle: string; readonly aide?: string; readonly obligatoire?: boolean; readonly erreur?: string | undefined; readonly plein?: boolean; readonly children: (attributs: { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string; readonly 'aria-required': boolean }) => ReactNode }

/** Étiquette au-dessus, message dessous : sa ligne est gardée, un défaut ne déplace rien. */
export const Champ = ({ nom, libelle, aide, obligatoire = false, erreur, plein = false, children }: PropsChamp): ReactElement => {
  const id = useId();
  return (
    <div className={`champ${erreur === undefined ? '' : ' faux'}${plein ? ' plein' : ''}`} data-champ={nom}>
      <label htmlFor={id}>{libelle}{obligatoire ? <span className="oblig" aria-hidden="true">*</span> : null}{aide === undefined ? null : <span className="aide">{aide}</span>}</label>
      {children({ id, 'aria-invalid': erreur !== undefined, 'aria-describedby': `${id}m`, 'aria-required': obligatoire })}
      <span id={`${id}m`} className="place-message" role="alert">{erreur === undefined ? null : <span className="message erreur"><Icone nom="error-warning-fill" />{erreur}</span>}</span>
    </div>
  );
};

/** Les profils qu’on peut donner, par famille ; celui du compte reste montré même quand on ne pourrait plus le donner. */
export const ChoixProfil = ({ profils, valeur, changer, attributs }: { readonly profils: readonly Profil[]; readonly valeur: Profil | ''; readonly changer: (profil: Profil) => void; readonly attributs: Readonly<Record<string, unknown>> }): ReactElement => (
  <select {...attributs} value={valeur} onChange={({ target }) => { changer(target.value as Profil); }} data-testid="choix-profil">
    <option value="" disabled />
    {FAMILLES.map(({ famille, profils: siens }) => {
      const permis = siens.filter((profil) => profils.includes(profil));
      return permis.length === 0 ? null : <optgroup key={famille} label={famille}>{permis.map((profil) => <option key={profil} value={profil}>{PROFILS[profil].libelle}</option>)}</optgroup>;
    })}
  </select>
);
