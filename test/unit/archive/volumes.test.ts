import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { explain } from '../../../shared/explain.ts';
import { tarHeader } from '../../lab/tarHeader.ts';
import { failureOf, make, NOISE, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  mkdirSync(path('tree/etc'), { recursive: true });
  writeFileSync(path('tree/etc/small'), 'x');
  writeFileSync(path('tree/noise'), NOISE.subarray(0, 60_000));
  for (const format of ['gnu', 'posix']) {
    const volumes = ['-f', `${format}.1`, '-f', `${format}.2`, '-f', `${format}.3`];
    make(folder, 'tar', [`--format=${format}`, '-cM', '-L', '40', ...volumes, '-C', 'tree', 'etc', 'noise', '.']);
  }
});

describe.each(['gnu', 'posix'])('volumes of a tar in the format of %s', (format) => {
  it('are named as such where a member goes on in them', async () => {
    const failure = await failureOf(inspectArchive(path(`${format}.2`)));
    expect(failure.code).toBe('archive-in-volumes');
    expect(explain(failure, 'untouched').next).toContain('-f VOLUME1 -f VOLUME2');
  });

  it('may be what the first of them is', async () => {
    const failure = await failureOf(inspectArchive(path(`${format}.1`)));
    expect(failure.code).toBe('archive-damaged');
    expect(explain(failure, 'untouched').next).toContain('-f VOLUME1 -f VOLUME2');
  });
});

it('compressed, a volume is one as well', async () => {
  make(folder, 'gzip', ['-c', 'gnu.2'], 'volume.gz');
  expect((await failureOf(inspectArchive(path('volume.gz')))).code).toBe('archive-in-volumes');
});

it('also behind other members', async () => {
  const members = [tarHeader({ name: 'etc', type: '5' }), tarHeader({ name: 'etc/part', type: 'M', size: 3 }), Buffer.from('abc'.padEnd(512, '\0'))];
  writeFileSync(path('middle.tar'), Buffer.concat([...members, Buffer.alloc(1024)]));
  expect((await failureOf(inspectArchive(path('middle.tar')))).code).toBe('archive-in-volumes');
});

it('what was cut elsewhere is cut short', async () => {
  writeFileSync(path('cut.tar'), readFileSync(path('gnu.1')));
  truncateSync(path('cut.tar'), 20_000);
  const failure = await failureOf(inspectArchive(path('cut.tar')));
  expect(failure.code).toBe('archive-damaged');
  expect(explain(failure, 'untouched').next).not.toContain('volume');
});
