import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the systems are told for their first boot. */

export const SETTINGS = {
  hostname: 'fresh-board',
  name: 'ada',
  password: 'Notes on the Engine, G',
  key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFZtrVrm13Yg4vtiaUU8Nd7gM6BC3cfNbXvZTopXEQ4 ada@example.org',
} as const;

export const FIRST_BOOT = `hostname = "${SETTINGS.hostname}"

[user]
name = "${SETTINGS.name}"
password = "${SETTINGS.password}"
ssh-keys = ["${SETTINGS.key}"]
`;

export function firstBootFile(folder: string): string {
  const file = join(folder, 'first-boot.toml');
  writeFileSync(file, FIRST_BOOT, { mode: 0o600 });
  return file;
}
