import { TarstrapError } from '../../shared/errors.ts';

/**
 * What cannot be seen: control characters, line ends, those that show nothing or turn text around (Unicode's
 * `Default_Ignorable_Code_Point`), and what stands for bytes that are not UTF-8.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufffd]/u;

/** The path is what the question for the password shows: it must be possible to check it. @throws TarstrapError `target-unsuitable` */
export function requireLegible(path: string): void {
  if (UNSEEN.test(path)) throw new TarstrapError('target-unsuitable', { path, what: 'a name with characters that cannot be seen' });
}
