import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { DefinitionIndicateur } from '../../../contract/methodesIndicateurs.ts';
import type { Section } from '../../../domain/rapports/rapport.ts';
import { SECTIONS_MAXIMUM, TITRE_MAXIMUM } from '../../../domain/rapports/rapport.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { choixComparaisons, choixMoments } from './sections.ts';
import { AJOUT, TEXTES } from './textes.ts';
import type { Rapports } from './useRapports.ts';

interface Props {
  readonly definition: Pick<DefinitionIndicateur, 'libelle' | 'moment'>; readonly depart: Section; readonly fermer: () => void;
  /** Un réglage qui entre dans un rapport, ou une section que l’on change. */
  readonly vers: { readonly genre: 'rapport'; readonly rapports: Rapports } | { readonly genre: 'section'; readonly garder: (section: Section) => void };
}
const NEUF = '';

/** Enregistre un réglage dans un rapport : lequel, sous quel titre, et à quelle date, relative ou fixe. */
export const Ajouter = ({ definition, depart, vers, fermer }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const miens = vers.genre === 'rapport' ? vers.rapports.rapports.filter(({ mien }) => mien) : [];
  const [rapportId, choisirRapport] = useState(miens[0]?.rapport.id ?? NEUF);
  const [nom, nommer] = useState(definition.libelle);
  const [section, changer] = useState<Section>(depart);
  const [tente, tenter] = useState(false);
  const choisi = miens.find(({ rapport }) => rapport.id === rapportId);
  const plein = (choisi?.rapport.sections.length ?? 0) >= SECTIONS_MAXIMUM;
  const moments = choixMoments(definition.moment, depart.moment);
  const comparaisons = choixComparaisons(section.moment, depart.comparaison);
  const manque = vers.genre === 'rapport' && choisi === undefined && nom.trim() === '';
  const garder = (): void => {
    tenter(true);
    if (manque) { document.getElementById(`${id}n`)?.focus(); return; }
    if (plein) return;
    fermer();
    if (vers.genre === 'section') { vers.garder(section); return; }
    const { enregistrer, changer: changerRapport, supprimer } = vers.rapports;
    if (choisi !== undefined) { changerRapport(choisi, [...choisi.rapport.sections, section], `« ${definition.libelle} » ajouté au rapport « ${choisi.titre} ».`); return; }
    const rapport = { id: crypto.randomUUID(), introduction: '', sections: [section] };
    const titre = nom.trim();
    void enregistrer(titre, rapport);
    annoncer(`Rapport « ${titre} » créé, avec « ${definition.libelle} ».`, { action: { libelle: TEXTES.annuler, annule: true, agir: () => { supprimer({ titre, rapport, mien: true, partage: null, aJour: false }); } } });
  };
  useRaccourcis({ 'Ctrl+Enter': garder, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; garder(); return true; } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={vers.genre === 'section' ? AJOUT.modifier : AJOUT.titre} icone="file-text-line" largeur={520} fermer={fermer} testid="ajouter-rapport" pied={<><Bouton onClick={fermer}>{AJOUT.annuler}</Bouton><Bouton genre="p" touche="Entrée" onClick={garder} raison={plein ? AJOUT.plein : null} horsDroit testid="confirmer-ajout">{vers.genre === 'section' ? AJOUT.ok : AJOUT.ajouter}</Bouton></>}>
      {vers.genre === 'section' ? null : (
        <>
          <p className="discret">{AJOUT.aide}</p>
          <div className="champ">
            <label htmlFor={`${id}r`}>{AJOUT.rapport}</label>
            <select id={`${id}r`} autoFocus value={rapportId} onChange={({ target }) => { choisirRapport(target.value); }}>{miens.map(({ titre, rapport }) => <option key={rapport.id} value={rapport.id}>{titre}</option>)}<option value={NEUF}>{AJOUT.nouveau}</option></select>
          </div>
          {choisi !== undefined ? null : (
            <div className={`champ${tente && manque ? ' faux' : ''}`}>
              <label htmlFor={`${id}n`}>{AJOUT.nom}</label>
              <input id={`${id}n`} type="text" autoComplete="off" maxLength={TITRE_MAXIMUM} value={nom} aria-invalid={tente && manque} aria-describedby={`${id}m`} onChange={({ target }) => { nommer(target.value); }} data-testid="nom-rapport" />
              <span id={`${id}m`} className="place-message">{tente && manque ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{AJOUT.manque}</span> : null}</span>
            </div>
          )}
        </>
      )}
      <div className="champ"><label htmlFor={`${id}t`}>{AJOUT.section} <span className="aide">{AJOUT.aideSectionVide}</span></label><input id={`${id}t`} type="text" autoFocus={vers.genre === 'section'} autoComplete="off" maxLength={120} value={section.titre} placeholder={definition.libelle} onChange={({ target }) => { changer({ ...section, titre: target.value }); }} /></div>
      <div className="deux">
        <div className="champ">
          <label htmlFor={`${id}d`}>{AJOUT.moment}</label>
          <select id={`${id}d`} value={JSON.stringify(section.moment)} onChange={({ target }) => {
            const moment = moments.find(({ cle }) => cle === target.value)?.valeur ?? section.moment;
            const gardee = choixComparaisons(moment, depart.comparaison).find(({ cle }) => cle === JSON.stringify(section.comparaison));
            changer({ ...section, moment, comparaison: gardee?.valeur ?? null });
          }} data-testid="moment-rapport">{moments.map(({ cle, libelle }) => <option key={cle} value={cle}>{libelle}</option>)}</select>
        </div>
        <div className="champ">
          <label htmlFor={`${id}c`}>{AJOUT.comparaison}</label>
          <select id={`${id}c`} value={section.comparaison === null ? '' : JSON.stringify(section.comparaison)} onChange={({ target }) => { changer({ ...section, comparaison: comparaisons.find(({ cle }) => cle === target.value)?.valeur ?? null }); }} data-testid="comparaison-rapport"><option value="">{AJOUT.sans}</option>{comparaisons.map(({ cle, libelle }) => <option key={cle} value={cle}>{libelle}</option>)}</select>
        </div>
      </div>
      <p className="discret">{AJOUT.aideMoment}</p>
    </Dialogue>
  );
};
