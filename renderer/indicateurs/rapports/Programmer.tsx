import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { FormatExport } from '../../../contract/methodesExports.ts';
import type { ProgrammeSuivi } from '../../../contract/methodesRapports.ts';
import type { Cadence } from '../../../domain/rapports/echeances.ts';
import { JOURS_DE_SEMAINE, cadenceDite } from '../../../domain/rapports/echeances.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { requetes } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { dateFr, dateHeure } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { ChoixFormats } from './Produire.tsx';
import { FORMATS, PRODUCTION, PROGRAMMATION, TEXTES } from './textes.ts';

const relire = (): void => { void requetes.invalidateQueries({ queryKey: ['rapports.programmes'] }); };

/** Quand, dans quels formats et où le rapport se laisse. */
export const Programmer = ({ rapportId, titre, programme, ailleurs, dossierParDefaut, fermer }: { readonly rapportId: string; readonly titre: string; readonly programme: ProgrammeSuivi | undefined; /** Un autre poste de la personne, qui le laisse déjà. */ readonly ailleurs: ProgrammeSuivi['ailleurs']; readonly dossierParDefaut: string; readonly fermer: () => void }): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const [cadence, rythmer] = useState<Cadence>(programme?.cadence ?? { genre: 'mois', jour: 1 });
  const [formats, choisir] = useState<readonly FormatExport[]>(programme?.formats ?? ['pdf', 'xlsx']);
  const [dossier, ranger] = useState(programme?.dossier ?? dossierParDefaut);
  const [erreur, montrer] = useState<string | null>(null);
  const raison = formats.length === 0 ? PROGRAMMATION.manque : null;
  const choisirDossier = (): void => { client.appeler('rapports.choisirDossier', {}).then(({ dossier: choisi }) => { if (choisi !== null) ranger(choisi); }, (panne: unknown) => { montrer(messageErreur(panne)); }); };
  const garder = (): void => {
    if (raison !== null) return;
    client.appeler('rapports.programmer', { rapportId, cadence, formats: [...formats], dossier }).then(() => { relire(); annoncer(`Rapport « ${titre} » programmé, ${cadenceDite(cadence)}.`); fermer(); }, (panne: unknown) => { montrer(messageErreur(panne)); });
  };
  useRaccourcis({ 'Ctrl+Enter': garder, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; garder(); return true; } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={`${PROGRAMMATION.titre} « ${titre} »`} icone="calendar-line" largeur={560} fermer={fermer} alerte={erreur} testid="programmer-rapport" pied={<><Bouton onClick={fermer}>{PROGRAMMATION.annuler}</Bouton><Bouton genre="p" touche="Entrée" raison={raison} horsDroit onClick={garder} testid="confirmer-programme">{programme === undefined ? PROGRAMMATION.ok : PROGRAMMATION.changer}</Bouton></>}>
      <fieldset className="choix-export">
        <legend>{PROGRAMMATION.quand}</legend>
        <div className="rang champ-ligne"><label className="rang"><input type="radio" className="coche" name={`${id}q`} checked={cadence.genre === 'mois'} onChange={() => { rythmer({ genre: 'mois', jour: 1 }); }} data-testid="chaque-mois" /><span>{PROGRAMMATION.mois}</span></label><span className="champ"><select aria-label="Jour du mois" value={cadence.genre === 'mois' ? cadence.jour : 1} onChange={({ target }) => { rythmer({ genre: 'mois', jour: Number(target.value) }); }} data-testid="jour-du-mois">{Array.from({ length: 31 }, (_, rang) => <option key={rang} value={rang + 1}>{rang === 0 ? '1er' : rang + 1}</option>)}</select></span>{cadence.genre === 'mois' && cadence.jour > 28 ? <span className="discret">{PROGRAMMATION.dernierJour}</span> : null}</div>
        <div className="rang champ-ligne"><label className="rang"><input type="radio" className="coche" name={`${id}q`} checked={cadence.genre === 'semaine'} onChange={() => { rythmer({ genre: 'semaine', jour: 1 }); }} /><span>{PROGRAMMATION.semaine}</span></label><span className="champ"><select aria-label="Jour de la semaine" value={cadence.genre === 'semaine' ? cadence.jour : 1} onChange={({ target }) => { rythmer({ genre: 'semaine', jour: Number(target.value) }); }}>{JOURS_DE_SEMAINE.map((jour, rang) => <option key={jour} value={rang + 1}>{jour}</option>)}</select></span></div>
      </fieldset>
      <ChoixFormats choisis={formats} changer={choisir} legende={PROGRAMMATION.formats} libelles={{ xlsx: PRODUCTION.xlsx, csv: PRODUCTION.csv, pdf: PRODUCTION.pdf }} />
      <div className="pile" style={{ gap: 4 }}><b>{PROGRAMMATION.dossier}</b><span className="chemin" data-testid="dossier-programme">{dossier}</span><span><Bouton petit icone="archive-fill" onClick={choisirDossier} testid="choisir-dossier">{PROGRAMMATION.choisir}</Bouton></span></div>
      {ailleurs === null ? null : <Note genre="w">{PROGRAMMATION.programmeAilleurs} : « {ailleurs.poste} », {PROGRAMMATION.depuis} {dateHeure(ailleurs.depuis)}. {PROGRAMMATION.transfere}</Note>}
      <p className="discret">{PROGRAMMATION.aide}</p>
    </Dialogue>
  );
};

/** Où en est le programme d’un rapport : la prochaine fois, la dernière, et ce qui l’empêche. */
export const EtatProgramme = ({ programme, titre, changer }: { readonly programme: ProgrammeSuivi; readonly titre: string; readonly changer: () => void }): ReactElement => {
  const annoncer = useAnnoncer();
  const { rapportId, cadence, formats, dossier, prochaine, dernier, echec, enCours, ailleurs } = programme;
  const dire = (panne: unknown): void => { annoncer(messageErreur(panne), { genre: 'erreur' }); };
  const arreter = (): void => {
    client.appeler('rapports.arreter', { rapportId }).then(() => {
      relire();
      annoncer(`${PROGRAMMATION.arretee} « ${titre} »`, { action: { libelle: TEXTES.annuler, annule: true, agir: () => { client.appeler('rapports.programmer', { rapportId, cadence, formats, dossier }).then(relire, dire); } } });
    }, dire);
  };
  const reprendre = (): void => { client.appeler('rapports.programmer', { rapportId, cadence, formats, dossier }).then(() => { relire(); annoncer(`« ${titre} » se laisse désormais par ce poste.`); }, dire); };
  return (
    <section className="rap-programme" aria-label={PROGRAMMATION.bloc} data-testid="etat-programme">
      <div className="rang"><h3 className="titre3">{PROGRAMMATION.bloc}</h3><span>{cadenceDite(cadence)}, en {formats.map((format) => FORMATS[format]).join(', ')}, {PROGRAMMATION.dans} <span className="chemin">{dossier}</span>{ailleurs === null ? `, ${PROGRAMMATION.ici}` : ''}</span><span className="ressort" /><Bouton petit genre="t" icone="edit-line" onClick={changer}>{PROGRAMMATION.changer}</Bouton><Bouton petit genre="t" icone="close-line" onClick={arreter} testid="arreter-programme">{PROGRAMMATION.arreter}</Bouton></div>
      {ailleurs !== null ? null : <p className="discret">{PROGRAMMATION.prochaine} : <b className="num">{dateFr(prochaine)}</b>{enCours ? `, ${PROGRAMMATION.enCours}` : ''} · {PROGRAMMATION.derniere} : {dernier === null ? PROGRAMMATION.jamais : <><b className="num">{dateFr(dernier.echeance)}</b>{dernier.retard ? `, ${PROGRAMMATION.retard} (${dateHeure(dernier.le)})` : `, ${dateHeure(dernier.le)}`}</>}</p>}
      {ailleurs === null ? null : <Note genre="w" annoncer>{PROGRAMMATION.ailleurs} : « {ailleurs.poste} », {PROGRAMMATION.depuis} {dateHeure(ailleurs.depuis)}. {PROGRAMMATION.ailleursSuite} <Bouton petit icone="calendar-line" onClick={reprendre} testid="reprendre-programme">{PROGRAMMATION.reprendre}</Bouton></Note>}
      {echec === null || ailleurs !== null ? null : <Note genre="e" annoncer><b>{dateFr(echec.echeance)} :</b> {echec.message} {PROGRAMMATION.essai} : {dateHeure(echec.prochainEssai)}. <Bouton petit icone="refresh-line" onClick={() => { client.appeler('rapports.reessayer', { rapportId }).then(relire, dire); }} testid="reessayer-programme">{PROGRAMMATION.reessayer}</Bouton> <Bouton petit onClick={changer}>{PROGRAMMATION.autreDossier}</Bouton></Note>}
    </section>
  );
};
