import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { schemaMutation } from '../../../contract/service.ts';

test('une file d’avant, dont l’annulation d’un gros lot cite chaque fiche, est encore admise : sinon elle bloquerait tout ce qui la suit', () => {
  const base = Array.from({ length: 60_000 }, () => ({ id: randomUUID(), version: 1 }));
  expect(schemaMutation.safeParse({ clientId: randomUUID(), seq: 1, nom: 'annulerLot', version: 1, args: {}, base }).success).toBe(true);
});
