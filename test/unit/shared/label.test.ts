import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flashOptions } from '../../../electron/cli/arguments.ts';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { FLASH_OPERANDS, FLASH_OPTIONS } from '../../../electron/cli/options.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { REQUESTS } from '../../../shared/ipc.ts';
import { fittedLabel, takesLabel } from '../../../shared/label.ts';
import type { Filesystem } from '../../../shared/layout.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { mkfsCommand } from '../../../shared/plan/mkfs.ts';
import { GiB } from '../../../shared/plan/sizes.ts';
import type { FlashOptions } from '../../../shared/plan/types.ts';
import { ALPINE, makeInputs } from './plan/inputs.ts';

const FILESYSTEMS = ['ext4', 'xfs', 'btrfs', 'vfat'] as const;
const TAKEN: readonly (readonly [string, readonly Filesystem[]])[] = [
  ['', FILESYSTEMS],
  ['rootfs', FILESYSTEMS],
  ['a-label_11c', FILESYSTEMS],
  ['a label (1)', FILESYSTEMS],
  ['a-label-12ch', ['ext4', 'xfs', 'btrfs']],
  ['v1.2+rc:3', ['ext4', 'xfs', 'btrfs']],
  ['a-label-of-16-ch', ['ext4', 'btrfs']],
  ['my-long-rootfs-label-2026', ['btrfs']],
  ['x'.repeat(36), ['btrfs']],
  ['x'.repeat(37), []],
  [' in front', []],
  ['behind ', []],
  ['ä', []],
  ['a/b', []],
];
const CASES = TAKEN.flatMap(([label, by]) => FILESYSTEMS.map((filesystem) => ({ filesystem, label, isTaken: by.includes(filesystem) })));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'label-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the filesystem is found by. */
function labelMade(filesystem: Filesystem, label: string): string {
  const image = join(folder, 'image');
  rmSync(image, { force: true });
  closeSync(openSync(image, 'w'));
  truncateSync(image, GiB);
  const { tool, args } = mkfsCommand({ filesystem, sizeByte: GiB, label, uuid: '5f0c7a52-0b8e-4b59-9d4a-0c4a1f6f3c11', inodes: 100, sparseFile: true });
  execFileSync(tool, [...args, image], { stdio: 'ignore' });
  return execFileSync('sh', ['-c', 'blkid -p -o value -s LABEL "$1" || true', 'sh', image], { encoding: 'utf8' }).replace(/\n$/, '');
}

describe.each(CASES)('$filesystem and the label "$label"', ({ filesystem, label, isTaken }) => {
  it('go together, or do not', () => {
    expect(takesLabel(filesystem, label)).toBe(isTaken);
    if (isTaken) expect(fittedLabel(filesystem, label)).toBe(label);
  });

  it('are what mkfs makes of them, or fail', () => {
    const made = takesLabel(filesystem, label) ? label : fittedLabel(filesystem, label.replaceAll(/[^ -~]|\//g, '_'));
    expect(labelMade(filesystem, made)).toBe(made);
    expect(takesLabel(filesystem, made)).toBe(true);
  });

  const isOnFat = filesystem === 'vfat';
  const optionsOf = (...args: string[]) => flashOptions(parseCommand(['/a', '/b', ...args], FLASH_OPTIONS, FLASH_OPERANDS));
  const planned = (options: FlashOptions): unknown => makePlan(makeInputs({ options, ...(isOnFat ? { archive: ALPINE } : {}) })).volumes[0]?.label;
  const onTerminal = (): unknown => planned(optionsOf(...(isOnFat ? ['--layout', 'rpi-alpine'] : ['--fs', filesystem]), '--label', label));
  const inWindow = (): unknown => {
    if (!REQUESTS.setOptions.safeParse({ label }).success) throw new TarstrapError('usage');
    return planned({ ...optionsOf(...(isOnFat ? ['--layout', 'rpi-alpine'] : [])), ...(isOnFat ? {} : { filesystem }), label });
  };

  it.each([
    ['in the terminal', onTerminal],
    ['in the window', inWindow],
  ])('are planned as they are, or refused, %s', (_, plan) => {
    if (isTaken) return expect(plan()).toBe(label);
    return expect(plan).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
