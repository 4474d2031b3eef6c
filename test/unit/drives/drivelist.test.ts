import { expect, it } from 'vitest';
import { descriptions } from '../../../electron/drives/drivelist.ts';

type Ask = NonNullable<Parameters<typeof descriptions>[0]>;
type Answer = Awaited<ReturnType<Ask>>;

/** Only what is read of an answer. */
function answering(...described: readonly (readonly [device: string, description: string])[]): Ask {
  return () => Promise.resolve(described.map(([device, description]) => ({ device, description })) as Answer);
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
    answering(['/dev/sda', 'STICK SanDisk Ultra (boot, /media/me/root)'], ['/dev/vda', '0x1af4'], ['/dev/vdb', '0x1af4 (root)'], ['/dev/sdb', '']),
  );
  expect([...found]).toEqual([
    ['/dev/sda', 'STICK SanDisk Ultra (boot, /media/me/root)'],
    ['/dev/vdb', '(root)'],
  ]);
});

it('shows what a label would do to a terminal', async () => {
  expect([...(await descriptions(answering(['/dev/sda', 'Stick (\u001b[31mroot)'])))]).toEqual([['/dev/sda', 'Stick (\\x1b[31mroot)']]);
});

it('knows nothing if it fails or does not answer', async () => {
  expect(await descriptions(() => Promise.reject(new Error('no lsblk')))).toEqual(new Map());
  expect(await descriptions(() => new Promise(() => {}), 20)).toEqual(new Map());
});
