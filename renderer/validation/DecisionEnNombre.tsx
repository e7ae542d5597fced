import type { ReactElement } from 'react';
import { useState } from 'react';
import type { LigneValidation } from '../../contract/poste.ts';
import { COMMANDES, GESTES, executerCommande } from '../offre/gestes/gestes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { AvancementLot, TableauIssues, useLot } from '../ui/EnNombre.tsx';
import { compte } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';

/** Décision en nombre : une commande par fiche, une issue par fiche. La feuille reste ouverte pour lire chaque refus. */
export const DecisionEnNombre = ({ lignes: cochees, fermer }: { readonly lignes: readonly LigneValidation[]; readonly fermer: (decidees: readonly string[]) => void }): ReactElement => {
  // la file se vide à mesure des décisions : la feuille garde les fiches cochées à son ouverture
  const [lignes] = useState(cochees);
  const lot = useLot(lignes.map(({ id }) => id), async ([id]) => {
    const ligne = lignes.find((candidate) => candidate.id === id);
    if (ligne === undefined) return [];
    const refus = ligne.prochainGeste === null ? { message: 'Aucune décision n’est attendue sur cette fiche.' } : await executerCommande(COMMANDES[ligne.prochainGeste] ?? ligne.prochainGeste, { objet: ligne.objet, id: ligne.id });
    return [{ cle: ligne.id, refus: refus?.message ?? null }];
  });
  const fini = lot.etat === 'fini' || lot.etat === 'arrete';
  const refuses = lot.issues.filter(({ refus }) => refus !== null).length;
  const clore = (): void => { if (lot.etat !== 'en_cours') fermer(lot.issues.filter(({ refus }) => refus === null).map(({ cle }) => cle)); };
  useRaccourcis({ 'Ctrl+Enter': lot.lancer }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={fini ? 'Résultat de la décision' : `Décider de ${compte(lignes.length, 'fiche', 'fiches')}`} icone="checkbox-line" largeur={820} fermer={clore} testid="decision-en-nombre"
      pied={fini ? <Bouton genre="p" onClick={clore}>Fermer</Bouton> : <><Bouton onClick={clore}>Annuler</Bouton><Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={lot.etat === 'en_cours'} onClick={lot.lancer}>{compte(lignes.length, 'fiche à décider', 'fiches à décider')}</Bouton></>}
    >
      <p role="status">{fini ? `${compte(lot.issues.length - refuses, 'fiche décidée', 'fiches décidées')}, ${compte(refuses, 'refusée', 'refusées')}.` : lot.etat === 'en_cours' ? `${lot.issues.length} sur ${lignes.length}…` : 'Une commande par fiche : une fiche refusée n’empêche pas les autres.'}</p>
      {lot.long ? <AvancementLot lot={lot} total={lignes.length} nom="Décision" /> : null}
      <TableauIssues lignes={lignes.map(({ id, nom, prochainGeste }) => ({ cle: id, nom, detail: prochainGeste === null ? '—' : (GESTES[prochainGeste]?.libelle ?? prochainGeste) }))} issues={lot.issues} fini={fini} colonnes={['Fiche', 'Décision', 'Issue']} />
    </Dialogue>
  );
};
