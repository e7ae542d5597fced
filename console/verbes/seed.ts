import type { CompteDemonstration } from '../../contract/service.ts';
import type { BaseOuverte } from '../base.ts';
import { estVide, ouvrirBaseDemandee, toutSupprimer } from '../base.ts';
import { MOT_DE_PASSE_DEMONSTRATION, chargerSemis, lireEtatSemis } from '../seed/chargement.ts';
import type { CompteSeme } from '../seed/personnes.ts';
import { DEPARTEMENT_DE_DEMONSTRATION, TAILLES, departementsDe, tailleAttendue } from '../seed/plan.ts';
import type { ContexteVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireChoix, lireDate, lireEntier } from '../verbe.ts';

export const compteAffiche = ({ email, profil, nom, perimetreLibelle }: CompteSeme): CompteDemonstration => ({ email, motDePasse: MOT_DE_PASSE_DEMONSTRATION, profil, nom, perimetre: perimetreLibelle });

const ouvrirVide = async (contexte: ContexteVerbe): Promise<BaseOuverte> => {
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    if (await estVide(ouverte.base)) return ouverte;
    const demonstration = await lireEtatSemis(ouverte.base);
    if (!contexte.oui('remplacer')) throw new ErreurConsole(SORTIES.anomalies, `La base (${ouverte.ou}) n’est pas vide. ${demonstration === undefined ? 'Choisir une autre base.' : 'Elle vient d’un semis précédent : ajouter --remplacer pour l’effacer.'}`);
    // une base qui ne vient pas d’un semis peut être réelle : aucune option ne l’efface
    if (demonstration === undefined) throw new ErreurConsole(SORTIES.anomalies, `La base (${ouverte.ou}) ne vient pas d’un semis : --remplacer ne l’efface pas.`);
    contexte.dire('Effacement du semis précédent.');
    await toutSupprimer(ouverte.base);
  } catch (erreur) {
    await ouverte.fermer();
    throw erreur;
  }
  await ouverte.fermer();
  return ouvrirBaseDemandee(contexte);
};

const executer = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const taille = lireChoix(contexte, 'taille', TAILLES, 'departement');
  const departement = (contexte.texte('departement') ?? DEPARTEMENT_DE_DEMONSTRATION).toUpperCase();
  const graine = lireEntier(contexte, 'graine', 1, 0, 2 ** 32);
  const au = lireDate(contexte, 'au');
  const departements = departementsDe(taille, departement);
  if (departements === undefined) throw new ErreurConsole(SORTIES.usage, `--departement : « ${departement} » n’est pas un des 101 départements.`);
  const attendue = tailleAttendue(departements);
  if (contexte.oui('compter')) {
    contexte.ecrire({ taille, departements: departements.length, ...attendue });
    return SORTIES.reussi;
  }
  const ouverte = await ouvrirVide(contexte);
  try {
    const debut = performance.now();
    contexte.dire(`Semis de ${departements.length} département(s), ${attendue.places} places, dans ${ouverte.ou}.`);
    const { comptes, ...lignes } = await chargerSemis(ouverte.base, { graine, au, departements }, contexte.dire);
    const montres = comptes.filter(({ profil, email }) => profil === 'admin_national' || email.includes(`.${departement.toLowerCase()}@`));
    contexte.ecrire({
      taille, graine, au, departements, base: ouverte.base.genre, lignes: { ...lignes, comptes: comptes.length }, secondes: Math.round((performance.now() - debut) / 100) / 10,
      motDePasse: MOT_DE_PASSE_DEMONSTRATION, adresses: 'PROFIL.DEPARTEMENT@demo.siao.example', comptes: montres.map(compteAffiche),
    });
    return SORTIES.reussi;
  } finally {
    await ouverte.fermer();
  }
};

export const seed: Verbe = {
  nom: 'seed',
  resume: 'Remplit une base vide de données fictives et reproductibles, sur les vraies communes.',
  positionnels: [],
  options: {
    taille: { type: 'string', valeur: TAILLES.join('|'), aide: 'étendue des données (departement)' },
    departement: { type: 'string', valeur: 'CODE', aide: `département choisi, ou dont on prend la région (${DEPARTEMENT_DE_DEMONSTRATION})` },
    graine: { type: 'string', valeur: 'N', aide: 'même graine et même date : mêmes lignes à l’octet près (1)' },
    au: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'date de référence des états et des délais (aujourd’hui)' },
    compter: { type: 'boolean', aide: 'donne les nombres de lignes sans rien écrire' },
    remplacer: { type: 'boolean', aide: 'efface d’abord un semis précédent (jamais une autre base)' },
    ...OPTIONS_BASE,
  },
  executer,
};
