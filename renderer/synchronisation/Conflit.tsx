import type { ReactElement } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { STATUTS } from '../../domain/cycleDeVie.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { executerCommande } from '../offre/gestes/gestes.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, dateHeure, minuscule } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { texteValeur } from '../ui/valeurs.ts';

type Cote = 'mienne' | 'leur';
interface Props { readonly commande: CommandeEnFile; readonly rang: number; readonly total: number; readonly fermer: () => void; readonly fait: (message: string) => void }

const argsDe = ({ args }: CommandeEnFile): Readonly<Record<string, unknown>> => (typeof args === 'object' && args !== null ? (args as Record<string, unknown>) : {});
const mesChamps = (commande: CommandeEnFile): Readonly<Record<string, unknown>> => {
  const { champs } = argsDe(commande);
  return typeof champs === 'object' && champs !== null ? (champs as Record<string, unknown>) : {};
};

const Commune = ({ code }: { readonly code: string }): ReactElement => {
  const { data } = useAppel('geographie.commune', { code });
  return <>{data?.commune?.nom ?? code}</>;
};
const Valeur = ({ champ, valeur }: { readonly champ: string; readonly valeur: unknown }): ReactElement => {
  if (champ === 'commune' && typeof valeur === 'string' && valeur !== '') return <Commune code={valeur} />;
  const texte = texteValeur(champ, valeur);
  return texte === '' ? <span className="discret">Vide</span> : <>{texte}</>;
};

/**
 * Conflit d’une modification : un choix par champ que les deux côtés ont changé, rien n’est choisi d’avance. Garder la mienne envoie une nouvelle
 * commande sur la version du service, avec les champs que personne d’autre n’a touchés ; garder la leur classe le conflit.
 */
export const Conflit = ({ commande, rang, total, fermer, fait }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const [choix, choisir] = useState<Readonly<Record<string, Cote>>>({});
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const corps = useRef<HTMLDivElement>(null);
  const miennes = mesChamps(commande);
  const serveur = commande.serveur ?? {};
  // un geste du circuit n’a pas de champ : le conflit porte sur l’étape entière
  const circuit = Object.keys(miennes).length === 0;
  const champs = useMemo(() => (circuit ? ['statut'] : commande.champs.filter((champ) => champ in miennes)), [circuit, commande, miennes]);
  const seuls = Object.keys(miennes).filter((champ) => !champs.includes(champ));
  const decides = champs.filter((champ) => choix[champ] !== undefined).length;
  const complet = decides === champs.length;
  const libelle = (champ: string): string => (champ === 'statut' ? 'Étape du circuit' : (CHAMPS[commande.objet][champ]?.libelle ?? champ));
  const dernier = Array.isArray(serveur['parcours']) ? (serveur['parcours'] as { nom: string; le: string }[]).at(-1) : undefined;

  const appliquer = async (): Promise<void> => {
    if (!complet || occupe) return;
    occuper(true);
    montrer(null);
    const gardes = [...champs.filter((champ) => choix[champ] === 'mienne'), ...seuls];
    const renvoyer = circuit ? choix['statut'] === 'mienne' : gardes.length > 0;
    if (renvoyer) {
      const { motif } = argsDe(commande);
      const args = circuit ? commande.args : { id: commande.id, champs: Object.fromEntries(gardes.map((champ) => [champ, miennes[champ]])), ...(motif === undefined ? {} : { motif }) };
      const refus = await executerCommande(commande.nom, args);
      if (refus !== null) { occuper(false); montrer(refus.message); return; }
    }
    try {
      await client.appeler('sync.classer', { seq: commande.seq });
      fait(renvoyer ? 'Choix appliqués : la nouvelle modification part vers le service.' : 'La valeur du service est gardée.');
    } catch (panne) {
      occuper(false);
      montrer(messageErreur(panne));
    }
  };
  const tout = (cote: Cote): void => { choisir(Object.fromEntries(champs.map((champ) => [champ, cote]))); };
  const surChampCourant = (cote: Cote): void => {
    const courant = (document.activeElement as HTMLInputElement | null)?.name ?? champs.find((champ) => choix[champ] === undefined) ?? champs[0];
    const champ = champs.find((candidat) => candidat === courant) ?? champs.find((candidat) => choix[candidat] === undefined) ?? champs[0];
    if (champ === undefined) return;
    choisir({ ...choix, [champ]: cote });
    corps.current?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(champ)}"][value="${cote}"]`)?.focus();
  };
  useRaccourcis({
    1: () => { surChampCourant('mienne'); }, 2: () => { surChampCourant('leur'); }, 'Alt+1': () => { tout('mienne'); }, 'Alt+2': () => { tout('leur'); }, 'Ctrl+Enter': () => { void appliquer(); },
  }, { sousModale: true });

  return (
    <Dialogue
      ouvert titre="Deux modifications de la même fiche" icone="git-merge-line" largeur={1064} fermer={fermer} testid="conflit"
      enTete={<><span className="discret" style={{ paddingTop: 6 }}>Conflit {rang} sur {total}</span><Bouton genre="t" icone="close-line" touche="Échap" onClick={fermer}>Décider plus tard</Bouton></>}
      pied={<>
        <Bouton touche="Alt+1" onClick={() => { tout('mienne'); }}>Prendre toutes les miennes</Bouton><Bouton touche="Alt+2" onClick={() => { tout('leur'); }}>Prendre toutes les leurs</Bouton>
        <span className="ressort" /><span className="discret" role="status">{`${compte(decides, 'champ décidé', 'champs décidés')} sur ${champs.length}`}</span>
        <Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={occupe} raison={complet ? null : 'Choisir une valeur pour chaque champ.'} onClick={() => { void appliquer(); }} testid="appliquer-choix">Appliquer ces choix</Bouton>
      </>}
    >
      <p><b>{commande.fiche}</b> a changé sur le service entre-temps. Choisir la valeur à garder, champ par champ : rien n’est envoyé avant « Appliquer ces choix ».</p>
      {erreur === null ? null : <Note genre="e" annoncer>{erreur}</Note>}
      <div className="conflit" ref={corps}>
        <span /><span className="tete-col"><span className="rang"><b>La mienne</b><Touche>1</Touche></span><span className="discret">{utilisateur.nom} · {dateHeure(commande.creeLe)}</span></span>
        <span className="tete-col"><span className="rang"><b>La leur</b><Touche>2</Touche></span><span className="discret">{dernier !== undefined && circuit ? `${dernier.nom} · ` : ''}version du service{typeof serveur['modifieLe'] === 'string' ? `, ${dateHeure(serveur['modifieLe'])}` : ''}</span></span>
        {champs.map((champ) => (
          <div key={champ} role="radiogroup" aria-label={libelle(champ)} style={{ display: 'contents' }}>
            <span className="nom-champ"><span>{libelle(champ)}</span>{CHAMPS[commande.objet][champ]?.sensible === true ? <span className="discret" style={{ fontSize: 12 }}>Champ sensible</span> : null}</span>
            {(['mienne', 'leur'] as const).map((cote) => (
              <label key={cote} className="choix-valeur">
                <input type="radio" className="coche" name={champ} value={cote} checked={choix[champ] === cote} onChange={() => { choisir({ ...choix, [champ]: cote }); }} />
                <span>{circuit ? (cote === 'mienne' ? commande.libelle : (STATUTS[String(serveur['statut']) as keyof typeof STATUTS] ?? String(serveur['statut'] ?? ''))) : <Valeur champ={champ} valeur={cote === 'mienne' ? miennes[champ] : serveur[champ]} />}</span>
              </label>
            ))}
          </div>
        ))}
      </div>
      {seuls.length === 0 ? null : <div className="rang" style={{ border: '1px solid var(--trait)', padding: '8px 12px' }}><Icone nom="checkbox-circle-fill" taille={14} couleur="var(--text-default-success)" /><span><b>{compte(seuls.length, 'champ gardé', 'champs gardés')} sans conflit</b> <span className="discret">un seul côté les a changés : {seuls.map((champ) => minuscule(libelle(champ))).join(', ')} (la mienne)</span></span></div>}
    </Dialogue>
  );
};
