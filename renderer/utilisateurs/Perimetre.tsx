import type { ReactElement } from 'react';
import { useDeferredValue, useId, useState } from 'react';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import { LIBELLES_PERIMETRE } from '../../domain/objets/utilisateur.ts';
import { PROFILS } from '../../domain/profils.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { Recherche } from '../offre/formulaire/Recherche.tsx';
import { useAppel } from '../poste/requetes.ts';
import { Icone } from '../ui/Icone.tsx';
import { sirenFr } from '../ui/formats.ts';
import type { Choix, Valeurs } from './saisie.ts';
import { TEXTES } from './textes.ts';

/** Une entité du poste : son nom, ses départements, ses dispositifs encore ouverts. `undefined` tant qu’elle n’est pas lue. */
export const useEntite = (id: string): { readonly nom: string; readonly departements: readonly string[]; readonly dispositifs: readonly Pick<Dispositif, 'id' | 'nom' | 'departement'>[] } | undefined => {
  const fiche = useAppel('offre.fiche', { objet: 'entite', id }, { actif: id !== '' }).data?.fiche;
  if (id === '' || fiche === undefined || fiche === null) return undefined;
  const dispositifs = fiche.dispositifs as unknown as readonly Dispositif[];
  return { nom: String(fiche.ligne['raisonSociale']), departements: fiche.ligne['departements'] as string[], dispositifs: dispositifs.filter(({ statut }) => !['ferme', 'archive', 'refuse'].includes(statut)) };
};

interface Case { readonly cle: string; readonly libelle: string; readonly complement?: string }
/** Cases à cocher dans une liste qui défile ; un filtre au-delà de dix. */
const Cases = ({ nom, cases, choisies, changer }: { readonly nom: string; readonly cases: readonly Case[]; readonly choisies: readonly string[]; readonly changer: (choisies: readonly string[]) => void }): ReactElement => {
  const [cherche, chercher] = useState('');
  const cle = cleDeTri(cherche);
  const visibles = cases.filter(({ libelle }) => cle === '' || cleDeTri(libelle).includes(cle));
  return (
    <fieldset className="champ">
      <legend>{nom} <span className="aide num">{choisies.length} sur {cases.length}</span></legend>
      {cases.length > 10 ? <div className="saisie s"><Icone nom="search-line" taille={14} /><input value={cherche} placeholder={TEXTES.chercherValeur} aria-label={`${TEXTES.chercherValeur} : ${nom}`} onChange={({ target }) => { chercher(target.value); }} /></div> : null}
      <ul className="cases-liste">{visibles.map(({ cle: valeur, libelle, complement }) => (
        <li key={valeur}><label className="case"><input type="checkbox" className="coche" checked={choisies.includes(valeur)} onChange={({ target }) => { changer(target.checked ? [...choisies, valeur] : choisies.filter((autre) => autre !== valeur)); }} /><span className="coupe">{libelle}{complement === undefined ? null : <span className="discret"> · {complement}</span>}</span></label></li>
      ))}</ul>
    </fieldset>
  );
};

const ChoixEntite = ({ id, changer, fige }: { readonly id: string; readonly changer: (id: string) => void; readonly fige: boolean }): ReactElement => {
  const champ = useId();
  const entite = useEntite(id);
  const [texte, chercher] = useState('');
  const recherche = useDeferredValue(texte);
  const { data } = useAppel('offre.entites', { recherche, departement: null }, { garder: true, actif: !fige });
  return (
    <div className="champ">
      <label htmlFor={champ}>{TEXTES.entite}</label>
      <Recherche
        id={champ} attributs={{ 'data-testid': 'choix-entite' }} ferme={fige} texte={entite?.nom ?? ''} chercher={chercher} aucune={TEXTES.entiteVide} choisir={(option) => { changer(option?.valeur ?? ''); }}
        options={(data?.entites ?? []).map(({ id: valeur, nom, siren, departements }) => ({ valeur, libelle: nom, complement: [siren === null ? '' : sirenFr(siren), departements.join(', ')].filter((partie) => partie !== '').join(' · ') }))}
      />
    </div>
  );
};

/** Éditeur du périmètre : il change avec le profil, et ne propose que ce que la personne qui saisit peut donner. */
export const EditeurPerimetre = ({ valeurs, choix, changer, erreur }: { readonly valeurs: Valeurs; readonly choix: Choix; readonly changer: (partie: Partial<Valeurs>) => void; readonly erreur: string | undefined }): ReactElement | null => {
  const entite = useEntite(valeurs.entiteId);
  const idSiao = useId();
  if (valeurs.profil === '') return null;
  const genre = PROFILS[valeurs.profil].perimetre;
  const libelleDepartement = (code: string): Case => ({ cle: code, libelle: `${code} – ${nomDepartement(code)}` });
  const departements = genre === 'entite' ? (entite?.departements ?? []).filter((code) => choix.departements.includes(code)) : choix.departements;
  const dispositifs = (entite?.dispositifs ?? []).filter(({ id, departement }) => (choix.dispositifs === null || choix.dispositifs.includes(id)) && choix.departements.includes(departement));
  return (
    <div className={`pile perimetre-editeur${erreur === undefined ? '' : ' faux'}`} style={{ gap: 12 }} data-testid="perimetre-editeur">
      <p className="discret">{PROFILS[valeurs.profil].libelle} : {LIBELLES_PERIMETRE[genre]}.</p>
      {genre === 'national' ? <p>{TEXTES.national}</p> : null}
      {genre === 'siao' ? (
        <div className="champ" style={{ maxWidth: 320 }}>
          <label htmlFor={idSiao}>{TEXTES.siao}</label>
          <select id={idSiao} value={valeurs.siao} onChange={({ target }) => { const siao = choix.siaos.find((candidat) => candidat.siao === target.value); changer({ siao: siao?.siao ?? '', departements: siao?.departements ?? [] }); }}>
            <option value="" />{choix.siaos.map(({ siao, libelle, departements: couverts }) => <option key={siao} value={siao}>{libelle}{couverts.length > 1 ? ` (${couverts.join(', ')})` : ` – ${nomDepartement(couverts[0] ?? '')}`}</option>)}
          </select>
        </div>
      ) : null}
      {genre === 'entite' || genre === 'dispositifs' ? <ChoixEntite id={valeurs.entiteId} fige={choix.entiteId !== null} changer={(entiteId) => { changer({ entiteId, dispositifs: [], departements: choix.departements.length === 1 && genre === 'entite' ? choix.departements : [] }); }} /> : null}
      {genre === 'departements' || (genre === 'entite' && valeurs.entiteId !== '') ? <Cases nom={TEXTES.departements} cases={departements.map(libelleDepartement)} choisies={valeurs.departements} changer={(choisis) => { changer({ departements: choisis }); }} /> : null}
      {genre === 'dispositifs' ? (valeurs.entiteId === '' ? <p className="discret">{TEXTES.entiteDAbord}</p> : entite !== undefined && dispositifs.length === 0 ? <p className="discret">{TEXTES.sansDispositif}</p>
        : <Cases nom={TEXTES.dispositifs} cases={dispositifs.map(({ id, nom, departement }) => ({ cle: id, libelle: nom, complement: departement }))} choisies={valeurs.dispositifs} changer={(choisis) => { changer({ dispositifs: choisis }); }} />) : null}
      <span className="place-message" role="alert">{erreur === undefined ? null : <span className="message erreur"><Icone nom="error-warning-fill" />{erreur}</span>}</span>
    </div>
  );
};
