import type { ReactElement, ReactNode } from 'react';
import { messageErreur } from '../poste/client.ts';
import { Bouton } from './Bouton.tsx';
import { Icone } from './Icone.tsx';
import type { NomIcone } from './nomsIcones.ts';

/** Écran ou panneau sans contenu : ce qui manque, et ce que l’on peut faire. */
export const Vide = ({ titre, icone, children }: { readonly titre: string; readonly icone?: NomIcone; readonly children?: ReactNode }): ReactElement => (
  <div className="vide" role="status">{icone === undefined ? null : <Icone nom={icone} taille={24} />}<strong>{titre}</strong>{children}</div>
);

/** Lecture en échec : la phrase de l’erreur et « Réessayer ». */
export const Echec = ({ erreur, reessayer }: { readonly erreur: unknown; readonly reessayer: () => void }): ReactElement => (
  <div className="vide" role="alert"><Icone nom="error-warning-line" taille={24} /><strong>Lecture impossible</strong><span>{messageErreur(erreur)}</span><Bouton icone="refresh-line" onClick={reessayer}>Réessayer</Bouton></div>
);

const LARGEURS = [64, 92, 78, 58, 86, 70, 95, 61];
/** Lignes grises de la hauteur du contenu attendu : jamais un écran blanc. */
export const Attente = ({ lignes = 8, nom }: { readonly lignes?: number; readonly nom: string }): ReactElement => (
  <div role="status" aria-label={nom} style={{ padding: 16, display: 'flex', flexDirection: 'column', gap: 14 }}>
    {Array.from({ length: lignes }, (_vide, rang) => <span key={rang} className="barre-grise" style={{ width: `${LARGEURS[rang % LARGEURS.length] ?? 70}%` }} />)}
  </div>
);

const ICONES_NOTE = { w: 'warning-fill', i: 'information-fill', e: 'error-warning-fill', ok: 'checkbox-circle-fill' } as const satisfies Record<string, NomIcone>;
/** Encart d’une ou deux phrases. `w` alerte, `i` information, `e` erreur, `ok` réussite. */
export const Note = ({ genre, children, annoncer = false }: { readonly genre: 'w' | 'i' | 'e' | 'ok'; readonly children: ReactNode; readonly annoncer?: boolean }): ReactElement => (
  <div className={`note ${genre}`} role={annoncer ? 'alert' : undefined}><Icone nom={ICONES_NOTE[genre]} taille={14} /><div>{children}</div></div>
);
