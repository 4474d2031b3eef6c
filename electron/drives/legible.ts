import { TarstrapError } from '../../shared/errors.ts';

/**
 * What cannot be seen: control characters, line ends, those that show nothing or turn text around (Unicode's
 * `Default_Ignorable_Code_Point`), and what stands for bytes that are not UTF-8.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufffd]/u;

/** What Node makes of bytes that are not UTF-8, or would. */
const REPLACED = /[\ufffd\p{Cs}]/u;

/** The path is what the question for the password shows: it must be possible to check it. @throws TarstrapError `target-illegible` */
export function requireLegible(path: string): void {
  if (!UNSEEN.test(path)) return;
  throw new TarstrapError('target-illegible', { path, what: REPLACED.test(path) ? 'bytes that are not UTF-8' : 'characters that cannot be seen' });
}
