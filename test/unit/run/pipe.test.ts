import { closeSync, fstatSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openPipe, widen } from '../../../electron/run/pipe.ts';
import { parsePosition, positionOf } from '../../../electron/run/position.ts';
import { start } from '../../../electron/run/spawn.ts';
import { makeFolder } from '../folder.ts';

describe('openPipe', () => {
  it('joins two real programs, which end as soon as the pipe is ours no more', async () => {
    using folder = makeFolder();
    const pipe = await openPipe(folder.path);
    expect(readdirSync(folder.path)).toEqual([]);
    const writer = await start({ tool: 'seq', args: ['200000'], stdout: pipe.writeEnd });
    const reader = await start({ tool: 'sha256sum', args: [], stdin: pipe.readEnd, stdout: 'pipe' });
    pipe[Symbol.dispose]();
    for (const { stderr } of [writer, reader]) stderr.resume();
    const direct = await start({ tool: 'sh', args: ['-c', 'seq 200000 | sha256sum'], stdout: 'pipe' });
    direct.stderr.resume();
    const [joined, expected] = await Promise.all([text(reader.stdout as Readable), text(direct.stdout as Readable)]);
    expect(joined).toBe(expected);
    expect(await Promise.all([writer.exit, reader.exit])).toEqual([
      { exitCode: 0, signal: null },
      { exitCode: 0, signal: null },
    ]);
  });

  it('ends the writer when the reader is gone', async () => {
    using folder = makeFolder();
    const pipe = await openPipe(folder.path);
    const writer = await start({ tool: 'yes', args: [], stdout: pipe.writeEnd, tied: true });
    const reader = await start({ tool: 'head', args: ['-c', '5'], stdin: pipe.readEnd });
    pipe[Symbol.dispose]();
    for (const { stderr } of [writer, reader]) stderr.resume();
    expect(await writer.exit).toMatchObject({ signal: 'SIGPIPE' });
    await reader.exit;
  });

  it('closes both ends, and fails where there is no such folder', async () => {
    using folder = makeFolder();
    const pipe = await openPipe(folder.path);
    expect(fstatSync(pipe.readEnd).isFIFO()).toBe(true);
    pipe[Symbol.dispose]();
    expect(() => fstatSync(pipe.readEnd)).toThrow('EBADF');
    expect(() => fstatSync(pipe.writeEnd)).toThrow('EBADF');
    await expect(openPipe('/nowhere')).rejects.toMatchObject({ code: 'step-failed' });
  });
});

describe('position', () => {
  it.each([
    ['pos:\t28573696\nflags:\t0100000\nmnt_id:\t29\n', 28573696],
    ['pos:\t0\nflags:\t0\n', 0],
    ['', 0],
  ])('of %j', (fdinfo, position) => {
    expect(parsePosition(fdinfo)).toBe(position);
  });

  it('shows how far a child has read an inherited file', async () => {
    using folder = makeFolder();
    writeFileSync(`${folder.path}/data`, Buffer.alloc(300_000));
    const fd = openSync(`${folder.path}/data`, 'r');
    try {
      const reader = await start({ tool: 'dd', args: ['bs=1000', 'count=123', 'of=/dev/null'], stdin: fd });
      reader.stderr.resume();
      await reader.exit;
      expect(positionOf(fd)).toBe(123_000);
    } finally {
      closeSync(fd);
    }
  });
});

it('holds a MiB when it is widened, so that whoever writes as much at a time need not wait', async () => {
  using folder = makeFolder();
  using pipe = await openPipe(folder.path);
  await widen(pipe);
  const writer = await start({ tool: 'dd', args: ['if=/dev/zero', 'bs=1M', 'count=1', 'status=none'], stdout: pipe.writeEnd });
  writer.stderr.resume();
  // Nobody reads.
  expect(await writer.exit).toEqual({ exitCode: 0, signal: null });
});
