import type { Anomalie } from '../../domain/reprise/anomalies.ts';
import { anomalie } from '../../domain/reprise/anomalies.ts';
import type { ConduiteLecture } from '../lecture/lireEnOuvrier.ts';
import { lireEnOuvrier } from '../lecture/lireEnOuvrier.ts';
import type { BilanSource, DescriptionSource, OptionsLecture } from '../lecture/modele.ts';
import type { BilanControle, ReglagesControle } from './consommateurControle.ts';
import { decrire } from './extrait.ts';

export interface SourceControlee {
  readonly description: DescriptionSource;
  readonly bilan: BilanSource;
  readonly controle: BilanControle;
}

/** Ce que la lecture a vu, et que les contrôles ne peuvent pas voir : l’encodage (F02). */
export const anomaliesDeLecture = ({ lignesEncodage, entete }: DescriptionSource): Anomalie[] => lignesEncodage.map((numero) => anomalie('F02', numero, null, null, numero === entete?.numero
  ? 'Un caractère de l’en-tête est abîmé : vérifier les titres.'
  : 'Un caractère de cette ligne est abîmé, ou d’un autre encodage que le reste du fichier : vérifier ses accents.'));

/** Lit et contrôle un fichier dans un fil que l’on peut tuer ; rien n’est écrit. Rejette `ErreurLecture`, dont la phrase dit quoi faire. */
export const controlerSource = async (origine: string | Uint8Array, reglages: ReglagesControle, options: OptionsLecture = {}, conduite: Omit<ConduiteLecture, 'traitement' | 'reglages'> = {}): Promise<SourceControlee> => {
  const { description, bilan, resultat } = await lireEnOuvrier(origine, options, { ...conduite, traitement: 'controle', reglages });
  const controle = resultat as BilanControle;
  const anomalies = [...controle.anomalies, ...anomaliesDeLecture(description)].sort((une, autre) => une.ligne - autre.ligne);
  return { description: decrire(description), bilan, controle: { ...controle, anomalies } };
};
