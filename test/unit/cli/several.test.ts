import { expect, it } from 'vitest';
import { requireSeveral } from '../../../electron/cli/several.ts';
import { proposeArchive } from '../../../electron/cli/proposeArchive.ts';
import { flashRequest } from '../../../shared/protocol.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { GiB, MiB } from '../../../shared/plan/sizes.ts';
import { makeInputs } from '../shared/plan/inputs.ts';

const { target, archive, options } = makeInputs();
const sdb: TargetFacts = { ...target, path: '/dev/sdb', device: '8:16' };
const sdc: TargetFacts = { ...target, path: '/dev/sdc', device: '8:32', size: 8 * GiB };
const never = (): Promise<never> => Promise.reject(new Error('it was read'));

it.each<[string, readonly TargetFacts[], string | undefined]>([
  ['two drives', [sdb, sdc], undefined],
  ['one folder', [{ ...target, kind: 'directory', path: '/mnt' }], undefined],
  ['a drive twice', [sdb, sdc, sdb], '/dev/sdb is named twice.'],
  ['a drive by another name', [sdb, { ...sdb, path: '/dev/other' }], '/dev/other is named twice.'],
  ['a folder among drives', [sdb, { ...target, kind: 'directory', path: '/mnt' }], '/mnt is not a whole drive: several targets at once must all be drives.'],
  ['an image and a drive', [{ ...target, kind: 'image', path: '/a.img' }, sdb], '/a.img is not a whole drive: several targets at once must all be drives.'],
])('%s', (_, targets, problem) => {
  const attempt = (): void => requireSeveral(targets);
  if (problem === undefined) expect(attempt).not.toThrow();
  else expect(attempt).toThrow(expect.objectContaining({ code: 'usage', facts: { problem } }));
});

it('several drives have the same identifiers, and one stage unless something else is said', async () => {
  const proposals = await proposeArchive({ archive, options, targets: [sdb, sdc] }, never);
  const lanes = proposals.map(({ lane }) => lane);
  expect(flashRequest.parse({ type: 'flash', lanes })).toEqual({ type: 'flash', lanes });
  expect(lanes.map(({ shown }) => [shown.target.path, shown.mode])).toEqual([
    ['/dev/sdb', 'staged'],
    ['/dev/sdc', 'staged'],
  ]);
  expect(lanes[1]?.inputs.ids).toBe(lanes[0]?.inputs.ids);
  const direct = await proposeArchive({ archive, options: { ...options, mode: 'direct' }, targets: [sdb, sdc] }, never);
  expect(direct.map(({ lane }) => lane.shown.mode)).toEqual(['direct', 'direct']);
  const [alone] = await proposeArchive({ archive, options, targets: [sdb] }, never);
  expect(alone?.lane.inputs.options).toEqual(options);
});

it('one that is too small stands in the way of all', async () => {
  const small = { ...sdc, size: 64 * MiB };
  await expect(proposeArchive({ archive, options, targets: [sdb, small] }, never)).rejects.toThrow(
    expect.objectContaining({ code: 'target-too-small', facts: expect.objectContaining({ path: '/dev/sdc' }) }),
  );
});

it('an archive of which too little is known is read once, for all', async () => {
  let reads = 0;
  const read = (): Promise<typeof archive> => {
    reads += 1;
    return Promise.resolve(archive);
  };
  const glance = { ...archive, unread: 600 * MiB, ofBsdtar: true as const };
  const proposals = await proposeArchive({ archive: glance, options, targets: [sdb, sdc] }, read);
  expect(reads).toBe(1);
  expect(proposals.map(({ lane }) => lane.inputs.archive)).toEqual([archive, archive]);
});
