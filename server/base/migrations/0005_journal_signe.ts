import type { Migration } from '../migrations.ts';

/**
 * Chaque ligne du journal est signée par une clé tenue hors de la base (décision 013). Les lignes d’avant n’ont pas de signature : `journal_signe_depuis` dit où elles finissent ;
 * la première écriture le reprend dans la tête signée. L’index sert l’historique d’une fiche, la ligne la plus récente d’abord.
 */
export const journalSigne: Migration = {
  numero: 5,
  nom: 'journal_signe',
  sql: `
alter table journal add column signature text;
insert into reglage (cle, valeur) select 'journal_signe_depuis', (coalesce(max(no), 0) + 1)::text from journal on conflict (cle) do nothing;
create index journal_fiche on journal ("objetId", no);
`,
};
