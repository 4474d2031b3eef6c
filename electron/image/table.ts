import { isFat, isMbr } from '../archive/diskImages.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { at } from '../archive/magic.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { dosTableOf, protectionOf } from './dos.ts';
import { filesystemAt } from './filesystem.ts';
import { type Gpt, gptOf } from './gpt.ts';
import type { TablePartition } from './tablePartition.ts';

/** What an image begins with, if it is one. */
export interface Outline extends Pick<ImageFacts, 'form' | 'table'> {
  /** Of the drives that the table is made for; null without one. */
  readonly sectorSize: number | null;
  readonly partitions: readonly TablePartition[];
  readonly partial: boolean;
  readonly gpt?: Gpt;
}

const NO_TABLE = { table: 'none', sectorSize: null, partitions: [], partial: false } as const;

/**
 * An ISO may have a table beside it. The boot sector of FAT looks much like a table; whatever else lies behind the first sector may be left from
 * before there was one.
 * @returns `damaged` for a GPT that no machine would believe; undefined for no image
 */
export function outlineOf(bytes: Bytes): Outline | 'damaged' | undefined {
  const first = bytes.at(0, 512);
  if (at(0, 'CD001')(bytes.at(32769, 5))) return { form: 'iso', ...(tableBeside(bytes) ?? NO_TABLE) };
  const protection = protectionOf(bytes);
  const gpt = protection !== 'none' || !isMbr(first) ? gptOf(bytes) : undefined;
  if (gpt === 'damaged' || (!gpt && protection === 'only')) return 'damaged';
  if (gpt) return { form: 'disk', ...ofGpt(gpt) };
  if (isMbr(first) && !isFat(first)) return { form: 'disk', ...ofDos(bytes) };
  return filesystemAt(bytes, 0) ? { form: 'filesystem', ...NO_TABLE } : undefined;
}

type Table = Omit<Outline, 'form'>;

/** Made for programs of firmwares more than for ours: what is odd in it is left out. */
function tableBeside(bytes: Bytes): Table | undefined {
  const gpt = protectionOf(bytes) !== 'none' ? gptOf(bytes) : undefined;
  if (gpt && gpt !== 'damaged') return ofGpt(gpt);
  const dos = dosTableOf(bytes, 512);
  return dos && { table: 'dos', sectorSize: 512, ...dos };
}

function ofGpt(gpt: Gpt): Table {
  return { table: 'gpt', sectorSize: gpt.sectorSize, partitions: gpt.partitions, partial: false, gpt };
}

/** A dos table does not say what its sectors are: where nothing lies by the usual ones, and something does by the others, these are meant. */
function ofDos(bytes: Bytes): Table {
  const tables = [512, 4096].map((sectorSize) => ({ table: 'dos' as const, sectorSize, partitions: [], partial: false, ...dosTableOf(bytes, sectorSize) }));
  const [usual, large] = tables as [Table, Table];
  const hasSome = ({ partitions }: Table): boolean => partitions.some(({ startByte }) => filesystemAt(bytes, startByte));
  return !hasSome(usual) && hasSome(large) ? large : usual;
}
