import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { DispositifOccupe } from '../../contract/methodesOccupation.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { useAnnulation } from '../places/useAnnulation.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec } from '../ui/Etats.tsx';
import { compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Declarer } from './Declaration.tsx';
import { Declaration } from './Declaration.tsx';
import { Dispositifs } from './Dispositifs.tsx';
import type { ImportFait } from './Importer.tsx';
import { Importer } from './Importer.tsx';
import { SAISIE_VIDE } from './saisies.ts';
import { TEXTES, phraseFaite } from './textes.ts';
import { useSaisies } from './useSaisies.ts';

const correspond = ({ nom, code, entite, commune }: DispositifOccupe, mots: readonly string[]): boolean => { const cle = cleDeTri([nom, code ?? '', entite, commune].join(' ')); return mots.every((mot) => cle.includes(mot)); };

const Contenu = ({ tous }: { readonly tous: readonly DispositifOccupe[] }): ReactElement => {
  const { utilisateur } = useSession();
  const annoncer = useAnnoncer();
  const naviguer = useNavigate();
  const annulation = useAnnulation();
  const saisies = useSaisies(utilisateur.id);
  const [recherche, chercher] = useState('');
  const [seulsEnRetard, filtrerRetard] = useState(false);
  const retards = tous.filter(({ etat }) => etat !== 'a_jour');
  const [choisi, choisir] = useState<string | null>(() => (tous.find(({ etat, peut }) => etat !== 'a_jour' && peut) ?? tous[0])?.id ?? null);
  const [liste, places] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const visibles = useMemo(() => {
    const mots = cleDeTri(recherche).split(' ').filter((mot) => mot !== '');
    return tous.filter((un) => (!seulsEnRetard || un.etat !== 'a_jour') && correspond(un, mots));
  }, [tous, recherche, seulsEnRetard]);
  // un dispositif que le filtre cache reste ouvert à droite : on ne perd pas ce qu’on y saisit
  const courant = tous.find(({ id }) => id === choisi) ?? visibles[0] ?? null;

  // le focus va aux places dès qu’elles sont là, à l’arrivée et après une déclaration
  const aFocaliser = useRef(true);
  useEffect(() => {
    if (!aFocaliser.current) return undefined;
    const attente = setInterval(() => {
      const cible = places.current ?? (courant === null ? liste.current : null);
      if (cible === null) return;
      clearInterval(attente);
      aFocaliser.current = false;
      cible.focus();
    }, 30);
    return () => { clearInterval(attente); };
  }, [courant, places, liste]);

  const quitter = useCallback(() => { void naviguer('/places'); }, [naviguer]);
  useRaccourcis({ Escape: quitter, '/': () => { document.getElementById('filtre-occupation')?.focus(); }, 'Ctrl+f': () => { document.getElementById('filtre-occupation')?.focus(); } });

  const [importe, importer] = useState(false);
  const declarant = tous.some(({ peut }) => peut);
  useRaccourcis({ i: () => { importer(true); } }, { actif: declarant && !importe });
  const surImport = ({ lot, declarations, changees }: ImportFait): void => {
    importer(false);
    annoncer(`Occupation importée : ${compte(declarations, 'dispositif déclaré', 'dispositifs déclarés')}, ${changees === 0 ? 'rien n’a changé' : compte(changees, 'place changée', 'places changées')}.`, lot === null ? {} : { action: { libelle: 'Annuler', annule: true, agir: () => { annulation.defaire(lot); } } });
    void requetes.invalidateQueries({ queryKey: ['occupation.lister'] });
    void requetes.invalidateQueries({ queryKey: ['occupation.places'] });
  };

  const declarer: Declarer = async (dispositif, le, changements) => {
    try {
      const { lot, changees, refus } = await client.appeler('occupation.declarer', { dispositifId: dispositif.id, le, changements: changements.map(({ occupation, ids }) => ({ occupation, ids: [...ids] })) });
      if (refus !== null) return refus.message;
      const avant = saisies.de(dispositif.id);
      saisies.poser(dispositif.id, SAISIE_VIDE);
      const rang = retards.findIndex(({ id }) => id === dispositif.id);
      const restants = [...retards.slice(rang + 1), ...retards.slice(0, Math.max(0, rang))].filter(({ id, peut }) => peut && id !== dispositif.id);
      const suivant = restants[0];
      // annulée, la saisie revient : elle peut être corrigée et déclarée de nouveau
      const annuler = (): void => { annulation.defaire(lot ?? ''); saisies.poser(dispositif.id, { ...avant, le: avant.le }); choisir(dispositif.id); };
      annoncer(`${phraseFaite(dispositif.nom, le, changees)}${suivant === undefined && dispositif.etat !== 'a_jour' ? ` ${TEXTES.fini}` : ''}`, lot === null ? {} : { action: { libelle: 'Annuler', annule: true, agir: annuler } });
      if (suivant !== undefined && dispositif.etat !== 'a_jour') { aFocaliser.current = true; choisir(suivant.id); } else places.current?.focus();
      void requetes.invalidateQueries({ queryKey: ['occupation.lister'] });
      void requetes.invalidateQueries({ queryKey: ['occupation.places'] });
      return null;
    } catch (panne) {
      return messageErreur(panne);
    }
  };
  return (
    <>
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/places">{TEXTES.places}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1>{TEXTES.titre}</h1>
        <span className="sous num coupe" role="status" data-testid="occ-bilan">{tous.length === 0 ? '' : retards.length === 0 ? `${compte(tous.length, 'dispositif', 'dispositifs')}, aucun en retard` : `${compte(retards.length, 'dispositif en retard', 'dispositifs en retard')} sur ${tous.length}`}</span>
        <span className="ressort" />
        {declarant ? <Bouton icone="table-line" touche="I" onClick={() => { importer(true); }} testid="occ-importer">{TEXTES.importer}</Bouton> : null}
      </div>
      <div className="avec-panneau">
        <Dispositifs
          dispositifs={visibles} total={tous.length} retards={retards.length} courant={courant?.id ?? null} choisir={choisir} entrer={() => { places.current?.focus(); }} quitter={quitter} recherche={recherche} chercher={chercher} seulsEnRetard={seulsEnRetard} filtrerRetard={filtrerRetard}
          saisis={(id) => Object.keys(saisies.de(id).places).length} cadre={liste}
        />
        {courant === null ? null : <Declaration key={courant.id} dispositif={courant} saisie={saisies.de(courant.id)} poser={(saisie) => { saisies.poser(courant.id, saisie); }} nonGardee={saisies.nonGardee} declarer={declarer} retour={() => { liste.current?.focus(); }} quitter={quitter} cadre={places} />}
      </div>
      {importe ? <Importer fermer={() => { importer(false); }} fait={surImport} /> : null}
    </>
  );
};

/** Écran « Occupation » (`/occupation`) : les dispositifs à gauche, en retard d’abord ; les places de celui qu’on déclare à droite. */
export const Occupation = (): ReactElement => {
  const { data, error, refetch } = useAppel('occupation.lister', {}, { garder: true });
  return (
    <div className="travail">
      {data === undefined ? (
        <>
          <div className="tete"><h1>{TEXTES.titre}</h1></div>
          <section className="pan" style={{ flex: 1 }}>{error !== null ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : <Attente lignes={14} nom={TEXTES.lecture} />}</section>
        </>
      ) : <Contenu tous={data.dispositifs} />}
    </div>
  );
};
