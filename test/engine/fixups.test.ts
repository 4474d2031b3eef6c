import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amendTarget } from '../../electron/engine/flash/fixups.ts';
import type { Job } from '../../electron/engine/job.ts';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { Plan } from '../../shared/plan/types.ts';
import type { LaneEvent } from '../../shared/protocol.ts';
import { jobIn } from '../lab/job.ts';
import { type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeInputs } from '../unit/shared/plan/inputs.ts';

let root: string;
let job: Job;
let events: LaneEvent[];
let plan: Plan;

beforeEach(() => {
  root = mkdtempSync('/var/tmp/fixups-');
  mkdirSync(`${root}/etc`);
  events = [];
  job = jobIn({ folder: root, emit: (event) => void events.push(event) });
  plan = makePlan(makeInputs());
});

afterEach(async () => {
  await job.scope[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

const fstab = (): string => `${root}/etc/fstab`;

describe('/etc/fstab', () => {
  it('gets our lines, and keeps its own', async () => {
    writeFileSync(fstab(), '# mine\n');
    await amendTarget(plan, root, job);
    expect(readFileSync(fstab(), 'utf8')).toBe(`# Tarstrap: begin\n${plan.fstab.join('\n')}\n# Tarstrap: end\n# mine\n`);
  });

  it('loses the lines of devices that are not on the drive, which is said, and no others', async () => {
    const [boot, root_, swap] = ['/dev/mmcblk0p1\t/boot vfat defaults 0 0', '/dev/mmcblk0p2 / ext4 defaults 0 1', 'UUID=f00 none swap sw 0 0'];
    const others = 'proc /proc proc defaults 0 0\n/dev/sda1 /media/stück vfat nofail 0 0\n';
    writeFileSync(fstab(), `${boot}\n${root_}\n${swap}\nLABEL=stück /stück ext4\n${others}`);
    await amendTarget(plan, root, job);
    const lines = [boot, root_, swap, 'LABEL=stück /stück ext4'].map((line) => `#tarstrap# ${line}\n`).join('');
    expect(readFileSync(fstab(), 'utf8')).toBe(`# Tarstrap: begin\n${plan.fstab.join('\n')}\n# Tarstrap: end\n${lines}${others}`);
    const said = '/dev/mmcblk0p1 /boot vfat defaults 0 0 · UUID=f00 none swap sw 0 0 · LABEL=stück /stück ext4';
    expect(events).toContainEqual({
      type: 'notice',
      level: 'warning',
      text: `Commented out in /etc/fstab, because the devices are not on this drive: ${said}`,
    });
  });

  it('is made where there is none', async () => {
    await amendTarget(plan, root, job);
    expect(readFileSync(fstab(), 'utf8')).toContain(plan.fstab[0]);
  });

  it.each([
    ['a sparse file of a terabyte', () => (writeFileSync(fstab(), ''), truncateSync(fstab(), 1024 ** 4)), /larger than 16 MiB/],
    ['a pipe that nobody writes to', () => sh('mkfifo', fstab()), /not a plain file/],
    ['a link to a file of this machine', () => symlinkSync('/etc/hostname', fstab()), /not a plain file/],
    ['a folder', () => mkdirSync(fstab()), /not a plain file/],
    ['too large as soon as our lines are in it', () => writeFileSync(fstab(), '#'.repeat(LARGEST_SMALL_FILE - 100)), /larger than 16 MiB/],
  ])('is left as it is where it is %s, and that is said', async (_, make, words) => {
    make();
    const before = [statSync(fstab()).size, readFileSync('/etc/hostname', 'utf8')];
    await amendTarget(plan, root, job);
    expect([statSync(fstab()).size, readFileSync('/etc/hostname', 'utf8')]).toEqual(before);
    expect(events).toEqual([{ type: 'notice', level: 'warning', text: expect.stringMatching(words) }]);
  });

  it('hard-linked to other files, as rdfind and ostree do, gives them none of our lines', async () => {
    writeFileSync(fstab(), '');
    for (const name of ['motd', 'machine-id']) linkSync(fstab(), `${root}/etc/${name}`);
    await amendTarget(plan, root, job);
    expect(['motd', 'machine-id'].map((name) => readFileSync(`${root}/etc/${name}`, 'utf8'))).toEqual(['', '']);
    expect(statSync(`${root}/etc/motd`)).toMatchObject({ nlink: 2, ino: statSync(`${root}/etc/machine-id`).ino });
    expect(statSync(fstab()).nlink).toBe(1);
    expect(readdirSync(`${root}/etc`).toSorted()).toEqual(['fstab', 'machine-id', 'motd']);
  });
});

describe('on ext4', () => {
  let loop: Loop;

  beforeEach(() => {
    loop = makeLoop(root, 32 * 1024 ** 2);
    rmSync(`${root}/etc`, { recursive: true });
    mkdirSync(`${root}/mnt`);
    sh('mkfs.ext4', '-q', loop.device);
    sh('mount', loop.device, `${root}/mnt`);
    mkdirSync(`${root}/mnt/etc`);
    writeFileSync(`${root}/mnt/etc/fstab`, '# mine\n');
  });

  afterEach(() => {
    sh('umount', `${root}/mnt`);
    loop.detach();
  });

  it.each(['2020-02-02 02:02:02.123456789', '1969-06-07 08:09:10.987654321', '1970-01-01 00:00:00.000000000'])(
    '/etc keeps its time to the nanosecond: %s',
    async (time) => {
      const etc = `${root}/mnt/etc`;
      sh('touch', '-d', `${time} UTC`, etc);
      const before = statSync(etc, { bigint: true }).mtimeNs;
      await amendTarget(plan, `${root}/mnt`, job);
      expect(readFileSync(`${etc}/fstab`, 'utf8')).toContain(plan.fstab[0]);
      expect(statSync(etc, { bigint: true }).mtimeNs).toBe(before);
    },
  );

  it('/etc/fstab keeps its owner, mode, ACL and attributes', async () => {
    const path = `${root}/mnt/etc/fstab`;
    sh('chown', '12:34', path);
    sh('chmod', '440', path);
    sh('setfacl', '-m', 'u:1234:r', path);
    sh('setfattr', '-n', 'user.note', '-v', 'kept', path);
    sh('setfattr', '-n', 'trusted.label', '-v', '0x00ff', path);
    const looks = (): string => `${sh('stat', '-c', '%u:%g %a', path)}${sh('getfattr', '-d', '-m', '-', '-e', 'hex', '--absolute-names', path)}`;
    const before = looks();
    await amendTarget(plan, `${root}/mnt`, job);
    expect(readFileSync(path, 'utf8')).toContain(plan.fstab[0]);
    expect(looks()).toBe(before);
  });
});
