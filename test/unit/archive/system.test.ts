import { describe, expect, it } from 'vitest';
import { elfMachine } from '../../../electron/archive/elf.ts';
import { distributionName } from '../../../electron/archive/osRelease.ts';

const elf = (machine: number, bits: 32 | 64, order: 'little' | 'big' = 'little'): Buffer => {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 0, 'latin1');
  head[4] = bits / 32;
  head[5] = order === 'little' ? 1 : 2;
  if (order === 'little') head.writeUInt16LE(machine, 18);
  else head.writeUInt16BE(machine, 18);
  return head;
};

describe('elfMachine', () => {
  it.each([
    ['x86_64', elf(62, 64)],
    ['i386', elf(3, 32)],
    ['aarch64', elf(183, 64)],
    ['arm', elf(40, 32)],
    ['riscv64', elf(243, 64)],
    ['riscv32', elf(243, 32)],
    ['mips', elf(8, 32, 'big')],
    ['mips64el', elf(8, 64)],
    ['ppc64le', elf(21, 64)],
    ['ppc64', elf(21, 64, 'big')],
    ['s390x', elf(22, 64, 'big')],
    ['loongarch64', elf(258, 64)],
    [undefined, elf(4242, 64)],
    [undefined, Buffer.from('#!/bin/sh\n# more than twenty bytes')],
    [undefined, elf(62, 64).subarray(0, 19)],
  ])('%s', (expected, head) => expect(elfMachine(head)).toBe(expected));
});

describe('distributionName', () => {
  it.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian"', 'Debian GNU/Linux 12 (bookworm)'],
    ["# comment\nNAME='Void'\nVERSION=rolling\n", 'Void rolling'],
    ['NAME=Alpine\\ Linux', 'Alpine Linux'],
    ['PRETTY_NAME="\u001b]0;owned\u0007 \u202egnp.exe"', '\\x1b]0;owned\\x07 \\u202egnp.exe'],
    ['PRETTY_NAME="a \\"b\\" \\$c \\n"', 'a "b" $c \\n'],
    ['PRETTY_NAME=""\nNAME=Fallback', 'Fallback'],
    ['PRETTY_NAME="CRLF"\r\n', 'CRLF'],
    ['ID=arch', undefined],
    ['', undefined],
  ])('%j', (text, expected) => expect(distributionName(text)).toBe(expected));
});
