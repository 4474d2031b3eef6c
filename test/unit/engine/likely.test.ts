import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../electron/archive/feed.ts';
import { foreseeLaying, type Likely } from '../../../electron/engine/flash/likely.ts';
import { MEMBER_BYTES } from '../../../electron/engine/verify/cost.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { makeInputs } from '../shared/plan/inputs.ts';

/** Of a file of a thousand bytes. */
const SIZE = 1000;
const FILE = { path: '/home/me/rootfs.tar.zst', dev: '1', ino: '2', size: SIZE, mtimeNs: '1' };

/** @param file undefined where another has decompressed it, and it is read from there */
interface At {
  readonly file: number | undefined;
  readonly stream: number;
}

/** As it stands when so much of the file was decompressed, and so much of the stream read. */
function likelyAt(archive: Partial<ArchiveFacts>, at: At): Likely {
  const inputs = makeInputs({ archive: { file: FILE, unread: 3000, streamBytes: 4000, ...archive } });
  const likely = foreseeLaying(inputs.archive, makePlan(inputs), () => ({ position: at.stream, members: 1, blockBytes: at.stream }));
  const feed: Feed = {
    stdin: 0,
    tool: 'zstd',
    position: () => at.file ?? 0,
    finished: Promise.resolve({ ok: true }),
    release: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  likely.begin({ fd: 0 }, at.file === undefined ? undefined : feed);
  return likely;
}

/** The first half of the stream takes nine tenths of the file. */
const MILESTONES = [900, 1000];

describe('foreseeLaying', () => {
  it('takes the length that a container tells', () => {
    const likely = likelyAt({}, { file: 900, stream: 2000 });
    expect(likely.streamBytes()).toBe(4000);
    expect(likely.compared()).toEqual({ streamBytes: 4000, members: expect.closeTo(1.5 + 1000 / MEMBER_BYTES) });
    expect(likely.deviceBytes()).toBeCloseTo((2000 + 768) / 0.5);
  });

  it('goes by the blocks of a file of which the length is not told', () => {
    const likely = likelyAt({ guessed: true, milestones: MILESTONES }, { file: 900, stream: 2000 });
    expect(likely.streamBytes()).toBeUndefined();
    expect([0, 450, 900, 950, 1000, 2000].map(likely.shareAt)).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
    expect(likely.deviceBytes()).toBeCloseTo((2000 + 768) / 0.5);
  });

  it('takes what another has decompressed as it is: its position is a share of the stream', () => {
    const likely = likelyAt({ guessed: true, milestones: MILESTONES }, { file: undefined, stream: 2000 });
    expect(likely.shareAt(500)).toBe(0.5);
  });

  it('goes by the file where it has no blocks that tell', () => {
    const likely = likelyAt({ guessed: true }, { file: 900, stream: 2000 });
    expect(likely.shareAt(900)).toBe(0.9);
    expect(likely.deviceBytes()).toBeCloseTo((2000 + 768) / 0.9);
  });

  it('takes nothing back while a large member comes by, which is told of behind it', () => {
    const at = { file: 200, stream: 1000 };
    const likely = likelyAt({ guessed: true }, at);
    const before = [likely.compared(), likely.deviceBytes()];
    expect(before[0]).toMatchObject({ streamBytes: 5000 });
    at.file = 800;
    expect([likely.compared(), likely.deviceBytes()]).toEqual(before);
    at.stream = 4000;
    expect(likely.compared()).toMatchObject({ streamBytes: 5000 });
    at.file = 1000;
    at.stream = 5000;
    expect(likely.compared()).toMatchObject({ streamBytes: 5000 });
  });

  it('holds to the plan as long as next to nothing was read', () => {
    const likely = likelyAt({ guessed: true, milestones: MILESTONES }, { file: 10, stream: 20 });
    const inputs = makeInputs({ archive: { file: FILE, unread: 3000, streamBytes: 4000, guessed: true } });
    expect(likely.deviceBytes()).toBe(makePlan(inputs).estimates.deviceBytes);
    expect(likely.compared()).toBeUndefined();
  });

  it.each([
    ['that go back', [900, 100, 1000, 500]],
    ['of nothing', [0, 0, 0, 0]],
    ['that do not move', [900, 900, 900, 900]],
    ['behind the end', [5000, 6000, 7000, 8000]],
  ])('makes no other number than a share of milestones %s', (_, milestones) => {
    const { shareAt } = likelyAt({ guessed: true, milestones }, { file: 900, stream: 2000 });
    for (let position = 0; position <= 10_000; position += 50) {
      expect(shareAt(position)).toBeGreaterThanOrEqual(0);
      expect(shareAt(position)).toBeLessThanOrEqual(1);
    }
  });
});
