import { describe, expect, it } from 'vitest';
import { fittingLayouts, layoutRemarks } from '../../../../shared/plan/fitting.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import { type Changes, fatWith, layoutNamed, makeInputs } from './inputs.ts';

const withLoaders = (...names: readonly string[]): NonNullable<Changes['archive']> => ({ loaders: names.map((name) => ({ name, size: 50_000 })) });
const idsFor = (archive: Changes['archive']): string[] => (fittingLayouts(makeInputs({ archive: archive ?? {} }).archive)?.layouts ?? []).map(({ id }) => id);

describe('the layouts that an archive is made for', () => {
  it.each<[string, Changes['archive'], readonly string[]]>([
    ['nothing that tells', {}, []],
    ['another file of U-Boot', withLoaders('boot/u-boot.env'), []],
    ['one file', withLoaders('boot/u-boot-rockchip.bin'), ['rockchip']],
    ['one that lies where Armbian has it', withLoaders('usr/lib/linux-u-boot-current-x_24.2/u-boot-rockchip.bin'), ['rockchip']],
    ['a half of what is needed', withLoaders('boot/idbloader.img'), []],
    ['two files', withLoaders('boot/MLO', 'boot/u-boot.img'), ['beaglebone']],
    ['two chips that have it in two places', withLoaders('boot/flash.bin'), ['imx8m', 'imx8mn']],
    ['more of them than another needs', withLoaders('boot/idbloader.img', 'boot/uboot.img', 'boot/trust.img', 'boot/flash.bin'), ['rockchip-vendor']],
    ['a firmware', { fat: { ...fatWith({}), '/boot/firmware': { ...fatWith({})['/boot'], blockBytes: 60 * MiB } } }, ['rpi-os']],
  ])('%s', (_, archive, ids) => expect(idsFor(archive)).toEqual(ids));

  it('are named where none of them was chosen', () => {
    const archive = withLoaders('boot/u-boot-rockchip.bin');
    const remarks = ({ layout = 'single', ...changes }: Changes & { layout?: string } = {}) => {
      const inputs = makeInputs({ archive, ...changes, options: { layout: layoutNamed(layout) } });
      return layoutRemarks(inputs.archive, makePlan(inputs));
    };
    expect(remarks()).toMatchObject([
      {
        id: 'layout-fits',
        text: expect.stringMatching(/^The archive has the boot loader boot\/u-boot-rockchip\.bin: the layout .*\(rockchip\) is made for that\.$/),
      },
    ]);
    expect(remarks({ layout: 'rockchip' })).toEqual([]);
    expect(remarks({ target: { kind: 'directory', path: '/srv/root', empty: true } })).toEqual([]);
  });
});
