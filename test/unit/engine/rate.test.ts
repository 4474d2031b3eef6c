import { expect, it } from 'vitest';
import { rateOf } from '../../../electron/engine/disk/rate.ts';

const LINES = '1+0 records in\n1+0 records out\n';

it.each([
  ['a fast drive', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.002 s, 2.1 GB/s\n`, 0, 2097152000],
  ['a card', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.2097152 s, 20.0 MB/s\n`, 0, 20e6],
  ['a figure with an exponent', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 4e-03 s, 1.0 GB/s\n`, 0, 1048576000],
  ['the end of a drive', `0+1 records in\n0+1 records out\n2097152 bytes (2.1 MB, 2.0 MiB) copied, 0.002 s, 1.0 GB/s\n`, 0, undefined],
  ['an error', `dd: error reading '/dev/sdx': Input/output error\n`, 1, undefined],
])('%s', (_, stderr, exitCode, expected) => {
  const rate = rateOf({ stderr, exitCode });
  if (expected === undefined) expect(rate).toBeUndefined();
  else expect(rate).toBeCloseTo(expected, 0);
});
