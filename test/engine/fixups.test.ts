import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amendTarget } from '../../electron/engine/flash/fixups.ts';
import type { Job } from '../../electron/engine/job.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { Plan } from '../../shared/plan/types.ts';
import type { JobEvent } from '../../shared/protocol.ts';
import { jobIn } from '../lab/job.ts';
import { sh } from '../lab/devices.ts';
import { makeInputs } from '../unit/shared/plan/inputs.ts';

let root: string;
let job: Job;
let events: JobEvent[];
let plan: Plan;

beforeEach(() => {
  root = mkdtempSync('/var/tmp/fixups-');
  mkdirSync(`${root}/etc`);
  events = [];
  job = jobIn({ folder: root, emit: (event) => void events.push(event) });
  plan = makePlan(makeInputs());
});

afterEach(async () => {
  await job.scope[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

const fstab = (): string => `${root}/etc/fstab`;

describe('/etc/fstab', () => {
  it('gets our lines, and keeps its own', () => {
    writeFileSync(fstab(), '# mine\n');
    amendTarget(plan, root, job);
    expect(readFileSync(fstab(), 'utf8')).toBe(`# Tarstrap: begin\n${plan.fstab.join('\n')}\n# Tarstrap: end\n# mine\n`);
  });

  it('is made where there is none', () => {
    amendTarget(plan, root, job);
    expect(readFileSync(fstab(), 'utf8')).toContain(plan.fstab[0]);
  });

  it.each([
    ['a sparse file of a terabyte', () => (writeFileSync(fstab(), ''), truncateSync(fstab(), 1024 ** 4)), /larger than 16 MiB/],
    ['a pipe that nobody writes to', () => sh('mkfifo', fstab()), /not a plain file/],
    ['a link to a file of this machine', () => symlinkSync('/etc/hostname', fstab()), /not a plain file/],
    ['a folder', () => mkdirSync(fstab()), /not a plain file/],
  ])('is left as it is where it is %s, and that is said', (_, make, words) => {
    make();
    const before = [statSync(fstab()).size, readFileSync('/etc/hostname', 'utf8')];
    amendTarget(plan, root, job);
    expect([statSync(fstab()).size, readFileSync('/etc/hostname', 'utf8')]).toEqual(before);
    expect(events).toEqual([{ type: 'notice', level: 'warning', text: expect.stringMatching(words) }]);
  });
});
