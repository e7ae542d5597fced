import { preparerModele } from './service.ts';

// Playwright ne lit de sa mise en place que l’export par défaut.
export default preparerModele;
