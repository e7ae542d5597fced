import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { TRAITEMENTS } from '../../../../server/rgpd/registre.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { classeurDuRapport } from '../../../../sync/reprise/rapport/classeur.ts';
import type { PersonneRapportee } from '../../../../sync/reprise/rapport/comptes.ts';
import { TRAITEMENT_COMPTES, comptesParProfil } from '../../../../sync/reprise/rapport/comptes.ts';
import type { EntreeRapport } from '../../../../sync/reprise/rapport/contenu.ts';
import { documentDuRapport } from '../../../../sync/reprise/rapport/document.ts';
import { htmlImprime } from '../../../../main/documentImprime.ts';
import { SAINE, controler } from '../../domain/reprise/outils.ts';

const FORMULE = '=HYPERLINK("http://dehors.example","clic") X';
const personne = (reste: Partial<PersonneRapportee>): PersonneRapportee => ({ nom: 'Inès Garcia', email: 'ines@asso.example', lignes: [2], anciens: ['115_gestionnaire_lecture'], profil: 'assistant', pourquoi: 'droits accrus, toujours à décider', perimetre: 'Hainaut Accueil', etat: 'cree', refus: null, decision: { par: 'Claire Vasseur', le: '2026-11-27T09:00:00.000Z' }, ...reste });
const personnes = [
  personne({}), personne({ nom: 'Paul Martin', anciens: ['115_coordinateur', '115_ecoutant'], profil: null, etat: 'arbitrer', decision: null, pourquoi: 'profils cumulés' }),
  personne({ nom: FORMULE, anciens: ['115_ecoutant'], profil: 'ecoutant_115', etat: 'pret', decision: null, pourquoi: 'remplacement d’office', refus: 'Votre profil n’encadre pas.' }), personne({ nom: 'Jean Blanc', etat: 'connu', decision: null }),
];
const entree: EntreeRapport = {
  fichier: { nom: 'comptes_59.csv', empreinte: 'ab'.repeat(32), octets: 12_345 }, genre: 'utilisateurs', departement: '59', lot: null, operateur: 'Amélie Mabille', le: '2026-11-27T09:00:00.000Z', compare: true,
  description: { format: 'csv', encodage: 'utf-8', separateur: ';', feuilles: [{ nom: 'A', masquee: false }], feuille: 'A', entete: null, preambule: [], colonnes: [], extensionTrompeuse: false, lignesEncodage: [] },
  bilan: { lignes: 4, lignesMasquees: 0, formules: 0, formulesSansValeur: 0, fusions: 0, erreurs: 0, lignesAbimees: [] }, controle: controler('structures', [SAINE]), corrections: [], chargement: null, comptes: { personnes },
};
const relire = (octets: Uint8Array, feuille: string): string[][] => [...lireSource(octets, { feuille, entete: null }).lots()].flat().map(({ cellules }) => [...cellules]);

describe('le registre RGPD d’une reprise de comptes', () => {
  const octets = classeurDuRapport(entree);
  test('le traitement est celui du registre du service', () => {
    const dit = new Map(TRAITEMENT_COMPTES);
    const { nom, finalite, base, personnes: qui, duree, fin } = TRAITEMENTS.comptes;
    expect([dit.get('Traitement'), dit.get('Finalité'), dit.get('Base légale'), dit.get('Personnes concernées'), dit.get('Conservation'), dit.get('Au terme')]).toEqual([nom, finalite, base, qui, duree, fin]);
  });
  test('chaque personne : d’où, vers quoi, pourquoi, ce qu’elle gagne et perd, qui l’a décidé et quand', () => {
    const lignes = relire(octets, 'Personnes');
    expect(lignes).toHaveLength(personnes.length + 1);
    const [, ines = [], paul = [], formule = [], jean = []] = lignes;
    expect([ines[3], ines[4], ines[5], ines[9], ines[11]]).toEqual(['115 Gestionnaire structure lecture seule', 'Assistant', 'droits accrus, toujours à décider', 'Claire Vasseur', 'Préparé, invitation non envoyée par la reprise']);
    expect([ines[6]?.includes('Place : créer, modifier'), ines[10]?.includes('27 novembre 2026')]).toEqual([true, true]);
    expect([paul[4], paul[6], paul[11]]).toEqual(['(à arbitrer)', '', 'Profil à arbitrer : non créé']);
    expect([formule[0], formule[9], formule[11]]).toEqual([FORMULE, 'règle de remplacement d’office', 'Refusé : Votre profil n’encadre pas.']);
    expect([jean[4], jean[11]]).toEqual(['(inchangé)', 'Déjà un compte : rien n’est touché']);
  });
  test('les comptes par profil, avant et après : un refusé, un en attente, un déjà là n’y sont pas', () => {
    const { avant, apres, cumulees } = comptesParProfil({ personnes });
    expect([avant.length, apres.length, cumulees]).toEqual([14, 10, 1]);
    expect(avant.filter(({ nombre }) => nombre > 0)).toEqual([{ profil: '115 Coordinateur', nombre: 1 }, { profil: '115 Écoutant', nombre: 2 }, { profil: '115 Gestionnaire structure lecture seule', nombre: 2 }]);
    expect(apres.filter(({ nombre }) => nombre > 0)).toEqual([{ profil: 'Assistant', nombre: 1 }]);
  });
  test('rien du fichier n’y devient une formule ni une balise', () => {
    const parties = unzipSync(octets);
    const feuilles = Object.keys(parties).filter((nom) => nom.includes('worksheets/')).map((nom) => Buffer.from(parties[nom] as Uint8Array).toString('utf8'));
    expect(feuilles.some((xml) => xml.includes('=HYPERLINK'))).toBe(true);
    for (const xml of feuilles) expect(xml).not.toMatch(/<f>|<f /u);
    expect(htmlImprime(documentDuRapport({ ...entree, comptes: { personnes: [personne({ nom: '<script>alert(1)</script> X' })] } }))).not.toContain('<script');
  });
  test('à imprimer : le traitement, les profils, chaque personne d’une ligne', () => {
    const { lignes, colonnes } = documentDuRapport(entree);
    expect(lignes.every(({ cellules }) => cellules.length === colonnes.length)).toBe(true);
    expect(lignes.filter(({ forte }) => forte).map(({ cellules }) => cellules[0])).toContain('Registre RGPD');
    expect(lignes.find(({ cellules }) => cellules[0] === 'Inès Garcia')?.cellules[1]).toMatch(/lecture seule → Assistant\. droits accrus.*gagne .*décidé par Claire Vasseur, 27 novembre 2026/u);
    expect(documentDuRapport({ ...entree, comptes: { personnes: Array.from({ length: 2_500 }, () => personne({})) } }).lignes.length).toBeLessThan(2_100);
  });
});
