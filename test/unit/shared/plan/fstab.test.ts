import { describe, expect, it } from 'vitest';
import { commandsOf, describePlan } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { planRemarks } from '../../../../shared/planRemarks.ts';
import { remarkLine } from '../../../../shared/remarks.ts';
import { type Changes, layoutNamed, makeInputs } from './inputs.ts';

const BOOT = '/dev/mmcblk0p1 /boot vfat defaults 0 0';
const DATA = 'UUID=1111-2222 /data ext4 defaults 0 2';
const LINES = [BOOT, '/dev/mmcblk0p2 / ext4 defaults 0 1', DATA, 'LABEL=rootfs /mnt/all ext4 defaults 0 0'];

const planFor = ({ archive, ...rest }: Changes = {}) => makePlan(makeInputs({ archive: { fstabDevices: LINES, ...archive }, ...rest }));

it('is planned to be left as it is where that is asked for', () => {
  const plan = planFor({ options: { fstab: 'keep' } });
  expect(plan).toMatchObject({ fstab: [], fstabWithout: [], volumes: [{ mount: '/' }] });
  expect([...describePlan(plan), ...commandsOf(plan)].join('\n')).not.toMatch(/fstab/);
});

describe('lines of devices that are not on the drive', () => {
  it.each([
    ['single', [BOOT, DATA]],
    ['boot-root', [DATA]],
  ])('are named in the plan, and as commands: layout %s', (layout, lines) => {
    const plan = planFor({ options: { layout: layoutNamed(layout), label: 'rootfs' } });
    expect(plan.fstabWithout).toEqual(lines);
    expect(describePlan(plan)).toContain(`Comment out the lines of /etc/fstab that name devices which are not on this drive: ${lines.join(' · ')}`);
    expect(commandsOf(plan)).toEqual(expect.arrayContaining(lines.map((line) => `# comment out in /mnt/etc/fstab: ${line}`)));
  });

  it('are not spoken of where there are none, or where fstab is left alone', () => {
    const kept = { target: { kind: 'partition', filesystem: 'ext4' }, options: { layout: layoutNamed('none') } } as const;
    const keep = { options: { fstab: 'keep' } } as const;
    for (const changes of [{ archive: { fstabDevices: [] } }, { archive: { rootFilesystem: false } }, kept, keep]) {
      const plan = planFor(changes);
      expect(plan.fstabWithout).toEqual([]);
      expect([...describePlan(plan), ...commandsOf(plan)].join('\n')).not.toMatch(/comment out/i);
    }
  });
});

describe('what cannot be amended stays as it is, and that is said', () => {
  const STAYS: readonly [Changes['archive'], RegExp][] = [
    [{ fstabIs: 'symlink', fstab: null }, /a symlink in the archive/],
    [{ fstabIs: 'folder', fstab: null }, /a folder in the archive/],
    [{ fstabIs: 'behind-a-link', fstab: null }, /\/etc is a symlink/],
    [{ fstab: { bytes: 17 * 1024 ** 2, linked: false } }, /larger than 16 MiB/],
  ];

  it.each(STAYS)('%j', (archive = {}, words) => {
    const inputs = makeInputs({ archive });
    const plan = makePlan(inputs);
    expect(plan).toMatchObject({
      fstab: [],
      fstabWithout: [],
      fstabStays: { why: expect.stringMatching(words), lacks: [expect.stringMatching(/^UUID=.* \/ ext4/)] },
    });
    expect([...describePlan(plan), ...commandsOf(plan)].join('\n')).not.toMatch(/Amend|>> \/mnt\/etc\/fstab/);
    expect(describePlan(plan).join('\n')).toMatch(words);
    const [remark] = planRemarks(inputs.archive, plan).filter(({ id }) => id === 'fstab-stays');
    expect(remark && remarkLine(remark)).toMatch(words);
  });

  it('is not worth a word where it was to stay anyway', () => {
    expect(planFor({ archive: { fstabIs: 'symlink' }, options: { fstab: 'keep' } }).fstabStays).toBeUndefined();
    expect(planFor({ archive: { fstabIs: 'symlink', rootFilesystem: false } }).fstabStays).toBeUndefined();
  });
});

describe('options of the archive', () => {
  const optionsOf = (line: string, changes: Changes = {}): string | undefined =>
    planFor({ archive: { fstabDevices: [line] }, ...changes }).fstab[0]?.split(' ')[3];
  it.each([
    ['LABEL=x / ext4 defaults,noatime,commit=60 0 1', 'defaults,noatime,commit=60'],
    ['LABEL=x / ext4 ro,subvol=@,sb=3,prjquota,device=/dev/sdb2 0 1', 'ro'],
    ['LABEL=x / ext4 nosuid'.padEnd(200), 'defaults,noatime,errors=remount-ro'],
    ['LABEL=x / ext4 defaults 0 1', 'defaults,noatime,errors=remount-ro'],
    ['LABEL=x / xfs defaults,noatime,inode64 0 1', 'defaults,noatime,errors=remount-ro'],
    ['LABEL=x /srv ext4 nodev 0 1', 'defaults,noatime,errors=remount-ro'],
    [String.raw`LABEL=x / ext4 a"b 0 1`, 'defaults,noatime,errors=remount-ro'],
  ])('%s: %s', (line, options) => expect(optionsOf(line)).toBe(options));
});
