import { describe, expect, it } from 'vitest';
import { excludePatterns, leftOutList, ON_REQUEST, sieveOf, USUALLY } from '../../../../shared/capture/leaveOut.ts';

const all = sieveOf([...USUALLY, ...ON_REQUEST], ['boot', 'home']);

describe('what is left out', () => {
  it.each([
    ['proc', true, undefined],
    ['proc/1', true, 'proc'],
    ['procs/1', true, undefined],
    ['home/proc/1', true, undefined],
    ['tmp/new\nline', false, 'tmp'],
    ['var/tmp/x', false, undefined],
    ['lost+found', true, 'lost+found'],
    ['boot/lost+found', true, 'lost+found'],
    ['usr/lost+found', true, undefined],
    ['var/cache/apt/archives', true, undefined],
    ['var/cache/apt/archives/a.deb', false, 'caches'],
    ['var/cache/apt/pkgcache.bin', false, 'caches'],
    ['var/cache/apt/pkgcache_bin', false, undefined],
    ['var/log/nginx', true, undefined],
    ['var/log/nginx/access.log', false, 'logs'],
    ['var/log/journal/0123', true, 'logs'],
    ['etc/machine-id', false, 'machine-id'],
    ['etc/ssh/ssh_host_ed25519_key', false, 'host-keys'],
    ['etc/ssh/ssh_host_ed25519_key.pub', false, 'host-keys'],
    ['etc/ssh/ssh_known_hosts', false, undefined],
    ['root/.bash_history', false, 'history'],
    ['home/me/.zsh_history', false, 'history'],
    ['home/me/work/.bash_history', false, undefined],
  ] as const)('%j (a folder: %s): %s', (name, isFolder, kind) => {
    expect(all(name, isFolder)).toBe(kind);
  });

  it('is nothing where all of it is wanted', () => {
    expect(sieveOf([], ['boot'])('proc/1', true)).toBeUndefined();
  });

  it('is told to tar by names from its root, and to people in few words', () => {
    expect(excludePatterns(['proc', 'lost+found'])).toEqual(['./proc/*', './lost+found']);
    expect(leftOutList(['proc', 'tmp', 'swap'])).toBe('what is in /proc, /tmp and swap files');
    expect(leftOutList(['logs'])).toBe('logs');
  });
});
