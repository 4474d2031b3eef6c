import { z } from '../zod.ts';
import { bytesOf, isWellFormed } from './bytes.ts';
import { publicKey } from './publicKey.ts';
import { SYSTEM_NAMES } from './systemNames.ts';

/**
 * What a system is to know at its first boot, as it crosses to the root side. Every text goes into files of the system, and is safe there:
 * none has a line end, and none a character that means anything in the files it goes to.
 */

/** RFC 1123, and no longer than Linux takes (gethostname(2), HOST_NAME_MAX). */
const hostname = z
  .string()
  .check(z.maxLength(64), z.regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/));

/** useradd's NAME_REGEX of Debian, without the `$` of Samba; and none of the system's own, such as root. */
const userName = z.string().check(
  z.maxLength(32),
  z.regex(/^[a-z][a-z0-9_-]*$/),
  z.refine((name) => !SYSTEM_NAMES.includes(name)),
);

/** crypt(5): sha256crypt, sha512crypt or yescrypt. */
const passwordHash = z
  .string()
  .check(
    z.maxLength(512),
    z.regex(
      /^\$(?:5\$(?:rounds=[0-9]{4,9}\$)?[./0-9A-Za-z]{0,16}\$[./0-9A-Za-z]{43}|6\$(?:rounds=[0-9]{4,9}\$)?[./0-9A-Za-z]{0,16}\$[./0-9A-Za-z]{86}|y\$[./0-9A-Za-z]{3,16}\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43})$/,
    ),
  );

/** Characters of all keys of a list: they cross in one line, once for each target. */
const MOST_KEY_CHARACTERS = 16 * 1024;
const publicKeys = z.array(publicKey).check(
  z.maxLength(16),
  z.refine((keys) => keys.join('').length <= MOST_KEY_CHARACTERS),
);

const user = z.strictObject({
  name: userName,
  /** Left out: nobody logs in with a password. */
  passwordHash: z.optional(passwordHash),
  sshKeys: publicKeys,
  /** May become root with sudo or doas. */
  administrator: z.boolean(),
});

/** A name of the zone database (tzfile(5)), below /usr/share/zoneinfo. */
const timezone = z.string().check(z.maxLength(64), z.regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/));

/** Such as de_DE.UTF-8, sr_RS.UTF-8@latin and C.UTF-8. */
const locale = z.string().check(z.regex(/^(?:C|POSIX|C\.UTF-8|[a-z]{2,3}(?:_[A-Z]{2})?\.UTF-8(?:@[a-z]{1,16})?)$/));

/** Of the console, as kbd names them: de, us, de-latin1-nodeadkeys. */
const keymap = z.string().check(z.regex(/^[a-z][A-Za-z0-9_-]{1,40}$/));

const ssid = z.string().check(
  z.regex(/^[^\p{Cc}]+$/u),
  z.refine((name) => isWellFormed(name) && bytesOf(name).length <= 32),
);

const wifi = z.strictObject({
  ssid,
  /** What a passphrase becomes with its SSID (IEEE 802.11i), 32 bytes in hexadecimal; left out: an open network. */
  psk: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  /** ISO 3166: what its radio may do. */
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/))),
  /** It does not say its name. */
  hidden: z.optional(z.boolean()),
});
export type Wifi = z.infer<typeof wifi>;

export const firstBoot = z
  .strictObject({
    hostname: z.optional(hostname),
    user: z.optional(user),
    rootSshKeys: z.optional(publicKeys.check(z.minLength(1))),
    /** sshd is switched on; left out, it is as in the archive. */
    ssh: z.optional(z.literal(true)),
    timezone: z.optional(timezone),
    locale: z.optional(locale),
    keymap: z.optional(keymap),
    wifi: z.optional(wifi),
    /** The system grows its root filesystem to the end of its drive, at its first boot. */
    grow: z.optional(z.literal(true)),
  })
  .check(z.refine((answers) => Object.values(answers).some((answer) => answer !== undefined), 'at least one answer'));
export type FirstBoot = z.infer<typeof firstBoot>;
