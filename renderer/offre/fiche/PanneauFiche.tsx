import { libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { nomDepartement } from '../../../domain/geographie/departements.ts';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { MODALITES } from '../../../domain/nomenclature/referentiels.ts';
import { objetsLisibles } from '../../../domain/droits.ts';
import { useAppel } from '../../poste/requetes.ts';
import { useSession } from '../../poste/session.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../../ui/Etats.tsx';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { HistoriqueFiche } from '../../journal/HistoriqueFiche.tsx';
import { useRetours } from '../../synchronisation/useRetours.tsx';
import { useEcranFiche } from '../adresse.ts';
import { useGestes } from '../gestes/useGestes.tsx';
import { LIBELLES_OBJETS } from '../textes.ts';
import type { FicheLue } from './lecture.ts';
import { lireFiche } from './lecture.ts';
import { PiedFiche } from './PiedFiche.tsx';
import { Completude } from './Completude.tsx';
import { CorpsFiche } from './CorpsFiche.tsx';
import { Echanges } from './Echanges.tsx';
import { echangesDe } from './echanges.ts';
import { Enfants } from './Enfants.tsx';
import type { DescriptionOnglet, Onglet } from './Onglets.tsx';
import { ID_PANNEAU_ONGLET, Onglets, idOnglet } from './Onglets.tsx';
import { Pieces } from './Pieces.tsx';

interface Props {
  readonly objet: FicheLue['objet'];
  readonly id: string;
  readonly aller: (objet: FicheLue['objet'], id: string) => void;
  readonly voisine: (sens: 1 | -1) => void;
  readonly fermer: () => void;
}

const sousTitre = (fiche: FicheLue): string => {
  switch (fiche.objet) {
    case 'entite': return [libelleCode('statut_juridique', fiche.ligne.statutJuridique), fiche.communeNom, fiche.ligne.departements.map(nomDepartement).join(', ')].filter((partie) => partie !== null && partie !== '').join(' · ');
    case 'dispositif': return [libelleCode('nature', fiche.ligne.nature), libelleCode('type', fiche.ligne.type), fiche.communeNom].filter((partie) => partie !== null && partie !== '').join(' · ');
    case 'groupe': return [libelleDe(MODALITES, fiche.ligne.modalite), libelleCode('type_unite', fiche.ligne.typeUnite), fiche.dispositif?.nom].filter((partie) => partie !== undefined && partie !== '').join(' · ');
  }
};

const ongletsDe = (fiche: FicheLue, pieces: number | undefined): readonly DescriptionOnglet[] => {
  const historique: DescriptionOnglet = { cle: 'historique', libelle: 'Historique' };
  if (fiche.objet === 'groupe') return [{ cle: 'fiche', libelle: 'Fiche' }, historique];
  return [
    { cle: 'fiche', libelle: 'Fiche' }, fiche.objet === 'entite' ? { cle: 'enfants', libelle: 'Dispositifs', nombre: fiche.dispositifs.length } : { cle: 'enfants', libelle: 'Groupes', nombre: fiche.groupes.length },
    { cle: 'pieces', libelle: 'Pièces', ...(pieces === undefined ? {} : { nombre: pieces }) }, { cle: 'echanges', libelle: 'Échanges', nombre: echangesDe(fiche.parcours).length }, historique,
  ];
};

const FicheOuverte = ({ fiche, aller, voisine, fermer }: Omit<Props, 'objet' | 'id'> & { readonly fiche: FicheLue }): ReactElement => {
  const naviguer = useNavigate();
  const ecran = useEcranFiche();
  const [onglet, changerOnglet] = useState<Onglet>('fiche');
  const { lancer, dialogue } = useGestes();
  const retours = useRetours();
  const { acteur } = useSession();
  const aPieces = fiche.objet !== 'groupe' && objetsLisibles(acteur.profil).includes('piece');
  const pieces = useAppel('pieces.lister', { ficheId: fiche.id }, { actif: aPieces, garder: true }).data?.pieces.length;
  const onglets = ongletsDe(fiche, pieces);
  const courant = onglets.some(({ cle }) => cle === onglet) ? onglet : 'fiche';
  const modifier = fiche.gestes.find(({ geste }) => geste === 'modifier');
  const corriger = modifier?.possible === true ? (champ: string): void => { void naviguer(`${ecran}/${fiche.objet}/${fiche.id}/modifier?champ=${champ}`); } : null;
  useRaccourcis({
    'Alt+ArrowUp': () => { voisine(-1); }, 'Alt+ArrowDown': () => { voisine(1); }, Escape: fermer, F2: () => { if (fiche.gestes.some(({ geste, possible }) => (geste === 'modifier' || geste === 'proposerChangement') && possible)) void naviguer(`${ecran}/${fiche.objet}/${fiche.id}/modifier`); },
    ...Object.fromEntries(onglets.map(({ cle }, rang) => [`Ctrl+${rang + 1}`, () => { changerOnglet(cle); document.getElementById(idOnglet(cle))?.focus(); }])),
  });
  /** Va au champ nommé par un échange : dans le formulaire s’il se corrige, sinon sur la fiche. */
  const allerChamp = (champ: string): void => {
    if (corriger !== null) { corriger(champ); return; }
    changerOnglet('fiche');
    setTimeout(() => { const lieu = document.getElementById(`champ-${champ}`) ?? document.getElementById('fiche-titre'); lieu?.scrollIntoView({ block: 'center' }); lieu?.focus(); }, 40);
  };
  const parent = fiche.objet === 'groupe' ? fiche.dispositif : fiche.objet === 'dispositif' ? fiche.entite : null;
  const nomParent = fiche.objet === 'groupe' ? fiche.dispositif?.nom : fiche.entite?.raisonSociale;
  return (
    <>
      <div className="fiche-tete">
        <div className="code">
          <span>{fiche.code ?? 'Code à venir'}</span>
          {parent === null ? <span>· {LIBELLES_OBJETS[fiche.objet]}</span> : <>·<button type="button" className="lien coupe" onClick={() => { aller(fiche.objet === 'groupe' ? 'dispositif' : 'entite', parent.id); }}>{nomParent}</button></>}
          <span className="ressort" />
          <Bouton genre="t" petit icone="arrow-up-s-line" nom="Fiche précédente (Alt+↑)" onClick={() => { voisine(-1); }} />
          <Bouton genre="t" petit icone="arrow-down-s-line" nom="Fiche suivante (Alt+↓)" onClick={() => { voisine(1); }} />
          <Bouton genre="t" petit icone="close-line" nom="Fermer la fiche (Échap)" onClick={fermer} />
        </div>
        <div className="rang"><h2 tabIndex={-1} id="fiche-titre" className="coupe" title={fiche.nom} style={{ flex: 1, outline: 'none' }}>{fiche.nom}</h2><BadgeStatut statut={fiche.statut} /></div>
        <p className="ligne2 coupe" title={sousTitre(fiche)}>{sousTitre(fiche)}</p>
        <Completude fiche={fiche} corriger={corriger} />
      </div>
      <Onglets onglets={onglets} courant={courant} changer={changerOnglet} />
      <div className="fiche-corps" id={ID_PANNEAU_ONGLET} role="tabpanel" aria-labelledby={idOnglet(courant)} tabIndex={0} style={{ outlineOffset: -2 }}>
        {courant === 'fiche' ? <CorpsFiche fiche={fiche} retours={retours} voirHistorique={() => { changerOnglet('historique'); }} /> : null}
        {courant === 'enfants' ? <Enfants fiche={fiche} aller={aller} /> : null}
        {courant === 'pieces' && fiche.objet !== 'groupe' ? <Pieces key={fiche.id} fiche={fiche} /> : null}
        {courant === 'echanges' && fiche.objet !== 'groupe' ? <Echanges fiche={fiche} allerChamp={allerChamp} /> : null}
        {courant === 'historique' ? <HistoriqueFiche objet={fiche.objet} id={fiche.id} parcours={fiche.parcours} enAttente={fiche.attente.length} /> : null}
      </div>
      <PiedFiche fiche={fiche} lancer={lancer} />
      {dialogue}
      {retours.dialogue}
    </>
  );
};

/** Panneau de la fiche : suit la ligne courante de la grille. */
export const PanneauFiche = ({ objet, id, ...suite }: Props): ReactElement => {
  const { data, error, refetch } = useAppel('offre.fiche', { objet, id }, { garder: true });
  // la fiche précédente reste à l’écran le temps de lire la suivante ; ses gestes portent toujours sur elle
  const fiche = data?.fiche === null || data === undefined ? null : lireFiche(data.fiche);
  return (
    <section className="pan panneau-fiche" aria-label="Fiche" data-zone="panneau" data-testid="fiche" aria-busy={fiche !== null && fiche.id !== id}>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : null}
      {error === null && data === undefined ? <Attente nom="Lecture de la fiche" lignes={12} /> : null}
      {data !== undefined && data.fiche === null ? <Vide titre="Fiche absente" icone="file-text-line"><span>Elle a été retirée, ou n’est pas dans le périmètre.</span><Bouton onClick={suite.fermer}>Fermer</Bouton></Vide> : null}
      {fiche === null ? null : <FicheOuverte key={fiche.objet} fiche={fiche} {...suite} />}
    </section>
  );
};

export const IconeObjet = ({ objet }: { readonly objet: FicheLue['objet'] }): ReactElement => <Icone nom={objet === 'entite' ? 'building-4-line' : objet === 'dispositif' ? 'home-4-line' : 'group-line'} taille={14} />;
