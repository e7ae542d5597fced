// node tests/bench/controleEnfant.ts FICHIER : la vraie console, dans son propre processus ; dit son sommet de mémoire sur l’erreur standard.
import { lancer } from '../../console/siao.ts';

const [, , fichier = ''] = process.argv;
let document = '';
const sortie = await lancer(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59'], { sortie: (texte) => { document += texte; }, erreur: () => undefined, env: process.env });
const { lignes } = JSON.parse(document) as { readonly lignes: { readonly source: number; readonly equilibre: boolean } };
console.error(JSON.stringify({ sortie, lignes: lignes.source, equilibre: lignes.equilibre, sommet: process.resourceUsage().maxRSS }));
