import '@codegouvfr/react-dsfr/dsfr/dsfr.min.css';
import './ui/icones.css';
import './ui/base.css';
import './ui/cadre.css';
import './ui/dialogue.css';
import './ui/grille.css';
import './ui/fiche.css';
import './connexion/connexion.css';
import './compte/compte.css';
import './accueil/accueil.css';
import './places/places.css';
import './calendrier/calendrier.css';
import './occupation/occupation.css';
import './controles/controles.css';
import './demandes/demandes.css';
import './propositions/propositions.css';
import './validation/validation.css';
import './agregats/agregats.css';
import './aide/aide.css';
import './indicateurs/indicateurs.css';
import './indicateurs/rapports/rapports.css';
import './journal/journal.css';
import './droits/droits.css';
import './utilisateurs/utilisateurs.css';
import './nomenclature/nomenclature.css';
import './reprise/reprise.css';
import './synchronisation/synchronisation.css';
// en dernier : ce qui change quand la fenêtre est agrandie
import './ui/agrandi.css';
import { createRoot } from 'react-dom/client';
import { Application } from './app/Application.tsx';
import { relierPoste } from './poste/client.ts';
import { brancherEvenements } from './poste/requetes.ts';
import { noterReprise } from './poste/session.ts';
import { demarrerTheme } from './ui/theme.ts';

demarrerTheme();
brancherEvenements();
// le processus de données a redémarré : tout ce que l’écran montre se relit
relierPoste(noterReprise);

const racine = document.getElementById('racine');
if (racine !== null) createRoot(racine).render(<Application />);
