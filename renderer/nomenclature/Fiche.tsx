import type { ReactElement } from 'react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { LECTEURS_DU_JOURNAL } from '../../contract/journal.ts';
import type { UsageCode } from '../../contract/methodesNomenclature.ts';
import { STATUTS } from '../../domain/cycleDeVie.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { CodeLu, Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { rangerVersions, situerCode } from '../../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature, Referentiel } from '../../domain/objets/nomenclature.ts';
import { REFERENTIELS, idDeCode } from '../../domain/objets/nomenclature.ts';
import { BoutonGeste } from '../droits/Pourquoi.tsx';
import { HistoriqueFiche } from '../journal/HistoriqueFiche.tsx';
import { preparerVue } from '../offre/vues.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { NotesRetours } from '../synchronisation/Retour.tsx';
import { useRetours } from '../synchronisation/useRetours.tsx';
import { Badge, BadgeStatut } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { pourquoiGeste } from './gestes.ts';
import { phraseUsages, texteCompte, texteModalites, texteUsages } from './lecture.ts';
import { SITUATIONS, TEXTES } from './textes.ts';

interface PropsCode { readonly referentiel: Referentiel; readonly ligne: CodeNomenclature; readonly lu: CodeLu; readonly nomenclature: Nomenclature; readonly usages: readonly UsageCode[] | null; readonly avecUsages: boolean }

/** Les versions d’un code, de la première à celle à venir. */
const Versions = ({ ligne }: { readonly ligne: CodeNomenclature }): ReactElement => (
  <ol className="versions" data-testid="versions">
    {rangerVersions(ligne, aujourdhui()).map(({ version, au, situation }, rang, toutes) => {
      const avant = toutes[rang - 1]?.version;
      const details = [
        ...(version.court === null || version.court === version.libelle ? [] : [`court : ${version.court}`]), ...(version.unite === null ? [] : [texteCompte({ compteeEnPlaces: version.compteeEnPlaces ?? true, unite: version.unite })]),
        ...(version.modalites === null ? [] : [texteModalites(version.modalites)]), ...(avant !== undefined && avant.ordre !== version.ordre ? [`ordre ${version.ordre}`] : []),
      ];
      return (
        <li key={version.depuis} className={situation}>
          <span className="num">{au === null ? `à partir du ${dateFr(version.depuis)}` : `du ${dateFr(version.depuis)} au ${dateFr(au)}`}</span>
          <span className="discret">{{ courante: TEXTES.enVigueur, future: TEXTES.aVenir, passee: TEXTES.passee, sans_effet: TEXTES.sansEffet }[situation]}</span>
          <b>{version.libelle}</b>
          {details.length === 0 ? null : <span className="discret details">{details.join(' · ')}</span>}
        </li>
      );
    })}
  </ol>
);

const Corps = ({ referentiel, ligne, lu, nomenclature, usages, avecUsages }: PropsCode): ReactElement => {
  const { utilisateur } = useSession();
  const naviguer = useNavigate();
  const retours = useRetours();
  const file = useAppel('sync.file', {}).data?.commandes ?? [];
  const filtrable = (referentiel === 'nature' || referentiel === 'type') && (usages ?? []).some(({ objet }) => objet === 'dispositif');
  const voir = (): void => { preparerVue(utilisateur.id, referentiel, { genre: 'parmi', valeurs: [ligne.code] }); void naviguer('/offre'); };
  return (
    <>
      <NotesRetours attente={file.filter(({ objet, id }) => objet === 'nomenclature' && id === ligne.id)} retours={retours} />
      <dl className="def">
        <dt>{TEXTES.code}</dt><dd className="code-nomen">{ligne.code}</dd>
        {ligne.parent === null ? null : <><dt>{TEXTES.nature}</dt><dd><Link to={`/nomenclature/nature/${ligne.parent}`}>{nomenclature.trouver('nature', ligne.parent)?.libelle ?? ligne.parent}</Link></dd></>}
        {referentiel === 'nature' ? <><dt>{TEXTES.court}</dt><dd>{lu.court}</dd></> : null}
        <dt>{TEXTES.ordre}</dt><dd className="num">{lu.ordre}</dd>
        <dt>{TEXTES.du}</dt><dd className="num">{dateFr(ligne.debut)}</dd>
        <dt>{TEXTES.au}</dt><dd className="num">{ligne.fin === null ? <span className="discret">{TEXTES.sansFin}</span> : dateFr(ligne.fin)}</dd>
        {ligne.remplacePar === null ? null : <><dt>{TEXTES.remplace}</dt><dd><Link to={`/nomenclature/${referentiel}/${ligne.remplacePar}`}>{nomenclature.trouver(referentiel, ligne.remplacePar)?.libelle ?? ligne.remplacePar}</Link></dd></>}
      </dl>
      {referentiel === 'nature' || referentiel === 'type' ? (
        <>
          <hr className="filet" /><h3 className="titre3">{TEXTES.permet}</h3>
          <dl className="def">{referentiel === 'nature' ? <><dt>{TEXTES.comptee}</dt><dd>{lu.compteeEnPlaces ? TEXTES.oui : TEXTES.non}</dd><dt>{TEXTES.unite}</dt><dd>{lu.unite}</dd></> : <><dt>{TEXTES.modalites}</dt><dd>{texteModalites(lu.modalites)}</dd></>}</dl>
        </>
      ) : null}
      <hr className="filet" /><h3 className="titre3">{TEXTES.versions}</h3>
      <Versions ligne={ligne} />
      <hr className="filet" /><h3 className="titre3">{TEXTES.utilisePar}</h3>
      {!avecUsages ? <p className="discret">{TEXTES.sansFiches}</p> : usages === null ? <span className="barre-grise" style={{ width: '50%' }} /> : texteUsages(usages) === '' ? <p className="discret">{TEXTES.personne}</p> : (
        <p data-testid="usages-code"><b className="num">{texteUsages(usages)}</b>{filtrable ? <> · <button type="button" className="lien" onClick={voir} data-testid="voir-offre">{TEXTES.voirOffre}</button></> : null}</p>
      )}
      {retours.dialogue}
    </>
  );
};

/** Qui porte le code : comptes par statut et par département, puis les premières fiches. */
const Utilisations = ({ referentiel, code }: { readonly referentiel: Referentiel; readonly code: string }): ReactElement => {
  const { data, error, refetch } = useAppel('nomenclature.porteurs', { referentiel, code, limite: 50 });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente nom={TEXTES.lectureCode} lignes={8} />;
  if (data.total === 0) return <Vide titre={TEXTES.personne} icone="book-2-line" />;
  return (
    <>
      <p><b>{phraseUsages(referentiel, data.parObjet)}</b>.</p>
      {data.parStatut.length === 0 ? null : <><h3 className="titre3">{TEXTES.parStatut}</h3><dl className="def">{data.parStatut.map(({ statut, nombre: combien }) => [<dt key={`${statut}t`}>{STATUTS[statut as keyof typeof STATUTS] ?? statut}</dt>, <dd key={statut} className="num">{nombre(combien)}</dd>])}</dl></>}
      <h3 className="titre3">{TEXTES.parDepartement} {data.departements > data.parDepartement.length ? <span className="discret" style={{ fontWeight: 400 }}>{TEXTES.cinqPremiers}, sur {nombre(data.departements)}</span> : null}</h3>
      <dl className="def">{data.parDepartement.map(({ departement, nombre: combien }) => [<dt key={`${departement}t`} className="coupe">{departement} – {nomDepartement(departement)}</dt>, <dd key={departement} className="num">{nombre(combien)}</dd>])}</dl>
      <h3 className="titre3">{TEXTES.premieres}</h3>
      <ul className="porteurs" data-testid="porteurs">
        {data.lignes.map(({ objet, id, nom, complement, departement, statut }) => (
          <li key={id}>
            {objet === 'place' ? <span className="mi coupe">Place {nom}</span> : <Link className="mi coupe" to={`/offre/${objet}/${id}`} title={nom}>{nom}</Link>}
            <span className="discret coupe" title={complement}>{[departement, complement].filter((partie) => partie !== '').join(' · ')}</span>
            {statut === null ? null : <BadgeStatut statut={statut} />}
          </li>
        ))}
      </ul>
      {data.total > data.lignes.length ? <p className="discret">{`et ${compte(data.total - data.lignes.length, 'autre fiche', 'autres fiches')}.`}</p> : null}
    </>
  );
};

type Onglet = 'code' | 'utilisations' | 'historique';
export type GesteCode = 'version' | 'retirer' | 'annuler' | 'remplacer';
interface Props extends PropsCode { readonly voisine: (sens: 1 | -1) => void; readonly fermer: () => void; readonly faire: (geste: GesteCode) => void }

/** Panneau d’un code : ce qu’il dit et permet, ses versions, qui l’utilise, son historique. */
export const Fiche = ({ voisine, fermer, faire, ...props }: Props): ReactElement => {
  const { referentiel, ligne, lu, usages, avecUsages } = props;
  const { acteur } = useSession();
  const annoncer = useAnnoncer();
  const [choisi, changerOnglet] = useState<Onglet>('code');
  const situation = situerCode(ligne, aujourdhui());
  const onglets: readonly Onglet[] = ['code', ...(avecUsages ? ['utilisations' as const] : []), ...(LECTEURS_DU_JOURNAL[acteur.profil].historique ? ['historique' as const] : [])];
  const onglet = onglets.includes(choisi) ? choisi : 'code';
  const file = useAppel('sync.file', {}).data?.commandes ?? [];
  const enAttente = file.filter(({ objet, id, etat }) => objet === 'nomenclature' && id === ligne.id && etat === 'en_attente').length;
  const modifier = pourquoiGeste(acteur, TEXTES.version, 'modifier');
  const retirer = situation === 'retrait_prevu' ? TEXTES.annulerRetrait : TEXTES.retirer;
  const porte = (usages ?? []).reduce((somme, { nombre: combien }) => somme + combien, 0);
  useRaccourcis({
    ...Object.fromEntries(onglets.map((cle, rang) => [`Ctrl+${rang + 1}`, () => { changerOnglet(cle); }])),
    'Alt+ArrowUp': () => { voisine(-1); }, 'Alt+ArrowDown': () => { voisine(1); }, Escape: fermer, F2: () => { if (modifier === null) faire('version'); else annoncer(modifier.raison, { genre: 'info' }); },
  });
  const { icone, couleur, libelle } = SITUATIONS[situation];
  return (
    <section className="pan panneau-fiche panneau-code" aria-label={TEXTES.code} data-zone="panneau" data-testid="fiche-code">
      <div className="fiche-tete" style={{ paddingBottom: 10 }}>
        <div className="code">
          <Badge couleur={couleur} icone={icone}>{libelle}</Badge><span className="ressort" />
          <Bouton genre="t" petit icone="arrow-up-s-line" nom={TEXTES.precedent} onClick={() => { voisine(-1); }} />
          <Bouton genre="t" petit icone="arrow-down-s-line" nom={TEXTES.suivant} onClick={() => { voisine(1); }} />
          <Bouton genre="t" petit icone="close-line" nom={TEXTES.fermerFiche} onClick={fermer} />
        </div>
        <h2 tabIndex={-1} id="code-titre" className="coupe" title={lu.libelle} style={{ outline: 'none' }}>{lu.libelle}</h2>
        <p className="ligne2 coupe">{REFERENTIELS[referentiel]}{ligne.parent === null ? '' : ` · ${props.nomenclature.trouver('nature', ligne.parent)?.libelle ?? ligne.parent}`}</p>
      </div>
      <div className="onglets" role="tablist" aria-label={TEXTES.code}>
        {onglets.map((cle, rang) => <button key={cle} type="button" role="tab" aria-selected={cle === onglet} aria-keyshortcuts={`Control+${rang + 1}`} onClick={() => { changerOnglet(cle); }}>{TEXTES.onglets[cle]}{cle === 'utilisations' && porte > 0 ? <span className="bulle">{nombre(porte)}</span> : null}</button>)}
      </div>
      <div className="fiche-corps" tabIndex={0} role="tabpanel" aria-label={TEXTES.onglets[onglet]} style={{ outlineOffset: -2 }}>
        {onglet === 'code' ? <Corps {...props} /> : onglet === 'utilisations' ? <Utilisations key={ligne.id} referentiel={referentiel} code={ligne.code} />
          // une ligne de départ n’est pas au service : elle n’a pas d’histoire
          : ligne.version > 0 ? <HistoriqueFiche objet="nomenclature" id={idDeCode(referentiel, ligne.code)} enAttente={enAttente} />
            : enAttente > 0 ? <Vide titre={TEXTES.pasEncore} icone="time-line"><span>{TEXTES.pasEncoreAide}</span></Vide> : <Vide titre={TEXTES.inchange} icone="book-2-line"><span>{TEXTES.inchangeAide}</span></Vide>}
      </div>
      <footer className="pied pied-compte">
        {situation !== 'en_vigueur' && situation !== 'a_venir' && porte > 0 ? <BoutonGeste genre="p" icone="arrow-up-down-line" pourquoi={pourquoiGeste(acteur, TEXTES.remplacer, 'reclasser', usages?.[0]?.objet ?? 'dispositif')} onClick={() => { faire('remplacer'); }} testid="geste-remplacer">{TEXTES.remplacer}</BoutonGeste> : null}
        <BoutonGeste genre={situation === 'en_vigueur' || situation === 'a_venir' ? 'p' : ''} icone="edit-line" touche={modifier === null ? 'F2' : undefined} pourquoi={modifier} onClick={() => { faire('version'); }} testid="geste-version">{TEXTES.version}</BoutonGeste>
        {situation === 'retire' ? null : <BoutonGeste icone={situation === 'retrait_prevu' ? 'arrow-go-back-line' : 'archive-fill'} pourquoi={pourquoiGeste(acteur, retirer, 'fermer')} onClick={() => { faire(situation === 'retrait_prevu' ? 'annuler' : 'retirer'); }} testid="geste-retirer">{retirer}</BoutonGeste>}
      </footer>
    </section>
  );
};
