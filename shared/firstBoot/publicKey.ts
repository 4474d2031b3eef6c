import { z } from '../zod.ts';

const TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/** One line of authorized_keys (sshd(8)) without options: type, data in base64, and a comment or none. */
export const publicKey = z.string().check(
  z.maxLength(8192, { abort: true }),
  // What is no base64 is not taken apart: the checks behind one that fails are made all the same, unless it says that it is the last.
  z.regex(/^[a-z0-9@.-]+ (?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?: [^\p{C}\p{Zl}\p{Zp}]*)?$/u, { abort: true }),
  z.refine((line) => {
    const [type = '', data = ''] = line.split(' ');
    const [name, ...rest] = fieldsOf(bytesOf(data)) ?? [];
    return TYPES.includes(type) && name === type && rest.length > 0;
  }),
);

/** Type and data: two lines that differ in nothing but the comment are one key. */
export function keyItself(line: string): string {
  return line.split(' ').slice(0, 2).join(' ');
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Of base64 that is well-formed. */
function bytesOf(data: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < data.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => DIGITS.indexOf(data[at + index] ?? '')) as [number, number, number, number];
    bytes.push((a << 2) | (b >> 4), ...(c < 0 ? [] : [((b & 15) << 4) | (c >> 2)]), ...(d < 0 ? [] : [((c & 3) << 6) | d]));
  }
  return bytes;
}

/** Texts and numbers, each behind its length in four bytes (RFC 4251, 5); undefined where they do not end with the data: something of it is missing. */
function fieldsOf(bytes: readonly number[]): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.slice(at, at + 4).reduce((number, byte) => number * 256 + byte, 0);
    const end = at + 4 + length;
    if (end > bytes.length) return undefined;
    fields.push(
      bytes
        .slice(at + 4, end)
        .map((byte) => String.fromCharCode(byte))
        .join(''),
    );
    at = end;
  }
  return fields;
}
