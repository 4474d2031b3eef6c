import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amendFstab, restoreFstab } from '../../../shared/fstab.ts';

const ENTRIES = ['UUID=12345678-1234-4234-8234-123456789abc / ext4 defaults,noatime 0 1', 'UUID=ABCD-1234 /boot vfat defaults 0 2'];

/** One line and whether it is in the way of an entry for `/` or `/boot`. */
interface Line {
  readonly text: string;
  readonly taken: boolean;
}

const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), minLength: 1, maxLength: 3 });
const mountLine = fc
  .record({
    device: fc.constantFrom('UUID=abc', '/dev/sda1', 'LABEL=x', 'tmpfs'),
    mount: fc.constantFrom('/', '//', '/boot', '/boot/', '/home', '/boot/efi', 'none', '/b'),
    gap: blank,
    indent: fc.constantFrom('', ' ', '\t'),
  })
  .map(({ device, mount, gap, indent }): Line => ({
    text: `${indent}${device}${gap}${mount}${gap}ext4 defaults 0 0`,
    taken: ['/', '//', '/boot', '/boot/'].includes(mount),
  }));
const otherLine = fc
  .constantFrom(
    '',
    '  ',
    '# / /boot ext4',
    ' # UUID=abc / ext4',
    'UUID=abc',
    'proc /proc proc defaults',
    '# Tarstrap: begin',
    '# Tarstrap: end',
    'UUID=abc none swap sw',
  )
  .map((text): Line => ({ text, taken: false }));
const markedLine = fc.constantFrom('#tarstrap# ', '#tarstrap# UUID=abc / ext4', '#tarstrap# #tarstrap# x').map((text): Line => ({ text, taken: true }));
const files = fc.array(fc.oneof(mountLine, otherLine, markedLine), { maxLength: 12 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.constantFrom('# Tarstrap: begin', '# Tarstrap: end', '#tarstrap# ', '\r', ...ENTRIES), fc.string()), { maxLength: 8 })
    .map((lines) => lines.join('\n')),
);

describe('amendFstab', () => {
  it('is taken back to the letter, whatever stood there', () => {
    fc.assert(
      fc.property(anyText, fc.subarray([...ENTRIES, '# a remark', '']), (text, entries) => {
        expect(restoreFstab(amendFstab(text, entries))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('is taken back when it was done twice', () => {
    fc.assert(fc.property(anyText, (text) => restoreFstab(restoreFstab(amendFstab(amendFstab(text, ENTRIES), ENTRIES)) ?? '') === text));
  });

  it('comments out what is in the way and changes nothing else', () => {
    fc.assert(
      fc.property(files, (lines) => {
        const amended = amendFstab(lines.map(({ text }) => text).join('\n'), ENTRIES).split('\n');
        expect(amended.slice(0, 4)).toEqual(['# Tarstrap: begin', ...ENTRIES, '# Tarstrap: end']);
        const expected = lines.map(({ text, taken }) => (taken ? `#tarstrap# ${text}` : text));
        expect(amended.slice(4)).toEqual(expected.length > 0 ? expected : ['']);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves comments and blank lines alone also when an entry is one', () => {
    expect(amendFstab('# a\n\n/dev/sda1 / ext4', ['# ours'])).toBe('# Tarstrap: begin\n# ours\n# Tarstrap: end\n# a\n\n/dev/sda1 / ext4');
  });
});

describe('restoreFstab', () => {
  it.each(['', '# fstab\n', '# Tarstrap: begin\n/dev/sda1 / ext4', ' # Tarstrap: begin\n# Tarstrap: end\n', '# Tarstrap: end\n'])(
    'finds no block of ours in %j',
    (text) => {
      expect(restoreFstab(text)).toBeUndefined();
    },
  );
});
