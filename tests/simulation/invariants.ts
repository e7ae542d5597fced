import { isDeepStrictEqual } from 'node:util';
import type { Base } from '../../db/base.ts';
import { rejouerFile } from '../../db/execution.ts';
import { lireFile } from '../../db/file.ts';
import { marqueDeGarde } from '../../db/gardes.ts';
import { lireTableauDeBord } from '../../db/indicateurs/tableauDeBord.ts';
import { decoder } from '../../db/lignes.ts';
import { compterCache } from '../../db/qualite/controles.ts';
import { construireNomenclature, naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import { ORDRE_OBJETS, cibleDe } from '../../domain/objets/objets.ts';
import { verifierJournal } from '../../server/journal/journal.ts';
import { estVisible } from '../../server/synchronisation/perimetre.ts';
import type { PosteSimule } from './poste.ts';
import type { ServiceSimule } from './service.ts';

/** Une promesse de la synchronisation qui n’a pas été tenue. */
export class InvariantRompu extends Error {}
const exiger = (vrai: boolean, invariant: string, detail: unknown): void => { if (!vrai) throw new InvariantRompu(`${invariant}\n${JSON.stringify(detail, null, 1)}`); };

const marquesRangees = (poste: PosteSimule): Set<string> => {
  const marques = new Set<string>();
  for (const table of ['file', 'retour', 'archive']) for (const { args } of poste.base.tous<{ args: string }>(`select args from ${table}`)) for (const marque of args.match(/§\d+§/gu) ?? []) marques.add(marque);
  return marques;
};

/** À tout moment : rien de ce que la personne a fait n’a disparu du poste, et les numéros d’un client se suivent. */
export const verifierPoste = (poste: PosteSimule): void => {
  const rangees = marquesRangees(poste);
  const perdues = poste.acceptees.filter(({ marque }) => !rangees.has(marque));
  exiger(perdues.length === 0, 'Rien de non envoyé, ni de jugé, ne disparaît du poste', { poste: poste.email, perdues });
  const suivis = new Map<string, number>();
  for (const { clientId, seq, issue } of lireFile(poste.base)) {
    if (issue !== null) continue;
    const precedent = suivis.get(clientId);
    exiger(precedent === undefined || seq === precedent + 1, 'Les numéros en attente d’un client se suivent', { poste: poste.email, clientId, seq, precedent });
    suivis.set(clientId, seq);
  }
};

const dump = (poste: PosteSimule): unknown => [...ORDRE_OBJETS.map((objet) => poste.base.tous<Record<string, string>>(`select * from "${objet}" order by id`).map((ligne) => decoder(objet, ligne))), poste.base.tous('select * from agregat order by "groupeId"')];

/** Rejouer la file sur ce qu’il y a ne change rien : l’effet local est toujours exactement celui de la file. */
export const verifierEffets = (poste: PosteSimule): void => {
  if (poste.acteur === undefined) return;
  const sansDates = (valeur: unknown): string => JSON.stringify(valeur, (cle, v: unknown) => (cle === 'modifieLe' || cle === 'le' || cle === 'creeLe' || cle === 'parcours' ? undefined : v));
  const avant = sansDates(dump(poste));
  rejouerFile(poste.base, poste.cadre());
  const apres = sansDates(dump(poste));
  const ecart = [...avant].findIndex((lettre, rang) => lettre !== apres[rang]);
  exiger(avant === apres, 'L’effet local est celui de la file', { poste: poste.email, avant: avant.slice(Math.max(0, ecart - 300), ecart + 200), apres: apres.slice(Math.max(0, ecart - 300), ecart + 200) });
};

/** Ce que l’accueil montre de ce poste. Sur une autre base que celle qu’il a déjà lue, et sans programme, rien n’est en mémoire ni gardé : tout se recalcule. */
const chiffres = (base: Base, poste: PosteSimule, programme?: string): unknown => {
  const { aujourdhui, maintenant } = poste.cadre().contexte;
  const cadre = { base, aujourdhui, maintenant, nomenclature: construireNomenclature([], aujourdhui), departements: [], programme };
  const { nombres } = compterCache(base, { aujourdhui, compteesEnPlaces: naturesEnPlaces(cadre.nomenclature) }, new Set(), marqueDeGarde(cadre));
  return { tableau: lireTableauDeBord(cadre), nombres: [...nombres] };
};
/** Un chiffre gardé ou retenu est celui que les lignes donnent. */
export const verifierChiffres = (poste: PosteSimule): void => {
  if (poste.acteur === undefined) return;
  const [servis, recalcules] = [chiffres(poste.base, poste, 'simulation'), chiffres({ ...poste.base }, poste)];
  exiger(isDeepStrictEqual(servis, recalcules), 'Un chiffre gardé est celui que les lignes donnent', { poste: poste.email, servis, recalcules });
};

const comparables = (ligne: object): Record<string, unknown> => JSON.parse(JSON.stringify(ligne)) as Record<string, unknown>;

/** Une fois tout envoyé et reçu. */
export const verifierFin = async (service: ServiceSimule, postes: readonly PosteSimule[]): Promise<void> => {
  const { db } = service.base;
  const issues = await db.selectFrom('issue_mutation').select(['clientId', 'seq', 'issue']).execute();
  const journal = await db.selectFrom('journal').select(['clientId', 'seq', 'objet', 'objetId', 'version', 'changements']).where('clientId', 'is not', null).orderBy('no').execute();
  const cle = (clientId: string | null, seq: number | null): string => `${clientId}/${seq}`;
  const issueDe = new Map(issues.map((ligne) => [cle(ligne.clientId, ligne.seq), ligne.issue]));
  const lignesDe = new Map<string, number>();
  for (const ligne of journal) lignesDe.set(cle(ligne.clientId, ligne.seq), (lignesDe.get(cle(ligne.clientId, ligne.seq)) ?? 0) + 1);

  for (const poste of postes) {
    exiger(lireFile(poste.base).length === 0, 'La file se vide', { poste: poste.email, file: lireFile(poste.base).map(({ nom, issue, seq, clientId }) => ({ nom, issue, seq, clientId })), derniers: poste.base.tous('select * from etat') });
    exiger(poste.base.tous('select * from serveur').length === 0, 'Aucune copie ne reste', { poste: poste.email });
    for (const { marque, clientId, seq, nom } of poste.acceptees) {
      const issue = issueDe.get(cle(clientId, seq));
      exiger(issue !== undefined, 'Une issue par commande', { poste: poste.email, marque, nom, clientId, seq });
      const attendues = issue?.issue === 'appliquee' ? issue.lignes.length : 0;
      exiger((lignesDe.get(cle(clientId, seq)) ?? 0) === attendues, 'L’effet d’une commande a lieu une fois, ou pas du tout', { poste: poste.email, marque, nom, issue, lignes: lignesDe.get(cle(clientId, seq)) });
      const genre = issue?.issue;
      if (genre !== 'rejetee' && genre !== 'conflit') continue;
      const retour = poste.base.un<{ issue: string }>('select issue from retour where "clientId" = ? and seq = ?', clientId, seq);
      exiger((JSON.parse(retour?.issue ?? 'null') as { issue?: string } | null)?.issue === genre, 'Un refus ou un conflit revient à son auteur', { poste: poste.email, marque, nom, issue });
    }
  }
  for (const [nom, issue] of issueDe) {
    exiger(issue.issue === 'appliquee' || !lignesDe.has(nom), 'Un refus n’a pas d’effet', { nom, issue });
  }
  exiger(isDeepStrictEqual([...lignesDe.keys()].filter((nom) => !issueDe.has(nom)), []), 'Toute ligne de journal a son issue', [...lignesDe.keys()]);

  const { rupture } = await verifierJournal(service.base);
  exiger(rupture === null, 'La chaîne du journal est intacte', rupture);
  for (const objet of ORDRE_OBJETS) {
    const lignes = await db.selectFrom(objet).selectAll().execute();
    for (const ligne of lignes) {
      const siennes = journal.filter((trace) => trace.objet === objet && trace.objetId === ligne.id);
      exiger(siennes.length === 0 || siennes.at(-1)?.version === ligne.version, 'Le journal compte chaque révision', { objet, id: ligne.id, version: ligne.version, journal: siennes.map(({ version }) => version) });
      const derniers = Object.assign({}, ...siennes.map(({ changements }) => changements)) as Record<string, [unknown, unknown]>;
      for (const [champ, [, apres]] of Object.entries(derniers)) {
        exiger(isDeepStrictEqual(comparables({ v: (ligne as unknown as Record<string, unknown>)[champ] ?? null }), comparables({ v: apres ?? null })), 'Le journal dit la dernière valeur de chaque champ', { objet, id: ligne.id, champ });
      }
    }
    for (const poste of postes) {
      const { acteur } = poste;
      if (acteur === undefined) continue;
      const duService = lignes.filter((ligne) => estVisible(acteur, objet, cibleDe(objet, ligne as never))).map(comparables).sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
      const duPoste = poste.base.tous<Record<string, string>>(`select * from "${objet}" order by id`).map((ligne) => comparables(decoder(objet, ligne)));
      exiger(isDeepStrictEqual(duPoste, duService), 'File vide : le poste est la vue que le service a de son périmètre', { poste: poste.email, perimetre: acteur.perimetre, objet, duPoste: duPoste.map(({ id, version, departement }) => [id, version, departement]), duService: duService.map(({ id, version, departement }) => [id, version, departement]) });
    }
  }
};
