import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catches, hasSignal, parseStatus, type ProcessStatus, readStatus, SIGUSR1 } from '../../../electron/engine/proc/status.ts';
import { parseTraffic, readTraffic, readVitals, type Vitals } from '../../../electron/engine/proc/vitals.ts';
import { parseStat } from '../../../electron/run/procStat.ts';
import { isStuck } from '../../../electron/engine/session/watchdog.ts';

const TAR_STATUS = `Name:\ttar
Umask:\t0022
State:\tS (sleeping)
Tgid:\t4242
SigPnd:\t0000000000000000
ShdPnd:\t0000000000000000
SigBlk:\t0000000000000000
SigIgn:\t0000000000001000
SigCgt:\t0000000000010200
`;

describe('parseStatus', () => {
  it('reads the four fields that matter', () => {
    expect(parseStatus(TAR_STATUS)).toEqual({ name: 'tar', state: 'S', caught: 0x10200n, blocked: 0n });
  });

  it('survives a text without them', () => {
    expect(parseStatus('')).toEqual({ name: '', state: '', caught: 0n, blocked: 0n });
  });

  it('keeps all 64 signals, and a name with anything in it', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab:\t ()\\'), minLength: 1, maxLength: 15 });
    const mask = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(name, fc.constantFrom(...'RSDTZXI'), mask, mask, (n, state, caught, blocked) => {
        const hex = (value: bigint): string => value.toString(16).padStart(16, '0');
        const text = `Name:\t${n}\nState:\t${state} (any)\nSigBlk:\t${hex(blocked)}\nSigCgt:\t${hex(caught)}\n`;
        expect(parseStatus(text)).toEqual({ name: n, state, caught, blocked });
      }),
    );
  });

  it('reads this process, which is alive and called node', () => {
    expect(readStatus(process.pid)).toMatchObject({ state: expect.stringMatching(/^[RSD]$/) });
    expect(readStatus(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('hasSignal', () => {
  it.each([
    [0x200n, 10, true],
    [0x200n, 9, false],
    [0x200n, 11, false],
    [0x1n, 1, true],
    [2n ** 63n, 64, true],
    [0n, 10, false],
  ])('%s has %i: %s', (mask, signal, expected) => {
    expect(hasSignal(mask, signal)).toBe(expected);
  });
});

describe('catches', () => {
  const ready: ProcessStatus = { name: 'tar', state: 'S', caught: 0x200n, blocked: 0n };
  it.each([
    ['ready', ready, true],
    ['running', { ...ready, state: 'R' }, true],
    ['waiting for a device', { ...ready, state: 'D' }, true],
    ['a zombie, whose mask stays', { ...ready, state: 'Z' }, false],
    ['dead', { ...ready, state: 'X' }, false],
    ['the wrapper before exec', { ...ready, name: 'setpriv' }, false],
    ['a longer name', { ...ready, name: 'tarx' }, false],
    ['before the handler', { ...ready, caught: 0x10000n }, false],
    ['gone', undefined, false],
  ])('%s', (_, status, expected) => {
    expect(catches(status, 'tar', SIGUSR1)).toBe(expected);
  });
});

describe('vitals', () => {
  const stat = (name: string, user: number, system: number): string =>
    `4242 (${name}) S 1 4242 4242 0 -1 4194304 100 0 0 0 ${user} ${system} 0 0 20 0 1 0 123 4096 1 18446744073709551615`;

  it.each(['tar', 'a b', 'a) S 9 9 9', '((', ') R 7'])('adds up user and system time beside the name %j', (name) => {
    expect(parseStat(stat(name, 17, 25)).cpu).toBe(42);
  });

  it('counts CPU time of any process', () => {
    fc.assert(fc.property(fc.string({ maxLength: 15 }), fc.nat(), fc.nat(), (name, user, system) => parseStat(stat(name, user, system)).cpu === user + system));
  });

  it.each([
    ['rchar: 323934931\nwchar: 323929600\nsyscr: 632687\nsyscw: 632675\nread_bytes: 0\nwrite_bytes: 323932160\n', { read: 323934931, written: 323929600 }],
    ['rchar: 0\nwchar: 7\n', { read: 0, written: 7 }],
    ['', { read: 0, written: 0 }],
  ])('tells bytes of %j', (io, traffic) => {
    expect(parseTraffic(io)).toEqual(traffic);
  });

  it('reads a live process and nothing of a missing one', () => {
    expect(readVitals(process.pid)?.moved).toBeGreaterThan(0);
    expect(readTraffic(process.pid)?.read).toBeGreaterThan(0);
    expect([readVitals(2 ** 22 + 1), readTraffic(2 ** 22 + 1)]).toEqual([undefined, undefined]);
  });
});

describe('isStuck', () => {
  const inside: ProcessStatus = { name: 'tar', state: 'S', caught: 0x200n, blocked: 0x200n };
  const idle: Vitals = { cpu: 5, moved: 1000 };
  const look = (status: Partial<ProcessStatus> = {}, vitals: Partial<Vitals> = {}) => ({ status: { ...inside, ...status }, vitals: { ...idle, ...vitals } });
  it.each([
    ['asleep in the handler, nothing moves', look(), look(), true],
    ['computes in the handler', look(), look({}, { cpu: 6 }), false],
    ['moves bytes in the handler', look(), look({}, { moved: 1001 }), false],
    ['is out of the handler', look(), look({ blocked: 0n }), false],
    ['has just entered it', look({ blocked: 0n }), look(), false],
    ['waits for a device', look({ state: 'D' }), look({ state: 'D' }), false],
    ['runs', look({ state: 'R' }), look(), false],
    ['was stopped by its user', look({ state: 'T' }), look({ state: 'T' }), false],
    ['blocks another signal', look({ blocked: 0x100n }), look({ blocked: 0x100n }), false],
    ['is gone', look(), { status: undefined, vitals: undefined }, false],
    ['vitals unknown: no proof', { status: inside, vitals: undefined }, { status: inside, vitals: undefined }, false],
  ])('%s', (_, before, after, expected) => {
    expect(isStuck(before, after, SIGUSR1)).toBe(expected);
  });
});
