import type { ReactElement } from 'react';
import type { Oubli } from '../poste/session.ts';
import { useOubli } from '../poste/session.ts';
import { OUBLI } from './textes.ts';

const Annonce = ({ email, chemin, nombre }: Oubli): ReactElement => (
  <div className="fr-alert fr-alert--success fr-alert--sm fr-mb-2w" role="status" data-testid="oubli-fait"><p><strong>{OUBLI.titre} {email}.</strong><br />{chemin === null ? (nombre > 0 ? OUBLI.envoyees : null) : <>{OUBLI.fichier} <span className="chemin">{chemin}</span>. {OUBLI.garder}</>}</p></div>
);

/** Après « Oublier ce poste » : le compte effacé et le fichier d’export. Sans trousseau, c’est le choix d’une phrase qui suit, pas la connexion : les deux écrans le disent. */
export const AnnonceOubli = (): ReactElement | null => {
  const oubli = useOubli();
  return oubli === null ? null : <Annonce {...oubli} />;
};
