import { stringify } from 'csv-stringify/sync';
import { sql } from 'kysely';
import type { FiltreJournal, LigneJournal } from '../../contract/journal.ts';
import type { Noms } from '../../contract/journalTextes.ts';
import { champJournal, libelleObjet, libelleProfilJournal, referencesDe, texteValeur, textesFiltres } from '../../contract/journalTextes.ts';
import { montrerNomenclature } from '../../contract/nomenclatureAffichee.ts';
import type { Objet } from '../../domain/droits.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { trouverCommune } from '../../domain/geographie/cog.ts';
import type { Acteur } from '../../domain/profils.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { Requetes } from '../base/schema.ts';
import { lireCompteActif } from '../comptes/utilisateurs.ts';
import type { CompteConnecte, ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { visibleEnSql } from '../synchronisation/perimetre.ts';
import { conditions } from './filtres.ts';
import { ecrireJournal } from './journal.ts';
import { compterLignes, exigerLecture, lireLignes } from './lecture.ts';

const PAGE = 500;
const BOM = '\uFEFF';
const COLONNES = ['N°', 'Date', 'Heure', 'Auteur', 'Profil', 'Geste', 'Objet', 'Code', 'Fiche', 'Champ', 'Avant', 'Après', 'Motif', 'Suppléance', 'Pour le compte de', 'Version du poste'];

const dates = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', day: '2-digit', month: '2-digit', year: 'numeric' });
const heures = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Un tableur exécuterait une cellule qui commence par =, +, -, @, une tabulation ou un retour : une apostrophe l’en empêche (`escape_formulas`). */
const enCsv = (lignes: readonly (readonly string[])[]): string => stringify(lignes as string[][], { delimiter: ';', record_delimiter: '\r\n', escape_formulas: true });

/** Une ligne de tableur par champ changé : chaque colonne se filtre et se trie. */
const lignesCsv = (ligne: LigneJournal, noms: Noms): string[][] => {
  const moment = new Date(ligne.moment);
  const avant = [String(ligne.no), dates.format(moment), heures.format(moment), ligne.nom, libelleProfilJournal(ligne.profil), ligne.geste, libelleObjet(ligne.objet, ligne.rapport), ligne.fiche?.code ?? '', ligne.fiche?.nom ?? ''];
  const apres = [ligne.motif ?? '', ligne.suppleance ? 'oui' : '', ligne.pourLeCompteDe === null ? '' : (noms[ligne.pourLeCompteDe] ?? ligne.pourLeCompteDe), ligne.versionClient ?? ''];
  const champs = Object.entries(ligne.changements).map(([champ, [ancien, nouveau]]) => [champJournal(ligne.objet, champ)?.libelle ?? champ, texteValeur(ligne.objet, champ, ancien, noms), texteValeur(ligne.objet, champ, nouveau, noms)]);
  const corps = champs.length > 0 ? champs : [ligne.lot === null ? ['', '', ''] : ['Fiches chargées', '', String(ligne.lot)]];
  return corps.map((milieu) => [...avant, ...milieu, ...apres]);
};

/** Noms de ce que les valeurs citent : les communes, et les fiches que ce compte lit. */
const lireNoms = async (requetes: Requetes, acteur: Acteur, lignes: readonly LigneJournal[]): Promise<Noms> => {
  const { communes, entite, dispositif, groupe } = referencesDe(lignes);
  const noms: Record<string, string> = Object.fromEntries([...communes].flatMap((code) => { const nom = trouverCommune(code)?.nom; return nom === undefined ? [] : [[code, nom]]; }));
  for (const [table, colonne, ids] of [['entite', 'raisonSociale', entite], ['dispositif', 'nom', dispositif], ['groupe', 'libelle', groupe]] as const) {
    if (ids.size === 0) continue;
    const { rows } = await sql<{ id: string; nom: string }>`select t.id, t.${sql.ref(colonne)} as nom from ${sql.table(table)} t join changement c on c.objet = ${table} and c.id = t.id where t.id = any(${[...ids]}::text[]) and ${visibleEnSql(acteur, 'departements')}`.execute(requetes);
    for (const { id, nom } of rows) noms[id] = nom;
  }
  return noms;
};

export interface ExportJournal { readonly total: number; readonly texte: AsyncGenerator<string> }

/**
 * L’export csv du journal, page après page : qui, quand, quel périmètre, quels filtres, combien de lignes, puis les lignes. Le journal garde qui a exporté quoi.
 * Ce qui s’écrit pendant l’export n’y est pas. Des droits changés en route coupent le flux : un fichier à moitié permis vaudrait moins que pas de fichier.
 * Refus : `droit.profil` (403).
 */
export const exporterJournal = async ({ base, horloge }: ContexteService, compte: CompteConnecte, filtre: FiltreJournal, versionClient: string | null): Promise<ExportJournal> => {
  const { acteur, utilisateur } = compte;
  exigerLecture(acteur, 'ecran');
  const ou = conditions(acteur, filtre);
  const maintenant = horloge();
  const filtres = Object.values(textesFiltres(filtre));
  const texteFiltre = filtres.length === 0 ? 'aucun' : filtres.join(' ; ');
  montrerNomenclature(construireNomenclature(await base.db.selectFrom('nomenclature').selectAll().execute(), maintenant.toISOString().slice(0, 10)));
  const { total, borne } = await base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    const derniere = await trx.selectFrom('journal').select(({ fn }) => fn.max('no').as('no')).executeTakeFirst();
    const lignes = await compterLignes(trx, ou, null);
    await ecrireJournal(trx, [{
      moment: maintenant, utilisateurId: acteur.utilisateurId, nom: acteur.nom, profil: acteur.profil, commande: 'journal.exporte', objet: 'utilisateur' satisfies Objet, objetId: acteur.utilisateurId, version: null,
      changements: { lignes: [null, lignes], filtres: [null, texteFiltre], perimetreExport: [null, utilisateur.perimetreLibelle] }, motif: null, suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient,
    }]);
    return { total: lignes, borne: derniere?.no ?? 0 };
  });

  async function* ecrire(): AsyncGenerator<string> {
    yield BOM + enCsv([
      ['Journal de SIAO Offre'], ['Exporté par', `${acteur.nom} (${libelleProfilJournal(acteur.profil)})`], ['Exporté le', `${dates.format(maintenant)} à ${heures.format(maintenant)}`],
      ['Périmètre', utilisateur.perimetreLibelle], ['Filtres', texteFiltre], ['Lignes du journal', String(total)], [], COLONNES,
    ]);
    for (let avant: number = borne + 1; ;) {
      const actuel = await lireCompteActif(base.db, acteur.utilisateurId);
      if (actuel?.versionDroits !== compte.versionDroits) throw new ErreurService(403, 'droit.perimetre', 'Les droits de ce compte ont changé pendant l’export.');
      const lignes = await lireLignes(base.db, acteur, ou, avant, PAGE);
      const noms = await lireNoms(base.db, acteur, lignes);
      if (lignes.length > 0) yield enCsv(lignes.flatMap((ligne) => lignesCsv(ligne, noms)));
      const derniere = lignes.at(-1);
      if (derniere === undefined || lignes.length < PAGE) return;
      avant = derniere.no;
    }
  }
  return { total, texte: ecrire() };
};
