import { execFileSync } from 'node:child_process';

/** Every property of every member, in a form that two trees can be compared by; `etc` and its fstab are ours. */
export function portrait(root: string): string[] {
  const find = execFileSync('find', ['.', '-mindepth', '1', '-name', 'lost+found', '-prune', '-o', '-printf', '%P|%y|%m|%U:%G|%T+|%l|%n\\0'], {
    cwd: root,
    encoding: 'latin1',
  });
  const attributes = execFileSync('getfattr', ['-R', '-P', '-h', '-d', '-m', '-', '-e', 'hex', '--absolute-names', '.'], {
    cwd: root,
    encoding: 'latin1',
    stdio: 'pipe',
  });
  const sums = execFileSync('sh', ['-c', 'find . -type f ! -path ./etc/fstab -print0 | sort -z | xargs -0 sha256sum -z'], { cwd: root, encoding: 'latin1' });
  const devices = execFileSync('sh', ['-c', 'find . -type b -o -type c | sort | xargs --no-run-if-empty stat -c "%n %t %T"'], {
    cwd: root,
    encoding: 'latin1',
  });
  const inodes = find.split('\0').filter((row) => !/^etc(\/fstab)?\|/.test(row) && !row.startsWith('|'));
  return [...inodes.map(withoutDirectoryLinks).toSorted(), ...attributes.split('\n\n').toSorted(), ...sums.split('\0'), devices];
}

/** The number of links of a folder is the filesystem's own affair. */
function withoutDirectoryLinks(row: string): string {
  return row.includes('|d|') ? row.slice(0, row.lastIndexOf('|')) : row;
}
