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
import { genreDuRefus } from './useAtelier.ts';

const total = (comptes: Readonly<Record<string, number>>): number => Object.values(comptes).reduce((somme, combien) => somme + combien, 0);

/** Étapes « Simuler » et « Charger » : ce que le lot deviendrait, ce qui l’empêche, puis le chargement, la signature, l’annulation. */
export const Charger = ({ atelier, conduite: { faire, occupe }, simuler }: { readonly atelier: Atelier; readonly conduite: Conduite; readonly simuler: () => void }): ReactElement => {
  const { dossier: { id }, lot, simulation, bloquantes } = atelier;
  const annoncer = useAnnoncer();
  const { data: sync } = useAppel('sync.etat', {});
  const [annulation, demander] = useState(false);
  const attente = sync?.enAttente ?? 0;
  const geste = (appel: Parameters<typeof faire>[0], fait: string): void => { void faire(appel).then((refus) => { annoncer(refus ?? fait, refus === null ? {} : { genre: genreDuRefus(refus) }); }); };
  const derniere = lot?.simulations.at(-1);
  const presentes = lot === null ? 0 : total(lot.presentes);
  const aCreer = simulation === null ? 0 : total(simulation.aCreer);
  const deposees = lot?.propositions.deposees ?? 0;
  const restent = simulation === null ? 0 : Math.max(0, simulation.propositions - deposees);
  const commence = presentes > 0 || deposees > 0;
  // un fichier que l’offre connaît déjà en entier ne crée rien : son bilan se signe quand même
  const rien = simulation !== null && aCreer === 0 && simulation.propositions === 0;
  const complet = simulation !== null && presentes === aCreer && restent === 0 && (commence || rien);
  const raisonCharger = lot === null ? 'Simuler d’abord.' : lot.statut !== 'ouvert' ? 'Ce lot est clos : simuler en ouvre un autre.' : lot.raison ?? (simulation?.aJour === false ? 'Une correction, un terme rattaché ou l’autre fichier du département a changé depuis : simuler de nouveau.' : atelier.attend);
  const raisonSigner = lot === null || lot.statut !== 'ouvert' ? raisonCharger : !commence && !rien ? 'Charger d’abord.' : attente > 0 ? `${compte(attente, 'commande attend', 'commandes attendent')} encore le service.` : !complet && simulation !== null ? 'Toutes les fiches annoncées ne sont pas là : reprendre le chargement.' : null;
  const annuler = (motif: string): void => {
    demander(false);
    if (lot === null) return;
    void client.appeler('reprise.annulerLot', { lotId: lot.id, motif }).then(({ refus }) => { annoncer(refus?.message ?? 'Lot annulé : ses fiches sont retirées de l’offre, ses propositions non décidées aussi.', refus === null ? {} : { genre: 'erreur' }); void faire(() => client.appeler('reprise.ouvrir', { id })); });
  };
  return (
    <section className="pan rep-charger" aria-label={TEXTES.charger} data-testid="rep-charger">
      <div className="pan-titre"><h2>{lot?.code ?? (lot === null ? 'Pas encore de lot' : 'Lot en attente de numéro')}</h2>{lot === null ? null : <Badge couleur={lot.statut === 'charge' ? 'green-emeraude' : lot.statut === 'annule' ? 'grey' : 'blue-cumulus'} icone={lot.statut === 'charge' ? 'checkbox-circle-fill' : 'time-line'}>{{ ouvert: 'Ouvert', charge: 'Chargé et signé', annule: 'Annulé' }[lot.statut]}</Badge>}<span className="ressort" />{derniere === undefined ? null : <span className="discret">{`Dernière simulation : ${dateHeure(derniere.le)}, ${compte(derniere.bloquantes, 'bloquante', 'bloquantes')}, ${nombre(derniere.avertissements)} à vérifier`}</span>}</div>
      <div className="rep-charger-corps">
        {commence && lot?.statut !== 'annule' ? null : simulation === null && lot?.statut === 'ouvert' && derniere !== undefined ? <Note genre={derniere.bloquantes > 0 ? 'w' : 'i'}>{`Simulé le ${dateHeure(derniere.le)} : ${compte(derniere.lignes.creees + derniere.lignes.scindees, 'ligne créerait', 'lignes créeraient')} des fiches sur ${nombre(derniere.lignes.source)}. Le service rejugera chaque fiche ; simuler de nouveau dit lesquelles il refuserait.`}</Note>
          : simulation === null ? <Note genre="i">Simuler joue le chargement sans rien écrire : les commandes mêmes qui partiraient, jugées une à une. Seul le résultat est gardé au lot.</Note>
          : <Note genre={simulation.refus > 0 || bloquantes > 0 ? 'w' : 'ok'}>{`Seraient créés, à prévalider : ${fiches(simulation.aCreer)}.${simulation.propositions > 0 ? ` ${compte(simulation.propositions, 'fiche déjà là que le fichier dit autrement fera', 'fiches déjà là que le fichier dit autrement feront')} l’objet d’une proposition, rien ne s’y écrit (R02, à l’étape Contrôler).` : ''}${simulation.refus > 0 ? ` ${compte(simulation.refus, 'fiche serait refusée', 'fiches seraient refusées')} (R01, à l’étape Contrôler).` : ''}`}</Note>}
        {lot === null || !commence ? null : <Note genre="i">{`Dans l’offre, de ce lot : ${fiches(lot.presentes)}.${deposees > 0 ? ` ${compte(deposees, 'proposition déposée', 'propositions déposées')}, ${nombre(lot.propositions.ouvertes)} à décider.` : ''}${lot.touchees > 0 ? ` ${compte(lot.touchees, 'a été travaillée', 'ont été travaillées')} depuis : le lot ne s’annule plus.` : ''}${attente > 0 ? ` ${compte(attente, 'commande attend', 'commandes attendent')} le service.` : ''}`}</Note>}
        {lot?.chargement == null ? null : <Note genre="ok">{`Bilan signé par ${lot.chargement.par}, ${dateHeure(lot.chargement.le)} : ${fiches(lot.chargement.fiches)}.`}</Note>}
        {atelier.attend === null ? null : <Note genre="w">{atelier.attend}</Note>}
        {lot?.statut === 'ouvert' && lot.raison !== null ? <Note genre="w">{lot.raison}</Note> : null}
      </div>
      <div className="pied">
        <Bouton icone="refresh-line" touche="Ctrl+Entrée" occupe={occupe} onClick={simuler} testid="rep-simuler">{TEXTES.simulerCharger}</Bouton>
        <span className="ressort" />
        {lot !== null && lot.statut !== 'annule' && commence ? <Bouton genre="d" raison={lot.touchees > 0 ? 'Une fiche du lot a été travaillée depuis le chargement.' : null} horsDroit occupe={occupe} onClick={() => { demander(true); }} testid="rep-annuler-lot">{TEXTES.annulerLot}</Bouton> : null}
        <Bouton genre={!commence && !rien ? 'p' : ''} icone="upload-2-line" raison={raisonCharger ?? (rien && !commence ? 'Rien à créer ni à proposer : l’offre a déjà tout ce fichier. Signer le bilan.' : complet ? 'Tout est chargé : signer le bilan.' : null)} horsDroit occupe={occupe} onClick={() => { geste(() => client.appeler('reprise.charger', { id }), 'Chargement en file : le service le juge au fil de l’eau.'); }} testid="rep-lancer">{commence && !complet ? 'Reprendre le chargement' : TEXTES.charger}</Bouton>
        <Bouton genre={complet ? 'p' : ''} icone="check-line" raison={raisonSigner} horsDroit occupe={occupe} onClick={() => { geste(() => client.appeler('reprise.signer', { id }), 'Bilan signé.'); }} testid="rep-signer">{TEXTES.signer}</Bouton>
      </div>
      {annulation ? <Motif titre={TEXTES.annulerLot} aide={TEXTES.motifLot} verbe={TEXTES.annulerLot} danger fermer={() => { demander(false); }} valider={annuler} /> : null}
    </section>
  );
};
