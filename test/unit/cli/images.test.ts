import { expect, it } from 'vitest';
import { flashOptions, imageOptions } from '../../../electron/cli/arguments.ts';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { FLASH_OPTIONS } from '../../../electron/cli/options.ts';
import { imageRows } from '../../../electron/cli/imageRows.ts';
import { doneLine } from '../../../electron/cli/live.ts';
import { proposeImage } from '../../../electron/cli/proposeImage.ts';
import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { imageRequest, type Summary } from '../../../shared/protocol.ts';
import { GiB, MiB } from '../../../shared/plan/sizes.ts';
import { lastWith, makeImageInputs } from '../shared/plan/imageInputs.ts';

const { image } = makeImageInputs();

function rowsOf(changes: Partial<ImageFacts>): Record<string, string> {
  return Object.fromEntries(imageRows({ ...image, ...changes }));
}

it('says what an image is, a fact a row', () => {
  expect(imageRows(image)).toEqual([
    ['image', '/home/me/card.img.xz (xz, 210 MB)'],
    ['holds', 'a GPT partition table and 2 partitions'],
    ['length', '1.1 GB'],
    ['partition', '1: 267 MB, EFI system, vfat "BOOT", named "boot"'],
    ['partition', '2: 804 MB, Linux filesystem, ext4 "rootfs"'],
  ]);
});

it.each<[string, Partial<ImageFacts>, Record<string, string>]>([
  ['raw', { compression: 'none' }, { image: '/home/me/card.img.xz (raw, 210 MB)' }],
  ['unread', { imageBytes: null }, { length: 'not known before it is unpacked; 1.1 GB at the least' }],
  ['bare', { form: 'filesystem', table: 'none', filesystem: { name: 'ext4', label: 'root' }, partitions: [] }, { holds: 'one ext4 filesystem "root"' }],
  ['extended', { table: 'dos', ...lastWith({ kind: 'extended', type: 'Extended' }) }, { partition: '2: 804 MB, Extended' }],
  [
    'mapped',
    { bmap: { file: { ...image.file, path: '/home/me/card.bmap' }, imageBytes: GiB, blockBytes: 4096, mappedBytes: 300 * MiB, ranges: 9, isChecked: true } },
    { 'block map': '/home/me/card.bmap: 315 MB of 1.1 GB; its checksums are proven' },
  ],
  [
    'in a zip',
    {
      compression: 'none',
      zip: { name: 'card.img', method: 'deflated', startByte: 40, packedBytes: MiB, unpackedBytes: GiB, crc32: 1, isAlone: true },
    },
    { image: '/home/me/card.img.xz (card.img in a zip file, 210 MB)' },
  ],
])('%s', (_, changes, expected) => expect(rowsOf(changes)).toMatchObject(expected));

it('what is proposed is shown in words, as commands and as the request', () => {
  const { lane, lines, commands, remarks } = proposeImage(makeImageInputs({ image: { backupGpt: 'missing' } }));
  const request = { type: 'flash-image', lanes: [lane] };
  expect(imageRequest.parse(request)).toEqual(request);
  expect(lines).toContain('Verify everything by reading it back');
  expect(commands.join('\n')).toContain('xz -dc /home/me/card.img.xz | dd of=');
  expect(remarks.map(({ id }) => id)).toEqual(['gpt-backup-missing']);
});

it('an image is verified in full or not at all', () => {
  const options = (...args: string[]): ReturnType<typeof imageOptions> => {
    const line = parseCommand(['/a', '/b', ...args], FLASH_OPTIONS, ['ARCHIVE|IMAGE', 'TARGET']);
    return imageOptions(line, flashOptions(line));
  };
  expect(options()).toEqual({ grow: false, verify: 'full', allowFixed: false });
  expect(options('--grow', '--verify', 'none', '--allow-fixed')).toEqual({ grow: true, verify: 'none', allowFixed: true });
  expect(() => options('--verify', 'quick')).toThrow(
    expect.objectContaining({ code: 'usage', facts: { problem: 'A disk image is verified in full or not at all.' } }),
  );
});

it('what was written is told without members', () => {
  const summary: Summary = { bytes: 3_200_000_000, entries: null, seconds: 134, deviceWritten: 0, mode: null, verified: 'full', lost: [] };
  expect(doneLine(summary, { path: '/dev/sdb', kind: 'disk' }, 'flash-image')).toBe(
    'Done: 3.2 GB on /dev/sdb in 2:14, verified in full. The drive is safe to unplug.',
  );
});
