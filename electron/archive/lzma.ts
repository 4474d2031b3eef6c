/**
 * The header of xz's forerunner (`lzma-file-format.txt` of XZ Utils), which has no magic number: one byte of properties, the size
 * of the dictionary, that of the contents, or all ones, and a first byte of data that is always zero. OpenWrt's begins with `6d`.
 */
export function isLzma(head: Buffer): boolean {
  if (head.length < 14 || head[13] !== 0) return false;
  return hasProperties(head[0] as number) && isDictionary(head.readUInt32LE(1)) && isContentSize(head.readBigUInt64LE(5));
}

/** `(pb * 5 + lp) * 9 + lc`, of which xz takes no more than 4 for `lc + lp`. */
function hasProperties(byte: number): boolean {
  return byte < 225 && (byte % 9) + (Math.floor(byte / 9) % 5) <= 4;
}

/** 2^n or 2^n + 2^(n-1), as xz asks for; the format document says that nothing less than 4 KiB is used. */
function isDictionary(size: number): boolean {
  const top = 2 ** Math.floor(Math.log2(size));
  return size === 0xffffffff || (size >= 4096 && (size === top || size === top * 1.5));
}

/** xz takes 256 GiB and more for something else. */
function isContentSize(size: bigint): boolean {
  return size === 0xffffffffffffffffn || size < 2n ** 38n;
}
