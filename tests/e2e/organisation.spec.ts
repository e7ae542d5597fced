import { expect, test } from '@playwright/test';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attendreAJour, entrer } from './outils/gestes.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

/** Un nom que seul le mandataire sait joindre : ce qui arrive au service est passé par lui. */
const HOTE = 'siao.essai';

test.describe.serial('les réglages d’une organisation', () => {
  let service: ServiceDemonstration;
  let mandataire: Server;
  let dossier: string;
  const tunnels: string[] = [];
  const prises = new Set<Socket>();
  const fichier = (): string => join(dossier, 'organisation.json');

  test.beforeAll(async () => {
    dossier = mkdtempSync(join(tmpdir(), 'siao-organisation-'));
    service = await demarrerServiceDemonstration();
    mandataire = createServer().on('connect', (demande: IncomingMessage, prise: Socket) => {
      tunnels.push(demande.url ?? '');
      const vers = connect(Number((demande.url ?? '').split(':')[1]), '127.0.0.1', () => { prise.write('HTTP/1.1 200 OK\r\n\r\n'); vers.pipe(prise).pipe(vers); });
      for (const une of [prise, vers]) prises.add(une.on('error', () => { vers.destroy(); prise.destroy(); }) as Socket);
    });
    mandataire.listen(0, '127.0.0.1');
    await once(mandataire, 'listening');
  });
  test.afterAll(async () => {
    for (const prise of prises) prise.destroy();
    mandataire.close();
    await service.arreter();
    rmSync(dossier, { recursive: true, force: true });
  });

  test('faux, le fichier n’est pas appliqué : la connexion dit où et pourquoi', async () => {
    writeFileSync(fichier(), '{\n  "service": "https://offre.exemple.gouv.fr",\n  "mandatire": "aucun"\n}');
    const poste = await ouvrirPosteDeTest({ service: service.url, env: { SIAO_ORGANISATION: fichier() } });
    try {
      await expect(poste.page.getByTestId('organisation-fausse')).toContainText(/organisation\.json\s: ligne 3, colonne 3\s: «\smandatire\s» n’est pas un réglage connu/u);
      await expect(poste.page.getByText('aucune adresse configurée')).toBeVisible();
      await capture(poste.page, 'organisation-fausse');
    } finally { await poste.fermer(); }
  });

  test('par le mandataire : le premier chargement et les événements y passent', async () => {
    writeFileSync(fichier(), JSON.stringify({ mandataire: `http://127.0.0.1:${(mandataire.address() as AddressInfo).port}` }));
    const poste = await ouvrirPosteDeTest({ service: `http://${HOTE}:${new URL(service.url).port}`, env: { SIAO_ORGANISATION: fichier() } });
    try {
      await entrer(poste.page, service.compte('ecoutant_115'));
      await attendreAJour(poste.page);
      expect(new Set(tunnels)).toEqual(new Set([`${HOTE}:${new URL(service.url).port}`]));
      await poste.page.keyboard.press('F1');
      await poste.page.getByTestId('aide-apropos').click();
      await expect(poste.page.getByTestId('aide-page')).toContainText(fichier());
      await expect(poste.page.getByTestId('maj-etat')).toContainText('se met à jour avec son dépôt');
    } finally { await poste.fermer(); }
  });
});
