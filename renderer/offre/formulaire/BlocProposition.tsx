import type { ReactElement } from 'react';
import { useContext } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { Icone } from '../../ui/Icone.tsx';
import { compte } from '../../ui/formats.ts';
import type { ObjetOffre } from '../creations.ts';
import { CadreChamp, ContexteFormulaire } from './champs.tsx';
import { champsChanges, lireFormulaire } from './lecture.ts';
import { repartir } from './proposition.ts';
import type { Valeurs } from './valeurs.ts';

/** Demande un motif dès qu’un champ changé se propose ; absent tant qu’aucun ne l’est. À part du formulaire : lui seul se redessine à chaque frappe. */
export const BlocProposition = ({ objet, depart }: { readonly objet: ObjetOffre; readonly depart: Valeurs }): ReactElement | null => {
  const { control, register } = useFormContext<Valeurs>();
  const { proposes } = useContext(ContexteFormulaire);
  const valeurs = useWatch({ control }) as Valeurs;
  const { demandes } = repartir(champsChanges(objet, lireFormulaire(objet, depart).saisie, lireFormulaire(objet, { ...depart, ...valeurs }).saisie), proposes);
  const noms = Object.keys(demandes);
  if (noms.length === 0) return null;
  return (
    <div role="group" className="bloc-proposition" aria-label="Proposition" data-testid="bloc-proposition">
      <h3 role="status"><Icone nom="edit-line" taille={16} /> {compte(noms.length, 'changement sera proposé', 'changements seront proposés')} : {noms.map((champ) => CHAMPS[objet][champ]?.libelle ?? champ).join(', ')}</h3>
      <CadreChamp chemin="motif" libelle="Motif de la proposition" aide="montré à qui décide" plein>{({ disabled, ...attributs }) => <textarea rows={2} {...register('motif')} {...attributs} aria-required readOnly={disabled} />}</CadreChamp>
    </div>
  );
};
