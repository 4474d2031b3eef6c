import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutBeside } from '../../shared/layoutBeside.ts';
import { sh } from './devices.ts';

/** The same archive as one that was captured from a card: with its layout. */
export function asCaptured(archive: string, folder: string): string {
  const captured = join(folder, 'captured.tar');
  sh('ln', archive, captured);
  const partition = { type: '83', sizeMiB: 256, label: 'boot' };
  const partitions = [
    { ...partition, name: 'boot', filesystem: 'ext4', mount: '/boot' },
    { name: 'root', type: '83', filesystem: 'xfs', label: 'writable', mount: '/' },
    { ...partition, name: 'swap', filesystem: 'swap', label: '' },
  ];
  writeFileSync(layoutBeside(captured), JSON.stringify({ id: 'captured', title: 'As it was captured', source: 'a card', table: 'dos', partitions }));
  return captured;
}
