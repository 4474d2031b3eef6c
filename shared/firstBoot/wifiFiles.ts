import type { Wifi } from './answers.ts';
import { bytesOf, hexOf, numbersOf } from './bytes.ts';

/** What programs for wireless networks read. Each has its own idea of which SSIDs may be written as they are: others are written as numbers. */

/** Letters and digits, with single blanks, dots, hyphens and underscores between them. */
function isPlain(ssid: string): boolean {
  return /^[A-Za-z](?:[ ._-]?[A-Za-z0-9])*$/.test(ssid);
}

/** nm-settings-keyfile(5): an SSID is a text, or its bytes with a `;` behind each. A file that anybody else can read is ignored. */
export function keyfile({ ssid, psk, hidden }: Wifi): { readonly name: string; readonly text: string } {
  const id = isPlain(ssid) ? ssid : `wifi-${hexOf(ssid)}`;
  const sections = [
    `[connection]\nid=${id}\ntype=wifi\n`,
    `[wifi]\nmode=infrastructure\nssid=${
      isPlain(ssid)
        ? ssid
        : numbersOf(ssid)
            .map((byte) => `${byte};`)
            .join('')
    }\n${hidden ? 'hidden=true\n' : ''}`,
    ...(psk === undefined ? [] : [`[wifi-security]\nkey-mgmt=wpa-psk\npsk=${psk}\n`]),
    '[ipv4]\nmethod=auto\n',
    '[ipv6]\nmethod=auto\n',
  ];
  return { name: `${id}.nmconnection`, text: sections.join('\n') };
}

/** iwd.network(5): the SSID is the name of the file, in hexadecimal behind a `=` unless it is of letters, digits, blanks, `_` and `-`. */
export function iwdFile({ ssid, psk, hidden }: Wifi): { readonly name: string; readonly text: string } {
  const stem = /^[A-Za-z0-9 _-]+$/.test(ssid) ? ssid : `=${hexOf(ssid)}`;
  const settings = `[Settings]\nAutoConnect=true\n${hidden ? 'Hidden=true\n' : ''}`;
  return psk === undefined ? { name: `${stem}.open`, text: settings } : { name: `${stem}.psk`, text: `[Security]\nPreSharedKey=${psk}\n\n${settings}` };
}

/** wpa_supplicant.conf(5): an SSID stands between quotation marks, or in hexadecimal without them. */
export function supplicantConf({ ssid, psk, country, hidden }: Wifi): string {
  return bytesOf(
    [
      'ctrl_interface=/run/wpa_supplicant',
      'update_config=1',
      ...(country === undefined ? [] : [`country=${country}`]),
      '',
      'network={',
      `\tssid=${isPlain(ssid) ? `"${ssid}"` : hexOf(ssid)}`,
      ...(hidden ? ['\tscan_ssid=1'] : []),
      psk === undefined ? '\tkey_mgmt=NONE' : `\tpsk=${psk}`,
      '}',
      '',
    ].join('\n'),
  );
}

/** systemd.network(5). */
export const NETWORK = `[Match]
Type=wlan

[Network]
DHCP=yes
IgnoreCarrierLoss=3s
`;
