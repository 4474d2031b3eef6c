/** An archive of Electron's with one file: four 32-bit numbers, of which three tell sizes, the header as JSON, the content. */
export function makeAsar(name: string, content: string): Buffer {
  const json = Buffer.from(JSON.stringify({ files: { [name]: { size: content.length, offset: '0' } } }));
  const padded = Buffer.alloc(Math.ceil(json.length / 4) * 4);
  json.copy(padded);
  const sizes = Buffer.alloc(16);
  for (const [place, size] of [4, padded.length + 8, padded.length + 4, json.length].entries()) sizes.writeUInt32LE(size, place * 4);
  return Buffer.concat([sizes, padded, Buffer.from(content)]);
}
