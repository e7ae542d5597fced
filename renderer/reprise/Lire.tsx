import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { Atelier } from '../../contract/methodesReprise.ts';
import { client } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, nombre, octets } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';

const ENCODAGES = new Map([['utf-8', 'UTF-8'], ['utf-8-bom', 'UTF-8'], ['utf-16le', 'UTF-16'], ['utf-16be', 'UTF-16'], ['latin-1', 'Latin-1'], ['windows-1252', 'Windows (cp1252)'], ['melange', 'plusieurs encodages mêlés']]);
/** Étape « Lire » : ce qui a été lu, et ce qui ne l’a pas été. La feuille et la ligne d’en-tête se choisissent. */
export const Lire = ({ atelier, conduite: { faire, occupe } }: { readonly atelier: Atelier; readonly conduite: Conduite }): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const { dossier, format, encodage, feuille, feuilles, ligneEntete, hors, masquees, formules } = atelier;
  const [choix, choisir] = useState({ feuille: feuille ?? '', entete: String(ligneEntete ?? 1) });
  const relire = (): void => { void faire(() => client.appeler('reprise.regler', { id: dossier.id, feuille: feuilles.length > 1 ? choix.feuille : null, entete: Number(choix.entete) || null })).then((refus) => { if (refus !== null) annoncer(refus, { genre: genreDuRefus(refus) }); }); };
  return (
    <section className="pan rep-lire" aria-label={TEXTES.lire}>
      <dl>
        <dt>Fichier</dt><dd>{`${dossier.nom}, ${octets(dossier.taille)}, ${format === 'finess' ? 'extrait FINESS' : format}${encodage === null ? '' : `, ${ENCODAGES.get(encodage) ?? encodage}`}`}</dd>
        <dt>Lignes</dt><dd>{`${nombre(atelier.lignes)}${masquees > 0 ? `, dont ${compte(masquees, 'masquée', 'masquées')} dans le tableur` : ''}${formules > 0 ? ` ; ${compte(formules, 'formule lue par sa valeur', 'formules lues par leur valeur')}` : ''}`}</dd>
      </dl>
      {atelier.extensionTrompeuse ? <Note genre="w">{`Le nom du fichier annonce un autre format : il a été lu pour ce qu’il est, ${format}.`}</Note> : null}
      {format === 'finess' ? null : <div className="rang rep-reglages">
        {feuilles.length > 1 ? <div className="champ"><label htmlFor={`${id}f`}>{TEXTES.feuille}</label><select id={`${id}f`} value={choix.feuille} onChange={({ target }) => { choisir({ ...choix, feuille: target.value }); }}>{feuilles.map(({ nom, masquee }) => <option key={nom} value={nom}>{`${nom}${masquee ? ' (masquée)' : ''}`}</option>)}</select></div> : null}
        <div className="champ"><label htmlFor={`${id}e`}>{TEXTES.entete}</label><input id={`${id}e`} type="text" inputMode="numeric" maxLength={4} style={{ width: 96 }} value={choix.entete} onChange={({ target }) => { choisir({ ...choix, entete: target.value }); }} /></div>
        <Bouton icone="refresh-line" occupe={occupe} onClick={relire}>{TEXTES.appliquer}</Bouton>
      </div>}
      {hors.length === 0 ? null : <><h2>{format === 'finess' ? TEXTES.horsExtrait : TEXTES.hors}</h2><ul className="rep-hors">{hors.map(({ numero, texte }) => <li key={numero}><b className="num">{nombre(numero)}</b> {texte === '' ? '(vide)' : texte}</li>)}</ul></>}
    </section>
  );
};
