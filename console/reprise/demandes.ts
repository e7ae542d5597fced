import { trouverDepartement } from '../../domain/geographie/departements.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { BaseOuverte } from '../base.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Une option que le verbe exige ; sans elle, code 2 et pourquoi. */
export const exigerTexte = (contexte: ContexteVerbe, option: string, pourquoi: string): string => {
  const valeur = contexte.texte(option)?.trim() ?? '';
  if (valeur === '') throw new ErreurConsole(SORTIES.usage, `--${option} est obligatoire : ${pourquoi}.`);
  return valeur;
};
/** Ouvre la base demandée le temps du verbe. */
export const avecBase = async (contexte: ContexteVerbe, faire: (ouverte: BaseOuverte) => Promise<Sortie>): Promise<Sortie> => {
  const ouverte = await ouvrirBaseDemandee(contexte);
  try { return await faire(ouverte); } finally { await ouverte.fermer(); }
};
/** Un code de département qui existe. */
export const exigerDepartement = (code: string, option: string): string => {
  if (trouverDepartement(code) === undefined) throw new ErreurConsole(SORTIES.usage, `--${option} : « ${code} » n’existe pas.`);
  return code;
};
