import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Base } from '../../../../db/base.ts';
import { connecter } from '../../../../db/connexion.ts';
import { lireFile } from '../../../../db/file.ts';
import { appliquerPage } from '../../../../db/reception.ts';
import { listerAssociations, listerPrivees, lireCorrespondances } from '../../../../db/reprise/correspondances.ts';
import type { Correspondance } from '../../../../domain/objets/correspondance.ts';
import { traitementsCorrespondances } from '../../../../sync/reprise/correspondances.ts';
import { droitsReprise } from '../../../../sync/reprise/droits.ts';
import { identifierCorrespondance } from '../../../../sync/reprise/identifiants.ts';
import type { CacheEssai } from '../../../outils/cache.ts';
import { CLE, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../../outils/cache.ts';
import { AUJOURDHUI, acteur, correspondance, mandat } from '../../../outils/fabrique.ts';

const OPERATEUR = { ...acteur('operateur_siao'), utilisateurId: 'c0000000-0000-4000-8000-000000000009' };
const PAIRES = [{ cle: 'nom', entete: 'NOM' }];
let essai: CacheEssai;
let base: Base;
/** Le travail tel que la version d’avant l’aurait laissé : ses tables à elle, et ce qu’un opérateur y avait gardé. */
const travailDAvant = (): void => {
  essai.base.fermer();
  const { sqlite } = connecter(join(essai.dossier, 'travail.sqlite'), [CLE]);
  sqlite.exec(`drop table reprise_privee;
create table reprise_association (nom text not null, genre text not null, association text not null, primary key (nom, genre)) without rowid;
create table reprise_correspondance (departement text not null, vocabulaire text not null, terme text not null, code text not null, primary key (departement, vocabulaire, terme)) without rowid;
drop table reprise_version;
drop table reprise_reglages;
pragma user_version = 2;`);
  const poser = sqlite.prepare('insert into reprise_correspondance values (?, ?, ?, ?)');
  poser.run('59', 'type', 'Foyer relais', 'hebergement_chrs.mixte');
  poser.run('59', 'type', 'Abri', 'hebergement_chrs.115');
  poser.run('62', 'type', 'Ailleurs', 'hebergement_chrs.115');
  sqlite.prepare('insert into reprise_association values (?, ?, ?)').run('SI-SIAO', 'structures', JSON.stringify({ nom: 'SI-SIAO', genre: 'structures', paires: PAIRES }));
  sqlite.close();
  base = essai.rouvrir();
};
const recevoir = (...lignes: readonly Correspondance[]): void => { appliquerPage(base, [ligneDe('mandat', mandat({ utilisateurId: OPERATEUR.utilisateurId })), ...lignes.map((ligne) => ligneDe('correspondance', ligne))], fin('c1'), cadre(OPERATEUR)); };
const traitements = () => traitementsCorrespondances({ base: () => base, cadre: () => cadre(OPERATEUR), droits: () => droitsReprise(base, OPERATEUR, AUJOURDHUI), aujourdhui: () => AUJOURDHUI, prevenir: () => undefined, deja: () => null });
const lister = async () => (await traitements()['reprise.correspondances']({})).lignes;
beforeEach(() => { essai = ouvrirCacheEssai(); travailDAvant(); });
afterEach(() => { essai.jeter(); });

describe('ce que ce poste gardait pour lui', () => {
  it('suit la mise à jour sans rien perdre, et lit toujours les fichiers tant que l’équipe n’a rien décidé', () => {
    expect(listerPrivees(base)).toEqual([
      { genre: 'association', departement: '', portee: 'structures', nom: 'SI-SIAO', cible: null, paires: PAIRES }, { genre: 'terme', departement: '59', portee: 'type', nom: 'Abri', cible: 'hebergement_chrs.115', paires: [] },
      { genre: 'terme', departement: '59', portee: 'type', nom: 'Foyer relais', cible: 'hebergement_chrs.mixte', paires: [] }, { genre: 'terme', departement: '62', portee: 'type', nom: 'Ailleurs', cible: 'hebergement_chrs.115', paires: [] },
    ]);
    recevoir(correspondance({ nom: 'FOYER relais', cible: 'hebergement_chrs.insertion' }));
    expect(lireCorrespondances(base, '59').map(({ terme, cibles }) => [terme, ...cibles])).toEqual([['Abri', 'hebergement_chrs.115'], ['Foyer relais', 'hebergement_chrs.mixte'], ['FOYER relais', 'hebergement_chrs.insertion']]);
    expect(listerAssociations(base, 'structures', '59')).toEqual([{ id: 'poste/SI-SIAO', nom: 'SI-SIAO', departement: null, auteur: null, le: null, paires: PAIRES }]);
  });
  it('sans mandat, rien ne se propose ; avec, se partage ce que l’équipe n’a pas décidé autrement, le reste attend', async () => {
    expect(traitements().partageables()).toEqual([]);
    expect(await traitements()['reprise.partagerPrivees']({})).toEqual({ partagees: 0, restantes: 0 });
    recevoir(correspondance({ nom: 'FOYER relais', cible: 'hebergement_chrs.insertion' }));
    expect(traitements().partageables()).toHaveLength(3);
    expect(await traitements()['reprise.partagerPrivees']({})).toEqual({ partagees: 2, restantes: 1 });
    expect(lireFile(base).map(({ nom, id, fiche }) => [nom, id, fiche])).toEqual([
      ['partagerCorrespondance', identifierCorrespondance('59', 'association', 'structures', 'SI-SIAO'), 'SI-SIAO'], ['partagerCorrespondance', identifierCorrespondance('59', 'terme', 'type', 'Abri'), 'Abri'],
    ]);
    // hors mandat (62), ou décidé autrement : gardé, et dit
    expect(listerPrivees(base).map(({ nom }) => nom)).toEqual(['Foyer relais', 'Ailleurs']);
    const lignes = await lister();
    expect(lignes.find(({ ligneId, nom }) => ligneId === null && nom === 'Foyer relais')?.equipe).toMatchObject({ correspond: expect.stringContaining('nsertion') as string, contenu: 'hebergement_chrs.insertion' });
    expect(lignes.find(({ nom }) => nom === 'Ailleurs')?.raison).toContain('mandat');
    expect(lignes.find(({ nom }) => nom === 'SI-SIAO')).toMatchObject({ departement: '59', auteur: OPERATEUR.nom, attente: true, correspond: 'NOM → Nom' });
  });
  it('la décision de l’équipe se remplace en connaissance de cause, ou la sienne s’oublie', async () => {
    recevoir(correspondance({ nom: 'FOYER relais', cible: 'hebergement_chrs.insertion' }), correspondance({ nom: 'Abri', cle: 'abri', cible: 'hebergement_chrs.115' }));
    const commun = { departement: '59', genre: 'terme' as const, portee: 'type', nom: 'Foyer relais', paires: [] };
    expect(await traitements()['reprise.changerCorrespondance']({ ...commun, cible: 'hebergement_chrs.mixte', avant: null })).toMatchObject({ refus: { code: 'change' } });
    expect(await traitements()['reprise.changerCorrespondance']({ ...commun, cible: 'hebergement_chrs.mixte', avant: 'hebergement_chrs.insertion' })).toEqual({ refus: null });
    // du même avis que l’équipe : rien ne part
    expect(await traitements()['reprise.changerCorrespondance']({ ...commun, nom: 'abri', cible: 'hebergement_chrs.115', avant: null })).toEqual({ refus: null });
    expect([lireFile(base).length, listerPrivees(base).map(({ nom }) => nom)]).toEqual([1, ['SI-SIAO', 'Ailleurs']]);
    await traitements()['reprise.oublierPrivee']({ genre: 'association', departement: '59', portee: 'structures', nom: 'SI-SIAO' });
    expect(listerPrivees(base).map(({ nom }) => nom)).toEqual(['Ailleurs']);
    expect(await traitements()['reprise.changerCorrespondance']({ ...commun, departement: '62', cible: 'hebergement_chrs.mixte', avant: null })).toMatchObject({ refus: { code: 'droit.mandat' } });
  });
  it('un code retiré de la nomenclature se voit, et ne se partage pas tel quel', async () => {
    base.ecrire('update reprise_privee set contenu = ? where nom = ?', 'hebergement_disparu', 'Abri');
    recevoir();
    expect((await lister()).find(({ nom }) => nom === 'Abri')).toMatchObject({ perimee: true, correspond: 'hebergement_disparu' });
    expect(await traitements()['reprise.partagerPrivees']({})).toEqual({ partagees: 2, restantes: 1 });
    expect(listerPrivees(base).map(({ nom }) => nom)).toContain('Abri');
  });
});
