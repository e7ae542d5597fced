import { codeDe, codesDe } from '../../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { useContext } from 'react';
import { useFormContext } from 'react-hook-form';
import { DEPARTEMENTS, nomDepartement } from '../../../domain/geographie/departements.ts';
import { erreurFiness, erreurSiren, erreurSiret, normaliserChiffres, siretDuSiren } from '../../../domain/identifiants.ts';
import { FORMES, MODALITES, PERMANENCES } from '../../../domain/nomenclature/referentiels.ts';
import type { Perimetre } from '../../../domain/profils.ts';
import { useAppel } from '../../poste/requetes.ts';
import { useSession } from '../../poste/session.ts';
import { sirenFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { CadreChamp, ContexteFormulaire, ChampCases, ChampDate, ChampListe, ChampTexte, Controle, messageDe } from './champs.tsx';
import { ChampCommune, ChampDispositif, ChampEntite, ChampResponsable } from './choix.tsx';
import { DoublonsDispositif, DoublonsEntite } from './Doublons.tsx';
import { TableauCapacites, TableauContacts, TableauFinancements } from './tableaux.tsx';
import type { Valeurs } from './valeurs.ts';

interface PropsSection { readonly creation: boolean; readonly id: string; readonly figees: ReadonlySet<string> }

/** Départements où la personne agit ; tous pour un périmètre national. */
export const departementsDe = (perimetre: Perimetre): readonly string[] =>
  ('departements' in perimetre ? perimetre.departements : perimetre.genre === 'national' ? DEPARTEMENTS.map(({ code }) => code) : []);

const Identifiant = ({ saisie, longueur, erreur, bon }: { readonly saisie: string; readonly longueur: number; readonly erreur: (valeur: string) => string | null; readonly bon: string }): ReactElement | null => {
  const net = normaliserChiffres(saisie);
  if (net.length < longueur) return net === '' ? null : <span className="message discret">{`${net.length} sur ${longueur}`}</span>;
  const message = erreur(net);
  return <Controle bon={message === null}>{message ?? bon}</Controle>;
};

export const DepartementsEntite = (): ReactElement => {
  const { register, watch, formState: { errors } } = useFormContext<Valeurs>();
  const { acteur } = useSession();
  const { fermes } = useContext(ContexteFormulaire);
  const permis = departementsDe(acteur.perimetre);
  const choisis = watch('departements');
  const message = messageDe(errors, 'departements');
  // un département hors du périmètre reste affiché, coché : son administrateur seul le détache
  const codes = [...new Set([...choisis, ...permis])].sort();
  return (
    <fieldset className={`champ plein${message === undefined ? '' : ' faux'}`} data-champ="departements" disabled={fermes['departements'] !== undefined}>
      <legend>Départements<span className="oblig" aria-hidden="true">*</span></legend>
      <div className="choix" style={codes.length > 12 ? { maxHeight: 140, overflow: 'auto' } : undefined}>{codes.map((code) => <label key={code} className="case"><input type="checkbox" className="coche" value={code} {...register('departements')} onClick={(evenement) => { if (!permis.includes(code)) evenement.preventDefault(); }} aria-disabled={!permis.includes(code)} />{code} – {nomDepartement(code)}</label>)}</div>
      {message === undefined ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{message}</span>}
      {fermes['departements'] === undefined ? null : <span className="message discret"><Icone nom="lock-line" />{fermes['departements']}</span>}
    </fieldset>
  );
};

export const SectionsEntite = ({ creation, id }: PropsSection): ReactElement => {
  const { watch } = useFormContext<Valeurs>();
  return (
    <>
      <section>
        <h3>Identité</h3>
        <div className="deux">
          <ChampTexte chemin="raisonSociale" libelle="Raison sociale" plein />
          <ChampTexte chemin="siren" libelle="Siren" aide="9 chiffres" apres={<Identifiant saisie={watch('siren')} longueur={9} erreur={erreurSiren} bon="Clé du siren correcte." />} />
          <ChampListe chemin="statutJuridique" libelle="Statut juridique" codes={codesDe('statut_juridique')} />
          <ChampTexte chemin="finessEj" libelle="FINESS juridique" aide="9 caractères" apres={<Identifiant saisie={watch('finessEj')} longueur={9} erreur={erreurFiness} bon="Forme du numéro correcte." />} />
          <DoublonsEntite sauf={creation ? null : id} />
        </div>
      </section>
      <section>
        <h3>Implantation</h3>
        <div className="deux">
          <DepartementsEntite />
          <ChampTexte chemin="adresse" libelle="Adresse" aide="numéro et voie" />
          <ChampCommune departements={watch('departements')} aide="nom ou code postal" />
        </div>
      </section>
      <section>
        <h3>Convention P177</h3>
        <div className="deux"><ChampDate chemin="conventionDebut" champ="conventionP177" libelle="Du" /><ChampDate chemin="conventionFin" champ="conventionP177Fin" libelle="Au" /></div>
      </section>
      <section><h3>Contacts</h3><TableauContacts titre="Contacts référents" /></section>
    </>
  );
};

export const SectionsDispositif = ({ creation, id }: PropsSection): ReactElement => {
  const { watch, setValue } = useFormContext<Valeurs>();
  const { acteur } = useSession();
  const entiteId = watch('entiteId');
  const nature = watch('nature');
  const siret = normaliserChiffres(watch('siret'));
  const entite = useAppel('offre.fiche', { objet: 'entite', id: entiteId }, { actif: entiteId !== '' }).data?.fiche?.ligne;
  const siren = typeof entite?.['siren'] === 'string' ? entite['siren'] : null;
  const permis = departementsDe(acteur.perimetre);
  const departements = (Array.isArray(entite?.['departements']) ? (entite['departements'] as string[]) : []).filter((code) => permis.includes(code) || !creation);
  const etranger = siret.length === 14 && siren !== null && erreurSiret(siret) === null && !siretDuSiren(siret, siren);
  return (
    <>
      <section>
        <h3>Identité</h3>
        <div className="deux">
          <ChampEntite fige={!creation} />
          <ChampTexte chemin="nom" libelle="Nom" plein />
          <ChampListe chemin="nature" libelle="Nature" codes={codesDe('nature')} surChangement={() => { setValue('type', '', { shouldDirty: true }); }} />
          <ChampListe chemin="type" libelle="Type" codes={nature === '' ? [] : codesDe('type').filter((type) => type.nature === nature)} vide={nature === '' ? 'Choisir d’abord la nature' : 'Choisir…'} />
          <ChampTexte chemin="siret" libelle="Siret" aide="14 chiffres" apres={etranger ? <Controle bon={false}>{`Ce siret ne porte pas le siren de l’entité (${sirenFr(siren ?? '')}). À vérifier ; l’enregistrement reste possible.`}</Controle> : <Identifiant saisie={siret} longueur={14} erreur={erreurSiret} bon="Clé du siret correcte." />} />
          <ChampTexte chemin="finessEt" libelle="FINESS établissement" aide="9 caractères" apres={<Identifiant saisie={watch('finessEt')} longueur={9} erreur={erreurFiness} bon="Forme du numéro correcte." />} />
          <DoublonsDispositif sauf={creation ? null : id} />
        </div>
      </section>
      <section>
        <h3>Implantation</h3>
        <div className="deux">
          {creation ? <ChampListe chemin="departement" libelle="Département" vide={entiteId === '' ? 'Choisir d’abord l’entité' : 'Choisir…'} codes={departements.map((code) => ({ code, libelle: `${code} – ${nomDepartement(code)}`, debut: '1900-01-01' }))} />
            : <CadreChamp chemin="departement" libelle="Département">{({ id }) => <input id={id} type="text" readOnly aria-disabled value={nomDepartement(watch('departement'))} />}</CadreChamp>}
          <ChampCommune departements={watch('departement') === '' ? departements : [watch('departement')]} aide="nom ou code postal" />
          <ChampTexte chemin="adresse" libelle="Adresse" aide="numéro et voie" plein />
        </div>
      </section>
      <section>
        <h3>Financements et places</h3>
        <TableauFinancements />
        <div className="deux" style={{ gridTemplateColumns: '1fr 1fr 1fr' }}>
          <ChampTexte chemin="placesUrgence" champ="placesFinancees" libelle="Places financées 115" /><ChampTexte chemin="placesInsertion" champ="placesFinancees" libelle="Places financées insertion" /><ChampTexte chemin="placesAutres" champ="placesFinancees" libelle="Autres régulateurs" />
        </div>
      </section>
      <section>
        <h3>Accueil</h3>
        <div className="deux">
          <ChampCases chemin="compositions" libelle="Compositions accueillies" codes={codesDe('composition')} />
          <ChampCases chemin="publics" libelle="Publics spécifiques" codes={codesDe('public')} />
          <ChampTexte chemin="horaires" libelle="Horaires" plein /><ChampResponsable /><ChampTexte chemin="responsable" libelle="Responsable" aide="sans compte : son nom" />
        </div>
      </section>
      <section>
        <h3>Délégation de gestion au SIAO</h3>
        <div className="deux"><ChampDate chemin="delegationDebut" champ="delegationSiao" libelle="Du" /><ChampDate chemin="delegationFin" champ="delegationSiao" libelle="Au" /></div>
      </section>
      <section><h3>Contacts</h3><TableauContacts titre="Contacts" /></section>
    </>
  );
};

export const SectionsGroupe = ({ creation, figees }: PropsSection): ReactElement => {
  const { watch } = useFormContext<Valeurs>();
  const dispositifId = watch('dispositifId');
  const dispositif = useAppel('offre.fiche', { objet: 'dispositif', id: dispositifId }, { actif: dispositifId !== '' }).data?.fiche?.ligne;
  const type = codeDe('type', typeof dispositif?.['type'] === 'string' ? dispositif['type'] : null);
  // la modalité suit le type du dispositif : seul un type mixte laisse le choix
  const modalites = type === undefined ? MODALITES : MODALITES.filter(({ code }) => type.modalites.some((modalite) => modalite === code));
  const departement = typeof dispositif?.['departement'] === 'string' ? [dispositif['departement']] : [];
  return (
    <>
      <section>
        <h3>Identité</h3>
        <div className="deux">
          <ChampDispositif fige={!creation} />
          <ChampTexte chemin="libelle" libelle="Libellé" plein />
          <ChampListe chemin="modalite" libelle="Modalité" codes={modalites} />
          <ChampListe chemin="permanence" libelle="Permanence" codes={PERMANENCES} />
          <ChampListe chemin="forme" libelle="Forme" codes={FORMES} />
          <ChampListe chemin="typeUnite" libelle="Type d’unité" codes={codesDe('type_unite')} />
        </div>
      </section>
      <section>
        <h3>Capacité</h3>
        <div className="deux">
          <ChampDate chemin="ouverture" libelle="Ouverture" />
          <ChampTexte chemin="pmr" libelle="Places PMR" largeur={110} />
          <TableauCapacites figees={figees} />
        </div>
      </section>
      <section>
        <h3>Accueil</h3>
        <div className="deux">
          <ChampCases chemin="compositions" libelle="Compositions acceptées" codes={codesDe('composition')} />
          <ChampTexte chemin="ageMin" libelle="Âge minimal" largeur={110} /><ChampTexte chemin="ageMax" libelle="Âge maximal" largeur={110} />
          <ChampCases chemin="publics" libelle="Publics spécifiques" codes={codesDe('public')} />
          <ChampCommune departements={departement} aide="si elle diffère du dispositif" />
        </div>
      </section>
    </>
  );
};
