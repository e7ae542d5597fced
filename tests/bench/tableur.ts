import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DefinitionPlaces } from '../../contract/methodesPlaces.ts';
import type { Base } from '../../db/base.ts';
import { lireFenetrePlaces, ouvrirVuePlaces } from '../../db/places.ts';
import { contexteDuPoste, nomCommune } from '../../sync/session.ts';
import type { Mesure } from './mesures.ts';
import { meilleure, mesurer } from './mesures.ts';

const PORT = 27_731;
const ETAT = 6;
const CHANGEES = 10_000;
const PYTHON = '/usr/bin/python3';
interface Durees { readonly ouvrir: number; readonly filtrer: number; readonly changer: number }

/** Vrai quand LibreOffice Calc se laisse piloter ici (paquets libreoffice-calc et python3-uno). */
const pilotable = (): boolean => spawnSync('soffice', ['--version']).status === 0 && spawnSync(PYTHON, ['-c', 'import uno']).status === 0;

/**
 * Le même filtre et le même changement de 10 000 lignes, sur les mêmes places, dans LibreOffice Calc. Là, le changement n’écrit que deux colonnes contiguës ; ici (`changementMs`),
 * chaque place est jugée, datée, journalisée dans la file et annulable. Rien quand LibreOffice manque.
 */
export const mesurerTableur = (base: Base, changementMs: number): readonly Mesure[] => {
  if (!pilotable()) { console.error('LibreOffice (libreoffice-calc, python3-uno) n’est pas installé : la comparaison n’est pas mesurée.'); return []; }
  const dossier = mkdtempSync(join(tmpdir(), 'siao-tableur-'));
  const fichier = join(dossier, 'places.csv');
  const lignes = base.tous<Record<string, string | null>>(`select p.id, p.numero, g.libelle as groupe, d.nom as dispositif, d.commune, g.modalite, case p."etatJour" when 'ouverte' then p.occupation else p."etatJour" end as etat, p."depuisJour" as depuis, p."motifJour" as motif from place p join groupe g on g.id = p."groupeId" join dispositif d on d.id = p."dispositifId" order by p.rang`);
  const texte = (valeur: string | null | undefined): string => `"${(valeur ?? '').replaceAll('"', '""')}"`;
  writeFileSync(fichier, ['id;numero;groupe;dispositif;commune;modalite;etat;depuis;motif', ...lignes.map(({ id, numero, groupe, dispositif, commune, modalite, etat, depuis, motif }) => [id, numero, groupe, dispositif, commune, modalite, etat, depuis, motif].map(texte).join(';'))].join('\n'));
  const bureau = spawn('soffice', ['--headless', '--invisible', '--norestore', `-env:UserInstallation=file://${join(dossier, 'profil')}`, `--accept=socket,host=127.0.0.1,port=${PORT};urp;`], { stdio: 'ignore' });
  try {
    const pilote = spawnSync(PYTHON, [join(import.meta.dirname, 'tableur.py'), String(PORT), fichier, String(lignes.length), String(ETAT), 'libre', String(CHANGEES)], { encoding: 'utf8', timeout: 600_000 });
    if (pilote.status !== 0) throw new Error(`LibreOffice n’a pas fini : ${pilote.stderr.slice(-500)}`);
    const { ouvrir, filtrer, changer } = JSON.parse(pilote.stdout) as Durees;
    const libres: DefinitionPlaces = { tri: [], filtres: { etat: { genre: 'parmi', valeurs: ['libre'] } }, recherche: '' };
    const tout: DefinitionPlaces = { tri: [], filtres: {}, recherche: '' };
    const premierePage = (definition: DefinitionPlaces): number => meilleure(() => { lireFenetrePlaces(base, ouvrirVuePlaces(base, definition), 0, 200, contexteDuPoste().aujourdhui, nomCommune); });
    return [
      mesurer(`ouvrir ${lignes.length} places, première page`, premierePage(tout), 'les ouvrir dans LibreOffice Calc (csv)', ouvrir),
      mesurer('filtrer les libres, première page', premierePage(libres), 'le même filtre dans LibreOffice Calc', filtrer),
      mesurer(`changer ${CHANGEES} places, jugées, en file et annulables`, changementMs, 'écrire leurs deux cellules dans LibreOffice Calc', changer),
    ];
  } finally {
    bureau.kill('SIGKILL');
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};
