import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { insiderOf } from '../../archive/inside.ts';
import { listArchive } from '../../archive/inspect.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { displayName, normaliseName } from '../../archive/names.ts';
import type { Job } from '../job.ts';
import { passOver } from '../pass.ts';
import { type LinkAt, linksIn, openExpectation } from '../verify/expectation.ts';
import type { Material } from './way.ts';

/**
 * A symlink that already stands in a folder, or on a filesystem that is kept, is followed by tar, whatever options it
 * gets (`signals.md` §5). It would lead to nothing there (`extract/cell.ts`), and the job would fail half-way: so where
 * the folder is not empty, every folder that a member goes through is looked at first.
 * @returns the links that members meet there, as they were before; undefined where the folder is empty
 * @throws TarstrapError `target-links-out`
 */
export async function refuseLinksOut(
  { plan, archive, archiveFd }: Pick<Material, 'plan' | 'archive' | 'archiveFd'>,
  into: string,
  job: Job,
): Promise<LinkAt | undefined> {
  if (readdirSync(into).length === 0) return undefined;
  const { path } = plan.target;
  const top = realpathSync(into);
  const seen = new Set<string>();
  const leaving: string[] = [];
  const linkNow = linksIn(into);
  const links = new Map<string, string>();
  const expectation = openExpectation((name) => {
    const target = linkNow(name);
    if (target !== undefined) links.set(name, target);
    return target;
  });
  const insider = insiderOf(archive.inside?.folder);
  const look = (listed: TarEntry): void => {
    const entry = insider.entry(listed);
    if (!entry) return;
    expectation.add(entry);
    for (const parent of parentsOf(normaliseName(entry.name))) {
      if (seen.has(parent)) break;
      seen.add(parent);
      if (leadsOut(`${into}/${parent}`, top)) leaving.push(parent);
    }
  };
  await listArchive(passOver({ ...archive, archiveFd, archivePath: archive.file.path }, job), { onEntry: look });
  if (leaving.length > 0) throw new TarstrapError('target-links-out', { path, count: leaving.length, example: displayName(leaving[0] as string) });
  expectation.finish();
  return (name) => links.get(name);
}

function* parentsOf(name: string): Generator<string> {
  for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) yield name.slice(0, slash);
}

function leadsOut(path: string, top: string): boolean {
  const bytes = Buffer.from(path, 'latin1');
  try {
    if (!lstatSync(bytes, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
    const real = realpathSync(bytes, { encoding: 'buffer' }).toString('latin1');
    return real !== top && !real.startsWith(`${top}/`);
  } catch {
    return true;
  }
}
