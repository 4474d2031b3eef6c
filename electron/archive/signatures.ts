import { isExt, isFat, isMbr } from './diskImages.ts';
import { FOREIGN_IMAGES } from './foreignImages.ts';
import { type Compressed, compressionOf, cutCompressionOf } from './formats.ts';
import { at } from './magic.ts';
import { isTarHeader } from './tarHeader.ts';

/** What the first bytes of a file, or of a decompressed stream, show. */
export type Finding =
  | { readonly kind: 'tar' | 'empty' | 'zeros' }
  /** `cut`: it ends within the first bytes of what is compressed. */
  | { readonly kind: 'compressed' | 'cut'; readonly compression: Compressed }
  /** Something that belongs on a drive block by block. `what` is a noun with its article. */
  | { readonly kind: 'image'; readonly what: string }
  /** What was saved or checked out in place of an archive. */
  | { readonly kind: 'stand-in'; readonly what: string; readonly advice: string }
  /** `isKnown`: it has a beginning of its own. */
  | { readonly kind: 'other'; readonly what: string; readonly isKnown: boolean };

/** As much as the farthest magic number needs: that of btrfs lies behind 64 KiB. */
export const HEAD_BYTES = 68 * 1024;

interface Signature {
  readonly what: string;
  readonly isImage?: true;
  readonly matches: (head: Buffer) => boolean;
}

/** The first that matches wins: an ISO may have a partition table too, and a FAT boot sector looks much like one. */
const SIGNATURES: readonly Signature[] = [
  { what: 'an ISO image', isImage: true, matches: at(32769, 'CD001') },
  { what: 'a disk image', isImage: true, matches: at(512, 'EFI PART') },
  { what: 'an image of an ext filesystem', isImage: true, matches: isExt },
  { what: 'a squashfs image', isImage: true, matches: at(0, 'hsqs') },
  { what: 'an image of an XFS filesystem', isImage: true, matches: at(0, 'XFSB') },
  { what: 'an image of a btrfs filesystem', isImage: true, matches: at(65600, '_BHRfS_M') },
  { what: 'an image of a FAT or NTFS filesystem', isImage: true, matches: isFat },
  { what: 'a disk image', isImage: true, matches: isMbr },
  ...FOREIGN_IMAGES.map(({ what, matches }) => ({ what, isImage: true as const, matches })),
  { what: 'it is a zip file; unpack it and look for a tarball or an image inside', matches: (head) => at(0, 'PK\x03\x04')(head) || at(0, 'PK\x05\x06')(head) },
  { what: 'it is a 7z file; unpack it and look for a tarball or an image inside', matches: at(0, "7z\xbc\xaf'\x1c") },
  { what: 'it is a rar file; unpack it and look for a tarball or an image inside', matches: at(0, 'Rar!\x1a\x07') },
  { what: 'it is a Debian package', matches: at(0, '!<arch>\ndebian-binary') },
  { what: 'it is an ar archive', matches: at(0, '!<arch>\n') },
  { what: 'it is an RPM package', matches: at(0, '\xed\xab\xee\xdb') },
  { what: 'it is a cpio archive, perhaps an initramfs', matches: (head) => /^(?:07070[127]|\xc7\x71|\x71\xc7)/.test(head.toString('latin1', 0, 6)) },
  { what: 'it is a program', matches: at(0, '\x7fELF') },
  { what: 'it is compressed by lzop; recompress it with gzip', matches: at(0, '\x89LZO\0') },
];

/** The specification of Git LFS's pointers; how HTML and XHTML begin (HTML, "Writing HTML documents"). */
const STAND_INS = [
  {
    pattern: /^version https:\/\/git-lfs\./,
    what: 'a pointer of Git LFS',
    advice: 'Fetch the file that it stands for: run `git lfs pull` where it was checked out.',
  },
  {
    pattern: /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head)\b/i,
    what: 'a web page',
    advice: 'Open it in a browser to see what the server had to say, then download the file itself.',
  },
] as const;

/** Recognises what begins with these bytes. @param head the first {@link HEAD_BYTES}, or all if there are fewer */
export function recognise(head: Buffer): Finding {
  if (head.length === 0) return { kind: 'empty' };
  if (isTarHeader(head)) return { kind: 'tar' };
  const compression = compressionOf(head);
  if (compression !== 'none') return { kind: 'compressed', compression };
  const cut = cutCompressionOf(head);
  if (cut) return { kind: 'cut', compression: cut };
  const standIn = STAND_INS.find(({ pattern }) => pattern.test(head.toString('latin1', 0, 1024)));
  if (standIn) return { kind: 'stand-in', what: standIn.what, advice: standIn.advice };
  const found = SIGNATURES.find((signature) => signature.matches(head));
  if (found) return found.isImage ? { kind: 'image', what: found.what } : { kind: 'other', what: found.what, isKnown: true };
  // A tar of nothing is two blocks of zeros and their padding.
  if (head.every((byte) => byte === 0)) return { kind: head.length < HEAD_BYTES ? 'empty' : 'zeros' };
  return { kind: 'other', what: isText(head) ? 'it is text' : 'its contents are not recognised', isKnown: false };
}

/** No control characters but white space in the first kilobyte. */
function isText(head: Buffer): boolean {
  return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(head.toString('latin1', 0, 1024));
}
