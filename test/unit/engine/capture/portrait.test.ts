import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LISTING_OPTIONS, parseEntry } from '../../../../electron/archive/listing.ts';
import { packedBytes, portraitListed, portraitSeen } from '../../../../electron/engine/capture/portrait.ts';
import type { Seen } from '../../../../electron/engine/capture/walk.ts';
import { sh } from '../../../lab/devices.ts';

const folder = mkdtempSync('/var/tmp/portrait-');
afterAll(() => rmSync(folder, { recursive: true }));

const MAKERS: Readonly<Record<Exclude<Seen['type'], 'hardlink'>, (path: string) => void>> = {
  file: (path) => writeFileSync(path, 'contents'),
  directory: (path) => void sh('mkdir', '-m', '1777', path),
  symlink: (path) => void sh('ln', '-s', 'elsewhere', path),
  fifo: (path) => void sh('mkfifo', path),
  character: (path) => void sh('mknod', path, 'c', '300', '70000'),
  block: (path) => void sh('mknod', path, 'b', '8', '300'),
};

describe('what is seen and what tar lists of it are the same', () => {
  it.each(Object.keys(MAKERS) as (keyof typeof MAKERS)[])('%s', (type) => {
    for (const time of ['2020-01-01 00:00:00.000000001', '1969-06-07 08:09:10.123456789', '2026-01-01 00:00:00']) {
      const path = join(folder, `a "${type}"\nof ${time}`);
      MAKERS[type](path);
      sh('touch', '-h', '-d', `${time} UTC`, path);
      const name = path.slice(folder.length + 1);
      const tar = execFileSync('tar', ['-C', folder, '--format=posix', '--pax-option=delete=atime,delete=ctime', '-cf', '-', '--', `./${name}`]);
      const listing = execFileSync('tar', ['-tvv', ...LISTING_OPTIONS, '-f', '-'], { input: tar, env: { LC_ALL: 'C', TZ: 'UTC0' }, encoding: 'latin1' });
      const entry = parseEntry(listing.split('\n')[0] ?? '');
      const stat = lstatSync(path, { bigint: true });
      const seen: Seen = { name, type, stat, target: type === 'symlink' ? 'elsewhere' : undefined };
      expect(entry && portraitListed(entry)).toBe(portraitSeen(seen));
      // With what marks the end of an archive.
      expect(Math.ceil((packedBytes(seen) + 1024) / 10_240) * 10_240).toBe(tar.length);
    }
  });
});
