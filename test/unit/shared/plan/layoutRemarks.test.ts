import { describe, expect, it } from 'vitest';
import { proposedLayout } from '../../../../shared/plan/fitting.ts';
import { layoutRemarks, proposalRemark } from '../../../../shared/plan/layoutRemarks.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { remarkLine } from '../../../../shared/remarks.ts';
import { type Changes, layoutNamed, makeInputs } from './inputs.ts';

const loaded = (name: string): Changes['archive'] => ({ loaders: [{ name, size: 50_000 }] });

const linesFor = (name: string, { layout = 'single', ...changes }: Omit<Changes, 'options'> & { layout?: string } = {}): string[] => {
  const inputs = makeInputs({ ...changes, archive: { ...loaded(name), ...changes.archive }, options: { layout: layoutNamed(layout) } });
  return layoutRemarks(inputs.archive, makePlan(inputs)).map(remarkLine);
};

describe('layouts that fit', () => {
  it('are named with their option where none was chosen', () => {
    const [line] = linesFor('boot/u-boot-rockchip.bin');
    expect(line).toMatch(
      /^The archive has the boot loader boot\/u-boot-rockchip\.bin: the layout “Rockchip.*” is made for that\. To use it, add --layout rockchip\.$/,
    );
    expect(linesFor('boot/flash.bin')).toEqual([expect.stringMatching(/” or “.* To use one of them, add --layout imx8m or --layout imx8mn\.$/)]);
  });

  it.each<[string, Parameters<typeof linesFor>[1]]>([
    ['where one was chosen', { layout: 'rockchip' }],
    ['of a folder', { target: { kind: 'directory', path: '/srv/root', empty: true } }],
    ['as long as more may come', { archive: { unread: 100 } }],
  ])('are not named %s', (_, changes) => expect(linesFor('boot/u-boot-rockchip.bin', changes)).toEqual([]));

  it('are chosen with a reason', () => {
    const proposal = proposedLayout(makeInputs({ archive: loaded('boot/u-boot-rockchip.bin') ?? {} }).archive);
    expect(proposal && remarkLine(proposalRemark(proposal))).toMatch(
      /^The layout “Rockchip.*” is chosen, because the archive has the boot loader boot\/u-boot-rockchip\.bin\.$/,
    );
  });
});
