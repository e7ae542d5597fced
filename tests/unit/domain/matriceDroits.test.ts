import { describe, expect, it } from 'vitest';
import { GESTES, LIBELLES_DROITS, MATRICE, OBJETS, autoriser } from '../../../domain/droits.ts';
import type { Objet } from '../../../domain/droits.ts';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import { COLONNES, GESTES_COMPTES, LETTRES, LIGNES_OFFRE, caseComptes, caseDe, ecartDroits, phraseEcart, profilsQuiPeuvent } from '../../../renderer/droits/lecture.ts';
import { SOURCES } from '../../../renderer/droits/textes.ts';
import { ENTITE_ID } from '../../outils/fabrique.ts';

const TETE = ['Droit', ...COLONNES.map((profil) => PROFILS[profil].libelle)];
const ligne = (cases: readonly string[]): string => `| ${cases.join(' | ')} |`;
/** Le document de la matrice, tiré de la table. `npx vitest run -u` le réécrit quand elle change. */
const document = (): string => [
  '# Matrice des droits', '', '<!-- Tiré de `MATRICE` (domain/droits.ts) par tests/unit/domain/matriceDroits.test.ts : ne pas retoucher à la main. -->', '',
  'Tout droit s’entend dans le périmètre du compte. ● : accordé ; une case vide : ce profil n’a pas ce droit. Entre crochets, la source.', '',
  ...Object.entries(SOURCES).map(([code, texte]) => `- **${code}** : ${texte.replace(/^\w+, /u, '')}`), '',
  '## Offre', '', ligne(TETE), ligne(TETE.map(() => '---')),
  ...LIGNES_OFFRE.map(({ objet, geste }) => ligne([`${OBJETS[objet]} · ${LIBELLES_DROITS[geste].toLowerCase()}`, ...COLONNES.map((profil) => { const { texte, sources } = caseDe(profil, objet, geste); return texte === '' ? '' : `${texte} [${sources.join(', ')}]`; })])), '',
  '## Comptes', '', `Une ligne par profil qui agit, une colonne par profil visé. ${GESTES_COMPTES.map((geste) => `**${LETTRES[geste]}** ${LIBELLES_DROITS[geste].toLowerCase()}`).join(', ')}.`, '',
  ligne(['Qui agit', ...TETE.slice(1)]), ligne(TETE.map(() => '---')),
  ...COLONNES.map((acteur) => ligne([PROFILS[acteur].libelle, ...COLONNES.map((vise) => caseComptes(acteur, vise).texte)])), '',
].join('\n');

it('docs/droits.md est la table', async () => {
  await expect(document()).toMatchFileSnapshot('../../../docs/droits.md');
});

describe('la matrice telle qu’elle s’affiche', () => {
  it('montre chaque règle de la table, et rien qui n’y soit', () => {
    expect(new Set(COLONNES)).toEqual(new Set(CODES_PROFILS));
    for (const objet of Object.keys(OBJETS) as Objet[]) for (const geste of GESTES) for (const profil of CODES_PROFILS) {
      const regles = MATRICE.filter((regle) => regle.profil === profil && regle.objet === objet && regle.geste === geste);
      const { texte, sources, detail } = caseDe(profil, objet, geste);
      expect([profil, objet, geste, texte !== '']).toEqual([profil, objet, geste, regles.length > 0]);
      for (const { source, condition } of regles) {
        expect(sources).toContain(source);
        if (condition === undefined) expect(texte).toBe('●');
        else expect(texte).not.toBe('●');
      }
      expect(detail).toContain(PROFILS[profil].libelle);
    }
    const montrees = new Set(LIGNES_OFFRE.map(({ objet, geste }) => `${objet}.${geste}`));
    for (const { objet, geste } of MATRICE) if (objet !== 'utilisateur') expect(montrees.has(`${objet}.${geste}`)).toBe(true);
  });
  it('dit qui encadre qui, comme le jugement le fait', () => {
    for (const { profil, geste, encadres } of MATRICE) if (encadres !== undefined) for (const vise of encadres) expect(caseComptes(profil, vise).texte.split(' ')).toContain(LETTRES[geste as keyof typeof LETTRES]);
    expect(caseComptes('admin_siao', 'travailleur_social').texte).toBe('A');
    expect(caseComptes('travailleur_social', 'travailleur_social').texte).toBe('');
    expect(profilsQuiPeuvent('utilisateur', 'modifier', 'travailleur_social').map(({ profil }) => profil)).toEqual(['admin_national', 'gestionnaire_entite', 'assistant', 'responsable_dispositif']);
  });
});

describe('ce qu’une réaffectation donne et retire', () => {
  const ddets = (...departements: string[]) => ({ profil: 'admin_departemental' as const, perimetre: { genre: 'departements' as const, departements } });
  const phrases = (ecarts: Parameters<typeof phraseEcart>[0][]): string[] => ecarts.map(phraseEcart);
  it('un département de plus : les mêmes droits, ailleurs', () => {
    const { gagnes, perdus } = ecartDroits(ddets('59'), ddets('59', '62'));
    expect(perdus).toEqual([]);
    expect(phrases([...gagnes])).toContain('Valider les entités : 62');
    expect(gagnes.every(({ lieux }) => lieux.join() === '62')).toBe(true);
  });
  it('un autre département : tout ce qui est gagné là est perdu ici', () => {
    const { gagnes, perdus } = ecartDroits(ddets('59'), ddets('62'));
    expect(phrases([...gagnes]).map((phrase) => phrase.replace('62', '59'))).toEqual(phrases([...perdus]));
  });
  it('de l’entité au département : l’entité y est comprise, ce que son profil faisait seul est perdu', () => {
    const gestionnaire = { profil: 'gestionnaire_entite' as const, perimetre: { genre: 'entite' as const, entiteId: ENTITE_ID, departements: ['59'] }, entite: 'Hainaut Accueil' };
    const { gagnes, perdus } = ecartDroits(gestionnaire, ddets('59'));
    expect(phrases([...gagnes])).toContain('Valider les dispositifs : 59');
    expect(phrases([...perdus])).toContain('Créer les groupes de places : Hainaut Accueil (59)');
    expect(perdus.some(({ geste }) => geste === 'lire')).toBe(false);
    // l’encadrement se compare profil par profil
    expect(phrases([...gagnes])).toContain('Créer les comptes (Administrateur départemental, Analyste, Administrateur SIAO) : 59');
    expect(phrases([...perdus])).toContain('Créer les comptes (Assistant, Responsable de dispositif, Travailleur social) : Hainaut Accueil (59)');
    expect(gagnes.some(({ objet, geste, condition }) => objet === 'dispositif' && geste === 'creer' && condition === 'P177')).toBe(true);
  });
  it('le même profil et le même périmètre ne changent rien', () => {
    for (const profil of ['analyste', 'admin_departemental'] as const) expect(ecartDroits({ ...ddets('59'), profil }, { ...ddets('59'), profil })).toEqual({ gagnes: [], perdus: [] });
  });
  it('un droit annoncé comme gagné l’est vraiment, un droit perdu ne l’est plus', () => {
    const avant = ddets('59');
    const apres = { profil: 'admin_siao' as const, perimetre: { genre: 'siao' as const, siao: '59', departements: ['59'] } };
    const peut = ({ profil, perimetre }: typeof avant | typeof apres, objet: Objet, geste: typeof GESTES[number]): boolean =>
      [{}, { p177: true }, { proposeeParSiaoAvantValidation: true }, { delegationEnCours: true }].some((cas) => autoriser({ utilisateurId: 'x', nom: 'x', profil, perimetre }, geste, objet, { departements: ['59'], entiteId: ENTITE_ID, dispositifId: null, ...cas }).accordee);
    const { gagnes, perdus } = ecartDroits(avant, apres);
    for (const { objet, geste } of gagnes) if (objet !== 'utilisateur') expect([objet, geste, peut(apres, objet, geste)]).toEqual([objet, geste, true]);
    for (const { objet, geste } of perdus) if (objet !== 'utilisateur') expect([objet, geste, peut(avant, objet, geste)]).toEqual([objet, geste, true]);
    expect(gagnes.some(({ geste }) => geste === 'prevalider')).toBe(true);
    expect(perdus.some(({ geste }) => geste === 'valider')).toBe(true);
    // modifier sans condition vaut modifier avant validation : rien n’est perdu (les places, elles, se gèrent sous délégation du SIAO seul)
    expect(ecartDroits(apres, avant).perdus.filter(({ objet, geste }) => objet !== 'utilisateur' && geste === 'modifier').map(({ objet }) => objet)).toEqual(['place']);
  });
});
