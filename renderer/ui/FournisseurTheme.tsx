import { createMuiDsfrThemeProvider } from '@codegouvfr/react-dsfr/mui';
import { useEstSombre } from './theme.ts';

const useIsDark = (): { isDark: boolean } => ({ isDark: useEstSombre() });

/** Thème MUI du DSFR, suivi du choix de la personne (sans le script de react-dsfr, que la politique de sécurité refuse). Seules les parts d’une session ouverte emploient MUI : l’écran de connexion n’a pas à l’attendre. */
export const { MuiDsfrThemeProvider: FournisseurTheme } = createMuiDsfrThemeProvider({ useIsDark });
