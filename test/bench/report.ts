import type { Contest, Run } from './contest.ts';
import { median, pairedRatio } from './statistics.ts';
import { figure, formatTable } from './table.ts';

/** Contests as text. Pure. */

/** Of one contestant, by round; a hole where it did not run. */
export function jobsOf({ runs }: Contest, contestant: string): (number | undefined)[] {
  const jobs: (number | undefined)[] = [];
  for (const run of runs) if (run.contestant === contestant) jobs[run.round] = run.job;
  return Array.from(jobs);
}

const HEAD = ['', 'job s', '÷ by hand', 'whole s', 'CPU s', 'memory MB', 'written MB', 'bar ± points', 'ETA at half', 'first tick ms'];

/** Medians of each contestant's rounds. `job`: from before mkfs to a device that may be taken away; `whole`: the program from its start to its end. */
export function contestTable(contest: Contest): string {
  const names = [...new Set(contest.runs.map(({ contestant }) => contestant))].toSorted((a, b) => rank(a) - rank(b));
  const rows = names.map((name) => {
    const runs = contest.runs.filter(({ contestant }) => contestant === name);
    const of = (pick: (run: Run) => number | undefined): number => median(runs.flatMap((run) => pick(run) ?? []));
    return [
      name,
      figure(of(({ job }) => job)),
      figure(pairedRatio(jobsOf(contest, name), jobsOf(contest, 'by hand'))),
      figure(of(({ seconds }) => seconds)),
      figure(of(({ cpuSeconds }) => cpuSeconds)),
      figure(of(({ peakBytes }) => peakBytes / 1e6)),
      figure(of(({ written }) => written / 1e6)),
      figure(of(({ watched }) => watched?.barError)),
      percent(of(({ watched }) => watched?.etaError)),
      figure(of(({ watched }) => watched?.firstProgress && watched.firstProgress * 1000)),
    ];
  });
  const rounds = Math.max(...contest.runs.map(({ round }) => round)) + 1;
  return `${contest.input}, ${contest.medium}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}\n${formatTable(HEAD, rows)}`;
}

/** By hand first, then we, then the others. */
function rank(name: string): number {
  return name === 'by hand' ? 0 : name.startsWith('Tarstrap') ? 1 : 2;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)} %` : '–';
}
