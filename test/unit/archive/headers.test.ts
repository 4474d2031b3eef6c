import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readHeaders } from '../../../electron/archive/headers.ts';
import { readTar } from '../../../electron/archive/tarReader.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { tarHeader } from '../../lab/tarHeader.ts';
import { make, NOISE, workshop } from './workshop.ts';

const folder = workshop();

it('waits for a decompressor that has said all but not yet ended, every time', async () => {
  writeFileSync(join(folder, 'unmarked.tar'), Buffer.concat([tarHeader({ name: 'file', size: NOISE.length }), NOISE]));
  make(folder, 'lzip', ['-0', 'unmarked.tar']);
  const fd = openSync(join(folder, 'unmarked.tar.lz'), 'r');
  const ends: unknown[] = [];
  for (let i = 0; i < 20; i += 1) {
    const pass = { reader: readTar(() => {}), isEnough: () => false, onStart: () => {} };
    ends.push(await readHeaders({ fd, compression: 'lzip', folder, as: readerHere() }, pass));
  }
  closeSync(fd);
  expect(ends).toEqual(Array.from({ length: 20 }, () => ({ ok: true })));
});
