/** Une ligne d’un fichier à séparateur. `numero` : la ligne du fichier où elle commence, comptée de 1. */
export interface LigneCsv { readonly numero: number; readonly cellules: readonly string[] }
const SEPARATEURS = [';', ',', '\t'] as const;

/** Le texte d’un fichier : UTF-8, sinon windows-1252 (ce qu’un tableur français écrit encore) ; la marque d’ordre des octets est ôtée. `null` : ce n’est pas du texte. */
export const texteDuFichier = (octets: Uint8Array): string | null => {
  if (octets.includes(0)) return null;
  try { return new TextDecoder('utf-8', { fatal: true }).decode(octets); } catch { return new TextDecoder('windows-1252').decode(octets); }
};

/** Le séparateur de l’en-tête : le plus fréquent hors guillemets. */
export const separateurDe = (texte: string): string => {
  const entete = /^(?:"(?:[^"]|"")*"|[^\r\n"])*/u.exec(texte)?.[0].replaceAll(/"(?:[^"]|"")*"/gu, '') ?? '';
  return SEPARATEURS.reduce<string>((choisi, candidat) => (entete.split(candidat).length > entete.split(choisi).length ? candidat : choisi), ';');
};

/** Découpe un fichier comme un tableur l’écrit : guillemets doublés, sauts de ligne entre guillemets. Les lignes vides sont sautées. `null` : un guillemet ne se ferme pas. */
export const lireCsv = (texte: string, separateur: string = separateurDe(texte)): readonly LigneCsv[] | null => {
  const lignes: LigneCsv[] = [];
  let cellules: string[] = [];
  let [cellule, cite, debut, courante, place] = ['', false, 1, 1, 0];
  const finirCellule = (): void => { cellules.push(cellule); cellule = ''; };
  const finirLigne = (): void => {
    finirCellule();
    if (cellules.length > 1 || cellules[0] !== '') lignes.push({ numero: debut, cellules });
    cellules = [];
  };
  while (place < texte.length) {
    const signe = texte[place] ?? '';
    place += 1;
    if (cite) {
      if (signe === '"' && texte[place] === '"') { cellule += '"'; place += 1; } else if (signe === '"') cite = false;
      else { if (signe === '\n') courante += 1; cellule += signe; }
    } else if (signe === '"' && cellule === '') cite = true;
    else if (signe === separateur) finirCellule();
    else if (signe === '\n' || signe === '\r') {
      if (signe === '\r' && texte[place] === '\n') place += 1;
      finirLigne();
      courante += 1;
      debut = courante;
    } else cellule += signe;
  }
  if (cite) return null;
  if (cellule !== '' || cellules.length > 0) finirLigne();
  return lignes;
};
