import type { ReactElement } from 'react';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { FicheUtilisateur } from '../../contract/methodesUtilisateurs.ts';
import { profilsEncadres } from '../../domain/droits.ts';
import { ecartDroits } from '../droits/lecture.ts';
import { executerCommande } from '../offre/gestes/gestes.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BadgeProfil } from './cellules.tsx';
import { Champ, ChoixProfil } from './champs.tsx';
import { Ecarts } from './Ecarts.tsx';
import { EditeurPerimetre, useEntite } from './Perimetre.tsx';
import type { Valeurs } from './saisie.ts';
import { choixDe, erreurPerimetre, perimetreDe, perimetreInitial, valeursDuCompte } from './saisie.ts';
import { TEXTES } from './textes.ts';

/** Nouveau profil et nouveau périmètre d’une personne, à côté de ceux d’aujourd’hui, avec ce qu’elle gagne et perd. */
export const Reaffecter = ({ fiche, retour, fait }: { readonly fiche: FicheUtilisateur; readonly retour: () => void; readonly fait: (id: string) => void }): ReactElement => {
  const { ligne: compte } = fiche;
  const { acteur } = useSession();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const idMotif = useId();
  const [depart] = useState(() => valeursDuCompte(compte));
  const [valeurs, poser] = useState<Valeurs>(depart);
  const [motif, changerMotif] = useState('');
  const [tente, tenter] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const choix = useMemo(() => choixDe(acteur), [acteur]);
  const entite = useEntite(valeurs.entiteId);
  const perimetre = perimetreDe(valeurs);
  const cle = (lues: Valeurs): string => JSON.stringify([lues.profil, [...lues.departements].sort(), lues.siao, lues.entiteId, [...lues.dispositifs].sort()]);
  const inchange = cle(valeurs) === cle(depart);
  const defaut = erreurPerimetre(valeurs);
  const complet = perimetre !== null && defaut === null && !inchange;
  const args = useDeferredValue(complet ? JSON.stringify({ id: compte.id, profil: valeurs.profil, perimetre, motif: 'motif' }) : '');
  const juge = useAppel('commandes.juger', { nom: 'reaffecterUtilisateur', args: args === '' ? {} : (JSON.parse(args) as unknown) }, { actif: args !== '', garder: true }).data?.refus;
  const ecarts = useMemo(() => (perimetre === null || valeurs.profil === '' || defaut !== null ? null
    : ecartDroits({ profil: compte.profil, perimetre: compte.perimetre, entite: fiche.entite?.nom, dispositifs: fiche.dispositifs }, { profil: valeurs.profil, perimetre, entite: entite?.nom, dispositifs: entite?.dispositifs ?? [] })), [valeurs, entite, fiche, compte, defaut]);
  const enregistrer = async (): Promise<void> => {
    tenter(true);
    if (occupe || !complet || motif.trim().length < 3) { if (complet) document.getElementById(idMotif)?.focus(); return; }
    occuper(true);
    const refuse = await executerCommande('reaffecterUtilisateur', { id: compte.id, profil: valeurs.profil, perimetre, motif: motif.trim() });
    occuper(false);
    if (refuse !== null) { refuser(refuse.message); return; }
    annoncer(`« ${compte.nom} » : compte réaffecté${horsLigne ? ', en attente d’envoi' : ''}.`);
    fait(compte.id);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void enregistrer(); }, Escape: retour });
  const message = refus ?? (complet ? (juge?.message ?? null) : tente && inchange ? TEXTES.inchange : null);
  return (
    <section className="pan panneau-formulaire" aria-label={`${TEXTES.reaffectation} ${compte.nom}`} data-zone="panneau" data-testid="reaffecter">
      <div className="fiche-tete" style={{ padding: '12px 24px 8px', borderBottom: '1px solid var(--trait)' }}>
        <div className="rang"><h2 style={{ flex: 1 }} className="coupe">{TEXTES.reaffectation} : {compte.nom}</h2><Bouton genre="t" petit icone="close-line" nom="Fermer (Échap)" onClick={retour} /></div>
        <p className="ligne2">{compte.email}</p>
      </div>
      <form className="form-corps" noValidate onSubmit={(evenement) => { evenement.preventDefault(); void enregistrer(); }}>
        <div className="deux avant-apres">
          <section aria-label={TEXTES.avant}>
            <h3>{TEXTES.avant}</h3>
            <div><BadgeProfil profil={compte.profil} /></div>
            <p>{compte.perimetreLibelle}</p>
            {fiche.dispositifs.length > 0 ? <ul className="cases-liste">{fiche.dispositifs.map(({ id, nom, departement }) => <li key={id}>{nom} <span className="discret">· {departement}</span></li>)}</ul> : <p className="discret">{compte.departements.join(', ')}</p>}
          </section>
          <section aria-label={TEXTES.apres}>
            <h3>{TEXTES.apres}</h3>
            <Champ nom="profil" libelle={TEXTES.profil} obligatoire>{(attributs) => <ChoixProfil profils={[...new Set([...profilsEncadres(acteur.profil, 'reaffecter'), compte.profil])]} valeur={valeurs.profil} attributs={attributs} changer={(profil) => { refuser(null); poser({ ...valeurs, profil, ...(profil === compte.profil ? valeursDuCompte(compte) : perimetreInitial(profil, choix)) }); }} />}</Champ>
            <EditeurPerimetre valeurs={valeurs} choix={choix} changer={(partie) => { refuser(null); poser((avant) => ({ ...avant, ...partie })); }} erreur={tente && defaut !== null ? defaut : undefined} />
          </section>
        </div>
        {ecarts === null ? null : <section><h3>{TEXTES.gagne} et {TEXTES.perd.toLowerCase()}</h3><Ecarts {...ecarts} /></section>}
        <section>
          <div className={`champ${tente && motif.trim().length < 3 ? ' faux' : ''}`}>
            <label htmlFor={idMotif}>{TEXTES.motif} <span className="oblig" aria-hidden="true">*</span><span className="aide">{TEXTES.motifAide}</span></label>
            <textarea id={idMotif} rows={2} maxLength={4000} value={motif} aria-invalid={tente && motif.trim().length < 3} aria-describedby={`${idMotif}m`} onChange={({ target }) => { changerMotif(target.value); }} />
            <span id={`${idMotif}m`} className="place-message" role="alert">{tente && motif.trim().length < 3 ? <span className="message erreur">{TEXTES.motifManque}</span> : null}</span>
          </div>
        </section>
        <button type="submit" hidden />
      </form>
      <div className="place-note" role="alert">{message === null ? null : <Note genre={refus === null && inchange ? 'i' : 'e'}>{message}</Note>}</div>
      <footer className="pied">
        <Bouton genre="p" icone="arrow-up-down-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void enregistrer(); }} testid="reaffecter-enregistrer">{TEXTES.reaffectation}</Bouton>
        <span className="ressort" /><Bouton genre="t" onClick={retour}>{TEXTES.annuler}</Bouton>
      </footer>
    </section>
  );
};
