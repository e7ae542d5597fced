import type { Anomalie } from '../anomalies.ts';
import type { EntitesDuFichier } from './entites.ts';
import type { Entetes } from './lecteur.ts';
import { faireAnomalie } from './lecteur.ts';
import type { LigneStructure } from './structure.ts';

/**
 * Le siren des entités d’un extrait FINESS : celui du premier siret juste de leurs établissements. D03 quand un établissement en a un autre ; E02 quand deux entités du fichier auraient
 * le même, et la seconde naît sans. Rend les clés de ces secondes. `lignes` : celles dont une fiche viendra, rangées.
 */
export const departagerSirens = (lignes: readonly LigneStructure[], rapprochees: EntitesDuFichier, entetes: Entetes, anomalies: Anomalie[]): ReadonlySet<string> => {
  const sansSiren = new Set<string>();
  const parEntite = new Map<string, LigneStructure[]>();
  for (const ligne of lignes) if (ligne.extrait) { const cle = rapprochees.de(ligne); const liste = parEntite.get(cle); if (liste === undefined) parEntite.set(cle, [ligne]); else liste.push(ligne); }
  const pris = new Map<string, string>();
  for (const [cle, siennes] of parEntite) {
    const connue = rapprochees.connue(cle, siennes);
    const premiere = siennes.find(({ siren }) => siren !== null);
    const siren = connue?.siren ?? premiere?.siren ?? null;
    if (siren === null || premiere === undefined) continue;
    const nom = connue?.raisonSociale ?? `l’entité FINESS ${premiere.finessEj ?? ''}`;
    for (const ligne of siennes) if (ligne.siret !== null && !ligne.siret.startsWith(siren)) anomalies.push(faireAnomalie('D03', ligne, 'siret', entetes.nom('siret'), ligne.siret, `Le siren de « ${nom} » est ${siren} : vérifier à qui est cet établissement.`));
    if (connue !== undefined) continue;
    const autre = pris.get(siren);
    if (autre === undefined) { pris.set(siren, nom); continue; }
    sansSiren.add(cle);
    anomalies.push(faireAnomalie('E02', premiere, 'siret', entetes.nom('siret'), premiere.siret, `Le siren ${siren} est déjà celui de ${autre} : ${nom} est créée sans siren, à rapprocher.`));
  }
  return sansSiren;
};
