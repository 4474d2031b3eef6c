import { TarstrapError } from '../../shared/errors.ts';
import type { ZipEntry } from '../../shared/imageFacts.ts';
import { shellQuote } from '../../shared/shell.ts';
import { visible } from '../../shared/visible.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { at } from '../archive/magic.ts';
import { bytesOf, type HeldArchive } from '../archive/open.ts';
import { isBeside, isImageName } from '../archive/recognise.ts';
import { dataByteOf, membersOf, type ZipMember } from './zip.ts';

export function isZip(bytes: Bytes): boolean {
  const head = bytes.at(0, 4);
  return at(0, 'PK\x03\x04')(head) || at(0, 'PK\x05\x06')(head);
}

/** As long as what crosses the border may be. */
const LONGEST_NAME = 1024;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflated' };

/**
 * The one file of a zip beside which there is nothing but words and sums.
 * @returns undefined where no image is to be looked for in it
 * @throws TarstrapError `image-zip-several`, `image-zip-unfit`, `archive-damaged`
 */
export function entryOf(archive: HeldArchive): ZipEntry | undefined {
  const { path } = archive.identity;
  const bytes = bytesOf(archive);
  const members = membersOf(bytes);
  if (members === 'cut') throw new TarstrapError('archive-damaged', { path }, 'It has no table of contents at its end, as every zip file has.');
  if (members === 'in-parts') throw new TarstrapError('image-zip-unfit', { path, what: 'one part of a zip file that was split' });
  const files = members.filter(({ name }) => !isAside(name));
  const images = files.filter(({ name }) => isImageName(name));
  const [first] = images;
  if (first && files.length > 1) {
    throw new TarstrapError('image-zip-several', { path, count: files.length, example: first.name, command: `unzip ${shellQuote(path)}` });
  }
  const [only] = files;
  return only && files.length === 1 ? checked(bytes, only, { path, isAlone: members.length === 1 }) : undefined;
}

/** What macOS packs beside each file. */
function isAside(name: string): boolean {
  return isBeside(name) || /(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/.test(name);
}

function checked(bytes: Bytes, member: ZipMember, { path, isAlone }: { readonly path: string; readonly isAlone: boolean }): ZipEntry | undefined {
  const method = METHODS[member.method];
  if (member.isEncrypted || !method) {
    if (!isImageName(member.name)) return undefined;
    throw new TarstrapError('image-zip-unfit', {
      path,
      what: member.isEncrypted ? 'a zip file with a password' : 'a zip file that is packed in an unusual way',
    });
  }
  const startByte = dataByteOf(bytes, member);
  const { name, packedBytes, unpackedBytes, crc32 } = member;
  const isThere = startByte !== undefined && startByte + packedBytes <= bytes.size;
  const isConsistent = method === 'deflated' || packedBytes === unpackedBytes;
  if (!isThere || !isConsistent) throw new TarstrapError('archive-damaged', { path }, 'What its table of contents says of its file is not so.');
  return { name: visible(name).slice(0, LONGEST_NAME), method, startByte, packedBytes, unpackedBytes, crc32, isAlone };
}
