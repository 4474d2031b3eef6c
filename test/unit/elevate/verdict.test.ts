import { describe, expect, it } from 'vitest';
import type { Way } from '../../../electron/elevate/command.ts';
import { mayTryNext, startProblem } from '../../../electron/elevate/verdict.ts';

/** What these tools really wrote: pkexec 122, sudo 1.9.13; doas and run0 by their sources. */
describe('startProblem', () => {
  it.each<[Way, string, ReturnType<typeof startProblem>]>([
    ['pkexec', 'Error executing command as another user: Request dismissed', 'root-dismissed'],
    ['pkexec', 'Error executing command as another user: Not authorized\n\nThis incident has been reported.', 'root-refused'],
    ['pkexec', 'Error executing command as another user: No authentication agent found.', 'root-no-agent'],
    ['pkexec', 'Error creating textual authentication agent: Error opening current controlling terminal for the process (`/dev/tty`)', 'root-no-agent'],
    ['pkexec', 'Error accessing /no/such: No such file or directory', 'engine-cannot-start'],
    ['pkexec', 'Error getting authority: Error initializing authority: Could not connect: No such file or directory', 'engine-cannot-start'],
    ['pkexec', 'unshare: failed to execute /no/node: No such file or directory', 'engine-cannot-start'],
    ['pkexec', "node:internal/modules/cjs/loader:1210\nError: Cannot find module '/x/engine.js'", 'engine-cannot-start'],
    ['pkexec', '', 'engine-lost'],
    ['sudo', 'sudo: a password is required', 'root-refused'],
    ['sudo', 'sudo: a terminal is required to read the password; either use the -S option', 'root-refused'],
    ['sudo', 'me is not in the sudoers file.', 'root-refused'],
    ['sudo', 'sudo: /usr/bin/unshare: command not found', 'engine-cannot-start'],
    ['doas', 'doas: Authentication required', 'root-refused'],
    ['doas', 'doas: Operation not permitted', 'root-refused'],
    ['run0', 'Failed to start transient service unit: Interactive authentication required.', 'root-no-agent'],
    ['run0', 'Failed to start transient service unit: Access denied', 'root-refused'],
    ['root', 'FATAL ERROR: out of memory', 'engine-lost'],
    ['root', 'unshare: unshare failed: Operation not permitted', 'engine-cannot-start'],
  ])('%s: %j', (way, words, expected) => expect(startProblem(way, words)).toBe(expected));
});

describe('mayTryNext', () => {
  it.each([
    ['root-dismissed', false],
    ['root-refused', false],
    ['root-no-agent', true],
    ['engine-cannot-start', true],
    ['engine-lost', false],
  ] as const)('%s: %s', (problem, expected) => expect(mayTryNext(problem)).toBe(expected));
});
