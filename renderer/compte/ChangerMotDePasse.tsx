import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';
import { ChampNouveau, TROP_COURT, estAssezLong } from '../connexion/ChampNouveau.tsx';
import { ChampSecret } from '../connexion/ChampSecret.tsx';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { requetes } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';

interface Erreurs { readonly actuel?: string; readonly nouveau?: string; readonly confirmation?: string }

/** Changement de mot de passe : l’actuel, le nouveau deux fois ; les refus du service sous leur champ. */
export const ChangerMotDePasse = ({ fermer }: { readonly fermer: () => void }): ReactElement => {
  const { utilisateur } = useSession();
  const annoncer = useAnnoncer();
  const [actuel, changerActuel] = useState('');
  const [saisie, changer] = useState({ nouveau: '', confirmation: '' });
  const [erreurs, montrer] = useState<Erreurs>({});
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const champs = { actuel: useRef<HTMLInputElement>(null), nouveau: useRef<HTMLInputElement>(null), confirmation: useRef<HTMLInputElement>(null) };
  const signaler = (nouvelles: Erreurs): boolean => {
    montrer(nouvelles);
    const premier = (['actuel', 'nouveau', 'confirmation'] as const).find((champ) => nouvelles[champ] !== undefined);
    if (premier !== undefined) champs[premier].current?.focus();
    return premier !== undefined;
  };
  const envoyer = async (): Promise<void> => {
    alerter(null);
    const { nouveau, confirmation } = saisie;
    if (occupe || signaler({ ...(actuel === '' ? { actuel: TEXTES.actuelVide } : {}), ...(estAssezLong(nouveau) ? {} : { nouveau: TROP_COURT }), ...(estAssezLong(nouveau) && nouveau !== confirmation ? { confirmation: TEXTES.different } : {}) })) return;
    occuper(true);
    try {
      await client.appeler('compte.changerMotDePasse', { actuel, nouveau });
      annoncer(TEXTES.change);
      void requetes.invalidateQueries({ queryKey: ['compte.sessions'] });
      fermer();
    } catch (panne) {
      occuper(false);
      const code = codeErreur(panne);
      if (code === 'motDePasse.actuel') signaler({ actuel: messageErreur(panne) });
      else if (code === 'champ.motDePasse') signaler({ nouveau: messageErreur(panne) });
      else alerter(messageErreur(panne));
    }
  };
  const soumettre = (evenement: FormEvent): void => { evenement.preventDefault(); void envoyer(); };
  return (
    <Dialogue
      ouvert titre={TEXTES.changer} icone="lock-line" largeur={560} fermer={() => { if (!occupe) fermer(); }} alerte={alerte} testid="dialogue-mdp"
      pied={<><Bouton raison={occupe ? TEXTES.enCours : null} onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre="p" type="submit" form="form-mdp" occupe={occupe} testid="enregistrer-mdp">{TEXTES.enregistrer}</Bouton></>}
    >
      <form id="form-mdp" className="connexion-champs" onSubmit={soumettre} noValidate>
        <ChampSecret id="actuel-mdp" libelle={TEXTES.actuel} valeur={actuel} changer={(valeur) => { changerActuel(valeur); }} visible={false} erreur={erreurs.actuel} autoComplete="current-password" autoFocus refChamp={champs.actuel} />
        <ChampNouveau {...saisie} changer={(partie) => { changer({ ...saisie, ...partie }); montrer({}); }} personne={`${utilisateur.nom} ${utilisateur.email}`} visible={false} erreurs={erreurs} refNouveau={champs.nouveau} refConfirmation={champs.confirmation} />
      </form>
    </Dialogue>
  );
};
