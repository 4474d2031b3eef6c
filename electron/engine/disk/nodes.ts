import { mkdirSync, rmSync } from 'node:fs';
import { runStep } from '../../run/run.ts';
import { isNodeOf, numberOfNode, OWN_NODES, partitionsOf, type PartitionNode } from './sysfs.ts';

/**
 * Partitions of a disk, also where /dev has no nodes for them: it is a static one, of a container or a chroot. Ours lie in our own namespace, and
 * vanish with it. Everybody here finds them by `nodeOf`.
 */
export async function partitionsWithNodes(disk: string): Promise<PartitionNode[]> {
  const missing = partitionsOf(numberOfNode(disk)).filter(({ path, device }) => !isNodeOf(path, device));
  if (missing.length > 0) await makeNodes(missing);
  return partitionsOf(numberOfNode(disk));
}

async function makeNodes(partitions: readonly PartitionNode[]): Promise<void> {
  if (mkdirSync(OWN_NODES, { recursive: true }) !== undefined) {
    const options = 'size=1M,mode=0700,nosuid,noexec,nosymfollow';
    await runStep('Making a folder for device nodes', { tool: 'mount', args: ['--no-canonicalize', '-t', 'tmpfs', '-o', options, 'tarstrap', OWN_NODES] });
  }
  for (const { path, device } of partitions) {
    const [major = '', minor = ''] = device.split(':');
    const node = `${OWN_NODES}/${path.replace('/dev/', '').replaceAll('/', '!')}`;
    // Partitions that come and go may have another number each time.
    rmSync(node, { force: true });
    await runStep(`Making a node for ${path}`, { tool: 'mknod', args: ['-m', '0600', node, 'b', major, minor] });
  }
}
