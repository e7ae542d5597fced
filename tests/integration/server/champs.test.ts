import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS_LECTURE } from '../../../contract/offrePartenaire.ts';
import { CHEMINS } from '../../../contract/service.ts';
import type { Objet } from '../../../domain/droits.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { surPostgresql } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, code, compte, dispositif, entite, demande, groupe, piece, place, lot, mandat, proposition, correspondance, vue } from '../../outils/fabrique.ts';
import { ATTENDU, ENCADREMENT, ORDRE } from '../../outils/matriceAttendue.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

// Écrit à la main : ce que reçoit un poste, objet par objet. Un champ de plus dans une réponse est une fuite jusqu’à preuve du contraire.
const SUIVI = ['id', 'code', 'version', 'departement', 'creePar', 'creeParProfil', 'creeLe', 'modifiePar', 'modifieLe', 'provenance'];
const CHAMPS_RECUS: Record<Objet, readonly string[]> = {
  entite: [...SUIVI, 'raisonSociale', 'statutJuridique', 'siren', 'finessEj', 'adresse', 'commune', 'departements', 'conventionP177', 'contacts', 'statut', 'parcours'],
  dispositif: [...SUIVI, 'entiteId', 'nom', 'nature', 'type', 'commune', 'adresse', 'siret', 'finessEt', 'financements', 'placesFinancees', 'compositions', 'publics', 'horaires', 'contacts', 'responsable', 'responsableId', 'delegationSiao', 'statut', 'parcours', 'financeP177', 'occupationDeclaree'],
  groupe: [...SUIVI, 'dispositifId', 'libelle', 'modalite', 'forme', 'typeUnite', 'permanence', 'capacites', 'ouverture', 'fermeture', 'compositions', 'ageMin', 'ageMax', 'pmr', 'publics', 'commune', 'entiteId'],
  place: [...SUIVI, 'groupeId', 'numero', 'etats', 'occupation', 'occupationLe', 'constatsPasses', 'differe', 'dernierLot', 'dispositifId', 'entiteId'],
  utilisateur: [...SUIVI, 'nom', 'email', 'telephone', 'fonction', 'profil', 'perimetre', 'perimetreLibelle', 'departements', 'entiteId', 'statut', 'secondFacteur', 'inviteLe', 'derniereConnexion'],
  nomenclature: [...SUIVI, 'referentiel', 'parent', 'versions', 'debut', 'fin', 'remplacePar'],
  proposition: [...SUIVI, 'objet', 'ficheId', 'champs', 'motif', 'statut', 'auteur', 'departements', 'entiteId', 'dispositifId'],
  piece: [...SUIVI, 'objet', 'ficheId', 'nom', 'genre', 'type', 'taille', 'empreinte', 'statut', 'auteur', 'departements', 'entiteId', 'dispositifId'],
  demande: [...SUIVI, 'dispositifId', 'geste', 'lignes', 'motif', 'statut', 'auteur', 'entiteId'],
  vue: [...SUIVI, 'nom', 'ecran', 'contenu', 'statut', 'auteur', 'departements', 'entiteId'],
  mandat: [...SUIVI, 'utilisateurId', 'nom', 'departements', 'debut', 'fin', 'statut', 'auteur'],
  lot: [...SUIVI, 'genre', 'fichier', 'mandatId', 'statut', 'simulations', 'chargement', 'auteur'],
  correspondance: [...SUIVI, 'genre', 'portee', 'nom', 'cle', 'cible', 'paires', 'statut', 'auteur'],
};
/** Objets que chaque profil reçoit en plus de l’offre : la nomenclature partout, propositions et pièces selon la table recopiée. */
const EN_PLUS = ['nomenclature', 'proposition', 'piece', 'demande', 'vue', 'mandat', 'lot', 'correspondance'] as const;
/** Routes qui se passent de session : entrer, y être invité, et ce qui ne dit rien de personne. Toute autre refuse un inconnu. */
const PUBLIQUES = new Set([
  'POST /api/v1/session', 'POST /api/v1/session/rafraichir', 'POST /api/v1/session/second-facteur', 'POST /api/v1/session/enrolement', 'GET /api/v1/session/agent', 'POST /api/v1/session/agent/debut', 'POST /api/v1/session/agent/fin',
  'POST /api/v1/comptes/reinitialisation', 'POST /api/v1/comptes/activation', 'GET /api/v1/sante',
]);

const signe = (profil: Profil, objet: Objet, geste: string): string => ATTENDU.find(([o, g]) => o === objet && g === geste)?.[2][ORDRE.indexOf(profil)] ?? '.';

/** Valeurs qu’on reconnaîtrait entre mille, dans chaque champ libre. `lieu` : d’où elles viennent. */
const marquer = (lieu: string) => {
  const contacts = [{ fonction: 'gestion', nom: `NomContact${lieu}`, telephone: `06 11 ${lieu.length}7 77 77`, courriel: `courriel.${lieu.toLowerCase()}@canari.example` }];
  const parcours = [{ geste: 'renvoyer', vers: 'a_corriger', par: 'x', nom: `NomAuteur${lieu}`, profil: 'admin_siao', le: '2026-11-01T08:00:00.000Z', motif: `Motif${lieu}`, commentaires: { nom: `Commentaire${lieu}` } }];
  return { contacts, parcours };
};

surPostgresql('ce que chaque profil reçoit', (genre) => {
  let essai: Montage;
  const AILLEURS = '99999999-9999-4999-8999-999999999999';
  beforeAll(async () => {
    essai = await monter(genre);
    const [ici, la] = [marquer('Ici'), marquer('Ailleurs')];
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite({ raisonSociale: 'EntiteIci', ...ici }), entite({ id: AILLEURS, siren: '552100554', raisonSociale: 'EntiteAilleurs', departement: '62', departements: ['62'], commune: '62041', ...la })] },
      { objet: 'dispositif', lignes: [dispositif({ nom: 'DispositifIci', responsable: 'ResponsableIci', ...ici }), dispositif({ id: AILLEURS, entiteId: AILLEURS, nom: 'DispositifAilleurs', responsable: 'ResponsableAilleurs', departement: '62', commune: '62041', ...la })] },
      { objet: 'groupe', lignes: [groupe({ libelle: 'GroupeIci' }), groupe({ id: AILLEURS, dispositifId: AILLEURS, entiteId: AILLEURS, departement: '62', libelle: 'GroupeAilleurs' })] },
      { objet: 'place', lignes: [place({ numero: 'PlaceIci' }), place({ groupeId: AILLEURS, dispositifId: AILLEURS, entiteId: AILLEURS, departement: '62', numero: 'PlaceAilleurs' })] },
      { objet: 'utilisateur', lignes: [
        compte({ nom: 'Personne DIci', email: 'personne.ici@canari.example', telephone: '06 22 22 22 22', fonction: 'FonctionIci' }),
        compte({ nom: 'Personne DAilleurs', email: 'personne.ailleurs@canari.example', telephone: '06 33 33 33 33', fonction: 'FonctionAilleurs', perimetre: { genre: 'dispositifs', entiteId: AILLEURS, dispositifs: [AILLEURS] }, departements: ['62'], departement: '62', entiteId: AILLEURS }),
      ] },
      { objet: 'nomenclature', lignes: [code({ versions: [{ ...code().versions[0], libelle: 'CodeDePartout' } as never] })] },
      { objet: 'proposition', lignes: [proposition({ motif: 'MotifPropositionIci' }), proposition({ id: AILLEURS, ficheId: AILLEURS, entiteId: AILLEURS, dispositifId: AILLEURS, departement: '62', departements: ['62'], motif: 'MotifPropositionAilleurs', auteur: 'Auteur DAilleurs' })] },
      { objet: 'piece', lignes: [piece({ nom: 'PieceIci.pdf' }), piece({ id: AILLEURS, ficheId: AILLEURS, entiteId: AILLEURS, dispositifId: AILLEURS, departement: '62', departements: ['62'], nom: 'PieceAilleurs.pdf', auteur: 'Auteur DAilleurs' })] },
      { objet: 'vue', lignes: [vue({ nom: 'VueIci' }), vue({ id: AILLEURS, entiteId: AILLEURS, departement: '62', departements: ['62'], nom: 'VueAilleurs', auteur: 'Auteur DAilleurs' })] },
      { objet: 'mandat', lignes: [mandat({ nom: 'MandatIci' }), mandat({ id: AILLEURS, departement: '62', departements: ['62'], nom: 'MandatAilleurs', auteur: 'Auteur DAilleurs' })] },
      { objet: 'lot', lignes: [lot({ auteur: 'LotIci' }), lot({ id: AILLEURS, departement: '62', auteur: 'LotAilleurs' })] },
      { objet: 'correspondance', lignes: [correspondance({ nom: 'TermeIci', cle: 'termeici' }), correspondance({ id: AILLEURS, departement: '62', nom: 'TermeAilleurs', cle: 'termeailleurs', auteur: 'Auteur DAilleurs' })] },
      { objet: 'demande', lignes: [demande({ motif: 'MotifDemandeIci' }), demande({ id: AILLEURS, entiteId: AILLEURS, dispositifId: AILLEURS, departement: '62', motif: 'MotifDemandeAilleurs', auteur: 'Auteur DAilleurs' })] },
    ]);
    // un passé à lire au journal, chez soi et ailleurs
    for (const [departement, id] of [['59', ENTITE_ID], ['62', AILLEURS]] as const) {
      const ddets = await essai.poste('admin_departemental', departement);
      expect(await ddets.faire('modifierEntite', { id, champs: { adresse: departement === '59' ? 'AdresseIci' : 'AdresseAilleurs' }, motif: departement === '59' ? 'MotifJournalIci' : 'MotifJournalAilleurs' }, 1)).toMatchObject({ issue: 'appliquee' });
    }
  });
  afterAll(() => essai.fermer());

  const DES_PARTENAIRES: ReadonlySet<string> = new Set(Object.values(CHEMINS_LECTURE).map((chemin) => chemin.replace(/:(\w+)/gu, '{$1}')));
  interface Route { readonly methode: string; readonly chemin: string }
  const routes = (): Route[] => Object.entries((essai.service.serveur.swagger() as { paths: Record<string, object> }).paths)
    .flatMap(([chemin, methodes]) => Object.keys(methodes).map((methode) => ({ methode: methode.toUpperCase(), chemin }))).filter(({ methode }) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(methode));
  const adresse = (chemin: string, id: string): string => {
    const concret = chemin.replace('{objet}', 'entite').replaceAll(/\{\w+\}/gu, id);
    return concret === CHEMINS.changements ? `${concret}?clientId=${randomUUID()}&limite=10000` : concret;
  };
  /** Tout ce qu’un compte peut lire du service, d’un seul tenant : chaque route de lecture, sur sa fiche et sur celle d’ailleurs. */
  const toutLire = async (profil: Profil): Promise<string> => {
    const { jeton } = await essai.poste(profil);
    const textes: string[] = [];
    for (const { methode, chemin } of routes()) {
      // les routes des partenaires n’ouvrent pas à un compte (offrePartenaire.test.ts)
      if (methode !== 'GET' || chemin === CHEMINS.evenements || chemin.includes('/agent') || DES_PARTENAIRES.has(chemin)) continue;
      for (const id of chemin.includes('{') ? [ENTITE_ID, AILLEURS] : ['']) {
        const { statut, corps } = await essai.requete<unknown>('GET', adresse(chemin, id), { jeton });
        expect([chemin, statut]).toEqual([chemin, expect.toSatisfy((code: number) => [200, 400, 403, 404].includes(code))]);
        textes.push(typeof corps === 'string' ? corps : JSON.stringify(corps));
      }
    }
    return textes.join('\n');
  };

  it('aucune route ne répond à un inconnu, sauf celles qui permettent d’entrer', async () => {
    const connues = routes();
    expect(connues.length).toBeGreaterThan(20);
    for (const { methode, chemin } of connues) {
      const { statut } = await essai.requete<unknown>(methode as 'GET', adresse(chemin, randomUUID()), methode === 'GET' || methode === 'DELETE' ? {} : { corps: {} });
      expect([`${methode} ${chemin}`, PUBLIQUES.has(`${methode} ${chemin}`) ? statut !== 401 || methode === 'POST' : statut]).toEqual([`${methode} ${chemin}`, PUBLIQUES.has(`${methode} ${chemin}`) ? true : 401]);
    }
    for (const publique of PUBLIQUES) expect(connues.map(({ methode, chemin }) => `${methode} ${chemin}`)).toContain(publique);
  });

  describe('la synchronisation', () => {
    it.each(CODES_PROFILS)('%s : les champs prévus, et aucun autre', async (profil) => {
      const { lignes } = await (await essai.poste(profil)).toutTirer();
      for (const ligne of lignes) if (ligne.genre === 'ligne') expect([ligne.objet, Object.keys(ligne.ligne).sort()]).toEqual([ligne.objet, [...CHAMPS_RECUS[ligne.objet]].sort()]);
      const objets = new Set(lignes.flatMap((ligne) => (ligne.genre === 'ligne' ? [ligne.objet] : [])));
      expect([profil, [...objets].sort()]).toEqual([profil, [...(profil === 'analyste' ? [] : ['dispositif', 'entite', 'groupe', 'place']), ...(ENCADREMENT[profil] === '..........' ? [] : ['utilisateur']), ...EN_PLUS.filter((objet) => signe(profil, objet, 'lire') === 'x')].sort()]);
    });
  });

  it.each(CODES_PROFILS.filter((profil) => profil !== 'admin_national'))('%s : rien de ce qui est hors de son périmètre, par aucune route', async (profil) => {
    const texte = await toutLire(profil);
    for (const canari of ['Ailleurs', 'courriel.ailleurs', 'personne.ailleurs', '06 33', AILLEURS]) expect([profil, canari, texte.includes(canari)]).toEqual([profil, canari, false]);
  });

  it('le national, lui, lit les deux : les valeurs cherchées existent bien', async () => {
    const texte = await toutLire('admin_national');
    for (const canari of ['CodeDePartout', 'MotifPropositionAilleurs', 'PieceAilleurs', 'EntiteAilleurs', 'EntiteIci', 'personne.ailleurs', 'CommentaireIci', 'MotifJournalAilleurs', 'AdresseAilleurs', GROUPE_ID, DISPOSITIF_ID]) expect([canari, texte.includes(canari)]).toEqual([canari, true]);
  });

  it('l’Analyste ne lit ni nom, ni courriel, ni téléphone, ni commentaire, ni identifiant, par aucune route', async () => {
    const texte = await toutLire('analyste');
    for (const canari of ['Ici', 'canari.example', '06 11', '06 22', 'Motif', 'Commentaire', 'NomAuteur', 'NomContact', 'Responsable', 'Récollets', ENTITE_ID, DISPOSITIF_ID, GROUPE_ID, '732829320']) expect([canari, texte.includes(canari)]).toEqual([canari, false]);
  });

  it('les profils sans encadrement ne lisent aucune personne, par aucune route', async () => {
    for (const profil of CODES_PROFILS.filter((un) => ENCADREMENT[un] === '..........')) {
      const texte = await toutLire(profil);
      for (const canari of ['personne.ici', 'Personne DIci', '06 22', 'FonctionIci']) expect([profil, canari, texte.includes(canari)]).toEqual([profil, canari, false]);
    }
  });
});
