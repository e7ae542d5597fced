import { aiderCompte, creerAdministrateur } from '../../server/comptes/exploitation.ts';
import { ErreurService } from '../../server/erreurs.ts';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES } from '../verbe.ts';

const OPTIONS_COMPTE = { ...OPTIONS_BASE, email: { type: 'string', valeur: 'ADRESSE', aide: 'adresse professionnelle de la personne (obligatoire)' }, motif: { type: 'string', valeur: 'TEXTE', aide: 'pourquoi ; écrit au journal (obligatoire)' } } as const;
const exiger = (contexte: ContexteVerbe, option: string, minimum: number): string => {
  const valeur = contexte.texte(option)?.trim() ?? '';
  if (valeur.length < minimum) throw new ErreurConsole(SORTIES.usage, `--${option} est obligatoire${minimum > 1 ? ` (${minimum} caractères au moins)` : ''}.`);
  return valeur.slice(0, 4000);
};
const surLaBase = async (contexte: ContexteVerbe, agir: (base: Base) => Promise<unknown>): Promise<typeof SORTIES.reussi> => {
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    contexte.ecrire(await agir(ouverte.base));
    contexte.dire('Remettre ce code à la personne, et à elle seule : avec son adresse, il lui fait choisir un mot de passe (« Première connexion ou mot de passe oublié »).');
    return SORTIES.reussi;
  } catch (erreur) {
    if (erreur instanceof ErreurService) throw new ErreurConsole(SORTIES.anomalies, erreur.message);
    throw erreur;
  } finally {
    await ouverte.fermer();
  }
};

export const compteCreate: Verbe = {
  nom: 'compte create',
  resume: 'Crée un administrateur national et rend le code de son invitation : le premier d’un service neuf.',
  positionnels: [],
  options: { ...OPTIONS_COMPTE, nom: { type: 'string', valeur: 'NOM', aide: 'prénom et nom (obligatoire)' } },
  executer: (contexte) => {
    const [email, nom, motif] = [exiger(contexte, 'email', 1), exiger(contexte, 'nom', 1), exiger(contexte, 'motif', 10)];
    return surLaBase(contexte, (base) => creerAdministrateur(base, { email, nom }, motif, new Date()));
  },
};

export const compteAssist: Verbe = {
  nom: 'compte assist',
  resume: 'Débloque un compte et rend un code pour choisir un mot de passe, quand aucun administrateur ne peut le faire.',
  positionnels: [],
  options: { ...OPTIONS_COMPTE, 'retirer-second-facteur': { type: 'boolean', aide: 'retire aussi le second facteur et les codes de secours, ferme les sessions' } },
  executer: (contexte) => {
    const [email, motif] = [exiger(contexte, 'email', 1), exiger(contexte, 'motif', 10)];
    return surLaBase(contexte, (base) => aiderCompte(base, email, contexte.oui('retirer-second-facteur'), motif, new Date()));
  },
};
