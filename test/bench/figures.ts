import type { Capturing } from './capturing.ts';
import type { Contest } from './contest.ts';
import type { Medium } from './device.ts';
import type { InputName } from './inputs.ts';
import type { Watched } from './ours.ts';
import { type Counted, roundsOf, secondsOf } from './report.ts';
import type { Asking } from './signalling.ts';
import type { Several } from './several.ts';
import { median, pairedRatio } from './statistics.ts';
import { figure, formatTable } from './table.ts';
import type { Verifying } from './verification.ts';

/** What has been promised, and what became of it. Pure. */

export interface Figure {
  readonly what: string;
  readonly atMost: number;
  /** NaN where it was not measured. */
  readonly value: number;
}

export interface Measured {
  readonly contests: readonly Contest[];
  readonly asking?: Asking | undefined;
  readonly verifying?: Verifying | undefined;
  readonly several?: Several | undefined;
  readonly capturing?: Capturing | undefined;
}

interface Pledge {
  readonly what: string;
  readonly input: InputName;
  readonly medium: Medium['id'];
  readonly ours: string;
  readonly theirs?: string;
  /** What is set against the whole run of the others. */
  readonly of?: Counted;
  readonly atMost: number;
}

const CHOSEN = 'Tarstrap, as chosen';
const VERIFIED_IMAGE = 'Tarstrap, read back';
/** A bar of these cannot go by what is written alone. */
const PROVEN = [VERIFIED_IMAGE, 'Tarstrap, verified'];
const FAST = { medium: 'unthrottled', ours: CHOSEN } as const;
/** Disk images: start and end have a figure of their own. */
const IMAGE = { ...FAST, of: 'writing' } as const;

/** Ratios to the whole commands of others: by hand, unless another is named. */
const RATIOS: readonly Pledge[] = [
  { ...FAST, what: '.tar of 1 GB', input: 'rootfs.tar', atMost: 0.65 },
  { ...FAST, what: '.tar of few big files', input: 'big.tar', atMost: 0.52 },
  { ...FAST, what: '.tar of 200,000 small files', input: 'tiny.tar', atMost: 0.72 },
  { ...FAST, what: '.tar.gz, igzip', input: 'rootfs.tar.gz', atMost: 0.46 },
  { ...FAST, what: '.tar.gz, only gzip, and Python', input: 'rootfs.tar.gz', ours: 'Tarstrap, only gzip', atMost: 0.85 },
  { ...FAST, what: '.tar.gz, only gzip, not even Python', input: 'rootfs.tar.gz', ours: 'Tarstrap, no Python', atMost: 0.85 },
  { ...FAST, what: '.tar.zst', input: 'rootfs.tar.zst', atMost: 0.68 },
  { ...FAST, what: '.tar.bz2, lbzip2', input: 'part.tar.bz2', atMost: 0.52 },
  { ...FAST, what: '.tar.xz of several blocks', input: 'part.multi.tar.xz', atMost: 0.7 },
  { ...FAST, what: '.tar.xz of one block', input: 'part.single.tar.xz', atMost: 1 },
  { what: '.tar, 40 MB/s', input: 'part.tar', medium: '40 MB/s', ours: CHOSEN, atMost: 0.85 },
  { what: '.tar, 20 MB/s, 500 I/Os', input: 'part.tar', medium: '20 MB/s, 500 I/Os', ours: CHOSEN, atMost: 0.42 },
  { what: '.tar.xz of one block, 20 MB/s', input: 'part.single.tar.xz', medium: '20 MB/s', ours: CHOSEN, atMost: 0.6 },
  { ...IMAGE, what: 'image of 2 GB ÷ dd', input: 'card.img', atMost: 1.02 },
  { ...IMAGE, what: '.img.zst ÷ zstdcat | dd', input: 'card.img.zst', atMost: 1 },
  { ...IMAGE, what: '.img.xz ÷ xzcat | dd', input: 'card.img.xz', atMost: 1 },
  { ...IMAGE, what: 'with a block map ÷ bmaptool', input: 'mapped.img', atMost: 1 },
  { ...FAST, what: '.tar ÷ node tar', input: 'rootfs.tar', theirs: 'node tar', atMost: 0.2 },
  { ...FAST, what: '.tar ÷ python tarfile', input: 'rootfs.tar', theirs: 'python tarfile', atMost: 0.45 },
];

export function figuresOf({ contests, asking, verifying, several, capturing }: Measured): Figure[] {
  const ratios = RATIOS.map(({ what, input, medium, ours, theirs = 'by hand', of = 'whole', atMost }) => {
    const contest = contests.find((c) => c.input === input && c.medium === medium);
    return { what, atMost, value: contest ? pairedRatio(roundsOf(contest, ours, of), roundsOf(contest, theirs)) : Number.NaN };
  });
  const cost = (ours: readonly number[] | undefined, theirs: readonly number[] | undefined): number => pairedRatio(ours ?? [], theirs ?? []);
  return [
    ...ratios,
    { what: '40 MB/s ÷ bytes to be written', atMost: 1.05, value: againstBytes(contests, 'part.tar', CHOSEN) },
    { what: 'image, 40 MB/s ÷ bytes', atMost: 1.02, value: againstBytes(contests, 'card.img', CHOSEN) },
    // Reads are as slow: half of it may take 1.02, the other half 1.05.
    { what: 'image, 40 MB/s, read back ÷ bytes written and read', atMost: 1.035, value: againstBytes(contests, 'card.img', VERIFIED_IMAGE) / 2 },
    { what: 'image, start and end, s', atMost: 0.5, value: aroundImages(contests) },
    { what: 'asked ÷ left alone', atMost: 1.01, value: cost(asking?.asked, asking?.left) },
    { what: 'verification ÷ reading, staged', atMost: 1.15, value: cost(verifying?.staged.ours, verifying?.staged.reading) },
    { what: 'verification ÷ tar --compare, direct', atMost: 1.05, value: cost(verifying?.direct.ours, verifying?.direct.comparing) },
    { what: 'four drives ÷ one, tarball', atMost: 1.05, value: cost(several?.archive.four, several?.archive.one) },
    { what: 'four drives ÷ one, image', atMost: 1.05, value: cost(several?.image.four, several?.image.one) },
    { what: 'error of the bar, points, each of four lanes', atMost: 3, value: several ? Math.max(...several.bars) : Number.NaN },
    ...captureFigures(capturing),
    ...barFigures(contests),
  ].filter(({ value }) => !Number.isNaN(value));
}

/** Start and end may add so many seconds to what the ratio allows. */
const AROUND_CAPTURE = 0.4;

function captureFigures(capturing: Capturing | undefined): Figure[] {
  if (!capturing) return [];
  const ratio = ({ ours, theirs }: Capturing['zstd']): number =>
    pairedRatio(
      ours.map((seconds) => seconds - AROUND_CAPTURE),
      theirs,
    );
  return [
    { what: 'captured, .tar.zst ÷ tar | zstd -T0 -3', atMost: 1.02, value: ratio(capturing.zstd) },
    { what: 'captured, .tar.gz ÷ tar -cz', atMost: 0.4, value: ratio(capturing.gzip) },
    { what: 'captured from 20 MB/s ÷ used bytes', atMost: 1.05, value: ratio(capturing.slow) },
    { what: 'error of the bar, points, captured from 20 MB/s', atMost: 3, value: median(capturing.bars) },
  ];
}

/** A device of 40 MB/s can do no better. */
function againstBytes(contests: readonly Contest[], of: InputName, by: string): number {
  const runs = contests.filter(({ medium, input }) => medium === '40 MB/s' && input === of).flatMap((contest) => contest.runs);
  return median(runs.filter(({ contestant }) => contestant === by).map(({ job, written }) => job / (written / 40e6)));
}

/** What the user waits for before the writing and behind it. */
function aroundImages(contests: readonly Contest[]): number {
  const ofImages = contests.filter(({ input, medium }) => medium === 'unthrottled' && RATIOS.some((pledge) => pledge.of && pledge.input === input));
  const runs = ofImages.flatMap((contest) => contest.runs);
  return median(runs.filter(({ contestant }) => contestant === CHOSEN).map((run) => run.whole - (secondsOf(run, 'writing') ?? Number.NaN)));
}

function barFigures(contests: readonly Contest[]): Figure[] {
  const watched = (medium?: string, by: readonly string[] = [CHOSEN]): Watched[] =>
    contests
      .filter((contest) => medium === undefined || contest.medium === medium)
      .flatMap(({ runs }) => runs)
      .filter(({ contestant }) => by.includes(contestant))
      .flatMap((run) => run.watched ?? []);
  const of = (pick: (seen: Watched) => number | undefined, medium?: string): number => median(watched(medium).flatMap((seen) => pick(seen) ?? []));
  const media = [...new Set(contests.map(({ medium }) => medium))];
  return [
    { what: 'from Enter to the first byte on the drive, s', atMost: 0.4, value: of(({ firstByte }) => firstByte, 'unthrottled') },
    { what: 'first tick that has moved, ms', atMost: 100, value: of(({ firstProgress }) => firstProgress && firstProgress * 1000) },
    { what: 'bytes written behind 100 %', atMost: 0, value: of(({ writtenAfter }) => writtenAfter) },
    ...media.flatMap((medium) => [
      { what: `error of the bar, points, ${medium}`, atMost: 3, value: of(({ barError }) => barError, medium) },
      { what: `error of the bar, points, ${medium}, verified`, atMost: 3, value: median(watched(medium, PROVEN).map(({ barError }) => barError)) },
      { what: `error of the time to go at half time, %, ${medium}`, atMost: 15, value: of(({ etaError }) => etaError && Math.abs(etaError) * 100, medium) },
    ]),
  ];
}

export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, atMost, value }) => [what, figure(value), figure(atMost), value <= atMost ? 'met' : 'MISSED']);
  return formatTable(['', 'measured', 'at most', ''], rows);
}
