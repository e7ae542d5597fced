import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { ArgsDe, EtatSync, Traitements } from '../contract/poste.ts';
import { ecrireEntier } from '../db/fichiers.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, juger } from '../db/execution.ts';
import { lireNomenclatureCache, porteursDe, usagesDe } from '../db/nomenclature.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature, lignesNomenclature, rangerVersions, situerCode } from '../domain/nomenclature/nomenclature.ts';
import { libelleDe } from '../domain/nomenclature/code.ts';
import { MODALITES } from '../domain/nomenclature/referentiels.ts';
import type { CodeNomenclature, Referentiel } from '../domain/objets/nomenclature.ts';
import { REFERENTIELS } from '../domain/objets/nomenclature.ts';
import { PROFILS } from '../domain/profils.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, aujourdhuiAParis } from './session.ts';

interface Hote {
  readonly session: () => SessionPoste;
  readonly cadre: () => Cadre;
  readonly apresCommande: () => void;
  readonly emettreSync: (etat: EtatSync) => void;
  readonly dossierExport: string;
  readonly maintenant: () => string;
}
type Reclassement = ArgsDe<'nomenclature.reclasser'>;

const BOM = '\uFEFF';
const COLONNES = [
  'Référentiel', 'Code', 'Nature', 'Version du', 'Version au', 'Situation de la version', 'Libellé', 'Libellé court', 'Ordre', 'Comptée en places', 'Unité', 'Modalités',
  'Code valable du', 'Code valable au', 'Situation du code', 'Remplacé par', 'Fiches qui l’utilisent',
];
const SITUATIONS_VERSION = { passee: 'passée', courante: 'en vigueur', future: 'à venir', sans_effet: 'sans effet (code retiré avant)' } as const;
const SITUATIONS_CODE = { a_venir: 'à venir', en_vigueur: 'en vigueur', retrait_prevu: 'retrait prévu', retire: 'retiré' } as const;
const instant = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const jour = (iso: string | null): string => (iso === null ? '' : iso.split('-').reverse().join('/'));
const ouiNon = (valeur: boolean | null): string => (valeur === null ? '' : valeur ? 'oui' : 'non');

/** Une ligne de tableur par version d’un code. */
const lignesCsv = (code: CodeNomenclature, nomenclature: Nomenclature, usages: number | null, aujourdhui: string): string[][] => rangerVersions(code, aujourdhui).map(({ version, au, situation }) => [
  REFERENTIELS[code.referentiel], code.code, code.parent === null ? '' : (nomenclature.trouver('nature', code.parent)?.libelle ?? code.parent), jour(version.depuis), jour(au), SITUATIONS_VERSION[situation], version.libelle, version.court ?? '', String(version.ordre),
  ouiNon(version.compteeEnPlaces), version.unite ?? '', (version.modalites ?? []).map((modalite) => libelleDe(MODALITES, modalite)).join(', '), jour(code.debut), jour(code.fin), SITUATIONS_CODE[situerCode(code, aujourdhui)], code.remplacePar ?? '',
  // le nombre est celui du code : le répéter à chaque version fausserait une somme
  situation === 'courante' && usages !== null ? String(usages) : '',
]);

/** La nomenclature du poste : celle du programme, recouverte par ce que le service a livré. */
export const creerNomenclature = ({ session, cadre, apresCommande, emettreSync, dossierExport, maintenant }: Hote): Pick<Traitements, Extract<keyof Traitements, `nomenclature.${string}`>> => {
  const lignes = (): readonly CodeNomenclature[] => lignesNomenclature(lireNomenclatureCache(session().base));
  const argsDe = ({ referentiel, de, vers, motif }: Reclassement, fiche: Reclassement['fiches'][number]) => ({ ...fiche, referentiel, de, vers, motif });
  const exporter = ({ referentiels, recherche, retires }: ArgsDe<'nomenclature.exporter'>): { readonly chemin: string; readonly lignes: number } => {
    const { base, utilisateur } = session();
    const moment = maintenant();
    const aujourdhui = aujourdhuiAParis();
    const nomenclature = construireNomenclature(lireNomenclatureCache(base), aujourdhui);
    const toutes = lignes();
    const mots = cleDeTri(recherche).split(' ').filter((mot) => mot !== '');
    const acteur = acteurDe(utilisateur);
    const analyste = acteur.profil === 'analyste';
    const deReferentiel = (referentiel: Referentiel): string[][] => {
      const usages = usagesDe(base, referentiel);
      return nomenclature.codes(referentiel).flatMap(({ code, libelle }) => {
        const ligne = toutes.find((candidate) => candidate.referentiel === referentiel && candidate.code === code);
        if (ligne === undefined || (!retires && situerCode(ligne, aujourdhui) === 'retire') || !mots.every((mot) => cleDeTri(`${code} ${libelle}`).includes(mot))) return [];
        return lignesCsv(ligne, nomenclature, analyste ? null : usages.reduce((somme, usage) => somme + (usage.code === code ? usage.nombre : 0), 0), aujourdhui);
      });
    };
    const corps = referentiels.flatMap(deReferentiel);
    const filtres = [referentiels.map((referentiel) => REFERENTIELS[referentiel]).join(', '), ...(recherche.trim() === '' ? [] : [`contient « ${recherche.trim()} »`]), retires ? 'codes retirés compris' : 'sans les codes retirés'].join(' ; ');
    const entete = [
      ['Nomenclature de SIAO Offre'], ['Exporté par', `${acteur.nom} (${PROFILS[acteur.profil].libelle})`], ['Exporté le', instant.format(new Date(moment)).replace(/[,\s]+/u, ' à ')], ['Filtres', filtres],
      ['Fiches comptées', analyste ? 'aucune (ce profil n’en lit pas)' : `celles du périmètre : ${utilisateur.perimetreLibelle}`], ['Lignes', String(corps.length)], [], COLONNES,
    ];
    mkdirSync(dossierExport, { recursive: true });
    const chemin = join(dossierExport, `SIAO-nomenclature-${moment.replace(/[:.]/gu, '-')}.csv`);
    // un tableur exécuterait une cellule qui commence par =, +, -, @, une tabulation ou un retour : une apostrophe l’en empêche
    ecrireEntier(chemin, BOM + stringify([...entete, ...corps], { delimiter: ';', record_delimiter: '\r\n', escape_formulas: true }));
    return { chemin, lignes: corps.length };
  };
  return {
    'nomenclature.lire': () => ({ lignes: [...lignes()] }),
    'nomenclature.usages': ({ referentiel }) => ({ usages: usagesDe(session().base, referentiel) }),
    'nomenclature.porteurs': ({ referentiel, code, limite }) => porteursDe(session().base, referentiel, code, limite),
    'nomenclature.apercuReclasser': (demande) => {
      const { base } = session();
      const courant = cadre();
      return { issues: demande.fiches.map((fiche) => {
        const decision = juger(base, 'reclasser', argsDe(demande, fiche), courant);
        return { id: fiche.id, refus: decision.accepte ? null : { code: decision.code, message: decision.message } };
      }) };
    },
    'nomenclature.reclasser': (demande) => {
      const { base, synchroniseur } = session();
      const courant = cadre();
      const issues = base.transaction(() => demande.fiches.map((fiche) => {
        const execution = executerCommande(base, 'reclasser', argsDe(demande, fiche), courant);
        return { id: fiche.id, refus: execution.accepte ? null : { code: execution.code, message: execution.message } };
      }));
      emettreSync(synchroniseur.etat());
      apresCommande();
      void synchroniseur.maintenant();
      return { issues };
    },
    'nomenclature.exporter': exporter,
  };
};
