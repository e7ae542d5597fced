import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BaseEcriture } from '../../../db/base.ts';
import { ecrireReglage, lireReglage, ouvrirCache } from '../../../db/base.ts';
import { lireAEnvoyer, lireFile, noterIssue } from '../../../db/file.ts';
import { appliquerPage, executerCommande } from '../../../db/rejeu.ts';
import { lireLigneCache } from '../../../db/lignes.ts';
import type { Acteur } from '../../../domain/profils.ts';
import type { ClientService } from '../../../sync/client.ts';
import { creerClientService } from '../../../sync/client.ts';
import { acteurDe, contexteDuPoste, ecritureDuPoste } from '../../../sync/session.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, saisieDispositif } from '../../outils/fabrique.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';
import type { ServiceEssai } from '../../outils/service.ts';

interface Bureau { base: BaseEcriture; client: ClientService; acteur: Acteur; clientId: string; connues: number }

/** Un geste au hasard : modifier un champ, créer, envoyer (en perdant la réponse ou non), recevoir. */
type Geste = { qui: 0 | 1; quoi: 'modifier'; champ: 'nom' | 'horaires' | 'adresse'; valeur: number } | { qui: 0 | 1; quoi: 'creer' } | { qui: 0 | 1; quoi: 'envoyer'; perdue: boolean; deuxFois: boolean } | { qui: 0 | 1; quoi: 'recevoir'; limite: number };
const qui = fc.constantFrom<0 | 1>(0, 1);
const geste: fc.Arbitrary<Geste> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ qui, quoi: fc.constant('modifier' as const), champ: fc.constantFrom('nom' as const, 'horaires' as const, 'adresse' as const), valeur: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ qui, quoi: fc.constant('creer' as const) }) },
  { weight: 3, arbitrary: fc.record({ qui, quoi: fc.constant('envoyer' as const), perdue: fc.boolean(), deuxFois: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ qui, quoi: fc.constant('recevoir' as const), limite: fc.integer({ min: 1, max: 5 }) }) },
);

surChaqueBase('convergence de deux postes', (genre) => {
  let service: ServiceEssai;
  beforeAll(async () => { service = await ouvrirServiceEssai(genre); });
  afterAll(async () => { await service.fermer(); });

  const ouvrir = async (email: string): Promise<Bureau> => {
    const base = ouvrirCache(':memory:');
    const client = creerClientService(service.url, 'essai');
    const utilisateur = await client.ouvrirSession(email, MOT_DE_PASSE);
    const clientId = randomUUID();
    ecrireReglage(base, 'clientId', clientId);
    return { base, client, acteur: acteurDe(utilisateur), clientId, connues: 0 };
  };
  const recevoir = async (bureau: Bureau, limite: number): Promise<boolean> => {
    const { lignes, fin } = await bureau.client.recevoir(lireReglage(bureau.base, 'curseur') ?? '', bureau.clientId, limite);
    appliquerPage(bureau.base, lignes, fin, bureau.acteur, contexteDuPoste(), ecritureDuPoste());
    return fin.encore;
  };
  const envoyer = async (bureau: Bureau, perdue: boolean): Promise<void> => {
    const lot = lireAEnvoyer(bureau.base, 100).map(({ seq, nom, version, args, base }) => ({ clientId: bureau.clientId, seq, nom, version, args, base }));
    if (lot.length === 0) return;
    const issues = await bureau.client.envoyer(lot);
    expect(issues.map(({ seq }) => seq)).toEqual(lot.map(({ seq }) => seq));
    if (!perdue) for (const issue of issues) noterIssue(bureau.base, issue);
  };
  const executer = (bureau: Bureau, nom: string, args: unknown): void => {
    if (executerCommande(bureau.base, nom, args, bureau.acteur, contexteDuPoste(), ecritureDuPoste()).accepte) bureau.connues += 1;
  };

  it('quoi qu’il se perde ou se répète, les files se vident et les deux caches sont la vue du service', async () => {
    await fc.assert(fc.asyncProperty(fc.array(geste, { minLength: 4, maxLength: 25 }), async (gestes) => {
      const bureaux = [await ouvrir(service.emails.gestionnaire_entite), await ouvrir(service.emails.gestionnaire_entite)] as const;
      for (const bureau of bureaux) while (await recevoir(bureau, 1000));
      const avant = (await service.base.db.selectFrom('journal').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n;
      for (const g of gestes) {
        const bureau = bureaux[g.qui];
        if (g.quoi === 'modifier') executer(bureau, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { [g.champ]: `${g.champ} ${g.qui}${g.valeur}` } });
        else if (g.quoi === 'creer') executer(bureau, 'creerDispositif', { id: randomUUID(), saisie: saisieDispositif({ nom: 'Créé hors ligne' }) });
        else if (g.quoi === 'recevoir') await recevoir(bureau, g.limite);
        else { await envoyer(bureau, g.perdue); if (g.deuxFois) await envoyer(bureau, true); }
      }
      for (const bureau of bureaux) await envoyer(bureau, false);
      for (const bureau of bureaux) while (await recevoir(bureau, 1000));
      const rejets = bureaux.map(({ base }) => base.tous<{ id: string; issue: string }>('select id, issue from retour'));
      for (const [rang, bureau] of bureaux.entries()) {
        expect(lireFile(bureau.base)).toEqual([]);
        expect(bureau.base.tous('select * from serveur')).toEqual([]);
        // une issue par commande : appliquée une fois au journal, ou rendue à son auteur
        const journal = await service.base.db.selectFrom('journal').select('seq').where('clientId', '=', bureau.clientId).execute();
        expect(new Set(journal.map(({ seq }) => seq)).size).toBe(journal.length);
        expect(journal.length + (rejets[rang]?.length ?? 0)).toBe(bureau.connues);
        for (const objet of ['entite', 'dispositif', 'groupe', 'place'] as const) {
          const duService = await service.base.db.selectFrom(objet).select('id').execute();
          const locales = bureau.base.tous<{ id: string }>(`select id from ${objet}`);
          expect(new Set(locales.map(({ id }) => id))).toEqual(new Set(duService.map(({ id }) => id)));
        }
      }
      const [gauche, droite] = bureaux;
      for (const { id } of gauche.base.tous<{ id: string }>('select id from dispositif')) expect(lireLigneCache(gauche.base, 'dispositif', id)).toEqual(lireLigneCache(droite.base, 'dispositif', id));
      const apres = (await service.base.db.selectFrom('journal').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n;
      expect(apres - avant).toBe(bureaux.reduce((total, { connues }, rang) => total + connues - (rejets[rang]?.length ?? 0), 0));
      for (const { base } of bureaux) base.fermer();
    }), { numRuns: 25 });
  }, 120_000);
});
