import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { PROFILS } from '../../domain/profils.ts';
import { fermerSession, useSession } from '../poste/session.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Icone } from '../ui/Icone.tsx';
import type { EntreeMenu } from '../ui/Menu.tsx';
import { Menu, useAncre } from '../ui/Menu.tsx';
import type { ChoixTheme } from '../ui/theme.ts';
import { LIBELLES_THEME, choisirTheme, useChoixTheme } from '../ui/theme.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';

export const MenuUtilisateur = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const { ancre, ouvrir, fermer } = useAncre();
  const theme = useChoixTheme();
  const annoncer = useAnnoncer();
  const naviguer = useNavigate();
  const echouer = (erreur: unknown): void => { annoncer(messageErreur(erreur), { genre: 'erreur' }); };
  const entrees: EntreeMenu[] = [
    { cle: 'compte', libelle: TEXTES.compte, icone: 'user-line', agir: () => { void naviguer('/compte'); } },
    { cle: 'verrouiller', libelle: TEXTES.verrouiller, icone: 'lock-line', touche: 'Ctrl+L', agir: () => { client.appeler('session.verrouiller', {}).catch(echouer); } },
    ...(['clair', 'sombre', 'systeme'] as const satisfies readonly ChoixTheme[]).map((choix) => ({ cle: choix, libelle: LIBELLES_THEME[choix], coche: theme === choix, agir: () => { choisirTheme(choix); } })),
    { cle: 'droits', libelle: TEXTES.matrice, icone: 'shield-line', agir: () => { void naviguer('/droits'); } },
    { cle: 'sortir', libelle: TEXTES.deconnecter, icone: 'logout-box-r-line', agir: () => { fermerSession().catch(echouer); } },
  ];
  return (
    <>
      <button type="button" className="bandeau-btn" style={{ paddingRight: 0 }} onClick={ouvrir} aria-haspopup="menu" aria-expanded={ancre !== null} title={`${PROFILS[acteur.profil].libelle} · ${utilisateur.email}`} data-testid="menu-utilisateur">
        <Icone nom="account-circle-line" taille={18} />{utilisateur.nom}<Icone nom="arrow-down-s-line" />
      </button>
      <Menu ancre={ancre} fermer={fermer} titre={`${PROFILS[acteur.profil].libelle} · thème`} entrees={entrees} />
    </>
  );
};
