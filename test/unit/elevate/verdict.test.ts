import { describe, expect, it } from 'vitest';
import type { Way } from '../../../electron/elevate/command.ts';
import { judge, type Verdict } from '../../../electron/elevate/verdict.ts';

/** What these tools really wrote: pkexec 122, sudo 1.9.13; doas and run0 by their sources. */
describe('judge', () => {
  it.each<[Way, string, Verdict['code'], boolean]>([
    ['pkexec', 'Error executing command as another user: Request dismissed', 'root-dismissed', false],
    ['pkexec', 'Error executing command as another user: Not authorized\n\nThis incident has been reported.', 'root-refused', false],
    ['pkexec', 'Error executing command as another user: No authentication agent found.', 'root-no-agent', true],
    ['pkexec', 'Error creating textual authentication agent: Error opening current controlling terminal for the process (`/dev/tty`)', 'root-no-agent', true],
    ['pkexec', 'Error accessing /no/such: No such file or directory', 'engine-cannot-start', true],
    ['pkexec', 'Error getting authority: Error initializing authority: Could not connect: No such file or directory', 'engine-cannot-start', true],
    ['pkexec', 'unshare: failed to execute /no/node: No such file or directory', 'engine-cannot-start', false],
    ['pkexec', "node:internal/modules/cjs/loader:1210\nError: Cannot find module '/x/engine.js'", 'engine-cannot-start', false],
    ['pkexec', '', 'engine-lost', false],
    ['sudo', 'sudo: a password is required', 'root-no-agent', true],
    ['sudo', 'sudo: a terminal is required to read the password; either use the -S option', 'root-no-agent', true],
    ['sudo', 'me is not in the sudoers file.', 'root-refused', false],
    ['sudo', 'sudo: /usr/bin/unshare: command not found', 'engine-cannot-start', true],
    ['doas', 'doas: Authentication required', 'root-no-agent', true],
    ['doas', 'doas: Operation not permitted', 'root-refused', false],
    ['run0', 'Failed to start transient service unit: Interactive authentication required.', 'root-no-agent', true],
    ['run0', 'Failed to start transient service unit: Access denied', 'root-refused', false],
    ['sudo', 'sudo: no password was provided\nsudo: a password is required', 'root-dismissed', false],
    ['sudo', 'sudo: 3 incorrect password attempts', 'root-refused', false],
    // The runtime of an AppImage (type2-runtime and AppImageKit), libfuse and fusermount3.
    ['pkexec', 'Cannot mount AppImage, please check your FUSE setup.', 'engine-no-fuse', false],
    ['pkexec', 'dlopen(): error loading libfuse.so.2\n\nAppImages require FUSE to run.', 'engine-no-fuse', false],
    ['sudo', "fuse: device not found, try 'modprobe fuse' first", 'engine-no-fuse', false],
    ['pkexec', 'fusermount3: mount failed: Operation not permitted', 'engine-no-fuse', false],
    // ld.so
    [
      'pkexec',
      '/t/tarstrap: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory',
      'engine-library-missing',
      false,
    ],
    // A home with root_squash, or mounted by FUSE without allow_root.
    ['pkexec', 'Error executing /home/me/T.AppImage: Permission denied', 'engine-unreadable', false],
    ['sudo', 'sudo: unable to execute /home/me/T.AppImage: Permission denied', 'engine-unreadable', false],
    ['sudo', 'sudo: /home/me/T.AppImage: command not found', 'engine-unreadable', false],
    ['sudo', "sudo: cannot execute '/home/me/T.AppImage': Permission denied (os error 13)", 'engine-unreadable', false],
    ['sudo', "sudo: '/home/me/T.AppImage': command not found", 'engine-unreadable', false],
    ['run0', 'Failed to execute /home/me/T.AppImage: Permission denied', 'engine-unreadable', false],
    ['pkexec', 'unshare: failed to execute /home/me/t/tarstrap: Permission denied', 'engine-unreadable', false],
    ['pkexec', "/usr/bin/env: '/home/me/t/tarstrap': Permission denied", 'engine-unreadable', false],
    ['pkexec', "Error: EACCES: permission denied, open '/home/me/t/resources/engine.js'", 'engine-unreadable', false],
    ['pkexec', 'unshare: failed to execute /home/me/t/tarstrap: Transport endpoint is not connected', 'engine-unreadable', false],
    // sudo-rs
    ['sudo', 'sudo: interactive authentication is required', 'root-no-agent', true],
    ['sudo', 'sudo: A terminal is required to authenticate', 'root-no-agent', true],
    ['sudo', "sudo: I'm sorry me. I'm afraid I can't do that", 'root-refused', false],
    ['sudo', 'sudo: Maximum 3 incorrect authentication attempts', 'root-refused', false],
    ['sudo', 'sudo: Authentication required but not attempted', 'root-dismissed', false],
    ['sudo', "sudo: '/usr/bin/unshare': command not found", 'engine-cannot-start', true],
    ['root', 'FATAL ERROR: out of memory', 'engine-lost', false],
    ['root', 'unshare: unshare failed: Operation not permitted', 'root-restricted', false],
    ['sudo', 'unshare: unshare failed: Operation not permitted', 'root-restricted', false],
    ['root', 'unshare: cannot change root filesystem propagation: Invalid argument', 'engine-in-chroot', false],
  ])('%s: %j: %s, may go on: %s', (way, words, code, mayTryNext) => expect(judge(way, words)).toEqual({ code, mayTryNext }));
});
