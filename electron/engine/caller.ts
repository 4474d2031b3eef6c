import { TarstrapError } from '../../shared/errors.ts';
import type { Person } from '../run/confine.ts';
import { run } from '../run/run.ts';

/**
 * The user on whose behalf root works: sudo and pkexec say who called. Files are opened and made with that user's
 * rights, so that nobody reads or writes through us what he could not himself.
 */
export type Caller = Person;

/** What says who called: pkexec and sudo (and run0) leave the number, doas only the name. */
const SAYING = ['PKEXEC_UID', 'SUDO_UID', 'DOAS_USER'] as const;

/**
 * Several may be set, where one way to become root was taken within another; then it is not for us to choose.
 * @returns null where root called: then there is nobody to stand back for
 * @throws TarstrapError `engine-refused` if somebody called of whom nothing is known, or if they do not agree
 */
export async function readCaller(env: NodeJS.ProcessEnv): Promise<Caller | null> {
  const said = SAYING.flatMap((name) => (env[name] === undefined ? [] : [{ name, who: env[name] }]));
  const users = await Promise.all(said.map(async ({ name, who }) => ({ name, who, uid: await uidOf(name, who) })));
  const [first] = users;
  const other = users.find(({ uid }) => uid !== first?.uid);
  if (first && other) throw refused(`${first.name} says that user ${first.uid} called, and ${other.name} that user ${other.uid} did`);
  if (!first || first.uid === 0) return null;
  return { uid: first.uid, groups: await ids('-G', first.who) };
}

/** A number must be one: id(1) would take a name for it, also one that consists of digits. */
async function uidOf(name: (typeof SAYING)[number], who: string): Promise<number> {
  const isNumber = name !== 'DOAS_USER';
  if (isNumber && !/^\d{1,10}$/.test(who)) throw refused(`${name} is not the number of a user`);
  const [uid] = await ids('-u', who);
  if (uid === undefined || (isNumber && uid !== Number(who))) throw unknown(who);
  return uid;
}

/** @param who name or number of a user, as id(1) takes them */
async function ids(which: '-u' | '-G', who: string): Promise<number[]> {
  const { exitCode, stdout } = await run({ tool: 'id', args: [which, '--', who] });
  const numbers = stdout.toString().trim().split(/\s+/).map(Number);
  if (exitCode === 0 && numbers.every(Number.isInteger)) return numbers;
  throw unknown(who);
}

function unknown(who: string): TarstrapError {
  return refused(`nobody knows the user ${who} who called`);
}

function refused(problem: string): TarstrapError {
  return new TarstrapError('engine-refused', { problem });
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
