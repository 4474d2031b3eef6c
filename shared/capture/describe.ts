import { formatBytes } from '../format.ts';
import { layoutBeside } from '../layoutBeside.ts';
import type { Command } from '../plan/types.ts';
import { shellQuote } from '../shell.ts';
import { compressors } from './compressors.ts';
import { excludePatterns, leftOutList } from './leaveOut.ts';
import type { CapturePlan } from './types.ts';

/** A capture in plain words, and as the commands that a person would type. */

export function describeCapture(plan: CapturePlan): string[] {
  const { source, archive, replaces, replacesLayout, packing, reproducible, leaveOut } = plan;
  const what = [source.model, source.kind === 'directory' ? undefined : formatBytes(source.size), source.bus].filter(Boolean).join(', ');
  return [
    `Source: ${source.path}${what ? ` (${what})` : ''}`,
    `Archive: ${archive}${replaces ? ', which is replaced' : ''}`,
    ...(replacesLayout ? [`The layout beside it, ${layoutBeside(archive)}, is replaced, too`] : []),
    howRead(plan),
    ...(leaveOut.length > 0 ? [`Leave out ${leftOutList(leaveOut)}`] : []),
    `Pack it ${packing === 'none' ? 'without compression' : `with ${packing}`}${reproducible ? ', so that another capture of the same is the same file' : ''}`,
    'Read the archive back, and compare it with what was seen',
    ...(hasTable(plan) ? [`Write how the drive is laid out to ${layoutBeside(archive)}`] : []),
  ];
}

/** As far as that is known of it. */
function hasTable({ source }: CapturePlan): boolean {
  return source.kind === 'disk' || source.kind === 'image';
}

function howRead({ source, running }: CapturePlan): string {
  if (running) return 'Read the running system, which may change meanwhile; nothing is written to it';
  if (source.kind === 'directory') return 'Read the folder; nothing is written to it';
  return source.mounts.length > 0 ? `Read it through where it is mounted (${source.mounts.join(', ')}); nothing is written to it` : 'Mount it read-only';
}

/** The same work by hand. */
export function captureCommands(plan: CapturePlan): string[] {
  const { source, archive, leaveOut } = plan;
  const isFolder = source.kind === 'directory';
  const at = isFolder ? source.path : '/mnt';
  const image = source.kind === 'image';
  const device = image ? '"$LOOP"' : shellQuote(source.path);
  return [
    ...(image ? [`LOOP=$(losetup -r -P -f --show ${shellQuote(source.path)})`] : []),
    ...(isFolder
      ? []
      : [source.kind === 'partition' ? `mount -o ro ${device} /mnt` : `# mount the partitions of ${device} read-only at /mnt, as its own /etc/fstab says`]),
    ...(leaveOut.includes('swap') ? ['# leave out swap files'] : []),
    ...(leaveOut.includes('logs') ? ['# leave out the files below /var/log'] : []),
    `${shown(byHand(plan, at))}${piped(plan)} > ${shellQuote(archive)}`,
    `sync ${shellQuote(archive)}`,
    ...(isFolder ? [] : ['umount -R /mnt']),
    ...(image ? ['losetup -d "$LOOP"'] : []),
  ];
}

function byHand({ pack: { tool, args }, leaveOut }: CapturePlan, at: string): Command {
  const own = args.slice(0, args.indexOf('--no-recursion'));
  const excluded = excludePatterns(leaveOut).map((pattern) => `--exclude=${pattern}`);
  return { tool, args: ['-C', at, ...own, '--sort=name', '--one-file-system', '--anchored', '--no-wildcards-match-slash', ...excluded, '-f', '-', '.'] };
}

function piped({ packing, reproducible }: CapturePlan): string {
  return packing === 'none' ? '' : ` | ${shown(compressors(packing, reproducible).at(-1) ?? { tool: packing, args: [] })}`;
}

function shown({ tool, args }: Command): string {
  return [tool, ...args].map(shellQuote).join(' ');
}
