import type { Base, BaseEcriture, BaseLecture } from './base.ts';

type Ligne = Record<string, string | number | null>;
const COMMUNES = ['clientId', 'seq', 'nom', 'version', 'args', 'base', 'avant', 'objet', 'id', 'fiche', 'creeLe', 'issue'] as const;
const TABLES = { file: COMMUNES, retour: [...COMMUNES, 'classe'], archive: COMMUNES } as const;

const dernierNumero = (base: BaseLecture): number => base.un<{ n: number }>('select max(n) as n from (select coalesce(max(numero), 0) as n from file union all select coalesce(max(numero), 0) from retour union all select coalesce(max(numero), 0) from archive)')?.n ?? 0;

const ajouter = (base: BaseEcriture, table: string, colonnes: readonly string[], valeurs: readonly (string | number | null)[]): void => {
  base.ecrire(`insert into ${table} (${colonnes.map((nom) => `"${nom}"`).join(', ')}) values (${colonnes.map(() => '?').join(', ')})`, ...valeurs);
};

/** Les dossiers de reprise, avec leurs corrections, et les correspondances à partager. Un dossier déjà là garde les siennes. */
const verserAtelier = (vers: BaseEcriture, de: BaseLecture): void => {
  const inserer = (table: string, { numero: _numero, ...ligne }: Ligne): void => { ajouter(vers, table, Object.keys(ligne), Object.values(ligne)); };
  for (const dossier of de.tous<Ligne>('select * from reprise_dossier order by id')) {
    if (vers.un('select 1 from reprise_dossier where id = ?', dossier['id'] ?? null) !== undefined) continue;
    inserer('reprise_dossier', dossier);
    for (const reglages of de.tous<Ligne>('select * from reprise_reglages where "dossierId" = ?', dossier['id'] ?? null)) inserer('reprise_reglages', reglages);
    for (const correction of de.tous<Ligne>('select * from reprise_correction where "dossierId" = ? order by numero', dossier['id'] ?? null)) inserer('reprise_correction', correction);
  }
  for (const { genre, departement, portee, nom, contenu } of de.tous<Ligne>('select * from reprise_privee')) {
    vers.ecrire('insert into reprise_privee (genre, departement, portee, nom, contenu) values (?, ?, ?, ?, ?) on conflict do nothing', genre ?? null, departement ?? null, portee ?? null, nom ?? null, contenu ?? null);
  }
};

/**
 * Verse dans `vers` le travail d’un autre fichier de la même personne : file, retours, archive, brouillons, atelier de reprise. Les commandes gardent leur `clientId` et leur numéro
 * pour le service : envoyées d’ici, elles ne s’appliquent qu’une fois. Se refait sans doubler : ce qui est déjà là est laissé. Rend le nombre de commandes versées.
 */
export const verserTravail = (vers: Base, de: BaseLecture): number => vers.transaction(() => {
  let versees = 0;
  let numero = dernierNumero(vers);
  for (const [table, colonnes] of Object.entries(TABLES)) {
    for (const ligne of de.tous<Ligne>(`select * from ${table} order by numero`)) {
      const deja = vers.un<{ n: number }>(`select count(*) as n from ${table} where "clientId" = ? and seq = ?`, ligne['clientId'] ?? null, ligne['seq'] ?? null)?.n ?? 0;
      if (deja > 0) continue;
      numero += 1;
      ajouter(vers, table, ['numero', ...colonnes], [numero, ...colonnes.map((nom) => ligne[nom] ?? null)]);
      if (table === 'file') versees += 1;
    }
  }
  for (const { cle, valeur } of de.tous<{ cle: string; valeur: string }>(`select cle, valeur from reglage where cle like 'brouillon:%'`)) vers.ecrire('insert into reglage (cle, valeur) values (?, ?) on conflict (cle) do nothing', cle, valeur);
  verserAtelier(vers, de);
  return versees;
});
