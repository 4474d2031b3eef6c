import { createHash, randomBytes } from 'node:crypto';

/**
 * crypt(5) `$6$`, by Drepper's "Unix crypt using SHA-256 and SHA-512", with its own count of rounds. Every system knows it: glibc, libxcrypt, musl and busybox.
 * It is here because a password in an argument vector could be seen by anybody, openssl is not everywhere, and the package that does it (unixcrypt 3.0.4)
 * gives wrong hashes of passwords of 64 bytes.
 */

const ROUNDS = 5000;
const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** @param salt 16 characters of {@link DIGITS}, new for each password */
export function sha512crypt(password: string, salt = newSalt()): string {
  return `$6$${salt}$${encoded(digestOf(Buffer.from(password), Buffer.from(salt)))}`;
}

/** 64 digits divide 256 evenly. */
function newSalt(): string {
  return [...randomBytes(16)].map((byte) => DIGITS[byte % 64]).join('');
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha512').update(Buffer.concat(parts)).digest();
}

/** The steps 1 to 21. */
function digestOf(password: Buffer, salt: Buffer): Buffer {
  const both = sha512(password, salt, password);
  const bits = [...password.length.toString(2)].toReversed().map((bit) => (bit === '1' ? both : password));
  const first = sha512(password, salt, filled(both, password.length), ...bits);
  const p = filled(sha512(...Array.from({ length: password.length }, () => password)), password.length);
  const s = filled(sha512(...Array.from({ length: 16 + (first[0] ?? 0) }, () => salt)), salt.length);
  return Array.from({ length: ROUNDS }, (_, round) => round).reduce(
    (last, round) => sha512(round % 2 ? p : last, ...(round % 3 ? [s] : []), ...(round % 7 ? [p] : []), round % 2 ? last : p),
    first,
  );
}

/** Repeated and cut to that many bytes. */
function filled(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

/** Step 22: three bytes of each third, in turn, become four digits, the lowest bits first; the last byte two. */
function encoded(digest: Buffer): string {
  const at = (index: number): number => digest[index] ?? 0;
  const triples = Array.from({ length: 21 }, (_, index) => {
    const [a, b, c] = [index, index + 21, index + 42] as const;
    const [high, middle, low] = index % 3 === 0 ? [a, b, c] : index % 3 === 1 ? [b, c, a] : [c, a, b];
    return digits((at(high) << 16) | (at(middle) << 8) | at(low), 4);
  });
  return `${triples.join('')}${digits(at(63), 2)}`;
}

function digits(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => DIGITS[(value >> (6 * index)) & 63]).join('');
}
