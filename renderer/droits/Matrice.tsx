import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Objet } from '../../domain/droits.ts';
import { LIBELLES_DROITS, OBJETS } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { useSession } from '../poste/session.ts';
import { BarreEtat } from '../ui/BarreEtat.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import type { Case } from './lecture.ts';
import { COLONNES, FAMILLES, GESTES_COMPTES, LETTRES, LIGNES_OFFRE, caseComptes, caseDe } from './lecture.ts';
import { TEXTES } from './textes.ts';

const FLECHES: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99], PageUp: [-10, 0], PageDown: [10, 0] };

/** Têtes de colonnes : les familles, puis les dix profils ; celui de la personne est marqué d’un mot autant que d’une teinte. */
const Tetes = ({ mien, premiere }: { readonly mien: Profil; readonly premiere: string }): ReactElement => (
  <thead>
    <tr><th rowSpan={2} scope="col" className="gauche">{premiere}</th>{FAMILLES.map(({ famille, profils }) => <th key={famille} scope="colgroup" colSpan={profils.length}>{famille}</th>)}</tr>
    <tr>{COLONNES.map((profil) => <th key={profil} scope="col" className={profil === mien ? 'le-mien' : undefined}>{PROFILS[profil].libelle}{profil === mien ? <><br /><span style={{ fontWeight: 400 }}>{TEXTES.votre}</span></> : null}</th>)}</tr>
  </thead>
);

interface Rangee { readonly cle: string; readonly groupe: string; readonly tete: ReactElement | string; readonly mienne: boolean; readonly visee: boolean; readonly cases: readonly Case[] }

/** Vraie table, parcourue aux flèches : une case à la fois prend le focus, et sa phrase se lit dans la barre d’état. */
const Table = ({ nom, premiere, rangees, mien, dire }: { readonly nom: string; readonly premiere: string; readonly rangees: readonly Rangee[]; readonly mien: Profil; readonly dire: (detail: string) => void }): ReactElement => {
  const [active, changer] = useState<readonly [number, number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const visee = rangees.findIndex((rangee) => rangee.visee);
  useEffect(() => {
    if (visee < 0) return;
    changer([visee, COLONNES.indexOf(mien)]);
    table.current?.querySelector('tr.visee')?.scrollIntoView({ block: 'center' });
  }, [visee, mien]);
  const clavier = (evenement: KeyboardEvent): void => {
    const pas = FLECHES[evenement.key];
    if (pas === undefined) return;
    evenement.preventDefault();
    const [ligne, colonne] = [Math.min(rangees.length - 1, Math.max(0, active[0] + pas[0])), Math.min(COLONNES.length - 1, Math.max(0, active[1] + pas[1]))];
    changer([ligne, colonne]);
    table.current?.querySelector<HTMLElement>(`[data-case="${ligne}-${colonne}"]`)?.focus();
  };
  return (
    <table className="matrice" aria-label={nom} ref={table} onKeyDown={clavier} data-testid="matrice">
      <colgroup><col style={{ width: 220 }} />{COLONNES.map((profil) => <col key={profil} />)}</colgroup>
      <Tetes mien={mien} premiere={premiere} />
      <tbody>
        {rangees.flatMap((rangee, ligne) => [
          ...(rangee.groupe === '' || rangees[ligne - 1]?.groupe === rangee.groupe ? [] : [<tr key={`${rangee.cle}g`} className="objet"><th scope="rowgroup" colSpan={COLONNES.length + 1}>{rangee.groupe}</th></tr>]),
          <tr key={rangee.cle} className={rangee.visee ? 'visee' : undefined} data-ligne={rangee.cle}>
            <th scope="row" className={`ligne${rangee.mienne ? ' le-mien' : ''}`}>{rangee.tete}</th>
            {rangee.cases.map(({ texte, detail }, colonne) => (
              <td
                key={COLONNES[colonne]} title={detail} tabIndex={active[0] === ligne && active[1] === colonne ? 0 : -1} data-case={`${ligne}-${colonne}`} className={[rangee.mienne || COLONNES[colonne] === mien ? 'le-mien' : '', texte === '' ? 'vide-droit' : ''].join(' ').trim()}
                onFocus={() => { changer([ligne, colonne]); dire(detail); }}
              >
                {texte === '' ? <><span aria-hidden="true">–</span><span className="invisible">{TEXTES.refuse}</span></> : texte === '●' ? <><span className="disque" aria-hidden="true">●</span><span className="invisible">{TEXTES.accorde}</span></> : texte}
              </td>
            ))}
          </tr>,
        ])}
      </tbody>
    </table>
  );
};

/** Écran « Matrice des droits » : la table que le programme applique, et rien d’autre. */
export const Matrice = (): ReactElement => {
  const { acteur } = useSession();
  const [parametres, changerParametres] = useSearchParams();
  const onglet = parametres.get('onglet') === 'comptes' ? 'comptes' : 'offre';
  const objet = parametres.get('objet') ?? '';
  const geste = parametres.get('geste');
  const [detail, dire] = useState('');
  const objets = (Object.keys(OBJETS) as Objet[]).filter((candidat) => candidat !== 'utilisateur');
  // venu d’une explication, l’objet est visé sans que les autres disparaissent
  const filtre = geste === null && objets.some((candidat) => candidat === objet) ? objet : '';
  const rangees: Rangee[] = onglet === 'offre'
    ? LIGNES_OFFRE.filter((ligne) => filtre === '' || ligne.objet === filtre).map((ligne) => ({
      cle: `${ligne.objet}.${ligne.geste}`, groupe: OBJETS[ligne.objet], tete: LIBELLES_DROITS[ligne.geste], mienne: false, visee: ligne.objet === objet && ligne.geste === geste, cases: COLONNES.map((profil) => caseDe(profil, ligne.objet, ligne.geste)),
    }))
    : COLONNES.map((profil) => ({ cle: profil, groupe: PROFILS[profil].famille, tete: profil === acteur.profil ? <>{PROFILS[profil].libelle} <span className="discret">({TEXTES.votre})</span></> : PROFILS[profil].libelle, mienne: profil === acteur.profil, visee: false, cases: COLONNES.map((vise) => caseComptes(profil, vise)) }));
  return (
    <div className="travail">
      <div className="tete">
        <h1>{TEXTES.titre}</h1>
        <span className="sous coupe">{TEXTES.sousTitre}</span>
        <span className="ressort" />
        <div className="segments" role="tablist" aria-label={TEXTES.titre}>
          {(['offre', 'comptes'] as const).map((cle) => <button key={cle} type="button" role="tab" aria-selected={cle === onglet} onClick={() => { dire(''); changerParametres(cle === 'comptes' ? { onglet: cle } : {}, { replace: true }); }}>{TEXTES.onglets[cle]}</button>)}
        </div>
        <Bouton icone="printer-line" onClick={() => { window.print(); }}>{TEXTES.imprimer}</Bouton>
      </div>
      <section className="pan" style={{ flex: 1 }} aria-label={TEXTES.onglets[onglet]}>
        <div className="outils" data-zone="outils" role="toolbar" aria-label="Affichage de la matrice">
          {onglet === 'offre' ? (
            <label className="selection-compacte" style={{ fontSize: 12 }}>{TEXTES.objet} : <select value={filtre} onChange={({ target }) => { changerParametres(target.value === '' ? {} : { objet: target.value }, { replace: true }); }}><option value="">{TEXTES.tousObjets}</option>{objets.map((candidat) => <option key={candidat} value={candidat}>{OBJETS[candidat]}</option>)}</select></label>
          ) : <span style={{ fontSize: 12 }}>{GESTES_COMPTES.map((cle) => <span key={cle} style={{ marginRight: 12 }}><b>{LETTRES[cle]}</b> {LIBELLES_DROITS[cle].toLowerCase()}</span>)}</span>}
          <span className="ressort" />
          <span className="discret coupe" style={{ fontSize: 12 }} title={onglet === 'offre' ? TEXTES.legende : TEXTES.legendeComptes}>{onglet === 'offre' ? TEXTES.legende : TEXTES.legendeComptes}</span>
        </div>
        <div className="matrice-cadre" data-zone="grille">
          <Table key={onglet + filtre} nom={`${TEXTES.titre} : ${TEXTES.onglets[onglet].toLowerCase()}`} premiere={onglet === 'offre' ? TEXTES.geste : `${TEXTES.acteur} \\ ${TEXTES.sur}`} rangees={rangees} mien={acteur.profil} dire={dire} />
        </div>
        <BarreEtat><span className="coupe" style={{ border: 0, flex: 1 }}>{detail}</span><span className="dernier discret"><Touche>↑</Touche><Touche>↓</Touche><Touche>←</Touche><Touche>→</Touche> case par case</span></BarreEtat>
      </section>
    </div>
  );
};
