import { formatBytes } from '../format.ts';
import { shellQuote } from '../shell.ts';
import { visible } from '../visible.ts';
import { growthCommands, growthLines } from './describeGrowth.ts';
import { partitionNode } from './partitionNode.ts';
import { sizeOf } from './sizeOf.ts';
import { MiB } from './sizes.ts';
import { unreachedBytes } from './table.ts';
import type { Area, Command, Plan, PlannedLoader, Volume } from './types.ts';

/** A plan in plain words, and as the commands that a person would type. */

export function describePlan(plan: Plan): string[] {
  const { target } = plan;
  const what = [target.model, formatBytes(sizeOf(plan)), target.bus].filter(Boolean).join(', ');
  return [
    `Target: ${target.path} (${what})`,
    ...plan.unmount.map((mountPoint) => `Unmount ${mountPoint}`),
    ...(plan.table ? [`${isNewImage(target) ? 'Make it' : 'Replace everything on it'} with ${describeTable(plan.table)}, layout ${plan.layoutId}`] : []),
    ...describeParts(plan),
    ...(plan.sameUuids ? ['Its filesystems and partitions get the same UUIDs as those of the drive that was captured'] : []),
    ...(plan.grow ? growthLines(plan.grow, target.size) : []),
    ...describeUnreached(plan),
    ...(plan.seal ? [SEALED] : []),
    ...(plan.volumes.length === 0 ? ['Unpack into the folder; files of the same name are replaced'] : []),
    ...(plan.inside ? [`Unpack only the folder ${plan.inside.folder} of the archive, as if it were all of it`] : []),
    ...plan.loaders.flatMap(describeLoader),
    ...describeFstab(plan),
    ...plan.boot.flatMap(describeBoot),
    ...plan.bootFiles.map(({ path, what }) => `Add /${path}: ${what}`),
    ...plan.firstBoot.lines,
    `Way: ${plan.mode} (${plan.modeReason})`,
    plan.unread ? 'Read the archive while it is unpacked; so far only its beginning was read' : 'The archive was read completely',
    { full: 'Verify everything by reading it back', quick: 'Verify the tree and a sample of the contents by reading them back', none: 'Do not verify' }[
      plan.verify
    ],
  ];
}

function isNewImage({ kind, size }: Plan['target']): boolean {
  return kind === 'image' && size === 0;
}

function describeTable({ label }: NonNullable<Plan['table']>): string {
  return `a ${label === 'gpt' ? 'GPT' : 'dos'} partition table`;
}

/** A MiB or two is left by any table. */
function describeUnreached({ table, sizeByte }: Plan): string[] {
  const unreached = table ? unreachedBytes(table.label, sizeByte) : 0;
  return unreached > 2 * MiB ? [`The last ${formatBytes(unreached)} stay unused: a dos partition table reaches no further than 2 TiB`] : [];
}

function describeFstab({ fstab, fstabWithout, fstabStays }: Plan): string[] {
  if (fstabStays) return [`Leave /etc/fstab as it is: ${fstabStays.why}`];
  const without = `Comment out the lines of /etc/fstab that name devices which are not on this drive: ${fstabWithout.join(' · ')}`;
  return [...(fstab.length > 0 ? [`Amend /etc/fstab: ${fstab.join(' · ')}`] : []), ...(fstabWithout.length > 0 ? [without] : [])];
}

/** Of a line those words that are others now. */
function describeBoot({ file, changes }: Plan['boot'][number]): string[] {
  if (changes.length === 0) return [`Amend /${file} where it names another drive`];
  return wordChanges(changes).map((change) => `Amend /${file}: ${change}`);
}

function bootFileCommands({ path, change }: Plan['bootFiles'][number]): string[] {
  const to = `/mnt/${path}`;
  if (change.kind === 'copy') return [`install -D -m 0644 ${shellQuote(`/mnt/${change.from}`)} ${shellQuote(to)}`];
  return [`mkdir -p ${shellQuote(to.slice(0, to.lastIndexOf('/')))}`, `printf %s ${shellQuote(change.text)} > ${shellQuote(to)}`];
}

function wordChanges(changes: Plan['boot'][number]['changes']): string[] {
  const words = (text: string): string[] => text.split(/[\s"']+/).filter(Boolean);
  const told = changes.map(({ from, to }) => {
    const gone = words(from).filter((word) => !words(to).includes(word));
    const come = words(to).filter((word) => !words(from).includes(word));
    return come.length > 0 ? `${visible(gone.join(' '))} becomes ${visible(come.join(' '))}` : `${visible(gone.join(' '))} goes`;
  });
  return [...new Set(told)];
}

const SEALED = 'The folder will belong to root, and only root can enter it (mode 0700): set-uid programs of the archive would work where it lies';

function describeVolume(volume: Volume): string {
  const place = volume.number === null ? 'It' : `Partition ${volume.number}`;
  if (!volume.mkfs) return `${place}: keep ${volume.filesystem}; files of the same name are replaced`;
  return `${place}: ${formatBytes(volume.sizeByte)}, new ${volume.filesystem}${volume.label ? ` "${volume.label}"` : ''}, mounted at ${volume.mount}`;
}

/** In the order of their numbers. */
function describeParts({ volumes, areas }: Plan): string[] {
  const parts = [
    ...volumes.map((volume) => ({ number: volume.number ?? 0, text: describeVolume(volume) })),
    ...areas.map((area) => ({ number: area.number, text: describeArea(area) })),
  ];
  return parts.toSorted((a, b) => a.number - b.number).map(({ text }) => text);
}

function describeArea({ number, sizeByte, name, swap }: Area): string {
  return `Partition ${number}: ${formatBytes(sizeByte)}, ${swap ? `new swap${swap.label ? ` "${swap.label}"` : ''}` : `stays empty (${name})`}`;
}

function describeLoader({ file, pieces }: PlannedLoader): string[] {
  return pieces.map(
    ({ fromByte, bytes, atByte }) =>
      `Write the boot loader ${file}${fromByte > 0 ? ` from its byte ${fromByte} on` : ''} (${formatBytes(bytes)}) to byte ${atByte}`,
  );
}

/** As whoever unpacks it there has it at hand. */
function loaderCommands({ file, beside, pieces }: PlannedLoader, device: string): string[] {
  const from = shellQuote(beside ? file : `/mnt/${file}`);
  return pieces.map(
    ({ fromByte, bytes, atByte }) =>
      `dd if=${from} of=${device} bs=1M iflag=skip_bytes,count_bytes oflag=seek_bytes skip=${fromByte} count=${bytes} seek=${atByte} conv=notrunc,fsync status=none`,
  );
}

function shown({ tool, args }: Command): string {
  return [tool, ...args].map(shellQuote).join(' ');
}

function unpacking({ extract: { tool, args } }: Plan, into: string): string {
  return `${shown({ tool, args: ['-C', into, ...args] })} < ARCHIVE`;
}

/** The same work by hand, directly onto the device. */
export function commandsOf(plan: Plan): string[] {
  const { target } = plan;
  if (target.kind === 'directory')
    return [
      ...(plan.seal ? [`chown 0:0 ${shellQuote(target.path)}`, `chmod 0700 ${shellQuote(target.path)}`] : []),
      unpacking(plan, target.path),
      `sync -f ${shellQuote(target.path)}`,
    ];
  const device = target.kind === 'image' ? '"$LOOP"' : shellQuote(target.path);
  const mounts = plan.volumes.toSorted((a, b) => a.mount.length - b.mount.length);
  return [
    ...plan.unmount.map((mountPoint) => `umount ${shellQuote(mountPoint)}`),
    ...(target.kind === 'image' ? [`truncate -s ${plan.sizeByte} ${shellQuote(target.path)}`, `LOOP=$(losetup -f --show ${shellQuote(target.path)})`] : []),
    ...(plan.table ? [`wipefs -a ${device}`, `sfdisk --no-tell-kernel --no-reread ${device} <<'END'\n${plan.table.script}END`, `partx -u ${device}`] : []),
    ...plan.volumes.flatMap((volume) => (volume.mkfs ? [`${shown(volume.mkfs)} ${nodeText(volume, device)}`] : [])),
    ...plan.areas.flatMap(({ number, swap }) => (swap ? [`${shown(swap.mkswap)} ${nodeText({ number }, device)}`] : [])),
    ...mounts.map((volume) => `mount --mkdir -o ${volume.mountOptions} ${nodeText(volume, device)} /mnt${volume.mount === '/' ? '' : volume.mount}`),
    unpacking(plan, '/mnt'),
    ...(plan.fstab.length > 0 ? [`printf '%s\\n' ${plan.fstab.map(shellQuote).join(' ')} >> /mnt/etc/fstab`] : []),
    ...plan.fstabWithout.map((line) => `# comment out in /mnt/etc/fstab: ${line}`),
    ...plan.boot.flatMap(({ file, changes }) => wordChanges(changes).map((change) => `# in /mnt/${file}: ${change}`)),
    ...plan.bootFiles.flatMap(bootFileCommands),
    ...plan.firstBoot.lines.map((line) => `# in /mnt: ${line}`),
    ...plan.loaders.flatMap((loader) => loaderCommands(loader, device)),
    ...mounts.toReversed().flatMap((volume) => {
      const at = `/mnt${volume.mount === '/' ? '' : volume.mount}`;
      return [`sync -f ${at}`, `umount ${at}`];
    }),
    ...(target.kind === 'image' ? ['losetup -d "$LOOP"'] : []),
    ...(plan.grow ? growthCommands(plan.grow, target.sectorSize, target.path) : []),
  ];
}

function nodeText(volume: Pick<Volume, 'number'>, device: string): string {
  if (volume.number === null) return device;
  if (device === '"$LOOP"') return `"$\{LOOP}p${volume.number}"`;
  return partitionNode(device, volume.number);
}
