import type { ReactElement } from 'react';
import { useEffect, useId, useMemo, useState } from 'react';
import type { PorteursCode } from '../../contract/methodesNomenclature.ts';
import { PAQUET_RECLASSEMENT, PORTEURS_MAXIMUM } from '../../contract/methodesNomenclature.ts';
import type { CodeLu, Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useEtatSync } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import type { Issue } from '../ui/EnNombre.tsx';
import { AvancementLot, TableauIssues, useLot } from '../ui/EnNombre.tsx';
import { Attente, Note } from '../ui/Etats.tsx';
import { aujourdhui, compte, insecables, nombre } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Champ } from '../utilisateurs/champs.tsx';
import { ChampMotif, ChoixCode, motifManque } from './champs.tsx';
import { ecartSuccesseur, phraseUsages, successeurs } from './lecture.ts';
import { OBJETS_COMPTES, TEXTES } from './textes.ts';

type Porteur = PorteursCode['lignes'][number];
const fait = (combien: number): string => compte(combien, 'fiche changée', 'fiches changées');

/** Les fiches telles qu’elles étaient à l’ouverture : celles qu’on change quittent la liste, qui ne doit pas bouger sous les yeux. */
const usePorteurs = (referentiel: Referentiel, code: string): { readonly porteurs: PorteursCode | null; readonly erreur: string | null } => {
  const [lus, poser] = useState<{ readonly porteurs: PorteursCode | null; readonly erreur: string | null }>({ porteurs: null, erreur: null });
  useEffect(() => {
    let annule = false;
    client.appeler('nomenclature.porteurs', { referentiel, code, limite: PORTEURS_MAXIMUM }).then((porteurs) => { if (!annule) poser({ porteurs, erreur: null }); }, (erreur: unknown) => { if (!annule) poser({ porteurs: null, erreur: messageErreur(erreur) }); });
    return () => { annule = true; };
  }, [referentiel, code]);
  return lus;
};

/** Juge le remplacement de chaque fiche, par paquets, sans rien écrire ; un autre successeur choisi entre-temps abandonne celui-ci. */
const useApercu = (fiches: readonly Porteur[], referentiel: Referentiel, de: string, vers: string): { readonly issues: readonly Issue[] | null; readonly erreur: string | null } => {
  const [apercu, changer] = useState<{ readonly issues: readonly Issue[] | null; readonly erreur: string | null }>({ issues: null, erreur: null });
  useEffect(() => {
    let annule = false;
    changer({ issues: null, erreur: null });
    const juger = async (): Promise<void> => {
      const suite: Issue[] = [];
      for (let rang = 0; rang < fiches.length && !annule; rang += PAQUET_RECLASSEMENT) {
        const { issues } = await client.appeler('nomenclature.apercuReclasser', { referentiel, de, vers, motif: 'motif', fiches: fiches.slice(rang, rang + PAQUET_RECLASSEMENT).map(({ objet, id }) => ({ objet, id })) });
        suite.push(...issues.map(({ id, refus }) => ({ cle: id, refus: refus === null ? null : insecables(refus.message) })));
      }
      if (!annule) changer({ issues: suite, erreur: null });
    };
    if (vers !== '' && fiches.length > 0) juger().catch((erreur: unknown) => { if (!annule) changer({ issues: null, erreur: messageErreur(erreur) }); });
    return () => { annule = true; };
  }, [fiches, referentiel, de, vers]);
  return apercu;
};

const AUCUNE: readonly Porteur[] = [];
/** `propose` : le successeur tout juste choisi au retrait, que la nomenclature relue ne dit pas encore. */
interface Props { readonly referentiel: Referentiel; readonly code: CodeLu; readonly propose: string | null; readonly nomenclature: Nomenclature; readonly fermer: () => void }

/** Remplace un code retiré sur les fiches qui le portent : successeur, aperçu (combien, lesquelles sont refusées et pourquoi), avancement, puis une ligne par fiche. */
export const Remplacer = ({ referentiel, code, propose, nomenclature, fermer }: Props): ReactElement => {
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const idMotif = useId();
  const jour = aujourdhui();
  const { porteurs, erreur: panne } = usePorteurs(referentiel, code.code);
  const fiches = porteurs?.lignes ?? AUCUNE;
  const permis = successeurs(nomenclature, referentiel, code, jour);
  const [vers, choisir] = useState(() => permis.find((autre) => autre.code === (propose ?? code.remplacePar))?.code ?? '');
  const [motif, changerMotif] = useState('');
  const [tente, tenter] = useState(false);
  const nouveau = permis.find((autre) => autre.code === vers);
  const ecart = nouveau === undefined ? null : ecartSuccesseur(referentiel, code, nouveau);
  const { issues: apercu, erreur } = useApercu(fiches, referentiel, code.code, vers);
  const refuses = useMemo(() => (apercu ?? []).filter(({ refus }) => refus !== null), [apercu]);
  const acceptes = useMemo(() => (apercu ?? []).filter(({ refus }) => refus === null).map(({ cle }) => cle), [apercu]);
  const parId = useMemo(() => new Map(fiches.map((fiche) => [fiche.id, fiche])), [fiches]);
  const lot = useLot(acceptes, async (paquet) => {
    const { issues } = await client.appeler('nomenclature.reclasser', { referentiel, de: code.code, vers, motif: motif.trim(), fiches: paquet.flatMap((id) => { const fiche = parId.get(id); return fiche === undefined ? [] : [{ objet: fiche.objet, id }]; }) });
    return issues.map(({ id, refus }) => ({ cle: id, refus: refus === null ? null : insecables(refus.message) }));
  }, PAQUET_RECLASSEMENT);
  const fini = lot.etat === 'fini' || lot.etat === 'arrete';
  const enCours = lot.etat === 'en_cours';
  const changees = lot.issues.filter(({ refus }) => refus === null).length;
  const lancer = (): void => {
    tenter(true);
    if (motifManque(motif)) { document.getElementById(idMotif)?.focus(); return; }
    if (vers !== '' && acceptes.length > 0) lot.lancer();
  };
  const clore = (): void => {
    if (enCours) return;
    if (changees > 0) annoncer(`${fait(changees)}${horsLigne ? ', en attente d’envoi' : ''}.`);
    fermer();
  };
  useRaccourcis({ 'Ctrl+Enter': () => { if (fini) clore(); else lancer(); } }, { sousModale: true });
  const raison = vers === '' ? TEXTES.erreurs.successeur : apercu === null ? TEXTES.apercuEnCours : acceptes.length === 0 ? TEXTES.aucunAccepte : null;
  const lignes = useMemo(() => fiches.map(({ id, nom, complement, departement, objet }) => ({ cle: id, nom: objet === 'place' ? `Place ${nom}` : nom, detail: [departement, complement].filter((partie) => partie !== '').join(' · ') })), [fiches]);
  const issues = fini || enCours ? [...refuses, ...lot.issues] : refuses;
  const reste = (porteurs?.total ?? 0) - fiches.length;
  const objet = porteurs?.parObjet.length === 1 ? OBJETS_COMPTES[porteurs.parObjet[0]?.objet ?? 'dispositif'] : (['fiche', 'fiches'] as const);
  return (
    <Dialogue
      ouvert titre={fini ? `${TEXTES.resultat} : remplacer « ${code.libelle} »` : `Remplacer « ${code.libelle} »`} icone="arrow-up-down-line" largeur={920} fermer={clore} alerte={panne ?? erreur} testid="remplacer-code"
      pied={fini ? <Bouton genre="p" touche="Ctrl+Entrée" onClick={clore}>{TEXTES.fermer}</Bouton> : <><Bouton raison={enCours ? 'Remplacement en cours.' : null} horsDroit onClick={clore}>{TEXTES.annuler}</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={enCours} raison={raison} horsDroit onClick={lancer} testid="lancer-remplacement">Remplacer{apercu === null ? '' : ` sur ${compte(acceptes.length, ...objet)}`}</Bouton></>}
    >
      {fini || enCours ? null : (
        <>
          {porteurs === null ? <p className="discret" role="status">{TEXTES.impactEnCours}</p> : <p><b>{phraseUsages(referentiel, porteurs.parObjet)}</b>.{reste > 0 ? ` Les ${nombre(fiches.length)} premières se remplacent d’abord ; rouvrir ensuite pour ${nombre(reste)} autres.` : ''}</p>}
          <Champ nom="vers" libelle={TEXTES.mettre} obligatoire erreur={tente && vers === '' ? TEXTES.erreurs.successeur : undefined}>{(attributs) => <ChoixCode codes={permis} natures={nomenclature.codes('nature')} valeur={vers} vide={TEXTES.choisir} changer={choisir} attributs={attributs} testid="choix-remplacant" />}</Champ>
          {ecart === null ? null : <Note genre="w"><b>{referentiel === 'nature' ? TEXTES.unitesDifferent : TEXTES.modalitesDifferent}.</b> {ecart}</Note>}
          <ChampMotif id={idMotif} valeur={motif} changer={changerMotif} manque={tente && motifManque(motif)} />
          <p className="discret">{TEXTES.sansAnnulation}</p>
        </>
      )}
      <p role="status" data-testid="apercu-remplacement">
        {fini ? `${fait(changees)}${fiches.length === changees ? '' : `, ${compte(fiches.length - changees, 'refusée ou non traitée', 'refusées ou non traitées')}`}.` : enCours ? `${nombre(lot.issues.length)} sur ${nombre(acceptes.length)}…`
          : vers === '' ? TEXTES.erreurs.successeur : apercu === null ? TEXTES.apercuEnCours : <><b>{compte(acceptes.length, 'fiche changera', 'fiches changeront')}</b>{refuses.length === 0 ? '' : `, ${compte(refuses.length, 'est refusée', 'sont refusées')}`}.</>}
      </p>
      {enCours ? <AvancementLot lot={lot} total={acceptes.length} nom={TEXTES.remplacer} /> : null}
      {lot.etat === 'arrete' ? <Note genre="w">{TEXTES.arrete}</Note> : null}
      {porteurs === null ? <Attente nom={TEXTES.lectureCode} lignes={4} /> : lignes.length === 0 ? null : <div className="issues-code"><TableauIssues lignes={lignes} issues={issues} fini={fini || (apercu !== null && refuses.length > 0)} colonnes={['Fiche', 'Où', 'Issue']} accepte="Changée" /></div>}
    </Dialogue>
  );
};
