import { describeTarget } from '../drives/target.ts';
import { ARCHIVE_OPTIONS, insideOption, parseCommand } from './arguments.ts';
import { becomeRoot } from './becomeRoot.ts';
import { followJob } from './follow.ts';
import { inspectVisibly } from './inspect.ts';

/** `tarstrap verify ARCHIVE TARGET`. @returns the exit code */
export async function verify(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, ARCHIVE_OPTIONS, ['ARCHIVE', 'TARGET']);
  const [archivePath, targetPath] = line.positionals as [string, string];
  const json = line.values['json'] === true;
  const archive = await inspectVisibly(archivePath, { json, inside: insideOption(line) });
  const target = await describeTarget(targetPath, { archivePath: archive.file.path });
  const engine = await becomeRoot(['verify', ...args], target.path);
  const request = {
    type: 'verify' as const,
    archive: archive.file,
    compression: archive.compression,
    ending: archive.ending,
    inside: archive.inside,
    streamBytes: archive.streamBytes,
    extended: archive.extended > 0,
    privileged: archive.privileged,
    aclNames: archive.aclNames,
    aclStrangers: archive.aclStrangers,
    ignored: archive.ignored,
    fstabBytes: archive.fstab?.bytes ?? null,
    target,
  };
  return followJob(engine, { request, target, json });
}
