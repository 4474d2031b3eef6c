import { expect, it } from 'vitest';
import { keepEfiKernels } from '../../../electron/archive/efiKernels.ts';
import { growTree } from '../../../electron/archive/expected.ts';
import { entryOf } from './entries.ts';

/** Members by their names: what they begin with; a symlink's target begins with `->`, a hard link's with `=`. */
function kernelsOf(members: readonly (readonly [string, string])[]): string[] {
  const [kernels, growth] = [keepEfiKernels(), growTree()];
  members.forEach(([name, told], member) => {
    const entry = told.startsWith('->')
      ? entryOf(name, 'symlink', told.slice(2))
      : told.startsWith('=')
        ? entryOf(name, 'hardlink', told.slice(1))
        : entryOf(name, 'file');
    growth.add(entry);
    kernels.add(entry, name);
    const taker = entry.type === 'file' ? kernels.taker(name, member) : undefined;
    taker?.take(Buffer.from(told, 'latin1').subarray(0, taker.most), 0);
  });
  return kernels.result(growth.tree.paths).map(({ name, size }) => `${name} ${size}`);
}

/** x86: a DOS header; ARM64: an instruction that does nothing and reads so; packed by gzip. */
const [X86, ARM64, PACKED] = ['MZ\0\0\0\0', 'MZ@\xfa\x53\x23', '\x1f\x8b\x08\0'];

it.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
  [
    'those that have one, with their sizes',
    [
      ['boot/vmlinuz-6.1', X86],
      ['boot/Image', ARM64],
      ['boot/vmlinuz-6.9', PACKED],
    ],
    ['boot/vmlinuz-6.1 16', 'boot/Image 10'],
  ],
  [
    'not what is called otherwise, or lies elsewhere',
    [
      ['boot/config', X86],
      ['boot/efi/vmlinuz', X86],
      ['opt/vmlinuz', X86],
    ],
    [],
  ],
  [
    'not what was put aside',
    [
      ['boot/vmlinuz-6.1.old', X86],
      ['boot/vmlinuz.dpkg-bak', X86],
    ],
    [],
  ],
  [
    'those that links lead to, each once',
    [
      ['boot/vmlinuz', '->vmlinuz-6.1'],
      ['boot/vmlinuz-6.1', X86],
      ['boot/vmlinux', '->nowhere'],
    ],
    ['boot/vmlinuz-6.1 16'],
  ],
  [
    'one beside its modules',
    [
      ['boot/vmlinuz', '->../lib/modules/6.1/vmlinuz'],
      ['lib/modules/6.1/vmlinuz', X86],
    ],
    ['boot/vmlinuz 23'],
  ],
  [
    'the longest of its names, as openSUSE has them',
    [
      ['boot/vmlinuz', '->vmlinuz-6.9.3-2-default'],
      ['boot/vmlinuz-6.9.3-2-default', '->../usr/lib/modules/6.9.3-2-default/vmlinuz'],
      ['boot/vmlinuz-6.9.3-1-default', '->../usr/lib/modules/6.9.3-1-default/vmlinuz'],
      ['usr/lib/modules/6.9.3-1-default/vmlinuz', X86],
      ['usr/lib/modules/6.9.3-2-default/vmlinuz', X86],
    ],
    ['boot/vmlinuz-6.9.3-2-default 39', 'boot/vmlinuz-6.9.3-1-default 39'],
  ],
  [
    'one with two names',
    [
      ['lib/modules/6.1/vmlinuz', X86],
      ['boot/vmlinuz-6.1', '=lib/modules/6.1/vmlinuz'],
    ],
    ['boot/vmlinuz-6.1 23'],
  ],
  [
    'the last of one name',
    [
      ['boot/vmlinuz', X86],
      ['boot/vmlinuz', PACKED],
    ],
    [],
  ],
  ['no name that a shell would take for something else', [['boot/vmlinuz 6.1', X86]], []],
  [
    'the newest eight at most',
    Array.from({ length: 20 }, (_, i) => [`boot/vmlinuz-${i + 10}`, X86]),
    Array.from({ length: 8 }, (_, i) => `boot/vmlinuz-${i + 22} 15`),
  ],
])('kernels with a stub for UEFI: %s', (_, members, expected) => expect(kernelsOf(members)).toEqual(expected));
