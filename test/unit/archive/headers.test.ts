import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readHeaders } from '../../../electron/archive/headers.ts';
import { readTar } from '../../../electron/archive/tarReader.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { sh } from '../../lab/devices.ts';
import { tarHeader, tarOf } from '../../lab/tarHeader.ts';
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

it('a server that is gone in the middle of a plain archive holds no cancel up', async () => {
  const [tree, image, at] = ['tree', 'tree.squashfs', 'remote'].map((name) => join(folder, name)) as [string, string, string];
  for (const made of [tree, at]) mkdirSync(made);
  writeFileSync(join(tree, 'a.tar'), Buffer.concat(Array.from({ length: 16_000 }, (_, i) => tarHeader({ name: `${i}`, size: 0 }))));
  sh('mksquashfs', tree, image, '-quiet', '-no-progress');
  const server = spawn('squashfuse', ['-f', image, at], { stdio: 'ignore' });
  await vi.waitFor(() => expect(sh('findmnt', '--noheadings', '--output', 'FSTYPE', '--target', at)).toContain('squashfuse'), { timeout: 10_000 });
  const fd = openSync(join(at, 'a.tar'), 'r');
  const cancel = new AbortController();
  let pieces = 0;
  const isEnough = (): boolean => {
    pieces += 1;
    // The next read is under way by then.
    if (pieces === 3 && server.kill('SIGSTOP')) setImmediate(() => cancel.abort(new Error('cancelled')));
    return false;
  };
  try {
    const pass = { reader: readTar(() => {}), isEnough, onStart: () => {} };
    await expect(readHeaders({ fd, compression: 'none', as: readerHere(), signal: cancel.signal }, pass)).rejects.toThrow('cancelled');
  } finally {
    server.kill('SIGCONT');
    closeSync(fd);
    sh('umount', at);
  }
});

it('lets others come in between where members take long', async () => {
  const members = 1000;
  writeFileSync(join(folder, 'many.tar'), tarOf(Array.from({ length: members }, (_, i) => ({ name: `${i}` }))));
  const fd = openSync(join(folder, 'many.tar'), 'r');
  const onMember = (): void => {
    for (const end = performance.now() + 0.5; performance.now() < end;);
  };
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await readHeaders({ fd, compression: 'none', as: readerHere() }, { reader: readTar(onMember), isEnough: () => false, onStart: () => {} });
  clearInterval(timer);
  closeSync(fd);
  expect(turns).toBeGreaterThan(5);
});
