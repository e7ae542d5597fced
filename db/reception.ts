import type { LigneChangement } from '../contract/service.ts';
import type { Ligne } from '../domain/objets/objets.ts';
import { SCHEMAS } from '../domain/objets/objets.ts';
import type { BaseEcriture } from './base.ts';
import { ecrireEtat } from './base.ts';
import type { Cadre } from './execution.ts';
import { noterGroupes, rejouer, retirerEffetsLocaux } from './execution.ts';
import { derniersCompris, retirerComprises } from './file.ts';
import { ecrireLigne, effacerLigne, lireLigneCache, rafraichirAgregats } from './lignes.ts';

export type FinDePage = Extract<LigneChangement, { genre: 'fin' }>;

/** `derniers` connus, complétés par ceux d’une page : un client que la page ne cite pas garde le sien. */
export const noterFin = (base: BaseEcriture, fin: FinDePage): void => {
  ecrireEtat(base, 'curseur', fin.curseur);
  ecrireEtat(base, 'derniers', JSON.stringify({ ...derniersCompris(base), ...fin.derniers }));
};

/**
 * Applique une page reçue du service : effets locaux retirés, lignes écrites, curseur avancé, reste rejoué — en une transaction ; puis les commandes comprises quittent la file.
 * Une ligne mal formée fait tout échouer : rien n’est appliqué, le curseur ne bouge pas. `lignes` sans la ligne `fin`, ni remise à zéro (voir `chargement.ts`).
 * Coût : la page et ce que les commandes en attente touchent, jamais tout le cache.
 */
export const appliquerPage = (base: BaseEcriture, lignes: readonly LigneChangement[], fin: FinDePage, cadre: Cadre): void => {
  base.transaction(() => {
    const groupes = new Set<string>();
    retirerEffetsLocaux(base, cadre.ecriture, groupes);
    for (const changement of lignes) {
      if (changement.genre === 'retrait') {
        noterGroupes(groupes, changement.objet, lireLigneCache(base, changement.objet, changement.id));
        effacerLigne(base, changement.objet, changement.id);
      } else if (changement.genre === 'ligne') {
        const ligne = SCHEMAS[changement.objet].parse(changement.ligne) as Ligne;
        noterGroupes(groupes, changement.objet, changement.objet === 'place' ? lireLigneCache(base, 'place', ligne.id) : undefined, ligne);
        ecrireLigne(base, changement.objet, ligne as never, cadre.ecriture);
      }
    }
    noterFin(base, fin);
    rejouer(base, cadre, groupes);
    rafraichirAgregats(base, groupes);
  });
  // après, et à part : un arrêt ici laisse des commandes comprises en file, que l’ouverture retirera
  retirerComprises(base);
};
