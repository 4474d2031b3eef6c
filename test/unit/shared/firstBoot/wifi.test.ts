import { describe, expect, it } from 'vitest';
import { firstBootEdits } from '../../../../shared/firstBoot/edits.ts';
import { contentsIn, gapsIn, without } from './edited.ts';
import { PSK } from './samples.ts';
import { ALL, ALPINE, ARCH, DEBIAN, DEVUAN, FEDORA, GENTOO, RASPBERRY, RASPBERRY_OLD, UBUNTU, viewOf, VOID } from './trees.ts';

describe('Wi-Fi', () => {
  const wifi = { ssid: 'Home 5', psk: PSK, country: 'DE' };
  const SUPPLICANT = `ctrl_interface=/run/wpa_supplicant\nupdate_config=1\ncountry=DE\n\nnetwork={\n\tssid="Home 5"\n\tpsk=${PSK}\n}\n`;
  const COUNTRY = { 'etc/modprobe.d/tarstrap-wifi.conf': 'options cfg80211 ieee80211_regdom=DE\n' };

  it('is told to NetworkManager, and the radio of Raspberry Pi OS is switched on', () => {
    expect(contentsIn(RASPBERRY, { wifi })).toEqual({
      'etc/NetworkManager/system-connections/Home 5.nmconnection': `[connection]\nid=Home 5\ntype=wifi\n\n[wifi]\nmode=infrastructure\nssid=Home 5\n\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=${PSK}\n\n[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n`,
      'etc/systemd/system/multi-user.target.wants/NetworkManager.service': '-> /usr/lib/systemd/system/NetworkManager.service',
      ...COUNTRY,
      'var/lib/NetworkManager/NetworkManager.state': '[main]\nWirelessEnabled=true\n',
      'etc/systemd/system-preset/00-tarstrap.preset': 'enable NetworkManager.service\n',
    });
  });

  it('is told to iwd with systemd-networkd', () => {
    expect(contentsIn(ARCH, { wifi })).toEqual({
      'var/lib/iwd': 'folder',
      'var/lib/iwd/Home 5.psk': `[Security]\nPreSharedKey=${PSK}\n\n[Settings]\nAutoConnect=true\n`,
      'etc/systemd/system/multi-user.target.wants/iwd.service': '-> /usr/lib/systemd/system/iwd.service',
      'etc/systemd/network/30-wifi.network': '[Match]\nType=wlan\n\n[Network]\nDHCP=yes\nIgnoreCarrierLoss=3s\n',
      'etc/systemd/system/multi-user.target.wants/systemd-networkd.service': '-> /usr/lib/systemd/system/systemd-networkd.service',
      'etc/systemd/system/multi-user.target.wants/systemd-resolved.service': '-> /usr/lib/systemd/system/systemd-resolved.service',
      'etc/resolv.conf': '-> ../run/systemd/resolve/stub-resolv.conf',
      ...COUNTRY,
      'etc/systemd/system-preset/00-tarstrap.preset': 'enable iwd.service\nenable systemd-networkd.service\nenable systemd-resolved.service\n',
    });
  });

  it('is told to wpa_supplicant with systemd-networkd', () => {
    expect(contentsIn(UBUNTU, { wifi })).toMatchObject({
      'etc/wpa_supplicant/wpa_supplicant-wlan0.conf': SUPPLICANT,
      'etc/systemd/system/multi-user.target.wants/wpa_supplicant@wlan0.service': '-> /usr/lib/systemd/system/wpa_supplicant@.service',
      'etc/systemd/system-preset/00-tarstrap.preset':
        'enable wpa_supplicant@.service wlan0\nenable systemd-networkd.service\nenable systemd-resolved.service\n',
    });
  });

  it.each([
    ['Debian', DEBIAN],
    ['Devuan', DEVUAN],
  ])('is told to ifupdown on %s', (_, files) => {
    expect(contentsIn(files, { wifi })).toEqual({
      'etc/wpa_supplicant/wpa_supplicant-wlan0.conf': SUPPLICANT,
      'etc/network/interfaces.d/wlan0': 'allow-hotplug wlan0\niface wlan0 inet dhcp\n    wpa-conf /etc/wpa_supplicant/wpa_supplicant-wlan0.conf\n',
      'etc/network/interfaces': files['etc/network/interfaces'],
      ...COUNTRY,
    });
  });

  it('is told to dhcpcd’s wpa_supplicant on an old Raspberry Pi OS', () => {
    expect(contentsIn(RASPBERRY_OLD, { wifi })).toEqual({
      'etc/wpa_supplicant/wpa_supplicant.conf': SUPPLICANT,
      ...COUNTRY,
      'var/lib/systemd/rfkill/platform-3f300000.mmcnr:wlan': '0\n',
    });
  });

  it('is told to wpa_supplicant and the networking of Alpine', () => {
    expect(contentsIn(ALPINE, { wifi })).toEqual({
      'etc/wpa_supplicant/wpa_supplicant.conf': SUPPLICANT,
      'etc/network/interfaces': 'auto lo\niface lo inet loopback\n\nauto wlan0\niface wlan0 inet dhcp\n',
      'etc/runlevels/boot/wpa_supplicant': '-> /etc/init.d/wpa_supplicant',
      'etc/runlevels/boot/networking': '-> /etc/init.d/networking',
      ...COUNTRY,
    });
  });

  it('is told to wpa_supplicant and dhcpcd of Void', () => {
    expect(contentsIn(VOID, { wifi })).toEqual({
      'etc/wpa_supplicant/wpa_supplicant.conf': SUPPLICANT,
      'etc/runit/runsvdir/default/wpa_supplicant': '-> /etc/sv/wpa_supplicant',
      'etc/runit/runsvdir/default/dhcpcd': '-> /etc/sv/dhcpcd',
      ...COUNTRY,
    });
  });

  it.each([
    ['open', { ssid: 'Café; "x"', hidden: true }],
    ['with a key', { ssid: 'Café; "x"', hidden: true, psk: PSK }],
  ])('an odd name is written in numbers, %s', (_, odd) => {
    const hex = '436166c3a93b20227822';
    const isOpen = !('psk' in odd);
    expect(contentsIn(FEDORA, { wifi: odd })[`etc/NetworkManager/system-connections/wifi-${hex}.nmconnection`]).toContain(
      '\nssid=67;97;102;195;169;59;32;34;120;34;\nhidden=true\n',
    );
    expect(contentsIn(ARCH, { wifi: odd })[`var/lib/iwd/=${hex}.${isOpen ? 'open' : 'psk'}`]).toContain('\nHidden=true\n');
    expect(contentsIn(VOID, { wifi: odd })['etc/wpa_supplicant/wpa_supplicant.conf']).toContain(
      `network={\n\tssid=${hex}\n\tscan_ssid=1\n\t${isOpen ? 'key_mgmt=NONE' : `psk=${PSK}`}\n}\n`,
    );
  });

  it('is in files that only root reads', () => {
    for (const files of Object.values(ALL))
      for (const { path, change } of firstBootEdits({ wifi }, viewOf(files)))
        if (change.kind === 'text' && change.text.includes(PSK)) expect([path, change]).toMatchObject([path, { mode: 0o600, owner: { uid: 0, gid: 0 } }]);
  });

  it('cannot be set up without a program for it, and its names may go elsewhere', () => {
    expect(gapsIn(GENTOO, { wifi })[0]).toMatch(/^Wi-Fi "Home 5" cannot be set up: the archive has none of the programs for it that Tarstrap knows: /);
    expect(gapsIn({}, { wifi })).toEqual(['Wi-Fi "Home 5" cannot be set up: the archive has neither systemd nor OpenRC nor runit.']);
    expect(gapsIn(without(ARCH, 'usr/lib/systemd/system/systemd-resolved.service'), { wifi })[0]).toMatch(/^Names will be looked up as \/etc\/resolv\.conf/);
  });
});
