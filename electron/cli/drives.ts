import { toFailure } from '../../shared/errors.ts';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { formatBytes } from '../../shared/format.ts';
import { visible, visibleJson } from '../../shared/visible.ts';
import { listDrives } from '../drives/list.ts';
import { watchDrives } from '../drives/watch.ts';
import { parseCommand } from './commandLine.ts';
import { watchReader } from './reader.ts';
import { onEnding } from './signals.ts';
import { reportFailure, say } from './terminal.ts';

/** `tarstrap drives`. @param output ends the watch. @returns the exit code */
export async function drives(args: readonly string[], output: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, { json: { type: 'boolean' }, all: { type: 'boolean' }, watch: { type: 'boolean' } }, []);
  const show = async (): Promise<string> => format(await listDrives({ all: values['all'] === true }), values['json'] === true);
  let shown = await show();
  say(shown);
  if (values['watch'] !== true) return 0;
  using end = untilEnd(output);
  let hasFailed = false;
  // Told once for as long as it fails: what was shown last still stands.
  const fail = (error: unknown): undefined => {
    if (!hasFailed) reportFailure(toFailure(error), undefined);
    hasFailed = true;
  };
  for await (const _ of watchDrives(end.signal, { hasFailed: () => hasFailed })) {
    const now = await show().catch(fail);
    if (now === undefined) continue;
    // After a complaint also where nothing has changed: it is over.
    if (hasFailed || now !== shown) say(values['json'] === true ? now : `\n${now}`);
    shown = now;
    hasFailed = false;
  }
  return 0;
}

/** Aborts when whoever started us wants us to end, or nobody hears us any more. */
function untilEnd(output: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const end = new AbortController();
  const ending = onEnding(() => end.abort());
  const signal = AbortSignal.any([output, end.signal]);
  // Where it cannot be watched, the next write tells.
  watchReader(signal, () => end.abort()).catch(() => {});
  const dispose = (): void => {
    ending[Symbol.dispose]();
    end.abort();
  };
  return { signal, [Symbol.dispose]: dispose };
}

function format(found: readonly DriveFacts[], json: boolean): string {
  if (json) return visibleJson(found);
  return found.length > 0 ? found.flatMap(describeDrive).map(visible).join('\n') : 'No drives.';
}

function describeDrive({ target, partitions, unusable, description }: DriveFacts): string[] {
  const name = [target.model ?? description, target.serial && `…${target.serial.slice(-4)}`].filter(Boolean).join(' ');
  const state = target.protectedBy
    ? `PROTECTED: ${target.protectedBy}`
    : target.heldBy
      ? `in use: ${target.heldBy.map(({ what }) => what).join(', ')}`
      : unusable
        ? `cannot be written: ${unusable}`
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
