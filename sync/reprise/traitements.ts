import { createHash, randomUUID } from 'node:crypto';
import { classeurGabarit } from '../../contract/classeur/gabarit.ts';
import type { Atelier, Fait, METHODES_REPRISE } from '../../contract/methodesReprise.ts';
import type { EtatSync, Traitements } from '../../contract/poste.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande } from '../../db/execution.ts';
import { lireLigneCache, lireLignesPar } from '../../db/lignes.ts';
import { listerAssociations, oublierPrivee, trouverCorrespondance } from '../../db/reprise/correspondances.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { ajouterCorrections, annulerDerniere, lireDerniere, lireDossier, listerDossiers, numeroDerniere, poserDossier, reglerDossier, remplacerFichier, supprimerDossier } from '../../db/reprise/dossiers.ts';
import { lireNomenclatureCache } from '../../db/nomenclature.ts';
import { autoriser, objetsLisibles } from '../../domain/droits.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { PROFILS_MANDATABLES } from '../../domain/objets/mandat.ts';
import { choixDe, nommer } from '../../domain/reprise/association.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { ErreurLecture } from '../lecture/erreurs.ts';
import { lireEnOuvrier } from '../lecture/lireEnOuvrier.ts';
import type { Exports } from '../exports/exports.ts';
import type { SessionPoste } from '../session.ts';
import { acteurDe, contexteDuPoste } from '../session.ts';
import type { AtelierOuvert, Ouvert } from './atelier.ts';
import { creerAtelier } from './atelier.ts';
import type { Empechement, Outils } from './chargement.ts';
import { charger, signer, simuler } from './chargement.ts';
import { dossiersCompagnons } from './compagnons.ts';
import type { ComptesJuges } from './comptes.ts';
import { deciderComptes, empecheAnnulation, empecheExclusion, jugerComptes, lireComptes, memeGenre, preparerComptes, signerComptes } from './comptes.ts';
import { partager, traitementsCorrespondances } from './correspondances.ts';
import { droitsReprise } from './droits.ts';
import { exigerStructures } from './extrait.ts';
import { classeurDuRapport } from './rapport/classeur.ts';
import { documentDuRapport } from './rapport/document.ts';
import { classeurDeComparaison, comparer, montrerComparaison } from './versions.ts';
import { dossierListe, entreeRapport, confirmationsDe, exclusionsDe, exclusionsDuCompte, lireAtelier, lireLigne, lireLignes, reparationsSures, suivreLot } from './lectures.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly apresCommande: () => void; readonly emettreSync: (etat: EtatSync) => void; readonly exports: Exports }

const NOMS_GABARIT: Readonly<Record<GenreFichier, string>> = { structures: 'structures', places: 'places', utilisateurs: 'comptes' };

/** La reprise sur le poste : ses dossiers, leur atelier, le chargement. Toute méthode relit le mandat ; celles qui lisent un lot, non : la DDETS suit la reprise sans la mener. */
export const traitementsReprise = ({ session, cadre, apresCommande, emettreSync, exports }: Hote): Pick<Traitements, keyof typeof METHODES_REPRISE> => {
  const aujourdhui = (): string => contexteDuPoste().aujourdhui;
  const maintenant = (): string => contexteDuPoste().maintenant;
  const ateliers = new WeakMap<SessionPoste, AtelierOuvert>();
  const atelier = (): AtelierOuvert => {
    const courante = session();
    const connu = ateliers.get(courante) ?? creerAtelier({ base: () => session().base, aujourdhui });
    ateliers.set(courante, connu);
    return connu;
  };
  const droits = () => { const { base, utilisateur } = session(); return droitsReprise(base, acteurDe(utilisateur), aujourdhui()); };
  /** Ce que l’on savait des fichiers que celui-ci accompagne n’est plus sûr : ils sont à rouvrir. */
  const aRecontroler = (dossier: Pick<Dossier, 'genre' | 'departement'>): void => { for (const { id, modifieLe } of dossiersCompagnons(session().base, dossier)) reglerDossier(session().base, id, { bilan: null }, modifieLe); };
  const exigerMandat = (departement: string): void => {
    if (droits().mandat(departement) === undefined) throw new ErreurPoste('droit.mandat', droits().raison ?? `Votre mandat de reprise ne couvre pas le département ${departement}.`);
  };
  const exiger = (id: string) => { const dossier = atelier().exiger(id); exigerMandat(dossier.departement); return dossier; };
  const prevenir = (): void => { const { synchroniseur } = session(); emettreSync(synchroniseur.etat()); apresCommande(); void synchroniseur.maintenant(); };
  const voir = (ouvert: Ouvert): Atelier => lireAtelier(session().base, ouvert, listerDossiers(session().base), aujourdhui(), cadre());
  /** Le dossier, contrôlé avec ses réglages et ses corrections du moment. Un fichier illisible est un refus, pas une panne. */
  const rendre = async (ouvrir: () => Promise<Ouvert>): Promise<Fait> => {
    try { return { refus: null, atelier: voir(await ouvrir()) }; } catch (erreur) {
      if (erreur instanceof ErreurLecture) return { refus: { code: 'F04', message: erreur.message } };
      throw erreur;
    }
  };
  const recontroler = (id: string): Promise<Fait> => rendre(() => atelier().ouvrir(id));
  const mener = async (id: string, etape: 'simulation' | 'chargement', travail: (ouvert: Ouvert, outils: Outils) => Promise<Empechement>): Promise<Fait> => {
    const dossier = exiger(id);
    const ouvert = await atelier().courant(id);
    const { base } = session();
    const empechement = await atelier().mener(etape, (avancer, _signal, respirer) => travail(ouvert, { base, cadre, mandat: droits().mandat(dossier.departement), avancer, respirer })).finally(prevenir);
    return empechement === null ? recontroler(id) : { refus: { code: empechement.code, message: empechement.message } };
  };
  const { partageables, ...correspondances } = traitementsCorrespondances({ base: () => session().base, cadre, droits, aujourdhui, prevenir, deja: (id) => { exiger(id); return atelier().deja(id); } });
  /** Garde des décisions comme des corrections : elles se rejouent sur la version suivante du fichier, et s’annulent d’un geste. */
  const decider = async (id: string, choisir: (juges: ComptesJuges) => Parameters<typeof deciderComptes>[1]): Promise<Fait> => {
    exiger(id);
    const juges = jugerComptes(session().base, await atelier().courant(id), cadre());
    const decisions = deciderComptes(juges, choisir(juges), acteurDe(session().utilisateur).nom, maintenant());
    if ('empechement' in decisions) return { refus: { code: 'choix', message: decisions.empechement } };
    if (decisions.length > 0) ajouterCorrections(session().base, id, decisions);
    return recontroler(id);
  };
  return {
    ...correspondances,
    'reprise.lister': () => {
      const { base, utilisateur } = session();
      const dossiers = listerDossiers(base);
      const { departements, raison, jusquau } = droits();
      const lots = base.tous<{ id: string }>('select id from lot order by departement, "creeLe" desc, id').flatMap(({ id }) => { const lot = lireLigneCache(base, 'lot', id); return lot === undefined ? [] : [suivreLot(base, lot, dossiers)]; });
      const peutMandater = autoriser(acteurDe(utilisateur), 'creer', 'mandat', { departements: [], entiteId: null, dispositifId: null }).accordee;
      return { dossiers: dossiers.map((dossier) => dossierListe(base, dossier)), lots, departements: [...departements], raison, jusquau, peutMandater, privees: partageables().length };
    },
    'reprise.poser': async ({ genre, departement, nom, octets, remplace }) => {
      exigerMandat(departement);
      const empreinte = createHash('sha256').update(octets).digest('hex');
      try {
        // lu d’abord, dans son fil : un fichier illisible ne laisse rien
        await atelier().mener('lecture', async (avancer, signal) => {
          const { description } = await lireEnOuvrier(octets, { nom }, { traitement: 'apercu', signal, avancement: (faites) => { void avancer(faites, null).catch(() => undefined); } });
          if (description.format === 'finess') exigerStructures(genre);
        });
      } catch (erreur) {
        if (erreur instanceof ErreurLecture) return { refus: { code: 'F04', message: erreur.message } };
        throw erreur;
      }
      const { base } = session();
      const le = maintenant();
      if (remplace !== null) {
        exiger(remplace);
        remplacerFichier(base, remplace, { nom, empreinte, octets, le });
        atelier().oublier(remplace);
        aRecontroler({ genre, departement });
        return { refus: null, id: remplace };
      }
      const id = randomUUID();
      poserDossier(base, { id, genre, departement, nom, taille: octets.byteLength, empreinte, feuille: null, entete: null, choix: [], lotId: null, bilan: null, creeLe: le, modifieLe: le }, octets);
      aRecontroler({ genre, departement });
      return { refus: null, id };
    },
    'reprise.supprimer': ({ id }) => { const dossier = exiger(id); atelier().oublier(id); supprimerDossier(session().base, id); aRecontroler(dossier); return { fait: true }; },
    'reprise.ouvrir': ({ id }) => { exiger(id); return recontroler(id); },
    'reprise.regler': ({ id, feuille, entete }) => { exiger(id); reglerDossier(session().base, id, { feuille, entete: entete === 0 ? null : entete }, maintenant()); return recontroler(id); },
    'reprise.associer': ({ id, choix, nommee }) => {
      const dossier = exiger(id);
      if (atelier().deja(id)?.description.format === 'finess') return { refus: { code: 'extrait', message: 'Les champs d’un extrait FINESS sont fixes : leur association ne se choisit pas.' } };
      const { base } = session();
      const trouvee = nommee === null ? undefined : listerAssociations(base, dossier.genre, dossier.departement).find((une) => une.id === nommee);
      if (nommee !== null && trouvee === undefined) return { refus: { code: 'introuvable', message: 'Cette association n’est plus partagée : en reprendre une autre.' } };
      reglerDossier(base, id, { choix: trouvee === undefined ? [...new Map([...dossier.choix, ...(choix ?? [])])] : [...choixDe({ nom: trouvee.nom, genre: dossier.genre, paires: trouvee.paires })] }, maintenant());
      return recontroler(id);
    },
    'reprise.garderAssociation': async ({ id, nom, remplace }) => {
      const { departement, genre } = exiger(id);
      const ouvert = await atelier().courant(id);
      const { paires } = nommer(ouvert.resultat.association, nom);
      const connue = trouverCorrespondance(session().base, departement, 'association', genre, nom);
      // celle d’un collègue ne se remplace que si la personne l’a demandé
      const avant = connue?.statut === 'partagee' && connue.id === remplace ? connue.paires : null;
      const execution = partager(session().base, cadre(), droits().mandat(departement)?.id ?? '', { departement, portee: genre, nom, contenu: { genre: 'association', paires, avant } });
      prevenir();
      if (execution !== null && !execution.accepte) return { refus: { code: execution.code, message: execution.message } };
      return { refus: null, atelier: voir(ouvert) };
    },
    'reprise.rattacher': ({ id, vocabulaire, terme, code, avant }) => {
      const { departement } = exiger(id);
      const { base } = session();
      const mandatId = droits().mandat(departement)?.id ?? '';
      const connue = trouverCorrespondance(base, departement, 'terme', vocabulaire, terme);
      // « avant » d’un terme de ce poste seul : l’équipe, elle, n’a rien décidé
      const vu = connue?.statut === 'partagee' ? avant : null;
      const execution = code !== null ? partager(base, cadre(), mandatId, { departement, portee: vocabulaire, nom: terme, contenu: { genre: 'terme', cible: code, avant: vu } })
        : connue?.statut === 'partagee' ? executerCommande(base, 'retirerCorrespondance', { id: connue.id, mandatId, avant: avant ?? '' }, cadre()) : null;
      if (code === null && connue?.statut !== 'partagee') oublierPrivee(base, { genre: 'terme', departement, portee: vocabulaire, nom: terme });
      prevenir();
      return execution === null || execution.accepte ? recontroler(id) : { refus: { code: execution.code, message: execution.message } };
    },
    'reprise.lignes': async ({ id, filtre, debut }) => { exiger(id); return lireLignes(await atelier().courant(id), filtre, debut); },
    'reprise.ligne': async ({ id, numero }) => { exiger(id); return { ligne: lireLigne(await atelier().courant(id), numero) }; },
    'reprise.comparer': async ({ id, version, sorte }) => { exiger(id); const ouvert = await atelier().courant(id); return montrerComparaison(ouvert, await atelier().mener('lecture', (_avancer, signal, respirer) => comparer(session().base, ouvert, version, signal, respirer)), sorte); },
    'reprise.exporterComparaison': async ({ id, version }) => {
      exiger(id);
      const ouvert = await atelier().courant(id);
      const comparee = await atelier().mener('lecture', (_avancer, signal, respirer) => comparer(session().base, ouvert, version, signal, respirer));
      return { chemin: await exports.deposer('reprise-comparaison', { format: 'xlsx', octets: classeurDeComparaison(ouvert, comparee) }) };
    },
    'reprise.corriger': ({ id, corrections }) => { exiger(id); ajouterCorrections(session().base, id, corrections); return recontroler(id); },
    'reprise.accepterSures': async ({ id, code }) => { exiger(id); const corrections = reparationsSures(await atelier().courant(id), code); if (corrections.length > 0) ajouterCorrections(session().base, id, corrections); return recontroler(id); },
    'reprise.exclureCode': async ({ id, code, motif }) => { exiger(id); const corrections = exclusionsDe(await atelier().courant(id), code, motif); if (corrections.length > 0) ajouterCorrections(session().base, id, corrections); return recontroler(id); },
    'reprise.confirmerCode': async ({ id, code }) => { exiger(id); const corrections = confirmationsDe(await atelier().courant(id), code); if (corrections.length > 0) ajouterCorrections(session().base, id, corrections); return recontroler(id); },
    'reprise.comptes': async ({ id, filtre, debut }) => { exiger(id); return lireComptes(session().base, await atelier().courant(id), cadre(), filtre, debut); },
    'reprise.arbitrer': ({ id, decisions }) => decider(id, () => decisions),
    'reprise.accepterComptes': ({ id, email }) => decider(id, (juges) => memeGenre(juges, email)),
    'reprise.exclureCompte': async ({ id, email, motif }) => {
      exiger(id);
      const ouvert = await atelier().courant(id);
      const empechement = empecheExclusion(jugerComptes(session().base, ouvert, cadre()), email);
      if (empechement !== null) return { refus: { code: 'fige', message: empechement } };
      ajouterCorrections(session().base, id, exclusionsDuCompte(ouvert, email, motif));
      return recontroler(id);
    },
    'reprise.preparerComptes': ({ id }) => mener(id, 'chargement', preparerComptes),
    'reprise.annuler': async ({ id, derniere }) => {
      const { genre } = exiger(id);
      if (derniere !== undefined && numeroDerniere(session().base, id) !== derniere) return { refus: { code: 'pas_derniere', message: 'Ce n’est plus la dernière correction : elle est déjà annulée, ou d’autres l’ont suivie. Ctrl+Z annule la dernière.' } };
      const empechement = genre === 'utilisateurs' ? empecheAnnulation(jugerComptes(session().base, await atelier().courant(id), cadre()), lireDerniere(session().base, id)) : null;
      if (empechement !== null) return { refus: { code: 'fige', message: empechement } };
      if (annulerDerniere(session().base, id).length === 0) return { refus: { code: 'rien', message: 'Il n’y a plus de correction à annuler.' } };
      return recontroler(id);
    },
    'reprise.simuler': ({ id }) => mener(id, 'simulation', async (ouvert, outils) => {
      const { empechement, essai } = await simuler(ouvert, outils);
      if (essai !== null) atelier().garderEssai(essai);
      return empechement;
    }),
    'reprise.charger': ({ id }) => mener(id, 'chargement', charger),
    'reprise.signer': ({ id }) => mener(id, 'chargement', (ouvert, outils) => (ouvert.dossier.genre === 'utilisateurs' ? Promise.resolve(signerComptes(ouvert, outils)) : signer(ouvert, outils))),
    'reprise.rapport': async ({ id, format }) => {
      exiger(id);
      const { base, utilisateur } = session();
      const entree = entreeRapport(base, await atelier().courant(id), acteurDe(utilisateur).nom, maintenant(), cadre());
      return { chemin: await exports.deposer('reprise', format === 'xlsx' ? { format, octets: classeurDuRapport(entree) } : { format, document: documentDuRapport(entree) }) };
    },
    'reprise.gabarit': async ({ genre }) => {
      const { base, utilisateur } = session();
      // la règle du service, qui publie le même classeur
      if (!objetsLisibles(acteurDe(utilisateur).profil).includes('dispositif')) throw new ErreurPoste('droit.profil', 'Votre profil ne lit pas l’offre : il ne prépare pas de reprise.');
      const jour = aujourdhui();
      return { chemin: await exports.deposer(`gabarit-${NOMS_GABARIT[genre]}`, { format: 'xlsx', octets: classeurGabarit(genre, construireNomenclature(lireNomenclatureCache(base), jour), jour) }) };
    },
    'reprise.annulerLot': ({ lotId, motif }) => {
      const { base } = session();
      const lot = lireLigneCache(base, 'lot', lotId);
      const mandat = lot === undefined ? undefined : droits().mandat(lot.departement);
      const execution = executerCommande(base, 'annulerLot', { lotId, mandatId: mandat?.id ?? randomUUID(), motif }, cadre());
      if (!execution.accepte) return { refus: { code: execution.code, message: execution.message } };
      for (const dossier of listerDossiers(base)) if (dossier.lotId === lotId && lireDossier(base, dossier.id) !== undefined) atelier().oublier(dossier.id);
      prevenir();
      return { refus: null };
    },
    'reprise.mandater': ({ utilisateurId, departements, fin }) => {
      const { base } = session();
      const sien = base.un<{ id: string }>('select id from mandat where "utilisateurId" = ? order by fin desc', utilisateurId);
      const execution = executerCommande(base, 'mandaterReprise', { id: sien?.id ?? randomUUID(), utilisateurId, departements, fin }, cadre());
      if (!execution.accepte) return { refus: { code: execution.code, message: execution.message } };
      prevenir();
      return { refus: null };
    },
    'reprise.mandatables': () => {
      const { base, utilisateur } = session();
      if (!autoriser(acteurDe(utilisateur), 'creer', 'mandat', { departements: [], entiteId: null, dispositifId: null }).accordee) return { personnes: [] };
      const jour = aujourdhui();
      const fins = new Map(base.tous<{ utilisateurId: string; fin: string }>('select "utilisateurId", max(fin) as fin from mandat where statut = \'donne\' and fin >= ? group by "utilisateurId"', jour).map(({ utilisateurId, fin }) => [utilisateurId, fin]));
      return {
        personnes: PROFILS_MANDATABLES.flatMap((profil) => lireLignesPar(base, 'utilisateur', 'profil', profil)).filter(({ statut }) => statut === 'actif' || statut === 'invite').map(({ id, nom, profil, departements }) => ({ id, nom, profil, departements: [...departements], jusquau: fins.get(id) ?? null }))
          .sort((une, autre) => une.nom.localeCompare(autre.nom, 'fr')),
      };
    },
    'reprise.avancement': () => ({ avancement: atelier().avancement() }),
    'reprise.interrompre': () => { atelier().interrompre(); return { fait: true }; },
  };
};
