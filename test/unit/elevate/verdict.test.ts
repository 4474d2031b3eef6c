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
    ['pkexec', 'Cannot mount AppImage, please check your FUSE setup.', 'engine-cannot-start', false],
    ['root', 'FATAL ERROR: out of memory', 'engine-lost', false],
    ['root', 'unshare: unshare failed: Operation not permitted', 'engine-cannot-start', false],
  ])('%s: %j: %s, may go on: %s', (way, words, code, mayTryNext) => expect(judge(way, words)).toEqual({ code, mayTryNext }));
});
