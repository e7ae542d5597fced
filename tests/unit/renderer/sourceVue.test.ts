import { describe, expect, it } from 'vitest';
import { creerSourceVue } from '../../../renderer/poste/sourceVue.ts';

/** Une suite d’un million de lignes : chaque lecture se note. */
const monter = () => {
  const lectures: string[] = [];
  let vue = 0;
  const source = creerSourceVue({
    ouvrir: (_definition: string) => { vue += 1; return Promise.resolve({ vue }); },
    lignes: ({ vue: lue, debut, fin }) => { lectures.push(`${lue} ${debut}-${fin}`); return Promise.resolve(`${lue} ${debut}`); },
    rang: () => Promise.resolve({ rang: 0 }),
  }, () => undefined);
  return { source, lectures };
};
const attendre = (): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, 0); });

describe('fenêtres lues d’avance', () => {
  it('la suivante est déjà là, et ne se lit pas deux fois', async () => {
    const { source, lectures } = monter();
    expect(await source.lignes('tout', 0, 200)).toBe('1 0');
    await attendre();
    expect(lectures).toEqual(['1 0-200', '1 200-400']);
    expect(await source.lignes('tout', 200, 400)).toBe('1 200');
    await attendre();
    expect(lectures).toEqual(['1 0-200', '1 200-400', '1 400-600', '1 0-200']);
  });
  it('préparée avant la grille : la vue s’ouvre une fois, et ses premières lignes ne se lisent pas deux fois', async () => {
    const { source, lectures } = monter();
    source.preparer('tout', 200);
    // demandée avant même que la vue soit ouverte, ou bien après : les mêmes lignes
    expect(await source.lignes('tout', 0, 200)).toBe('1 0');
    expect(lectures).toEqual(['1 0-200', '1 200-400']);
    const autre = monter();
    autre.source.preparer('tout', 200);
    await attendre();
    expect(autre.lectures).toEqual(['1 0-200']);
    expect(await autre.source.lignes('tout', 0, 200)).toBe('1 0');
    expect(autre.lectures).toEqual(['1 0-200', '1 200-400']);
  });
  it('préparée, puis demandée autrement ou périmée : rien de ce qui était prêt ne se montre', async () => {
    const { source } = monter();
    source.preparer('tout', 200);
    expect(await source.lignes('autre', 0, 200)).toBe('2 0');
    const perimee = monter();
    perimee.source.preparer('tout', 200);
    perimee.source.perimer();
    await attendre();
    expect(perimee.lectures).toEqual([]);
    expect(await perimee.source.lignes('tout', 0, 200)).toBe('2 0');
  });
  it('les données changent : ce qui était lu d’avance ne sert plus', async () => {
    const { source } = monter();
    await source.lignes('tout', 0, 200);
    await attendre();
    source.perimer();
    expect(await source.lignes('tout', 200, 400)).toBe('2 200');
    expect(await source.lignes('autre', 200, 400)).toBe('3 200');
  });
  it('un geste : les mêmes lignes se relisent dans la même vue, sans rien garder d’avant', async () => {
    const { source, lectures } = monter();
    await source.lignes('tout', 0, 200);
    await attendre();
    source.rafraichir();
    expect(await source.lignes('tout', 200, 400)).toBe('1 200');
    expect(lectures.filter((lecture) => lecture === '1 200-400')).toHaveLength(2);
  });
  it('les lignes à l’écran se relisent seules : ni vue rouverte, ni lecture d’avance', async () => {
    const { source, lectures } = monter();
    expect(await source.courantes(0, 30)).toBeUndefined();
    await source.lignes('tout', 0, 200);
    await attendre();
    expect(await source.courantes(10, 40)).toBe('1 10');
    await attendre();
    expect(lectures).toEqual(['1 0-200', '1 200-400', '1 10-40']);
  });
  it('une lecture d’avance qui échoue se refait, et ne se voit pas', async () => {
    let echouer = false;
    const source = creerSourceVue({ ouvrir: () => Promise.resolve({ vue: 1 }), lignes: ({ debut }) => (echouer ? Promise.reject(new Error('panne')) : Promise.resolve(debut)), rang: () => Promise.resolve({ rang: 0 }) }, () => undefined);
    const premiere = source.lignes('tout', 0, 200);
    await premiere;
    echouer = true;
    await source.lignes('tout', 400, 600).catch(() => undefined);
    echouer = false;
    expect(await source.lignes('tout', 200, 400)).toBe(200);
    expect(await source.lignes('tout', 600, 800)).toBe(600);
  });
});
