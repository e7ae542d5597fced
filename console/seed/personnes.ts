import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { Perimetre, Profil } from '../../domain/profils.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { creerAlea, uuidDuSemis } from './alea.ts';
import { personneAuHasard } from './noms.ts';
import { siaoDe } from '../../domain/geographie/siao.ts';
import { DEPARTEMENTS_SEMES } from './plan.ts';

/** Qui signe un geste dans un parcours. Seules les personnes de l’équipe ont un compte. */
export interface Personne { readonly id: string; readonly nom: string; readonly profil: Profil }

/** Un compte, prêt à créer. Sans `statut` : actif, et de ceux que l’écran de connexion propose. `derniereConnexion` : mois `AAAA-MM`. */
export interface CompteSeme extends Personne {
  readonly email: string;
  readonly perimetre: Perimetre;
  readonly perimetreLibelle: string;
  readonly statut?: 'actif' | 'invite' | 'suspendu';
  readonly secondFacteur?: boolean;
  readonly inviteLe?: string | null;
  readonly derniereConnexion?: string | null;
  readonly fonction?: string | null;
  readonly telephone?: string | null;
}

/** Un compte par profil départemental, dans l’ordre où l’écran de connexion les propose. */
const POSTES = [
  ['admin_departemental', 'ddets'], ['admin_siao', 'siao'], ['gestionnaire_entite', 'gestionnaire'], ['responsable_dispositif', 'responsable'], ['operateur_siao', 'operateur.siao'],
  ['ecoutant_115', 'ecoutant.115'], ['assistant', 'assistant'], ['travailleur_social', 'travailleur'], ['analyste', 'analyste'],
] as const satisfies readonly (readonly [Profil, string])[];
type ProfilDepartemental = typeof POSTES[number][0];

/** Les personnes des écrans de référence. */
const NOMS_DU_NORD: Partial<Record<ProfilDepartemental, string>> = { admin_departemental: 'Claire Vasseur', admin_siao: 'Karim Benhaddou', gestionnaire_entite: 'Nadia Kaczmarek', operateur_siao: 'Sophie Verhaeghe' };

export type Equipe = Readonly<Record<ProfilDepartemental, Personne>>;
export const rangDe = (departement: string): number => DEPARTEMENTS_SEMES.findIndex(({ code }) => code === departement);

/** Les neuf titulaires de compte d’un département, tous distincts. */
export const equipeDe = (graine: number, departement: string): Equipe => {
  const alea = creerAlea(graine, 'equipe', departement);
  const pris = new Set<string>(departement === '59' ? Object.values(NOMS_DU_NORD) : []);
  const nommer = (profil: ProfilDepartemental): string => {
    const impose = departement === '59' ? NOMS_DU_NORD[profil] : undefined;
    if (impose !== undefined) return impose;
    let nom = personneAuHasard(alea);
    while (pris.has(nom)) nom = personneAuHasard(alea);
    pris.add(nom);
    return nom;
  };
  return Object.fromEntries(POSTES.map(([profil], rang) => [profil, { id: uuidDuSemis(graine, 'compte', rangDe(departement), rang), nom: nommer(profil), profil }])) as unknown as Equipe;
};

const DOMAINE = 'demo.siao.example';
const code = (departement: string): string => cleDeTri(departement);

/** Les comptes d’un département : le gestionnaire et son assistant ont la première entité, le responsable et le travailleur social une partie de ses dispositifs. */
export const comptesDe = (graine: number, departement: string, entite: { readonly id: string; readonly nom: string }, dispositifs: readonly { readonly id: string; readonly nom: string }[]): CompteSeme[] => {
  const equipe = equipeDe(graine, departement);
  const siao = siaoDe(departement);
  const confies = dispositifs.slice(0, 3);
  const libelleDispositifs = confies.length === 1 ? (confies[0]?.nom ?? '') : `${entite.nom} – ${confies.length} dispositifs`;
  const perimetres: Record<ProfilDepartemental, readonly [Perimetre, string]> = {
    admin_departemental: [{ genre: 'departements', departements: [departement] }, `DDETS ${departement} – ${nomDepartement(departement)}`],
    analyste: [{ genre: 'departements', departements: [departement] }, `Observation – ${nomDepartement(departement)}`],
    admin_siao: [{ genre: 'siao', siao: siao.siao, departements: siao.departements }, siao.libelle],
    operateur_siao: [{ genre: 'siao', siao: siao.siao, departements: siao.departements }, siao.libelle],
    ecoutant_115: [{ genre: 'siao', siao: siao.siao, departements: siao.departements }, siao.libelle],
    gestionnaire_entite: [{ genre: 'entite', entiteId: entite.id, departements: [departement] }, entite.nom],
    assistant: [{ genre: 'entite', entiteId: entite.id, departements: [departement] }, entite.nom],
    responsable_dispositif: [{ genre: 'dispositifs', entiteId: entite.id, dispositifs: confies.map(({ id }) => id) }, libelleDispositifs],
    travailleur_social: [{ genre: 'dispositifs', entiteId: entite.id, dispositifs: confies.slice(0, 2).map(({ id }) => id) }, confies.slice(0, 2).map(({ nom }) => nom).join(', ')],
  };
  return POSTES.map(([profil, cle]) => ({ ...equipe[profil], email: `${cle}.${code(departement)}@${DOMAINE}`, perimetre: perimetres[profil][0], perimetreLibelle: perimetres[profil][1] }));
};

/** Le compte national : un seul pour la France. */
export const compteNational = (graine: number): CompteSeme => ({
  id: uuidDuSemis(graine, 'compte', 255, 0), nom: 'Hélène Rolland', profil: 'admin_national', email: `national@${DOMAINE}`, perimetre: { genre: 'national' }, perimetreLibelle: 'France entière',
});

/** Numéro d’ordre d’un objet semé dans son département, que son identifiant porte. */
export const numeroDe = (id: string): number => Number.parseInt(id.slice(3, 8) + id.slice(9, 13), 16);

/** Le gestionnaire d’une entité. La première entité du département a le compte de démonstration. */
export const gestionnaireDe = (graine: number, departement: string, rangEntite: number): Personne =>
  (rangEntite === 0 ? equipeDe(graine, departement).gestionnaire_entite
    : { id: uuidDuSemis(graine, 'compte', rangDe(departement), 100 + rangEntite), nom: personneAuHasard(creerAlea(graine, 'gestionnaire', departement, String(rangEntite))), profil: 'gestionnaire_entite' });
