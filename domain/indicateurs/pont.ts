import { A_LA_FIN, AU_DEBUT, FERMEES, OUVERTES } from './mesures.ts';
import { indicateur, moins, plus } from './modele.ts';

export const ouverturesFermetures = indicateur({
  id: 'ouvertures_fermetures', libelle: 'Ouvertures et fermetures', famille: 'flux', unite: 'places', sens: 'bonne', facteur: 1, moment: 'periode',
  numerateur: { libelle: 'places ouvertes − places fermées', termes: [plus(OUVERTES), moins(FERMEES)] }, denominateur: null,
  composantes: [
    { cle: 'debut', libelle: 'Capacité la veille', termes: [plus(AU_DEBUT)] }, { cle: 'ouvertures', libelle: 'Ouvertes', termes: [plus(OUVERTES)] },
    { cle: 'fermetures', libelle: 'Fermées', termes: [plus(FERMEES)] }, { cle: 'fin', libelle: 'Capacité au dernier jour', termes: [plus(A_LA_FIN)] },
  ],
  exclusions: ['veille sociale, mesures et premier accueil', 'dispositifs qui ne sont pas validés'], source: 'ouvertures, fermetures et capacités datées des groupes',
  precautions: ['Capacité la veille + ouvertes − fermées = capacité au dernier jour, à la place près.', 'Une place ouverte puis fermée dans la période compte des deux côtés.', 'Des places qui passent d’un groupe à un autre se ferment ici et s’ouvrent là.'],
});
