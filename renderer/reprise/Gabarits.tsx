import type { ReactElement } from 'react';
import { useState } from 'react';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Note } from '../ui/Etats.tsx';
import { Menu, useAncre } from '../ui/Menu.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { GENRES, TEXTES } from './textes.ts';

/** Écrit le gabarit d’un genre ; `null` pendant ce temps : un fichier à la fois. */
const useEcrire = () => {
  const [occupe, occuper] = useState(false);
  const ecrire = async (genre: GenreFichier): Promise<{ readonly chemin: string } | { readonly echec: string } | null> => {
    if (occupe) return null;
    occuper(true);
    try { return await client.appeler('reprise.gabarit', { genre }); } catch (panne) { return { echec: messageErreur(panne) }; } finally { occuper(false); }
  };
  return { occupe, ecrire } as const;
};

/** « Gabarit à remettre », à l’accueil de la reprise : un classeur par genre de fichier. */
export const MenuGabarits = (): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  const { occupe, ecrire } = useEcrire();
  const annoncer = useAnnoncer();
  const copier = (chemin: string): void => { navigator.clipboard.writeText(chemin).then(() => { annoncer(TEXTES.cheminCopie); }, () => { annoncer(TEXTES.copieRefusee, { genre: 'erreur' }); }); };
  const choisir = async (genre: GenreFichier): Promise<void> => {
    const fait = await ecrire(genre);
    if (fait === null) return;
    if ('echec' in fait) annoncer(fait.echec, { genre: 'erreur' });
    else annoncer(`${TEXTES.gabaritEcrit} : ${fait.chemin}`, { action: { libelle: TEXTES.copierChemin, agir: () => { copier(fait.chemin); } } });
  };
  return (
    <>
      <Bouton icone="download-line" iconeDroite="arrow-down-s-line" menu ouvert={ancre !== null} occupe={occupe} onClick={ouvrir} testid="rep-gabarits">{TEXTES.gabarit}</Bouton>
      <Menu ancre={ancre} fermer={fermer} titre={TEXTES.gabaritDe} entrees={GENRES_FICHIER.map((genre) => ({ cle: genre, libelle: GENRES[genre], agir: () => { void choisir(genre); } }))} />
    </>
  );
};

/** Dans « Déposer » : pas encore de fichier à déposer, celui qu’il faut faire remplir. */
export const GabaritARemettre = ({ genre }: { readonly genre: GenreFichier }): ReactElement => {
  const { occupe, ecrire } = useEcrire();
  const [fait, noter] = useState<Awaited<ReturnType<typeof ecrire>>>(null);
  return (
    <div className="rep-gabarit">
      <div className="rang"><span className="discret">{TEXTES.gabaritAide}</span><span className="ressort" /><Bouton petit icone="download-line" occupe={occupe} onClick={() => { void ecrire(genre).then(noter); }} testid="rep-gabarit">{`${TEXTES.gabarit} : ${GENRES[genre].toLowerCase()}`}</Bouton></div>
      {fait === null ? null : 'echec' in fait ? <Note genre="e" annoncer>{fait.echec}</Note> : <div role="status"><Note genre="ok">{TEXTES.gabaritEcrit}{' : '}<CheminFichier chemin={fait.chemin} /></Note></div>}
    </div>
  );
};
