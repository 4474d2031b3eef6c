import { readdirSync } from 'node:fs';
import { type ErrorCode, TarstrapError } from '../../../shared/errors.ts';
import { insiderOf } from '../../archive/inside.ts';
import type { TarMember } from '../../archive/member.ts';
import { displayName } from '../../archive/names.ts';
import { readMembers } from '../../archive/read.ts';
import type { Job } from '../job.ts';
import { passOver } from '../pass.ts';
import { type LinkAt, linksIn, openExpectation } from '../verify/expectation.ts';
import { obstaclesIn } from './obstacles.ts';
import type { Material } from './way.ts';

/**
 * A symlink that already stands in a folder, or on a filesystem that is kept, is followed by tar, whatever options it
 * gets (`signals.md` §5). It would lead to nothing there (`extract/cell.ts`), and the job would fail half-way: so where
 * the folder is not empty, every folder that a member goes through is looked at first, and its own place.
 * @returns the links that members meet there, as they were before; undefined where the folder is empty
 * @throws TarstrapError `target-links-out`, `target-file-in-the-way`, `target-folder-in-the-way`
 */
export async function refuseLinksOut(
  { plan, archive, source }: Pick<Material, 'plan' | 'archive' | 'source'>,
  into: string,
  job: Job,
): Promise<LinkAt | undefined> {
  if (readdirSync(into).length === 0) return undefined;
  const { path } = plan.target;
  const obstacles = obstaclesIn(into);
  const linkNow = linksIn(into);
  const links = new Map<string, string>();
  const expectation = openExpectation((name) => {
    const target = linkNow(name);
    if (target !== undefined) links.set(name, target);
    return target;
  });
  const insider = insiderOf(archive.inside?.folder);
  const onMember = (member: TarMember): void => {
    const entry = insider.entry(member.entry);
    if (!entry) return;
    expectation.add(entry);
    obstacles.look(entry);
  };
  await readMembers(passOver(source, job), { onMember });
  refuse('target-links-out', path, obstacles.leaving);
  refuse('target-file-in-the-way', path, obstacles.blocked);
  refuse('target-folder-in-the-way', path, obstacles.filled);
  expectation.finish();
  return (name) => links.get(name);
}

function refuse(code: ErrorCode, path: string, [first, ...more]: readonly string[]): void {
  if (first !== undefined) throw new TarstrapError(code, { path, count: more.length + 1, example: displayName(first) });
}
