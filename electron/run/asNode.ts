/**
 * What stands before a script so that Electron's program, which is all that a package has, runs it as Node does
 * (`runAsNode` fuse). `ELECTRON_NO_ASAR`: else a file called `*.asar` looks like a folder to it, one that is no archive throws,
 * and one that is stays open, so that nothing under it can be unmounted (electron, lib/node/asar-fs-wrapper.ts).
 */
export function asNode(program: string): string[] {
  return ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', 'ELECTRON_NO_ASAR=1', program];
}
