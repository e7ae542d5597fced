import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { compte, dateHeure } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Nouvelle } from './avis.ts';
import { nouvellesDe } from './avis.ts';

/** Ce qui a été décidé sur les propositions et fiches de la personne, et qu’elle n’a pas rangé. */
export const useNouvelles = (actif = true): readonly Nouvelle[] => nouvellesDe(useAppel('avis.lire', {}, { actif, garder: true }).data?.avis ?? []);

const adresse = ({ genre, objet, ficheId, propositionId }: Nouvelle): string => (genre === 'demande' ? '/demandes' : propositionId === null ? `/offre/${objet}/${ficheId}` : `/validation/${objet}/${propositionId}`);
const marquer = async (nouvelles: readonly Nouvelle[]): Promise<void> => {
  await client.appeler('avis.marquer', { cles: nouvelles.flatMap(({ cles }) => cles) });
  void requetes.invalidateQueries({ queryKey: ['avis.lire'] });
};

/** Annonce, application ouverte, ce qui vient d’être décidé. Ce qui l’était déjà à l’ouverture se lit sur l’écran, sans message. */
export const SuiviAvis = (): null => {
  const { data } = useAppel('avis.lire', {}, { garder: true });
  const annoncer = useAnnoncer();
  const naviguer = useNavigate();
  const connus = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (data === undefined) return;
    const deja = connus.current;
    connus.current = new Set([...(deja ?? []), ...data.avis.map(({ cle }) => cle)]);
    if (deja === null) return;
    const neuves = nouvellesDe(data.avis.filter(({ cle }) => !deja.has(cle)));
    const [premiere] = neuves;
    if (premiere === undefined) return;
    annoncer(neuves.length === 1 ? premiere.phrase : `${compte(neuves.length, 'décision', 'décisions')} sur vos fiches, propositions et demandes.`, {
      genre: 'info', action: { libelle: 'Voir', agir: () => { void naviguer(neuves.length === 1 ? adresse(premiere) : '/validation', { state: premiere.propositionId === null ? null : { onglet: 'mes_propositions' } }); } },
    });
  }, [data, annoncer, naviguer]);
  return null;
};

const MONTREES = 4;
/** En tête de « À valider » : ce qui a été décidé depuis le dernier passage, jusqu’à ce que la personne dise l’avoir lu. */
export const BandeauAvis = (): ReactElement | null => {
  const nouvelles = useNouvelles();
  const annoncer = useAnnoncer();
  if (nouvelles.length === 0) return null;
  return (
    <section className="avis-decisions" aria-label="Décidé depuis votre dernier passage" data-testid="avis">
      <ul>
        {nouvelles.slice(0, MONTREES).map((nouvelle) => <li key={nouvelle.cle}>{nouvelle.phrase} <span className="discret num insecable">{dateHeure(nouvelle.le)}</span></li>)}
        {nouvelles.length > MONTREES ? <li className="discret">{compte(nouvelles.length - MONTREES, 'autre décision', 'autres décisions')}</li> : null}
      </ul>
      <Bouton petit icone="check-line" onClick={() => { marquer(nouvelles).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }); }} testid="avis-lus">J’ai lu</Bouton>
    </section>
  );
};
