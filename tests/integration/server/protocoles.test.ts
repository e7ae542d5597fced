import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROTOCOLE } from '../../../contract/service.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, dispositif, entite, piece, proposition } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

const NOUVEAUX = ['nomenclature', 'piece', 'proposition'];
const CONTENU = { libelle: 'Colocation', court: null, ordre: 25, compteeEnPlaces: null, unite: null, modalites: ['insertion'] };

surChaqueBase('protocoles', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'proposition', lignes: [proposition()] }, { objet: 'piece', lignes: [piece()] }]);
    const national = await essai.poste('admin_national');
    expect(await national.faire('creerCode', { referentiel: 'type', code: 'logement_iml.colocation', parent: 'logement_iml', debut: '2026-11-24', contenu: CONTENU })).toMatchObject({ issue: 'appliquee', lignes: [{ objet: 'nomenclature', id: 'type:logement_iml.colocation', version: 1 }] });
  });
  afterAll(() => essai.fermer());

  const tirer = async (poste: Poste, curseur: string, protocole: number) => {
    const { statut, corps } = await essai.requete<string>('GET', `/api/v1/changements?clientId=${poste.clientId}&limite=10000${curseur === '' ? '' : `&curseur=${encodeURIComponent(curseur)}`}`, { jeton: poste.jeton, entetes: { 'x-siao-protocole': String(protocole) } });
    if (statut !== 200) return { statut, objets: [], curseur: '' };
    const lignes = corps.trim().split('\n').map((une) => JSON.parse(une) as { genre: string; objet?: string; curseur: string });
    return { statut, objets: [...new Set(lignes.flatMap(({ objet }) => (objet === undefined ? [] : [objet])))].sort(), curseur: lignes.pop()?.curseur ?? '' };
  };

  it('un poste du protocole 2 ne reçoit aucun objet qu’il ne connaît pas ; mis à jour, il les reçoit par la suite du même curseur', async () => {
    const ddets = await essai.poste('admin_departemental');
    const ancien = await tirer(ddets, '', 2);
    expect(ancien.objets).toContain('dispositif');
    expect(ancien.objets.filter((objet) => NOUVEAUX.includes(objet))).toEqual([]);
    expect((await tirer(ddets, ancien.curseur, PROTOCOLE)).objets).toEqual(NOUVEAUX);
  });

  it('un protocole à venir, ou qui n’en est pas un, est refusé avec la marche à suivre', async () => {
    const ddets = await essai.poste('admin_departemental');
    for (const protocole of [0, PROTOCOLE + 1, 99, -1, Number.NaN]) expect([protocole, (await tirer(ddets, '', protocole)).statut]).toEqual([protocole, 426]);
    for (let protocole = 1; protocole <= PROTOCOLE; protocole += 1) expect([protocole, (await tirer(ddets, '', protocole)).statut]).toEqual([protocole, 200]);
  });

  it('la nomenclature arrive à tous, analyste compris, et le code retiré est refusé par le service à qui ne l’a pas encore appris', async () => {
    const [analyste, gestionnaire, national] = await Promise.all([essai.poste('analyste'), essai.poste('gestionnaire_entite'), essai.poste('admin_national')]);
    expect((await tirer(analyste, '', PROTOCOLE)).objets).toEqual(['nomenclature']);
    expect(await gestionnaire.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { publics: ['animaux'] } }, 1)).toMatchObject({ issue: 'appliquee' });
    expect(await national.faire('retirerCode', { referentiel: 'public', code: 'vif', fin: '2026-11-24', remplacePar: null, motif: 'Essai' })).toMatchObject({ issue: 'appliquee' });
    // dernier jour compris : il se choisit encore aujourd’hui
    expect(await gestionnaire.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { publics: ['vif'] } }, 2)).toMatchObject({ issue: 'appliquee' });
    expect(await gestionnaire.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { publics: ['inconnu'] } }, 3)).toMatchObject({ issue: 'rejetee', code: 'nomenclature', champ: 'publics' });
    const { changements } = await essai.base.db.selectFrom('journal').select('changements').where('commande', '=', 'retirerCode').executeTakeFirstOrThrow();
    expect(changements).toEqual({ fin: [null, '2026-11-24'] });
  });
});
