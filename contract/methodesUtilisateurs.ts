import { z } from 'zod';
import { GESTES } from '../domain/droits.ts';
import { schemaProfilConnu, schemaUtilisateurOffre } from '../domain/objets/utilisateur.ts';
import { ORDRE_OBJETS } from '../domain/objets/objets.ts';
import { colonnesExportees, schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';
import { schemaPerimetre } from './service.ts';

const refus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() });
const texte = z.string().max(200);

/** Colonnes de la grille Utilisateurs dont les valeurs se cochent. `activite` : voir `ACTIVITES`. */
const COLONNES_A_COCHER = ['profil', 'statut', 'departements', 'secondFacteur', 'activite'] as const;
export type ColonneACocher = (typeof COLONNES_A_COCHER)[number];
/** Ce que dit la dernière connexion d’un compte. `inactive` : douze mois ou plus ; `invitation_expiree` : invité depuis plus de sept jours sans être entré. */
const ACTIVITES = ['recente', 'inactive', 'jamais', 'invitation_expiree'] as const;
export type Activite = (typeof ACTIVITES)[number];

const schemaDefinitionUtilisateurs = z.object({
  tri: z.array(z.object({ colonne: z.string().max(40), sens: z.enum(['asc', 'desc']) })).max(5),
  filtres: z.record(z.string().max(40), z.discriminatedUnion('genre', [
    z.object({ genre: z.literal('contient'), texte }),
    z.object({ genre: z.literal('parmi'), valeurs: z.array(texte).max(500) }),
  ])),
  recherche: texte,
});
export type DefinitionUtilisateurs = z.infer<typeof schemaDefinitionUtilisateurs>;
export type FiltreUtilisateurs = DefinitionUtilisateurs['filtres'][string];

/** Une ligne de la grille. `derniereConnexion` : mois `AAAA-MM`. */
const schemaLigneUtilisateur = z.object({
  id: z.string(), nom: z.string(), email: z.string(), profil: schemaProfilConnu, perimetreLibelle: z.string(), departements: z.array(z.string()), statut: z.enum(['invite', 'actif', 'suspendu', 'supprime']),
  secondFacteur: z.boolean(), inviteLe: z.string().nullable(), derniereConnexion: z.string().nullable(), activite: z.enum(ACTIVITES), attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']),
});
export type LigneUtilisateur = z.infer<typeof schemaLigneUtilisateur>;
/** `administrateursSansSecondFacteur` : administrateurs actifs (national, départemental, SIAO) qui n’ont pas de second facteur. */
const schemaTotauxUtilisateurs = z.object({ comptes: z.number(), actifs: z.number(), invites: z.number(), suspendus: z.number(), administrateursSansSecondFacteur: z.number(), inactifs: z.number() });
export type TotauxUtilisateurs = z.infer<typeof schemaTotauxUtilisateurs>;

const schemaGesteCompte = z.object({ geste: z.enum(['modifier', 'reaffecter', 'suspendre', 'retablir', 'inviter', 'mot_de_passe', 'second_facteur', 'debloquer']), possible: z.boolean(), code: z.string().nullable(), raison: z.string().nullable() });
export type GesteCompte = z.infer<typeof schemaGesteCompte>;
/** `entite`, `dispositifs` : ceux du périmètre, quand le poste les connaît ; `inconnus` : dispositifs cités qu’il ne connaît pas. */
const schemaFicheUtilisateur = z.object({
  ligne: schemaUtilisateurOffre, activite: z.enum(ACTIVITES), entite: z.object({ id: z.string(), nom: z.string() }).nullable(), dispositifs: z.array(z.object({ id: z.string(), nom: z.string(), departement: z.string() })), inconnus: z.number(), gestes: z.array(schemaGesteCompte),
});
export type FicheUtilisateur = z.infer<typeof schemaFicheUtilisateur>;

const issue = z.object({ id: z.string(), nom: z.string(), email: z.string(), refus: refus.nullable() });
export type IssueCompte = z.infer<typeof issue>;
/** Gestes faits en nombre : la commande et ses arguments, hormis l’identifiant. */
const enNombre = z.object({ commande: z.enum(['suspendreUtilisateur', 'retablirUtilisateur', 'assisterUtilisateur', 'reaffecterUtilisateur']), args: z.record(z.string(), z.unknown()), ids: z.array(z.string()).max(200) });
/** Ce sur quoi un geste porte, tel que les droits le voient (`ContexteDroit`). */
const cible = z.object({
  departements: z.array(z.string()), entiteId: z.string().nullable(), dispositifId: z.string().nullable(), affectations: z.array(z.string()).nullable().optional(),
  p177: z.boolean().optional(), proposeeParSiaoAvantValidation: z.boolean().optional(), delegationEnCours: z.boolean().optional(), vise: z.object({ profil: schemaProfilConnu, perimetre: schemaPerimetre }).optional(),
});

/** Ce qu’un export des comptes écrit, colonne par colonne : ce que la grille montre. */
export const COLONNES_COMPTES = ['nom', 'email', 'profil', 'perimetre', 'departements', 'statut', 'secondFacteur', 'activite'] as const;
export type ColonneCompte = (typeof COLONNES_COMPTES)[number];

export const METHODES_UTILISATEURS = {
  /** `proche` : aucun compte ne contient la recherche, ceux dont un mot en diffère d’une lettre sont montrés. */
  'utilisateurs.ouvrir': { args: schemaDefinitionUtilisateurs, resultat: z.object({ vue: z.number(), total: z.number(), totaux: schemaTotauxUtilisateurs, filtres: schemaTotauxUtilisateurs, proche: z.boolean() }) },
  /** Lignes [debut, fin[ d’une vue. Une vue remplacée donne l’erreur `vue.perimee`. */
  'utilisateurs.lignes': { args: z.object({ vue: z.number(), debut: z.number().int().min(0), fin: z.number().int().min(0) }), resultat: z.object({ lignes: z.array(schemaLigneUtilisateur), total: z.number() }) },
  'utilisateurs.rang': { args: z.object({ vue: z.number(), id: z.string() }), resultat: z.object({ rang: z.number() }) },
  /** Les comptes que la définition retient maintenant, dans son ordre, 5 000 au plus. */
  'utilisateurs.ids': { args: z.object({ definition: schemaDefinitionUtilisateurs }), resultat: z.object({ ids: z.array(z.string()), total: z.number() }) },
  /** Écrit les comptes d’une vue dans un fichier qui dit qui, quand, quel périmètre et quels filtres. Erreurs : `droit.profil`, et celles de `places.exporter`. */
  'utilisateurs.exporter': { args: z.object({ vue: z.number(), format: schemaFormatExport, colonnes: colonnesExportees(COLONNES_COMPTES), filtres: schemaFiltresExportes }), resultat: schemaExporte },
  'utilisateurs.valeurs': { args: z.object({ colonne: z.enum(COLONNES_A_COCHER), definition: schemaDefinitionUtilisateurs }), resultat: z.object({ valeurs: z.array(z.object({ valeur: z.string(), nombre: z.number() })) }) },
  'utilisateurs.fiche': { args: z.object({ id: z.string() }), resultat: z.object({ fiche: schemaFicheUtilisateur.nullable() }) },
  /** Comptes du poste qui sont peut-être déjà ceux de cette personne : même adresse, ou nom proche dans la même entité ou le même département. */
  'utilisateurs.proches': { args: z.object({ nom: texte, email: z.string().max(254), entiteId: z.string().nullable(), departements: z.array(z.string()).max(110), sauf: z.string().nullable() }), resultat: z.object({ proches: z.array(z.object({ id: z.string(), nom: z.string(), email: z.string(), perimetreLibelle: z.string(), statut: z.string(), raison: z.enum(['email', 'nom']) })) }) },
  /** Personnes actives que le poste connaît et qui peuvent faire ce geste à cet endroit : les six premières, et combien en tout. */
  'utilisateurs.quiPeut': { args: z.object({ objet: z.enum(ORDRE_OBJETS), geste: z.enum(GESTES), cible }), resultat: z.object({ personnes: z.array(z.object({ id: z.string(), nom: z.string(), profil: schemaProfilConnu, perimetreLibelle: z.string() })), total: z.number() }) },
  /** Juge le même geste sur plusieurs comptes, sans rien écrire. */
  'utilisateurs.apercu': { args: enNombre, resultat: z.object({ issues: z.array(issue) }) },
  /** Fait le même geste sur plusieurs comptes : une commande par compte, une issue par compte. */
  'utilisateurs.enNombre': { args: enNombre, resultat: z.object({ issues: z.array(issue) }) },
} as const;
