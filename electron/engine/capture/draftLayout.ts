import { randomUUID } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import { TarstrapError, toFailure } from '../../../shared/errors.ts';
import { explain } from '../../../shared/explain.ts';
import type { Layout } from '../../../shared/layout.ts';
import { layoutBeside } from '../../../shared/layoutBeside.ts';
import { cannotWrite } from '../../drives/archivePlace.ts';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { type Job, note } from '../job.ts';
import { giveName } from './draft.ts';

/** The layout of a drive on its way to its place beside the archive, with the caller's rights. The archive is complete without it: what fails is only said. */
export interface LayoutDraft {
  /** When the archive has its name: one of before, which is of another, goes in any case. @returns where it is, if it is there */
  readonly publish: () => string | undefined;
}

/** @param layout undefined where there is none; or why there is none, as the end of a sentence */
export function draftLayout(
  plan: CapturePlan,
  layout: Layout | string | undefined,
  { caller, job }: { caller: Caller | null; job: Job },
  scope: Scope,
): LayoutDraft {
  const path = layoutBeside(plan.archive);
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return asCaller(caller, step);
    } catch (cause) {
      const why = cause instanceof TarstrapError ? cause : cannotWrite(dirname(path), cause);
      note(job, `How the drive is laid out was not written to ${path}. ${explain(toFailure(why), 'untouched').headline}`, 'warning');
      return undefined;
    }
  };
  if (layout === undefined && isDrive(plan)) note(job, 'No layout is kept: there is no partition table.');
  if (typeof layout === 'string') note(job, `How the drive is laid out is not kept: ${layout}.`, 'warning');
  const draft = typeof layout === 'object' ? attempt(() => write(path, `${JSON.stringify(layout, null, 2)}\n`)) : undefined;
  scope.defer('removing the unfinished layout', () => void (draft === undefined || asCaller(caller, () => rmSync(draft, { force: true }))));
  const publish = (): string | undefined => {
    if (plan.replacesLayout) attempt(() => rmSync(path, { force: true }));
    if (draft === undefined || attempt(() => (giveName(draft, path, false), true)) === undefined) return undefined;
    note(job, `How the drive is laid out is in ${path}.`);
    return path;
  };
  return { publish };
}

/** What others could be laid like. */
function isDrive({ source: { kind } }: CapturePlan): boolean {
  return kind === 'disk' || kind === 'image';
}

/** @returns the name that it has until it has its own */
function write(path: string, text: string): string {
  const draft = `${dirname(path)}/.${basename(path).slice(0, 50)}.${randomUUID().slice(0, 8)}.part`;
  const fd = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
    return draft;
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  } finally {
    closeSync(fd);
  }
}
