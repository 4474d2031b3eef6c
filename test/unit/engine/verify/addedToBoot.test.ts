import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addedToBoot } from '../../../../electron/engine/verify/addedToBoot.ts';
import { growTree } from '../../../../electron/archive/expected.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import type { Plan } from '../../../../shared/plan/types.ts';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import { entryOf } from '../../archive/entries.ts';
import { workshop } from '../../archive/workshop.ts';
import { fatWith, layoutNamed, makeInputs } from '../../shared/plan/inputs.ts';

/** What a plan adds to the EFI system partition is known again on the drive. */

const folder = workshop();
const KERNEL = 'boot/vmlinuz-6.9';
const INITRD = 'boot/initrd-6.9';
const SPARE = { name: 'usr/lib/systemd/boot/efi/systemd-bootx64.efi', size: 6 };
const BOOT: Partial<ArchiveFacts['boot']> = { efiKernels: [{ name: KERNEL, size: 6 }], initrds: [{ name: INITRD, size: 6 }] };

function planFor(archive: Partial<ArchiveFacts>, boot = BOOT): Plan {
  const whole = { files: [], found: [], efiKernels: [], initrds: [], deviceTrees: 0, fixed: [], ...boot };
  return makePlan(makeInputs({ archive: { fat: fatWith({}), machine: 'x86_64', boot: whole, ...archive }, options: { layout: layoutNamed('uefi-x64') } }));
}

function put(root: string, name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

/** The archive's own files, a kernel of openSUSE's among them, and what the plan adds. */
function lay(name: string, { bootFiles }: Plan): string {
  const root = join(folder, name);
  for (const file of ['usr/lib/modules/6.9/vmlinuz', INITRD, SPARE.name]) put(root, file, file);
  symlinkSync('../usr/lib/modules/6.9/vmlinuz', join(root, KERNEL));
  for (const { path, change } of bootFiles) {
    if (change.kind === 'text') put(root, path, change.text);
    else cpSync(join(root, change.from), (put(root, path, ''), join(root, path)), { dereference: true });
  }
  return root;
}

function pathsOf(...names: readonly string[]): ReturnType<typeof growTree>['tree']['paths'] {
  const growth = growTree();
  for (const name of names) growth.add(entryOf(name, 'file'));
  return growth.tree.paths;
}

it('an entry that nothing reads is not known', () => {
  const plan = planFor({ loaders: [SPARE] });
  const root = lay('without a loader', plan);
  rmSync(join(root, 'boot/efi/EFI'), { recursive: true });
  expect(addedToBoot(root, plan, pathsOf('boot'))).toEqual([]);
});

it('systemd-boot alone is known, as what it was copied from', () => {
  const plan = planFor({ loaders: [SPARE, { name: 'boot/efi/EFI/Linux/arch.efi', size: 6 }] });
  const root = lay('alone', plan);
  expect(addedToBoot(root, plan, pathsOf('boot'))).toEqual(['boot/efi/EFI/BOOT/BOOTX64.EFI', 'boot/efi/EFI/BOOT', 'boot/efi/EFI']);
  put(root, 'boot/efi/EFI/BOOT/BOOTX64.EFI', 'changed');
  expect(addedToBoot(root, plan, pathsOf('boot'))).toEqual([]);
});

describe.each<[string, Plan]>([
  ['by systemd-boot', planFor({ loaders: [SPARE] })],
  ['by the shell', planFor({})],
  ['without an initramfs', planFor({}, { ...BOOT, initrds: [] })],
])('what starts a kernel %s', (title, plan) => {
  const names = plan.bootFiles.map(({ path }) => path);

  it('is known, with its folders and the kernel that it starts', () => {
    const found = addedToBoot(lay(title, plan), plan, pathsOf('boot'));
    expect(found).toEqual(expect.arrayContaining([...names, 'boot/efi/linux']));
    expect(found.filter((name) => !names.some((one) => one === name || one.startsWith(`${name}/`)))).toEqual([]);
  });

  it('is nothing that is the same as another file of /boot, and is not started', () => {
    const root = lay(`${title}, stray`, plan);
    for (const name of ['boot/config-6.9', 'boot/efi/linux/config-6.9']) put(root, name, 'config');
    expect(addedToBoot(root, plan, pathsOf('boot'))).not.toContain('boot/efi/linux/config-6.9');
  });

  it('is not what the archive has itself', () => {
    expect(addedToBoot(lay(`${title}, own`, plan), plan, pathsOf(...names))).toEqual([]);
  });

  it('is not known where it was changed, or is for another drive', () => {
    const root = lay(`${title}, changed`, plan);
    const isOfKernel = (name: string): boolean => !name.startsWith('boot/efi/EFI');
    const others = plan.volumes.map((volume) => ({ ...volume, uuid: 'other', partuuid: 'other' }));
    expect(addedToBoot(root, { volumes: others }, pathsOf('boot')).filter(isOfKernel)).toEqual([]);
    put(root, 'boot/efi/linux/vmlinuz-6.9', 'changed');
    expect(addedToBoot(root, plan, pathsOf('boot')).filter(isOfKernel)).toEqual([]);
  });
});
