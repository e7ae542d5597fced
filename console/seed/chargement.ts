import { sql } from 'kysely';
import { z } from 'zod';
import type { Base } from '../../server/base/base.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import type { LotEnMasse } from '../../server/base/enMasse.ts';
import { lireReglage } from '../../server/base/lignee.ts';
import { hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../server/comptes/utilisateurs.ts';
import type { CompteSeme } from './personnes.ts';
import type { OptionsSemis } from './semis.ts';
import { semer } from './semis.ts';

/** Le même pour tous les comptes de démonstration. Public par nature : jamais sur une base réelle (le semis refuse une base non vide). */
export const MOT_DE_PASSE_DEMONSTRATION = 'Demonstration-2026';
const AUTEUR = { utilisateurId: 'systeme', nom: 'Jeu de démonstration', profil: 'systeme', commande: 'seed', motif: 'Données fictives' } as const;
const CLE = 'semis';

/** Trace du semis dans la base : dit que ses données sont fictives, et s’il est allé au bout. */
const schemaEtat = z.object({ etat: z.enum(['en_cours', 'fini']), graine: z.number(), au: z.string(), departements: z.array(z.string()) });
export type EtatSemis = z.infer<typeof schemaEtat>;

export const lireEtatSemis = async (base: Base): Promise<EtatSemis | undefined> => {
  const texte = await lireReglage(base.db, CLE);
  return texte === undefined ? undefined : schemaEtat.parse(JSON.parse(texte));
};
const ecrireEtat = async (base: Base, etat: EtatSemis): Promise<void> => {
  const valeur = JSON.stringify(etat);
  await base.db.insertInto('reglage').values({ cle: CLE, valeur }).onConflict((conflit) => conflit.column('cle').doUpdateSet({ valeur })).execute();
};

/** Places rangées d’un coup : assez pour que les statistiques ne soient pas refaites à chaque département, assez peu pour la mémoire. */
const PLACES_PAR_LOT = 40_000;

export interface BilanSemis { readonly entites: number; readonly dispositifs: number; readonly groupes: number; readonly places: number; readonly comptes: readonly CompteSeme[] }

/** Sème dans une base vide : offre, comptes, numérotation, journal. `progres` reçoit une phrase par lot. */
export const chargerSemis = async (base: Base, options: OptionsSemis, progres: (message: string) => void): Promise<BilanSemis> => {
  await ecrireEtat(base, { etat: 'en_cours', graine: options.graine, au: options.au, departements: [...options.departements] });
  const empreinte = hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION);
  const semis = semer(options);
  const comptes: CompteSeme[] = [semis.national];
  const total = { entites: semis.entites.length, dispositifs: 0, groupes: 0, places: 0 };
  let lots: LotEnMasse[] = [{ objet: 'entite', lignes: semis.entites }];
  let enAttente = 0;
  let faits = 0;
  const vider = async (): Promise<void> => {
    await chargerEnMasse(base, lots, AUTEUR);
    lots = [];
    enAttente = 0;
    progres(`${faits} département(s) sur ${options.departements.length}, ${total.places} places.`);
  };
  for (const { dispositifs, groupes, places, comptes: siens } of semis.departements()) {
    lots.push({ objet: 'dispositif', lignes: dispositifs }, { objet: 'groupe', lignes: groupes }, { objet: 'place', lignes: places });
    comptes.push(...siens);
    total.dispositifs += dispositifs.length;
    total.groupes += groupes.length;
    total.places += places.length;
    enAttente += places.length;
    faits += 1;
    if (enAttente >= PLACES_PAR_LOT) await vider();
  }
  if (lots.length > 0) await vider();
  const empreinteMotDePasse = await empreinte;
  await creerUtilisateurs(base, comptes.map((compte) => ({ ...compte, empreinteMotDePasse })));
  await ecrireEtat(base, { etat: 'fini', graine: options.graine, au: options.au, departements: [...options.departements] });
  await sql`analyze utilisateur`.execute(base.db);
  return { ...total, comptes };
};
