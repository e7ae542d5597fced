import type { ReactElement, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { FiltreJournal } from '../../contract/journal.ts';
import { OBJETS_JOURNAL } from '../../contract/journal.ts';
import { libelleObjet, textesFiltres } from '../../contract/journalTextes.ts';
import { DEPARTEMENTS, nomDepartement } from '../../domain/geographie/departements.ts';
import { useSession } from '../poste/session.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import type { Periode } from './filtres.tsx';
import { bornesDe, estLarge, periodeDe, useFiltre } from './filtres.tsx';
import { TEXTES } from './textes.ts';

interface Props { readonly nouvelles: boolean; readonly actualiser: () => void; readonly versGrille: () => void; readonly colonnes: ReactNode }

/** Recherche de fiche, période, département, marques ; les filtres actifs en étiquettes que l’on retire. */
export const BarreJournal = ({ nouvelles, actualiser, versGrille, colonnes }: Props): ReactElement => {
  const { filtre, poser } = useFiltre();
  const { acteur: { perimetre } } = useSession();
  const applique = filtre.texte ?? '';
  const [texte, changer] = useState(applique);
  useEffect(() => { changer(applique); }, [applique]);
  useEffect(() => {
    if (texte.trim() === applique) return undefined;
    const attente = setTimeout(() => { poser({ texte: texte.trim() }); }, 250);
    return () => { clearTimeout(attente); };
    // « applique » change quand le filtre est posé : il ne doit pas relancer l’attente
  }, [texte]);
  useRaccourcis({ '/': () => { document.getElementById('filtre-journal')?.focus(); } });
  const departements = 'departements' in perimetre ? perimetre.departements : DEPARTEMENTS.map(({ code }) => code);
  const [large] = useState(estLarge);
  const periode = periodeDe(filtre);
  const etiquettes = Object.entries(textesFiltres(filtre)).filter(([nom]) => nom !== 'texte') as [keyof FiltreJournal, string][];
  return (
    <div className="outils outils-journal" data-zone="outils" role="toolbar" aria-label="Filtres du journal">
      <div className="saisie s" style={{ width: 196, flex: 'none' }}>
        <Icone nom="search-line" taille={14} />
        <input id="filtre-journal" type="text" maxLength={100} value={texte} placeholder={TEXTES.chercher} aria-label={TEXTES.chercher} aria-keyshortcuts="/" onChange={(evenement) => { changer(evenement.target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); changer(''); versGrille(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); versGrille(); } }} />
        <Touche>/</Touche>
      </div>
      <span className="selection-compacte"><select aria-label={TEXTES.periode} data-testid="periode" value={periode} onChange={(evenement) => { poser(bornesDe(evenement.target.value as Periode)); }}>{(Object.keys(TEXTES.periodes) as Periode[]).filter((cle) => cle !== 'choisie' || periode === 'choisie').map((cle) => <option key={cle} value={cle}>{TEXTES.periodes[cle]}</option>)}</select></span>
      {large ? null : <span className="selection-compacte"><select aria-label={TEXTES.objet} data-testid="objet" value={filtre.objets?.[0] ?? ''} onChange={(evenement) => { poser({ objets: OBJETS_JOURNAL.filter((objet) => objet === evenement.target.value) }); }}><option value="">{TEXTES.tousObjets}</option>{OBJETS_JOURNAL.map((objet) => <option key={objet} value={objet}>{libelleObjet(objet)}</option>)}</select></span>}
      {departements.length < 2 ? null : <span className="selection-compacte" style={{ maxWidth: 180 }}><select aria-label={TEXTES.departement} value={filtre.departement ?? ''} onChange={(evenement) => { poser({ departement: evenement.target.value }); }} style={{ maxWidth: 180 }}><option value="">{TEXTES.tousDepartements}</option>{departements.map((code) => <option key={code} value={code}>{code} – {nomDepartement(code)}</option>)}</select></span>}
      {(['suppleance', 'pourLeCompteDe'] as const).map((marque) => <label key={marque} className="case" style={{ fontSize: 12 }}><input type="checkbox" className="coche" checked={filtre[marque] === true} onChange={(evenement) => { poser({ [marque]: evenement.target.checked ? true : undefined }); }} />{TEXTES[marque]}</label>)}
      <div className="rang" style={{ gap: 4, flex: 1, overflow: 'hidden' }} role="group" aria-label="Filtres actifs">
        {etiquettes.map(([nom, libelle]) => <button key={nom} type="button" className="etiquette" aria-label={`${TEXTES.retirer} ${libelle}`} onClick={() => { poser({ [nom]: undefined }); }}><span className="coupe">{libelle}</span><Icone nom="close-line" taille={12} /></button>)}
      </div>
      {colonnes}
      {nouvelles ? <Bouton petit icone="refresh-line" onClick={actualiser} testid="actualiser-journal">{TEXTES.nouvelles}</Bouton> : <Bouton genre="t" petit icone="refresh-line" nom={TEXTES.actualiser} onClick={actualiser} testid="actualiser-journal" />}
    </div>
  );
};
