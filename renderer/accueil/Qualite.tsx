import type { ReactElement } from 'react';
import { Link, useNavigate } from 'react-router';
import { MATRICE } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';
import type { CodeControle } from '../../domain/qualite/controles.ts';
import { CONTROLES } from '../../domain/qualite/controles.ts';
import { declareOccupation } from '../app/ecrans.ts';
import { Ecart } from '../controles/Ecart.tsx';
import { valeurFr } from '../indicateurs/chiffres.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { dateCourte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { QUALITE } from './textes.ts';

const ICONES: Record<CodeControle, NomIcone> = {
  occupation: 'time-line', incompletes: 'draft-line', ecart: 'equalizer-line', anciennes: 'restart-line', doublons: 'git-merge-line', siret: 'links-line', convention: 'file-text-line', financement: 'calendar-line', delegation: 'shield-line',
};
/** Vrai quand ce profil corrige une fiche, ou en propose la correction. */
const corrige = (profil: Profil): boolean => MATRICE.some((regle) => regle.profil === profil && (regle.objet === 'dispositif' || regle.objet === 'entite') && (regle.geste === 'modifier' || regle.geste === 'proposer_changement'));

/** Ce qui est à corriger dans le périmètre : une ligne par contrôle, son nombre, ce qui a changé depuis le dernier mois figé, et le chemin vers la liste. */
export const Qualite = (): ReactElement => {
  const naviguer = useNavigate();
  const { acteur: { profil } } = useSession();
  const { data, error, refetch } = useAppel('controles.lire', {});
  const completude = useAppel('indicateurs.tableauDeBord', {}).data?.qualite.completude;
  const verbeDe = (code: CodeControle, verbe: string): string => ((code === 'occupation' ? declareOccupation(profil) : corrige(profil)) ? verbe : QUALITE.voir);
  const parCode = new Map(data?.controles.map((un) => [un.code, un]));
  return (
    <section className="pan" aria-labelledby="accueil-qualite" data-zone="panneau" data-testid="accueil-qualite">
      <div className="pan-titre"><Icone nom="checkbox-circle-line" couleur="var(--bleu)" /><h2 id="accueil-qualite">{QUALITE.titre}</h2><Link to="/controles" className="suite">{QUALITE.tous}<Icone nom="arrow-right-s-line" /></Link></div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={QUALITE.lecture} lignes={6} /> : (
        <>
          <div className="qualite-ligne qualite-tete discret" aria-hidden="true"><span /><span>{QUALITE.controle}</span><span className="droite">{QUALITE.nombre}</span><span className="droite" title={data.reference === null ? QUALITE.sansReference : undefined}>{data.reference === null ? QUALITE.ecart : `${QUALITE.depuis} ${dateCourte(data.reference)}`}</span><span /></div>
          <ul className="defile">{CONTROLES.map(({ code, libelle, verbe }) => {
            const { nombre: combien = 0, ecart = null } = parCode.get(code) ?? {};
            return (
              <li key={code}><button type="button" className="qualite-ligne" onClick={() => { void naviguer(`/controles/${code}`); }}>
                <Icone nom={ICONES[code]} /><span className="coupe" title={libelle}>{libelle}</span><b className="num droite">{nombre(combien)}</b><span className="droite"><Ecart ecart={ecart} /></span>
                {combien === 0 ? <span className="succes rang" style={{ gap: 4, justifyContent: 'flex-end' }}><Icone nom="check-line" taille={14} />{QUALITE.rien}</span> : <span className="lien droite">{verbeDe(code, verbe)}</span>}
              </button></li>
            );
          })}</ul>
          {completude === undefined ? null : <div className="pied qualite-pied"><span>{QUALITE.completude}</span><span className="piste" aria-hidden="true"><i style={{ width: `${100 * (completude ?? 0)}%` }} /></span><b className="num">{valeurFr(completude, 'taux')}</b></div>}
        </>
      )}
    </section>
  );
};
