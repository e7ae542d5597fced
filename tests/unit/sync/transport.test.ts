import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationMandataire, mandataireDe, mandataireParMessages, repondreMandataire } from '../../../main/reseau.ts';
import { transportParMandataire } from '../../../sync/transport.ts';

describe('ce que Chromium répond', () => {
  it.each([
    ['DIRECT', null], ['PROXY mandataire.exemple:3128', 'http://mandataire.exemple:3128'], ['HTTPS m.exemple:443; DIRECT', 'https://m.exemple:443'],
    ['SOCKS5 s.exemple:1080; PROXY m.exemple:8080', 'http://m.exemple:8080'], ['SOCKS s.exemple:1080', null], ['DIRECT; PROXY m.exemple:8080', null], ['', null],
  ])('%s', (reponse, attendu) => { expect(mandataireDe(reponse)).toBe(attendu); });

  it('le réglage de l’organisation, tel qu’il l’entend', () => {
    expect(configurationMandataire('systeme')).toEqual({ mode: 'system' });
    expect(configurationMandataire('aucun')).toEqual({ mode: 'direct' });
    expect(configurationMandataire('http://m.exemple:3128')).toMatchObject({ mode: 'fixed_servers', proxyRules: 'http://m.exemple:3128' });
  });

  it('une question bien formée a sa réponse, une autre n’en a pas', async () => {
    const cotes = mandataireParMessages((demande) => { void repondreMandataire(demande, (adresse) => Promise.resolve(adresse.includes('loin') ? 'PROXY m:1' : 'DIRECT')).then((reponse) => { if (reponse !== undefined) cotes.recevoir(reponse); }); });
    expect(await Promise.all([cotes.demander('https://loin'), cotes.demander('https://ici')])).toEqual(['http://m:1', null]);
    for (const message of [null, 'mandataire', { type: 'mandataire' }, { type: 'mandataire', id: 1.5, adresse: 'a' }, { type: 'mandataire', id: 1, adresse: 2 }]) expect(await repondreMandataire(message, () => Promise.resolve('DIRECT'))).toBeUndefined();
    expect(await repondreMandataire({ type: 'mandataire', id: 1, adresse: 'a' }, () => Promise.reject(new Error('panne')))).toEqual({ type: 'mandataire', id: 1, mandataire: null });
  });
});

describe('par un vrai mandataire', () => {
  let service: Server;
  let mandataire: Server;
  let tunnels: string[];
  let statut: number;
  const dits: string[] = [];
  const prises = new Set<Socket>();
  const ecouter = async (serveur: Server): Promise<string> => {
    serveur.on('connection', (prise: Socket) => { prises.add(prise); });
    serveur.listen(0, '127.0.0.1');
    await once(serveur, 'listening');
    return `http://127.0.0.1:${(serveur.address() as AddressInfo).port}`;
  };
  let adresse: URL;
  let origine: string;
  beforeEach(async () => {
    tunnels = [];
    dits.length = 0;
    statut = 200;
    service = createServer((demande: IncomingMessage, reponse: ServerResponse) => {
      let corps = '';
      demande.on('data', (morceau: Buffer) => { corps += String(morceau); }).on('end', () => { reponse.setHeader('x-siao', 'oui').end(JSON.stringify({ methode: demande.method, jeton: demande.headers.authorization, corps })); });
    });
    mandataire = createServer((_demande, reponse) => { reponse.writeHead(500).end(); });
    mandataire.on('connect', (demande: IncomingMessage, prise: Socket) => {
      tunnels.push(demande.url ?? '');
      if (statut !== 200) { prise.end(`HTTP/1.1 ${statut} Refus\r\nProxy-Authenticate: Negotiate\r\n\r\n`); return; }
      const [hote, port] = (demande.url ?? '').split(':');
      const vers = connect(Number(port), hote, () => { prise.write('HTTP/1.1 200 OK\r\n\r\n'); vers.pipe(prise).pipe(vers); });
      prises.add(vers);
      vers.on('error', () => prise.destroy());
      prise.on('error', () => vers.destroy());
    });
    adresse = new URL('/v1/essai', await ecouter(service));
    origine = await ecouter(mandataire);
  });
  afterEach(async () => {
    for (const prise of prises) prise.destroy();
    prises.clear();
    await Promise.all([service, mandataire].map((serveur) => new Promise((resoudre) => { serveur.close(resoudre); })));
  });
  const demande = { method: 'POST', body: '{"a":1}', headers: { authorization: 'Bearer j' } };

  it('l’échange y passe entier, dans un tunnel', async () => {
    const transport = transportParMandataire(() => Promise.resolve(origine), (texte) => { dits.push(texte); });
    for (let fois = 0; fois < 3; fois += 1) {
      const reponse = await transport(adresse, demande);
      expect(reponse.headers.get('x-siao')).toBe('oui');
      expect(await reponse.json()).toEqual({ methode: 'POST', jeton: 'Bearer j', corps: '{"a":1}' });
    }
    expect(new Set(tunnels)).toEqual(new Set([adresse.host]));
    expect(dits).toEqual([]);
  });

  it('un autre réseau, sans mandataire : il redemande après un échec, et passe', async () => {
    let demandes = 0;
    const transport = transportParMandataire(() => { demandes += 1; return Promise.resolve(demandes === 1 ? origine : null); }, (texte) => { dits.push(texte); });
    expect((await transport(adresse, demande)).ok).toBe(true);
    for (const prise of prises) prise.destroy();
    await new Promise((resoudre) => { mandataire.close(resoudre); });
    await expect(transport(adresse, demande)).rejects.toThrow();
    expect(dits).toHaveLength(1);
    expect((await transport(adresse, demande)).ok).toBe(true);
    expect(demandes).toBe(2);
    mandataire.listen(0);
  });

  it('il demande une identification : l’échange échoue, et cela se dit une fois', async () => {
    statut = 407;
    const transport = transportParMandataire(() => Promise.resolve(origine), (texte) => { dits.push(texte); });
    for (let fois = 0; fois < 2; fois += 1) await expect(transport(adresse, demande)).rejects.toThrow();
    expect(dits).toEqual([`Le mandataire ${origine} demande une identification, que ce poste ne sait pas donner.`]);
  });

  it('un échange arrêté ne se dit pas', async () => {
    const arret = new AbortController();
    arret.abort();
    const transport = transportParMandataire(() => Promise.resolve(origine), (texte) => { dits.push(texte); });
    await expect(transport(adresse, { ...demande, signal: arret.signal })).rejects.toThrow();
    expect(dits).toEqual([]);
  });
});
