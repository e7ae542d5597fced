import type { ReactElement } from 'react';
import { useState } from 'react';
import type { Atelier } from '../../contract/methodesReprise.ts';
import { cleDeTerme } from '../../domain/objets/correspondance.ts';
import { client } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Termes } from './Termes.tsx';
import { TEXTES, quiEtQuand } from './textes.ts';
import type { Conduite } from './useAtelier.ts';
import { genreDuRefus } from './useAtelier.ts';

/** Étape « Associer » : ce que devient chaque colonne du fichier, pourquoi, et les termes anciens. */
export const Associer = ({ atelier, conduite }: { readonly atelier: Atelier; readonly conduite: Conduite }): ReactElement => {
  const { dossier: { id, departement }, format, entetes, exemples, liens, colonnes, manquantes, associations } = atelier;
  const { faire, occupe } = conduite;
  // les champs d’un extrait sont fixes : rien à choisir, rien à garder pour un autre fichier
  const fixe = format === 'finess';
  const [aRemplacer, demander] = useState<Atelier['associations'][number] | null>(null);
  const annoncer = useAnnoncer();
  const [nom, nommer] = useState('');
  const parRang = new Map(liens.map((lien) => [lien.rang, lien]));
  const prises = new Map(liens.map((lien) => [lien.cle, lien.rang]));
  const titres = new Map(colonnes.map(({ cle, titre }) => [cle, titre]));
  const dire = (refus: string | null): void => { if (refus !== null) annoncer(refus, { genre: genreDuRefus(refus) }); };
  const associer = (entete: string, cle: string): void => { void faire(() => client.appeler('reprise.associer', { id, nommee: null, choix: [[entete, cle === '' ? null : cle]] })).then(dire); };
  const garder = (remplace: string | null): void => {
    const deja = associations.find((une) => une.departement === departement && cleDeTerme(une.nom) === cleDeTerme(nom));
    if (remplace === null && deja !== undefined) { demander(deja); return; }
    demander(null);
    void faire(() => client.appeler('reprise.garderAssociation', { id, nom: nom.trim(), remplace })).then((refus) => { if (refus === null) { annoncer(`Association « ${nom.trim()} » partagée avec l’équipe du département ${departement}.`); nommer(''); } else dire(refus); });
  };
  return (
    <div className="rep-associer">
      <section className="pan" aria-label={TEXTES.associer}>
        <div className="outils" role="toolbar" aria-label={TEXTES.associer} data-zone="outils">
          <span className="discret" role="status">{`${compte(parRang.size, 'colonne reprise', 'colonnes reprises')} sur ${nombre(entetes.length)}`}</span><span className="ressort" />
          {fixe || associations.length === 0 ? null : <span className="selection-compacte"><select aria-label={TEXTES.reprendre} value="" onChange={({ target }) => { if (target.value !== '') void faire(() => client.appeler('reprise.associer', { id, choix: null, nommee: target.value })).then(dire); }}><option value="">{TEXTES.reprendre}</option>{associations.map((une) => <option key={une.id} value={une.id}>{`${une.nom}${une.departement === departement ? '' : une.departement === null ? ' (de ce poste)' : ` (département ${une.departement})`}`}</option>)}</select></span>}
          {fixe ? null : <><input className="ff" type="text" placeholder={TEXTES.nomAssociation} aria-label={TEXTES.nomAssociation} value={nom} maxLength={120} style={{ height: 32, width: 200 }} onChange={({ target }) => { nommer(target.value); }} />
          <Bouton occupe={occupe} raison={nom.trim() === '' ? 'Lui donner un nom d’abord.' : null} horsDroit onClick={() => { garder(null); }} testid="rep-garder">{TEXTES.garder}</Bouton></>}
        </div>
        {fixe ? <Note genre="i">{TEXTES.extraitFixe}</Note> : null}
        {manquantes.length === 0 ? null : <Note genre="e" annoncer>{`Il manque au fichier : ${manquantes.map((cle) => titres.get(cle) ?? cle).join(', ')}. Choisir la colonne qui la porte : aucune ligne ne peut être reprise sans elle.`}</Note>}
        <div className="rep-table" tabIndex={0} role="region" aria-label={TEXTES.associer}>
          <table data-testid="rep-association">
            <thead><tr><th scope="col">{TEXTES.colonneFichier}</th><th scope="col">{TEXTES.valeurs}</th><th scope="col">{TEXTES.devient}</th><th scope="col">{TEXTES.pourquoi}</th></tr></thead>
            <tbody>{entetes.map((entete, rang) => {
              const lien = parRang.get(rang);
              return (
                <tr key={rang} className={lien === undefined ? 'rep-libre' : undefined}>
                  <th scope="row">{entete === '' ? '(sans nom)' : entete}</th>
                  <td className="discret" title={(exemples[rang] ?? []).join('\n')}>{(exemples[rang] ?? []).join(' · ')}</td>
                  <td>{fixe ? titres.get(lien?.cle ?? '') : <span className="selection-compacte"><select aria-label={`${TEXTES.devient} : ${entete}`} value={lien?.cle ?? ''} disabled={occupe} onChange={({ target }) => { associer(entete, target.value); }}>
                    <option value="">{TEXTES.aucune}</option>
                    {colonnes.map(({ cle, titre, obligatoire }) => <option key={cle} value={cle} disabled={prises.has(cle) && prises.get(cle) !== rang}>{`${titre}${obligatoire ? ' *' : ''}${prises.has(cle) && prises.get(cle) !== rang ? ' (déjà associée)' : ''}`}</option>)}
                  </select></span>}</td>
                  <td className="discret" title={lien?.raison}>{lien === undefined ? 'Ses valeurs ne sont pas reprises.' : `${lien.raison}${lien.confiance < 1 ? ` (${Math.round(100 * lien.confiance)} %)` : ''}`}</td>
                </tr>
              );
            })}</tbody>
          </table>
        </div>
      </section>
      <Termes atelier={atelier} conduite={conduite} />
      {aRemplacer === null ? null : (
        <Dialogue ouvert titre={TEXTES.remplacerAssociation} fermer={() => { demander(null); }} testid="rep-remplacer-association" pied={<><Bouton onClick={() => { demander(null); }}>{TEXTES.annuler}</Bouton><Bouton genre="p" occupe={occupe} onClick={() => { garder(aRemplacer.id); }} testid="rep-remplacer-valider">{TEXTES.remplacerCelle}</Bouton></>}>
          <p>{`Le département ${departement} a déjà une association « ${aRemplacer.nom} », ${quiEtQuand(aRemplacer)}. La remplacer vaut pour toute l’équipe ; sinon, donner un autre nom à celle-ci.`}</p>
        </Dialogue>
      )}
    </div>
  );
};
