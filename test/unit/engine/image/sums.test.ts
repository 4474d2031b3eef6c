import { describe, expect, it } from 'vitest';
import { howToSum } from '../../../../electron/engine/image/sums.ts';

const flags = (words: string): string => `processor\t: 0\nflags\t\t: fpu ${words} sse4_2\n`;

describe('how an image is summed', () => {
  it.each([
    ['x86 with instructions for it', flags('sha_ni'), true, 'openssl'],
    ['arm64 with instructions for it', 'Features\t: fp asimd aes sha1 sha2 crc32\n', true, 'openssl'],
    ['without OpenSSL', flags('sha_ni'), false, 'b2sum'],
    ['without instructions', flags('avx2'), true, 'b2sum'],
    ['where nothing is known of the processor', '', true, 'b2sum'],
  ])('%s', (_, cpuinfo, hasOpenssl, tool) => expect(howToSum(cpuinfo, hasOpenssl).tool).toBe(tool));
});
