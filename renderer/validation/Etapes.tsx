import type { ReactElement } from 'react';
import type { Pas } from '../../domain/objets/commun.ts';
import { pasEnVigueur } from '../../domain/parcours.ts';
import { abreger, dateHeure, duree } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';

interface Etape { readonly mot: string; readonly icone: NomIcone; readonly nom: string; readonly quand: string }
const MOTS: Record<string, readonly [string, NomIcone]> = { soumettre: ['Proposé', 'check-line'], renvoyer: ['Renvoyé', 'arrow-go-back-line'], prevalider: ['Prévalidé', 'check-line'], valider: ['Validé', 'check-line'], refuser: ['Refusé', 'close-line'], suspendre: ['Suspendu', 'pause-circle-fill'], retablir: ['Rétabli', 'play-circle-line'], fermer: ['Fermé', 'lock-line'], archiver: ['Archivé', 'archive-fill'], creer: ['Créé', 'add-line'] };


/** Les pas d’une fiche jusqu’à la décision attendue : qui, quand. Cinq au plus, les derniers. */
export const Etapes = ({ parcours, prochain, depuis, pourMoi, maintenant }: { readonly parcours: readonly Pas[]; readonly prochain: string | null; readonly depuis: string; readonly pourMoi: boolean; readonly maintenant: number }): ReactElement => {
  // ni commentaire, ni décision annulée : ce ne sont pas des étapes
  const enVigueur = pasEnVigueur(parcours);
  const passees = enVigueur.filter(({ geste }, rang) => Object.hasOwn(MOTS, geste) && (geste !== 'creer' || enVigueur[rang + 1]?.geste !== 'soumettre')).map((pas, rang, suite): Etape => {
    const [mot, icone] = MOTS[pas.geste] ?? [pas.geste, 'check-line'];
    const corrige = pas.geste === 'soumettre' && suite.slice(0, rang).some(({ geste }) => geste === 'renvoyer');
    // la reprise n’est pas une personne : son nom ne s’abrège pas
    const reprise = pas.geste === 'creer' && /^reprise/iu.test(pas.nom);
    return { mot: reprise ? 'Repris' : corrige ? 'Corrigé' : mot, icone: reprise ? 'upload-2-line' : icone, nom: reprise ? pas.nom : abreger(pas.nom), quand: dateHeure(pas.le) };
  });
  const attendue = prochain === null ? null : { mot: prochain === 'prevalider' ? 'À prévalider' : 'À valider', qui: pourMoi ? 'par vous' : prochain === 'prevalider' ? 'par le SIAO' : 'par la DDETS' };
  const dernier = enVigueur.at(-1)?.le ?? depuis;
  return (
    <ol className="etapes" aria-label="Étapes de la fiche">
      {passees.slice(attendue === null ? -5 : -4).map((etape) => <li key={`${etape.mot}${etape.quand}`}><b><Icone nom={etape.icone} taille={14} />{etape.mot}</b><span title={etape.nom}>{etape.nom}</span><span className="discret num">{etape.quand}</span></li>)}
      {attendue === null ? null : <li className="encours" aria-current="step"><b><Icone nom="time-fill" taille={14} />{attendue.mot}</b><span>{attendue.qui}</span><span>depuis {duree(dernier, maintenant)}</span></li>}
    </ol>
  );
};
