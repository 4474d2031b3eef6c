/** Tarballs that no program would make. */

interface Header {
  readonly name: string;
  readonly type?: string;
  readonly target?: string;
  readonly size?: number;
}

/** A ustar header with any bytes in its names. */
export function tarHeader({ name, type = '0', target = '', size = 0 }: Header): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, offset: number): void => void header.write(text, offset, 'latin1');
  put(name, 0);
  put('0000644\u00000000000\u00000000000\0', 100);
  put(`${size.toString(8).padStart(11, '0')}\u000000000000000\0`, 124);
  put('        ', 148);
  put(type, 156);
  put(target, 157);
  put('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A tar of these headers without contents. */
export function tarOf(headers: readonly Header[]): Buffer {
  return Buffer.concat([...headers.map(tarHeader), Buffer.alloc(1024)]);
}
