import type { Options } from './commandLine.ts';

/** What the commands take: names of options. */

/** Settings for the first boot on the command line: a file, and switches that override it. Secrets stand in files only, because everybody sees a command line. */
export const FIRST_BOOT_OPTIONS = {
  'first-boot': { type: 'string' },
  hostname: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  'ssh-key': { type: 'string', multiple: true },
  ssh: { type: 'boolean' },
  timezone: { type: 'string' },
  locale: { type: 'string' },
  keyboard: { type: 'string' },
  wifi: { type: 'string' },
  'wifi-password-file': { type: 'string' },
  'wifi-country': { type: 'string' },
  'grow-root': { type: 'boolean' },
} as const;

/** Of every command that reads an archive. */
export const ARCHIVE_OPTIONS = { inside: { type: 'string' }, json: { type: 'boolean' } } as const satisfies Options;

export const VERIFY_OPTIONS = { ...ARCHIVE_OPTIONS, layout: { type: 'string' } } as const satisfies Options;

/** Of those that read an image as well. */
export const INSPECT_OPTIONS = { ...ARCHIVE_OPTIONS, 'no-bmap': { type: 'boolean' } } as const satisfies Options;

export const FLASH_OPERANDS = ['ARCHIVE|IMAGE', 'TARGET'] as const;

export const FLASH_OPTIONS = {
  ...INSPECT_OPTIONS,
  ...FIRST_BOOT_OPTIONS,
  layout: { type: 'string' },
  fs: { type: 'string' },
  label: { type: 'string' },
  size: { type: 'string' },
  fstab: { type: 'string' },
  boot: { type: 'string' },
  mode: { type: 'string' },
  verify: { type: 'string' },
  'allow-fixed': { type: 'boolean' },
  check: { type: 'boolean' },
  'same-uuids': { type: 'boolean' },
  grow: { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const satisfies Options;
