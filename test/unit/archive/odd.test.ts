import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { failureOf, make, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

describe('sparse files', () => {
  it.each(['gnu', 'posix'])('%s', async (format) => {
    writeFileSync(path('holes'), '');
    truncateSync(path('holes'), 64 << 20);
    const fd = openSync(path('holes'), 'r+');
    writeSync(fd, Buffer.alloc(100_000, 1), 0, 100_000, 30 << 20);
    closeSync(fd);
    make(folder, 'tar', ['-S', '-cf', 'sparse.tar', `--format=${format}`, 'holes']);
    const facts = await inspectArchive(path('sparse.tar'));
    expect(facts).toMatchObject({ contentBytes: 64 << 20, largestFile: 64 << 20 });
    expect(facts.blockBytes).toBeGreaterThanOrEqual(100_000);
    expect(facts.blockBytes).toBeLessThan(120_000);
  });
});

describe('empty archives', () => {
  it.each(['', 'gzip'])('made by tar %s', async (compressor) => {
    make(folder, 'tar', ['-cf', 'none.tar', '-T', '/dev/null', ...(compressor ? [`--${compressor}`] : [])]);
    expect((await failureOf(inspectArchive(path('none.tar')))).code).toBe('archive-empty');
  });
});
