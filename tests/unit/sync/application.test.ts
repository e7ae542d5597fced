import { beforeEach, describe, expect, it } from 'vitest';
import type { EtatApplication, MiseAJour } from '../../../contract/methodesApplication.ts';
import { creerApplication } from '../../../sync/application.ts';

const ORGANISATION = { chemin: '/etc/siao-offre/organisation.json', erreur: null, mandataire: 'systeme', canal: 'stable' } as const;
const PRETE: MiseAJour = { etat: 'prete', version: '0.3.0', pourcentage: null, le: null, message: null };

describe('l’application vue de la page', () => {
  let appels: string[];
  let dits: EtatApplication[];
  let enCours: number;
  const ouvrir = () => creerApplication({
    version: '0.2.0', service: 'https://a.fr', enCours: () => enCours, emettre: (etat) => { dits.push(etat); },
    relais: { organisation: ORGANISATION, chercher: () => { appels.push('chercher'); }, installer: () => { appels.push('installer'); } },
  });
  beforeEach(() => { appels = []; dits = []; enCours = 1; });

  it('dit ce qui est réglé, et chaque changement de la mise à jour', () => {
    const { traitements, recevoir } = ouvrir();
    expect(traitements['application.etat']({})).toMatchObject({ version: '0.2.0', organisation: ORGANISATION, miseAJour: { etat: 'indisponible' } });
    recevoir(PRETE);
    expect(dits).toMatchObject([{ miseAJour: PRETE }]);
    expect(traitements['application.etat']({})).toMatchObject({ miseAJour: PRETE });
  });

  it('ne cherche pas ce qui ne se met pas à jour', () => {
    const { traitements, recevoir } = ouvrir();
    void traitements['application.chercher']({});
    expect(appels).toEqual([]);
    recevoir({ ...PRETE, etat: 'a_jour', version: null });
    void traitements['application.chercher']({});
    expect(appels).toEqual(['chercher']);
  });

  it('n’installe rien tant que rien n’est prêt, ni pendant un traitement ; celui qui finit à temps suffit', async () => {
    const { traitements, recevoir } = ouvrir();
    await expect(traitements['application.installer']({})).rejects.toMatchObject({ code: 'application.rien' });
    recevoir(PRETE);
    enCours = 2;
    await expect(traitements['application.installer']({})).rejects.toMatchObject({ code: 'application.occupee' });
    expect(appels).toEqual([]);
    const installation = traitements['application.installer']({});
    await new Promise((resoudre) => { setTimeout(resoudre, 120); });
    expect(appels).toEqual([]);
    enCours = 1;
    await installation;
    expect(appels).toEqual(['installer']);
  });
});
