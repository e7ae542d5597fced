import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../../domain/commandes/catalogue.ts';
import type { Profil } from '../../domain/profils.ts';
import { CODES_PROFILS } from '../../domain/profils.ts';
import type { Base } from '../../server/base/base.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../server/comptes/utilisateurs.ts';
import { creerService } from '../../server/service.ts';
import type { GenreBase } from './base.ts';
import { baseDeTest } from './base.ts';
import { ENTITE_ID, acteur, dispositif, entite, groupe, place } from './fabrique.ts';

export const MOT_DE_PASSE = 'passe-de-demonstration';

/** Un vrai service sur une vraie base, avec une entité, un dispositif, un groupe, deux places et un compte par profil dans le Nord. */
export interface ServiceEssai {
  readonly url: string;
  readonly base: Base;
  readonly entiteId: string;
  readonly emails: Readonly<Record<Profil, string>>;
  /** `[commande, révision]` de chaque ligne de journal d’une fiche, dans l’ordre. */
  lignesDeJournal(id: string): Promise<[string, number | null][]>;
  /** Ferme l’entité dans la base sans passer par une commande : ce que le poste ne peut pas avoir vu venir. */
  fermerEntiteEnBase(): Promise<void>;
  /** Ajoute des places au groupe d’essai. */
  chargerPlaces(nombre: number): Promise<void>;
  /** Remplace le service par un autre, à la même adresse, qui connaît ces commandes : une mise à jour. */
  changerDeVersion(catalogue: Catalogue): Promise<void>;
  /** Inscrit un poste dont le service aurait déjà jugé les premières commandes. */
  connaitreClient(clientId: string, profil: Profil, dernierSeq: number): Promise<void>;
  fermer(): Promise<void>;
}

export const ouvrirServiceEssai = async (genre: GenreBase): Promise<ServiceEssai> => {
  const { base, jeter } = await baseDeTest(genre);
  await chargerEnMasse(base, [
    { objet: 'entite', lignes: [entite()] },
    { objet: 'dispositif', lignes: [dispositif({ nom: 'Ancien' })] },
    { objet: 'groupe', lignes: [groupe()] },
    { objet: 'place', lignes: [place(), place({ numero: '102', occupation: 'occupee' })] },
  ]);
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  const emails = Object.fromEntries(CODES_PROFILS.map((profil) => [profil, `${profil}@essai.example`])) as Record<Profil, string>;
  await creerUtilisateurs(base, CODES_PROFILS.map((profil) => ({
    id: randomUUID(), email: emails[profil], nom: `Nom ${profil}`, profil, perimetre: acteur(profil).perimetre, perimetreLibelle: profil, empreinteMotDePasse,
  })));
  let service = await creerService({ base, secondFacteur: 'facultatif' });
  const { url } = await service.ecouter({ port: 0, hote: '127.0.0.1' });
  return {
    url, base, entiteId: ENTITE_ID, emails,
    lignesDeJournal: async (id) => (await base.db.selectFrom('journal').select(['commande', 'version']).where('objetId', '=', id).orderBy('no').execute()).map(({ commande, version }) => [commande, version]),
    fermerEntiteEnBase: async () => { await base.db.updateTable('entite').set({ statut: 'ferme' }).where('id', '=', ENTITE_ID).execute(); },
    chargerPlaces: async (nombre) => { await chargerEnMasse(base, [{ objet: 'place', lignes: Array.from({ length: nombre }, (_, rang) => place({ numero: `P${rang}` })) }]); },
    changerDeVersion: async (catalogue) => {
      await service.fermer();
      service = await creerService({ base, secondFacteur: 'facultatif', catalogue });
      await service.ecouter({ port: Number(new URL(url).port), hote: '127.0.0.1' });
    },
    connaitreClient: async (clientId, profil, dernierSeq) => {
      const { id } = await base.db.selectFrom('utilisateur').select('id').where('email', '=', emails[profil]).executeTakeFirstOrThrow();
      await base.db.insertInto('client').values({ clientId, utilisateurId: id, dernierSeq }).execute();
    },
    fermer: async () => { await service.fermer(); await jeter(); },
  };
};
