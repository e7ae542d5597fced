import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { CHEMINS_COMPTES } from '../../contract/comptes.ts';
import { CHEMINS } from '../../contract/service.ts';
import { demanderCourriel } from '../../server/courriel/demande.ts';
import { surChaqueBase } from '../outils/base.ts';
import { MOT_DE_PASSE, NOUVEAU, lireCourriel, monterComptes } from '../outils/comptes.ts';

surChaqueBase('journal technique', (genre) => {
  it('ne contient ni adresse, ni nom, ni mot de passe, ni code, ni jeton, d’un bout à l’autre d’un parcours', async () => {
    const lignes: string[] = [];
    const essai = await monterComptes(genre, { journal: { write: (ligne) => { lignes.push(ligne); } } });
    const secrets: string[] = [];
    const retenir = (...textes: readonly (string | undefined)[]): void => { for (const texte of textes) if (texte !== undefined && texte !== '') secrets.push(texte); };
    try {
      const invite = await essai.creer('admin_siao', { statut: 'invite', nom: 'Capucine Verveine' });
      retenir(invite.email, 'Capucine', 'Verveine', MOT_DE_PASSE, NOUVEAU);
      await essai.requete('POST', CHEMINS_COMPTES.reinitialisation, { corps: { email: invite.email } });
      const [courriel] = await essai.relever();
      retenir(courriel?.code, courriel?.code?.replace('-', ''));
      await essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email: invite.email, code: courriel?.code ?? '', motDePasse: 'court' } });
      await essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email: invite.email, code: courriel?.code ?? '', motDePasse: NOUVEAU } });
      await essai.connecter(invite.email, 'mauvais mot de passe essaye');
      retenir('mauvais mot de passe essaye');
      const { corps } = await essai.connecter(invite.email, NOUVEAU, { poste: 'Windows, SIAO Offre 0.1.0' });
      if (!('secret' in corps)) throw new Error('enrôlement attendu');
      const code = essai.totp(corps.secret);
      retenir(corps.defi, corps.secret, corps.uri, code);
      const pose = await essai.requete<{ session: { jeton: string; jetonRafraichissement: string }; codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.enrolement, { corps: { defi: corps.defi, code } });
      retenir(pose.corps.session.jeton, pose.corps.session.jetonRafraichissement, ...pose.corps.codesDeSecours);
      const { jeton } = pose.corps.session;
      await essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: pose.corps.session.jetonRafraichissement } });
      await essai.requete('GET', `${CHEMINS_COMPTES.sessions}?email=${invite.email}`, { jeton });
      await essai.requete('GET', `/api/v1/inconnue/${invite.email}`, { jeton });
      await essai.requete('POST', CHEMINS_COMPTES.agentFin, { jeton, corps: { retour: `http://127.0.0.1:1/retour?code=${'c'.repeat(30)}`, verificateur: 'v'.repeat(43), etat: 'e'.repeat(40) } });
      retenir('c'.repeat(30), 'v'.repeat(43), 'e'.repeat(40));
      // une erreur inattendue : une contrainte violée cite d’ordinaire la ligne fautive
      await essai.base.db.deleteFrom('code_de_secours').execute();
      await essai.base.db.schema.alterTable('session').addCheckConstraint('panne', sql`moyen <> 'mot_de_passe'`).execute().catch(() => undefined);
      const autre = await essai.creer('assistant', { nom: 'Garance Lavande' });
      retenir(autre.email, 'Garance', 'Lavande');
      const panne = await essai.connecter(autre.email);
      expect(panne.statut).toBe(500);
      // un courriel qui ne peut pas partir
      await essai.base.db.updateTable('utilisateur').set({ email: 'piege\r\nBcc: vol@essai.example' }).where('id', '=', autre.id).execute();
      await demanderCourriel(essai.base.db, { genre: 'reinitialisation', utilisateurId: autre.id }, essai.maintenant());
      retenir('vol@essai.example', 'piege');
      expect(await essai.relever()).toEqual([]);
      retenir(...(await Promise.all((await readdir(essai.dossier)).map((fichier) => lireCourriel(essai.dossier, fichier)))).map(({ code: envoye }) => envoye));
    } finally {
      await essai.fermer();
    }
    const tout = lignes.join('');
    expect(lignes.length).toBeGreaterThan(20);
    expect(tout).toContain('Erreur inattendue');
    expect(tout).toContain('Courriel abandonné');
    expect(tout).toContain(CHEMINS_COMPTES.activation);
    for (const secret of secrets) expect(tout.includes(secret), secret).toBe(false);
  });

  it('ne répète pas ce que dit un relais de messagerie qui refuse', async () => {
    const lignes: string[] = [];
    const essai = await monterComptes(genre, { journal: { write: (ligne) => { lignes.push(ligne); } }, courriels: { envoyer: ({ adresse, nom, corps }) => Promise.reject(new Error(`550 ${nom} <${adresse}> refusé : ${corps}`)) } });
    try {
      const { id, email } = await essai.creer('assistant', { nom: 'Capucine Verveine' });
      await demanderCourriel(essai.base.db, { genre: 'reinitialisation', utilisateurId: id }, essai.maintenant());
      await essai.service.expedier();
      const tout = lignes.join('');
      expect(tout).toContain('Courriel repoussé');
      for (const secret of [email, 'Capucine', 'mot de passe']) expect(tout).not.toContain(secret);
    } finally {
      await essai.fermer();
    }
  });
});
