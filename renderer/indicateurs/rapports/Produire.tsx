import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { FORMATS_EXPORT } from '../../../contract/methodesExports.ts';
import type { FormatExport } from '../../../contract/methodesExports.ts';
import type { Rapport } from '../../../domain/rapports/rapport.ts';
import { client } from '../../poste/client.ts';
import { DES_GRILLES, useExport } from '../../poste/useExport.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { CheminFichier } from '../../ui/CheminFichier.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte } from '../../ui/formats.ts';
import { Progression } from '../../ui/Progression.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { PRODUCTION } from './textes.ts';

/** Des formats, un ou plusieurs. */
export const ChoixFormats = ({ choisis, changer, fige = false, legende, libelles }: { readonly choisis: readonly FormatExport[]; readonly changer: (formats: readonly FormatExport[]) => void; readonly fige?: boolean; readonly legende: string; readonly libelles: Readonly<Record<FormatExport, string>> }): ReactElement => (
  <fieldset className="choix-export"><legend>{legende}</legend>{FORMATS_EXPORT.map((format) => (
    <label key={format} className="rang"><input type="checkbox" className="coche" checked={choisis.includes(format)} aria-disabled={fige ? true : undefined} onChange={({ target }) => { if (!fige) changer(FORMATS_EXPORT.filter((un) => (un === format ? target.checked : choisis.includes(un)))); }} data-testid={`rapport-${format}`} /><span>{libelles[format]}</span></label>
  ))}</fieldset>
);

/** Écrit le rapport, dans les formats choisis, à la date du jour : l’avancement, l’arrêt, puis où sont les fichiers. */
export const Produire = ({ titre, rapport, fermer }: { readonly titre: string; readonly rapport: Rapport; readonly fermer: () => void }): ReactElement => {
  const id = useId();
  const [formats, choisir] = useState<readonly FormatExport[]>(['pdf']);
  const [chemins, ecrire] = useState<readonly string[]>([]);
  const { enCours, avancement, fait, erreur, lancer, arreter } = useExport(DES_GRILLES);
  const raison = formats.length === 0 ? PRODUCTION.manque : null;
  const demarrer = (): void => {
    if (raison !== null) return;
    lancer(async () => {
      const { fichiers, lignes } = await client.appeler('rapports.produire', { titre, rapport, formats: [...formats] });
      ecrire(fichiers.map(({ chemin }) => chemin));
      return { chemin: fichiers[0]?.chemin ?? '', lignes };
    });
  };
  useRaccourcis({ 'Ctrl+Enter': demarrer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; demarrer(); return true; } }, { sousModale: true, actif: fait === null && !enCours });
  const sections = rapport.sections.length;
  const phrase = avancement === null ? PRODUCTION.enCours : avancement.phase === 'pages' ? PRODUCTION.pages : avancement.lignes < sections ? `Section ${avancement.lignes + 1} sur ${sections}…` : 'Écriture…';
  return (
    <Dialogue
      ouvert titre={`${PRODUCTION.titre} « ${titre} »`} icone="printer-line" largeur={600} fermer={() => { if (!enCours) fermer(); }} alerte={erreur} testid="produire-rapport"
      pied={fait !== null ? <Bouton genre="p" onClick={fermer}>{PRODUCTION.fermer}</Bouton> : enCours ? <Bouton onClick={arreter} testid="arreter-rapport">{PRODUCTION.arreter}</Bouton> : <><Bouton onClick={fermer}>{PRODUCTION.annuler}</Bouton><Bouton genre="p" icone="printer-line" touche="Entrée" raison={raison} horsDroit onClick={demarrer} testid="lancer-rapport">{PRODUCTION.ok}</Bouton></>}
    >
      <ChoixFormats choisis={formats} changer={choisir} fige={enCours || fait !== null} legende={PRODUCTION.formats} libelles={{ xlsx: PRODUCTION.xlsx, csv: PRODUCTION.csv, pdf: PRODUCTION.pdf }} />
      {enCours ? <Progression nom={PRODUCTION.enCours} recues={avancement?.lignes ?? 0} total={avancement?.total ?? null} phrase={phrase} /> : null}
      {fait === null ? null : <Note genre="ok" annoncer><b>{compte(chemins.length, 'fichier', 'fichiers')} {chemins.length < 2 ? PRODUCTION.faitUn : PRODUCTION.fait}</b><ul aria-labelledby={id}>{chemins.map((chemin) => <li key={chemin}><CheminFichier chemin={chemin} /></li>)}</ul></Note>}
      <p className="discret" id={id}>{PRODUCTION.aide}</p>
    </Dialogue>
  );
};
