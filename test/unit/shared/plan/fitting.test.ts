import { describe, expect, it } from 'vitest';
import { fittingLayouts, proposedLayout } from '../../../../shared/plan/fitting.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import { type Changes, fatWith, makeInputs } from './inputs.ts';

type Archive = NonNullable<Changes['archive']>;

const withLoaders = (...names: readonly string[]): Archive => ({ loaders: names.map((name) => ({ name, size: 50_000 })) });
const factsOf = (archive: Archive) => makeInputs({ archive }).archive;

const fat = fatWith({ blockBytes: 60 * MiB });
const firmware: Archive = { fat: { ...fat, '/boot/firmware': fat['/boot'] } };
const pi: Archive = { kernels: ['boot/kernel8.img'], fat, machine: 'aarch64' };
const alpine: Archive = { rootFilesystem: false, contents: { kind: 'diskless', folders: [] } };
const efi = (machine: string, ...names: readonly string[]): Archive => ({ ...withLoaders(...names), machine });

describe('the layouts that an archive is made for', () => {
  it.each<[string, Archive, readonly string[]]>([
    ['nothing that tells', {}, []],
    ['another file of U-Boot', withLoaders('boot/u-boot.env'), []],
    ['one file', withLoaders('boot/u-boot-rockchip.bin'), ['rockchip']],
    ['one that lies where Armbian has it', withLoaders('usr/lib/linux-u-boot-current-x_24.2/u-boot-rockchip.bin'), ['rockchip']],
    ['one that fewer boards find at another place', withLoaders('boot/u-boot-sunxi-with-spl.bin'), ['sunxi']],
    ['a half of what is needed', withLoaders('boot/idbloader.img'), []],
    ['two files', withLoaders('boot/MLO', 'boot/u-boot.img'), ['beaglebone']],
    ['two files for another machine', { ...withLoaders('boot/MLO', 'boot/u-boot.img'), machine: 'riscv64' }, []],
    ['two chips that have it in two places', withLoaders('boot/flash.bin'), ['imx8m', 'imx8mn']],
    ['more of them than another needs', withLoaders('boot/idbloader.img', 'boot/uboot.img', 'boot/trust.img', 'boot/flash.bin'), ['rockchip-vendor']],
    ['what is no root filesystem', { ...withLoaders('boot/u-boot-rockchip.bin'), rootFilesystem: false }, []],
    ['a firmware', firmware, ['rpi-os']],
    ['a firmware, and a PC', { ...firmware, machine: 'x86_64' }, []],
    ['a firmware with a loader of its own', { ...firmware, ...withLoaders('boot/firmware/u-boot.img'), machine: 'aarch64' }, ['beagle-k3']],
    ['a firmware with a loader of its own for 32 bits', { ...firmware, ...withLoaders('boot/firmware/u-boot.img'), machine: 'arm' }, []],
    ['a kernel of a Raspberry Pi', pi, ['boot-root']],
    ['an older one', { ...pi, kernels: ['boot/kernel7l.img'], machine: 'arm' }, ['boot-root']],
    ['a name that only resembles one', { ...pi, kernels: ['boot/kernel-6.1.img'] }, []],
    ['a kernel of that name on a PC', { ...pi, machine: 'x86_64' }, []],
    ['a kernel of that name and no firmware', { ...pi, fat: fatWith({ blockBytes: 4096 }) }, []],
    ['UEFI on a PC', efi('x86_64', 'boot/efi/EFI/BOOT/BOOTX64.EFI'), ['uefi-x64']],
    ['UEFI, written small', efi('x86_64', 'boot/efi/EFI/boot/bootx64.efi'), ['uefi-x64']],
    ['UEFI on ARM', efi('aarch64', 'boot/efi/EFI/BOOT/BOOTAA64.EFI'), ['uefi-arm64']],
    ['UEFI of another machine', efi('aarch64', 'boot/efi/EFI/BOOT/BOOTX64.EFI'), []],
    ['UEFI where no layout mounts it', efi('x86_64', 'efi/EFI/BOOT/BOOTX64.EFI'), []],
    ['a distribution with a kernel', { distribution: 'postmarketOS edge', kernels: ['boot/vmlinuz'] }, ['pmos']],
    ['a system that is loaded into memory', alpine, ['rpi-alpine']],
    ['one in a folder', { ...alpine, contents: { kind: 'diskless', folders: ['alpine'] } }, []],
    ['one with what FAT cannot hold', { ...alpine, fat: { ...fat, '/': { ...fat['/'], notFatSafe: { count: 1 } } } }, []],
    ['boot files alone', { ...alpine, contents: { kind: 'boot-files', folders: [] } }, []],
    ['a distribution without one', { distribution: 'postmarketOS edge' }, []],
  ])('%s', (_, archive, ids) => expect((fittingLayouts(factsOf(archive))?.layouts ?? []).map(({ id }) => id)).toEqual(ids));
});

describe('the layout that is proposed', () => {
  it.each<[string, Archive, string | undefined]>([
    ['the only one', withLoaders('boot/u-boot-rockchip.bin'), 'rockchip'],
    ['of what is loaded into memory', alpine, 'rpi-alpine'],
    ['of several none', withLoaders('boot/flash.bin'), undefined],
    ['none as long as more may come', { ...withLoaders('boot/u-boot-rockchip.bin'), unread: 1 }, undefined],
    ['none where none fits', {}, undefined],
  ])('%s', (_, archive, id) => expect(proposedLayout(factsOf(archive))?.layout.id).toBe(id));
});
