import type { ReactElement } from 'react';
import { useEffect, useId, useState } from 'react';
import { useLocation } from 'react-router';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { PROBLEME } from './textes.ts';

/** Un message prêt à coller, et ce que le poste y joint : la personne lit tout, corrige, puis copie ou enregistre. Rien ne part d’ici. */
export const Probleme = (): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const { pathname } = useLocation();
  // ni identifiant de fiche, ni recherche : l’écran seul
  const ecran = `/${pathname.split('/')[1] ?? ''}`;
  const { data, error, refetch } = useAppel('aide.diagnostic', { application: `SIAO Offre ${window.siao?.versionApplication ?? '?'}`, navigateur: (/Chrome\/[\d.]+/u.exec(navigator.userAgent)?.[0] ?? '').replace('/', ' '), ecran, taille: `${window.innerWidth} × ${window.innerHeight}`, theme: document.documentElement.dataset['frTheme'] ?? '' });
  const [quoi, dire] = useState('');
  const [joint, corriger] = useState<string | null>(null);
  const [vide, signaler] = useState(false);
  const [chemin, ecrire] = useState<string | null>(null);
  useEffect(() => { if (data !== undefined && joint === null) corriger(data.texte); }, [data, joint]);
  const message = (): string | null => {
    if (quoi.trim() === '') { signaler(true); document.getElementById(`${id}q`)?.focus(); return null; }
    return [`${PROBLEME.objet} ${ecran}`, '', quoi.trim(), '', '---', joint ?? ''].join('\n');
  };
  const copier = (): void => {
    const texte = message();
    if (texte !== null) navigator.clipboard.writeText(texte).then(() => { annoncer(PROBLEME.copie); }, () => { annoncer(PROBLEME.copieRefusee, { genre: 'erreur' }); });
  };
  const enregistrer = (): void => {
    const texte = message();
    if (texte !== null) client.appeler('aide.enregistrer', { texte }).then(({ chemin: ecrit }) => { ecrire(ecrit); }, (erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); });
  };
  return (
    <div className="guide-probleme">
      <h1 id="guide-titre" tabIndex={-1}>{PROBLEME.titre}</h1>
      <p>{PROBLEME.aide}</p>
      <div className={`champ${vide ? ' faux' : ''}`}>
        <label htmlFor={`${id}q`}>{PROBLEME.quoi}</label>
        <textarea id={`${id}q`} rows={5} value={quoi} aria-describedby={`${id}e`} aria-invalid={vide} placeholder={PROBLEME.exemple} onChange={({ target }) => { dire(target.value); signaler(false); }} data-testid="probleme-quoi" />
        <span id={`${id}e`} className={vide ? 'erreur' : 'invisible'} role="alert">{vide ? PROBLEME.vide : ''}</span>
      </div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : joint === null ? <Attente nom={PROBLEME.lecture} lignes={4} /> : (
        <div className="champ"><label htmlFor={`${id}j`}>{PROBLEME.joint} <span className="aide">{PROBLEME.jointAide}</span></label><textarea id={`${id}j`} rows={11} className="num" spellCheck={false} value={joint} onChange={({ target }) => { corriger(target.value); }} data-testid="probleme-joint" /></div>
      )}
      <div className="rang"><Bouton genre="p" icone="file-text-line" onClick={copier} testid="probleme-copier">{PROBLEME.copier}</Bouton><Bouton icone="save-line" onClick={enregistrer} testid="probleme-enregistrer">{PROBLEME.enregistrer}</Bouton></div>
      {chemin === null ? null : <Note genre="ok" annoncer>{PROBLEME.ecrit} <CheminFichier chemin={chemin} /></Note>}
    </div>
  );
};
