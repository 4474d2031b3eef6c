import { describe, expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import type { Layout } from '../../../../shared/layout.ts';
import { commandsOf, describePlan } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import type { Plan } from '../../../../shared/plan/types.ts';
import { planRemarks } from '../../../../shared/planRemarks.ts';
import type { Remark } from '../../../../shared/remarks.ts';
import { type Changes, fatWith, layoutNamed, makeInputs } from './inputs.ts';

/** What is put on an EFI system partition, and what is said of it. */

const SYSTEMD_BOOT = { name: 'usr/lib/systemd/boot/efi/systemd-bootx64.efi', size: 100_000 };
const NOTHING: ArchiveFacts['boot'] = { files: [], found: [], efiKernels: [], initrds: [], deviceTrees: 0, fixed: [] };
const BOOT: ArchiveFacts['boot'] = {
  ...NOTHING,
  efiKernels: [
    { name: 'boot/vmlinuz-6.1.0-9-amd64', size: 8 * MiB },
    { name: 'boot/vmlinuz-6.1.0-18-amd64', size: 8 * MiB },
  ],
  initrds: [
    { name: 'boot/initrd.img-6.1.0-18-amd64', size: 40 * MiB },
    { name: 'boot/initrd.img-6.1.0-9-amd64', size: 40 * MiB },
  ],
};
const SYSTEM: Partial<ArchiveFacts> = { machine: 'x86_64', kernels: BOOT.efiKernels.map(({ name }) => name), boot: BOOT, distribution: 'Debian GNU/Linux 12' };

interface Planned {
  readonly plan: Plan;
  readonly remarks: readonly Remark[];
  /** Path of each file that is added, and where it is from or what it says. */
  readonly added: readonly (readonly [string, string])[];
  readonly root: Plan['volumes'][number];
}

function planFor(archive: Partial<ArchiveFacts>, options: Changes['options'] = {}): Planned {
  const inputs = makeInputs({ archive: { fat: fatWith({}), ...SYSTEM, ...archive }, options: { layout: layoutNamed('uefi-x64'), ...options } });
  const plan = makePlan(inputs);
  const added = plan.bootFiles.map(({ path, change }): [string, string] => [path, change.kind === 'copy' ? change.from : change.text]);
  return { plan, remarks: planRemarks(inputs.archive, plan), added, root: plan.volumes.find(({ mount }) => mount === '/') as Planned['root'] };
}

const saidOf = ({ remarks }: Planned): string[] => remarks.map(({ id }) => id);

const COPIES = [
  ['boot/efi/linux/vmlinuz-6.1.0-18-amd64', 'boot/vmlinuz-6.1.0-18-amd64'],
  ['boot/efi/linux/initrd.img-6.1.0-18-amd64', 'boot/initrd.img-6.1.0-18-amd64'],
] as const;

describe('where the archive has systemd-boot', () => {
  const loaders = [SYSTEMD_BOOT];

  it('gets it, the newest kernel, its initramfs and an entry', () => {
    const planned = planFor({ loaders });
    expect(planned.added).toEqual([
      ['boot/efi/EFI/BOOT/BOOTX64.EFI', SYSTEMD_BOOT.name],
      ...COPIES,
      [
        'boot/efi/loader/entries/tarstrap.conf',
        `title Debian GNU/Linux 12\nlinux /linux/vmlinuz-6.1.0-18-amd64\ninitrd /linux/initrd.img-6.1.0-18-amd64\noptions root=UUID=${planned.root.uuid} rootfstype=ext4 rw\n`,
      ],
    ]);
    expect(describePlan(planned.plan)).toContain('Add /boot/efi/EFI/BOOT/BOOTX64.EFI: systemd-boot');
    expect(planned.remarks).toEqual([]);
  });

  it('needs no initramfs for a kernel that finds its partition itself', () => {
    const { added, root } = planFor({ loaders, boot: { ...BOOT, initrds: [] } });
    expect(added.at(-1)?.[1]).toContain(`options root=PARTUUID=${root.partuuid} rootfstype=ext4 rw`);
  });

  it('copies nothing where the kernel lies on the EFI system partition itself', () => {
    const { partitions, ...layout } = layoutNamed('uefi-x64');
    const atBoot: Layout = { ...layout, partitions: partitions.map((partition) => (partition.mount === '/' ? partition : { ...partition, mount: '/boot' })) };
    const { added } = planFor({ loaders }, { layout: atBoot });
    expect(added.map(([path]) => path)).toEqual(['boot/EFI/BOOT/BOOTX64.EFI', 'boot/loader/entries/tarstrap.conf']);
    expect(added.at(-1)?.[1]).toContain('linux /vmlinuz-6.1.0-18-amd64\ninitrd /initrd.img-6.1.0-18-amd64\n');
  });
});

describe('where the archive has a unified kernel image', () => {
  const image = { name: 'boot/efi/EFI/Linux/arch.efi', size: 60 * MiB };

  it.each([BOOT, NOTHING])('gets systemd-boot alone, which finds it: %#', (boot) => {
    const planned = planFor({ loaders: [SYSTEMD_BOOT, image], boot });
    expect(planned.added).toEqual([['boot/efi/EFI/BOOT/BOOTX64.EFI', SYSTEMD_BOOT.name]]);
    expect(planned.remarks).toEqual([]);
  });

  it('gets nothing for it where there is no systemd-boot, or that is wanted', () => {
    expect(saidOf(planFor({ loaders: [image], boot: NOTHING }))).toEqual(['no-efi-program']);
    expect(planFor({ loaders: [SYSTEMD_BOOT, image] }, { boot: 'keep' }).plan.uefi?.starts).toBe('nothing');
  });
});

describe('where the archive has no loader', () => {
  const shellLine = (root: Planned['root']): string =>
    `\\linux\\vmlinuz-6.1.0-18-amd64 initrd=\\linux\\initrd.img-6.1.0-18-amd64 root=UUID=${root.uuid} rootfstype=ext4 rw`;

  it('gets the kernel, its initramfs and a script that starts it by its stub', () => {
    const planned = planFor({});
    expect(planned.added).toEqual([...COPIES, ['boot/efi/startup.nsh', `${shellLine(planned.root)}\n`]]);
    expect(describePlan(planned.plan)).toContain('Add /boot/efi/startup.nsh: starts /linux/vmlinuz-6.1.0-18-amd64 if the firmware has a UEFI shell');
    expect(commandsOf(planned.plan)).toContain(`printf %s '${shellLine(planned.root)}\n' > /mnt/boot/efi/startup.nsh`);
  });

  it('has a script of letters that any shell knows, in a line that is not too long for one', () => {
    for (const [, text] of planFor({ distribution: 'Größe', boot: { ...BOOT, initrds: [] } }).added) expect(text).toMatch(/^[ -~]{1,500}\n?$/);
  });

  it('says which firmware starts that, and what helps with others', () => {
    const planned = planFor({});
    const [loader, ...options] = shellLine(planned.root).split(' ');
    expect(planned.remarks).toEqual([
      {
        id: 'efi-shell-only',
        tone: 'caution',
        text: expect.stringMatching(
          /^It has no boot loader for UEFI \(boot\/efi\/EFI\/BOOT\/BOOTX64\.EFI\)\. A script for the UEFI shell starts its kernel: .*hardly any PC does\.$/,
        ),
        advice: expect.stringContaining(
          `efibootmgr --create --disk /dev/sdX --part 1 --label 'Debian GNU/Linux 12' --loader '${loader}' --unicode '${options.join(' ')}'`,
        ),
      },
    ]);
  });
});

describe('the kernel that is started, and its initramfs', () => {
  const files = (...names: readonly string[]): ArchiveFacts['boot']['initrds'] => names.map((name) => ({ name: `boot/${name}`, size: MiB }));

  it.each<[readonly string[], readonly string[], readonly string[]]>([
    // openSUSE, postmarketOS, Alpine, Arch, Gentoo.
    [
      ['vmlinuz-6.9.3-1-default', 'vmlinuz-6.9.3-2-default'],
      ['initrd-6.9.3-1-default', 'initrd-6.9.3-2-default'],
      ['vmlinuz-6.9.3-2-default', 'initrd-6.9.3-2-default'],
    ],
    [['vmlinuz'], ['initramfs', 'initramfs-extra'], ['vmlinuz', 'initramfs']],
    [['vmlinuz-lts'], ['initramfs-lts'], ['vmlinuz-lts', 'initramfs-lts']],
    [['vmlinuz-linux'], ['initramfs-linux.img', 'initramfs-linux-fallback.img'], ['vmlinuz-linux', 'initramfs-linux.img']],
    [['vmlinuz-6.6.21-gentoo', 'kernel-6.6.30-gentoo'], [], ['kernel-6.6.30-gentoo']],
    [['kernel-genkernel-x86_64-5.4', 'vmlinuz-6.6'], [], ['vmlinuz-6.6']],
    [['Image'], ['initrd.img-6.9', 'dtbs/initrd'], ['Image', 'initrd.img-6.9']],
    // The newest that has its own; a release before its candidates; of others the plainest.
    [['vmlinuz-6.1.0-18', 'vmlinuz-6.1.0-21'], ['initrd.img-6.1.0-18'], ['vmlinuz-6.1.0-18', 'initrd.img-6.1.0-18']],
    [['vmlinuz-6.9.0-rc7', 'vmlinuz-6.9.0', 'vmlinuz-6.8.9'], [], ['vmlinuz-6.9.0']],
    [['vmlinuz-6.10-rc1', 'vmlinuz-6.9.0'], [], ['vmlinuz-6.10-rc1']],
    [['vmlinuz-virt', 'vmlinuz-lts'], [], ['vmlinuz-lts']],
    [['vmlinuz-linux-lts', 'vmlinuz-linux'], [], ['vmlinuz-linux']],
  ])('of %j and %j', (efiKernels, initrds, expected) => {
    const { added } = planFor({ boot: { ...BOOT, efiKernels: files(...efiKernels), initrds: files(...initrds) } });
    expect(added.slice(0, -1).map(([, from]) => from)).toEqual(expected.map((name) => `boot/${name}`));
  });

  it.each([['initrd.img-6.1', 'initrd.img-6.2'], ['initramfs-0-rescue-5dd3.img']])('nothing is added where none is known to be its own: %j', (...initrds) => {
    const planned = planFor({ boot: { ...BOOT, efiKernels: files('vmlinuz-6.12'), initrds: files(...initrds) } });
    expect(planned.added).toEqual([]);
    expect(saidOf(planned)).toEqual(['no-initramfs-of-kernel']);
  });
});

describe('a machine with RISC-V, whose stub takes an initramfs from a loader only', () => {
  const riscv = (changes: Partial<ArchiveFacts>): Planned => planFor({ machine: 'riscv64', ...changes });

  it('gets no script where there is one, and that is said', () => {
    const planned = riscv({});
    expect(planned.added).toEqual([]);
    expect(saidOf(planned)).toContain('no-efi-program');
  });

  it('gets one without an initramfs, and systemd-boot with one', () => {
    expect(riscv({ boot: { ...BOOT, initrds: [] } }).added.map(([path]) => path)).toContain('boot/efi/startup.nsh');
    const loaders = [{ ...SYSTEMD_BOOT, name: 'usr/lib/systemd/boot/efi/systemd-bootriscv64.efi' }];
    expect(riscv({ loaders }).plan.uefi?.starts).toBe('systemd-boot');
  });
});

describe('is left alone', () => {
  const script = { name: 'boot/efi/STARTUP.NSH', size: 30 };

  it.each<[string, Partial<ArchiveFacts>, string[]]>([
    ['with a loader of its own', { loaders: [{ name: 'boot/efi/EFI/Boot/bootx64.efi', size: 1000 }, SYSTEMD_BOOT] }, []],
    ['with a script of its own', { loaders: [script] }, ['efi-shell-only']],
    ['without a kernel', { boot: NOTHING, kernels: [], loaders: [SYSTEMD_BOOT] }, ['no-efi-program', 'no-kernel']],
    ['with a kernel that has no stub', { boot: { ...BOOT, efiKernels: [] }, loaders: [SYSTEMD_BOOT] }, ['no-efi-program']],
    ['with programs for a machine that nobody knows', { machine: 'mips', loaders: [SYSTEMD_BOOT] }, ['other-machine']],
  ])('%s', (_, archive, said) => {
    const planned = planFor(archive);
    expect(planned.added).toEqual([]);
    expect(saidOf(planned)).toEqual(said);
  });

  it.each([[[SYSTEMD_BOOT]], [[]]])('where that is wanted: %j', (loaders) => {
    const planned = planFor({ loaders }, { boot: 'keep' });
    expect(planned.added).toEqual([]);
    expect(saidOf(planned)).toEqual(['no-efi-program']);
  });

  it('by a script of the archive, where systemd-boot starts before it', () => {
    expect(planFor({ loaders: [SYSTEMD_BOOT, script] }).added.map(([path]) => path)).toContain('boot/efi/EFI/BOOT/BOOTX64.EFI');
  });
});

describe('room on the EFI system partition', () => {
  const { partitions, ...layout } = layoutNamed('uefi-x64');
  const small = (sizeMiB: number): Layout => ({ ...layout, id: 'small', partitions: partitions.map((one) => (one.mount === '/' ? one : { ...one, sizeMiB })) });
  const withFiles = (bytes: number): ArchiveFacts['fat'] => ({ ...fatWith({}), '/boot/efi': { ...fatWith({})['/boot/efi'], blockBytes: bytes } });

  it.each([[[SYSTEMD_BOOT]], [[]]])('is needed for kernel and initramfs, and nothing is added where there is too little: %j', (loaders) => {
    expect(planFor({ loaders }, { layout: small(64) }).added).not.toEqual([]);
    const planned = planFor({ loaders }, { layout: small(48) });
    expect(planned.added).toEqual([]);
    expect(saidOf(planned)).toEqual(['no-room-for-kernel']);
  });

  it('is taken by what the archive has there as well', () => {
    expect(planFor({ fat: withFiles(10 * MiB) }, { layout: small(64) }).added).not.toEqual([]);
    expect(saidOf(planFor({ fat: withFiles(20 * MiB) }, { layout: small(64) }))).toEqual(['no-room-for-kernel']);
  });
});
