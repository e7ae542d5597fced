import type { Base } from '../../server/base/base.ts';
import { ErreurService } from '../../server/erreurs.ts';
import { creerCle, listerCles, retirerCle } from '../../server/partenaires/cles.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireEntier } from '../verbe.ts';

const exiger = (contexte: ContexteVerbe, option: string, minimum = 1): string => {
  const valeur = contexte.texte(option)?.trim() ?? '';
  if (valeur.length < minimum) throw new ErreurConsole(SORTIES.usage, `--${option} est obligatoire${minimum > 1 ? ` (${minimum} caractères au moins)` : ''}.`);
  return valeur.slice(0, 200);
};
const surLaBase = async (contexte: ContexteVerbe, agir: (base: Base) => Promise<unknown>): Promise<typeof SORTIES.reussi> => {
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    contexte.ecrire(await agir(ouverte.base));
    return SORTIES.reussi;
  } catch (erreur) {
    if (erreur instanceof ErreurService) throw new ErreurConsole(erreur.statut === 400 ? SORTIES.usage : SORTIES.anomalies, erreur.message);
    throw erreur;
  } finally {
    await ouverte.fermer();
  }
};

export const cleCreer: Verbe = {
  nom: 'cle creer',
  resume: 'Crée une clé par laquelle un logiciel partenaire dépose l’occupation ou lit l’offre ; elle n’est montrée qu’une fois.',
  positionnels: [],
  options: {
    ...OPTIONS_BASE, libelle: { type: 'string', valeur: 'TEXTE', aide: 'nom du logiciel, tel que le journal le montrera (obligatoire)' }, entite: { type: 'string', valeur: 'CODE', aide: 'toute l’entité de ce code (ENT-59-0001)' },
    dispositifs: { type: 'string', valeur: 'CODES', aide: 'ou ces dispositifs seulement, séparés par des virgules' }, departements: { type: 'string', valeur: 'CODES', aide: 'ou un territoire à lire, séparés par des virgules (« france » : tout le pays)' },
    lecture: { type: 'boolean', aide: 'la clé lit aussi l’offre ; celle d’un territoire ne fait que lire' }, par: { type: 'string', valeur: 'NOM', aide: 'qui la demande (obligatoire)' }, jours: { type: 'string', valeur: 'N', aide: 'durée en jours, de 1 à 366 (365)' },
  },
  executer: (contexte) => {
    const [libelle, creePar] = [exiger(contexte, 'libelle', 3), exiger(contexte, 'par', 3)];
    const jours = lireEntier(contexte, 'jours', 365, 1, 366);
    const [entite, dispositifs] = [contexte.texte('entite'), (contexte.texte('dispositifs') ?? '').split(',').map((code) => code.trim()).filter((code) => code !== '')];
    const lu = contexte.texte('departements');
    const territoire = lu === undefined ? undefined : lu.trim().toLowerCase() === 'france' ? [] : lu.split(',').map((code) => code.trim().toUpperCase()).filter((code) => code !== '');
    if (territoire?.length === 0 && lu?.trim().toLowerCase() !== 'france') throw new ErreurConsole(SORTIES.usage, '--departements est vide : donner des codes, ou « france ».');
    return surLaBase(contexte, async (base) => {
      const cle = await creerCle(base, { libelle, creePar, jours, dispositifs: [...new Set(dispositifs)], lecture: contexte.oui('lecture'), ...(entite === undefined ? {} : { entite }), ...(territoire === undefined ? {} : { departements: territoire }) }, new Date());
      contexte.dire('La clé ne sera plus montrée : la remettre au partenaire par un moyen sûr.');
      return cle;
    });
  },
};

export const cleLister: Verbe = {
  nom: 'cle lister', resume: 'Montre les clés des logiciels partenaires : ce qu’elles couvrent, leur fin, leur dernier usage.', positionnels: [], options: OPTIONS_BASE,
  executer: (contexte) => surLaBase(contexte, async (base) => ({ cles: await listerCles(base, new Date()) })),
};

export const cleRetirer: Verbe = {
  nom: 'cle retirer', resume: 'Retire une clé : elle ne sert plus dès la requête suivante.', positionnels: [],
  options: { ...OPTIONS_BASE, id: { type: 'string', valeur: 'ID', aide: 'identifiant que « cle lister » donne (obligatoire)' }, motif: { type: 'string', valeur: 'TEXTE', aide: 'pourquoi ; écrit au journal (obligatoire)' } },
  executer: (contexte) => {
    const [id, motif] = [exiger(contexte, 'id'), exiger(contexte, 'motif', 3)];
    return surLaBase(contexte, async (base) => { await retirerCle(base, id, motif, new Date()); return { id, retiree: true }; });
  },
};
