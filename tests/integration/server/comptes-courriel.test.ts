import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import { demanderCourriel } from '../../../server/courriel/demande.ts';
import { creerExpedition } from '../../../server/courriel/expedition.ts';
import { EXPEDITEUR, creerFacteurDossier } from '../../../server/courriel/facteur.ts';
import { ErreurCourriel, enMessage } from '../../../server/courriel/message.ts';
import { lireCle } from '../../../server/comptes/jetons.ts';
import { surPostgresql } from '../../outils/base.ts';
import type { MontageComptes } from '../../outils/comptes.ts';
import { MIDI, lireCourriel, monterComptes } from '../../outils/comptes.ts';

describe('courriel déposé', () => {
  let dossier: string;
  beforeAll(async () => { dossier = await mkdtemp(join(tmpdir(), 'siao-depot-')); });
  afterAll(() => rm(dossier, { recursive: true, force: true }));
  const deposer = async (courriel: Partial<Parameters<typeof enMessage>[0]>) => {
    const facteur = await creerFacteurDossier({ dossier: join(dossier, 'sous', 'depot') });
    const avant = new Set(await readdir(join(dossier, 'sous', 'depot')));
    await facteur.envoyer({ adresse: 'prune@essai.example', nom: 'Prune Mirabelle', objet: 'Objet', corps: 'Corps', date: MIDI, ...courriel });
    const [fichier = ''] = (await readdir(join(dossier, 'sous', 'depot'))).filter((nom) => !avant.has(nom));
    return lireCourriel(join(dossier, 'sous', 'depot'), fichier);
  };

  it('écrit un message RFC 5322, entier, lisible du seul service', async () => {
    const lu = await deposer({ nom: 'Éloïse « Prune » Mirabelle-Reine-Claude de la Haute-Vallée', objet: 'Votre code — première connexion à l’offre d’hébergement et de logement adapté', corps: `Été : 3 × 4 = 12\n\n${'très '.repeat(60)}\nfin d’une ligne \n.` });
    expect(lu.fichier).toMatch(/^20261124110000-[\da-f-]{36}\.eml$/u);
    expect(lu.objet).toBe('Votre code — première connexion à l’offre d’hébergement et de logement adapté');
    expect(lu.corps).toBe(`Été : 3 × 4 = 12\n\n${'très '.repeat(60)}\nfin d’une ligne \n.\n`);
    expect(lu.entetes).toMatchObject({ date: 'Tue, 24 Nov 2026 11:00:00 +0000', 'mime-version': '1.0', 'content-type': 'text/plain; charset=utf-8', 'content-transfer-encoding': 'quoted-printable', 'auto-submitted': 'auto-generated' });
    for (const ligne of lu.brut.split('\r\n')) expect(ligne.length, ligne).toBeLessThanOrEqual(78);
    expect(lu.brut).toMatch(/^[\t\r\n\x20-\x7e]*$/u);
    expect(lu.brut.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    expect((await stat(join(dossier, 'sous', 'depot', lu.fichier))).mode & 0o077).toBe(0);
    expect((await stat(join(dossier, 'sous', 'depot'))).mode & 0o077).toBe(0);
  });

  it('tout texte revient tel quel (propriété)', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), async (corps, nom) => {
      const propre = nom.replace(/\p{Cc}/gu, '');
      const lu = await deposer({ corps: corps.replace(/\r\n?/gu, '\n'), nom: propre, objet: propre });
      expect(lu.corps).toBe(`${corps.replace(/\r\n?/gu, '\n')}\n`);
      expect(lu.objet).toBe(propre);
    }), { numRuns: 60 });
  });

  it('ni un nom, ni un objet, ni une adresse n’ajoute d’en-tête ou de destinataire', async () => {
    const pieges = ['Prune\r\nBcc: vol@essai.example', 'Prune\nBcc: vol@essai.example', 'Prune\u2028Bcc: vol', 'Prune>, <vol@essai.example', '=?UTF-8?Q?=0D=0ABcc:?=', '"Prune" <vol@essai.example>', '\0', ''];
    const attendus = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding', 'content-language', 'auto-submitted'];
    for (const piege of pieges) {
      const lu = await deposer({ nom: piege, objet: piege });
      expect(Object.keys(lu.entetes), piege).toEqual(attendus);
      expect(lu.adresse).toBe('prune@essai.example');
    }
    for (const adresse of ['a@b.example\r\nBcc: vol@essai.example', 'a@b.example, vol@essai.example', 'a@b.example>\r\n', '<a@b.example>', 'a b@c.example', 'à@b.example', 'a@', '@b', '', 'a@b.example\0', `${'a'.repeat(65)}@b.example`]) {
      expect(() => enMessage({ adresse, nom: 'P', objet: 'O', corps: 'C', date: MIDI }, EXPEDITEUR, 'x'), adresse).toThrow(ErreurCourriel);
    }
  });
});

surPostgresql('comptes : file des courriels', (genre) => {
  let essai: MontageComptes;
  beforeAll(async () => { essai = await monterComptes(genre, { courriels: { envoyer: () => Promise.reject(Object.assign(new Error('dossier plein de prune@essai.example'), { code: 'ENOSPC' })) } }); });
  afterAll(() => essai.fermer());
  const sante = async (): Promise<unknown> => (await essai.requete<{ courriels: string }>('GET', CHEMINS.sante)).corps.courriels;
  const enAttente = () => essai.base.db.selectFrom('courriel_a_envoyer').selectAll().execute();

  it('un facteur en panne : rien ne se perd, les essais s’espacent, puis s’arrêtent ; la santé le dit', async () => {
    const { id } = await essai.creer('assistant', { statut: 'invite' });
    await demanderCourriel(essai.base.db, { genre: 'invitation', utilisateurId: id }, essai.maintenant());
    expect(await sante()).toBe('ok');
    const attentes: number[] = [];
    for (let tour = 0; tour < 12; tour += 1) {
      expect(await essai.service.expedier()).toBe(0);
      expect(await essai.service.expedier()).toBe(0);
      const [ligne] = await enAttente();
      expect(ligne?.essais).toBe(tour + 1);
      const attente = (ligne?.prochainEssaiLe.getTime() ?? 0) - essai.maintenant().getTime();
      attentes.push(attente / 1_000);
      essai.avancer(attente);
      // aucun code ne survit à un envoi manqué
      expect(await essai.base.db.selectFrom('code_unique').selectAll().execute()).toEqual([]);
    }
    expect(attentes).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600, 3_600, 3_600]);
    await essai.service.expedier();
    expect((await enAttente())[0]).toMatchObject({ essais: 12, abandonneLe: expect.any(Date) as Date });
    expect(await sante()).toBe('en_retard');
  });

  it('plusieurs expéditions se partagent la file : chaque courriel part une fois', async () => {
    await essai.base.db.deleteFrom('courriel_a_envoyer').execute();
    const partis: string[] = [];
    const facteur = { envoyer: async ({ adresse }: { adresse: string }) => { await new Promise((suite) => { setTimeout(suite, 3); }); partis.push(adresse); } };
    const contexte = { base: essai.base, cle: await lireCle(essai.base), horloge: () => essai.maintenant() };
    const comptes = await Promise.all(Array.from({ length: 12 }, () => essai.creer('assistant', { statut: 'invite' })));
    // le service monté, dont le facteur échoue, ne doit pas prendre ces lignes : il est arrêté
    await essai.service.fermer();
    for (const { id } of comptes) await demanderCourriel(essai.base.db, { genre: 'invitation', utilisateurId: id }, essai.maintenant());
    const expeditions = Array.from({ length: 3 }, () => creerExpedition(contexte, facteur, () => undefined));
    const nombres = await Promise.all(expeditions.map((une) => une.passer()));
    for (const une of expeditions) await une.arreter();
    expect(nombres.reduce((somme, nombre) => somme + nombre, 0)).toBe(12);
    expect(partis.sort()).toEqual(comptes.map(({ email }) => email).sort());
    expect(await enAttente()).toEqual([]);
  });
});

surPostgresql('comptes : service sans facteur', (genre) => {
  it('garde les courriels et le dit', async () => {
    const essai = await monterComptes(genre, { courriels: undefined as never });
    try {
      const { id } = await essai.creer('assistant', { statut: 'invite' });
      await demanderCourriel(essai.base.db, { genre: 'invitation', utilisateurId: id }, essai.maintenant());
      expect(await essai.service.expedier()).toBe(0);
      expect((await essai.requete('GET', CHEMINS.sante)).corps).toMatchObject({ courriels: 'sans_facteur' });
      expect(await essai.base.db.selectFrom('courriel_a_envoyer').select('genre').execute()).toEqual([{ genre: 'invitation' }]);
    } finally {
      await essai.fermer();
    }
  });
});
