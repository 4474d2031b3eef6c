import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Scope } from '../../electron/run/scope.ts';
import { removeCopy } from '../lab/cli.ts';
import { type Contest, contend } from './contest.ts';
import { makeDevice } from './device.ts';
import { figuresOf, figuresTable } from './figures.ts';
import { openInputs } from './inputs.ts';
import { holdMachine } from './lock.ts';
import { contestTable } from './report.ts';
import { costOfAsking } from './signalling.ts';
import { stopSignal } from './stop.ts';
import { costOfVerifying } from './verification.ts';
import { FULL, QUICK } from './works.ts';

/**
 * `npm run bench [-- --quick] [-- --only big.tar|asking|verification]`: Tarstrap and what people use today lay the same tarballs on the same device in one run.
 * What it makes is kept in `.cache/bench`, its figures in `.cache/bench/results.json`.
 */

const FOLDER = new URL('../../.cache/bench', import.meta.url).pathname;
const GiB = 1024 ** 3;

/** What is measured beside the works. */
const EXTRAS: readonly string[] = ['asking', 'verification'];

async function main(isQuick: boolean, only: string | undefined): Promise<void> {
  const works = (isQuick ? QUICK : FULL).filter(({ input }) => only === undefined || input === only);
  const isWanted = (what: string): boolean => only === undefined || only === what;
  if (works.length === 0 && !EXTRAS.includes(only ?? '')) throw new Error(`nothing is done with ${only}`);
  const signal = stopSignal();
  using _ = await holdMachine();
  await using scope = new Scope();
  scope.defer('removing the copied programs', removeCopy);
  mkdirSync(FOLDER, { recursive: true });
  const inputs = openInputs(FOLDER, signal);
  for (const { input } of works) await inputs(input);
  const device = await makeDevice(FOLDER, 4 * GiB, scope, signal);
  const contests: Contest[] = [];
  for (const work of works) {
    const contest = await contend(work, { device, inputs, signal });
    contests.push(contest);
    process.stdout.write(`\n${contestTable(contest)}\nload average ${loadavg()[0]?.toFixed(1)}\n`);
  }
  const asking = isWanted('asking') ? await costOfAsking(await inputs('rootfs.tar'), isQuick ? 3 : 9, signal) : undefined;
  const verifying = isWanted('verification') ? await costOfVerifying(isQuick ? 1 : 3, { device, inputs, signal }) : undefined;
  const figures = figuresOf({ contests, asking, verifying });
  process.stdout.write(`\n${figuresTable(figures)}\n`);
  writeFileSync(`${FOLDER}/results.json`, `${JSON.stringify({ figures, contests, asking, verifying }, null, 1)}\n`);
}

try {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  await main(values.quick === true, values.only);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
