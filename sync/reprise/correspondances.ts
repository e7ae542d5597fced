import type { CorrespondanceLue, METHODES_CORRESPONDANCES } from '../../contract/methodesCorrespondances.ts';
import type { Atelier } from '../../contract/methodesReprise.ts';
import type { Traitements } from '../../contract/poste.ts';
import type { BaseEcriture, BaseLecture } from '../../db/connexion.ts';
import type { Cadre, Execution } from '../../db/execution.ts';
import { executerCommande } from '../../db/execution.ts';
import { lireLigneCache } from '../../db/lignes.ts';
import { lireNomenclatureCache } from '../../db/nomenclature.ts';
import type { Privee } from '../../db/reprise/correspondances.ts';
import { lireCorrespondances, lireCorrespondancesDe, listerPrivees, oublierPrivee, trouverCorrespondance } from '../../db/reprise/correspondances.ts';
import { listerDossiers } from '../../db/reprise/dossiers.ts';
import type { ContenuCorrespondance } from '../../domain/commandes/correspondances.ts';
import { memesPaires } from '../../domain/commandes/correspondances.ts';
import type { Correspondance } from '../../domain/objets/correspondance.ts';
import { cleDeTerme, estGenreFichier, estVocabulaire } from '../../domain/objets/correspondance.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { PLUSIEURS } from '../../domain/reprise/controles/codes.ts';
import type { Vocabulaire } from '../../domain/reprise/gabarit/colonne.ts';
import { GENRES_FICHIER, LIBELLES_FICHIERS, LIBELLES_VOCABULAIRES, VOCABULAIRES } from '../../domain/reprise/gabarit/colonne.ts';
import { GABARITS, codesDuVocabulaire } from '../../domain/reprise/gabarit/gabarit.ts';
import type { Ouvert } from './atelier.ts';
import type { DroitsReprise } from './droits.ts';
import { identifierCorrespondance } from './identifiants.ts';

type Contenu = string | Correspondance['paires'];
const contenuDe = ({ genre, cible, paires }: Pick<Correspondance, 'genre' | 'cible' | 'paires'>): Contenu => (genre === 'terme' ? (cible ?? '') : paires);
const memeContenu = (un: Pick<Correspondance, 'cible' | 'paires'>, autre: Pick<Correspondance, 'cible' | 'paires'>): boolean => un.cible === autre.cible && memesPaires(un.paires, autre.paires);
const enAttente = (base: BaseLecture, id: string): boolean => base.un('select 1 from serveur where objet = \'correspondance\' and id = ?', id) !== undefined;

export interface Partage { readonly departement: string; readonly portee: string; readonly nom: string; readonly contenu: { readonly genre: 'terme'; readonly cible: string; readonly avant: string | null } | { readonly genre: 'association'; readonly paires: Correspondance['paires']; readonly avant: Correspondance['paires'] | null } }
/** Partage, ou change, une correspondance du département ; `null` : l’équipe l’a déjà décidé ainsi, rien ne part. Ce que ce poste en gardait n’a plus lieu d’être. */
export const partager = (base: BaseEcriture, cadre: Cadre, mandatId: string, { departement, portee, nom, contenu }: Partage): Execution | null => base.transaction(() => {
  const connue = trouverCorrespondance(base, departement, contenu.genre, portee, nom);
  const voulue = contenu.genre === 'terme' ? { cible: contenu.cible, paires: [] } : { cible: null, paires: contenu.paires };
  const oublier = (): void => { for (const privee of listerPrivees(base)) if (privee.genre === contenu.genre && (privee.departement === departement || contenu.genre === 'association') && privee.portee === portee && cleDeTerme(privee.nom) === cleDeTerme(nom)) oublierPrivee(base, privee); };
  if (connue?.statut === 'partagee' && memeContenu(connue, voulue)) { oublier(); return null; }
  const execution = executerCommande(base, 'partagerCorrespondance', { id: connue?.id ?? identifierCorrespondance(departement, contenu.genre, portee, nom), mandatId, departement, contenu: { ...contenu, portee, nom } as ContenuCorrespondance }, cadre);
  if (execution.accepte) oublier();
  return execution;
});

/** Les termes du fichier que l’équipe a rattachés, et combien de lignes les portent. */
export const termesDecides = (base: BaseLecture, { dossier, lignes, resultat, nomenclature }: Ouvert, aujourdhui: string): Atelier['termes'] => {
  const decidees = new Map<string, { readonly nom: string; readonly cible: string; readonly auteur: string | null; readonly le: string | null; readonly attente: boolean; nombre: number; readonly portee: Vocabulaire }>();
  const poser = (une: Pick<Correspondance, 'genre' | 'portee' | 'nom' | 'cible'>, qui: { readonly auteur: string | null; readonly le: string | null; readonly attente: boolean }): void => {
    if (une.genre === 'terme' && une.cible !== null && estVocabulaire(une.portee)) decidees.set(`${une.portee}/${cleDeTerme(une.nom)}`, { nom: une.nom, cible: une.cible, portee: une.portee, nombre: 0, ...qui });
  };
  for (const privee of listerPrivees(base)) if (privee.departement === dossier.departement) poser(privee, { auteur: null, le: null, attente: false });
  for (const une of lireCorrespondancesDe(base, dossier.departement)) if (une.statut === 'partagee') poser(une, { auteur: une.auteur, le: une.modifieLe, attente: enAttente(base, une.id) });
  if (decidees.size === 0) return [];
  const colonnes = new Map(GABARITS[dossier.genre].map((colonne) => [colonne.cle, colonne]));
  for (const { cle, rang } of resultat.association.liens) {
    const colonne = colonnes.get(cle);
    const vocabulaire = colonne?.vocabulaire;
    if (vocabulaire === undefined) continue;
    const parCellule = new Map<string, number>();
    for (const { cellules } of lignes) { const cellule = (cellules[rang] ?? '').trim(); if (cellule !== '') parCellule.set(cellule, (parCellule.get(cellule) ?? 0) + 1); }
    for (const [cellule, combien] of parCellule) {
      const entiere = decidees.get(`${vocabulaire}/${cleDeTerme(cellule)}`);
      const trouvees = entiere !== undefined ? [entiere] : colonne?.plusieurs === true ? cellule.split(PLUSIEURS).map((terme) => decidees.get(`${vocabulaire}/${cleDeTerme(terme)}`)) : [];
      for (const trouvee of trouvees) if (trouvee !== undefined) trouvee.nombre += combien;
    }
  }
  return [...decidees.values()].filter(({ nombre }) => nombre > 0).sort((une, autre) => autre.nombre - une.nombre).map(({ nom, portee, cible, nombre, auteur, le, attente }) => {
    const choix = codesDuVocabulaire(portee, nomenclature, aujourdhui).map(({ code, libelle }) => ({ code, libelle }));
    return { vocabulaire: portee, terme: nom, nombre, choix, decision: { code: cible, libelle: choix.find(({ code }) => code === cible)?.libelle ?? cible, auteur, le, attente } };
  });
};

/** Ce qui sépare la table d’un contrôle de celle d’aujourd’hui, en phrases. */
const nouveautes = (base: BaseLecture, { dossier, correspondances, traducteur }: Ouvert): string[] => {
  const table = (lignes: Ouvert['correspondances']) => new Map(lignes.map(({ vocabulaire, terme, cibles }) => [`${vocabulaire}/${cleDeTerme(terme)}`, { vocabulaire, terme, cible: cibles[0] ?? '' }]));
  const [avant, apres] = [table(correspondances), table(lireCorrespondances(base, dossier.departement))];
  const qui = (portee: string, nom: string): string => trouverCorrespondance(base, dossier.departement, 'terme', portee, nom)?.auteur ?? 'Ce poste';
  return [
    ...[...apres].flatMap(([cle, { vocabulaire, terme, cible }]) => (avant.get(cle)?.cible === cible ? [] : [`${qui(vocabulaire, terme)} a rattaché « ${terme} » à « ${traducteur.libelle(vocabulaire, cible)} »`])),
    ...[...avant].flatMap(([cle, { vocabulaire, terme }]) => (apres.has(cle) ? [] : [`${qui(vocabulaire, terme)} a retiré « ${terme} »`])),
  ];
};

interface Hote {
  readonly base: () => BaseEcriture; readonly cadre: () => Cadre; readonly droits: () => DroitsReprise; readonly aujourdhui: () => string; readonly prevenir: () => void; readonly deja: (id: string) => Ouvert | null;
}
const SANS_MANDAT = { code: 'droit.mandat', message: 'Votre mandat de reprise ne couvre pas, ou plus, ce département.' };
const rendre = (execution: Execution | null): { readonly refus: { readonly code: string; readonly message: string } | null } => ({ refus: execution === null || execution.accepte ? null : { code: execution.code, message: execution.message } });

/** La table des correspondances sur le poste : la lire, la changer, et partager ce que ce poste gardait pour lui. */
export const traitementsCorrespondances = ({ base, cadre, droits, aujourdhui, prevenir, deja }: Hote): Pick<Traitements, keyof typeof METHODES_CORRESPONDANCES> & { readonly partageables: () => readonly Privee[] } => {
  /** Le département où une correspondance de ce poste se partage : le sien ; pour une association, celui d’un fichier de ce genre, sinon le premier du mandat. */
  const destination = ({ genre, departement, portee }: Privee): string | undefined => {
    const { departements } = droits();
    if (genre === 'terme') return departements.includes(departement) ? departement : undefined;
    return listerDossiers(base()).find((dossier) => dossier.genre === portee && departements.includes(dossier.departement))?.departement ?? departements[0];
  };
  const partageables = (): readonly Privee[] => listerPrivees(base()).filter((privee) => destination(privee) !== undefined);
  const equipeDe = (privee: Privee): Correspondance | undefined => {
    const ou = destination(privee) ?? privee.departement;
    const trouvee = trouverCorrespondance(base(), ou, privee.genre, privee.portee, privee.nom);
    return trouvee?.statut === 'partagee' ? trouvee : undefined;
  };
  return {
    partageables,
    'reprise.correspondances': () => {
      const jour = aujourdhui();
      const nomenclature = construireNomenclature(lireNomenclatureCache(base()), jour);
      const choix = Object.fromEntries(VOCABULAIRES.map((vocabulaire) => [vocabulaire, codesDuVocabulaire(vocabulaire, nomenclature, jour).map(({ code, libelle }) => ({ code, libelle }))]));
      const colonnes = Object.fromEntries(GENRES_FICHIER.map((fichier) => [fichier, GABARITS[fichier].map(({ cle, titre }) => ({ code: cle, libelle: titre }))]));
      const { mandat, departements } = droits();
      const lire = (une: Pick<Correspondance, 'genre' | 'portee' | 'nom' | 'cible' | 'paires'>): Pick<CorrespondanceLue, 'genre' | 'portee' | 'porteeLibelle' | 'nom' | 'cible' | 'paires' | 'correspond' | 'perimee'> => {
        const { genre, portee, nom, cible, paires } = une;
        const code = (choix[portee] ?? []).find((un) => un.code === cible);
        const titres = new Map((colonnes[portee] ?? []).map((colonne) => [colonne.code, colonne.libelle]));
        return {
          genre, portee, nom, cible, paires, porteeLibelle: estVocabulaire(portee) ? LIBELLES_VOCABULAIRES[portee] : estGenreFichier(portee) ? LIBELLES_FICHIERS[portee] : portee,
          correspond: genre === 'terme' ? (code?.libelle ?? cible ?? '') : paires.map(({ cle, entete }) => `${entete} → ${titres.get(cle) ?? cle}`).join(', '), perimee: genre === 'terme' && code === undefined,
        };
      };
      const partagees = base().tous<{ id: string }>('select id from correspondance order by departement, genre desc, portee, cle, id').flatMap(({ id }): CorrespondanceLue[] => {
        const une = lireLigneCache(base(), 'correspondance', id);
        if (une?.statut !== 'partagee') return [];
        return [{ id, ligneId: id, departement: une.departement, ...lire(une), auteur: une.auteur, le: une.modifieLe, attente: enAttente(base(), id), equipe: null, raison: mandat(une.departement) === undefined ? `Sans mandat de reprise pour le département ${une.departement}, la table se lit seulement.` : null }];
      });
      const privees = listerPrivees(base()).map((privee): CorrespondanceLue => {
        const equipe = equipeDe(privee);
        return {
          id: `poste/${privee.genre}/${privee.departement}/${privee.portee}/${privee.nom}`, ligneId: null, departement: privee.genre === 'terme' ? privee.departement : (destination(privee) ?? ''), ...lire(privee), auteur: null, le: null, attente: false,
          equipe: equipe === undefined || memeContenu(equipe, privee) ? null : { correspond: lire(equipe).correspond, contenu: contenuDe(equipe) }, raison: destination(privee) === undefined ? SANS_MANDAT.message : null,
        };
      });
      return { lignes: [...privees, ...partagees], departements: [...departements], choix, colonnes };
    },
    'reprise.changerCorrespondance': ({ departement, genre, portee, nom, cible, paires, avant }) => {
      const mandat = droits().mandat(departement);
      if (mandat === undefined) return { refus: SANS_MANDAT };
      const contenu: Partage['contenu'] = genre === 'terme' ? { genre, cible: cible ?? '', avant: typeof avant === 'string' ? avant : null } : { genre, paires, avant: typeof avant === 'string' ? null : avant };
      const execution = partager(base(), cadre(), mandat.id, { departement, portee, nom, contenu });
      prevenir();
      return rendre(execution);
    },
    'reprise.retirerCorrespondance': ({ id, avant }) => {
      const mandat = droits().mandat(lireLigneCache(base(), 'correspondance', id)?.departement ?? '');
      if (mandat === undefined) return { refus: SANS_MANDAT };
      const execution = executerCommande(base(), 'retirerCorrespondance', { id, mandatId: mandat.id, avant }, cadre());
      prevenir();
      return rendre(execution);
    },
    'reprise.partagerPrivees': () => {
      let partagees = 0;
      for (const privee of partageables()) {
        const departement = destination(privee) ?? '';
        const mandat = droits().mandat(departement);
        const equipe = equipeDe(privee);
        // ce que l’équipe a décidé autrement ne se recouvre pas d’office
        if (mandat === undefined || (equipe !== undefined && !memeContenu(equipe, privee))) continue;
        const avant = equipe === undefined ? null : contenuDe(equipe);
        const contenu: Partage['contenu'] = privee.genre === 'terme' ? { genre: 'terme', cible: privee.cible ?? '', avant: typeof avant === 'string' ? avant : null } : { genre: 'association', paires: privee.paires, avant: typeof avant === 'string' ? null : avant };
        const execution = partager(base(), cadre(), mandat.id, { departement, portee: privee.portee, nom: privee.nom, contenu });
        if (execution === null || execution.accepte) partagees += 1;
      }
      prevenir();
      return { partagees, restantes: partageables().length };
    },
    'reprise.oublierPrivee': ({ genre, departement, portee, nom }) => {
      for (const privee of listerPrivees(base())) if (privee.genre === genre && privee.portee === portee && privee.nom === nom && (genre === 'association' || privee.departement === departement)) oublierPrivee(base(), privee);
      prevenir();
      return { fait: true };
    },
    'reprise.nouveautes': ({ id }) => {
      const ouvert = deja(id);
      const phrases = ouvert === null ? [] : nouveautes(base(), ouvert);
      return { nombre: phrases.length, phrases: phrases.slice(0, 3) };
    },
  };
};
