import type { ReactElement } from 'react';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import type { CodeNomenclature, Referentiel } from '../../domain/objets/nomenclature.ts';
import { REFERENTIELS } from '../../domain/objets/nomenclature.ts';
import { lireReprise } from '../offre/formulaire/reprise.ts';
import { executerCommande, resoudreCommande } from '../offre/gestes/gestes.ts';
import { useEtatSync } from '../poste/session.ts';
import type { Brouillon } from '../poste/brouillons.ts';
import { useBrouillon, useBrouillonLaisse, usePremierChamp } from '../poste/brouillons.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Attente, Note } from '../ui/Etats.tsx';
import { aujourdhui, dateHeure, heureFr, lireDateFr } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Champ } from '../utilisateurs/champs.tsx';
import { BROUILLONS, cleBrouillon } from './brouillon.ts';
import { ChoixCode, SaisieDate } from './champs.tsx';
import type { Erreurs, Valeurs } from './saisie.ts';
import { champDuRefus, contenuDe, erreursDe, ordreSuivant, perdModalite, proposerCode, valeursDeReprise, valeursDuCode, valeursNeuves } from './saisie.ts';
import { TEXTES } from './textes.ts';

interface Props {
  readonly referentiel: Referentiel;
  /** `null` : un code neuf. */
  readonly ligne: CodeNomenclature | null;
  readonly nomenclature: Nomenclature;
  readonly nombre: number;
  readonly phrase: string;
  readonly retour: () => void;
  readonly fait: (code: string) => void;
}
interface PropsCorps extends Props { readonly depart: Valeurs; readonly laisse: Brouillon<Partial<Valeurs>> | null; readonly cle: string }

const Corps = ({ referentiel, ligne, nomenclature, nombre, phrase, retour, fait, depart, laisse, cle }: PropsCorps): ReactElement => {
  const { state } = useLocation() as { state: unknown };
  const [reprise] = useState(() => lireReprise(state));
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const creation = ligne === null;
  const [valeurs, poser] = useState<Valeurs>(() => ({ ...depart, ...laisse?.valeurs, ...(reprise === null ? {} : valeursDeReprise(reprise.valeurs)) }));
  const [codeTouche, toucherCode] = useState(laisse !== null || reprise !== null);
  const [ordreTouche, toucherOrdre] = useState(laisse !== null || reprise !== null);
  const champRepris = champDuRefus(reprise?.champ ?? undefined);
  const [touches, toucher] = useState<ReadonlySet<keyof Valeurs>>(new Set(champRepris === null ? [] : [champRepris]));
  const [refus, refuser] = useState<{ readonly champ: keyof Valeurs | null; readonly message: string } | null>(reprise?.message === undefined || reprise.message === null ? null : { champ: champRepris, message: reprise.message });
  const [repris, oublierRepris] = useState(laisse !== null);
  const [occupe, occuper] = useState(false);
  const [confirme, confirmer] = useState(false);
  const formulaire = useRef<HTMLFormElement>(null);
  const change = JSON.stringify(valeurs) !== JSON.stringify(depart);
  const jour = aujourdhui();
  const natures = nomenclature.codes('nature').filter(({ debut, fin }) => debut <= jour && fin === undefined);

  const changer = (partie: Partial<Valeurs>): void => {
    refuser(null);
    poser((avant) => {
      const apres = { ...avant, ...partie };
      return {
        ...apres, ...(creation && !codeTouche && partie.code === undefined ? { code: proposerCode(referentiel, apres.libelle, apres.nature) } : {}),
        ...(creation && !ordreTouche && partie.nature !== undefined ? { ordre: String(ordreSuivant(nomenclature, referentiel, apres.nature)) } : {}),
      };
    });
  };
  usePremierChamp(formulaire);
  const { brouillon, nonGarde, effacer } = useBrouillon(BROUILLONS, cle, valeurs, change, laisse);

  const erreurs: Erreurs = { ...erreursDe(referentiel, valeurs, creation, jour), ...(refus !== null && refus.champ !== null ? { [refus.champ]: refus.message } : {}) };
  const montree = (champ: keyof Valeurs): string | undefined => (touches.has(champ) ? erreurs[champ] : undefined);
  const quitteChamp = (champ: keyof Valeurs) => (): void => { toucher((avant) => new Set([...avant, champ])); };
  const enregistrer = async (): Promise<void> => {
    if (occupe) return;
    const fautes = Object.keys(erreurs) as (keyof Valeurs)[];
    if (fautes.length > 0) {
      toucher(new Set(fautes));
      setTimeout(() => { const fautif = formulaire.current?.querySelector<HTMLElement>('[aria-invalid="true"], .faux input'); fautif?.focus(); fautif?.scrollIntoView({ block: 'center' }); }, 30);
      return;
    }
    if (!creation && !change) { annoncer(TEXTES.aucunChangement, { genre: 'info' }); retour(); return; }
    const depuis = lireDateFr(valeurs.depuis) ?? jour;
    const contenu = contenuDe(referentiel, valeurs);
    const commande = creation ? { nom: 'creerCode', args: { referentiel, code: valeurs.code, parent: referentiel === 'type' ? valeurs.nature : null, debut: depuis, contenu } } : { nom: 'modifierCode', args: { referentiel, code: ligne.code, depuis, contenu } };
    occuper(true);
    const refuse = reprise === null ? await executerCommande(commande.nom, commande.args) : await resoudreCommande(reprise.seq, commande);
    occuper(false);
    if (refuse !== null) {
      const champ = champDuRefus(refuse.champ);
      refuser({ champ, message: refuse.message });
      if (champ !== null) quitteChamp(champ)();
      return;
    }
    effacer();
    annoncer(`« ${contenu.libelle} » : ${creation ? 'code ajouté' : 'version enregistrée'}${horsLigne ? ', en attente d’envoi' : ''}.`);
    fait(creation ? valeurs.code : ligne.code);
  };
  const quitter = (): void => { if (change) confirmer(true); else retour(); };
  useRaccourcis({ 'Ctrl+Enter': () => { void enregistrer(); }, Escape: quitter });
  const texte = (champ: 'libelle' | 'court' | 'unite') => ({ type: 'text', value: valeurs[champ], onChange: ({ target }: { target: HTMLInputElement }) => { changer({ [champ]: target.value }); }, onBlur: quitteChamp(champ), autoComplete: 'off' });
  return (
    <>
      <div className="fiche-tete" style={{ padding: '12px 16px 8px', borderBottom: '1px solid var(--trait)' }}>
        <div className="rang"><h2 style={{ flex: 1 }} className="coupe">{creation ? TEXTES.creation : depart.libelle}</h2><Bouton genre="t" petit icone="close-line" nom={TEXTES.fermerFormulaire} onClick={quitter} /></div>
        <p className="ligne2">{REFERENTIELS[referentiel]}{creation ? '' : ` · ${TEXTES.modification.toLowerCase()}`} · <span className="oblig">*</span> {TEXTES.obligatoire}</p>
      </div>
      <form ref={formulaire} className="form-corps" style={{ padding: '12px 16px 24px', gap: 4 }} noValidate autoComplete="off" aria-label={creation ? TEXTES.creation : TEXTES.modification} onSubmit={(evenement) => { evenement.preventDefault(); void enregistrer(); }}>
        {refus !== null && refus.champ === null ? <Note genre="e" annoncer>{refus.message}</Note> : null}
        {repris && brouillon !== null ? <Note genre="i">Brouillon du {dateHeure(brouillon.le)} repris. <button type="button" className="lien" onClick={() => { effacer(); oublierRepris(false); poser(depart); }}>{TEXTES.abandonnerBrouillon}</button></Note> : null}
        {creation && referentiel === 'type' ? <Champ nom="nature" libelle={TEXTES.nature} obligatoire erreur={montree('nature')}>{(attributs) => <ChoixCode codes={natures} natures={[]} valeur={valeurs.nature} vide={TEXTES.choisir} changer={(nature) => { changer({ nature }); }} attributs={attributs} testid="choix-nature" />}</Champ> : null}
        <Champ nom="libelle" libelle={TEXTES.libelle} obligatoire erreur={montree('libelle')}>{(attributs) => <input {...attributs} {...texte('libelle')} maxLength={120} />}</Champ>
        {referentiel === 'nature' ? <Champ nom="court" libelle={TEXTES.court} aide={TEXTES.aides.court} erreur={montree('court')}>{(attributs) => <input {...attributs} {...texte('court')} maxLength={60} />}</Champ> : null}
        {creation ? <Champ nom="code" libelle={TEXTES.code} aide={TEXTES.aides.code} obligatoire erreur={montree('code')}>{(attributs) => <input type="text" className="code-nomen" {...attributs} value={valeurs.code} maxLength={56} spellCheck={false} autoComplete="off" onChange={({ target }) => { toucherCode(true); changer({ code: target.value }); }} onBlur={quitteChamp('code')} />}</Champ> : null}
        <div className="deux">
          <Champ nom="depuis" libelle={TEXTES.depuis} aide={TEXTES.aides.depuis} obligatoire erreur={montree('depuis')}>{(attributs) => <SaisieDate valeur={valeurs.depuis} attributs={attributs} changer={(depuis) => { changer({ depuis }); }} quitter={quitteChamp('depuis')} />}</Champ>
          <Champ nom="ordre" libelle={TEXTES.ordre} aide={TEXTES.aides.ordre} obligatoire erreur={montree('ordre')}>{(attributs) => <input type="text" inputMode="numeric" {...attributs} value={valeurs.ordre} maxLength={4} autoComplete="off" onChange={({ target }) => { toucherOrdre(true); changer({ ordre: target.value }); }} onBlur={quitteChamp('ordre')} />}</Champ>
        </div>
        {referentiel === 'nature' ? (
          <div className="deux">
            <fieldset className={`champ${montree('comptee') === undefined ? '' : ' faux'}`}>
              <legend>{TEXTES.comptee}<span className="oblig" aria-hidden="true">*</span></legend>
              <div className="choix" style={{ minHeight: 32, alignItems: 'center' }}>{(['oui', 'non'] as const).map((choix) => <label key={choix} className="case"><input type="radio" className="coche" name="comptee" checked={valeurs.comptee === choix} onChange={() => { changer({ comptee: choix, ...(choix === 'oui' && valeurs.unite === '' ? { unite: 'places' } : {}) }); }} />{TEXTES[choix]}</label>)}</div>
              <span className="place-message" role="alert">{montree('comptee') === undefined ? null : <span className="message erreur">{montree('comptee')}</span>}</span>
            </fieldset>
            <Champ nom="unite" libelle={TEXTES.unite} aide={TEXTES.aides.unite} obligatoire erreur={montree('unite')}>{(attributs) => <input {...attributs} {...texte('unite')} maxLength={40} />}</Champ>
          </div>
        ) : null}
        {referentiel === 'type' ? (
          <fieldset className={`champ${montree('modalites') === undefined ? '' : ' faux'}`}>
            <legend>{TEXTES.modalites}<span className="oblig" aria-hidden="true">*</span> <span className="aide">{TEXTES.aides.modalites}</span></legend>
            <div className="choix">{MODALITES.map(({ code, libelle }) => <label key={code} className="case"><input type="checkbox" className="coche" checked={valeurs.modalites.includes(code)} onChange={({ target }) => { changer({ modalites: target.checked ? [...valeurs.modalites, code] : valeurs.modalites.filter((autre) => autre !== code) }); quitteChamp('modalites')(); }} />{libelle}</label>)}</div>
            <span className="place-message" role="alert">{montree('modalites') === undefined ? null : <span className="message erreur">{montree('modalites')}</span>}</span>
          </fieldset>
        ) : null}
        {!creation && nombre > 0 ? <Note genre={referentiel === 'type' && perdModalite(nomenclature.trouver('type', ligne.code), valeurs) ? 'w' : 'i'}>{phrase}. {referentiel === 'type' && perdModalite(nomenclature.trouver('type', ligne.code), valeurs) ? 'Leurs groupes gardent la modalité retirée ; elle ne pourra plus y être choisie.' : 'Ce qui précède la date garde l’ancienne version.'}</Note> : null}
        <button type="submit" hidden />
      </form>
      <footer className="pied">
        <Bouton genre="p" icone="save-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void enregistrer(); }} testid="enregistrer-code">{creation ? TEXTES.creer : TEXTES.enregistrer}</Bouton>
        <span className="ressort" />
        <span className="discret coupe" style={{ fontSize: 12 }} role="status" data-testid="brouillon-code">{!change ? '' : nonGarde ? TEXTES.nonGarde : brouillon === null ? '' : `Brouillon ${heureFr(brouillon.le)}`}</span>
        <Bouton genre="t" onClick={quitter}>{TEXTES.annuler}</Bouton>
      </footer>
      <Dialogue
        ouvert={confirme} titre={TEXTES.quitter} largeur={480} fermer={() => { confirmer(false); }}
        pied={<><Bouton genre="d" onClick={() => { effacer(); retour(); }}>{TEXTES.abandonner}</Bouton><Bouton onClick={retour}>{TEXTES.garder}</Bouton><Bouton genre="p" onClick={() => { confirmer(false); }}>{TEXTES.continuer}</Bouton></>}
      ><p>{TEXTES.quitterAide}</p></Dialogue>
    </>
  );
};

/** Ajout d’un code ou version nouvelle ; le brouillon laissé en plan est relu avant d’ouvrir. */
export const Formulaire = (props: Props): ReactElement => {
  const { referentiel, ligne, nomenclature } = props;
  const cle = cleBrouillon(referentiel, ligne?.code ?? '+');
  const laisse = useBrouillonLaisse(BROUILLONS, cle);
  // la saisie part du code tel qu’il était à l’ouverture
  const [depart] = useState<Valeurs>(() => (ligne === null ? valeursNeuves(aujourdhui(), ordreSuivant(nomenclature, referentiel, '')) : valeursDuCode(ligne, ligne.debut > aujourdhui() ? ligne.debut : aujourdhui())));
  const titre = useMemo(() => (ligne === null ? TEXTES.creation : TEXTES.modification), [ligne]);
  return (
    <section className="pan panneau-fiche panneau-code" aria-label={titre} data-zone="panneau" data-testid="formulaire-code">
      {laisse === undefined ? <Attente nom={TEXTES.lectureCode} lignes={10} /> : <Corps {...props} depart={depart} laisse={laisse} cle={cle} />}
    </section>
  );
};
