import { expect, it } from 'vitest';
import { descriptions } from '../../../electron/drives/drivelist.ts';

/** Only what is read of what lsblk prints. */
function answering(...described: readonly (readonly [name: string, vendor: string, model: string])[]): () => Promise<string> {
  return () => Promise.resolve(JSON.stringify({ blockdevices: described.map(([name, vendor, model]) => ({ name, vendor, model })) }));
}

it('this machine, by the real package: no numbers, and no loop device, which it hides', async () => {
  const found = await descriptions();
  for (const [path, words] of found) {
    expect(path).toMatch(/^\/dev\/(?!loop)/);
    expect(words).not.toMatch(/^$|0x/);
  }
});

it('takes its words, but not the numbers of makers nor nothing', async () => {
  const found = await descriptions(
    answering(['/dev/sda', 'SanDisk ', 'Ultra'], ['/dev/vda', '0x1af4', ''], ['/dev/vdb', '0x1af4', 'root'], ['/dev/sdb', '', '']),
  );
  expect([...found]).toEqual([
    ['/dev/sda', 'SanDisk Ultra'],
    ['/dev/vdb', 'root'],
  ]);
});

it('shows what a label would do to a terminal', async () => {
  expect([...(await descriptions(answering(['/dev/sda', 'Stick', '\u001b[31mroot'])))]).toEqual([['/dev/sda', 'Stick \\x1b[31mroot']]);
});

it('knows nothing if it fails', async () => {
  expect(await descriptions(() => Promise.reject(new Error('no lsblk')))).toEqual(new Map());
  expect(await descriptions(() => Promise.resolve('no JSON'))).toEqual(new Map());
});
