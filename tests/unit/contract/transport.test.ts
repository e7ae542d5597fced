import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { EtatSync, Traitements } from '../../../contract/poste.ts';
import type { Serveur } from '../../../contract/transport.ts';
import { servirPort } from '../../../contract/transport.ts';
import { client } from '../../../renderer/poste/client.ts';
import { brancherEvenements, lire, requetes } from '../../../renderer/poste/requetes.ts';
import { duplex } from '../../outils/bureau.ts';

const etat = (lignesRecues: number): EtatSync => ({ etat: lignesRecues === 0 ? 'chargement' : 'a_jour', enAttente: 0, conflits: 0, refus: 0, plusAncienne: null, derniere: null, lignesRecues, lignesTotal: null, offreChargee: true, message: null });

/*
 * La page lit un état, puis des événements le tiennent à jour. Une réponse calculée avant un événement ne doit jamais s’afficher après lui : la page resterait sur « Chargement… »
 * jusqu’à la ronde suivante, une minute plus tard (vu une fois sur des centaines d’ouvertures).
 */
describe('l’état lu et l’état annoncé', () => {
  let fermer: (() => void) | undefined;
  afterEach(() => { fermer?.(); requetes.clear(); });
  const servir = (lireEtat: (serveur: () => Serveur) => unknown): Serveur => {
    const { port1, port2 } = new MessageChannel();
    fermer = () => { port1.close(); port2.close(); };
    const serveur: Serveur = servirPort(duplex(port1), { 'sync.etat': () => lireEtat(() => serveur) } as unknown as Traitements, () => undefined);
    client.brancher(duplex(port2));
    return serveur;
  };

  it('une réponse déjà calculée part avant l’événement qui la suit', async () => {
    const vus: number[] = [];
    const taire = client.ecouter('sync.etat', ({ lignesRecues }) => { vus.push(lignesRecues); });
    servir((serveur) => { queueMicrotask(() => { serveur().emettre('sync.etat', etat(1)); }); return etat(0); });
    await client.appeler('sync.etat', {}).then(({ lignesRecues }) => { vus.push(lignesRecues); });
    await expect.poll(() => vus).toEqual([0, 1]);
    taire();
  });

  it('la page garde l’événement arrivé pendant la lecture, pas la réponse plus ancienne', async () => {
    brancherEvenements();
    servir(async (serveur) => { serveur().emettre('sync.etat', etat(1)); await Promise.resolve(); return etat(0); });
    expect(await lire('sync.etat', {})).toMatchObject({ etat: 'a_jour', lignesRecues: 1 });
    servir(() => etat(0));
    expect(await lire('sync.etat', {})).toMatchObject({ etat: 'chargement' });
  });
});
