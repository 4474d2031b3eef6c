import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveLines } from '../../../electron/cli/live.ts';
import { after, broken, finished, lanesOf, of, progress } from './lane.ts';

const WRITING = progress('write', 0.5, { archiveRate: 30e6, deviceRate: 20e6, eta: 42 });

describe('one target', () => {
  const sdb = lanesOf('/dev/sdb');

  it('has one line, and no name in front of it', () => {
    expect(liveLines(after(sdb, of('/dev/sdb', WRITING)), 80)).toEqual(['████████░░░░░░░░░   50 %  writing  30.0 MB/s read  20.0 MB/s written  0:42 left']);
  });

  it('has none before anything is known, and none at the end', () => {
    expect(liveLines(after(sdb, of('/dev/sdb', { type: 'phase', phase: 'prepare' })), 80)).toEqual([]);
    expect(liveLines(after(sdb, of('/dev/sdb', WRITING), of('/dev/sdb', finished())), 80)).toEqual([]);
  });
});

describe('several targets', () => {
  const all = lanesOf('/dev/sdb', '/dev/sdc', '/dev/mmcblk0', '/dev/sdd', '/dev/sde');
  const events = [
    of('/dev/sdb', progress('verify', 0.75)),
    of('/dev/sdc', progress('write', 0.25)),
    of('/dev/mmcblk0', finished()),
    of('/dev/sdd', broken('/dev/sdd')),
  ];

  it('have a line each, under one another', () => {
    expect(liveLines(after(all, ...events), 80)).toEqual([
      '/dev/sdb      ██████████████████████░░░░░░░░   75 %  verifying',
      '/dev/sdc      ███████░░░░░░░░░░░░░░░░░░░░░░░   25 %  writing',
      '/dev/mmcblk0  done, verified in full',
      '/dev/sdd      failed: Writing or reading /dev/sdd failed.',
      '/dev/sde      waiting',
    ]);
  });

  it('have bars that are equally long, whatever is said beside them', () => {
    const lines = liveLines(after(all, ...events, of('/dev/sde', WRITING)), 100);
    const lengths = lines.map((line) => line.replaceAll(/[^█░]/g, '').length).filter((length) => length > 0);
    expect(new Set(lengths).size).toBe(1);
    expect(lengths).toHaveLength(3);
  });

  it('have none before anything is known, and none when all have ended', () => {
    expect(liveLines(all, 80)).toEqual([]);
    expect(liveLines(after(all, ...all.map(({ path }) => of(path, { type: 'cancelled', drive: 'untouched' }))), 80)).toEqual([]);
  });

  it('never wrap, also where a failure has letters of double width, and command no terminal', () => {
    const odd = { type: 'failed', failure: { code: 'archive-missing', facts: { path: `/\u001b[2J${'根'.repeat(80)}` } }, drive: 'untouched' } as const;
    const lanes = after(all, ...events, of('/dev/sde', odd));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (columns) => {
        for (const line of liveLines(lanes, columns)) {
          expect(line.length + (line.match(/根/g)?.length ?? 0)).toBeLessThan(columns);
          expect(line).not.toMatch(/[\u0000-\u001f]/);
        }
      }),
    );
  });
});
