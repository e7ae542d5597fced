/** Durées de conservation, en mois (D ; CNIL, recommandations sur la gestion des comptes et des journaux). Au-delà, `siao rgpd purge` efface ou anonymise. */
export const DUREES = {
  /** Compte qui ne s’est plus connecté. */
  compteInactif: 24,
  /** Compte suspendu, depuis sa dernière modification. */
  compteSuspendu: 12,
  /** Invitation jamais ouverte. */
  invitation: 6,
  /** Contacts d’une fiche fermée, refusée ou archivée. */
  contactsClos: 24,
  /** Session terminée. */
  session: 12,
  /** Journal : preuve des décisions administratives. */
  journal: 72,
} as const;
/** Heures pendant lesquelles le contenu d’une pièce attend qu’une pièce le cite ; au-delà, et dès que plus aucune pièce présente ne le cite, il s’efface. */
export const SURSIS_PIECES_HEURES = 24;

/** La date d’il y a `mois` mois, en instant ISO. */
export const ilYA = (maintenant: Date, mois: number): string => {
  const date = new Date(maintenant);
  date.setUTCMonth(date.getUTCMonth() - mois);
  return date.toISOString();
};
