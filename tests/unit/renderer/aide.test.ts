import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import { ACCESSIBILITE, PAGES, TOUTES, adresseImage, estPage, lirePage, pageDe, titreDe } from '../../../renderer/aide/pages.ts';
import { ecransDe } from '../../../renderer/app/ecrans.ts';

const GUIDE = join(import.meta.dirname, '..', '..', '..', 'docs', 'guide');
const fichiers = readdirSync(GUIDE).filter((nom) => nom.endsWith('.md')).map((nom) => nom.slice(0, -3));

describe('le guide', () => {
  it('toute page écrite s’ouvre dans l’application, et a un titre', async () => {
    expect([...PAGES].sort()).toEqual([...fichiers].sort());
    for (const page of TOUTES) expect([page, titreDe(await lirePage(page))]).not.toEqual([page, '']);
  });
  it('tout écran de tout profil a sa page, qui n’est pas le sommaire', () => {
    const adresses = [...new Set(CODES_PROFILS.flatMap((profil) => ecransDe(profil))), 'controles', 'demandes', 'occupation', 'synchronisation', 'compte', 'droits'].map((ecran) => `/${ecran}/quelque/chose`);
    for (const adresse of adresses) expect([adresse, pageDe(adresse)]).not.toEqual([adresse, 'sommaire']);
  });
  it('tout lien mène à une page, toute image existe et sert, et a un texte', () => {
    const citees = new Set<string>();
    for (const page of fichiers) {
      const texte = readFileSync(join(GUIDE, `${page}.md`), 'utf8');
      for (const [, nom = '', cible = ''] of texte.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/gu)) {
        citees.add(cible);
        expect([page, cible, existsSync(join(GUIDE, cible)), adresseImage(cible) !== undefined, nom !== '']).toEqual([page, cible, true, true, true]);
      }
      for (const [, cible = ''] of texte.matchAll(/(?<!!)\[[^\]]+\]\(([^)]+)\)/gu)) expect([page, cible, estPage(cible.replace(/\.md(?:#.*)?$/u, ''))]).toEqual([page, cible, true]);
    }
    expect(readdirSync(join(GUIDE, 'images')).map((nom) => `images/${nom}`).sort()).toEqual([...citees].sort());
  });
  it('la déclaration d’accessibilité s’y lit, et dit l’état, les contenus, le contact et les recours', async () => {
    expect(estPage(ACCESSIBILITE)).toBe(true);
    const texte = await lirePage(ACCESSIBILITE);
    for (const titre of ['État de conformité', 'Ce qui n’est pas accessible, ou pas vérifié', 'Dire un défaut', 'Voies de recours']) expect(texte).toContain(`## ${titre}\n`);
  });
  it('chaque profil a son paragraphe, et rien n’y est en HTML', async () => {
    const texte = await lirePage('profils');
    for (const profil of CODES_PROFILS) expect(texte).toContain(`## ${PROFILS[profil].libelle}\n`);
    for (const page of TOUTES) expect([page, /<[a-z/]/iu.exec(await lirePage(page))?.[0]]).toEqual([page, undefined]);
  });
});
