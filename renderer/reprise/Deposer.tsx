import type { DragEvent, ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import { OCTETS_REPRISE } from '../../contract/methodesReprise.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { GabaritARemettre } from './Gabarits.tsx';
import { GENRES, TEXTES } from './textes.ts';
import { useAvancement } from './useAtelier.ts';

interface Props { readonly genre: GenreFichier; readonly departement: string; readonly departements: readonly string[]; readonly remplace: string | null; readonly fermer: () => void; readonly pose: (id: string) => void }
/** Dépose un fichier : déposé à la souris ou choisi au clavier, lu tout de suite, refusé d’une phrase. */
export const Deposer = ({ genre: depart, departement: premier, departements, remplace, fermer, pose }: Props): ReactElement => {
  const id = useId();
  const entree = useRef<HTMLInputElement>(null);
  const [genre, changerGenre] = useState<GenreFichier>(depart);
  const [departement, changerDepartement] = useState(premier);
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const [survol, survoler] = useState(false);
  const avancement = useAvancement(occupe);
  const lire = async (fichier: File): Promise<void> => {
    alerter(null);
    if (fichier.size === 0 || fichier.size > OCTETS_REPRISE) { alerter(TEXTES.gros); return; }
    occuper(true);
    try {
      const fait = await client.appeler('reprise.poser', { genre, departement, nom: fichier.name, octets: new Uint8Array(await fichier.arrayBuffer()), remplace });
      if (fait.refus === null) { pose(fait.id); return; }
      alerter(fait.refus.message);
    } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  const deposer = (evenement: DragEvent): void => { evenement.preventDefault(); survoler(false); const [fichier] = evenement.dataTransfer.files; if (fichier !== undefined && !occupe) void lire(fichier); };
  return (
    <Dialogue ouvert titre={remplace === null ? TEXTES.deposer : TEXTES.remplacer} icone="upload-2-line" largeur={600} fermer={fermer} alerte={alerte} testid="rep-deposer" pied={<>{occupe ? <Bouton onClick={() => { void client.appeler('reprise.interrompre', {}); }}>{TEXTES.interrompre}</Bouton> : null}<Bouton onClick={fermer}>{TEXTES.annuler}</Bouton></>}>
      {remplace !== null ? null : (
        <div className="rang" style={{ alignItems: 'flex-end' }}>
          <div className="champ" style={{ flex: 1 }}><label htmlFor={`${id}g`}>{TEXTES.genre}</label><select id={`${id}g`} value={genre} onChange={({ target }) => { changerGenre(target.value as GenreFichier); }}>{GENRES_FICHIER.map((un) => <option key={un} value={un}>{GENRES[un]}</option>)}</select></div>
          <div className="champ" style={{ flex: 1 }}><label htmlFor={`${id}d`}>{TEXTES.departement}</label><select id={`${id}d`} value={departement} onChange={({ target }) => { changerDepartement(target.value); }}>{departements.map((code) => <option key={code} value={code}>{`${code} – ${nomDepartement(code)}`}</option>)}</select></div>
        </div>
      )}
      <div className={`rep-depot${survol ? ' survol' : ''}`} onDragOver={(evenement) => { evenement.preventDefault(); survoler(true); }} onDragLeave={() => { survoler(false); }} onDrop={deposer}>
        <Icone nom="upload-2-line" taille={24} /><strong>{TEXTES.depot}</strong><span className="discret">{TEXTES.depotAide}</span>
        <input ref={entree} type="file" className="invisible" tabIndex={-1} accept=".csv,.txt,.xlsx,.ods,text/csv" aria-label={TEXTES.choisir} data-testid="rep-fichier" onChange={({ target }) => { const [fichier] = target.files ?? []; target.value = ''; if (fichier !== undefined) void lire(fichier); }} />
        <Bouton genre="p" occupe={occupe} onClick={() => { entree.current?.click(); }} testid="rep-choisir">{TEXTES.choisir}</Bouton>
        <span role="status" className="discret">{avancement === null ? (occupe ? 'Lecture…' : '') : `Lecture : ${nombre(avancement.faites)} lignes`}</span>
      </div>
      {remplace === null ? <GabaritARemettre key={genre} genre={genre} /> : null}
    </Dialogue>
  );
};
