import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, acteur, dispositif, entite } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

interface Ecoute { readonly statut: number; readonly recu: () => string; attendre(nombre: number, duree?: number): Promise<number>; readonly fini: Promise<void>; couper(): void }

surChaqueBase('événements', (genre) => {
  let essai: Montage;
  let url: string;
  const ouvertes: Ecoute[] = [];
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }]);
    ({ url } = await essai.service.ecouter({ port: 0 }));
    // laisse passer les notifications du chargement
    await new Promise((resoudre) => { setTimeout(resoudre, 400); });
  });
  afterAll(async () => {
    for (const ecoute of ouvertes) ecoute.couper();
    await essai.fermer();
  });

  const ecouter = async ({ jeton }: Pick<Poste, 'jeton'>): Promise<Ecoute> => {
    const arret = new AbortController();
    const reponse = await fetch(`${url}${CHEMINS.evenements}`, { headers: { authorization: `Bearer ${jeton}` }, signal: arret.signal });
    let texte = '';
    const fini = (async () => {
      try {
        if (reponse.body !== null) for await (const morceau of reponse.body.pipeThrough(new TextDecoderStream())) texte += morceau;
      } catch { /* coupé par le test */ }
    })();
    const compter = (): number => texte.split('event: changement').length - 1;
    const ecoute: Ecoute = {
      statut: reponse.status, recu: () => texte, fini, couper: () => { arret.abort(); },
      attendre: async (nombre, duree = 3_000) => {
        for (const limite = Date.now() + duree; compter() < nombre && Date.now() < limite;) await new Promise((resoudre) => { setTimeout(resoudre, 20); });
        return compter();
      },
    };
    ouvertes.push(ecoute);
    return ecoute;
  };

  it('prévient d’un changement ceux que la fiche concerne, et eux seuls, sans donnée métier', async () => {
    const [nord, pas, analyste, gestionnaire] = await Promise.all([essai.poste('ecoutant_115'), essai.poste('ecoutant_115', '62'), essai.poste('analyste'), essai.poste('gestionnaire_entite')]);
    const [chezNord, chezPas, chezAnalyste] = await Promise.all([nord, pas, analyste].map(ecouter)) as [Ecoute, Ecoute, Ecoute];
    const { fin } = await nord.toutTirer();
    await gestionnaire.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: 'confidentiel' } }, 1);
    expect(await chezNord.attendre(1)).toBe(1);
    // au moment où l’événement arrive, le tirage livre
    expect((await nord.page(fin.curseur)).lignes).toHaveLength(1);
    expect(await chezPas.attendre(1, 400)).toBe(0);
    expect(await chezAnalyste.attendre(1, 10)).toBe(0);
    expect(chezNord.recu()).not.toContain('confidentiel');
    expect(chezNord.recu()).not.toContain(DISPOSITIF_ID);
  });

  it('regroupe une rafale', async () => {
    const [nord, gestionnaire] = await Promise.all([essai.poste('ecoutant_115'), essai.poste('gestionnaire_entite')]);
    const chezNord = await ecouter(nord);
    await gestionnaire.envoyer(...Array.from({ length: 50 }, (_, rang) => gestionnaire.mutation('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: `h${rang}` } }, 99)));
    await chezNord.attendre(1);
    await new Promise((resoudre) => { setTimeout(resoudre, 500); });
    expect(await chezNord.attendre(50, 10)).toBeLessThan(20);
  });

  it('un rejet ne prévient personne', async () => {
    const [nord, gestionnaire] = await Promise.all([essai.poste('ecoutant_115'), essai.poste('gestionnaire_entite')]);
    const chezNord = await ecouter(nord);
    await gestionnaire.faire('inventee', {});
    expect(await chezNord.attendre(1, 500)).toBe(0);
  });

  it('droits changés : l’événement « session », puis le flux se ferme', async () => {
    const nord = await essai.poste('admin_siao');
    const ecoute = await ecouter(nord);
    await changerDroits(essai.base, nord.utilisateurId, { perimetre: acteur('admin_siao', '62').perimetre });
    await ecoute.fini;
    expect(ecoute.recu()).toContain('event: session');
  });

  it('borne les flux par compte, refuse sans session', async () => {
    const poste = await essai.poste('admin_siao');
    const ecoutes = [];
    for (let rang = 0; rang < 6; rang += 1) ecoutes.push(await ecouter(poste));
    expect(ecoutes.map(({ statut }) => statut)).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await ecouter({ jeton: 'x' })).statut).toBe(401);
    // un flux coupé rend sa place
    ecoutes[0]?.couper();
    await new Promise((resoudre) => { setTimeout(resoudre, 200); });
    expect((await ecouter(poste)).statut).toBe(200);
  });

  it('se ferme à l’expiration du jeton', async () => {
    const poste = await essai.poste('admin_siao');
    essai.avancer(599_500);
    const ecoute = await ecouter(poste);
    expect(ecoute.statut).toBe(200);
    const debut = Date.now();
    await ecoute.fini;
    expect(Date.now() - debut).toBeLessThan(3_000);
  });
});
