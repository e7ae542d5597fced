import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ObjetJournal } from '../../contract/journal.ts';
import type { Noms } from '../../contract/journalTextes.ts';
import { libelleProfilJournal } from '../../contract/journalTextes.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import { client, codeErreur } from '../poste/client.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { dateLongue, heureFr, jourDe } from '../ui/formats.ts';
import { verbeDuPas } from '../ui/valeurs.ts';
import { Repliable } from './Changements.tsx';
import { phraseDuPas, phrasesDe } from './phrases.ts';
import { HISTORIQUE, TEXTES } from './textes.ts';

/** Un changement prêt à lire, venu du journal ou, à défaut, d’une étape que la fiche porte. */
interface Etape {
  readonly cle: string; readonly moment: string; readonly nom: string; readonly profil: string; readonly phrases: readonly string[]; readonly motif: string | null;
  readonly remarques: readonly string[]; readonly suppleance: boolean; readonly pourLeCompteDe: string | null;
}

/** Ce qu’un pas dit en plus de son motif ; d’un commentaire sur toute la fiche, le motif est le commentaire lui-même. */
const remarquesDe = ({ geste, motif, commentaires }: Pick<Pas, 'geste' | 'motif' | 'commentaires'>): readonly string[] => [...(geste === 'commenter' && motif !== undefined ? [motif] : []), ...Object.values(commentaires ?? {})];
const dePas = ({ geste, nom, profil, le, motif, commentaires, suppleance }: Pas): Etape =>
  ({ cle: `pas${le}${geste}`, moment: le, nom, profil, phrases: [phraseDuPas(geste) ?? verbeDuPas(geste)], motif: geste === 'commenter' ? null : (motif ?? null), remarques: remarquesDe({ geste, motif, commentaires }), suppleance: suppleance === true, pourLeCompteDe: null });

const VISIBLES = 3;
const Phrases = ({ phrases }: { readonly phrases: readonly string[] }): ReactElement => {
  const [toutes, montrer] = useState(false);
  const [seule] = phrases;
  if (phrases.length <= 1) return <Repliable texte={seule ?? ''} />;
  const visibles = toutes || phrases.length <= VISIBLES + 1 ? phrases : phrases.slice(0, VISIBLES);
  return (
    <>
      <ul>{visibles.map((phrase) => <li key={phrase}><Repliable texte={phrase} /></li>)}</ul>
      {visibles.length === phrases.length && !toutes ? null : <button type="button" className="lien" aria-expanded={toutes} onClick={() => { montrer(!toutes); }}>{toutes ? HISTORIQUE.moins : `${HISTORIQUE.plus} (${phrases.length - VISIBLES} autres)`}</button>}
    </>
  );
};

/** Étapes par jour de Paris, la plus récente d’abord. */
const Jours = ({ etapes }: { readonly etapes: readonly Etape[] }): ReactElement => {
  const jours = [...new Set(etapes.map(({ moment }) => jourDe(moment)))];
  return (
    <div className="jours" data-testid="historique">
      {jours.map((jour) => (
        <section key={jour}>
          <h3>{dateLongue(new Date(`${jour}T12:00:00Z`))}</h3>
          {etapes.filter(({ moment }) => jourDe(moment) === jour).map(({ cle, moment, nom, profil, phrases, motif, remarques, suppleance, pourLeCompteDe }) => (
            <div key={cle} className="changement">
              <time className="num" dateTime={moment}>{heureFr(moment)}</time>
              <div>
                <b className="mi">{nom}</b> <span className="discret">({libelleProfilJournal(profil)})</span>{suppleance ? <> <Badge couleur="yellow-tournesol" icone="alarm-warning-fill">{TEXTES.suppleance}</Badge></> : null}{pourLeCompteDe === null ? null : <> pour le compte de {pourLeCompteDe}</>} <Phrases phrases={phrases} />
                {motif === null ? null : <p className="motif">Motif&nbsp;: «&nbsp;<Repliable texte={motif} />&nbsp;»</p>}
                {remarques.map((remarque) => <p key={remarque} className="motif">Commentaire&nbsp;: «&nbsp;{remarque}&nbsp;»</p>)}
              </div>
            </div>
          ))}
        </section>
      ))}
    </div>
  );
};

interface Props {
  readonly objet: ObjetJournal;
  readonly id: string;
  /** Étapes que la fiche porte : ce que le poste sait hors ligne, et d’avant le journal. */
  readonly parcours?: readonly Pas[];
  /** Modifications de ce poste qui attendent d’être envoyées. */
  readonly enAttente?: number;
}

/** L’historique d’une fiche ou d’un compte, en phrases : lu au service, ou ce que le poste en connaît quand il est hors ligne. */
export const HistoriqueFiche = ({ objet, id, parcours = [], enAttente = 0 }: Props): ReactElement => {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['journal.fiche', { objet, id }], queryFn: ({ pageParam }: { pageParam: number | null }) => client.appeler('journal.fiche', { objet, id, avant: pageParam }),
    initialPageParam: null, getNextPageParam: ({ suite }) => suite,
  });
  const connues = [...parcours].reverse().map(dePas);
  if (error !== null && data === undefined) {
    if (codeErreur(error) === 'droit.profil') return <Vide titre={HISTORIQUE.refus} icone="lock-line" />;
    if (codeErreur(error) !== 'journal.hors_ligne') return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
    return <><Note genre="w">{HISTORIQUE.horsLigne} {connues.length === 0 ? HISTORIQUE.rienDeConnu : HISTORIQUE.connu} <button type="button" className="lien" onClick={() => { void refetch(); }}>{TEXTES.reessayer}</button></Note><Jours etapes={connues} /></>;
  }
  if (data === undefined) return <Attente nom={HISTORIQUE.lecture} lignes={8} />;
  const lignes = data.pages.flatMap((page) => page.lignes);
  const noms: Noms = Object.assign({}, ...data.pages.map((page) => page.noms));
  const moments = new Set(lignes.map(({ moment }) => moment));
  const lues = lignes.map((ligne): Etape => ({
    cle: String(ligne.no), moment: ligne.moment, nom: ligne.nom, profil: ligne.profil, phrases: phrasesDe(ligne, noms), motif: ligne.motif, suppleance: ligne.suppleance,
    pourLeCompteDe: ligne.pourLeCompteDe === null ? null : (noms[ligne.pourLeCompteDe] ?? ligne.pourLeCompteDe),
    remarques: Object.entries(ligne.changements).flatMap(([champ, [, apres]]) => (champ === 'parcours' && Array.isArray(apres) ? (apres as Pas[]).flatMap(remarquesDe) : [])),
  }));
  // une fiche chargée en masse porte des étapes que le journal ne détaille pas ; elles ne se montrent qu’une fois tout le journal lu, à leur date
  const anciennes = hasNextPage ? [] : connues.filter(({ moment }) => !moments.has(moment));
  const etapes = [...lues, ...anciennes].sort((gauche, droite) => droite.moment.localeCompare(gauche.moment));
  return (
    <>
      {enAttente > 0 ? <Note genre="i">{HISTORIQUE.enAttente}</Note> : null}
      {etapes.length === 0 ? <Vide titre={HISTORIQUE.vide} icone="time-line" /> : <Jours etapes={etapes} />}
      {hasNextPage ? <Bouton occupe={isFetchingNextPage} onClick={() => { void fetchNextPage(); }}>{HISTORIQUE.suite}</Bouton> : null}
    </>
  );
};
