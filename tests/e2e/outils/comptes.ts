import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { StatutCompte } from '../../../domain/objets/utilisateur.ts';
import type { Profil } from '../../../domain/profils.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { OptionsAgents } from '../../../server/comptes/agents.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../../server/comptes/motsDePasse.ts';
import { creerUtilisateur } from '../../../server/comptes/utilisateurs.ts';
import { creerService } from '../../../server/service.ts';
import { acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

export const MOT_DE_PASSE = 'girafe violon terrain';

/** Un vrai service, second facteur exigé des administrateurs, courriels déposés dans un dossier, horloge que l’essai avance. */
export interface ServiceComptes {
  readonly url: string;
  creer(profil: Profil, email: string, options?: { readonly statut?: StatutCompte; readonly sansMotDePasse?: boolean }): Promise<string>;
  avancer(millisecondes: number): void;
  totp(secret: string): string;
  /** Code du dernier courriel reçu à cette adresse. */
  codeRecu(email: string): Promise<string>;
  fermer(): Promise<void>;
}

export const demarrerServiceComptes = async (agents?: OptionsAgents): Promise<ServiceComptes> => {
  const courriels = mkdtempSync(join(tmpdir(), 'siao-courriels-'));
  const base = await ouvrirBase();
  await chargerEnMasse(base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: [place()] }]);
  let decalage = 0;
  const maintenant = (): number => Date.now() + decalage;
  const service = await creerService({ base, argon2: ARGON2_TESTS, horloge: () => new Date(maintenant()), courriels, agents });
  const { url } = await service.ecouter({ port: 0 });
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  return {
    url,
    creer: async (profil, email, { statut = 'actif', sansMotDePasse = false } = {}) => {
      const id = await creerUtilisateur(base, { email, nom: 'Prune Mirabelle', profil, perimetre: acteur(profil).perimetre, perimetreLibelle: 'Hainaut Accueil', statut, ...(statut === 'invite' ? {} : { empreinteMotDePasse }) });
      if (sansMotDePasse) await base.db.updateTable('acces').set({ motDePasse: null }).where('utilisateurId', '=', id).execute();
      return id;
    },
    avancer: (millisecondes) => { decalage += millisecondes; },
    totp: (secret) => new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({ timestamp: maintenant() }),
    codeRecu: async (email) => {
      await service.expedier();
      const recus = readdirSync(courriels).filter((nom) => nom.endsWith('.eml')).sort().map((nom) => readFileSync(join(courriels, nom), 'latin1')).filter((texte) => texte.includes(`<${email}>`));
      const codes = recus.flatMap((texte) => /^ {4}([2-9A-Z]{5}-[2-9A-Z]{5})\r?$/mu.exec(texte)?.[1] ?? []);
      const dernier = codes[codes.length - 1];
      if (dernier === undefined) throw new Error(`Aucun code reçu à ${email} (${recus.length} courriels).`);
      return dernier;
    },
    fermer: async () => {
      await service.fermer();
      await base.fermer();
      rmSync(courriels, { recursive: true, force: true });
    },
  };
};
