import { describe, expect, it } from 'vitest';
import { firstBootEdits } from '../../../../shared/firstBoot/edits.ts';
import { KNOWN_NAMES } from '../../../../shared/firstBoot/known.ts';
import { changesIn, contentsIn, gapsIn, without } from './edited.ts';
import { ANSWERS } from './samples.ts';
import { ALL, ALPINE, ARCH, DEBIAN, FEDORA, GENTOO, plannedView, UBUNTU, viewOf } from './trees.ts';

describe('a hostname', () => {
  it('is that of /etc/hostname, and has an address', () => {
    expect(contentsIn(DEBIAN, { hostname: 'pi' })).toEqual({
      'etc/hostname': 'pi\n',
      'etc/hosts': '127.0.0.1\tlocalhost\n127.0.1.1\tpi\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    });
  });

  it('has a short form, and takes the place of another', () => {
    const files = { ...DEBIAN, 'etc/hosts': '127.0.0.1 localhost\n127.0.1.1 raspberrypi\n' };
    expect(contentsIn(files, { hostname: 'pi.example.org' })['etc/hosts']).toBe('127.0.0.1 localhost\n127.0.1.1\tpi.example.org pi\n');
  });

  it('is in a hosts file that had no lines, and in OpenRC’s own', () => {
    expect(contentsIn(ARCH, { hostname: 'pi' })['etc/hosts']).toBe(
      `${ARCH['etc/hosts']}127.0.0.1\tlocalhost\n127.0.1.1\tpi\n::1\tlocalhost ip6-localhost ip6-loopback\n`,
    );
    expect(contentsIn(GENTOO, { hostname: 'pi' })['etc/conf.d/hostname']).toBe('# Set to the hostname of this machine\nhostname="pi"\n');
  });
});

describe('growing', () => {
  it('is a service of systemd that ends itself', () => {
    const done = contentsIn(DEBIAN, { grow: true });
    expect(done['usr/local/sbin/tarstrap-grow']).toContain('\n/usr/lib/systemd/systemd-growfs /\n');
    expect(done['usr/local/sbin/tarstrap-grow']).toContain('block=/sys/class/block/${device##*/}\n');
    expect(changesIn(DEBIAN, { grow: true })['usr/local/sbin/tarstrap-grow']).toMatchObject({ mode: 0o755 });
    expect(done['etc/systemd/system/tarstrap-grow.service']).toContain('ExecStartPost=systemctl --no-reload disable tarstrap-grow.service\n');
  });

  it('needs systemd and its tools', () => {
    expect(gapsIn(ALPINE, { grow: true })[0]).toMatch(/^The root filesystem cannot grow at the first boot: the archive has no systemd/);
    expect(gapsIn(without(DEBIAN, 'usr/sbin/sfdisk'), { grow: true })).toEqual([
      'The root filesystem cannot grow at the first boot: the archive has no sfdisk.',
    ]);
  });
});

describe('all of it', () => {
  it('has SELinux label new files, and names cloud-init', () => {
    expect(changesIn(FEDORA, { hostname: 'pi' })['.autorelabel']).toEqual({ kind: 'text', text: '-F\n' });
    expect(gapsIn(UBUNTU, { hostname: 'pi' })).toEqual([
      'The archive has cloud-init, which may set the hostname, users and the network otherwise at the first boot.',
    ]);
  });

  it.each(Object.entries(ALL))('%s: a planner who knows names only gets the same edits', (_, files) => {
    const told = (view: ReturnType<typeof viewOf>): string[] => firstBootEdits(ANSWERS, view).map(({ path, what }) => `${path}: ${what}`);
    expect(told(plannedView(files))).toEqual(told(viewOf(files)));
  });

  it('few names are asked for', () => {
    expect(KNOWN_NAMES.length).toBeLessThanOrEqual(120);
    expect(new Set(KNOWN_NAMES).size).toBe(KNOWN_NAMES.length);
  });
});
