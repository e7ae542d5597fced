import type { ReactElement } from 'react';
import type { Atelier } from '../../contract/methodesReprise.ts';
import { LIBELLES_VOCABULAIRES } from '../../domain/reprise/gabarit/colonne.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { TEXTES, quiEtQuand } from './textes.ts';
import type { Conduite } from './useAtelier.ts';
import { useRattacher } from './useRattacher.ts';

/** Les termes anciens du fichier : ceux que rien ne traduit, puis ceux que l’équipe a rattachés, par qui et quand. */
export const Termes = ({ atelier, conduite }: { readonly atelier: Atelier; readonly conduite: Conduite }): ReactElement | null => {
  const rattacher = useRattacher(atelier, conduite);
  const { termes } = atelier;
  const { occupe } = conduite;
  if (termes.length === 0) return null;
  const inconnus = termes.filter(({ decision }) => decision === null).length;
  return (
    <section className="pan" aria-label={TEXTES.termes}>
      <div className="pan-titre"><h2>{TEXTES.termes}</h2><span className="ressort" /><span className="discret">{inconnus === 0 ? 'Tous rattachés' : compte(inconnus, 'terme à rattacher', 'termes à rattacher')}</span></div>
      <div className="rep-table" tabIndex={0} role="region" aria-label={TEXTES.termes}>
        <table data-testid="rep-termes"><thead><tr><th scope="col">{TEXTES.terme}</th><th scope="col" style={{ width: 72 }}>{TEXTES.lignes1}</th><th scope="col" style={{ width: 236 }}>{TEXTES.correspond}</th></tr></thead>
          <tbody>{termes.map((un) => {
            const { vocabulaire, terme, nombre: combien, choix, decision } = un;
            const qui = decision === null ? 'Choisi une fois, pour toute l’équipe du département' : quiEtQuand(decision);
            return (
              <tr key={`${vocabulaire}/${terme}`}>
                <th scope="row"><span className="coupe" style={{ display: 'block' }} title={terme}>{terme}</span><span className="discret rep-qui" title={qui}>{`${LIBELLES_VOCABULAIRES[vocabulaire]} · ${decision === null ? 'à rattacher' : qui}`}</span></th>
                <td className="num">{nombre(combien)}</td>
                <td><div className="rang" style={{ gap: 4 }}>
                  <span className="selection-compacte"><select aria-label={`${TEXTES.correspond} : ${terme}`} title={decision?.libelle} value={decision?.code ?? ''} disabled={occupe} onChange={({ target }) => { if (target.value !== '') void rattacher(un, target.value, decision?.code ?? null); }}>
                    {decision === null ? <option value="">{TEXTES.choix}</option> : choix.some(({ code }) => code === decision.code) ? null : <option value={decision.code}>{`${decision.libelle} (n’est plus dans la nomenclature)`}</option>}
                    {choix.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}
                  </select></span>
                  {decision === null ? null : <Bouton genre="t" petit icone="close-line" nom={`Ne plus rattacher « ${terme} »`} occupe={occupe} onClick={() => { void rattacher(un, null, decision.code); }} />}
                </div></td>
              </tr>
            );
          })}</tbody>
        </table>
      </div>
    </section>
  );
};
