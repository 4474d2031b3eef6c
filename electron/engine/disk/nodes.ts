import { mkdirSync } from 'node:fs';
import { runStep } from '../../run/run.ts';
import { OWN_NODES, type PartitionNode } from './sysfs.ts';

/**
 * Nodes for partitions that /dev has none for: it is a static one, of a container or a chroot. They lie in our own namespace, and
 * vanish with it. Everybody here finds them by `nodeOf`.
 */
export async function makeNodes(partitions: readonly PartitionNode[]): Promise<void> {
  if (mkdirSync(OWN_NODES, { recursive: true }) !== undefined) {
    const options = 'size=1M,mode=0700,nosuid,noexec,nosymfollow';
    await runStep('Making a folder for device nodes', { tool: 'mount', args: ['--no-canonicalize', '-t', 'tmpfs', '-o', options, 'tarstrap', OWN_NODES] });
  }
  for (const { path, device } of partitions) {
    const [major = '', minor = ''] = device.split(':');
    const node = `${OWN_NODES}/${path.replace('/dev/', '').replaceAll('/', '!')}`;
    await runStep(`Making a node for ${path}`, { tool: 'mknod', args: ['-m', '0600', node, 'b', major, minor] });
  }
}
