import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { ChangementVu } from '../../contract/methodesAccueil.ts';
import { phraseDuPas } from '../journal/phrases.ts';
import { useAppel } from '../poste/requetes.ts';
import { Badge, BadgeStatut } from '../ui/Badge.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { CHANGEMENTS } from './textes.ts';

type Objet = ChangementVu['objet'];
const ICONES: Record<Objet, NomIcone> = { entite: 'building-4-line', dispositif: 'home-4-line', groupe: 'group-line', place: 'stack-line', proposition: 'edit-line', piece: 'file-text-line', demande: 'inbox-line' };
const AVEC_STATUT = new Set<Objet>(['entite', 'dispositif']);

/** « Amélie Mabille a validé la fiche », « Fiche modifiée » quand l’auteur n’est pas connu ici. */
const phrase = ({ objet, geste, auteur, nombre: places, statut }: ChangementVu): string => {
  const { actif, passif } = objet === 'place' ? { actif: `a changé ${compte(places, 'place', 'places')}`, passif: `${compte(places, 'place changée', 'places changées')}` }
    : objet === 'proposition' || objet === 'demande' ? CHANGEMENTS[objet][statut === 'ouverte' || statut === 'decidee' ? statut : 'retiree']
      : objet === 'piece' ? (statut === 'retiree' ? CHANGEMENTS.piece.retiree : CHANGEMENTS.piece.jointe)
        : geste === 'modifier' ? CHANGEMENTS.modifie[objet] : geste === 'creer' ? CHANGEMENTS.cree[objet] : { actif: phraseDuPas(geste) ?? CHANGEMENTS.modifie[objet].actif, passif: CHANGEMENTS.modifie[objet].passif };
  return auteur === null ? passif : `${auteur} ${actif}`;
};

const Ligne = ({ ligne }: { readonly ligne: ChangementVu }): ReactElement => {
  const naviguer = useNavigate();
  const { objet, nom, complement, statut, moment, suppleance, fiche } = ligne;
  return (
    <li>
      <button type="button" className="change-ligne" onClick={() => { void naviguer(objet === 'demande' ? '/demandes' : `/offre/${fiche.objet}/${fiche.id}`); }}>
        <time className="discret num" dateTime={moment}>{dateHeure(moment)}</time>
        <Icone nom={ICONES[objet]} taille={14} libelle={CHANGEMENTS.objets[objet]} />
        <span className="coupe" title={`${nom}${complement === null ? '' : ` · ${complement}`}`}><b>{nom}</b>{complement === null ? null : <span className="discret"> · {complement}</span>}</span>
        <span className="coupe" title={phrase(ligne)}>{phrase(ligne)}</span>
        <span className="rang" style={{ gap: 4, justifyContent: 'flex-end' }}>{suppleance ? <Badge couleur="yellow-tournesol" icone="alarm-warning-fill">{CHANGEMENTS.suppleance}</Badge> : null}{AVEC_STATUT.has(objet) ? <BadgeStatut statut={statut ?? undefined} /> : null}</span>
      </button>
    </li>
  );
};

/** Ce que d’autres ont changé depuis la visite d’avant, par objet. Se lit hors ligne ; rien à une première visite. */
export const CeQuiAChange = (): ReactElement => {
  const { data, error, refetch } = useAppel('accueil.changements', {});
  const [onglet, choisir] = useState<Objet | 'tout'>('tout');
  const compteurs: Readonly<Partial<Record<Objet, number>>> = data?.compteurs ?? {};
  const total = Object.values(compteurs).reduce((somme, effectif) => somme + effectif, 0);
  const objets = (Object.keys(ICONES) as Objet[]).filter((objet) => (compteurs[objet] ?? 0) > 0);
  const montre = onglet !== 'tout' && !objets.includes(onglet) ? 'tout' : onglet;
  const lignes = (data?.lignes ?? []).filter(({ objet }) => montre === 'tout' || objet === montre).slice(0, 100);
  const bouton = (cle: Objet | 'tout', libelle: string, effectif: number): ReactElement => <button key={cle} type="button" aria-pressed={montre === cle} onClick={() => { choisir(cle); }}>{libelle} <span className="num">{nombre(effectif)}</span></button>;
  return (
    <section className="pan" aria-labelledby="accueil-change" data-testid="accueil-change">
      <div className="pan-titre">
        <Icone nom="time-line" couleur="var(--bleu)" /><h2 id="accueil-change">{CHANGEMENTS.titre}</h2>
        {data?.depuis === null || data === undefined ? null : <span className="discret num">{CHANGEMENTS.depuis} {dateHeure(data.depuis)}</span>}
        <span className="ressort" />
        {objets.length < 2 ? null : <div className="segments" role="group" aria-label={CHANGEMENTS.parObjet}>{bouton('tout', CHANGEMENTS.tout, total)}{objets.map((objet) => bouton(objet, CHANGEMENTS.pluriels[objet], compteurs[objet] ?? 0))}</div>}
      </div>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : data === undefined ? <Attente nom={CHANGEMENTS.lecture} lignes={4} />
        : data.depuis === null ? <Vide titre={CHANGEMENTS.premiere} icone="time-line" /> : lignes.length === 0 ? <Vide titre={CHANGEMENTS.rien} icone="checkbox-circle-line" />
          : <ul className="defile">{lignes.map((ligne) => <Ligne key={`${ligne.objet}${ligne.id}`} ligne={ligne} />)}</ul>}
    </section>
  );
};
