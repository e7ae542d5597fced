import { appendFileSync, readFileSync } from 'node:fs';
import { schemaAncre } from '../../contract/journal.ts';
import type { Ancre } from '../../contract/journal.ts';
import { verrouillerEcriture } from '../../server/base/base.ts';
import { lireDerniere, reprendreJournal, verifierJournal } from '../../server/journal/journal.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES } from '../verbe.ts';

/** Avancement dit toutes les cent mille lignes. */
const PAS_PROGRES = 100_000;

const ancreIllisible = (quoi: string): ErreurConsole => new ErreurConsole(SORTIES.usage, `--ancre attend « NUMÉRO:EMPREINTE » ou un fichier écrit par « siao journal ancre » : « ${quoi} » ne convient pas.`);
const lireAncre = (no: unknown, empreinte: unknown, quoi: string): Ancre => {
  const lue = schemaAncre.safeParse({ no, empreinte });
  if (!lue.success) throw ancreIllisible(quoi);
  return lue.data;
};

/** Notes extérieures : « 1234:9f86… » en toutes lettres, ou un fichier d’une note JSON par ligne. */
const lireAncres = (contexte: ContexteVerbe): readonly Ancre[] => {
  const demande = contexte.texte('ancre');
  if (demande === undefined) return [];
  const [, no, empreinte] = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(demande) ?? [];
  if (no !== undefined) return [lireAncre(Number(no), empreinte, demande)];
  let contenu: string;
  try { contenu = readFileSync(demande, 'utf8'); } catch { throw new ErreurConsole(SORTIES.fichier, `Le fichier « ${demande} » ne se lit pas. Une note s’écrit « NUMÉRO:EMPREINTE ».`); }
  const ancres = contenu.split('\n').filter((ligne) => ligne.trim() !== '').map((ligne) => {
    try {
      const note = JSON.parse(ligne) as { no?: unknown; empreinte?: unknown } | null;
      return lireAncre(note?.no, note?.empreinte, ligne.slice(0, 80));
    } catch (erreur) {
      throw erreur instanceof ErreurConsole ? erreur : ancreIllisible(ligne.slice(0, 80));
    }
  });
  // un fichier vide ne prouverait rien
  if (ancres.length === 0) throw ancreIllisible(`${demande} (vide)`);
  return ancres;
};

export const journalVerify: Verbe = {
  nom: 'journal verify',
  resume: 'Relit tout le journal et nomme la première ligne changée, ôtée, ajoutée ou récrite.',
  positionnels: [],
  options: { ...OPTIONS_BASE, ancre: { type: 'string', valeur: 'FICHIER|NUMÉRO:EMPREINTE', aide: 'lignes notées hors de la base : elles doivent y être encore, telles quelles' } },
  executer: async (contexte) => {
    const ancres = lireAncres(contexte);
    const ouverte = await ouvrirBaseDemandee(contexte);
    try {
      let dit = 0;
      const verification = await verifierJournal(ouverte.base, {
        ancres, environnement: contexte.env,
        surProgres: (lignes, total) => {
          if (lignes < dit + PAS_PROGRES) return;
          dit = lignes;
          contexte.dire(`${lignes.toLocaleString('fr-FR')} lignes vérifiées${total > lignes ? ` sur ${total.toLocaleString('fr-FR')}` : ''}…`);
        },
      });
      const { rupture, signeDepuis } = verification;
      contexte.ecrire({ base: ouverte.base.genre, intact: rupture === null, ...verification, notesVerifiees: rupture === null ? ancres.length : null });
      if (rupture !== null) contexte.dire(`Le journal est rompu à la ligne ${rupture.no} : ${rupture.raison}`);
      if (signeDepuis > 1) contexte.dire(`Les lignes avant la ${signeDepuis} ne sont pas signées : seules leur chaîne et les notes extérieures (--ancre) les protègent.`);
      return rupture === null ? SORTIES.reussi : SORTIES.anomalies;
    } finally {
      await ouverte.fermer();
    }
  },
};

export const journalAncre: Verbe = {
  nom: 'journal ancre',
  resume: 'Note la dernière ligne du journal, à garder hors de la base ; « journal verify --ancre » la retrouvera.',
  positionnels: [],
  options: { ...OPTIONS_BASE, fichier: { type: 'string', valeur: 'FICHIER', aide: 'ajoute la note à la fin de ce fichier, à garder sur une autre machine' } },
  executer: async (contexte) => {
    const ouverte = await ouvrirBaseDemandee(contexte);
    try {
      // noter la fin d’un journal rompu donnerait une fausse assurance
      const { rupture } = await verifierJournal(ouverte.base, { environnement: contexte.env });
      if (rupture !== null) {
        contexte.dire(`Le journal est rompu à la ligne ${rupture.no} : ${rupture.raison} Rien n’est noté.`);
        return SORTIES.anomalies;
      }
      const note = { ...await lireDerniere(ouverte.base), le: new Date().toISOString() };
      const fichier = contexte.texte('fichier');
      if (fichier !== undefined) {
        try { appendFileSync(fichier, `${JSON.stringify(note)}\n`); } catch { throw new ErreurConsole(SORTIES.fichier, `Le fichier « ${fichier} » ne s’écrit pas.`); }
      }
      contexte.ecrire(note, 'ligne');
      return SORTIES.reussi;
    } finally {
      await ouverte.fermer();
    }
  },
};

export const journalSign: Verbe = {
  nom: 'journal sign',
  resume: 'Signe l’état présent du journal quand sa tête signée est perdue ou fausse, et l’écrit au journal.',
  positionnels: [],
  options: { ...OPTIONS_BASE, motif: { type: 'string', valeur: 'TEXTE', aide: 'pourquoi ; écrit au journal (obligatoire)' } },
  executer: async (contexte) => {
    const motif = contexte.texte('motif')?.trim() ?? '';
    if (motif.length < 10) throw new ErreurConsole(SORTIES.usage, '--motif est obligatoire (10 caractères au moins) : il reste au journal.');
    const ouverte = await ouvrirBaseDemandee(contexte);
    try {
      const tete = await ouverte.base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        return reprendreJournal(trx, motif.slice(0, 4000), new Date(), contexte.env);
      });
      contexte.ecrire({ base: ouverte.base.genre, ...tete });
      return SORTIES.reussi;
    } finally {
      await ouverte.fermer();
    }
  },
};
