import { describe, expect, it } from 'vitest';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature, Referentiel } from '../../../domain/objets/nomenclature.ts';
import { CODES_REFERENTIELS } from '../../../domain/objets/nomenclature.ts';
import { compterCodes, ecartSuccesseur, lignesDe, phraseUsages, successeurs } from '../../../renderer/nomenclature/lecture.ts';
import { champDuRefus, contenuDe, erreursDe, ordreSuivant, proposerCode, valeursDeReprise, valeursDuCode, valeursNeuves } from '../../../renderer/nomenclature/saisie.ts';
import { AUJOURDHUI, acteur, code, decider, monde } from '../../outils/fabrique.ts';

const tout = { recherche: '', retires: true };
const nomenclature = (...codes: readonly CodeNomenclature[]) => construireNomenclature(codes, AUJOURDHUI);
const lu = (referentiel: Referentiel, nom: string, ...codes: readonly CodeNomenclature[]) => {
  const trouve = nomenclature(...codes).trouver(referentiel, nom);
  if (trouve === undefined) throw new Error(nom);
  return trouve;
};
const ancien = code({ id: 'public:ancien', code: 'ancien', fin: '2026-11-23', remplacePar: 'vif' });
const prevu = code({ id: 'public:prevu', code: 'prevu', fin: AUJOURDHUI });

describe('la grille de la nomenclature', () => {
  it('range les types sous leur nature ; un filtre qui nomme la nature garde ses types, une nature vide disparaît', () => {
    const lignes = lignesDe(nomenclature(), 'type', AUJOURDHUI, { recherche: 'hôtel', retires: false }, [], []);
    expect(lignes.map(({ genre, id }) => [genre, id])).toEqual([['nature', ':hebergement_hotel'], ['code', 'hebergement_hotel.rhvs'], ['code', 'hebergement_hotel.hotel']]);
    expect(lignes[1]).toMatchObject({ codeCourt: '…rhvs', modalites: 'Toutes' });
    expect(new Set(lignesDe(nomenclature(), 'type', AUJOURDHUI, tout, [], []).map(({ id }) => id)).size).toBe(38);
  });
  it('cache les codes retirés sauf demande, pas ceux dont c’est le dernier jour ; nomme le successeur', () => {
    const ids = (retires: boolean) => lignesDe(nomenclature(ancien, prevu), 'public', AUJOURDHUI, { recherche: '', retires }, [], []).map(({ id }) => id);
    expect(ids(false)).toContain('prevu');
    expect(ids(false)).not.toContain('ancien');
    const [ligne] = lignesDe(nomenclature(ancien), 'public', AUJOURDHUI, { recherche: 'ancien', retires: true }, [], []);
    expect(ids(true)).toContain('ancien');
    expect(ligne).toMatchObject({ situation: 'retire', remplacePar: 'Femmes victimes de violences' });
    expect(compterCodes(nomenclature(ancien, prevu), 'public', AUJOURDHUI)).toEqual({ choisis: 11, retires: 1 });
  });
  it('porte les usages et l’attente de chaque code, pas d’un autre référentiel', () => {
    const file = [{ objet: 'nomenclature', id: 'composition:autre', etat: 'en_attente' }, { objet: 'nomenclature', id: 'motif:autre', etat: 'en_attente' }, { objet: 'nomenclature', id: 'motif:autre', etat: 'conflit' }] as unknown as readonly CommandeEnFile[];
    const ligne = lignesDe(nomenclature(), 'motif', AUJOURDHUI, tout, [{ code: 'autre', objet: 'place', nombre: 12 }, { code: 'travaux', objet: 'place', nombre: 3 }], file).find(({ id }) => id === 'autre');
    expect(ligne).toMatchObject({ nombre: 12, attente: 'conflit' });
    expect(lignesDe(nomenclature(), 'statut_juridique', AUJOURDHUI, tout, [], file).find(({ id }) => id === 'autre')?.attente).toBe('aucune');
  });
});

describe('l’impact et le successeur', () => {
  it('se disent en français', () => {
    expect(phraseUsages('type', [{ objet: 'dispositif', nombre: 1214 }])).toBe('1\u00a0214 dispositifs utilisent ce type');
    expect(phraseUsages('composition', [{ objet: 'dispositif', nombre: 1 }, { objet: 'groupe', nombre: 3 }])).toBe('1 dispositif, 3 groupes utilisent cette composition');
    expect(phraseUsages('motif', [{ objet: 'place', nombre: 1 }])).toBe('1 place utilise ce motif');
    expect(phraseUsages('nature', [])).toBe('Aucune fiche n’utilise cette nature');
  });
  it('les successeurs proposés sont ceux que la commande accepte, pour tout code de départ', () => {
    const codes = [ancien, prevu];
    const repondre = monde(...codes.map((ligne) => ({ objet: 'nomenclature' as const, ligne })));
    for (const referentiel of CODES_REFERENTIELS.filter((cle) => cle !== 'nature')) {
      const lue = nomenclature(...codes);
      const premier = lue.codes(referentiel)[0];
      if (premier === undefined) throw new Error(referentiel);
      const proposes = successeurs(lue, referentiel, premier, AUJOURDHUI).map((autre) => autre.code);
      const acceptes = lue.codes(referentiel).map((autre) => autre.code).filter((vers) => decider('retirerCode', { referentiel, code: premier.code, fin: AUJOURDHUI, remplacePar: vers, motif: 'x' }, acteur('admin_national'), repondre).accepte);
      expect([...proposes].sort(), referentiel).toEqual([...acceptes].sort());
    }
  });
  it('un successeur qui permet autre chose est annoncé ; le même, non', () => {
    expect(ecartSuccesseur('type', lu('type', 'hebergement_chrs.mixte'), lu('type', 'hebergement_chrs.115'))).toContain('n’accepte pas : Insertion');
    expect(ecartSuccesseur('type', lu('type', 'hebergement_chrs.115'), lu('type', 'hebergement_chrs.mixte'))).toContain('accepte en plus : Insertion');
    expect(ecartSuccesseur('type', lu('type', 'hebergement_hotel.hotel'), lu('type', 'veille_sociale.sao'))).toContain('d’une autre nature');
    expect(ecartSuccesseur('type', lu('type', 'hebergement_hotel.hotel'), lu('type', 'hebergement_hotel.rhvs'))).toBeNull();
    expect(ecartSuccesseur('nature', lu('nature', 'veille_sociale'), lu('nature', 'hebergement_chrs'))).toContain('passages');
    expect(ecartSuccesseur('public', lu('public', 'vif'), lu('public', 'jeunes'))).toBeNull();
  });
});

describe('le formulaire d’un code', () => {
  it.each([
    ['public', 'Œuvre d’été', '', 'oeuvre_d_ete'], ['financement', 'P 999 bis', '', 'P_999_BIS'], ['type', 'Halte + nuit', 'veille_sociale', 'veille_sociale.halte_nuit'], ['public', '« »', '', ''], ['public', 'a'.repeat(80), '', 'a'.repeat(56)],
  ] as const)('%s « %s » propose un code', (referentiel, libelle, nature, attendu) => { expect(proposerCode(referentiel, libelle, nature)).toBe(attendu); });
  it('un formulaire sans défaut fait une commande acceptée, dans chaque référentiel', () => {
    for (const referentiel of CODES_REFERENTIELS) {
      const valeurs = { ...valeursNeuves(AUJOURDHUI, ordreSuivant(nomenclature(), referentiel, '')), libelle: '  Tout   neuf ', code: 'tout_neuf', nature: referentiel === 'type' ? 'veille_sociale' : '', comptee: 'non' as const, unite: 'mesures', modalites: ['115'] };
      expect(erreursDe(referentiel, valeurs, true, AUJOURDHUI), referentiel).toEqual({});
      expect(decider('creerCode', { referentiel, code: valeurs.code, parent: referentiel === 'type' ? valeurs.nature : null, debut: AUJOURDHUI, contenu: contenuDe(referentiel, valeurs) }, acteur('admin_national'), monde()), referentiel).toMatchObject({ accepte: true, changements: [{ ligne: { versions: [{ libelle: 'Tout neuf' }] } }] });
    }
  });
  it('dit chaque défaut', () => {
    expect(Object.keys(erreursDe('type', valeursNeuves('2026-11-23', 10), true, AUJOURDHUI)).sort()).toEqual(['code', 'depuis', 'libelle', 'modalites', 'nature']);
    expect(Object.keys(erreursDe('nature', { ...valeursNeuves(AUJOURDHUI, 10), ordre: '-1', depuis: '31/02/2027' }, false, AUJOURDHUI)).sort()).toEqual(['comptee', 'depuis', 'libelle', 'ordre', 'unite']);
  });
  it('rend la saisie d’une commande refusée, et le champ qu’elle vise', () => {
    expect(valeursDeReprise({ referentiel: 'type', code: 'x', parent: 'veille_sociale', debut: '2027-01-01', contenu: contenuDe('type', { ...valeursNeuves(AUJOURDHUI, 7), libelle: 'X', modalites: ['autre'] }) })).toEqual({ code: 'x', nature: 'veille_sociale', depuis: '01/01/2027', libelle: 'X', court: '', ordre: '7', comptee: '', unite: '', modalites: ['autre'] });
    expect([champDuRefus('contenu.libelle'), champDuRefus('debut'), champDuRefus('parent'), champDuRefus('compteeEnPlaces'), champDuRefus('fin'), champDuRefus(undefined)]).toEqual(['libelle', 'depuis', 'nature', 'comptee', null, null]);
  });
  it('part de ce que le code dit à la date voulue', () => {
    const ligne = code({ versions: [...code().versions, { ...code().versions[0] as CodeNomenclature['versions'][number], depuis: '2027-01-01', libelle: 'Plus tard' }] });
    expect([valeursDuCode(ligne, AUJOURDHUI).libelle, valeursDuCode(ligne, '2027-01-01').libelle]).toEqual(['Public d’essai', 'Plus tard']);
  });
});
