import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linksIn } from '../../../../electron/engine/verify/expectation.ts';

it('tells links that lead to folders, and those that lead away', () => {
  const root = mkdtempSync('/var/tmp/links-');
  try {
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    writeFileSync(join(root, 'file'), '');
    for (const [name, target] of Object.entries({
      lib: 'usr/lib',
      lib2: './lib',
      usrlib: 'lib/../lib',
      dangling: 'nothing',
      plain: 'file',
      away: '/usr',
      round: 'round',
    })) {
      symlinkSync(target, join(root, name));
    }
    const linkAt = linksIn(root);
    const names = ['lib', 'lib2', 'usrlib', 'dangling', 'plain', 'away', 'round', 'usr', 'missing'];
    expect(names.map(linkAt)).toEqual(['usr/lib', './lib', 'lib/../lib', undefined, undefined, '/usr', undefined, undefined, undefined]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
