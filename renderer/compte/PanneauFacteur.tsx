import type { ReactElement } from 'react';
import { useState } from 'react';
import { codeErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../ui/Etats.tsx';
import { GesteFacteur } from './GesteFacteur.tsx';
import type { Geste } from './GesteFacteur.tsx';
import { TEXTES } from './textes.ts';

const PEU = 3;

/** État du second facteur, et ce que la personne peut en faire. */
export const PanneauFacteur = (): ReactElement => {
  const { session } = useSession();
  const { data, error, refetch } = useAppel('compte.secondFacteur', {});
  const [geste, ouvrir] = useState<Geste | null>(null);
  const raison = session.horsLigne ? TEXTES.horsLigne : null;
  return (
    <section className="pan" aria-labelledby="compte-facteur" data-testid="compte-facteur">
      <div className="pan-titre"><h2 id="compte-facteur">{TEXTES.facteur}</h2></div>
      {data === undefined ? (error === null ? <Attente nom={TEXTES.lecture} lignes={3} /> : codeErreur(error) === 'hors_ligne' ? <div className="compte-corps"><Note genre="w">{TEXTES.horsLigne}</Note><div><Bouton icone="refresh-line" onClick={() => { void refetch(); }}>{TEXTES.reessayer}</Bouton></div></div> : <Echec erreur={error} reessayer={() => { void refetch(); }} />) : (
        <div className="compte-corps">
          <p><b data-testid="etat-facteur">{data.actif ? TEXTES.actif : TEXTES.inactif}</b>, {data.obligatoire ? TEXTES.obligatoire : TEXTES.facultatif}.</p>
          {data.actif ? <p>{TEXTES.reste}&nbsp;: <b className="num" data-testid="codes-restants">{data.codesDeSecoursRestants}</b></p> : <p className="discret">{TEXTES.pourquoi}</p>}
          {data.actif && data.codesDeSecoursRestants < PEU ? <Note genre="w">{TEXTES.peu}</Note> : null}
          <div className="rang">
            {data.actif ? <Bouton icone="refresh-line" raison={raison} onClick={() => { ouvrir('refaire'); }} testid="refaire-codes">{TEXTES.refaire}</Bouton> : <Bouton icone="shield-line" raison={raison} onClick={() => { ouvrir('ajouter'); }} testid="ajouter-facteur">{TEXTES.ajouter}</Bouton>}
            {data.actif && !data.obligatoire ? <Bouton genre="d" raison={raison} onClick={() => { ouvrir('retirer'); }} testid="retirer-facteur">{TEXTES.retirer}</Bouton> : null}
          </div>
        </div>
      )}
      {geste === null ? null : <GesteFacteur geste={geste} fermer={() => { ouvrir(null); void requetes.invalidateQueries({ queryKey: ['compte.secondFacteur'] }); }} />}
    </section>
  );
};
