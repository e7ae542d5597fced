import { randomUUID } from 'node:crypto';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { creerClientService } from '../../../sync/client.ts';
import type { ServiceDemonstration } from './service.ts';

export interface DispositifLu { readonly dispositif: Dispositif; readonly entite: Entite; readonly groupes: readonly Groupe[] }

/** Les dispositifs du service de démonstration, lus comme un poste les lirait, avec leur entité et leurs groupes. */
export const lireDispositifs = async (service: ServiceDemonstration): Promise<readonly DispositifLu[]> => {
  const client = creerClientService(service.url, '0');
  const { email, motDePasse } = service.compte('admin_national');
  await client.ouvrirSession(email, motDePasse);
  const { lignes } = await client.recevoir('', [randomUUID()], 5_000);
  const de = <T>(objet: string): T[] => lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet === objet ? [ligne.ligne as T] : []));
  const [entites, groupes] = [new Map(de<Entite>('entite').map((entite) => [entite.id, entite])), de<Groupe>('groupe')];
  await client.fermerSession();
  return de<Dispositif>('dispositif').flatMap((dispositif) => { const entite = entites.get(dispositif.entiteId); return entite === undefined ? [] : [{ dispositif, entite, groupes: groupes.filter(({ dispositifId }) => dispositifId === dispositif.id) }]; });
};
