import { sql } from 'kysely';
import type { Profil } from '../../domain/profils.ts';
import type { Catalogue } from '../../domain/commandes/catalogue.ts';
import { CATALOGUE } from '../../domain/commandes/catalogue.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import type { Base } from '../../server/base/base.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../server/comptes/utilisateurs.ts';
import type { Service } from '../../server/service.ts';
import { creerService } from '../../server/service.ts';
import type { acteur } from '../outils/fabrique.ts';
import { dispositif, entite, groupe, mandat, place } from '../outils/fabrique.ts';
import { MOT_DE_PASSE } from '../outils/service.ts';

const suffixe = (n: number): string => String(n).padStart(12, '0');
export const ENTITES = [1, 2].map((n) => `e0000000-0000-4000-8000-${suffixe(n)}`);
export const DISPOSITIFS = [1, 2, 3, 4].map((n) => `d0000000-0000-4000-8000-${suffixe(n)}`);
export const GROUPES = [1, 2, 3].map((n) => `c0000000-0000-4000-8000-${suffixe(n)}`);
/** Les personnes de la simulation : chacune un poste. */
export const PERSONNES = [
  { email: 'gestionnaire@sim.example', profil: 'gestionnaire_entite' }, { email: 'collegue@sim.example', profil: 'gestionnaire_entite' },
  { email: 'siao@sim.example', profil: 'admin_siao' }, { email: 'ddets@sim.example', profil: 'admin_departemental' },
] as const satisfies readonly { email: string; profil: Profil }[];
export const PERIMETRES = {
  gestionnaire_entite: [{ genre: 'entite', entiteId: ENTITES[0] as string, departements: ['59'] }, { genre: 'entite', entiteId: ENTITES[0] as string, departements: ['59', '62'] }, { genre: 'entite', entiteId: ENTITES[1] as string, departements: ['62'] }],
  admin_siao: [{ genre: 'siao', siao: 'SIAO 59', departements: ['59'] }, { genre: 'siao', siao: 'SIAO', departements: ['59', '62'] }, { genre: 'siao', siao: 'SIAO 62', departements: ['62'] }],
  admin_departemental: [{ genre: 'departements', departements: ['59'] }, { genre: 'departements', departements: ['59', '62'] }, { genre: 'departements', departements: ['62'] }],
} as const;

export interface ServiceSimule {
  readonly base: Base;
  service: Service;
  /** Décalage de l’horloge du service, en millisecondes. */
  decalage: number;
  catalogue: Catalogue;
  /** Vide la base et remet le parc de départ. */
  remettre(): Promise<void>;
  /** Remplace le service par un autre sur la même base, comme une mise à jour. */
  mettreAJour(catalogue: Catalogue): Promise<void>;
  fermer(): Promise<void>;
}

/** Le mandat de reprise d’une personne : le SIAO et la DDETS mènent la même reprise. */
export const mandatDe = (rang: number): string => `b0000000-0000-4000-8000-${suffixe(rang + 1)}`;
const OPERATEURS = [2, 3];

const INSTANT = Date.parse('2026-11-24T09:00:00.000Z');

const TABLES = ['entite', 'dispositif', 'groupe', 'place', 'nomenclature', 'proposition', 'piece', 'piece_contenu', 'changement', 'utilisateur', 'acces', 'client', 'issue_mutation', 'rafraichissement', 'session', 'courriel_a_envoyer', 'journal', 'numerotation', 'mandat', 'lot', 'correspondance'] as const;
/**
 * Remet chaque table comme dans son gabarit, en une instruction. Le journal est intouchable : seule une base d’essai, dont on est maître, peut s’effacer ainsi.
 * La tête signée du journal revient avec lui ; les autres réglages (clés, lignée) restent. Sur si peu de lignes, effacer coûte bien moins que vider des tables et leurs index.
 */
const REMISE = `do $$ begin set local session_replication_role = replica; ${[...TABLES].reverse().map((table) => `delete from ${table};`).join(' ')} ${TABLES.map((table) => `insert into ${table} select * from gabarit.${table};`).join(' ')}
  delete from reglage where cle like 'journal\\_%'; insert into reglage select * from gabarit.reglage where cle like 'journal\\_%'; end $$`;

/** Le parc de départ et ses personnes. */
const semerParc = async (base: Base): Promise<void> => {
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  const [e1, e2] = ENTITES as [string, string];
  const [d1, d2, d3, d4] = DISPOSITIFS as [string, string, string, string];
  const [g1, g2, g3] = GROUPES as [string, string, string];
  await chargerEnMasse(base, [
    { objet: 'entite', lignes: [entite({ id: e1, departements: ['59', '62'] }), entite({ id: e2, raisonSociale: 'Escale d’Artois', siren: '552100554', departement: '62', departements: ['62'], commune: '62041' })] },
    { objet: 'dispositif', lignes: [
      dispositif({ id: d1, entiteId: e1, nom: 'Un' }), dispositif({ id: d2, entiteId: e1, nom: 'Deux', statut: 'a_corriger' }),
      dispositif({ id: d3, entiteId: e1, nom: 'Trois', departement: '62', commune: '62041', statut: 'a_prevalider' }), dispositif({ id: d4, entiteId: e2, nom: 'Quatre', departement: '62', commune: '62041' }),
    ] },
    { objet: 'groupe', lignes: [groupe({ id: g1, dispositifId: d1, entiteId: e1 }), groupe({ id: g2, dispositifId: d3, entiteId: e1, departement: '62' }), groupe({ id: g3, dispositifId: d4, entiteId: e2, departement: '62' })] },
    { objet: 'place', lignes: [place({ id: 'f0000000-0000-4000-8000-000000000001', groupeId: g1, dispositifId: d1, entiteId: e1 }), place({ id: 'f0000000-0000-4000-8000-000000000002', groupeId: g2, dispositifId: d3, entiteId: e1, departement: '62' })] },
  ]);
  await creerUtilisateurs(base, PERSONNES.map(({ email, profil }, rang) => ({ id: `a0000000-0000-4000-8000-${suffixe(rang + 1)}`, email, nom: `Nom ${profil}`, profil, perimetre: PERIMETRES[profil][0] as ReturnType<typeof acteur>['perimetre'], perimetreLibelle: profil, empreinteMotDePasse })));
  await chargerEnMasse(base, [{ objet: 'mandat', lignes: OPERATEURS.map((rang) => mandat({ id: mandatDe(rang), utilisateurId: `a0000000-0000-4000-8000-${suffixe(rang + 1)}` })) }]);
};

export const ouvrirServiceSimule = async (base: Base): Promise<ServiceSimule> => {
  const simule: ServiceSimule = {
    base, decalage: 0, catalogue: CATALOGUE, service: undefined as unknown as Service,
    mettreAJour: async (catalogue) => {
      await (simule.service as Service | undefined)?.fermer();
      simule.catalogue = catalogue;
      simule.service = await creerService({ base, secondFacteur: 'facultatif', catalogue, argon2: ARGON2_TESTS, horloge: () => new Date(INSTANT + simule.decalage) });
    },
    remettre: async () => {
      simule.decalage = 0;
      if (simule.catalogue !== CATALOGUE) await simule.mettreAJour(CATALOGUE);
      await sql.raw(REMISE).execute(base.db);
    },
    fermer: async () => { await simule.service.fermer(); },
  };
  await semerParc(base);
  await sql`create schema gabarit`.execute(base.db);
  for (const table of [...TABLES, 'reglage']) await sql`create table gabarit.${sql.table(table)} as select * from ${sql.table(table)}`.execute(base.db);
  await simule.mettreAJour(CATALOGUE);
  return simule;
};
export const MAINTENANT_SERVICE = INSTANT;
