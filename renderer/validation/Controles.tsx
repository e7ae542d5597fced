import type { ReactElement } from 'react';
import { erreurFiness, erreurSiren, erreurSiret, siretDuSiren } from '../../domain/identifiants.ts';
import { useAppel } from '../poste/requetes.ts';
import { Icone } from '../ui/Icone.tsx';
import type { FicheLue } from '../offre/fiche/lecture.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';

interface Controle { readonly bon: boolean; readonly texte: string }

const controler = (fiche: FicheLue): Controle[] => {
  const manque: Controle[] = fiche.completude.manquants.map((champ) => ({ bon: false, texte: `${CHAMPS[fiche.objet][champ]?.libelle ?? champ} absent` }));
  const identifiant = (valeur: string | null, nom: string, erreur: (texte: string) => string | null): Controle[] => (valeur === null ? [] : [{ bon: erreur(valeur) === null, texte: erreur(valeur) === null ? nom : `${nom} : ${erreur(valeur) ?? ''}` }]);
  if (fiche.objet === 'entite') return [...identifiant(fiche.ligne.siren, 'siren', erreurSiren), ...(fiche.ligne.finessEj === null ? [{ bon: false, texte: 'FINESS absent' }] : identifiant(fiche.ligne.finessEj, 'FINESS', erreurFiness)), ...manque];
  if (fiche.objet !== 'dispositif') return manque;
  const siren = fiche.entite?.siren ?? null;
  const { siret, finessEt } = fiche.ligne;
  return [
    ...identifiant(siret, 'siret', erreurSiret), ...(siret !== null && siren !== null && !siretDuSiren(siret, siren) ? [{ bon: false, texte: 'le siret ne porte pas le siren de l’entité' }] : []),
    ...(finessEt === null ? [{ bon: false, texte: 'FINESS absent' }] : identifiant(finessEt, 'FINESS', erreurFiness)), ...manque,
  ];
};

/** Contrôles faits par le poste sur la fiche : clés, concordance, doublons d’une entité. */
export const Controles = ({ fiche }: { readonly fiche: FicheLue }): ReactElement => {
  const entite = fiche.objet === 'entite';
  const { data } = useAppel('offre.doublons', { objet: 'entite', siren: entite ? (fiche.ligne.siren ?? '') : '', nom: fiche.nom, departements: entite ? [...fiche.ligne.departements] : [], sauf: fiche.id }, { actif: entite });
  const controles = controler(fiche);
  const bons = controles.filter(({ bon }) => bon).map(({ texte }) => texte);
  return (
    <dl className="def">
      <dt>Contrôles</dt>
      <dd className="rang" style={{ flexWrap: 'wrap', gap: '2px 12px' }}>
        {bons.length === 0 ? null : <span className="rang" style={{ gap: 4 }}><Icone nom="checkbox-circle-fill" taille={14} couleur="var(--text-default-success)" libelle="Correct" />{bons.join(', ')}</span>}
        {controles.filter(({ bon }) => !bon).map(({ texte }) => <span key={texte} className="rang" style={{ gap: 4 }}><Icone nom="warning-fill" taille={14} couleur="var(--text-default-warning)" libelle="À vérifier" />{texte}</span>)}
      </dd>
      {entite && data !== undefined ? <><dt>Doublons</dt><dd>{data.doublons.length === 0 ? 'Ni même siren, ni nom proche dans le département' : data.doublons.map(({ nom, raison }) => `${nom} (${raison === 'nom' ? 'nom proche' : `même ${raison}`})`).join(', ')}</dd></> : null}
    </dl>
  );
};
