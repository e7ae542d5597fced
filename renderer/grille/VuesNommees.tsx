import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { VueNommee, VuePartagee } from '../../contract/methodesVues.ts';
import type { ArgsDe } from '../../contract/poste.ts';
import { partageable } from '../../domain/objets/vue.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Echec, Note } from '../ui/Etats.tsx';
import { insecables } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';

const TEXTES = insecables({
  bouton: 'Vues', enregistrer: 'Enregistrer cette vue…', nom: 'Nom de la vue', ok: 'Enregistrer', supprimer: 'Supprimer la vue', vide: 'Aucune vue à vous. Enregistrer la vue affichée la garde ici, d’où elle se partage.', titre: 'Enregistrer cette vue', aide: 'La vue garde les filtres, la recherche et le regroupement. Elle est à vous, sur ce poste, tant que vous ne la partagez pas.',
  proposees: 'Proposées', miennes: 'Mes vues', partagees: 'Partagées', partager: 'Partager', aJourPartage: 'Mettre à jour le partage de', copier: 'Copier dans mes vues', arreter: 'Arrêter le partage', annuler: 'Annuler', par: 'par',
  aidePartage: 'Les filtres et le regroupement se partagent, avec votre nom ; jamais les places elles-mêmes : chacun n’y voit que celles de son périmètre.', sansTexte: 'La recherche et les filtres de texte de cette vue ne se partagent pas.', remplacePartage: 'Vous partagez déjà une vue de ce nom : elle prend ces filtres.',
  remplace: 'Une vue porte déjà ce nom : l’enregistrer la remplace.', manque: 'Donner un nom à la vue.',
});

interface Props {
  readonly ecran: ArgsDe<'vues.lire'>['ecran'];
  /** Vues que l’écran propose à tous. */
  readonly toujours: readonly VueNommee[];
  /** La vue affichée, telle qu’elle s’enregistre. */
  readonly actuelle: string;
  readonly appliquer: (contenu: string) => void;
}

/** Une commande sur une vue partagée ; le refus, ou `null`. */
const commander = async (nom: 'partagerVue' | 'retirerVue', args: object): Promise<string | null> => {
  const issue = await client.appeler('commandes.executer', { nom, args });
  return issue.accepte ? null : issue.refus.message;
};

/** Les vues d’un écran : celles qu’il propose, celles de la personne, celles que l’on partage avec elle ; enregistrer la vue affichée sous un nom, la partager avec son périmètre. */
export const VuesNommees = ({ ecran, toujours, actuelle, appliquer }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const { ancre, ouvrir, fermer } = useAncre();
  const [nom, nommer] = useState<string | null>(null);
  const [tente, tenter] = useState(false);
  const [aPartager, choisirPartage] = useState<VueNommee | null>(null);
  const { data, error, refetch } = useAppel('vues.lire', { ecran });
  const { vues: siennes = [], partagees = [], avec = null } = data ?? {};
  const courante = [...toujours, ...siennes, ...partagees].find(({ contenu }) => contenu === actuelle);
  const ecrire = (vues: readonly VueNommee[], dit: string): void => {
    client.appeler('vues.ecrire', { ecran, vues: [...vues] }).then(() => {
      void requetes.invalidateQueries({ queryKey: ['vues.lire'] });
      annoncer(dit);
    }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  };
  const garder = (vue: VueNommee, dit: string): void => { ecrire([...siennes.filter((autre) => autre.nom !== vue.nom), vue].sort((une, autre) => une.nom.localeCompare(autre.nom, 'fr')), dit); };
  const dire = (fait: Promise<string | null>, dit: string, annuler?: () => void): void => {
    fait.then((refus) => { annoncer(refus ?? dit, refus !== null ? { genre: 'erreur' } : annuler === undefined ? {} : { action: { libelle: TEXTES.annuler, annule: true, agir: annuler } }); }, (panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
  };
  const telleQuePartagee = (contenu: string): string => partageable(contenu) ?? contenu;
  const dejaPartagee = ({ nom: cherche }: VueNommee): VuePartagee | undefined => partagees.find((vue) => vue.sienne && vue.nom === cherche);
  const partager = ({ nom: sous, contenu }: VueNommee, dit: string, ou: string = dejaPartagee({ nom: sous, contenu })?.id ?? crypto.randomUUID(), annulable = true): void => {
    const avant = partagees.find((vue) => vue.id === ou);
    dire(commander('partagerVue', { id: ou, ecran, nom: sous, contenu }), dit, annulable ? () => { if (avant === undefined) arreter({ id: ou, nom: sous, contenu }, false); else partager(avant, `Vue « ${sous} » : partage d’avant rétabli.`, ou, false); } : undefined);
  };
  const arreter = (vue: VueNommee & { readonly id: string; readonly sienne?: boolean }, annulable: boolean): void => {
    dire(commander('retirerVue', { id: vue.id }), `Vue « ${vue.nom} » : elle n’est plus partagée.`, annulable ? () => { partager(vue, `Vue « ${vue.nom} » de nouveau partagée.`, vue.id, false); } : undefined);
  };
  const confirmer = (): void => { if (aPartager !== null) { partager({ ...aPartager, contenu: telleQuePartagee(aPartager.contenu) }, `Vue « ${aPartager.nom} » partagée avec ${avec ?? ''}.`); choisirPartage(null); } };
  useRaccourcis({ Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; confirmer(); return true; }, 'Ctrl+Enter': confirmer }, { actif: aPartager !== null, sousModale: true });
  const propre = nom?.trim() ?? '';
  const enregistrer = (): void => {
    tenter(true);
    if (propre === '') { document.getElementById(`${id}n`)?.focus(); return; }
    garder({ nom: propre, contenu: actuelle }, `Vue « ${propre} » enregistrée.`);
    nommer(null);
  };
  // sur un bouton, Entrée est la sienne
  useRaccourcis({ 'Ctrl+Enter': enregistrer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; enregistrer(); return true; } }, { actif: nom !== null, sousModale: true });
  const ligne = (cle: string, vue: VueNommee, note: string | null, gestes: ReactElement | null): ReactElement => (
    <li key={cle} className="rang" style={{ gap: 4 }}>
      <button type="button" className="menu-ligne" style={{ flex: 1, minWidth: 0, textAlign: 'left', ...(note === null ? {} : { alignItems: 'flex-start', paddingBlock: 6 }) }} aria-current={vue.contenu === actuelle} onClick={() => { appliquer(vue.contenu); fermer(); }}><Icone nom="check-line" couleur={vue.contenu === actuelle ? undefined : 'transparent'} /> <span className="pile" style={{ whiteSpace: 'normal' }}>{vue.nom}{note === null ? null : <span className="discret">{note}</span>}</span></button>
      {gestes}
    </li>
  );
  const section = (titre: string, lignes: readonly ReactElement[], vide: string | null = null): ReactElement | null => (lignes.length === 0 && vide === null ? null : <section aria-label={titre}><div className="menu-titre" style={{ padding: 0 }}>{titre}</div>{lignes.length === 0 ? <p className="discret">{vide}</p> : <ul>{lignes}</ul>}</section>);
  const gestesSienne = (vue: VueNommee): ReactElement => {
    const partage = dejaPartagee(vue);
    return (
      <>
        {avec === null || partage?.contenu === telleQuePartagee(vue.contenu) ? null : <Bouton genre="t" petit icone="team-line" nom={`${partage === undefined ? TEXTES.partager : TEXTES.aJourPartage} « ${vue.nom} »`} onClick={() => { fermer(); choisirPartage(vue); }} />}
        <Bouton genre="t" petit icone="delete-bin-line" nom={`${TEXTES.supprimer} « ${vue.nom} »`} onClick={() => { ecrire(siennes.filter((autre) => autre.nom !== vue.nom), `Vue « ${vue.nom} » supprimée.`); }} />
      </>
    );
  };
  const gestesPartagee = (vue: VuePartagee): ReactElement => (
    <>
      {siennes.some(({ nom: connu, contenu }) => connu === vue.nom && contenu === vue.contenu) ? null : <Bouton genre="t" petit icone="save-line" nom={`${TEXTES.copier} « ${vue.nom} »`} onClick={() => { garder({ nom: vue.nom, contenu: vue.contenu }, `Vue « ${vue.nom} » copiée dans vos vues.`); }} />}
      {vue.retirable ? <Bouton genre="t" petit icone="close-line" nom={`${TEXTES.arreter} de « ${vue.nom} »`} onClick={() => { arreter(vue, vue.sienne); }} /> : null}
    </>
  );
  return (
    <>
      <Bouton genre="t" petit icone="save-line" onClick={ouvrir} testid="vues">{courante === undefined ? TEXTES.bouton : courante.nom}</Bouton>
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.bouton}>
        <div className="filtre-pop" style={{ width: 340 }}>
          {error === null ? null : <Echec erreur={error} reessayer={() => { void refetch(); }} />}
          {section(TEXTES.proposees, toujours.map((vue) => ligne(`t${vue.nom}`, vue, null, null)))}
          {section(TEXTES.miennes, siennes.map((vue) => ligne(`s${vue.nom}`, vue, null, gestesSienne(vue))), TEXTES.vide)}
          {section(TEXTES.partagees, partagees.map((vue) => ligne(vue.id, vue, `${vue.sienne ? 'par vous' : `${TEXTES.par} ${vue.auteur}`}, avec ${vue.avec}`, gestesPartagee(vue))))}
          <Bouton genre="t" icone="add-line" onClick={() => { fermer(); tenter(false); nommer(courante !== undefined && siennes.includes(courante) ? courante.nom : ''); }} testid="enregistrer-vue">{TEXTES.enregistrer}</Bouton>
        </div>
      </Volet>
      {nom === null ? null : (
        <Dialogue ouvert titre={TEXTES.titre} icone="save-line" largeur={440} fermer={() => { nommer(null); }} testid="nommer-vue" pied={<><Bouton onClick={() => { nommer(null); }}>Annuler</Bouton><Bouton genre="p" touche="Entrée" onClick={enregistrer} testid="confirmer-vue">{TEXTES.ok}</Bouton></>}>
          <p className="discret">{TEXTES.aide}</p>
          <div className={`champ${tente && propre === '' ? ' faux' : ''}`}>
            <label htmlFor={`${id}n`}>{TEXTES.nom}</label>
            <input id={`${id}n`} type="text" autoFocus autoComplete="off" maxLength={80} value={nom} aria-invalid={tente && propre === ''} aria-describedby={`${id}m`} onChange={({ target }) => { nommer(target.value); }} />
            <span id={`${id}m`} className="place-message">{tente && propre === '' ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{TEXTES.manque}</span> : null}</span>
          </div>
          {siennes.some((vue) => vue.nom === propre) ? <Note genre="w">{TEXTES.remplace}</Note> : null}
        </Dialogue>
      )}
      {aPartager === null ? null : (
        <Dialogue ouvert titre={`${TEXTES.partager} « ${aPartager.nom} »`} icone="team-line" largeur={480} fermer={() => { choisirPartage(null); }} testid="partager-vue" pied={<><Bouton onClick={() => { choisirPartage(null); }}>{TEXTES.annuler}</Bouton><Bouton genre="p" touche="Entrée" onClick={confirmer} testid="confirmer-partage">{TEXTES.partager}</Bouton></>}>
          <p>Visible par <b>{avec}</b>.</p>
          <p className="discret">{TEXTES.aidePartage}</p>
          {telleQuePartagee(aPartager.contenu) === aPartager.contenu ? null : <Note genre="i">{TEXTES.sansTexte}</Note>}
          {dejaPartagee(aPartager) === undefined ? null : <Note genre="w">{TEXTES.remplacePartage}</Note>}
        </Dialogue>
      )}
    </>
  );
};
