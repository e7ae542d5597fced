import type { ReactElement } from 'react';
import { useDeferredValue } from 'react';
import { useFormContext } from 'react-hook-form';
import { Link, useLocation, useNavigate } from 'react-router';
import type { ArgsDe, Doublon } from '../../../contract/poste.ts';
import { normaliserChiffres } from '../../../domain/identifiants.ts';
import { useAppel } from '../../poste/requetes.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { sirenFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import type { Valeurs } from './valeurs.ts';

const RAISONS: Record<Doublon['raison'], (identifiant: string | null) => string> = {
  siren: (identifiant) => `même siren (${sirenFr(identifiant ?? '')})`, siret: (identifiant) => `même siret (${sirenFr(identifiant ?? '')})`, nom: () => 'nom proche',
};

/** Fiches proches déjà enregistrées, dites pendant la frappe. Un avertissement, jamais un blocage ; ouvrir l’une d’elles garde la saisie en brouillon. */
const Doublons = ({ demande, actif }: { readonly demande: ArgsDe<'offre.doublons'>; readonly actif: boolean }): ReactElement | null => {
  const { pathname, search } = useLocation();
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const { data } = useAppel('offre.doublons', demande, { actif, garder: true });
  const doublons = actif ? (data?.doublons ?? []) : [];
  if (doublons.length === 0) return null;
  const surOuverture = (): void => { annoncer('Saisie gardée en brouillon.', { action: { libelle: 'Reprendre la saisie', agir: () => { void naviguer(`${pathname}${search}`); } } }); };
  const [un, plusieurs] = demande.objet === 'entite' ? ['Une entité proche existe déjà', 'entités proches existent déjà'] : ['Un dispositif proche existe déjà', 'dispositifs proches existent déjà'];
  return (
    <div className="note w plein" role="status" data-testid="doublons"><Icone nom="warning-fill" taille={14} /><div>
      <b>{doublons.length === 1 ? un : `${doublons.length} ${plusieurs}`}</b> <span className="discret">L’ouvrir garde cette saisie en brouillon.</span>
      <ul>{doublons.map(({ objet, id, nom, code, statut, raison, identifiant, complement }) => (
        <li key={id}><Link to={`/offre/${objet}/${id}`} onClick={surOuverture}>{nom}</Link> · {RAISONS[raison](identifiant)} <span className="discret">{[code, complement].filter((partie) => partie !== null && partie !== '').join(' · ')}</span> <BadgeStatut statut={statut} /></li>
      ))}</ul>
    </div></div>
  );
};

const LONGUEUR = { siren: 9, siret: 14 } as const;
const entier = (saisie: string, genre: keyof typeof LONGUEUR): string => { const net = normaliserChiffres(saisie); return net.length === LONGUEUR[genre] ? net : ''; };

export const DoublonsEntite = ({ sauf }: { readonly sauf: string | null }): ReactElement | null => {
  const { watch } = useFormContext<Valeurs>();
  const siren = useDeferredValue(entier(watch('siren'), 'siren'));
  const nom = useDeferredValue(watch('raisonSociale').trim());
  const departements = watch('departements');
  return <Doublons demande={{ objet: 'entite', siren, nom, departements: [...departements], sauf }} actif={siren !== '' || nom.length > 3} />;
};

export const DoublonsDispositif = ({ sauf }: { readonly sauf: string | null }): ReactElement | null => {
  const { watch } = useFormContext<Valeurs>();
  const siret = useDeferredValue(entier(watch('siret'), 'siret'));
  const nom = useDeferredValue(watch('nom').trim());
  return <Doublons demande={{ objet: 'dispositif', siret, nom, entiteId: watch('entiteId'), commune: watch('commune'), sauf }} actif={siret !== '' || nom.length > 3} />;
};
