import { describe, expect, it } from 'vitest';
import { suitingOptions } from '../../../../electron/app/state/options.ts';
import { planArchive } from '../../../../electron/app/state/planArchive.ts';
import { planImage } from '../../../../electron/app/state/planImage.ts';
import { DEFAULTS } from '../../../../electron/app/state/chosen.ts';
import type { ImageFacts } from '../../../../shared/imageFacts.ts';
import type { Layout } from '../../../../shared/layout.ts';
import { CAPTURED } from '../../../../shared/layoutBeside.ts';
import { GiB } from '../../../../shared/plan/sizes.ts';
import { jobRequest } from '../../../../shared/protocol.ts';
import type { OptionsView } from '../../../../shared/view.ts';
import { makeImageInputs } from '../../shared/plan/imageInputs.ts';
import { layoutNamed, makeInputs } from '../../shared/plan/inputs.ts';

const { image, target } = makeImageInputs();
const chosen = (changes: Partial<OptionsView>): OptionsView => ({ ...DEFAULTS, ...changes });

describe('options', () => {
  const forImage = (changes: Partial<OptionsView>, facts: Partial<ImageFacts> = {}): OptionsView =>
    suitingOptions(chosen(changes), { kind: 'image', facts: { ...image, ...facts } }, 'disk');

  it('of an image are those that it leaves open', () => {
    expect(forImage({ verify: 'quick', layoutId: 'none', mode: 'staged', grow: true })).toMatchObject({
      verify: 'full',
      layoutId: 'single',
      mode: null,
      grow: true,
    });
    expect(forImage({ verify: 'none' })).toMatchObject({ verify: 'none' });
  });

  it('do not grow an ISO, because another image was grown before it', () => expect(forImage({ grow: true }, { form: 'iso' })).toMatchObject({ grow: false }));

  it('of an archive stay as they were chosen', () => {
    expect(suitingOptions(chosen({ verify: 'quick' }), { kind: 'archive', facts: makeInputs().archive }, 'disk')).toEqual(chosen({ verify: 'quick' }));
  });

  it('have the label by which a system looks for its root, unless the user has chosen one', () => {
    const onDrive = (changes: Partial<OptionsView>) => suitingOptions(chosen(changes), { kind: 'archive', facts: makeInputs().archive }, 'disk').label;
    expect(onDrive({ layoutId: 'pmos' })).toBe('pmOS_root');
    expect(onDrive({ layoutId: 'pmos', label: 'mine' })).toBe('mine');
    expect(onDrive({ layoutId: 'boot-root' })).toBe('rootfs');
  });

  it('have as much of the label of a layout as the filesystem takes, and all of what the user has chosen', () => {
    const [root] = layoutNamed('single').partitions;
    const captured: Layout = { ...layoutNamed('single'), partitions: root ? [{ ...root, filesystem: 'ext4', label: 'as it was found' }] : [] };
    const labelFor = (changes: Partial<OptionsView>) =>
      suitingOptions(chosen({ layoutId: CAPTURED, ...changes }), { kind: 'archive', facts: makeInputs().archive }, 'disk', captured).label;
    expect(labelFor({ label: 'as it was found' })).toBe('as it was found');
    expect(labelFor({ label: 'as it was found', filesystem: 'xfs' })).toBe('as it was fo');
    expect(labelFor({ label: 'as I want it now', filesystem: 'xfs' })).toBe('as I want it now');
    expect(labelFor({})).toBe('rootfs');
  });
});

describe('a plan', () => {
  it('of an image is sent to the engine as it is shown', () => {
    const planned = planImage(image, target, chosen({ grow: true }));
    expect(jobRequest.parse(planned.request)).toEqual(planned.request);
    expect(planned).toMatchObject({
      request: { type: 'flash-image', lanes: [{ inputs: { options: { allowFixed: true } } }] },
      size: target.size,
      destructive: true,
    });
    expect(planned.after([])).toMatchObject([{ label: 'BOOT' }, { label: 'rootfs', size: expect.any(Number) }]);
    expect(planned.after([])[1]?.size).toBeGreaterThan(GiB);
    expect(planned.lines).toContainEqual(expect.stringMatching(/^Grow partition 2/));
    expect(planned.commands.join('\n')).toContain('resize2fs');
  });

  it('of an image has its remarks', () => {
    const bmap = { file: image.file, imageBytes: GiB, blockBytes: 4096, mappedBytes: 4096, ranges: 1, isChecked: false };
    expect(planImage({ ...image, bmap }, target, DEFAULTS).remarks).toMatchObject([{ id: 'bmap-unchecked' }]);
  });

  it('of an archive makes boot configuration fit, unless it is to stay', () => {
    const { archive, target: drive, ids } = makeInputs();
    const plan = (boot: OptionsView['boot']) =>
      planArchive(archive, drive, { options: chosen({ boot }), ids, several: null, beside: null, own: null, firstBoot: () => undefined });
    expect(plan('keep').request.lanes[0]?.inputs.options).toMatchObject({ boot: 'keep' });
    expect(plan('fit').request.lanes[0]?.inputs.options).not.toHaveProperty('boot');
  });

  it('of an archive has the answers for its first boot, where there is one', () => {
    const { archive, target: drive, ids } = makeInputs();
    const asked = { options: DEFAULTS, ids, several: null, beside: null, own: null, firstBoot: () => ({ hostname: 'pi' }) };
    const requestOf = (rootFilesystem: boolean) => planArchive({ ...archive, rootFilesystem }, drive, asked).request;
    expect(jobRequest.parse(requestOf(true))).toMatchObject({ lanes: [{ inputs: { options: { firstBoot: { hostname: 'pi' } } } }] });
    expect(requestOf(false).lanes[0]?.inputs.options).not.toHaveProperty('firstBoot');
  });

  it('of an archive that is to be read first waits for that', () => {
    const { archive, target: drive, ids } = makeInputs();
    const plan = (unread: number) =>
      planArchive({ ...archive, unread }, drive, { options: chosen({ check: true }), ids, several: null, beside: null, own: null, firstBoot: () => undefined });
    expect(plan(0).request).toMatchObject({ type: 'flash' });
    expect(() => plan(1)).toThrow(expect.objectContaining({ code: 'archive-unread', facts: expect.objectContaining({ why: 'you want it checked' }) }));
  });
});
