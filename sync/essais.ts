import type { Utilisateur } from '../contract/service.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import { ouvrirHorsLigne, peutOuvrirHorsLigne } from './comptes.ts';
import type { Frein } from './verrou.ts';
import { creerFrein } from './verrou.ts';

const REGLAGE = 'essaisLocaux';
const enDuree = (secondes: number): string => (secondes < 90 ? `${secondes}\u00a0secondes` : `${Math.ceil(secondes / 60)}\u00a0minutes`);

/** Les essais du mot de passe vérifié sur ce poste, freinés par compte : à la connexion comme au déverrouillage. Le compte des essais faux survit au redémarrage. */
export interface Essais {
  /** L’essai est compté d’avance. `freine` : trop d’essais, il n’est pas regardé ; `jamais` : ce compte n’a pas de mot de passe connu ici. */
  essayer(base: BaseEcriture, email: string, motDePasse: string): Promise<Utilisateur | 'jamais' | 'refuse' | 'freine'>;
  /** Le service a reconnu la personne. */
  absoudre(base: BaseEcriture, email: string): void;
  frein(base: BaseEcriture, email: string): Frein;
  refus(base: BaseEcriture, email: string): ErreurPoste;
  oublier(email: string): void;
}

export const creerEssais = (): Essais => {
  const freins = new Map<string, Frein>();
  const freinDe = (base: BaseEcriture, email: string): Frein => {
    const connu = freins.get(email) ?? creerFrein(Number(lireReglage(base, REGLAGE) ?? 0));
    freins.set(email, connu);
    return connu;
  };
  const noter = (base: BaseEcriture, nombre: number | null): void => {
    // un disque plein n’empêche pas d’ouvrir ; le compte en mémoire reste
    try { ecrireReglage(base, REGLAGE, nombre === null ? null : String(nombre)); } catch (erreur) { console.error('Essais locaux :', erreur); }
  };
  const absoudre = (base: BaseEcriture, email: string): void => {
    freinDe(base, email).reussir();
    if (lireReglage(base, REGLAGE) !== null) noter(base, null);
  };
  return {
    essayer: async (base, email, motDePasse) => {
      if (!peutOuvrirHorsLigne(base)) return 'jamais';
      const frein = freinDe(base, email);
      if (frein.attente() > 0) return 'freine';
      noter(base, frein.prendre());
      const issue = await ouvrirHorsLigne(base, motDePasse);
      if (typeof issue === 'object') absoudre(base, email);
      return issue;
    },
    absoudre,
    frein: freinDe,
    refus: (base, email) => new ErreurPoste('session.bloque', `Trop d’essais\u00a0: recommencer dans ${enDuree(freinDe(base, email).attente())}.`),
    oublier: (email) => { freins.delete(email); },
  };
};
