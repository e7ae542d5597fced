import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Base } from '../../../db/base.ts';
import { ouvrirBase } from '../../../db/base.ts';
import { ajouterCorrections, annulerDerniere, lireCorrections, lireDossier, lireOctets, listerDossiers, poserDossier, reglerDossier, remplacerFichier, supprimerDossier } from '../../../db/reprise/dossiers.ts';
import type { Dossier } from '../../../db/reprise/dossiers.ts';
import { connecter } from '../../../db/connexion.ts';
import { sauvegarder } from '../../../db/sauvegardes.ts';
import { verserTravail } from '../../../db/transfert.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { CLE, MAINTENANT, ouvrirCacheEssai } from '../../outils/cache.ts';

const dossier = (id: string): Dossier => ({ id, genre: 'structures', departement: '59', nom: `${id}.xlsx`, taille: 3, empreinte: 'a'.repeat(64), feuille: null, entete: null, choix: [['TEL', null]], lotId: null, bilan: null, creeLe: MAINTENANT, modifieLe: MAINTENANT });
const OCTETS = new Uint8Array(90_000).map((_, rang) => (rang * 31) % 251);
const PLUS_TARD = '2026-11-25T09:00:00.000Z';
const REGLAGES = { lotId: 'l1', entete: 3, bilan: { le: PLUS_TARD, lignes: 2, bloquantes: 0, avertissements: 1 } };
const regle: Dossier = { ...dossier('d1'), ...REGLAGES, modifieLe: PLUS_TARD };
const exclusion = (cle: string) => ({ genre: 'exclusion', cle, motif: 'Hors champ' }) as const;
const privee = (base: Base, nom: string): void => { base.ecrire('insert into reprise_privee (genre, departement, portee, nom, contenu) values (?, ?, ?, ?, ?)', 'terme', '59', 'type', nom, 'chrs.insertion'); };
const privees = (base: Base): string[] => base.tous<{ nom: string }>('select nom from reprise_privee order by nom').map(({ nom }) => nom);

describe('l’atelier de reprise ne se perd pas avec son fichier', () => {
  let essai: CacheEssai;
  let base: Base;
  beforeEach(() => { essai = ouvrirCacheEssai(); ({ base } = essai); });
  afterEach(() => { essai.jeter(); });
  const rouvrir = (): void => { base = ouvrirBase(essai.dossier, [CLE], { maintenant: MAINTENANT, verifier: true }); essai.base = base; };

  it('détruit, il revient de sa sauvegarde : fichier, corrections, correspondances à partager', () => {
    poserDossier(base, dossier('d1'), OCTETS);
    reglerDossier(base, 'd1', REGLAGES, PLUS_TARD);
    ajouterCorrections(base, 'd1', [exclusion('a'), exclusion('b')]);
    privee(base, 'CHRS urg');
    sauvegarder(base, MAINTENANT);
    base.fermer();
    writeFileSync(join(essai.dossier, 'travail.sqlite'), Buffer.alloc(40_000, 0x5a));
    rouvrir();
    expect(listerDossiers(base)).toEqual([regle]);
    expect(lireOctets(base, 'd1')).toEqual(Buffer.from(OCTETS));
    expect(lireCorrections(base, 'd1')).toEqual([exclusion('a'), exclusion('b')]);
    expect(privees(base)).toEqual(['CHRS urg']);
    // la suite s’écrit après, et s’annule seule
    ajouterCorrections(base, 'd1', [exclusion('c')]);
    expect(annulerDerniere(base, 'd1')).toEqual([exclusion('c')]);
    expect(lireCorrections(base, 'd1')).toHaveLength(2);
  });
  it('abîmé ailleurs, ce qui en a été retiré ou annulé ne revient pas d’une vieille sauvegarde', () => {
    for (const id of ['d1', 'd2']) { poserDossier(base, dossier(id), new Uint8Array([1, 2, 3])); ajouterCorrections(base, id, [exclusion('a')]); }
    for (let rang = 0; rang < 600; rang += 1) base.ecrire('insert into reglage (cle, valeur) values (?, ?)', `remplissage:${String(rang).padStart(4, '0')}`, 'x'.repeat(400));
    sauvegarder(base, MAINTENANT);
    supprimerDossier(base, 'd2');
    ajouterCorrections(base, 'd1', [exclusion('b')]);
    annulerDerniere(base, 'd1');
    annulerDerniere(base, 'd1');
    base.fermer();
    const chemin = join(essai.dossier, 'travail.sqlite');
    // une page de réglages, loin des tables de la reprise
    const descripteur = openSync(chemin, 'r+');
    writeSync(descripteur, Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor((statSync(chemin).size * 0.7) / 4096) * 4096);
    closeSync(descripteur);
    rouvrir();
    expect(base.un<{ n: number }>('select count(*) as n from reglage where cle = ?', 'reparation')).toEqual({ n: 1 });
    expect(listerDossiers(base).map(({ id }) => id)).toEqual(['d1']);
    expect(lireCorrections(base, 'd1')).toEqual([]);
  });
  it('régler un dossier ne récrit pas son fichier ; un fichier de travail d’avant garde ses réglages, une version nouvelle repart sans bilan, un dossier retiré n’en laisse pas', () => {
    poserDossier(base, dossier('d1'), OCTETS);
    const lignesDuFichier = (): unknown => base.un('select * from reprise_dossier where id = ?', 'd1');
    const avant = lignesDuFichier();
    reglerDossier(base, 'd1', REGLAGES, PLUS_TARD);
    expect([lignesDuFichier(), lireDossier(base, 'd1')]).toEqual([avant, regle]);
    base.fermer();
    // tel que la version d’avant l’aurait laissé : les réglages dans la ligne du fichier
    const { sqlite } = connecter(join(essai.dossier, 'travail.sqlite'), [CLE]);
    sqlite.exec('drop table reprise_reglages; pragma user_version = 4;');
    sqlite.prepare('update reprise_dossier set "lotId" = ?, entete = ?, bilan = ?, "modifieLe" = ? where id = ?').run('l1', 3, JSON.stringify(REGLAGES.bilan), PLUS_TARD, 'd1');
    sqlite.close();
    rouvrir();
    expect(lireDossier(base, 'd1')).toEqual(regle);
    remplacerFichier(base, 'd1', { nom: 'd1.xlsx', empreinte: 'b'.repeat(64), octets: new Uint8Array([1, 2, 3]), le: PLUS_TARD });
    expect(lireDossier(base, 'd1')).toEqual({ ...regle, empreinte: 'b'.repeat(64), bilan: null });
    supprimerDossier(base, 'd1');
    expect(base.tous('select * from reprise_reglages')).toEqual([]);
  });
  it('l’adresse changée, il rejoint le nouveau compte, sans doubler ni recouvrir', () => {
    const autre = ouvrirCacheEssai();
    try {
      poserDossier(autre.base, dossier('d1'), OCTETS);
      reglerDossier(autre.base, 'd1', REGLAGES, PLUS_TARD);
      ajouterCorrections(autre.base, 'd1', [exclusion('a')]);
      ajouterCorrections(autre.base, 'd1', [exclusion('b')]);
      privee(autre.base, 'CHRS urg');
      poserDossier(base, dossier('d0'), new Uint8Array([1]));
      ajouterCorrections(base, 'd0', [exclusion('z')]);
      verserTravail(base, autre.base);
      verserTravail(base, autre.base);
      expect(listerDossiers(base).map(({ id }) => id).sort()).toEqual(['d0', 'd1']);
      expect(lireDossier(base, 'd1')).toEqual(regle);
      expect(lireOctets(base, 'd1')).toEqual(Buffer.from(OCTETS));
      expect([lireCorrections(base, 'd0'), lireCorrections(base, 'd1'), privees(base)]).toEqual([[exclusion('z')], [exclusion('a'), exclusion('b')], ['CHRS urg']]);
      expect(annulerDerniere(base, 'd1')).toEqual([exclusion('b')]);
    } finally {
      autre.jeter();
    }
  });
});
