import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { PROFILS } from '../../domain/profils.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { lireDateFr } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';

/** Donne ou prolonge le mandat d’un opérateur de reprise : une personne de l’État ou d’un SIAO, des départements, une fin. */
export const Mandater = ({ fermer }: { readonly fermer: () => void }): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const { data } = useAppel('reprise.mandatables', {});
  const [personne, choisir] = useState('');
  const [departements, ecrire] = useState('');
  const [fin, dater] = useState('');
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const donner = async (): Promise<void> => {
    const codes = departements.split(/[\s,;]+/u).map((code) => code.toUpperCase()).filter((code) => code !== '');
    const inconnu = codes.find((code) => !DEPARTEMENTS.some((departement) => departement.code === code));
    const date = lireDateFr(fin);
    if (personne === '') { alerter('Choisir la personne.'); return; }
    if (codes.length === 0 || inconnu !== undefined) { alerter(inconnu === undefined ? 'Écrire au moins un département : 59, 62…' : `Le département « ${inconnu} » n’existe pas.`); return; }
    if (date === null) { alerter('Écrire la fin du mandat : 30/06/2027.'); return; }
    occuper(true);
    try {
      const { refus } = await client.appeler('reprise.mandater', { utilisateurId: personne, departements: codes, fin: date });
      if (refus !== null) alerter(refus.message);
      else { annoncer('Mandat donné.'); void requetes.invalidateQueries({ queryKey: ['reprise.lister'] }); fermer(); return; }
    } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void donner(); } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={TEXTES.mandater} icone="team-line" fermer={fermer} alerte={alerte} testid="rep-mandater" pied={<><Bouton onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void donner(); }} testid="rep-donner">{TEXTES.donner}</Bouton></>}>
      <p className="discret">Un opérateur de reprise charge des fiches à prévalider dans ses départements, rien d’autre. Le mandat ne change pas ce que la personne voit.</p>
      <div className="champ"><label htmlFor={`${id}p`}>{TEXTES.personne}</label><select id={`${id}p`} value={personne} onChange={({ target }) => { choisir(target.value); const vise = data?.personnes.find((une) => une.id === target.value); if (vise !== undefined && departements === '') ecrire(vise.departements.join(', ')); }}><option value="">{TEXTES.choix}</option>{(data?.personnes ?? []).map((une) => <option key={une.id} value={une.id}>{`${une.nom}, ${PROFILS[une.profil].libelle}${une.jusquau === null ? '' : ' (mandat en cours)'}`}</option>)}</select></div>
      <div className="champ"><label htmlFor={`${id}d`}>Départements</label><input id={`${id}d`} type="text" autoComplete="off" value={departements} placeholder="59, 62" onChange={({ target }) => { ecrire(target.value); alerter(null); }} /></div>
      <div className="champ"><label htmlFor={`${id}f`}>{TEXTES.fin}</label><input id={`${id}f`} type="text" inputMode="numeric" autoComplete="off" style={{ maxWidth: 140 }} value={fin} placeholder="jj/mm/aaaa" onChange={({ target }) => { dater(target.value); alerter(null); }} /></div>
    </Dialogue>
  );
};
