import { describe, expect, it } from 'vitest';
import { OBJETS_DECRITS, dictionnaire } from '../../../domain/objets/dictionnaire.ts';
import { REFERENTIELS } from '../../../domain/objets/nomenclature.ts';

const SOURCES = { S0: 'Système d’information d’aujourd’hui (présentation du 2 juin 2023)', D: 'Décision du projet', Insee: 'Répertoire Sirene ou Code officiel géographique (Insee)', FINESS: 'Répertoire national des établissements (FINESS)' } as const;
const lignes = dictionnaire();
const citer = (texte: string): string => (/[";\n]/u.test(texte) ? `"${texte.replaceAll('"', '""')}"` : texte);
/** Le document csv, tel qu’Excel en France l’ouvre. `npx vitest run -u` le réécrit quand un champ change. */
const csv = (): string => `\uFEFF${[
  ['Objet', 'Champ', 'Libellé', 'Définition', 'Type', 'Contraintes', 'Exigence', 'Sensible', 'Nomenclature', 'Valeurs', 'Source'],
  ...lignes.map((une) => [OBJETS_DECRITS[une.objet], une.champ, une.libelle, une.definition, une.type, une.contraintes, une.exigence, une.sensible ? 'oui' : 'non', une.referentiel === null ? '' : REFERENTIELS[une.referentiel], une.valeurs.map(([code, libelle]) => `${code} = ${libelle}`).join(' | '), SOURCES[une.source]]),
].map((cases) => cases.map(citer).join(';')).join('\r\n')}\r\n`;

const echapper = (texte: string): string => texte.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const html = (): string => `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Dictionnaire des données, SIAO Offre</title>
<style>body{font:15px/1.5 Marianne,Arial,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top}thead th{background:#eee}code{font-size:.9em}</style></head>
<body>
<h1>Dictionnaire des données de SIAO Offre</h1>
<p>Tiré des schémas et de la nomenclature livrée par <code>tests/unit/domain/dictionnaire.test.ts</code> : ne pas retoucher à la main. « Sensible » : sur une fiche validée, le champ se propose à qui en décide.</p>
${(Object.keys(OBJETS_DECRITS) as (keyof typeof OBJETS_DECRITS)[]).map((objet) => `<h2 id="${objet}">${OBJETS_DECRITS[objet]}</h2>
<table><thead><tr><th scope="col">Champ</th><th scope="col">Définition</th><th scope="col">Type</th><th scope="col">Exigence</th><th scope="col">Valeurs</th><th scope="col">Source</th></tr></thead><tbody>
${lignes.filter((une) => une.objet === objet).map((une) => `<tr><th scope="row">${echapper(une.libelle)}<br><code>${une.champ}</code></th><td>${echapper(une.definition)}</td><td>${echapper([une.type, une.contraintes].filter((dite) => dite !== '').join(' ; '))}</td><td>${une.exigence}${une.sensible ? ', sensible' : ''}</td><td>${une.referentiel === null ? '' : `${echapper(REFERENTIELS[une.referentiel])} : `}${une.valeurs.map(([code, libelle]) => `<code>${echapper(code)}</code> ${echapper(libelle)}`).join(', ')}</td><td>${echapper(SOURCES[une.source])}</td></tr>`).join('\n')}
</tbody></table>`).join('\n')}
</body>
</html>
`;

describe('le dictionnaire des données', () => {
  it('docs/dictionnaire.csv et docs/dictionnaire.html sont les champs de l’offre', async () => {
    await expect(csv()).toMatchFileSnapshot('../../../docs/dictionnaire.csv');
    await expect(html()).toMatchFileSnapshot('../../../docs/dictionnaire.html');
  });
  it('dit de chaque champ une définition, un type et une source ; de chaque liste de codes, ses valeurs', () => {
    for (const une of lignes) {
      expect([une.champ, une.definition.endsWith('.'), une.type !== '', une.libelle !== '']).toEqual([une.champ, true, true, true]);
      if (une.referentiel !== null) expect([une.champ, une.valeurs.length > 1]).toEqual([une.champ, true]);
    }
    expect(new Set(lignes.map(({ objet, champ }) => `${objet}.${champ}`)).size).toBe(lignes.length);
    expect(lignes.find(({ objet, champ }) => objet === 'place' && champ === 'numero')?.contraintes).toBe('1 caractère au moins, 40 caractères au plus');
    expect(lignes.find(({ objet, champ }) => objet === 'dispositif' && champ === 'nature')).toMatchObject({ sensible: true, exigence: 'obligatoire', referentiel: 'nature' });
  });
});
