import { parseSize } from '../../shared/format.ts';
import { folderInside, plainPath } from '../../shared/inside.ts';
import { label, type Layout, type RootFilesystem, rootFilesystem, rootFilesystemOf } from '../../shared/layout.ts';
import { findLayout, shippedLayouts } from '../../shared/layouts.ts';
import type { ImageOptions } from '../../shared/plan/imageTypes.ts';
import { bootChoice, type FlashOptions, fstabChoice, mode, verification } from '../../shared/plan/types.ts';
import { readLayoutFile } from '../archive/layoutFile.ts';
import { type CommandLine, usage } from './commandLine.ts';
import { firstBootOf } from './firstBootOptions.ts';

/** What the options of a command line mean. */

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
    filesystem: filesystemOf(values, layout),
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

/** Those that are chosen for a layout which was found: what the line says itself stays. @throws TarstrapError `usage` */
export function withLayout({ values }: CommandLine, options: FlashOptions, layout: Layout): FlashOptions {
  return { ...options, layout, filesystem: filesystemOf(values, layout) };
}

function filesystemOf({ fs }: CommandLine['values'], layout: Layout): RootFilesystem {
  return oneOf('--fs', rootFilesystem.options, fs ?? rootFilesystemOf(layout));
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

/** Whether it fits its filesystem shows with the layout. */
function readLabel(text: string): string {
  if (!label.safeParse(text).success) throw usage(`--label takes letters, digits, spaces and . _ + : ( ) -, not "${text}".`);
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
