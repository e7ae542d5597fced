import { AXES_MAXIMUM } from '../../contract/methodesIndicateurs.ts';
import type { ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { composerResultat } from '../../contract/resultatIndicateur.ts';
import { DEPARTEMENTS, trouverDepartement } from '../../domain/geographie/departements.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { CODES_AXES } from '../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../domain/indicateurs/registre.ts';
import { libelleur } from '../../domain/indicateurs/libelles.ts';
import { calculerVentile, periodesALire } from '../../domain/indicateurs/ventilation.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Base } from '../../server/base/base.ts';
import type { CadreService } from '../../server/indicateurs/lecture.ts';
import { lireFaitsService } from '../../server/indicateurs/lecture.ts';
import { tableauIndicateur } from '../../sync/exportIndicateurs.ts';
import { ecrireTableau } from '../../sync/exports/fichier.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, aujourdhuiAParis, lireChoix, lireDate } from '../verbe.ts';

const usage = (message: string): ErreurConsole => new ErreurConsole(SORTIES.usage, message);

const lireAxes = (contexte: ContexteVerbe, { axes, id }: Indicateur): readonly Axe[] => {
  const demandes = (contexte.texte('par') ?? '').split(',').map((axe) => axe.trim()).filter((axe) => axe !== '');
  const lus = demandes.map((demande) => {
    const axe = CODES_AXES.find((candidat) => candidat === demande);
    if (axe === undefined || !axes.includes(axe)) throw usage(`--par : « ${id} » ne se ventile pas par « ${demande} ». Axes admis : ${axes.join(', ')}.`);
    return axe;
  });
  if (lus.length > AXES_MAXIMUM || new Set(lus).size !== lus.length) throw usage('--par attend un à trois axes différents, séparés par des virgules.');
  return lus;
};
const dateDe = (contexte: ContexteVerbe, option: string, texte: string): string => lireDate({ ...contexte, texte: () => texte }, option);
const lirePeriode = (contexte: ContexteVerbe, { moment, id }: Indicateur): Periode => {
  const texte = contexte.texte('periode');
  if (texte !== undefined && contexte.texte('date') !== undefined) throw usage('--date et --periode ne vont pas ensemble.');
  if (texte === undefined) {
    if (moment === 'periode') throw usage(`« ${id} » se lit sur une période : --periode AAAA-MM-JJ..AAAA-MM-JJ.`);
    const date = lireDate(contexte, 'date');
    return { du: date, au: date };
  }
  if (moment === 'date') throw usage(`« ${id} » se lit à une date : --date AAAA-MM-JJ.`);
  const [du, au, reste] = texte.split('..');
  if (du === undefined || au === undefined || reste !== undefined) throw usage(`--periode attend AAAA-MM-JJ..AAAA-MM-JJ : « ${texte} » ne convient pas.`);
  const periode = { du: dateDe(contexte, 'periode', du), au: dateDe(contexte, 'periode', au) };
  if (periode.du > periode.au) throw usage('--periode : la fin précède le début.');
  return periode;
};
const lireDepartements = (contexte: ContexteVerbe): readonly string[] | null => {
  const texte = contexte.texte('departement');
  if (texte === undefined) return null;
  return texte.split(',').map((code) => { if (trouverDepartement(code) === undefined) throw usage(`--departement : « ${code} » n’existe pas.`); return code; });
};

const calculer = async (base: Base, indicateur: Indicateur, axes: readonly Axe[], periode: Periode, departements: readonly string[] | null): Promise<ResultatIndicateur> => {
  const aujourdhui = aujourdhuiAParis();
  const nomenclature = construireNomenclature(await base.db.selectFrom('nomenclature').selectAll().execute(), aujourdhui);
  const cadre: CadreService = { db: base.db, aujourdhui, maintenant: new Date().toISOString(), nomenclature, departements, territoire: departements ?? DEPARTEMENTS.map(({ code }) => code) };
  const ventilation = { axes, filtres: {} };
  const lus = new Map<string, readonly Fait[]>();
  for (const sienne of periodesALire(indicateur, ventilation, periode)) lus.set(`${sienne.du}|${sienne.au}`, await lireFaitsService(cadre, [indicateur], sienne));
  const noms = {
    entite: axes.includes('entite') ? new Map((await base.db.selectFrom('entite').select(['id', 'raisonSociale']).execute()).map(({ id, raisonSociale }) => [id, raisonSociale])) : new Map<string, string>(),
    dispositif: axes.includes('dispositif') ? new Map((await base.db.selectFrom('dispositif').select(['id', 'nom']).execute()).map(({ id, nom }) => [id, nom])) : new Map<string, string>(),
  };
  return composerResultat(calculerVentile(indicateur, ventilation, periode, ({ du, au }) => lus.get(`${du}|${au}`) ?? []), null, { axes, periode, comparaison: null }, libelleur(nomenclature, noms));
};

const executer = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const [id = ''] = contexte.positionnels;
  const indicateur = trouverIndicateur(id);
  if (indicateur === undefined) throw usage(`« ${id} » n’est pas un indicateur : ${INDICATEURS.map(({ id: connu }) => connu).join(', ')}.`);
  const axes = lireAxes(contexte, indicateur);
  const periode = lirePeriode(contexte, indicateur);
  const departements = lireDepartements(contexte);
  const format = lireChoix(contexte, 'format', ['json', 'csv', 'xlsx'], 'json');
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    const resultat = await calculer(ouverte.base, indicateur, axes, periode, departements);
    const tete = { indicateur: id, libelle: indicateur.libelle, unite: indicateur.unite, axes, ...(periode.du === periode.au ? { date: periode.du } : { periode }), departements };
    if (format === 'json') { contexte.ecrire({ ...tete, total: resultat.total, sousTotaux: resultat.sousTotaux, lignes: resultat.lignes }); return SORTIES.reussi; }
    const chemin = contexte.texte('sortie') ?? `siao-${id}-${periode.au}.${format}`;
    const { colonnes, lignes, provenance } = tableauIndicateur(indicateur, axes, resultat);
    const ecrit = await ecrireTableau({ chemin, format, nom: indicateur.libelle, colonnes, provenance, morceaux: [lignes], avancer: () => undefined, annule: () => false })
      .catch((erreur: unknown) => { throw new ErreurConsole(SORTIES.fichier, `--sortie : « ${chemin} » ne s’écrit pas (${erreur instanceof Error ? erreur.message : 'erreur inconnue'}).`); });
    contexte.ecrire({ ...tete, fichier: chemin, ...ecrit });
    return SORTIES.reussi;
  } finally { await ouverte.fermer(); }
};

export const indicateurs: Verbe = {
  nom: 'indicateurs',
  resume: 'Calcule un indicateur d’après la base désignée, ventilé par trois axes au plus.',
  positionnels: [{ nom: 'ID', aide: 'capacite_ouverte, taux_occupation… : voir « siao indicateurs liste »' }],
  options: {
    par: { type: 'string', valeur: 'AXE[,AXE[,AXE]]', aide: 'region, departement, siao, entite, dispositif, nature, type, modalite, public, permanence, financement, mois' },
    date: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'le jour (aujourd’hui)' }, periode: { type: 'string', valeur: 'D1..D2', aide: 'une période, bornes comprises' },
    departement: { type: 'string', valeur: '59,62', aide: 'ceux-là seulement (tous)' }, format: { type: 'string', valeur: 'json|csv|xlsx', aide: 'json : sur la sortie standard ; csv et xlsx : dans un fichier' },
    sortie: { type: 'string', valeur: 'FICHIER', aide: 'où écrire le csv ou le classeur (siao-ID-DATE.FORMAT)' }, ...OPTIONS_BASE,
  },
  executer,
};

export const indicateursListe: Verbe = {
  nom: 'indicateurs liste', resume: 'Les définitions de tous les indicateurs : formule, axes, exclusions, source, précautions.', positionnels: [], options: {},
  executer: (contexte) => {
    contexte.ecrire({ indicateurs: INDICATEURS.map(({ id, libelle, unite, moment, axes, numerateur, denominateur, exclusions, source, precautions }) => ({ id, libelle, unite, moment, axes, numerateur: numerateur.libelle, denominateur: denominateur?.libelle ?? null, exclusions, source, precautions })) });
    return Promise.resolve(SORTIES.reussi);
  },
};
