import { TarstrapError } from '../../shared/errors.ts';
import { together } from '../run/together.ts';
import { type Caller, readCaller } from './caller.ts';
import type { View } from './disk/view.ts';
import { heedNoTimers, takeLimitsOff } from './fresh.ts';
import { openLine } from './line.ts';
import { openWorkFolder, requirePrivateMounts } from './namespace.ts';
import { requirePowers } from './powers.ts';

/** What the engine does whatever it is asked for, while the rest of it is still being read. So this is imported first of all, and imports little. */

/** What holds from the start on. */
export interface Begun {
  /** The mount namespace that the user sees. */
  readonly host: View;
  /** Of whoever started us. */
  readonly umask: number;
  /** Private to us. */
  readonly folder: string;
  readonly caller: Caller | null;
}

// A timer may be near its end.
heedNoTimers();

export const opening = openLine();
export const begun = begin();
// It is said as soon as there is a line to say it on.
begun.catch(() => {});

/** @throws TarstrapError `not-authorised`, `root-restricted`, `engine-refused`, `no-work-folder` */
async function begin(): Promise<Begun> {
  const umask = process.umask(0o022);
  process.chdir('/');
  if (process.getuid?.() !== 0) throw new TarstrapError('not-authorised', { command: 'sudo tarstrap …' });
  // What root makes is root's, in whatever group we were started (sudo -g): tar relies on that.
  process.setgid?.(0);
  requirePowers();
  const host = requirePrivateMounts();
  const [folder, caller] = await together(openWorkFolder(), readCaller(process.env), takeLimitsOff());
  return { host, umask, folder, caller };
}
