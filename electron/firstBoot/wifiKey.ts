import { pbkdf2Sync } from 'node:crypto';

/** 8 to 63 characters of ASCII that can be printed (IEEE 802.11i, H.4.1). */
export function isPassphrase(text: string): boolean {
  return /^[\x20-\x7e]{8,63}$/.test(text);
}

/** What a passphrase becomes together with its SSID, in hexadecimal: it opens that network and no other. */
export function wifiKey(passphrase: string, ssid: string): string {
  return pbkdf2Sync(passphrase, ssid, 4096, 32, 'sha1').toString('hex');
}
