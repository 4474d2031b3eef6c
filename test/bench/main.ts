import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Scope } from '../../electron/run/scope.ts';
import { removeCopy } from '../lab/cli.ts';
import { costOfCapturing } from './capturing.ts';
import { type Contest, contend, type Ring } from './contest.ts';
import { makeDevice } from './device.ts';
import { figuresOf, figuresTable, type Measured } from './figures.ts';
import { openInputs } from './inputs.ts';
import { holdMachine } from './lock.ts';
import { contestTable } from './report.ts';
import { costOfAsking } from './signalling.ts';
import { costOfSeveral } from './several.ts';
import { stopSignal } from './stop.ts';
import { costOfVerifying } from './verification.ts';
import { FULL, QUICK } from './works.ts';

/**
 * `npm run bench [-- --quick] [-- --only big.tar|asking|verification|several|capture]`: Tarstrap and what people use today lay the same tarballs on the same device in one run.
 * What it makes is kept in `.cache/bench`, its figures in `.cache/bench/results.json`.
 */

// As most users have it: further certificates take each start of Node twice as long.
delete process.env['NODE_EXTRA_CA_CERTS'];

const FOLDER = new URL('../../.cache/bench', import.meta.url).pathname;
const GiB = 1024 ** 3;

/** What is measured beside the works. */
const EXTRAS: readonly string[] = ['asking', 'verification', 'several', 'capture'];

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
  const extras = await measureExtras(isQuick, isWanted, { device, inputs, scope, signal });
  const figures = figuresOf({ contests, ...extras });
  process.stdout.write(`\n${figuresTable(figures)}\n`);
  writeFileSync(`${FOLDER}/results.json`, `${JSON.stringify({ figures, contests, ...extras }, null, 1)}\n`);
}

type Extras = Omit<Measured, 'contests'>;

async function measureExtras(isQuick: boolean, isWanted: (what: string) => boolean, ring: Ring & { readonly scope: Scope }): Promise<Extras> {
  const { inputs, scope, signal } = ring;
  return {
    asking: isWanted('asking') ? await costOfAsking(await inputs('rootfs.tar'), isQuick ? 3 : 9, signal) : undefined,
    verifying: isWanted('verification') ? await costOfVerifying(isQuick ? 1 : 3, ring) : undefined,
    capturing: isWanted('capture') && !isQuick ? await costOfCapturing(3, { folder: FOLDER, inputs, scope, signal }) : undefined,
    several: isWanted('several') && !isQuick ? await costOfSeveral(2, { folder: FOLDER, inputs, scope, signal }) : undefined,
  };
}

try {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  await main(values.quick === true, values.only);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
