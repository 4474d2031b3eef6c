import { mkdtempSync, rmdirSync } from 'node:fs';
import { partitionsOf } from '../../electron/engine/disk/sysfs.ts';
import { type Ring, warm } from './contest.ts';
import { clear, type Device, MEDIA, type Medium, slowed } from './device.ts';
import { finish, measure } from './measure.ts';
import { layByUs, own, type Own, type Watched } from './ours.ts';

/** What full verification adds to a flash, beside what cannot be done without: seconds, by round. */
export interface Verifying {
  /** The blocks of a stage against a read of as many bytes, on a card: what stages are for. */
  readonly staged: { readonly ours: number[]; readonly reading: number[] };
  /** The tree against `tar --compare` with the best decompressor, from a cold fast device. */
  readonly direct: { readonly ours: number[]; readonly comparing: number[] };
}

export async function costOfVerifying(rounds: number, ring: Ring): Promise<Verifying> {
  const staged = await ring.inputs('part.tar');
  const direct = await ring.inputs('rootfs.tar.gz');
  const cost: Verifying = { staged: { ours: [], reading: [] }, direct: { ours: [], comparing: [] } };
  for (let round = 0; round < rounds; round += 1) {
    const onCard = await flash(own('staged', { verify: 'full' }), staged, MEDIA.card, ring);
    cost.staged.ours.push(onCard.phases.verify ?? Number.NaN);
    cost.staged.reading.push(await slowed(MEDIA.card, ring.device, () => read(ring, readBack(onCard.notices))));
    const onDisk = await flash(own('direct', { verify: 'full' }), direct, MEDIA.fast, ring);
    cost.direct.ours.push(onDisk.phases.verify ?? Number.NaN);
    cost.direct.comparing.push(await compare(direct, ring));
  }
  return cost;
}

async function flash(contestant: Own, archive: string, medium: Medium, ring: Ring): Promise<Watched> {
  const { device, signal } = ring;
  await clear(device);
  await warm(archive, signal);
  return slowed(medium, device, () => layByUs(contestant, { archive, device: device.path, wrapper: [], signal }, device.number));
}

/** `Read back from the drive and compared: 1146 MiB.` */
function readBack(notices: readonly string[]): number {
  return Number(/compared: (\d+) MiB/.exec(notices.join('\n'))?.[1]);
}

async function read({ device, signal }: Ring, mebibytes: number): Promise<number> {
  const command = ['dd', `if=${device.path}`, 'of=/dev/null', 'bs=1M', `count=${mebibytes}`, 'iflag=direct', 'status=none'] as const;
  const { cost } = await measure((wrapper) => finish([...(wrapper as ['sh']), ...command], signal));
  return cost.seconds;
}

/** tar's 1 is a difference: our lines in /etc/fstab. */
const COMPARE = `
blockdev --flushbufs "$1"
mount -o ro,noload "$1" "$2"
igzip -dc < "$3" | tar -d -b 2048 --numeric-owner -f - -C "$2" > /dev/null 2>&1 || test $? = 1
umount "$2"
`;

async function compare(archive: string, { device, signal }: Ring): Promise<number> {
  const into = mkdtempSync('/run/tarstrap-bench-');
  try {
    const command = ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', COMPARE, 'sh', partitionOn(device), into, archive] as const;
    const { cost } = await measure((wrapper) => finish([...(wrapper as ['sh']), ...command], signal));
    return cost.seconds;
  } finally {
    rmdirSync(into);
  }
}

function partitionOn({ number, path }: Device): string {
  return partitionsOf(number)[0]?.path ?? path;
}
