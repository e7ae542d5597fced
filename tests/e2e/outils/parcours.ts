import { test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import { attendreAJour, entrer } from './gestes.ts';
import type { PosteOuvert } from './poste.ts';
import { ouvrirPosteDeTest } from './poste.ts';
import type { ServiceDemonstration } from './service.ts';
import { demarrerServiceDemonstration } from './service.ts';

/** Ce qu’un parcours partage entre ses tests ; chaque accès rend l’état du moment, le poste pouvant se rouvrir. */
export interface Parcours {
  service(): ServiceDemonstration;
  /** Entre le poste et le service : se coupe, se rétablit. */
  cable(): Cable;
  poste(): PosteOuvert;
  page(): Page;
  /** Change de compte, et attend que son offre soit là. */
  devenir(profil: string): Promise<void>;
  /** Ferme le poste et le rouvre sur le même dossier, reconnecté. */
  redemarrer(): Promise<void>;
}

/** Pose le service de démonstration, un poste et une personne connectée pour tous les tests du `describe` qui l’appelle ; les ferme à la fin. `ensuite` : ce que la personne fait une fois entrée ; `env` : les variables du poste ; `fige` : le service a figé le mois dernier. */
export const parcours = (profil: string, ensuite: (page: Page) => Promise<void> = () => Promise.resolve(), env: Record<string, string> = {}, { fige = false } = {}): Parcours => {
  let service: ServiceDemonstration;
  let cable: Cable;
  let poste: PosteOuvert;
  const entrerComme = async (qui: string): Promise<void> => {
    await entrer(poste.page, service.compte(qui));
    await attendreAJour(poste.page);
  };
  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration({ fige });
    cable = await tirerCable(service.url);
    poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes, env });
    await entrerComme(profil);
    await ensuite(poste.page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.arreter();
  });
  return {
    service: () => service, cable: () => cable, poste: () => poste, page: () => poste.page,
    devenir: async (qui) => {
      await poste.page.getByTestId('menu-utilisateur').click();
      await poste.page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
      await entrerComme(qui);
    },
    redemarrer: async () => {
      const { dossier } = poste;
      await poste.application.close();
      poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes, dossier, env });
      await entrerComme(profil);
    },
  };
};
