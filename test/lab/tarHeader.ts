/** Tarballs that no program would make. */

interface Header {
  readonly name: string;
  readonly type?: string;
  readonly target?: string;
  readonly size?: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds. */
  readonly mtime?: number;
  readonly device?: { readonly major: number; readonly minor: number };
}

/** A ustar header with any bytes in its names. */
export function tarHeader({ name, type = '0', target = '', size = 0, mode = 0o644, uid = 0, gid = 0, mtime = 0, device }: Header): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, offset: number): void => void header.write(text, offset, 'latin1');
  put(name, 0);
  put(octal(mode, 7), 100);
  put(octal(uid, 7), 108);
  put(octal(gid, 7), 116);
  put(`${octal(size, 11)}\0${octal(mtime, 11)}\0`, 124);
  put('        ', 148);
  put(type, 156);
  put(target, 157);
  put('ustar\u000000', 257);
  if (device) put(`${octal(device.major, 7)}\0${octal(device.minor, 7)}\0`, 329);
  return summed(header);
}

/** With other bytes somewhere, and the checksum of that. @param signed as some old tars sum */
export function withBytes(header: Buffer, at: number, bytes: string, signed = false): Buffer {
  const other = Buffer.from(header);
  other.write(bytes, at, 'latin1');
  other.write('        ', 148, 'latin1');
  return summed(other, signed);
}

function summed(header: Buffer, signed = false): Buffer {
  const sum = header.reduce((total, byte) => total + byte - (signed && byte > 127 ? 256 : 0), 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** As tar(5) has it; what is too large for that is GNU's binary number. */
function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, '0');
  if (text.length <= digits) return text;
  const bytes = Buffer.alloc(digits + 1);
  bytes.writeUIntBE(value, digits - 5, 6);
  bytes[0] = 0x80;
  return bytes.toString('latin1');
}

/** Headers of GNU tar that carry names of any length. */
export function longHeader(header: Header): Buffer {
  const long = (type: string, text: string): Buffer[] => {
    if (text.length <= 100) return [];
    const data = Buffer.alloc(Math.ceil((text.length + 1) / 512) * 512);
    data.write(text, 'latin1');
    return [tarHeader({ name: '././@LongLink', type, size: text.length + 1 }), data];
  };
  const { name, target = '' } = header;
  return Buffer.concat([...long('L', name), ...long('K', target), tarHeader({ ...header, name: name.slice(0, 100), target: target.slice(0, 100) })]);
}

/** A tar of these headers without contents. */
export function tarOf(headers: readonly Header[]): Buffer {
  return Buffer.concat([...headers.map(tarHeader), Buffer.alloc(1024)]);
}
