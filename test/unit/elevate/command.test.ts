import { describe, expect, it } from 'vitest';
import { engineCommand, type Origin, type Way } from '../../../electron/elevate/command.ts';

const SOURCES: Origin = {
  kind: 'sources',
  interpreter: ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', 'ELECTRON_NO_ASAR=1', '/opt/e/electron'],
  engine: '/home/me/t/engine.js',
};
const INSTALLED: Origin = { kind: 'installed', launcher: '/usr/lib/tarstrap/engine' };
const APPIMAGE: Origin = { kind: 'appimage', file: '/home/me/Down loads/Tarstrap.AppImage' };
const PRIVATELY = '/usr/bin/unshare --mount --propagation slave --';
const FROM_SOURCES = `${PRIVATELY} /usr/bin/env ELECTRON_RUN_AS_NODE=1 ELECTRON_NO_ASAR=1 /opt/e/electron /home/me/t/engine.js`;
const FROM_IMAGE = `'/home/me/Down loads/Tarstrap.AppImage' engine`;

function line(origin: Origin, way: Way, hasTerminal: boolean): string {
  const { tool, args } = engineCommand({ origin, way, tool: `/usr/bin/${way}`, unshare: '/usr/bin/unshare', hasTerminal, targets: ['/dev/sdx'] });
  const quoted = args.map((word) => (word.includes(' ') ? `'${word}'` : word));
  return [tool.includes(' ') ? `'${tool}'` : tool, ...quoted].join(' ');
}

describe('engineCommand', () => {
  it.each<[Origin, Way, boolean, string]>([
    [SOURCES, 'root', false, FROM_SOURCES],
    [SOURCES, 'pkexec', false, `/usr/bin/pkexec --disable-internal-agent ${FROM_SOURCES}`],
    [SOURCES, 'pkexec', true, `/usr/bin/pkexec ${FROM_SOURCES}`],
    [SOURCES, 'run0', false, `/usr/bin/run0 --background= -- ${FROM_SOURCES}`],
    [SOURCES, 'sudo', false, `/usr/bin/sudo -n -- ${FROM_SOURCES}`],
    [SOURCES, 'sudo', true, `/usr/bin/sudo -- ${FROM_SOURCES}`],
    [SOURCES, 'doas', false, `/usr/bin/doas -n -- ${FROM_SOURCES}`],
    [SOURCES, 'doas', true, `/usr/bin/doas -- ${FROM_SOURCES}`],
    [INSTALLED, 'root', false, '/usr/lib/tarstrap/engine'],
    [INSTALLED, 'pkexec', false, '/usr/bin/pkexec --disable-internal-agent /usr/lib/tarstrap/engine'],
    [INSTALLED, 'sudo', false, '/usr/bin/sudo -n -- /usr/lib/tarstrap/engine'],
    [APPIMAGE, 'root', false, FROM_IMAGE],
    [APPIMAGE, 'pkexec', false, `/usr/bin/pkexec --disable-internal-agent ${FROM_IMAGE}`],
    [APPIMAGE, 'sudo', true, `/usr/bin/sudo -- ${FROM_IMAGE}`],
  ])('%j by %s, terminal: %s', (origin, way, hasTerminal, expected) => {
    expect(line(origin, way, hasTerminal)).toBe(`${expected} /dev/sdx`);
  });
});
