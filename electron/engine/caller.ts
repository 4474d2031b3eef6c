import { TarstrapError } from '../../shared/errors.ts';
import { NOBODY, type Person } from '../run/confine.ts';
import { run } from '../run/run.ts';

/**
 * The user on whose behalf root works: sudo and pkexec say who called. Files are opened and made with that user's
 * rights, so that nobody reads or writes through us what he could not himself.
 */
export type Caller = Person;

/** Who reads strangers' bytes for us: whoever called, and nobody where root did. */
export function readerOf(caller: Caller | null): Person {
  return caller ?? NOBODY;
}

/**
 * pkexec and sudo (and run0) leave the number of who called, doas only the name.
 * @returns null where root called: then there is nobody to stand back for
 * @throws TarstrapError `engine-refused` if somebody called of whom nothing is known
 */
export async function readCaller(env: NodeJS.ProcessEnv): Promise<Caller | null> {
  const said = env['PKEXEC_UID'] ?? env['SUDO_UID'] ?? env['DOAS_USER'];
  if (said === undefined) return null;
  const [uid] = await ids('-u', said);
  if (uid === 0) return null;
  return { uid: uid as number, groups: await ids('-G', said) };
}

/** @param who name or number of a user, as id(1) takes them */
async function ids(which: '-u' | '-G', who: string): Promise<number[]> {
  const { exitCode, stdout } = await run({ tool: 'id', args: [which, '--', who] });
  const numbers = stdout.toString().trim().split(/\s+/).map(Number);
  if (exitCode === 0 && numbers.every(Number.isInteger)) return numbers;
  throw new TarstrapError('engine-refused', { problem: `nobody knows the user ${who} who called` });
}

/** Runs one synchronous step with the caller's effective user and groups (seteuid(2)). */
export function asCaller<T>(caller: Caller | null, step: () => T): T {
  if (!caller) return step();
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([...caller.groups]);
  process.setegid?.(caller.groups[0] as number);
  process.seteuid?.(caller.uid);
  try {
    return step();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  }
}
