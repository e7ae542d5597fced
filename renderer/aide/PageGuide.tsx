import { Markdown } from 'markdown-to-jsx/react';
import type { ImgHTMLAttributes, ReactElement, ReactNode } from 'react';
import { useMemo } from 'react';
import type { Page } from './pages.ts';
import { adresseImage, estPage } from './pages.ts';

const Image = ({ src = '', alt = '' }: ImgHTMLAttributes<HTMLImageElement>): ReactElement | null => {
  const adresse = adresseImage(src);
  return adresse === undefined ? null : <img src={adresse} alt={alt} className="guide-image" loading="lazy" />;
};

/** Une page du guide. Un lien va à une autre page ; aucun ne sort de l’application, et aucun balisage HTML n’est lu. */
export const PageGuide = ({ texte, aller }: { readonly texte: string; readonly aller: (page: Page) => void }): ReactElement => {
  const options = useMemo(() => {
    const Lien = ({ href = '', children }: { readonly href?: string; readonly children?: ReactNode }): ReactElement => {
      const page = href.replace(/\.md(?:#.*)?$/u, '');
      return estPage(page) ? <button type="button" className="lien guide-lien" onClick={() => { aller(page); }}>{children}</button> : <span>{children}</span>;
    };
    return { disableParsingRawHTML: true, forceBlock: true, overrides: { a: { component: Lien }, img: { component: Image }, h1: { props: { id: 'guide-titre', tabIndex: -1 } }, table: { props: { className: 'tb' } } } };
  }, [aller]);
  return <Markdown options={options}>{texte}</Markdown>;
};
