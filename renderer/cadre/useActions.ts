import { useNavigate } from 'react-router';
import { useAide } from '../aide/useAide.ts';
import { declareOccupation, ecransDe } from '../app/ecrans.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import { creationsPossibles } from '../offre/creations.ts';
import { client, messageErreur } from '../poste/client.ts';
import { fermerSession, useSession } from '../poste/session.ts';
import { choisirTheme } from '../ui/theme.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Choix } from './Palette.tsx';
import { NAVIGATION, RECHERCHE, TEXTES } from './textes.ts';

/** Écrans et actions que la palette propose à ce profil. */
export const useActions = (): readonly Choix[] => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const aide = useAide();
  const echouer = (erreur: unknown): void => { annoncer(messageErreur(erreur), { genre: 'erreur' }); };
  const vers = (chemin: string) => (): void => { void naviguer(chemin); };
  return [
    ...ecransDe(acteur.profil).map((ecran): Choix => ({ cle: ecran, groupe: 'ecrans', libelle: NAVIGATION[ecran].libelle, complement: '', icone: NAVIGATION[ecran].icone, touche: `G ${NAVIGATION[ecran].lettre.toUpperCase()}`, agir: vers(`/${ecran}`) })),
    { cle: 'droits', groupe: 'ecrans', libelle: TEXTES.matrice, complement: '', icone: 'shield-line', agir: vers('/droits') },
    { cle: 'sync', groupe: 'ecrans', libelle: TEXTES.synchronisation, complement: '', icone: 'refresh-line', touche: 'Ctrl+Maj+S', agir: vers('/synchronisation') },
    { cle: 'compte', groupe: 'ecrans', libelle: TEXTES.compte, complement: '', icone: 'user-line', agir: vers('/compte') },
    ...creationsPossibles(acteur.profil).map(({ objet, libelle }): Choix => ({ cle: `creer-${objet}`, groupe: 'actions', libelle, complement: '', icone: 'add-line', agir: vers(`/offre/nouveau/${objet}`) })),
    ...(ecransDe(acteur.profil).includes('places') ? [{ cle: 'occupation', groupe: 'actions', libelle: declareOccupation(acteur.profil) ? RECHERCHE.occupation : RECHERCHE.occupationLecture, complement: '', icone: 'calendar-check-fill', agir: vers('/occupation') } satisfies Choix] : []),
    ...(ecransDe(acteur.profil).includes('indicateurs') ? [{ cle: 'controles', groupe: 'actions', libelle: RECHERCHE.controles, complement: '', icone: 'checkbox-circle-line', agir: vers('/controles') } satisfies Choix] : []),
    ...(ecransDe(acteur.profil).includes('indicateurs') ? [{ cle: 'rapports', groupe: 'actions', libelle: RECHERCHE.rapports, complement: '', icone: 'file-text-line', agir: () => { void naviguer('/indicateurs', { state: { rapports: true } }); } } satisfies Choix] : []),
    ...(objetsLisibles(acteur.profil).includes('demande') ? [{ cle: 'demandes', groupe: 'actions', libelle: RECHERCHE.demandes, complement: '', icone: 'inbox-line', agir: vers('/demandes') } satisfies Choix] : []),
    { cle: 'aide', groupe: 'actions', libelle: RECHERCHE.aide, complement: '', icone: 'question-line', touche: 'F1', agir: () => { aide.ouvrir(); } },
    { cle: 'nouveautes', groupe: 'actions', libelle: RECHERCHE.nouveautes, complement: '', icone: 'information-line', agir: () => { aide.ouvrir('nouveautes'); } },
    { cle: 'probleme', groupe: 'actions', libelle: RECHERCHE.probleme, complement: '', icone: 'error-warning-line', agir: () => { aide.ouvrir('probleme'); } },
    { cle: 'apropos', groupe: 'actions', libelle: RECHERCHE.apropos, complement: '', icone: 'information-line', agir: () => { aide.ouvrir('apropos'); } },
    { cle: 'envoyer', groupe: 'actions', libelle: RECHERCHE.synchroniser, complement: '', icone: 'refresh-line', agir: () => { client.appeler('sync.maintenant', {}).catch(echouer); } },
    { cle: 'clair', groupe: 'actions', libelle: RECHERCHE.clair, complement: '', icone: 'sun-fill', agir: () => { choisirTheme('clair'); } },
    { cle: 'sombre', groupe: 'actions', libelle: RECHERCHE.sombre, complement: '', icone: 'moon-fill', agir: () => { choisirTheme('sombre'); } },
    { cle: 'verrouiller', groupe: 'actions', libelle: TEXTES.verrouiller, complement: '', icone: 'lock-line', touche: 'Ctrl+L', agir: () => { client.appeler('session.verrouiller', {}).catch(echouer); } },
    { cle: 'sortir', groupe: 'actions', libelle: TEXTES.deconnecter, complement: '', icone: 'logout-box-r-line', agir: () => { fermerSession().catch(echouer); } },
  ];
};
