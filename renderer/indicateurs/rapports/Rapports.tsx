import type { ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { DefinitionIndicateur } from '../../../contract/methodesIndicateurs.ts';
import { nomLibre } from '../../../domain/rapports/rapport.ts';
import { requetes, useAppel } from '../../poste/requetes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import { Echec, Note, Vide } from '../../ui/Etats.tsx';
import { dateFr, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { Liste } from '../../ui/Liste.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import type { Reglage } from '../reglages.ts';
import { AttenteRapports, Detail, nombreDeSections } from './Detail.tsx';
import { TEXTES } from './textes.ts';
import type { RapportLu } from './useRapports.ts';
import { useRapports } from './useRapports.ts';

const HAUTEUR = 60;

/** La page des rapports : les siens, ceux que l’on partage, et celui qu’on lit à droite. */
export const Rapports = ({ indicateurs, quitter, ouvrir }: { readonly indicateurs: readonly DefinitionIndicateur[]; readonly quitter: () => void; readonly ouvrir: (reglage: Reglage) => void }): ReactElement => {
  const id = useId();
  const liste = useRef<HTMLDivElement>(null);
  const etat = useRapports();
  const { rapports, pret, error, refetch, illisibles, enregistrer, supprimer } = etat;
  const { data: suivi } = useAppel('rapports.programmes', {});
  const [choisi, choisir] = useState<string | null>(null);
  const courant = rapports.find(({ rapport }) => rapport.id === choisi) ?? rapports[0];
  const programmeDe = (lu: RapportLu) => suivi?.programmes.find(({ rapportId, ailleurs }) => rapportId === lu.rapport.id && ailleurs === null);
  const creer = (): void => {
    const neuf = { id: crypto.randomUUID(), introduction: '', sections: [] };
    void enregistrer(nomLibre(TEXTES.nouveau, rapports.filter(({ mien }) => mien).map(({ titre }) => titre)), neuf).then((fait) => { if (fait) { choisir(neuf.id); requestAnimationFrame(() => { const champ = document.querySelector<HTMLInputElement>('[data-testid="titre-rapport"]'); champ?.focus(); champ?.select(); }); } });
  };
  useRaccourcis({ Escape: quitter, n: creer });
  // un autre poste a pu prendre un programme : l’ouverture de la page le redemande
  useEffect(() => { void requetes.invalidateQueries({ queryKey: ['rapports.programmes'] }); }, []);
  useEffect(() => { if (pret && rapports.length > 0 && (document.activeElement === null || document.activeElement === document.body)) liste.current?.focus(); }, [pret, rapports.length]);
  const qui = ({ mien, partage }: RapportLu): string => (mien ? `${TEXTES.mien}${partage === null ? '' : `, ${TEXTES.partageAvec.toLowerCase()} ${partage.avec}`}` : `${TEXTES.par} ${partage?.sienne === true ? TEXTES.vous : (partage?.auteur ?? '')}`);
  return (
    <div className="travail rapports">
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><button type="button" className="lien" onClick={quitter} data-testid="retour-explorateur">Indicateurs</button><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1>{TEXTES.titre}</h1><span className="sous num">{pret ? nombre(rapports.length) : ''}</span>
        <span className="ressort" />
        <Bouton icone="add-line" touche="N" onClick={creer} testid="nouveau-rapport">{TEXTES.nouveau}</Bouton>
      </div>
      {illisibles === 0 ? null : <Note genre="w">{nombre(illisibles)} {illisibles === 1 ? `rapport ${TEXTES.illisible}` : `rapports ${TEXTES.illisibles}`}</Note>}
      {error !== null && !pret ? <div className="pan" style={{ flex: 1 }}><Echec erreur={error} reessayer={() => { void refetch(); }} /></div> : !pret ? <div className="pan" style={{ flex: 1 }}><AttenteRapports /></div> : courant === undefined ? (
        <div className="pan" style={{ flex: 1 }}><Vide titre={TEXTES.vide} icone="file-text-line"><span style={{ maxWidth: 520 }}>{TEXTES.videAide}</span><span className="rang"><Bouton genre="p" icone="add-line" onClick={creer}>{TEXTES.nouveau}</Bouton><Bouton onClick={quitter}>{TEXTES.retour}</Bouton></span></Vide></div>
      ) : (
        <div className="rap-page">
          <section className="pan" aria-label={TEXTES.liste}>
            <div className="liste-zone" data-zone="liste">
              <Liste
                lignes={rapports} cle={({ rapport }) => rapport.id} hauteur={HAUTEUR} rang={rapports.indexOf(courant)} aller={(vers) => { choisir(rapports[vers]?.rapport.id ?? null); }} nom={TEXTES.liste} decritPar={`${id}a`} id={`${id}r`} testid="liste-rapports" cadre={liste}
                dire={(lu) => [lu.titre, nombreDeSections(lu), qui(lu)].join(', ')}
                surTouche={({ key }) => {
                  if (key === 'Enter' || key === 'ArrowRight') { document.querySelector<HTMLElement>('[data-testid="produire"]')?.focus(); return true; }
                  if (key === 'Delete' && courant.mien) { supprimer(courant); return true; }
                  if (key === 'Escape') { quitter(); return true; }
                  return false;
                }}
                rendre={(lu) => {
                  const programme = programmeDe(lu);
                  return (
                    <>
                      <span className="rang"><b className="coupe">{lu.titre}</b><span className="ressort" />{programme === undefined ? null : programme.echec !== null ? <Badge couleur="error" icone="error-warning-fill">À l’arrêt</Badge> : <Badge couleur="blue-cumulus" icone="calendar-line">{dateFr(programme.prochaine)}</Badge>}</span>
                      <span className="discret coupe">{nombreDeSections(lu)} · {qui(lu)}</span>
                    </>
                  );
                }}
              />
            </div>
            <p className="invisible" id={`${id}a`}>{TEXTES.aideListe}</p>
          </section>
          <Detail key={courant.rapport.id} lu={courant} rapports={etat} indicateurs={indicateurs} ouvrir={ouvrir} choisir={choisir} />
        </div>
      )}
    </div>
  );
};
