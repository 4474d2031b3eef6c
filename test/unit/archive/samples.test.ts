import { expect, it } from 'vitest';
import { takeSamples } from '../../../electron/archive/samples.ts';
import { entryOf } from './entries.ts';

it.each([
  ['bin/busybox', 0o755, true],
  ['usr/lib/libc.so.6', 0o644, false],
  ['usr/share/doc/README', 0o644, false],
  ['etc/os-release', 0o644, true],
])('of %s with mode %o contents are wanted: %s', (name, mode, isWanted) => {
  const samples = takeSamples();
  samples.add({ ...entryOf(name, 'file'), mode });
  expect(samples.contentsTo() !== undefined).toBe(isWanted);
});
