const NAME = 0;
const CHECKSUM = 148;
const CHECKSUM_LENGTH = 8;
const MAGIC = 257;
const BLOCK = 512;

/**
 * Whether a tar stream begins here: the magic number of ustar, pax and GNU tar, or, for the oldest format that has
 * none, a header whose checksum is right (tar(5)).
 */
export function isTarHeader(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  return head.toString('latin1', MAGIC, MAGIC + 5) === 'ustar' || (head[NAME] !== 0 && hasValidChecksum(head));
}

/** The sum of all bytes, with the checksum's own counted as spaces. Some old tars summed signed bytes. */
function hasValidChecksum(head: Buffer): boolean {
  const field = /^ *([0-7]+)[ \0]*$/.exec(head.toString('latin1', CHECKSUM, CHECKSUM + CHECKSUM_LENGTH))?.[1];
  if (!field) return false;
  const others = [...head.subarray(0, CHECKSUM), ...head.subarray(CHECKSUM + CHECKSUM_LENGTH, BLOCK)];
  const unsigned = others.reduce((sum, byte) => sum + byte, CHECKSUM_LENGTH * 0x20);
  const signed = unsigned - 256 * others.filter((byte) => byte > 127).length;
  return [unsigned, signed].includes(parseInt(field, 8));
}
