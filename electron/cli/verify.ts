import { startEngine } from '../elevate/engine.ts';
import { describeTarget } from '../drives/target.ts';
import { parseCommand } from './arguments.ts';
import { engineFiles } from './files.ts';
import { followJob } from './follow.ts';
import { inspectVisibly } from './inspect.ts';

/** `tarstrap verify ARCHIVE TARGET`. @returns the exit code */
export async function verify(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, { json: { type: 'boolean' } }, ['ARCHIVE', 'TARGET']);
  const [archivePath, targetPath] = line.positionals as [string, string];
  const json = line.values['json'] === true;
  const archive = await inspectVisibly(archivePath, json);
  const target = await describeTarget(targetPath, { archivePath: archive.file.path });
  const engine = await startEngine(engineFiles(['verify', ...args]), { target: target.path, hasTerminal: process.stdin.isTTY });
  const request = {
    type: 'verify' as const,
    archive: archive.file,
    compression: archive.compression,
    ending: archive.ending,
    streamBytes: archive.streamBytes,
    extended: archive.extended > 0,
    privileged: archive.privileged,
    fstabBytes: archive.fstab?.bytes ?? null,
    target,
  };
  return followJob(engine, { request, target, json });
}
