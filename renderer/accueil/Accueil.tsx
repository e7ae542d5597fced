import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import { cleVisite, useAide } from '../aide/useAide.ts';
import { VISITE } from '../aide/textes.ts';
import { ecransDe } from '../app/ecrans.ts';
import type { NiveauAge } from '../../domain/cycleDeVie.ts';
import { niveauAge } from '../../domain/cycleDeVie.ts';
import { valeurFr } from '../indicateurs/chiffres.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { BadgeAge, NIVEAUX_AGE, famille } from '../ui/Badge.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { dateLongue, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useStockage } from '../ui/stockage.ts';
import { texteChangement } from '../../contract/validationTextes.ts';
import { ongletsDe } from '../validation/textes.ts';
import { CeQuiAChange } from './CeQuiAChange.tsx';
import { LeParc } from './LeParc.tsx';
import { Qualite } from './Qualite.tsx';
import { TEXTES } from './textes.ts';

const PREMIERES = 6;

const CeQuiAttend = (): ReactElement => {
  const naviguer = useNavigate();
  const { data, error, refetch } = useAppel('validation.file', { onglet: 'pour_moi' });
  const circuit = useAppel('indicateurs.tableauDeBord', {}).data?.circuit;
  const liste = useRef<HTMLUListElement>(null);
  const pret = data !== undefined;
  // le focus part de la première fiche qui attend, sans le voler à qui l’a déjà pris
  useEffect(() => { if (pret && (document.activeElement === null || document.activeElement === document.body)) liste.current?.querySelector('button')?.focus(); }, [pret]);
  const lignes = data?.lignes ?? [];
  const fleches = (evenement: KeyboardEvent): void => {
    if (evenement.key !== 'ArrowDown' && evenement.key !== 'ArrowUp') return;
    const boutons = [...(liste.current?.querySelectorAll('button') ?? [])];
    const ici = boutons.findIndex((bouton) => bouton === document.activeElement);
    evenement.preventDefault();
    boutons[(ici + (evenement.key === 'ArrowDown' ? 1 : -1) + boutons.length) % boutons.length]?.focus();
  };
  return (
    <section className="pan" aria-labelledby="accueil-attend" data-zone="grille" data-testid="accueil-attend">
      <div className="pan-titre"><Icone nom="checkbox-line" couleur="var(--bleu)" /><h2 id="accueil-attend">{TEXTES.attend}</h2>{pret ? <Link to="/validation" className="suite">{TEXTES.ouvrirFile} ({nombre(data.compteurs.pour_moi)})<Icone nom="arrow-right-s-line" /></Link> : null}</div>
      {error !== null && !pret ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : !pret ? <Attente nom="Lecture de la file" /> : lignes.length === 0 ? <Vide titre={TEXTES.rien} icone="checkbox-circle-line" /> : (
        <>
          <div className="cartes-age">
            {(Object.keys(NIVEAUX_AGE) as NiveauAge[]).map((niveau) => {
              const { mot, icone, couleur, bornes } = NIVEAUX_AGE[niveau];
              const encre = famille(couleur).color;
              return (
                <button key={niveau} type="button" className="carte-age" style={{ borderTopColor: encre }} onClick={() => { void naviguer('/validation', { state: { age: niveau } }); }}>
                  <span>{bornes}</span><span className="valeur">{lignes.filter(({ jours }) => niveauAge(jours) === niveau).length}</span><span className="mot" style={{ color: encre }}><Icone nom={icone} taille={14} />{mot}</span>
                </button>
              );
            })}
          </div>
          <ul ref={liste} className="defile" onKeyDown={fleches}>
            {lignes.slice(0, PREMIERES).map((ligne) => (
              <li key={ligne.id}><button type="button" className="attente-ligne" onClick={() => { void naviguer(`/validation/${ligne.objet}/${ligne.id}`); }}><span className="discret coupe">{ligne.code ?? 'Code à venir'}</span><span className="coupe"><b>{ligne.nom}</b> · {texteChangement(ligne)}</span><span className="coupe">{ligne.objet === 'entite' ? (ligne.changement === 'proposition' ? 'Entité' : 'Nouvelle entité') : ligne.entite}</span><BadgeAge jours={ligne.jours} /></button></li>
            ))}
          </ul>
          <div className="pied" style={{ minHeight: 36, padding: '0 16px', fontSize: 12 }}><Touche>↑</Touche><Touche>↓</Touche> parcourir <Touche>Entrée</Touche> ouvrir{circuit === undefined || circuit.delaiMedian === null ? null : <span className="discret" style={{ marginLeft: 'auto' }}>{TEXTES.delai} <b className="num">{valeurFr(circuit.delaiMedian, 'jours')}</b> · {TEXTES.decile} <b className="num">{valeurFr(circuit.delaiNeuvieme, 'jours')}</b></span>}</div>
        </>
      )}
    </section>
  );
};

/** Accueil : les fiches qui attendent une décision, le parc du jour, ce qui est à corriger et ce que d’autres ont changé. */
export const Accueil = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const { visiter } = useAide();
  const [vue, voir] = useStockage(cleVisite(utilisateur.id), false);
  // qui ne valide aucune fiche a la file par son écran, l’accueil reste au parc
  const decide = ongletsDe(acteur.profil)[0]?.cle === 'pour_moi' && ecransDe(acteur.profil).includes('validation');
  return (
    <div className="travail">
      <div className="tete"><h1>Bonjour {utilisateur.nom}</h1><span className="sous">{dateLongue(new Date())}</span>{vue ? null : <><span className="ressort" /><Bouton icone="play-circle-line" onClick={() => { voir(true); visiter(); }} testid="proposer-visite">{VISITE.proposer}</Bouton><Bouton genre="t" onClick={() => { voir(true); }}>{VISITE.plusTard}</Bouton></>}</div>
      <div className={`accueil${decide ? '' : ' seul'}`}>{decide ? <CeQuiAttend /> : null}<LeParc /><Qualite /><CeQuiAChange /></div>
    </div>
  );
};
