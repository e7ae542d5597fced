import { create } from 'qrcode';
import type { ReactElement } from 'react';
import { useMemo } from 'react';

const MARGE = 4;

/** Un texte en QR, dessiné ici : rien ne part sur le réseau. Noir sur blanc dans les deux thèmes, pour que tout appareil le lise. */
export const QrCode = ({ texte, nom, cote = 160 }: { readonly texte: string; readonly nom: string; readonly cote?: number }): ReactElement => {
  const { taille, trace } = useMemo(() => {
    const { modules } = create(texte, { errorCorrectionLevel: 'M' });
    const { size, data } = modules;
    const lignes = Array.from({ length: size * size }, (_vide, rang) => rang).filter((rang) => data[rang] === 1).map((rang) => `M${(rang % size) + MARGE} ${Math.floor(rang / size) + MARGE}h1v1h-1z`);
    return { taille: size + 2 * MARGE, trace: lignes.join('') };
  }, [texte]);
  return (
    <svg className="qr" width={cote} height={cote} viewBox={`0 0 ${taille} ${taille}`} role="img" aria-label={nom} shapeRendering="crispEdges" data-testid="qr">
      <rect width={taille} height={taille} fill="#fff" /><path d={trace} fill="#000" />
    </svg>
  );
};
