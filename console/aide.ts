import type { Verbe } from './verbe.ts';
import { LIBELLES_SORTIES } from './verbe.ts';

const colonne = (gauche: string, droite: string): string => `  ${gauche.padEnd(30)} ${droite}\n`;
const usage = (verbe: Verbe): string => `siao ${[verbe.nom, ...verbe.positionnels.map(({ nom }) => nom), ...(Object.keys(verbe.options).length === 0 ? [] : ['[options]'])].join(' ')}`;
const options = (verbe: Verbe): string => Object.entries(verbe.options).map(([nom, { valeur, aide }]) => colonne(`  --${nom}${valeur === undefined ? '' : ` ${valeur}`}`, aide)).join('');
const sorties = `Codes de sortie\n${Object.entries(LIBELLES_SORTIES).map(([code, libelle]) => colonne(code, libelle)).join('')}`;

/** Aide générale : tous les verbes et toutes leurs options. */
export const aideGenerale = (verbes: readonly Verbe[]): string =>
  `Console du SIAO Offre. Les résultats sont en JSON sur la sortie standard, les messages sur l’erreur standard.\n\nUsage : npm run -s siao -- VERBE …\n\n${verbes.map((verbe) => `${usage(verbe)}\n  ${verbe.resume}\n${options(verbe)}`).join('\n')}\n${sorties}`;

/** Aide d’un verbe. */
export const aideVerbe = (verbe: Verbe): string =>
  `Usage : ${usage(verbe)}\n\n${verbe.resume}\n\n${verbe.positionnels.map(({ nom, aide }) => colonne(nom, aide)).join('')}${options(verbe)}${colonne('  --help', 'cette aide')}\n${sorties}`;
