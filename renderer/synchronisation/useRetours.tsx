import type { ReactElement } from 'react';
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { valeursDeCommande } from '../offre/formulaire/valeurs.ts';
import { resoudreCommande } from '../offre/gestes/gestes.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes } from '../poste/requetes.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Conflit } from './Conflit.tsx';
import { TEXTES } from './textes.ts';

/** Une commande qui se corrige dans un formulaire ; les autres sont des gestes du circuit, qui se refont. */
export const aUnFormulaire = ({ nom, objet }: CommandeEnFile): boolean => objet !== 'place' && (nom.startsWith('creer') || nom.startsWith('modifier'));
const ficheProposee = (args: unknown): string | null => (typeof args === 'object' && args !== null && 'ficheId' in args && 'objet' in args ? `/offre/${String(args.objet)}/${String(args.ficheId)}` : null);
export const adresseFiche = ({ objet, id, args }: Pick<CommandeEnFile, 'objet' | 'id'> & { readonly args?: unknown }): string => (objet === 'proposition' ? (ficheProposee(args) ?? `/validation/proposition/${id}`) : objet === 'place' ? '/offre' : objet === 'utilisateur' ? `/utilisateurs/${id}` : objet === 'nomenclature' ? `/nomenclature/${id.replace(':', '/')}` : `/offre/${objet}/${id}`);

export interface Retours {
  readonly corriger: (commande: CommandeEnFile) => void;
  readonly refaire: (commande: CommandeEnFile) => Promise<void>;
  readonly classer: (commande: CommandeEnFile) => void;
  readonly decider: (commande: CommandeEnFile) => void;
  readonly voir: (commande: CommandeEnFile) => void;
  readonly dialogue: ReactElement | null;
}

/** Ce que l’on fait d’un refus ou d’un conflit, de la même façon sur tous les écrans. `surFait` : le retour a quitté la liste. */
export const useRetours = (surFait?: () => void): Retours => {
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const [enConflit, ouvrir] = useState<number | null>(null);
  const fermer = useCallback(() => { ouvrir(null); }, []);
  const relire = (): void => { void requetes.invalidateQueries({ queryKey: ['sync.file'] }); surFait?.(); };
  return {
    decider: ({ seq }) => { ouvrir(seq); },
    voir: (commande) => { void naviguer(adresseFiche(commande)); },
    corriger: (commande) => {
      const state = { valeurs: valeursDeCommande(commande), id: commande.id, seq: commande.seq, genre: 'refus', champ: commande.refus?.champ ?? null, message: commande.refus?.message ?? null };
      if (!aUnFormulaire(commande)) void naviguer(adresseFiche(commande));
      else if (commande.nom.startsWith('creer')) void naviguer(commande.objet === 'utilisateur' ? '/utilisateurs/nouveau' : commande.objet === 'nomenclature' ? `/nomenclature/${commande.id.split(':')[0] ?? ''}/+` : `/offre/nouveau/${commande.objet}`, { state });
      else void naviguer(`${adresseFiche(commande)}/modifier`, { state });
    },
    refaire: async (commande) => {
      const refus = await resoudreCommande(commande.seq, { nom: commande.nom, args: commande.args });
      annoncer(refus?.message ?? TEXTES.refait, refus === null ? {} : { genre: 'erreur' });
      if (refus === null) relire();
    },
    classer: ({ seq }) => { client.appeler('sync.classer', { seq }).then(relire).catch((erreur: unknown) => { annoncer(messageErreur(erreur), { genre: 'erreur' }); }); },
    dialogue: enConflit === null ? null : <Conflit seq={enConflit} fermer={fermer} fait={(message) => { fermer(); annoncer(message); relire(); }} />,
  };
};
