import type { Avis } from '../contract/methodesPropositions.ts';
import { nombrer } from '../domain/commandes/noms.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import type { Entite } from '../domain/objets/entite.ts';
import { CHAMPS, nomDe } from '../domain/objets/objets.ts';
import { pasEnVigueur } from '../domain/parcours.ts';
import type { BaseEcriture, BaseLecture, ValeurSql } from './base.ts';
import { ecrireReglage, lireReglage } from './base.ts';
import { gardee, marqueDeGarde } from './gardes.ts';
import { decoder, lireLigneCache } from './lignes.ts';

const LUS = 'avis.lus';
/** Au-delà, une décision n’est plus une nouvelle : elle se lit dans le journal. Borne aussi la liste des marques. */
const FRAICHEUR_MS = 30 * 86_400_000;
/** Les gestes du circuit qui apprennent quelque chose à l’auteur d’une fiche. */
const DECISIONS = new Set(['prevalider', 'valider', 'renvoyer', 'refuser', 'suspendre', 'retablir']);

const avisDePropositions = (base: BaseLecture, moi: string, depuis: string): Avis[] =>
  base.tous<Record<string, ValeurSql>>('select * from proposition where "creePar" = ? and "modifieLe" > ?', moi, depuis).map((sql) => decoder('proposition', sql)).flatMap(({ id, objet, ficheId, champs }) => {
    const fiche = lireLigneCache(base, objet, ficheId);
    return champs.flatMap(({ champ, decision, par, nom, le, motif }): Avis[] => (decision === null || le === null || par === moi || le <= depuis ? [] : [{
      cle: `p:${id}:${champ}`, genre: 'proposition', objet, ficheId, fiche: fiche === undefined ? '' : nomDe(objet, fiche), propositionId: id, champ: CHAMPS[objet][champ]?.libelle ?? champ, decision, par: nom ?? '', le, motif,
    }]));
  });

/** Une ligne par demande et par décision d’un même instant : « 3 places ». */
const avisDeDemandes = (base: BaseLecture, moi: string, depuis: string): Avis[] =>
  base.tous<Record<string, ValeurSql>>('select * from demande where "creePar" = ? and "modifieLe" > ?', moi, depuis).map((sql) => decoder('demande', sql)).flatMap(({ id, dispositifId, geste, lignes }) => {
    const decidees = new Map<string, { readonly ligne: (typeof lignes)[number]; combien: number }>();
    for (const ligne of lignes) {
      if (ligne.decision === null || ligne.le === null || ligne.par === moi || ligne.le <= depuis) continue;
      const cle = `d:${id}:${ligne.decision}:${ligne.le}`;
      const connue = decidees.get(cle);
      if (connue === undefined) decidees.set(cle, { ligne, combien: 1 }); else connue.combien += 1;
    }
    const [un, plusieurs] = geste.genre === 'modalite' ? ['groupe', 'groupes'] : ['place', 'places'];
    return [...decidees].map(([cle, { ligne, combien }]): Avis => ({
      cle, genre: 'demande', objet: 'dispositif', ficheId: dispositifId, fiche: lireLigneCache(base, 'dispositif', dispositifId)?.nom ?? '', propositionId: id, champ: nombrer(combien, un, plusieurs), decision: ligne.decision ?? '', par: ligne.nomPar ?? '', le: ligne.le ?? '', motif: ligne.motif,
    }));
  });

const avisDeFiches = (base: BaseLecture, moi: string, depuis: string): Avis[] => (['entite', 'dispositif'] as const).flatMap((objet) =>
  base.tous<Record<string, ValeurSql>>(`select * from "${objet}" where ${objet === 'dispositif' ? 'rang in (select rang from dispositif indexed by dispositif_indicateurs where "modifieLe" > ?)' : '"modifieLe" > ?'} and ("creePar" = ? or instr(parcours, ?) > 0)`, depuis, moi, JSON.stringify(moi)).flatMap((sql) => {
    const fiche = decoder(objet, sql) as Entite | Dispositif;
    const pas = pasEnVigueur(fiche.parcours);
    // la fiche est « à moi » quand je l’ai créée ou soumise
    if (fiche.creePar !== moi && !pas.some(({ geste, par }) => par === moi && (geste === 'creer' || geste === 'soumettre'))) return [];
    return pas.flatMap(({ geste, par, nom, le, motif }): Avis[] => (par === moi || le <= depuis || !DECISIONS.has(geste) ? [] : [{
      cle: `f:${fiche.id}:${le}`, genre: 'fiche', objet, ficheId: fiche.id, fiche: nomDe(objet, fiche), propositionId: null, champ: null, decision: geste, par: nom, le, motif: motif ?? null,
    }]));
  }));

/** Quel que soit l’instant du jour : ceux d’un jour de plus, gardés tant que l’offre ne change pas, d’où s’ôtent ceux que l’heure a vieillis. */
const tous = (base: BaseEcriture, moi: string, maintenant: string, programme?: string): Avis[] => {
  const [instant, jour] = [Date.parse(maintenant), maintenant.slice(0, 10)];
  const depuis = new Date(instant - FRAICHEUR_MS).toISOString();
  const marque = marqueDeGarde({ aujourdhui: jour, programme });
  return gardee(base, 'avis', marque === null ? null : `${marque}|${moi}`, () => {
    const matin = new Date(Date.parse(`${jour}T00:00:00.000Z`) - FRAICHEUR_MS).toISOString();
    return [...avisDePropositions(base, moi, matin), ...avisDeDemandes(base, moi, matin), ...avisDeFiches(base, moi, matin)].sort((une, autre) => autre.le.localeCompare(une.le) || une.cle.localeCompare(autre.cle));
  }).filter(({ le }) => le > depuis);
};
const lus = (base: BaseLecture): string[] => JSON.parse(lireReglage(base, LUS) ?? '[]') as string[];

/**
 * Ce que d’autres ont décidé sur les propositions et les fiches de cette personne et qu’elle n’a pas encore rangé. Les marques sont par décision, pas par date :
 * une décision prise avant le dernier passage et reçue après (poste hors ligne) reste à lire.
 */
export const lireAvis = (base: BaseEcriture, moi: string, maintenant: string, programme?: string): Avis[] => {
  const deja = new Set(lus(base));
  return tous(base, moi, maintenant, programme).filter(({ cle }) => !deja.has(cle));
};
/** Range des avis. Les marques de décisions devenues trop vieilles pour un avis s’effacent au passage. */
export const marquerAvis = (base: BaseEcriture, moi: string, maintenant: string, cles: readonly string[]): void => {
  base.transaction(() => {
    const choisies = new Set([...lus(base), ...cles]);
    ecrireReglage(base, LUS, JSON.stringify(tous(base, moi, maintenant).flatMap(({ cle }) => (choisies.has(cle) ? [cle] : []))));
  });
};
