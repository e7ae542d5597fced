import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { DefinitionIndicateur } from '../../../contract/methodesIndicateurs.ts';
import type { ResultatDe } from '../../../contract/poste.ts';
import { AXES } from '../../../domain/indicateurs/modele.ts';
import type { Rapport, Section } from '../../../domain/rapports/rapport.ts';
import { INTRODUCTION_MAXIMUM, TITRE_MAXIMUM } from '../../../domain/rapports/rapport.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Attente, Echec, Note, Vide } from '../../ui/Etats.tsx';
import { compte, dateHeure } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useSaisieDifferee } from '../../ui/useSaisieDifferee.ts';
import type { Reglage } from '../reglages.ts';
import { Ajouter } from './Ajouter.tsx';
import { Produire } from './Produire.tsx';
import { EtatProgramme, Programmer } from './Programmer.tsx';
import { reglageDe } from './sections.ts';
import { PARTAGE, PROGRAMMATION, TEXTES } from './textes.ts';
import type { RapportLu, Rapports } from './useRapports.ts';

type Apercu = ResultatDe<'rapports.apercu'>;
interface Props { readonly lu: RapportLu; readonly rapports: Rapports; readonly indicateurs: readonly DefinitionIndicateur[]; readonly ouvrir: (reglage: Reglage) => void; readonly choisir: (id: string) => void }

/** Titre et introduction d’un rapport à soi : ils s’enregistrent en quittant le champ, ou en s’arrêtant d’écrire. */
const Ecrits = ({ lu, rapports }: Pick<Props, 'lu' | 'rapports'>): ReactElement => {
  const id = useId();
  const [titre, titrer] = useState(lu.titre);
  useEffect(() => { titrer(lu.titre); }, [lu.titre]);
  const [introduction, introduire] = useSaisieDifferee(lu.rapport.introduction, (texte) => { void rapports.modifier(lu.rapport.id, (rapport) => ({ ...rapport, introduction: texte })); });
  const vide = titre.trim() === '';
  const garder = (): void => { if (vide) titrer(lu.titre); else if (titre.trim() !== lu.titre) void rapports.modifier(lu.rapport.id, (rapport) => rapport, titre.trim()); };
  return (
    <div className="rap-ecrits">
      <div className={`champ${vide ? ' faux' : ''}`}><label htmlFor={`${id}t`}>{TEXTES.nom}</label><input id={`${id}t`} type="text" autoComplete="off" maxLength={TITRE_MAXIMUM} value={titre} aria-invalid={vide} onChange={({ target }) => { titrer(target.value); }} onBlur={garder} onKeyDown={(evenement) => { if (evenement.key === 'Enter') { evenement.preventDefault(); garder(); } }} data-testid="titre-rapport" /></div>
      <div className="champ"><label htmlFor={`${id}i`}>{TEXTES.introduction} <span className="aide">{TEXTES.aideIntroduction}</span></label><textarea id={`${id}i`} rows={3} maxLength={INTRODUCTION_MAXIMUM} value={introduction} onChange={({ target }) => { introduire(target.value); }} data-testid="introduction-rapport" /></div>
    </div>
  );
};

const deplacer = (sections: readonly Section[], rang: number, vers: number): Section[] => { const apres = [...sections]; const [prise] = apres.splice(rang, 1); if (prise !== undefined) apres.splice(vers, 0, prise); return apres; };

const LignesSections = ({ lu, rapports, indicateurs, apercu, ouvrir }: Pick<Props, 'lu' | 'rapports' | 'indicateurs' | 'ouvrir'> & { readonly apercu: Apercu | undefined }): ReactElement => {
  const { rapport, mien } = lu;
  const liste = useRef<HTMLOListElement>(null);
  const [change, changer] = useState<number | null>(null);
  // la section déplacée garde le focus, sur le même bouton
  const suivre = useRef<{ readonly rang: number; readonly geste: string } | null>(null);
  useEffect(() => { const { current } = suivre; if (current === null) return; suivre.current = null; const ligne = liste.current?.querySelectorAll('li')[current.rang]; (ligne?.querySelector<HTMLElement>(`[data-testid="${current.geste}"]:not([aria-disabled])`) ?? ligne?.querySelector<HTMLElement>('button'))?.focus(); });
  const poser = (sections: Rapport['sections'], dit: string): void => { rapports.changer(lu, sections, dit); };
  const bouger = (rang: number, vers: number, geste: string): void => {
    if (vers < 0 || vers >= rapport.sections.length) return;
    suivre.current = { rang: vers, geste };
    void rapports.modifier(rapport.id, (actuel) => ({ ...actuel, sections: deplacer(actuel.sections, rang, vers) }));
  };
  const surTouche = (rang: number) => (evenement: KeyboardEvent): void => {
    if (!mien || !evenement.altKey || (evenement.key !== 'ArrowUp' && evenement.key !== 'ArrowDown')) return;
    evenement.preventDefault();
    const haut = evenement.key === 'ArrowUp';
    bouger(rang, rang + (haut ? -1 : 1), haut ? 'monter-section' : 'descendre-section');
  };
  const modifiee = change === null ? undefined : rapport.sections[change];
  const definition = indicateurs.find(({ id }) => id === modifiee?.indicateur);
  return (
    <>
      <ol ref={liste} className="rap-sections" data-testid="sections-rapport">
        {rapport.sections.map((section, rang) => {
          const nom = section.titre === '' ? (indicateurs.find(({ id }) => id === section.indicateur)?.libelle ?? section.indicateur) : section.titre;
          const lue = apercu?.sections[rang];
          return (
            <li key={`${rang} ${section.indicateur}`} onKeyDown={surTouche(rang)}>
              <span className="num discret" aria-hidden="true">{rang + 1}.</span>
              <span className="pile"><b>{nom}</b>{lue === undefined ? <span className="barre-grise" style={{ width: '60%', margin: '5px 0' }} /> : lue.absente !== null ? <span className="erreur">{lue.absente}</span> : <><span>{lue.phrase}</span><span className="discret">{[lue.regle, ...(section.axes.length === 0 ? [] : [`par ${section.axes.map((axe) => AXES[axe].toLowerCase()).join(', ')}`]), ...lue.filtres].join(' · ')}</span></>}</span>
              <span className="rang gestes">
                {mien ? <><Bouton genre="t" petit icone="arrow-up-line" nom={`${TEXTES.monter} « ${nom} »`} raison={rang === 0 ? 'Déjà la première.' : null} horsDroit onClick={() => { bouger(rang, rang - 1, 'monter-section'); }} testid="monter-section" /><Bouton genre="t" petit icone="arrow-down-line" nom={`${TEXTES.descendre} « ${nom} »`} raison={rang === rapport.sections.length - 1 ? 'Déjà la dernière.' : null} horsDroit onClick={() => { bouger(rang, rang + 1, 'descendre-section'); }} testid="descendre-section" /></> : null}
                <Bouton genre="t" petit icone="bar-chart-box-line" nom={`${TEXTES.ouvrir} « ${nom} »`} raison={lue?.absente ?? null} horsDroit onClick={() => { ouvrir(reglageDe(section, lue?.libelles ?? {})); }} testid="ouvrir-section" />
                {mien ? <><Bouton genre="t" petit icone="edit-line" nom={`${TEXTES.modifier} « ${nom} »`} raison={lue?.absente ?? null} horsDroit onClick={() => { changer(rang); }} testid="modifier-section" /><Bouton genre="t" petit icone="delete-bin-line" nom={`${TEXTES.retirer} « ${nom} »`} onClick={() => { poser(rapport.sections.filter((_, autre) => autre !== rang), `« ${nom} » retiré du rapport.`); }} testid="retirer-section" /></> : null}
              </span>
            </li>
          );
        })}
      </ol>
      {modifiee === undefined || definition === undefined || change === null ? null : <Ajouter definition={definition} depart={modifiee} vers={{ genre: 'section', garder: (section) => { poser(rapport.sections.map((une, rang) => (rang === change ? section : une)), 'Section enregistrée.'); } }} fermer={() => { changer(null); }} />}
    </>
  );
};

/** Un rapport : ce qu’il dit aujourd’hui, section par section, et ce que l’on peut en faire. */
export const Detail = ({ lu, rapports, indicateurs, ouvrir, choisir }: Props): ReactElement => {
  const { titre, rapport, mien, partage, aJour } = lu;
  const [dialogue, montrer] = useState<'produire' | 'programmer' | 'partager' | null>(null);
  // l’introduction ne se calcule pas : l’écrire ne relance rien
  const { data: apercu, error, refetch } = useAppel('rapports.apercu', { titre: 'Aperçu', rapport: { ...rapport, introduction: '' } }, { garder: true });
  const { data: suivi } = useAppel('rapports.programmes', {});
  const programme = suivi?.programmes.find(({ rapportId }) => rapportId === rapport.id);
  const ailleurs = suivi?.ailleurs.find(({ rapportId }) => rapportId === rapport.id) ?? null;
  const sans = rapport.sections.length === 0 ? TEXTES.sansSection : null;
  const dupliquer = (): void => { const copie = { ...rapport, id: crypto.randomUUID() }; void rapports.enregistrer(mien ? `${titre} (${TEXTES.copie})`.slice(0, TITRE_MAXIMUM) : titre, copie).then((fait) => { if (fait) choisir(copie.id); }); };
  useRaccourcis({ 'Ctrl+e': () => { if (sans === null) montrer('produire'); } });
  const confirmer = (): void => { montrer(null); void rapports.partager(lu); };
  useRaccourcis({ 'Ctrl+Enter': confirmer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; confirmer(); return true; } }, { sousModale: true, actif: dialogue === 'partager' });
  const fermer = (): void => { montrer(null); };
  return (
    <section className="pan rap-detail" aria-label={titre} data-zone="panneau" data-testid="detail-rapport">
      <div className="outils" role="toolbar" aria-label={TEXTES.outils}>
        <Bouton genre="p" petit icone="printer-line" touche="Ctrl+E" raison={sans} horsDroit onClick={() => { montrer('produire'); }} testid="produire">{TEXTES.produire}</Bouton>
        <Bouton petit icone="calendar-line" raison={sans} horsDroit onClick={() => { montrer('programmer'); }} testid="programmer">{TEXTES.programmer}</Bouton>
        {!mien || rapports.avec === null || (partage !== null && aJour) ? null : <Bouton petit icone="team-line" raison={sans} horsDroit onClick={() => { montrer('partager'); }} testid="partager-rapport">{partage === null ? TEXTES.partager : TEXTES.aJourPartage}</Bouton>}
        {partage?.retirable === true ? <Bouton petit genre="t" icone="close-line" onClick={() => { void rapports.arreterPartage(lu); }} testid="arreter-partage">{TEXTES.arreterPartage}</Bouton> : null}
        <span className="ressort" />
        <Bouton petit genre="t" icone="draft-line" onClick={dupliquer} testid="dupliquer-rapport">{mien ? TEXTES.dupliquer : TEXTES.copier}</Bouton>
        {mien ? <Bouton petit genre="t" icone="delete-bin-line" onClick={() => { rapports.supprimer(lu); }} testid="supprimer-rapport">{TEXTES.supprimer}</Bouton> : null}
      </div>
      <div className="defile rap-corps">
        {mien ? <Ecrits lu={lu} rapports={rapports} /> : <><h2 className="rap-titre">{titre}</h2>{rapport.introduction === '' ? null : rapport.introduction.split(/\n+/u).map((texte, rang) => <p key={rang}>{texte}</p>)}</>}
        {partage === null ? null : <Note genre={mien && !aJour ? 'w' : 'i'}>{mien ? `${TEXTES.partageAvec} ${partage.avec}.${aJour ? '' : ` ${TEXTES.enRetard}`}` : `${TEXTES.par.slice(0, 1).toUpperCase()}${TEXTES.par.slice(1)} ${partage.sienne ? TEXTES.vous : partage.auteur}, avec ${partage.avec}.`} {TEXTES.lecteur}{apercu === undefined ? '' : ` Périmètre : ${apercu.perimetre}.`}</Note>}
        {programme !== undefined || ailleurs === null ? null : <Note genre="i"><span data-testid="programme-ailleurs">{PROGRAMMATION.programmeAilleurs} : « {ailleurs.poste} », {PROGRAMMATION.depuis} {dateHeure(ailleurs.depuis)}. {PROGRAMMATION.transfere}</span></Note>}
        {programme === undefined ? null : <EtatProgramme programme={programme} titre={titre} changer={() => { montrer('programmer'); }} />}
        <h3 className="titre3">{TEXTES.sections} <span className="bulle">{rapport.sections.length}</span>{mien && rapport.sections.length > 1 ? <span className="discret rap-aide">{TEXTES.aideSection}</span> : null}</h3>
        {rapport.sections.length === 0 ? <Vide titre={TEXTES.sansSection} icone="bar-chart-box-line"><span>{TEXTES.sansSectionAide}</span></Vide> : error !== null && apercu === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : <LignesSections lu={lu} rapports={rapports} indicateurs={indicateurs} apercu={apercu?.sections.length === rapport.sections.length ? apercu : undefined} ouvrir={ouvrir} />}
      </div>
      {dialogue === 'produire' ? <Produire titre={titre} rapport={rapport} fermer={fermer} /> : null}
      {dialogue === 'programmer' && suivi !== undefined ? <Programmer rapportId={rapport.id} titre={titre} programme={programme} ailleurs={ailleurs} dossierParDefaut={suivi.dossierParDefaut} fermer={fermer} /> : null}
      {dialogue === 'partager' ? (
        <Dialogue ouvert titre={`${PARTAGE.titre} « ${titre} »`} icone="team-line" largeur={480} fermer={fermer} testid="partager-dialogue" pied={<><Bouton onClick={fermer}>{PARTAGE.annuler}</Bouton><Bouton genre="p" touche="Entrée" onClick={confirmer} testid="confirmer-partage">{PARTAGE.ok}</Bouton></>}>
          <p>{PARTAGE.visible} <b>{rapports.avec}</b>.</p>
          <p className="discret">{PARTAGE.aide}</p>
          {rapport.introduction === '' ? null : <Note genre="w">{PARTAGE.introduction}</Note>}
        </Dialogue>
      ) : null}
      {rapport.sections.length > 0 && apercu === undefined && error === null ? <span className="invisible" role="status">{TEXTES.calcul}</span> : null}
    </section>
  );
};
export const nombreDeSections = ({ rapport: { sections } }: RapportLu): string => compte(sections.length, TEXTES.section, TEXTES.sectionsPluriel);
export const AttenteRapports = (): ReactElement => <Attente nom={TEXTES.lecture} />;
