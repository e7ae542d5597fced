import type { ReactElement } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { cleDeTri } from '../../domain/texte.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente } from '../ui/Etats.tsx';
import { focusDesQue } from '../ui/focus.ts';
import { Icone } from '../ui/Icone.tsx';
import { useStockage } from '../ui/stockage.ts';
import { useAppel } from '../poste/requetes.ts';
import { APropos } from './APropos.tsx';
import { PageGuide } from './PageGuide.tsx';
import type { Page } from './pages.ts';
import { NOUVEAUTES, TOUTES, cleNouveautes, lirePage, pageDe, titreDe } from './pages.ts';
import { Probleme } from './Probleme.tsx';
import { TEXTES } from './textes.ts';

type Lieu = Page | 'probleme' | 'apropos';

/** L’aide, par-dessus l’écran où l’on est : rien de ce qui s’y saisit n’est perdu. `depart` : une autre page que celle de l’écran. */
export const Aide = ({ fermer, visiter, depart }: { readonly fermer: () => void; readonly visiter: () => void; readonly depart?: Lieu }): ReactElement => {
  const { utilisateur } = useSession();
  const { pathname } = useLocation();
  const [histoire, empiler] = useState<readonly Lieu[]>([depart ?? pageDe(pathname)]);
  const [textes, ranger] = useState<ReadonlyMap<Page, string> | null>(null);
  const [cherche, chercher] = useState('');
  const prete = useAppel('application.etat', {}).data?.miseAJour.etat === 'prete';
  const version = window.siao?.versionApplication ?? '';
  const [lue, lire] = useStockage(cleNouveautes(utilisateur.id), '');
  const corps = useRef<HTMLDivElement>(null);
  const lieu = histoire[histoire.length - 1] ?? 'sommaire';
  useEffect(() => { void Promise.all(TOUTES.map(async (page) => [page, await lirePage(page)] as const)).then((lues) => { ranger(new Map(lues)); }); }, []);
  useEffect(() => { if (lieu === NOUVEAUTES && lue !== version) lire(version); }, [lieu, lue, version, lire]);
  const pret = textes !== null;
  useEffect(() => { corps.current?.scrollTo(0, 0); if (pret) focusDesQue('guide-titre'); }, [lieu, pret]);
  const aller = useCallback((vers: Lieu) => { empiler((avant) => (avant[avant.length - 1] === vers ? avant : [...avant, vers])); }, []);
  const mots = useMemo(() => cleDeTri(cherche).split(' ').filter((mot) => mot !== ''), [cherche]);
  const trouvees = TOUTES.filter((page) => { const texte = cleDeTri(textes?.get(page) ?? ''); return mots.every((mot) => texte.includes(mot)); });
  const entree = (page: Page): ReactElement => (
    <li key={page}><button type="button" className="guide-entree" aria-current={lieu === page ? 'page' : undefined} onClick={() => { aller(page); }}><span className="coupe">{page === 'sommaire' ? TEXTES.sommaire : titreDe(textes?.get(page) ?? '')}</span>{page === NOUVEAUTES && lue !== version ? <span className="guide-point">{TEXTES.nouveau}</span> : null}</button></li>
  );
  return (
    <Dialogue
      ouvert titre={TEXTES.titre} icone="question-line" largeur={1080} fermer={fermer} testid="aide"
      enTete={<span className="rang">{histoire.length > 1 ? <Bouton genre="t" petit icone="arrow-left-line" onClick={() => { empiler((avant) => avant.slice(0, -1)); }}>{TEXTES.retour}</Bouton> : null}<Bouton genre="t" icone="close-line" nom="Fermer" onClick={fermer} /></span>}
    >
      <div className="guide">
        <nav className="guide-sommaire" aria-label={TEXTES.pages}>
          <div className="saisie s"><Icone nom="search-line" taille={14} /><input type="text" value={cherche} placeholder={TEXTES.chercher} aria-label={TEXTES.chercher} onChange={({ target }) => { chercher(target.value); }} onKeyDown={(evenement) => { const [premiere] = trouvees; if (evenement.key === 'Enter' && premiere !== undefined) { evenement.preventDefault(); aller(premiere); } }} data-testid="aide-chercher" /></div>
          <ul>{trouvees.map(entree)}</ul>
          {pret && trouvees.length === 0 ? <p className="discret" role="status">{TEXTES.aucune}</p> : null}
          <div className="guide-actions">
            <button type="button" className="guide-entree" onClick={visiter}><Icone nom="play-circle-line" taille={14} />{TEXTES.visite}</button>
            <button type="button" className="guide-entree" aria-current={lieu === 'probleme' ? 'page' : undefined} onClick={() => { aller('probleme'); }} data-testid="aide-probleme"><Icone nom="error-warning-line" taille={14} />{TEXTES.probleme}</button>
            <button type="button" className="guide-entree" aria-current={lieu === 'apropos' ? 'page' : undefined} onClick={() => { aller('apropos'); }} data-testid="aide-apropos"><Icone nom="information-line" taille={14} /><span className="coupe">{TEXTES.apropos}</span>{prete ? <span className="guide-point">{TEXTES.aInstaller}</span> : null}</button>
          </div>
        </nav>
        <div ref={corps} className="guide-page" data-testid="aide-page" tabIndex={0} role="region" aria-labelledby="guide-titre">
          {lieu === 'probleme' ? <Probleme /> : lieu === 'apropos' ? <APropos /> : textes === null ? <Attente nom={TEXTES.lecture} lignes={12} /> : <PageGuide texte={textes.get(lieu) ?? ''} aller={aller} />}
        </div>
      </div>
    </Dialogue>
  );
};
