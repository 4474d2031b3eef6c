import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sha512crypt } from '../../../electron/firstBoot/sha512crypt.ts';

describe('a hash of a password', () => {
  it('is that of the specification', () => {
    expect(sha512crypt('Hello world!', 'saltstring')).toBe(
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
    );
  });

  it.each([1, 8, 31, 63, 64, 65, 128, 200])('is that of openssl, of %i bytes', (length) => {
    const password = 'pä$ '.repeat(length).slice(0, length).replaceAll('ä', 'a');
    const args = ['passwd', '-6', '-salt', 'ab./XYZ019', '-stdin'];
    expect(sha512crypt(password, 'ab./XYZ019')).toBe(execFileSync('openssl', args, { input: `${password}\n`, encoding: 'utf8' }).trim());
  });

  it('takes bytes, not characters', () => {
    expect(sha512crypt('pässwörd', 'saltsaltsaltsalt')).toBe(
      execFileSync('openssl', ['passwd', '-6', '-salt', 'saltsaltsaltsalt', '-stdin'], { input: 'pässwörd\n', encoding: 'utf8' }).trim(),
    );
  });

  it('has a salt of its own', () => expect(new Set(Array.from({ length: 4 }, () => sha512crypt('x').split('$')[2])).size).toBe(4));
});
