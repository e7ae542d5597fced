import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANCIENS_PROFILS } from '../../../../domain/reprise/anciensProfils.ts';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import { GABARITS } from '../../../../domain/reprise/gabarit/gabarit.ts';
import type { Contexte } from '../../../../domain/reprise/controles/contexte.ts';
import type { Correction } from '../../../../domain/reprise/corrections.ts';
import type { Cellules } from './outils.ts';
import { contexte } from './outils.ts';

const graine = Number(process.env['SIAO_GRAINE'] ?? 20_261_127);
const COLONNES = GABARITS.utilisateurs;
const SAINE: Cellules = { identifiant: 'elefebvre', nom: 'Élodie Lefebvre', email: 'elodie.lefebvre@asso.example', profil: '115 Gestionnaire structure', structure: 'SI-1', derniereConnexion: '03/10/2026' };
const enLignes = (lignes: readonly Cellules[]) => lignes.map((ligne, rang) => ({ numero: rang + 2, cellules: COLONNES.map(({ cle }) => ligne[cle] ?? '') }));
const controler = (lignes: readonly Cellules[], reste: Partial<Contexte> = {}, corrections: readonly Correction[] = []): ResultatControle =>
  controlerFichier({ genre: 'utilisateurs', entetes: COLONNES.map(({ titre }) => titre), lignes: enLignes(lignes), corrections, contexte: contexte(reste) });
const codes = ({ anomalies }: ResultatControle): string[] => anomalies.map(({ ligne, code }) => `${ligne} ${code}`);
const sorts = (resultat: ResultatControle): string[] => resultat.sorts.map(({ sort }) => sort);

describe('les comptes à reprendre', () => {
  test('une personne sans défaut : un compte proposé, rien à dire', () => {
    const resultat = controler([SAINE]);
    expect([codes(resultat), sorts(resultat)]).toEqual([[], ['creee']]);
    expect(resultat.fiches.comptes).toMatchObject([{ nom: 'Élodie Lefebvre', email: 'elodie.lefebvre@asso.example', propose: 'gestionnaire_entite', choix: ['responsable_dispositif', 'gestionnaire_entite'], aArbitrer: false, structures: ['SI-1'] }]);
  });

  test('les quatorze anciens profils se lisent par leur nom', () => {
    expect(ANCIENS_PROFILS).toHaveLength(14);
    for (const { libelle, nouveau } of ANCIENS_PROFILS) expect(controler([{ ...SAINE, profil: libelle }]).fiches.comptes[0]?.propose, libelle).toBe(nouveau);
  });

  test.each<[string, Cellules, string[]]>([
    ['adresse absente', { email: '' }, ['2 U01']], ['adresse mal formée', { email: 'elodie@asso' }, ['2 U01']], ['boîte partagée', { email: 'accueil@asso.example' }, ['2 U02']], ['boîte du 115', { email: '115@asso.example' }, ['2 U02']],
    ['lecture seule : les droits augmentent', { profil: '115 Gestionnaire structure lecture seule' }, ['2 U05']], ['inactive depuis plus d’un an', { derniereConnexion: '01/10/2025' }, ['2 U06']], ['sans organisme', { structure: '' }, ['2 U07']],
    ['un service, pas une personne', { nom: 'Accueil' }, ['2 F03']], ['ancien profil inconnu', { profil: 'Super utilisateur' }, ['2 D01']], ['ancien profil absent', { profil: '' }, ['2 D01']],
  ])('%s', (_titre, champs, attendues) => { expect(codes(controler([{ ...SAINE, ...champs }]))).toEqual(attendues); });

  test('d’un SIAO, l’organisme n’est pas une structure du fichier : rien à redire', () => { expect(codes(controler([{ ...SAINE, profil: '115 Écoutant', structure: '' }]))).toEqual([]); });

  test('deux personnes sur une adresse : ni l’une ni l’autre n’est reprise', () => {
    const resultat = controler([SAINE, { ...SAINE, nom: 'Paul Martin' }, { ...SAINE, nom: 'LEFEBVRE Elodie' }]);
    expect([codes(resultat), sorts(resultat)]).toEqual([['2 U03', '3 U03', '4 U03'], ['rejetee', 'rejetee', 'rejetee']]);
  });

  test('le même nom, mots dans un autre ordre : la même personne ; ses profils se réduisent au plus étroit, à arbitrer', () => {
    const resultat = controler([{ ...SAINE, profil: '115 Coordinateur' }, { ...SAINE, nom: 'LEFEBVRE Elodie', profil: '115 Écoutant', structure: '' }]);
    expect([codes(resultat), sorts(resultat)]).toEqual([['2 U04'], ['creee', 'fusionnee']]);
    expect(resultat.fiches.comptes).toMatchObject([{ propose: 'ecoutant_115', choix: ['ecoutant_115', 'operateur_siao', 'admin_siao'], aArbitrer: true, anciens: ['115_coordinateur', '115_ecoutant'] }]);
  });

  test('une personne, deux comptes dans sa structure : refusée jusqu’à ce qu’on garde l’un ; ailleurs, c’est un homonyme', () => {
    const autre = { ...SAINE, identifiant: 'zlefebvre', email: 'e.lefebvre@asso.example' };
    const resultat = controler([SAINE, autre]);
    expect(codes(resultat)).toEqual(['3 U03']);
    const [faute] = resultat.anomalies;
    const fusion: Correction = { genre: 'fusion', cle: faute?.cle ?? '', avec: faute?.reparation?.valeurs[0] ?? '', portee: 'ligne' };
    const corrige = controler([SAINE, autre], {}, [fusion]);
    expect([codes(corrige), sorts(corrige)]).toEqual([[], ['creee', 'fusionnee']]);
    expect(codes(controler([SAINE, { ...autre, structure: 'SI-2' }]))).toEqual([]);
  });

  test('un compte déjà là n’est pas recréé', () => {
    expect(sorts(controler([SAINE], { comptes: [{ id: 'u1', email: 'elodie.lefebvre@asso.example' }] }))).toEqual(['fusionnee']);
  });

  test(`un sort et un seul par ligne, une personne par adresse, quel que soit l’ordre (graine ${graine})`, () => {
    const cellule = fc.record({
      identifiant: fc.constantFrom('a', 'b', 'c', ''), nom: fc.constantFrom('Élodie Lefebvre', 'LEFEBVRE Elodie', 'Paul Martin', 'Accueil', ''), email: fc.constantFrom('elodie@asso.example', 'p.martin@asso.example', 'accueil@asso.example', 'x', ''),
      profil: fc.constantFrom('115 Écoutant', '115 Coordinateur', '115 Gestionnaire structure lecture seule', 'Insertion Opérateur SIAO', 'inconnu', ''), structure: fc.constantFrom('SI-1', 'SI-2', ''), derniereConnexion: fc.constantFrom('', '01/01/2020', '45078', 'hier'),
    });
    fc.assert(fc.property(fc.array(cellule, { maxLength: 20 }), (lignes) => {
      const resultat = controler(lignes);
      const { source, creees, fusionnees, scindees, rejetees, exclues, equilibre } = resultat.grandLivre.lignes;
      expect([source, creees + fusionnees + scindees + rejetees + exclues, equilibre]).toEqual([lignes.length, lignes.length, true]);
      expect(resultat.sorts.map(({ numero }) => numero)).toEqual(lignes.map((_ligne, rang) => rang + 2));
      expect(creees).toBe(resultat.fiches.comptes.length);
      expect(new Set(resultat.fiches.comptes.map(({ email }) => email)).size).toBe(creees);
      const retourne = controler([...lignes].reverse());
      expect({ ...retourne.grandLivre.lignes, motifs: null }).toEqual({ ...resultat.grandLivre.lignes, motifs: null });
      expect(retourne.fiches.comptes.map(({ email, propose }) => [email, propose]).sort()).toEqual(resultat.fiches.comptes.map(({ email, propose }) => [email, propose]).sort());
    }), { seed: graine, numRuns: 300 });
  });
});
