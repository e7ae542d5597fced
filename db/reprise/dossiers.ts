import type { Correction } from '../../domain/reprise/corrections.ts';
import { schemaCorrection } from '../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { BaseEcriture, BaseLecture } from '../connexion.ts';

/** Ce que l’on sait du dernier contrôle sans le refaire : des nombres. */
export interface BilanDossier { readonly le: string; readonly lignes: number; readonly bloquantes: number; readonly avertissements: number }
/** Un fichier à reprendre, posé sur ce poste. `choix` : en-têtes associés à la main. */
export interface Dossier {
  readonly id: string; readonly genre: GenreFichier; readonly departement: string; readonly nom: string; readonly taille: number; readonly empreinte: string; readonly feuille: string | null; readonly entete: number | null;
  readonly choix: readonly (readonly [entete: string, cle: string | null])[]; readonly lotId: string | null; readonly bilan: BilanDossier | null; readonly creeLe: string; readonly modifieLe: string;
}
type Brut = Omit<Dossier, 'choix' | 'bilan'> & { readonly choix: string; readonly bilan: string | null };
const COLONNES = 'id, genre, departement, nom, taille, empreinte, feuille, entete, choix, "lotId", bilan, "creeLe", "modifieLe"';
const REGLAGES = ['feuille', 'entete', 'choix', 'lotId', 'bilan', 'modifieLe'] as const;
/** Un dossier et ses réglages du moment ; ceux du jour où il a été posé, si un fichier réparé n’en a plus d’autres. */
const DOSSIERS = `select d.id, d.genre, d.departement, d.nom, d.taille, d.empreinte, d."creeLe", ${REGLAGES.map((nom) => `case when r."dossierId" is null then d."${nom}" else r."${nom}" end as "${nom}"`).join(', ')} from reprise_dossier d left join reprise_reglages r on r."dossierId" = d.id`;
const lire = ({ choix, bilan, ...dossier }: Brut): Dossier => ({ ...dossier, choix: JSON.parse(choix) as Dossier['choix'], bilan: bilan === null ? null : (JSON.parse(bilan) as BilanDossier) });

export const listerDossiers = (base: BaseLecture): Dossier[] => base.tous<Brut>(`${DOSSIERS} order by "modifieLe" desc, d.id`).map(lire);
export const lireDossier = (base: BaseLecture, id: string): Dossier | undefined => { const brut = base.un<Brut>(`${DOSSIERS} where d.id = ?`, id); return brut === undefined ? undefined : lire(brut); };
/** Le fichier, tel qu’il a été reçu. */
export const lireOctets = (base: BaseLecture, id: string): Uint8Array => Buffer.from(base.un<{ octets: string }>('select octets from reprise_dossier where id = ?', id)?.octets ?? '', 'base64');

/** Écrit les réglages d’un dossier, jamais la ligne qui porte son fichier. */
const ecrireReglages = (base: BaseEcriture, { id, feuille, entete, choix, lotId, bilan, modifieLe }: Dossier): void => {
  base.ecrire('insert into reprise_reglages ("dossierId", feuille, entete, choix, "lotId", bilan, "modifieLe") values (?, ?, ?, ?, ?, ?, ?) on conflict ("dossierId") do update set feuille = excluded.feuille, entete = excluded.entete, choix = excluded.choix, "lotId" = excluded."lotId", bilan = excluded.bilan, "modifieLe" = excluded."modifieLe"',
    id, feuille, entete, JSON.stringify(choix), lotId, bilan === null ? null : JSON.stringify(bilan), modifieLe);
};
export const poserDossier = (base: BaseEcriture, dossier: Dossier, octets: Uint8Array): void => base.transaction(() => {
  base.ecrire(`insert into reprise_dossier (${COLONNES}, octets) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, dossier.id, dossier.genre, dossier.departement, dossier.nom, dossier.taille, dossier.empreinte, dossier.feuille, dossier.entete,
    JSON.stringify(dossier.choix), dossier.lotId, dossier.bilan === null ? null : JSON.stringify(dossier.bilan), dossier.creeLe, dossier.modifieLe, Buffer.from(octets).toString('base64'));
  ecrireReglages(base, dossier);
});
/** Versions précédentes gardées : assez pour comparer, peu assez pour ne pas grossir le poste. */
const VERSIONS_GARDEES = 3;
export interface Version { readonly numero: number; readonly nom: string; readonly remplaceeLe: string }
/** Les versions précédentes d’un dossier, la plus récente d’abord. */
export const lireVersions = (base: BaseLecture, id: string): Version[] => base.tous<Version>('select numero, nom, "remplaceeLe" from reprise_version where "dossierId" = ? order by numero desc', id);
export const lireOctetsDeVersion = (base: BaseLecture, id: string, numero: number): Uint8Array => Buffer.from(base.un<{ octets: string }>('select octets from reprise_version where "dossierId" = ? and numero = ?', id, numero)?.octets ?? '', 'base64');
/** Une version plus récente du même fichier : les corrections et l’association restent, le contrôle est à refaire ; la précédente se garde pour s’y comparer. Le même fichier reposé n’en fait pas une. */
export const remplacerFichier = (base: BaseEcriture, id: string, { nom, empreinte, octets, le }: { readonly nom: string; readonly empreinte: string; readonly octets: Uint8Array; readonly le: string }): void => base.transaction(() => {
  const numero = (lireVersions(base, id)[0]?.numero ?? 0) + 1;
  base.ecrire('insert into reprise_version ("dossierId", numero, nom, "remplaceeLe", octets) select id, ?, nom, ?, octets from reprise_dossier where id = ? and empreinte <> ?', numero, le, id, empreinte);
  base.ecrire('delete from reprise_version where "dossierId" = ? and numero <= ?', id, numero - VERSIONS_GARDEES);
  base.ecrire('update reprise_dossier set nom = ?, taille = ?, empreinte = ?, octets = ? where id = ?', nom, octets.byteLength, empreinte, Buffer.from(octets).toString('base64'), id);
  reglerDossier(base, id, { bilan: null }, le);
});
type Reglable = Partial<Pick<Dossier, 'feuille' | 'entete' | 'choix' | 'lotId' | 'bilan'>>;
/** Change des réglages d’un dossier. */
export const reglerDossier = (base: BaseEcriture, id: string, reglages: Reglable, le: string): void => {
  const dossier = lireDossier(base, id);
  if (dossier !== undefined) ecrireReglages(base, { ...dossier, ...reglages, modifieLe: le });
};
export const supprimerDossier = (base: BaseEcriture, id: string): void => base.transaction(() => {
  base.ecrire('delete from reprise_correction where "dossierId" = ?', id);
  base.ecrire('delete from reprise_version where "dossierId" = ?', id);
  base.ecrire('delete from reprise_reglages where "dossierId" = ?', id);
  base.ecrire('delete from reprise_dossier where id = ?', id);
});

/** Les corrections d’un dossier, dans l’ordre où elles ont été décidées. */
export const lireCorrections = (base: BaseLecture, dossierId: string): Correction[] => base.tous<{ correction: string }>('select correction from reprise_correction where "dossierId" = ? order by numero', dossierId).map(({ correction }) => schemaCorrection.parse(JSON.parse(correction)));
/** Ajoute les corrections d’une même décision. Une valeur corrigée deux fois : la seconde remplace la première, sur la valeur de la source. */
export const ajouterCorrections = (base: BaseEcriture, dossierId: string, corrections: readonly Correction[]): void => base.transaction(() => {
  const geste = (base.un<{ dernier: number | null }>('select max(geste) as dernier from reprise_correction where "dossierId" = ?', dossierId)?.dernier ?? 0) + 1;
  for (const correction of corrections) base.ecrire('insert into reprise_correction ("dossierId", geste, correction) values (?, ?, ?)', dossierId, geste, JSON.stringify(correction));
});
/** Ce que porte la dernière décision ; vide quand il n’y en a pas. */
export const lireDerniere = (base: BaseLecture, dossierId: string): Correction[] =>
  base.tous<{ correction: string }>('select correction from reprise_correction where "dossierId" = ? and geste = (select max(geste) from reprise_correction where "dossierId" = ?) order by numero', dossierId, dossierId).map(({ correction }) => schemaCorrection.parse(JSON.parse(correction)));
/** Le numéro de la dernière décision, jamais repris après une annulation ; 0 quand il n’y en a pas. */
export const numeroDerniere = (base: BaseLecture, dossierId: string): number => base.un<{ dernier: number | null }>('select max(numero) as dernier from reprise_correction where "dossierId" = ?', dossierId)?.dernier ?? 0;
/** Annule la dernière décision ; rend ce qu’elle portait, vide quand il n’y en a plus. */
export const annulerDerniere = (base: BaseEcriture, dossierId: string): Correction[] => base.transaction(() => {
  const portees = lireDerniere(base, dossierId);
  base.ecrire('delete from reprise_correction where "dossierId" = ? and geste = (select max(geste) from reprise_correction where "dossierId" = ?)', dossierId, dossierId);
  return portees;
});
