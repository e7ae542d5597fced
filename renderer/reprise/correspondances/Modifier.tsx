import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { CorrespondanceLue } from '../../../contract/methodesCorrespondances.ts';
import type { ResultatDe } from '../../../contract/poste.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { quiEtQuand } from '../textes.ts';
import { CORRESPONDANCES } from './textes.ts';

export type Table = ResultatDe<'reprise.correspondances'>;
export type Contenu = Pick<CorrespondanceLue, 'cible' | 'paires'>;
interface Props { readonly ligne: CorrespondanceLue; readonly table: Table; readonly fermer: () => void; /** Rend la phrase qui l’empêche, ou `null`. */ readonly enregistrer: (contenu: Contenu) => Promise<string | null> }

/** Change le code d’un terme, ou les en-têtes d’une association, pour toute l’équipe du département. */
export const Modifier = ({ ligne, table: { choix, colonnes }, fermer, enregistrer }: Props): ReactElement => {
  const id = useId();
  const [cible, choisir] = useState(ligne.cible);
  const [paires, changer] = useState(ligne.paires);
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const codes = choix[ligne.portee] ?? [];
  const titres = new Map((colonnes[ligne.portee] ?? []).map(({ code, libelle }) => [code, libelle]));
  const valider = async (): Promise<void> => {
    if (occupe) return;
    const gardees = paires.map(({ cle, entete }) => ({ cle, entete: entete.trim() })).filter(({ entete }) => entete !== '');
    if (ligne.genre === 'association' && gardees.length === 0) { alerter(CORRESPONDANCES.trop); return; }
    occuper(true);
    const refus = await enregistrer({ cible, paires: gardees });
    if (refus === null) { fermer(); return; }
    alerter(refus);
    occuper(false);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void valider(); } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={`${ligne.genre === 'terme' ? 'Terme' : 'Association'} « ${ligne.nom} »`} icone="edit-line" largeur={600} fermer={fermer} alerte={alerte} testid="rep-modifier" pied={<><Bouton onClick={fermer}>{CORRESPONDANCES.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void valider(); }} testid="rep-modifier-valider">{CORRESPONDANCES.enregistrer}</Bouton></>}>
      <p className="discret">{`${ligne.porteeLibelle}, département ${ligne.departement}, ${quiEtQuand(ligne)}. ${ligne.ligneId === null ? 'L’enregistrer le partage avec' : 'Le changement vaut pour'} toute l’équipe ; les fichiers déjà chargés ne changent pas.`}</p>
      {ligne.genre === 'terme' ? (
        <div className="champ"><label htmlFor={id}>{CORRESPONDANCES.correspond}</label><select id={id} value={codes.some(({ code }) => code === cible) ? (cible ?? '') : ''} onChange={({ target }) => { choisir(target.value); alerter(null); }}>
          {codes.some(({ code }) => code === cible) ? null : <option value="">{`${ligne.cible ?? ''} : n’est plus dans la nomenclature`}</option>}
          {codes.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}
        </select></div>
      ) : (
        <div className="rep-paires">{paires.map(({ cle, entete }, rang) => (
          <div key={cle} className="champ"><label htmlFor={`${id}${cle}`}>{titres.get(cle) ?? cle}</label><input id={`${id}${cle}`} type="text" autoComplete="off" maxLength={500} value={entete} placeholder={CORRESPONDANCES.ote} onChange={({ target }) => { changer(paires.map((paire, autre) => (autre === rang ? { cle, entete: target.value } : paire))); alerter(null); }} /></div>
        ))}</div>
      )}
    </Dialogue>
  );
};
