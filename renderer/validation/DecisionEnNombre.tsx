import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { LigneValidation } from '../../contract/poste.ts';
import { actionAnnuler, decisionAnnulable } from '../offre/gestes/annulation.ts';
import { ChoixPropositions } from '../propositions/ChoixPropositions.tsx';
import type { DecisionChamp } from '../propositions/gestes.ts';
import { deciderEntiere } from '../propositions/gestes.ts';
import { COMMANDES, GESTES, executerCommande } from '../offre/gestes/gestes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { AvancementLot, TableauIssues, useLot } from '../ui/EnNombre.tsx';
import { compte } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';

/** Décision en nombre : une commande par ligne, une issue par ligne. Les propositions cochées s’acceptent ou se refusent en entier, d’un même motif. La feuille reste ouverte pour lire chaque refus. */
export const DecisionEnNombre = ({ lignes: cochees, fermer }: { readonly lignes: readonly LigneValidation[]; readonly fermer: (decidees: readonly string[]) => void }): ReactElement => {
  // la file se vide à mesure des décisions : la feuille garde les fiches cochées à son ouverture
  const [lignes] = useState(cochees);
  const propositions = lignes.filter(({ changement }) => changement === 'proposition').length;
  const mot = propositions === lignes.length ? 'proposition' : propositions === 0 ? 'fiche' : 'ligne';
  const idMotif = useId();
  const [sens, choisir] = useState<DecisionChamp>('acceptee');
  const [motif, ecrire] = useState('');
  const [sansMotif, signaler] = useState(false);
  const lot = useLot(lignes.map(({ id }) => id), async ([id]) => {
    const ligne = lignes.find((candidate) => candidate.id === id);
    if (ligne === undefined) return [];
    if (ligne.changement === 'proposition') return [{ cle: ligne.id, refus: await deciderEntiere(ligne.id, sens, sens === 'refusee' ? motif.trim() : null) }];
    const refus = ligne.prochainGeste === null ? { message: 'Aucune décision n’est attendue sur cette fiche.' } : await executerCommande(COMMANDES[ligne.prochainGeste] ?? ligne.prochainGeste, { objet: ligne.objet, id: ligne.id });
    return [{ cle: ligne.id, refus: refus?.message ?? null }];
  });
  const annoncer = useAnnoncer();
  const lancer = (): void => {
    if (propositions > 0 && sens === 'refusee' && motif.trim() === '') { signaler(true); document.getElementById(idMotif)?.focus(); return; }
    lot.lancer();
  };
  const fini = lot.etat === 'fini' || lot.etat === 'arrete';
  const refuses = lot.issues.filter(({ refus }) => refus !== null).length;
  const clore = (): void => {
    if (lot.etat === 'en_cours') return;
    const acceptees = lot.issues.flatMap(({ cle, refus }) => (refus === null ? [cle] : []));
    const decisions = lignes.flatMap(({ objet, id, nom, prochainGeste, changement }) => (acceptees.includes(id) && prochainGeste !== null && changement !== 'proposition' && objet !== 'groupe' ? [decisionAnnulable(objet, id, nom, prochainGeste)] : [])).filter((decision) => decision !== null);
    // sous la feuille, Ctrl+Z n’agit pas : l’annulation s’offre quand elle se ferme
    if (decisions.length > 0) annoncer(`${compte(decisions.length, 'fiche décidée', 'fiches décidées')}.`, { action: actionAnnuler(decisions, annoncer) });
    fermer(acceptees);
  };
  useRaccourcis({ 'Ctrl+Enter': lancer }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={fini ? 'Résultat de la décision' : `Décider de ${compte(lignes.length, mot, `${mot}s`)}`} icone="checkbox-line" largeur={820} fermer={clore} testid="decision-en-nombre"
      pied={fini ? <Bouton genre="p" onClick={clore}>Fermer</Bouton> : <><Bouton onClick={clore}>Annuler</Bouton><Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={lot.etat === 'en_cours'} onClick={lancer} testid="decider-en-nombre">{compte(lignes.length, `${mot} à décider`, `${mot}s à décider`)}</Bouton></>}
    >
      <p role="status">{fini ? `${compte(lot.issues.length - refuses, `${mot} décidée`, `${mot}s décidées`)}, ${compte(refuses, 'non décidée', 'non décidées')}.` : lot.etat === 'en_cours' ? `${lot.issues.length} sur ${lignes.length}…` : 'Une commande par ligne : un refus n’empêche pas les autres.'}</p>
      {propositions > 0 && lot.etat === 'pret' ? <ChoixPropositions nombre={propositions} idMotif={idMotif} sens={sens} choisir={choisir} motif={motif} ecrire={(texte) => { ecrire(texte); signaler(false); }} sansMotif={sansMotif} /> : null}
      {lot.long ? <AvancementLot lot={lot} total={lignes.length} nom="Décision" /> : null}
      <TableauIssues lignes={lignes.map(({ id, nom, prochainGeste, changement, champs }) => ({ cle: id, nom, detail: changement === 'proposition' ? `${sens === 'acceptee' ? 'Accepter' : 'Refuser'} : ${champs.join(', ')}` : prochainGeste === null ? '—' : (GESTES[prochainGeste]?.libelle ?? prochainGeste) }))} issues={lot.issues} fini={fini} colonnes={['Fiche', 'Décision', 'Issue']} {...(propositions === 0 ? {} : { accepte: 'Décidée' })} />
    </Dialogue>
  );
};
