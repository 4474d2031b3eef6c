import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportReader } from '../../../electron/engine/session/reports.ts';
import { DD, type SignalledTool, TAR } from '../../../electron/engine/session/tools.ts';

interface Dialect {
  readonly tool: SignalledTool;
  readonly report: (position: number) => string;
  /** Text of warnings. dd's must not end in a digit: glued to a report that begins with one, it would be ambiguous. */
  readonly letters: string;
}

const DIALECTS: readonly Dialect[] = [
  { tool: TAR, report: (position) => `Total bytes read: ${position} (28MiB, 1.2GiB/s)\n`, letters: 'tar: ()09,Tol bytes\u00e4\r' },
  { tool: TAR, report: (position) => `Total bytes written: ${position} (10KiB, ?/s)\n`, letters: 'Total bytes written: (0' },
  {
    tool: DD,
    report: (position) => `3+1 records in\n3+0 records out\n${position} bytes (13 MB, 12 MiB) copied, 0.05 s, 250 MB/s\n`,
    letters: 'dd: + records in out,()',
  },
  { tool: DD, report: (position) => `0+1 records in\n0+1 records out\n${position} bytes copied, 1.2e-05 s, 83.3 kB/s\n`, letters: 'dd: \r+bytes copied' },
];

interface Stream {
  /** Everything in order; a report is a number. */
  readonly parts: readonly (string | number)[];
  readonly warnings: readonly string[];
}

/** Warnings with reports put in at any place, also in the middle of a line. */
function streams(letters: string): fc.Arbitrary<Stream> {
  const warning = fc.string({ unit: fc.constantFrom(...letters), maxLength: 30 });
  const report = fc.record({ at: fc.nat(400), position: fc.nat(2 ** 52) });
  return fc
    .record({ warnings: fc.array(warning, { maxLength: 12 }), reports: fc.array(report, { maxLength: 8 }), open: fc.boolean() })
    .map(({ warnings, reports, open }) => {
      const text = warnings.map((line, i) => (open && i === warnings.length - 1 ? line : `${line}\n`)).join('');
      const cuts = reports.map((r) => ({ ...r, at: Math.min(r.at, text.length) })).sort((a, b) => a.at - b.at);
      const parts = cuts.flatMap(({ at, position }, i): (string | number)[] => [text.slice(cuts[i - 1]?.at ?? 0, at), position]);
      return { parts: [...parts, text.slice(cuts.at(-1)?.at ?? 0)], warnings: open && warnings.at(-1) === '' ? warnings.slice(0, -1) : warnings };
    });
}

/** Where each report of the stream ends, in characters of the whole text. */
function ends(
  { parts }: Stream,
  report: Dialect['report'],
): { readonly text: string; readonly ends: readonly { readonly at: number; readonly position: number }[] } {
  let text = '';
  const found: { at: number; position: number }[] = [];
  for (const part of parts) {
    text += typeof part === 'number' ? report(part) : part;
    if (typeof part === 'number') found.push({ at: text.length, position: part });
  }
  return { text, ends: found };
}

describe.each(DIALECTS)('ReportReader, $tool.name, $letters', ({ tool, report, letters }) => {
  it('finds the same positions and lines however the stream is cut, each report as soon as it is whole', () => {
    fc.assert(
      fc.property(streams(letters), fc.array(fc.nat(2000), { maxLength: 20 }), (stream, cuts) => {
        const { text, ends: whole } = ends(stream, report);
        const reader = new ReportReader(tool);
        const lines: string[] = [];
        const positions: number[] = [];
        const bounds = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
        for (const [i, bound] of bounds.entries()) {
          const found = reader.push(text.slice(bounds[i - 1] ?? 0, bound));
          positions.push(...found.positions);
          lines.push(...found.lines);
          expect(positions).toEqual(whole.filter(({ at }) => at <= bound).map(({ position }) => position));
        }
        expect([...lines, ...reader.end()]).toEqual(stream.warnings);
      }),
      { numRuns: 500 },
    );
  });
});

describe('ReportReader', () => {
  it.each([
    ['Total bytes read: 28538880 (28MiB, 1.2GiB/s)\n', TAR, 28538880],
    ['Total bytes written: 10240 (10KiB, ?/s)\n', TAR, 10240],
    ['1+0 records in\n1+0 records out\n1 byte copied, 2.1e-05 s, 47.6 kB/s\n', DD, 1],
    ['3+0 records in\n3+0 records out\n12582912 bytes (13 MB, 12 MiB) copied, 0.05 s, 250 MB/s\n', DD, 12582912],
  ])('reads %j', (text, tool, position) => {
    expect(new ReportReader(tool).push(text)).toEqual({ positions: [position], lines: [] });
  });

  it.each([
    ['Total bytes read: 10240 (10KiB, 1MiB/s)', TAR],
    ['Total bytes deleted: 10240\n', TAR],
    ['3+0 records in\n3+0 records out\n', DD],
  ])('finds no report in %j', (text, tool) => {
    const reader = new ReportReader(tool);
    const { positions, lines } = reader.push(text);
    expect(positions).toEqual([]);
    expect([...lines, ...reader.end()].join('\n')).toBe(text.trimEnd());
  });
});

describe('ReportReader, a name that takes 600 MB', () => {
  const MB = 1024 ** 2;
  const REPORTS = new Map([
    [TAR, 'Total bytes read: 10240 (10KiB, ?/s)\n'],
    [DD, '1+0 records in\n1+0 records out\n10240 bytes (10 kB, 10 KiB) copied, 1 s, 1 B/s\n'],
  ]);

  /** Reads one line of so many bytes, with a report in its middle. @returns seconds of CPU time, and the most memory that was in use, in bytes */
  function read(tool: SignalledTool, unit: string, bytes: number): { readonly work: number; readonly memory: number } {
    const chunk = unit.repeat(Math.ceil((64 * 1024) / unit.length));
    const reader = new ReportReader(tool);
    const before = process.cpuUsage();
    let memory = 0;
    let positions: number[] = [];
    const lines: string[] = [];
    const chunks = Math.ceil(bytes / chunk.length);
    for (let i = 0; i < chunks; i += 1) {
      const found = reader.push(i === Math.floor(chunks / 2) ? `${chunk}${REPORTS.get(tool)}${chunk}` : chunk);
      positions = positions.concat(found.positions);
      lines.push(...found.lines);
      memory = Math.max(memory, process.memoryUsage().heapUsed);
    }
    lines.push(...reader.push('\nnext\n').lines, ...reader.end());
    expect(positions).toEqual([10240]);
    expect(lines).toEqual([`${chunk.slice(0, 4096)}...`, 'next']);
    const { user, system } = process.cpuUsage(before);
    return { work: (user + system) / 1e6, memory };
  }

  it.each([
    ['any letters', 'tar', TAR, 'x', 600 * MB],
    ['the beginning of reports', 'tar', TAR, 'Total bytes read: 1 (', 200 * MB],
    ['a number without end', 'tar', TAR, 'Total bytes read: 1'.padEnd(60_000, '1'), 200 * MB],
    ['any letters', 'dd', DD, 'x', 200 * MB],
    ['a number without end', 'dd', DD, '1', 8 * MB],
    ['the beginning of reports', 'dd', DD, '1+0 records in1+0 records out', 200 * MB],
  ])('%s, %s: four times as much is four times the work, and nothing of it is kept', (_, __, tool, unit, bytes) => {
    const before = process.memoryUsage().heapUsed;
    const quarters = [1, 2, 3].map(() => read(tool, unit, bytes / 4));
    const whole = read(tool, unit, bytes);
    // Work that grew with the square would be sixteen times as much.
    expect(whole.work / Math.min(...quarters.map(({ work }) => work))).toBeLessThan(10);
    expect(Math.max(...quarters.map(({ memory }) => memory), whole.memory) - before).toBeLessThan(100 * MB);
  });
});
