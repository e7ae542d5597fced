import type { ReactElement } from 'react';
import type { ApercuFermeture, RefusPoste } from '../../../contract/poste.ts';
import { messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Note } from '../../ui/Etats.tsx';
import { compte, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';

interface Demande { readonly objet: 'entite' | 'dispositif'; readonly id: string; readonly date: string | null }

/** « l’entité, 2 dispositifs, 7 groupes (120 places) » */
const resume = (objet: Demande['objet'], { dispositifs, groupes }: ApercuFermeture): string => {
  const capacite = groupes.reduce((somme, groupe) => somme + groupe.capacite, 0);
  return [
    objet === 'entite' ? 'l’entité' : 'le dispositif', ...(dispositifs.length === 0 ? [] : [compte(dispositifs.length, 'dispositif', 'dispositifs')]),
    ...(groupes.length === 0 ? [] : [`${compte(groupes.length, 'groupe', 'groupes')} (${compte(capacite, 'place', 'places')})`]),
  ].join(', ');
};

const Liste = ({ objet, apercu }: { readonly objet: Demande['objet']; readonly apercu: ApercuFermeture }): ReactElement => {
  const groupesDe = (id: string): ApercuFermeture['groupes'] => apercu.groupes.filter(({ dispositifId }) => dispositifId === id);
  const ligne = ({ id, libelle, capacite, placesOuvertes }: ApercuFermeture['groupes'][number]): ReactElement => (
    <tr key={id}><td style={objet === 'entite' ? { paddingLeft: 28 } : undefined}><Icone nom="group-line" taille={14} /> {libelle}</td><td className="num">{nombre(capacite)}</td><td className="num">{placesOuvertes === 0 ? '0' : <b className="alerte">{nombre(placesOuvertes)}</b>}</td></tr>
  );
  return (
    <div role="region" aria-label="Liste de ce qui sera fermé" tabIndex={0} style={{ maxHeight: 220, overflow: 'auto', outlineOffset: -2 }}>
      <table className="tb">
        <thead><tr><th scope="col">Fermé avec la fiche</th><th scope="col">Capacité</th><th scope="col">Places ouvertes</th></tr></thead>
        <tbody>
          {objet === 'dispositif' ? apercu.groupes.map(ligne) : apercu.dispositifs.flatMap(({ id, nom }) => [
            <tr key={id}><th scope="row" colSpan={3}><Icone nom="home-4-line" taille={14} /> {nom}</th></tr>, ...groupesDe(id).map(ligne),
          ])}
        </tbody>
      </table>
    </div>
  );
};

/**
 * Ce qu’une fermeture emporte à la date saisie, relu à chaque date. Rend le contenu à poser dans le dialogue et la raison qui ferme le bouton (`null` : rien ne s’y oppose,
 * ou la lecture n’a pas encore répondu : la commande jugera). Sans demande, rien à montrer.
 */
export const useApercuFermeture = (demande: Demande | null): { readonly contenu: ReactElement | null; readonly refus: RefusPoste | null } => {
  const actif = demande !== null && demande.date !== null;
  const { data, error, refetch, isPlaceholderData } = useAppel('offre.apercuFermeture', { objet: demande?.objet ?? 'dispositif', id: demande?.id ?? '', date: demande?.date ?? '' }, { actif, garder: true });
  if (demande === null) return { contenu: null, refus: null };
  const corps = (): ReactElement => {
    if (!actif) return <p className="discret">Écrire la date (jj/mm/aaaa) pour voir ce qui sera fermé.</p>;
    if (error !== null && data === undefined) return <Note genre="e">{messageErreur(error)} <button type="button" className="lien" onClick={() => { void refetch(); }}>Réessayer</button></Note>;
    if (data === undefined) return <span className="barre-grise" role="status" aria-label="Lecture de ce qui sera fermé" style={{ width: '60%' }} />;
    const vide = data.dispositifs.length + data.groupes.length === 0;
    return (
      <>
        {data.refus === null ? <p role="status"><b className="mi">Ce qui sera fermé :</b> {resume(demande.objet, data)}.{vide ? ' Rien d’autre n’est ouvert dedans.' : ''}</p> : <Note genre="w" annoncer>{data.refus.message}</Note>}
        {data.horsPerimetre ? <Note genre="i">Cette entité est aussi dans un département que ce poste ne voit pas : le service vérifiera que rien n’y reste ouvert.</Note> : null}
        {vide ? null : <Liste objet={demande.objet} apercu={data} />}
      </>
    );
  };
  return {
    contenu: <section className="pile" style={{ gap: 8, minHeight: 44 }} aria-label="Ce qui sera fermé" aria-busy={isPlaceholderData} data-testid="apercu-fermeture">{corps()}</section>,
    refus: actif && !isPlaceholderData ? (data?.refus ?? null) : null,
  };
};
