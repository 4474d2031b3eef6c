import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bmapBeside } from '../../electron/image/bmapBeside.ts';
import { inspectImage } from '../../electron/image/inspect.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { engineEvent, type EngineEvent, type Request } from '../../shared/protocol.ts';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { imageRequest, lineOf } from '../lab/request.ts';

/** Somebody who was granted one drive asks for more, or says of an image what is not so. */

const MiB = 1024 ** 2;
let lab: CallerLab;
let folder: string;
let image: ImageFacts;
let drive: Loop;

beforeAll(async () => {
  lab = openCallerLab();
  folder = mkdtempSync('/var/tmp/attack-image-');
  chmodSync(folder, 0o755);
  const card = join(folder, 'card.img');
  writeFileSync(card, '');
  truncateSync(card, 64 * MiB);
  execFileSync('sfdisk', ['-q', card], { input: 'label: gpt\nsize=20MiB,type=L\n', stdio: ['pipe', 'ignore', 'ignore'] });
  sh('gzip', '-k', card);
  const found = await inspectImage(join(folder, 'card.img.gz'));
  if (!found) throw new Error('it is no image');
  image = found;
  drive = makeLoop(folder, 100 * MiB);
});

afterEach(() => {
  sh('blockdev', '--flushbufs', drive.device);
  expect(readFileSync(drive.file).every((byte) => byte === 0)).toBe(true);
  expect(leftovers()).toEqual([]);
});

afterAll(() => {
  drive.detach();
  lab[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The last word of an engine that was started for the drive. */
async function answer(body: Request['body']): Promise<EngineEvent> {
  const engine = lab.startEngine(drive.device);
  let said = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  engine.stdin.on('error', () => {});
  engine.stdin.write(lineOf(body));
  await new Promise((resolve) => engine.once('close', resolve));
  return engineEvent.parse(JSON.parse(said.split('\n').filter(Boolean).at(-1) ?? ''));
}

describe('what is said of an image', () => {
  it.each<[string, () => ImageFacts]>([
    ['another place of its partition', () => ({ ...image, partitions: image.partitions.map((one) => ({ ...one, startByte: 8 * MiB })) })],
    ['another table', () => ({ ...image, table: 'dos' })],
    ['sectors of another size', () => ({ ...image, sectorSize: null })],
    ['that it is not packed', () => ({ ...image, compression: 'none' })],
    [
      'that it lies in a zip',
      () => ({ ...image, zip: { name: 'x', method: 'stored', startByte: 0, packedBytes: 1e15, unpackedBytes: 1e15, crc32: 0, isAlone: true } }),
    ],
  ])('is not believed: %s', async (_, change) => {
    expect(await answer(await imageRequest(change(), drive.device))).toMatchObject({
      type: 'failed',
      failure: { code: 'archive-changed' },
      drive: 'untouched',
    });
  });
});

describe('a block map', () => {
  it('that only root may read is not read for somebody else', async () => {
    sh('bmaptool', '-q', 'create', '-o', join(folder, 'secret.bmap'), join(folder, 'card.img'));
    chmodSync(join(folder, 'secret.bmap'), 0o600);
    const secret = bmapBeside(join(folder, 'secret'))?.facts ?? null;
    const words = await answer(await imageRequest({ ...image, bmap: secret, imageBytes: 64 * MiB }, drive.device));
    expect(words).toMatchObject({ type: 'failed', failure: { code: 'archive-unreadable' }, drive: 'untouched' });
  });
});

describe('targets', () => {
  it('beside the one in the question are refused', async () => {
    const other = makeLoop(folder, 100 * MiB);
    try {
      const [own, theirs] = [await imageRequest(image, drive.device), await imageRequest(image, other.device)];
      expect(await answer({ ...own, lanes: [...own.lanes, ...theirs.lanes] })).toMatchObject({ type: 'refused', failure: { code: 'engine-refused' } });
      expect(readFileSync(other.file).every((byte) => byte === 0)).toBe(true);
    } finally {
      other.detach();
    }
  });

  it('named twice are refused', async () => {
    const own = await imageRequest(image, drive.device);
    expect(await answer({ ...own, lanes: [...own.lanes, ...own.lanes] })).toMatchObject({ type: 'refused', failure: { code: 'engine-refused' } });
  });

  it('of different images are refused', async () => {
    const own = await imageRequest(image, drive.device);
    const [lane] = own.lanes as [(typeof own.lanes)[number]];
    const other = { ...lane, inputs: { ...lane.inputs, image: { ...image, usedBytes: 1 }, target: { ...lane.inputs.target, path: '/dev/other' } } };
    expect(await answer({ ...own, lanes: [lane, other] })).toMatchObject({ type: 'refused', failure: { code: 'engine-refused' } });
  });
});
