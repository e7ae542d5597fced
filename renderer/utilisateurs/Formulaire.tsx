import type { ReactElement } from 'react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { profilsEncadres } from '../../domain/droits.ts';
import type { CompteOffre } from '../../domain/objets/utilisateur.ts';
import { erreurCourriel } from '../../domain/objets/courriel.ts';
import { STATUTS_COMPTE } from '../../domain/objets/utilisateur.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import { lireReprise } from '../offre/formulaire/reprise.ts';
import { executerCommande, resoudreCommande } from '../offre/gestes/gestes.ts';
import type { Brouillon } from '../poste/brouillons.ts';
import { useBrouillon, useBrouillonLaisse, usePremierChamp } from '../poste/brouillons.ts';
import { useAppel } from '../poste/requetes.ts';
import { useEtatSync, useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Note } from '../ui/Etats.tsx';
import { dateHeure, heureFr } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BROUILLONS, cleBrouillon } from './brouillon.ts';
import { Champ, ChoixProfil } from './champs.tsx';
import { EditeurPerimetre } from './Perimetre.tsx';
import type { Erreurs, Valeurs } from './saisie.ts';
import { VIDES, choixDe, erreurPerimetre, erreursIdentite, identiteDe, perimetreDe, perimetreInitial, valeursDeSaisie, valeursDuCompte } from './saisie.ts';
import { TEXTES } from './textes.ts';

interface Props { readonly compte: CompteOffre | null; readonly retour: () => void; readonly fait: (id: string) => void; readonly depart: Valeurs; readonly brouillon: Brouillon<Partial<Valeurs>> | null }

const Corps = ({ compte, retour, fait, depart, brouillon: laisse }: Props): ReactElement => {
  const { acteur } = useSession();
  const { state } = useLocation() as { state: unknown };
  const [reprise] = useState(() => lireReprise(state));
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const creation = compte === null;
  const cle = cleBrouillon(compte?.id ?? 'nouveau');
  const [valeurs, poser] = useState<Valeurs>(() => ({ ...depart, ...laisse?.valeurs, ...(reprise === null ? {} : valeursDeSaisie(reprise.valeurs)) }));
  const [touches, toucher] = useState<ReadonlySet<string>>(new Set(reprise?.champ === undefined || reprise.champ === null ? [] : [reprise.champ]));
  const [refus, refuser] = useState<{ readonly champ: string | null; readonly message: string } | null>(reprise?.message === undefined || reprise.message === null ? null : { champ: reprise.champ, message: reprise.message });
  const [repris, oublierRepris] = useState(laisse !== null);
  const [occupe, occuper] = useState(false);
  const [confirme, confirmer] = useState(false);
  const formulaire = useRef<HTMLFormElement>(null);
  const choix = useMemo(() => choixDe(acteur), [acteur]);
  const profils = profilsEncadres(acteur.profil, 'creer');
  const change = JSON.stringify(valeurs) !== JSON.stringify(depart);

  const changer = (partie: Partial<Valeurs>): void => { poser((avant) => ({ ...avant, ...partie })); refuser(null); };
  usePremierChamp(formulaire);
  const { brouillon, nonGarde, effacer } = useBrouillon(BROUILLONS, cle, valeurs, change, laisse);

  const cherche = useDeferredValue(valeurs);
  const adresseChangee = compte === null || cherche.email.trim().toLowerCase() !== compte.email;
  const { data: proches } = useAppel('utilisateurs.proches', { nom: cherche.nom.slice(0, 200), email: cherche.email, entiteId: cherche.entiteId === '' ? null : cherche.entiteId, departements: [...cherche.departements], sauf: compte?.id ?? null }, { garder: true, actif: cherche.nom.includes(' ') || cherche.email.includes('@') });
  const deja = proches?.proches ?? [];
  const prise = adresseChangee && deja.some(({ raison, email }) => raison === 'email' && email === valeurs.email.trim().toLowerCase());
  const homonyme = creation ? deja.find(({ raison }) => raison === 'nom' || prise) : undefined;
  const erreurs: Erreurs = {
    ...erreursIdentite(valeurs), ...(prise ? { email: TEXTES.adressePrise } : {}),
    ...(creation && valeurs.profil === '' ? { profil: TEXTES.choisirProfil } : {}), ...(creation && erreurPerimetre(valeurs) !== null ? { perimetre: erreurPerimetre(valeurs) ?? '' } : {}),
    ...(refus !== null && refus.champ !== null ? { [refus.champ]: refus.message } : {}),
  };
  // une boîte partagée ou une adresse prise se dit dès que l’adresse a sa forme ; les autres défauts, quand on a quitté le champ
  const montree = (champ: keyof Erreurs): string | undefined => (touches.has(champ) || (champ === 'email' && (prise || (/@.+\.[a-z]{2}/u.test(valeurs.email) && erreurCourriel(valeurs.email.trim().toLowerCase()) !== null))) ? erreurs[champ] : undefined);
  const quitteChamp = (champ: string) => (): void => { toucher((avant) => new Set([...avant, champ])); };

  const enregistrer = async (inviter: boolean): Promise<void> => {
    if (occupe) return;
    const fautes = Object.keys(erreurs);
    if (fautes.length > 0) {
      toucher(new Set(fautes));
      setTimeout(() => { const fautif = formulaire.current?.querySelector<HTMLElement>('[aria-invalid="true"], .faux input, .faux select'); fautif?.focus(); fautif?.scrollIntoView({ block: 'center' }); }, 30);
      return;
    }
    const identite = identiteDe(valeurs);
    const avant = compte === null ? null : identiteDe(valeursDuCompte(compte));
    const champs = avant === null ? {} : Object.fromEntries(Object.entries(identite).filter(([champ, valeur]) => avant[champ as keyof typeof avant] !== valeur));
    if (!creation && Object.keys(champs).length === 0) { annoncer('Aucun changement à enregistrer.', { genre: 'info' }); retour(); return; }
    const id = compte?.id ?? reprise?.id ?? crypto.randomUUID();
    const commande = creation ? { nom: 'creerUtilisateur', args: { id, saisie: { ...identite, profil: valeurs.profil, perimetre: perimetreDe(valeurs) }, inviter } } : { nom: 'modifierUtilisateur', args: { id, champs } };
    occuper(true);
    const refuse = reprise === null ? await executerCommande(commande.nom, commande.args) : await resoudreCommande(reprise.seq, commande);
    occuper(false);
    if (refuse !== null) {
      const champ = refuse.champ?.split('.')[0] ?? null;
      refuser({ champ, message: refuse.message });
      if (champ !== null) quitteChamp(champ)();
      return;
    }
    effacer();
    annoncer(`« ${identite.nom} » : ${creation ? (inviter ? 'compte créé, invitation à envoyer' : 'compte créé, sans invitation') : 'compte enregistré'}${horsLigne ? ', en attente d’envoi' : ''}.`);
    fait(id);
  };
  const quitter = (): void => { if (change) confirmer(true); else retour(); };
  useRaccourcis({ 'Ctrl+Enter': () => { void enregistrer(true); }, Escape: quitter });
  const texte = (champ: 'nom' | 'email' | 'telephone' | 'fonction') => ({ value: valeurs[champ], onChange: ({ target }: { target: HTMLInputElement }) => { changer({ [champ]: target.value }); }, onBlur: quitteChamp(champ), autoComplete: 'off' });

  return (
    <>
      <div className="fiche-tete" style={{ padding: '12px 24px 8px', borderBottom: '1px solid var(--trait)' }}>
        <div className="rang"><h2 style={{ flex: 1 }} className="coupe">{creation ? TEXTES.creation : compte.nom}</h2><Bouton genre="t" petit icone="close-line" nom="Fermer le formulaire (Échap)" onClick={quitter} /></div>
        <p className="ligne2">{creation ? 'Création' : TEXTES.modification} · <span className="oblig">*</span> champ obligatoire</p>
      </div>
      <form ref={formulaire} className="form-corps" noValidate autoComplete="off" aria-label={creation ? TEXTES.creation : TEXTES.modification} onSubmit={(evenement) => { evenement.preventDefault(); void enregistrer(true); }}>
        {refus !== null && refus.champ === null ? <Note genre="e" annoncer>{refus.message}</Note> : null}
        {repris && brouillon !== null ? <Note genre="i">Brouillon du {dateHeure(brouillon.le)} repris. <button type="button" className="lien" onClick={() => { effacer(); oublierRepris(false); poser(depart); }}>Abandonner ce brouillon</button></Note> : null}
        {creation && profils.length === 0 ? <Note genre="w">{TEXTES.aucunProfil}</Note> : null}
        {creation ? (
          <section>
            <h3>{TEXTES.profil}</h3>
            <Champ nom="profil" libelle={TEXTES.profil} aide={TEXTES.aides.profil} obligatoire erreur={montree('profil')}>{(attributs) => <ChoixProfil profils={profils} valeur={valeurs.profil} changer={(profil) => { changer({ profil, ...perimetreInitial(profil, choix) }); }} attributs={attributs} />}</Champ>
            <EditeurPerimetre valeurs={valeurs} choix={choix} changer={changer} erreur={montree('perimetre')} />
          </section>
        ) : null}
        <section>
          <h3>{TEXTES.identite}</h3>
          <div className="deux">
            <Champ nom="nom" libelle="Prénom et nom" aide={TEXTES.aides.nom} obligatoire erreur={montree('nom')}>{(attributs) => <input type="text" {...attributs} {...texte('nom')} maxLength={120} />}</Champ>
            <Champ nom="email" libelle="Adresse professionnelle" aide={TEXTES.aides.email} obligatoire erreur={montree('email')}>{(attributs) => <input type="email" {...attributs} {...texte('email')} maxLength={254} />}</Champ>
            <Champ nom="fonction" libelle="Fonction" aide={TEXTES.aides.facultatif} erreur={montree('fonction')}>{(attributs) => <input type="text" {...attributs} {...texte('fonction')} maxLength={120} />}</Champ>
            <Champ nom="telephone" libelle="Téléphone" aide={TEXTES.aides.facultatif} erreur={montree('telephone')}>{(attributs) => <input type="tel" {...attributs} {...texte('telephone')} maxLength={30} />}</Champ>
          </div>
          <div style={{ minHeight: 56 }} role="status" data-testid="homonyme">{homonyme === undefined ? null : <Note genre="w"><b>{TEXTES.memePersonne} :</b> {homonyme.nom} ({homonyme.email}), {homonyme.perimetreLibelle}, {STATUTS_COMPTE[homonyme.statut as StatutCompte]?.toLowerCase()}. <button type="button" className="lien" onClick={() => { void naviguer(`/utilisateurs/${homonyme.id}`); }}>Voir ce compte</button></Note>}</div>
        </section>
        <button type="submit" hidden />
      </form>
      <footer className="pied">
        {creation ? <><Bouton genre="p" icone="mail-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void enregistrer(true); }} testid="creer-inviter">{TEXTES.creerInviter}</Bouton><Bouton occupe={occupe} onClick={() => { void enregistrer(false); }} testid="creer-sans-inviter">{TEXTES.creerSans}</Bouton></>
          : <Bouton genre="p" icone="save-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void enregistrer(true); }} testid="enregistrer-compte">{TEXTES.enregistrer}</Bouton>}
        <span className="ressort" />
        <span className="discret coupe" style={{ fontSize: 12 }} role="status" data-testid="brouillon">{!change ? '' : nonGarde ? TEXTES.nonGarde : brouillon === null ? '' : `Brouillon enregistré à ${heureFr(brouillon.le)}`}</span>
        <Bouton genre="t" onClick={quitter}>{TEXTES.annuler}</Bouton>
      </footer>
      <Dialogue
        ouvert={confirme} titre={TEXTES.quitter} largeur={480} fermer={() => { confirmer(false); }}
        pied={<><Bouton genre="d" onClick={() => { effacer(); retour(); }}>{TEXTES.abandonner}</Bouton><Bouton onClick={retour}>{TEXTES.garder}</Bouton><Bouton genre="p" onClick={() => { confirmer(false); }}>{TEXTES.continuer}</Bouton></>}
      ><p>{TEXTES.quitterAide}</p></Dialogue>
    </>
  );
};

/** Création ou correction d’un compte ; le brouillon laissé en plan est relu avant d’ouvrir. */
export const Formulaire = ({ compte, retour, fait }: Omit<Props, 'depart' | 'brouillon'>): ReactElement => {
  const cle = cleBrouillon(compte?.id ?? 'nouveau');
  const laisse = useBrouillonLaisse(BROUILLONS, cle);
  const depart = useMemo(() => (compte === null ? VIDES : valeursDuCompte(compte)), [compte]);
  return (
    <section className="pan panneau-formulaire" aria-label={compte === null ? TEXTES.creation : TEXTES.modification} data-zone="panneau" data-testid="formulaire-compte">
      {laisse === undefined ? <Attente nom={TEXTES.lecture} lignes={10} /> : <Corps compte={compte} retour={retour} fait={fait} depart={depart} brouillon={laisse} />}
    </section>
  );
};
