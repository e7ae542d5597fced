import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Bouton } from './Bouton.tsx';
import { compte, nombre } from './formats.ts';
import { Icone } from './Icone.tsx';
import { Progression } from './Progression.tsx';

/** Issue d’un geste sur une fiche : `refus` dit pourquoi, `null` quand il est accepté. */
export interface Issue { readonly cle: string; readonly refus: string | null }
export interface Lot {
  readonly issues: readonly Issue[];
  readonly etat: 'pret' | 'en_cours' | 'fini' | 'arrete';
  /** Le lot court depuis plus d’une seconde : il montre son avancement. */
  readonly long: boolean;
  readonly lancer: () => void;
  readonly annuler: () => void;
}

/**
 * Fait le même geste sur plusieurs fiches, par paquets : une issue par fiche, un refus n’empêche pas les autres. `annuler` arrête entre deux paquets ; ce qui est fait le reste.
 */
export const useLot = (cles: readonly string[], faire: (paquet: readonly string[]) => Promise<readonly Issue[]>, taille = 1): Lot => {
  const [issues, changer] = useState<readonly Issue[]>([]);
  const [etat, passer] = useState<Lot['etat']>('pret');
  const [long, allonger] = useState(false);
  const arret = useRef(false);
  useEffect(() => () => { arret.current = true; }, []);
  const courir = async (): Promise<void> => {
    if (etat !== 'pret') return;
    passer('en_cours');
    const debut = Date.now();
    const suite: Issue[] = [];
    for (let rang = 0; rang < cles.length && !arret.current; rang += taille) {
      const paquet = cles.slice(rang, rang + taille);
      try { suite.push(...await faire(paquet)); } catch (erreur) { suite.push(...paquet.map((cle) => ({ cle, refus: erreur instanceof Error ? erreur.message : String(erreur) }))); }
      changer([...suite]);
      allonger(Date.now() - debut > 1000);
    }
    passer(suite.length < cles.length ? 'arrete' : 'fini');
  };
  return { issues, etat, long, lancer: () => { void courir(); }, annuler: () => { arret.current = true; } };
};

/** Avancement d’un lot qui dure, avec « Annuler ». La place est gardée : l’apparition ne déplace rien. */
export const AvancementLot = ({ lot, total, nom }: { readonly lot: Lot; readonly total: number; readonly nom: string }): ReactElement => (
  <div style={{ minHeight: 40 }}>{lot.long && lot.etat === 'en_cours' ? <div className="rang" style={{ alignItems: 'flex-start' }}><Progression recues={lot.issues.length} total={total} nom={nom} /><Bouton petit onClick={lot.annuler}>Annuler</Bouton></div> : null}</div>
);

export interface LigneLot { readonly cle: string; readonly nom: string; readonly detail: string }
const MONTREES = 300;
/** Une ligne par fiche et son issue, les refus d’abord une fois le lot fini ; au-delà de 300 lignes, le reste est compté. */
export const TableauIssues = ({ lignes, issues, fini, colonnes, accepte = 'Acceptée' }: { readonly lignes: readonly LigneLot[]; readonly issues: readonly Issue[]; readonly fini: boolean; readonly colonnes: readonly [string, string, string]; readonly accepte?: string }): ReactElement => {
  const parCle = new Map(issues.map((issue) => [issue.cle, issue]));
  const rangees = fini ? [...lignes].sort((gauche, droite) => Number((parCle.get(droite.cle)?.refus ?? null) !== null) - Number((parCle.get(gauche.cle)?.refus ?? null) !== null)) : lignes;
  return (
    <>
      <table className="tb">
        <thead><tr>{colonnes.map((titre) => <th key={titre} scope="col">{titre}</th>)}</tr></thead>
        <tbody>{rangees.slice(0, MONTREES).map(({ cle, nom, detail }) => {
          const issue = parCle.get(cle);
          return (
            <tr key={cle}>
              <td><b>{nom}</b></td><td>{detail}</td>
              <td style={{ whiteSpace: 'normal' }}>{issue === undefined ? <span className="discret">—</span> : issue.refus === null ? <span className="message succes"><Icone nom="checkbox-circle-fill" />{accepte}</span> : <span className="message erreur"><Icone nom="error-warning-fill" />{issue.refus}</span>}</td>
            </tr>
          );
        })}</tbody>
      </table>
      {lignes.length > MONTREES ? <p className="discret">{compte(lignes.length - MONTREES, 'autre ligne', 'autres lignes')} sur {nombre(lignes.length)}.</p> : null}
    </>
  );
};
