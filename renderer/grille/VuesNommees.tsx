import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { VueNommee } from '../../contract/methodesVues.ts';
import type { ArgsDe } from '../../contract/poste.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Echec, Note } from '../ui/Etats.tsx';
import { insecables } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';

const TEXTES = insecables({
  bouton: 'Vues', enregistrer: 'Enregistrer cette vue…', nom: 'Nom de la vue', ok: 'Enregistrer', supprimer: 'Supprimer la vue', vide: 'Aucune vue enregistrée.', titre: 'Enregistrer cette vue', aide: 'La vue garde les filtres, la recherche et le regroupement. Elle est à vous, sur ce poste.',
  remplace: 'Une vue porte déjà ce nom : l’enregistrer la remplace.', manque: 'Donner un nom à la vue.',
});

interface Props {
  readonly ecran: ArgsDe<'vues.lire'>['ecran'];
  /** Vues que l’écran propose à tous. */
  readonly toujours: readonly VueNommee[];
  /** La vue affichée, telle qu’elle s’enregistre. */
  readonly actuelle: string;
  readonly appliquer: (contenu: string) => void;
}

/** Les vues d’un écran : celles qu’il propose, celles de la personne ; enregistrer la vue affichée sous un nom. */
export const VuesNommees = ({ ecran, toujours, actuelle, appliquer }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const { ancre, ouvrir, fermer } = useAncre();
  const [nom, nommer] = useState<string | null>(null);
  const [tente, tenter] = useState(false);
  const { data, error, refetch } = useAppel('vues.lire', { ecran });
  const siennes = data?.vues ?? [];
  const courante = [...toujours, ...siennes].find(({ contenu }) => contenu === actuelle);
  const ecrire = (vues: readonly VueNommee[], dit: string): void => {
    client.appeler('vues.ecrire', { ecran, vues: [...vues] }).then(() => {
      void requetes.invalidateQueries({ queryKey: ['vues.lire'] });
      annoncer(dit);
    }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  };
  const propre = nom?.trim() ?? '';
  const enregistrer = (): void => {
    tenter(true);
    if (propre === '') { document.getElementById(`${id}n`)?.focus(); return; }
    ecrire([...siennes.filter((vue) => vue.nom !== propre), { nom: propre, contenu: actuelle }].sort((une, autre) => une.nom.localeCompare(autre.nom, 'fr')), `Vue « ${propre} » enregistrée.`);
    nommer(null);
  };
  // sur un bouton, Entrée est la sienne
  useRaccourcis({ 'Ctrl+Enter': enregistrer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; enregistrer(); return true; } }, { actif: nom !== null, sousModale: true });
  const ligne = (vue: VueNommee, sienne: boolean): ReactElement => (
    <li key={`${sienne ? 's' : 't'}${vue.nom}`} className="rang" style={{ gap: 4 }}>
      <button type="button" className="menu-ligne" style={{ flex: 1, textAlign: 'left' }} aria-current={vue.contenu === actuelle} onClick={() => { appliquer(vue.contenu); fermer(); }}><Icone nom="check-line" couleur={vue.contenu === actuelle ? undefined : 'transparent'} /> {vue.nom}</button>
      {sienne ? <Bouton genre="t" petit icone="delete-bin-line" nom={`${TEXTES.supprimer} « ${vue.nom} »`} onClick={() => { ecrire(siennes.filter((autre) => autre.nom !== vue.nom), `Vue « ${vue.nom} » supprimée.`); }} /> : null}
    </li>
  );
  return (
    <>
      <Bouton genre="t" petit icone="save-line" onClick={ouvrir} testid="vues">{courante === undefined ? TEXTES.bouton : courante.nom}</Bouton>
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.bouton}>
        <div className="filtre-pop">
          <div className="menu-titre" style={{ padding: 0 }}>{TEXTES.bouton}</div>
          {error === null ? null : <Echec erreur={error} reessayer={() => { void refetch(); }} />}
          <ul>{toujours.map((vue) => ligne(vue, false))}{siennes.map((vue) => ligne(vue, true))}</ul>
          <Bouton genre="t" icone="add-line" onClick={() => { fermer(); tenter(false); nommer(courante !== undefined && siennes.includes(courante) ? courante.nom : ''); }} testid="enregistrer-vue">{TEXTES.enregistrer}</Bouton>
        </div>
      </Volet>
      {nom === null ? null : (
        <Dialogue ouvert titre={TEXTES.titre} icone="save-line" largeur={440} fermer={() => { nommer(null); }} testid="nommer-vue" pied={<><Bouton onClick={() => { nommer(null); }}>Annuler</Bouton><Bouton genre="p" touche="Entrée" onClick={enregistrer} testid="confirmer-vue">{TEXTES.ok}</Bouton></>}>
          <p className="discret">{TEXTES.aide}</p>
          <div className={`champ${tente && propre === '' ? ' faux' : ''}`}>
            <label htmlFor={`${id}n`}>{TEXTES.nom}</label>
            <input id={`${id}n`} type="text" autoFocus autoComplete="off" maxLength={80} value={nom} aria-invalid={tente && propre === ''} aria-describedby={`${id}m`} onChange={({ target }) => { nommer(target.value); }} />
            <span id={`${id}m`} className="place-message">{tente && propre === '' ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{TEXTES.manque}</span> : null}</span>
          </div>
          {siennes.some((vue) => vue.nom === propre) ? <Note genre="w">{TEXTES.remplace}</Note> : null}
        </Dialogue>
      )}
    </>
  );
};
