import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amendFstab, foreignLines, restoreFstab } from '../../../shared/fstab.ts';

const ENTRIES = ['UUID=12345678-1234-4234-8234-123456789abc / ext4 defaults,noatime 0 1', 'UUID=ABCD-1234 /boot vfat defaults 0 2'];

const NEW = { entries: ENTRIES, present: ['UUID=12345678-1234-4234-8234-123456789abc', 'LABEL=rootfs', 'PARTUUID=0a-01'] };

/** One line and whether it is in the way of an entry for `/` or `/boot`, or of the boot. */
interface Line {
  readonly text: string;
  readonly taken: boolean;
}

const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), minLength: 1, maxLength: 3 });
const mountLine = fc
  .record({
    device: fc.constantFrom('UUID=abc', '/dev/sda1', 'LABEL=x', 'tmpfs', 'LABEL=rootfs'),
    mount: fc.constantFrom('/', '//', '/boot', '/boot/', '/home', '/boot/efi', 'none', '/b'),
    gap: blank,
    indent: fc.constantFrom('', ' ', '\t'),
    options: fc.constantFrom('defaults', 'defaults,nofail', 'noauto'),
    end: fc.constantFrom('', '\r', ' 0 0', ' 0 0\r'),
  })
  .map(({ device, mount, gap, indent, options, end }): Line => ({
    text: `${indent}${device}${gap}${mount}${gap}ext4${gap}${options}${end}`,
    taken: ['/', '//', '/boot', '/boot/'].includes(mount) || (options === 'defaults' && device !== 'tmpfs' && device !== 'LABEL=rootfs'),
  }));
const otherLine = fc
  .constantFrom(
    '',
    '  ',
    '# / /boot ext4',
    ' # UUID=abc / ext4',
    'UUID=abc',
    'proc /proc proc defaults',
    '# Tarstrap: begin',
    '# Tarstrap: end',
    'UUID=abc none swap sw,nofail',
    '\r',
    '/swapfile none swap sw 0 0',
  )
  .map((text): Line => ({ text, taken: false }));
const markedLine = fc.constantFrom('#tarstrap# ', '#tarstrap# UUID=abc / ext4', '#tarstrap# #tarstrap# x').map((text): Line => ({ text, taken: true }));
const files = fc.array(fc.oneof(mountLine, otherLine, markedLine), { maxLength: 12 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.constantFrom('# Tarstrap: begin', '# Tarstrap: end', '#tarstrap# ', '\r', ...ENTRIES), fc.string()), { maxLength: 8 })
    .map((lines) => lines.join('\n')),
);

describe('amendFstab', () => {
  it('is taken back to the letter, whatever stood there', () => {
    fc.assert(
      fc.property(anyText, fc.subarray([...ENTRIES, '# a remark', '']), (text, entries) => {
        expect(restoreFstab(amendFstab(text, { ...NEW, entries }))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('is taken back when it was done twice', () => {
    fc.assert(fc.property(anyText, (text) => restoreFstab(restoreFstab(amendFstab(amendFstab(text, NEW), NEW)) ?? '') === text));
  });

  it('comments out what is in the way and changes nothing else', () => {
    fc.assert(
      fc.property(files, (lines) => {
        const amended = amendFstab(lines.map(({ text }) => text).join('\n'), NEW).split('\n');
        expect(amended.slice(0, 4)).toEqual(['# Tarstrap: begin', ...ENTRIES, '# Tarstrap: end']);
        const expected = lines.map(({ text, taken }) => (taken ? `#tarstrap# ${text}` : text));
        expect(amended.slice(4)).toEqual(expected.length > 0 ? expected : ['']);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves comments and blank lines alone also when an entry is one', () => {
    expect(amendFstab('# a\n\ntmpfs / tmpfs', { entries: ['# ours'], present: [] })).toBe('# Tarstrap: begin\n# ours\n# Tarstrap: end\n# a\n\ntmpfs / tmpfs');
  });
});

describe('lines of devices that are not on the drive', () => {
  it.each([
    '/dev/mmcblk0p1 /boot/firmware vfat defaults 0 0',
    'UUID=1111-2222 /boot/efi vfat umask=0077 0 1',
    'PARTUUID=abcd-03 /data ext4 defaults 0 2',
    'PARTLABEL=data /data ext4',
    'LABEL=ROOTFS /data ext4 defaults',
    '/dev/disk/by-label/data /data ext4 defaults 0 2',
    '/dev/mapper/vg-home /home ext4 defaults 0 2',
    '/dev/mmcblk0p3 none swap sw 0 0',
    'UUID=abc swap swap defaults',
    'ubi0:data /data ubifs defaults 0 0',
    '/dev/mtdblock2 /data jffs2 defaults 0 0',
    'UUID=abc /home btrfs subvol=@home 0 0',
    'LABEL=rootfs /home btrfs defaults,subvol=/@home 0 0',
    'LABEL=rootfs /home btrfs subvolid=257 0 0',
    '/dev/sda5 /mnt/\u00c3\u00a0 ext4 nofail-not,x-nofail 0 0',
  ])('%s', (line) => {
    expect(foreignLines([line], NEW)).toEqual([line]);
    expect(amendFstab(`${line}\r\n`, NEW)).toContain(`\n#tarstrap# ${line}\r\n`);
  });

  it.each([
    'proc /proc proc defaults 0 0',
    'tmpfs /tmp tmpfs nosuid 0 0',
    '/dev/shm /dev/shm tmpfs defaults 0 0',
    '/dev/pts /dev/pts devpts gid=5 0 0',
    'server:/home /home nfs defaults 0 0',
    '//server/share /srv cifs guest 0 0',
    'UUID=abc /srv ext4 _netdev 0 0',
    '/home/a /srv none bind 0 0',
    '/dev/null /etc/x none rw,bind 0 0',
    'overlay /etc overlay lowerdir=/etc 0 0',
    '/swapfile none swap sw 0 0',
    '/dev/zram0 none swap defaults,pri=100 0 0',
    '/dev/sda1 /media/stick vfat rw,nofail,user 0 0',
    '/dev/sr0 /media/cdrom auto noauto 0 0',
    'UUID=abc /data ext4 noatime,x-systemd.automount 0 0',
    'LABEL=rootfs /mnt/all ext4 defaults 0 0',
    'LABEL="rootfs" /mnt/all ext4 defaults 0 0',
    'PARTUUID=0A-01 /mnt/all ext4 defaults 0 0',
    '/dev/disk/by-uuid/12345678-1234-4234-8234-123456789ABC /mnt/all ext4 defaults 0 0',
    'LABEL=rootfs /mnt/all btrfs subvol=/ 0 0',
    'LABEL=rootfs /mnt/all btrfs subvolid=5 0 0',
    '# /dev/sda1 /data ext4',
    '/dev/sda1',
  ])('not: %s', (line) => {
    expect(foreignLines([line], NEW)).toEqual([]);
    expect(amendFstab(line, NEW).endsWith(`\n${line}`)).toBe(true);
  });
});

describe('swap of ours', () => {
  const amendment = { ...NEW, entries: [...ENTRIES, 'UUID=ours none swap defaults 0 0'] };
  it.each(['UUID=abc none swap sw 0 0', '/dev/sda5 swap swap defaults 0 0'])('takes the place of %s', (line) => {
    expect(amendFstab(line, amendment)).toContain(`\n#tarstrap# ${line}`);
    expect(foreignLines([line], amendment)).toEqual([]);
  });
  it.each(['/swapfile none swap sw 0 0', '/dev/zram0 none swap defaults 0 0', 'tmpfs none tmpfs defaults 0 0'])('leaves %s', (line) => {
    expect(amendFstab(line, amendment).endsWith(`\n${line}`)).toBe(true);
  });
});

describe('restoreFstab', () => {
  it.each(['', '# fstab\n', '# Tarstrap: begin\n/dev/sda1 / ext4', ' # Tarstrap: begin\n# Tarstrap: end\n', '# Tarstrap: end\n'])(
    'finds no block of ours in %j',
    (text) => {
      expect(restoreFstab(text)).toBeUndefined();
    },
  );
});
