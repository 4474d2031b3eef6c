/** A `.Z` file without compress(1): every byte is a code of its own, and the table is cleared before codes grow longer than 9 bits. */
export function compressed(data: Buffer): Buffer {
  // The code that clears the table ends a group of eight codes, so nothing has to be padded.
  const codes: number[] = [];
  for (let at = 0; at < data.length; at += LITERALS) codes.push(...data.subarray(at, at + LITERALS), CLEAR);
  return Buffer.concat([Buffer.from([0x1f, 0x9d, 0x90]), packed(data.length % LITERALS === 0 ? codes : codes.slice(0, -1))]);
}

const CLEAR = 256;
const LITERALS = 239;

/** The lowest bit first. */
function packed(codes: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil((codes.length * 9) / 8) + 1);
  for (const [index, code] of codes.entries()) {
    const at = (index * 9) >> 3;
    bytes.writeUInt16LE(bytes.readUInt16LE(at) | (code << ((index * 9) & 7)), at);
  }
  return bytes.subarray(0, -1);
}
