import { ErreurLecture, abime } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { lireFeuilleOds } from './feuilleOds.ts';
import type { FeuilleDecrite, OptionsLecture } from './modele.ts';
import { parcourir } from './xml.ts';
import { ouvrirPremiere } from './xlsx.ts';
import type { ClasseurOuvert } from './xlsx.ts';
import { FIN, LecteurXml, OUVRE } from './xmlRapide.ts';
import type { Archive } from './zip.ts';

/* Un classeur OpenDocument (ISO 26300) : tout est dans content.xml, feuilles l’une après l’autre. */
const TYPE_ODS = 'application/vnd.oasis.opendocument.spreadsheet';
const PREFIXES = new Map([['xmlns:table', 'urn:oasis:names:tc:opendocument:xmlns:table:1.0'], ['xmlns:office', 'urn:oasis:names:tc:opendocument:xmlns:office:1.0'], ['xmlns:text', 'urn:oasis:names:tc:opendocument:xmlns:text:1.0']]);
interface FeuilleOds extends FeuilleDecrite { readonly place: number }

/** Les feuilles, sans lire leurs lignes : chaque `<table:table ` du texte. Ce n’en est une à coup sûr que sans commentaire ni CDATA, qu’aucun tableur n’écrit ici. */
const listerFeuilles = (contenu: Buffer, { profondeur, parties }: LimitesLecture): readonly FeuilleOds[] => {
  const xml = new LecteurXml(contenu, profondeur);
  const [STYLE, PROPRIETES, NOM, AFFICHE, CORPS] = [xml.numero('style:style'), xml.numero('style:table-properties'), xml.numero('style:name'), xml.numero('table:display'), xml.numero('office:body')];
  const masques = new Set<string>();
  let style = '';
  for (let jeton = xml.suivant(), racine = true; jeton !== FIN && xml.nom !== CORPS; jeton = xml.suivant()) {
    if (jeton !== OUVRE) continue;
    // les préfixes usuels, que tous les tableurs écrivent : avec d’autres, rien ne serait reconnu
    if (racine) for (const [prefixe, espace] of PREFIXES) if (xml.attribut(xml.numero(prefixe)) !== espace) throw abime();
    racine = false;
    if (xml.nom === STYLE) style = xml.attribut(NOM) ?? '';
    else if (xml.nom === PROPRIETES && xml.attribut(AFFICHE) === 'false') masques.add(style);
  }
  const feuilles: FeuilleOds[] = [];
  const octets = xml.octets;
  if (octets !== contenu || octets.includes(Buffer.from('<!'))) throw abime();
  const BALISE = Buffer.from('<table:table ');
  for (let place = octets.indexOf(BALISE, xml.place); place !== -1; place = octets.indexOf(BALISE, place + 1)) {
    const balise = new LecteurXml(octets, profondeur, place);
    if (balise.suivant() !== OUVRE) throw abime();
    const nom = balise.attribut(balise.numero('table:name'));
    if (nom === undefined || feuilles.length >= parties) throw abime();
    feuilles.push({ nom, masquee: masques.has(balise.attribut(balise.numero('table:style-name')) ?? ''), place });
  }
  return feuilles;
};

const refuserChiffre = (archive: Archive, profondeur: number): void => {
  if (archive.a('META-INF/manifest.xml')) parcourir(archive.lire('META-INF/manifest.xml'), profondeur, { ouvrir: (nom) => {
    if (nom === 'encryption-data') throw new ErreurLecture('chiffre', 'Ce classeur est protégé par un mot de passe : l’enregistrer sans mot de passe, puis le choisir.');
  } });
};

export const estOds = (archive: Archive): boolean => archive.a('content.xml') && archive.a('mimetype') && archive.lire('mimetype').toString('latin1').trim() === TYPE_ODS;
export const ouvrirOds = (archive: Archive, { feuille: voulue }: OptionsLecture, limites: LimitesLecture): ClasseurOuvert => {
  refuserChiffre(archive, limites.profondeur);
  const contenu = archive.lire('content.xml');
  const feuilles = listerFeuilles(contenu, limites);
  return ouvrirPremiere(feuilles, voulue, (feuille) => lireFeuilleOds(contenu, { place: feuille.place, limites }));
};
