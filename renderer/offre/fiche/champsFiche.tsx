import type { ReactElement, ReactNode } from 'react';
import { erreurSiren, erreurSiret, siretDuSiren } from '../../../domain/identifiants.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { cleDeTri } from '../../../domain/texte.ts';
import { Icone } from '../../ui/Icone.tsx';
import { texteContact, texteValeur } from '../../ui/valeurs.ts';
import type { FicheLue } from './lecture.ts';

export interface LigneFiche { readonly champ: string; readonly libelle: string; readonly valeur: ReactNode }

/** Champs montrés ailleurs sur la fiche (en-tête, frise, liens) : pas répétés dans la liste. */
const AILLEURS: Record<FicheLue['objet'], ReadonlySet<string>> = {
  entite: new Set(['raisonSociale', 'statutJuridique', 'departements']),
  dispositif: new Set(['entiteId', 'nom', 'nature', 'type', 'financements']),
  groupe: new Set(['dispositifId', 'libelle', 'modalite', 'typeUnite', 'capacites']),
};
const ETIQUETTES = new Set(['compositions', 'publics', 'departements']);

const Controle = ({ erreur }: { readonly erreur: string | null }): ReactElement =>
  (erreur === null ? <Icone nom="checkbox-circle-fill" taille={14} couleur="var(--text-default-success)" libelle="Clé contrôlée" /> : <Icone nom="warning-fill" taille={14} couleur="var(--text-default-warning)" libelle={erreur} />);

const Absent = ({ conseille }: { readonly conseille: boolean }): ReactElement =>
  (conseille ? <span className="discret">Non renseigné</span> : <span className="alerte rang" style={{ gap: 6 }}><Icone nom="warning-fill" taille={14} />À renseigner</span>);

const valeurDe = (fiche: FicheLue, champ: string): ReactNode => {
  const valeur = fiche.valeurs[champ];
  const texte = texteValeur(champ, valeur);
  if (champ === 'commune') return fiche.communeNom ?? texte;
  if (champ === 'responsableId') return texte === '' ? '' : (fiche.responsableNom ?? <span className="discret">Compte que ce poste ne connaît pas</span>);
  if (texte === '') return '';
  if (champ === 'siren') return <span className="rang num" style={{ gap: 6 }}>{texte}<Controle erreur={erreurSiren(String(valeur))} /></span>;
  if (champ === 'siret') {
    const siren = fiche.entite?.siren ?? null;
    const erreur = erreurSiret(String(valeur)) ?? (siren !== null && !siretDuSiren(String(valeur), siren) ? 'Ce siret ne porte pas le siren de l’entité.' : null);
    return <span className="rang num" style={{ gap: 6 }}>{texte}<Controle erreur={erreur} /></span>;
  }
  if (ETIQUETTES.has(champ)) return <span className="fiche-etiquettes">{texte.split(' ; ').map((mot) => <span key={mot} className="etiquette g">{mot}</span>)}</span>;
  if (champ === 'contacts') return <span className="pile">{(fiche.valeurs['contacts'] as Parameters<typeof texteContact>[0][]).map((contact) => <span key={`${contact.fonction}${contact.nom}`}>{texteContact(contact)}</span>)}</span>;
  return texte;
};

/** Les champs d’une fiche dans l’ordre du domaine ; un champ vide reste visible s’il est obligatoire ou conseillé. */
export const lignesFiche = (fiche: FicheLue, tout = false): LigneFiche[] => Object.entries(CHAMPS[fiche.objet]).flatMap(([champ, { libelle, exigence }]): LigneFiche[] => {
  if (!tout && AILLEURS[fiche.objet].has(champ) && !fiche.completude.manquants.includes(champ)) return [];
  // le responsable se lit par son compte quand il en a un
  if (champ === 'responsable' && typeof fiche.valeurs['responsableId'] === 'string' && valeurDe(fiche, champ) === '') return [];
  if (champ === 'entiteId' || champ === 'dispositifId') return [];
  // l’adresse porte déjà le nom de la commune : ne pas le redire
  if (champ === 'commune' && fiche.communeNom !== null && cleDeTri(String(fiche.valeurs['adresse'] ?? '')).includes(cleDeTri(fiche.communeNom))) return [];
  const valeur = valeurDe(fiche, champ);
  if (valeur === '' || valeur === null) return exigence === undefined ? [] : [{ champ, libelle, valeur: <Absent conseille={exigence === 'conseille'} /> }];
  return [{ champ, libelle, valeur }];
}).concat(fiche.objet === 'dispositif' && fiche.ligne.financeP177 ? [{ champ: 'financeP177', libelle: 'P177', valeur: 'Financé par le P177' }] : []);

export const ListeChamps = ({ fiche, tout = false }: { readonly fiche: FicheLue; readonly tout?: boolean }): ReactElement => (
  <dl className="def">{lignesFiche(fiche, tout).map(({ champ, libelle, valeur }) => [<dt key={`${champ}t`} id={`champ-${champ}`} tabIndex={-1}>{libelle}</dt>, <dd key={champ}>{valeur}</dd>])}</dl>
);
