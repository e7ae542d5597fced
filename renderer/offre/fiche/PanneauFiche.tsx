import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { nomDepartement } from '../../../domain/geographie/departements.ts';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { NATURES, TYPES } from '../../../domain/nomenclature/natures.ts';
import { MODALITES, STATUTS_JURIDIQUES, TYPES_UNITE } from '../../../domain/nomenclature/referentiels.ts';
import { tauxCompletude } from '../../../domain/objets/champ.ts';
import { placesFinanceesAu } from '../../../domain/objets/dispositif.ts';
import { capaciteAu } from '../../../domain/objets/groupe.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { useAppel } from '../../poste/requetes.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, minuscule, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { HistoriqueFiche } from '../../journal/HistoriqueFiche.tsx';
import { NotesRetours } from '../../synchronisation/Retour.tsx';
import type { Retours } from '../../synchronisation/useRetours.tsx';
import { useRetours } from '../../synchronisation/useRetours.tsx';
import { useGestes } from '../gestes/useGestes.tsx';
import { LIBELLES_OBJETS } from '../textes.ts';
import { ListeChamps } from './champsFiche.tsx';
import { Frise, pisteCapacites, pistesFinancements } from './Frise.tsx';
import { Historique } from './Historique.tsx';
import type { FicheLue } from './lecture.ts';
import { lireFiche } from './lecture.ts';
import { PiedFiche } from './PiedFiche.tsx';
import { Enfants } from './Enfants.tsx';

interface Props {
  readonly objet: FicheLue['objet'];
  readonly id: string;
  readonly aller: (objet: FicheLue['objet'], id: string) => void;
  readonly voisine: (sens: 1 | -1) => void;
  readonly fermer: () => void;
}

const sousTitre = (fiche: FicheLue): string => {
  switch (fiche.objet) {
    case 'entite': return [libelleDe(STATUTS_JURIDIQUES, fiche.ligne.statutJuridique), fiche.communeNom, fiche.ligne.departements.map(nomDepartement).join(', ')].filter((partie) => partie !== null && partie !== '').join(' · ');
    case 'dispositif': return [libelleDe(NATURES, fiche.ligne.nature), libelleDe(TYPES, fiche.ligne.type), fiche.communeNom].filter((partie) => partie !== null && partie !== '').join(' · ');
    case 'groupe': return [libelleDe(MODALITES, fiche.ligne.modalite), libelleDe(TYPES_UNITE, fiche.ligne.typeUnite), fiche.dispositif?.nom].filter((partie) => partie !== undefined && partie !== '').join(' · ');
  }
};

/** Part des champs obligatoires remplis ; les manquants mènent au champ du formulaire quand la fiche se modifie. */
const Completude = ({ fiche, corriger }: { readonly fiche: FicheLue; readonly corriger: ((champ: string) => void) | null }): ReactElement => {
  const { remplis, attendus, manquants, conseilles } = fiche.completude;
  const taux = tauxCompletude(fiche.completude);
  const liste = (noms: readonly string[]): ReactElement => (
    <>{noms.map((champ, rang) => {
      const libelle = CHAMPS[fiche.objet][champ]?.libelle ?? champ;
      const texte = rang === 0 ? libelle : minuscule(libelle);
      return <span key={champ}>{rang === 0 ? '' : ', '}{corriger === null ? texte : <button type="button" className="lien" onClick={() => { corriger(champ); }}>{texte}</button>}</span>;
    })}</>
  );
  return (
    <div className={`completude${manquants.length > 0 ? ' incomplete' : ''}`}>
      <div className="rang"><b style={{ flex: 1 }}>Complétude</b><b className="num">{taux} %</b><span className="discret num">{attendus === 1 ? `${remplis} champ obligatoire sur 1` : `${remplis} champs obligatoires sur ${attendus}`}</span></div>
      <div className="barre" role="progressbar" aria-label="Complétude" aria-valuenow={taux} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${taux}%` }} /></div>
      {manquants.length > 0 ? <p><b className="alerte">Il manque :</b> {liste(manquants)}</p> : conseilles.length > 0 ? <p>Conseillés, il manque : {liste(conseilles)}</p> : null}
    </div>
  );
};

const CorpsFiche = ({ fiche, retours, voirHistorique }: { readonly fiche: FicheLue; readonly retours: Retours; readonly voirHistorique: () => void }): ReactElement => {
  const date = aujourdhui();
  // les places d’un dispositif pas encore validé ne sont pas au parc : ni occupation, ni disponibilité
  const auParc = fiche.objet === 'entite' || ['valide', 'suspendu'].includes((fiche.objet === 'groupe' ? fiche.dispositif?.statut : fiche.statut) ?? '');
  return (
    <>
      <NotesRetours attente={fiche.attente} retours={retours} />
      <ListeChamps fiche={fiche} />
      {fiche.objet === 'dispositif' && fiche.ligne.financements.length > 0 ? (
        <>
          <hr className="filet" />
          <div className="titre3"><h3 style={{ flex: 1 }}>Financements</h3><span className="discret" style={{ fontWeight: 400, fontSize: 12 }}>{compte(placesFinanceesAu(fiche.ligne.financements, date), 'place', 'places')} au {dateFr(date)}</span></div>
          <Frise nom="Financements" pistes={pistesFinancements(fiche.ligne.financements)} />
        </>
      ) : null}
      {fiche.objet === 'groupe' ? (
        <>
          <hr className="filet" />
          <div className="titre3"><h3 style={{ flex: 1 }}>Capacité</h3><span className="discret" style={{ fontWeight: 400, fontSize: 12 }}>{compte(capaciteAu(fiche.ligne, date), 'place', 'places')} au {dateFr(date)}</span></div>
          <Frise nom="Capacité" pistes={[pisteCapacites(fiche.ligne, capaciteAu(fiche.ligne, date))]} />
        </>
      ) : null}
      {fiche.places.capacite > 0 ? (
        <>
          <hr className="filet" />
          <dl className="def"><dt>Places</dt><dd className="num">{compte(fiche.places.capacite, 'place', 'places')}{!auParc ? <span className="discret"> · hors parc tant que le dispositif n’est pas validé</span> : <> · {nombre(fiche.places.occupees)} occupées, {nombre(fiche.places.reservees)} réservées, {nombre(fiche.places.libres)} libres, {nombre(fiche.places.indisponibles)} indisponibles</>}</dd></dl>
        </>
      ) : null}
      {fiche.parcours.length > 0 ? (
        <>
          <hr className="filet" />
          <div className="titre3"><h3 style={{ flex: 1 }}>Historique</h3><button type="button" className="lien" style={{ fontSize: 12 }} onClick={voirHistorique}>Tout voir</button></div>
          <Historique objet={fiche.objet} parcours={fiche.parcours} maximum={4} />
        </>
      ) : null}
    </>
  );
};

type Onglet = 'fiche' | 'enfants' | 'historique';

const FicheOuverte = ({ fiche, aller, voisine, fermer }: Omit<Props, 'objet' | 'id'> & { readonly fiche: FicheLue }): ReactElement => {
  const naviguer = useNavigate();
  const [onglet, changerOnglet] = useState<Onglet>('fiche');
  const { lancer, dialogue } = useGestes();
  const retours = useRetours();
  const enfants = fiche.objet === 'entite' ? { libelle: 'Dispositifs', nombre: fiche.dispositifs.length } : fiche.objet === 'dispositif' ? { libelle: 'Groupes', nombre: fiche.groupes.length } : null;
  const onglets: { readonly cle: Onglet; readonly libelle: string; readonly nombre?: number }[] = [
    { cle: 'fiche', libelle: 'Fiche' }, ...(enfants === null ? [] : [{ cle: 'enfants' as const, libelle: enfants.libelle, nombre: enfants.nombre }]), { cle: 'historique', libelle: 'Historique' },
  ];
  const courant = onglets.some(({ cle }) => cle === onglet) ? onglet : 'fiche';
  const modifier = fiche.gestes.find(({ geste }) => geste === 'modifier');
  const corriger = modifier?.possible === true ? (champ: string): void => { void naviguer(`/offre/${fiche.objet}/${fiche.id}/modifier?champ=${champ}`); } : null;
  useRaccourcis({
    'Alt+ArrowUp': () => { voisine(-1); }, 'Alt+ArrowDown': () => { voisine(1); }, Escape: fermer, F2: () => { if (modifier !== undefined && modifier.possible) void naviguer(`/offre/${fiche.objet}/${fiche.id}/modifier`); },
    ...Object.fromEntries(onglets.map(({ cle }, rang) => [`Ctrl+${rang + 1}`, () => { changerOnglet(cle); }])),
  });
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
      <div className="onglets" role="tablist" aria-label="Fiche" style={{ marginTop: 4 }}>
        {onglets.map(({ cle, libelle, nombre: effectif }, rang) => (
          <button key={cle} type="button" role="tab" aria-selected={cle === courant} aria-keyshortcuts={`Control+${rang + 1}`} onClick={() => { changerOnglet(cle); }}>{libelle}{effectif === undefined ? null : <span className="bulle">{effectif}</span>}</button>
        ))}
      </div>
      <div className="fiche-corps" role="tabpanel" aria-label={onglets.find(({ cle }) => cle === courant)?.libelle ?? 'Fiche'} tabIndex={0} style={{ outlineOffset: -2 }}>
        {courant === 'fiche' ? <CorpsFiche fiche={fiche} retours={retours} voirHistorique={() => { changerOnglet('historique'); }} /> : null}
        {courant === 'enfants' ? <Enfants fiche={fiche} aller={aller} /> : null}
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
