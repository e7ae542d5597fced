import type { ReactElement } from 'react';
import { useState } from 'react';
import type { Atelier } from '../../contract/methodesReprise.ts';
import { client } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, dateHeure, nombre } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Motif } from './Motif.tsx';
import { TEXTES, fiches } from './textes.ts';
import type { Conduite } from './useAtelier.ts';

const total = (comptes: Readonly<Record<string, number>>): number => Object.values(comptes).reduce((somme, combien) => somme + combien, 0);

/** Étapes « Simuler » et « Charger » : ce que le lot deviendrait, ce qui l’empêche, puis le chargement, la signature, l’annulation. */
export const Charger = ({ atelier, conduite: { faire, occupe }, simuler }: { readonly atelier: Atelier; readonly conduite: Conduite; readonly simuler: () => void }): ReactElement => {
  const { dossier: { id, genre }, lot, simulation, bloquantes, comptes } = atelier;
  const annoncer = useAnnoncer();
  const { data: sync } = useAppel('sync.etat', {});
  const [annulation, demander] = useState(false);
  const attente = sync?.enAttente ?? 0;
  const geste = (appel: Parameters<typeof faire>[0], fait: string): void => { void faire(appel).then((refus) => { annoncer(refus ?? fait, refus === null ? {} : { genre: 'erreur' }); }); };
  const derniere = lot?.simulations.at(-1);
  const presentes = lot === null ? 0 : total(lot.presentes);
  const aCreer = simulation === null ? 0 : total(simulation.aCreer);
  const complet = presentes > 0 && simulation !== null && presentes === aCreer;
  const raisonCharger = lot === null ? 'Simuler d’abord.' : lot.statut !== 'ouvert' ? 'Ce lot est clos : simuler en ouvre un autre.' : lot.raison ?? (simulation?.aJour === false ? 'Une correction, ou un terme rattaché, a changé depuis : simuler de nouveau.' : null);
  const raisonSigner = lot === null || lot.statut !== 'ouvert' ? raisonCharger : presentes === 0 ? 'Charger d’abord.' : attente > 0 ? `${compte(attente, 'commande attend', 'commandes attendent')} encore le service.` : !complet && simulation !== null && presentes !== aCreer ? 'Toutes les fiches annoncées ne sont pas là : reprendre le chargement.' : null;
  const annuler = (motif: string): void => {
    demander(false);
    if (lot === null) return;
    void client.appeler('reprise.annulerLot', { lotId: lot.id, motif }).then(({ refus }) => { annoncer(refus?.message ?? 'Lot annulé : ses fiches sont retirées de l’offre.', refus === null ? {} : { genre: 'erreur' }); void faire(() => client.appeler('reprise.ouvrir', { id })); });
  };
  if (genre === 'utilisateurs') return <section className="pan rep-charger" aria-label={TEXTES.charger}><Note genre="i">{`${compte(comptes, 'compte proposé', 'comptes proposés')} par ce fichier. Les comptes ne se chargent pas en nombre : chacun se crée à l’écran Utilisateurs, avec le profil arbitré.`}</Note></section>;
  return (
    <section className="pan rep-charger" aria-label={TEXTES.charger} data-testid="rep-charger">
      <div className="pan-titre"><h2>{lot?.code ?? (lot === null ? 'Pas encore de lot' : 'Lot en attente de numéro')}</h2>{lot === null ? null : <Badge couleur={lot.statut === 'charge' ? 'green-emeraude' : lot.statut === 'annule' ? 'grey' : 'blue-cumulus'} icone={lot.statut === 'charge' ? 'checkbox-circle-fill' : 'time-line'}>{{ ouvert: 'Ouvert', charge: 'Chargé et signé', annule: 'Annulé' }[lot.statut]}</Badge>}<span className="ressort" />{derniere === undefined ? null : <span className="discret">{`Dernière simulation : ${dateHeure(derniere.le)}, ${compte(derniere.bloquantes, 'bloquante', 'bloquantes')}, ${nombre(derniere.avertissements)} à vérifier`}</span>}</div>
      <div className="rep-charger-corps">
        {presentes > 0 && lot?.statut !== 'annule' ? null : simulation === null ? <Note genre="i">Simuler joue le chargement sans rien écrire : les commandes mêmes qui partiraient, jugées une à une. Seul le résultat est gardé au lot.</Note>
          : <Note genre={simulation.refus > 0 || bloquantes > 0 ? 'w' : 'ok'}>{`Serait créé, à prévalider : ${fiches(simulation.aCreer)}.${simulation.refus > 0 ? ` ${compte(simulation.refus, 'fiche serait refusée', 'fiches seraient refusées')} (R01, à l’étape Contrôler).` : ''}`}</Note>}
        {lot === null || presentes === 0 ? null : <Note genre="i">{`Dans l’offre, de ce lot : ${fiches(lot.presentes)}.${lot.touchees > 0 ? ` ${compte(lot.touchees, 'a été travaillée', 'ont été travaillées')} depuis : le lot ne s’annule plus.` : ''}${attente > 0 ? ` ${compte(attente, 'commande attend', 'commandes attendent')} le service.` : ''}`}</Note>}
        {lot?.chargement == null ? null : <Note genre="ok">{`Bilan signé par ${lot.chargement.par}, ${dateHeure(lot.chargement.le)} : ${fiches(lot.chargement.fiches)}.`}</Note>}
        {lot?.statut === 'ouvert' && lot.raison !== null ? <Note genre="w">{lot.raison}</Note> : null}
      </div>
      <div className="pied">
        <Bouton icone="refresh-line" touche="Ctrl+Entrée" occupe={occupe} onClick={simuler} testid="rep-simuler">{TEXTES.simulerCharger}</Bouton>
        <span className="ressort" />
        {lot !== null && lot.statut !== 'annule' && presentes > 0 ? <Bouton genre="d" raison={lot.touchees > 0 ? 'Une fiche du lot a été travaillée depuis le chargement.' : null} horsDroit occupe={occupe} onClick={() => { demander(true); }} testid="rep-annuler-lot">{TEXTES.annulerLot}</Bouton> : null}
        <Bouton genre={presentes === 0 ? 'p' : ''} icone="upload-2-line" raison={raisonCharger ?? (complet ? 'Tout est chargé : signer le bilan.' : null)} horsDroit occupe={occupe} onClick={() => { geste(() => client.appeler('reprise.charger', { id }), 'Chargement en file : le service le juge au fil de l’eau.'); }} testid="rep-lancer">{presentes > 0 && !complet ? 'Reprendre le chargement' : TEXTES.charger}</Bouton>
        <Bouton genre={complet ? 'p' : ''} icone="check-line" raison={raisonSigner} horsDroit occupe={occupe} onClick={() => { geste(() => client.appeler('reprise.signer', { id }), 'Bilan signé.'); }} testid="rep-signer">{TEXTES.signer}</Bouton>
      </div>
      {annulation ? <Motif titre={TEXTES.annulerLot} aide={TEXTES.motifLot} verbe={TEXTES.annulerLot} danger fermer={() => { demander(false); }} valider={annuler} /> : null}
    </section>
  );
};
