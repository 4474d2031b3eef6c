import { expect, it } from 'vitest';
import { inPlaceOf } from '../../../electron/engine/disk/behalf.ts';
import { TarstrapError } from '../../../shared/errors.ts';

it.each([
  ['/dev/loop1', '/home/me/card.img'],
  ['/dev/loop1p2', '/home/me/card.img'],
  ['/dev/loop10', '/dev/loop10'],
  ['/dev/sdx', '/dev/sdx'],
])('what fails on %s is said of %s', async (path, said) => {
  const work = async (): Promise<never> => {
    throw new TarstrapError('drive-io', { path });
  };
  const blame = ({ code, facts }: TarstrapError): TarstrapError => new TarstrapError(code, { ...facts, path: '/home/me/card.img' });
  await expect(inPlaceOf('/dev/loop1', work, blame)).rejects.toMatchObject({ facts: { path: said } });
});
