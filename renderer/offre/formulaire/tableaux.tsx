import { codesDe } from '../../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { useContext } from 'react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { codesEnVigueur } from '../../../domain/nomenclature/code.ts';
import { FONCTIONS_CONTACT } from '../../../domain/nomenclature/referentiels.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { aujourdhui, dateFr, lireDateFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import type { Chemin } from './champs.tsx';
import { ContexteFormulaire, MarqueSensible, NoteProposition, messageDe } from './champs.tsx';
import type { Valeurs } from './valeurs.ts';

type CheminCellule = Extract<Chemin, `${string}.${number}.${string}`>;
interface PropsCellule { readonly chemin: CheminCellule; readonly nom: string; readonly genre?: 'texte' | 'nombre' | 'date'; readonly fige?: boolean; readonly vide?: string }

const Cellule = ({ chemin, nom, genre = 'texte', fige = false, vide }: PropsCellule): ReactElement => {
  const { register, setValue, formState: { errors } } = useFormContext<Valeurs>();
  const message = messageDe(errors, chemin);
  return (
    <div className={`champ${message === undefined ? '' : ' faux'}`}>
      <input
        type="text" autoComplete="off" aria-label={nom} placeholder={genre === 'date' ? (vide ?? 'jj/mm/aaaa') : vide} inputMode={genre === 'texte' ? undefined : 'numeric'} aria-invalid={message !== undefined} readOnly={fige} aria-disabled={fige} style={fige ? { opacity: .7 } : undefined}
        {...register(chemin, genre === 'date' ? { onBlur: (evenement: { target: { value: string } }) => { const lue = lireDateFr(evenement.target.value); if (lue !== null) setValue(chemin, dateFr(lue), { shouldValidate: true }); } } : {})}
      />
      {message === undefined ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{message}</span>}
    </div>
  );
};

const Enveloppe = ({ chemin, titre, aide, children }: { readonly chemin: 'financements' | 'capacites' | 'contacts'; readonly titre: string; readonly aide?: string; readonly children: React.ReactNode }): ReactElement => {
  const { formState: { errors } } = useFormContext<Valeurs>();
  const { commentaires, fermes, obligatoires, proposes } = useContext(ContexteFormulaire);
  const message = messageDe(errors, chemin);
  const raison = fermes[chemin];
  return (
    <fieldset className="champ plein" data-champ={chemin} disabled={raison !== undefined}>
      <legend>{titre}{obligatoires.has(chemin) ? <span className="oblig" aria-hidden="true">*</span> : null}{proposes[chemin] === 'sensible' ? <MarqueSensible /> : null}{aide === undefined ? null : <span className="aide">{aide}</span>}</legend>
      {children}
      {message === undefined ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{message}</span>}
      {raison === undefined ? null : <span className="message discret"><Icone nom="lock-line" />{raison}</span>}
      {proposes[chemin] === 'sensible' ? <NoteProposition /> : null}
      {commentaires[chemin] === undefined ? null : <span className="message commentaire"><Icone nom="discuss-line" /><span><b>À corriger :</b> {commentaires[chemin]}</span></span>}
    </fieldset>
  );
};

export const TableauFinancements = (): ReactElement => {
  const { control, register } = useFormContext<Valeurs>();
  const { fermes } = useContext(ContexteFormulaire);
  const { fields, append, remove } = useFieldArray({ control, name: 'financements' });
  return (
    <Enveloppe chemin="financements" titre="Financements" aide="une ligne par code et par période ; sans places pour un forfait, sans fin s’il court">
      {fields.length === 0 ? null : (
        <table className="tb-champs">
          <thead><tr><th scope="col">Code</th><th scope="col" style={{ width: 84 }}>Places</th><th scope="col" style={{ width: 124 }}>Du</th><th scope="col" style={{ width: 124 }}>Au (inclus)</th><th style={{ width: 34 }} aria-label="Retirer" /></tr></thead>
          <tbody>{fields.map((ligne, rang) => (
            <tr key={ligne.id}>
              <td><div className="champ"><select aria-label={`Financement ${rang + 1}, code`} {...register(`financements.${rang}.code`)}>{codesEnVigueur(codesDe('financement'), aujourdhui()).map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div></td>
              <td><Cellule chemin={`financements.${rang}.places`} nom={`Financement ${rang + 1}, places`} genre="nombre" vide="forfait" /></td>
              <td><Cellule chemin={`financements.${rang}.debut`} nom={`Financement ${rang + 1}, début`} genre="date" /></td>
              <td><Cellule chemin={`financements.${rang}.fin`} nom={`Financement ${rang + 1}, fin`} genre="date" vide="sans fin" /></td>
              <td><Bouton genre="t" icone="delete-bin-line" nom={`Retirer le financement ${rang + 1}`} onClick={() => { remove(rang); }} /></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {fermes['financements'] === undefined ? <div><Bouton petit icone="add-line" onClick={() => { append({ code: 'P177', places: '', debut: '', fin: '' }); }} testid="ajouter-financement">Ajouter un financement</Bouton></div> : null}
    </Enveloppe>
  );
};

/** Capacités datées : une capacité passée ne se réécrit pas, on ajoute une ligne. `passees` : nombre de lignes déjà acquises. */
export const TableauCapacites = ({ figees }: { readonly figees: ReadonlySet<string> }): ReactElement => {
  const { control, watch } = useFormContext<Valeurs>();
  const { fields, append, remove } = useFieldArray({ control, name: 'capacites' });
  const valeurs = watch('capacites');
  return (
    <Enveloppe chemin="capacites" titre="Capacité" aide="une ligne par date d’effet">
      {fields.length === 0 ? null : (
        <table className="tb-champs" style={{ maxWidth: 420 }}>
          <thead><tr><th scope="col">À partir du</th><th scope="col" style={{ width: 110 }}>Places</th><th style={{ width: 34 }} aria-label="Retirer" /></tr></thead>
          <tbody>{fields.map((ligne, rang) => {
            const fige = figees.has(`${valeurs[rang]?.depuis ?? ''}|${valeurs[rang]?.capacite ?? ''}`);
            return (
              <tr key={ligne.id}>
                <td><Cellule chemin={`capacites.${rang}.depuis`} nom={`Capacité ${rang + 1}, à partir du`} genre="date" fige={fige} /></td>
                <td><Cellule chemin={`capacites.${rang}.capacite`} nom={`Capacité ${rang + 1}, places`} genre="nombre" fige={fige} /></td>
                <td><Bouton genre="t" icone="delete-bin-line" nom={`Retirer la capacité ${rang + 1}`} raison={fige ? 'Une capacité passée ne se retire pas.' : null} onClick={() => { remove(rang); }} /></td>
              </tr>
            );
          })}</tbody>
        </table>
      )}
      <div><Bouton petit icone="add-line" onClick={() => { append({ depuis: fields.length === 0 ? '' : dateFr(aujourdhui()), capacite: '' }); }} testid="ajouter-capacite">Ajouter une capacité</Bouton></div>
    </Enveloppe>
  );
};

export const TableauContacts = ({ titre }: { readonly titre: string }): ReactElement => {
  const { control, register } = useFormContext<Valeurs>();
  const { fields, append, remove } = useFieldArray({ control, name: 'contacts' });
  return (
    <Enveloppe chemin="contacts" titre={titre}>
      {fields.length === 0 ? null : (
        <table className="tb-champs">
          <thead><tr><th scope="col" style={{ width: 140 }}>Fonction</th><th scope="col">Nom</th><th scope="col" style={{ width: 130 }}>Téléphone</th><th scope="col">Courriel</th><th style={{ width: 34 }} aria-label="Retirer" /></tr></thead>
          <tbody>{fields.map((ligne, rang) => (
            <tr key={ligne.id}>
              <td><div className="champ"><select aria-label={`Contact ${rang + 1}, fonction`} {...register(`contacts.${rang}.fonction`)}>{codesEnVigueur(FONCTIONS_CONTACT, aujourdhui()).map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div></td>
              <td><Cellule chemin={`contacts.${rang}.nom`} nom={`Contact ${rang + 1}, nom`} /></td>
              <td><Cellule chemin={`contacts.${rang}.telephone`} nom={`Contact ${rang + 1}, téléphone`} /></td>
              <td><Cellule chemin={`contacts.${rang}.courriel`} nom={`Contact ${rang + 1}, courriel`} /></td>
              <td><Bouton genre="t" icone="delete-bin-line" nom={`Retirer le contact ${rang + 1}`} onClick={() => { remove(rang); }} /></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      <div><Bouton petit icone="add-line" onClick={() => { append({ fonction: 'gestion', nom: '', telephone: '', courriel: '' }); }}>Ajouter un contact</Bouton></div>
    </Enveloppe>
  );
};
