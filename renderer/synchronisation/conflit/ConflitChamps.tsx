import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { resoudreCommande } from '../../offre/gestes/gestes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { CONFLIT } from '../textes.ts';
import type { Choix, ChoixParChamp } from './analyse.ts';
import { analyser, commandeRetenue, estListe, ficheRetenue, libelleChamp, memeValeur, mesChamps, raisonSansUnion } from './analyse.ts';
import type { PropsConflit } from './CadreConflit.tsx';
import { CadreConflit, usePremierFocus } from './CadreConflit.tsx';
import { seSaisitIci } from './EditeurValeur.tsx';
import { Fusionnes } from './Fusionnes.tsx';
import type { Cote } from './LigneChamp.tsx';
import { LigneChamp } from './LigneChamp.tsx';
import { NoteSensible } from './NoteSensible.tsx';
import { TetesColonnes } from './TetesColonnes.tsx';

const AUCUN: ReadonlySet<string> = new Set();

/** Champs de la fiche du service qui ont changé pendant que la fenêtre était ouverte ; leurs choix sont retirés. */
const useChangements = (commande: CommandeEnFile, surChangement: (champs: readonly string[]) => void): ReadonlySet<string> => {
  const vu = useRef(commande.serveur);
  const [changes, noter] = useState(AUCUN);
  useEffect(() => {
    const avant = vu.current;
    const apres = commande.serveur;
    vu.current = apres;
    if (avant === apres || avant === null || apres === null) return;
    const touches = [...new Set([...Object.keys(avant), ...Object.keys(apres)])].filter((champ) => !memeValeur(avant[champ], apres[champ]));
    if (touches.length === 0) return;
    noter((deja) => new Set([...deja, ...touches]));
    surChangement(touches);
    // la ligne du service seule compte : le rappel se renouvelle à chaque rendu
  }, [commande.serveur]);
  return changes;
};

/** Conflit d’une modification : un choix par champ que les deux côtés ont changé. Rien n’est choisi d’avance. */
export const ConflitChamps = ({ commande, fermer, fait, ...cadre }: PropsConflit & { readonly commande: CommandeEnFile }): ReactElement => {
  const naviguer = useNavigate();
  const [choix, changerChoix] = useState<ChoixParChamp>({});
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const corps = useRef<HTMLDivElement>(null);
  const poser = usePremierFocus(corps);
  const analyse = useMemo(() => analyser(commande), [commande]);
  const { conflits, fusionnes } = analyse;
  const changes = useChangements(commande, (champs) => { changerChoix((avant) => Object.fromEntries(Object.entries(avant).filter(([champ]) => !champs.includes(champ)))); });
  const estFaux = (champ: string): boolean => { const choisi = choix[champ]; return choisi?.genre === 'autre' && choisi.erreur !== null; };
  // une valeur saisie qui ne convient pas encore n’est pas décidée
  const decides = conflits.filter((champ) => choix[champ] !== undefined && !estFaux(champ)).length;
  const faux = conflits.find(estFaux);
  const raison = faux !== undefined ? `${libelleChamp(commande, faux)} : ${CONFLIT.aCorriger}` : decides < conflits.length ? CONFLIT.incomplet : null;
  const retenue = ficheRetenue(commande, analyse, choix, false);

  const choisir = (champ: string, choisi: Choix | null): void => {
    changerChoix(({ [champ]: _ancien, ...reste }) => (choisi === null ? reste : { ...reste, [champ]: choisi }));
  };
  const tout = (cote: Cote): void => { changerChoix(Object.fromEntries(conflits.map((champ) => [champ, { genre: cote }]))); };
  const entree = (champ: string, valeur: string): HTMLElement | null => {
    const ligne = corps.current?.querySelector(`[data-conflit="${CSS.escape(champ)}"]`);
    return ligne?.querySelector<HTMLElement>(`input[value="${valeur}"]`) ?? (valeur === 'autre' ? ligne?.querySelector<HTMLElement>('[data-autre]') : ligne?.querySelector<HTMLElement>('input.coche')) ?? null;
  };
  const champCourant = (): string | undefined => {
    const ici = document.activeElement?.closest<HTMLElement>('[data-conflit]')?.dataset['conflit'];
    return conflits.find((champ) => champ === ici) ?? conflits.find((champ) => choix[champ] === undefined) ?? conflits[0];
  };

  const dansLaFiche = (champ: string): void => {
    const valeurs = ficheRetenue(commande, analyse, choix, true);
    const portees = Object.fromEntries(Object.keys(mesChamps(commande)).map((nom) => [nom, valeurs[nom]]));
    fermer();
    void naviguer(`/offre/${commande.objet}/${commande.id}/modifier`, { state: { valeurs: portees, id: commande.id, seq: commande.seq, genre: 'conflit', champ, message: null } });
  };
  const surCourant = (genre: Cote | 'union' | 'autre') => (): void => {
    const champ = champCourant();
    if (champ === undefined) return;
    const liste = estListe(commande, champ);
    if (genre === 'union') {
      if (liste && raisonSansUnion(champ, mesChamps(commande)[champ], commande.serveur?.[champ]) === null) { choisir(champ, { genre }); entree(champ, 'mienne')?.focus(); }
    } else if (genre === 'autre') {
      if (!seSaisitIci(champ)) entree(champ, 'autre')?.focus();
      else if (choix[champ]?.genre !== 'autre') choisir(champ, { genre, valeur: mesChamps(commande)[champ], erreur: null });
    } else {
      choisir(champ, { genre });
      entree(champ, genre)?.focus();
    }
  };
  const appliquer = async (): Promise<void> => {
    if (raison !== null || occupe) return;
    occuper(true);
    montrer(null);
    const voulue = commandeRetenue(commande, analyse, choix);
    const refus = await resoudreCommande(commande.seq, voulue);
    if (refus === null) { fait(voulue === null ? CONFLIT.faitService : CONFLIT.faitEnvoi); return; }
    occuper(false);
    montrer(refus.message);
    const vise = refus.champ?.split('.')[0];
    if (vise !== undefined && conflits.includes(vise)) entree(vise, 'mienne')?.focus();
  };
  // la rangée du haut d’un clavier français donne « & », « é », « " », « ' » pour 1, 2, 3, 4
  const [un, deux, trois, quatre] = [surCourant('mienne'), surCourant('leur'), surCourant('union'), surCourant('autre')];
  useRaccourcis({
    1: un, '&': un, 'Maj+1': un, 2: deux, é: deux, 'Maj+2': deux, 3: trois, '"': trois, 'Maj+3': trois, 4: quatre, '\'': quatre, 'Maj+4': quatre,
    'Alt+1': () => { tout('mienne'); }, 'Alt+2': () => { tout('leur'); }, 'Ctrl+Enter': () => { void appliquer(); },
  }, { sousModale: true });

  const clavier = (evenement: KeyboardEvent): void => {
    const { target, key } = evenement;
    if (!(target instanceof HTMLElement)) return;
    const champ = target.closest<HTMLElement>('[data-conflit]')?.dataset['conflit'];
    if (champ === undefined) return;
    if (target.closest('[data-editeur]') !== null) {
      // Échap quitte d’abord la saisie : la fenêtre ne se ferme pas sur une valeur en cours
      if (key === 'Escape') { evenement.stopPropagation(); entree(champ, 'autre')?.focus(); }
      return;
    }
    if (evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const valeur = target instanceof HTMLInputElement ? target.value : 'autre';
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      evenement.preventDefault();
      const suivant = conflits[(conflits.indexOf(champ) + (key === 'ArrowDown' ? 1 : -1) + conflits.length) % conflits.length];
      if (suivant !== undefined) entree(suivant, valeur)?.focus();
    } else if ((key === 'ArrowLeft' || key === 'ArrowRight') && (target as HTMLInputElement).type !== 'radio') {
      evenement.preventDefault();
      const colonnes = ['mienne', 'leur', 'autre'];
      const suivante = colonnes[(colonnes.indexOf(valeur) + (key === 'ArrowRight' ? 1 : -1) + colonnes.length) % colonnes.length];
      if (suivante !== undefined) entree(champ, suivante)?.focus();
    }
  };

  return (
    <CadreConflit
      titre={CONFLIT.titre} fermer={fermer} alerte={erreur} {...cadre}
      pied={<>
        <Bouton touche="Alt+1" onClick={() => { tout('mienne'); }}>{CONFLIT.toutesMiennes}</Bouton><Bouton touche="Alt+2" onClick={() => { tout('leur'); }}>{CONFLIT.toutesLeurs}</Bouton>
        <span className="ressort" /><span className="discret num" role="status" data-testid="conflit-compte">{`${compte(decides, 'champ décidé', 'champs décidés')} sur ${conflits.length}`}</span>
        <Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={occupe} raison={raison} onClick={() => { void appliquer(); }} testid="appliquer-choix">{CONFLIT.appliquer}</Bouton>
      </>}
    >
      <p><b>{commande.fiche}</b>{typeof commande.serveur?.['code'] === 'string' ? <span className="discret"> ({commande.serveur['code']})</span> : null} a changé sur le service entre-temps. Choisir la valeur à garder, champ par champ&nbsp;: rien n’est envoyé avant «&nbsp;{CONFLIT.appliquer}&nbsp;», et les deux versions restent au journal.</p>
      <div role="status">{changes.size === 0 ? null : <Note genre="w">{CONFLIT.changeAnnonce}</Note>}</div>
      {conflits.length === 0 ? <Note genre="ok">{CONFLIT.aucunChoix}</Note> : (
        <div className="conflit avec-base" ref={poser} onKeyDown={clavier}>
          <TetesColonnes commande={commande} change={changes.size > 0} autre />
          {conflits.map((champ) => (
            <LigneChamp key={champ} commande={commande} champ={champ} choix={choix[champ]} change={changes.has(champ)} ligne={retenue} choisir={(choisi) => { choisir(champ, choisi); }} dansLaFiche={() => { dansLaFiche(champ); }} />
          ))}
        </div>
      )}
      <Fusionnes commande={commande} fusionnes={fusionnes} />
      <NoteSensible commande={commande} conflits={conflits} choix={choix} />
    </CadreConflit>
  );
};
