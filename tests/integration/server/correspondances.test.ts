import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/verification.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { mandat } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

surChaqueBase('correspondances de reprise partagées', (genre) => {
  let essai: Montage;
  let une: Poste;
  let autre: Poste;
  let mandats: readonly [string, string];
  beforeEach(async () => {
    essai = await monter(genre);
    [une, autre] = [await essai.poste('operateur_siao'), await essai.poste('admin_siao')];
    mandats = [randomUUID(), randomUUID()];
    await chargerEnMasse(essai.base, [{ objet: 'mandat', lignes: [mandat({ id: mandats[0], utilisateurId: une.utilisateurId }), mandat({ id: mandats[1], utilisateurId: autre.utilisateurId })] }]);
  });
  afterEach(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });
  const terme = (id: string, mandatId: string, cible: string, avant: string | null = null, nom = 'Foyer relais') => ({ id, mandatId, departement: '59', contenu: { genre: 'terme', portee: 'type', nom, cible, avant } });
  const recues = async (poste: Poste) => (await poste.toutTirer()).lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet === 'correspondance' ? [ligne.ligne] : []));

  it('un terme rattaché par l’une arrive à l’autre et à qui suit la reprise, pas à un gestionnaire ni hors du département', async () => {
    const id = randomUUID();
    expect(await une.faire('partagerCorrespondance', terme(id, mandats[0], 'hebergement_chrs.115'))).toMatchObject({ issue: 'appliquee' });
    for (const poste of [autre, await essai.poste('admin_departemental'), await essai.poste('admin_national')]) expect(await recues(poste)).toMatchObject([{ id, nom: 'Foyer relais', cle: 'foyer relais', cible: 'hebergement_chrs.115', statut: 'partagee', version: 1 }]);
    for (const poste of [await essai.poste('gestionnaire_entite'), await essai.poste('ecoutant_115'), await essai.poste('admin_siao', '62')]) expect(await recues(poste)).toEqual([]);
  });
  it('deux collègues du même avis ne se contredisent pas ; d’avis contraires, le second est prévenu et rien n’est recouvert ; en connaissance de cause, il change', async () => {
    const id = randomUUID();
    expect(await une.faire('partagerCorrespondance', terme(id, mandats[0], 'hebergement_chrs.115'))).toMatchObject({ issue: 'appliquee' });
    expect(await autre.faire('partagerCorrespondance', terme(id, mandats[1], 'hebergement_chrs.115'))).toMatchObject({ issue: 'appliquee', lignes: [] });
    expect(await autre.faire('partagerCorrespondance', terme(id, mandats[1], 'hebergement_chrs.mixte'))).toMatchObject({ issue: 'rejetee', code: 'change' });
    expect(await autre.faire('partagerCorrespondance', terme(id, mandats[1], 'hebergement_chrs.mixte', 'hebergement_chrs.115'))).toMatchObject({ issue: 'appliquee' });
    expect(await recues(une)).toMatchObject([{ cible: 'hebergement_chrs.mixte', version: 2 }]);
    expect(await une.faire('retirerCorrespondance', { id, mandatId: mandats[0], avant: 'hebergement_chrs.115' })).toMatchObject({ issue: 'rejetee', code: 'change' });
    expect(await une.faire('retirerCorrespondance', { id, mandatId: mandats[0], avant: 'hebergement_chrs.mixte' })).toMatchObject({ issue: 'appliquee' });
    const traces = await essai.base.db.selectFrom('journal').select(['commande', 'nom']).where('objet', '=', 'correspondance').orderBy('no').execute();
    expect(traces.map(({ commande }) => commande)).toEqual(['partagerCorrespondance', 'partagerCorrespondance', 'retirerCorrespondance']);
  });
  it('un terme n’est qu’une fois dans la table d’un département, sous quelque identifiant qu’on l’envoie ; le mandat d’un autre n’ouvre rien', async () => {
    expect(await une.faire('partagerCorrespondance', terme(randomUUID(), mandats[0], 'hebergement_chrs.115'))).toMatchObject({ issue: 'appliquee' });
    expect(await une.faire('partagerCorrespondance', terme(randomUUID(), mandats[0], 'hebergement_chrs.mixte', null, '« FOYER » relais'))).toMatchObject({ issue: 'rejetee', code: 'existe' });
    expect(await une.faire('partagerCorrespondance', terme(randomUUID(), mandats[1], 'hebergement_chrs.115', null, 'Autre'))).toMatchObject({ issue: 'rejetee', code: 'droit.mandat' });
    expect(await une.faire('partagerCorrespondance', { ...terme(randomUUID(), mandats[0], 'hebergement_chrs.115'), departement: '62' })).toMatchObject({ issue: 'rejetee', code: 'droit.mandat' });
  });
  it('un poste du protocole 6 ne reçoit pas de correspondance ; mis à jour, il la reçoit par la suite du même curseur', async () => {
    const id = randomUUID();
    await une.faire('partagerCorrespondance', terme(id, mandats[0], 'hebergement_chrs.115'));
    const tirer = async (curseur: string, protocole: number) => {
      const { corps } = await essai.requete<string>('GET', `/api/v1/changements?clientId=${autre.clientId}&limite=10000${curseur === '' ? '' : `&curseur=${encodeURIComponent(curseur)}`}`, { jeton: autre.jeton, entetes: { 'x-siao-protocole': String(protocole) } });
      return corps.split('\n').filter((ligne) => ligne !== '').map((ligne) => JSON.parse(ligne) as { genre: string; objet?: string; curseur?: string });
    };
    const ancien = await tirer('', 6);
    expect(ancien.filter(({ objet }) => objet === 'correspondance')).toEqual([]);
    expect(ancien.some(({ objet }) => objet === 'mandat')).toBe(true);
    expect((await tirer(ancien.at(-1)?.curseur ?? '', 7)).filter(({ objet }) => objet === 'correspondance')).toHaveLength(1);
  });
});
