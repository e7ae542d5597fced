import { codesDe } from '../../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import type { FieldErrors, Resolver } from 'react-hook-form';
import { FormProvider, set, useForm } from 'react-hook-form';
import type { CodeReferentiel } from '../../../domain/nomenclature/code.ts';
import { FORMES, MODALITES, PERMANENCES } from '../../../domain/nomenclature/referentiels.ts';
import type { ObjetOffre } from '../../offre/creations.ts';
import { ChampCases, ChampDate, ChampListe, ChampTexte } from '../../offre/formulaire/champs.tsx';
import { ChampCommune } from '../../offre/formulaire/choix.tsx';
import { lireFormulaire } from '../../offre/formulaire/lecture.ts';
import { DepartementsEntite } from '../../offre/formulaire/sections.tsx';
import type { Valeurs } from '../../offre/formulaire/valeurs.ts';
import { depuisLigne } from '../../offre/formulaire/valeurs.ts';
import { CONFLIT } from '../textes.ts';
import type { Ligne } from './analyse.ts';

type ChampSimple = 'raisonSociale' | 'siren' | 'finessEj' | 'adresse' | 'nom' | 'siret' | 'finessEt' | 'horaires' | 'responsable' | 'libelle' | 'ageMin' | 'ageMax' | 'pmr';
const TEXTES_SIMPLES = new Set<string>(['raisonSociale', 'siren', 'finessEj', 'adresse', 'nom', 'siret', 'finessEt', 'horaires', 'responsable', 'libelle', 'ageMin', 'ageMax', 'pmr'] satisfies ChampSimple[]);
const CODES = { statutJuridique: () => codesDe('statut_juridique'), nature: () => codesDe('nature'), modalite: () => MODALITES, forme: () => FORMES, typeUnite: () => codesDe('type_unite'), permanence: () => PERMANENCES } as const satisfies Record<string, () => readonly CodeReferentiel[]>;
const CASES = { compositions: 'composition', publics: 'public' } as const;
/** Champs du formulaire où se saisit un champ de la fiche qui en compte plusieurs. */
const CHEMINS: Readonly<Record<string, readonly string[]>> = { conventionP177: ['conventionDebut', 'conventionFin'], delegationSiao: ['delegationDebut', 'delegationFin'], placesFinancees: ['placesUrgence', 'placesInsertion', 'placesAutres'] };
const AUTRES = new Set(['type', 'commune', 'ouverture', 'departements', ...Object.keys(CHEMINS)]);

/** Vrai quand le champ se saisit dans la fenêtre ; les listes composées (contacts, financements, capacités) demandent le formulaire. */
export const seSaisitIci = (champ: string): boolean => TEXTES_SIMPLES.has(champ) || Object.hasOwn(CODES, champ) || Object.hasOwn(CASES, champ) || AUTRES.has(champ);

const Champ = ({ champ, ligne }: { readonly champ: string; readonly ligne: Ligne }): ReactElement | null => {
  if (TEXTES_SIMPLES.has(champ)) return <ChampTexte chemin={champ as ChampSimple} libelle={CONFLIT.autre} />;
  if (Object.hasOwn(CODES, champ)) return <ChampListe chemin={champ as keyof typeof CODES} libelle={CONFLIT.autre} codes={CODES[champ as keyof typeof CODES]()} />;
  if (Object.hasOwn(CASES, champ)) return <ChampCases chemin={champ as keyof typeof CASES} libelle={CONFLIT.autre} codes={codesDe(CASES[champ as keyof typeof CASES])} />;
  const departements = Array.isArray(ligne['departements']) ? ligne['departements'] as string[] : typeof ligne['departement'] === 'string' ? [ligne['departement']] : [];
  switch (champ) {
    case 'type': return <ChampListe chemin="type" libelle={CONFLIT.autre} codes={codesDe('type').filter(({ nature }) => nature === ligne['nature'])} />;
    case 'commune': return <ChampCommune departements={departements} aide="nom ou code postal" />;
    case 'ouverture': return <ChampDate chemin="ouverture" libelle={CONFLIT.autre} />;
    case 'departements': return <DepartementsEntite />;
    case 'conventionP177': return <><ChampDate chemin="conventionDebut" libelle="Du" /><ChampDate chemin="conventionFin" libelle="Au" /></>;
    case 'delegationSiao': return <><ChampDate chemin="delegationDebut" libelle="Du" /><ChampDate chemin="delegationFin" libelle="Au" /></>;
    case 'placesFinancees': return <><ChampTexte chemin="placesUrgence" libelle="115" /><ChampTexte chemin="placesInsertion" libelle="Insertion" /><ChampTexte chemin="placesAutres" libelle="Autres régulateurs" /></>;
    default: return null;
  }
};

interface Props {
  readonly objet: ObjetOffre;
  readonly champ: string;
  /** La fiche telle que les autres choix la font : les listes qui en dépendent (type selon la nature, communes) s’y règlent. */
  readonly ligne: Ligne;
  readonly depart: unknown;
  readonly surValeur: (valeur: unknown, erreur: string | null) => void;
}

/** Saisie d’une autre valeur, avec les champs et les contrôles du formulaire de la fiche. */
export const EditeurValeur = ({ objet, champ, ligne, depart, surValeur }: Props): ReactElement => {
  const chemins = CHEMINS[champ] ?? [champ];
  const boite = useRef<HTMLDivElement>(null);
  const erreursDe = (valeurs: Valeurs): readonly (readonly [string, string])[] => Object.entries(lireFormulaire(objet, valeurs).erreurs).filter(([chemin]) => chemins.includes(chemin) || chemin.startsWith(`${champ}.`));
  const resolver = useMemo<Resolver<Valeurs>>(() => (valeurs) => {
    const erreurs: FieldErrors<Valeurs> = {};
    const fausses = erreursDe(valeurs);
    for (const [chemin, message] of fausses) set(erreurs, chemin, { type: 'domaine', message });
    return { values: fausses.length === 0 ? valeurs : {}, errors: erreurs };
    // le champ et l’objet ne changent pas pendant la vie de l’éditeur
  }, []);
  const methodes = useForm<Valeurs>({ defaultValues: depuisLigne(objet, { ...ligne, [champ]: depart }), resolver, mode: 'onTouched', shouldFocusError: false });
  const { watch, getValues, trigger, getFieldState } = methodes;
  const rapporter = useRef(surValeur);
  useEffect(() => { rapporter.current = surValeur; });
  useEffect(() => {
    boite.current?.querySelector<HTMLElement>('input:not([readonly]), select')?.focus();
    const abonnement = watch((_valeurs, { name }) => {
      const valeurs = getValues();
      if (name !== undefined && getFieldState(name).invalid) void trigger(name);
      rapporter.current(lireFormulaire(objet, valeurs).saisie[champ], erreursDe(valeurs)[0]?.[1] ?? null);
    });
    return () => { abonnement.unsubscribe(); };
    // une seule fois : l’éditeur garde la saisie jusqu’à sa fermeture
  }, []);
  return <FormProvider {...methodes}><div ref={boite} className={`editeur-valeur${chemins.length > 1 ? ' plusieurs' : ''}`}><Champ champ={champ} ligne={ligne} /></div></FormProvider>;
};
