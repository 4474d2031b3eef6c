import { formatBytes } from '../../shared/format.ts';
import { type DriveFacts, listDrives } from '../drives/list.ts';
import { parseCommand } from './arguments.ts';
import { say } from './terminal.ts';

/** `tarstrap drives`. @returns the exit code */
export async function drives(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, { json: { type: 'boolean' }, all: { type: 'boolean' } }, []);
  const found = await listDrives({ all: values['all'] === true });
  if (values['json'] === true) say(JSON.stringify(found));
  else say(found.length > 0 ? found.flatMap(describeDrive).join('\n') : 'No drives.');
  return 0;
}

function describeDrive({ target, partitions }: DriveFacts): string[] {
  const name = [target.model, target.serial && `…${target.serial.slice(-4)}`].filter(Boolean).join(' ');
  const state = target.protectedBy
    ? `LOCKED: ${target.protectedBy}`
    : target.readOnly
      ? 'read-only'
      : target.removable
        ? 'ready'
        : 'fixed: needs --allow-fixed';
  const head = `${target.path.padEnd(16)}${formatBytes(target.size).padStart(9)}  ${(target.bus ?? '').padEnd(7)}${name ? `${name}  ` : ''}${state}`;
  const rows = partitions.map((p) => {
    const what = [p.filesystem ?? 'no known filesystem', p.label && `"${p.label}"`, p.mounts.length > 0 && `on ${p.mounts.join(', ')}`]
      .filter(Boolean)
      .join(' ');
    return `  ${p.path.padEnd(14)}${formatBytes(p.size).padStart(9)}  ${what}`;
  });
  return [head, ...rows];
}
