import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlkid, parseTags } from '../../../electron/drives/blkid.ts';
import { modelName, toDevices } from '../../../electron/drives/device.ts';
import { parseFstab, parseUnit } from '../../../electron/drives/fstab.ts';
import { parseLosetup } from '../../../electron/drives/losetup.ts';
import { parseLsblk } from '../../../electron/drives/lsblk.ts';
import { parseMountinfo } from '../../../electron/drives/mountinfo.ts';
import { parseSwaps } from '../../../electron/drives/swaps.ts';

/** What the kernel does to a name (`mangle` in fs/proc_namespace.c): these four and nothing else. */
function mangle(name: string): string {
  return name.replaceAll(/[ \t\n\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

const NAMES = [
  '/my disk',
  '/new\nline',
  '/tab\t',
  '/back\\slash',
  '/literal\\040',
  '/Größe',
  '/日本',
  '/no\u00A0break',
  '/wide\u3000',
  '/cr\r',
  '/line\u2028',
  '/a - b',
  '/-',
];

describe('parseMountinfo', () => {
  it('reads the example of proc(5)', () => {
    expect(parseMountinfo('36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n')).toEqual([
      {
        id: '36',
        parent: '35',
        device: '98:0',
        root: '/mnt1',
        at: '/mnt2',
        filesystem: 'ext3',
        source: '/dev/root',
        readOnly: false,
        flags: ['rw', 'noatime'],
        options: 'rw,errors=continue',
      },
    ]);
  });

  it.each(NAMES)('a mount point, root and source named %j', (name) => {
    const text = mangle(name);
    const [mount, ...more] = parseMountinfo(`36 35 8:1 ${text} ${text} rw shared:1 master:2 - ext4 ${text} rw\n37 36 8:2 / /next rw - ext4 /dev/b rw\n`);
    expect(mount).toMatchObject({ root: name, at: name, source: name, device: '8:1' });
    expect(more).toHaveLength(1);
  });

  it('any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(parseMountinfo(`36 35 8:1 / /${mangle(name)} rw - ext4 /dev/a rw`)[0]?.at).toBe(`/${name}`);
      }),
    );
  });

  it.each([
    ['the mount', 'ro,nosuid', 'rw', true],
    ['the filesystem', 'rw', 'ro,relatime', true],
    ['neither', 'rw,errors=remount-ro', 'rw,root=ro', false],
  ])('read-only: %s', (_, own, options, expected) => {
    expect(parseMountinfo(`36 35 8:1 / /a ${own} - ext4 /dev/a ${options}`)[0]?.readOnly).toBe(expected);
  });

  it.each([
    ['an empty source', '36 35 0:1 / /a rw -  tmpfs', 0],
    ['a source that is empty', '36 35 0:1 / /a rw - tmpfs  rw', 1],
    ['options with a space', '36 35 0:1 / /a rw - 9p share rw,aname=a b', 1],
    ['no options', '36 35 0:1 / /a rw - tmpfs none', 1],
    ['a cut line', '36 35 8:1 / /a rw', 0],
    ['nothing', '', 0],
  ])('%s', (_, line, count) => {
    expect(parseMountinfo(line)).toHaveLength(count);
  });
});

describe('parseSwaps', () => {
  const HEAD = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

  it.each([
    ['none', HEAD, []],
    ['nothing at all', '', []],
    [
      'a device and a file',
      `${HEAD}/dev/sda2                               partition\t8388604\t\t0\t\t-2\n/swapfile   file\t1\t0\t-3\n`,
      ['/dev/sda2', '/swapfile'],
    ],
    ['a file that was deleted', `${HEAD}/swapfile\\040(deleted)   file\t1\t0\t-2\n`, ['/swapfile']],
    ['a name with a space', `${HEAD}/my\\040swap\tfile\t1\t0\t-2\n`, ['/my swap']],
    ['a name of spaces that are no spaces', `${HEAD}/no\u00A0break   file\t1\t0\t-2\n`, ['/no\u00A0break']],
    ['a name that looks deleted in its middle', `${HEAD}/a\\040(deleted)b file\t1\t0\t-2\n`, ['/a (deleted)b']],
  ])('%s', (_, text, expected) => {
    expect(parseSwaps(text)).toEqual(expected);
  });
});

describe('parseFstab', () => {
  it.each([
    ['nothing', '', []],
    ['comments and blank lines', '# UUID=1 / ext4\n\n  \t\n  # x\n', []],
    ['a line that is cut', 'UUID=1', []],
    ['a line of two fields', 'UUID=1 /boot', [{ source: 'UUID=1', at: '/boot' }]],
    ['swap, whatever its place is called', '/dev/sda2 /x swap sw 0 0', [{ source: '/dev/sda2', at: undefined }]],
    ['tabs, and spaces before', ' \tLABEL=a\t\t/home \t ext4\r', [{ source: 'LABEL=a', at: '/home' }]],
    ['octal escapes', String.raw`LABEL=a\040b /home/the\011me ext4`, [{ source: 'LABEL=a b', at: '/home/the\tme' }]],
    ['slashes that mean nothing', '/dev/a //boot/efi/ vfat', [{ source: '/dev/a', at: '/boot/efi' }]],
  ])('%s', (_, text, expected) => {
    expect(parseFstab(text)).toEqual(expected);
  });
});

it.each([
  ['of a mount', '[Unit]\n[Mount]\nWhat=UUID=1\nWhere=/boot/\nType=vfat\n', [{ source: 'UUID=1', at: '/boot' }]],
  ['of swap', '[Swap]\n What=/dev/x\nWhat = /dev/a \n', [{ source: '/dev/a', at: undefined }]],
  ['of something else', '[Mount]\n#What=/dev/a\nWhere=/boot\n', []],
  ['that is masked', '', []],
])('parseUnit: one %s', (_, text, expected) => {
  expect(parseUnit(text)).toEqual(expected);
});

/** util-linux 2.38, cut: a stick that pads its names, a RAID1 that stands below both of its disks, an unused zram. */
const RECORDED = `{"blockdevices": [
  {"path":"/dev/sda", "maj:min":" 4000:0 ", "type":"disk", "size":31914983424, "ro":false, "rm":true, "hotplug":true, "tran":"usb",
   "model":"Ultra Fit       ", "serial":"4C53", "wwn":null, "vendor":"SanDisk ", "fstype":null, "label":null, "log-sec":512,
   "children": [{"path":"/dev/sda1", "maj:min":"4000:1", "type":"part", "size":31913934848, "ro":false, "rm":true, "hotplug":true, "tran":null,
     "model":null, "serial":null, "wwn":null, "vendor":null, "fstype":"linux_raid_member", "label":"", "log-sec":512,
     "children": [{"path":"/dev/md0", "maj:min":"4009:0", "type":"raid1", "size":31880380416, "ro":true, "rm":false, "hotplug":false, "log-sec":4096}]}]},
  {"path":"/dev/sdb", "maj:min":"4000:16", "type":"disk", "size":31914983424, "ro":false, "rm":false, "hotplug":false, "tran":"sata",
   "model":"WDC", "serial":" W1 ", "vendor":"ATA     ", "log-sec":512,
   "children": [{"path":"/dev/md0", "maj:min":"4009:0", "type":"raid1", "size":31880380416, "ro":true, "rm":false, "hotplug":false, "log-sec":4096}]},
  {"path":"/dev/zram0", "maj:min":"4253:0", "type":"disk", "size":null, "ro":false, "rm":false, "hotplug":false, "log-sec":4096}]}`;

describe('parseLsblk', () => {
  const nodes = parseLsblk(RECORDED);

  it('trims, and has no values for what nobody told', () => {
    expect(nodes[0]).toMatchObject({ 'maj:min': '4000:0', vendor: 'SanDisk', model: 'Ultra Fit', rm: true, ro: false, size: 31_914_983_424 });
    expect(nodes[0]?.wwn).toBeUndefined();
    expect(nodes[0]?.children?.[0]?.label).toBeUndefined();
    expect(nodes[2]?.size).toBeNull();
  });

  it('a maker, a serial number or a label that would command a terminal is shown instead', () => {
    const [node] = parseLsblk(
      '{"blockdevices": [{"path":"/dev/sda", "maj:min":"8:0", "model":"\\u001b[2J Disk ", "serial":"\\u202e123", "vendor":"\\u009b1m", "label":"a\\nb"}]}',
    );
    expect(node).toMatchObject({ model: '\\x1b[2J Disk', serial: '\\u202e123', vendor: '\\x9b1m', label: 'a\\nb' });
  });

  it('toDevices has each device once, with all of its parents', () => {
    const devices = toDevices(nodes);
    expect([...devices.keys()].toSorted()).toEqual(['4000:0', '4000:1', '4000:16', '4009:0', '4253:0']);
    expect(devices.get('4009:0')).toMatchObject({ parents: ['4000:1', '4000:16'], readOnly: true, sectorSize: 4096, children: [] });
    expect(devices.get('4000:0')).toMatchObject({ children: ['4000:1'], model: 'SanDisk Ultra Fit', transport: 'usb', removableMedium: true });
    expect(devices.get('4000:16')).toMatchObject({ model: 'WDC', serial: 'W1', children: ['4009:0'] });
    expect(devices.get('4253:0')?.size).toBe(0);
  });

  it.each(['', 'garbage', '{}', '[]', '{"blockdevices":[{"path":1}]}', '{"blockdevices":[{"path":"/dev/a","maj:min":"1:2","size":"7"}]}'])(
    'refuses %s',
    (json) => {
      expect(() => parseLsblk(json)).toThrow(expect.objectContaining({ code: 'tool-unfit', detail: json ? `lsblk: ${json}` : 'lsblk said nothing.' }));
    },
  );
});

describe('other parsers', () => {
  it.each([
    ['SanDisk', 'Ultra', 'SanDisk Ultra'],
    ['ATA', 'WDC', 'WDC'],
    ['0x1af4', undefined, undefined],
    ['Samsung', 'Samsung SSD', 'Samsung SSD'],
    [undefined, undefined, undefined],
  ])('modelName(%s, %s) is %s', (vendor, model, expected) => {
    expect(modelName(vendor, model)).toBe(expected);
  });

  it.each([
    ['ID_FS_LABEL=my_disk\nID_FS_LABEL_ENC=my\\x20disk\nID_FS_TYPE=ext4\n', { filesystem: 'ext4', label: 'my disk' }],
    ['ID_FS_LABEL_ENC=Gr\\xc3\\xb6ße\nID_FS_TYPE=vfat\n', { filesystem: 'vfat', label: 'Größe' }],
    ['ID_FS_LABEL_ENC=\\x1b[2J\\xe2\\x80\\xaegpj\n', { label: '\\x1b[2J\\u202egpj' }],
    ['', {}],
  ])('parseBlkid(%j)', (text, expected) => {
    expect(parseBlkid(text)).toEqual(expected);
  });

  it('parseTags: of GPT, of a dos table, and of nothing', () => {
    expect(parseTags('ID_FS_UUID=6054-01B5\nID_FS_UUID_ENC=6054-01B5\nID_PART_ENTRY_NAME=EFI\\x20größe\nID_PART_ENTRY_TYPE=c12a\n')).toEqual({
      uuid: '6054-01B5',
      partLabel: 'EFI größe',
      partType: 'c12a',
    });
    expect(parseTags('ID_FS_LABEL_ENC=a\nID_PART_ENTRY_UUID=5fb3260d-01\nID_PART_ENTRY_TYPE=0xef\n')).toEqual({
      label: 'a',
      partUuid: '5fb3260d-01',
      partType: '0xef',
    });
    expect(parseTags('')).toEqual({});
  });

  it('parseLosetup: with root, without root, deleted, and no loop device at all', () => {
    const row = (more: string): string => `{"loopdevices": [{"maj:min":"  7:0", "back-file":"/a b.img (deleted)"${more}}]}`;
    expect(parseLosetup(row(', "back-maj:min":"8:1", "back-ino":12'))).toEqual([{ number: '7:0', file: '/a b.img', device: '8:1', inode: 12 }]);
    expect(parseLosetup(row(', "back-maj:min":null, "back-ino":null'))).toEqual([{ number: '7:0', file: '/a b.img', device: undefined, inode: undefined }]);
    expect(parseLosetup('\n')).toEqual([]);
    expect(() => parseLosetup('garbage\n')).toThrow(expect.objectContaining({ code: 'tool-unfit', detail: 'losetup: garbage' }));
  });
});
