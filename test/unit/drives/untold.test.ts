import { expect, it } from 'vitest';
import { untold } from '../../../electron/drives/untold.ts';
import { type Machine, machine, mount } from './machine.ts';

/** sda carries the system, sdb does not. Where udev runs it tells a type of each partition at least. */
function paths(due: readonly { byTag: boolean }[], told: object = {}): string[] {
  const devices: Machine['devices'] = [
    { number: '8:0', path: '/dev/sda', children: ['8:1', '8:2'] },
    { number: '8:1', path: '/dev/sda1', type: 'part', ...told },
    { number: '8:2', path: '/dev/sda2', type: 'part', children: ['253:0'], ...told },
    { number: '253:0', path: '/dev/mapper/root', type: 'crypt', filesystem: 'ext4' },
    { number: '8:16', path: '/dev/sdb', children: ['8:17'] },
    { number: '8:17', path: '/dev/sdb1', type: 'part', ...told },
    { number: '8:32', path: '/dev/sdc', size: 0 },
    { number: '8:48', path: '/dev/sdd' },
  ];
  const snapshot = machine({ devices, mounts: [mount('/', ['253:0'])] });
  return untold({ ...snapshot, due: due.map(({ byTag }) => ({ at: '/boot', numbers: [], byTag })) }).map(({ path }) => path);
}

it.each([
  ['where udev runs nothing is asked', [], { partType: '0x83' }, []],
  ['without it, partitions beside the system', [], {}, ['/dev/sda1', '/dev/sda2']],
  ['nothing more for what is known by its node', [{ byTag: false }], {}, ['/dev/sda1', '/dev/sda2']],
  ['all that may hold what is due by its tag', [{ byTag: true }], {}, ['/dev/sda1', '/dev/sda2', '/dev/sdb1', '/dev/sdd']],
  ['of these only what udev knows nothing of', [{ byTag: true }], { partUuid: '1' }, ['/dev/sdd']],
])('%s', (_, due, told, expected) => {
  expect(paths(due, told)).toEqual(expected);
});
