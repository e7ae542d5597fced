import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUOTA_PIECES } from '../../../contract/pieces.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { TAILLE_PIECE_MAXIMALE } from '../../../domain/objets/piece.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { purger } from '../../../server/rgpd/purge.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, dispositif, entite } from '../../outils/fabrique.ts';
import { docx, empreinteDe, jpeg, odt, pdf, png } from '../../outils/fichiers.ts';
import { ATTENDU, ORDRE } from '../../outils/matriceAttendue.ts';
import type { Montage, Poste } from './outils.ts';
import { MIDI, monter } from './outils.ts';

const JOUR = 86_400_000;
const signe = (profil: Profil, geste: string): string => ATTENDU.find(([objet, g]) => objet === 'piece' && g === geste)?.[2][ORDRE.indexOf(profil)] ?? '.';

surChaqueBase('le contenu des pièces', (genre) => {
  let essai: Montage;
  let ddets: Poste;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }]);
    ddets = await essai.poste('admin_departemental');
  });
  afterAll(() => essai.fermer());

  interface Lue { readonly statut: number; readonly corps: { readonly erreur?: { code: string; message: string }; readonly type?: string; readonly taille?: number }; readonly octets: Buffer; readonly entetes: Readonly<Record<string, unknown>> }
  const deposer = async (octets: Buffer, { jeton = ddets.jeton, empreinte = empreinteDe(octets), type = 'application/octet-stream' } = {}): Promise<Lue> => {
    const { statusCode, rawPayload, headers } = await essai.service.serveur.inject({ method: 'PUT', url: `/api/v1/pieces/contenu/${empreinte}`, headers: { 'content-type': type, ...(jeton === '' ? {} : { authorization: `Bearer ${jeton}` }) }, payload: octets });
    return { statut: statusCode, corps: JSON.parse(rawPayload.toString()) as Lue['corps'], octets: rawPayload, entetes: headers };
  };
  const lire = async (id: string, jeton = ddets.jeton): Promise<Lue> => {
    const { statusCode, rawPayload, headers } = await essai.service.serveur.inject({ method: 'GET', url: `/api/v1/pieces/${id}/contenu`, headers: { authorization: `Bearer ${jeton}` } });
    return { statut: statusCode, corps: statusCode === 200 ? {} : (JSON.parse(rawPayload.toString()) as Lue['corps']), octets: rawPayload, entetes: headers };
  };
  const citer = async (octets: Buffer, poste: Poste = ddets, nom = 'Arrêté 2026.pdf', type = 'application/pdf'): Promise<string> => {
    const id = randomUUID();
    expect(await poste.faire('joindrePiece', { id, objet: 'dispositif', ficheId: DISPOSITIF_ID, nom, genre: 'arrete', type, taille: octets.length, empreinte: empreinteDe(octets) })).toMatchObject({ issue: 'appliquee' });
    return id;
  };
  const gardees = async (): Promise<string[]> => (await essai.base.db.selectFrom('piece_contenu').select('empreinte').execute()).map(({ empreinte }) => empreinte);

  it('dépose, joint, relit les mêmes octets, toujours à enregistrer', async () => {
    const octets = pdf('le premier');
    expect(await deposer(octets)).toMatchObject({ statut: 200, corps: { empreinte: empreinteDe(octets), taille: octets.length, type: 'application/pdf' } });
    const lue = await lire(await citer(octets));
    expect(lue).toMatchObject({ statut: 200, entetes: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="piece.pdf"', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } });
    expect(lue.octets.equals(octets)).toBe(true);
  });

  it('reconnaît chaque format admis à son contenu', async () => {
    for (const [octets, type] of [[png(), 'image/png'], [jpeg(), 'image/jpeg'], [docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'], [odt(), 'application/vnd.oasis.opendocument.text']] as const) expect((await deposer(octets)).corps.type).toBe(type);
  });

  it('un type annoncé qui n’est pas celui du contenu ne se joint pas', async () => {
    const octets = png();
    await deposer(octets);
    expect(await ddets.faire('joindrePiece', { id: randomUUID(), objet: 'dispositif', ficheId: DISPOSITIF_ID, nom: 'a.pdf', genre: 'arrete', type: 'application/pdf', taille: octets.length, empreinte: empreinteDe(octets) })).toMatchObject({ issue: 'rejetee', code: 'piece.contenu' });
  });

  it('un inconnu est refusé avant que ses octets soient lus', async () => {
    expect(await deposer(pdf(), { jeton: '' })).toMatchObject({ statut: 401 });
    const { statusCode } = await essai.service.serveur.inject({ method: 'GET', url: `/api/v1/pieces/${randomUUID()}/contenu` });
    expect(statusCode).toBe(401);
  });

  describe('qui dépose, qui lit', () => {
    let id: string;
    beforeAll(async () => { const octets = pdf('pour tous'); await deposer(octets); id = await citer(octets); });
    it.each(CODES_PROFILS)('%s, dans son périmètre', async (profil) => {
      const poste = await essai.poste(profil);
      const depot = await deposer(pdf(`de ${profil}`), { jeton: poste.jeton });
      expect(depot).toMatchObject(signe(profil, 'creer') === '.' ? { statut: 403, corps: { erreur: { code: 'droit.profil' } } } : { statut: 200 });
      const lue = await lire(id, poste.jeton);
      expect(lue).toMatchObject(signe(profil, 'lire') === '.' ? { statut: 403, corps: { erreur: { code: 'droit.profil' } } } : { statut: 200 });
    });
    it.each(CODES_PROFILS.filter((profil) => profil !== 'admin_national' && signe(profil, 'lire') === 'x'))('%s, ailleurs : comme si elle n’existait pas', async (profil) => {
      const poste = await essai.poste(profil, '62');
      const [ailleurs, inconnue] = [await lire(id, poste.jeton), await lire(randomUUID(), poste.jeton)];
      expect(ailleurs).toMatchObject({ statut: 404, corps: { erreur: { code: 'introuvable' } } });
      expect(ailleurs.corps).toEqual(inconnue.corps);
    });
  });

  it('refuse ce qui est arrivé abîmé, vide, trop gros ou dans un autre type de contenu, et ne garde rien', async () => {
    const avant = (await gardees()).length;
    expect(await deposer(pdf('abîmé'), { empreinte: 'b'.repeat(64) })).toMatchObject({ statut: 422, corps: { erreur: { code: 'piece.empreinte' } } });
    expect(await deposer(Buffer.alloc(0))).toMatchObject({ statut: 400 });
    expect(await deposer(Buffer.concat([pdf(), Buffer.alloc(TAILLE_PIECE_MAXIMALE)]))).toMatchObject({ statut: 413, corps: { erreur: { code: 'piece.taille', message: expect.stringContaining('10 Mo') as string } } });
    expect(await deposer(pdf(), { type: 'application/json' })).toMatchObject({ statut: 415, corps: { erreur: { code: 'type' } } });
    expect(await deposer(pdf(), { empreinte: 'pas-une-empreinte' })).toMatchObject({ statut: 400, corps: { erreur: { code: 'arguments' } } });
    expect(await gardees()).toHaveLength(avant);
  });

  it('le même fichier déposé deux fois n’est rangé qu’une fois ; joint deux fois, la commande le refuse', async () => {
    const octets = pdf('en double');
    await deposer(octets);
    await deposer(octets);
    expect((await gardees()).filter((empreinte) => empreinte === empreinteDe(octets))).toHaveLength(1);
    await citer(octets);
    expect(await ddets.faire('joindrePiece', { id: randomUUID(), objet: 'dispositif', ficheId: DISPOSITIF_ID, nom: 'autre.pdf', genre: 'autre', type: 'application/pdf', taille: octets.length, empreinte: empreinteDe(octets) })).toMatchObject({ issue: 'rejetee', code: 'piece.double' });
  });

  it('retirée, elle ne se lit plus, et son contenu s’efface passé le sursis, sauf si une autre pièce le cite', async () => {
    const [seule, partagee] = [pdf('seule'), pdf('partagée')];
    await deposer(seule);
    await deposer(partagee);
    const [idSeule, idUn] = [await citer(seule), await citer(partagee)];
    const autre = randomUUID();
    expect(await ddets.faire('joindrePiece', { id: autre, objet: 'entite', ficheId: ENTITE_ID, nom: 'b.pdf', genre: 'autre', type: 'application/pdf', taille: partagee.length, empreinte: empreinteDe(partagee) })).toMatchObject({ issue: 'appliquee' });
    for (const id of [idSeule, idUn]) expect(await ddets.faire('retirerPiece', { id, motif: 'Remplacée.' }, 1)).toMatchObject({ issue: 'appliquee' });
    for (const id of [idSeule, idUn]) expect(await lire(id)).toMatchObject({ statut: 404, corps: { erreur: { code: 'introuvable' } } });
    await purger(essai.base, { maintenant: MIDI, simuler: false });
    expect(await gardees()).toContain(empreinteDe(seule));
    const apres = new Date(MIDI.getTime() + JOUR + 1000);
    expect((await purger(essai.base, { maintenant: apres, simuler: true })).techniques.pieces).toBeGreaterThan(0);
    expect(await gardees()).toContain(empreinteDe(seule));
    await purger(essai.base, { maintenant: apres, simuler: false });
    expect(await gardees()).not.toContain(empreinteDe(seule));
    expect(await gardees()).toContain(empreinteDe(partagee));
    expect((await lire(autre)).octets.equals(partagee)).toBe(true);
  });

  it('un quota par compte et par jour ; ce qui est sans pièce s’efface au dépôt suivant, un jour après', async () => {
    const avare = await essai.poste('admin_departemental');
    await essai.base.db.insertInto('piece_contenu').values({ empreinte: 'c'.repeat(64), contenu: pdf(), taille: QUOTA_PIECES - 100, type: 'application/pdf', deposePar: avare.utilisateurId, deposeLe: MIDI }).execute();
    const octets = pdf(randomBytes(100).toString('hex'));
    expect(await deposer(octets, { jeton: avare.jeton })).toMatchObject({ statut: 429, corps: { erreur: { code: 'piece.quota' } }, entetes: { 'retry-after': '3600' } });
    expect(await deposer(octets)).toMatchObject({ statut: 200 });
    essai.avancer(JOUR + 60_000);
    const { corps: { jeton } } = await essai.ouvrirSession(avare.email);
    expect(await deposer(octets, { jeton })).toMatchObject({ statut: 200 });
    expect(await gardees()).not.toContain('c'.repeat(64));
    essai.avancer(-JOUR - 60_000);
  });

  it('une taille démesurée annoncée est refusée sans attendre les octets', async () => {
    const { url } = await essai.service.ecouter({ port: 0 });
    const { port } = new URL(url);
    const reponse = await new Promise<string>((resoudre, rejeter) => {
      const prise = connect(Number(port), '127.0.0.1');
      let texte = '';
      prise.on('data', (morceau) => { texte += morceau.toString(); if (texte.includes('\r\n\r\n')) { resoudre(texte); prise.destroy(); } });
      prise.on('error', rejeter);
      prise.write(`PUT /api/v1/pieces/contenu/${'d'.repeat(64)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ddets.jeton}\r\nContent-Type: application/octet-stream\r\nContent-Length: 999999999999\r\n\r\n%PDF-1.7`);
    });
    expect(reponse).toMatch(/^HTTP\/1\.1 413/u);
    expect(reponse).toContain('piece.taille');
  });
});
