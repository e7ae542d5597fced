import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import type { CompteReprise } from '../../contract/methodesReprise.ts';
import { siaoDe } from '../../domain/geographie/siao.ts';
import type { Perimetre, Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { EditeurPerimetre } from '../utilisateurs/Perimetre.tsx';
import type { Valeurs } from '../utilisateurs/saisie.ts';
import { VIDES, choixDe, erreurPerimetre, perimetreDe, valeursDuCompte } from '../utilisateurs/saisie.ts';
import { TEXTES_COMPTES } from './textesComptes.ts';

/** Ce que le fichier a permis de trouver sert de départ : l’entité quand elle est seule, les dispositifs trouvés sans doute. */
const depart = ({ structures, perimetre, nom, email }: CompteReprise, profil: Profil, departement: string): Valeurs => {
  if (perimetre !== null && perimetre.lieu.genre === PROFILS[profil].perimetre) return valeursDuCompte({ nom, email, telephone: null, fonction: null, profil, perimetre: perimetre.lieu });
  const entites = [...new Set(structures.flatMap(({ fiches }) => fiches.map(({ entiteId }) => entiteId)))];
  const { siao, departements } = siaoDe(departement);
  const genre = PROFILS[profil].perimetre;
  return {
    ...VIDES, profil, siao: genre === 'siao' ? siao : '', departements: genre === 'siao' ? departements : genre === 'entite' || genre === 'departements' ? [departement] : [], entiteId: entites.length === 1 ? (entites[0] ?? '') : '',
    dispositifs: entites.length === 1 && genre === 'dispositifs' ? [...new Set(structures.flatMap(({ fiches: [seule, ...autres] }) => (seule !== undefined && autres.length === 0 && seule.objet === 'dispositif' ? [seule.id] : [])))] : [],
  };
};

/** Dit où une personne agira, quand le fichier ne suffit pas à le savoir. */
export const PreciserPerimetre = ({ compte, profil, departement, fermer, valider }: { readonly compte: CompteReprise; readonly profil: Profil; readonly departement: string; readonly fermer: () => void; readonly valider: (perimetre: Perimetre) => void }): ReactElement => {
  const { acteur } = useSession();
  const [valeurs, poser] = useState<Valeurs>(() => depart(compte, profil, departement));
  const [tente, tenter] = useState(false);
  // un fichier est celui d’un département ; seul qui administre des départements en a d’autres
  const choix = useMemo(() => { const tout = choixDe(acteur); return PROFILS[profil].perimetre === 'departements' ? tout : { ...tout, departements: [departement], siaos: [siaoDe(departement)] }; }, [acteur, profil, departement]);
  const defaut = erreurPerimetre(valeurs);
  const envoyer = (): void => { tenter(true); const perimetre = perimetreDe(valeurs); if (defaut === null && perimetre !== null) valider(perimetre); };
  useRaccourcis({ 'Ctrl+Enter': envoyer }, { sousModale: true });
  return (
    <Dialogue ouvert titre={`${TEXTES_COMPTES.perimetre} : ${compte.nom}`} icone="map-pin-2-line" fermer={fermer} testid="rep-dialogue-perimetre" pied={<><Bouton onClick={fermer}>{TEXTES_COMPTES.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" onClick={envoyer} testid="rep-perimetre-valider">{TEXTES_COMPTES.valider}</Bouton></>}>
      {compte.structures.length === 0 ? null : <p className="discret">{`${TEXTES_COMPTES.structures} : ${compte.structures.map(({ texte }) => texte).join(', ')}`}</p>}
      {compte.etat === 'arbitrer' ? <p>{`Garder ce périmètre retient aussi le profil proposé, « ${PROFILS[profil].libelle} ». Pour un autre, choisir le profil d’abord.`}</p> : null}
      <EditeurPerimetre valeurs={valeurs} choix={choix} changer={(partie) => { poser((avant) => ({ ...avant, ...partie })); }} erreur={tente && defaut !== null ? defaut : undefined} />
    </Dialogue>
  );
};
