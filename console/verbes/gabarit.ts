import { writeFileSync } from 'node:fs';
import { classeurGabarit } from '../../contract/classeur/gabarit.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { GABARITS } from '../../domain/reprise/gabarit/gabarit.ts';
import { lireDansLaBase } from '../reprise/base.ts';
import { baseDesignee } from '../reprise/demande.ts';
import type { ContexteVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireDate } from '../verbe.ts';

const ecrireGabarit = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const genre = GENRES_FICHIER.find((candidat) => candidat === contexte.positionnels[0]);
  if (genre === undefined) throw new ErreurConsole(SORTIES.usage, `« ${contexte.positionnels[0] ?? ''} » n’a pas de gabarit : ${GENRES_FICHIER.join(', ')}.`);
  const sortie = contexte.texte('sortie') ?? `siao-gabarit-${genre}.xlsx`;
  const date = lireDate(contexte, 'au');
  const codes = baseDesignee(contexte) ? await lireDansLaBase(contexte, async ({ db }) => db.selectFrom('nomenclature').selectAll().execute()) : [];
  const octets = classeurGabarit(genre, construireNomenclature(codes, date), date);
  try { writeFileSync(sortie, octets, { mode: 0o600 }); } catch { throw new ErreurConsole(SORTIES.fichier, `--sortie : « ${sortie} » ne s’écrit pas.`); }
  contexte.ecrire({ genre, fichier: sortie, octets: octets.length, colonnes: GABARITS[genre].length, nomenclature: { au: date, codesDeLaBase: codes.length } });
  return SORTIES.reussi;
};

export const repriseGabarit: Verbe = {
  nom: 'reprise gabarit',
  resume: 'Écrit le classeur à remplir pour une reprise : colonnes, listes, mode d’emploi. Sans base désignée, les listes sont celles du programme.',
  positionnels: [{ nom: 'GENRE', aide: GENRES_FICHIER.join(', ') }],
  options: {
    sortie: { type: 'string', valeur: 'F.xlsx', aide: 'fichier à écrire (siao-gabarit-GENRE.xlsx)' }, au: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'date de la nomenclature (aujourd’hui)' },
    dossier: { ...OPTIONS_BASE.dossier, aide: 'base PGlite de ce dossier, pour sa nomenclature ; sinon DATABASE_URL' },
  },
  executer: ecrireGabarit,
};
