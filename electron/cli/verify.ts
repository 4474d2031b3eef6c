import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { planLoaders } from '../../shared/plan/loaders.ts';
import { placePartitions } from '../../shared/plan/table.ts';
import type { PlannedLoader } from '../../shared/plan/types.ts';
import { unpackWords } from '../../shared/plan/unpackWords.ts';
import { shellQuote } from '../../shared/shell.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { loadersBeside } from '../archive/loadersBeside.ts';
import { unreadableIn } from '../drives/readable.ts';
import { describeTarget } from '../drives/target.ts';
import { inspectSource } from '../image/source.ts';
import { readLayout } from './arguments.ts';
import { becomeRoot } from './becomeRoot.ts';
import { type CommandLine, parseCommand, usage } from './commandLine.ts';
import { engineFiles } from './files.ts';
import { followJob } from './follow.ts';
import { inspectVisibly, lookingOf } from './looking.ts';
import { VERIFY_OPTIONS } from './options.ts';

/** `tarstrap verify ARCHIVE TARGET`. @returns the exit code */
export async function verify(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, VERIFY_OPTIONS, ['ARCHIVE', 'TARGET']);
  const [archivePath, targetPath] = line.positionals as [string, string];
  const looking = { ...lookingOf(line), findBmap: () => undefined };
  const { json } = looking;
  const source = await inspectVisibly(inspectSource, archivePath, looking);
  if (source.kind === 'image') throw notCompared(source.facts, targetPath);
  const archive = source.facts;
  const target = await readable(targetPath, archive.file.path, engineFiles(['verify', ...args]).byHand);
  const loaders = loadersOf(line, archive, target);
  const engine = await becomeRoot(['verify', ...args], [target.path]);
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
    loaders,
    target,
  };
  return followJob(engine, { request, json });
}

/** Those of the layout with which the drive was laid. @throws TarstrapError `usage`, `loader-missing` */
function loadersOf({ values }: CommandLine, archive: ArchiveFacts, { kind, path, size, sectorSize }: TargetFacts): PlannedLoader[] {
  if (values['layout'] === undefined) return [];
  if (kind !== 'disk' && kind !== 'image') throw usage(`--layout is for whole drives, and ${path} is not one.`);
  const layout = readLayout(String(values['layout']));
  if (!layout.loaders) throw usage(`Layout ${layout.id} has no boot loaders that could be compared.`);
  return planLoaders(
    { archive, target: { sectorSize }, options: { loaderFiles: loadersBeside(archive, layout) } },
    layout,
    placePartitions(layout, size),
    size,
  );
}

/** The drive goes on behind the image; of one whose length nobody tells cmp(1) says then that it has ended. */
function notCompared(image: ImageFacts, target: string): TarstrapError {
  const { path } = image.file;
  const unpack = unpackWords(path, image);
  const length = image.imageBytes === null ? '' : ` -n ${image.imageBytes}`;
  const command = `${unpack ? `${unpack} | ` : ''}cmp${length} ${unpack ? '-' : shellQuote(path)} ${shellQuote(target)}`;
  return new TarstrapError('image-not-compared', { path, command });
}

/** Before anybody is asked for a password: root compares nothing for one who may not read it himself, or where nothing is. @throws TarstrapError `verify-not-readable`, `target-missing` */
async function readable(path: string, archivePath: string, command: string): Promise<TargetFacts> {
  const target = await describeTarget(path, { archivePath }).catch((error: unknown) => {
    throw isForbidden(error) ? new TarstrapError('verify-not-readable', { path, command }, undefined, { cause: error }) : error;
  });
  // That would be the name of an image to make.
  if (target.kind === 'image' && target.size === 0) throw new TarstrapError('target-missing', { path });
  if (target.kind !== 'directory' || target.protectedBy || ownsIt(target)) return target;
  const hidden = await unreadableIn(target.path);
  if (hidden !== undefined) throw new TarstrapError('verify-not-readable', { path: join(target.path, hidden), command });
  return target;
}

const isForbidden = (error: unknown): boolean => error instanceof TarstrapError && error.code === 'target-not-yours';

function ownsIt({ path }: TargetFacts): boolean {
  const uid = process.getuid?.();
  return uid === 0 || statSync(path).uid === uid;
}
