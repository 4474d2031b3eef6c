import { expect, it } from 'vitest';
import { takeBootSamples, type SampledBoot } from '../../../electron/archive/bootSamples.ts';
import { growTree } from '../../../electron/archive/expected.ts';
import { entryOf } from './entries.ts';

/** Files by their names, in the order of the archive; their contents come in pieces. */
function sampled(members: readonly (readonly [string, Buffer])[]): SampledBoot {
  const [samples, growth] = [takeBootSamples(), growTree()];
  members.forEach(([name, contents], member) => {
    const entry = { ...entryOf(name, 'file'), size: contents.length };
    growth.add(entry);
    samples.add(entry);
    const taker = samples.taker(member);
    const wanted = contents.subarray(0, taker?.most);
    for (let at = 0; at < wanted.length; at += 1000) taker?.take(wanted.subarray(at, at + 1000), at);
  });
  return samples.result(growth.tree.paths);
}

const header = Buffer.alloc(72);
header.writeUInt32BE(0x27051956, 0);
header[30] = 6;
const script = (text: string): Buffer => Buffer.concat([header, Buffer.from(text)]);

it('tells of configuration, of what cannot be amended, and of kernels, whichever of one name came last', () => {
  const told = sampled([
    ['./boot/extlinux/extlinux.conf', Buffer.from('append root=/dev/old\n')],
    ['./boot/boot.scr', script('setenv bootargs root=/dev/sda3')],
    ['./boot/vmlinuz-6.1', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5000)])],
    ['boot//extlinux/extlinux.conf', Buffer.from(`${'# long\n'.repeat(500)}append root=/dev/sda1\n`)],
    ['./boot/boot.scr', script('setenv bootargs root=LABEL=card')],
    ['./boot/boot.scr.uimg', script('setenv bootargs root=${rootdev}')],
  ]);
  expect(told).toEqual({
    files: [{ name: 'boot/extlinux/extlinux.conf', lines: ['append root=/dev/sda1'] }],
    found: [],
    fixed: [{ name: 'boot/boot.scr', drives: ['LABEL=card'] }],
    efiKernels: [{ name: 'boot/vmlinuz-6.1', size: 5002 }],
  });
});

it('looks no further into what cannot be amended than a drive could be named', () => {
  const named = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(3 * 1024 ** 2), Buffer.from('search.fs_uuid 99999999-2222-4333-8444-555555555555 root\n')]);
  expect(sampled([['boot/efi/EFI/BOOT/BOOTX64.EFI', named]]).fixed).toEqual([]);
});
