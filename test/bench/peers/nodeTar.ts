import { extract } from 'tar';

/** The package `tar`, as root: owners kept, no program of the archive in between. */
const [file, cwd] = process.argv.slice(2) as [string, string];
await extract({ file, cwd, preservePaths: true, preserveOwner: true });
