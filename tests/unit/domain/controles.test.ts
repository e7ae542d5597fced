import { describe, expect, it } from 'vitest';
import { CONTROLES } from '../../../domain/qualite/controles.ts';
import type { CodeControle } from '../../../domain/qualite/controles.ts';
import type { Constat, DispositifControle, EntiteControlee, GroupeControle, OffreControlee } from '../../../domain/qualite/constats.ts';
import { compterConstats, relever } from '../../../domain/qualite/constats.ts';

const AUJOURDHUI = '2026-11-24';
const commun = { departement: '59', statut: 'valide', modifieLe: '2026-11-01T08:00:00.000Z', attendus: 10, remplis: 10 };
const entite = (champs: Partial<EntiteControlee> = {}): EntiteControlee => ({ ...commun, id: 'e', nom: 'Hainaut Accueil', siren: '732829320', departements: ['59'], conventionP177: null, ...champs });
const dispositif = (champs: Partial<DispositifControle> = {}): DispositifControle => ({
  ...commun, id: 'd', nom: 'Les Remparts', entiteId: 'e', nature: 'hebergement_chrs', siret: '73282932000074', financements: [{ code: 'ALT1', places: 10, debut: '2026-01-01', fin: null }], delegationSiao: null, occupationDeclaree: { le: '2026-11-20', par: 'x', source: 'saisie' }, ...champs,
});
const groupe = (champs: Partial<GroupeControle> = {}): GroupeControle => ({ ...commun, id: 'g', nom: 'Urgence', dispositifId: 'd', ouverture: '2026-01-01', fermeture: null, capacite: 10, ...champs });
const contexte = { aujourdhui: AUJOURDHUI, compteesEnPlaces: new Set(['hebergement_chrs']) };
const constats = (offre: Partial<OffreControlee>): readonly Constat[] => relever({ entites: [entite()], dispositifs: [dispositif()], groupes: [groupe()], ...offre }, contexte);
const releves = (offre: Partial<OffreControlee>): readonly (readonly [CodeControle, string])[] => constats(offre).map(({ controle, id }) => [controle, id]);

describe('les contrôles de l’offre', () => {
  it('une offre en règle n’en relève aucun', () => { expect(constats({})).toEqual([]); });
  it('se nomment tous, chacun une fois', () => {
    expect(new Set(CONTROLES.map(({ code }) => code)).size).toBe(CONTROLES.length);
  });
  it.each([
    ['incompletes', 'une fiche sous 80 %', { dispositifs: [dispositif({ remplis: 7 })] }, true],
    ['incompletes', 'pas à 80 % juste', { dispositifs: [dispositif({ remplis: 8 })] }, false],
    ['incompletes', 'pas un brouillon', { dispositifs: [dispositif({ remplis: 2, statut: 'brouillon' })] }, false],
    ['anciennes', 'douze mois tout juste', { entites: [entite({ modifieLe: '2025-11-24T10:00:00.000Z' })] }, true],
    ['anciennes', 'un jour de moins', { entites: [entite({ modifieLe: '2025-11-25T10:00:00.000Z' })] }, false],
    ['anciennes', 'le jour se lit à Paris', { entites: [entite({ modifieLe: '2025-11-24T23:30:00.000Z' })] }, false],
    ['ecart', 'plus de places que financées', { groupes: [groupe({ capacite: 12 })] }, true],
    ['ecart', 'un financement sans places ne dit rien', { dispositifs: [dispositif({ financements: [{ code: 'FSL', places: null, debut: '2026-01-01', fin: null }] })] }, false],
    ['ecart', 'un groupe pas encore ouvert', { groupes: [groupe({ ouverture: '2027-01-01', capacite: 0 })] }, false],
    ['ecart', 'une nature qui ne se compte pas en places', { dispositifs: [dispositif({ nature: 'veille_sociale' })], groupes: [groupe({ capacite: 3 })] }, false],
    ['occupation', 'jamais déclarée', { dispositifs: [dispositif({ occupationDeclaree: null })] }, true],
    ['occupation', 'sept jours tout juste', { dispositifs: [dispositif({ occupationDeclaree: { le: '2026-11-17', par: 'x', source: 'saisie' } })] }, false],
    ['occupation', 'huit jours', { dispositifs: [dispositif({ occupationDeclaree: { le: '2026-11-16', par: 'x', source: 'saisie' } })] }, true],
    ['occupation', 'sans place ouverte, rien à déclarer', { dispositifs: [dispositif({ occupationDeclaree: null, financements: [{ code: 'ALT1', places: 0, debut: '2026-01-01', fin: null }] })], groupes: [groupe({ capacite: 0 })] }, false],
    ['siret', 'le siren d’un autre', { dispositifs: [dispositif({ siret: '35600000000048' })] }, true],
    ['siret', 'pas encore saisi', { dispositifs: [dispositif({ siret: null })] }, false],
    ['financement', 'la dernière ligne finit dans soixante jours', { dispositifs: [dispositif({ financements: [{ code: 'ALT1', places: 10, debut: '2026-01-01', fin: '2027-01-23' }] })] }, true],
    ['financement', 'un jour plus tard', { dispositifs: [dispositif({ financements: [{ code: 'ALT1', places: 10, debut: '2026-01-01', fin: '2027-01-24' }] })] }, false],
    ['financement', 'une autre ligne prend la suite', { dispositifs: [dispositif({ financements: [{ code: 'ALT1', places: 10, debut: '2026-01-01', fin: '2026-12-31' }, { code: 'P177', places: 10, debut: '2027-01-01', fin: null }] })] }, false],
    ['delegation', 'finit ce mois-ci', { dispositifs: [dispositif({ delegationSiao: { debut: '2026-01-01', fin: '2026-11-30' } })] }, true],
    ['delegation', 'a fini il y a un mois', { dispositifs: [dispositif({ delegationSiao: { debut: '2026-01-01', fin: '2026-10-24' } })] }, false],
    ['delegation', 'finit le mois prochain', { dispositifs: [dispositif({ delegationSiao: { debut: '2026-01-01', fin: '2026-12-01' } })] }, false],
    ['delegation', 'sans fin', { dispositifs: [dispositif({ delegationSiao: { debut: '2026-01-01', fin: null } })] }, false],
  ] as const)('%s : %s', (code, _cas, offre, attendu) => {
    expect(releves(offre).some(([controle]) => controle === code)).toBe(attendu);
  });
  it('la convention P177 ne se contrôle que d’une entité qui a un dispositif financé par le P177', () => {
    const conventionP177 = { debut: '2026-01-01', fin: '2026-12-31' };
    const p177 = [{ code: 'P177', places: 10, debut: '2026-01-01', fin: null }];
    expect(releves({ entites: [entite({ conventionP177 })], dispositifs: [dispositif({ financements: p177 })] })).toEqual([['convention', 'e']]);
    expect(releves({ entites: [entite({ conventionP177 })] })).toEqual([]);
    expect(constats({ entites: [entite({ conventionP177: { debut: '2025-01-01', fin: '2025-12-31' } })], dispositifs: [dispositif({ financements: p177 })] })[0]?.texte).toBe('Échue depuis le 31/12/2025');
  });
  it('deux entités du même siren, ou de noms proches, se relèvent l’une l’autre ; pas d’un département à l’autre', () => {
    const proche = entite({ id: 'e2', nom: 'Association Hainaut-Acceuil', siren: '356000000' });
    expect(releves({ entites: [entite(), proche] })).toEqual([['doublons', 'e'], ['doublons', 'e2']]);
    expect(constats({ entites: [entite(), entite({ id: 'e2', nom: 'Tout autre' })] }).map(({ texte, autre }) => [texte, autre])).toEqual([['Même siren que « Tout autre »', 'e2'], ['Même siren que « Hainaut Accueil »', 'e']]);
    expect(releves({ entites: [entite(), { ...proche, departement: '75', departements: ['75'] }] })).toEqual([]);
    // celle qui intervient aussi dans le Nord s’y voit ; Paris, où l’autre n’est pas, n’a rien à comparer
    expect(releves({ entites: [entite(), { ...proche, departement: '75', departements: ['75', '59'] }] })).toEqual([['doublons', 'e']]);
    expect(releves({ entites: [entite(), { ...proche, statut: 'archive' }] })).toEqual([]);
  });
  it('un groupe fermé n’est plus à corriger ; ouvert, il suit le statut de son dispositif', () => {
    expect(releves({ groupes: [groupe({ remplis: 1 })] })).toEqual([['incompletes', 'g']]);
    expect(releves({ groupes: [groupe({ remplis: 1, fermeture: AUJOURDHUI, capacite: 0 })], dispositifs: [dispositif({ financements: [] })] })).toEqual([]);
    expect(releves({ groupes: [groupe({ remplis: 1 })], dispositifs: [dispositif({ statut: 'brouillon' })] })).toEqual([]);
  });
  it('se comptent par territoire', () => {
    const offre = { entites: [entite(), entite({ id: 'e2', nom: 'Zeste', siren: null, departement: '62', departements: ['62'], remplis: 1 })], dispositifs: [dispositif({ remplis: 1 })] };
    expect([...compterConstats(constats(offre))]).toEqual([['incompletes', 2]]);
    expect([...compterConstats(constats(offre), new Set(['62']))]).toEqual([['incompletes', 1]]);
  });
});
