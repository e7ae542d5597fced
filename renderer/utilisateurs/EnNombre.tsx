import type { ReactElement } from 'react';
import { useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import type { ArgsDe } from '../../contract/poste.ts';
import type { IssueCompte } from '../../contract/methodesUtilisateurs.ts';
import { profilsEncadres } from '../../domain/droits.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { AvancementLot, TableauIssues, useLot } from '../ui/EnNombre.tsx';
import { Attente, Note } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Champ, ChoixProfil } from './champs.tsx';
import { EditeurPerimetre } from './Perimetre.tsx';
import type { Valeurs } from './saisie.ts';
import { VIDES, choixDe, erreurPerimetre, perimetreDe, perimetreInitial } from './saisie.ts';
import { TEXTES } from './textes.ts';

const PAQUET = 100;
type Geste = 'suspendre' | 'retablir' | 'inviter' | 'reaffecter';
type Commande = ArgsDe<'utilisateurs.enNombre'>['commande'];
const GESTES: Readonly<Record<Geste, { readonly libelle: string; readonly commande: Commande; readonly fait: (nombre: number) => string; readonly motif: boolean }>> = {
  suspendre: { libelle: 'Suspendre', commande: 'suspendreUtilisateur', fait: (combien) => compte(combien, 'compte suspendu', 'comptes suspendus'), motif: true },
  retablir: { libelle: 'Rétablir', commande: 'retablirUtilisateur', fait: (combien) => compte(combien, 'compte rétabli', 'comptes rétablis'), motif: true },
  inviter: { libelle: 'Inviter', commande: 'assisterUtilisateur', fait: (combien) => compte(combien, 'invitation', 'invitations'), motif: false },
  reaffecter: { libelle: 'Réaffecter', commande: 'reaffecterUtilisateur', fait: (combien) => compte(combien, 'compte réaffecté', 'comptes réaffectés'), motif: true },
};

/** Juge le geste sur tous les comptes, par paquets, sans rien écrire ; un autre geste demandé entre-temps abandonne celui-ci. */
const useApercu = (ids: readonly string[], commande: Commande, args: string): { readonly issues: readonly IssueCompte[] | null; readonly erreur: string | null } => {
  const [apercu, changer] = useState<{ readonly issues: readonly IssueCompte[] | null; readonly erreur: string | null }>({ issues: null, erreur: null });
  useEffect(() => {
    let annule = false;
    changer({ issues: null, erreur: null });
    const juger = async (): Promise<void> => {
      const suite: IssueCompte[] = [];
      for (let rang = 0; rang < ids.length && !annule; rang += PAQUET) suite.push(...(await client.appeler('utilisateurs.apercu', { commande, args: JSON.parse(args) as Record<string, unknown>, ids: ids.slice(rang, rang + PAQUET) })).issues);
      if (!annule) changer({ issues: suite, erreur: null });
    };
    if (args !== '') juger().catch((erreur: unknown) => { if (!annule) changer({ issues: null, erreur: messageErreur(erreur) }); });
    return () => { annule = true; };
  }, [ids, commande, args]);
  return apercu;
};

/** Le même geste sur plusieurs comptes : choix, aperçu (combien, lesquels sont refusés et pourquoi), avancement, puis une ligne par personne. */
export const EnNombre = ({ ids: demandes, fermer }: { readonly ids: readonly string[]; readonly fermer: (faits: readonly string[]) => void }): ReactElement => {
  const { acteur } = useSession();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const idMotif = useId();
  const [ids] = useState(demandes);
  const [geste, choisir] = useState<Geste>('suspendre');
  const [motif, changerMotif] = useState('');
  const [tente, tenter] = useState(false);
  const [valeurs, poser] = useState<Valeurs>(VIDES);
  const choix = useMemo(() => choixDe(acteur), [acteur]);
  const { libelle, commande, motif: avecMotif, fait } = GESTES[geste];
  const perimetre = perimetreDe(valeurs);
  const defaut = geste !== 'reaffecter' ? null : valeurs.profil === '' ? TEXTES.choisirProfil : erreurPerimetre(valeurs);
  const argsDe = (raison: string): Record<string, unknown> => ({ ...(geste === 'inviter' ? { aide: 'inviter' } : { motif: raison }), ...(geste === 'reaffecter' ? { profil: valeurs.profil, perimetre } : {}) });
  const juge = useDeferredValue(defaut === null ? JSON.stringify(argsDe('motif')) : '');
  const { issues: apercu, erreur } = useApercu(ids, commande, juge);
  const acceptes = useMemo(() => (apercu ?? []).filter(({ refus }) => refus === null), [apercu]);
  const refuses = useMemo(() => (apercu ?? []).filter(({ refus }) => refus !== null), [apercu]);
  const lot = useLot(acceptes.map(({ id }) => id), async (paquet) => {
    const { issues } = await client.appeler('utilisateurs.enNombre', { commande, args: argsDe(motif.trim()), ids: [...paquet] });
    return issues.map(({ id, refus }) => ({ cle: id, refus: refus?.message ?? null }));
  }, PAQUET);
  const fini = lot.etat === 'fini' || lot.etat === 'arrete';
  const faits = lot.issues.filter(({ refus }) => refus === null).map(({ cle }) => cle);
  const lancer = (): void => {
    tenter(true);
    if (avecMotif && motif.trim().length < 3) { document.getElementById(idMotif)?.focus(); return; }
    if (defaut === null && acceptes.length > 0) lot.lancer();
  };
  const annuler = (): void => {
    void client.appeler('utilisateurs.enNombre', { commande: 'retablirUtilisateur', args: { motif: 'Suspension annulée aussitôt' }, ids: faits.slice(0, 200) }).then(({ issues }) => { annoncer(`${GESTES.retablir.fait(issues.filter(({ refus }) => refus === null).length)}.`); }, (echec: unknown) => { annoncer(messageErreur(echec), { genre: 'erreur' }); });
  };
  const clore = (): void => {
    if (lot.etat === 'en_cours') return;
    if (faits.length > 0) annoncer(`${fait(faits.length)}${horsLigne ? ', en attente d’envoi' : ''}.`, geste === 'suspendre' && faits.length <= 200 ? { action: { libelle: 'Annuler', agir: annuler } } : {});
    fermer(faits);
  };
  useRaccourcis({ 'Ctrl+Enter': lancer }, { sousModale: true });
  const sansMotif = tente && avecMotif && motif.trim().length < 3;
  const raison = defaut ?? (apercu === null ? 'Aperçu en cours.' : acceptes.length === 0 ? 'Aucun de ces comptes ne peut recevoir ce geste.' : null);
  // une fois fini, les refus de l’aperçu et ceux de l’exécution se lisent ensemble
  const lignes = fini || lot.etat === 'en_cours' ? (apercu ?? []) : refuses;
  const toutes = fini || lot.etat === 'en_cours' ? [...refuses.map(({ id, refus }) => ({ cle: id, refus: refus?.message ?? null })), ...lot.issues] : refuses.map(({ id, refus }) => ({ cle: id, refus: refus?.message ?? null }));
  return (
    <Dialogue
      ouvert titre={fini ? `Résultat : ${libelle.toLowerCase()}` : `${libelle} : ${compte(ids.length, 'compte', 'comptes')}`} icone="team-line" largeur={860} fermer={clore} alerte={erreur} testid="comptes-en-nombre"
      pied={fini ? <Bouton genre="p" onClick={clore}>Fermer</Bouton> : <><Bouton onClick={clore}>{TEXTES.annuler}</Bouton><Bouton genre={geste === 'suspendre' ? 'd' : 'p'} touche="Ctrl+Entrée" occupe={lot.etat === 'en_cours'} raison={raison} horsDroit onClick={lancer} testid="en-nombre-lancer">{libelle} {apercu === null ? '' : compte(acceptes.length, 'compte', 'comptes')}</Bouton></>}
    >
      {fini || lot.etat === 'en_cours' ? null : (
        <>
          <div className="segments" role="radiogroup" aria-label="Geste" style={{ alignSelf: 'flex-start' }}>{(Object.keys(GESTES) as Geste[]).map((cle) => <button key={cle} type="button" role="radio" aria-checked={cle === geste} aria-pressed={cle === geste} onClick={() => { choisir(cle); }}>{GESTES[cle].libelle}</button>)}</div>
          {geste === 'reaffecter' ? (
            <div className="deux">
              <Champ nom="profil" libelle={TEXTES.profil} obligatoire erreur={tente && valeurs.profil === '' ? TEXTES.choisirProfil : undefined}>{(attributs) => <ChoixProfil profils={profilsEncadres(acteur.profil, 'reaffecter')} valeur={valeurs.profil} attributs={attributs} changer={(profil) => { poser({ ...VIDES, profil, ...perimetreInitial(profil, choix) }); }} />}</Champ>
              <EditeurPerimetre valeurs={valeurs} choix={choix} changer={(partie) => { poser((avant) => ({ ...avant, ...partie })); }} erreur={tente && valeurs.profil !== '' && defaut !== null ? defaut : undefined} />
            </div>
          ) : null}
          {avecMotif ? (
            <div className={`champ${sansMotif ? ' faux' : ''}`}>
              <label htmlFor={idMotif}>{TEXTES.motif} <span className="aide">{TEXTES.motifAide}</span></label>
              <textarea id={idMotif} rows={2} maxLength={4000} value={motif} aria-invalid={sansMotif} aria-describedby={`${idMotif}m`} onChange={({ target }) => { changerMotif(target.value); }} />
              <span id={`${idMotif}m`} className="place-message" role="alert">{sansMotif ? <span className="message erreur">{TEXTES.motifManque}</span> : null}</span>
            </div>
          ) : null}
        </>
      )}
      <p role="status" data-testid="apercu">
        {fini ? `${fait(faits.length)}, ${compte(ids.length - faits.length, 'refusé ou non traité', 'refusés ou non traités')}.` : lot.etat === 'en_cours' ? `${nombre(lot.issues.length)} sur ${nombre(acceptes.length)}…`
          : defaut !== null ? defaut : apercu === null ? 'Aperçu en cours…' : <><b>{compte(acceptes.length, 'compte changera', 'comptes changeront')}</b>{refuses.length === 0 ? '' : `, ${compte(refuses.length, 'est refusé', 'sont refusés')}`}.</>}
      </p>
      {lot.etat === 'en_cours' ? <AvancementLot lot={lot} total={acceptes.length} nom={libelle} /> : null}
      {lot.etat === 'arrete' ? <Note genre="w">Arrêté à la demande : ce qui est fait le reste.</Note> : null}
      {!fini && defaut === null && apercu === null && erreur === null ? <Attente nom="Aperçu" lignes={4} /> : lignes.length === 0 ? null : <TableauIssues lignes={lignes.map(({ id, nom, email }) => ({ cle: id, nom, detail: email }))} issues={toutes} fini={fini} colonnes={['Personne', 'Adresse', 'Issue']} accepte="Fait" />}
    </Dialogue>
  );
};
