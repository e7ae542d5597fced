import { useEffect, useRef, useState } from 'react';
import { client, codeErreur } from '../../poste/client.ts';

/** Lignes [debut, fin[ de la vue. `cle` : ce que la personne a choisi ; tant qu’elle ne change pas, les places ne changent pas. */
export interface Portee { readonly cle: string; readonly debut: number; readonly fin: number }
export interface Portees { readonly vue: number; readonly selection: Portee | null; readonly filtre: Portee }
/** `enCours` : la portée vient de changer, `choix` et ce qui en découle sont encore ceux d’avant ; rien ne s’applique. */
export interface Choix { readonly choix: number | null; readonly nombre: number; readonly echec: unknown; readonly enCours: boolean }

interface Fixe { readonly cle: string; readonly choix: number | null; readonly nombre: number; readonly echec: unknown }

const ESSAIS = 5;
/**
 * Les places de la portée, fixées au processus de données quand la personne la choisit : une synchronisation qui ajoute ou ôte des lignes ensuite n’y change plus rien. Seule une
 * autre `cle` (plage étendue, filtre changé) les refixe.
 */
export const useChoix = ({ cle, debut, fin }: Portee, vue: number): Choix => {
  const [etat, changer] = useState<Fixe>({ cle: '', choix: null, nombre: 0, echec: null });
  const bornes = useRef({ debut, fin, vue });
  useEffect(() => { bornes.current = { debut, fin, vue }; });
  useEffect(() => {
    let vivant = true;
    let attente: ReturnType<typeof setTimeout> | undefined;
    const choisir = (essai: number): void => {
      const { debut: depart, fin: arrivee, vue: courante } = bornes.current;
      if (arrivee <= depart) { changer({ cle, choix: null, nombre: 0, echec: null }); return; }
      client.appeler('places.choisir', { vue: courante, plages: [{ debut: depart, fin: arrivee }] }).then(({ choix, nombre: combien }) => { if (vivant) changer({ cle, choix, nombre: combien, echec: null }); }, (echec: unknown) => {
        if (!vivant) return;
        // la vue vient d’être rouverte : son numéro arrive
        if (codeErreur(echec) === 'vue.perimee' && essai < ESSAIS) attente = setTimeout(() => { choisir(essai + 1); }, 200);
        else changer({ cle, choix: null, nombre: 0, echec });
      });
    };
    // étendre la plage au clavier change la portée à chaque frappe : seul le repos compte
    attente = setTimeout(() => { choisir(1); }, 120);
    return () => { vivant = false; clearTimeout(attente); };
  }, [cle]);
  return { choix: etat.choix, nombre: etat.nombre, echec: etat.echec, enCours: etat.cle !== cle };
};
