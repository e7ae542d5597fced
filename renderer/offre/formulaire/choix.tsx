import type { ReactElement } from 'react';
import { useDeferredValue, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useAppel } from '../../poste/requetes.ts';
import { sirenFr } from '../../ui/formats.ts';
import { CadreChamp, ChampListe } from './champs.tsx';
import { Recherche } from './Recherche.tsx';
import type { Valeurs } from './valeurs.ts';

const OPTIONS = { shouldDirty: true, shouldValidate: true, shouldTouch: true } as const;

/** Commune du code officiel géographique, cherchée par nom ou code postal dans les départements donnés. */
export const ChampCommune = ({ departements, aide }: { readonly departements: readonly string[]; readonly aide?: string }): ReactElement => {
  const { watch, setValue } = useFormContext<Valeurs>();
  const code = watch('commune');
  const [texte, chercher] = useState('');
  const recherche = useDeferredValue(texte.trim());
  const actuelle = useAppel('geographie.commune', { code }, { actif: code !== '' }).data?.commune;
  const { data } = useAppel('geographie.communes', { recherche, departements: [...departements] }, { actif: recherche.length > 0, garder: true });
  return (
    <CadreChamp chemin="commune" libelle="Commune" {...(aide === undefined ? {} : { aide })}>
      {({ id, disabled, ...attributs }) => (
        <Recherche
          id={id} attributs={attributs} ferme={disabled} texte={code === '' || actuelle === undefined || actuelle === null ? '' : `${actuelle.nom}${actuelle.codePostal === null ? '' : ` (${actuelle.codePostal})`}`} chercher={chercher}
          options={(data?.communes ?? []).map((commune) => ({ valeur: commune.code, libelle: `${commune.nom}${commune.codePostal === null ? '' : ` (${commune.codePostal})`}`, complement: `département ${commune.departement}` }))}
          aucune={recherche === '' ? 'Saisir un nom ou un code postal' : 'Aucune commune du département ne correspond'} choisir={(option) => { setValue('commune', option?.valeur ?? '', OPTIONS); }}
        />
      )}
    </CadreChamp>
  );
};

/** Entité du dispositif. Figée à la modification : un dispositif ne change pas d’entité. */
export const ChampEntite = ({ fige }: { readonly fige: boolean }): ReactElement => {
  const { watch, setValue } = useFormContext<Valeurs>();
  const id = watch('entiteId');
  const [texte, chercher] = useState('');
  const recherche = useDeferredValue(texte);
  const fiche = useAppel('offre.fiche', { objet: 'entite', id }, { actif: id !== '' }).data?.fiche;
  const { data } = useAppel('offre.entites', { recherche, departement: null }, { garder: true, actif: !fige });
  return (
    <CadreChamp chemin="entiteId" libelle="Entité" plein>
      {({ id: champ, disabled, ...attributs }) => (
        <Recherche
          id={champ} attributs={attributs} ferme={fige || disabled} texte={id === '' || fiche === null || fiche === undefined ? '' : String(fiche.ligne['raisonSociale'])} chercher={chercher} aucune="Aucune entité du périmètre ne correspond"
          options={(data?.entites ?? []).map((entite) => ({ valeur: entite.id, libelle: entite.nom, complement: [entite.siren === null ? '' : sirenFr(entite.siren), entite.departements.join(', ')].filter((partie) => partie !== '').join(' · ') }))}
          choisir={(option) => { setValue('entiteId', option?.valeur ?? '', OPTIONS); }}
        />
      )}
    </CadreChamp>
  );
};

/** Dispositif du groupe, cherché dans le cache. */
export const ChampDispositif = ({ fige }: { readonly fige: boolean }): ReactElement => {
  const { watch, setValue } = useFormContext<Valeurs>();
  const id = watch('dispositifId');
  const [texte, chercher] = useState('');
  const recherche = useDeferredValue(texte.trim());
  const fiche = useAppel('offre.fiche', { objet: 'dispositif', id }, { actif: id !== '' }).data?.fiche;
  const { data } = useAppel('recherche.globale', { texte: recherche }, { garder: true, actif: !fige && recherche.length > 0 });
  return (
    <CadreChamp chemin="dispositifId" libelle="Dispositif" plein>
      {({ id: champ, disabled, ...attributs }) => (
        <Recherche
          id={champ} attributs={attributs} ferme={fige || disabled} texte={id === '' || fiche === null || fiche === undefined ? '' : String(fiche.ligne['nom'])} chercher={chercher} aucune={recherche === '' ? 'Saisir le nom du dispositif' : 'Aucun dispositif du périmètre ne correspond'}
          options={(data?.resultats ?? []).filter(({ objet }) => objet === 'dispositif').map((resultat) => ({ valeur: resultat.id, libelle: resultat.nom, complement: resultat.complement }))}
          choisir={(option) => { setValue('dispositifId', option?.valeur ?? '', OPTIONS); }}
        />
      )}
    </CadreChamp>
  );
};

/** Compte du responsable, parmi les responsables de dispositif de l’entité. Absent pour qui ne lit pas les comptes : le nom en toutes lettres suffit alors. */
export const ChampResponsable = (): ReactElement | null => {
  const { watch } = useFormContext<Valeurs>();
  const [entiteId, choisi] = [watch('entiteId'), watch('responsableId')];
  const { data } = useAppel('offre.responsables', { entiteId }, { actif: entiteId !== '', garder: true });
  if (data?.lisible === false) return null;
  const comptes = data?.comptes ?? [];
  const inconnu = choisi !== '' && !comptes.some(({ id }) => id === choisi);
  const codes = [...comptes.map(({ id, nom, statut }) => ({ code: id, libelle: statut === 'suspendu' ? `${nom} (compte suspendu)` : statut === 'invite' ? `${nom} (invité)` : nom, debut: '1900-01-01' })), ...(inconnu ? [{ code: choisi, libelle: 'Compte que ce poste ne connaît pas', debut: '1900-01-01' }] : [])];
  return <ChampListe chemin="responsableId" libelle="Compte du responsable" codes={codes} vide={entiteId === '' ? 'Choisir d’abord l’entité' : comptes.length === 0 ? 'Aucun responsable de dispositif dans l’entité' : 'Aucun compte'} />;
};
