import type { GestePossible } from '../../../contract/poste.ts';
import type { GesteCycle, Statut } from '../../../domain/cycleDeVie.ts';
import { trouverTransition } from '../../../domain/cycleDeVie.ts';
import { contexteDroit } from '../../../domain/commandes/regles.ts';
import type { ContexteDroit, Geste, Objet } from '../../../domain/droits.ts';
import { cibleDe } from '../../../domain/objets/objets.ts';
import type { DemandePourquoi } from '../../droits/Pourquoi.tsx';
import { aujourdhui } from '../../ui/formats.ts';
import type { FicheLue } from '../fiche/lecture.ts';
import { GESTES } from './gestes.ts';

/** Ce que les droits savent d’une fiche. */
const contexteDe = (fiche: FicheLue): ContexteDroit => (fiche.objet === 'groupe' ? cibleDe('groupe', fiche.ligne) : contexteDroit(fiche.objet, fiche.ligne, aujourdhui()));

/** Le droit de la matrice que demande un geste de la fiche : celui de sa transition pour le circuit. */
const droitDe = (geste: string, fiche: FicheLue): readonly [Objet, Geste] => {
  switch (geste) {
    case 'modifier': return [fiche.objet, 'modifier'];
    case 'proposerChangement': return [fiche.objet, 'proposer_changement'];
    case 'creerDispositif': return ['dispositif', 'proposer'];
    case 'creerGroupe': return ['groupe', 'creer'];
    case 'commenter': return [fiche.objet, 'modifier'];
    default: {
      const p177 = fiche.objet === 'dispositif' && fiche.ligne.financeP177;
      const transition = fiche.statut === null ? undefined : trouverTransition(geste as GesteCycle, fiche.statut as Statut, p177);
      return [fiche.objet, transition?.droit ?? 'fermer'];
    }
  }
};

/** L’explication d’un geste fermé sur une fiche ; `null` quand il est ouvert. */
export const pourquoiFiche = ({ geste, possible, raison }: GestePossible, fiche: FicheLue): DemandePourquoi | null => {
  if (possible) return null;
  // annuler sa décision ne demande aucun droit de plus que l’avoir prise
  if (geste === 'annulerDecision') return { geste: GESTES[geste]?.libelle ?? geste, raison: raison ?? 'Geste fermé.' };
  const [objet, droit] = droitDe(geste, fiche);
  return { geste: GESTES[geste]?.libelle ?? geste, raison: raison ?? 'Geste fermé.', droit: { objet, geste: droit, cible: contexteDe(fiche) } };
};
