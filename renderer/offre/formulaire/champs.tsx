import type { ReactElement, ReactNode } from 'react';
import { createContext, useContext, useId } from 'react';
import type { FieldError, FieldErrors, Path } from 'react-hook-form';
import { get, useFormContext } from 'react-hook-form';
import type { CodeReferentiel } from '../../../domain/nomenclature/code.ts';
import { codesEnVigueur } from '../../../domain/nomenclature/code.ts';
import { aujourdhui, dateFr, lireDateFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import type { Proposable } from './proposition.ts';
import { SANS_NOTE } from './proposition.ts';
import type { Valeurs } from './valeurs.ts';

/** Chemin d’un champ du formulaire, y compris dans un tableau (« financements.0.debut »). */
export type Chemin = Path<Valeurs>;
type CheminTexte = Exclude<{ [C in Chemin]: C }[Chemin], 'departements' | 'compositions' | 'publics' | 'contacts' | 'financements' | 'capacites'>;

export interface AideFormulaire {
  /** Commentaires du dernier renvoi, par champ de la fiche. */
  readonly commentaires: Readonly<Record<string, string>>;
  /** Champ → raison, quand la personne ne peut pas le changer. */
  readonly fermes: Readonly<Record<string, string>>;
  readonly obligatoires: ReadonlySet<string>;
  /** Champs que la personne ne décide pas : leur changement se propose. */
  readonly proposes: Readonly<Record<string, Proposable>>;
}
export const ContexteFormulaire = createContext<AideFormulaire>({ commentaires: {}, fermes: {}, obligatoires: new Set(), proposes: {} });

/** Ce qui suit l’étiquette d’un champ sensible, et ce qu’il en adviendra. */
export const MarqueSensible = (): ReactElement => <span className="etiquette sensible">Sensible</span>;
export const NoteProposition = (): ReactElement => <span className="message discret"><Icone nom="send-plane-line" />Ce changement sera proposé à la DDETS</span>;

export const messageDe = (erreurs: FieldErrors<Valeurs>, chemin: string): string | undefined => {
  const erreur = get(erreurs, chemin) as (FieldError & { root?: FieldError }) | undefined;
  return erreur?.message ?? erreur?.root?.message;
};

interface PropsCadre {
  readonly chemin: string;
  /** Champ de la fiche, quand il ne porte pas le nom du champ du formulaire. */
  readonly champ?: string;
  readonly libelle: string;
  readonly aide?: string;
  readonly apres?: ReactNode;
  readonly plein?: boolean;
  readonly children: (attributs: { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string; readonly 'aria-required': boolean; readonly disabled: boolean }) => ReactNode;
}

/** Étiquette au-dessus, message, contrôle et commentaire du renvoi dessous : la même disposition pour tous les champs. */
export const CadreChamp = ({ chemin, champ, libelle, aide, apres, plein = false, children }: PropsCadre): ReactElement => {
  const { formState: { errors } } = useFormContext<Valeurs>();
  const { commentaires, fermes, obligatoires, proposes } = useContext(ContexteFormulaire);
  const id = useId();
  const nom = champ ?? chemin;
  const message = messageDe(errors, chemin);
  const raison = fermes[nom];
  const obligatoire = obligatoires.has(nom) || chemin === 'motif';
  const sensible = proposes[nom] === 'sensible';
  return (
    <div className={`champ${message === undefined ? '' : ' faux'}${plein ? ' plein' : ''}`} data-champ={nom}>
      <label htmlFor={id}>{libelle}{obligatoire ? <span className="oblig" aria-hidden="true">*</span> : null}{sensible ? <MarqueSensible /> : null}{aide === undefined ? null : <span className="aide">{aide}</span>}</label>
      {children({ id, 'aria-invalid': message !== undefined, 'aria-describedby': `${id}m`, 'aria-required': obligatoire, disabled: raison !== undefined })}
      <div id={`${id}m`} className="pile" style={{ gap: 4 }}>
        {message === undefined ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{message}</span>}
        {raison === undefined ? null : <span className="message discret"><Icone nom="lock-line" />{raison}</span>}
        {message === undefined ? apres : null}
        {sensible && !SANS_NOTE.has(chemin) ? <NoteProposition /> : null}
        {commentaires[nom] === undefined ? null : <span className="message commentaire"><Icone nom="discuss-line" /><span><b>À corriger :</b> {commentaires[nom]}</span></span>}
      </div>
    </div>
  );
};

interface PropsChamp { readonly chemin: CheminTexte; readonly champ?: string; readonly libelle: string; readonly aide?: string; readonly apres?: ReactNode; readonly plein?: boolean; readonly largeur?: number }

export const ChampTexte = ({ chemin, largeur, ...cadre }: PropsChamp): ReactElement => {
  const { register } = useFormContext<Valeurs>();
  return <CadreChamp chemin={chemin} {...cadre}>{({ disabled, ...attributs }) => <input type="text" autoComplete="off" style={{ maxWidth: largeur }} {...register(chemin)} {...attributs} readOnly={disabled} aria-disabled={disabled} />}</CadreChamp>;
};

/** Date saisie « jj/mm/aaaa » ; « 1/3/26 » se réécrit « 01/03/2026 » en quittant le champ. */
export const ChampDate = ({ chemin, ...cadre }: PropsChamp): ReactElement => {
  const { register, setValue } = useFormContext<Valeurs>();
  return (
    <CadreChamp chemin={chemin} aide="jj/mm/aaaa" {...cadre}>
      {({ disabled, ...attributs }) => (
        <input
          type="text" inputMode="numeric" autoComplete="off" placeholder="jj/mm/aaaa" style={{ maxWidth: 140 }} {...attributs} readOnly={disabled} aria-disabled={disabled}
          {...register(chemin, { onBlur: (evenement: { target: { value: string } }) => { const lue = lireDateFr(evenement.target.value); if (lue !== null) setValue(chemin, dateFr(lue), { shouldValidate: true }); } })}
        />
      )}
    </CadreChamp>
  );
};

export const ChampListe = ({ chemin, codes, vide = 'Choisir…', surChangement, ...cadre }: PropsChamp & { readonly codes: readonly CodeReferentiel[]; readonly vide?: string; readonly surChangement?: (valeur: string) => void }): ReactElement => {
  const { register, watch } = useFormContext<Valeurs>();
  const actuel = watch(chemin);
  // piloté : les options d’une liste peuvent arriver après la valeur (départements de l’entité)
  // un code retiré déjà enregistré reste lisible et choisi, sans être proposé ailleurs
  const proposes = [...codesEnVigueur(codes, aujourdhui()), ...codes.filter(({ code, fin }) => code === actuel && fin !== undefined && fin < aujourdhui())];
  return (
    <CadreChamp chemin={chemin} {...cadre}>
      {({ disabled, ...attributs }) => (
        <select {...attributs} disabled={disabled} {...register(chemin, { onChange: (evenement: { target: { value: string } }) => { surChangement?.(evenement.target.value); } })} value={typeof actuel === 'string' ? actuel : ''}>
          <option value="">{vide}</option>
          {proposes.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}
        </select>
      )}
    </CadreChamp>
  );
};

/** Cases à cocher d’une nomenclature courte. */
export const ChampCases = ({ chemin, libelle, codes }: { readonly chemin: 'compositions' | 'publics'; readonly libelle: string; readonly codes: readonly CodeReferentiel[] }): ReactElement => {
  const { register } = useFormContext<Valeurs>();
  const { commentaires, fermes } = useContext(ContexteFormulaire);
  return (
    <fieldset className="champ plein" data-champ={chemin} disabled={fermes[chemin] !== undefined}>
      <legend>{libelle}</legend>
      <div className="choix">{codesEnVigueur(codes, aujourdhui()).map(({ code, libelle: mot }) => <label key={code} className="case"><input type="checkbox" className="coche" value={code} {...register(chemin)} />{mot}</label>)}</div>
      {fermes[chemin] === undefined ? null : <span className="message discret"><Icone nom="lock-line" />{fermes[chemin]}</span>}
      {commentaires[chemin] === undefined ? null : <span className="message commentaire"><Icone nom="discuss-line" /><span><b>À corriger :</b> {commentaires[chemin]}</span></span>}
    </fieldset>
  );
};

/** Contrôle fait pendant la frappe : vert quand la clé est bonne, orange pour un avertissement. */
export const Controle = ({ bon, children }: { readonly bon: boolean; readonly children: ReactNode }): ReactElement => (
  <span className={`message ${bon ? 'succes' : 'alerte'}`} role="status"><Icone nom={bon ? 'checkbox-circle-fill' : 'warning-fill'} />{children}</span>
);
