const PATIENCE_MS = 2_000;

/** Donne le focus à un élément dès qu’il est à l’écran : une fiche qui s’ouvre se lit d’abord. Le laisse à qui l’a déplacé entre-temps ; renonce au bout de deux secondes. */
export const focusDesQue = (id: string): void => {
  const depart = document.activeElement;
  const limite = performance.now() + PATIENCE_MS;
  const essayer = (): void => {
    const ici = document.activeElement;
    if (ici !== depart && ici !== null && ici !== document.body) return;
    const lieu = document.getElementById(id);
    if (lieu !== null) lieu.focus();
    else if (performance.now() < limite) requestAnimationFrame(essayer);
  };
  requestAnimationFrame(essayer);
};
