import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import type { CompteReprise } from '../../contract/methodesReprise.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { RAISONS } from '../../domain/reprise/comptes.ts';
import { ecartsProfils } from '../../domain/reprise/ecartsProfils.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { dateHeure, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { BadgeProfil } from '../utilisateurs/cellules.tsx';
import { Ecarts } from '../utilisateurs/Ecarts.tsx';
import { BadgeEtat, libellesAnciens } from './GrilleComptes.tsx';
import { INVITATIONS, TEXTES_COMPTES } from './textesComptes.ts';

interface Props {
  readonly compte: CompteReprise; readonly occupe: boolean;
  readonly decider: (profil: Profil) => void; readonly accepter: () => void; readonly accepterGenre: () => void; readonly preciser: () => void; readonly exclure: () => void;
}
const sansLieu = (ecarts: ReturnType<typeof ecartsProfils>['gagnes']) => ecarts.map((ecart) => ({ ...ecart, lieux: [] }));

/** Une personne à côté de la grille : d’où elle vient, ce qu’il faut regarder, les profils entre lesquels choisir, ce que chacun donne et retire, où elle agirait. */
export const DetailCompte = ({ compte, occupe, decider, accepter, accepterGenre, preciser, exclure }: Props): ReactElement => {
  const { anciens, questions, raisons, choix, propose, profil, decision, etat, structures, perimetre, manque, refus, invitation, inactif, lignes, semblables } = compte;
  const [vu, regarder] = useState<Profil | null>(null);
  const montre = vu ?? profil ?? propose;
  const ecarts = useMemo(() => (montre === null ? null : ecartsProfils(anciens, montre)), [anciens, montre]);
  const fige = etat === 'cree' || etat === 'connu';
  const raison = fige ? (etat === 'connu' ? TEXTES_COMPTES.intacts : 'Ce compte est préparé : il se réaffecte à l’écran Utilisateurs.') : null;
  return (
    <aside className="pan panneau-fiche rep-compte" aria-label={TEXTES_COMPTES.detail} data-zone="panneau" data-testid="rep-compte">
      <div className="fiche-tete">
        <div className="code"><span>{`${lignes.length > 1 ? 'lignes' : 'ligne'} ${lignes.map(nombre).join(', ')}`}</span><span className="ressort" /><BadgeEtat compte={compte} /></div>
        <h2 className="coupe" title={compte.nom}>{compte.nom}</h2>
        <p className="ligne2 coupe">{[compte.email, compte.fonction ?? ''].filter((part) => part !== '').join(' · ')}</p>
      </div>
      <div className="rep-compte-corps" tabIndex={0} role="region" aria-label={compte.nom}>
        {refus === null ? null : <Note genre="e">{refus}</Note>}
        {invitation === null ? null : <Note genre="i">{`Compte ${etat === 'cree' ? 'préparé d’ici' : 'déjà là'} : ${INVITATIONS[invitation]}.`}</Note>}
        {decision === null ? null : <p className="discret">{`Décidé par ${decision.par}, ${dateHeure(decision.le)}.`}</p>}
        <section><h3>{TEXTES_COMPTES.anciens}</h3><p>{libellesAnciens(anciens)}{raisons.length === 0 ? null : <span className="discret"> · {raisons.map((une) => RAISONS[une]).join(', ')}</span>}</p>{inactif ? <p className="discret"><Icone nom="time-line" taille={14} /> Aucune connexion depuis plus de 12 mois.</p> : null}</section>
        {questions.length === 0 ? null : <section><h3>{TEXTES_COMPTES.question}</h3><ul className="rep-questions">{questions.map((question) => <li key={question}><Icone nom="question-line" taille={14} /> {question}</li>)}</ul></section>}
        <section>
          <h3>{TEXTES_COMPTES.choisi}</h3>
          <ol className="rep-choix" aria-label={TEXTES_COMPTES.choisi}>{choix.map((un, rang) => (
            <li key={un}><button type="button" aria-pressed={profil === un} aria-disabled={fige || undefined} title={raison ?? undefined} onMouseEnter={() => { regarder(un); }} onMouseLeave={() => { regarder(null); }} onFocus={() => { regarder(un); }} onBlur={() => { regarder(null); }} onClick={() => { if (!fige && !occupe) decider(un); }} data-testid={`rep-choix-${un}`}>
              <Touche>{String(rang + 1)}</Touche><BadgeProfil profil={un} /><span className="ressort" />{profil === un ? <span><Icone nom="check-line" taille={14} /> {TEXTES_COMPTES.retenu}</span> : un === propose ? <span className="discret">{TEXTES_COMPTES.propose}</span> : null}
            </button></li>
          ))}</ol>
        </section>
        {montre === null || ecarts === null ? null : <section><h3>{`${PROFILS[montre].libelle} : ce qui change`}</h3><Ecarts gagnes={sansLieu(ecarts.gagnes)} perdus={sansLieu(ecarts.perdus)} /></section>}
        <section>
          <h3>{TEXTES_COMPTES.perimetre}</h3>
          <p>{perimetre === null ? <span className="rep-manque"><Icone nom="map-pin-2-line" taille={14} /> {manque ?? ''}</span> : perimetre.libelle}{decision?.precise === true ? <span className="discret"> · précisé</span> : null}</p>
          {structures.length === 0 ? null : <ul className="rep-structures">{structures.map(({ texte, fiches }) => <li key={texte}><b>{texte}</b> <Icone nom="arrow-right-line" taille={14} /> {fiches.length === 0 ? <span className="discret">{TEXTES_COMPTES.ailleurs}</span> : <span>{fiches.length > 1 ? `${TEXTES_COMPTES.plusieurs} : ` : ''}{fiches.map(({ nom }) => nom).join(', ')}</span>}</li>)}</ul>}
        </section>
      </div>
      <div className="pied rep-compte-pied">
        <Bouton genre={etat === 'arbitrer' ? 'p' : ''} icone="check-line" touche="Entrée" occupe={occupe} raison={raison ?? (etat === 'arbitrer' ? null : etat === 'perimetre' ? 'Préciser le périmètre d’abord.' : 'Rien à décider : le profil est retenu.')} horsDroit onClick={accepter} testid="rep-accepter-compte">{TEXTES_COMPTES.accepter}</Bouton>
        <Bouton petit icone="map-pin-2-line" touche="P" raison={raison} horsDroit onClick={preciser} testid="rep-preciser">{TEXTES_COMPTES.perimetre}</Bouton>
        {etat === 'arbitrer' && semblables > 1 ? <Bouton petit icone="magic-line" touche="Maj+Entrée" occupe={occupe} onClick={accepterGenre} testid="rep-accepter-genre">{`Accepter les ${nombre(semblables)} semblables`}</Bouton> : null}
        <Bouton petit touche="E" raison={raison} horsDroit onClick={exclure} testid="rep-exclure-compte">{TEXTES_COMPTES.ecarter}</Bouton>
      </div>
    </aside>
  );
};
