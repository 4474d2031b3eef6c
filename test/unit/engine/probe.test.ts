import { expect, it } from 'vitest';
import { rateOf } from '../../../electron/engine/disk/probe.ts';

const LINES = '1+0 records in\n1+0 records out\n';

it.each([
  ['a fast drive', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.002 s, 2.1 GB/s\n`, 2097152000],
  ['a card', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.2097152 s, 20.0 MB/s\n`, 20e6],
  ['a figure with an exponent', `${LINES}4194304 bytes (4.2 MB, 4.0 MiB) copied, 4e-03 s, 1.0 GB/s\n`, 1048576000],
  ['nothing', `0+0 records in\n0+0 records out\n0 bytes copied, 0.0002 s, 0.0 kB/s\n`, undefined],
  ['an error', `dd: error reading '/dev/sdx': Input/output error\n`, undefined],
])('the rate of %s', (_, stderr, expected) => {
  if (expected === undefined) expect(rateOf(stderr)).toBeUndefined();
  else expect(rateOf(stderr)).toBeCloseTo(expected, 0);
});
