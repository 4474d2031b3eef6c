import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstBootDesk, hasFirstBoot } from '../../../../electron/app/state/firstBoot.ts';
import type { FirstBootPatch } from '../../../../shared/ipc.ts';
import { findLayout } from '../../../../shared/layouts.ts';
import { workshop } from '../../archive/workshop.ts';
import { makeInputs } from '../../shared/plan/inputs.ts';

const folder = workshop();
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${'x'.repeat(42)} me@home`;
const SECRET = 'correct horse battery';

const deskWith = (...patches: readonly FirstBootPatch[]) => {
  const desk = firstBootDesk();
  for (const patch of patches) desk.set(patch);
  return desk;
};

describe('answers for the first boot', () => {
  it('are none as long as nothing is said', () => {
    expect(deskWith().answers()).toBeUndefined();
    expect(deskWith({ hostname: '', user: { administrator: false }, wifi: { ssid: '' }, ssh: false }).answers()).toBeUndefined();
    expect(deskWith({ hostname: 'pi', ssh: true }, { hostname: '', ssh: false }).answers()).toBeUndefined();
  });

  it('come one by one, the last one counts, and all are forgotten at once', () => {
    const desk = deskWith({ hostname: 'pi' }, { user: { name: 'me', sshKeys: [KEY] } }, { hostname: 'pie', timezone: 'europe/berlin', locale: 'de_DE.utf8' });
    expect(desk.answers()).toEqual({
      hostname: 'pie',
      timezone: 'Europe/Berlin',
      locale: 'de_DE.UTF-8',
      user: { name: 'me', sshKeys: [KEY], administrator: true },
    });
    expect(desk.view()).toMatchObject({ hostname: 'pie', timezone: 'Europe/Berlin', locale: 'de_DE.UTF-8', user: { name: 'me', sshKeys: [KEY] } });
    desk.set(null);
    expect(desk.answers()).toBeUndefined();
    expect(desk.view()).toEqual({ ...deskWith().view(), edition: 1 });
  });

  it('hold no password, and show none', () => {
    const desk = deskWith({ user: { name: 'me', password: SECRET } }, { wifi: { ssid: 'home' } }, { wifi: { password: SECRET } });
    const answers = desk.answers();
    expect(answers).toMatchObject({
      user: { passwordHash: expect.stringMatching(/^\$6\$/) },
      wifi: { ssid: 'home', psk: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    expect(desk.view()).toMatchObject({ user: { hasPassword: true }, wifi: { hasPassword: true } });
    for (const secret of [SECRET, answers?.user?.passwordHash, answers?.wifi?.psk]) expect(JSON.stringify(desk.view())).not.toContain(secret);
    // The same hash, as long as the same password is meant.
    desk.set({ hostname: 'pi' });
    expect(desk.answers()?.user?.passwordHash).toBe(answers?.user?.passwordHash);
    desk.set({ user: { password: '' } });
    expect(desk.answers()?.user).not.toHaveProperty('passwordHash');
  });

  it('forget the password of one network for another', () => {
    const desk = deskWith({ wifi: { ssid: 'home', password: SECRET } }, { wifi: { ssid: 'office' } });
    expect(desk.answers()).toEqual({ wifi: { ssid: 'office' } });
    expect(desk.view().wifi.hasPassword).toBe(false);
  });

  it.each<[string, FirstBootPatch]>([
    ['The user needs a name', { user: { password: SECRET } }],
    ['Wi-Fi needs the name of the network', { wifi: { country: 'DE' } }],
  ])('may still lack something: %s', (words, patch) => {
    expect(() => deskWith(patch).answers()).toThrow(expect.objectContaining({ facts: { problem: expect.stringContaining(words) } }));
  });

  it.each<[string, FirstBootPatch]>([
    ['Host name takes', { hostname: 'a b' }],
    ['User takes', { user: { name: 'root' } }],
    ['SSH keys takes', { user: { sshKeys: ['-----BEGIN OPENSSH PRIVATE KEY-----'] } }],
    ['Wi-Fi password takes', { wifi: { password: 'short', ssid: 'office' } }],
    ['Wi-Fi needs', { wifi: { password: SECRET, ssid: '' } }],
  ])('are refused where they are none, in the words of the field: %s', (words, patch) => {
    const desk = deskWith({ hostname: 'pi', user: { name: 'me' }, wifi: { ssid: 'home', password: SECRET } });
    const before = [desk.view(), desk.answers()];
    expect(() => desk.set(patch)).toThrow(expect.objectContaining({ code: 'usage', facts: { problem: expect.stringContaining(words) } }));
    expect([desk.view(), desk.answers()]).toEqual(before);
  });

  it('come from a file, in the place of what was there', () => {
    const path = join(folder, 'first.toml');
    writeFileSync(
      path,
      `hostname = "pi"\ngrow = true\n[user]\nname = "me"\npassword = "${SECRET}"\n[root]\nssh-keys = ["${KEY}"]\n[wifi]\nssid = "home"\nhidden = true\n`,
    );
    const desk = deskWith({ timezone: 'UTC' });
    desk.read(path);
    expect(desk.answers()).toMatchObject({ hostname: 'pi', grow: true, user: { name: 'me' }, rootSshKeys: [KEY], wifi: { ssid: 'home', hidden: true } });
    expect(desk.view()).toMatchObject({ timezone: '', user: { hasPassword: true }, more: expect.arrayContaining(['1 SSH key for root']) });
    expect(desk.view().more).toHaveLength(3);
    desk.set({ hostname: 'pie' });
    expect(desk.answers()).toMatchObject({ hostname: 'pie', grow: true });
    writeFileSync(path, 'hostname = 1');
    expect(() => desk.read(path)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(desk.answers()).toMatchObject({ hostname: 'pie' });
  });
});

describe('a first boot', () => {
  it.each([
    [true, 'disk', 'single', true],
    [true, 'image', 'rockchip', true],
    [true, 'partition', 'single', true],
    [true, 'partition', 'none', false],
    [true, 'directory', 'single', false],
    [true, 'disk', 'rpi-alpine', false],
    [false, 'disk', 'single', false],
  ] as const)('of a root filesystem (%s) on a %s, layout %s: %s', (rootFilesystem, kind, layoutId, expected) => {
    expect(hasFirstBoot({ ...makeInputs().archive, rootFilesystem }, kind, findLayout(layoutId))).toBe(expected);
  });
});
