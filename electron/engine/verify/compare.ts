import { TarstrapError } from '../../../shared/errors.ts';
import { ignoringZeros } from '../../../shared/ending.ts';
import { type Inside, insideOptions } from '../../../shared/inside.ts';
import { recordSize } from '../../../shared/plan/extract.ts';
import { feedArchive } from '../../archive/feed.ts';
import { insiderOf } from '../../archive/inside.ts';
import { LISTING_OPTIONS, parseDifference, parseEntry } from '../../archive/listing.ts';
import type { TarMember } from '../../archive/member.ts';
import { readMembers } from '../../archive/read.ts';
import { describeExit } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { capabilitiesTo, openCell } from '../extract/cell.ts';
import { failureOf, Log, meaningOf } from '../extract/messages.ts';
import { type Job, note } from '../job.ts';
import type { Sources } from '../meter.ts';
import { culpritOf, type Ended, type OpenSource, passOver } from '../pass.ts';
import { runSession } from '../session/session.ts';
import { TAR } from '../session/tools.ts';
import { compared } from './cost.ts';
import { type EarlyLook, openEarlyLook } from './early.ts';
import { type Expected, type LinkAt, openExpectation } from './expectation.ts';

export interface ArchiveSource extends OpenSource {
  /** The folder of it that was laid; null: all of it. */
  readonly inside: Inside | null;
  readonly archiveSize: number;
  readonly streamBytes: number;
}

export interface TarRequest extends ArchiveSource {
  readonly root: string;
  readonly fat: readonly string[];
  /** Where the target was not empty. */
  readonly linkAt?: LinkAt | undefined;
  /** These are the links of now. */
  readonly isLate: boolean;
  /** A second pass is to be expected. */
  readonly isFirstOfTwo: boolean;
  /** How many members will come by, where that is known. */
  readonly members?: number | undefined;
}

/** Every member's line as it comes by, and contents compared by tar itself. */
const ARGS = ['-d', '--totals=SIGUSR1', '--totals', '-vv', ...LISTING_OPTIONS, '--warning=no-timestamp', '--warning=no-unknown-keyword', '-f', '-'];

export interface TarsWord {
  readonly expected: Expected;
  /** Members that have other contents than what their names lead to. */
  readonly differing: ReadonlySet<number>;
  /** Why some of it could not be compared, in tar's words: where nothing differs, it is not proven that nothing does. */
  readonly problem: string | undefined;
  /** Left out where there is FAT, where less is to be told. */
  readonly early?: EarlyLook;
}

/**
 * `tar --compare` reads every file of the tree. What it says of contents is kept, by members; what else it says, our own comparison knows
 * better: tar compares each member with what is there in the end, and that may be the work of a later one.
 */
export async function compareByTar(request: TarRequest, job: Job): Promise<TarsWord> {
  const expectation = openExpectation(request.linkAt);
  const differing = new Set<number>();
  const early = request.fat.length > 0 ? undefined : openEarlyLook(request.root, expectation.nameOf);
  let member = -1;
  let seen = 0;
  const hear = (line: string): void => {
    const entry = parseEntry(line);
    if (entry) {
      seen += 1;
      member = expectation.add(entry);
      early?.see(entry, expectation.nameOf(member) ?? '');
    } else if (parseDifference(line)?.what === 'Contents differ') differing.add(member);
  };
  const problem = await runCompare(request, { hear, seen: () => seen }, job);
  const expected = expectation.finish();
  const doubtful = expectation.doubtful();
  return {
    expected: request.isLate && doubtful.size > 0 ? await expectWithout(doubtful, request, job) : expected,
    differing,
    problem,
    ...(early ? { early } : {}),
  };
}

/** The archive has made links itself that are there now: once more, as if they had not been there when it was laid. */
async function expectWithout(links: ReadonlySet<string>, request: TarRequest, job: Job): Promise<Expected> {
  const expectation = openExpectation((name) => (links.has(name) ? undefined : request.linkAt?.(name)));
  const insider = insiderOf(request.inside?.folder);
  const onMember = (member: TarMember): void => {
    const entry = insider.entry(member.entry);
    if (entry) expectation.add(entry);
  };
  await readMembers(passOver(request, job), { onMember });
  return expectation.finish();
}

interface Heard {
  readonly hear: (line: string) => void;
  /** Members, by now. */
  readonly seen: () => number;
}

async function runCompare(request: TarRequest, { hear, seen }: Heard, job: Job): Promise<string | undefined> {
  const log = new Log();
  const { compression, ending, inside, streamBytes } = request;
  await using feed = await feedArchive(passOver(request, job));
  job.meter.follow(feed.position);
  job.meter.watch({
    archiveSize: request.archiveSize,
    streamBytes,
    ...worthOf(request, seen),
    isPlain: compression === 'none',
    pass: { index: 0, of: request.isFirstOfTwo ? 2 : 1 },
  });
  await using cells = new Scope();
  const within = await openCell({ into: request.root, folder: job.folder, nested: true, readOnly: true, capabilities: capabilitiesTo('look', 0) }, cells);
  const session = runSession({
    tool: TAR,
    command: { ...within({ tool: 'tar', args: [...ARGS, ...recordSize(compression), ...ignoringZeros(ending), ...insideOptions(inside)] }), stdin: feed.stdin },
    signal: job.signal,
    onReport: (position) => job.meter.tarAt(position),
    onLine: (line) => {
      if (!isOurs(line)) log.add(line);
    },
    onOutput: hear,
  });
  feed.release();
  const [exit, source] = await Promise.all([session, feed.finished]);
  // What tar could not look at is not proven to be right.
  const isDone = exit.exitCode === 0 || exit.exitCode === 1 || (exit.exitCode === 2 && log.lines.length === 0);
  if (!source.ok || !isDone || failureOf(log.lines) === 'drive-io') {
    const culprit = await blame(request, { exit, source, log, position: feed.position() });
    if (culprit) throw culprit;
    return log.text || describeExit(exit);
  }
  for (const line of log.lines) note(job, line, 'warning');
  return undefined;
}

/** Where nobody knows how many members there are, every byte is worth the same. */
function worthOf({ members, streamBytes, compression, unpacked }: TarRequest, seen: Heard['seen']): Pick<Sources, 'reached'> {
  if (members === undefined) return {};
  const share = compared({ streamBytes, compression: unpacked ? 'none' : compression, members });
  return { reached: (read) => share(read, seen()) };
}

/** Whose fault it is that tar could not compare to the end, where that is known. */
async function blame(request: TarRequest, ended: Ended): Promise<TarstrapError | undefined> {
  const { exit, source, log } = ended;
  if (exit.signal) return new TarstrapError('tar-killed', { tool: 'tar', signal: exit.signal }, log.text);
  const problem = await culpritOf(request, ended);
  if (problem) return problem;
  if (!source.ok) return new TarstrapError('archive-damaged', { path: request.archivePath }, source.detail);
  if (failureOf(log.lines) === 'drive-io') return new TarstrapError('drive-io', { path: 'the target' }, log.text);
  return undefined;
}

/**
 * What stops nothing. Names that lead nowhere in the end, or to something else, are for the tree to judge (`tar: "./lib/x": Cannot stat: Not
 * a directory`); odd members were told of; what an incremental archive says of folders is nothing new.
 */
const OURS = [
  /: (?:Warning: )?Cannot (?:stat|open|savedir): (?:No such file or directory|Not a directory|Too many levels of symbolic links)$/,
  /: (?:Warning: )?Cannot readlink: (?:No such file or directory|Invalid argument)$/,
  /: Unknown file type .{1,8}, diffed as normal file$/,
  /: Directory (?:is new|has been renamed from .*)$/,
];

function isOurs(line: string): boolean {
  return OURS.some((words) => words.test(line)) || meaningOf(line) === 'harmless';
}
