import { randomUUID } from 'node:crypto';
import { avecBase, exigerDepartement, exigerTexte } from '../reprise/demandes.ts';
import { exiger, lireLot, lireMandat, lirePersonne, rapporter } from '../reprise/lots.ts';
import type { OptionVerbe, Verbe } from '../verbe.ts';
import { OPTIONS_BASE, SORTIES, lireDate } from '../verbe.ts';

const COMPTE = { compte: { type: 'string', valeur: 'COURRIEL', aide: 'la personne au nom de qui le faire ; son mandat est exigé' } } as const satisfies Record<string, OptionVerbe>;
export const repriseUndo: Verbe = {
  nom: 'reprise undo',
  resume: 'Retire de l’offre toutes les fiches d’un lot, comptes compris, ou aucune : une seule fiche travaillée depuis, un seul compte invité ou ouvert, l’empêche.',
  positionnels: [{ nom: 'LOT', aide: 'numéro du lot (LOT-59-0007)' }],
  options: { ...COMPTE, motif: { type: 'string', valeur: 'TEXTE', aide: 'pourquoi (obligatoire, gardé au journal)' }, ...OPTIONS_BASE },
  executer: (contexte) => {
    const motif = exigerTexte(contexte, 'motif', 'le journal garde pourquoi un lot est annulé');
    const email = exigerTexte(contexte, 'compte', 'une annulation se fait au nom d’une personne');
    return avecBase(contexte, async ({ base }) => {
      const [acteur, lot] = [await lirePersonne(base, email), await lireLot(base, contexte.positionnels[0] ?? '')];
      const { presentes } = await rapporter(base, lot);
      await exiger(base, acteur, 'annulerLot', { lotId: lot.id, mandatId: (await lireMandat(base, acteur, lot.departement)).id, motif });
      contexte.ecrire({ lot: { id: lot.id, code: lot.code, statut: 'annule' }, retirees: presentes });
      contexte.dire(`Lot ${lot.code ?? lot.id} annulé.`);
      return SORTIES.reussi;
    });
  },
};

export const repriseRapport: Verbe = {
  nom: 'reprise rapport',
  resume: 'Dit où en est un lot : simulations, bilan signé, fiches présentes, travaillées, validées.',
  positionnels: [{ nom: 'LOT', aide: 'numéro du lot (LOT-59-0007)' }],
  options: { ...OPTIONS_BASE },
  executer: (contexte) => avecBase(contexte, async ({ base }) => {
    contexte.ecrire(await rapporter(base, await lireLot(base, contexte.positionnels[0] ?? '')));
    return SORTIES.reussi;
  }),
};

export const repriseMandat: Verbe = {
  nom: 'reprise mandat',
  resume: 'Donne à un compte le mandat daté d’opérateur de reprise.',
  positionnels: [{ nom: 'COURRIEL', aide: 'le compte qui reçoit le mandat' }],
  options: {
    compte: { type: 'string', valeur: 'COURRIEL', aide: 'l’administrateur national qui le donne' }, departement: { type: 'string', valeur: 'CODE,CODE', aide: 'départements du mandat' }, fin: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'dernier jour du mandat' }, ...OPTIONS_BASE,
  },
  executer: (contexte) => {
    const departements = exigerTexte(contexte, 'departement', 'un mandat nomme ses départements').split(',').map((code) => exigerDepartement(code.trim().toUpperCase(), 'departement'));
    const email = exigerTexte(contexte, 'compte', 'un mandat se donne au nom d’un administrateur national');
    exigerTexte(contexte, 'fin', 'un mandat a une fin');
    const fin = lireDate(contexte, 'fin');
    return avecBase(contexte, async ({ base }) => {
      const [donneur, recu] = [await lirePersonne(base, email), await lirePersonne(base, contexte.positionnels[0] ?? '')];
      const id = randomUUID();
      await exiger(base, donneur, 'mandaterReprise', { id, utilisateurId: recu.utilisateurId, departements, fin });
      contexte.ecrire({ mandat: id, nom: recu.nom, departements, fin });
      contexte.dire(`${recu.nom} est opérateur de reprise jusqu’au ${fin} : ${departements.join(', ')}.`);
      return SORTIES.reussi;
    });
  },
};
