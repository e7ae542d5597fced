import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { construireNomenclature } from '../../../../domain/nomenclature/nomenclature.ts';
import { associer, choixDe, nommer, schemaAssociationNommee } from '../../../../domain/reprise/association.ts';
import { GENRES_FICHIER, cleEntete } from '../../../../domain/reprise/gabarit/colonne.ts';
import { GABARITS, codesDuVocabulaire, gabaritARemettre } from '../../../../domain/reprise/gabarit/gabarit.ts';
import { TERMES } from '../../../../domain/reprise/valeurs/termes.ts';
import { construireTraducteur, schemaCorrespondances } from '../../../../domain/reprise/valeurs/valeurs.ts';

const DATE = '2026-11-27';
const nomenclature = construireNomenclature([], DATE);
const traducteur = construireTraducteur(nomenclature, DATE);
const cles = (genre: 'structures' | 'places', entetes: readonly string[], lignes: readonly { cellules: readonly string[] }[] = []): (string | undefined)[] => {
  const { liens } = associer(genre, entetes, lignes, new Map(), { traducteur, estCommune: (valeur) => ['Lille', 'Douai', '59350'].includes(valeur) });
  return entetes.map((_entete, rang) => liens.find((lien) => lien.rang === rang)?.cle);
};

describe('gabarit', () => {
  test.each(GENRES_FICHIER)('%s : titres et synonymes ne désignent qu’une colonne', (genre) => {
    const titres = GABARITS[genre].map(({ titre }) => cleEntete(titre));
    expect(new Set(titres).size).toBe(titres.length);
    const synonymes = GABARITS[genre].flatMap((colonne) => [...new Set(colonne.synonymes.map(cleEntete))]);
    expect(synonymes.filter((synonyme, rang) => synonymes.indexOf(synonyme) !== rang)).toEqual([]);
  });

  test.each(GENRES_FICHIER)('%s : un fichier fait du gabarit s’associe seul, en entier', (genre) => {
    const { entetes, listes, exemple } = gabaritARemettre(genre, nomenclature, DATE);
    const { liens, libres, manquantes, doubles } = associer(genre, entetes);
    expect(liens.map(({ rang }) => rang)).toEqual(entetes.map((_entete, rang) => rang));
    expect([liens.every(({ confiance }) => confiance === 1), libres, manquantes, doubles]).toEqual([true, [], [], []]);
    GABARITS[genre].forEach(({ vocabulaire }, rang) => {
      if (vocabulaire === undefined || vocabulaire === 'profil') return;
      for (const libelle of [...(listes[rang] ?? []), exemple[rang] ?? ''].filter((valeur) => valeur !== '')) expect([libelle, traducteur.traduire(vocabulaire, libelle).length]).toEqual([libelle, 1]);
    });
  });
});

describe('association', () => {
  test('les en-têtes des anciens outils', () => {
    expect(cles('structures', ['SIRET', 'NOM_STRUCTURE', 'TYPE', 'COMMUNE', 'NB_PL', 'DT_OUV', 'RS_GESTIONNAIRE', 'CODE_INSEE', 'Observations'])).toEqual(['siret', 'nom', 'type', 'commune', 'capacite', 'ouverture', 'raisonSociale', 'codeInsee', undefined]);
    expect(cles('structures', ['NB_PLACES', 'N° SIRET', 'Date d’ouverture'])).toEqual(['capacite', 'siret', 'ouverture']);
    expect(cles('places', ['ID_STRUCTURE', 'NUM_PLACE', 'ETAT', 'DT_OUV'])).toEqual(['identifiant', 'numero', 'etat', 'debutEtat']);
  });

  test('une lettre de trop, puis le contenu ; une dispute reste à trancher', () => {
    expect(cles('structures', ['GESTIONNAIRES'])).toEqual(['raisonSociale']);
    const lignes = [{ cellules: ['43820167500032', 'Lille', 'PF', '01/01/2020', '02/02/2021'] }, { cellules: ['43820167500032', 'Douai', 'FJT', '05/01/2020', '02/02/2021'] }];
    expect(cles('structures', ['col a', 'col b', 'col c', 'col d', 'col e'], lignes)).toEqual(['siret', 'commune', 'type', undefined, undefined]);
  });

  test('une colonne obligatoire absente et un en-tête double sont dits', () => {
    const { manquantes, doubles } = associer('structures', ['NOM', 'TYPE', 'TYPE', 'COMMUNE']);
    expect([manquantes, doubles]).toEqual([['capacite'], ['TYPE']]);
  });

  test('la main l’emporte, et une association nommée suit les en-têtes dans un autre ordre', () => {
    const choix = new Map([['X1', 'capacite'], ['NB_PL', null]]);
    const premiere = associer('structures', ['NB_PL', 'X1', 'NOM'], [], choix);
    expect(premiere.liens.map(({ cle, rang, origine }) => [cle, rang, origine])).toEqual([['nom', 2, 'nom'], ['capacite', 1, 'main']]);
    const nommee = schemaAssociationNommee.parse(JSON.parse(JSON.stringify(nommer(premiere, 'Export 59'))));
    const seconde = associer('structures', ['NOM', 'x1', 'AUTRE'], [], choixDe(nommee));
    expect(seconde.liens.map(({ cle, rang, origine }) => [cle, rang, origine])).toEqual([['nom', 0, 'main'], ['capacite', 1, 'main']]);
    expect(schemaAssociationNommee.safeParse({ ...nommee, paires: [...nommee.paires, ...nommee.paires] }).success).toBe(false);
  });

  test('jamais deux en-têtes pour une colonne, ni deux colonnes pour un en-tête', () => {
    const noms = GABARITS.structures.flatMap(({ titre, synonymes }) => [titre, ...synonymes]);
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...noms), fc.string()), { maxLength: 30 }), (entetes) => {
      const { liens, libres } = associer('structures', entetes);
      expect(new Set(liens.map(({ rang }) => rang)).size).toBe(liens.length);
      expect(new Set(liens.map(({ cle }) => cle)).size).toBe(liens.length);
      expect([...liens.map(({ rang }) => rang), ...libres].sort((a, b) => a - b)).toEqual(entetes.map((_entete, rang) => rang));
    }));
  });
});

describe('valeurs', () => {
  test.each([
    ['type', 'CHRS urg/ins', ['hebergement_chrs.mixte']], ['type', 'PF', ['logement_residence_sociale.pension_famille', 'logement_residence_sociale.residence_accueil']], ['type', 'MR', ['logement_residence_sociale.pension_famille']],
    ['type', 'fjt', ['logement_residence_sociale.fjt']], ['type', 'Sous-loc', ['logement_iml.sous_location', 'logement_iml.mandat']], ['type', 'RA', ['logement_residence_sociale.residence_accueil']], ['type', 'ALT', ['hebergement_hors_chrs.insertion']],
    ['type', 'Abri de nuit', ['veille_sociale.halte_nuit']], ['type', 'Hôtel', ['hebergement_hotel.hotel']], ['type', 'constructor', []], ['modalite', 'URGENCE', ['115']], ['modalite', '115+insertion', ['115', 'insertion']],
    ['etat', 'HS', ['indisponible']], ['motif', 'Punaises de lit', ['desinsectisation']], ['financement', 'BOP 177', ['P177']],
  ] as const)('%s « %s »', (vocabulaire, terme, attendu) => { expect(traducteur.traduire(vocabulaire, terme)).toEqual(attendu); });

  test('toute cible de la table de départ existe', () => {
    for (const { vocabulaire, terme, cibles } of TERMES) {
      const codes = codesDuVocabulaire(vocabulaire, nomenclature, DATE).map(({ code }) => code);
      expect([terme, cibles.filter((cible) => !codes.includes(cible))]).toEqual([terme, []]);
    }
  });

  test('la table partagée recouvre celle de départ, et un terme vidé redevient à arbitrer', () => {
    const partagees = schemaCorrespondances.parse([{ vocabulaire: 'type', terme: 'pf', cibles: ['logement_residence_sociale.pension_famille'] }, { vocabulaire: 'type', terme: 'MR', cibles: [] }]);
    const autre = construireTraducteur(nomenclature, DATE, partagees);
    expect([autre.traduire('type', 'P.F').length, autre.traduire('type', 'PF'), autre.traduire('type', 'MR')]).toEqual([0, ['logement_residence_sociale.pension_famille'], []]);
  });
});
