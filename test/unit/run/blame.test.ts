import { describe, expect, it } from 'vitest';
import { blameStep } from '../../../electron/run/blame.ts';
import { runStep } from '../../../electron/run/run.ts';

const DRIVE = '/dev/sdx';

describe('whose fault it is that a tool has failed', () => {
  it.each([
    ['wipefs', 'wipefs: error: /dev/sdx: probing initialization failed: Input/output error', DRIVE, 'drive-io', { path: DRIVE }],
    ['mount', "mount: /run/x: can't read superblock on /dev/sdx1.", DRIVE, 'drive-io', { path: DRIVE }],
    ['sfdisk', 'sfdisk: cannot open /dev/sdx: No medium found', DRIVE, 'drive-io', { path: DRIVE }],
    ['partx', 'partx: /dev/sdx: error deleting partition 1: Device or resource busy', DRIVE, 'target-busy', expect.objectContaining({ path: DRIVE })],
    ['mkfs.ext4', '/dev/sdx1 is apparently in use by the system; will not make a filesystem here!', DRIVE, 'target-busy', expect.anything()],
    ['e2fsck', '/dev/sdx1 is mounted.\ne2fsck: Cannot continue, aborting.', DRIVE, 'target-busy', expect.anything()],
    ['wipefs', 'wipefs: error: /dev/sdx: probing initialization failed: Read-only file system', DRIVE, 'target-read-only', { path: DRIVE }],
    ['mount', 'mount: /x: wrong fs type, bad option, bad superblock on /dev/sdx1, missing codepage', DRIVE, 'target-damaged', { path: DRIVE }],
    ['mount', 'mount: /x: permission denied.', DRIVE, 'root-restricted', { what: 'Doing it was refused' }],
    ['losetup', 'losetup: cannot find an unused loop device: Operation not permitted', undefined, 'root-restricted', { what: 'Doing it was refused' }],
    ['losetup', 'losetup: /x: failed to set up loop device: No such device', undefined, 'step-failed', { step: 'Doing it', tool: 'losetup' }],
    ['losetup', "losetup: unrecognized option '--nooverlap'\nBusyBox v1.35.0 multi-call binary.", undefined, 'tool-unfit', expect.anything()],
    [
      'mount',
      'mount: unrecognized option: no-canonicalize\nUsage: mount [OPTIONS]',
      DRIVE,
      'tool-unfit',
      { tool: 'mount', package: expect.stringMatching(/^mount/) },
    ],
    ['mount', 'mount: /x: Cannot allocate memory', DRIVE, 'memory-lacking', { tool: 'mount' }],
    ['zstd', 'zstd: error 104 : Failed creating I/O thread pool', undefined, 'limit-reached', expect.objectContaining({ what: 'processes' })],
    ['mkfs.ext4', 'exit code 1', DRIVE, 'step-failed', { step: 'Doing it', tool: 'mkfs.ext4' }],
  ])('%s: %j on %s: %s', (tool, words, on, code, facts) => {
    expect(blameStep({ step: 'Doing it', tool, words, on })).toMatchObject({ code, facts, detail: `${tool}: ${words}` });
  });
});

it.each([
  [{ tool: 'dd', args: ['--no-such-option'] }, 'tool-unfit'],
  [{ tool: 'mount', args: ['-t', 'tmpfs', '-o', 'no-such-option', 'none', '/proc'] }, 'step-failed'],
  [{ tool: 'head', args: ['/proc/self/mem'], on: DRIVE }, 'drive-io'],
])('a real one: %j: %s', async (request, code) => {
  await expect(runStep('Doing it', request)).rejects.toMatchObject({ code });
});
