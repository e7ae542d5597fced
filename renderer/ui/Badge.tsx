import type { CSSProperties, ReactElement, ReactNode } from 'react';
import type { Statut } from '../../domain/cycleDeVie.ts';
import { STATUTS, niveauAge } from '../../domain/cycleDeVie.ts';
import { Icone } from './Icone.tsx';
import type { NomIcone } from './nomsIcones.ts';

const SYSTEME = new Set(['success', 'warning', 'error', 'info']);
/** Fond et texte d’une famille de couleurs du DSFR. */
export const famille = (nom: string): CSSProperties => ({
  backgroundColor: `var(--background-contrast-${nom})`,
  color: SYSTEME.has(nom) ? `var(--text-default-${nom})` : nom === 'grey' ? 'var(--text-mention-grey)' : nom === 'blue-france' ? 'var(--text-action-high-blue-france)' : `var(--text-label-${nom})`,
});

export const Badge = ({ couleur, icone, children }: { readonly couleur: string; readonly icone?: NomIcone; readonly children: ReactNode }): ReactElement => (
  <span className="badge" style={famille(couleur)}>{icone === undefined ? null : <Icone nom={icone} taille={12} />}{children}</span>
);

const APPARENCE_STATUT: Record<Statut, readonly [NomIcone, string]> = {
  brouillon: ['draft-line', 'grey'], a_prevalider: ['time-line', 'blue-cumulus'], prevalide: ['check-line', 'purple-glycine'], valide: ['checkbox-circle-fill', 'success'],
  a_corriger: ['arrow-go-back-line', 'warning'], refuse: ['close-circle-fill', 'error'], suspendu: ['pause-circle-fill', 'yellow-tournesol'], ferme: ['lock-fill', 'beige-gris-galet'], archive: ['archive-fill', 'grey'],
};
export const BadgeStatut = ({ statut }: { readonly statut: string | null | undefined }): ReactElement | null => {
  if (statut === null || statut === undefined || !Object.hasOwn(STATUTS, statut)) return null;
  const [icone, couleur] = APPARENCE_STATUT[statut as Statut];
  return <Badge couleur={couleur} icone={icone}>{STATUTS[statut as Statut]}</Badge>;
};

/** Niveaux d’âge d’une fiche qui attend : mot, icône et couleur (jamais la couleur seule). */
export const NIVEAUX_AGE = {
  dans_les_delais: { mot: 'Dans les délais', icone: 'checkbox-circle-fill', couleur: 'success', bornes: '0 à 5 jours', court: '≤ 5 j' },
  a_surveiller: { mot: 'À surveiller', icone: 'time-fill', couleur: 'yellow-tournesol', bornes: '6 à 10 jours', court: '6–10 j' },
  bientot_en_retard: { mot: 'Bientôt en retard', icone: 'warning-fill', couleur: 'warning', bornes: '11 à 15 jours', court: '11–15 j' },
  en_retard: { mot: 'En retard', icone: 'alarm-warning-fill', couleur: 'error', bornes: 'Plus de 15 jours', court: '> 15 j' },
} as const satisfies Record<string, { mot: string; icone: NomIcone; couleur: string; bornes: string; court: string }>;

export const BadgeAge = ({ jours, suite }: { readonly jours: number; readonly suite?: string }): ReactElement => {
  const { mot, icone, couleur } = NIVEAUX_AGE[niveauAge(jours)];
  return <Badge couleur={couleur} icone={icone}><span title={mot}>{jours} j{suite}</span><span className="invisible">, {mot}</span></Badge>;
};
