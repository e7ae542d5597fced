import { randomUUID } from 'node:crypto';
import { setImmediate as rendreLaMain } from 'node:timers/promises';
import type { ApercuPlaces, IssuePlaces, PhaseGeste } from '../contract/methodesPlaces.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { commencerApercu, paquets } from '../db/apercuPlaces.ts';
import type { Base } from '../db/base.ts';
import type { Cadre, Execution } from '../db/execution.ts';
import { executerCommande, rejouerFile, retirerEffetsLocaux } from '../db/execution.ts';
import { lacherLot, lotRetenu, retenirLot, retirerLotRetenu } from '../db/file.ts';
import { rafraichirAgregats } from '../db/lignes.ts';
import type { Changement, LigneRefusee, Refus } from '../domain/commandes/commande.ts';
import { PLACES_PAR_COMMANDE } from '../domain/commandes/places.ts';
import type { GestePlaces } from '../domain/places/gestes.ts';
import type { EcranPlaces } from './ecranPlaces.ts';
import type { SessionPoste } from './session.ts';

/** `parCommande` : places d’une commande ; un essai en met moins. `montrer` : les lignes à l’écran sont à relire, elles seules. */
interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly ecran: EcranPlaces; readonly montrer: () => void; readonly parCommande: number | undefined }
interface Suivi { readonly phase: PhaseGeste; readonly faites: number; readonly total: number }

/** Places jugées entre deux respirations d’un aperçu : quelques dizaines de millisecondes. */
const PAS_APERCU = 2_000;
/** Au-delà, un geste dure plus d’un clin d’œil : ce qui est à l’écran passe d’abord. */
const ECRAN_DABORD = 2_000;
/** Ce que l’on attend, en millisecondes, que la grille ait relu ses lignes avant de reprendre. */
const RELECTURE_MS = 100;

/** Ce qu’un geste a fait, une fois tout en file. `declarations` : déclarations d’occupation rendues ; `differees` : parmi les changées, celles dont l’effet attend la libération. `refus` : pourquoi, quand rien n’a changé. */
export interface GesteFait { readonly lot: string; readonly changees: readonly string[]; readonly declarations: number; readonly differees: ReadonlySet<string>; readonly refusees: readonly LigneRefusee[]; readonly refus: Refus | null }
export interface GestesEnNombre {
  /** Aperçu d’un geste ; erreur `apercu.remplace` quand un autre l’a suivi, `geste.interrompu` si la personne l’arrête. */
  apercu(ids: readonly string[], geste: GestePlaces): Promise<ApercuPlaces>;
  /** Fait le geste, par commandes de `parCommande` places, celles de `devant` (à l’écran) les premières : toutes en file, ou aucune. Erreurs `geste.en_cours`, `geste.interrompu`, `geste.a_defaire`, disque. */
  appliquer(ids: readonly string[], geste: GestePlaces, motif: string | null, devant?: readonly string[]): Promise<GesteFait>;
  /** Rend aux places d’un lot ce qu’il avait remplacé, et aux dispositifs qu’il a `declares` leur déclaration d’avant, de même. */
  annuler(lot: string, ids: readonly string[], devant?: readonly string[], declares?: readonly string[]): Promise<IssuePlaces & { readonly declarations: number }>;
  readonly traitements: Pick<Traitements, 'places.avancement' | 'places.interrompre'>;
}

/** La place qu’un changement touche, ou retire, et si son effet attend la libération. */
export const effetDe = (changement: Changement): { readonly id: string; readonly differe: boolean }[] => (changement.genre === 'creer' || changement.objet !== 'place' ? [] : [{ id: changement.id, differe: changement.genre === 'modifier' && changement.champs['differe'] != null }]);
/** Ce qu’un geste fait dit à l’écran. */
export const issueDe = ({ lot, changees, declarations, differees, refusees, refus }: GesteFait): IssuePlaces => ({
  lot: changees.length + declarations === 0 ? null : lot, changees: changees.length, differees: differees.size, refusees: refusees.length,
  refus: changees.length + declarations > 0 ? null : refus === null ? { code: 'sans_effet', message: 'Aucune place ne change.' } : { code: refus.code, message: refus.message },
});

/**
 * Les gestes qui peuvent porter sur toutes les places de France : ils rendent la main entre deux morceaux, disent où ils en sont et s’interrompent. Tant qu’un geste se met en
 * file, rien ne part (`retenirLot`) : interrompu, ou coupé par un arrêt du poste, il n’a pas eu lieu.
 */
export const creerGestesEnNombre = ({ session, cadre, ecran, montrer, parCommande = PLACES_PAR_COMMANDE }: Hote): GestesEnNombre => {
  const pasApercu = Math.min(PAS_APERCU, parCommande);
  let suivi: Suivi | null = null;
  let arret = false;
  let apercuCourant = 0;
  const interrompu = (): ErreurPoste => new ErreurPoste('geste.interrompu', 'Geste interrompu : aucune place n’a changé.');
  /** À appeler après chaque respiration : le compte a pu se fermer, ses fichiers être rouverts. */
  const gardien = (): (() => Base) => {
    const depart = session();
    const { base } = depart;
    return () => {
      if (session() !== depart || depart.base !== base) throw interrompu();
      return base;
    };
  };

  /** Rend aux places ce qu’elles avaient avant un geste qui n’aura pas eu lieu. */
  const rendre = async (faites: readonly string[], courante: () => Base): Promise<void> => {
    // d’abord la file : un arrêt au milieu de ce retour le finit à l’ouverture suivante
    retirerLotRetenu(courante());
    const morceaux = paquets(faites, parCommande);
    for (const [rang, morceau] of morceaux.entries()) {
      suivi = { phase: 'retour', faites: rang * parCommande, total: faites.length };
      const base = courante();
      base.transaction(() => {
        const groupes = new Set<string>();
        retirerEffetsLocaux(base, cadre().ecriture, groupes, morceau);
        rafraichirAgregats(base, groupes);
      });
      await rendreLaMain();
    }
    // ce que d’autres commandes en attente faisaient à ces places
    rejouerFile(courante(), cadre());
  };

  /**
   * Défait un geste arrêté en chemin. Si le disque ne le permet pas non plus, la file reste retenue (rien de ce geste ne part) et la personne sait quoi faire : le geste suivant, ou
   * l’ouverture suivante, finira.
   */
  const defaire = async (faites: readonly string[], courante: () => Base): Promise<void> => {
    try {
      await rendre(faites, courante);
    } catch (panne) {
      if (panne instanceof ErreurPoste) throw panne;
      console.error('Geste en nombre à défaire :', panne);
      throw new ErreurPoste('geste.a_defaire', 'Le geste n’a pas pu aller au bout, ni être défait : le disque est peut-être plein. Rien n’est parti au service. Libérer de la place, puis redémarrer SIAO Offre.');
    }
  };

  /** Exécute les morceaux d’un lot : `executer` met une commande en file et dit ce qu’elle change ; `dernier` : c’est celle du dernier morceau. */
  const parMorceaux = async (lot: string, ids: readonly string[], devant: readonly string[], executer: (base: Base, morceau: readonly string[], dernier: boolean) => Execution): Promise<Omit<GesteFait, 'lot'>> => {
    if (suivi !== null && suivi.phase !== 'apercu') throw new ErreurPoste('geste.en_cours', 'Un geste en nombre est déjà en cours : l’attendre, ou l’interrompre.');
    const courante = gardien();
    const vues = new Set(ids.length > Math.min(ECRAN_DABORD, parCommande) ? devant : []);
    const dabord = paquets(ids.filter((id) => vues.has(id)), parCommande);
    // une déclaration où rien n’avait changé n’a pas de place à rendre
    const morceaux = ids.length === 0 ? [[]] : [...dabord, ...paquets(vues.size === 0 ? ids : ids.filter((id) => !vues.has(id)), parCommande)];
    const [changees, differees, refusees]: [Set<string>, Set<string>, LigneRefusee[]] = [new Set(), new Set(), []];
    const declares = new Set<string>();
    let refus: Refus | null = null;
    let faites = 0;
    arret = false;
    suivi = { phase: 'geste', faites: 0, total: ids.length };
    try {
      // un reste que le disque a empêché de défaire
      if (lotRetenu(courante()) !== null) await defaire([], courante);
      if (morceaux.length > 1) retenirLot(courante(), lot);
      for (const [rang, morceau] of morceaux.entries()) {
        const execution = executer(courante(), morceau, rang === morceaux.length - 1);
        if (!execution.accepte) refus = execution;
        // seulement les identifiants : les valeurs de 450 000 places ne tiendraient pas en mémoire
        else {
          for (const { id, differe } of execution.changements.flatMap(effetDe)) { changees.add(id); if (differe) differees.add(id); }
          for (const changement of execution.changements) if (changement.genre === 'modifier' && changement.objet === 'dispositif') declares.add(changement.id);
        }
        for (const refusee of execution.refusees ?? (execution.accepte ? [] : morceau.map((id) => ({ id, code: execution.code, message: execution.message })))) refusees.push(refusee);
        faites += morceau.length;
        suivi = { phase: 'geste', faites, total: ids.length };
        if (rang === dabord.length - 1) { const relu = ecran.relu(vues, RELECTURE_MS); montrer(); await relu; }
        else if (rang < morceaux.length - 1) await rendreLaMain();
        if (arret) throw interrompu();
      }
      if (morceaux.length > 1) lacherLot(courante());
      return { changees: [...changees], declarations: declares.size, differees, refusees, refus: changees.size === 0 ? refus : null };
    } catch (erreur) {
      if (morceaux.length > 1) await defaire([...changees, ...declares], courante).finally(montrer);
      throw erreur;
    } finally {
      suivi = null;
    }
  };

  return {
    apercu: async (ids, geste) => {
      apercuCourant += 1;
      const [numero, courante] = [apercuCourant, gardien()];
      const apercu = commencerApercu(courante(), geste, cadre());
      const morceaux = paquets(ids, pasApercu);
      try {
        for (const [rang, morceau] of morceaux.entries()) {
          courante();
          apercu.ajouter(morceau);
          if (rang === morceaux.length - 1) break;
          if (suivi?.phase !== 'geste' && suivi?.phase !== 'retour') suivi = { phase: 'apercu', faites: (rang + 1) * pasApercu, total: ids.length };
          await rendreLaMain();
          if (numero !== apercuCourant) throw new ErreurPoste('apercu.remplace', 'Cet aperçu a été arrêté, ou un autre l’a suivi.');
        }
        return apercu.conclure();
      } finally {
        if (numero === apercuCourant && suivi?.phase === 'apercu') suivi = null;
      }
    },
    appliquer: async (ids, geste, motif, devant = []) => {
      const lot = randomUUID();
      const args = (morceau: readonly string[]) => ({ lot, blocs: [{ geste, ids: morceau }], ...(motif === null ? {} : { motif }) });
      const fait = await parMorceaux(lot, ids, devant, (base, morceau) => executerCommande(base, 'changerPlaces', args(morceau), cadre(), (refusees) => {
        const laissees = new Set(refusees.map(({ id }) => id));
        return args(morceau.filter((id) => !laissees.has(id)));
      }));
      return { lot, ...fait };
    },
    annuler: async (lot, ids, devant = [], declares = []) => {
      const nouveauLot = randomUUID();
      // les déclarations avec le dernier morceau : ce qu’elles avaient daté sans le citer est alors ce qui reste du lot
      const fait = await parMorceaux(nouveauLot, ids, devant, (base, morceau, dernier) => executerCommande(base, 'annulerPlaces', { lot, nouveauLot, ids: morceau, dispositifs: dernier ? declares : [] }, cadre()));
      return { declarations: fait.declarations, ...issueDe({ lot: nouveauLot, ...fait }) };
    },
    traitements: {
      'places.avancement': () => (suivi === null ? { enCours: false, phase: 'geste', faites: 0, total: 0 } : { enCours: true, ...suivi }),
      'places.interrompre': () => {
        if (suivi?.phase === 'geste') arret = true;
        if (suivi?.phase === 'apercu') { apercuCourant += 1; suivi = null; }
        return { fait: true };
      },
    },
  };
};
