import type { Decompressor } from '../archive/formats.ts';
import type { ZipEntry } from '../../shared/imageFacts.ts';

/** Hands on what it reads, and fails at its end where that is not what the zip says. Whoever reads may have enough before. Constant text. */
const PYTHON = `
import os, signal, sys, zlib
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
wanted = int(sys.argv[1]), int(sys.argv[2])
sum = size = 0
while piece := os.read(0, 1 << 20):
    sum, size, rest = zlib.crc32(piece, sum), size + len(piece), memoryview(piece)
    while rest:
        rest = rest[os.write(1, rest):]
if (sum, size) != wanted:
    sys.exit("its checksum is not the one that the zip has")
`;

/** Of a zip's member that is stored nothing is unpacked, and so nobody else proves it. */
export function proverOf({ crc32, unpackedBytes }: Pick<ZipEntry, 'crc32' | 'unpackedBytes'>): Decompressor {
  return { tool: 'python3', args: ['-I', '-S', '-c', PYTHON, String(crc32), String(unpackedBytes)] };
}
