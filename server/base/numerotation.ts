import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import type { Requetes } from './schema.ts';

/** Préfixe et nombre de chiffres du code lisible. Une place n’en a pas : son numéro, dans son groupe, suffit. */
const FORMES: Partial<Record<Objet, { readonly prefixe: string; readonly chiffres: number }>> = {
  entite: { prefixe: 'ENT', chiffres: 4 }, dispositif: { prefixe: 'DIS', chiffres: 4 }, groupe: { prefixe: 'GRP', chiffres: 5 }, lot: { prefixe: 'LOT', chiffres: 4 },
};

/**
 * Réserve `nombre` codes de suite (`ENT-75-0012`) et les rend ; `null` pour un objet sans code. Dans la transaction de la création :
 * une création annulée rend ses numéros. Au-delà de 9 999, le code s’allonge.
 */
export const reserverCodes = async (requetes: Requetes, objet: Objet, departement: string, nombre: number): Promise<readonly (string | null)[]> => {
  const forme = FORMES[objet];
  if (forme === undefined) return Array.from({ length: nombre }, () => null);
  const { rows } = await sql<{ dernier: number }>`
    insert into numerotation (prefixe, departement, dernier) values (${forme.prefixe}, ${departement}, ${nombre})
    on conflict (prefixe, departement) do update set dernier = numerotation.dernier + excluded.dernier returning dernier`.execute(requetes);
  const premier = (rows[0]?.dernier ?? nombre) - nombre + 1;
  return Array.from({ length: nombre }, (_, rang) => `${forme.prefixe}-${departement}-${String(premier + rang).padStart(forme.chiffres, '0')}`);
};

/** Tient compte de codes donnés par l’appelant (chargement) : les suivants ne les reprendront pas. Un code d’une autre forme est ignoré. */
export const retenirCodes = async (requetes: Requetes, objet: Objet, codes: readonly (string | null)[]): Promise<void> => {
  const forme = FORMES[objet];
  if (forme === undefined) return;
  const derniers = new Map<string, number>();
  for (const code of codes) {
    const [, departement, numero] = new RegExp(`^${forme.prefixe}-(\\w{2,3})-(\\d{1,9})$`, 'u').exec(code ?? '') ?? [];
    if (departement !== undefined) derniers.set(departement, Math.max(derniers.get(departement) ?? 0, Number(numero)));
  }
  for (const [departement, dernier] of derniers) {
    await sql`insert into numerotation (prefixe, departement, dernier) values (${forme.prefixe}, ${departement}, ${dernier})
      on conflict (prefixe, departement) do update set dernier = greatest(numerotation.dernier, excluded.dernier)`.execute(requetes);
  }
};
