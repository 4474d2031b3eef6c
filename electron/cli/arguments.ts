import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readFileSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { parseSize } from '../../shared/format.ts';
import { findLayout, type Layout, layout as layoutSchema, LAYOUTS, rootFilesystem } from '../../shared/layout.ts';
import { type FlashOptions, fstabChoice, mode, verification } from '../../shared/plan/types.ts';

/** The command line, parsed and checked. Everything that is wrong with it is a `usage` failure. */

export const HELP = `tarstrap: write a root filesystem tarball to a drive

  tarstrap flash   ARCHIVE TARGET [--layout ID|FILE] [--fs ext4|xfs|btrfs] [--label L] [--size 4G]
                   [--fstab amend|keep] [--mode direct|staged] [--verify full|quick|none] [--allow-fixed] [--yes] [--dry-run] [--json]
  tarstrap inspect ARCHIVE [--json]
  tarstrap drives  [--watch] [--all] [--json]
  tarstrap verify  ARCHIVE TARGET [--json]
  tarstrap --version, --help

ARCHIVE  a tarball: plain, gzip, xz, zstd, bzip2, lz4, lzip, lzma or compress, whatever its name
TARGET   a drive (/dev/sdb), a partition (/dev/sdb1), a folder, or the name of a disk image to make
Layouts  ${LAYOUTS.map((l) => `${l.id} (${l.title})`).join(', ')}, or a layout file

Exit codes: 0 done, 1 unexpected, 64 usage, 65 bad archive, 66 no such source or target, 69 tool or kernel feature missing,
73 target refused, 74 I/O error, 75 verification failed, 77 not authorised, 130 cancelled`;

function usage(problem: string): TarstrapError {
  return new TarstrapError('usage', { problem });
}

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** @throws TarstrapError `usage` for unknown options and a wrong number of operands */
export function parseCommand(args: readonly string[], options: Options, operands: readonly string[]): CommandLine {
  const { positionals, values } = parse(args, options);
  if (positionals.length !== operands.length)
    throw usage(`Expected ${operands.join(' and ') || 'no operands'}, got ${positionals.length ? positionals.join(' ') : 'none'}.`);
  return { positionals, values };
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean' } }, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(error instanceof Error ? `${error.message.split('.')[0]}.` : String(error));
  }
}

export const FLASH_OPTIONS = {
  layout: { type: 'string' },
  fs: { type: 'string' },
  label: { type: 'string' },
  size: { type: 'string' },
  fstab: { type: 'string' },
  mode: { type: 'string' },
  verify: { type: 'string' },
  'allow-fixed': { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const satisfies Options;

/** @throws TarstrapError `usage` */
export function flashOptions({ values }: CommandLine): FlashOptions {
  const chosenMode = values['mode'] === undefined ? undefined : oneOf('--mode', mode.options, values['mode']);
  return {
    layout: readLayout(String(values['layout'] ?? 'single')),
    filesystem: oneOf('--fs', rootFilesystem.options, values['fs'] ?? 'ext4'),
    fstab: oneOf('--fstab', fstabChoice.options, values['fstab'] ?? 'amend'),
    verify: oneOf('--verify', verification.options, values['verify'] ?? 'full'),
    allowFixed: values['allow-fixed'] === true,
    ...(chosenMode ? { mode: chosenMode } : {}),
    ...(values['label'] === undefined ? {} : { label: readLabel(String(values['label'])) }),
    ...(values['size'] === undefined ? {} : { imageBytes: readSize(String(values['size'])) }),
  };
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

function readLayout(name: string): Layout {
  const known = findLayout(name);
  if (known) return known;
  if (!name.includes('/') && !name.endsWith('.json'))
    throw usage(`There is no layout "${name}"; there are ${LAYOUTS.map((l) => l.id).join(', ')}, or give a file.`);
  try {
    return layoutSchema.parse(JSON.parse(readFileSync(name, 'utf8')));
  } catch (error) {
    throw new TarstrapError('usage', { problem: `${name} is not a layout file.` }, String(error).slice(0, 2000));
  }
}
