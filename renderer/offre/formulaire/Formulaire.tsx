import type { ReactElement } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FieldErrors, Resolver } from 'react-hook-form';
import { FormProvider, set, useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { MATRICE, autoriser } from '../../../domain/droits.ts';
import { completude } from '../../../domain/objets/champ.ts';
import type { Financement } from '../../../domain/objets/dispositif.ts';
import { estFinanceP177 } from '../../../domain/objets/dispositif.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { useEtatSync, useSession } from '../../poste/session.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { aujourdhui, compte, dateHeure, heureFr, lireDateFr } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { useEcranFiche } from '../adresse.ts';
import type { ObjetOffre } from '../creations.ts';
import type { FicheLue } from '../fiche/lecture.ts';
import { executerCommande, executerEnsemble, resoudreCommande } from '../gestes/gestes.ts';
import { LIBELLES_CREATION } from '../textes.ts';
import { ecritureDifferee } from '../../poste/brouillons.ts';
import type { Brouillon } from './brouillon.ts';
import { cleBrouillon, ecrireBrouillon, effacerBrouillon } from './brouillon.ts';
import { CadreChamp, ContexteFormulaire } from './champs.tsx';
import { champsChanges, cheminDe, lireFormulaire } from './lecture.ts';
import { BlocProposition } from './BlocProposition.tsx';
import type { Ouverture } from './proposition.ts';
import { repartir } from './proposition.ts';
import type { Reprise } from './reprise.ts';
import { SectionsDispositif, SectionsEntite, SectionsGroupe } from './sections.tsx';
import type { Valeurs } from './valeurs.ts';

const SECTIONS = { entite: SectionsEntite, dispositif: SectionsDispositif, groupe: SectionsGroupe } as const;
const COMMANDES = { entite: ['creerEntite', 'modifierEntite'], dispositif: ['creerDispositif', 'modifierDispositif'], groupe: ['creerGroupeDePlaces', 'modifierGroupeDePlaces'] } as const;
const BROUILLON_NON_GARDE = 'Brouillon non gardé : enregistrer avant de quitter.';
const MANQUE = 'Champ obligatoire avant de soumettre.';

export interface PropsFormulaire {
  readonly objet: ObjetOffre;
  readonly fiche: FicheLue | null;
  readonly initiales: Valeurs;
  readonly reprises: Valeurs | null;
  readonly fermes: Readonly<Record<string, string>>;
  /** Champs que la personne ne décide pas : leur changement part en proposition. */
  readonly proposes: Ouverture['proposes'];
  readonly commentaires: Readonly<Record<string, string>>;
  readonly cle: string;
  readonly champVise: string | null;
  readonly retour: () => void;
  /** Commande refusée ou en conflit que cette saisie corrige : même fiche, et retour classé si le poste accepte la correction. */
  readonly reprise: Reprise | null;
  /** Saisie laissée en plan sur cette fiche. */
  readonly brouillon: Brouillon | null;
}

const compterErreurs = (erreurs: FieldErrors<Valeurs>): number => {
  const parcourir = (noeud: unknown): number => {
    if (typeof noeud !== 'object' || noeud === null || noeud instanceof Element) return 0;
    if ('message' in noeud && typeof noeud.message === 'string') return 1;
    return Object.entries(noeud).reduce((somme, [cle, valeur]) => somme + (cle === 'ref' ? 0 : parcourir(valeur)), 0);
  };
  return parcourir(erreurs);
};
const focaliserPremiereErreur = (formulaire: HTMLFormElement | null): void => {
  // après le rendu des messages : le premier champ fautif dans l’ordre de lecture
  setTimeout(() => {
    const fautif = formulaire?.querySelector<HTMLElement>('[aria-invalid="true"], .champ.faux input, .champ.faux button');
    fautif?.focus({ preventScroll: true });
    fautif?.scrollIntoView({ block: 'center' });
  }, 30);
};

/** Formulaire de création ou de modification. Un brouillon se garde seul ; un refus du domaine se montre sous le champ qu’il nomme. */
export const Formulaire = ({ objet, fiche, initiales, reprises, fermes, proposes, commentaires, cle, champVise, retour, reprise: corrigee, brouillon: laisse }: PropsFormulaire): ReactElement => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const ecran = useEcranFiche();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const creation = fiche === null;
  const stockage = cleBrouillon(objet, cle);
  const depart = useRef(initiales);
  const formulaire = useRef<HTMLFormElement>(null);
  const repris = useRef<Brouillon | null>(laisse);
  const [brouillon, noterBrouillon] = useState<Brouillon | null>(laisse);
  // enregistrée ou abandonnée : le brouillon est effacé, il ne doit pas revenir
  const close = useRef(false);
  const [nonGarde, noterNonGarde] = useState(false);
  const [refus, montrerRefus] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const [confirme, confirmer] = useState(false);

  const resolver = useMemo<Resolver<Valeurs>>(() => (valeurs) => {
    const { erreurs } = lireFormulaire(objet, valeurs);
    const imbriquees: FieldErrors<Valeurs> = {};
    for (const [chemin, message] of Object.entries(erreurs)) set(imbriquees, chemin, { type: 'domaine', message });
    return { values: Object.keys(erreurs).length === 0 ? valeurs : {}, errors: imbriquees };
  }, [objet]);
  const methodes = useForm<Valeurs>({ defaultValues: depart.current, resolver, mode: 'onTouched', shouldFocusError: false });
  const { formState: { isDirty, errors }, setError, getValues, reset, watch, clearErrors, trigger, getFieldState } = methodes;

  useEffect(() => {
    const valeurs = reprises ?? repris.current?.valeurs;
    if (valeurs !== undefined) reset({ ...depart.current, ...valeurs }, { keepDefaultValues: true });
    const vise = champVise ?? corrigee?.champ ?? null;
    if (vise !== null && corrigee?.genre === 'refus' && corrigee.message !== null) setTimeout(() => { setError(cheminDe(vise) as keyof Valeurs, { type: 'service', message: corrigee.message ?? '' }); }, 0);
    if (vise !== null) setTimeout(() => { const cadre = formulaire.current?.querySelector<HTMLElement>(`[data-champ="${CSS.escape(vise.split('.')[0] ?? vise)}"]`); cadre?.scrollIntoView({ block: 'center' }); cadre?.querySelector<HTMLElement>('input, select, button')?.focus(); }, 60);
    else setTimeout(() => { formulaire.current?.querySelector<HTMLElement>('input:not([readonly]), select')?.focus(); }, 30);
    // une seule fois, à l’ouverture du formulaire
  }, []);

  // brouillon : un repos après la dernière frappe, ou dès que la fenêtre se ferme ou que l’on part ailleurs avant
  useEffect(() => {
    const differee = ecritureDifferee(() => {
      if (close.current) return;
      // revenue à ce qui est enregistré, la saisie n’a plus rien à garder
      if (!methodes.formState.isDirty) { effacerBrouillon(stockage); noterBrouillon(null); return; }
      ecrireBrouillon(stockage, getValues()).then((ecrit) => { noterBrouillon(ecrit); noterNonGarde(false); }).catch(() => { noterNonGarde(true); });
    });
    window.addEventListener('pagehide', differee.finir);
    const abonnement = watch((valeurs, { name }) => {
      // un champ fautif se rejuge dès qu’il change, touché ou non
      if (name !== undefined && getFieldState(name).invalid) void trigger(name);
      differee.armer(valeurs);
    });
    return () => { differee.finir(); window.removeEventListener('pagehide', differee.finir); abonnement.unsubscribe(); };
  }, [watch, getValues, methodes, stockage, getFieldState, trigger]);

  const financements = watch('financements');
  const p177 = estFinanceP177(financements.map(({ code, fin }) => ({ code, fin: lireDateFr(fin) }) as Financement), aujourdhui());
  const departements = objet === 'entite' ? watch('departements') : [watch('departement')];
  const cible = { departements, entiteId: objet === 'entite' ? '' : watch('entiteId'), dispositifId: null, p177: objet === 'dispositif' && p177 };
  const direct = creation && objet !== 'groupe' ? autoriser(acteur, 'creer', objet, cible) : null;
  const directe = direct?.accordee === true;
  const suppleance = (directe && direct.suppleance) || (creation && objet !== 'groupe' && MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === objet && regle.geste === 'creer' && regle.condition === 'suppleance'));
  const toutPropose = Object.values(proposes).includes('ordinaire');
  const peutSoumettre = objet !== 'groupe' && !directe && (creation ? MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === objet && regle.geste === 'proposer') : fiche.gestes.some(({ geste }) => geste === 'soumettre'));
  const obligatoires = useMemo(() => new Set(Object.entries(CHAMPS[objet]).filter(([, { exigence }]) => exigence === 'obligatoire').map(([champ]) => champ)), [objet]);

  const poserErreurs = (erreurs: Readonly<Record<string, string>>): void => {
    for (const [chemin, message] of Object.entries(erreurs)) setError(chemin as keyof Valeurs, { type: 'domaine', message });
    focaliserPremiereErreur(formulaire.current);
  };

  const enregistrer = async (soumettre: boolean): Promise<void> => {
    if (occupe) return;
    clearErrors();
    montrerRefus(null);
    const valeurs = getValues();
    const { saisie, erreurs } = lireFormulaire(objet, valeurs);
    const manquants = soumettre || directe ? completude(CHAMPS[objet], saisie).manquants : [];
    const champs = creation ? {} : champsChanges(objet, lireFormulaire(objet, depart.current).saisie, saisie);
    const { directs, demandes } = repartir(champs, proposes);
    const propose = Object.keys(demandes).length;
    const toutes = { ...Object.fromEntries(manquants.map((champ) => [cheminDe(champ), directe ? 'Champ obligatoire.' : MANQUE])), ...erreurs, ...(suppleance && valeurs.motif.trim() === '' ? { motif: 'Le motif de la suppléance est obligatoire.' } : {}), ...(propose > 0 && valeurs.motif.trim() === '' ? { motif: 'Le motif est obligatoire : il est montré à qui décide.' } : {}) };
    if (Object.keys(toutes).length > 0) { poserErreurs(toutes); return; }
    const id = creation ? (corrigee?.id ?? crypto.randomUUID()) : fiche.id;
    const [creer, modifier] = COMMANDES[objet];
    const motif = suppleance ? { motif: valeurs.motif.trim() } : {};
    occuper(true);
    const inchangee = !creation && Object.keys(champs).length === 0;
    const commande = inchangee ? null : { nom: creation ? creer : modifier, args: creation ? { id, saisie, ...motif } : { id, champs } };
    // une correction classe le retour d’un seul geste avec la commande qui en tient lieu ; refusée, elle le laisse à traiter
    const refusee = propose > 0 ? await executerEnsemble([...(Object.keys(directs).length === 0 ? [] : [{ nom: modifier, args: { id, champs: directs } }]), { nom: 'proposerChangement', args: { id: crypto.randomUUID(), objet, ficheId: id, champs: demandes, motif: valeurs.motif.trim() } }], corrigee?.seq ?? null)
      : corrigee !== null ? await resoudreCommande(corrigee.seq, commande) : commande === null ? null : await executerCommande(commande.nom, commande.args);
    if (refusee !== null) {
      occuper(false);
      if (refusee.champ !== undefined && (refusee.champ in CHAMPS[objet] || refusee.champ.split('.')[0] === 'motif' || CHAMPS[objet][refusee.champ.split('.')[0] ?? ''] !== undefined)) poserErreurs({ [cheminDe(refusee.champ)]: refusee.message });
      else montrerRefus(refusee.message);
      return;
    }
    const refusSoumission = soumettre ? await executerCommande('soumettre', { objet, id }) : null;
    occuper(false);
    close.current = true;
    effacerBrouillon(stockage);
    const suite = horsLigne ? ', en attente d’envoi' : '';
    const demande = `${compte(propose, 'changement proposé', 'changements proposés')}${propose === 0 || toutPropose ? '' : ' à la DDETS'}`;
    const fait = propose > 0 ? `${Object.keys(directs).length === 0 ? demande.slice(0, 1).toUpperCase() + demande.slice(1) : `Fiche enregistrée, ${demande}`}${suite}.` : inchangee && !soumettre ? 'Aucun changement à enregistrer.' : `${creation ? 'Fiche créée' : 'Fiche enregistrée'}${soumettre && refusSoumission === null ? ' et soumise' : directe ? ' et validée' : ''}${suite}.`;
    annoncer(fait);
    if (refusSoumission !== null) annoncer(`Enregistrée, mais pas soumise : ${refusSoumission.message}`, { genre: 'erreur' });
    void naviguer(`${ecran}/${objet}/${id}`, { replace: true });
  };

  const quitter = (): void => {
    if (isDirty) confirmer(true);
    else retour();
  };
  const abandonner = (): void => {
    close.current = true;
    effacerBrouillon(stockage);
    retour();
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void enregistrer(false); }, Escape: quitter });

  const figees = useMemo(() => new Set(creation ? [] : depart.current.capacites.filter(({ depuis }) => (lireDateFr(depuis) ?? '9999') < aujourdhui()).map(({ depuis, capacite }) => `${depuis}|${capacite}`)), [creation]);
  const Sections = SECTIONS[objet];
  const nombreErreurs = compterErreurs(errors);
  const titre = creation ? LIBELLES_CREATION[objet] : fiche.nom;
  return (
    <FormProvider {...methodes}>
      <ContexteFormulaire.Provider value={{ commentaires, fermes, obligatoires, proposes }}>
        <div className="fiche-tete" style={{ padding: '12px 24px 8px', borderBottom: '1px solid var(--trait)' }}>
          <div className="rang"><h2 style={{ flex: 1 }} className="coupe">{titre}</h2>{fiche === null ? null : <BadgeStatut statut={fiche.statut} />}<Bouton genre="t" petit icone="close-line" nom="Fermer le formulaire (Échap)" onClick={quitter} /></div>
          <p className="ligne2">{creation ? 'Création' : `Modification · ${fiche.code ?? 'code à venir'}`} · <span className="oblig">*</span> champ obligatoire{peutSoumettre ? ' avant de soumettre' : ''}</p>
        </div>
        <form ref={formulaire} id="formulaire-offre" className="form-corps" noValidate autoComplete="off" aria-label={titre} onSubmit={(evenement) => { evenement.preventDefault(); void enregistrer(false); }}>
          {nombreErreurs > 0 ? <Note genre="e" annoncer><b>{nombreErreurs === 1 ? '1 champ à corriger' : `${nombreErreurs} champs à corriger`}</b>, signalés ci-dessous.</Note> : null}
          {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
          {repris.current !== null && brouillon !== null ? <Note genre="i">Brouillon du {dateHeure(repris.current.le)} repris. <button type="button" className="lien" onClick={() => { effacerBrouillon(stockage); repris.current = null; noterBrouillon(null); reset(depart.current); }}>Abandonner ce brouillon</button></Note> : null}
          {corrigee === null ? null : corrigee.genre === 'conflit' ? <Note genre="w"><b>Conflit :</b> les valeurs choisies sont reprises ici. Enregistrer classe le conflit ; quitter le laisse à décider.</Note> : <Note genre="w"><b>Saisie refusée par le service, reprise ici pour être corrigée.</b> {corrigee.champ === null ? corrigee.message : null}</Note>}
          {directe ? <Note genre="i">{objet === 'entite' ? 'Création directe : l’entité est validée dès l’enregistrement.' : 'Dispositif financé par le P177 : il est validé dès l’enregistrement.'}</Note> : null}
          {direct !== null && !direct.accordee && objet === 'dispositif' && direct.code === 'droit.condition' && !peutSoumettre ? <Note genre="w">{direct.message}</Note> : null}
          {suppleance ? <CadreChamp chemin="motif" libelle="Motif de la suppléance" aide="enregistré avec la création" plein>{({ disabled, ...attributs }) => <textarea rows={2} {...methodes.register('motif')} {...attributs} readOnly={disabled} />}</CadreChamp> : null}
          {toutPropose ? <Note genre="i">Fiche validée : chaque changement sera proposé à qui peut en décider (la DDETS, ou le gestionnaire pour les champs ordinaires).</Note> : null}
          <Sections creation={creation} id={fiche?.id ?? ''} figees={figees} />
          {Object.keys(proposes).length === 0 ? null : <BlocProposition objet={objet} depart={depart.current} />}
          <button type="submit" hidden />
        </form>
        <footer className="pied">
          <Bouton genre={peutSoumettre ? '' : 'p'} icone="save-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void enregistrer(false); }} testid="enregistrer">{toutPropose ? 'Proposer' : 'Enregistrer'}</Bouton>
          {peutSoumettre ? <Bouton genre="p" icone="send-plane-line" occupe={occupe} onClick={() => { void enregistrer(true); }} testid="enregistrer-soumettre">Enregistrer et soumettre</Bouton> : null}
          <span className="ressort" />
          <span className="discret" style={{ fontSize: 12 }} role="status" data-testid="brouillon">{!isDirty ? '' : nonGarde ? BROUILLON_NON_GARDE : brouillon === null ? '' : `Brouillon enregistré à ${heureFr(brouillon.le)}`}</span>
          <Bouton genre="t" onClick={quitter}>Annuler</Bouton>
        </footer>
        <Dialogue
          ouvert={confirme} titre="Quitter le formulaire ?" largeur={480} fermer={() => { confirmer(false); }}
          pied={<><Bouton genre="d" onClick={abandonner}>Abandonner la saisie</Bouton><Bouton onClick={retour}>Garder le brouillon</Bouton><Bouton genre="p" onClick={() => { confirmer(false); }}>Continuer la saisie</Bouton></>}
        >
          <p>Des champs ont changé et ne sont pas enregistrés. Le brouillon peut rester sur ce poste pour être repris plus tard.</p>
        </Dialogue>
      </ContexteFormulaire.Provider>
    </FormProvider>
  );
};
