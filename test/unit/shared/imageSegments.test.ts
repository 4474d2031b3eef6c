import { expect, it } from 'vitest';
import { segmentsIn } from '../../../shared/imageSegments.ts';
import { GiB, MiB } from '../../../shared/plan/sizes.ts';
import { lastWith, makeImageInputs } from './plan/imageInputs.ts';

const { image } = makeImageInputs();

it('what lies in an image is shown with the room that it leaves', () => {
  expect(segmentsIn({ ...image, imageBytes: 2 * GiB })).toMatchObject([{ label: 'BOOT' }, { label: 'rootfs' }, { kind: 'free', size: 2 * GiB - 1022 * MiB }]);
});

it('as far as its length is known', () => {
  expect(segmentsIn({ ...image, imageBytes: null })).toMatchObject([{ label: 'BOOT' }, { label: 'rootfs' }]);
});

it('what nothing is known of is called as its table calls it', () => {
  const [, last] = segmentsIn({ ...image, ...lastWith({ filesystem: undefined, label: undefined, unread: true }) });
  expect(last).toMatchObject({ label: 'Linux filesystem', filesystem: undefined });
});

it('a filesystem has all of it', () => {
  expect(segmentsIn({ ...image, form: 'filesystem', table: 'none', partitions: [], filesystem: { name: 'ext4' } })).toMatchObject([
    { filesystem: 'ext4', size: GiB },
  ]);
});
