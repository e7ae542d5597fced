import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, dispositif, entite } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

surChaqueBase('journal', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }]);
    const poste = await essai.poste('gestionnaire_entite');
    for (let rang = 0; rang < 6; rang += 1) await poste.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: `h${rang}`, contacts: [{ fonction: 'accueil', nom: `Œuvre n° ${rang}` }] } }, 1);
  });
  afterAll(() => essai.fermer());
  beforeEach(async () => { expect(await verifierJournal(essai.base)).toMatchObject({ lignes: 10, rupture: null }); });

  it.each([
    ['modifier', `update journal set nom = 'autre' where no = 3`], ['supprimer', 'delete from journal where no = 3'], ['vider', 'truncate journal'], ['vider en cascade', 'truncate journal cascade'],
  ])('refuse de %s', async (_geste, requete) => {
    await expect(sql.raw(requete).execute(essai.base.db)).rejects.toThrow(/ne se modifie pas/u);
  });

  /** Ce que ferait un administrateur de la base qui ôte la protection : la chaîne doit le dire. Rend le numéro de la ligne où elle rompt. */
  const falsifier = async (requete: string): Promise<number | undefined> => {
    await sql.raw('create table journal_sauve as select * from journal; alter table journal disable trigger user').execute(essai.base.db);
    await sql.raw(requete).execute(essai.base.db);
    const { rupture } = await verifierJournal(essai.base);
    await sql.raw('delete from journal; insert into journal select * from journal_sauve; drop table journal_sauve; alter table journal enable trigger user').execute(essai.base.db);
    return rupture?.no;
  };
  it.each([
    ['une valeur', `update journal set changements = jsonb_set(changements, '{horaires,1}', '"faux"') where no = 5`, 5],
    ['un auteur', `update journal set "utilisateurId" = 'autre' where no = 4`, 4],
    ['une date', `update journal set moment = moment + interval '1 millisecond' where no = 6`, 6],
    ['une ligne ôtée', 'delete from journal where no = 4', 4],
    ['la première ligne ôtée', 'delete from journal where no = 1', 1],
    ['la fin ôtée', 'delete from journal where no >= 7', 7],
    ['deux lignes échangées', 'update journal set no = case no when 4 then 104 when 5 then 4 else no end where no in (4, 5); update journal set no = 5 where no = 104', 4],
  ])('la vérification voit %s', async (_quoi, requete, no) => {
    expect(await falsifier(requete)).toBe(no);
  });
});
