import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toDevices } from '../../../electron/drives/device.ts';
import { parseLsblk } from '../../../electron/drives/lsblk.ts';
import { makeFolder } from '../folder.ts';

/** What the kernel's folders tell beside lsblk: a sysfs of our own, in the shape of the real one. */
let folder: ReturnType<typeof makeFolder>;
beforeEach(() => void (folder = makeFolder()));
afterEach(() => folder[Symbol.dispose]());

function put(path: string, text: string): void {
  mkdirSync(dirname(`${folder.path}/${path}`), { recursive: true });
  writeFileSync(`${folder.path}/${path}`, `${text}\n`);
}

function link(path: string, to: string): void {
  mkdirSync(dirname(`${folder.path}/${path}`), { recursive: true });
  symlinkSync(`${folder.path}/${to}`, `${folder.path}/${path}`);
}

const disk = (name: string, number: string, more = ''): string => `{"path":"/dev/${name}","maj:min":"${number}","type":"disk","size":1024${more}}`;

it('the hardware areas of an eMMC are told from its disk by their links', () => {
  const card = 'devices/mmc0/mmc0:0001';
  put(`${card}/type`, 'MMC');
  for (const [name, number, parent] of [
    ['block/mmcblk0', '179:0', ''],
    ['block/mmcblk0/mmcblk0boot0', '179:8', '/block/mmcblk0'],
    ['block/mmcblk0/mmcblk0gp0', '179:16', '/block/mmcblk0'],
  ] as const) {
    put(`${card}/${name}/dev`, number);
    link(`${card}/${name}/device`, `${card}${parent}`);
    link(`dev/${number}`, `${card}/${name}`);
  }
  const tree = [disk('mmcblk0', '179:0'), disk('mmcblk0boot0', '179:8'), disk('mmcblk0gp0', '179:16')].join(',');
  const devices = toDevices(parseLsblk(`{"blockdevices":[${tree}]}`), `${folder.path}/dev`);
  expect([...devices.values()].map(({ path, areaOf, mmcType }) => [path, areaOf, mmcType])).toEqual([
    ['/dev/mmcblk0', undefined, 'MMC'],
    ['/dev/mmcblk0boot0', '179:0', 'MMC'],
    ['/dev/mmcblk0gp0', '179:0', 'MMC'],
  ]);
});

it('the controller of an NVMe drive has a number as well, and is no chip with areas', () => {
  put('devices/nvme0/dev', '242:0');
  put('devices/nvme0/nvme0n1/dev', '259:0');
  link('devices/nvme0/nvme0n1/device', 'devices/nvme0');
  link('dev/259:0', 'devices/nvme0/nvme0n1');
  expect(toDevices(parseLsblk(`{"blockdevices":[${disk('nvme0n1', '259:0')}]}`), `${folder.path}/dev`).get('259:0')?.areaOf).toBeUndefined();
});

it.each([
  ['NVMe', { '259:0/wwid': 'eui.0025385b71b0c1a2' }, '', 'eui.0025385b71b0c1a2'],
  ['SCSI, though udev has another form of it', { '259:0/device/wwid': 'naa.5000c500a1b2c3d4' }, ',"wwn":"0x5000c500a1b2c3d4"', 'naa.5000c500a1b2c3d4'],
  ['udev, where the kernel has an empty one', { '259:0/device/wwid': '' }, ',"wwn":"0x5000c500a1b2c3d4"', '0x5000c500a1b2c3d4'],
  ['nobody', {}, ',"wwn":null', undefined],
])('the world-wide name, from %s', (_, files, more, expected) => {
  for (const [path, text] of Object.entries(files)) put(`dev/${path}`, text);
  expect(toDevices(parseLsblk(`{"blockdevices":[${disk('x', '259:0', more)}]}`), `${folder.path}/dev`).get('259:0')?.wwn).toBe(expected);
});
