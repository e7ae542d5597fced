import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { DefinitionIndicateur, MomentIndicateur } from '../../contract/methodesIndicateurs.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { aujourdhui, dateFr, lireDateFr } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { douzeMois, finDuMoisDavant, momentFr, periodeDavant, unAnAvant } from './reglages.ts';
import { TEXTES } from './textes.ts';

interface Choix { readonly moment: MomentIndicateur; readonly comparaison: MomentIndicateur | null }
interface Props extends Choix { readonly admis: DefinitionIndicateur['moment']; readonly changer: (choix: Choix) => void }

interface Saisie { readonly genre: 'date' | 'periode'; readonly du: string; readonly au: string; readonly compare: boolean; readonly avantDu: string; readonly avantAu: string }
const enSaisie = ({ moment, comparaison }: Choix): Saisie => {
  const lu = (un: MomentIndicateur | null): readonly [string, string] => (un === null ? ['', ''] : 'date' in un ? ['', dateFr(un.date)] : [dateFr(un.periode.du), dateFr(un.periode.au)]);
  const [[du, au], [avantDu, avantAu]] = [lu(moment), lu(comparaison)];
  return { genre: 'date' in moment ? 'date' : 'periode', du, au, compare: comparaison !== null, avantDu, avantAu };
};
/** Lit un moment saisi ; rend ce qui ne va pas et dans quel champ. */
const lire = (genre: Saisie['genre'], du: string, au: string): { readonly moment: MomentIndicateur } | { readonly champ: 'du' | 'au'; readonly faute: string } => {
  const [debut, fin] = [lireDateFr(du), lireDateFr(au)];
  if (fin === null) return { champ: 'au', faute: TEXTES.jourFaux };
  if (genre === 'date') return { moment: { date: fin } };
  if (debut === null) return { champ: 'du', faute: TEXTES.jourFaux };
  return debut > fin ? { champ: 'au', faute: TEXTES.ordre } : { moment: { periode: { du: debut, au: fin } } };
};

const Formulaire = ({ moment, comparaison, admis, changer, fermer }: Props & { readonly fermer: () => void }): ReactElement => {
  const id = useId();
  const [saisie, poser] = useState<Saisie>(() => enSaisie({ moment, comparaison }));
  const [faute, dire] = useState<{ readonly champ: string; readonly texte: string } | null>(null);
  const [jour] = useState(aujourdhui);
  const changerDe = (partie: Partial<Saisie>): void => { dire(null); poser((avant) => ({ ...avant, ...partie })); };
  const champ = (nom: 'du' | 'au' | 'avantDu' | 'avantAu', libelle: string): ReactElement => (
    <div className="champ"><label htmlFor={`${id}${nom}`}>{libelle}</label><input id={`${id}${nom}`} type="text" inputMode="numeric" autoComplete="off" placeholder="jj/mm/aaaa" value={saisie[nom]} aria-invalid={faute?.champ === nom} aria-describedby={faute?.champ === nom ? `${id}f` : undefined} onChange={({ target }) => { changerDe({ [nom]: target.value }); }} data-testid={`moment-${nom}`} /></div>
  );
  const appliquer = (): void => {
    const lu = lire(saisie.genre, saisie.du, saisie.au);
    if ('champ' in lu) { dire({ champ: lu.champ, texte: lu.faute }); document.getElementById(`${id}${lu.champ}`)?.focus(); return; }
    const avant = saisie.compare ? lire(saisie.genre, saisie.avantDu, saisie.avantAu) : null;
    if (avant !== null && 'champ' in avant) { const nom = avant.champ === 'du' ? 'avantDu' : 'avantAu'; dire({ champ: nom, texte: avant.faute }); document.getElementById(`${id}${nom}`)?.focus(); return; }
    changer({ moment: lu.moment, comparaison: avant?.moment ?? null });
    fermer();
  };
  const proposer = (libelle: string, partie: () => Partial<Saisie>): ReactElement => <Bouton petit genre="t" onClick={() => { changerDe(partie()); }}>{libelle}</Bouton>;
  const [du, au] = [lireDateFr(saisie.du), lireDateFr(saisie.au) ?? jour];
  const periode = { du: du ?? au, au };
  const avantPeriode = (davant: { readonly du: string; readonly au: string }): Partial<Saisie> => ({ compare: true, avantDu: dateFr(davant.du), avantAu: dateFr(davant.au) });
  return (
    <form className="filtre-pop ind-moment" onSubmit={(evenement) => { evenement.preventDefault(); appliquer(); }}>
      {admis === 'les_deux' ? (
        <div className="segments" role="group" aria-label={TEXTES.moment}>
          {(['date', 'periode'] as const).map((genre) => <button key={genre} type="button" aria-pressed={saisie.genre === genre} onClick={() => { changerDe(genre === 'periode' && saisie.du === '' ? { genre, du: dateFr(douzeMois(au).du), compare: false } : { genre, compare: saisie.compare && saisie.genre === genre }); }}>{genre === 'date' ? TEXTES.date : TEXTES.periode}</button>)}
        </div>
      ) : null}
      <div className="rang ind-dates">{saisie.genre === 'periode' ? champ('du', TEXTES.du) : null}{champ('au', saisie.genre === 'date' ? TEXTES.date : TEXTES.au)}</div>
      <div className="rang">{saisie.genre === 'date' ? <>{proposer(TEXTES.aujourdhui, () => ({ au: dateFr(jour) }))}{proposer(TEXTES.moisDernier, () => ({ au: dateFr(finDuMoisDavant(jour)) }))}</> : <>{proposer(TEXTES.moisCourant, () => ({ du: dateFr(`${jour.slice(0, 7)}-01`), au: dateFr(jour) }))}{proposer(TEXTES.douzeMois, () => ({ du: dateFr(douzeMois(jour).du), au: dateFr(jour) }))}</>}</div>
      <label className="rang"><input type="checkbox" className="coche" checked={saisie.compare} onChange={({ target }) => { changerDe({ compare: target.checked, ...(target.checked && saisie.avantAu === '' ? (saisie.genre === 'date' ? { avantAu: dateFr(finDuMoisDavant(au)) } : avantPeriode(periodeDavant(periode))) : {}) }); }} data-testid="moment-comparer" /><span>{TEXTES.comparer}</span></label>
      {saisie.compare ? (
        <>
          <div className="rang ind-dates">{saisie.genre === 'periode' ? champ('avantDu', TEXTES.du) : null}{champ('avantAu', saisie.genre === 'date' ? TEXTES.comparerA : TEXTES.au)}</div>
          <div className="rang">{saisie.genre === 'date' ? <>{proposer(TEXTES.moisDernier, () => ({ avantAu: dateFr(finDuMoisDavant(au)) }))}{proposer(TEXTES.anDernier, () => ({ avantAu: dateFr(unAnAvant(au)) }))}</> : <>{proposer(TEXTES.memeDuree, () => avantPeriode(periodeDavant(periode)))}{proposer(TEXTES.anDernier, () => avantPeriode({ du: unAnAvant(periode.du), au: unAnAvant(periode.au) }))}</>}</div>
        </>
      ) : null}
      {faute === null ? au > jour ? <p className="discret">{TEXTES.apres}</p> : null : <p className="message erreur" id={`${id}f`} role="alert"><Icone nom="error-warning-line" taille={14} />{faute.texte}</p>}
      <div className="rang" style={{ justifyContent: 'flex-end' }}><button type="submit" className="btn p" data-testid="moment-appliquer">{TEXTES.appliquer}</button></div>
    </form>
  );
};

/** La date ou la période du chiffre, et celle à laquelle il se compare. */
export const ChoixMoment = (props: Props): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  const { moment, comparaison } = props;
  return (
    <>
      <button type="button" className="saisie ind-bouton" onClick={ouvrir} aria-haspopup="dialog" data-testid="moment"><Icone nom="calendar-line" /><b className="num mi">{momentFr(moment)}</b>{comparaison === null ? null : <><span className="discret">{TEXTES.comparaison}</span><span className="num">{momentFr(comparaison)}</span></>}<Icone nom="arrow-down-s-line" /></button>
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.moment}>{ancre === null ? null : <Formulaire {...props} fermer={fermer} />}</Volet>
    </>
  );
};
