import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lireAvis } from '../../../db/avis.ts';
import type { Base } from '../../../db/base.ts';
import { ecrireReglage } from '../../../db/base.ts';
import { ouvrirChargement } from '../../../db/chargement.ts';
import { executerCommande, rejouerFile } from '../../../db/execution.ts';
import { clientCourant, noterIssue } from '../../../db/file.ts';
import { estGardee, marqueDeGarde } from '../../../db/gardes.ts';
import type { CadreIndicateurs } from '../../../db/indicateurs/moteur.ts';
import { lireDisponibilite } from '../../../db/indicateurs/repartitions.ts';
import { GARDE_TABLEAU, lireTableauDeBord } from '../../../db/indicateurs/tableauDeBord.ts';
import { basculerAuJour, ecrireLigne, rafraichirAgregats } from '../../../db/lignes.ts';
import { compterCache } from '../../../db/qualite/controles.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { fileValidation } from '../../../db/validation.ts';
import { decalerDate } from '../../../domain/dates.ts';
import { construireNomenclature, naturesEnPlaces } from '../../../domain/nomenclature/nomenclature.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, DISPOSITIF_ID, acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { OffreTiree } from '../../outils/referenceIndicateurs.ts';
import { ENTITES, offres } from '../../outils/referenceIndicateurs.ts';

const DEPARTEMENTS = ['59', '62', '02', '75', '2A', '2B', '974'];
const SIAO = acteur('admin_siao');
/** Qui a créé les fiches de la fabrique : les décisions prises sur elles lui sont des avis. */
const AUTEUR = dispositif().creePar;
let essai: CacheEssai;
let base: Base;
let jour = AUJOURDHUI;
beforeEach(() => { essai = ouvrirCacheEssai(); base = essai.base; jour = AUJOURDHUI; });
afterEach(() => { essai.jeter(); });

const duJour = () => ({ ...cadre(), contexte: { ...cadre().contexte, aujourdhui: jour }, ecriture: { ...cadre().ecriture, aujourdhui: jour } });
/** Ce que l’accueil montre. `programme` absent, sur une base que rien n’a encore lue : tout se recalcule d’après les lignes. */
const lire = (source: Base, programme?: string, maintenant = MAINTENANT) => {
  const sien: CadreIndicateurs = { base: source, aujourdhui: jour, maintenant, nomenclature: construireNomenclature([], jour), departements: DEPARTEMENTS, programme };
  const { nombres, duTerritoire } = compterCache(source, { aujourdhui: jour, compteesEnPlaces: naturesEnPlaces(sien.nomenclature) }, new Set(DEPARTEMENTS), marqueDeGarde(sien));
  return { tableau: lireTableauDeBord(sien), soir: lireDisponibilite(sien), file: fileValidation(source, SIAO, { ...duJour().contexte, maintenant }, 'chez_siao', () => undefined, programme), avis: lireAvis(source, AUTEUR, maintenant, programme), nombres: [...nombres], duTerritoire: [...duTerritoire] };
};
const gardee = (programme = 'un'): boolean => estGardee(base, GARDE_TABLEAU, `${programme}|${jour}`);
const lignes = ({ dispositifs, groupes, places }: OffreTiree) => [
  ...ENTITES.map((id) => ligneDe('entite', entite({ id }))), ...dispositifs.map((un) => ligneDe('dispositif', un)), ...groupes.map((un) => ligneDe('groupe', un)), ...places.map((une) => ligneDe('place', une)),
];
const recevoir = (offre: OffreTiree): void => { appliquerPage(base, lignes(offre), fin('c'), duJour()); };
class Renonce extends Error {}

type Pas = { readonly quoi: 'recevoir' | 'renoncer' | 'charger'; readonly offre: OffreTiree } | { readonly quoi: 'retirer' | 'commander' | 'juger' | 'rejouer' | 'noter' | 'relancer' | 'demain' | 'lire' | 'brut'; readonly rang: number };
const pas: fc.Arbitrary<Pas> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ quoi: fc.constantFrom('recevoir' as const, 'renoncer' as const, 'charger' as const), offre: offres }) },
  { weight: 9, arbitrary: fc.record({ quoi: fc.constantFrom('retirer' as const, 'commander' as const, 'juger' as const, 'rejouer' as const, 'noter' as const, 'relancer' as const, 'demain' as const, 'lire' as const, 'brut' as const), rang: fc.nat(20) }) },
);
const faire = (un: Pas): void => {
  const tire = (table: 'place' | 'groupe' | 'dispositif'): { id: string; groupeId?: string } | undefined => { const tous = base.tous<{ id: string }>(`select * from "${table}" order by id`); return 'rang' in un && tous.length > 0 ? tous[un.rang % tous.length] : undefined; };
  switch (un.quoi) {
    case 'recevoir': recevoir(un.offre); break;
    // une transaction qui lit au milieu de ce qu’elle écrit, puis s’annule : ce qu’elle a calculé ne vaut plus
    case 'renoncer': try { base.transaction(() => { recevoir(un.offre); lire(base, 'un'); throw new Renonce(); }); } catch (erreur) { if (!(erreur instanceof Renonce)) throw erreur; } break;
    case 'charger': {
      const neuf = ouvrirChargement(base, duJour().ecriture);
      neuf.appliquer(lignes(un.offre), fin('d'));
      neuf.terminer();
      rejouerFile(base, duJour());
      break;
    }
    case 'retirer': { const table = (['place', 'groupe', 'dispositif'] as const)[un.rang % 3] ?? 'place'; const cible = tire(table); if (cible !== undefined) appliquerPage(base, [{ genre: 'retrait', objet: table, id: cible.id }], fin('e'), duJour()); break; }
    case 'commander': { const cible = tire('dispositif'); if (cible !== undefined) executerCommande(base, 'modifierDispositif', { id: cible.id, champs: { adresse: un.rang % 2 === 0 ? null : `${un.rang} rue` } }, duJour()); break; }
    case 'juger': { const attente = base.un<{ seq: number }>('select min(seq) as seq from file where issue is null'); if (typeof attente?.seq === 'number') { noterIssue(base, clientCourant(base), { seq: attente.seq, issue: 'rejetee', refus: { code: 'essai', message: 'Refusée.' } } as never); rejouerFile(base, duJour()); } break; }
    case 'rejouer': rejouerFile(base, duJour()); break;
    case 'noter': ecrireReglage(base, 'essai', String(un.rang)); break;
    case 'relancer': base = essai.rouvrir(); break;
    case 'demain': jour = decalerDate(jour, 1 + (un.rang % 9)); basculerAuJour(base, duJour().ecriture); break;
    case 'brut': { const cible = tire('place'); if (cible?.groupeId !== undefined) { base.ecrire(`update place set occupation = 'occupee' where id = ?`, cible.id); rafraichirAgregats(base, new Set([cible.groupeId])); } break; }
    case 'lire': break;
  }
};

describe('un chiffre gardé', () => {
  it('est celui que le calcul lent donne, quoi qu’il soit arrivé : réception, retrait, commande, refus, rejeu, transaction annulée, rechargement, relance, jour qui passe', () => {
    fc.assert(fc.property(offres, fc.array(pas, { minLength: 3, maxLength: 14 }), (offre, histoire) => {
      essai.jeter();
      essai = ouvrirCacheEssai();
      base = essai.base;
      jour = AUJOURDHUI;
      recevoir(offre);
      for (const un of histoire) {
        lire(base, 'un');
        faire(un);
        // une autre base pour qui lit : rien n’y est en mémoire
        expect([un.quoi, lire(base, 'un')]).toEqual([un.quoi, lire({ ...base })]);
        expect(gardee()).toBe(true);
      }
    }), { numRuns: 40 });
  });
  it('survit à ce qui ne change pas l’offre, et à un nouveau lancement', () => {
    appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('place', place())], fin('c'), cadre());
    const avant = lire(base, 'un');
    ecrireReglage(base, 'visite.vue', MAINTENANT);
    appliquerPage(base, [], fin('d'), cadre());
    rejouerFile(base, cadre());
    basculerAuJour(base, cadre().ecriture);
    expect(gardee()).toBe(true);
    base = essai.rouvrir();
    expect(gardee()).toBe(true);
    expect(lire(base, 'un')).toEqual(avant);
  });
  it('laisse vieillir ce qui attend, et dit ce qui attend l’envoi', () => {
    const soumise = dispositif({ statut: 'a_prevalider', parcours: [{ geste: 'soumettre', vers: 'a_prevalider', par: 'p', nom: 'P', profil: 'gestionnaire_entite', le: '2026-11-22T10:00:00.000Z' }] });
    appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', soumise)], fin('c'), cadre());
    const ages = (heure: string): unknown => { const { tableau, file } = lire(base, 'un', heure); return [tableau.circuit.ages['a_temps'], file.lignes.map(({ jours, attente }) => [jours, attente])]; };
    expect(ages('2026-11-24T09:00:00.000Z')).toEqual([1, [[1, 'aucune']]]);
    base.ecrire(`insert into file ("clientId", seq, nom, version, args, base, objet, id, fiche, "creeLe") values ('c', 1, 'modifierDispositif', 1, '{}', '[]', 'dispositif', ?, '', '')`, soumise.id);
    expect(gardee()).toBe(true);
    expect(ages('2026-11-24T11:00:00.000Z')).toEqual([1, [[2, 'en_attente']]]);
  });
  it('un avis vieillit avec l’heure, gardé ou non', () => {
    const decidee = dispositif({ modifieLe: '2026-11-24T08:00:00.000Z', parcours: [{ geste: 'valider', vers: 'valide', par: 'v', nom: 'V', profil: 'ddets_validateur', le: '2026-10-25T10:00:00.000Z' }] });
    appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', decidee)], fin('c'), cadre());
    const avis = (heure: string): readonly number[] => [lireAvis(base, AUTEUR, heure, 'un').length, lireAvis({ ...base }, AUTEUR, heure).length];
    expect([avis('2026-11-24T09:59:00.000Z'), avis('2026-11-24T10:01:00.000Z')]).toEqual([[1, 1], [0, 0]]);
  });
  it('ne se sert ni à un autre programme, ni un autre jour, ni sans programme', () => {
    appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif())], fin('c'), cadre());
    lire(base);
    expect(gardee('undefined')).toBe(false);
    lire(base, 'un');
    expect([gardee(), gardee('deux'), estGardee(base, GARDE_TABLEAU, `un|${decalerDate(jour, 1)}`)]).toEqual([true, false, false]);
  });
  it.each(['entite', 'dispositif', 'groupe', 'place'] as const)('s’efface dès qu’une ligne s’ajoute, change ou disparaît : %s', (objet) => {
    const valeur = { entite: entite(), dispositif: dispositif(), groupe: groupe(), place: place() }[objet];
    const tour = (geste: () => void): boolean => { lire(base, 'un'); geste(); return gardee(); };
    expect(tour(() => { ecrireLigne(base, objet, valeur as never, duJour().ecriture); })).toBe(false);
    expect(tour(() => { base.ecrire(`update "${objet}" set version = version + 1`); })).toBe(false);
    expect(tour(() => { base.ecrire(`delete from "${objet}"`); })).toBe(false);
  });
  it('la file ne l’efface que si une ligne change', () => {
    appliquerPage(base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif())], fin('c'), cadre());
    lire(base, 'un');
    expect(executerCommande(base, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { nature: 'hebergement_hotel' } }, cadre())).toMatchObject({ accepte: false });
    expect(gardee()).toBe(true);
    expect(executerCommande(base, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: '24 h / 24' } }, cadre())).toMatchObject({ accepte: true });
    expect(gardee()).toBe(false);
  });
});
