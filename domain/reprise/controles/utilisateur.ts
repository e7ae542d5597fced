import { decalerDate } from '../../dates.ts';
import { erreurCourriel, estBoiteGenerique } from '../../objets/courriel.ts';
import { PROFILS } from '../../profils.ts';
import { cleDeTri } from '../../texte.ts';
import type { AncienProfil } from '../anciensProfils.ts';
import { trouverAncienProfil } from '../anciensProfils.ts';
import type { CodeAnomalie } from '../anomalies.ts';
import type { DecisionCompte, LigneCorrigee } from '../corrections.ts';
import { lireCode } from './codes.ts';
import type { Contexte } from './contexte.ts';
import type { Lecteur } from './lecteur.ts';
import { controlerEncodage, lireDateDe } from './textes.ts';

/** Une personne dans un ancien profil, une fois la ligne corrigée et contrôlée. `personne` : son nom, mots rangés : « LEFEBVRE Élodie » et « Élodie Lefebvre » sont la même. */
export interface LigneUtilisateur {
  readonly numero: number; readonly cle: string; readonly cellules: readonly string[]; readonly exclusion: string | null; readonly rejet: CodeAnomalie | null; readonly fusion: LigneCorrigee['fusion'];
  readonly nom: string; readonly personne: string; readonly email: string; readonly telephone: string; readonly fonction: string; readonly structure: string; readonly ancien: AncienProfil | null; readonly derniereConnexion: string | null; readonly decision: DecisionCompte | null;
}

const JOURS_INACTIF = 365;
const saisir = (phrase: string) => ({ reparation: { genre: 'a_saisir' as const, valeurs: [], phrase } });

const controlerCourriel = (lecteur: Lecteur, email: string): void => {
  if (email === '') { lecteur.signaler('U01', 'email', 'L’adresse manque : sans elle, pas de compte.', saisir('À saisir : l’adresse professionnelle')); return; }
  const faute = erreurCourriel(email);
  if (faute !== null) lecteur.signaler(estBoiteGenerique(email) ? 'U02' : 'U01', 'email', faute, saisir('À saisir : l’adresse d’une seule personne'));
};

/** Lit une ligne d’un fichier de comptes. U01, U02, U06 et U07 se voient ici ; U03 à U05 entre les lignes (`fichierUtilisateurs.ts`). */
export const lireUtilisateur = (lecteur: Lecteur, { traducteur, aujourdhui }: Contexte, { numero, cle, corrigee }: { readonly numero: number; readonly cle: string; readonly corrigee: LigneCorrigee }): LigneUtilisateur => {
  controlerEncodage(lecteur, ['nom', 'fonction', 'structure']);
  const nom = lecteur.texte('nom').replaceAll(/\s+/gu, ' ');
  const email = lecteur.texte('email').toLowerCase();
  controlerCourriel(lecteur, email);
  if (!nom.includes(' ')) lecteur.signaler('F03', 'nom', nom === '' ? 'Le nom manque.' : 'Le prénom ou le nom manque : un compte est celui d’une personne.', saisir('À saisir : le prénom et le nom'));
  if (lecteur.texte('profil') === '' && lecteur.estAssociee('profil')) lecteur.signaler('D01', 'profil', 'L’ancien profil manque.', { effet: 'ligne_rejetee', ...saisir('À saisir : l’ancien profil') });
  const code = lireCode(lecteur, traducteur, 'profil', 'profil', 'ligne_rejetee');
  const ancien = code === null ? null : (trouverAncienProfil(code) ?? null);
  const structure = lecteur.texte('structure');
  if (ancien !== null && structure === '' && PROFILS[ancien.nouveau].famille === 'Entité gestionnaire') lecteur.signaler('U07', 'structure', `« ${PROFILS[ancien.nouveau].libelle} » demande une entité : le fichier n’en dit pas.`, saisir('À saisir : sa structure'));
  const derniereConnexion = lireDateDe(lecteur, 'derniereConnexion');
  if (derniereConnexion !== null && derniereConnexion < decalerDate(aujourdhui, -JOURS_INACTIF)) lecteur.signaler('U06', 'derniereConnexion', 'Aucune connexion depuis plus de 12 mois : à exclure, ou à inviter en connaissance de cause.');
  return {
    numero, cle, cellules: corrigee.cellules, exclusion: corrigee.exclusion, rejet: lecteur.rejet(), fusion: corrigee.fusion,
    nom, personne: cleDeTri(nom).split(' ').sort().join(' '), email, telephone: lecteur.texte('telephone'), fonction: lecteur.texte('fonction'), structure, ancien, derniereConnexion, decision: corrigee.decision,
  };
};
