import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement } from 'react';
import { LIBELLES_SECOND, texteConnexion } from '../../contract/comptesTextes.ts';
import type { LigneUtilisateur } from '../../contract/methodesUtilisateurs.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import { STATUTS_COMPTE } from '../../domain/objets/utilisateur.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { Gris, MarqueAttente } from '../offre/grille/cellules.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Icone } from '../ui/Icone.tsx';
import { APPARENCE_STATUT, COULEURS_FAMILLE, TEXTES } from './textes.ts';

/** Ce que la grille donne à ses cellules : les comptes cochés. */
export interface ContexteGrille { readonly cochees: { readonly current: ReadonlySet<string> }; basculer(id: string): void }
type Params = ICellRendererParams<LigneUtilisateur, unknown, ContexteGrille>;

export const BadgeProfil = ({ profil }: { readonly profil: Profil }): ReactElement => <Badge couleur={COULEURS_FAMILLE[PROFILS[profil].famille] ?? 'grey'}>{PROFILS[profil].libelle}</Badge>;
export const BadgeCompte = ({ statut }: { readonly statut: StatutCompte }): ReactElement => <Badge couleur={APPARENCE_STATUT[statut][1]} icone={APPARENCE_STATUT[statut][0]}>{STATUTS_COMPTE[statut]}</Badge>;
export const SecondFacteur = ({ actif }: { readonly actif: boolean }): ReactElement => (
  <span className={`rang${actif ? '' : ' discret'}`} style={{ gap: 4 }}><Icone nom={actif ? 'shield-fill' : 'shield-line'} taille={14} couleur={actif ? 'var(--text-default-success)' : undefined} />{LIBELLES_SECOND[actif ? 'oui' : 'non']}</span>
);
/** Dernière connexion ; une invitation expirée ou un an sans venir portent un signe, pas seulement une couleur. */
export const Connexion = ({ ligne }: { readonly ligne: Pick<LigneUtilisateur, 'derniereConnexion' | 'activite' | 'statut' | 'inviteLe'> }): ReactElement => {
  const alerte = ligne.activite === 'inactive' || ligne.activite === 'invitation_expiree';
  return <span className={`rang${alerte ? ' alerte' : ligne.derniereConnexion === null ? ' discret' : ''}`} style={{ gap: 4 }}>{alerte ? <Icone nom={ligne.activite === 'inactive' ? 'time-fill' : 'mail-line'} taille={14} libelle={ligne.activite === 'inactive' ? '12 mois ou plus' : 'À renvoyer'} /> : null}<span className="coupe">{texteConnexion(ligne)}</span></span>;
};

export const CelluleCoche = ({ data, context }: Params): ReactElement | null => (data === undefined ? null : (
  // le clavier coche par Espace sur la ligne : la case n’est pas une étape de plus
  <input type="checkbox" className="coche" tabIndex={-1} checked={context.cochees.current.has(data.id)} aria-label={`${TEXTES.cocher} : ${data.nom}`} onChange={() => { context.basculer(data.id); }} onClick={(evenement) => { evenement.stopPropagation(); }} style={{ marginTop: 6 }} />
));
export const CelluleNom = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="70%" /> : <div className="rang" style={{ gap: 4 }}><span className="coupe mi" style={{ flex: 1 }} title={data.nom}>{data.nom}</span><MarqueAttente attente={data.attente} /></div>);
export const CelluleProfil = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="60%" /> : <BadgeProfil profil={data.profil} />);
export const CelluleStatut = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="60%" /> : <BadgeCompte statut={data.statut} />);
export const CelluleSecond = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="50%" /> : <SecondFacteur actif={data.secondFacteur} />);
export const CelluleConnexion = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="60%" /> : <Connexion ligne={data} />);
export const CelluleTexte = ({ data, value }: Params): ReactElement => (data === undefined ? <Gris largeur="60%" /> : <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>);
