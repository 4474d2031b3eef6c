import { describe, expect, it } from 'vitest';
import { type Layout, layout } from '../../../../shared/layout.ts';
import { shippedLayouts } from '../../../../shared/layouts.ts';
import { commandsOf, describePlan } from '../../../../shared/plan/describe.ts';
import { planLoaders } from '../../../../shared/plan/loaders.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { placePartitions } from '../../../../shared/plan/table.ts';
import { type Plan, planInputs } from '../../../../shared/plan/types.ts';
import { layoutNamed, makeInputs } from './inputs.ts';

const KiB = 1024;
const root = { name: 'root', type: 'L', filesystem: 'root', label: 'rootfs', mount: '/', startMiB: 4 };
const withLoaders = (table: 'gpt' | 'dos', ...loaders: readonly unknown[]): Layout =>
  layout.parse({ id: 'mine', title: 'Mine', source: 'a test', table, partitions: [root], loaders });
const one = (atByte: number, more: object = {}) => ({ files: ['boot/u-boot.bin'], pieces: [{ atByte, ...more }] });
const planned = (made: Layout, sizes: Readonly<Record<string, number>> = { 'boot/u-boot.bin': 500 * KiB }): Plan =>
  makePlan(makeInputs({ archive: { loaders: Object.entries(sizes).map(([name, size]) => ({ name, size })) }, options: { layout: made } }));

describe('a boot loader', () => {
  it('goes where the layout says, as a whole or in pieces', () => {
    expect(planned(withLoaders('dos', one(8 * KiB))).loaders).toEqual([
      { file: 'boot/u-boot.bin', pieces: [{ fromByte: 0, bytes: 500 * KiB, atByte: 8 * KiB }] },
    ]);
    const around = {
      files: ['boot/u-boot.bin'],
      pieces: [
        { atByte: 0, bytes: 442 },
        { atByte: 512, fromByte: 512 },
      ],
    };
    expect(planned(withLoaders('dos', around)).loaders).toMatchObject([{ pieces: [{ bytes: 442 }, { fromByte: 512, bytes: 500 * KiB - 512 }] }]);
  });

  it('is shown, and told as a command', () => {
    const plan = planned(withLoaders('dos', one(8 * KiB)));
    expect(describePlan(plan)).toContainEqual('Write the boot loader boot/u-boot.bin (512 kB) to byte 8192');
    expect(commandsOf(plan)).toContainEqual(expect.stringMatching(/^dd if=\/mnt\/boot\/u-boot\.bin of=\/dev\/\w+ .*count=512000 seek=8192 conv=notrunc,fsync/));
  });

  it('is the newest of those whose names fit, and of names the first that is there', () => {
    const files = ['boot/none', 'usr/lib/u-boot-*/u-boot.bin', 'boot/u-boot.bin'];
    const sizes = { 'usr/lib/u-boot-2.9/u-boot.bin': 1, 'usr/lib/u-boot-2.10/u-boot.bin': 2, 'usr/lib/u-boot-3/x/u-boot.bin': 3, 'boot/u-boot.bin': 4 };
    expect(planned(withLoaders('dos', { files, pieces: [{ atByte: 8192 }] }), sizes).loaders[0]?.file).toBe('usr/lib/u-boot-2.10/u-boot.bin');
  });

  it('is found by whatever pattern at once', () => {
    const name = `boot/${'a'.repeat(150)}b`;
    const since = performance.now();
    expect(() => planned(withLoaders('dos', { files: [`boot/${'*a'.repeat(90)}*c`], pieces: [{ atByte: 8192 }] }), { [name]: 9 })).toThrow(
      /among its boot loaders/,
    );
    expect(planned(withLoaders('dos', { files: [`boot/${'*a'.repeat(90)}*b`], pieces: [{ atByte: 8192 }] }), { [name]: 9 }).loaders[0]?.file).toBe(name);
    expect(performance.now() - since).toBeLessThan(1000);
  });

  it('that lies on the identifier of a dos table leaves its partitions without a PARTUUID', () => {
    const on = (bytes: number) => planned(withLoaders('dos', one(0, { bytes }))).volumes[0]?.partuuid;
    expect([on(440), on(442)]).toEqual(['00000001-01', undefined]);
  });

  it.each<[string, string, Layout, Readonly<Record<string, number>>?]>([
    ['that is not there', 'loader-missing', withLoaders('dos', one(8192)), {}],
    ['of which nothing is left', 'loader-missing', withLoaders('dos', one(8192, { fromByte: 512 })), { 'boot/u-boot.bin': 512 }],
    ['that reaches into the first partition', 'loader-too-large', withLoaders('dos', one(3 * MiB)), { 'boot/u-boot.bin': MiB + 1 }],
    ['that reaches into the table', 'loader-too-large', withLoaders('dos', one(0))],
    ['that lies on the table', 'usage', withLoaders('dos', one(500))],
    ['that lies on the entries of a GPT', 'usage', withLoaders('gpt', one(8 * KiB))],
    ['that lies in a partition', 'usage', withLoaders('gpt', one(5 * MiB))],
    ['that lies on another', 'loader-too-large', withLoaders('dos', one(8 * KiB), one(9 * KiB))],
    ['that lies where another is', 'usage', withLoaders('dos', one(8 * KiB), one(8 * KiB))],
    ['behind the end of the drive', 'usage', withLoaders('dos', one(8 * GiB))],
    ['on the second copy of a GPT', 'usage', withLoaders('gpt', one(4 * GiB - 512))],
  ])('%s is refused: %s', (_, code, made, sizes) => expect(() => planned(made, sizes)).toThrow(expect.objectContaining({ code })));

  it('is refused for a partition, and waits for all of the archive', () => {
    const options = { layout: withLoaders('dos', one(8192)) };
    expect(() => makePlan(makeInputs({ target: { kind: 'partition', path: '/dev/sdb1' }, options }))).toThrow(/needs a whole drive/);
    expect(() => makePlan(makeInputs({ archive: { unread: 500 * MiB }, options }))).toThrow(expect.objectContaining({ code: 'archive-unread' }));
  });
});

describe('every layout with loaders', () => {
  const laid = shippedLayouts()
    .filter(({ loaders }) => loaders)
    .map((made) => [made.id, made] as const);
  const loaders = laid.flatMap(([, made]) => made.loaders?.map(({ files }) => ({ name: (files[0] ?? '').replaceAll('*', 'x'), size: 400 * KiB })) ?? []);
  // First stages have places of their own sizes.
  const sized = loaders.map(({ name, size }) => ({ name, size: /bl[12]|MLO|SPL/.test(name) ? 15 * KiB : size }));
  it.each(laid.flatMap(([id, made]) => [4, 16, 64, 4096].flatMap((size) => [512, 4096].map((sector) => [id, size, sector, made] as const))))(
    '%s has room for them on %d GiB with sectors of %d bytes',
    (_, size, sectorSize, made) => {
      const inputs = makeInputs({ target: { size: size * GiB, sectorSize }, archive: { loaders: sized }, options: { layout: made } });
      expect(planLoaders(inputs, made, placePartitions(made, size * GiB), size * GiB)).toHaveLength(made.loaders?.length ?? 0);
    },
  );
});

it.each(['../../etc/shadow', 'boot/../../etc/shadow', '/etc/shadow', 'boot/'])('the root side is told of no file outside of the archive: %s', (name) => {
  const inputs = makeInputs();
  expect(planInputs.safeParse({ ...inputs, archive: { ...inputs.archive, loaders: [{ name, size: 1 }] } }).success).toBe(false);
});

it('the default writes none', () => expect(planned(layoutNamed('single')).loaders).toEqual([]));
