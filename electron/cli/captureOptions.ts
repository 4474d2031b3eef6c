import { type Packing, packing, packingByName } from '../../shared/capture/compressors.ts';
import { type LeftOut, ON_REQUEST, USUALLY } from '../../shared/capture/leaveOut.ts';
import type { CaptureOptions } from '../../shared/capture/types.ts';
import { type CommandLine, didYouMean, listOf, usage, type Value } from './commandLine.ts';

/** The options of `tarstrap capture`, checked. Everything that is wrong with them is a `usage` failure. */

export const CAPTURE_OPTIONS = {
  compress: { type: 'string' },
  reproducible: { type: 'boolean' },
  with: { type: 'string', multiple: true },
  without: { type: 'string', multiple: true },
  live: { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** @throws TarstrapError `usage` */
export function captureOptions({ values }: CommandLine, archive: string): CaptureOptions {
  const kept = kindsIn('--with', values['with'], USUALLY);
  const more = kindsIn('--without', values['without'], ON_REQUEST);
  return {
    packing: packingOf(values['compress'], archive),
    reproducible: values['reproducible'] === true,
    live: values['live'] === true,
    leaveOut: [...USUALLY.filter((kind) => !kept.includes(kind)), ...more],
  };
}

function kindsIn(option: string, value: Value, known: readonly LeftOut[]): readonly LeftOut[] {
  const words = listOf(value).flatMap((one) => one.split(','));
  if (words.includes('all')) return known;
  const kinds = words.map((word) => {
    const kind = known.find((one) => one === word);
    if (!kind) throw usage(`${option} takes ${known.join(', ')}, or all, not "${word}".${didYouMean(word, known)}`);
    return kind;
  });
  return known.filter((kind) => kinds.includes(kind));
}

/** Name and option must not contradict each other: whoever unpacks the archive goes by its name. */
function packingOf(value: Value, archive: string): Packing {
  const byName = packingByName(archive);
  const asked = value === undefined ? undefined : packing.options.find((one) => one === value);
  if (value !== undefined && !asked) throw usage(`--compress is one of ${packing.options.join(', ')}, not "${String(value)}".`);
  if (byName === 'other')
    throw usage(`Tarstrap does not make archives of the kind that ${archive} names; it makes .tar.zst, .tar.xz, .tar.gz, .tar.lz4 and .tar.`);
  if (asked && byName && asked !== byName) throw usage(`The name ${archive} says ${byName}, and --compress says ${asked}.`);
  return asked ?? byName ?? 'zstd';
}
