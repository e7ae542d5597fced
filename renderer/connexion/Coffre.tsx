import type { ReactElement } from 'react';
import type { EtatCoffre } from '../../contract/poste.ts';
import { PageConnexion } from './Entete.tsx';
import { ChoisirPhrase, DonnerPhrase } from './Phrase.tsx';
import { Trousseau } from './Trousseau.tsx';

const carte = (coffre: EtatCoffre): ReactElement | null => {
  switch (coffre.etat) {
    case 'phrase_a_choisir': return <ChoisirPhrase coffre={coffre} />;
    case 'phrase_a_donner': return <DonnerPhrase coffre={coffre} />;
    case 'trousseau_muet': return <Trousseau key={coffre.etat} coffre={coffre} perdue={false} />;
    case 'cle_perdue': return <Trousseau key={coffre.etat} coffre={coffre} perdue />;
    case 'ouvert': return null;
  }
};

/** Avant la connexion : la clé qui chiffre ce que le poste garde n’est pas encore là. */
export const Coffre = ({ coffre }: { readonly coffre: EtatCoffre }): ReactElement => <PageConnexion seul>{carte(coffre)}</PageConnexion>;
