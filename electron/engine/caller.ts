import { run } from '../run/run.ts';

/**
 * The user on whose behalf root works: sudo and pkexec say who called. Files are opened and made with that user's
 * rights, so that nobody reads or writes through us what he could not himself.
 */
export interface Caller {
  readonly uid: number;
  /** The primary group first. */
  readonly groups: readonly number[];
}

/** @returns null where root called: then there is nobody to stand back for */
export async function readCaller(env: NodeJS.ProcessEnv): Promise<Caller | null> {
  const uid = Number(env['PKEXEC_UID'] ?? env['SUDO_UID'] ?? 0);
  if (!Number.isInteger(uid) || uid <= 0) return null;
  const groups = (await run({ tool: 'id', args: ['-G', String(uid)] })).stdout.toString().trim().split(/\s+/).map(Number);
  return groups.every(Number.isInteger) && groups.length > 0 ? { uid, groups } : { uid, groups: [65534] };
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
