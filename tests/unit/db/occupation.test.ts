import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { METHODES_OCCUPATION } from '../../../contract/methodesOccupation.ts';
import { executerCommande } from '../../../db/execution.ts';
import { clientCourant, noterIssue } from '../../../db/file.ts';
import { lotsDePlaces, pileDeLots } from '../../../db/lotsDePlaces.ts';
import { preparerImport } from '../../../db/importOccupation.ts';
import { lirePlacesOccupees, listerOccupation } from '../../../db/occupation.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { lireFichierOccupation } from '../../../sync/lecture/fichierOccupation.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, ecriture, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, DISPOSITIF_ID, acteur, compte, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const OUVERTE = { etat: 'ouverte', debut: '2026-01-01', fin: null } as const;
const nomenclature = construireNomenclature([], AUJOURDHUI);
let essai: CacheEssai;
let places: Place[];
/** Un dispositif avec un groupe et une place libre, déclaré à une date. */
const avecPlace = (nom: string, le: string | null, champs: Partial<Dispositif> = {}, champsPlace: Partial<Place> = {}) => {
  const [id, groupeId] = [randomUUID(), randomUUID()];
  return [ligneDe('dispositif', dispositif({ id, nom, siret: null, occupationDeclaree: le === null ? null : { le, par: 'x', source: 'partenaire' }, ...champs })), ligneDe('groupe', groupe({ id: groupeId, dispositifId: id, libelle: nom })), ligneDe('place', place({ groupeId, dispositifId: id, ...champsPlace }))];
};
beforeEach(() => {
  essai = ouvrirCacheEssai();
  places = [
    place({ numero: 'Ch. 10' }), place({ numero: 'Ch. 9', occupation: 'occupee' }), place({ numero: 'Ch. 11', occupation: 'reservee' }),
    place({ numero: 'Ch. 12', etats: [OUVERTE, { etat: 'indisponible', motif: 'sinistre', debut: '2026-11-20', fin: null }] }), place({ numero: 'Ch. 13', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }),
  ];
  appliquerPage(essai.base, [
    ligneDe('entite', entite()), ligneDe('utilisateur', compte({ id: '77777777-7777-4777-8777-777777777777', nom: 'Léa Marchand' })),
    ligneDe('dispositif', dispositif({ occupationDeclaree: { le: '2026-11-05', par: '77777777-7777-4777-8777-777777777777', source: 'saisie' } })), ligneDe('groupe', groupe()), ...places.map((une) => ligneDe('place', une)),
  ], fin('1'), cadre());
});
afterEach(() => { essai.jeter(); });
const lister = (qui = acteur('gestionnaire_entite')) => METHODES_OCCUPATION['occupation.lister'].resultat.parse({ dispositifs: listerOccupation(essai.base, qui, nomenclature, AUJOURDHUI, ecriture.nomCommune) }).dispositifs;
const lire = (qui = acteur('gestionnaire_entite'), id = DISPOSITIF_ID) => METHODES_OCCUPATION['occupation.places'].resultat.parse(lirePlacesOccupees(essai.base, id, qui, nomenclature, AUJOURDHUI));

describe('les dispositifs qui déclarent', () => {
  it('comptes, dernière déclaration et qui l’a faite', () => {
    expect(lister()).toEqual([{
      id: DISPOSITIF_ID, code: null, nom: 'Les Remparts', entite: 'Hainaut Accueil', commune: 'Valenciennes', departement: '59', ouvertes: 4, libres: 1, reservees: 1, occupees: 1, indisponibles: 1,
      declaration: { le: '2026-11-05', par: 'Léa Marchand', deMoi: false, source: 'saisie' }, etat: 'retard', jours: 12, attente: 'aucune', peut: true,
    }]);
  });
  it('en retard d’abord, jamais en tête, puis la prochaine à faire ; ni fermé, ni en circuit, ni hors places, ni sans place ouverte', () => {
    appliquerPage(essai.base, [
      ...avecPlace('A jour', '2026-11-23'), ...avecPlace('B bientôt', '2026-11-17'), ...avecPlace('C jamais', null), ...avecPlace('D vieux', '2026-10-30'), ...avecPlace('E suspendu', '2026-11-10', { statut: 'suspendu' }),
      ...avecPlace('F fermé', null, { statut: 'ferme' }), ...avecPlace('G brouillon', null, { statut: 'brouillon' }), ...avecPlace('H maraude', null, { nature: 'veille_sociale', type: 'veille_sociale.maraude' }),
      ...avecPlace('I sans place', null, {}, { etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }),
    ], fin('2'), cadre());
    expect(lister().map(({ nom, etat, jours }) => [nom, etat, jours])).toEqual([['C jamais', 'jamais', 0], ['D vieux', 'retard', 18], ['Les Remparts', 'retard', 12], ['E suspendu', 'retard', 7], ['B bientôt', 'a_jour', 0], ['A jour', 'a_jour', 6]]);
  });
  it('le SIAO lit tout, et ne déclare que sous délégation', () => {
    appliquerPage(essai.base, avecPlace('Délégué', null, { delegationSiao: { debut: '2026-01-01', fin: null } }), fin('2'), cadre());
    expect(lister(acteur('admin_siao')).map(({ nom, peut }) => [nom, peut])).toEqual([['Délégué', true], ['Les Remparts', false]]);
    expect(lister(acteur('ecoutant_115')).some(({ peut }) => peut)).toBe(false);
    expect(lire(acteur('admin_siao'), lister(acteur('admin_siao'))[0]?.id).pourLeCompteDe).toBe('Hainaut Accueil');
    expect(lire(acteur('admin_siao')).raison).toContain('délégation');
  });
});

describe('les places d’un dispositif', () => {
  it('rangées comme on les compte, sans celles qui sont fermées, le motif en clair', () => {
    expect(lire()).toMatchObject({ raison: null, pourLeCompteDe: null });
    expect(lire().places?.map(({ numero, occupation, motif }) => [numero, occupation, motif])).toEqual([['Ch. 9', 'occupee', null], ['Ch. 10', 'libre', null], ['Ch. 11', 'reservee', null], ['Ch. 12', 'libre', 'Sinistre']]);
    expect(lire(undefined, randomUUID()).places).toBeNull();
  });
  it('déclarer se voit aussitôt, attend l’envoi, s’annule ; un refus du service se voit et ôte la déclaration', () => {
    const lot = randomUUID();
    const [libre] = places as [Place];
    expect(executerCommande(essai.base, 'declarerOccupation', { lot, dispositifId: DISPOSITIF_ID, le: AUJOURDHUI, changements: [{ occupation: 'occupee', ids: [libre.id] }] }, cadre())).toMatchObject({ accepte: true });
    expect(lister()[0]).toMatchObject({ libres: 0, occupees: 2, etat: 'a_jour', jours: 7, attente: 'en_attente', declaration: { le: AUJOURDHUI, deMoi: true } });
    expect(lotsDePlaces(essai.base)).toMatchObject([{ lot, ids: [libre.id], intitule: 'Déclarer l’occupation' }]);
    noterIssue(essai.base, clientCourant(essai.base), { seq: 1, issue: 'rejetee', code: 'statut', message: 'Non.' });
    appliquerPage(essai.base, [], fin('2', { [clientCourant(essai.base)]: 1 }), cadre());
    expect(lister()[0]).toMatchObject({ libres: 1, occupees: 1, etat: 'retard', jours: 12, attente: 'refusee' });
  });
  it('« rien n’a changé » n’a aucune place à rendre, mais sa déclaration s’annule ; elle ne se refait pas', () => {
    const lot = randomUUID();
    expect(executerCommande(essai.base, 'declarerOccupation', { lot, dispositifId: DISPOSITIF_ID, le: AUJOURDHUI, changements: [] }, cadre())).toMatchObject({ accepte: true });
    expect(lotsDePlaces(essai.base)).toMatchObject([{ lot, ids: [], declares: [DISPOSITIF_ID] }]);
    expect(pileDeLots(lotsDePlaces(essai.base)).annuler?.lot).toBe(lot);
    expect(executerCommande(essai.base, 'annulerPlaces', { lot, nouveauLot: randomUUID(), ids: [], dispositifs: [DISPOSITIF_ID] }, cadre())).toMatchObject({ accepte: true });
    expect(pileDeLots(lotsDePlaces(essai.base))).toEqual({ annuler: undefined, refaire: undefined });
    expect(essai.base.un<{ declaree: string | null }>('select "occupationDeclaree" as declaree from dispositif')?.declaree).toBe('{"le":"2026-11-05","par":"77777777-7777-4777-8777-777777777777","source":"saisie"}');
  });
});

describe('importer un fichier', () => {
  const essayer = (texte: string, qui = acteur('gestionnaire_entite')) => preparerImport(essai.base, lireFichierOccupation(new TextEncoder().encode(`dispositif;place;groupe;occupation;date\n${texte}`)), randomUUID(), cadre(qui));
  beforeEach(() => {
    const autre = randomUUID();
    appliquerPage(essai.base, [ligneDe('dispositif', dispositif({ code: 'DIS-59-0001', version: 2 })), ligneDe('groupe', groupe({ id: autre, libelle: 'Familles' })), ligneDe('place', place({ numero: 'Ch. 10', groupeId: autre }))], fin('2'), cadre());
  });
  it('une déclaration par dispositif : ce qui change, et combien de places le fichier a vues', () => {
    const { apercu, commandes } = essayer('DIS-59-0001;ch 9;;libre;23/11/2026\ndis-59-0001;Ch. 11;;réservée;23/11/2026\nDIS-59-0001;Ch. 10;Familles;occupée;23/11/2026');
    expect(apercu).toEqual({ lignes: 3, nombreDefauts: 0, defauts: [], declarations: [{ dispositifId: DISPOSITIF_ID, code: 'DIS-59-0001', nom: 'Les Remparts', le: '2026-11-23', lues: 3, ouvertes: 5, changees: 2 }] });
    expect(commandes).toMatchObject([{ dispositifId: DISPOSITIF_ID, le: '2026-11-23', source: 'import', changements: [{ occupation: 'libre', ids: [places[1]?.id] }, { occupation: 'occupee' }] }]);
  });
  it.each([
    ['DIS-59-0001;Ch. 10;;libre;', 'groupe', 'est dans plusieurs groupes'], ['DIS-59-9999;Ch. 9;;libre;', 'dispositif', 'Aucun dispositif de votre périmètre'], ['DIS-59-0001;Ch. 99;;libre;', 'place', 'n’a pas de place ouverte'],
    ['DIS-59-0001;Ch. 13;;libre;', 'place', 'n’a pas de place ouverte'], ['DIS-59-0001;Ch. 9;Hiver;libre;', 'groupe', 'Aucune place ouverte'], ['DIS-59-0001;Ch. 12;;occupée;', 'occupation', 'indisponible'], ['DIS-59-0001;Ch. 9;;libre;01/01/2027', 'date', 'se constate'],
  ])('%s : défaut de la colonne %s', (ligne, colonne, message) => {
    const { apercu, commandes } = essayer(`DIS-59-0001;Ch. 11;;libre;${ligne.split(';')[4] ?? ''}\n${ligne}`);
    expect(apercu.defauts).toMatchObject([{ colonne, message: expect.stringContaining(message) as string }]);
    expect(commandes).toEqual([]);
  });
  it('deux fois la même place, deux dates, un droit qui manque', () => {
    expect(essayer('DIS-59-0001;Ch. 9;;libre;\nDIS-59-0001;CH 9;;occupée;').apercu.defauts).toMatchObject([{ ligne: 3, colonne: 'place', message: 'Cette place est déjà à la ligne 2.' }]);
    expect(essayer('DIS-59-0001;Ch. 9;;libre;\nDIS-59-0001;Ch. 11;;libre;20/11/2026').apercu.defauts).toMatchObject([{ ligne: 3, colonne: 'date' }]);
    expect(essayer('DIS-59-0001;Ch. 9;;libre;', acteur('admin_siao')).apercu.defauts).toMatchObject([{ ligne: 2, colonne: 'dispositif', message: expect.stringContaining('délégation') as string }]);
  });
});
