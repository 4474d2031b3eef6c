import { isAbsolute } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TarstrapError } from '../../shared/errors.ts';
import { parseSize } from '../../shared/format.ts';
import { folderInside, plainPath } from '../../shared/inside.ts';
import { type Layout, rootFilesystem, rootFilesystemOf } from '../../shared/layout.ts';
import { findLayout, shippedLayouts } from '../../shared/layouts.ts';
import type { ImageOptions } from '../../shared/plan/imageTypes.ts';
import { bootChoice, type FlashOptions, fstabChoice, mode, verification } from '../../shared/plan/types.ts';
import { readLayoutFile } from '../archive/layoutFile.ts';
import { FIRST_BOOT_OPTIONS, firstBootOf } from './firstBootOptions.ts';
import { nearest } from './nearest.ts';

/** The command line, parsed and checked. Everything that is wrong with it is a `usage` failure. */

export const HELP = `tarstrap: write a root filesystem tarball, or a disk image, to a drive

  tarstrap flash   ARCHIVE TARGET… [--inside FOLDER] [--layout ID|FILE] [--same-uuids] [--fs ext4|xfs|btrfs] [--label L] [--size 4G]
                   [--fstab amend|keep] [--boot fit|keep] [--first-boot FILE] [--mode direct|staged] [--verify full|quick|none] [--check] [--allow-fixed] [--yes] [--dry-run] [--json]
  tarstrap flash   IMAGE DRIVE… [--grow] [--no-bmap] [--verify full|none] [--allow-fixed] [--yes] [--dry-run] [--json]
  tarstrap capture SOURCE ARCHIVE [--compress zstd|xz|gzip|lz4|none] [--reproducible] [--with WHAT,…] [--without WHAT,…] [--live] [--yes] [--dry-run] [--json]
  tarstrap inspect ARCHIVE|IMAGE [--inside FOLDER] [--no-bmap] [--json]
  tarstrap drives  [--watch] [--all] [--json]
  tarstrap layouts [ID] [--json]
  tarstrap verify  ARCHIVE TARGET [--inside FOLDER] [--layout ID|FILE] [--json]
  tarstrap --version, --help, help COMMAND

ARCHIVE  a tarball: plain, gzip, xz, zstd, bzip2, lz4, lzip, lzma or compress, whatever its name
IMAGE    a disk image (.img, .iso, .wic …), plain, compressed by one of these, or in a zip, whatever its name
FOLDER   a folder in the archive that is unpacked as if it were all of it, such as rootfs
TARGET   a drive (/dev/sdb), a partition (/dev/sdb1), a folder, or the name of a disk image to make; up to 16 drives at once
SOURCE   what becomes an archive: a drive, a partition, a folder, or a disk image
Layouts  those that tarstrap layouts lists, or a layout file

Exit codes: 0 done, 1 unexpected, 64 usage, 65 bad archive, 66 no such source or target, 69 tool or kernel feature missing,
73 target refused, 74 I/O error, 75 verification failed, 77 not authorised, 130 cancelled. Of several drives: 0 if all are done, else that of
the worst: other data than there should be, before an incomplete drive, before one that was left as it was`;

export function usage(problem: string): TarstrapError {
  return new TarstrapError('usage', { problem });
}

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * @param most how often the last operand may be given
 * @throws TarstrapError `usage` for unknown options and a wrong number of operands, `current-folder-gone`
 */
export function parseCommand(args: readonly string[], options: Options, operands: readonly string[], most = 1): CommandLine {
  const { positionals, values } = parse(args, options);
  const more = positionals.length - operands.length;
  if (most > 1 && more >= most) throw usage(`Up to ${most} of ${operands.at(-1)} can be given, not ${more + 1}.`);
  if (more < 0 || more >= most) throw usage(`Expected ${operands.join(' and ') || 'no operands'}, got ${positionals.length ? positionals.join(' ') : 'none'}.`);
  const empty = positionals.indexOf('');
  // A variable of a script that is not set; the empty path would be the folder where it runs.
  if (empty >= 0) throw usage(`${operands[empty] ?? operands.at(-1)} is empty.`);
  if (positionals.some((path) => !isAbsolute(path))) requireCurrentFolder();
  return { positionals, values };
}

function parse(args: readonly string[], options: Options): CommandLine {
  const known = { ...options, help: { type: 'boolean', short: 'h' } } as const satisfies Options;
  // Not strictly: what is wrong is said in our own words.
  const { tokens, positionals, values } = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: false, tokens: true });
  const problem = tokens.map((token) => (token.kind === 'option' ? wrongWith(token, known) : undefined)).find((found) => found !== undefined);
  if (problem) throw usage(problem);
  return { positionals, values };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function wrongWith({ name, rawName, value, inlineValue }: OptionToken, options: Options): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return `There is no option ${rawName} here.${didYouMean(name, Object.keys(options), '--')}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value.`;
  const isNextOption = value !== undefined && !inlineValue && /^-./.test(value);
  return value === undefined || isNextOption ? `${rawName} needs a value.` : undefined;
}

/** Whatever is named without a leading slash lies in the folder where we run. @throws TarstrapError `current-folder-gone` */
function requireCurrentFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new TarstrapError('current-folder-gone', {}, undefined, { cause });
  }
}

/** A question to be put behind a sentence, or nothing. */
export function didYouMean(typed: string, known: readonly string[], prefix = ''): string {
  const meant = nearest(typed, known);
  return meant === undefined ? '' : ` Did you mean ${prefix}${meant}?`;
}

/** Of every command that reads an archive. */
export const ARCHIVE_OPTIONS = { inside: { type: 'string' }, json: { type: 'boolean' } } as const satisfies Options;

export const VERIFY_OPTIONS = { ...ARCHIVE_OPTIONS, layout: { type: 'string' } } as const satisfies Options;

/** Of those that read an image as well. */
export const INSPECT_OPTIONS = { ...ARCHIVE_OPTIONS, 'no-bmap': { type: 'boolean' } } as const satisfies Options;

export const FLASH_OPTIONS = {
  ...INSPECT_OPTIONS,
  ...FIRST_BOOT_OPTIONS,
  layout: { type: 'string' },
  fs: { type: 'string' },
  label: { type: 'string' },
  size: { type: 'string' },
  fstab: { type: 'string' },
  boot: { type: 'string' },
  mode: { type: 'string' },
  verify: { type: 'string' },
  'allow-fixed': { type: 'boolean' },
  check: { type: 'boolean' },
  'same-uuids': { type: 'boolean' },
  grow: { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const satisfies Options;

/** The folder of the archive that is meant. @throws TarstrapError `usage` */
export function insideOption({ values: { inside } }: CommandLine): string | undefined {
  if (inside === undefined) return undefined;
  const folder = folderInside.safeParse(plainPath(String(inside)));
  if (!folder.success) throw usage(`--inside takes a folder of the archive, such as rootfs, not "${String(inside)}".`);
  return folder.data;
}

/** @throws TarstrapError `usage`, and as `readLayoutFile` does */
export function flashOptions({ values }: CommandLine): FlashOptions {
  const layout = readLayout(String(values['layout'] ?? 'single'));
  return {
    layout,
    filesystem: oneOf('--fs', rootFilesystem.options, values['fs'] ?? rootFilesystemOf(layout)),
    fstab: oneOf('--fstab', fstabChoice.options, values['fstab'] ?? 'amend'),
    verify: oneOf('--verify', verification.options, values['verify'] ?? 'full'),
    allowFixed: values['allow-fixed'] === true,
    ...systemOptions(values),
    ...(values['same-uuids'] === true ? { sameUuids: true } : {}),
    ...(values['mode'] === undefined ? {} : { mode: oneOf('--mode', mode.options, values['mode']) }),
    ...(values['label'] === undefined ? {} : { label: readLabel(String(values['label'])) }),
    ...(values['size'] === undefined ? {} : { imageBytes: readSize(String(values['size'])) }),
  };
}

/** What becomes of the system that is laid, so that it boots, and knows what it is. */
function systemOptions(values: CommandLine['values']): Pick<FlashOptions, 'boot' | 'firstBoot'> {
  const firstBoot = firstBootOf(values);
  const boot = oneOf('--boot', bootChoice.options, values['boot'] ?? 'fit');
  return { ...(boot === 'keep' ? { boot } : {}), ...(firstBoot ? { firstBoot } : {}) };
}

/** Those that are chosen for a layout which was found: what the line says itself stays. */
export function withLayout({ values }: CommandLine, options: FlashOptions, layout: Layout): FlashOptions {
  return { ...options, layout, filesystem: values['fs'] === undefined ? rootFilesystemOf(layout) : options.filesystem };
}

/** The same line for a disk image. @throws TarstrapError `usage` */
export function imageOptions({ values }: CommandLine, { verify, allowFixed }: FlashOptions): ImageOptions {
  if (verify === 'quick') throw usage('A disk image is verified in full or not at all.');
  return { grow: values['grow'] === true, verify, allowFixed };
}

function oneOf<T extends string>(option: string, allowed: readonly T[], value: unknown): T {
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw usage(`${option} is one of ${allowed.join(', ')}, not "${String(value)}".`);
  return found;
}

function readLabel(text: string): string {
  if (!/^[A-Za-z0-9_-]{0,12}$/.test(text)) throw usage(`--label takes up to 12 letters, digits, - and _, not "${text}".`);
  return text;
}

function readSize(text: string): number {
  const bytes = parseSize(text);
  if (!bytes) throw usage(`--size takes a size such as 4G or 900M, not "${text}".`);
  return bytes;
}

/** @throws TarstrapError `usage`, and as `readLayoutFile` does */
export function readLayout(name: string): Layout {
  const known = findLayout(name);
  if (known) return known;
  if (!name.includes('/') && !name.endsWith('.json'))
    throw usage(
      `There is no layout "${name}"; there are ${shippedLayouts()
        .map((l) => l.id)
        .join(', ')}, or give a file.`,
    );
  return readLayoutFile(name);
}
