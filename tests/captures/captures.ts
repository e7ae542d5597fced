// Photographie chaque écran, pour chaque profil qui le voit, sur les données de démonstration. Lancé par tools/captures.mjs :
//   npm run captures -- --dossier D [--profil admin_siao] [--taille 1920x1080]
// Une image par écran et par thème : <profil>-<écran>[-sombre].png. Le dossier est créé ; rien d’autre n’y est touché.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CompteDemonstration } from '../../contract/service.ts';
import type { Profil } from '../../domain/profils.ts';
import { ecransDe } from '../../renderer/app/ecrans.ts';
import type { PosteOuvert } from '../e2e/outils/poste.ts';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration } from '../e2e/outils/service.ts';
import { attendreAJour, entrer } from '../e2e/outils/gestes.ts';
import { ouvrirAdresse, poser } from './outils.ts';

const { values } = parseArgs({ options: { dossier: { type: 'string', default: 'captures' }, profil: { type: 'string' }, taille: { type: 'string', default: '1440x900' } } });
const sortie = resolve(values.dossier);
const [largeur = 1440, hauteur = 900] = values.taille.split('x').map(Number);

const photographier = async ({ page }: PosteOuvert, nom: string): Promise<void> => {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await poser(page);
    await page.screenshot({ path: join(sortie, `${nom}${theme === 'dark' ? '-sombre' : ''}.png`), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  console.error(`[captures] ${nom}`);
};

/** La fiche d’un dispositif, puis son formulaire quand le profil peut modifier ou créer. */
const photographierOffre = async (poste: PosteOuvert, profil: Profil): Promise<void> => {
  const { page } = poste;
  await page.locator('.ag-row[aria-level="2"], .ag-row').nth(1).click();
  await page.getByTestId('fiche').waitFor();
  await photographier(poste, `${profil}-offre-fiche`);
  await page.getByTestId('fiche').getByRole('tab', { name: 'Historique' }).click().catch(() => undefined);
  await photographier(poste, `${profil}-offre-historique`);
  const nouveau = page.getByTestId('nouveau');
  if (await nouveau.isVisible()) {
    await ouvrirAdresse(page, profil === 'assistant' ? '/offre/nouveau/groupe' : profil === 'gestionnaire_entite' ? '/offre/nouveau/dispositif' : '/offre/nouveau/entite');
    await photographier(poste, `${profil}-offre-formulaire`);
  }
};

/** La première ligne d’une liste, ouverte dans son panneau. */
const photographierDetail = async (poste: PosteOuvert, nom: string): Promise<void> => {
  const ligne = poste.page.locator('.ag-row').first();
  await ligne.waitFor();
  await ligne.click();
  await photographier(poste, `${nom}-detail`);
};

const photographierProfil = async (service: string, compte: CompteDemonstration): Promise<void> => {
  const profil = compte.profil as Profil;
  const donnees = mkdtempSync(join(tmpdir(), 'siao-captures-'));
  const poste = await ouvrirPosteDeTest({ service, comptes: [compte], dossier: donnees, taille: { largeur, hauteur } });
  try {
    await entrer(poste.page, compte);
    await attendreAJour(poste.page);
    for (const ecran of [...ecransDe(profil), 'droits', 'compte', 'synchronisation']) {
      await ouvrirAdresse(poste.page, `/${ecran}`);
      await photographier(poste, `${profil}-${ecran}`);
      if (ecran === 'offre') await photographierOffre(poste, profil);
      if (ecran === 'utilisateurs' || ecran === 'journal') await photographierDetail(poste, `${profil}-${ecran}`);
    }
    await poste.page.keyboard.press('?');
    await photographier(poste, `${profil}-raccourcis`);
  } finally {
    await poste.fermer();
    rmSync(donnees, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

mkdirSync(sortie, { recursive: true });
const service = await demarrerServiceDemonstration();
try {
  const choisis = service.comptes.filter(({ profil }) => values.profil === undefined || profil === values.profil);
  const connexion = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, taille: { largeur, hauteur } });
  await photographier(connexion, 'connexion');
  await connexion.fermer();
  for (const compte of choisis) await photographierProfil(service.url, compte);
} finally {
  await service.arreter();
}
