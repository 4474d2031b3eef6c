import { expect, it } from 'vitest';
import { isLive } from '../../../electron/drives/live.ts';
import { parseMountinfo } from '../../../electron/drives/mountinfo.ts';

function mounts(...flags: readonly string[]) {
  return parseMountinfo(flags.map((own, i) => `${30 + i} 29 8:17 / /media/${i} ${own} shared:1 - ext4 /dev/sdb1 rw`).join('\n'));
}

it.each([
  ['an ordinary mount', ['rw,relatime'], true],
  ['one that a desktop has made', ['rw,nosuid,nodev,relatime'], false],
  ['device nodes alone', ['rw,nosuid'], true],
  ['set-uid programs alone', ['rw,nodev'], true],
  ['a second mount elsewhere that is not as careful', ['rw,nosuid,nodev', 'ro,nosuid'], true],
  ['two that are', ['rw,nosuid,nodev', 'ro,nodev,noexec,nosuid'], false],
  ['flags that only sound like them', ['rw,nosuidx,xnodev'], true],
  ['no mount', [], false],
])('%s', (_, flags, expected) => {
  expect(isLive(mounts(...flags), '8:17')).toBe(expected);
});

it('another filesystem says nothing', () => expect(isLive(mounts('rw'), '8:1')).toBe(false));
