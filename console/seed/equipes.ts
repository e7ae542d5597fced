import type { Dispositif } from '../../domain/objets/dispositif.ts';
import type { Entite } from '../../domain/objets/entite.ts';
import { siaoDe } from '../../domain/geographie/siao.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { Perimetre, Profil } from '../../domain/profils.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { Alea } from './alea.ts';
import { creerAlea, uuidDuSemis } from './alea.ts';
import { instant, decaler } from './dates.ts';
import { personneAuHasard, telephone } from './noms.ts';
import type { CompteSeme, Personne } from './personnes.ts';
import { gestionnaireDe, numeroDe, rangDe } from './personnes.ts';

/** Ce qu’il faut d’un département pour peupler ses équipes. `entites` : celles qui y portent un dispositif ou y ont leur siège. */
export interface DemandeEquipes { readonly graine: number; readonly au: string; readonly departement: string; readonly entites: readonly Entite[]; readonly dispositifs: readonly Dispositif[]; readonly deja: readonly CompteSeme[] }

const FONCTIONS: Partial<Record<Profil, readonly string[]>> = {
  admin_departemental: ['Pôle hébergement', 'Mission logement d’abord'], admin_siao: ['Coordination', 'Direction adjointe'], operateur_siao: ['Orientation', 'Régulation'], ecoutant_115: ['Écoute de jour', 'Écoute de nuit'],
  gestionnaire_entite: ['Direction générale', 'Direction adjointe', 'Pôle hébergement'], assistant: ['Secrétariat de direction', 'Pôle administratif'], responsable_dispositif: ['Direction de service', 'Encadrement de service'],
  travailleur_social: ['Accompagnement social', 'Accompagnement éducatif', 'Conseil en économie sociale'],
};
const DOMAINE = 'demo.siao.example';
const slug = (texte: string): string => cleDeTri(texte).replaceAll(/[^a-z0-9]+/gu, '-').slice(0, 40).replaceAll(/^-+|-+$/gu, '');
const mois = (date: string, recul: number): string => decaler(date, -30 * recul).slice(0, 7);

/** Les statuts d’une équipe : surtout des comptes qui servent, quelques invités (parfois depuis trop longtemps), suspendus, ou oubliés depuis plus d’un an. */
const situation = (alea: Alea, au: string, profil: Profil): Pick<CompteSeme, 'statut' | 'secondFacteur' | 'inviteLe' | 'derniereConnexion' | 'fonction' | 'telephone'> => {
  const statut = alea.peser([['actif', 88], ['invite', 7], ['suspendu', 5]] as const);
  const administre = profil.startsWith('admin_');
  return {
    statut, secondFacteur: statut === 'actif' && alea.chance(administre ? 0.7 : 0.3), inviteLe: statut === 'invite' ? instant(decaler(au, -alea.peser([[alea.entier(1, 6), 6], [alea.entier(8, 60), 4]])), alea.entier(60, 480)) : null,
    derniereConnexion: statut === 'invite' ? null : alea.peser([[mois(au, 0), 70], [mois(au, alea.entier(1, 5)), 18], [mois(au, alea.entier(14, 30)), 8], [null, 4]]),
    fonction: alea.chance(0.7) ? alea.choisir(FONCTIONS[profil] ?? ['Mission d’appui']) : null, telephone: alea.chance(0.5) ? telephone(alea) : null,
  };
};

/** Dispositifs d’une entité par paquets d’un à trois : la charge d’un responsable. */
const partager = (alea: Alea, dispositifs: readonly Dispositif[]): Dispositif[][] => {
  const paquets: Dispositif[][] = [];
  for (let debut = 0; debut < dispositifs.length;) {
    const taille = alea.peser([[1, 6], [2, 3], [3, 1]]);
    paquets.push(dispositifs.slice(debut, debut + taille));
    debut += taille;
  }
  return paquets;
};
const libelleDispositifs = (entite: Entite, siens: readonly Dispositif[]): string => (siens.length <= 2 ? siens.map(({ nom }) => nom).join(', ') : `${entite.raisonSociale} – ${siens.length} dispositifs`);

/** Les comptes d’un département autres que ceux de la démonstration : une équipe par entité, le SIAO, la DDETS. Mêmes options, mêmes personnes. */
export const equipesDe = ({ graine, au, departement, entites, dispositifs, deja }: DemandeEquipes): CompteSeme[] => {
  const alea = creerAlea(graine, 'equipes', departement);
  const comptes: CompteSeme[] = [];
  const adresses = new Set<string>();
  const pris = new Set(deja.map(({ id }) => id));
  let numero = 10_000;
  const adresse = (nom: string, organisme: string): string => {
    const debut = cleDeTri(nom).replaceAll(' ', '.');
    for (let rang = 1; ; rang += 1) {
      const essai = `${debut}${rang === 1 ? '' : rang}@${organisme}.${DOMAINE}`;
      if (!adresses.has(essai)) { adresses.add(essai); return essai; }
    }
  };
  /** Un nom que l’organisme n’a pas encore ; au-delà de quelques essais, deux homonymes y travaillent. */
  const nommer = (collegues: Set<string>): string => {
    let nom = personneAuHasard(alea);
    for (let essai = 0; essai < 8 && collegues.has(nom); essai += 1) nom = personneAuHasard(alea);
    collegues.add(nom);
    return nom;
  };
  const ajouter = (personne: Personne, organisme: string, perimetre: Perimetre, perimetreLibelle: string): void => {
    if (pris.has(personne.id)) return;
    pris.add(personne.id);
    comptes.push({ ...personne, email: adresse(personne.nom, organisme), perimetre, perimetreLibelle, ...situation(alea, au, personne.profil) });
  };
  const nouveau = (profil: Profil, nom: string): Personne => { numero += 1; return { id: uuidDuSemis(graine, 'compte', rangDe(departement), numero), nom, profil }; };

  const ddets = new Set(deja.filter(({ profil }) => profil === 'admin_departemental').map(({ nom }) => nom));
  ajouter(nouveau('admin_departemental', nommer(ddets)), `ddets-${slug(departement)}`, { genre: 'departements', departements: [departement] }, `DDETS ${departement} – ${nomDepartement(departement)}`);
  const siao = siaoDe(departement);
  const regulateurs = new Set(deja.map(({ nom }) => nom));
  const agents = Math.max(3, Math.round(dispositifs.length / 6));
  for (const [profil, nombre] of [['admin_siao', 1], ['operateur_siao', agents], ['ecoutant_115', Math.max(3, Math.round(agents * 0.8))]] as const) {
    for (let rang = 0; rang < nombre; rang += 1) ajouter(nouveau(profil, nommer(regulateurs)), `siao-${slug(departement)}`, { genre: 'siao', siao: siao.siao, departements: siao.departements }, siao.libelle);
  }

  const parEntite = new Map<string, Dispositif[]>();
  for (const dispositif of dispositifs) parEntite.set(dispositif.entiteId, [...(parEntite.get(dispositif.entiteId) ?? []), dispositif]);
  for (const entite of entites) {
    const siens = (parEntite.get(entite.id) ?? []).filter(({ statut }) => !['brouillon', 'refuse', 'archive'].includes(statut));
    const organisme = `${slug(entite.raisonSociale)}-${slug(departement)}`;
    const dansLeDepartement: Perimetre = { genre: 'entite', entiteId: entite.id, departements: [departement] };
    const collegues = new Set(deja.map(({ nom }) => nom));
    // les gestionnaires que les parcours citent ont leur compte, au même identifiant
    const cites = entite.departement === departement ? [gestionnaireDe(graine, departement, numeroDe(entite.id))] : (parEntite.get(entite.id) ?? []).map(({ id }) => gestionnaireDe(graine, departement, 900 + numeroDe(id)));
    for (const gestionnaire of cites) {
      collegues.add(gestionnaire.nom);
      ajouter(gestionnaire, organisme, dansLeDepartement, entite.raisonSociale);
    }
    for (let rang = alea.peser([[0, 3], [1, 4], [2, 3]]); rang > 0; rang -= 1) ajouter(nouveau('assistant', nommer(collegues)), organisme, dansLeDepartement, entite.raisonSociale);
    for (const paquet of partager(alea, siens)) {
      const nomme = paquet.map(({ responsable }) => responsable).find((nom) => nom !== null && !collegues.has(nom));
      const nom = nomme ?? nommer(collegues);
      collegues.add(nom);
      ajouter(nouveau('responsable_dispositif', nom), organisme, { genre: 'dispositifs', entiteId: entite.id, dispositifs: paquet.map(({ id }) => id) }, libelleDispositifs(entite, paquet));
    }
    const sociaux = siens.length === 0 ? 0 : alea.entier(2, 6);
    for (let rang = 0; rang < sociaux; rang += 1) {
      const affectes = alea.melanger(siens).slice(0, alea.entier(1, 3)).sort((gauche, droite) => (gauche.id < droite.id ? -1 : 1));
      ajouter(nouveau('travailleur_social', nommer(collegues)), organisme, { genre: 'dispositifs', entiteId: entite.id, dispositifs: affectes.map(({ id }) => id) }, libelleDispositifs(entite, affectes));
    }
  }
  return comptes;
};
