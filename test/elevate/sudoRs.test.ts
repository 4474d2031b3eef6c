import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** An ordinary user whose sudo is sudo-rs, by what that says (src/common/error.rs, src/pam/error.rs), and who has no polkit. */

const NOBODY = 65534;

let folder: string;
let archive: string;
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/sudo-rs-');
  chmodSync(folder, 0o755);
  chownSync(folder, NOBODY, NOBODY);
  archive = makeRootfs(folder, { files: 5, bytes: 10_000 });
  program('pkexec', "echo 'Error getting authority: Error initializing authority: Could not connect: No such file or directory' >&2; exit 127");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

describe('sudo-rs', () => {
  it.each([
    ['interactive authentication is required', 'root-no-agent'],
    ['A terminal is required to authenticate', 'root-no-agent'],
    ["I'm sorry nobody. I'm afraid I can't do that", 'root-refused'],
    ['Maximum 3 incorrect authentication attempts', 'root-refused'],
    ['Authentication required but not attempted', 'root-dismissed'],
    ["cannot execute '/home/me/T.AppImage': Permission denied (os error 13)", 'engine-unreadable'],
  ])('%s: ends as %s within a second, with nothing written', async (words, code) => {
    program('sudo', `date +%s%N > "${folder}/asked"; echo "sudo: ${words}" >&2; exit 1`);
    const wrapper = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', 'env', `PATH=${folder}:/usr/bin:/bin`];
    const run = startCli(['flash', archive, join(folder, 'card.img'), '--yes', '--json'], wrapper);
    const { events } = await run.done;
    const ended = Date.now();
    expect(events.at(-1)).toMatchObject({ type: 'failed', drive: 'untouched', failure: { code, detail: expect.stringContaining(words) } });
    expect(ended - Number(readWhen()) / 1e6).toBeLessThan(1000);
  });
});

/** When sudo was asked, ns. */
function readWhen(): string {
  return readFileSync(join(folder, 'asked'), 'utf8').trim();
}
