import type { ReactElement } from 'react';
import type { StatutProposition } from '../../domain/objets/proposition.ts';
import { STATUTS_PROPOSITION } from '../../domain/objets/proposition.ts';
import { Badge } from '../ui/Badge.tsx';

const APPARENCE = { ouverte: ['edit-fill', 'blue-france', 'Proposition'], decidee: ['checkbox-circle-line', 'grey', STATUTS_PROPOSITION.decidee], retiree: ['arrow-go-back-line', 'grey', STATUTS_PROPOSITION.retiree] } as const;
/** `suivi` : à l’auteur, qui sait que c’est une proposition, dit « Ouverte ». `null` : ce statut n’est pas celui d’une proposition. */
export const BadgeProposition = ({ statut, suivi = false }: { readonly statut: string; readonly suivi?: boolean }): ReactElement | null => {
  if (!Object.hasOwn(APPARENCE, statut)) return null;
  const [icone, couleur, mot] = APPARENCE[statut as StatutProposition];
  return <Badge couleur={couleur} icone={icone}>{suivi && statut === 'ouverte' ? STATUTS_PROPOSITION.ouverte : mot}</Badge>;
};
