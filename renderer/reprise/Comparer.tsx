import type { ReactElement } from 'react';
import { useEffect, useId, useState } from 'react';
import type { Atelier, ComparaisonReprise, LigneChangee } from '../../contract/methodesReprise.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Note, Vide } from '../ui/Etats.tsx';
import { Icone } from '../ui/Icone.tsx';
import { compte, dateHeure, insecables, nombre } from '../ui/formats.ts';

type Sorte = LigneChangee['sorte'];
type Version = Atelier['versions'][number];
const SORTES: Readonly<Record<Sorte, string>> = { ajoutee: 'Ajoutée', retiree: 'Retirée', changee: 'Modifiée' };
const CORRECTIONS = { rejouee: 'rejouée', ecartee: 'écartée : à revoir' } as const;
const TEXTES = insecables({ lignes: 'Lignes qui changent', ligne: 'Ligne', sorte: 'Sorte', change: 'Ce qui change', correction: 'Correction', version: 'Comparer à', exporter: 'Exporter', fermer: 'Fermer', toutes: 'Toutes', ajoutees: 'Ajoutées', retirees: 'Retirées', changees: 'Modifiées', lecture: 'Comparaison des deux versions', rien: 'Aucune ligne ne change', rienAide: 'Les deux versions disent la même chose, ligne à ligne.' });
const vide = (valeur: string): string => (valeur === '' ? '(vide)' : valeur);

const Champs = ({ sorte, champs }: LigneChangee): ReactElement => (sorte === 'changee'
  ? <ul>{champs.map(({ colonne, avant, apres }) => <li key={colonne}><b>{colonne}</b> <span className="rep-proposee"><del>{vide(avant)}</del> <Icone nom="arrow-right-line" taille={14} /> <ins>{vide(apres)}</ins></span></li>)}</ul>
  : <span>{champs.map(({ colonne, avant, apres }) => `${colonne} : ${sorte === 'ajoutee' ? apres : avant}`).join(' · ')}</span>);

interface Props { readonly id: string; /** Les versions précédentes gardées, la plus récente d’abord. */ readonly versions: readonly [Version, ...(readonly Version[])]; readonly fermer: () => void }
/** Ce qui a changé d’une version précédente du fichier à celle-ci, ligne à ligne, et ce que les corrections y deviennent. */
export const Comparer = ({ id, versions, fermer }: Props): ReactElement => {
  const [version, choisir] = useState(versions[0].numero);
  const idVersion = useId();
  const [sorte, filtrer] = useState<Sorte | null>(null);
  const [lue, noter] = useState<ComparaisonReprise | null>(null);
  const [alerte, alerter] = useState<string | null>(null);
  const [chemin, exporte] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  useEffect(() => {
    let perime = false;
    client.appeler('reprise.comparer', { id, version, sorte }).then((comparaison) => { if (!perime) { noter(comparaison); alerter(null); } }, (panne: unknown) => { if (!perime) alerter(messageErreur(panne)); });
    return () => { perime = true; };
  }, [id, version, sorte]);
  const exporter = async (): Promise<void> => {
    occuper(true);
    try { exporte((await client.appeler('reprise.exporterComparaison', { id, version })).chemin); alerter(null); } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  const total = lue === null ? 0 : lue.ajoutees + lue.retirees + lue.changees;
  const choix = lue === null ? [] : [[null, TEXTES.toutes, total], ['changee', TEXTES.changees, lue.changees], ['ajoutee', TEXTES.ajoutees, lue.ajoutees], ['retiree', TEXTES.retirees, lue.retirees]] as const;
  const montrees = sorte === null ? total : choix.find(([une]) => une === sorte)?.[2] ?? 0;
  return (
    <Dialogue ouvert titre={`Comparer à la v${nombre(version)}`} icone="git-branch-line" largeur={1080} fermer={fermer} alerte={alerte} testid="rep-comparaison" pied={<><Bouton onClick={fermer}>{TEXTES.fermer}</Bouton><Bouton genre="p" icone="download-line" occupe={occupe} raison={lue === null ? TEXTES.lecture : total === 0 ? TEXTES.rienAide : null} horsDroit onClick={() => { void exporter(); }} testid="rep-comparaison-exporter">{TEXTES.exporter}</Bouton></>}>
      {versions.length === 1 ? null : (
        <div className="rang" style={{ gap: 8 }}><label htmlFor={idVersion}>{TEXTES.version}</label>
          <span className="selection-compacte"><select id={idVersion} value={version} onChange={({ target }) => { noter(null); exporte(null); choisir(Number(target.value)); }} data-testid="rep-comparer-version">{versions.map(({ numero, nom, remplaceeLe }) => <option key={numero} value={numero}>{`v${nombre(numero)} · ${nom}, remplacée le ${dateHeure(remplaceeLe)}`}</option>)}</select></span>
        </div>
      )}
      {lue === null ? (alerte === null ? <Attente lignes={8} nom={TEXTES.lecture} /> : null) : (
        <div className="rep-comparaison">
          <p>{`Depuis « ${lue.nom} » : ${compte(lue.changees, 'ligne modifiée', 'lignes modifiées')}, ${compte(lue.ajoutees, 'ajoutée', 'ajoutées')}, ${compte(lue.retirees, 'retirée', 'retirées')}, ${compte(lue.inchangees, 'inchangée', 'inchangées')}.`}
            {lue.rejouees + lue.ecartees === 0 ? '' : ` Corrections : ${compte(lue.rejouees, 'rejouée', 'rejouées')}, ${compte(lue.ecartees, 'écartée', 'écartées')}.`}</p>
          {lue.colonnesAjoutees.length + lue.colonnesRetirees.length === 0 ? null : <Note genre="i">{[...(lue.colonnesAjoutees.length === 0 ? [] : [`Colonnes ajoutées : ${lue.colonnesAjoutees.join(', ')}.`]), ...(lue.colonnesRetirees.length === 0 ? [] : [`Colonnes retirées : ${lue.colonnesRetirees.join(', ')}.`])].join(' ')}</Note>}
          <div className="segments" role="group" aria-label={TEXTES.lignes}>{choix.map(([une, libelle, combien]) => <button key={libelle} type="button" aria-pressed={sorte === une} onClick={() => { filtrer(une); }}>{libelle} <b>{nombre(combien)}</b></button>)}</div>
          {lue.lignes.length === 0 ? <Vide titre={TEXTES.rien} icone="check-line">{TEXTES.rienAide}</Vide> : (
            <div className="rep-table" tabIndex={0} role="region" aria-label={TEXTES.lignes}><table>
              <thead><tr><th scope="col">{TEXTES.ligne}</th><th scope="col">{TEXTES.sorte}</th><th scope="col">{TEXTES.change}</th><th scope="col">{TEXTES.correction}</th></tr></thead>
              <tbody>{lue.lignes.map((ligne) => <tr key={`${ligne.sorte}/${ligne.numero}`}><td className="num">{`${nombre(ligne.numero)}${ligne.sorte === 'retiree' ? ` de la v${nombre(lue.numero)}` : ''}`}</td><td>{SORTES[ligne.sorte]}</td><td><Champs {...ligne} /></td><td>{ligne.correction === null ? '' : CORRECTIONS[ligne.correction]}</td></tr>)}</tbody>
            </table></div>
          )}
          {montrees > lue.lignes.length ? <p className="discret">{`Les ${nombre(lue.lignes.length)} premières sur ${nombre(montrees)} : l’export les porte toutes.`}</p> : null}
        </div>
      )}
      {chemin === null ? null : <Note genre="ok" annoncer><CheminFichier chemin={chemin} /></Note>}
    </Dialogue>
  );
};
