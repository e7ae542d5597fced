import type { ReactElement } from 'react';
import { useState } from 'react';
import { Link, Route, Routes, useNavigate } from 'react-router';
import type { DossierListe } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { client } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateFr, dateHeure, octets } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Atelier } from './Atelier.tsx';
import { Correspondances } from './correspondances/Correspondances.tsx';
import { Partager } from './correspondances/Partager.tsx';
import { Deposer } from './Deposer.tsx';
import { MenuGabarits } from './Gabarits.tsx';
import { Mandater } from './Mandater.tsx';
import { Tableau } from './Tableau.tsx';
import { GENRES, TEXTES } from './textes.ts';

type Liste = ResultatDe<'reprise.lister'>;

const Dossiers = ({ dossiers, ouvrir }: { readonly dossiers: readonly DossierListe[]; readonly ouvrir: (id: string) => void }): ReactElement => {
  const annoncer = useAnnoncer();
  const [aRetirer, demander] = useState<DossierListe | null>(null);
  const retirer = (id: string): void => {
    demander(null);
    void client.appeler('reprise.supprimer', { id }).then(() => { annoncer('Fichier retiré de ce poste, avec ses corrections.'); void requetes.invalidateQueries({ queryKey: ['reprise.lister'] }); }); };
  return (
    <section className="pan rep-dossiers" aria-label={TEXTES.dossiers} data-zone="dossiers">
      <div className="pan-titre"><h2>{TEXTES.dossiers}</h2></div>
      {dossiers.length === 0 ? <Vide titre={TEXTES.aucunDossier} icone="upload-2-line">Déposer un export des structures, des places ou des comptes : il reste sur ce poste, chiffré.</Vide> : (
        <ul className="rep-cartes">{dossiers.map(({ id, genre, departement, nom, taille, lot, bilan, modifieLe }) => (
          <li key={id}>
            <div className="rang"><Link to={`/reprise/${id}`} className="fort coupe" data-testid="rep-dossier">{nom}</Link><span className="ressort" />{bilan === null ? <Badge couleur="grey">À contrôler</Badge> : <Badge couleur={bilan.bloquantes === 0 ? 'green-emeraude' : 'error'} icone={bilan.bloquantes === 0 ? 'checkbox-circle-fill' : 'error-warning-fill'}>{bilan.bloquantes === 0 ? 'Sans bloquante' : compte(bilan.bloquantes, 'bloquante', 'bloquantes')}</Badge>}</div>
            <span className="discret">{[GENRES[genre], `${departement} – ${nomDepartement(departement)}`, bilan === null ? octets(taille) : compte(bilan.lignes, 'ligne', 'lignes'), lot ?? ''].filter((part) => part !== '').join(' · ')}{' · '}<span className="insecable">{dateHeure(modifieLe)}</span></span>
            <div className="rang"><Bouton petit onClick={() => { ouvrir(id); }}>{TEXTES.ouvrir}</Bouton><Bouton petit icone="delete-bin-line" onClick={() => { demander(dossiers.find((une) => une.id === id) ?? null); }} testid="rep-retirer">{TEXTES.supprimer}</Bouton></div>
          </li>
        ))}</ul>
      )}
      {aRetirer === null ? null : (
        <Dialogue ouvert titre={TEXTES.supprimer} fermer={() => { demander(null); }} testid="rep-retrait" pied={<><Bouton onClick={() => { demander(null); }}>{TEXTES.annuler}</Bouton><Bouton genre="d" onClick={() => { retirer(aRetirer.id); }} testid="rep-retrait-valider">{TEXTES.supprimer}</Bouton></>}>
          <p>{`« ${aRetirer.nom} » et ses corrections quittent ce poste, sans retour. Ce qui est déjà chargé reste dans l’offre.`}</p>
        </Dialogue>
      )}
    </section>
  );
};

const Contenu = ({ liste }: { readonly liste: Liste }): ReactElement => {
  const naviguer = useNavigate();
  const [depot, deposer] = useState(false);
  const [mandats, mandater] = useState(false);
  const { departements, raison, jusquau, dossiers, lots, peutMandater, privees } = liste;
  const [premier = ''] = departements;
  const ouvrir = (id: string): void => { void naviguer(`/reprise/${id}`); };
  useRaccourcis({ n: () => { if (premier !== '') deposer(true); }, t: () => { void naviguer('/reprise/correspondances'); } }, { actif: !depot && !mandats });
  return (
    <>
      <div className="tete">
        <h1>{TEXTES.titre}</h1>
        <span className="sous num coupe" role="status">{premier === '' ? TEXTES.sansMandat : `Mandat : ${departements.map((code) => `${code} – ${nomDepartement(code)}`).join(', ')}${jusquau === null ? '' : `, jusqu’au ${dateFr(jusquau)}`}`}</span>
        <span className="ressort" />
        <Bouton icone="book-2-line" touche="T" onClick={() => { void naviguer('/reprise/correspondances'); }} testid="rep-correspondances">{TEXTES.correspondances}</Bouton>
        <MenuGabarits />
        {peutMandater ? <Bouton icone="team-line" onClick={() => { mandater(true); }} testid="rep-mandats">{TEXTES.mandater}</Bouton> : null}
        <Bouton genre="p" icone="upload-2-line" touche="N" raison={premier === '' ? (raison ?? TEXTES.sansMandat) : null} horsDroit onClick={() => { deposer(true); }} testid="rep-nouveau">{TEXTES.deposer}</Bouton>
      </div>
      {premier === '' && raison !== null ? <div className="rep-raison"><Note genre="i">{peutMandater ? `${raison} « ${TEXTES.mandater} » permet de le donner, à vous aussi.` : raison}</Note></div> : null}
      <Partager privees={privees} />
      <div className="rep-accueil">{premier === '' && dossiers.length === 0 ? null : <Dossiers dossiers={dossiers} ouvrir={ouvrir} />}<Tableau lots={lots} /></div>
      {depot ? <Deposer genre="structures" departement={premier} departements={departements} remplace={null} fermer={() => { deposer(false); }} pose={(id) => { void requetes.invalidateQueries({ queryKey: ['reprise.lister'] }); ouvrir(id); }} /> : null}
      {mandats ? <Mandater fermer={() => { mandater(false); }} /> : null}
    </>
  );
};

const Accueil = (): ReactElement => {
  const { data, error, refetch } = useAppel('reprise.lister', {}, { garder: true });
  return <div className="travail">{data === undefined ? <><div className="tete"><h1>{TEXTES.titre}</h1></div><section className="pan" style={{ flex: 1 }}>{error !== null ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : <Attente lignes={10} nom={TEXTES.lecture} />}</section></> : <Contenu liste={data} />}</div>;
};

/** La reprise de données : ce qui est sur ce poste et les lots du périmètre (`/reprise`), la table des correspondances (`/reprise/correspondances`), ou un dossier (`/reprise/:id`). */
export const Reprise = (): ReactElement => <Routes><Route index element={<Accueil />} /><Route path="correspondances" element={<Correspondances />} /><Route path=":id" element={<Atelier />} /></Routes>;
