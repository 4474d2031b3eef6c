import { type Layout, type LayoutPartition, type Loader, numberOf } from '../../shared/layout.ts';
import { findLayout, shippedLayouts } from '../../shared/layouts.ts';
import { didYouMean, parseCommand, usage } from './commandLine.ts';
import { linesOf, type Row } from './rows.ts';
import { say, sayJson } from './terminal.ts';

/** `tarstrap layouts [ID]`. @returns the exit code */
export function layouts(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseCommand(args, { json: { type: 'boolean' } }, args.every((arg) => arg.startsWith('-')) ? [] : ['ID']);
  const [id] = positionals;
  const chosen = id === undefined ? shippedLayouts() : [layoutNamed(id)];
  if (values['json'] === true) for (const layout of chosen) sayJson(layout);
  else say(id === undefined ? listed(chosen) : chosen.flatMap(explain));
  return Promise.resolve(0);
}

function listed(known: readonly Layout[]): string[] {
  const width = Math.max(...known.map(({ id }) => id.length)) + 2;
  return known.map(({ id, title }) => `${id.padEnd(width)}${title}`);
}

/** @throws TarstrapError `usage` */
function layoutNamed(id: string): Layout {
  const found = findLayout(id);
  if (found) return found;
  const ids = shippedLayouts().map((layout) => layout.id);
  throw usage(`There is no layout "${id}"; there are ${ids.join(', ')}.${didYouMean(id, ids)}`);
}

function explain({ title, source, needs, table, partitions, loaders = [] }: Layout): string[] {
  const rows: Row[] = [
    ['layout', title],
    ['table', table === null ? 'none is made' : table === 'gpt' ? 'GPT' : 'dos'],
    ...partitions.map((partition, i): Row => ['partition', `${numberOf(partition, i)}: ${partitionWords(partition)}`]),
    ...loaders.map((loader): Row => ['loader', loaderWords(loader)]),
    ...(needs === undefined ? [] : [['needs', needs] as const]),
    ['source', source],
  ];
  return linesOf(rows, []);
}

function partitionWords({ filesystem, label, mount, startMiB, sizeMiB, bootable, ext4Features }: LayoutPartition): string {
  return [
    sizeMiB === undefined ? 'the rest' : `${sizeMiB} MiB`,
    ...(startMiB === undefined ? [] : [`from ${startMiB} MiB`]),
    `${KINDS[filesystem] ?? filesystem}${label ? ` "${label}"` : ''}${mount === undefined ? '' : ` at ${mount}`}`,
    ...(bootable ? ['bootable'] : []),
    ...(ext4Features ? [`features ${ext4Features.join(',')}`] : []),
  ].join(', ');
}

function loaderWords({ files, pieces }: Loader): string {
  const words = pieces.map(({ atByte, fromByte, bytes }) => {
    const what = fromByte > 0 ? `from its byte ${fromByte} on ` : bytes === undefined ? '' : `its first ${bytes} bytes `;
    return `${what}at byte ${atByte}`;
  });
  return `${files.join(' or ')}, ${words.join(', ')}`;
}

const KINDS: Readonly<Record<string, string>> = { root: 'ext4, or what --fs says,', vfat: 'FAT', none: 'empty' };
