import type { ReactElement } from 'react';
import { useState } from 'react';
import type { LigneValidation, RefusPoste } from '../../contract/poste.ts';
import { COMMANDES, GESTES, executerCommande } from '../offre/gestes/gestes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';

interface Resultat { readonly ligne: LigneValidation; readonly refus: RefusPoste | null }

/** Décision en nombre : une commande par fiche, une issue par fiche. La feuille reste ouverte pour lire chaque refus. */
export const DecisionEnNombre = ({ lignes: cochees, fermer }: { readonly lignes: readonly LigneValidation[]; readonly fermer: (decidees: readonly string[]) => void }): ReactElement => {
  // la file se vide à mesure des décisions : la feuille garde les fiches cochées à son ouverture
  const [lignes] = useState(cochees);
  const [resultats, changer] = useState<readonly Resultat[]>([]);
  const [enCours, courir] = useState(false);
  const fini = resultats.length === lignes.length && lignes.length > 0;
  const refuses = resultats.filter(({ refus }) => refus !== null).length;
  const decider = async (): Promise<void> => {
    if (enCours || fini) return;
    courir(true);
    const suite: Resultat[] = [];
    for (const ligne of lignes) {
      const refus = ligne.prochainGeste === null ? { code: 'statut', message: 'Aucune décision n’est attendue sur cette fiche.' } : await executerCommande(COMMANDES[ligne.prochainGeste] ?? ligne.prochainGeste, { objet: ligne.objet, id: ligne.id });
      suite.push({ ligne, refus });
      changer([...suite]);
    }
    courir(false);
  };
  const clore = (): void => { if (!enCours) fermer(resultats.filter(({ refus }) => refus === null).map(({ ligne }) => ligne.id)); };
  useRaccourcis({ 'Ctrl+Enter': () => { void decider(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={fini ? 'Résultat de la décision' : `Décider de ${compte(lignes.length, 'fiche', 'fiches')}`} icone="checkbox-line" largeur={820} fermer={clore} testid="decision-en-nombre"
      pied={fini ? <Bouton genre="p" onClick={clore}>Fermer</Bouton> : <><Bouton onClick={clore}>Annuler</Bouton><Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={enCours} onClick={() => { void decider(); }}>{compte(lignes.length, 'fiche à décider', 'fiches à décider')}</Bouton></>}
    >
      <p role="status">{fini ? `${compte(resultats.length - refuses, 'fiche décidée', 'fiches décidées')}, ${compte(refuses, 'refusée', 'refusées')}.` : enCours ? `${resultats.length} sur ${lignes.length}…` : 'Une commande par fiche : une fiche refusée n’empêche pas les autres.'}</p>
      <table className="tb">
        <thead><tr><th scope="col">Fiche</th><th scope="col">Décision</th><th scope="col">Issue</th></tr></thead>
        <tbody>{lignes.map((ligne) => {
          const resultat = resultats.find((candidat) => candidat.ligne.id === ligne.id);
          return (
            <tr key={ligne.id}>
              <td><b>{ligne.nom}</b></td><td>{ligne.prochainGeste === null ? '—' : (GESTES[ligne.prochainGeste]?.libelle ?? ligne.prochainGeste)}</td>
              <td style={{ whiteSpace: 'normal' }}>{resultat === undefined ? <span className="discret">—</span> : resultat.refus === null ? <span className="message succes"><Icone nom="checkbox-circle-fill" />Acceptée</span> : <span className="message erreur"><Icone nom="error-warning-fill" />{resultat.refus.message}</span>}</td>
            </tr>
          );
        })}</tbody>
      </table>
    </Dialogue>
  );
};
