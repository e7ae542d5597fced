import type { ReactElement } from 'react';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import type { Fiche } from '../../../domain/commandes/regles.ts';
import { contexteDroit } from '../../../domain/commandes/regles.ts';
import { STATUTS } from '../../../domain/cycleDeVie.ts';
import { autoriser, quiPeut } from '../../../domain/droits.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { PROFILS } from '../../../domain/profils.ts';
import { useSession } from '../../poste/session.ts';
import { Note } from '../../ui/Etats.tsx';
import { aujourdhui } from '../../ui/formats.ts';
import type { Choix, ChoixParChamp } from './analyse.ts';
import { libelleChamp, valeurRetenue } from './analyse.ts';
import { Valeur } from './Valeur.tsx';

interface Props { readonly commande: CommandeEnFile; readonly conflits: readonly string[]; readonly choix: ChoixParChamp }

const change = (choisi: Choix | undefined): choisi is Choix => choisi !== undefined && choisi.genre !== 'leur';

/** Ce que vaut un choix sur un champ sensible d’une fiche validée : une décision pour qui en décide, un refus certain pour les autres. */
export const NoteSensible = ({ commande, conflits, choix }: Props): ReactElement | null => {
  const { acteur } = useSession();
  const { objet, serveur } = commande;
  const statut = serveur?.['statut'];
  if (serveur === null || (objet !== 'entite' && objet !== 'dispositif') || (statut !== 'valide' && statut !== 'suspendu')) return null;
  const sensibles = conflits.filter((champ) => CHAMPS[objet][champ]?.sensible === true);
  if (sensibles.length === 0) return null;
  const decide = autoriser(acteur, 'decider_sensible', objet, contexteDroit(objet, serveur as unknown as Fiche, aujourdhui())).accordee;
  const noms = sensibles.map((champ) => libelleChamp(commande, champ)).join(', ');
  const retenus = sensibles.filter((champ) => change(choix[champ]));
  const etat = STATUTS[statut].toLowerCase();
  return (
    <Note genre="w">
      <b>{noms}</b> : {sensibles.length === 1 ? 'champ sensible' : 'champs sensibles'} d’une fiche au statut « {etat} ».{' '}
      {decide ? <>Garder une autre valeur que la leur est une décision ({PROFILS[acteur.profil].libelle}) : le journal en garde l’auteur et les deux valeurs.</> : <>Ce profil n’en décide pas : seule « La leur » sera acceptée. {quiPeut('decider_sensible', objet)}</>}
      {retenus.map((champ) => <span key={champ}>{' '}Effet : <b><Valeur champ={champ} valeur={valeurRetenue(commande, champ, choix[champ] as Choix)} /></b> au lieu de <Valeur champ={champ} valeur={serveur[champ]} />.</span>)}
    </Note>
  );
};
