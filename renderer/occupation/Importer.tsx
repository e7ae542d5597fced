import type { ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import type { ApercuImport } from '../../contract/methodesOccupation.ts';
import { OCTETS_MAXIMUM } from '../../domain/places/fichierOccupation.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, dateFr, insecables, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';

const T = insecables({
  titre: 'Importer l’occupation', choisir: 'Choisir un fichier', autre: 'Choisir un autre fichier', fichier: 'Fichier xlsx, ods ou csv', annuler: 'Annuler', appliquer: 'Appliquer',
  aide: 'Une ligne par place. Colonnes : dispositif (code), place (numéro), occupation (libre, réservée, occupée) ; au besoin groupe et date. La première ligne porte leurs noms.',
  classeur: 'Classeur Excel ou LibreOffice (.xlsx, .ods), première feuille visible, ou texte (.csv) séparé par des points-virgules, des virgules ou des tabulations.', ligne: 'Ligne', colonne: 'Colonne', valeur: 'Valeur', defaut: 'Ce qui ne va pas', dispositif: 'Dispositif', le: 'Au', lues: 'Places lues', changees: 'Changées',
  rien: 'Rien n’est appliqué tant qu’une ligne est fausse : corriger le fichier, puis le choisir de nouveau.', partiel: 'Les places absentes du fichier gardent l’occupation qu’elles ont.', sansFichier: 'Choisir d’abord un fichier.', corriger: 'Corriger d’abord le fichier.', gros: 'Le fichier est vide ou dépasse 5 Mo : le couper en plusieurs.', fichierEntier: 'Fichier',
});

/** Ce qui a été importé. `lot` annule tout ; `null` quand aucune place n’a changé. */
export interface ImportFait { readonly lot: string | null; readonly declarations: number; readonly changees: number }
interface Choisi { readonly nom: string; readonly octets: Uint8Array; readonly apercu: ApercuImport }

/** Importe l’occupation d’un fichier xlsx, ods ou csv : ce qui ne va pas, ou ce que ferait chaque déclaration, puis une par dispositif. */
export const Importer = ({ fermer, fait }: { readonly fermer: () => void; readonly fait: (issue: ImportFait) => void }): ReactElement => {
  const id = useId();
  const entree = useRef<HTMLInputElement>(null);
  const [choisi, changer] = useState<Choisi | null>(null);
  const [occupe, occuper] = useState(false);
  const [alerte, alerter] = useState<string | null>(null);
  const apercu = choisi?.apercu;
  const faux = (apercu?.nombreDefauts ?? 0) > 0;
  const lire = async (fichier: File): Promise<void> => {
    alerter(null);
    changer(null);
    if (fichier.size === 0 || fichier.size > OCTETS_MAXIMUM) { alerter(T.gros); return; }
    occuper(true);
    try {
      const octets = new Uint8Array(await fichier.arrayBuffer());
      changer({ nom: fichier.name, octets, apercu: await client.appeler('occupation.lireFichier', { octets }) });
    } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  const raison = apercu === undefined ? T.sansFichier : faux ? T.corriger : null;
  const appliquer = async (): Promise<void> => {
    if (choisi === null || occupe || raison !== null) return;
    occuper(true);
    alerter(null);
    try {
      const { refus, ...issue } = await client.appeler('occupation.importer', { octets: choisi.octets });
      if (refus === null) { fait(issue); return; }
      alerter(refus);
    } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void appliquer(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={T.titre} icone="table-line" largeur={760} fermer={fermer} alerte={alerte} testid="occ-import"
      pied={<><Bouton onClick={fermer}>{T.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" raison={raison} horsDroit occupe={occupe} onClick={() => { void appliquer(); }} testid="occ-appliquer">{apercu === undefined || faux ? T.appliquer : `Déclarer ${compte(apercu.declarations.length, 'dispositif', 'dispositifs')}`}</Bouton></>}
    >
      <p>{T.aide}</p>
      <p className="discret">{T.classeur}</p>
      <div className="rang">
        <input ref={entree} id={`${id}f`} type="file" className="invisible" accept=".xlsx,.ods,.csv,.txt,text/csv" aria-label={T.fichier} tabIndex={-1} data-testid="occ-fichier" onChange={({ target }) => { const [fichier] = target.files ?? []; target.value = ''; if (fichier !== undefined) void lire(fichier); }} />
        <Bouton icone="table-line" onClick={() => { entree.current?.click(); }} testid="occ-choisir">{choisi === null ? T.choisir : T.autre}</Bouton>
        <span className="coupe" role="status" data-testid="occ-lu">{choisi === null ? '' : `${choisi.nom} : ${faux ? compte(choisi.apercu.nombreDefauts, 'défaut', 'défauts') : compte(choisi.apercu.lignes, 'ligne lue', 'lignes lues')}`}</span>
      </div>
      {apercu === undefined ? null : faux ? (
        <>
          <Note genre="e">{T.rien}</Note>
          <div className="collage-defauts" tabIndex={0} role="region" aria-label={T.defaut}>
            <table><thead><tr><th>{T.ligne}</th><th>{T.colonne}</th><th>{T.valeur}</th><th>{T.defaut}</th></tr></thead>
              <tbody>{apercu.defauts.map(({ ligne, colonne, valeur, message }, rang) => <tr key={rang}><td className="num">{ligne === 0 ? T.fichierEntier : nombre(ligne)}</td><td>{colonne}</td><td>{valeur}</td><td>{message}</td></tr>)}</tbody>
            </table>
          </div>
        </>
      ) : (
        <>
          {apercu.declarations.some(({ lues, ouvertes }) => lues < ouvertes) ? <Note genre="w">{T.partiel}</Note> : null}
          <div className="collage-defauts" tabIndex={0} role="region" aria-label={T.titre}>
            <table><thead><tr><th>{T.dispositif}</th><th>{T.le}</th><th>{T.lues}</th><th>{T.changees}</th></tr></thead>
              <tbody>{apercu.declarations.map(({ dispositifId, code, nom, le, lues, ouvertes, changees }) => <tr key={dispositifId}><td>{nom} <span className="discret">{code}</span></td><td className="num">{dateFr(le)}</td><td className={`num${lues < ouvertes ? ' alerte' : ''}`}>{nombre(lues)} sur {nombre(ouvertes)}</td><td className="num">{nombre(changees)}</td></tr>)}</tbody>
            </table>
          </div>
        </>
      )}
    </Dialogue>
  );
};
