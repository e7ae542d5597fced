import { libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { MODALITES } from '../../../domain/nomenclature/referentiels.ts';
import { capaciteAu } from '../../../domain/objets/groupe.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { Vide } from '../../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, minuscule } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import type { FicheLue } from './lecture.ts';

/** Onglet « Dispositifs » d’une entité, « Groupes » d’un dispositif. */
export const Enfants = ({ fiche, aller }: { readonly fiche: FicheLue; readonly aller: (objet: FicheLue['objet'], id: string) => void }): ReactElement => {
  const date = aujourdhui();
  if (fiche.objet === 'entite') {
    if (fiche.dispositifs.length === 0) return <Vide titre="Aucun dispositif" />;
    return (
      <ul className="mini-liste">{fiche.dispositifs.map((dispositif) => (
        <li key={dispositif.id}><button type="button" onClick={() => { aller('dispositif', dispositif.id); }}><Icone nom="home-4-line" taille={14} /><span className="coupe" style={{ flex: 1 }}><b className="mi">{dispositif.nom}</b><span className="discret"> · {libelleCode('type', dispositif.type)}</span></span><BadgeStatut statut={dispositif.statut} /></button></li>
      ))}</ul>
    );
  }
  if (fiche.groupes.length === 0) return <Vide titre="Aucun groupe de places" />;
  return (
    <ul className="mini-liste">{fiche.groupes.map((groupe) => (
      <li key={groupe.id}><button type="button" onClick={() => { aller('groupe', groupe.id); }}><Icone nom="group-line" taille={14} /><span className="coupe" style={{ flex: 1 }}><b className="mi">{groupe.libelle}</b><span className="discret"> · {libelleDe(MODALITES, groupe.modalite)} · {minuscule(libelleCode('type_unite', groupe.typeUnite))}</span></span><span className="num">{groupe.fermeture !== null && groupe.fermeture <= date ? `fermé le ${dateFr(groupe.fermeture)}` : compte(capaciteAu(groupe, date), 'place', 'places')}</span></button></li>
    ))}</ul>
  );
};
