import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { declareOccupation, ecransDe } from '../app/ecrans.ts';
import { valeurFr } from '../indicateurs/chiffres.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { QUALITE } from './textes.ts';

/** Ce qui est à corriger dans le périmètre : un nombre, et le chemin vers où cela se lit ou se corrige. */
export const Qualite = (): ReactElement => {
  const naviguer = useNavigate();
  const { acteur } = useSession();
  const { data, error, refetch } = useAppel('indicateurs.tableauDeBord', {});
  const qualite = data?.qualite;
  const explorer = (indicateur: string) => (): void => { void naviguer('/indicateurs', { state: { indicateur } }); };
  const lignes = qualite === undefined ? [] : [
    ...(ecransDe(acteur.profil).includes('places') ? [{ cle: 'retard', mot: QUALITE.retard, combien: qualite.dispositifsEnRetard, verbe: declareOccupation(acteur.profil) ? QUALITE.declarer : QUALITE.voir, agir: () => { void naviguer('/occupation'); } }] : []),
    { cle: 'incompletes', mot: QUALITE.incompletes, combien: qualite.incompletes, verbe: QUALITE.voir, agir: explorer('completude') },
    { cle: 'ecart', mot: QUALITE.ecart, combien: qualite.dispositifsEnEcart, verbe: QUALITE.comparer, agir: explorer('ecart_capacite') },
    { cle: 'anciennes', mot: QUALITE.anciennes, combien: qualite.anciennes, verbe: QUALITE.voir, agir: explorer('fraicheur') },
  ];
  return (
    <section className="pan" aria-labelledby="accueil-qualite" data-zone="panneau" data-testid="accueil-qualite">
      <div className="pan-titre"><Icone nom="checkbox-circle-line" couleur="var(--bleu)" /><h2 id="accueil-qualite">{QUALITE.titre}</h2></div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : qualite === undefined ? <Attente nom={QUALITE.lecture} lignes={4} /> : (
        <>
          <ul className="defile">{lignes.map(({ cle, mot, combien, verbe, agir }) => <li key={cle}><button type="button" className="qualite-ligne" onClick={agir}><span className="coupe">{mot}</span><b className="num droite">{nombre(combien)}</b>{combien === 0 ? <span className="succes rang" style={{ gap: 4 }}><Icone nom="check-line" taille={14} />{QUALITE.rien}</span> : <span className="lien">{verbe}</span>}</button></li>)}</ul>
          <div className="pied qualite-pied"><span>{QUALITE.completude}</span><span className="piste" aria-hidden="true"><i style={{ width: `${100 * (qualite.completude ?? 0)}%` }} /></span><b className="num">{valeurFr(qualite.completude, 'taux')}</b></div>
        </>
      )}
    </section>
  );
};
