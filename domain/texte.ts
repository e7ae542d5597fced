/** Forme sans accent, minuscule et sans ponctuation d’un texte : clé de tri et de recherche, la même sur le poste et le service. */
export const cleDeTri = (texte: string): string =>
  texte.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/gu, '').replace(/œ/gu, 'oe').replace(/æ/gu, 'ae').replace(/[’'`\-–—.,;:()«»"/]+/gu, ' ').replace(/\s+/gu, ' ').trim();
