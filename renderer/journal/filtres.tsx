import type { ReactElement } from 'react';
import { createContext, useContext, useEffect, useId, useState } from 'react';
import type { FiltreJournal } from '../../contract/journal.ts';
import { OBJETS_JOURNAL } from '../../contract/journal.ts';
import { EVENEMENTS_JOURNAL, libelleGeste, libelleObjet, libelleProfilJournal } from '../../contract/journalTextes.ts';
import { COMMANDES } from '../../domain/commandes/catalogue.ts';
import { CODES_PROFILS } from '../../domain/profils.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { aujourdhui, dateFr, lireDateFr } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { TEXTES } from './textes.ts';

export interface ContexteJournal { readonly filtre: FiltreJournal; poser(partie: Partial<FiltreJournal>): void }
export const ContexteFiltre = createContext<ContexteJournal>({ filtre: {}, poser: () => undefined });
export const useFiltre = (): ContexteJournal => useContext(ContexteFiltre);

/** Écran assez large pour toutes les colonnes ; lu à l’ouverture, comme pour la grille de l’offre. */
export const estLarge = (): boolean => window.innerWidth >= 1600;

/** Le filtre avec une partie changée ; une valeur vide retire le filtre, pour que « sans filtre » n’ait qu’une écriture. */
export const avecPartie = (filtre: FiltreJournal, partie: Partial<FiltreJournal>): FiltreJournal =>
  Object.fromEntries(Object.entries({ ...filtre, ...partie }).filter(([, valeur]) => valeur !== undefined && valeur !== '' && !(Array.isArray(valeur) && valeur.length === 0)));

const decaler = (jours: number): string => new Date(Date.parse(`${aujourdhui()}T12:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10);
export type Periode = keyof typeof TEXTES.periodes;
export const bornesDe = (periode: Periode): Pick<FiltreJournal, 'du' | 'au'> => {
  switch (periode) {
    case 'jour': return { du: aujourdhui(), au: undefined };
    case 'semaine': return { du: decaler(-6), au: undefined };
    case 'mois': return { du: decaler(-29), au: undefined };
    default: return { du: undefined, au: undefined };
  }
};
export const periodeDe = ({ du, au }: FiltreJournal): Periode => {
  if (du === undefined && au === undefined) return 'tout';
  return (['jour', 'semaine', 'mois'] as const).find((periode) => au === undefined && bornesDe(periode).du === du) ?? 'choisie';
};

/** Filtre de texte sous l’en-tête : appliqué 250 ms après la dernière frappe, chaque lecture passant par le service. */
export const FiltreTexte = ({ champ, nom }: { readonly champ: 'acteur' | 'texte'; readonly nom: string }): ReactElement => {
  const { filtre, poser } = useFiltre();
  const applique = filtre[champ] ?? '';
  const [texte, changer] = useState(applique);
  useEffect(() => { changer(applique); }, [applique]);
  useEffect(() => {
    if (texte.trim() === applique) return undefined;
    const attente = setTimeout(() => { poser({ [champ]: texte.trim() }); }, 250);
    return () => { clearTimeout(attente); };
    // « applique » change quand le filtre est posé : il ne doit pas relancer l’attente
  }, [texte]);
  return <input className={`ff${applique === '' ? '' : ' actif'}`} type="text" maxLength={100} value={texte} aria-label={`Filtrer ${nom}`} onChange={(evenement) => { changer(evenement.target.value); }} />;
};

const CHOIX = {
  profils: () => ['systeme', ...CODES_PROFILS].map((code) => [code, libelleProfilJournal(code)] as const),
  objets: () => OBJETS_JOURNAL.map((code) => [code, libelleObjet(code)] as const),
  commandes: () => [...Object.keys(COMMANDES), ...Object.keys(EVENEMENTS_JOURNAL)].map((code) => [code, libelleGeste(code)] as const).sort(([, gauche], [, droite]) => gauche.localeCompare(droite, 'fr')),
} as const;

/** Filtre à cocher : les valeurs possibles sont connues d’avance. Rien de coché : pas de filtre. */
export const FiltreEnsemble = ({ champ, nom }: { readonly champ: keyof typeof CHOIX; readonly nom: string }): ReactElement => {
  const { filtre, poser } = useFiltre();
  const { ancre, ouvrir, fermer } = useAncre();
  const [cherche, chercher] = useState('');
  const choisies: readonly string[] = filtre[champ] ?? [];
  const resume = choisies.length === 0 ? 'Tous' : choisies.length === 1 ? '1 choisi' : `${choisies.length} choisis`;
  const basculer = (code: string): void => { poser({ [champ]: choisies.includes(code) ? choisies.filter((autre) => autre !== code) : [...choisies, code] }); };
  const visibles = CHOIX[champ]().filter(([, libelle]) => cleDeTri(libelle).includes(cleDeTri(cherche)));
  return (
    <>
      <button type="button" className={`ff${choisies.length === 0 ? '' : ' actif'}`} onClick={(evenement) => { chercher(''); ouvrir(evenement); }} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${nom} : ${resume}`}><span className="coupe">{resume}</span><Icone nom={choisies.length === 0 ? 'arrow-down-s-line' : 'filter-fill'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${nom}`}>
        <div className="filtre-pop">
          {champ === 'commandes' ? <div className="saisie s"><Icone nom="search-line" taille={14} /><input autoFocus value={cherche} placeholder="Chercher une valeur" aria-label="Chercher une valeur" onChange={(evenement) => { chercher(evenement.target.value); }} /></div> : null}
          <div className="rang"><Bouton petit genre="t" onClick={() => { poser({ [champ]: [] }); }}>Tous</Bouton></div>
          <ul>{visibles.map(([code, libelle]) => <li key={code}><label><input type="checkbox" className="coche" checked={choisies.includes(code)} onChange={() => { basculer(code); }} /><span className="coupe">{libelle}</span></label></li>)}</ul>
        </div>
      </Volet>
    </>
  );
};

/** Deux dates en toutes lettres sous l’en-tête « Quand ». */
export const FiltrePeriode = (): ReactElement => {
  const { filtre, poser } = useFiltre();
  const { ancre, ouvrir, fermer } = useAncre();
  const id = useId();
  const [saisie, changer] = useState({ du: '', au: '' });
  const lues = { du: saisie.du.trim() === '' ? undefined : lireDateFr(saisie.du), au: saisie.au.trim() === '' ? undefined : lireDateFr(saisie.au) };
  const erreur = lues.du === null || lues.au === null ? TEXTES.dateFausse : lues.du !== undefined && lues.au !== undefined && lues.au < lues.du ? TEXTES.bornes : null;
  const actif = filtre.du !== undefined || filtre.au !== undefined;
  const resume = !actif ? '' : [filtre.du === undefined ? '' : `dès ${dateFr(filtre.du).slice(0, 5)}`, filtre.au === undefined ? '' : `au ${dateFr(filtre.au).slice(0, 5)}`].filter((part) => part !== '').join(' ');
  const appliquer = (): void => {
    if (erreur !== null) return;
    poser({ du: lues.du ?? undefined, au: lues.au ?? undefined });
    fermer();
  };
  return (
    <>
      <button type="button" className={`ff${actif ? ' actif' : ''}`} onClick={(evenement) => { changer({ du: dateFr(filtre.du), au: dateFr(filtre.au) }); ouvrir(evenement); }} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer la date${resume === '' ? '' : ` : ${resume}`}`}><span className="coupe num">{resume === '' ? 'Toutes' : resume}</span><Icone nom={actif ? 'filter-fill' : 'arrow-down-s-line'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom="Filtre : date">
        <form className="filtre-pop" style={{ width: 250 }} onSubmit={(evenement) => { evenement.preventDefault(); appliquer(); }}>
          <div className="deux" style={{ gap: 8 }}>
            {(['du', 'au'] as const).map((borne) => <div key={borne} className={`champ${lues[borne] === null ? ' faux' : ''}`}><label htmlFor={`${id}${borne}`}>{TEXTES[borne]}</label><input id={`${id}${borne}`} type="text" placeholder="JJ/MM/AAAA" autoFocus={borne === 'du'} value={saisie[borne]} aria-invalid={lues[borne] === null} aria-describedby={erreur === null ? undefined : `${id}erreur`} onChange={(evenement) => { changer({ ...saisie, [borne]: evenement.target.value }); }} /></div>)}
          </div>
          {erreur === null ? null : <span id={`${id}erreur`} role="alert" className="message erreur"><Icone nom="error-warning-fill" />{erreur}</span>}
          <div className="rang"><Bouton petit genre="p" type="submit" raison={erreur}>{TEXTES.appliquer}</Bouton><Bouton petit genre="t" onClick={() => { poser({ du: undefined, au: undefined }); fermer(); }}>{TEXTES.effacer}</Bouton></div>
        </form>
      </Volet>
    </>
  );
};
