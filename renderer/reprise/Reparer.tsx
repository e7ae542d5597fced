import type { ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { AnomalieLigne, Atelier, LigneReprise } from '../../contract/methodesReprise.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { TEXTES } from './textes.ts';

/** À quelle ligne une correction s’adresse. */
export const cible = ({ cle, contenu }: LigneReprise): { readonly cle: string; readonly contenu?: string } => ({ cle, ...(contenu === null ? {} : { contenu }) });
const ecrire = (ligne: LigneReprise, champ: string, avant: string, apres: string): Correction => ({ genre: 'valeur', ...cible(ligne), colonne: champ, avant: avant.trim(), apres });

/** Ce qu’accepter ferait, ou `null` quand il faut saisir. `choisie` : la valeur retenue parmi plusieurs. `rangs` : de la colonne du gabarit à celle du fichier. */
export const accepter = (ligne: LigneReprise, { code, champ, reparation }: AnomalieLigne, choisie: string, rangs: ReadonlyMap<string, number>): readonly Correction[] | null => {
  if (reparation === null || reparation.valeurs.length === 0) return null;
  const [premiere = '', seconde = ''] = reparation.valeurs;
  const lire = (colonne: string): string => ligne.cellules[rangs.get(colonne) ?? -1] ?? '';
  switch (reparation.geste) {
    case 'fusion': return [{ genre: 'fusion', ...cible(ligne), avec: premiere, portee: code === 'E02' ? 'entite' : 'ligne' }];
    case 'scission': return [{ genre: 'scission', ...cible(ligne), urgence: Number(premiere), insertion: Number(seconde) }];
    case 'echange': {
      const [debut, fin] = champ === 'fin' ? ['debut', 'fin'] : ['ouverture', 'fermeture'];
      return [ecrire(ligne, debut, lire(debut), premiere), ecrire(ligne, fin, lire(fin), seconde)];
    }
    default: return champ === null ? null : [ecrire(ligne, champ, lire(champ), choisie)];
  }
};

/** La ligne est bien ainsi, quoi qu’en dise l’anomalie. */
export const confirmation = (ligne: LigneReprise, { code, champ, valeur, explication }: AnomalieLigne): Correction => ({ genre: 'confirmation', ...cible(ligne), code, champ, valeur, dit: explication });

interface Props {
  readonly ligne: LigneReprise; readonly faute: AnomalieLigne | null; readonly rang: number; readonly sur: number; readonly rangs: ReadonlyMap<string, number>;
  readonly saisie: boolean; readonly saisir: (ouverte: boolean) => void; readonly occupe: boolean; readonly corriger: (corrections: readonly Correction[]) => void; readonly exclure: () => void; readonly confirmer: () => void;
  /** Un terme ancien que rien ne traduit : le rattacher ici vaut pour toutes ses lignes, et pour l’équipe. */
  readonly terme: Atelier['termes'][number] | null; readonly rattacher: (code: string) => void;
}
/** La barre de réparation : ce qui ne va pas, ce qui est proposé, et les trois gestes. */
export const Reparer = ({ ligne, faute, rang, sur, rangs, saisie, saisir, occupe, corriger, exclure, confirmer, terme, rattacher }: Props): ReactElement => {
  const id = useId();
  const champ = useRef<HTMLInputElement>(null);
  const [choisie, choisir] = useState(0);
  const [valeur, changer] = useState('');
  const [code, retenirCode] = useState('');
  const [parts, partager] = useState<readonly [string, string]>(['', '']);
  const reparation = faute?.reparation ?? null;
  const courante = faute === null || faute.champ === null ? '' : (ligne.cellules[rangs.get(faute.champ) ?? -1] ?? '');
  useEffect(() => { choisir(0); changer(courante); partager([reparation?.valeurs[0] ?? '', reparation?.valeurs[1] ?? '']); }, [ligne.id, faute?.code, faute?.champ]); // la ligne change, la saisie repart d’elle
  useEffect(() => { if (saisie) champ.current?.select(); }, [saisie]);
  if (faute === null) return <div className="rep-barre" role="group" aria-label={TEXTES.reparation}><span className="discret">{ligne.motif === null ? TEXTES.rienAFaire : `Ligne ${nombre(ligne.numero)} : ${ligne.motif}`}</span><span className="ressort" /><Bouton touche="E" onClick={exclure} occupe={occupe}>{TEXTES.exclure}</Bouton></div>;
  const retenue = reparation?.valeurs[choisie] ?? '';
  const corrections = accepter(ligne, faute, retenue, rangs);
  const scission = reparation?.geste === 'scission';
  const saisissable = faute.champ !== null && rangs.has(faute.champ);
  const valider = (): void => {
    saisir(false);
    if (scission) corriger([{ genre: 'scission', ...cible(ligne), urgence: Number(parts[0]), insertion: Number(parts[1]) }]);
    else if (faute.champ !== null && valeur.trim() !== courante.trim()) corriger([{ genre: 'valeur', ...cible(ligne), colonne: faute.champ, avant: courante.trim(), apres: valeur.trim() }]);
  };
  return (
    <div className="rep-barre" role="group" aria-label={TEXTES.reparation} data-testid="rep-barre" data-zone="reparation">
      <div className="rep-quoi">
        <b className="coupe">{`Ligne ${nombre(ligne.numero)}${faute.colonne === null ? '' : `, ${faute.colonne}`}`}{sur > 1 ? <span className="discret"> {`(${rang + 1} sur ${sur})`}</span> : null}</b>
        <span className="discret" title={faute.explication}>{`${faute.code} · ${faute.explication}`}</span>
      </div>
      {saisie ? (
        <form className="rang champ rep-saisie" onSubmit={(evenement) => { evenement.preventDefault(); valider(); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.stopPropagation(); saisir(false); } }}>
          {scission ? ([TEXTES.urgence, TEXTES.insertion] as const).map((nom, place) => <label key={nom} className="rang">{nom} <input ref={place === 0 ? champ : undefined} type="text" inputMode="numeric" value={parts[place] ?? ''} aria-label={nom} style={{ width: 64 }} onChange={({ target }) => { partager(place === 0 ? [target.value, parts[1]] : [parts[0], target.value]); }} /></label>)
            : <input ref={champ} id={`${id}v`} type="text" maxLength={500} aria-label={`${TEXTES.nouvelle} : ${faute.colonne ?? ''}`} value={valeur} onChange={({ target }) => { changer(target.value); }} data-testid="rep-valeur" />}
          <Bouton genre="p" type="submit" occupe={occupe} touche="Entrée">{scission ? TEXTES.scinder : TEXTES.saisir}</Bouton>
          <Bouton onClick={() => { saisir(false); }} touche="Échap">{TEXTES.annuler}</Bouton>
        </form>
      ) : (
        <>
          {terme !== null ? (
            <span className="selection-compacte rep-proposee"><select id="rep-terme" aria-label={`${TEXTES.correspond} : ${terme.terme}`} value={code} disabled={occupe} onChange={({ target }) => { retenirCode(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Enter' && code !== '') { evenement.preventDefault(); rattacher(code); } }}>
              <option value="">{TEXTES.choix}</option>
              {terme.choix.map((un) => <option key={un.code} value={un.code}>{un.libelle}</option>)}
            </select></span>
          ) : reparation === null ? null : reparation.genre === 'choix' && reparation.valeurs.length > 1 && reparation.geste === undefined
            ? <span className="selection-compacte"><select aria-label={TEXTES.reparation} value={choisie} onChange={({ target }) => { choisir(Number(target.value)); }}>{reparation.valeurs.map((proposee, place) => <option key={proposee} value={place}>{proposee}</option>)}</select></span>
            : <span className="rep-proposee">{reparation.geste === undefined && reparation.valeurs.length > 0 ? <><del>{courante === '' ? '(vide)' : courante}</del> <Icone nom="arrow-right-line" taille={14} /> <ins>{reparation.valeurs[0]}</ins></> : reparation.phrase}</span>}
          <span className="rep-gestes">
            {terme !== null ? <Bouton genre="p" icone="check-line" touche="Entrée" occupe={occupe} raison={code === '' ? 'Choisir à quoi ce terme correspond.' : null} horsDroit onClick={() => { rattacher(code); }} testid="rep-rattacher">{TEXTES.rattacher}</Bouton> : <Bouton genre={corrections === null ? '' : 'p'} icone="check-line" touche="Entrée" occupe={occupe} raison={corrections === null ? faute.code === 'U04' || faute.code === 'U05' ? 'Le profil de cette personne se décide à l’étape Arbitrer.' : 'Seule une personne peut savoir : saisir la valeur, ou exclure la ligne.' : null} horsDroit onClick={() => { if (corrections !== null) corriger(corrections); }} testid="rep-accepter">{TEXTES.accepter}</Bouton>}
            <Bouton icone="edit-line" touche="F2" raison={saisissable || scission ? null : 'Cette anomalie ne tient pas à une seule cellule.'} horsDroit onClick={() => { saisir(true); }} testid="rep-saisir">{TEXTES.saisir}</Bouton>
            {faute.confirmable ? <Bouton touche="V" occupe={occupe} onClick={confirmer} testid="rep-confirmer">{faute.code === 'D08' ? TEXTES.pasLeMeme : TEXTES.bienAinsi}</Bouton> : null}
            <Bouton touche="E" onClick={exclure} testid="rep-exclure">{TEXTES.exclure}</Bouton>
          </span>
        </>
      )}
    </div>
  );
};
/** Les touches de l’atelier, au pied de la grille. */
export const TouchesReprise = (): ReactElement => <span className="discret rep-touches"><Touche>F8</Touche> anomalie suivante <Touche>?</Touche> touches</span>;
